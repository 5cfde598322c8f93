//! Archives of a trail that recorded much, made on first use and kept under `target/`.
//!
//! ```text
//! buckets/logs/AWSLogs/123456789012/CloudTrail/us-east-1/...          log files, each five minutes
//! buckets/logs/AWSLogs/123456789012/CloudTrail-Digest/us-east-1/...   digests, each hour, signed
//! public-keys.json
//! ```
//!
//! The log files are the same wherever it is made from the same patterns; the key that signs the
//! digests is a new one.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::{Value, json};
use trailwatch::crypto::{PrivateKey, fingerprint, sha256};
use trailwatch::gzip;
use trailwatch::id::hex;
use trailwatch::services::cloudtrail::chain::place::Place;
use trailwatch::services::cloudtrail::chain::signed_text;
use trailwatch::time::{HOUR, Timestamp, text};

use crate::records::Records;

/// What was made, so that another recipe makes another archive.
const RECIPE: &str = "3";

/// How much an archive holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Size {
    /// At least so many bytes of gzip, in log files of all sizes.
    Bytes(u64),
    /// So many log files, each of a few records.
    Files(usize),
}

/// The bucket.
pub(crate) const BUCKET: &str = "logs";

/// The trail, and the time that the first digest begins at.
pub(crate) const TRAIL: &str = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit";
const BEGIN: Timestamp = Timestamp::from_secs(1_704_067_200);

/// How many log files an hour has: five for each multiple of five minutes, as many as a busy trail's.
const FILES: u32 = 60;
const AT_ONCE: u32 = 5;

/// The fewest and the most records of a file. Most have few, as real ones do: of 17 that lie at hand,
/// half have under 40 and the largest 394. These are some three times as large. The AWS CLI spends
/// some work on each file whatever its size, so larger files flatter it and smaller ones trailwatch.
const FEWEST: usize = 5;
const MOST: usize = 1_000;

/// The most records of a file where there are to be many files.
const FEW: usize = 4;

/// An archive on the disk.
pub(crate) struct Archive {
    root: PathBuf,
}

/// A log file as digests list it.
struct LogFile {
    key: String,
    packed: Vec<u8>,
    hash: String,
}

impl Archive {
    /// Returns an archive, making it if it is not there yet.
    pub(crate) fn prepared(size: Size) -> Self {
        let records = Records::found();
        let name = match size {
            Size::Bytes(_) => "archive".to_owned(),
            Size::Files(files) => format!("archive-of-{files}"),
        };
        let archive = Self { root: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name) };
        let (done, recipe) = (archive.root.join("done"), format!("{RECIPE} {}", records.source));
        if fs::read_to_string(&done).is_ok_and(|had| had == recipe) {
            return archive;
        }
        let _ = fs::remove_dir_all(&archive.root);
        archive.make(&records, size);
        fs::write(&done, recipe).unwrap();
        archive
    }

    /// Returns its folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the folder of the bucket.
    pub(crate) fn bucket(&self) -> PathBuf {
        self.root.join("buckets").join(BUCKET)
    }

    /// Returns the file of public keys.
    pub(crate) fn public_keys(&self) -> PathBuf {
        self.root.join("public-keys.json")
    }

    /// Returns its log files, in the order of their names.
    pub(crate) fn log_files(&self) -> Vec<PathBuf> {
        let (mut files, mut folders) = (Vec::new(), vec![self.bucket()]);
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.to_string_lossy().contains("_CloudTrail_") {
                    files.push(path);
                }
            }
        }
        files.sort();
        files
    }

    fn write(&self, key: &str, bytes: &[u8]) {
        let path = self.bucket().join(key);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn make(&self, records: &Records, size: Size) {
        let signer = PrivateKey::generate();
        let der = signer.public_der();
        let mut previous: Option<(String, String)> = None;
        let (mut bytes, mut count, is_large) = (0, 0, matches!(size, Size::Bytes(_)));
        for hour in 0.. {
            let is_done = match size {
                Size::Bytes(wanted) => bytes >= wanted,
                Size::Files(wanted) => count >= wanted,
            };
            if is_done {
                break;
            }
            let mut files = files_of(hour, records, is_large);
            if let Size::Files(wanted) = size {
                files.truncate(wanted - count);
            }
            count += files.len();
            for file in &files {
                bytes += file.packed.len() as u64;
                self.write(&file.key, &file.packed);
            }
            let digest = digest(hour, &files, previous.as_ref(), &fingerprint(&der));
            previous = Some(self.sign(&digest, &signer));
        }
        let key = json!({
            "Value": BASE64.encode(&der),
            "ValidityStartTime": BEGIN.to_string(),
            "ValidityEndTime": (BEGIN + HOUR * 8_760).to_string(),
            "Fingerprint": fingerprint(&der),
        });
        let keys = json!({"PublicKeyList": [key]}).to_string();
        fs::write(self.public_keys(), keys).unwrap();
    }

    /// Signs and writes a digest, and returns its key and signature.
    fn sign(&self, digest: &Value, signer: &PrivateKey) -> (String, String) {
        let (content, key) = (digest.to_string(), digest["digestS3Object"].as_str().unwrap());
        let end = digest["digestEndTime"].as_str().unwrap();
        let before = digest["previousDigestSignature"].as_str();
        let text = signed_text(end, BUCKET, key, &sha256(content.as_bytes()), before);
        let signature = hex(&signer.sign(text.as_bytes()));
        self.write(key, &gzip::compress(content.as_bytes()));
        let metadata = json!({"signature": signature, "signature-algorithm": "SHA256withRSA"});
        let beside = json!({"Metadata": metadata}).to_string();
        self.write(&format!("{key}.metadata.json"), beside.as_bytes());
        (key.to_owned(), signature)
    }
}

