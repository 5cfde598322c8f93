//! Log files that were tampered with: the AWS CLI and trailwatch say the same about each.

use std::fs;

use trailwatch::gzip::compress;

use crate::tamper::{
    Case, FORMAT, HASH, NOT_FOUND, TRAILING, cut_to, edit, edit_text, flip, judge_each, slip_in,
    swap,
};

#[test]
fn log_files_that_were_tampered_with() {
    judge_each(CASES);
}

const CASES: &[Case] = &[
    ("nothing", |_| {}, "9/9 log files valid\n"),
    ("other content", |c| edit_text(&c.logs[3], |t| t.replace("RunInst", "StopInst")), HASH),
    ("compressed anew", |c| edit_text(&c.logs[3], |t| t), "9/9 log files valid\n"),
    ("removed", |c| fs::remove_file(&c.logs[3]).unwrap(), NOT_FOUND),
    ("cut in the middle", |c| cut_to(&c.logs[3], |size| size / 2), HASH),
    ("cut in the header", |c| cut_to(&c.logs[3], |_| 5), HASH),
    ("cut before the trailer", |c| cut_to(&c.logs[3], |size| size - 8), "9/9 log files valid"),
    ("cut in the trailer", |c| cut_to(&c.logs[3], |size| size - 3), "9/9 log files valid"),
    ("cut before the end of the stream", |c| cut_to(&c.logs[3], |size| size - 9), ""),
    ("swapped", |c| swap(&c.logs[3], &c.logs[4]), "2/9 log files INVALID"),
    ("garbage appended", |c| edit(&c.logs[3], |b| [&b, &b"junk"[..]].concat()), TRAILING),
    ("zeros appended", |c| edit(&c.logs[3], |b| [b, vec![0; 9]].concat()), TRAILING),
    ("a newline appended", |c| edit(&c.logs[3], |b| [&b, &b"\n"[..]].concat()), TRAILING),
    ("a member appended", |c| edit(&c.logs[3], |b| [b, compress(b"more")].concat()), TRAILING),
    ("an empty member appended", |c| edit(&c.logs[3], |b| [b, compress(b"")].concat()), TRAILING),
    ("an empty member before", |c| edit(&c.logs[3], |b| [compress(b""), b].concat()), TRAILING),
    ("much appended", |c| edit(&c.logs[3], |b| [b, vec![7; 9_000]].concat()), TRAILING),
    ("bytes before the trailer", |c| slip_in(&c.logs[3], 8, b"slip"), FORMAT),
    ("bytes within the trailer", |c| slip_in(&c.logs[3], 4, b"slip"), FORMAT),
    ("bytes in the stream", |c| slip_in(&c.logs[3], 30, b"slip"), ""),
    ("the checksum changed", |c| flip(&c.logs[3], 6), FORMAT),
    ("the length changed", |c| flip(&c.logs[3], 2), FORMAT),
    ("empty", |c| fs::write(&c.logs[3], b"").unwrap(), HASH),
    ("not gzip", |c| fs::write(&c.logs[3], b"{\"Records\":[]}").unwrap(), FORMAT),
    ("the first letter of gzip", |c| fs::write(&c.logs[3], b"\x1f").unwrap(), HASH),
    ("zlib in place of gzip", |c| fs::write(&c.logs[3], b"x\x9c\x03\0\0\0\0\x01").unwrap(), FORMAT),
    (
        "a log that no digest lists",
        |c| {
            let other = c.logs[3].with_file_name("other.json.gz");
            fs::copy(&c.logs[3], other).unwrap();
        },
        "9/9 log files valid\n",
    ),
    (
        "a folder in its place",
        |c| {
            fs::remove_file(&c.logs[3]).unwrap();
            fs::create_dir(&c.logs[3]).unwrap();
        },
        NOT_FOUND,
    ),
];
