//! How often something happens, minute by minute, and when that is unusual.
//!
//! AWS publishes no rule, only that activity is compared with the average per minute of at least the
//! seven days before. This is ours:
//!
//! | what                     | rule                                                              |
//! |--------------------------|-------------------------------------------------------------------|
//! | the baseline of a minute | all minutes before it, from the beginning of the hour that lies   |
//! |                          | seven days back: 10,080 to 10,139 of them, counted ones or not    |
//! | an unusual minute        | has at least 10, at least twice the baseline's average, more than |
//! |                          | that average plus eight standard deviations, and more than twice  |
//! |                          | as many as the busiest minute of the third busiest hour: what has |
//! |                          | come three times in a week, as a daily job does, is usual         |
//! | unusual activity begins  | with an unusual minute                                            |
//! | it goes on               | while another unusual minute comes within five minutes, by what   |
//! |                          | was usual when it began                                           |
//! | it ends                  | with its last unusual minute, and after a day: what goes on for   |
//! |                          | that long becomes usual                                           |
//!
//! Time before anything was counted is quiet time. What is counted more than two hours late is part
//! of the baseline of what follows, and is not judged itself.
//!
//! Source: CloudTrail User Guide, "CloudTrail record contents for Insights events for trails", for the
//! baseline.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::id::Ids;
use crate::time::{MINUTE, Timestamp};

/// How many hours the baseline reaches back, from the beginning of the hour.
const HOURS: i64 = 168;

/// How many a minute must have to be unusual.
const FEWEST: u64 = 10;

/// How many times the average it must have.
const TIMES: f64 = 2.0;

/// How many standard deviations it must lie above the average.
const DEVIATIONS: f64 = 8.0;

/// The place, from the busiest, of the hour whose busiest minute is usual.
const USUAL: usize = 2;

/// How many usual minutes end unusual activity.
const QUIET: i64 = 5;

/// How many minutes unusual activity lasts at most.
const LONGEST: i64 = 1_440;

/// How many minutes are known one by one.
const SINGLE: i64 = 120;

/// A minute, counted from 1970.
pub type Minute = i64;

/// Returns the minute that a time lies in.
pub fn minute_of(time: Timestamp) -> Minute {
    time.secs().div_euclid(60)
}

/// Returns the beginning of a minute.
pub fn time_of(minute: Minute) -> Timestamp {
    Timestamp::from_secs(minute.saturating_mul(60))
}

const fn hour_of(minute: Minute) -> i64 {
    minute.div_euclid(60)
}

/// What is counted of one thing.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct Rate {
    /// Of hours whose minutes are not known one by one.
    hours: BTreeMap<i64, Hour>,
    /// The newest minutes, whole hours of them.
    minutes: BTreeMap<Minute, u64>,
    /// Minutes that look unusual and are yet to be judged, once they are over.
    unusual: BTreeSet<Minute>,
    /// The unusual activity that goes on.
    open: Option<Open>,
    /// Where the last one ended.
    ended: Option<Minute>,
}

/// Of the minutes of an hour their sum, the sum of their squares, and the largest.
type Hour = (u64, u64, u64);

/// Adds a minute to those of an hour.
fn add_minute((sum, squares, largest): &mut Hour, count: u64) {
    *sum += count;
    *squares += count.saturating_mul(count);
    *largest = count.max(*largest);
}

/// What is counted, as it is kept: one number after the other takes little room.
#[derive(Deserialize, Serialize)]
struct Packed {
    hour: i64,
    hours: Vec<Hour>,
    minute: Minute,
    minutes: Vec<u64>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    unusual: BTreeSet<Minute>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    open: Option<Open>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Minute>,
}

/// Returns the first key, and the values from there to the last, the default where there is none.
fn packed<T: Copy + Default>(values: &BTreeMap<i64, T>) -> (i64, Vec<T>) {
    let first = values.first_key_value().map_or(0, |(first, _)| *first);
    let last = values.last_key_value().map_or(-1, |(last, _)| *last);
    (first, (first..=last).map(|key| values.get(&key).copied().unwrap_or_default()).collect())
}

fn unpacked<T: Default + PartialEq>(first: i64, values: Vec<T>) -> BTreeMap<i64, T> {
    let pairs = (first..).zip(values);
    pairs.filter(|(_, value)| *value != T::default()).collect()
}

