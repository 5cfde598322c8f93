//! A damaged store: each time a clear error in one line, and nothing changed or lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;
use trailwatch::store::{Home, Key, Store};

use crate::world::{Ran, World};

/// A world with a few hundred samples, a bucket with an object, and an event.
fn world() -> World {
    let world = World::at("2024-06-01T12:00:00Z");
    world.ok(&["s3", "mb", "s3://bkt"]);
    fs::write(world.work().join("body"), "body").unwrap();
    world.ok(&["s3", "cp", "body", "s3://bkt/a/key", "--content-type", "text/plain"]);
    for n in 0..40 {
        let data = json!([{"MetricName": format!("M{n}"), "Value": n}]).to_string();
        world.ok(&["put-metric-data", "--namespace", "N", "--metric-data", &data]);
    }
    world
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Returns every file below a folder with its bytes, without those that each command may write:
/// the lock, and the witness.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else if entry.file_name() != "lock" && entry.file_name() != "witness" {
            found.insert(entry.path(), fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// Checks that a command failed with one line of plain words.
pub(crate) fn assert_told(ran: &Ran, words: &str, what: &str) {
    assert_eq!((ran.code, ran.out.as_str()), (255, ""), "{what}: {}", ran.err);
    let lines: Vec<&str> = ran.err.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.len(), 1, "{what}: {}", ran.err);
    assert!(lines[0].starts_with("aws: [ERROR]: "), "{what}: {}", ran.err);
    assert!(lines[0].contains(words), "{what}: {}", ran.err);
    assert_plain(&ran.err, what);
}

/// Checks that a text has nothing of the insides of the program.
fn assert_plain(text: &str, what: &str) {
    for inside in ["panic", "unwrap", "backtrace", "RUST_", ".rs:", "Err(", "fault of trailwatch"] {
        assert!(!text.contains(inside), "{what}: {text}");
    }
}

/// Returns bytes that look like nothing, the same each time.
pub(crate) fn garbage(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_le_bytes()[7]
    };
    (0..length).map(next).collect()
}

/// What can happen to a file.
fn damages(bytes: &[u8]) -> Vec<(String, Option<Vec<u8>>)> {
    let size = bytes.len();
    let mut damages =
        vec![("removed".to_owned(), None), ("garbage".to_owned(), Some(garbage(size)))];
    for part in [0, 1, 2, 3] {
        damages.push((format!("cut to {part} quarters"), Some(bytes[..size * part / 4].to_vec())));
    }
    // The log's end is not written to yet; what is flipped there is nobody's.
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    for step in 0..24 {
        let (mut flipped, place) = (bytes.to_vec(), used * step / 24);
        flipped[place] ^= 1 << (step % 8);
        damages.push((format!("a bit of byte {place} flipped"), Some(flipped)));
    }
    damages
}

#[test]
fn a_damaged_store_is_told_or_does_not_matter_and_never_loses_anything_in_silence() {
    let sound = world();
    let (store, aside) = (sound.home().join("store"), sound.work().join("aside"));
    let count = ["list-metrics", "--query", "length(Metrics)"];
    assert_eq!(sound.ok(&count), "40\n");
    copy(&store, &aside);
    let mut told = BTreeMap::new();
    for entry in fs::read_dir(&aside).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let path = aside.join(&name);
        if path.is_dir() {
            continue;
        }
        for (damage, bytes) in damages(&fs::read(&path).unwrap()) {
            let what = format!("{name} {damage}");
            fs::remove_dir_all(&store).unwrap();
            copy(&aside, &store);
            match bytes {
                Some(bytes) => fs::write(store.join(&name), bytes).unwrap(),
                None => fs::remove_file(store.join(&name)).unwrap(),
            }
            let before = files(&sound.home());
            let ran = sound.run(&count);
            if ran.code == 0 {
                assert_eq!(ran.out, "40\n", "{what}");
                continue;
            }
            assert_told(&ran, "is damaged", &what);
            assert!(ran.err.contains("store reset"), "{what}: {}", ran.err);
            assert!(before == files(&sound.home()), "{what} changed something");
            let checked = sound.run(&["store", "check"]);
            assert_eq!((checked.code, checked.err.as_str()), (1, ""), "{what}: {}", checked.out);
            assert!(checked.out.contains("is damaged"), "{what}: {}", checked.out);
            assert_plain(&checked.out, &what);
            *told.entry(name.split('.').next().unwrap().to_owned()).or_insert(0) += 1;
        }
    }
    // The snapshots and the witness are only there to be quick; the log and sled's settings matter.
    assert_eq!(told.keys().collect::<Vec<_>>(), ["conf", "db"], "{told:?}");
    assert!(told["db"] > 10, "{told:?}");

    sound.ok(&["store", "reset", "--yes"]);
    assert_eq!(sound.ok(&count), "0\n");
}

