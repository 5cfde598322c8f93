//! What trails have delivered into a bucket: log files, and digests whose chains are followed.

use std::fs;
use std::time::SystemTime;

use serde_json::Value;
use trailwatch::bucket::{Bucket, object};
use trailwatch::crypto::{PublicKey, sha256};
use trailwatch::gzip::inflate;
use trailwatch::services::cloudtrail::chain::signed_text;
use trailwatch::services::cloudtrail::delivery::keys::KeyPair;

use crate::lab::{Lab, time};

/// A log file.
pub(crate) struct LogFile {
    pub key: String,
    pub records: Vec<Value>,
}

impl LogFile {
    /// Returns the names of its events.
    pub(crate) fn events(&self) -> Vec<&str> {
        self.records.iter().map(|record| record["eventName"].as_str().unwrap()).collect()
    }

    /// Returns the stamp in its key, as in `0005`.
    pub(crate) fn minute(&self) -> &str {
        let stamp = self.key.rsplit('_').nth(1).unwrap();
        &stamp[9..13]
    }
}

/// A digest.
pub(crate) struct Digest {
    pub key: String,
    pub document: Value,
    content: Vec<u8>,
    signature: String,
}

impl Digest {
    fn text(&self, name: &str) -> &str {
        self.document[name].as_str().unwrap_or_default()
    }

    /// Returns when its time begins, as in `01:00:00`.
    pub(crate) fn start(&self) -> &str {
        &self.text("digestStartTime")[11..19]
    }

    /// Returns when its time ends, as in `02:00:00`.
    pub(crate) fn end(&self) -> &str {
        &self.text("digestEndTime")[11..19]
    }

    /// Returns how many log files it lists.
    pub(crate) fn files(&self) -> usize {
        self.document["logFiles"].as_array().unwrap().len()
    }

    /// Returns whether it begins a chain.
    pub(crate) fn begins(&self) -> bool {
        ["Bucket", "Object", "HashValue", "HashAlgorithm", "Signature"]
            .map(|field| match field {
                "Bucket" | "Object" => format!("previousDigestS3{field}"),
                _ => format!("previousDigest{field}"),
            })
            .iter()
            .all(|field| self.document[field].is_null())
    }
}

impl Lab {
    /// Returns the keys in a bucket, in their order.
    pub(crate) fn keys(&self, bucket: &str) -> Vec<String> {
        let root = self.folder.path().join("home/buckets").join(bucket);
        let mut keys = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            for path in entries.map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    keys.push(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        keys.sort();
        keys
    }

    /// Returns the bytes of a file, and when it was written.
    pub(crate) fn file(&self, bucket: &str, key: &str) -> (Vec<u8>, SystemTime) {
        let path = self.folder.path().join("home/buckets").join(bucket).join(key);
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        (fs::read(path).unwrap(), written)
    }

    fn content(&self, bucket: &str, key: &str) -> Vec<u8> {
        inflate(&self.file(bucket, key).0, 1 << 30).unwrap()
    }

    /// Returns the document in a file.
    pub(crate) fn document(&self, bucket: &str, key: &str) -> Value {
        serde_json::from_slice(&self.content(bucket, key)).unwrap()
    }

    /// Returns the log files of a region, the oldest first.
    pub(crate) fn log_files(&self, bucket: &str, region: &str) -> Vec<LogFile> {
        let middle = format!("/CloudTrail/{region}/");
        let keys = self.keys(bucket).into_iter().filter(|key| key.contains(&middle));
        keys.map(|key| {
            let mut file = self.document(bucket, &key);
            let Value::Array(records) = file["Records"].take() else { panic!("{key}") };
            LogFile { key, records }
        })
        .collect()
    }

    /// Returns the minutes of the log files of a region.
    pub(crate) fn minutes(&self, bucket: &str, region: &str) -> Vec<String> {
        self.log_files(bucket, region).iter().map(|file| file.minute().to_owned()).collect()
    }

    /// Returns the digests of a trail and region, the oldest first, after checking that each is
    /// signed, that it says the truth of its log files, and that those that do not begin a chain
    /// follow the one before without a gap.
    pub(crate) fn digests(&mut self, bucket: &str, region: &str, trail: &str) -> Vec<Digest> {
        let middle = format!("/CloudTrail-Digest/{region}/");
        let name = format!("_{trail}_");
        let keys = self.keys(bucket).into_iter();
        let keys: Vec<_> = keys.filter(|k| k.contains(&middle) && k.contains(&name)).collect();
        let mut digests: Vec<Digest> = Vec::new();
        for key in keys {
            let content = self.content(bucket, &key);
            let document = serde_json::from_slice(&content).unwrap();
            let signature = self.signature(bucket, &key);
            let digest = Digest { key, document, content, signature };
            self.check(bucket, region, &digest);
            if !digest.begins() {
                let before = digests.last().expect("a digest before it");
                assert_eq!(digest.text("previousDigestS3Object"), before.key);
                assert_eq!(digest.text("previousDigestHashValue"), sha256(&before.content));
                assert_eq!(digest.text("previousDigestSignature"), before.signature);
                assert_eq!(digest.text("digestStartTime"), before.text("digestEndTime"));
            }
            digests.push(digest);
        }
        digests
    }

    fn check(&mut self, bucket: &str, region: &str, digest: &Digest) {
        let end = digest.text("digestEndTime");
        let previous = digest.document["previousDigestSignature"].as_str();
        let text = signed_text(end, bucket, &digest.key, &sha256(&digest.content), previous);
        let signature = data_encoding::HEXLOWER.decode(digest.signature.as_bytes()).unwrap();
        let fingerprint = digest.text("digestPublicKeyFingerprint");
        let txn = self.engine.store().unwrap().begin();
        let pairs = KeyPair::between(&txn, region, time(end), time(end)).unwrap();
        let pair = pairs.iter().find(|pair| pair.fingerprint == fingerprint).expect("its key");
        let key = PublicKey::from_der(&pair.public_der()).unwrap();
        assert!(key.verifies(text.as_bytes(), &signature), "{}", digest.key);

        for file in digest.document["logFiles"].as_array().unwrap() {
            let content = self.content(bucket, file["s3Object"].as_str().unwrap());
            assert_eq!(file["hashValue"], sha256(&content), "{file}");
        }
    }

    fn signature(&mut self, bucket: &str, key: &str) -> String {
        let txn = self.engine.store().unwrap().begin();
        let bucket = Bucket::find(&txn, bucket).unwrap().unwrap();
        let headers = object(&txn, &bucket, key).unwrap().unwrap().headers;
        assert_eq!(headers.metadata["signature-algorithm"], "SHA256withRSA");
        headers.metadata["signature"].clone()
    }
}
