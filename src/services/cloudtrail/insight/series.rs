//! Counts over time, as `list-insights-metric-data` tells them.
//!
//! Those of management events follow from the event history. Those of data events, which it does not
//! have, are counted for each trail that looks for unusual activity in them, eight hours to a record.
//!
//! | period     | is there for |
//! |------------|--------------|
//! | a minute   | 15 days      |
//! | 5 minutes  | 63 days      |
//! | an hour    | 90 days      |
//!
//! Source: CloudTrail API Reference, "`ListInsightsMetricData`".

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::each_call;
use super::rate::{Minute, minute_of, time_of};
use super::subject::Subject;
use crate::error::Result;
use crate::services::cloudtrail::history::KEPT;
use crate::services::cloudtrail::trail::Trail;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{DAY, HOUR, MINUTE, Timestamp};

/// The time that is kept in one record.
const SLOT: Duration = HOUR.saturating_mul(8);

/// The counts of some hours.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Slot {
    subject: Subject,
    start: Timestamp,
    /// Minutes from the start, and how many there were.
    counts: Vec<(u16, u64)>,
}

impl Record for Slot {
    const KIND: &'static str = "insight counts";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of(&self.subject).time(self.start)
    }
}

impl Slot {
    fn of(subject: &Subject) -> Key {
        subject.below(Self::all())
    }
}

/// Counts a data event, and lets go of what is older than 90 days.
pub(super) fn count(txn: &mut Txn<'_>, subject: &Subject, time: Timestamp) -> Result<()> {
    let start = time.floor(SLOT);
    let key = Slot::of(subject).time(start);
    let slot: Option<Slot> = txn.get(&key)?;
    let is_new = slot.is_none();
    let mut slot =
        slot.unwrap_or_else(|| Slot { subject: subject.clone(), start, counts: Vec::new() });
    let minute = u16::try_from(time.since(start).as_secs() / 60).unwrap_or(u16::MAX);
    match slot.counts.binary_search_by_key(&minute, |(minute, _)| *minute) {
        Ok(place) => slot.counts[place].1 += 1,
        Err(place) => slot.counts.insert(place, (minute, 1)),
    }
    txn.put(&slot);
    if is_new {
        let all = Slot::of(subject);
        let old = txn.range::<Slot>(&all, &all.clone().time(time - KEPT - SLOT));
        let old: Vec<Key> = old.map(|slot| Ok(slot?.key())).collect::<Result<_>>()?;
        for key in old {
            txn.delete(&key);
        }
    }
    Ok(())
}

/// Forgets what was counted for a trail.
pub fn forget(txn: &mut Txn<'_>, trail: &Trail) -> Result<()> {
    let all = txn.scan::<Slot>(&Slot::all().text(&trail.account));
    let mut own = Vec::new();
    for slot in all {
        let slot = slot?;
        if slot.subject.trail.as_ref() == Some(&trail.id) {
            own.push(slot.key());
        }
    }
    for key in own {
        txn.delete(&key);
    }
    Ok(())
}

/// The length of a period.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Period {
    /// 60 seconds.
    Minute,
    /// 300 seconds.
    FiveMinutes,
    /// 3600 seconds.
    Hour,
}

impl Period {
    /// Returns the period of so many seconds.
    pub const fn of_secs(secs: i32) -> Option<Self> {
        match secs {
            60 => Some(Self::Minute),
            300 => Some(Self::FiveMinutes),
            3_600 => Some(Self::Hour),
            _ => None,
        }
    }

    const fn length(self) -> Duration {
        match self {
            Self::Minute => MINUTE,
            Self::FiveMinutes => Duration::from_mins(5),
            Self::Hour => HOUR,
        }
    }

    const fn kept(self) -> Duration {
        match self {
            Self::Minute => DAY.saturating_mul(15),
            Self::FiveMinutes => DAY.saturating_mul(63),
            Self::Hour => KEPT,
        }
    }

    /// Returns the beginnings of the first period and of the one behind the last that a request is
    /// about: periods begin from `start` on and before `end`, and not before they are kept.
    pub fn range(
        self,
        now: Timestamp,
        start: Option<Timestamp>,
        end: Option<Timestamp>,
    ) -> (Timestamp, Timestamp) {
        let oldest = now - self.kept();
        let up = |time: Timestamp| {
            let floor = time.floor(self.length());
            if floor == time { time } else { floor + self.length() }
        };
        (up(start.unwrap_or(oldest).max(oldest)), up(end.unwrap_or(now).min(now)))
    }

    /// Returns the counts of the periods of a range, of those that have any or of all.
    pub fn counts(
        self,
        minutes: &BTreeMap<Minute, u64>,
        (start, end): (Timestamp, Timestamp),
        all: bool,
    ) -> BTreeMap<Timestamp, u64> {
        let mut counts = BTreeMap::new();
        let mut time = start;
        while all && time < end {
            counts.insert(time, 0);
            time = time + self.length();
        }
        for (minute, count) in minutes {
            let time = time_of(*minute).floor(self.length());
            if (start..end).contains(&time) {
                *counts.entry(time).or_default() += count;
            }
        }
        counts
    }
}

/// Returns how many there were of a subject in each minute from `start` and before `end`.
pub fn minutes(
    txn: &Txn<'_>,
    subject: &Subject,
    (start, end): (Timestamp, Timestamp),
) -> Result<BTreeMap<Minute, u64>> {
    let mut minutes = BTreeMap::new();
    if subject.trail.is_some() {
        let all = Slot::of(subject);
        let (first, last) = (all.clone().time(start.floor(SLOT)), all.time(end));
        for slot in txn.range::<Slot>(&first, &last) {
            let slot = slot?;
            let begin = minute_of(slot.start);
            for (minute, count) in slot.counts {
                *minutes.entry(begin + Minute::from(minute)).or_default() += count;
            }
        }
    } else {
        each_call(txn, subject, (start, end), |time, _| {
            *minutes.entry(minute_of(time)).or_default() += 1;
        })?;
    }
    Ok(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        time_of(60 * 1_000 + minute)
    }

    #[test]
    fn periods_begin_within_the_range_and_count_all_of_their_minutes() {
        let minutes = BTreeMap::from([(60_000, 1), (60_003, 2), (60_005, 4), (60_061, 8)]);
        let counts = |period: Period, start, end, all| {
            let range = period.range(at(500), Some(at(start)), Some(at(end)));
            let counts = period.counts(&minutes, range, all);
            let told = counts.iter().map(|(time, n)| (minute_of(*time) - 60_000, *n));
            told.collect::<Vec<_>>()
        };
        assert_eq!(counts(Period::Minute, 0, 6, false), [(0, 1), (3, 2), (5, 4)]);
        assert_eq!(counts(Period::FiveMinutes, 0, 6, false), [(0, 3), (5, 4)]);
        assert_eq!(counts(Period::FiveMinutes, 1, 6, false), [(5, 4)]);
        assert_eq!(counts(Period::Hour, 0, 500, false), [(0, 7), (60, 8)]);
        assert_eq!(counts(Period::Hour, 0, 121, true), [(0, 7), (60, 8), (120, 0)]);
        assert_eq!(counts(Period::Minute, 3, 5, true), [(3, 2), (4, 0)]);
        assert_eq!(counts(Period::Minute, 5, 3, true), []);
    }

    #[test]
    fn short_periods_are_not_kept_for_long() {
        let now = at(0);
        for (period, days) in [(Period::Minute, 15), (Period::FiveMinutes, 63), (Period::Hour, 90)]
        {
            assert_eq!(period.range(now, None, None), (now - DAY * days, now));
        }
    }
}
