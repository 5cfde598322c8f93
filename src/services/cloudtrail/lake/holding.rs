//! How events come into event data stores, are sealed, and leave again.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::event::Held;
use super::page::Page;
use crate::context::Context;
use crate::error::Result;
use crate::operation::Chore;
use crate::services::cloudtrail::event::Event;
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::store::{Item, Json, Key, Record, Run, Txn, identity};
use crate::time::{HOUR, Timestamp};
use crate::value::json::compact;

/// How many events of a store are open at most.
const MOST: u64 = 1_024;

/// With fewer events than these that come at once, no file is begun.
const FEW: usize = 64;

/// What is known of the events of a store as a whole.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Tail {
    /// The id of the event data store.
    store: String,
    /// The number of the page that is filled.
    page: u64,
    /// How many events are open.
    count: u64,
    /// Since when there are too many of them.
    full: Option<Timestamp>,
    /// The time of the event that is the first to become too old; of a sealed file, that is the
    /// newest.
    first: Option<Timestamp>,
}

impl Record for Tail {
    const KIND: &'static str = "lake tail";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.store)
    }
}

impl Tail {
    fn key_of(store: &str) -> Key {
        Self::all().text(store)
    }

    fn of(txn: &Txn<'_>, store: &str) -> Result<Self> {
        let found = txn.get(&Self::key_of(store))?;
        Ok(found.unwrap_or_else(|| Self { store: store.to_owned(), ..Self::default() }))
    }

    /// Looks at all events of a store.
    fn counted(txn: &Txn<'_>, store: &str) -> Result<Self> {
        let mut tail = Self { store: store.to_owned(), ..Self::default() };
        for run in runs(txn, store)? {
            tail.keeps(run.to);
        }
        for page in txn.scan::<Page>(&Page::of_store(store)) {
            let page = page?;
            tail.page = page.number;
            for held in page.into_events() {
                tail.count += 1;
                tail.keeps(held.time);
            }
        }
        Ok(tail)
    }

    fn keeps(&mut self, time: Timestamp) {
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
    }

    fn fills(&mut self, now: Timestamp) {
        if self.count >= MOST {
            self.full.get_or_insert(now);
        }
    }
}

/// Counts the events of all event data stores that got theirs at once.
pub fn recount(txn: &mut Txn<'_>, now: Timestamp) -> Result<()> {
    for store in stores(txn)? {
        let mut tail = Tail::counted(txn, &store.id)?;
        tail.fills(now);
        txn.put(&tail);
    }
    Ok(())
}

fn stores(txn: &Txn<'_>) -> Result<Vec<EventDataStore>> {
    txn.scan(&EventDataStore::all()).collect()
}

fn runs(txn: &Txn<'_>, store: &str) -> Result<Vec<Run>> {
    let all = Held::of_store(store);
    txn.runs(&(all.clone()..all.end()))
}

/// Lets the event data stores that take an event hold it, and returns how many do.
pub fn take(ctx: &mut Context<'_>, event: &Event) -> Result<usize> {
    let stores = EventDataStore::seen_by(&ctx.txn, &event.account)?;
    let takers: Vec<_> = stores.iter().filter(|store| store.takes(event, ctx.now)).collect();
    for store in &takers {
        let record = compact(&store.context.record(event));
        let incoming = Incoming { time: event.time.whole_secs(), id: event.id.clone(), record };
        ingest(&mut ctx.txn, store, vec![incoming], ctx.now)?;
    }
    Ok(takers.len())
}

/// An event on its way into an event data store.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Incoming {
    /// When it happened.
    pub time: Timestamp,
    /// Its id.
    pub id: String,
    /// The whole record, as one line of JSON.
    pub record: String,
}

