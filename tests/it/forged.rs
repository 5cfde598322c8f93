//! Digests that are signed as they should be, and say strange things: whoever has the key can
//! write them, and the AWS CLI and trailwatch say the same about each.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::crypto::sha256;
use trailwatch::gzip::compress;
use trailwatch::id::hex;
use trailwatch::services::cloudtrail::chain::signed_text;
use trailwatch::services::cloudtrail::delivery::keys::KeyPair;
use trailwatch::store::{Home, Store};

use crate::lab::time;
use crate::tamper::{Case, Copy, FORMAT, HASH, NOT_FOUND, document_of, judge_each};

#[test]
fn digests_that_whoever_has_the_key_can_write() {
    judge_each(CASES);
}

const CASES: &[Case] = &[
    ("as it was", |c| forge(c, |_| {}), "4/4 digest files valid\n"),
    // What it says of log files.
    ("no log files", |c| set(c, "logFiles", json!([])), "4/4 digest files valid\n"),
    ("null for log files", |c| set(c, "logFiles", json!(null)), "4/4 digest files valid\n"),
    ("a document for log files", |c| set(c, "logFiles", json!({})), "4/4 digest files valid\n"),
    ("nothing of log files", |c| without(c, "logFiles"), "aws: [ERROR]: 'logFiles'\n"),
    (
        "a number of log files",
        |c| set(c, "logFiles", json!(5)),
        "[ERROR]: 'int' object is not iterable",
    ),
    (
        "true for log files",
        |c| set(c, "logFiles", json!(true)),
        "[ERROR]: 'bool' object is not iterable",
    ),
    (
        "a fraction of log files",
        |c| set(c, "logFiles", json!(0.5)),
        "[ERROR]: 'float' object is not iterable",
    ),
    ("zero log files", |c| set(c, "logFiles", json!(0)), "4/4 digest files valid\n"),
    ("no text for log files", |c| set(c, "logFiles", json!("")), "4/4 digest files valid\n"),
    (
        "no bucket of a log file",
        |c| log(c, |l| drop(l.shift_remove("s3Bucket"))),
        "[ERROR]: 's3Bucket'\n",
    ),
    (
        "no key of a log file",
        |c| log(c, |l| drop(l.shift_remove("s3Object"))),
        "[ERROR]: 's3Object'\n",
    ),
    ("no hash of a log file", |c| log(c, |l| drop(l.shift_remove("hashValue"))), FORMAT),
    ("null for a hash", |c| log(c, |l| drop(l.insert("hashValue".into(), Value::Null))), HASH),
    (
        "a hash in capitals",
        |c| {
            log(c, |l| {
                let hash = l["hashValue"].as_str().unwrap().to_uppercase();
                l.insert("hashValue".into(), json!(hash));
            });
        },
        HASH,
    ),
    (
        "another algorithm",
        |c| log(c, |l| drop(l.insert("hashAlgorithm".into(), json!("MD5")))),
        "9/9 log files valid\n",
    ),
    (
        "a log file of a bucket that is not there",
        |c| log(c, |l| drop(l.insert("s3Bucket".into(), json!("nowhere")))),
        "(NoSuchBucket) when calling the GetBucketLocation operation",
    ),
    (
        "a log file that is not there",
        |c| log(c, |l| drop(l.insert("s3Object".into(), json!("nothing")))),
        "s3://logs/nothing\tINVALID: not found",
    ),
    (
        "a log file twice",
        |c| {
            forge(c, |d| {
                let again = d["logFiles"][0].clone();
                d["logFiles"].as_array_mut().unwrap().push(again);
            });
        },
        "10/10 log files valid\n",
    ),
    (
        "a text for log files",
        |c| set(c, "logFiles", json!("ab")),
        "[ERROR]: string indices must be integers, not 'str'\n",
    ),
    (
        "a text for a log file",
        |c| entry(c, json!("ab")),
        "[ERROR]: string indices must be integers, not 'str'\n",
    ),
    (
        "null for a log file",
        |c| entry(c, json!(null)),
        "[ERROR]: 'NoneType' object is not subscriptable\n",
    ),
    (
        "a list for a log file",
        |c| entry(c, json!([])),
        "[ERROR]: list indices must be integers or slices, not str\n",
    ),
    (
        "a number for a log file",
        |c| entry(c, json!(1)),
        "[ERROR]: 'int' object is not subscriptable\n",
    ),
    (
        "null for the bucket of a log file",
        |c| log(c, |l| drop(l.insert("s3Bucket".into(), json!(null)))),
        "s3://None/",
    ),
    (
        "a number for the key of a log file",
        |c| log(c, |l| drop(l.insert("s3Object".into(), json!(7)))),
        "s3://logs/7\tINVALID: invalid format",
    ),
    (
        "no letter of a log file's key",
        |c| log(c, |l| drop(l.insert("s3Object".into(), json!("")))),
        FORMAT,
    ),
    (
        "a log file of a bucket that can be none",
        |c| log(c, |l| drop(l.insert("s3Bucket".into(), json!("no/bucket")))),
        FORMAT,
    ),
    // What it says of the digest before it.
    (
        "no digest before it",
        |c| {
            forge(c, |d| {
                d["previousDigestS3Bucket"] = Value::Null;
                d["previousDigestS3Object"] = Value::Null;
                d["previousDigestSignature"] = Value::Null;
            });
        },
        "No log files were delivered by CloudTrail between 2024-01-01T01:00:00Z and 2024-01-01T01:00:00Z",
    ),
    (
        "no bucket of the digest before it",
        |c| set(c, "previousDigestS3Bucket", json!(null)),
        "No log files were delivered",
    ),
    (
        "no key of the digest before it",
        |c| set(c, "previousDigestS3Object", json!(null)),
        "No log files were delivered",
    ),
    (
        "nothing of the bucket before it",
        |c| without(c, "previousDigestS3Bucket"),
        "No log files were delivered",
    ),
    (
        "nothing of the key before it",
        |c| without(c, "previousDigestS3Object"),
        "No log files were delivered",
    ),
    (
        "a digest before it that is not there",
        |c| set(c, "previousDigestS3Object", json!("nothing")),
        "Unable to parse date value:",
    ),
    (
        "one before it in a bucket that is not there",
        |c| set(c, "previousDigestS3Bucket", json!("nowhere")),
        "(NoSuchBucket)",
    ),
    (
        "another hash before it",
        |c| set(c, "previousDigestHashValue", json!("00")),
        "4/4 digest files valid\n",
    ),
    (
        "another signature before it",
        |c| set(c, "previousDigestSignature", json!("00")),
        "4/4 digest files valid\n",
    ),
    (
        "null for the signature before it",
        |c| set(c, "previousDigestSignature", json!(null)),
        "4/4 digest files valid\n",
    ),
    (
        "another bucket before it",
        |c| {
            c.world.ok(&["s3api", "create-bucket", "--bucket", "others"]);
            set(c, "previousDigestS3Bucket", json!("others"));
        },
        NOT_FOUND,
    ),
    // What it says of its time.
    (
        "a start that is no time",
        |c| set(c, "digestStartTime", json!("noon?")),
        "INVALID: Unable to parse date value: noon?\n",
    ),
    (
        "an end that is no time",
        |c| set(c, "digestEndTime", json!("noon?")),
        "INVALID: Unable to parse date value: noon?\n",
    ),
    (
        "a start that is a number",
        |c| set(c, "digestStartTime", json!(5)),
        "INVALID: Parser must be a string or character stream, not int\n",
    ),
    (
        "a start that is null",
        |c| set(c, "digestStartTime", json!(null)),
        "INVALID: Parser must be a string or character stream, not NoneType\n",
    ),
    (
        "a start before the range",
        |c| set(c, "digestStartTime", json!("2023-12-31T23:00:00Z")),
        "3/3 digest files valid\n",
    ),
    (
        "a start after its end",
        |c| set(c, "digestStartTime", json!("2024-01-01T05:00:00Z")),
        "4/4 digest files valid\n",
    ),
    (
        "an end after the range",
        |c| set(c, "digestEndTime", json!("2024-01-01T09:00:00Z")),
        "4/4 digest files valid\n",
    ),
    // Digests of another kind.
    (
        "a backfill",
        |c| backfill(c, json!("2024-01-01T02:30:00Z")),
        "2/2 backfill digest files valid\n",
    ),
    (
        "a backfill of an unknown time",
        |c| backfill(c, json!(null)),
        "(backfill) Digest file\ts3://logs/",
    ),
    (
        "a backfill of a time that is none",
        |c| backfill(c, json!("noon?")),
        "(backfill) Digest file\ts3://logs/",
    ),
    (
        "a backfill long ago",
        |c| backfill(c, json!("2020-01-01")),
        "(backfill) Digest file\ts3://logs/",
    ),
];

