//! Archives in S3, which here is a small server on this machine.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![allow(dead_code, reason = "what all tests share is not all used here")]

#[path = "../it/made.rs"]
mod made;
#[path = "../it/world.rs"]
mod world;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use made::{Made, hours, place, public_keys};
use serde_json::Value;
use trailwatch::services::cloudtrail::chain::place::Place;
use world::{Ran, World, ran};

const ARN: &str = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit";

/// A server, which ends with it.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Serves the folders in a world's folder `buckets`.
    fn of(world: &World, settings: &[(&str, &str)]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/s3.py");
        let mut child = Command::new("python3")
            .arg(script)
            .arg(world.work().join("buckets"))
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, port: line.trim().parse().unwrap() }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns how many objects were asked for at once at most.
    fn most(&self) -> usize {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET /-/most HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.rsplit("\r\n").next().unwrap().parse().unwrap()
    }
}

/// Makes a world whose folder `buckets` has a bucket.
fn world(bucket: &str, made: &Made) -> World {
    let world = World::new();
    made.write(&world.work().join("buckets").join(bucket));
    fs::write(world.work().join("keys.json"), public_keys().to_string()).unwrap();
    world
}

/// Makes a chain of two regions, with a prefix or not.
fn chains(prefix: Option<&str>) -> Made {
    let mut made = Made::default();
    for region in ["us-east-1", "eu-west-2"] {
        let (prefix, region) = (prefix.map(str::to_owned), region.to_owned());
        let place = Place { prefix, region, ..place() };
        made.chain(&place, &hours(1..=20, 4), false);
        made.chain(&place, &hours(3..=5, 1), true);
    }
    made
}

/// Validates an archive in S3, with credentials.
fn validate(world: &World, endpoint: &str, archive: &str, words: &[&str]) -> Ran {
    let mut command = command(world, endpoint, archive, words);
    command.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    command.env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let ran = ran(&command.output().unwrap());
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    ran
}

fn command(world: &World, endpoint: &str, archive: &str, words: &[&str]) -> Command {
    let mut command = world.command(world::program());
    command.args(["cloudtrail", "validate-logs", "--endpoint-url", endpoint]);
    command.args(["--archive", archive, "--public-keys", "keys.json"]).args(words);
    command
}

const EVERYTHING: &[&str] = &["--all", "--strict", "--verbose", "--report", "report.json"];

/// Expects the same of an archive in S3 as of the same archive in a folder.
fn same(world: &World, server: &Server, archive: &str, folder: &str, words: &[&str]) -> Ran {
    let report = || fs::read_to_string(world.work().join("report.json")).ok();
    let here = validate(world, &server.url(), folder, words);
    let (of_folder, there) = (report(), validate(world, &server.url(), archive, words));
    assert_eq!(there, here, "{words:?}");
    assert_eq!(report(), of_folder);
    there
}

fn one() -> [&'static str; 7] {
    ["--trail-arn", ARN, "--start-time", "2024-01-01", "--end-time", "2024-01-02", "--verbose"]
}

#[test]
fn an_archive_in_s3_is_validated_as_one_on_a_disk() {
    let world = world("logs", &chains(None));
    let server = Server::of(&world, &[]);
    let found = same(&world, &server, "s3://logs", "buckets/logs", EVERYTHING);
    assert_eq!((found.code, found.err.as_str()), (0, ""));
    assert!(found.out.contains("== total: 2 chains, 2 of them sound; 46/46 digest files valid"));
    let found = same(&world, &server, "s3://logs", "buckets/logs", &one());
    assert!(found.out.contains("20/20 digest files valid"), "{}", found.out);
    let elsewhere = [&one()[..], &["--region", "eu-west-2"]].concat();
    same(&world, &server, "s3://logs", "buckets/logs", &elsewhere);
    assert!(!world.home().exists(), "the store was opened");
}

