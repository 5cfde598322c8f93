//! Events of an event data store that are still open: several in one record.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::event::Held;
use crate::store::{Json, Key, Record};
use crate::time::Timestamp;

/// How many bytes a page has at most, unless one event has more.
///
/// Source: facts, "sled 0.34.7, measured": sled is slow with longer values.
const BYTES: usize = 4_600;

/// A page of events.
#[derive(Debug, Deserialize, Serialize)]
pub struct Page {
    /// The id of the event data store.
    pub store: String,
    /// Which page of the store it is.
    pub number: u64,
    /// The events, in the order in which they came.
    events: Vec<Line>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Line {
    time: Timestamp,
    id: String,
    record: Box<RawValue>,
}

impl Record for Page {
    const KIND: &'static str = "lake page";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of_store(&self.store).number(self.number)
    }
}

impl Page {
    /// Returns a page without events.
    pub const fn new(store: String, number: u64) -> Self {
        Self { store, number, events: Vec::new() }
    }

    /// Returns the beginning of the keys of a store's pages.
    pub fn of_store(store: &str) -> Key {
        Self::all().text(store)
    }

    /// Returns whether there is room for an event.
    pub fn has_room(&self, held: &Held) -> bool {
        let used = self.events.iter().map(Line::size).sum::<usize>();
        self.events.is_empty() || used + held.record.len() + held.id.len() < BYTES
    }

    /// Adds an event, whose record is a document of JSON; returns whether it is.
    pub fn push(&mut self, held: &Held) -> bool {
        let Ok(record) = RawValue::from_string(held.record.clone()) else { return false };
        self.events.push(Line { time: held.time, id: held.id.clone(), record });
        true
    }

    /// Returns how many events it has.
    pub const fn len(&self) -> usize {
        self.events.len()
    }

    /// Returns whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Returns its events.
    pub fn into_events(self) -> impl Iterator<Item = Held> {
        let Self { store, events, .. } = self;
        events.into_iter().map(move |Line { time, id, record }| {
            let record: Box<str> = record.into();
            Held { store: store.clone(), time, id, record: record.into() }
        })
    }
}

impl Line {
    fn size(&self) -> usize {
        self.record.get().len() + self.id.len() + 40
    }
}
