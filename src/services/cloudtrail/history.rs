//! The event history: management events of the last 90 days, by region.
//!
//! An event is found in the region that its record names. The records of global services name
//! us-east-1; they lie in a stream of their own, which every region shows together with its own, so
//! that whoever learns in another region finds what IAM did. AWS shows them in us-east-1 alone since
//! November 2021.
//!
//! Source: CloudTrail User Guide, "Working with CloudTrail event history"; that every region shows
//! the global stream is our choice.

use std::collections::HashSet;
use std::iter::Peekable;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::event::{Event, is_global};
use crate::arn::partition_of;
use crate::context::Context;
use crate::error::Result;
use crate::store::{Json, Key, Record, Scan, Txn};
use crate::time::{DAY, HOUR, Timestamp};

/// How long events are kept.
pub const KEPT: Duration = Duration::from_hours(2160);

/// An event that is kept.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Entry {
    /// The account whose event it is.
    account: String,
    /// The region that it happened in, or the stream of global services.
    stream: String,
    /// When it happened, to the second.
    pub time: Timestamp,
    /// The number of the call that it is of, which tells the newer of two at one instant; 0 for
    /// one that was not made here.
    #[serde(default)]
    pub number: u64,
    /// Its id.
    pub id: String,
    /// The whole record, as one line of JSON.
    pub record: String,
    /// Types and plain names of resources, which the record does not have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<(String, String)>,
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

    fn of_stream(account: &str, stream: &str) -> Key {
        Self::all().text(account).text(stream)
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
fn global_stream(region: &str) -> &'static str {
    match partition_of(region) {
        "aws-cn" => "global in China",
        "aws-us-gov" => "global in GovCloud",
        _ => "global",
    }
}

/// Returns the ids of all events that the history of an account has, in any region.
pub fn ids(txn: &Txn<'_>, account: &str) -> Result<HashSet<String>> {
    let entries = txn.scan::<Entry>(&Entry::all().text(account));
    entries.map(|entry| entry.map(|entry| entry.id)).collect()
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
        Entry::of_stream(account, stream).time(self.time).number(self.number).text(&self.id)
    }
}

/// Returns the events of an account that a region shows, the newest first.
///
/// They happened from `start` to `end`, both included, and come after `before` in the listing.
pub fn newest_first<'t>(
    txn: &'t Txn<'_>,
    (account, region): (&str, &str),
    (start, end): (Timestamp, Timestamp),
    before: Option<&Position>,
) -> impl Iterator<Item = Result<Entry>> + use<'t> {
    let stream = |name: &str| {
        let all = Entry::of_stream(account, name);
        let last = match before {
            Some(position) if position.time <= end => position.key(account, name),
            _ => all.clone().time(end).end(),
        };
        txn.range_back::<Entry>(&all.time(start), &last).peekable()
    };
    Merged { own: stream(region), global: stream(global_stream(region)) }
}

/// Two streams as one, the newest event first.
struct Merged<'t> {
    own: Peekable<Scan<'t, Entry>>,
    global: Peekable<Scan<'t, Entry>>,
}

impl Iterator for Merged<'_> {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let own = match (self.own.peek(), self.global.peek()) {
            (Some(Ok(own)), Some(Ok(global))) => own.position() >= global.position(),
            // What cannot be read comes first, so that it is not passed over.
            (_, Some(Err(_))) => false,
            (own, _) => own.is_some(),
        };
        if own { self.own.next() } else { self.global.next() }
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
        let stream = Entry::of_stream(&entry.account, &entry.stream);
        from = stream.end();
        streams.push(stream);
    }
    Ok(streams)
}

/// Returns whether the history shows an event of a time: one of the last 90 days.
pub fn shows(now: Timestamp, time: Timestamp) -> bool {
    time >= (now - KEPT).whole_secs()
}

/// Returns the range of time that a lookup covers: at most the last 90 days.
pub fn visible(
    now: Timestamp,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
) -> (Timestamp, Timestamp) {
    let oldest = (now - KEPT).whole_secs();
    (start.map_or(oldest, |start| start.max(oldest)), end.unwrap_or(now + DAY))
}
