//! `store check` finds what is damaged, names it, and puts sealed files aside if it is told to.

use std::fs;
use std::path::{Path, PathBuf};

use crate::damage::garbage;
use crate::moving::with_history;
use crate::world::World;

const START: &str = "2024-01-01T00:00:00Z";

/// Returns the sealed files of a world, in the order of their names.
fn sealed(world: &World) -> Vec<PathBuf> {
    let entries = fs::read_dir(world.home().join("sealed")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &Path) -> String {
    format!("sealed/{}", path.file_name().unwrap().to_string_lossy())
}

/// Checks that a world is found to have one thing wrong, and returns what is told of it.
fn wrong(world: &World) -> String {
    let ran = world.run(&["store", "check"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    ran.out.trim_end().to_owned()
}

#[test]
fn a_sound_store_is_said_to_be_so_and_what_it_has() {
    let world = with_history(World::at(START));
    let files = sealed(&world).len();
    let told = world.ok(&["store", "check"]);
    assert!(told.starts_with("sound: ") && told.lines().count() == 1, "{told}");
    assert!(told.contains(&format!(" more in {files} sealed files")), "{told}");
    // Nothing was settled, and nothing is an event.
    assert_eq!(world.ok(&["store", "check"]), told);
}

#[test]
fn a_damaged_sealed_file_is_named_put_aside_and_then_all_goes_on() {
    let full = with_history(World::at(START));
    let all = count(&full);
    let (first, second) = (sealed(&full)[0].clone(), sealed(&full)[1].clone());
    let good = fs::read(&first).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 3] ^= 4;
    let damages = [
        ("missing", None),
        ("it has 0 bytes", Some(Vec::new())),
        ("bytes in place of", Some(good[..good.len() / 2].to_vec())),
        ("is not what was written", Some(flipped)),
        ("it does not begin", Some(garbage(good.len()))),
        ("bytes in place of", Some(fs::read(&second).unwrap())),
    ];
    for (words, bytes) in damages {
        let world = full.copy();
        let path = world.home().join(name(&first));
        match &bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let told = wrong(&world);
        assert!(told.contains(&name(&first)) && told.contains(words), "{words}: {told}");
        assert!(!told.contains("says more"), "{told}");
        let lookup = world.run(&["lookup-events", "--region", "us-east-1"]);
        assert!(lookup.code == 0 || lookup.err.contains("store check --set-aside"), "{words}");

        let aside = world.run(&["store", "check", "--set-aside"]);
        assert_eq!((aside.code, aside.err.as_str()), (0, ""), "{words}: {}", aside.out);
        let mut lines = aside.out.lines();
        assert_eq!(lines.next(), Some(format!("set aside: {told}").as_str()), "{words}");
        assert!(lines.next().unwrap().starts_with("sound: "), "{}", aside.out);
        assert!(!path.exists(), "{words}");
        if let Some(bytes) = bytes {
            assert_eq!(fs::read(path.with_extension("damaged")).unwrap(), bytes, "{words}");
        }
        assert!(count(&world) < all, "{words}");
        assert!(world.ok(&["store", "check"]).starts_with("sound: "), "{words}");
        world.ok(&["store", "export", "export"]);
    }
}

/// Returns how many events all regions show.
fn count(world: &World) -> usize {
    let count = |region: &&str| -> usize {
        let words = ["lookup-events", "--region", region, "--end-time", START];
        let words = [&words[..], &["--query", "length(Events)"]].concat();
        world.ok(&words).trim().parse().unwrap()
    };
    ["us-east-1", "eu-west-2", "ap-south-1"].iter().map(count).sum()
}

#[test]
fn a_file_that_no_catalogue_names_is_told_and_put_aside() {
    let world = with_history(World::at(START));
    let folder = world.home().join("sealed");
    let sound = fs::read(&sealed(&world)[0]).unwrap();
    let cases = [
        ("event-000099", sound.clone(), "it is a sealed file of "),
        ("event-000098", sound[1..].to_vec(), "it is no sealed file"),
        ("notes", b"mine".to_vec(), "it is no sealed file"),
        ("cut", sound[..sound.len() - 1].to_vec(), "it does not end as sealed files do"),
    ];
    for (name, bytes, words) in cases {
        fs::write(folder.join(name), &bytes).unwrap();
        let told = wrong(&world);
        assert!(told.starts_with(&format!("sealed/{name} is in no catalogue: ")), "{told}");
        assert!(told.contains(words), "{told}");
        let aside = world.ok(&["store", "check", "--set-aside"]);
        assert!(aside.starts_with(&format!("set aside: {told}\nsound: ")), "{aside}");
        assert_eq!(fs::read(folder.join(format!("{name}.foreign"))).unwrap(), bytes);
    }
    fs::create_dir(folder.join("folder")).unwrap();
    let told = wrong(&world);
    assert!(told.ends_with("it is no file"), "{told}");
    world.ok(&["store", "check", "--set-aside"]);
    world.ok(&["lookup-events", "--max-items", "1"]);
}

/// A world with a trail that delivered for some hours, in two regions.
fn world_with_chains() -> World {
    let world = World::at(START);
    world.ok(&["s3", "mb", "s3://logs"]);
    let policy = world.ok(&["sim", "policy", "cloudtrail", "--bucket", "logs"]);
    fs::write(world.work().join("policy"), policy).unwrap();
    let words = ["s3api", "put-bucket-policy", "--bucket", "logs", "--policy", "file://policy"];
    world.ok(&words);
    let words = ["create-trail", "--name", "audit", "--s3-bucket-name", "logs"];
    let more = ["--enable-log-file-validation", "--is-multi-region-trail"];
    world.ok(&[&words[..], &more].concat());
    world.ok(&["start-logging", "--name", "audit"]);
    for _ in 0..3 {
        for region in ["us-east-1", "eu-west-1"] {
            world.ok(&[
                "sim",
                "call",
                "--service",
                "ec2",
                "--action",
                "RunInstances",
                "--region",
                region,
            ]);
        }
        world.ok(&["clock", "advance", "1h"]);
    }
    world
}

/// Returns the objects of a kind in a region, the oldest first.
fn objects(world: &World, kind: &str, region: &str) -> Vec<PathBuf> {
    let folder = format!("AWSLogs/123456789012/{kind}/{region}/2024/01/01");
    let entries = fs::read_dir(world.object("logs", &folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn chains_are_walked_and_what_is_not_valid_is_told_in_a_line_each() {
    let full = world_with_chains();
    let told = full.ok(&["store", "check"]);
    assert!(told.ends_with(", 6 digests, 6 log files\n"), "{told}");
    let digests = objects(&full, "CloudTrail-Digest", "eu-west-1");
    let logs = objects(&full, "CloudTrail", "eu-west-1");
    let below =
        |world: &World, path: &Path| world.home().join(path.strip_prefix(full.home()).unwrap());
    let s3 = |path: &Path| {
        let key = path.strip_prefix(full.home().join("buckets/logs")).unwrap();
        format!("s3://logs/{}", key.display())
    };
    let cases = [
        (&digests[2], "1 of 3 digests and 0 of 2 log files", "is missing"),
        (&digests[1], "1 of 3 digests and 0 of 2 log files", "is not valid: not found"),
        (&logs[0], "0 of 3 digests and 1 of 3 log files", "is not valid: not found"),
    ];
    for (path, counts, what) in cases {
        let world = full.copy();
        fs::remove_file(below(&world, path)).unwrap();
        let ran = world.run(&["store", "check"]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        let told: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("trail ")).collect();
        let expected =
            format!("trail audit in eu-west-1: {counts} are not valid; {} {what}", s3(path));
        assert_eq!(told, [expected]);
        // The records of the store stay as they are, whatever is wrong with the buckets.
        assert_eq!(world.run(&["store", "check", "--set-aside"]).code, 1);
    }
    let world = full.copy();
    for path in digests.iter().chain(&logs) {
        fs::write(below(&world, path), "garbage").unwrap();
    }
    for path in objects(&world, "CloudTrail-Digest", "us-east-1") {
        fs::remove_file(path).unwrap();
    }
    let ran = world.run(&["store", "check"]);
    let trails: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("trail ")).collect();
    assert_eq!((ran.code, trails.len()), (1, 2), "{}", ran.out);
    assert!(trails[0].contains("3 of 3 digests"), "{}", ran.out);
}

#[test]
fn a_chain_whose_bucket_is_gone_is_told() {
    let world = world_with_chains();
    world.ok(&["s3", "rb", "s3://logs", "--force"]);
    let ran = world.run(&["store", "check"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    for line in ran.out.lines() {
        assert!(line.ends_with("followed: The specified bucket does not exist"), "{line}");
    }
}

#[test]
fn a_trail_that_has_delivered_nothing_yet_has_no_chain() {
    let world = World::at(START);
    world.ok(&["s3", "mb", "s3://logs"]);
    let words = ["s3api", "put-bucket-policy", "--bucket", "logs", "--policy", "file://policy"];
    let policy = world.ok(&["sim", "policy", "cloudtrail", "--bucket", "logs"]);
    fs::write(world.work().join("policy"), policy).unwrap();
    world.ok(&words);
    let words = ["create-trail", "--name", "audit", "--s3-bucket-name", "logs"];
    world.ok(&[&words[..], &["--enable-log-file-validation"]].concat());
    world.ok(&["start-logging", "--name", "audit"]);
    assert!(world.ok(&["store", "check"]).starts_with("sound: "));
}
