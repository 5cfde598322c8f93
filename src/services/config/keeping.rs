//! How configuration items are kept: the newest in sled, the others in sealed files, by region.
//!
//! ```text
//!             up to 1,024           then                     and once they are too old
//! add -----> open in sled ---> sealed, a file ---> ... merged ---> not shown; gone with their file
//!                                a region
//! ```
//!
//! The last item of a resource that is there is never too old.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::item::{Found, Item};
use super::resource::Resource;
use super::retention::Retention;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::store::{Form, Item as Sealing, Json, Key, Record, Sealed, Txn};
use crate::time::{DAY, Timestamp};

/// How many items of a region are open at most.
const MOST: u64 = 1_024;

/// An item of more bytes than these is sealed alone: sled is slow with long values.
///
/// Source: facts, "sled 0.34.7, measured".
const LONG: usize = 5_000;

impl Record for Item {
    const KIND: &'static str = "configuration item";
    type Form = Json;

    fn key(&self) -> Key {
        let Found { account, region, kind, id, .. } = &self.found;
        key_of((account, region), (kind, id))
            .time(self.captured)
            .number(u64::try_from(self.state).unwrap_or_default())
    }
}

impl Sealed for Item {
    fn partition(&self) -> Key {
        of_region((&self.found.account, &self.found.region))
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (self.captured, self.captured)
    }
}

/// Returns the beginning of the keys of the items of a region.
pub(super) fn of_region((account, region): (&str, &str)) -> Key {
    Item::all().text(account).text(region)
}

/// Returns the beginning of the keys of the items of a resource.
pub(super) fn key_of(owner: (&str, &str), (kind, id): (&str, &str)) -> Key {
    of_region(owner).text(kind).text(id)
}

/// What is known of the items of a region.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Open {
    account: String,
    region: String,
    /// How many are open.
    count: u64,
    /// Since when there are too many of them.
    full: Option<Timestamp>,
    /// When the first of them may be too old.
    first: Option<Timestamp>,
}

impl Record for Open {
    const KIND: &'static str = "configuration items";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region))
    }
}

