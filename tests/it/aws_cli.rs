//! The real AWS CLI accepts what trailwatch delivers, and both validators say the same.

use std::fs;
use std::path::{Path, PathBuf};

use crate::judge::Judge;
use crate::world::World;

/// The trail that is judged.
pub(crate) const TRAIL: &str = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit";

/// Another region that the trail covers.
pub(crate) const ELSEWHERE: &str = "eu-west-2";

/// Makes a world at 2024-01-01T00:00:00Z, with a validated trail of all regions that records, and
/// whose keys begin with a prefix if one is given.
pub(crate) fn recording(prefix: Option<&str>) -> World {
    let world = World::at("2024-01-01T00:00:00Z");
    let prefix = |option: &'static str| prefix.map_or(Vec::new(), |prefix| vec![option, prefix]);
    open_bucket(&world, "logs", &[], &prefix("--prefix"));
    let create = [
        "cloudtrail",
        "create-trail",
        "--name=audit",
        "--s3-bucket-name=logs",
        "--is-multi-region-trail",
        "--enable-log-file-validation",
    ];
    world.ok(&[&create, &*prefix("--s3-key-prefix")].concat());
    world.ok(&["cloudtrail", "start-logging", "--name", "audit"]);
    world
}

/// Makes a bucket that CloudTrail may write to.
pub(crate) fn open_bucket(world: &World, name: &str, region: &[&str], prefix: &[&str]) {
    let location = region.last().map(|region| format!("LocationConstraint={region}"));
    let location = location.as_deref().map(|there| ["--create-bucket-configuration", there]);
    let create = ["s3api", "create-bucket", "--bucket", name];
    world.ok(&[&create[..], region, location.as_ref().map_or(&[], |words| &words[..])].concat());
    let policy = world.ok(&[&["sim", "policy", "cloudtrail", "--bucket", name], prefix].concat());
    world.ok(&["s3api", "put-bucket-policy", "--bucket", name, "--policy", &policy]);
}

/// Lets something happen in a region.
pub(crate) fn event(world: &World, region: &str) {
    let call = ["sim", "call", "--service", "ec2", "--action", "RunInstances", "--region", region];
    world.ok(&call);
}

/// Moves the clock on.
pub(crate) fn pass(world: &World, span: &str) {
    world.ok(&["clock", "advance", span]);
}

/// A world in which the trail has delivered for four hours, two log files in each.
pub(crate) fn four_hours(prefix: Option<&str>) -> World {
    let world = recording(prefix);
    for _ in 0..4 {
        pass(&world, "20m");
        event(&world, "us-east-1");
        pass(&world, "20m");
        event(&world, "us-east-1");
        pass(&world, "20m");
    }
    world
}

/// Returns the words of a validation, from a time to a time.
fn range<'a>(start: &'a str, end: &'a str) -> Vec<&'a str> {
    vec!["--trail-arn", TRAIL, "--start-time", start, "--end-time", end]
}

#[test]
fn the_aws_cli_accepts_what_a_trail_has_delivered_over_a_month() {
    let Some(judge) = Judge::new() else { return };
    let world = recording(None);
    for region in ["us-east-1", ELSEWHERE, "us-east-1"] {
        pass(&world, "25m");
        event(&world, region);
    }
    // Hours in which nothing happens, and some in which nothing is recorded.
    pass(&world, "2h30m");
    event(&world, ELSEWHERE);
    pass(&world, "7m");
    world.ok(&["cloudtrail", "stop-logging", "--name", "audit"]);
    pass(&world, "2h");
    event(&world, "us-east-1");
    pass(&world, "10m");
    world.ok(&["cloudtrail", "start-logging", "--name", "audit"]);
    pass(&world, "1h");
    // A month in which the chains come to rest, and the keys change.
    pass(&world, "30d");
    for region in ["us-east-1", ELSEWHERE] {
        event(&world, region);
        event(&world, region);
        pass(&world, "1h10m");
    }

    for region in ["us-east-1", ELSEWHERE] {
        let mut words = range("2024-01-01T00:00:00Z", "2024-02-02T00:00:00Z");
        words.extend(["--verbose", "--region", region]);
        let judged = judge.both(region, &world, &words);
        assert_eq!(judged.code, 0, "{}{}", judged.out, judged.err);
        let logs = world.object("logs", &format!("AWSLogs/123456789012/CloudTrail/{region}"));
        let digests =
            world.object("logs", &format!("AWSLogs/123456789012/CloudTrail-Digest/{region}"));
        for (kind, folder) in [("Log", logs), ("Digest", digests)] {
            let files = files_below(&folder);
            assert!(files.len() >= 3, "{kind} files in {region}");
            for file in files {
                let key = file.strip_prefix(world.object("logs", "")).unwrap().display();
                let line = format!("{kind} file\ts3://logs/{key}\tvalid\n");
                assert!(judged.out.contains(&line), "{line}{}{}", judged.out, judged.err);
            }
        }
        assert!(!judged.err.contains("INVALID"), "{}", judged.err);
        assert_eq!(
            judged.err.matches("No log files were delivered by CloudTrail between").count(),
            1,
            "the stop is a gap: {}",
            judged.err
        );
        let keys = ["cloudtrail", "list-public-keys", "--start-time=2024-01-01"];
        let query = ["--query=length(PublicKeyList)", "--region", region];
        assert_eq!(world.ok(&[&keys[..], &query].concat()), "2\n", "the key was changed");
    }
}

