//! The event history: management events of the last 90 days, by region.
//!
//! An event is found in the region that its record names. The records of global services name
//! us-east-1; they lie in a stream of their own, which every region shows together with its own, so
//! that whoever learns in another region finds what IAM did. AWS shows them in us-east-1 alone since
//! November 2021.
//!
//! ```text
//! a call ----------> Entry in sled ---seal--> sealed files      keeping: when, and for how long
//! sim import ------------------------seal---->      |
//!                         |                         |
//!                         \---- newest_first -------/
//! ```
//!
//! Source: CloudTrail User Guide, "Working with CloudTrail event history"; that every region shows
//! the global stream is our choice.

mod document;
mod entry;
mod keeping;

pub use entry::{Entry, place};
pub use keeping::{EXPIRY, MERGING, Open, Ready, SEALING, add, add_all, ready, recount};

use std::collections::HashSet;
use std::iter::Peekable;
use std::ops::Range;
use std::time::Duration;

use crate::error::Result;
use crate::store::{Key, Record, Txn, Wanted, identity};
use crate::time::{DAY, Timestamp};

use entry::{global_stream, partition};

/// How long events are kept.
pub const KEPT: Duration = Duration::from_hours(2160);

/// Returns the range of all keys and partitions of events.
pub fn all() -> Range<Key> {
    Entry::all()..Entry::all().end()
}

/// Returns what stands for the ids of all events that the history of an account has, in any region.
pub fn ids(txn: &Txn<'_>, account: &str) -> Result<HashSet<u128>> {
    let all = Entry::all().text(account);
    let mut known = HashSet::new();
    txn.identities(&(all.clone()..all.end()), &mut known)?;
    for entry in txn.scan::<Entry>(&all) {
        known.insert(identity(&entry?.id));
    }
    Ok(known)
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
/// They happened from `start` to `end`, both included, and come after `before` in the listing. Where
/// a value is wanted, some that do not have it are left out.
pub fn newest_first<'t>(
    txn: &'t Txn<'_>,
    (account, region): (&str, &str),
    (start, end): (Timestamp, Timestamp),
    before: Option<&Position>,
    wanted: Option<Wanted>,
) -> Result<impl Iterator<Item = Result<Entry>> + use<'t>> {
    let mut sources = Vec::new();
    for name in [region, global_stream(region)] {
        let stream = Entry::of_stream(account, name);
        let last = match before {
            Some(position) if position.time <= end => position.key(account, name),
            _ => stream.clone().time(end).end(),
        };
        let keys = stream.clone().time(start)..last;
        let open = txn.range_back::<Entry>(&keys.start, &keys.end);
        let partitions = partition(&stream, start)..partition(&stream, end).end();
        let sealed = txn.sealed_back::<Entry>(&partitions, &keys, wanted)?;
        sources.push((Box::new(open) as Source<'t>).peekable());
        sources.push((Box::new(sealed) as Source<'t>).peekable());
    }
    Ok(Merged(sources))
}

type Source<'t> = Box<dyn Iterator<Item = Result<Entry>> + 't>;

/// Several sequences as one, the newest event first.
struct Merged<'t>(Vec<Peekable<Source<'t>>>);

impl Iterator for Merged<'_> {
    type Item = Result<Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut newest: Option<(usize, Position)> = None;
        for (place, source) in self.0.iter_mut().enumerate() {
            match source.peek() {
                None => {}
                // What cannot be read comes first, so that it is not passed over.
                Some(Err(_)) => return source.next(),
                Some(Ok(entry)) => {
                    let position = entry.position();
                    if newest.as_ref().is_none_or(|(_, other)| *other < position) {
                        newest = Some((place, position));
                    }
                }
            }
        }
        newest.and_then(|(place, _)| self.0[place].next())
    }
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