impl Open {
    fn key_of((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }

    fn of(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Self> {
        let new =
            || Self { account: account.to_owned(), region: region.to_owned(), ..Self::default() };
        Ok(txn.get(&Self::key_of((account, region)))?.unwrap_or_else(new))
    }

    fn every(txn: &Txn<'_>) -> Result<Vec<Self>> {
        txn.scan(&Self::all()).collect()
    }

    fn owner(&self) -> (&str, &str) {
        (&self.account, &self.region)
    }

    fn keeps(&mut self, time: Timestamp) {
        self.first = Some(self.first.map_or(time, |first| first.min(time)));
    }
}

/// Returns the accounts and regions in which something has been recorded, in their order.
pub fn owners(txn: &Txn<'_>) -> Result<Vec<(String, String)>> {
    Ok(Open::every(txn)?.into_iter().map(|open| (open.account, open.region)).collect())
}

/// Counts the items of a store that got all of them at once.
pub fn recount(txn: &mut Txn<'_>, now: Timestamp) -> Result<()> {
    for open in Open::every(txn)? {
        txn.delete(&open.key());
    }
    let mut all: BTreeMap<(String, String), Open> = BTreeMap::new();
    let sealed = txn.sealed::<Item>(&everything(), &everything(), None)?;
    let open = txn.scan::<Item>(&Item::all());
    let items = sealed.map(|item| (item, false)).chain(open.map(|item| (item, true)));
    for (item, is_open) in items {
        let item = item?;
        let Found { account, region, .. } = &item.found;
        let open = all.entry((account.clone(), region.clone())).or_insert_with(|| Open {
            account: account.clone(),
            region: region.clone(),
            ..Open::default()
        });
        open.keeps(item.captured);
        open.count += u64::from(is_open);
    }
    for mut open in all.into_values() {
        open.full = (open.count >= MOST).then_some(now);
        txn.put(&open);
    }
    Ok(())
}

fn everything() -> Range<Key> {
    Item::all()..Item::all().end()
}

/// Keeps an item.
pub fn add(txn: &mut Txn<'_>, item: &Item) -> Result<()> {
    let mut open = Open::of(txn, (&item.found.account, &item.found.region))?;
    open.keeps(item.captured);
    let sealing = Sealing::of(item);
    if sealing.size() > LONG {
        txn.seal::<Item>(&item.partition(), [Ok(sealing)], item.captured)?;
    } else {
        open.count += 1;
        if open.count >= MOST {
            open.full.get_or_insert(item.captured);
        }
        txn.put_item(sealing);
    }
    txn.put(&open);
    Ok(())
}

/// Keeps several items, of which no two have the same key. Many of a region are sealed at once: sled is
/// slow with many keys, and they would leave it soon.
pub fn add_all(txn: &mut Txn<'_>, items: &[Item]) -> Result<()> {
    let mut by_owner: BTreeMap<(&str, &str), Vec<&Item>> = BTreeMap::new();
    for item in items {
        by_owner.entry((&item.found.account, &item.found.region)).or_default().push(item);
    }
    for (owner, items) in by_owner {
        if u64::try_from(items.len()).is_ok_and(|count| count < MOST) {
            items.into_iter().try_for_each(|item| add(txn, item))?;
            continue;
        }
        let mut open = Open::of(txn, owner)?;
        let Some(last) = items.iter().map(|item| item.captured).max() else { continue };
        for item in &items {
            open.keeps(item.captured);
        }
        let mut sealing: Vec<Sealing> = items.into_iter().map(Sealing::of).collect();
        sealing.sort_by(|one, other| one.key().cmp(other.key()));
        txn.seal::<Item>(&of_region(owner), sealing.into_iter().map(Ok), last)?;
        txn.put(&open);
    }
    Ok(())
}

/// Returns the items of a resource that were captured in a range of time, both ends included, the
/// oldest first.
pub fn of_resource(
    txn: &Txn<'_>,
    resource: &Resource,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Item>> {
    let all = key_of(resource.owner(), (&resource.kind, &resource.id));
    in_range(txn, resource.owner(), &(all.clone().time(from)..all.time(to).end()))
}

/// Returns the last item of a resource.
pub fn last_of(txn: &Txn<'_>, resource: &Resource) -> Result<Option<Item>> {
    let at = (resource.captured, resource.captured);
    let items = of_resource(txn, resource, at)?;
    Ok(items.into_iter().rfind(|item| item.state == resource.state))
}

/// Returns the last item of each resource of a region that is there, in the order of types and ids.
pub fn current(txn: &Txn<'_>, owner: (&str, &str)) -> Result<Vec<Item>> {
    let mut there = Resource::of_region(txn, owner)?;
    there.retain(Resource::is_there);
    all_last(txn, owner, &there)
}

/// Returns the last item of each resource of a type that is there, in the order of ids.
pub fn current_of(txn: &Txn<'_>, owner: (&str, &str), kind: &str) -> Result<Vec<Item>> {
    let mut there = Resource::of_kind(txn, owner, kind)?;
    there.retain(Resource::is_there);
    all_last(txn, owner, &there)
}

fn all_last(txn: &Txn<'_>, owner: (&str, &str), there: &[Resource]) -> Result<Vec<Item>> {
    let mut items = Vec::with_capacity(there.len());
    each_last(txn, owner, there, |item| items.push(item))?;
    Ok(items)
}

/// Calls `see` with the last item, as an [`Item`] or in another way, of each of some resources of a region, in their order, which is that
/// of types and ids.
///
/// Of all others, not even the documents are read, nor the files and blocks of other times.
pub fn each_last<R: Sealed>(
    txn: &Txn<'_>,
    owner: (&str, &str),
    resources: &[Resource],
    mut see: impl FnMut(R),
) -> Result<()> {
    let (Some(first), Some(last)) = (resources.first(), resources.last()) else { return Ok(()) };
    let keys = key_of(owner, (&first.kind, &first.id))..key_of(owner, (&last.kind, &last.id)).end();
    let last_of = |resource: &Resource| {
        key_of(owner, (&resource.kind, &resource.id))
            .time(resource.captured)
            .number(u64::try_from(resource.state).unwrap_or_default())
    };
    let mut wanted: Vec<(Key, Timestamp)> =
        resources.iter().map(|resource| (last_of(resource), resource.captured)).collect();
    wanted.sort();
    let partition = of_region(owner);
    let partitions = partition.clone()..partition.end();
    let mut open = Vec::new();
    for item in txn.range::<R>(&keys.start, &keys.end) {
        let item = item?;
        let key = item.key();
        if wanted.binary_search_by(|(other, _)| other.cmp(&key)).is_ok() {
            open.push((key, item));
        }
    }
    let mut open = open.into_iter().peekable();
    for item in txn.sealed_among::<R>(&partitions, wanted)? {
        let item = item?;
        let key = item.key();
        while let Some((_, before)) = open.next_if(|(other, _)| *other < key) {
            see(before);
        }
        see(item);
    }
    open.for_each(|(_, item)| see(item));
    Ok(())
}

/// Returns the items of a region that were captured in a range of time, both ends included, in the
/// order of types and ids and the oldest of each first.
pub fn captured_in(
    txn: &Txn<'_>,
    owner: (&str, &str),
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Item>> {
    let partition = of_region(owner);
    let mut items: Vec<Item> = Vec::new();
    for run in txn.runs(&(partition.clone()..partition.end()))? {
        if run.from > to || run.to < from {
            continue;
        }
        let path = run.path();
        for entry in txn.run_entries(run) {
            let damaged = || Error::Damaged(format!("an item in {} is damaged", path.display()));
            let (_, value) = entry?;
            items.push(<Json as Form<Item>>::decode(&value).ok_or_else(damaged)?);
        }
    }
    for item in txn.scan::<Item>(&partition) {
        items.push(item?);
    }
    items.retain(|item| from <= item.captured && item.captured <= to);
    items.sort_by_cached_key(Record::key);
    Ok(items)
}

fn in_range(txn: &Txn<'_>, owner: (&str, &str), keys: &Range<Key>) -> Result<Vec<Item>> {
    let partition = of_region(owner);
    let partitions = partition.clone()..partition.end();
    let mut items: Vec<Item> =
        txn.sealed::<Item>(&partitions, keys, None)?.collect::<Result<_>>()?;
    for item in txn.range::<Item>(&keys.start, &keys.end) {
        items.push(item?);
    }
    items.sort_by_cached_key(Record::key);
    Ok(items)
}

/// Seals items when too many of a region are open.
pub const SEALING: Chore = Chore {
    name: "seal configuration items",
    due: |txn| Ok(Open::every(txn)?.into_iter().filter_map(|open| open.full).min()),
    run: seal,
};

fn seal(ctx: &mut Context<'_>) -> Result<()> {
    for mut open in Open::every(&ctx.txn)? {
        if open.full.is_none() {
            continue;
        }
        let partition = of_region(open.owner());
        let items: Vec<Item> = ctx.txn.scan(&partition).collect::<Result<_>>()?;
        for item in &items {
            ctx.txn.delete(&item.key());
        }
        let sealing: Vec<Sealing> = items.iter().map(Sealing::of).collect();
        ctx.txn.seal::<Item>(&partition, sealing.into_iter().map(Ok), ctx.now)?;
        (open.count, open.full) = (0, None);
        ctx.txn.put(&open);
    }
    Ok(())
}

/// Merges sealed files when a region has many.
pub const MERGING: Chore = Chore {
    name: "merge configuration items",
    due: |txn| txn.merge_due::<Item>(),
    run: |ctx| ctx.txn.merge_runs::<Item>(ctx.now),
};

/// Removes what is too old, at the beginning of the day after that.
pub const EXPIRY: Chore = Chore {
    name: "expire configuration items",
    due: |txn| {
        let mut due: Option<Timestamp> = None;
        for open in Open::every(txn)? {
            if let Some(first) = open.first {
                let time = (first + Retention::of(txn, open.owner())?.span()).next(DAY);
                due = Some(due.map_or(time, |due| due.min(time)));
            }
        }
        Ok(due)
    },
    run: expire,
};

fn expire(ctx: &mut Context<'_>) -> Result<()> {
    for mut open in Open::every(&ctx.txn)? {
        let last = ctx.now - Retention::of(&ctx.txn, open.owner())?.span();
        if open.first.is_none_or(|first| first >= last) {
            continue;
        }
        let mut needed = Vec::new();
        let mut states = HashSet::new();
        for resource in Resource::of_region(&ctx.txn, open.owner())? {
            if resource.is_there() {
                needed.push(resource.captured);
                states.insert((resource.kind, resource.id, resource.state));
            } else if resource.captured < last {
                resource.remove(&mut ctx.txn)?;
            }
        }
        open.first = None;
        let partition = of_region(open.owner());
        let items: Vec<Item> = ctx.txn.scan(&partition).collect::<Result<_>>()?;
        for item in items {
            let Found { kind, id, .. } = &item.found;
            if item.captured >= last {
                open.keeps(item.captured);
            } else if !states.contains(&(kind.clone(), id.clone(), item.state)) {
                open.count = open.count.saturating_sub(1);
                ctx.txn.delete(&item.key());
            }
        }
        // A file goes when nothing in it is needed; what stays in one for another's sake is hidden.
        for run in ctx.txn.runs(&(partition.clone()..partition.end()))? {
            if run.to >= last {
                open.keeps(run.to);
            } else if !needed.iter().any(|time| (run.from..=run.to).contains(time)) {
                ctx.txn.drop_run(&run);
            }
        }
        ctx.txn.put(&open);
    }
    Ok(())
}
