//! Buckets with digests that are made up, each signed under a key of the tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::{Value, json};
use trailwatch::crypto::{PrivateKey, fingerprint, sha256};
use trailwatch::gzip;
use trailwatch::id::hex;
use trailwatch::services::cloudtrail::chain::place::Place;
use trailwatch::services::cloudtrail::chain::signed_text;
use trailwatch::services::cloudtrail::chain::source::Fetched;
use trailwatch::time::{HOUR, Timestamp, text};

/// A bucket with digests of hours, each naming the one before it.
#[derive(Default)]
pub(crate) struct Made(pub BTreeMap<String, Fetched>);

/// An hour of a chain: when it ends, how many log files its digest lists, and whether it names the
/// digest before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hour {
    pub end: u32,
    pub logs: u32,
    pub begins: bool,
}

/// Returns hours of a chain, each with as many log files.
pub(crate) fn hours(ends: std::ops::RangeInclusive<u32>, logs: u32) -> Vec<Hour> {
    ends.map(|end| Hour { end, logs, begins: false }).collect()
}

fn private() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(PrivateKey::generate)
}

/// Returns midnight and some hours.
pub(crate) fn at(hour: u32) -> Timestamp {
    Timestamp::from_secs(1_704_067_200) + HOUR * hour
}

/// Returns where the digests lie.
pub(crate) fn place() -> Place {
    let text = str::to_owned;
    Place {
        prefix: None,
        organization: None,
        account: text("123456789012"),
        region: text("us-east-1"),
        trail: text("audit"),
        home: text("us-east-1"),
    }
}

impl Made {
    /// Returns a bucket with the digests that end at some hours; those that `begin` name none
    /// before them.
    pub(crate) fn with(hours: &[u32], begin: &[u32]) -> Self {
        let mut made = Self::default();
        let mut previous: Option<(String, String)> = None;
        for hour in hours {
            let named = previous.take().filter(|_| !begin.contains(hour));
            previous = Some(made.add(*hour, named));
        }
        made
    }

    /// Adds a chain with its log files; its digests are hourly ones, or those that were made later.
    pub(crate) fn chain(&mut self, place: &Place, hours: &[Hour], backfill: bool) {
        let mut previous: Option<(String, String)> = None;
        for Hour { end, logs, begins } in hours {
            let named = previous.take().filter(|_| !begins);
            let listed: Vec<Value> =
                (0..*logs).map(|number| self.log_file(place, *end, number, backfill)).collect();
            let mut key = place.digest(at(*end));
            if backfill {
                key = key.replace(".json.gz", "_backfill.json.gz");
            }
            let hash = named
                .as_ref()
                .map(|(key, _)| sha256(&gzip::inflate(&self.0[key].bytes, 1 << 20).unwrap()));
            let document = json!({
                "awsAccountId": place.account,
                "digestStartTime": at(end - 1).to_string(),
                "digestEndTime": at(*end).to_string(),
                "digestS3Bucket": "logs",
                "digestS3Object": key,
                "digestPublicKeyFingerprint": fingerprint(&private().public_der()),
                "digestSignatureAlgorithm": "SHA256withRSA",
                "previousDigestS3Bucket": named.as_ref().map(|_| "logs"),
                "previousDigestS3Object": named.as_ref().map(|(key, _)| key),
                "previousDigestHashValue": hash,
                "previousDigestHashAlgorithm": hash.as_ref().map(|_| "SHA-256"),
                "previousDigestSignature": named.as_ref().map(|(_, signature)| signature),
                "logFiles": listed,
            });
            let signature = self.put(&key, &document, named.as_ref());
            previous = Some((key, signature));
        }
    }

    /// Adds a log file of the hour that ends at `end`, and returns what a digest says of it.
    fn log_file(&mut self, place: &Place, end: u32, number: u32, backfill: bool) -> Value {
        let time = at(end - 1) + Duration::from_mins(5) * (number % 8 + 3);
        let Place { account, region, .. } = place;
        let logs = place.beginning().replace("/CloudTrail-Digest/", "/CloudTrail/");
        let (folders, stamp) = (text::date_folders(time), text::log_stamp(time));
        let which = u32::from(backfill);
        let key = format!(
            "{logs}/{folders}/{account}_CloudTrail_{region}_{stamp}_{which}{end:07}{number:08}.json.gz"
        );
        let record = json!({
            "eventVersion": "1.11",
            "eventTime": time.to_string(),
            "eventName": "RunInstances",
            "awsRegion": region,
            "eventID": format!("{key}"),
            "eventCategory": "Management",
        });
        let content = json!({"Records": [record]}).to_string();
        self.object(&key, gzip::compress(content.as_bytes()));
        let hash = sha256(content.as_bytes());
        json!({"s3Bucket": "logs", "s3Object": key, "hashValue": hash, "hashAlgorithm": "SHA-256"})
    }

