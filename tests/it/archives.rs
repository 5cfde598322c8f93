//! Archives that somebody made to do harm, or that time has damaged.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use serde_json::json;
use trailwatch::gzip;

use crate::made::{Made, at, place, public_keys};
use crate::world::{Ran, World};

/// An archive on the disk, and its file of public keys.
struct Archive {
    world: World,
}

impl Archive {
    fn of(made: &Made) -> Self {
        let world = World::new();
        made.write(&world.work().join("archive"));
        fs::write(world.work().join("keys.json"), public_keys().to_string()).unwrap();
        Self { world }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.world.work().join("archive").join(key)
    }

    fn validate(&self) -> Ran {
        let ran = self.world.run(&[
            "validate-logs",
            "--archive",
            "archive",
            "--public-keys",
            "keys.json",
            "--trail-arn",
            "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
            "--start-time",
            "2024-01-01",
            "--end-time",
            "2024-01-02",
        ]);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        assert!(!self.world.home().exists(), "the store was opened");
        ran
    }

    /// Validates, and expects some of what is told and the exit code.
    fn expect(&self, code: i32, told: &[&str]) {
        let ran = self.validate();
        assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
        for line in told {
            assert!(ran.out.contains(line) || ran.err.contains(line), "{line}\n{ran:?}");
        }
    }
}

/// Returns a bucket with one digest, which lists log files under these keys with these contents; a
/// log file without content is not there.
fn with_log_files(files: &[(&str, Option<&[u8]>)]) -> Made {
    let mut made = Made::default();
    let listed: Vec<_> = files
        .iter()
        .map(|(key, content)| {
            let hash = trailwatch::crypto::sha256(content.unwrap_or_default());
            json!({"s3Bucket": "logs", "s3Object": key, "hashValue": hash})
        })
        .collect();
    made.add(1, None);
    made.change(1, |digest| digest["logFiles"] = json!(listed));
    made.sign_again(1);
    for (key, content) in files {
        if let Some(content) = content {
            made.object(key, gzip::compress(content));
        }
    }
    made
}

#[test]
fn a_whole_archive_is_valid() {
    let archive = Archive::of(&with_log_files(&[("a/1.json.gz", Some(b"one")), ("2", Some(b""))]));
    archive.expect(0, &["1/1 digest files valid", "2/2 log files valid"]);
}

#[test]
fn a_key_that_leaves_the_folder_is_refused_and_nothing_outside_is_read() {
    let outside = "../outside.json.gz";
    let made = with_log_files(&[(outside, None), ("/etc/passwd", None), ("in", Some(b"in"))]);
    let archive = Archive::of(&made);
    // It would be valid if it were read.
    fs::write(archive.world.work().join("outside.json.gz"), gzip::compress(b"")).unwrap();
    let refusal = "INVALID: the key '../outside.json.gz' would leave its bucket's folder";
    archive.expect(1, &[refusal, "1/3 log files valid, 2/3 log files INVALID"]);
}

#[test]
fn a_digest_that_names_one_outside_of_the_folder_does_not_lead_there() {
    let mut made = Made::with(&[1, 2], &[1]);
    made.change(2, |digest| {
        digest["previousDigestS3Object"] = json!("../20240101T010000Z.json.gz");
    });
    made.sign_again(2);
    let archive = Archive::of(&made);
    archive.expect(1, &["would leave its bucket's folder", "1/2 digest files valid"]);
}

#[test]
fn links_are_not_followed() {
    let archive =
        Archive::of(&with_log_files(&[("link", Some(b"in")), ("folder/in", Some(b"in"))]));
    for key in ["link", "folder/in"] {
        fs::rename(archive.path(key), archive.world.work().join(key.replace('/', "-"))).unwrap();
    }
    fs::remove_dir(archive.path("folder")).unwrap();
    fs::create_dir(archive.world.work().join("folder")).unwrap();
    fs::rename(archive.world.work().join("folder-in"), archive.world.work().join("folder/in"))
        .unwrap();
    symlink(archive.world.work().join("link"), archive.path("link")).unwrap();
    symlink(archive.world.work().join("folder"), archive.path("folder")).unwrap();
    archive.expect(1, &["0/2 log files valid, 2/2 log files INVALID", "INVALID: not found"]);
}

