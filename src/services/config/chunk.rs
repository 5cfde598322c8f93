//! What a region has much of, many entries to a record: sled's cost is the number of its keys.
//!
//! ```text
//! of a region    Chunk               Chunk                   Chunk
//!                from the first on   from (type, id) on      from (type, id) on
//!                entry entry ...     entry entry ...         entry ...
//! ```
//!
//! The entries are in the order of their types and ids. A chunk that becomes too long is cut: behind its
//! last entry if that is the one that was put, so that what comes in order fills chunks, else into
//! equal parts.
//!
//! Source: facts, "sled 0.34.7, measured".

use std::iter::Peekable;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::store::{Form, Key, Record, Scan, Txn};

/// How many bytes a chunk has at most, unless it has one entry only.
const LONG: usize = 4_500;

/// What a region has much of.
pub trait Entry: Clone + PartialEq + Serialize + DeserializeOwned {
    /// The name of the records that hold them.
    const KIND: &'static str;

    /// How these become bytes.
    type Form: Form<Chunk<Self>>;

    /// Returns whose it is and where.
    fn owner(&self) -> (&str, &str);

    /// Returns its type and id, which no other of the region has.
    fn place(&self) -> (&str, &str);
}

/// Some of the entries of a region.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(bound = "E: Entry")]
pub struct Chunk<E> {
    account: String,
    region: String,
    /// The type and id that it begins with; both are empty for the first of a region.
    from: (String, String),
    entries: Vec<E>,
}

impl<E: Entry> Record for Chunk<E> {
    const KIND: &'static str = E::KIND;
    type Form = E::Form;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), (&self.from.0, &self.from.1))
    }
}

impl<E: Entry> Chunk<E> {
    fn of_owner((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }

    fn key_of(owner: (&str, &str), (kind, id): (&str, &str)) -> Key {
        Self::of_owner(owner).text(kind).text(id)
    }

    /// Returns the chunk that an entry of a place is in, if it is there.
    fn around(txn: &Txn<'_>, owner: (&str, &str), place: (&str, &str)) -> Result<Option<Self>> {
        let before = Self::key_of(owner, place).end();
        txn.range_back(&Self::of_owner(owner), &before).next().transpose()
    }

    fn position(&self, place: (&str, &str)) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.place().cmp(&place))
    }

    /// Puts an entry into it; returns whether it is a new one behind all others.
    fn put(&mut self, entry: E) -> bool {
        match self.position(entry.place()) {
            Ok(position) => {
                self.entries[position] = entry;
                false
            }
            Err(position) => {
                self.entries.insert(position, entry);
                position + 1 == self.entries.len()
            }
        }
    }
}

/// Returns an entry of a region, if it is there.
pub fn find<E: Entry>(
    txn: &Txn<'_>,
    owner: (&str, &str),
    place: (&str, &str),
) -> Result<Option<E>> {
    let Some(mut chunk) = Chunk::<E>::around(txn, owner, place)? else { return Ok(None) };
    Ok(chunk.position(place).ok().map(|position| chunk.entries.swap_remove(position)))
}

/// A chunk, and those behind it.
type Near<'t, E> = (Chunk<E>, Peekable<Scan<'t, Chunk<E>>>);

/// Returns the entries of some places of a region, which come in their order; each chunk is read once.
pub fn find_all<E: Entry>(
    txn: &Txn<'_>,
    owner: (&str, &str),
    places: &[(&str, &str)],
) -> Result<Vec<Option<E>>> {
    let end = Chunk::<E>::of_owner(owner).end();
    let mut found = Vec::with_capacity(places.len());
    let mut near: Option<Near<'_, E>> = None;
    for place in places {
        let is_behind = |next: &Result<Chunk<E>>| {
            next.as_ref().is_ok_and(|next| (&*next.from.0, &*next.from.1) <= *place)
        };
        // What is asked for next is mostly in the same chunk, or in the one behind it.
        if let Some((chunk, chunks)) = &mut near
            && let Some(next) = chunks.next_if(is_behind)
        {
            *chunk = next?;
        }
        if near.as_mut().is_none_or(|(_, chunks)| chunks.peek().is_some_and(is_behind)) {
            let chunk = Chunk::<E>::around(txn, owner, *place)?;
            near = chunk.map(|chunk| {
                let behind = chunk.key().end();
                (chunk, txn.range::<Chunk<E>>(&behind, &end).peekable())
            });
        }
        found.push(near.as_ref().and_then(|(chunk, _)| {
            chunk.position(*place).ok().map(|position| chunk.entries[position].clone())
        }));
    }
    Ok(found)
}

/// Returns the entries of a region, in their order.
pub fn of_region<E: Entry>(txn: &Txn<'_>, owner: (&str, &str)) -> Result<Vec<E>> {
    let mut all = Vec::new();
    for chunk in txn.scan::<Chunk<E>>(&Chunk::<E>::of_owner(owner)) {
        all.append(&mut chunk?.entries);
    }
    Ok(all)
}