impl From<Packed> for Rate {
    fn from(packed: Packed) -> Self {
        let Packed { hour, hours, minute, minutes, unusual, open, ended } = packed;
        let (hours, minutes) = (unpacked(hour, hours), unpacked(minute, minutes));
        Self { hours, minutes, unusual, open, ended }
    }
}

impl From<Rate> for Packed {
    fn from(rate: Rate) -> Self {
        let ((hour, hours), (minute, minutes)) = (packed(&rate.hours), packed(&rate.minutes));
        let Rate { unusual, open, ended, .. } = rate;
        Self { hour, hours, minute, minutes, unusual, open, ended }
    }
}

/// Unusual activity that goes on.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Open {
    id: String,
    start: Minute,
    /// The last unusual minute.
    last: Minute,
    total: u64,
    baseline: Baseline,
}

/// What is usual.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Baseline {
    /// How many there were.
    pub total: u64,
    /// In how many minutes.
    pub minutes: i64,
    /// The sum of the squares of the minutes' counts.
    #[serde(default)]
    pub squares: u64,
    /// The largest minute that is usual.
    #[serde(default)]
    pub usual: u64,
}

/// The beginning or the end of unusual activity.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Found {
    /// What both have in common.
    pub id: String,
    /// Whether it is the end.
    pub ends: bool,
    /// The first minute.
    pub start: Minute,
    /// The minute behind the last one that is known to be unusual: of a beginning, the second one.
    pub end: Minute,
    /// How many there were from the start to the end.
    pub total: u64,
    /// What is usual.
    pub baseline: Baseline,
}

impl Baseline {
    /// Returns the average per minute, as AWS tells it.
    pub fn average(self) -> Number {
        average(self.total, self.minutes)
    }

    fn takes_for_unusual(self, count: u64) -> bool {
        let average = average_of(self.total, self.minutes);
        let variance = (average_of(self.squares, self.minutes) - average * average).max(0.0);
        let count_as_number = average_of(count, 1);
        count >= FEWEST
            && count > self.usual.saturating_mul(2)
            && count_as_number >= TIMES * average
            && count_as_number > average + DEVIATIONS * variance.sqrt()
    }
}

