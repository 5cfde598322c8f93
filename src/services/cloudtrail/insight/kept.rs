//! What is kept: rates, when they are due, what was found, and the Insights events themselves.

use serde::{Deserialize, Serialize};

use super::rate::{Found, Rate, time_of};
use super::subject::Subject;
use crate::error::Result;
use crate::services::cloudtrail::history::{KEPT, Position};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// What is counted of a subject. It can be made again of the event history, so that only what is
/// asked for is there.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Kept {
    /// What is counted.
    pub subject: Subject,
    /// How often.
    pub rate: Rate,
    /// Where its [`Due`] lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<Timestamp>,
}

impl Record for Kept {
    const KIND: &'static str = "insight rate";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.subject)
    }
}

impl Kept {
    /// Makes one that is not kept yet.
    pub const fn new(subject: Subject, rate: Rate) -> Self {
        Self { subject, rate, due: None }
    }

    fn key_of(subject: &Subject) -> Key {
        subject.below(Self::all())
    }

    /// Returns what is counted of a subject, if it is there.
    pub fn find(txn: &Txn<'_>, subject: &Subject) -> Result<Option<Self>> {
        txn.get(&Self::key_of(subject))
    }

    /// Keeps it, and when something may be found next: at the earliest at `soonest`.
    pub fn keep(mut self, txn: &mut Txn<'_>, soonest: Timestamp) {
        let due = self.rate.due().map(|minute| time_of(minute).max(soonest));
        if self.due != due {
            self.forget_due(txn);
            self.due = due;
            if let Some(due) = due {
                txn.put(&Due { due, subject: self.subject.clone() });
            }
        }
        txn.put(&self);
    }

    fn forget_due(&self, txn: &mut Txn<'_>) {
        if let Some(due) = self.due {
            txn.delete(&Due { due, subject: self.subject.clone() }.key());
        }
    }

    /// Forgets what was counted in an account, so that it is made again of its history.
    pub fn forget_all(txn: &mut Txn<'_>, account: &str) -> Result<()> {
        let all: Vec<Self> = txn.scan(&Self::all().text(account)).collect::<Result<_>>()?;
        for kept in all {
            kept.forget_due(txn);
            txn.delete(&kept.key());
        }
        Ok(())
    }
}

/// When something may be found.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Due {
    /// When.
    pub due: Timestamp,
    /// Of what.
    pub subject: Subject,
}

impl Record for Due {
    const KIND: &'static str = "insight due";
    type Form = Json;

    fn key(&self) -> Key {
        self.subject.below(Self::all().time(self.due))
    }
}

impl Due {
    /// Returns the first that is due.
    pub fn first(txn: &Txn<'_>) -> Result<Option<Self>> {
        txn.scan(&Self::all()).next().transpose()
    }
}

/// Something that was found and is yet to be told.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Untold {
    /// When it is told.
    pub due: Timestamp,
    number: u64,
    /// Of what.
    pub subject: Subject,
    /// What was found.
    pub found: Found,
}

impl Record for Untold {
    const KIND: &'static str = "insight found";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().time(self.due).number(self.number)
    }
}

impl Untold {
    /// Returns the first that is to be told.
    pub fn first(txn: &Txn<'_>) -> Result<Option<Self>> {
        txn.scan(&Self::all()).next().transpose()
    }

    /// Keeps what was found until it is told.
    pub fn add(txn: &mut Txn<'_>, due: Timestamp, subject: &Subject, found: Found) -> Result<()> {
        let at = Self::all().time(due);
        let last = txn.range_back::<Self>(&at, &at.end()).next().transpose()?;
        let number = last.map_or(0, |last| last.number + 1);
        txn.put(&Self { due, number, subject: subject.clone(), found });
        Ok(())
    }
}

/// An Insights event.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Entry {
    /// What it is about.
    pub subject: Subject,
    /// When it happened.
    pub time: Timestamp,
    /// Its id.
    pub id: String,
    /// The record, as one line of JSON.
    pub record: String,
}

impl Record for Entry {
    const KIND: &'static str = "insight event";
    type Form = Json;

    fn key(&self) -> Key {
        Self::in_region(&self.subject.account, &self.subject.region).time(self.time).text(&self.id)
    }
}

impl Entry {
    fn in_region(account: &str, region: &str) -> Key {
        Self::all().text(account).text(region)
    }

    /// Keeps it, and lets go of those in its region that are older than 90 days.
    pub fn keep(&self, txn: &mut Txn<'_>, now: Timestamp) -> Result<()> {
        let all = Self::in_region(&self.subject.account, &self.subject.region);
        let old = txn.range::<Self>(&all, &all.clone().time((now - KEPT).whole_secs()));
        let old: Vec<Key> = old.map(|entry| Ok(entry?.key())).collect::<Result<_>>()?;
        for key in old {
            txn.delete(&key);
        }
        txn.put(self);
        Ok(())
    }

    /// Returns the place of the event in a listing.
    pub fn position(&self) -> Position {
        Position { time: self.time, number: 0, id: self.id.clone() }
    }

    /// Returns the Insights events of a region from `start` to `end`, both included, the newest
    /// first, after `before` in the listing.
    pub fn newest_first<'t>(
        txn: &'t Txn<'_>,
        (account, region): (&str, &str),
        (start, end): (Timestamp, Timestamp),
        before: Option<&Position>,
    ) -> impl Iterator<Item = Result<Self>> + use<'t> {
        let all = Self::in_region(account, region);
        let last = match before {
            Some(position) if position.time <= end => {
                all.clone().time(position.time).text(&position.id)
            }
            _ => all.clone().time(end).end(),
        };
        txn.range_back(&all.time(start), &last)
    }
}
