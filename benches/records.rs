//! Log files with events as AWS writes them, the same each time.
//!
//! The patterns are the real records that lie beside the project, or a few made ones where they are
//! absent. In each copy of a pattern, identifiers and keys are others and the time is its own, so the
//! files are as hard to compress as real ones.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

/// The letters of identifiers and keys.
const CAPITALS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The fewest capitals and digits in a row that are taken for an identifier.
const LEAST: usize = 16;

/// How far a pattern's times may lie from that of its file, in seconds.
const SPREAD: u64 = 60;

/// Patterns of records.
pub(crate) struct Records {
    patterns: Vec<Vec<Piece>>,
    /// Where they come from.
    pub source: &'static str,
}

/// A part of a pattern.
enum Piece {
    Text(String),
    Capitals(usize),
    Time,
    Uuid,
}

impl Records {
    /// Takes the real records, or else made ones.
    pub(crate) fn found() -> Self {
        let real = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .map(|folder| folder.join("shared/data/cloudtrail"))
            .find(|folder| folder.is_dir());
        let (records, source) = match real {
            Some(folder) => (real_records(&folder), "real records"),
            None => (made_records(), "made records"),
        };
        let patterns = records.iter().map(|record| pieces(&record.to_string())).collect();
        Self { patterns, source }
    }

    /// Returns a log file of `count` records; `minute`, as `2024-01-01T00:05`, is their time.
    pub(crate) fn file(&self, seed: u64, count: usize, minute: &str) -> String {
        let mut random = StdRng::seed_from_u64(seed);
        let mut text = String::from("{\"Records\":[");
        for number in 0..count {
            if number > 0 {
                text.push(',');
            }
            let at = random.gen_range(0..self.patterns.len());
            for piece in &self.patterns[at] {
                write(&mut text, piece, minute, &mut random);
            }
        }
        text.push_str("]}");
        text
    }
}

fn write(text: &mut String, piece: &Piece, minute: &str, random: &mut StdRng) {
    match piece {
        Piece::Text(part) => text.push_str(part),
        Piece::Capitals(length) => {
            text.extend(
                (0..*length).map(|_| char::from(CAPITALS[random.gen_range(0..CAPITALS.len())])),
            );
        }
        Piece::Time => write!(text, "{minute}:{:02}Z", random.gen_range(0..SPREAD)).unwrap(),
        Piece::Uuid => {
            let id = uuid::Builder::from_random_bytes(random.r#gen()).into_uuid();
            write!(text, "{id}").unwrap();
        }
    }
}

/// Returns the parts of a record.
fn pieces(record: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ':';
    let mut rest = record;
    while !rest.is_empty() {
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(length);
        match piece(word) {
            Some(piece) => pieces.push(piece),
            None => add_text(&mut pieces, word),
        }
        let border = behind.find(is_word).unwrap_or(behind.len());
        add_text(&mut pieces, &behind[..border]);
        rest = &behind[border..];
    }
    pieces
}

fn add_text(pieces: &mut Vec<Piece>, more: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.push_str(more),
        _ => pieces.push(Piece::Text(more.to_owned())),
    }
}

/// Returns what a word stands for, if not for itself.
fn piece(word: &str) -> Option<Piece> {
    let is_capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    if word.len() == 36 && uuid::Uuid::try_parse(word).is_ok() {
        Some(Piece::Uuid)
    } else if word.len() == 20 && word.as_bytes()[10] == b'T' && word.ends_with('Z') {
        Some(Piece::Time)
    } else if word.len() >= LEAST && word.bytes().all(is_capital) && !is_number {
        Some(Piece::Capitals(word.len()))
    } else {
        None
    }
}

fn real_records(folder: &Path) -> Vec<Value> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    paths.sort();
    let mut records = Vec::new();
    for path in paths {
        let file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        records.extend(file["Records"].as_array().into_iter().flatten().cloned());
    }
    records
}

/// Returns records of a few calls of several services, by two users and from some addresses.
fn made_records() -> Vec<Value> {
    let calls = [
        ("ec2", "DescribeInstances", json!({"instancesSet": {}, "filterSet": {}})),
        ("ec2", "RunInstances", json!({"instanceType": "t3.micro", "minCount": 1, "maxCount": 1})),
        (
            "s3",
            "GetBucketAcl",
            json!({"bucketName": "reports", "Host": "reports.s3.amazonaws.com"}),
        ),
        ("kms", "Decrypt", json!({"encryptionAlgorithm": "SYMMETRIC_DEFAULT"})),
        ("sts", "AssumeRole", json!({"roleSessionName": "deploy", "durationSeconds": 3600})),
        ("logs", "CreateLogStream", json!({"logGroupName": "/aws/lambda/resize"})),
        ("iam", "ListRoles", Value::Null),
    ];
    let mut records = Vec::new();
    for number in 0..70 {
        let (service, action, request) = &calls[number % calls.len()];
        let user = ["alice", "build-agent"][number % 2];
        records.push(json!({
            "eventVersion": "1.08",
            "userIdentity": {
                "type": "IAMUser",
                "principalId": "AIDACKCEVSQ6C2EXAMPLE",
                "arn": format!("arn:aws:iam::123456789012:user/{user}"),
                "accountId": "123456789012",
                "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
                "userName": user,
            },
            "eventTime": "2024-01-01T00:00:00Z",
            "eventSource": format!("{service}.amazonaws.com"),
            "eventName": action,
            "awsRegion": "us-east-1",
            "sourceIPAddress": format!("192.0.2.{number}"),
            "userAgent": "aws-cli/2.15.0 Python/3.11.6 Linux/5.10 exe/x86_64.amzn.2 prompt/off",
            "requestParameters": request,
            "responseElements": null,
            "requestID": "81b29abe-4966-4aeb-9f05-8f92ee89d0a3",
            "eventID": "205b0abb-e2dc-4ed9-bea3-68e03b2da869",
            "readOnly": number % 3 > 0,
            "eventType": "AwsApiCall",
            "managementEvent": true,
            "recipientAccountId": "123456789012",
            "eventCategory": "Management",
            "tlsDetails": {
                "tlsVersion": "TLSv1.3",
                "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": format!("{service}.us-east-1.amazonaws.com"),
            },
        }));
    }
    records
}