/// Returns how many there are per minute, to ten digits behind the point and without one where it is
/// whole, as AWS tells it.
pub fn average(total: u64, minutes: i64) -> Number {
    let whole = minutes.max(1).unsigned_abs();
    if total.is_multiple_of(whole) {
        return Number::from(total / whole);
    }
    let rounded = (average_of(total, minutes) * 1e10).round() / 1e10;
    Number::from_f64(rounded).unwrap_or_else(|| Number::from(0))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn average_of(total: u64, minutes: i64) -> f64 {
    total as f64 / minutes.max(1) as f64
}

impl Rate {
    /// Counts one that happened in a minute, and returns what is found in the time before it.
    pub fn count(&mut self, minute: Minute, ids: &mut Ids) -> Vec<Found> {
        let found = self.judge(minute, ids);
        self.add(minute, 1);
        let is_over = self.ended.is_some_and(|ended| minute < ended);
        let going_on = self.open.as_ref().filter(|open| minute >= open.start);
        let looks_unusual = match going_on {
            // What goes on does not become usual by going on.
            Some(open) => open.baseline.takes_for_unusual(self.in_minute(minute)),
            None => self.looks_unusual(minute),
        };
        if !is_over && looks_unusual {
            self.unusual.insert(minute);
        }
        found
    }

    /// Adds what happened in a minute to what is usual.
    pub fn add(&mut self, minute: Minute, count: u64) {
        let newest =
            self.minutes.last_key_value().map_or(minute, |(newest, _)| minute.max(*newest));
        let first = hour_of(newest - SINGLE) * 60;
        while let Some(entry) = self.minutes.first_entry().filter(|entry| *entry.key() < first) {
            let (old, count) = entry.remove_entry();
            add_minute(self.hours.entry(hour_of(old)).or_default(), count);
        }
        // The oldest minute that is known singly can still be one whose baseline is asked for.
        let oldest = hour_of(first) - HOURS;
        self.hours = self.hours.split_off(&oldest);
        if minute >= first {
            *self.minutes.entry(minute).or_default() += count;
        } else if hour_of(minute) >= oldest {
            add_minute(self.hours.entry(hour_of(minute)).or_default(), count);
        }
    }

    fn in_minute(&self, minute: Minute) -> u64 {
        self.minutes.get(&minute).copied().unwrap_or(0)
    }

    fn looks_unusual(&self, minute: Minute) -> bool {
        let count = self.in_minute(minute);
        count >= FEWEST && self.baseline(minute).takes_for_unusual(count)
    }

    /// Returns what is usual before a minute.
    fn baseline(&self, minute: Minute) -> Baseline {
        let first = hour_of(minute) - HOURS;
        let hours = self.hours.range(first..hour_of(minute)).map(|(_, hour)| *hour);
        let mut hours: Vec<Hour> = hours.collect();
        let mut last = None;
        for (minute, count) in self.minutes.range(first * 60..minute) {
            if last.replace(hour_of(*minute)) != Some(hour_of(*minute)) {
                hours.push(Hour::default());
            }
            hours.last_mut().into_iter().for_each(|hour| add_minute(hour, *count));
        }
        hours.sort_unstable_by_key(|(_, _, largest)| Reverse(*largest));
        Baseline {
            total: hours.iter().map(|(sum, ..)| sum).sum(),
            minutes: minute - first * 60,
            squares: hours.iter().map(|(_, squares, _)| squares).sum(),
            usual: hours.get(USUAL).map_or(0, |(_, _, largest)| *largest),
        }
    }

    /// Returns the minute whose beginning is the next moment at which something is found, or may be.
    pub fn due(&self) -> Option<Minute> {
        let judged = self.unusual.first().map(|minute| minute + 1);
        let closed = self.open.as_ref().map(Open::closes);
        judged.into_iter().chain(closed).min()
    }

    /// Returns what is found by the beginning of a minute, in its order, and was not before.
    pub fn judge(&mut self, now: Minute, ids: &mut Ids) -> Vec<Found> {
        let mut found = Vec::new();
        while let Some(due) = self.due().filter(|due| *due <= now) {
            found.extend(self.judge_next(due, ids));
        }
        found
    }

    fn judge_next(&mut self, due: Minute, ids: &mut Ids) -> Option<Found> {
        let next = self.unusual.first().copied();
        let Some(open) = &mut self.open else {
            let minute = self.unusual.pop_first()?;
            return self.begin(minute, ids);
        };
        match next.filter(|minute| open.goes_on_with(*minute)) {
            Some(minute) if minute < due => {
                self.unusual.pop_first();
                let since = open.last + 1;
                // What is late for a minute that was judged before is not counted again.
                if minute >= since {
                    let counts = self.minutes.range(since..=minute).map(|(_, count)| count);
                    open.total += counts.sum::<u64>();
                    open.last = minute;
                }
                None
            }
            _ => {
                let open = self.open.take()?;
                let end = open.last + 1;
                self.ended = Some(end);
                // What is late for it is no activity of its own.
                self.unusual = self.unusual.split_off(&end);
                Some(open.found(end, true))
            }
        }
    }

    fn begin(&mut self, minute: Minute, ids: &mut Ids) -> Option<Found> {
        if !self.looks_unusual(minute) {
            return None;
        }
        let total = self.in_minute(minute);
        let (id, baseline) = (ids.uuid(), self.baseline(minute));
        let open = Open { id, start: minute, last: minute, total, baseline };
        let found = open.clone().found(minute + 1, false);
        self.open = Some(open);
        Some(found)
    }
}

impl Open {
    fn closes(&self) -> Minute {
        (self.last + 1 + QUIET).min(self.start + LONGEST)
    }

    const fn goes_on_with(&self, minute: Minute) -> bool {
        minute <= self.last + QUIET && minute < self.start + LONGEST
    }

    fn found(self, end: Minute, ends: bool) -> Found {
        let Self { id, start, total, baseline, .. } = self;
        Found { id, ends, start, end, total, baseline }
    }
}

impl Found {
    /// Returns how many minutes it has lasted.
    pub const fn minutes(&self) -> i64 {
        self.end - self.start
    }

    /// Returns when the event of it happened.
    pub fn time(&self) -> Timestamp {
        if self.ends { time_of(self.end) } else { time_of(self.start) }
    }

    /// Returns where the baseline begins.
    pub fn baseline_start(&self) -> Timestamp {
        time_of(self.start - self.baseline.minutes)
    }

    /// Returns the time of the activity: from its start to before its end.
    pub fn span(&self) -> (Timestamp, Timestamp) {
        (time_of(self.start), time_of(self.end))
    }
}

/// Returns the beginning of the minute after a time.
pub fn next_minute(time: Timestamp) -> Timestamp {
    time.next(MINUTE)
}

#[cfg(test)]
mod tests;
