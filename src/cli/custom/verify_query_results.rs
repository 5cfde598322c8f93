//! `cloudtrail verify-query-results`: whether the results of a query are as they were delivered.
//!
//! ```text
//! result_sign.json --> hash of each file: is the file's?  --> hashes joined: is the signature theirs?
//! ```
//!
//! The files are read first, then the key, then the signature, and the first thing that is wrong ends
//! it, as in the AWS CLI.
//!
//! Source: AWS CLI 2, `awscli/customizations/cloudtrail/verifyqueryresults.py`, for the order, the
//! sentences and the exit codes. Names of files that lead elsewhere are refused here only.

use std::fs::{self, File};
use std::io::Read;

use clap::Command;
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::options::{CustomOption, Given, NO_WORDS, Syntax, value};
use super::s3::download;
use crate::cli::errno;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::split::Rest;
use crate::crypto::PublicKey;
use crate::id::hex;
use crate::operation::Service;
use crate::services::{cloudtrail, s3};
use crate::time::{DAY, Timestamp, text};
use crate::value::{Value, bad_json};

const SYNTAX: Syntax = Syntax {
    command: "verify-query-results",
    about: "Checks that the results of a query are as CloudTrail Lake delivered them",
    words: NO_WORDS,
    options: &[PLACES, OURS],
};

const PLACES: &[CustomOption] = &[
    value("local-export-path", "DIR", "The folder that results and their signature lie in."),
    value("s3-bucket", "BUCKET", "The bucket that they lie in."),
    value("s3-prefix", "PREFIX", "What their keys begin with; goes with --s3-bucket."),
];

/// The options of our own.
const OURS: &[CustomOption] = &[value(
    "public-keys",
    "FILE",
    "What 'aws cloudtrail list-public-keys' printed for the region and time of the query, in place of \
     the store's own keys: so results of a real account are verified.",
)];

/// The file that has the signature.
const SIGN_FILE: &str = "result_sign.json";

/// The most bytes of it: a hash for each of a million files.
const LONGEST: u64 = 256 << 20;

/// Returns the command.
pub(super) fn command() -> Command {
    SYNTAX.command()
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let given = SYNTAX.read(words)?;
    let place = place(&given)?;
    let mut sign_file = Vec::new();
    place.open(program, SIGN_FILE)?.take(LONGEST).read_to_end(&mut sign_file).map_err(unread)?;
    let sign_file = parsed(&sign_file)?;

    let files = files(&sign_file)?;
    for (name, expected) in &files {
        let found = hash(place.open(program, name)?)?;
        if found != *expected {
            return Err(wrong(&format!(
                "File {name} has inconsistent hash value with hash value recorded in sign file, \
                 hash value in sign file is {expected} , but get {found}"
            )));
        }
    }
    let keys = given.value("public-keys").map(keys_of_file).transpose()?;
    let key = public_key(program, &sign_file, keys)?;
    let key =
        BASE64.decode(key.as_bytes()).ok().and_then(|der| PublicKey::from_der(&der)).ok_or_else(
            || wrong(&format!("Sign file invalid, unable to load PKCS #1 key: {key}")),
        )?;
    let signature = HEXLOWER_PERMISSIVE
        .decode(member(&sign_file, "hashSignature")?.as_bytes())
        .map_err(|_| Failure::General("Non-hexadecimal digit found".to_owned()))?;
    let hashes: Vec<&str> = files.iter().map(|(_, hash)| hash.as_str()).collect();
    if !key.verifies(hashes.join(" ").as_bytes(), &signature) {
        return Err(wrong("Invalid signature in sign file"));
    }
    program.streams.print("Successfully validated sign and query result files\n")
}

/// Where results lie.
enum Place {
    Folder(String),
    Bucket(String, String),
}