/// Returns all files below a folder, in the order of their paths.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn both_validators_find_the_same_in_a_range() {
    let Some(judge) = Judge::new() else { return };
    let world = four_hours(None);
    let cases = [
        // The whole time, and beyond.
        ("2024-01-01T00:00:00Z", "2024-01-01T04:00:00Z", "4/4 digest files valid"),
        ("2023-12-31T12:00:00Z", "2024-01-02T00:00:00Z", "4/4 digest files valid"),
        // In the middle of hours.
        ("2024-01-01T01:30:00Z", "2024-01-01T03:30:00Z", "3/3 digest files valid"),
        ("2024-01-01T01:30:00Z", "2024-01-01T02:10:00Z", "2/2 digest files valid"),
        ("2024-01-01T02:10:00Z", "2024-01-01T02:20:00Z", "1/1 digest files valid"),
        // Where a digest starts: the one before it is still looked at.
        ("2024-01-01T02:00:00Z", "2024-01-01T03:00:00Z", "3/3 digest files valid"),
        ("2024-01-01T02:00:01Z", "2024-01-01T03:00:00Z", "2/2 digest files valid"),
        ("2024-01-01T01:59:59Z", "2024-01-01T03:00:00Z", "3/3 digest files valid"),
        ("2024-01-01T02:00:00.5Z", "2024-01-01T02:59:59.999Z", "1/1 digest files valid"),
        ("2024-01-01T01:59:59.999999Z", "2024-01-01T03:00:00.5Z", "3/3 digest files valid"),
        ("2024-01-01T03:00:00Z", "9999-12-31T23:59:59Z", "date value out of range"),
        ("2024-01-01T03:00:00Z", "2024-01-01T03:00:00Z", "2/2 digest files valid"),
        // Where there is nothing.
        ("2023-12-31T00:00:00Z", "2023-12-31T20:00:00Z", "No public keys found"),
        ("2023-12-31T00:00:00Z", "2023-12-31T23:30:00Z", "No digests found"),
        ("2024-01-01T04:30:00Z", "2024-01-01T09:00:00Z", "No digests found"),
        ("2024-01-02T00:00:00Z", "2024-01-01T00:00:00Z", "Invalid time range specified"),
        // Other spellings; offsets are passed over.
        ("2024-01-01", "20240102", "4/4 digest files valid"),
        ("2024-01-01T02:00:00+05:00", "2024-01-01 03:00", "3/3 digest files valid"),
        ("Jan 1 2024 1:30 am", "1 January 2024 3pm", "3/3 digest files valid"),
        ("yesterday", "2024-01-01", "Unable to parse date value: yesterday"),
    ];
    for (start, end, expected) in cases {
        for verbose in [&["--verbose"][..], &[]] {
            let judged = judge.both(
                &format!("{start} to {end}"),
                &world,
                &[&range(start, end), verbose].concat(),
            );
            let said = format!("{}{}", judged.out, judged.err);
            assert!(said.contains(expected), "{start} to {end}: {said}");
        }
    }
}

