//! The event history: management events of the last 90 days, by region.
//!
//! Events of global services lie in a stream of their own, which every region shows together with
//! its own stream, the newest event first.
//!
//! Source: CloudTrail User Guide, "Working with CloudTrail event history".

use std::iter::Peekable;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::event::{Event, is_global};
use crate::context::Context;
use crate::error::Result;
use crate::store::{Json, Key, Record, Scan, Txn};
use crate::time::{DAY, HOUR, Timestamp};

/// How long events are kept.
pub const KEPT: Duration = Duration::from_hours(2160);

/// The stream of the events of global services; no region has this name.
const GLOBAL_STREAM: &str = "global";

/// An event that is kept.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Entry {
    /// The account whose event it is.
    account: String,
    /// The region, or the stream of global services.
    stream: String,
    /// When it happened.
    pub time: Timestamp,
    /// The number of the call that it is of, which tells the newer of two at one instant; 0 for
    /// one that was not made here.
    #[serde(default)]
    pub number: u64,
    /// Its id.
    pub id: String,
    /// The whole record, as one line of JSON.
    pub record: String,
}

impl Record for Entry {
    const KIND: &'static str = "event";
    type Form = Json;

    fn key(&self) -> Key {
        self.position().key(&self.account, &self.stream)
    }
}

impl Entry {
    /// Makes an entry of a management event.
    pub fn new(event: &Event, number: u64) -> Self {
        Self::of_record(
            (&event.account, &event.region, &event.source),
            (event.time, number, &event.id),
            event.text(),
        )
    }

    /// Makes an entry of a record, which is JSON, from its account, region and source, and its
    /// place in the history.
    pub fn of_record(
        (account, region, source): (&str, &str, &str),
        (time, number, id): (Timestamp, u64, &str),
        record: String,
    ) -> Self {
        let stream = if is_global(source) { GLOBAL_STREAM } else { region };
        let (account, stream, id) = (account.to_owned(), stream.to_owned(), id.to_owned());
        Self { account, stream, time, number, id, record }
    }

    fn stream_key(account: &str, stream: &str) -> Key {
        Self::all().text(account).text(stream)
    }

    /// Returns its place in the history.
    pub fn position(&self) -> Position {
        Position { time: self.time, number: self.number, id: self.id.clone() }
    }

    /// Returns whether the history has this event already.
    pub fn is_kept(&self, txn: &Txn<'_>) -> Result<bool> {
        Ok(txn.get::<Self>(&self.key())?.is_some())
    }
}

/// A place in the history. Events are in the order of their time, those of one instant in the order
/// of the calls, and then of their ids.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Position {
    /// When the event happened.
    pub time: Timestamp,
    /// The number of its call.
    pub number: u64,
    /// Its id.
    pub id: String,
}

impl Position {
    fn key(&self, account: &str, stream: &str) -> Key {
        Entry::stream_key(account, stream).time(self.time).number(self.number).text(&self.id)
    }
}

/// Returns the events that an account sees in a region, the newest first.
///
/// They happened from `start` to `end`, both included, and come after `before` in the listing.
pub fn newest_first<'t>(
    txn: &'t Txn<'_>,
    account: &str,
    region: &str,
    (start, end): (Timestamp, Timestamp),
    before: Option<&Position>,
) -> impl Iterator<Item = Result<Entry>> + use<'t> {
    let stream = |name: &str| {
        let stream = Entry::stream_key(account, name);
        let last = match before {
            Some(position) if position.time <= end => position.key(account, name),
            _ => stream.clone().time(end).end(),
        };
        txn.range_back::<Entry>(&stream.time(start), &last).peekable()
    };
    Merged { left: stream(region), right: stream(GLOBAL_STREAM) }
}

/// Two streams as one, the newest event first.
struct Merged<'t> {
    left: Peekable<Scan<'t, Entry>>,
    right: Peekable<Scan<'t, Entry>>,
}

impl Iterator for Merged<'_> {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let take_left = match (self.left.peek(), self.right.peek()) {
            (Some(Ok(left)), Some(Ok(right))) => left.position() >= right.position(),
            (Some(_), Some(Ok(_)) | None) => true,
            (_, Some(Err(_))) | (None, Some(_)) => false,
            (None, None) => return None,
        };
        if take_left { self.left.next() } else { self.right.next() }
    }
}

/// Returns when the oldest events have been kept long enough: at the full hour after that.
pub fn expiry_due(txn: &Txn<'_>) -> Result<Option<Timestamp>> {
    let mut oldest: Option<Timestamp> = None;
    for stream in streams(txn)? {
        if let Some(entry) = txn.scan::<Entry>(&stream).next().transpose()? {
            oldest = Some(oldest.map_or(entry.time, |time| time.min(entry.time)));
        }
    }
    Ok(oldest.map(|time| (time + KEPT).next(HOUR)))
}

/// Removes the events that have been kept long enough.
pub fn expire(ctx: &mut Context<'_>) -> Result<()> {
    let last = ctx.now - KEPT;
    for stream in streams(&ctx.txn)? {
        let old: Vec<Key> = ctx
            .txn
            .range::<Entry>(&stream, &stream.clone().time(last))
            .map(|entry| entry.map(|entry| entry.key()))
            .collect::<Result<_>>()?;
        for key in old {
            ctx.txn.delete(&key);
        }
    }
    Ok(())
}

/// Returns the beginnings of the keys of all streams, by jumping from one to the next.
fn streams(txn: &Txn<'_>) -> Result<Vec<Key>> {
    let end = Entry::all().end();
    let mut streams = Vec::new();
    let mut from = Entry::all();
    while let Some(entry) = txn.range::<Entry>(&from, &end).next().transpose()? {
        let stream = Entry::stream_key(&entry.account, &entry.stream);
        from = stream.end();
        streams.push(stream);
    }
    Ok(streams)
}

/// Returns the range of time that a lookup covers: at most the last 90 days.
pub fn visible(
    now: Timestamp,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
) -> (Timestamp, Timestamp) {
    let oldest = now - KEPT;
    (start.map_or(oldest, |start| start.max(oldest)), end.unwrap_or(now + DAY))
}