fn place(given: &Given) -> Outcome<Place> {
    let text = |name| given.value(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let (folder, bucket, prefix) =
        (text("local-export-path"), text("s3-bucket"), text("s3-prefix"));
    let refuse = |message: &str| Err(Failure::Parameter(message.to_owned()));
    match (folder, bucket) {
        (None, None) => refuse("Require parameter --s3-bucket or --local-export-path."),
        (Some(_), bucket) if bucket.is_some() || prefix.is_some() => refuse(
            "Parameter --local-export-path can not be specified with parameter --s3-bucket nor \
             --s3-prefix.",
        ),
        (Some(folder), _) => Ok(Place::Folder(with_slash(folder))),
        (None, Some(bucket)) => {
            Ok(Place::Bucket(bucket, prefix.map(with_slash).unwrap_or_default()))
        }
    }
}

fn with_slash(text: String) -> String {
    if text.ends_with('/') { text } else { text + "/" }
}

impl Place {
    /// Opens a file of it; one in a bucket is a call of S3.
    fn open(&self, program: &mut Program<'_>, name: &str) -> Outcome<Box<dyn Read>> {
        match self {
            Self::Folder(folder) => {
                let path = format!("{folder}{name}");
                let file = File::open(&path).and_then(|file| {
                    if file.metadata()?.is_dir() { Err(is_folder()) } else { Ok(file) }
                });
                let file = file.map_err(|cause| Failure::General(errno::text(&cause, &path)))?;
                Ok(Box::new(file))
            }
            Self::Bucket(bucket, prefix) => {
                let request = json!({"Bucket": bucket, "Key": format!("{prefix}{name}")});
                let shown = call(program, &s3::SERVICE, "GetObject", &request)?;
                Ok(Box::new(download::open(&shown)?))
            }
        }
    }
}

fn is_folder() -> std::io::Error {
    // The number of Linux and macOS for reading what is a folder.
    std::io::Error::from_raw_os_error(21)
}

fn call(
    program: &mut Program<'_>,
    service: &'static Service,
    name: &str,
    request: &Value,
) -> Outcome<crate::cli::program::Shown> {
    let operation = service.operation(name).expect("it is in the table of its service");
    program.call_as("cloudtrail.verify-query-results", service, operation, request, None)
}

fn hash(mut content: Box<dyn Read>) -> Outcome<String> {
    let mut hasher = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        let count = content.read(&mut bytes).map_err(unread)?;
        if count == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&bytes[..count]);
    }
}

fn unread(cause: std::io::Error) -> Failure {
    Failure::General(format!("could not read the results: {cause}"))
}

/// Reads the sign file.
fn parsed(bytes: &[u8]) -> Outcome<Value> {
    let content = String::from_utf8_lossy(bytes);
    serde_json::from_str(&content).map_err(|cause| {
        let why = bad_json::sentence(&content).unwrap_or_else(|| cause.to_string());
        Failure::General(format!(
            "InformationCollectionError: Unable to load {SIGN_FILE} file, due to {why}"
        ))
    })
}

/// Returns the names and hashes of the files that the sign file lists.
fn files(sign_file: &Value) -> Outcome<Vec<(String, String)>> {
    let list = sign_file.get("files").ok_or_else(|| missing("files"))?;
    let list = list.as_array().ok_or_else(|| wrong("Invalid sign file provided."))?;
    if list.is_empty() {
        return Err(wrong("No export file was found in sign file."));
    }
    let pair = |file: &Value| Ok((member(file, "fileName")?, member(file, "fileHashValue")?));
    let files: Vec<(String, String)> = list.iter().map(pair).collect::<Outcome<_>>()?;
    // The name comes from whoever wrote the file, and must not lead out of its folder.
    match files.iter().find(|(name, _)| name.contains('/') || name == "..") {
        Some((name, _)) => Err(wrong(&format!("File {name} lies elsewhere than the sign file."))),
        None => Ok(files),
    }
}

fn member(document: &Value, name: &str) -> Outcome<String> {
    document.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| missing(name))
}

/// Says what Python says of a member that is not there.
fn missing(name: &str) -> Failure {
    Failure::General(format!("'{name}'"))
}

fn wrong(message: &str) -> Failure {
    Failure::General(format!("ValidationError: {message}"))
}

/// Returns the keys that a file has.
fn keys_of_file(path: &str) -> Outcome<Value> {
    let content =
        fs::read_to_string(path).map_err(|cause| Failure::General(errno::text(&cause, path)))?;
    serde_json::from_str(&content).map_err(|_| {
        Failure::General(format!("{path} is no JSON, as 'list-public-keys' prints it"))
    })
}

/// Returns the key of the sign file's fingerprint, among those of the 20 days after the query.
fn public_key(
    program: &mut Program<'_>,
    sign_file: &Value,
    keys: Option<Value>,
) -> Outcome<String> {
    let time = member(sign_file, "queryCompleteTime")?;
    let start: Timestamp = text::parse_date_as_utc(&time)
        .ok_or_else(|| Failure::General(format!("Unable to parse date value: {time}")))?;
    let fingerprint = member(sign_file, "publicKeyFingerprint")?;
    let keys = if let Some(keys) = keys {
        keys
    } else {
        let end = start + DAY * 20;
        let request = json!({"StartTime": start.to_string(), "EndTime": end.to_string()});
        call(program, &cloudtrail::SERVICE, "ListPublicKeys", &request)?.document
    };
    let list = keys.get("PublicKeyList").unwrap_or(&keys).as_array();
    let found = list.into_iter().flatten().find(|key| key["Fingerprint"] == fingerprint.as_str());
    let value = found.and_then(|key| key["Value"].as_str());
    value.map(str::to_owned).ok_or_else(|| {
        let message = format!("No public keys found for key with fingerprint: {fingerprint}");
        Failure::General(message)
    })
}