/// Puts events of any order into an event data store, whatever its selectors and state say, and
/// returns how many it holds now that it did not: those that are too old are not kept, nor is what is
/// no JSON.
///
/// Many at once are sealed; a caller who has very many gives some ten thousand at a time. Those that a
/// store has already, [`unknown`] takes out.
pub fn ingest(
    txn: &mut Txn<'_>,
    store: &EventDataStore,
    events: Vec<Incoming>,
    now: Timestamp,
) -> Result<usize> {
    let oldest = store.oldest(now);
    let events: Vec<Held> = events
        .into_iter()
        .filter(|event| event.time >= oldest)
        .map(|Incoming { time, id, record }| Held { store: store.id.clone(), time, id, record })
        .collect();
    if events.is_empty() {
        return Ok(0);
    }
    let mut tail = Tail::of(txn, &store.id)?;
    let kept = if events.len() >= FEW {
        seal(txn, &mut tail, events, now)?
    } else {
        append(txn, &mut tail, &events)?
    };
    tail.fills(now);
    txn.put(&tail);
    Ok(kept)
}

/// Adds events to the last page of a store, and to pages behind it.
fn append(txn: &mut Txn<'_>, tail: &mut Tail, events: &[Held]) -> Result<usize> {
    let key = Page::of_store(&tail.store).number(tail.page);
    let mut page = match txn.get::<Page>(&key)? {
        Some(page) => page,
        None => Page::new(tail.store.clone(), tail.page),
    };
    let mut kept = 0;
    for held in events {
        if !page.has_room(held) {
            txn.put(&page);
            tail.page += 1;
            page = Page::new(tail.store.clone(), tail.page);
        }
        if page.push(held) {
            tail.count += 1;
            tail.keeps(held.time);
            kept += 1;
        }
    }
    if !page.is_empty() {
        txn.put(&page);
    }
    Ok(kept)
}

/// Seals events, those of each partition in a file of their own.
fn seal(txn: &mut Txn<'_>, tail: &mut Tail, events: Vec<Held>, now: Timestamp) -> Result<usize> {
    let mut partitions: BTreeMap<Key, Vec<Item>> = BTreeMap::new();
    let mut kept = 0;
    for held in events {
        if serde_json::from_str::<&serde_json::value::RawValue>(&held.record).is_err() {
            continue;
        }
        let partition = Held::partition_of(&held.store, held.time);
        partitions.entry(partition).or_default().push(Item::of(&held));
        kept += 1;
    }
    for (partition, mut items) in partitions {
        items.sort_unstable_by(|left, right| left.key().cmp(right.key()));
        let run = txn.seal::<Held>(&partition, items.into_iter().map(Ok), now)?;
        if let Some(run) = run {
            tail.keeps(run.to);
        }
    }
    Ok(kept)
}

/// Returns those of some events that a store does not hold.
///
/// Two events of one id are the same if they happened at the same time: of the store's files only those
/// are read that touch the time of the events.
pub fn unknown(txn: &Txn<'_>, store: &str, events: Vec<Incoming>) -> Result<Vec<Incoming>> {
    let times = events.iter().map(|event| event.time);
    let (Some(from), Some(to)) = (times.clone().min(), times.max()) else { return Ok(events) };
    let mut ids: HashSet<u128> = events.iter().map(|event| identity(&event.id)).collect();
    let partitions = Held::partition_of(store, from)..Held::partition_of(store, to).end();
    txn.strike_identities(&partitions, (from, to), &mut ids)?;
    for page in txn.scan::<Page>(&Page::of_store(store)) {
        for held in page?.into_events() {
            ids.remove(&identity(&held.id));
        }
    }
    Ok(events.into_iter().filter(|event| ids.contains(&identity(&event.id))).collect())
}

/// Returns the events of a store from `start` to `end`, both included: the sealed ones in the order
/// of their times, then the open ones in the order in which they came.
pub fn events(
    txn: &Txn<'_>,
    store: &str,
    (start, end): (Timestamp, Timestamp),
) -> Result<impl Iterator<Item = Result<Held>> + use<>> {
    let partitions = Held::partition_of(store, start)..Held::partition_of(store, end).end();
    let all = Held::of_store(store);
    let keys = all.clone().time(start)..all.time(end).end();
    let sealed = txn.sealed::<Held>(&partitions, &keys, None)?;
    let pages: Vec<Page> = txn.scan(&Page::of_store(store)).collect::<Result<_>>()?;
    let open = pages.into_iter().flat_map(Page::into_events);
    let within = move |held: &Held| start <= held.time && held.time <= end;
    Ok(sealed.chain(open.filter(within).map(Ok)))
}