/// Returns the entries of a type of a region, in the order of their ids.
pub fn of_kind<E: Entry>(txn: &Txn<'_>, owner: (&str, &str), kind: &str) -> Result<Vec<E>> {
    let mut all = Vec::new();
    let first = Chunk::<E>::around(txn, owner, (kind, ""))?.map(|chunk| chunk.key());
    let (start, end) = (Chunk::<E>::of_owner(owner), Chunk::<E>::of_owner(owner).text(kind).end());
    for chunk in txn.range::<Chunk<E>>(&first.unwrap_or(start), &end) {
        all.extend(chunk?.entries.into_iter().filter(|entry| entry.place().0 == kind));
    }
    Ok(all)
}

/// Puts an entry, in the place of the one that has its type and id.
pub fn put<E: Entry>(txn: &mut Txn<'_>, entry: E) -> Result<()> {
    let mut chunk = for_entry(txn, &entry)?;
    let is_last = chunk.put(entry);
    cut(txn, chunk, is_last);
    Ok(())
}

/// Puts several entries, as if one after the other; each chunk is written once.
pub fn put_all<E: Entry>(txn: &mut Txn<'_>, mut entries: Vec<E>) -> Result<()> {
    let order =
        |one: &E, other: &E| (one.owner(), one.place()).cmp(&(other.owner(), other.place()));
    entries.sort_by(order);
    let mut entries = entries.into_iter().peekable();
    while let Some(entry) = entries.next() {
        let mut chunk = for_entry(txn, &entry)?;
        let owner = (chunk.account.clone(), chunk.region.clone());
        let end = Chunk::<E>::of_owner((&owner.0, &owner.1)).end();
        let next = txn.range::<Chunk<E>>(&chunk.key().end(), &end).next_key()?.unwrap_or(end);
        let belongs = |other: &E| {
            other.owner() == (&*owner.0, &*owner.1)
                && Chunk::<E>::key_of(other.owner(), other.place()) < next
        };
        chunk.put(entry);
        while let Some(entry) = entries.next_if(|other| belongs(other)) {
            chunk.put(entry);
        }
        cut(txn, chunk, false);
    }
    Ok(())
}

/// Returns the chunk that an entry belongs to, which may be a new one.
fn for_entry<E: Entry>(txn: &Txn<'_>, entry: &E) -> Result<Chunk<E>> {
    let (account, region) = entry.owner();
    let new = || Chunk {
        account: account.to_owned(),
        region: region.to_owned(),
        from: (String::new(), String::new()),
        entries: Vec::new(),
    };
    Ok(Chunk::around(txn, (account, region), entry.place())?.unwrap_or_else(new))
}

/// Puts a chunk, as several if it is too long.
fn cut<E: Entry>(txn: &mut Txn<'_>, mut chunk: Chunk<E>, behind_last: bool) {
    let count = chunk.entries.len();
    let length = E::Form::encode(&chunk).len();
    if count < 2 || length <= LONG {
        txn.put(&chunk);
        return;
    }
    let parts = length.div_ceil(LONG).min(count);
    while !chunk.entries.is_empty() {
        let most = if behind_last { count - 1 } else { count.div_ceil(parts) };
        let rest = chunk.entries.split_off(most.min(chunk.entries.len()));
        let from = rest.first().map(Entry::place);
        let from = from.map(|(kind, id)| (kind.to_owned(), id.to_owned())).unwrap_or_default();
        let (account, region) = (chunk.account.clone(), chunk.region.clone());
        let next = Chunk { account, region, from, entries: rest };
        cut(txn, std::mem::replace(&mut chunk, next), false);
    }
}

/// Removes an entry of a region; one that is not there is passed over.
pub fn remove<E: Entry>(txn: &mut Txn<'_>, owner: (&str, &str), place: (&str, &str)) -> Result<()> {
    let Some(mut chunk) = Chunk::<E>::around(txn, owner, place)? else { return Ok(()) };
    let Ok(position) = chunk.position(place) else { return Ok(()) };
    chunk.entries.remove(position);
    if chunk.entries.is_empty() {
        txn.delete(&chunk.key());
    } else {
        txn.put(&chunk);
    }
    Ok(())
}

/// Takes all entries away; returns them by region, in their order.
pub fn take_all<E: Entry>(txn: &mut Txn<'_>) -> Result<Vec<E>> {
    let chunks: Vec<Chunk<E>> = txn.scan(&Chunk::<E>::all()).collect::<Result<_>>()?;
    for chunk in &chunks {
        txn.delete(&chunk.key());
    }
    Ok(chunks.into_iter().flat_map(|chunk| chunk.entries).collect())
}

