//! What is known of the samples in a store, for the chores that look after them: which slots have
//! any, and how many chunks are open. So a chore that is not due costs a few small records.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::tier::{Slot, Tier};
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{DAY, Timestamp};

/// A slot that has samples, open or sealed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Held {
    /// The slot.
    pub slot: Slot,
    /// When the first of the samples came.
    since: Timestamp,
}

impl Record for Held {
    const KIND: &'static str = "slot of samples";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(self.slot)
    }
}

/// How long samples wait that are put when those of their day were rolled up already, so that a day
/// is rolled up no more than once a day. Samples of the last two weeks are taken, so they do not come
/// when their minutes have moved on.
const LATE: Duration = DAY;

impl Held {
    /// Returns the key of a slot.
    pub fn key_of(slot: Slot) -> Key {
        Self::of_tier(slot.tier).time(slot.start)
    }

    fn of_tier(tier: Tier) -> Key {
        Self::all().number(tier.number().into())
    }

    /// Notes that a slot gets samples.
    pub fn note(txn: &mut Txn<'_>, slot: Slot, now: Timestamp) -> Result<()> {
        if txn.get::<Self>(&Self::key_of(slot))?.is_none() {
            txn.put(&Self { slot, since: now });
        }
        Ok(())
    }

    /// Returns when the slot's samples move on, or go.
    pub fn moves(&self) -> Timestamp {
        let moves = self.slot.moves();
        if self.slot.tier == Tier::Raw && self.since >= moves { self.since + LATE } else { moves }
    }

    /// Returns the slots of a tier.
    pub fn each(txn: &Txn<'_>, tier: Tier) -> Result<Vec<Self>> {
        txn.scan(&Self::of_tier(tier)).collect()
    }

    /// Returns when the first slot of a tier moves on.
    pub fn due(txn: &Txn<'_>, tier: Tier) -> Result<Option<Timestamp>> {
        // Those of the first tier are few, because samples come within two weeks, and late ones may
        // move on later than those of later days.
        let few = if tier == Tier::Raw { usize::MAX } else { 1 };
        let slots = txn.scan::<Self>(&Self::of_tier(tier)).take(few);
        slots.map(|held| held.map(|held| held.moves())).try_fold(None, |first, moves| {
            let moves = moves?;
            Ok(Some(first.map_or(moves, |first: Timestamp| first.min(moves))))
        })
    }
}

/// How many chunks of samples are open.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Open {
    /// How many there are.
    chunks: u64,
    /// How many were left when the others were sealed.
    left: u64,
    /// When there were too many of them.
    full: Option<Timestamp>,
}

impl Record for Open {
    const KIND: &'static str = "open samples";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

/// How many chunks may begin before all that can be are sealed.
const MOST: u64 = 1_024;

impl Open {
    /// Returns how many there are; `None` if there never were any.
    pub fn of(txn: &Txn<'_>) -> Result<Option<Self>> {
        txn.get(&Self::all())
    }

    /// Returns when there were too many of them.
    pub const fn full(&self) -> Option<Timestamp> {
        self.full
    }

    /// Notes that chunks were begun.
    pub fn note(txn: &mut Txn<'_>, begun: u64, now: Timestamp) -> Result<()> {
        let known = Self::of(txn)?;
        if begun == 0 && known.is_some() {
            return Ok(());
        }
        let mut open = known.unwrap_or_default();
        open.chunks += begun;
        if open.chunks - open.left > MOST && open.full.is_none() {
            open.full = Some(now);
        }
        txn.put(&open);
        Ok(())
    }

    /// Notes that chunks are open no longer.
    pub fn closed(txn: &mut Txn<'_>, chunks: u64) -> Result<()> {
        let mut open = Self::of(txn)?.unwrap_or_default();
        open.chunks = open.chunks.saturating_sub(chunks);
        open.left = open.left.min(open.chunks);
        if open.chunks - open.left <= MOST {
            open.full = None;
        }
        txn.put(&open);
        Ok(())
    }

    /// Notes that so many chunks are left when the others were sealed.
    pub fn left(txn: &mut Txn<'_>, left: u64) {
        txn.put(&Self { chunks: left, left, full: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Home, Store};
    use crate::time::text::parse_date;

    fn at(text: &str) -> Timestamp {
        parse_date(text).unwrap()
    }

    #[test]
    fn a_day_moves_on_after_three_hours_and_what_comes_late_a_day_after_it_came() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        let mut note = |day: &str, now| {
            Held::note(&mut txn, Slot::of(Tier::Raw, at(day)), at(now)).unwrap();
            Held::due(&txn, Tier::Raw).unwrap().unwrap()
        };
        // What came first counts, and what moves on first.
        assert_eq!(note("2024-06-02", "2024-06-14T07:00:00Z"), at("2024-06-15T07:00:00Z"));
        assert_eq!(note("2024-06-02", "2024-06-14T08:00:00Z"), at("2024-06-15T07:00:00Z"));
        assert_eq!(note("2024-06-13", "2024-06-14T02:59:59Z"), at("2024-06-14T03:00:00Z"));
        assert_eq!(note("2024-06-14", "2024-06-14T09:00:00Z"), at("2024-06-14T03:00:00Z"));
        assert_eq!(Held::due(&txn, Tier::Minute).unwrap(), None);
    }

    #[test]
    fn too_many_chunks_are_noted_until_they_are_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        let (early, late) = (at("2024-06-14"), at("2024-06-15"));
        let full = |txn: &Txn<'_>| Open::of(txn).unwrap().and_then(|open| open.full());
        Open::note(&mut txn, MOST, early).unwrap();
        assert_eq!(full(&txn), None);
        Open::note(&mut txn, 1, early).unwrap();
        Open::note(&mut txn, 1, late).unwrap();
        assert_eq!(full(&txn), Some(early));
        Open::left(&mut txn, 500);
        Open::note(&mut txn, MOST, late).unwrap();
        assert_eq!(full(&txn), None);
        Open::note(&mut txn, 1, late).unwrap();
        assert_eq!(full(&txn), Some(late));
        Open::closed(&mut txn, 10).unwrap();
        assert_eq!(full(&txn), None);
    }
}
