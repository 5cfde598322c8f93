//! Whole signed buckets, and exactly what the AWS CLI of version 2 printed about them.
//!
//! The cases were captured from AWS CLI 2.36.7. Their keys and buckets could not be made here, so they
//! are laid out as archives.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use data_encoding::BASE64;
use serde_json::{Value, json};
use trailwatch::cli::Streams;
use trailwatch::cli::custom::validate_logs::report::{Report, Wanted};
use trailwatch::cli::custom::validate_logs::work::validate;
use trailwatch::cli::exit::Failure;
use trailwatch::cli::progress::Progress;
use trailwatch::error::ApiError;
use trailwatch::output::Screen;
use trailwatch::services::cloudtrail::chain::place::Place;
use trailwatch::services::cloudtrail::chain::source::{Digests, Fetched, Halt, LogFiles, Opened};
use trailwatch::services::cloudtrail::chain::strict::Period;
use trailwatch::services::cloudtrail::chain::{PublicKeys, Range};
use trailwatch::services::s3::errors::ACCESS_DENIED;
use trailwatch::time::Timestamp;

use crate::judge::Judge;
use crate::lab::{ACCOUNT, time};
use crate::world::{World, program};

/// The cases: objects are a bucket and the numbers of a key, a body and a metadata.
fn cases() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/validate_logs.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The case whose second log file may not be read.
const DENIED: &str = "log access denied";

/// Cases in which the AWS CLI does not know prefix or organization; in an archive they are found.
const FOUND_IN_ARCHIVES: [&str; 2] =
    ["explicit prefix without bucket (ignored)", "org with explicit bucket"];

/// Cases that end before there is anything to walk.
const NO_WALK: [&str; 2] = ["bad arn", "trail not found"];

/// The buckets of the cases.
const BUCKETS: [&str; 2] = ["b1", "old"];

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// An object of a case.
struct Object<'a> {
    bucket: &'a str,
    key: &'a str,
    /// Its bytes; `None` if it may not be read.
    body: Option<Vec<u8>>,
    metadata: &'a Value,
}

fn objects<'a>(cases: &'a Value, case: &'a Value) -> impl Iterator<Item = Object<'a>> {
    case["objects"].as_array().unwrap().iter().map(|object| {
        let part = |table: &str, number: usize| {
            let row = object[number].as_u64().unwrap();
            &cases[table][usize::try_from(row).unwrap()]
        };
        Object {
            bucket: text(&object[0]),
            key: text(part("keys", 1)),
            body: part("bodies", 2).as_str().map(|body| BASE64.decode(body.as_bytes()).unwrap()),
            metadata: part("metadata", 3),
        }
    })
}

/// Makes an archive in a world's folder that is as a case says.
fn archive_of(world: &World, cases: &Value, case: &Value) -> PathBuf {
    let root = world.work().join("archive");
    for bucket in BUCKETS {
        fs::create_dir_all(root.join("buckets").join(bucket)).unwrap();
    }
    for object in objects(cases, case) {
        let path = root.join("buckets").join(object.bucket).join(object.key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, object.body.unwrap()).unwrap();
        let beside = format!("{}.metadata.json", path.display());
        fs::write(beside, json!({"Metadata": object.metadata}).to_string()).unwrap();
    }
    let keys = json!({"PublicKeyList": case["public_keys"]});
    fs::write(root.join("public-keys.json"), keys.to_string()).unwrap();
    let trails: Vec<&Value> = [&case["trail"]].into_iter().filter(|t| !t.is_null()).collect();
    fs::write(root.join("trails.json"), json!({"trailList": trails}).to_string()).unwrap();
    root
}

/// Returns what a command prints: to each stream, and to both as they follow each other.
fn printed(world: &World, command: impl Fn() -> Command) -> (i32, [String; 3]) {
    let both = world.work().join("both");
    let file = File::create(&both).unwrap();
    let second = file.try_clone().unwrap();
    let joined = command().stdout(file).stderr(second).status().unwrap();
    let apart = command().output().unwrap();
    assert_eq!(apart.status.code(), joined.code(), "twice the same");
    // Warnings about archives are ours; the AWS CLI knows no archives.
    let lines = |bytes: Vec<u8>| -> String {
        let text = String::from_utf8(bytes).unwrap();
        text.split_inclusive('\n')
            .filter(|line| !line.starts_with("trailwatch: warning:"))
            .collect()
    };
    let streams = [apart.stdout, apart.stderr, fs::read(both).unwrap()];
    (joined.code().unwrap(), streams.map(lines))
}