/// Returns the entries that a transaction makes, changes or removes: what each was, and what it is.
pub fn changed<E: Entry>(txn: &Txn<'_>) -> Result<Vec<(Option<E>, Option<E>)>> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (old, new) in txn.changed::<Chunk<E>>()? {
        before.extend(old.into_iter().flat_map(|chunk| chunk.entries));
        after.extend(new.into_iter().flat_map(|chunk| chunk.entries));
    }
    let order =
        |one: &E, other: &E| (one.owner(), one.place()).cmp(&(other.owner(), other.place()));
    // What a chunk was cut behind is in another now.
    before.sort_by(&order);
    after.sort_by(&order);
    let mut changes = Vec::new();
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    loop {
        let first = match (before.peek(), after.peek()) {
            (Some(old), Some(new)) => order(old, new),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return Ok(changes),
        };
        let old = before.next_if(|_| first.is_le());
        let new = after.next_if(|_| first.is_ge());
        if old != new {
            changes.push((old, new));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::store::{Home, Json, Store};

    const OWNER: (&str, &str) = ("123456789012", "us-east-1");

    #[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
    struct Thing {
        kind: String,
        id: String,
        text: String,
    }

    impl Entry for Thing {
        const KIND: &'static str = "thing";

        type Form = Json;

        fn owner(&self) -> (&str, &str) {
            OWNER
        }

        fn place(&self) -> (&str, &str) {
            (&self.kind, &self.id)
        }
    }

    fn thing(kind: u8, id: u16, length: usize) -> Thing {
        Thing { kind: format!("K{kind}"), id: format!("{id:05}"), text: "x".repeat(length) }
    }

    fn chunks(txn: &Txn<'_>) -> Vec<Chunk<Thing>> {
        txn.scan(&Chunk::<Thing>::all()).collect::<Result<_>>().unwrap()
    }

    #[test]
    fn what_comes_in_order_fills_chunks() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        for id in 0..1_000 {
            put(&mut txn, thing(1, id, 100)).unwrap();
        }
        // A thing has some 150 bytes.
        assert!((30..40).contains(&chunks(&txn).len()), "{}", chunks(&txn).len());
    }

    #[test]
    fn what_is_put_together_fills_chunks() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        for hundred in 0..10 {
            let all = (hundred * 100..hundred * 100 + 100).map(|id| thing(1, id, 100)).collect();
            put_all(&mut txn, all).unwrap();
        }
        assert!((30..60).contains(&chunks(&txn).len()), "{}", chunks(&txn).len());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn chunks_hold_what_a_map_holds(
            before in prop::collection::vec((0..3_u8, 0..60_u16, 0..900_usize), 0..60),
            after in prop::collection::vec(
                (0..3_u8, 0..60_u16, prop::option::of(0..6_000_usize)), 0..60),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
            let mut map = BTreeMap::new();
            let mut txn = store.begin();
            let mut all = Vec::new();
            for (kind, id, length) in before {
                let thing = thing(kind, id, length);
                map.insert((thing.kind.clone(), thing.id.clone()), thing.clone());
                all.push(thing);
            }
            let rest = all.split_off(all.len() / 3);
            put_all(&mut txn, all).unwrap();
            put_all(&mut txn, rest).unwrap();
            txn.commit().unwrap();
            let old = map.clone();
            let mut txn = store.begin();
            for (kind, id, length) in after {
                let thing = thing(kind, id, length.unwrap_or_default());
                let place = (thing.kind.clone(), thing.id.clone());
                if length.is_some() {
                    map.insert(place, thing.clone());
                    put(&mut txn, thing).unwrap();
                } else {
                    map.remove(&place);
                    remove::<Thing>(&mut txn, OWNER, thing.place()).unwrap();
                }
            }
            let all: Vec<Thing> = map.values().cloned().collect();
            prop_assert_eq!(&of_region::<Thing>(&txn, OWNER).unwrap(), &all);
            for kind in ["K0", "K1", "K2", "K3"] {
                let some: Vec<Thing> =
                    all.iter().filter(|thing| thing.kind == kind).cloned().collect();
                prop_assert_eq!(of_kind::<Thing>(&txn, OWNER, kind).unwrap(), some);
            }
            let places: Vec<(&str, &str)> = old
                .keys()
                .chain(map.keys())
                .map(|(kind, id)| (kind.as_str(), id.as_str()))
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect();
            let found = find_all::<Thing>(&txn, OWNER, &places).unwrap();
            let expected: Vec<Option<Thing>> = places
                .iter()
                .map(|(kind, id)| map.get(&((*kind).to_owned(), (*id).to_owned())).cloned())
                .collect();
            prop_assert_eq!(found, expected);
            for (kind, id) in old.keys().chain(map.keys()) {
                let found = find::<Thing>(&txn, OWNER, (kind, id)).unwrap();
                prop_assert_eq!(found.as_ref(), map.get(&(kind.clone(), id.clone())));
            }
            let places: std::collections::BTreeSet<_> = old.keys().chain(map.keys()).collect();
            let changes: Vec<_> = places
                .into_iter()
                .map(|place| (old.get(place).cloned(), map.get(place).cloned()))
                .filter(|(old, new)| old != new)
                .collect();
            prop_assert_eq!(changed::<Thing>(&txn).unwrap(), changes);
            for chunk in chunks(&txn) {
                let length = serde_json::to_vec(&chunk).unwrap().len();
                prop_assert!(length <= LONG || chunk.entries.len() == 1);
            }
            prop_assert_eq!(take_all::<Thing>(&mut txn).unwrap(), all);
            prop_assert!(chunks(&txn).is_empty());
        }
    }
}