fn set(copy: &Copy, field: &str, value: Value) {
    forge(copy, |document| document[field] = value);
}

fn without(copy: &Copy, field: &str) {
    forge(copy, |document| drop(document.as_object_mut().unwrap().shift_remove(field).unwrap()));
}

/// Says something else of the second log file.
fn entry(copy: &Copy, value: Value) {
    forge(copy, |document| document["logFiles"][1] = value);
}

fn log(copy: &Copy, change: impl FnOnce(&mut serde_json::Map<String, Value>)) {
    forge(copy, |document| change(document["logFiles"][0].as_object_mut().unwrap()));
}

/// Changes the second digest, and signs it as it should be.
fn forge(copy: &Copy, change: impl FnOnce(&mut Value)) {
    let digest = &copy.digests[1];
    let mut document = document_of(digest);
    change(&mut document);
    let signature = write(copy, digest, &document);
    let metadata = json!({"signature": signature, "signature-algorithm": "SHA256withRSA"});
    copy.put(digest, &metadata);
}

/// Makes a backfill digest of the second one.
fn backfill(copy: &Copy, made: Value) {
    let name = copy.digests[1].file_name().unwrap().to_str().unwrap();
    let digest = copy.digests[1].with_file_name(name.replace(".json.gz", "_backfill.json.gz"));
    let mut document = document_of(&copy.digests[1]);
    document["digestS3Object"] = json!(copy.key(&digest));
    let signature = write(copy, &digest, &document);
    let mut metadata = json!({"signature": signature, "signature-algorithm": "SHA256withRSA"});
    if !made.is_null() {
        metadata["backfill-generation-timestamp"] = made;
    }
    copy.put(&digest, &metadata);
}

/// Writes a digest and returns its signature.
fn write(copy: &Copy, digest: &Path, document: &Value) -> String {
    let content = document.to_string();
    fs::write(digest, compress(content.as_bytes())).unwrap();
    let text = |name: &str| document[name].as_str();
    let signed = signed_text(
        text("digestEndTime").unwrap(),
        text("digestS3Bucket").unwrap(),
        text("digestS3Object").unwrap(),
        &sha256(content.as_bytes()),
        text("previousDigestSignature"),
    );
    let store = Store::open(Home::new(copy.world.home()), Duration::from_secs(10)).unwrap();
    let mut txn = store.begin();
    let pair = KeyPair::for_digest(&mut txn, "us-east-1", time("2024-01-01T02:00:00Z")).unwrap();
    hex(&pair.private().unwrap().sign(signed.as_bytes()))
}