#[test]
fn both_validators_find_the_same_with_buckets_and_prefixes() {
    let Some(judge) = Judge::new() else { return };
    let plain = four_hours(None);
    let prefixed = four_hours(Some("some/prefix"));
    let cases: [(&World, &[&str], &str); 12] = [
        (&plain, &["--s3-bucket", "logs"], "4/4 digest files valid"),
        (&plain, &["--s3-bucket", "logs", "--s3-prefix", "other"], "No digests found"),
        (&plain, &["--s3-prefix", "other"], "4/4 digest files valid"),
        (&plain, &["--s3-bucket", "nowhere"], "NoSuchBucket"),
        (&plain, &["--account-id", "123456789012"], "4/4 digest files valid"),
        (&plain, &["--account-id", "210987654321"], "No digests found"),
        (&plain, &["--region", "eu-central-1"], "No digests found"),
        (&prefixed, &[], "4/4 digest files valid"),
        (&prefixed, &["--s3-bucket", "logs"], "No digests found"),
        (&prefixed, &["--s3-bucket", "logs", "--s3-prefix", "some/prefix"], "4/4 digest"),
        (&prefixed, &["--s3-bucket", "logs", "--s3-prefix", "some/prefix/"], "No digests found"),
        (&prefixed, &["--s3-bucket", "logs", "--s3-prefix", "some"], "No digests found"),
    ];
    for (world, words, expected) in cases {
        let times = range("2024-01-01T00:00:00Z", "2024-01-01T04:00:00Z");
        let judged = judge.both(&words.join(" "), world, &[&times, words].concat());
        let said = format!("{}{}", judged.out, judged.err);
        assert!(said.contains(expected), "{words:?}: {said}");
    }
    for arn in ["audit", "arn:aws:cloudtrail:us-east-1:123456789012:trail/other"] {
        let words = ["--trail-arn", arn, "--start-time", "2024-01-01", "--end-time", "2024-01-02"];
        assert_eq!(judge.both(arn, &plain, &words).code, 255);
    }
}

/// Does something to the third log file and the second digest of an archive.
type Harm = fn(&Path, &Path);

#[test]
fn both_validators_find_the_same_in_an_archive() {
    let Some(judge) = Judge::new() else { return };
    let original = four_hours(None);
    let cases: [(&str, Harm, &str); 8] = [
        ("nothing", |_, _| {}, "9/9 log files valid\n"),
        ("a log file removed", |log, _| fs::remove_file(log).unwrap(), "INVALID: not found"),
        ("a log file emptied", |log, _| fs::write(log, "").unwrap(), "INVALID: hash value"),
        ("a log file that is none", |log, _| fs::write(log, "{}").unwrap(), "INVALID: invalid"),
        ("a digest removed", |_, digest| fs::remove_file(digest).unwrap(), "INVALID: not found"),
        ("a digest that is none", |_, digest| fs::write(digest, "{}").unwrap(), "INVALID: inv"),
        (
            "a digest moved",
            |_, digest| {
                for end in ["", ".metadata.json"] {
                    let with_end = |path: &str| format!("{path}{end}");
                    let from = with_end(digest.to_str().unwrap());
                    fs::rename(&from, from.replace("T020000Z", "T050000Z")).unwrap();
                }
            },
            "INVALID: has been moved from its original location",
        ),
        (
            "metadata of another digest",
            |_, digest| {
                let beside = format!("{}.metadata.json", digest.to_str().unwrap());
                fs::copy(beside.replace("T020000Z", "T030000Z"), beside).unwrap();
            },
            "INVALID: signature verification failed",
        ),
    ];
    let named: Vec<_> = cases.iter().map(|case| (case.0, *case)).collect();
    judge.each(&named, |(name, harm, expected)| {
        let world = original.copy();
        let archive = world.work().join("archive");
        world.ok(&["store", "archive", "logs", archive.to_str().unwrap()]);
        let files = |kind: &str| {
            let all =
                files_below(&archive.join("AWSLogs/123456789012").join(kind).join("us-east-1"));
            all.into_iter().filter(|path| path.extension().unwrap() == "gz").collect::<Vec<_>>()
        };
        harm(&files("CloudTrail")[2], &files("CloudTrail-Digest")[1]);
        let times = range("2024-01-01T00:00:00Z", "2024-01-01T04:00:00Z");
        let words = [&times[..], &["--verbose", "--s3-bucket", "logs"]].concat();
        let judged = judge.both_of_archive(name, &world, &archive, &words);
        let said = format!("{}{}", judged.out, judged.err);
        assert!(said.contains(expected), "{said}");
    });
}