#[test]
fn what_is_wrong_in_s3_is_told_as_on_a_disk() {
    let made = chains(None);
    let world = world("logs", &made);
    let path = |key: &str| world.work().join("buckets/logs").join(key);
    let logs: Vec<&String> = made.0.keys().filter(|key| key.contains("/CloudTrail/")).collect();
    let digests: Vec<&String> = made.0.keys().filter(|key| key.contains("Digest/us")).collect();
    fs::remove_file(path(logs[3])).unwrap();
    fs::write(path(logs[9]), b"no gzip").unwrap();
    fs::write(path(logs[12]), trailwatch::gzip::compress(b"{}")).unwrap();
    fs::copy(path(logs[0]), path(&format!("{}x.json.gz", logs[0]))).unwrap();
    fs::remove_file(path(digests[5])).unwrap();
    fs::remove_file(path(&format!("{}.metadata.json", digests[5]))).unwrap();
    fs::write(path(digests[9]), b"no gzip").unwrap();
    fs::write(path(&format!("{}.metadata.json", digests[12])), r#"{"Metadata": {"a": "b"}}"#)
        .unwrap();
    fs::write(path("notes.txt"), b"notes").unwrap();
    let server = Server::of(&world, &[]);
    let found = same(&world, &server, "s3://logs", "buckets/logs", EVERYTHING);
    assert_eq!(found.code, 1);
    for told in
        ["hash value doesn't match", "not found", "invalid format", "signature verification"]
    {
        assert!(found.err.contains(told), "{told}: {}", found.err);
    }
    assert!(found.out.contains("1 unknown file"), "{}", found.out);
    same(&world, &server, "s3://logs", "buckets/logs", &one());
}

#[test]
fn what_lies_below_a_prefix_is_a_copy_or_was_delivered_there() {
    for (prefix, bucket, archive) in [
        // A bucket whose trail has a prefix, as a whole, and what lies below the prefix.
        (Some("some/prefix"), "logs", "s3://logs"),
        (Some("some/prefix"), "logs", "s3://logs/some/prefix"),
        (Some("some/prefix"), "logs", "s3://logs/some/"),
        // Copies.
        (None, "copies/of/logs", "s3://copies/of/logs/"),
        (Some("some/prefix"), "copies/of/logs", "s3://copies/of/logs"),
    ] {
        let world = world(bucket, &chains(prefix));
        let server = Server::of(&world, &[]);
        let folder = format!("buckets/{bucket}");
        let found = same(&world, &server, archive, &folder, EVERYTHING);
        assert_eq!((found.code, found.err.as_str()), (0, ""), "{archive}");
        let ran = validate(&world, &server.url(), archive, &one());
        assert!(ran.out.contains("20/20 digest files valid"), "{archive}: {ran:?}");
    }
}

#[test]
fn metadata_may_lie_in_files_of_their_own() {
    let world = world("logs", &chains(None));
    let server = Server::of(&world, &[("PLAIN", "1")]);
    let found = same(&world, &server, "s3://logs", "buckets/logs", EVERYTHING);
    assert_eq!((found.code, found.err.as_str()), (0, ""), "{}", found.out);

    // Events may hide in such a file whose object is not there, or is a log file.
    let log = chains(None).0.into_keys().find(|key| key.contains("/CloudTrail/")).unwrap();
    for key in [format!("{log}x.metadata.json"), format!("{log}.metadata.json")] {
        let path = world.work().join("buckets/logs").join(&key);
        fs::write(&path, trailwatch::gzip::compress(br#"{"Records": [{}]}"#)).unwrap();
        let found = same(&world, &server, "s3://logs", "buckets/logs", EVERYTHING);
        assert_eq!(found.code, 1, "{}", found.out);
        assert!(found.out.contains(&format!("Log file\ts3://logs/{key}\tit holds events, and ")));
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn not_too_much_is_asked_for_at_once_and_the_order_is_kept() {
    let world = world("logs", &chains(None));
    let server = Server::of(&world, &[("DELAY", "20")]);
    same(&world, &server, "s3://logs", "buckets/logs", EVERYTHING);
    let most = server.most();
    assert!((8..=16).contains(&most), "{most}");
}

#[test]
fn a_chain_goes_on_in_another_bucket() {
    let mut made = chains(None);
    let world = world("logs", &made);
    // The digests of the first hours have gone to an archive of their own.
    let old = world.work().join("old");
    made.0.retain(|key, _| key.contains("T01") || key.contains("T02"));
    made.write(&old);
    let server = Server::of(&world, &[]);
    let words = [&one()[..], &["--archive", "kept=old", "--s3-bucket", "logs"]].concat();
    let ran = validate(&world, &server.url(), "logs=s3://logs", &words);
    assert!(ran.out.contains("20/20 digest files valid"), "{ran:?}");
}

#[test]
fn what_s3_refuses_is_told_as_the_aws_cli_tells_it() {
    let world = world("logs", &chains(None));
    let server = Server::of(&world, &[]);
    let words = one();
    let told = |ran: Ran, code: i32, text: &str| {
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.err.contains(text), "{text}: {}", ran.err);
    };
    told(
        validate(&world, &server.url(), "s3://nowhere", &words),
        254,
        "aws: [ERROR]: An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The \
         specified bucket does not exist",
    );
    let without = command(&world, &server.url(), "s3://logs", &words).output().unwrap();
    told(ran(&without), 253, "Unable to locate credentials.");
    let mut other = command(&world, &server.url(), "s3://logs", &words);
    other.env("AWS_ACCESS_KEY_ID", "AKIAOTHER").env("AWS_SECRET_ACCESS_KEY", "x");
    let invalid = "(InvalidAccessKeyId) when calling the ListObjectsV2 operation: The AWS Access Key Id \
                   you provided does not exist in our records.";
    told(ran(&other.output().unwrap()), 254, invalid);
    let anonymous = [&words[..], &["--no-sign-request"]].concat();
    let denied = command(&world, &server.url(), "s3://logs", &anonymous).output().unwrap();
    told(
        ran(&denied),
        254,
        "(AccessDenied) when calling the ListObjectsV2 operation: Access Denied",
    );
    told(validate(&world, &server.url(), "s3://", &words), 252, "names no bucket");
    let gone = server.url();
    drop(server);
    let text = format!("Could not connect to the endpoint URL: \"{gone}\"");
    told(validate(&world, &gone, "s3://logs", &words), 255, &text);
    let strict = [&words[..], &["--strict"]].concat();
    told(validate(&world, &gone, "s3://logs", &strict), 2, &text);
}

#[test]
fn credentials_are_those_of_the_environment_or_of_a_profile() {
    let world = world("logs", &chains(None));
    let server = Server::of(&world, &[]);
    let keys = |access: &str| {
        format!(
            "aws_access_key_id = {access}\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
        )
    };
    let right = keys("AKIAIOSFODNN7EXAMPLE");
    let file = world.work().join("credentials");
    let text = format!(
        "[default]\n{right}[other]\n{}[role]\n{right}role_arn = arn:aws:iam::123456789012:role/r\n",
        keys("AKIAOTHER")
    );
    std::fs::write(&file, text).unwrap();
    let run = |words: &[&str], variables: &[(&str, &str)]| {
        let words = [&one()[..], words].concat();
        let mut command = command(&world, &server.url(), "s3://logs", &words);
        command.env("AWS_SHARED_CREDENTIALS_FILE", &file).envs(variables.iter().copied());
        ran(&command.output().unwrap())
    };
    let valid = "20/20 digest files valid";
    let unknown = "(InvalidAccessKeyId)";
    let variables = [("AWS_ACCESS_KEY_ID", "AKIAOTHER"), ("AWS_SECRET_ACCESS_KEY", "x")];
    assert!(run(&[], &[]).out.contains(valid));
    // The environment counts more than a profile, and less than one that is named with the command.
    assert!(run(&[], &variables).err.contains(unknown));
    assert!(run(&["--profile", "default"], &variables).out.contains(valid));
    assert!(run(&["--profile", "other"], &[]).err.contains(unknown));
    assert!(run(&[], &[("AWS_PROFILE", "other")]).err.contains(unknown));
    let role = run(&["--profile", "role"], &[]);
    assert_eq!(role.code, 253);
    assert!(role.err.contains("export-credentials"), "{role:?}");
}

#[test]
fn a_public_bucket_needs_no_credentials() {
    let world = world("public", &chains(None));
    let server = Server::of(&world, &[]);
    let words = [&one()[..], &["--no-sign-request", "--s3-bucket", "logs"]].concat();
    let ran = ran(&command(&world, &server.url(), "s3://public", &words).output().unwrap());
    assert!(ran.out.contains("20/20 digest files valid"), "{ran:?}");
}

#[test]
fn an_object_that_may_not_be_read_ends_it_as_with_the_aws_cli() {
    let mut made = chains(None);
    let (key, digest) =
        made.0.iter().find(|(key, _)| key.contains("Digest_us-east-1_audit")).unwrap();
    let content = trailwatch::gzip::inflate(&digest.bytes, 1 << 20).unwrap();
    let mut document: Value = serde_json::from_slice(&content).unwrap();
    let (key, denied) = (key.clone(), "AWSLogs/denied.json.gz");
    document["logFiles"][0]["s3Object"] = denied.into();
    made.object(denied, Vec::new());
    made.put(&key, &document, None);
    let world = world("logs", &made);
    let server = Server::of(&world, &[]);
    let ran = validate(&world, &server.url(), "s3://logs", &one());
    assert_eq!(ran.code, 254, "{ran:?}");
    assert!(ran.err.contains("(AccessDenied) when calling the GetObject operation"), "{}", ran.err);
}
