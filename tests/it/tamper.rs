//! Copies of a home that are tampered with, each in its own way, and judged by both validators.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use trailwatch::gzip::{compress, inflate};

use crate::aws_cli::{TRAIL, files_below, four_hours};
use crate::judge::Judge;
use crate::world::World;

pub(crate) const HASH: &str = "INVALID: hash value doesn't match";
pub(crate) const FORMAT: &str = "INVALID: invalid format";
pub(crate) const TRAILING: &str = "INVALID: unexpected data after end of compressed stream";
pub(crate) const SIGNATURE: &str = "INVALID: signature verification failed";
pub(crate) const MOVED: &str = "INVALID: has been moved from its original location";
pub(crate) const NOT_FOUND: &str = "INVALID: not found";

/// A copy that is tampered with.
pub(crate) struct Copy {
    pub(crate) world: World,
    /// The four digests, the oldest first.
    pub(crate) digests: Vec<PathBuf>,
    /// The log files, two or more an hour, the oldest first.
    pub(crate) logs: Vec<PathBuf>,
}

impl Copy {
    pub(crate) fn of(original: &World) -> Self {
        let world = original.copy();
        let files = |kind: &str| {
            let folder = format!("AWSLogs/123456789012/{kind}/us-east-1");
            files_below(&world.object("logs", &folder))
        };
        let (digests, logs) = (files("CloudTrail-Digest"), files("CloudTrail"));
        assert_eq!((digests.len(), logs.len()), (4, 9));
        Self { world, digests, logs }
    }

    /// Returns the key of an object's file.
    pub(crate) fn key(&self, file: &Path) -> String {
        let bucket = self.world.object("logs", "");
        file.strip_prefix(bucket).unwrap().to_str().unwrap().to_owned()
    }

    /// Puts an object's file again, with other metadata.
    pub(crate) fn put(&self, file: &Path, metadata: &Value) {
        let body = self.world.work().join("body");
        fs::copy(file, &body).unwrap();
        let (key, body, metadata) = (self.key(file), body.to_str().unwrap(), metadata.to_string());
        let put = ["s3api", "put-object", "--bucket=logs", "--key", &key, "--body", body];
        self.world.ok(&[&put[..], &["--metadata", &metadata]].concat());
    }

    /// Returns the metadata of an object.
    pub(crate) fn metadata(&self, file: &Path) -> Value {
        let key = self.key(file);
        let head = ["s3api", "head-object", "--bucket=logs", "--key", &key, "--query=Metadata"];
        serde_json::from_str(&self.world.ok(&head)).unwrap()
    }

    /// Copies an object with its metadata.
    pub(crate) fn copy_object(&self, from: &Path, to: &Path) {
        let source = format!("logs/{}", self.key(from));
        let key = self.key(to);
        let copy = ["s3api", "copy-object", "--bucket=logs", "--copy-source", &source];
        self.world.ok(&[&copy[..], &["--key", &key]].concat());
    }
}

/// What is done to a copy, and what is said about it.
pub(crate) type Case = (&'static str, fn(&Copy), &'static str);

/// Does what each case says to a copy, two at a time, and lets both judge it.
pub(crate) fn judge_each(cases: &[Case]) {
    let Some(judge) = Judge::new() else { return };
    let original = four_hours(None);
    let named: Vec<_> = cases.iter().map(|case| (case.0, *case)).collect();
    judge.each(&named, |case| judge_one(&judge, &original, case));
}

fn judge_one(judge: &Judge, original: &World, (name, tamper, expected): Case) {
    let copy = Copy::of(original);
    tamper(&copy);
    let times = ["--start-time=2024-01-01T00:00:00Z", "--end-time=2024-01-01T04:00:00Z"];
    let words = [&["--trail-arn", TRAIL, "--verbose"][..], &times].concat();
    let judged = judge.both(name, &copy.world, &words);
    let said = format!("{}{}", judged.out, judged.err);
    assert!(said.contains(expected), "{name}: {said}");
    if judged.code < 250 {
        assert_eq!(judged.code, i32::from(said.contains("INVALID")), "{name}: {said}");
    }
}

/// Changes the bytes of a file.
pub(crate) fn edit(file: &Path, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    fs::write(file, change(fs::read(file).unwrap())).unwrap();
}

/// Returns the text that a file holds compressed.
fn text_of(file: &Path) -> String {
    String::from_utf8(inflate(&fs::read(file).unwrap(), 1 << 20).unwrap()).unwrap()
}

/// Returns the document that a file holds compressed.
pub(crate) fn document_of(file: &Path) -> Value {
    serde_json::from_str(&text_of(file)).unwrap()
}

/// Changes the text that a file holds compressed.
pub(crate) fn edit_text(file: &Path, change: impl FnOnce(String) -> String) {
    replace(file, &change(text_of(file)));
}

/// Changes the document that a file holds compressed.
pub(crate) fn edit_document(file: &Path, change: impl FnOnce(&mut Value)) {
    let mut document = document_of(file);
    change(&mut document);
    replace(file, &document.to_string());
}

/// Replaces a digest by a text, compressed.
pub(crate) fn replace(file: &Path, text: &str) {
    fs::write(file, compress(text.as_bytes())).unwrap();
}

pub(crate) fn cut_to(file: &Path, size: impl FnOnce(usize) -> usize) {
    edit(file, |bytes| bytes[..size(bytes.len())].to_vec());
}

/// Slips bytes in before the last ones.
pub(crate) fn slip_in(file: &Path, before_end: usize, bytes: &[u8]) {
    edit(file, |content| {
        let (before, after) = content.split_at(content.len() - before_end);
        [before, bytes, after].concat()
    });
}

/// Changes a byte, counted from the end.
pub(crate) fn flip(file: &Path, from_end: usize) {
    edit(file, |mut content| {
        let position = content.len() - from_end;
        content[position] ^= 0x55;
        content
    });
}

pub(crate) fn swap(one: &Path, other: &Path) {
    let (first, second) = (fs::read(one).unwrap(), fs::read(other).unwrap());
    fs::write(one, second).unwrap();
    fs::write(other, first).unwrap();
}