    /// Adds the digest that ends at an hour, and returns its key and signature.
    pub(crate) fn add(
        &mut self,
        hour: u32,
        previous: Option<(String, String)>,
    ) -> (String, String) {
        let key = place().digest(at(hour));
        let document = json!({
            "digestStartTime": at(hour - 1).to_string(),
            "digestEndTime": at(hour).to_string(),
            "digestS3Bucket": "logs",
            "digestS3Object": key,
            "digestPublicKeyFingerprint": fingerprint(&private().public_der()),
            "previousDigestS3Bucket": previous.as_ref().map(|_| "logs"),
            "previousDigestS3Object": previous.as_ref().map(|(key, _)| key),
            "previousDigestSignature": previous.as_ref().map(|(_, signature)| signature),
            "logFiles": [],
        });
        let signature = self.put(&key, &document, previous.as_ref());
        (key, signature)
    }

    /// Signs a digest and puts it under a key.
    pub(crate) fn put(
        &mut self,
        key: &str,
        document: &Value,
        previous: Option<&(String, String)>,
    ) -> String {
        let signature =
            sign_after(key, document, previous.map(|(_, signature)| signature.as_str()));
        let end = document["digestEndTime"].as_str().unwrap();
        let mut metadata = BTreeMap::from([
            ("signature".to_owned(), signature.clone()),
            ("signature-algorithm".to_owned(), "SHA256withRSA".to_owned()),
        ]);
        if key.ends_with("_backfill.json.gz") {
            metadata.insert("backfill-generation-timestamp".to_owned(), end.to_owned());
        }
        let bytes = gzip::compress(document.to_string().as_bytes());
        self.0.insert(key.to_owned(), Fetched { bytes, metadata: Some(metadata) });
        signature
    }

    /// Returns the digest that ends at an hour.
    pub(crate) fn digest(&mut self, hour: u32) -> &mut Fetched {
        self.0.get_mut(&place().digest(at(hour))).unwrap()
    }

    /// Changes the JSON of a digest, which keeps its signature.
    pub(crate) fn change(&mut self, hour: u32, change: impl FnOnce(&mut Value)) {
        let fetched = self.digest(hour);
        let content = gzip::inflate(&fetched.bytes, 1 << 20).unwrap();
        let mut document = serde_json::from_slice(&content).unwrap();
        change(&mut document);
        fetched.bytes = gzip::compress(document.to_string().as_bytes());
    }

    /// Signs the digest that ends at an hour as it stands.
    pub(crate) fn sign_again(&mut self, hour: u32) {
        let content = gzip::inflate(&self.digest(hour).bytes, 1 << 20).unwrap();
        let document: Value = serde_json::from_slice(&content).unwrap();
        let previous = document["previousDigestSignature"].as_str();
        let previous = previous.map(|signature| (String::new(), signature.to_owned()));
        self.put(&place().digest(at(hour)), &document, previous.as_ref());
    }

    /// Puts an object without metadata.
    pub(crate) fn object(&mut self, key: &str, bytes: Vec<u8>) {
        self.0.insert(key.to_owned(), Fetched { bytes, metadata: None });
    }

    /// Writes the objects into a folder, with what lies beside them.
    pub(crate) fn write(&self, folder: &Path) {
        for (key, Fetched { bytes, metadata }) in &self.0 {
            let path = folder.join(key);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            if let Some(metadata) = metadata {
                let beside = folder.join(format!("{key}.metadata.json"));
                fs::write(beside, json!({"Metadata": metadata}).to_string()).unwrap();
            }
        }
    }
}

/// Returns the signature of a digest under a key.
pub(crate) fn sign(key: &str, document: &Value) -> String {
    sign_after(key, document, document["previousDigestSignature"].as_str())
}

fn sign_after(key: &str, document: &Value, previous: Option<&str>) -> String {
    let hash = sha256(document.to_string().as_bytes());
    let end = document["digestEndTime"].as_str().unwrap();
    let bucket = document["digestS3Bucket"].as_str().unwrap_or("logs");
    let text = signed_text(end, bucket, key, &hash, previous);
    hex(&private().sign(text.as_bytes()))
}

/// Returns the public half of the key, as `list-public-keys` prints it.
pub(crate) fn public_keys() -> Value {
    let der = private().public_der();
    json!({"PublicKeyList": [{"Fingerprint": fingerprint(&der), "Value": BASE64.encode(&der)}]})
}