/// Returns how many events a store holds, and how many bytes they have on the disk.
pub fn size(txn: &Txn<'_>, store: &str) -> Result<(u64, u64)> {
    let mut size = (Tail::of(txn, store)?.count, 0);
    for run in runs(txn, store)? {
        size = (size.0 + run.count, size.1 + run.bytes);
    }
    Ok(size)
}

/// Removes all events of a store.
pub fn drop_all(txn: &mut Txn<'_>, store: &str) -> Result<()> {
    for run in runs(txn, store)? {
        txn.drop_run(&run);
    }
    let pages: Vec<Key> = txn
        .scan::<Page>(&Page::of_store(store))
        .map(|page| page.map(|page| page.key()))
        .collect::<Result<_>>()?;
    for key in pages {
        txn.delete(&key);
    }
    txn.delete(&Tail::key_of(store));
    Ok(())
}

/// Seals the events of stores that have too many open.
pub const SEALING: Chore = Chore {
    name: "seal events of event data stores",
    due: |txn| {
        let mut due: Option<Timestamp> = None;
        for tail in txn.scan::<Tail>(&Tail::all()) {
            due = [due, tail?.full].into_iter().flatten().min();
        }
        Ok(due)
    },
    run: |ctx| {
        let tails: Vec<Tail> = ctx.txn.scan(&Tail::all()).collect::<Result<_>>()?;
        for mut tail in tails.into_iter().filter(|tail| tail.full.is_some()) {
            let pages: Vec<Page> =
                ctx.txn.scan(&Page::of_store(&tail.store)).collect::<Result<_>>()?;
            for page in &pages {
                ctx.txn.delete(&page.key());
            }
            let events = pages.into_iter().flat_map(Page::into_events).collect();
            seal(&mut ctx.txn, &mut tail, events, ctx.now)?;
            ctx.txn.put(&Tail { count: 0, full: None, ..tail });
        }
        Ok(())
    },
};

/// Merges sealed files when a store has many of a time.
pub const MERGING: Chore = Chore {
    name: "merge events of event data stores",
    due: |txn| txn.merge_due::<Held>(),
    run: |ctx| ctx.txn.merge_runs::<Held>(ctx.now),
};

/// Removes events that a store has held for as long as it keeps them, at the full hour after that.
pub const EXPIRY: Chore = Chore {
    name: "expire events of event data stores",
    due: |txn| {
        let mut due: Option<Timestamp> = None;
        for store in stores(txn)? {
            let first = Tail::of(txn, &store.id)?.first;
            let old = first.map(|first| too_old(&store, first).next(HOUR));
            due = [due, old].into_iter().flatten().min();
        }
        Ok(due)
    },
    run: expire,
};

/// Returns when an event of a time has been held for as long as the store keeps it.
fn too_old(store: &EventDataStore, time: Timestamp) -> Timestamp {
    time + crate::time::DAY * u32::try_from(store.days).unwrap_or_default()
}

fn expire(ctx: &mut Context<'_>) -> Result<()> {
    for store in stores(&ctx.txn)? {
        let tail = Tail::of(&ctx.txn, &store.id)?;
        if tail.first.is_none_or(|first| too_old(&store, first).next(HOUR) > ctx.now) {
            continue;
        }
        let oldest = store.oldest(ctx.now);
        for run in runs(&ctx.txn, &store.id)? {
            if run.to < oldest {
                ctx.txn.drop_run(&run);
            }
        }
        let pages: Vec<Page> = ctx.txn.scan(&Page::of_store(&store.id)).collect::<Result<_>>()?;
        for page in pages {
            let (key, number, length) = (page.key(), page.number, page.len());
            let mut left = Page::new(store.id.clone(), number);
            for held in page.into_events().filter(|held| held.time >= oldest) {
                left.push(&held);
            }
            if left.is_empty() {
                ctx.txn.delete(&key);
            } else if left.len() < length {
                ctx.txn.put(&left);
            }
        }
        let mut counted = Tail::counted(&ctx.txn, &store.id)?;
        counted.page = counted.page.max(tail.page);
        counted.full = tail.full.filter(|_| counted.count >= MOST);
        ctx.txn.put(&counted);
    }
    Ok(())
}
