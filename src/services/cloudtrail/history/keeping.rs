//! How events are kept: the newest in sled, the others in sealed files, and none for too long.
//!
//! ```text
//!             up to 1,024           then                      and 90 days later
//! add -----> open in sled ---> sealed, by stream and slot ---> the file is gone, once all
//!                                of eight days                  of its events are too old
//! ```
//!
//! What is too old is not shown, whether or not it is gone yet.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Entry, KEPT};
use crate::context::Context;
use crate::error::Result;
use crate::operation::Chore;
use crate::store::{Item, Json, Key, Record, Run, Sealed, Txn};
use crate::time::{HOUR, Timestamp};

/// How many events are open at most.
const MOST: u64 = 1_024;

/// With fewer events than these no file is begun.
const FEW: usize = 64;

/// An event of more bytes than these is sealed, however few there are: sled is slow with long values.
///
/// Source: facts, "sled 0.34.7, measured".
const LONG: usize = 5_000;

/// How many are left open when others are sealed.
const LEFT: u64 = 256;

/// What is known of the events as a whole.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Open {
    /// How many are open.
    count: u64,
    /// Since when there are too many of them.
    full: Option<Timestamp>,
    /// The time of the event that is the first to have been kept long enough; of a sealed file, that
    /// is the newest.
    first: Option<Timestamp>,
}

impl Record for Open {
    const KIND: &'static str = "events";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

impl Open {
    /// Returns what is known. A store of version 1 has all events open, and does not say so.
    fn of(txn: &Txn<'_>) -> Result<Self> {
        match txn.get(&Self::all())? {
            Some(open) => Ok(open),
            None => Self::counted(txn),
        }
    }

    /// Looks at all events.
    fn counted(txn: &Txn<'_>) -> Result<Self> {
        let mut open = Self::default();
        for run in all_runs(txn)? {
            open.keeps(run.to);
        }
        for entry in txn.scan::<Entry>(&Entry::all()) {
            open.count += 1;
            open.keeps(entry?.time);
        }
        Ok(open)
    }

    fn keeps(&mut self, time: Timestamp) {
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
    }
}

/// Counts the events of a store that got all of them at once.
pub fn recount(txn: &mut Txn<'_>, now: Timestamp) -> Result<()> {
    let open = Open::counted(txn)?;
    let full = (open.count >= MOST).then_some(now);
    if open == Open::default() {
        txn.delete(&Open::all());
    } else {
        txn.put(&Open { full, ..open });
    }
    Ok(())
}

fn all_runs(txn: &Txn<'_>) -> Result<Vec<Run>> {
    txn.runs(&super::all())
}

/// Adds an event that happened here to the history.
pub fn add(txn: &mut Txn<'_>, entry: &Entry, now: Timestamp) -> Result<()> {
    let mut open = Open::of(txn)?;
    open.count += 1;
    open.keeps(entry.time);
    if open.count >= MOST {
        open.full.get_or_insert(now);
    }
    txn.put(&open);
    txn.put(entry);
    Ok(())
}

/// An event that is ready to be kept, with its partition.
pub type Ready = (Key, Item);

/// Makes an event ready to be kept, which takes most of the time that keeping it takes.
pub fn ready(entry: &Entry) -> Ready {
    (entry.partition(), Item::of(entry))
}

/// Adds events of any order to the history: where there are many of a partition, sealed.
pub fn add_all(txn: &mut Txn<'_>, events: Vec<Ready>, now: Timestamp) -> Result<()> {
    let mut partitions: BTreeMap<Key, Vec<Item>> = BTreeMap::new();
    for (partition, item) in events {
        partitions.entry(partition).or_default().push(item);
    }
    let mut open = Open::of(txn)?;
    for (partition, items) in partitions {
        let first = items.iter().map(Item::first).min();
        if let Some(time) = first {
            open.keeps(time);
        }
        if items.len() >= FEW || items.iter().any(|item| item.size() > LONG) {
            seal_partition(txn, &partition, items, now)?;
        } else {
            open.count += items.len() as u64;
            for item in items {
                txn.put_item(item);
            }
        }
    }
    if open.count >= MOST {
        open.full.get_or_insert(now);
    }
    txn.put(&open);
    Ok(())
}

fn seal_partition(
    txn: &mut Txn<'_>,
    partition: &Key,
    mut items: Vec<Item>,
    now: Timestamp,
) -> Result<Option<Run>> {
    items.sort_unstable_by(|left, right| left.key().cmp(right.key()));
    txn.seal::<Entry>(partition, items.into_iter().map(Ok), now)
}

/// Seals events when too many are open: those of the partitions that have the most.
pub const SEALING: Chore = Chore {
    name: "seal events",
    due: |txn| Ok(txn.get::<Open>(&Open::all())?.and_then(|open| open.full)),
    run: seal_open,
};

fn seal_open(ctx: &mut Context<'_>) -> Result<()> {
    let mut partitions: BTreeMap<Key, Vec<Entry>> = BTreeMap::new();
    let mut count = 0;
    for entry in ctx.txn.scan::<Entry>(&Entry::all()) {
        let entry = entry?;
        partitions.entry(entry.partition()).or_default().push(entry);
        count += 1;
    }
    let mut largest: Vec<_> = partitions.into_iter().collect();
    largest.sort_by_key(|(_, entries)| Reverse(entries.len()));
    for (partition, entries) in largest {
        if count <= LEFT {
            break;
        }
        count -= entries.len() as u64;
        for entry in &entries {
            ctx.txn.delete(&entry.key());
        }
        let items = entries.iter().map(Item::of).collect();
        seal_partition(&mut ctx.txn, &partition, items, ctx.now)?;
    }
    let open = Open::of(&ctx.txn)?;
    ctx.txn.put(&Open { count, full: None, ..open });
    Ok(())
}

/// Merges sealed files when a slot has many.
pub const MERGING: Chore = Chore {
    name: "merge events",
    due: |txn| txn.merge_due::<Entry>(),
    run: |ctx| ctx.txn.merge_runs::<Entry>(ctx.now),
};

/// Removes events that have been in the history for 90 days, at the full hour after that.
pub const EXPIRY: Chore = Chore {
    name: "expire events",
    due: |txn| Ok(Open::of(txn)?.first.map(|first| (first + KEPT).next(HOUR))),
    run: expire,
};

fn expire(ctx: &mut Context<'_>) -> Result<()> {
    let last = ctx.now - KEPT;
    for run in all_runs(&ctx.txn)? {
        if run.to < last {
            ctx.txn.drop_run(&run);
        }
    }
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
    let full = Open::of(&ctx.txn)?.full;
    let open = Open::counted(&ctx.txn)?;
    ctx.txn.put(&Open { full: full.filter(|_| open.count >= MOST), ..open });
    Ok(())
}

/// Returns the beginnings of the keys of all streams with open events, by jumping from one to the
/// next.
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