/// Makes the log files of an hour, some on each core.
fn files_of(hour: u32, records: &Records, is_large: bool) -> Vec<LogFile> {
    thread::scope(|scope| {
        let made: Vec<_> = (0..FILES)
            .map(|mark| scope.spawn(move || log_file(hour, mark, records, is_large)))
            .collect();
        made.into_iter().map(|file| file.join().unwrap()).collect()
    })
}

fn log_file(hour: u32, mark: u32, records: &Records, is_large: bool) -> LogFile {
    let number = hour * FILES + mark;
    // Small and large ones in turns that look like chance; the third power makes most of them small.
    let chance = (number as usize * 7_919 + 4_241) % 1_000;
    let count = if is_large {
        FEWEST + (MOST - FEWEST) * chance.pow(3) / 1_000_usize.pow(3)
    } else {
        1 + chance % FEW
    };
    let time = BEGIN + HOUR * hour + Duration::from_mins(5) * (mark / AT_ONCE);
    let content = records.file(u64::from(number), count, &time.to_string()[..16]);
    let (folders, stamp) = (text::date_folders(time), text::log_stamp(time));
    let key = format!(
        "AWSLogs/123456789012/CloudTrail/us-east-1/{folders}/\
         123456789012_CloudTrail_us-east-1_{stamp}_{number:016}.json.gz"
    );
    let hash = sha256(content.as_bytes());
    LogFile { key, packed: gzip::compress(content.as_bytes()), hash }
}

fn digest(
    hour: u32,
    files: &[LogFile],
    previous: Option<&(String, String)>,
    fingerprint: &str,
) -> Value {
    let (start, end) = (BEGIN + HOUR * hour, BEGIN + HOUR * (hour + 1));
    let place = Place {
        prefix: None,
        organization: None,
        account: "123456789012".to_owned(),
        region: "us-east-1".to_owned(),
        trail: "audit".to_owned(),
        home: "us-east-1".to_owned(),
    };
    let listed = |file: &LogFile| {
        json!({
            "s3Bucket": BUCKET,
            "s3Object": file.key,
            "hashValue": file.hash,
            "hashAlgorithm": "SHA-256",
            "newestEventTime": end.to_string(),
            "oldestEventTime": start.to_string(),
        })
    };
    json!({
        "awsAccountId": "123456789012",
        "digestStartTime": start.to_string(),
        "digestEndTime": end.to_string(),
        "digestS3Bucket": BUCKET,
        "digestS3Object": place.digest(end),
        "digestPublicKeyFingerprint": fingerprint,
        "digestSignatureAlgorithm": "SHA256withRSA",
        "newestEventTime": end.to_string(),
        "oldestEventTime": start.to_string(),
        "previousDigestS3Bucket": previous.map(|_| BUCKET),
        "previousDigestS3Object": previous.map(|(key, _)| key),
        "previousDigestHashValue": previous.map(|_| "0".repeat(64)),
        "previousDigestHashAlgorithm": previous.map(|_| "SHA-256"),
        "previousDigestSignature": previous.map(|(_, signature)| signature),
        "logFiles": files.iter().map(listed).collect::<Value>(),
    })
}