/// Returns what a case's command is to print: to each stream, and to both.
fn expected(case: &Value) -> [String; 3] {
    let of = |stream: &str| -> String {
        let parts = case["printed"].as_array().unwrap().iter();
        let wanted = parts.filter(|part| stream == "both" || part[0] == *stream);
        wanted.map(|part| text(&part[1])).collect()
    };
    [of("out"), of("err"), of("both")]
}

/// The stand-in for the network shows the AWS CLI what the cases were captured from.
#[test]
fn the_judge_prints_the_cases_too() {
    let Some(judge) = Judge::new() else { return };
    let cases = cases();
    let told = cases["cases"].as_array().unwrap().iter().filter(|case| case["name"] != DENIED);
    let told: Vec<_> = told.map(|case| (text(&case["name"]), case)).collect();
    judge.each(&told, |case| {
        let world = World::new();
        let archive = archive_of(&world, &cases, case);
        let words: Vec<&str> = case["argv"].as_array().unwrap()[2..].iter().map(text).collect();
        let judged = judge.of_archive(&world, &archive, &words);
        let [out, err, _] = expected(case);
        assert_eq!((judged.out, judged.err), (out, err));
        assert_eq!(i64::from(judged.code), case["rc"].as_i64().unwrap());
    });
}

/// Returns the words that a case's command has where its buckets are an archive: what the AWS CLI
/// asks `describe-trails` for is said.
fn words_for_archive<'a>(case: &'a Value, archive: &'a Path) -> Vec<String> {
    let argv = case["argv"].as_array().unwrap().iter();
    let mut words: Vec<String> = argv.map(|word| text(word).to_owned()).collect();
    if !words.iter().any(|word| word == "--s3-bucket") {
        words.extend(["--s3-bucket", text(&case["trail"]["S3BucketName"])].map(str::to_owned));
    }
    if let Some(prefix) = case["trail"]["S3KeyPrefix"].as_str() {
        words.extend(["--s3-prefix", prefix].map(str::to_owned));
    }
    let folder = |name: &str| archive.join(name).to_str().unwrap().to_owned();
    words.extend(["--public-keys".to_owned(), folder("public-keys.json")]);
    for bucket in BUCKETS {
        words.extend([
            "--archive".to_owned(),
            format!("{bucket}={}", folder(&format!("buckets/{bucket}"))),
        ]);
    }
    words
}

#[test]
fn every_case_is_printed_as_the_aws_cli_prints_it() {
    let cases = cases();
    let all = cases["cases"].as_array().unwrap();
    assert_eq!(all.len(), 34);
    for case in all {
        let name = text(&case["name"]);
        let (world, words) = match name {
            DENIED => continue,
            name if FOUND_IN_ARCHIVES.contains(&name) => continue,
            // The trail is not asked for where an archive is.
            "trail not found" => {
                let words = case["argv"].as_array().unwrap().iter();
                (World::new(), words.map(|word| text(word).to_owned()).collect())
            }
            _ => {
                let world = World::new();
                let archive = archive_of(&world, &cases, case);
                let words = words_for_archive(case, &archive);
                (world, words)
            }
        };
        let command = || {
            let mut command = world.command(program());
            command.args(&words);
            command
        };
        let (code, streams) = printed(&world, command);
        assert_eq!(streams, expected(case), "{name}");
        assert_eq!(i64::from(code), case["rc"].as_i64().unwrap(), "{name}");
    }
}

/// The objects of a case, of which some may not be read, and its keys.
#[derive(Clone)]
struct Objects(BTreeMap<(String, String), Option<Fetched>>, PublicKeys);

impl Objects {
    fn get(&self, bucket: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        let error = || ApiError::new(ACCESS_DENIED, "Access Denied");
        let denied = || Halt::Service { operation: "GetObject", error: error() };
        let found = self.0.get(&(bucket.to_owned(), key.to_owned()));
        found.map(|fetched| fetched.clone().ok_or_else(denied)).transpose()
    }
}