#[test]
fn a_log_file_that_inflates_without_end_is_told_and_fills_no_memory() {
    let mut made = with_log_files(&[("bomb", Some(b"small"))]);
    // Hundreds of megabytes in few, whose trailer says that it is small.
    let mut bomb = gzip::compress(&vec![0; 400 << 20]);
    let length = bomb.len();
    bomb[length - 4..].copy_from_slice(&5_u32.to_le_bytes());
    made.object("bomb", bomb);
    let archive = Archive::of(&made);
    let line = "ulimit -v 700000; trailwatch validate-logs --archive archive --public-keys keys.json \
                --trail-arn arn:aws:cloudtrail:us-east-1:123456789012:trail/audit \
                --start-time 2024-01-01 --end-time 2024-01-02";
    let ran = archive.world.bash(line);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("bomb\tINVALID: invalid format"), "{}", ran.err);
}

#[test]
fn a_digest_that_inflates_without_end_is_told() {
    let mut made = Made::with(&[1, 2], &[1]);
    made.digest(2).bytes = gzip::compress(&vec![b' '; 300 << 20]);
    let archive = Archive::of(&made);
    archive.expect(1, &["INVALID: invalid format", "1/2 digest files valid"]);
}

#[test]
fn garbage_beside_a_digest_is_told() {
    let made = Made::with(&[1, 2], &[1]);
    let archive = Archive::of(&made);
    let beside = format!("{}.metadata.json", place().digest(at(2)));
    for garbage in ["", "[1", "[]", "{\"Metadata\": 5}"] {
        fs::write(archive.path(&beside), garbage).unwrap();
        archive.expect(1, &["does not hold what head-object prints", "1/2 digest files valid"]);
    }
    fs::write(archive.path(&beside), "{}").unwrap();
    archive.expect(1, &["INVALID: signature verification failed"]);
}

#[test]
fn a_sidecar_without_end_is_told_and_fills_no_memory() {
    let archive = Archive::of(&Made::with(&[1, 2], &[1]));
    let beside = archive.path(&format!("{}.metadata.json", place().digest(at(2))));
    // It is as long as it likes, and takes no room.
    let file = fs::File::options().write(true).open(&beside).unwrap();
    file.set_len(40 << 30).unwrap();
    archive.expect(1, &["does not hold what head-object prints", "1/2 digest files valid"]);
}

#[test]
fn digests_that_are_deep_or_one_gigantic_line_are_told() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let line = format!("\"{}\"", "x".repeat(50 << 20));
    let cases = [
        (deep(100), "INVALID: signature verification failed"),
        (deep(1_000_000), "INVALID: invalid format"),
        (line, "INVALID: signature verification failed"),
    ];
    for (value, told) in cases {
        let mut made = Made::with(&[1, 2], &[1]);
        let content = gzip::inflate(&made.digest(2).bytes, 1 << 20).unwrap();
        let text = String::from_utf8(content).unwrap();
        let text = format!("{},\"more\":{value}}}", text.strip_suffix('}').unwrap());
        made.digest(2).bytes = gzip::compress(text.as_bytes());
        Archive::of(&made).expect(1, &[told, "1/2 digest files valid"]);
    }
}

#[test]
fn strange_files_between_the_others_do_not_matter() {
    let archive = Archive::of(&with_log_files(&[("in", Some(b"in"))]));
    let digests = archive.path(&place().digest(at(1)));
    let folder = digests.parent().unwrap();
    fs::write(folder.join("notes.txt"), "hello").unwrap();
    fs::create_dir(folder.join("empty")).unwrap();
    symlink("/", folder.join("root")).unwrap();
    fs::write(folder.join(OsStr::from_bytes(b"\xff\xfe.json.gz")), "x").unwrap();
    archive.expect(0, &["1/1 digest files valid", "1/1 log files valid"]);
}

#[test]
fn files_of_public_keys_that_are_none_are_told() {
    let archive = Archive::of(&Made::with(&[1], &[1]));
    let keys = archive.world.work().join("keys.json");
    let cases = [
        ("", "it is no JSON"),
        ("{}", "it has no PublicKeyList"),
        ("{\"PublicKeyList\": [{}]}", "a key in it has no Fingerprint or no Value"),
    ];
    for (text, told) in cases {
        fs::write(&keys, text).unwrap();
        archive.expect(255, &[&format!("keys.json: {told}")]);
    }
    fs::write(&keys, "{\"PublicKeyList\": []}").unwrap();
    archive.expect(255, &["No public keys found between"]);
    fs::remove_file(&keys).unwrap();
    archive.expect(255, &["could not read keys.json: No such file or directory"]);
}
