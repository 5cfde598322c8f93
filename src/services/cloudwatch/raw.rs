//! What is known of samples that are kept as they were put, for the chores that look after them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::tier::{Slot, Tier};
use crate::error::Result;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{DAY, Timestamp};

/// A day that has samples as they were put.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Day {
    /// When it begins.
    pub start: Timestamp,
    /// When the first of the samples was put.
    since: Timestamp,
}

impl Record for Day {
    const KIND: &'static str = "day of samples";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(self.start)
    }
}

/// How long samples wait that come when those of their day were rolled up already, so that a day is
/// rolled up no more than once a day.
const LATE: Duration = DAY;

impl Day {
    /// Returns the key of a day.
    pub fn key_of(start: Timestamp) -> Key {
        Self::all().time(start)
    }

    /// Notes that a day gets samples.
    pub fn note(txn: &mut Txn<'_>, start: Timestamp, now: Timestamp) -> Result<()> {
        if txn.get::<Self>(&Self::key_of(start))?.is_none() {
            txn.put(&Self { start, since: now });
        }
        Ok(())
    }

    /// Returns when its samples are rolled up.
    pub fn moves(&self) -> Timestamp {
        let moves = Slot::of(Tier::Raw, self.start).moves();
        if self.since < moves { moves } else { self.since + LATE }
    }

    /// Returns the days that there are; they are few, for samples come within two weeks.
    pub fn each(txn: &Txn<'_>) -> Result<Vec<Self>> {
        txn.scan(&Self::all()).collect()
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

    /// Notes that chunks were rolled up.
    pub fn taken(txn: &mut Txn<'_>, chunks: u64) -> Result<()> {
        let mut open = Self::of(txn)?.unwrap_or_default();
        open.chunks = open.chunks.saturating_sub(chunks);
        open.left = open.left.min(open.chunks);
        if open.chunks - open.left <= MOST {
            open.full = None;
        }
        txn.put(&open);
        Ok(())
    }

    /// Notes that all but some chunks were sealed.
    pub fn sealed(txn: &mut Txn<'_>, left: u64) {
        txn.put(&Self { chunks: left, left, full: None });
    }
}
