//! The walk along a chain of digests, of a bucket that is made up.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::{Value, json};
use trailwatch::crypto::{PrivateKey, fingerprint, sha256};
use trailwatch::gzip;
use trailwatch::id::hex;
use trailwatch::services::cloudtrail::chain::place::Place;
use trailwatch::services::cloudtrail::chain::source::{Digests, Fetched, Halt};
use trailwatch::services::cloudtrail::chain::{PublicKeys, Range, Step, Walk, signed_text};
use trailwatch::time::{HOUR, Timestamp};

/// A bucket with digests of hours, each naming the one before it.
#[derive(Default)]
struct Fake(BTreeMap<String, Fetched>);

fn private() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(PrivateKey::generate)
}

fn at(hour: u32) -> Timestamp {
    Timestamp::from_secs(1_704_067_200) + HOUR * hour
}

fn place() -> Place {
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

impl Fake {
    /// Returns a bucket with the digests that end at some hours; those that `begin` name none
    /// before them.
    fn with(hours: &[u32], begin: &[u32]) -> Self {
        let mut fake = Self::default();
        let mut previous: Option<(String, String)> = None;
        for hour in hours {
            let named = previous.take().filter(|_| !begin.contains(hour));
            previous = Some(fake.add(*hour, named));
        }
        fake
    }

    fn add(&mut self, hour: u32, previous: Option<(String, String)>) -> (String, String) {
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

    fn put(&mut self, key: &str, document: &Value, previous: Option<&(String, String)>) -> String {
        let content = document.to_string();
        let (hash, before) = (sha256(content.as_bytes()), previous.map(|(_, s)| s.as_str()));
        let end = document["digestEndTime"].as_str().unwrap();
        let text = signed_text(end, "logs", key, &hash, before);
        let signature = hex(&private().sign(text.as_bytes()));
        let metadata = BTreeMap::from([
            ("signature".to_owned(), signature.clone()),
            ("signature-algorithm".to_owned(), "SHA256withRSA".to_owned()),
        ]);
        let bytes = gzip::compress(content.as_bytes());
        self.0.insert(key.to_owned(), Fetched { bytes, metadata: Some(metadata) });
        signature
    }

    fn digest(&mut self, hour: u32) -> &mut Fetched {
        self.0.get_mut(&place().digest(at(hour))).unwrap()
    }

    /// Changes the JSON of a digest, which keeps its signature.
    fn change(&mut self, hour: u32, change: impl FnOnce(&mut Value)) {
        let fetched = self.digest(hour);
        let content = gzip::inflate(&fetched.bytes, 1 << 20).unwrap();
        let mut document = serde_json::from_slice(&content).unwrap();
        change(&mut document);
        fetched.bytes = gzip::compress(document.to_string().as_bytes());
    }

    /// Walks from one hour to another and returns what the steps say.
    fn outline(&mut self, start: u32, end: u32) -> Vec<String> {
        let (range, place) = (Range { start: at(start), end: at(end) }, place());
        let hour = |key: &str| key[key.len() - "000000Z.json.gz".len()..][..2].to_owned();
        let said = |step| match step {
            Ok(Step::Gap { from, to }) => format!("gap {} {}", &from.to_string()[11..13], to),
            Ok(Step::Invalid { key, why, .. }) => format!("{} {why}", hour(&key)),
            Ok(Step::Unsigned { digest, .. }) => format!("{} unsigned", hour(&digest.key)),
            Ok(Step::Valid { digest, .. }) => format!("{} valid", hour(&digest.digest().key)),
            Err(Halt::Fault(text)) => text,
            Err(halt) => format!("{halt:?}"),
        };
        match Walk::hourly(self, "logs", &place, range) {
            Ok(walk) => walk.map(said).collect(),
            Err(halt) => vec![said(Err(halt))],
        }
    }
}

impl Digests for Fake {
    fn list(&mut self, _: &str, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        let fits = |key: &&String| key.starts_with(prefix) && key.as_str() > after;
        Ok(self.0.keys().filter(fits).cloned().collect())
    }

    fn read(&mut self, _: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        Ok(self.0.get(key).cloned())
    }

    fn public_keys(&mut self, _: Timestamp, _: Timestamp) -> Result<PublicKeys, Halt> {
        let der = private().public_der();
        let key = json!({"Fingerprint": fingerprint(&der), "Value": BASE64.encode(&der)});
        Ok(PublicKeys::read(&json!([key])).unwrap())
    }
}

#[test]
fn an_untouched_chain_is_valid_from_end_to_start() {
    let mut fake = Fake::with(&[1, 2, 3], &[1]);
    assert_eq!(fake.outline(0, 5), ["03 valid", "02 valid", "01 valid"]);
}

#[test]
fn a_digest_that_begins_with_the_range_still_leads_to_the_one_before() {
    let mut fake = Fake::with(&[1, 2, 3], &[1]);
    assert_eq!(fake.outline(2, 5), ["03 valid", "02 valid"]);
    let minute_later = Range { start: at(2) + Duration::from_mins(1), end: at(5) };
    let place = place();
    assert_eq!(Walk::hourly(&mut fake, "logs", &place, minute_later).unwrap().count(), 1);
}

#[test]
fn a_removed_digest_is_missing_and_the_walk_goes_on() {
    let mut fake = Fake::with(&[1, 2, 3], &[1]);
    fake.0.remove(&place().digest(at(2)));
    assert_eq!(fake.outline(0, 5), ["03 valid", "02 not found", "01 valid"]);
}

#[test]
fn where_a_chain_begins_anew_there_is_a_gap() {
    let mut fake = Fake::with(&[1, 2, 5], &[1, 5]);
    let gap = "gap 02 2024-01-01T04:00:00Z";
    assert_eq!(fake.outline(0, 6), ["05 valid", gap, "02 valid", "01 valid"]);
}

#[test]
fn each_change_of_a_digest_is_told() {
    type Change = fn(&mut Fake);
    let cases: [(Change, &str); 9] = [
        (|fake| fake.change(2, |d| d["logFiles"] = json!([1])), "signature verification failed"),
        (|fake| fake.digest(2).bytes.truncate(40), "invalid format"),
        (|fake| fake.digest(2).bytes = gzip::compress(b"{"), "invalid format"),
        (
            |fake| fake.digest(2).bytes = gzip::compress(b"[]"),
            "list indices must be integers or slices, not str",
        ),
        (|fake| fake.digest(2).metadata = Some(BTreeMap::new()), "signature verification failed"),
        (
            |fake| {
                let metadata = fake.digest(2).metadata.as_mut().unwrap();
                metadata.insert("signature".to_owned(), "zz".to_owned());
            },
            "Non-hexadecimal digit found",
        ),
        (
            |fake| fake.change(2, |d| d["digestS3Bucket"] = json!("other")),
            "has been moved from its original location",
        ),
        (
            |fake| fake.change(2, |d| d["digestPublicKeyFingerprint"] = json!("ab")),
            "public key not found in region us-east-1 for fingerprint ab",
        ),
        (
            |fake| {
                fake.change(2, |d| {
                    d.as_object_mut().unwrap().remove("digestStartTime");
                });
            },
            "invalid format",
        ),
    ];
    for (change, told) in cases {
        let mut fake = Fake::with(&[1, 2, 3], &[1]);
        change(&mut fake);
        assert_eq!(fake.outline(0, 5), ["03 valid", &format!("02 {told}"), "01 valid"]);
    }
}

#[test]
fn every_byte_of_a_digest_counts() {
    let mut fake = Fake::with(&[1], &[1]);
    let whole = fake.digest(1).bytes.clone();
    let content = gzip::inflate(&whole, 1 << 20).unwrap();
    for position in 0..content.len() {
        let mut flipped = content.clone();
        flipped[position] ^= 1;
        fake.digest(1).bytes = gzip::compress(&flipped);
        let outline = fake.outline(0, 2);
        assert!(!outline[0].ends_with(" valid"), "byte {position}: {outline:?}");
    }
}

#[test]
fn without_metadata_a_digest_has_the_signature_that_the_next_one_names() {
    let mut fake = Fake::with(&[1, 2, 3], &[1]);
    for hour in 1..=3 {
        fake.digest(hour).metadata = None;
    }
    assert_eq!(fake.outline(0, 5), ["03 unsigned", "02 valid", "01 valid"]);
    fake.change(2, |digest| digest["logFiles"] = json!([1]));
    let outline = ["03 unsigned", "02 signature verification failed", "01 valid"];
    assert_eq!(fake.outline(0, 5), outline);
    fake.0.remove(&place().digest(at(2)));
    assert_eq!(fake.outline(0, 5), ["03 unsigned", "02 not found", "01 unsigned"]);
}

#[test]
fn a_key_without_a_date_ends_the_walk() {
    let mut fake = Fake::with(&[1, 2], &[1]);
    let odd = place().digest(at(2)).replace("T020000Z", "T0200xxZ");
    let fetched = fake.digest(2).clone();
    fake.0.insert(odd, fetched);
    assert_eq!(fake.outline(0, 5), ["Unable to parse date value: 20240101T0200xxZ"]);
}
