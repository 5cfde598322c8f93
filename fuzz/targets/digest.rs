//! A digest: its JSON, a walk that meets it, strict validation, and the place that its key says.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

use trailwatch::gzip::compress;
use trailwatch::services::cloudtrail::chain::place::Place;
use trailwatch::services::cloudtrail::chain::source::{Digests, Fetched, Halt, LogFiles, Opened};
use trailwatch::services::cloudtrail::chain::{PublicKeys, Range, Walk, strict};
use trailwatch::time::Timestamp;

const KEY: &str = "AWSLogs/1/CloudTrail-Digest/us-east-1/2024/01/01/\
                   1_CloudTrail-Digest_us-east-1_t_us-east-1_20240101T010000Z.json.gz";

/// A bucket with one digest, of whatever content.
struct One(Fetched);

impl Digests for One {
    fn list(&mut self, _: &str, _: &str, _: &str) -> Result<Vec<String>, Halt> {
        Ok(vec![KEY.to_owned()])
    }

    fn read(&mut self, _: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        Ok((key == KEY).then(|| self.0.clone()))
    }

    fn public_keys(&mut self, _: Timestamp, _: Timestamp) -> Result<PublicKeys, Halt> {
        let document = serde_json::json!([{"Fingerprint": "ff", "Value": "AAAA"}]);
        Ok(PublicKeys::read(&document).expect("it has what it must"))
    }
}

/// No log files.
struct NoFiles;

impl LogFiles for NoFiles {
    fn open(&self, _: &str, _: &str) -> Result<Option<Opened>, Halt> {
        Ok(None)
    }
}

fuzz_target!(|found: (&str, &str, bool)| {
    let (content, signature, raw) = found;
    let text = |text: &str| text.to_owned();
    let place = Place {
        prefix: None,
        organization: None,
        account: text("1"),
        region: text("us-east-1"),
        trail: text("t"),
        home: text("us-east-1"),
    };
    place.found(content);
    let bytes = if raw { content.as_bytes().to_vec() } else { compress(content.as_bytes()) };
    let metadata = BTreeMap::from([(text("signature"), text(signature))]);
    let mut one = One(Fetched { bytes, metadata: Some(metadata) });
    let (start, end) = (Timestamp::from_secs(1_704_067_200), Timestamp::from_secs(1_704_153_600));
    let range = Range { start, end };
    if let Ok(walk) = Walk::hourly(&mut one, "bkt", &place, range) {
        walk.take(5).count();
    }
    let asked = strict::Asked {
        bucket: "bkt",
        place: &place,
        range,
        period: strict::Period::default(),
        is_told: &|_, _| false,
    };
    let _ = strict::look(&asked, &mut one, &NoFiles);
});
