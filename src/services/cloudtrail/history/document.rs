//! Events as documents, so that they can be moved into a store that keeps them otherwise.
//!
//! ```text
//! {"account":"123456789012","stream":"us-east-1","time":1717243200000,"number":3,"id":"..",
//!     "named":[["AWS::S3::Bucket","logs"]],"record":{"eventVersion":"1.11", ...}}
//! ```
//!
//! The record stands as it is kept, to the byte.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::entry::{Entry, TwoLines};
use crate::store::{Form, Told};
use crate::time::Timestamp;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<'t> {
    account: String,
    stream: String,
    time: Timestamp,
    #[serde(default)]
    number: u64,
    id: String,
    #[serde(default)]
    named: Vec<(String, String)>,
    #[serde(borrow)]
    record: &'t RawValue,
}

impl Told<Entry> for TwoLines {
    fn tell(bytes: &[u8]) -> Option<String> {
        let entry = Self::decode(bytes)?;
        let is_one_line = |record: &str| !record.contains(['\n', '\r']);
        let is_document = |record: &str| {
            record.starts_with('{') && serde_json::from_str::<&RawValue>(record).is_ok()
        };
        let record = if is_one_line(&entry.record) && is_document(&entry.record) {
            entry.record.clone()
        } else {
            // What is no document is not lost either.
            serde_json::to_string(&entry.record).ok()?
        };
        let mut text = serde_json::to_string(&entry).ok()?;
        text.pop();
        text.extend([",\"record\":", &record, "}"]);
        Some(text)
    }

    fn hear(document: &str) -> Result<(Entry, Vec<u8>), String> {
        let document: Document<'_> =
            serde_json::from_str(document).map_err(|cause| cause.to_string())?;
        let Document { account, stream, time, number, id, named, record } = document;
        let record = match record.get() {
            text if text.starts_with('"') => {
                serde_json::from_str(text).map_err(|cause| cause.to_string())?
            }
            text => text.to_owned(),
        };
        let entry = Entry { account, stream, time, number, id, record, named };
        let bytes = Self::encode(&entry);
        Ok((entry, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(record: &str) -> Entry {
        let place = ("123456789012", "eu-west-1", "ec2.amazonaws.com");
        Entry::imported(place, Timestamp::from_secs(1_717_243_200), "id", record.to_owned())
    }

    #[test]
    fn a_record_is_told_and_heard_to_the_byte() {
        let long = r#"{"b":[1.50,"\u00e9\n"],"a":{"":null},"n":12345678901234567890123}"#;
        for record in [long, "{}", "", "null", "text", "{\n}", "{\"a\":", "é\u{2028}\r"] {
            let mut entry = entry(record);
            entry.named = vec![("AWS::S3::Bucket".to_owned(), "logs\n".to_owned())];
            let bytes = TwoLines::encode(&entry);
            let told = TwoLines::tell(&bytes).unwrap();
            assert!(!told.contains(['\n', '\r']), "{told}");
            assert_eq!(TwoLines::hear(&told).unwrap(), (entry, bytes), "{record}");
        }
        let told = TwoLines::tell(&TwoLines::encode(&entry(long))).unwrap();
        assert!(told.ends_with(&format!("\"record\":{long}}}")), "{told}");
    }

    #[test]
    fn what_is_no_event_is_refused() {
        let good = TwoLines::tell(&TwoLines::encode(&entry("{}"))).unwrap();
        assert!(TwoLines::hear(&good).is_ok());
        for (from, to) in [
            ("\"record\"", "\"recorder\""),
            ("\"record\":{}", "\"record\":{"),
            ("\"time\":1717243200000", "\"time\":\"noon\""),
            ("\"time\":1717243200000", "\"time\":9223372036854775807"),
            ("\"id\"", "\"more\":1,\"id\""),
        ] {
            assert!(TwoLines::hear(&good.replace(from, to)).is_err(), "{to}");
        }
    }
}
