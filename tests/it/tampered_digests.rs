//! Digests that were tampered with: the AWS CLI and trailwatch say the same about each.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use trailwatch::gzip::compress;

use crate::tamper::{
    Case, Copy, FORMAT, MOVED, NOT_FOUND, SIGNATURE, cut_to, edit, edit_document, edit_text,
    judge_each, replace, slip_in, swap,
};

#[test]
fn digests_that_were_tampered_with() {
    judge_each(CASES);
}

const CASES: &[Case] = &[
    (
        "an hour earlier",
        |c| edit_document(&c.digests[1], |d| d["digestStartTime"] = json!("2024-01-01T00:00:00Z")),
        SIGNATURE,
    ),
    (
        "a hash changed",
        |c| edit_document(&c.digests[1], |d| d["logFiles"][0]["hashValue"] = json!("00")),
        SIGNATURE,
    ),
    (
        "a log file left out",
        |c| edit_document(&c.digests[1], |d| drop(d["logFiles"].as_array_mut().unwrap().pop())),
        SIGNATURE,
    ),
    ("a space appended", |c| edit_text(&c.digests[1], |t| t + " "), SIGNATURE),
    ("compressed anew", |c| edit_text(&c.digests[1], |t| t), "4/4 digest files valid\n"),
    (
        "the previous one's signature changed",
        |c| edit_document(&c.digests[1], |d| d["previousDigestSignature"] = json!("00")),
        SIGNATURE,
    ),
    (
        "the previous one's signature a number",
        |c| edit_document(&c.digests[1], |d| d["previousDigestSignature"] = json!(7)),
        SIGNATURE,
    ),
    (
        "another end",
        |c| edit_document(&c.digests[1], |d| d["digestEndTime"] = json!("2024-01-01T09:00:00Z")),
        SIGNATURE,
    ),
    (
        "another bucket",
        |c| edit_document(&c.digests[1], |d| d["digestS3Bucket"] = json!("other")),
        MOVED,
    ),
    (
        "another key",
        |c| edit_document(&c.digests[1], |d| d["digestS3Object"] = json!("other")),
        MOVED,
    ),
    ("no key", |c| edit_document(&c.digests[1], |d| d["digestS3Object"] = Value::Null), MOVED),
    ("the newest removed", |c| fs::remove_file(&c.digests[3]).unwrap(), "3/3 digest files valid\n"),
    ("one in the middle removed", |c| fs::remove_file(&c.digests[2]).unwrap(), NOT_FOUND),
    (
        "two in the middle removed",
        |c| {
            fs::remove_file(&c.digests[1]).unwrap();
            fs::remove_file(&c.digests[2]).unwrap();
        },
        NOT_FOUND,
    ),
    ("the oldest removed", |c| fs::remove_file(&c.digests[0]).unwrap(), NOT_FOUND),
    (
        "all removed",
        |c| c.digests.iter().for_each(|d| fs::remove_file(d).unwrap()),
        "No digests found",
    ),
    (
        "all garbage",
        |c| c.digests.iter().for_each(|d| fs::write(d, "junk").unwrap()),
        "No valid digests found in range",
    ),
    ("swapped", |c| swap(&c.digests[1], &c.digests[2]), MOVED),
    ("moved by hand", |c| fs::rename(&c.digests[2], later(&c.digests[2])).unwrap(), SIGNATURE),
    ("copied to another hour", |c| c.copy_object(&c.digests[2], &later(&c.digests[2])), MOVED),
    (
        "moved to another hour",
        |c| {
            c.copy_object(&c.digests[2], &later(&c.digests[2]));
            fs::remove_file(&c.digests[2]).unwrap();
        },
        MOVED,
    ),
    (
        "one put back in an older one's place",
        |c| {
            c.copy_object(&c.digests[3], &c.digests[2]);
        },
        MOVED,
    ),
    (
        "its signature changed",
        |c| {
            sign(c, |m| {
                let last = m["signature"].as_str().unwrap().replace('7', "8");
                m["signature"] = json!(last);
            });
        },
        SIGNATURE,
    ),
    (
        "its signature that of another",
        |c| {
            let other = c.metadata(&c.digests[2]);
            c.put(&c.digests[1], &other);
        },
        SIGNATURE,
    ),
    (
        "its signature in capitals",
        |c| {
            sign(c, |m| {
                m["signature"] = json!(m["signature"].as_str().unwrap().to_uppercase());
            });
        },
        "4/4 digest files valid",
    ),
    ("its signature cut", |c| sign(c, |m| m["signature"] = json!("00ff")), SIGNATURE),
    (
        "its signature longer",
        |c| {
            sign(c, |m| {
                m["signature"] = json!(format!("00{}", m["signature"].as_str().unwrap()));
            });
        },
        SIGNATURE,
    ),
    ("its signature empty", |c| sign(c, |m| m["signature"] = json!("")), SIGNATURE),
    (
        "its signature of odd length",
        |c| sign(c, |m| m["signature"] = json!("00f")),
        "Odd-length string",
    ),
    (
        "its signature not hexadecimal",
        |c| sign(c, |m| m["signature"] = json!("0x")),
        "Non-hexadecimal digit found",
    ),
    (
        "its signature odd and not hexadecimal",
        |c| sign(c, |m| m["signature"] = json!("0xq")),
        "INVALID: ",
    ),
    (
        "its signature larger than the key",
        |c| sign(c, |m| m["signature"] = json!("ff".repeat(256))),
        SIGNATURE,
    ),
    (
        "its signature nothing but zeros",
        |c| sign(c, |m| m["signature"] = json!("00".repeat(256))),
        SIGNATURE,
    ),
    (
        "its signature removed",
        |c| sign(c, |m| drop(m.as_object_mut().unwrap().remove("signature"))),
        SIGNATURE,
    ),
    (
        "its algorithm removed",
        |c| sign(c, |m| drop(m.as_object_mut().unwrap().remove("signature-algorithm"))),
        SIGNATURE,
    ),
    (
        "its algorithm another",
        |c| sign(c, |m| m["signature-algorithm"] = json!("none")),
        "4/4 digest files valid",
    ),
    ("no metadata", |c| c.put(&c.digests[1], &json!({})), SIGNATURE),
    ("not gzip", |c| fs::write(&c.digests[1], "{}").unwrap(), FORMAT),
    ("empty", |c| fs::write(&c.digests[1], "").unwrap(), FORMAT),
    ("cut", |c| cut_to(&c.digests[1], |size| size / 2), FORMAT),
    ("cut in the trailer", |c| cut_to(&c.digests[1], |size| size - 3), FORMAT),
    ("cut before the trailer", |c| cut_to(&c.digests[1], |size| size - 8), FORMAT),
    (
        "garbage appended",
        |c| edit(&c.digests[1], |b| [&b, &b"junk"[..]].concat()),
        "4/4 digest files valid",
    ),
    ("bytes before the trailer", |c| slip_in(&c.digests[1], 8, b"slip"), FORMAT),
    ("not JSON", |c| replace(&c.digests[1], "{\"digestEndTime\":"), FORMAT),
    ("not UTF-8", |c| fs::write(&c.digests[1], compress(b"{\"a\":\"\xff\"}")).unwrap(), FORMAT),
    ("a byte order mark", |c| edit_text(&c.digests[1], |t| format!("\u{feff}{t}")), FORMAT),
    ("a text after the document", |c| edit_text(&c.digests[1], |t| t + "{}"), FORMAT),
    (
        "a number that is none",
        |c| edit_text(&c.digests[1], |t| t.replace("[{", "[NaN,{")),
        SIGNATURE,
    ),
    (
        "a list",
        |c| replace(&c.digests[1], "[]"),
        "list indices must be integers or slices, not str",
    ),
    ("a number", |c| replace(&c.digests[1], "5"), "'int' object does not support item assignment"),
    ("a number with a point", |c| replace(&c.digests[1], "5.0"), "'float' object does not support"),
    (
        "a text",
        |c| replace(&c.digests[1], "\"a\""),
        "'str' object does not support item assignment",
    ),
    ("null", |c| replace(&c.digests[1], "null"), "'NoneType' object does not support"),
    ("true", |c| replace(&c.digests[1], "true"), "'bool' object does not support"),
    ("an empty document", |c| replace(&c.digests[1], "{}"), FORMAT),
    ("no fingerprint", |c| without(c, "digestPublicKeyFingerprint"), FORMAT),
    ("no bucket", |c| without(c, "digestS3Bucket"), FORMAT),
    ("no object", |c| without(c, "digestS3Object"), FORMAT),
    ("no signature of the previous one", |c| without(c, "previousDigestSignature"), FORMAT),
    ("no end", |c| without(c, "digestEndTime"), FORMAT),
    ("no start", |c| without(c, "digestStartTime"), FORMAT),
    ("no log files", |c| without(c, "logFiles"), SIGNATURE),
    (
        "an unknown fingerprint",
        |c| fingerprint(c, json!("00ff")),
        "INVALID: public key not found in region us-east-1 for fingerprint 00ff\n",
    ),
    ("null as a fingerprint", |c| fingerprint(c, json!(null)), "for fingerprint None\n"),
    ("true as a fingerprint", |c| fingerprint(c, json!(true)), "for fingerprint True\n"),
    ("a number as a fingerprint", |c| fingerprint(c, json!(5)), "for fingerprint 5\n"),
    ("a fraction as a fingerprint", |c| fingerprint(c, json!(1e22)), "for fingerprint 1e+22\n"),
    (
        "a list as a fingerprint",
        |c| fingerprint(c, json!(["a"])),
        "INVALID: unhashable type: 'list'\n",
    ),
    (
        "a document as a fingerprint",
        |c| fingerprint(c, json!({})),
        "INVALID: unhashable type: 'dict'\n",
    ),
    ("a fingerprint with a newline", |c| fingerprint(c, json!("a\nb")), "for fingerprint a\nb\n"),
];

/// Returns where the digest of the hour after the last would be.
fn later(digest: &Path) -> PathBuf {
    let name = digest.file_name().unwrap().to_str().unwrap();
    let (before, _) = name.split_once("_20240101T").unwrap();
    digest.with_file_name(format!("{before}_20240101T050000Z.json.gz"))
}

/// Changes the metadata of the second digest.
fn sign(copy: &Copy, change: impl FnOnce(&mut Value)) {
    let mut metadata = copy.metadata(&copy.digests[1]);
    change(&mut metadata);
    copy.put(&copy.digests[1], &metadata);
}

fn without(copy: &Copy, field: &str) {
    edit_document(&copy.digests[1], |document| {
        document.as_object_mut().unwrap().shift_remove(field).unwrap();
    });
}

fn fingerprint(copy: &Copy, fingerprint: Value) {
    edit_document(&copy.digests[1], |document| {
        document["digestPublicKeyFingerprint"] = fingerprint;
    });
}
