//! Garbage in folders and files that others may write: a clear error, or passed over and told by
//! `store check`, and nothing changed or lost.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;
use std::process::Command;

use trailwatch::gzip::compress;

use crate::damage::{assert_told, files, garbage};
use crate::world::{World, program};

/// A world with a bucket that has one object.
fn world() -> World {
    let world = World::at("2024-06-01T12:00:00Z");
    world.ok(&["s3", "mb", "s3://bkt"]);
    fs::write(world.work().join("body"), "body").unwrap();
    world.ok(&["s3", "cp", "body", "s3://bkt/a/key"]);
    world
}

/// What `store check` must say of something, and how it comes into the bucket's folder.
type Strange = (&'static str, fn(&Path));

#[test]
fn what_is_no_object_is_passed_over_and_told() {
    let cases: [Strange; 12] = [
        ("bkt/link is a link", |folder| symlink("/etc/passwd", folder.join("link")).unwrap()),
        ("bkt/a/out is a link", |folder| symlink("/etc", folder.join("a/out")).unwrap()),
        ("bkt/loop is a link", |folder| symlink(".", folder.join("loop")).unwrap()),
        ("bkt/pipe is no file", |folder| {
            let made = Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap();
            assert!(made.success());
        }),
        ("has a name that is not UTF-8", |folder| {
            fs::write(folder.join(OsStr::from_bytes(b"\xFFname")), "x").unwrap();
        }),
        ("has a name that is not UTF-8", |folder| {
            fs::create_dir(folder.join(OsStr::from_bytes(b"\xFFfolder"))).unwrap();
            fs::write(folder.join(OsStr::from_bytes(b"\xFFfolder/x")), "x").unwrap();
        }),
        ("bkt/m%/x is a file that no key is put in", |folder| {
            fs::create_dir(folder.join("m%")).unwrap();
            fs::write(folder.join("m%/x"), "x").unwrap();
        }),
        ("bkt/n%+ is a file that no key is put in", |folder| {
            fs::write(folder.join("n%+"), "x").unwrap();
        }),
        ("bkt/a/key% is a file that no key is put in", |folder| {
            fs::write(folder.join("a/key%"), "x").unwrap();
        }),
        ("bkt/none.metadata.json holds the headers of an object that is not there", |folder| {
            fs::write(folder.join("none.metadata.json"), "{}").unwrap();
        }),
        ("stray belongs to no bucket", |folder| {
            fs::create_dir(folder.with_file_name("stray")).unwrap();
        }),
        ("file belongs to no bucket", |folder| {
            fs::write(folder.with_file_name("file"), "x").unwrap();
        }),
    ];
    for (told, put) in cases {
        let world = world();
        put(&world.home().join("buckets/bkt"));
        let listed = world.ok(&["s3", "ls", "s3://bkt", "--recursive"]);
        assert_eq!(listed, "2024-06-01 12:00:00          4 a/key\n", "{told}");
        assert_eq!(world.ok(&["s3", "cp", "s3://bkt/a/key", "-"]), "body", "{told}");
        let checked = world.run(&["store", "check"]);
        assert_eq!((checked.code, checked.err.as_str()), (1, ""), "{told}: {}", checked.out);
        assert_eq!(checked.out.lines().count(), 1, "{}", checked.out);
        assert!(checked.out.contains(told), "{told}: {}", checked.out);
    }
}

#[test]
fn a_file_in_place_of_a_folder_is_told() {
    let world = world();
    let folder = world.home().join("buckets/bkt");
    fs::rename(&folder, world.work().join("aside")).unwrap();
    fs::write(&folder, "x").unwrap();
    let told = "buckets/bkt is a file, and should be a folder of objects";
    for words in [
        &["s3", "ls", "s3://bkt"][..],
        &["s3api", "get-object", "--bucket", "bkt", "--key", "a/key", "out"],
        &["s3api", "put-object", "--bucket", "bkt", "--key", "a/key", "--body", "body"],
        &["s3api", "delete-object", "--bucket", "bkt", "--key", "a/key"],
        &["s3api", "delete-bucket", "--bucket", "bkt"],
    ] {
        assert_told(&world.run(words), told, &format!("{words:?}"));
    }
    let checked = world.run(&["store", "check"]);
    assert_eq!((checked.code, checked.err.as_str()), (1, ""), "{}", checked.out);
    assert!(checked.out.contains(told), "{}", checked.out);
    fs::remove_file(&folder).unwrap();
    fs::rename(world.work().join("aside"), &folder).unwrap();
    assert_eq!(world.ok(&["s3", "cp", "s3://bkt/a/key", "-"]), "body");
    assert_eq!(world.run(&["store", "check"]).code, 0);
}

#[test]
fn files_in_place_of_the_folders_of_the_store_are_told() {
    for name in ["buckets", "store", "lock", "store/db", "store/conf", "store/blobs"] {
        let world = world();
        let (path, aside) = (world.home().join(name), world.work().join("aside"));
        let is_folder = path.is_dir();
        fs::rename(&path, &aside).unwrap();
        if is_folder {
            fs::write(&path, "x").unwrap();
        } else {
            fs::create_dir(&path).unwrap();
        }
        let put = ["s3api", "put-object", "--bucket", "bkt", "--key", "k", "--body", "body"];
        assert_told(&world.run(&put), "", name);
        assert_eq!(path.is_dir(), !is_folder, "{name}");
        if is_folder {
            fs::remove_file(&path).unwrap();
        } else {
            fs::remove_dir(&path).unwrap();
        }
        fs::rename(&aside, &path).unwrap();
        assert_eq!(world.ok(&["s3", "cp", "s3://bkt/a/key", "-"]), "body", "{name}");
        assert_eq!(world.run(&["store", "check"]).code, 0, "{name}");
    }
}

#[test]
fn headers_that_are_garbage_are_told_and_stay() {
    let texts: [&[u8]; 7] = [
        b"",
        b"[1",
        b"[]",
        b"\"text\"",
        br#"{"Metadata": 1}"#,
        br#"{"Metadata": {"a": 1}}"#,
        b"\xFF",
    ];
    for text in texts {
        let world = world();
        let beside = world.home().join("buckets/bkt/a/key.metadata.json");
        fs::write(&beside, text).unwrap();
        let told = "does not hold what head-object prints";
        for command in ["head-object", "get-object"] {
            let words = ["s3api", command, "--bucket", "bkt", "--key", "a/key", "out"];
            let words = if command == "head-object" { &words[..6] } else { &words[..] };
            assert_told(&world.run(words), told, command);
        }
        assert!(!world.work().join("out").exists());
        assert_eq!(fs::read(&beside).unwrap(), text);
        let checked = world.run(&["store", "check"]);
        assert_eq!(checked.code, 1, "{}", checked.err);
        assert!(checked.out.contains(told), "{}", checked.out);
        // A new object is not described by the old one's headers.
        world.ok(&["s3", "cp", "body", "s3://bkt/a/key"]);
        assert_eq!(world.run(&["store", "check"]).code, 0);
    }
}

/// The user that may read nothing of others; root may read everything.
const NOBODY: u32 = 65_534;

#[test]
fn what_may_not_be_read_is_told() {
    let world = world();
    let home = world.home();
    let is_root = fs::metadata(&home).unwrap().uid() == 0;
    // The one under test may lie where nobody else may go.
    let copy = world.work().join("program");
    fs::copy(program(), &copy).unwrap();
    let other = if is_root { "setpriv --reuid=65534 --regid=65534 --clear-groups" } else { "" };
    let run =
        |words: &[&str]| world.bash(&format!("{other} {} {}", copy.display(), words.join(" ")));
    if is_root {
        give_to_nobody(home.parent().unwrap());
        if run(&["store", "path"]).code != 0 {
            // Written past the test runner, which keeps what tests print to itself.
            let line = b"\nSKIPPED: root may read everything, and cannot be somebody else here\n";
            let _ = std::io::stderr().write_all(line);
            return;
        }
    }
    for name in ["buckets/bkt/a/key", "buckets/bkt/a"] {
        let path = home.join(name);
        let mode = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        let get = ["s3api", "get-object", "--bucket", "bkt", "--key", "a/key", "out"];
        assert_told(&run(&get), "Permission denied", name);
        let checked = run(&["store", "check"]);
        assert_eq!((checked.code, checked.err.as_str()), (1, ""), "{name}: {}", checked.out);
        assert!(checked.out.contains("Permission denied"), "{name}: {}", checked.out);
        fs::set_permissions(&path, mode).unwrap();
    }
    for name in ["store/db", "store/conf", "store", "lock", "."] {
        let path = home.join(name);
        let mode = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        assert_told(&run(&["list-metrics"]), "could not ", name);
        fs::set_permissions(&path, mode).unwrap();
    }
    assert_eq!(run(&["store", "check"]).code, 0);
    assert_eq!(run(&["s3", "cp", "s3://bkt/a/key", "-"]).out, "body");
}

fn give_to_nobody(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() && !path.is_symlink() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_symlink() {
                give_to_nobody(&path);
            }
        }
    }
}