#[test]
fn both_validators_follow_a_trail_from_bucket_to_bucket() {
    let Some(judge) = Judge::new() else { return };
    let world = recording(Some("first"));
    // A trail whose name begins as this one's delivers beside it.
    world.ok(&[
        "cloudtrail",
        "create-trail",
        "--name=audit-two",
        "--s3-bucket-name=logs",
        "--s3-key-prefix=first",
        "--enable-log-file-validation",
    ]);
    world.ok(&["cloudtrail", "start-logging", "--name", "audit-two"]);
    let hours = |count: usize| {
        for _ in 0..count {
            pass(&world, "30m");
            event(&world, "us-east-1");
            event(&world, ELSEWHERE);
            pass(&world, "30m");
        }
    };
    hours(2);
    open_bucket(&world, "others", &["--region", ELSEWHERE], &["--prefix", "first"]);
    let move_to = |words: &[&str]| {
        world.ok(&[&["cloudtrail", "update-trail", "--name=audit"][..], words].concat());
    };
    move_to(&["--s3-bucket-name=others"]);
    hours(2);
    open_bucket(&world, "plain", &[], &[]);
    move_to(&["--s3-bucket-name=plain", "--s3-key-prefix="]);
    hours(2);

    let all = ("2024-01-01T00:00:00Z", "2024-01-01T06:00:00Z");
    let late = ("2024-01-01T03:30:00Z", "2024-01-01T05:30:00Z");
    for (start, end) in [all, late] {
        for region in [&[][..], &["--region", ELSEWHERE]] {
            let buckets: [&[&str]; 3] = [
                &[],
                &["--s3-bucket=others", "--s3-prefix=first"],
                &["--s3-bucket=logs", "--s3-prefix=first"],
            ];
            for bucket in buckets {
                let words = [&range(start, end)[..], region, bucket, &["--verbose"]].concat();
                let case = words.join(" ");
                let judged = judge.both(&case, &world, &words);
                assert_eq!(judged.code, 0, "{case}: {}{}", judged.out, judged.err);
            }
        }
    }
    // What is missing in the bucket before is looked for there.
    let digests = "first/AWSLogs/123456789012/CloudTrail-Digest/us-east-1";
    let from_others = ["--s3-bucket=others", "--s3-prefix=first"];
    for (bucket, from) in [("logs", &from_others[..]), ("others", &[])] {
        let digest = files_below(&world.object(bucket, digests)).pop().unwrap();
        fs::remove_file(digest).unwrap();
        let words = [&range(all.0, all.1)[..], &["--verbose"], from].concat();
        let judged = judge.both(bucket, &world, &words);
        assert!(judged.err.contains(&format!("s3://{bucket}/first")), "{}", judged.err);
    }
}

#[test]
fn both_validators_ask_the_region_that_is_set() {
    let Some(judge) = Judge::new() else { return };
    let world = World::at("2024-01-01T00:00:00Z");
    open_bucket(&world, "logs", &["--region", ELSEWHERE], &[]);
    for (name, scope) in
        [("alone", "--no-is-multi-region-trail"), ("all", "--is-multi-region-trail")]
    {
        let create = ["cloudtrail", "create-trail", "--s3-bucket-name=logs", "--region", ELSEWHERE];
        world.ok(&[&create[..], &["--enable-log-file-validation", scope, "--name", name]].concat());
        world.ok(&["cloudtrail", "start-logging", "--region", ELSEWHERE, "--name", name]);
    }
    event(&world, "us-east-1");
    pass(&world, "2h");
    let cases: [(&str, &[&str], &str); 5] = [
        ("alone", &["--region", ELSEWHERE], "2/2 digest files valid"),
        ("alone", &[], "A trail could not be found for"),
        ("all", &["--region", ELSEWHERE], "2/2 digest files valid"),
        ("all", &["--region", "us-east-1"], "2/2 digest files valid"),
        // The digests of the home region are signed under its key, and another region is asked.
        ("all", &[], "public key not found in region eu-west-2 for fingerprint"),
    ];
    for (name, region, expected) in cases {
        let arn = format!("arn:aws:cloudtrail:{ELSEWHERE}:123456789012:trail/{name}");
        let times = ["--start-time", "2024-01-01", "--end-time", "2024-01-01T02:00:00Z"];
        let words = [&["--trail-arn", &arn][..], &times, region].concat();
        let judged = judge.both(&words.join(" "), &world, &words);
        let said = format!("{}{}", judged.out, judged.err);
        assert!(said.contains(expected), "{words:?}: {said}");
    }
}