#[test]
fn what_is_left_of_a_damaged_store_can_be_gone_on_with() {
    let world = world();
    let log = world.home().join("store/db");
    let mut bytes = fs::read(&log).unwrap();
    // Each change has the clock; behind the last there may be what sled wrote anew without a change.
    let last = bytes.windows(6).rposition(|bytes| bytes == b"clock\0").unwrap();
    bytes[last] ^= 1;
    fs::write(&log, bytes).unwrap();
    let told = world.run(&["list-metrics"]);
    assert_told(&told, "changes made to it, only the first", "the end flipped");
    fs::remove_file(world.home().join("store/witness")).unwrap();
    let left: u32 =
        world.ok(&["list-metrics", "--query", "length(Metrics)"]).trim().parse().unwrap();
    assert!((30..40).contains(&left), "{left}");
    assert_eq!(world.run(&["store", "check"]).code, 0);
}

#[test]
fn a_store_of_another_version_is_refused() {
    for (kept, told) in [
        ("5 7", "is of version 5, and this program knows version 4"),
        ("0 7", "is of version 0, and this program knows version 4"),
        ("one", "record of its version is damaged"),
    ] {
        let world = world();
        {
            let db = sled::open(world.home().join("store")).unwrap();
            db.open_tree("records").unwrap().insert(Key::of("version").bytes(), kept).unwrap();
            db.flush().unwrap();
        }
        fs::remove_file(world.home().join("store/witness")).unwrap();
        let words = ["list-metrics"];
        assert_told(&world.run(&words), told, kept);
        let checked = world.run(&["store", "check"]);
        assert_eq!(checked.code, 1, "{}", checked.err);
        assert!(checked.out.contains(told), "{}", checked.out);
    }
}

#[test]
fn a_store_of_an_earlier_version_is_read_and_becomes_one_of_this() {
    let world = world();
    let version = || {
        let db = sled::open(world.home().join("store")).unwrap();
        let kept = db.open_tree("records").unwrap().get(Key::of("version").bytes()).unwrap();
        String::from_utf8(kept.unwrap().to_vec()).unwrap()
    };
    let before = world.ok(&["list-metrics"]);
    for older in ["1 ", "2 ", "3 "] {
        let newest = version();
        {
            let db = sled::open(world.home().join("store")).unwrap();
            let older = newest.replacen("4 ", older, 1);
            let tree = db.open_tree("records").unwrap();
            tree.insert(Key::of("version").bytes(), older.as_str()).unwrap();
            db.flush().unwrap();
        }
        assert_eq!(world.ok(&["list-metrics"]), before);
        assert!(version().starts_with("4 "), "{}", version());
    }
}

#[test]
fn a_damaged_record_is_told_by_whoever_reads_it() {
    let world = world();
    let kinds: Vec<String> = {
        let store = Store::open(Home::new(world.home()), Duration::from_secs(10)).unwrap();
        let kind = |key: Vec<u8>| key.split(|byte| *byte == 0).next().unwrap().to_vec();
        let kinds = store.entries().map(|entry| kind(entry.unwrap().0));
        kinds.map(|kind| String::from_utf8(kind).unwrap()).collect()
    };
    for kind in ["bucket", "clock", "event", "object"] {
        assert!(kinds.iter().any(|other| other == kind), "there is no {kind} among {kinds:?}");
        let (damaged, aside) = (world.home().join("store"), world.work().join("aside"));
        copy(&damaged, &aside);
        {
            let db = sled::open(&damaged).unwrap();
            let tree = db.open_tree("records").unwrap();
            let entry = tree.scan_prefix(Key::of(kind).bytes()).next().unwrap().unwrap();
            tree.insert(entry.0, "{").unwrap();
            db.flush().unwrap();
        }
        let before = files(&world.home().join("buckets"));
        let command: &[&str] = match kind {
            "event" => &["lookup-events"],
            "object" => &["s3api", "head-object", "--bucket", "bkt", "--key", "a/key"],
            _ => &["s3api", "head-bucket", "--bucket", "bkt"],
        };
        assert_told(
            &world.run(command),
            &format!("of kind '{kind}' in the store is damaged"),
            kind,
        );
        assert_eq!(files(&world.home().join("buckets")), before);
        let checked = world.run(&["store", "check"]);
        assert_eq!((checked.code, checked.err.as_str()), (1, ""), "{}", checked.out);
        assert!(checked.out.contains(&format!("kind '{kind}'")), "{kind}: {}", checked.out);
        fs::remove_dir_all(&damaged).unwrap();
        fs::rename(&aside, &damaged).unwrap();
    }
    assert_eq!(world.run(&["store", "check"]).code, 0);
}