#[test]
fn what_is_no_log_file_is_not_imported() {
    let bomb = compress(&vec![b' '; 300 << 20]);
    let records = format!(r#"{{"Records": [{}{{}}]}}"#, "{},".repeat(9 << 20));
    let cut = compress(br#"{"Records": []}"#);
    let mut behind = cut.clone();
    behind.extend(b"more");
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("bomb.json.gz", bomb, "inflates to more than"),
        ("records.json.gz", compress(records.as_bytes()), "record 1 has no "),
        ("cut.json.gz", cut[..cut.len() - 9].to_vec(), "as gzip, "),
        ("behind.json.gz", behind, "something follows its gzip content"),
        ("bytes.json", garbage(10_000), "it is not text"),
        ("empty.json", Vec::new(), "it is not JSON"),
        ("deep.json", "[".repeat(1 << 20).into_bytes(), "it is not JSON"),
        (
            "deep.json",
            format!(r#"{{"Records": [{{"a": {}"#, "[".repeat(1 << 20)).into(),
            "it is not JSON",
        ),
        ("nul.json", b"{\"Records\": [\0]}".to_vec(), "it is not JSON"),
    ];
    let world = world();
    let events = ["lookup-events", "--query", "length(Events)"];
    for (name, bytes, why) in cases {
        fs::write(world.work().join(name), &bytes).unwrap();
        let limited = world.bash(&format!("ulimit -v 900000; trailwatch sim import {name}"));
        assert_told(&limited, why, name);
        assert!(limited.err.contains(&format!("{name} cannot be imported")), "{}", limited.err);
        assert!(limited.err.contains("nothing was imported"), "{}", limited.err);
        assert!(limited.err.len() < 500, "{}", limited.err);
    }
    assert_eq!(files(&world.home().join("buckets")).len(), 1);
    assert_eq!(world.ok(&events), "1\n", "only the bucket was made");
}

#[test]
fn keys_that_no_folder_can_hold_are_refused_by_every_command() {
    let world = world();
    let above = world.home().join("out");
    fs::write(&above, "not yours").unwrap();
    let before = files(&world.home().join("buckets"));
    let long = "k".repeat(1_025);
    let cases = [
        ("../../out", "would leave its bucket's folder"),
        ("..", "would leave its bucket's folder"),
        ("a/../../../out", "would leave its bucket's folder"),
        ("a/..", "would leave its bucket's folder"),
        ("/etc/passwd", "would leave its bucket's folder"),
        ("//etc/passwd", "would leave its bucket's folder"),
        (&long, "is longer than 1024 bytes"),
    ];
    for (key, why) in cases {
        let source = format!("bkt/{key}");
        for words in [
            &["get-object", "--key", key, "got"][..],
            &["put-object", "--key", key, "--body", "body"],
            &["head-object", "--key", key],
            &["delete-object", "--key", key],
            &["copy-object", "--key", key, "--copy-source", "bkt/a/key"],
            &["copy-object", "--key", "copy", "--copy-source", &source],
        ] {
            let words = [&["s3api", words[0], "--bucket", "bkt"], &words[1..]].concat();
            let ran = world.run(&words);
            if key == long {
                assert_ne!(ran.code, 0, "{words:?}");
            } else {
                assert_told(&ran, why, &format!("{words:?}"));
            }
        }
        assert!(!world.work().join("got").exists());
        let (to, from) = (format!("s3://bkt/{key}"), format!("s3://bkt/{key}"));
        for words in [["s3", "cp", "body", &to], ["s3", "cp", &from, "got"]] {
            let ran = world.run(&words);
            assert_eq!(ran.code, 1, "{words:?}: {}", ran.err);
        }
    }
    assert_eq!(files(&world.home().join("buckets")), before);
    assert_eq!(fs::read_to_string(&above).unwrap(), "not yours");
}
