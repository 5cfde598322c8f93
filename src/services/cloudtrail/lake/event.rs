//! An event of an event data store, as it is sealed.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::store::{Form, Key, Record, Sealed, Told};
use crate::time::{DAY, Timestamp};

/// The length of time whose events are sealed together.
///
/// A store keeps events for up to ten years, and a query looks at all files that its range of time
/// touches, so there must not be many. A file is gone once all of its events are too old.
const SLOT: Duration = DAY.saturating_mul(32);

/// An event that a store holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Held {
    /// The id of the event data store.
    pub store: String,
    /// When it happened.
    pub time: Timestamp,
    /// Its id.
    pub id: String,
    /// The whole record, as one line of JSON.
    pub record: String,
}

impl Record for Held {
    const KIND: &'static str = "lake event";
    type Form = TwoLines;

    fn key(&self) -> Key {
        Self::of_store(&self.store).time(self.time).text(&self.id)
    }
}

impl Held {
    /// Returns the beginning of the keys of a store's events.
    pub fn of_store(store: &str) -> Key {
        Self::all().text(store)
    }

    /// Returns the partition of a store that a time belongs to.
    pub fn partition_of(store: &str, time: Timestamp) -> Key {
        Self::of_store(store).time(time.floor(SLOT))
    }
}

impl Sealed for Held {
    fn partition(&self) -> Key {
        Self::partition_of(&self.store, self.time)
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (self.time, self.time)
    }

    fn identity(&self) -> Option<&str> {
        Some(&self.id)
    }
}

/// Store, milliseconds and id, with spaces between them, and the record in a line of its own: what is
/// read a million times is not parsed twice.
pub enum TwoLines {}

impl Form<Held> for TwoLines {
    fn encode(held: &Held) -> Vec<u8> {
        // An id is any text in a file that is imported; here it ends with its line.
        let id: String = held.id.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
        let Held { store, time, record, .. } = held;
        format!("{store} {} {id}\n{record}", time.millis()).into_bytes()
    }

    fn decode(bytes: &[u8]) -> Option<Held> {
        let (head, record) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
        let mut parts = head.splitn(3, ' ');
        Some(Held {
            store: parts.next()?.to_owned(),
            time: Timestamp::from_millis(parts.next()?.parse().ok()?),
            id: parts.next()?.to_owned(),
            record: record.to_owned(),
        })
    }
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Document<'t> {
    store: String,
    time: Timestamp,
    id: String,
    #[serde(borrow)]
    record: &'t RawValue,
}

impl Told<Held> for TwoLines {
    fn tell(bytes: &[u8]) -> Option<String> {
        let Held { store, time, id, record } = Self::decode(bytes)?;
        let record = serde_json::from_str(&record).ok()?;
        serde_json::to_string(&Document { store, time, id, record }).ok()
    }

    fn hear(document: &str) -> Result<(Held, Vec<u8>), String> {
        let document: Document<'_> =
            serde_json::from_str(document).map_err(|cause| cause.to_string())?;
        let Document { store, time, id, record } = document;
        let held = Held { store, time, id, record: record.get().to_owned() };
        let bytes = Self::encode(&held);
        Ok((held, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(id: &str) -> Held {
        Held {
            store: "4a1b".to_owned(),
            time: Timestamp::from_secs(1_704_067_200),
            id: id.to_owned(),
            record: r#"{"eventName":"RunInstances","text":"two\nlines"}"#.to_owned(),
        }
    }

    #[test]
    fn an_event_is_read_as_it_was_written() {
        for id in ["id-1", "", "an id with spaces", "é"] {
            let bytes = TwoLines::encode(&held(id));
            assert_eq!(TwoLines::decode(&bytes), Some(held(id)), "{id}");
            let told = TwoLines::tell(&bytes).unwrap();
            assert_eq!(TwoLines::hear(&told).unwrap(), (held(id), bytes), "{id}");
        }
        let read = TwoLines::decode(&TwoLines::encode(&held("two\nlines"))).unwrap();
        assert_eq!(read.id, "two lines");
        assert_eq!(read.record, held("").record);
    }

    #[test]
    fn what_is_no_event_is_not_taken_for_one() {
        for bytes in [&b""[..], b"a", b"a 1 b", b"a b c\n{}", b"a 1\n{}", &[0xFF, b'\n']] {
            assert_eq!(TwoLines::decode(bytes), None, "{bytes:?}");
        }
        assert_eq!(TwoLines::tell(b"a 1 b\n{"), None);
    }
}
