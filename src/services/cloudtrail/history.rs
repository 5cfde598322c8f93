//! The event history: management events of the last 90 days, by region.
//!
//! An event is found in the region that its record names. Events of global services name us-east-1
//! and are found there alone.
//!
//! Source: CloudTrail User Guide, "Working with CloudTrail event history", "Viewing CloudTrail events
//! with the AWS CLI" for the global services since November 2021.

use std::collections::HashSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::event::Event;
use crate::context::Context;
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{DAY, HOUR, Timestamp};

/// How long events are kept.
pub const KEPT: Duration = Duration::from_hours(2160);

/// An event that is kept.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Entry {
    /// The account whose event it is.
    account: String,
    /// The region that it happened in.
    region: String,
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
}

impl Record for Entry {
    const KIND: &'static str = "event";
    type Form = Json;

    fn key(&self) -> Key {
        self.position().key(&self.account, &self.region)
    }
}

impl Entry {
    /// Makes an entry of a management event.
    pub fn new(event: &Event, number: u64) -> Self {
        let (account, region) = (event.account.clone(), event.region.clone());
        let (time, id, record) = (event.time.whole_secs(), event.id.clone(), event.text());
        Self { account, region, time, number, id, record }
    }

    /// Makes an entry of a record that was not made here, which is one line of JSON.
    pub fn imported(
        (account, region): (&str, &str),
        time: Timestamp,
        id: &str,
        record: String,
    ) -> Self {
        let (account, region, id) = (account.to_owned(), region.to_owned(), id.to_owned());
        Self { account, region, time: time.whole_secs(), number: 0, id, record }
    }

    fn of_region(account: &str, region: &str) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns its place in the history.
    pub fn position(&self) -> Position {
        Position { time: self.time, number: self.number, id: self.id.clone() }
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
    fn key(&self, account: &str, region: &str) -> Key {
        Entry::of_region(account, region).time(self.time).number(self.number).text(&self.id)
    }
}

/// Returns the events of an account in a region, the newest first.
///
/// They happened from `start` to `end`, both included, and come after `before` in the listing.
pub fn newest_first<'t>(
    txn: &'t Txn<'_>,
    (account, region): (&str, &str),
    (start, end): (Timestamp, Timestamp),
    before: Option<&Position>,
) -> impl Iterator<Item = Result<Entry>> + use<'t> {
    let all = Entry::of_region(account, region);
    let last = match before {
        Some(position) if position.time <= end => position.key(account, region),
        _ => all.clone().time(end).end(),
    };
    txn.range_back::<Entry>(&all.time(start), &last)
}

/// Returns when the oldest events have been kept long enough: at the full hour after that.
pub fn expiry_due(txn: &Txn<'_>) -> Result<Option<Timestamp>> {
    let mut oldest: Option<Timestamp> = None;
    for region in regions(txn)? {
        if let Some(entry) = txn.scan::<Entry>(&region).next().transpose()? {
            oldest = Some(oldest.map_or(entry.time, |time| time.min(entry.time)));
        }
    }
    Ok(oldest.map(|time| (time + KEPT).next(HOUR)))
}

/// Removes the events that have been kept long enough.
pub fn expire(ctx: &mut Context<'_>) -> Result<()> {
    let last = ctx.now - KEPT;
    for region in regions(&ctx.txn)? {
        let old: Vec<Key> = ctx
            .txn
            .range::<Entry>(&region, &region.clone().time(last))
            .map(|entry| entry.map(|entry| entry.key()))
            .collect::<Result<_>>()?;
        for key in old {
            ctx.txn.delete(&key);
        }
    }
    Ok(())
}

/// Returns the beginnings of the keys of each account and region, by jumping from one to the next.
fn regions(txn: &Txn<'_>) -> Result<Vec<Key>> {
    let end = Entry::all().end();
    let mut regions = Vec::new();
    let mut from = Entry::all();
    while let Some(entry) = txn.range::<Entry>(&from, &end).next().transpose()? {
        let region = Entry::of_region(&entry.account, &entry.region);
        from = region.end();
        regions.push(region);
    }
    Ok(regions)
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