impl Digests for Objects {
    fn list(&mut self, bucket: &str, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        let keys = self.0.keys().filter(|(of, _)| of == bucket).map(|(_, key)| key.clone());
        Ok(keys.filter(|key| key.starts_with(prefix) && key.as_str() > after).collect())
    }

    fn read(&mut self, bucket: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        self.get(bucket, key)
    }

    fn public_keys(&mut self, _: Timestamp, _: Timestamp) -> Result<PublicKeys, Halt> {
        Ok(self.1.clone())
    }
}

impl LogFiles for Objects {
    fn open(&self, bucket: &str, key: &str) -> Result<Option<Opened>, Halt> {
        let opened = |Fetched { bytes, .. }: Fetched| Opened {
            size: bytes.len() as u64,
            content: Box::new(Cursor::new(bytes)),
        };
        Ok(self.get(bucket, key)?.map(opened))
    }
}

/// Returns what a case asks for, the bucket that the walk begins in, and where its digests lie.
fn asked(case: &Value) -> (Wanted, &str, Place) {
    let words: Vec<&str> = case["argv"].as_array().unwrap().iter().map(text).collect();
    let value = |option: &str| {
        let at = words.iter().position(|word| *word == option)?;
        Some(words[at + 1])
    };
    let arn = value("--trail-arn").unwrap();
    let end = value("--end-time").unwrap();
    let wanted = Wanted {
        arn: arn.to_owned(),
        range: Range { start: time(value("--start-time").unwrap()), end: time(end) },
        verbose: words.contains(&"--verbose"),
        allow_unsigned: false,
        strict: false,
        period: Period::default(),
    };
    // A prefix that is given counts only beside a bucket that is given.
    let trail = &case["trail"];
    let (bucket, prefix) = match value("--s3-bucket") {
        Some(bucket) => (bucket, value("--s3-prefix")),
        None => (text(&trail["S3BucketName"]), trail["S3KeyPrefix"].as_str()),
    };
    let place = Place {
        prefix: prefix.map(str::to_owned),
        organization: None,
        account: value("--account-id").unwrap_or(ACCOUNT).to_owned(),
        region: value("--region").unwrap_or("us-east-1").to_owned(),
        trail: "mytrail".to_owned(),
        home: "us-east-1".to_owned(),
    };
    (wanted, bucket, place)
}

/// A stream whose bytes go into what both streams have in common, too.
struct Shared<'a>(&'a RefCell<String>, String);

impl Write for Shared<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = str::from_utf8(bytes).unwrap();
        self.0.borrow_mut().push_str(text);
        self.1.push_str(text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_walk_of_every_case_is_that_of_the_aws_cli() {
    let cases = cases();
    let all = cases["cases"].as_array().unwrap().iter();
    for case in all.filter(|case| !NO_WALK.contains(&text(&case["name"]))) {
        let of_case = objects(&cases, case).map(|object| {
            let metadata: Option<_> = serde_json::from_value(object.metadata.clone()).unwrap();
            let place = (object.bucket.to_owned(), object.key.to_owned());
            (place, object.body.map(|bytes| Fetched { bytes, metadata }))
        });
        let keys = PublicKeys::read(&case["public_keys"]).unwrap();
        let files = Objects(of_case.collect(), keys);
        let (wanted, bucket, place) = asked(case);

        let both = RefCell::default();
        let (mut out, mut err) = (Shared(&both, String::new()), Shared(&both, String::new()));
        let mut streams = Streams {
            input: &mut io::empty(),
            out: &mut out,
            err: &mut err,
            err_is_terminal: false,
            out_is_terminal: false,
            screen: Screen::NONE,
        };
        let mut report = Report::new(wanted, &mut streams, Progress::new("validating", false));
        let ended = validate(&mut report, bucket, &place, &mut files.clone(), &files);
        let ended = ended.and_then(|()| report.end());
        let found_wrong = ended.as_ref().is_ok_and(|summary| summary.wrong);
        let failure = ended.err();
        streams.tell(&failure.as_ref().map_or_else(String::new, Failure::text));
        let streams = [out.1, err.1, both.into_inner()];
        let name = text(&case["name"]);
        assert_eq!(streams, expected(case), "{name}");
        let code = failure.map_or(u8::from(found_wrong), |failure| failure.code());
        assert_eq!(i64::from(code), case["rc"].as_i64().unwrap(), "{name}");
    }
}
