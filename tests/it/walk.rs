//! The walk along a chain of digests, of a bucket that is made up.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use trailwatch::gzip;
use trailwatch::services::cloudtrail::chain::source::{Digests, Fetched, Halt};
use trailwatch::services::cloudtrail::chain::{PublicKeys, Range, Step, Walk};
use trailwatch::time::Timestamp;

use crate::made::{Made, at, place, public_keys};

impl Made {
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

impl Digests for Made {
    fn list(&mut self, _: &str, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        let fits = |key: &&String| key.starts_with(prefix) && key.as_str() > after;
        Ok(self.0.keys().filter(fits).cloned().collect())
    }

    fn read(&mut self, _: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        Ok(self.0.get(key).cloned())
    }

    fn public_keys(&mut self, _: Timestamp, _: Timestamp) -> Result<PublicKeys, Halt> {
        Ok(PublicKeys::read(&public_keys()).unwrap())
    }
}

#[test]
fn an_untouched_chain_is_valid_from_end_to_start() {
    let mut made = Made::with(&[1, 2, 3], &[1]);
    assert_eq!(made.outline(0, 5), ["03 valid", "02 valid", "01 valid"]);
}

#[test]
fn a_digest_that_begins_with_the_range_still_leads_to_the_one_before() {
    let mut made = Made::with(&[1, 2, 3], &[1]);
    assert_eq!(made.outline(2, 5), ["03 valid", "02 valid"]);
    let minute_later = Range { start: at(2) + Duration::from_mins(1), end: at(5) };
    let place = place();
    assert_eq!(Walk::hourly(&mut made, "logs", &place, minute_later).unwrap().count(), 1);
}

#[test]
fn a_removed_digest_is_missing_and_the_walk_goes_on() {
    let mut made = Made::with(&[1, 2, 3], &[1]);
    made.0.remove(&place().digest(at(2)));
    assert_eq!(made.outline(0, 5), ["03 valid", "02 not found", "01 valid"]);
}

#[test]
fn where_a_chain_begins_anew_there_is_a_gap() {
    let mut made = Made::with(&[1, 2, 5], &[1, 5]);
    let gap = "gap 02 2024-01-01T04:00:00Z";
    assert_eq!(made.outline(0, 6), ["05 valid", gap, "02 valid", "01 valid"]);
}

#[test]
fn each_change_of_a_digest_is_told() {
    type Change = fn(&mut Made);
    let cases: [(Change, &str); 9] = [
        (|made| made.change(2, |d| d["logFiles"] = json!([1])), "signature verification failed"),
        (|made| made.digest(2).bytes.truncate(40), "invalid format"),
        (|made| made.digest(2).bytes = gzip::compress(b"{"), "invalid format"),
        (
            |made| made.digest(2).bytes = gzip::compress(b"[]"),
            "list indices must be integers or slices, not str",
        ),
        (|made| made.digest(2).metadata = Some(BTreeMap::new()), "signature verification failed"),
        (
            |made| {
                let metadata = made.digest(2).metadata.as_mut().unwrap();
                metadata.insert("signature".to_owned(), "zz".to_owned());
            },
            "Non-hexadecimal digit found",
        ),
        (
            |made| made.change(2, |d| d["digestS3Bucket"] = json!("other")),
            "has been moved from its original location",
        ),
        (
            |made| made.change(2, |d| d["digestPublicKeyFingerprint"] = json!("ab")),
            "public key not found in region us-east-1 for fingerprint ab",
        ),
        (
            |made| {
                made.change(2, |d| {
                    d.as_object_mut().unwrap().remove("digestStartTime");
                });
            },
            "invalid format",
        ),
    ];
    for (change, told) in cases {
        let mut made = Made::with(&[1, 2, 3], &[1]);
        change(&mut made);
        assert_eq!(made.outline(0, 5), ["03 valid", &format!("02 {told}"), "01 valid"]);
    }
}

#[test]
fn every_byte_of_a_digest_counts() {
    let mut made = Made::with(&[1], &[1]);
    let whole = made.digest(1).bytes.clone();
    let content = gzip::inflate(&whole, 1 << 20).unwrap();
    for position in 0..content.len() {
        let mut flipped = content.clone();
        flipped[position] ^= 1;
        made.digest(1).bytes = gzip::compress(&flipped);
        let outline = made.outline(0, 2);
        assert!(!outline[0].ends_with(" valid"), "byte {position}: {outline:?}");
    }
}

#[test]
fn without_metadata_a_digest_has_the_signature_that_the_next_one_names() {
    let mut made = Made::with(&[1, 2, 3], &[1]);
    for hour in 1..=3 {
        made.digest(hour).metadata = None;
    }
    assert_eq!(made.outline(0, 5), ["03 unsigned", "02 valid", "01 valid"]);
    made.change(2, |digest| digest["logFiles"] = json!([1]));
    let outline = ["03 unsigned", "02 signature verification failed", "01 valid"];
    assert_eq!(made.outline(0, 5), outline);
    made.0.remove(&place().digest(at(2)));
    assert_eq!(made.outline(0, 5), ["03 unsigned", "02 not found", "01 unsigned"]);
}

#[test]
fn a_key_without_a_date_ends_the_walk() {
    let mut made = Made::with(&[1, 2], &[1]);
    let odd = place().digest(at(2)).replace("T020000Z", "T0200xxZ");
    let fetched = made.digest(2).clone();
    made.0.insert(odd, fetched);
    assert_eq!(made.outline(0, 5), ["Unable to parse date value: 20240101T0200xxZ"]);
}
