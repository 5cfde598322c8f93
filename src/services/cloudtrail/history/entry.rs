//! An event of the history, as it is kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Position;
use crate::arn::partition_of;
use crate::services::cloudtrail::event::{Event, is_global};
use crate::services::cloudtrail::lookup::Looked;
use crate::services::cloudtrail::shapes::events::LookupAttributeKey;
use crate::store::{Form, Key, Record, Sealed};
use crate::time::{DAY, Timestamp};

/// The length of time whose events are sealed together.
///
/// A sealed file is gone once all of its events are too old, so it must not reach far; and the fewer
/// there are, the faster they are looked through.
const SLOT: Duration = DAY.saturating_mul(8);

/// An event that is kept.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Entry {
    /// The account whose event it is.
    pub(super) account: String,
    /// The region that it happened in, or the stream of global services.
    pub(super) stream: String,
    /// When it happened, to the second.
    pub time: Timestamp,
    /// The number of the call that it is of, which tells the newer of two at one instant; 0 for
    /// one that was not made here.
    #[serde(default)]
    pub number: u64,
    /// Its id.
    pub id: String,
    /// The whole record, as one line of JSON.
    #[serde(default, skip_serializing)]
    pub record: String,
    /// Types and plain names of resources, which the record does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<(String, String)>,
}

impl Record for Entry {
    const KIND: &'static str = "event";
    type Form = TwoLines;

    fn key(&self) -> Key {
        self.position().key(&self.account, &self.stream)
    }
}

/// A line of JSON that tells about the event, and the record as it is.
///
/// In a store of version 1 the first line has the record, too, and is the only one.
pub enum TwoLines {}

impl Form<Entry> for TwoLines {
    fn encode(entry: &Entry) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(entry.record.len() + 200);
        serde_json::to_writer(&mut bytes, entry).expect("an entry is made of text and numbers");
        bytes.push(b'\n');
        bytes.extend(entry.record.bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Entry> {
        let text = std::str::from_utf8(bytes).ok()?;
        let Some((head, record)) = text.split_once('\n') else {
            return serde_json::from_str(text)
                .ok()
                .filter(|entry: &Entry| !entry.record.is_empty());
        };
        let entry: Entry = serde_json::from_str(head).ok()?;
        Some(Entry { record: record.to_owned(), ..entry })
    }
}

impl Sealed for Entry {
    const ATTRIBUTES: &'static [&'static str] = &[
        "EventId",
        "EventName",
        "ReadOnly",
        "Username",
        "ResourceType",
        "ResourceName",
        "EventSource",
        "AccessKeyId",
    ];

    fn partition(&self) -> Key {
        partition(&Self::of_stream(&self.account, &self.stream), self.time)
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (self.time, self.time)
    }

    fn identity(&self) -> Option<&str> {
        Some(&self.id)
    }

    fn attributes(&self, add: &mut dyn FnMut(usize, &str)) {
        // One that cannot be read is an error for whoever looks at it, whatever it is found by.
        if let Ok(looked) = Looked::at(self) {
            looked.attributes(&mut |key, value| add(place(key), value));
        }
    }
}

/// Returns the partition of a stream that a time belongs to.
pub(super) fn partition(stream: &Key, time: Timestamp) -> Key {
    stream.clone().time(time.floor(SLOT))
}

/// Returns the place of an attribute among those with a filter.
pub fn place(key: LookupAttributeKey) -> usize {
    match key {
        LookupAttributeKey::EventId => 0,
        LookupAttributeKey::EventName => 1,
        LookupAttributeKey::ReadOnly => 2,
        LookupAttributeKey::Username => 3,
        LookupAttributeKey::ResourceType => 4,
        LookupAttributeKey::ResourceName => 5,
        LookupAttributeKey::EventSource => 6,
        LookupAttributeKey::AccessKeyId => 7,
    }
}

impl Entry {
    /// Makes an entry of a management event.
    pub fn new(event: &Event, number: u64) -> Self {
        let account = event.account.clone();
        let stream = stream_of(&event.region, &event.source);
        let (time, id, record) = (event.time.whole_secs(), event.id.clone(), event.text());
        let plain = event.resources.iter().filter(|resource| resource.has_plain_name());
        let named = plain.map(|resource| (resource.kind.clone(), resource.arn.clone())).collect();
        Self { account, stream, time, number, id, record, named }
    }

    /// Makes an entry of a record that was not made here, which is one line of JSON.
    pub fn imported(
        (account, region, source): (&str, &str, &str),
        time: Timestamp,
        id: &str,
        record: String,
    ) -> Self {
        let (account, id) = (account.to_owned(), id.to_owned());
        let stream = stream_of(region, source);
        let (time, named) = (time.whole_secs(), Vec::new());
        Self { account, stream, time, number: 0, id, record, named }
    }

    pub(super) fn of_stream(account: &str, stream: &str) -> Key {
        Self::all().text(account).text(stream)
    }

    /// Returns the account whose event it is.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Returns its place in the history.
    pub fn position(&self) -> Position {
        Position { time: self.time, number: self.number, id: self.id.clone() }
    }
}

/// Returns the stream of an event of a source in a region.
fn stream_of(region: &str, source: &str) -> String {
    if is_global(source) { global_stream(region) } else { region }.to_owned()
}

/// Returns the stream of the events of global services in the partition of a region.
///
/// No region has these names.
pub(super) fn global_stream(region: &str) -> &'static str {
    match partition_of(region) {
        "aws-cn" => "global in China",
        "aws-us-gov" => "global in GovCloud",
        _ => "global",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let record = r#"{"eventName":"RunInstances","text":"two\nlines"}"#.to_owned();
        let place = ("123456789012", "eu-west-1", "ec2.amazonaws.com");
        Entry::imported(place, Timestamp::from_secs(1_704_067_200), "id-1", record)
    }

    #[test]
    fn an_entry_is_a_line_about_it_and_its_record() {
        let bytes = TwoLines::encode(&entry());
        let text = std::str::from_utf8(&bytes).unwrap();
        assert_eq!(
            text,
            "{\"account\":\"123456789012\",\"stream\":\"eu-west-1\",\"time\":1704067200000,\
             \"number\":0,\"id\":\"id-1\"}\n{\"eventName\":\"RunInstances\",\"text\":\"two\\nlines\"}"
        );
        assert_eq!(TwoLines::decode(&bytes), Some(entry()));
    }

    #[test]
    fn an_entry_of_a_store_of_version_one_is_read() {
        let text = r#"{"account":"123456789012","stream":"eu-west-1","time":1704067200000,
            "number":0,"id":"id-1","record":"{\"eventName\":\"RunInstances\",\"text\":\"two\\nlines\"}"}"#;
        let one_line = text.replace("\n            ", "");
        assert_eq!(TwoLines::decode(one_line.as_bytes()), Some(entry()));
    }

    #[test]
    fn what_is_no_entry_is_not_taken_for_one() {
        let bad: [&[u8]; 5] = [b"", b"{}", b"{}\n{}", b"garbage\n{}", &[0xFF, b'\n', b'{', b'}']];
        for bytes in bad {
            assert_eq!(TwoLines::decode(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn attributes_have_the_places_of_their_names() {
        for key in LookupAttributeKey::ALL {
            assert_eq!(Entry::ATTRIBUTES[place(*key)], format!("{key:?}"));
        }
    }
}
