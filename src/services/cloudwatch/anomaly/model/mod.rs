//! What values are to be expected: level, trend and habits of a series, and how far it strays.
//!
//! AWS does not publish how its model works, only that it learns from up to two weeks and knows hours,
//! days and weeks. This one is ours, and takes medians throughout, so that what was out of line once
//! counts for nothing:
//!
//! ```text
//! value = level + trend + habit of the hour + habit of the day + habit of the week + noise
//! ```
//!
//! | part              | is                                                      | needs                |
//! |-------------------|---------------------------------------------------------|----------------------|
//! | trend             | the median of the slopes between medians of whole days, of days a week apart from the tenth day on | seven days |
//! | habit of the hour | by five minutes: the median of how far the values of the hours lie from the median of their hour | six hours |
//! | habit of the day  | by a quarter of an hour: the median over the days       | two days             |
//! | habit of the week | by the hours of a weekday: what two weeks agree on      | two of the weekday   |
//! | noise             | by the hour of the day: 1.4826 times the median distance from the rest, which is the standard deviation of normal noise | |
//!
//! The band lies so many times the noise around the rest, as wide again as few days make it uncertain.

use std::collections::BTreeMap;

use crate::time::Timestamp;

/// The fewest values that anything is learned from.
const FEWEST: usize = 12;

/// The shortest time that anything is learned from, in seconds.
const SHORTEST: i64 = 3 * HOUR;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// The parts of an hour and of a day that have habits of their own, in seconds.
const PART_OF_HOUR: i64 = 300;
const PART_OF_DAY: i64 = 900;

/// How many days a week has, and how many pairs of days a week apart are enough to tell a trend.
const WEEK: i64 = 7;
const ENOUGH: usize = 3;

/// What the median distance from the median is multiplied by to be a standard deviation.
const NORMAL: f64 = 1.4826;

/// The least noise, as a part of the usual distance from zero: a series that never moved may move by
/// that much.
const LEAST: f64 = 0.01;

/// How much of the noise of all hours an hour has at least.
const SHARED: f64 = 0.5;

/// Of the values above the model, the part that periodic spikes make the band reach.
const SPIKES: f64 = 0.99;

/// What was learned.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    level: f64,
    /// How much the level changes in a day, counted from `origin`.
    slope: f64,
    origin: i64,
    of_hour: BTreeMap<i64, f64>,
    of_day: BTreeMap<i64, f64>,
    of_week: BTreeMap<(i64, i64), f64>,
    /// By the hour of the day; that of all hours for an hour without values.
    noise: BTreeMap<i64, f64>,
    all_noise: f64,
    /// How far the band reaches up at least.
    spikes: f64,
    /// Below which the band does not go.
    floor: f64,
}

/// A band of values that are to be expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// A value at a time on the clock of the wall, in seconds.
type At = (i64, f64);

impl Model {
    /// Learns from values by time, in their order; `None` if they are too few, or span too short a
    /// time.
    ///
    /// `ahead` says how many seconds the clock on the wall is ahead of UTC at a time.
    pub fn learn(
        values: impl IntoIterator<Item = (Timestamp, f64)>,
        ahead: impl Fn(Timestamp) -> i64,
        has_spikes: bool,
    ) -> Option<Self> {
        let on_wall = |(time, value): (Timestamp, f64)| (time.secs() + ahead(time), value);
        let mut values: Vec<At> =
            values.into_iter().map(on_wall).filter(|(_, value)| value.is_finite()).collect();
        let (first, last) = (values.first()?.0, values.last()?.0);
        if values.len() < FEWEST || last - first < SHORTEST {
            return None;
        }
        let size = median(values.iter().map(|(_, value)| value.abs()).collect())?;
        let floor = if values.iter().all(|(_, value)| *value >= 0.0) { 0.0 } else { f64::MIN };

        let slope = trend(&values);
        take(&mut values, |at| slope * days(at - first));
        let level = median(values.iter().map(|(_, value)| *value).collect())?;
        take(&mut values, |_| level);
        let of_hour = habit_of_hour(&values);
        take(&mut values, |at| habit(&of_hour, &part_of_hour(at)));
        let of_day = habit_of_day(&values);
        take(&mut values, |at| habit(&of_day, &part_of_day(at)));
        let of_week = habit_of_week(&values);
        take(&mut values, |at| habit(&of_week, &hour_of_week(at)));

        let few = days(last - first).max(1.0);
        let uncertain = (1.0 + 1.0 / few).sqrt();
        let distances = |values: &[f64]| median(values.iter().map(|value| value.abs()).collect());
        let all: Vec<f64> = values.iter().map(|(_, value)| *value).collect();
        let all_noise = (distances(&all)? * NORMAL).max(size * LEAST);
        let by_hour = grouped(&values, |at| at.rem_euclid(DAY) / HOUR);
        let noise = by_hour.iter().filter_map(|(hour, values)| {
            let own = distances(values)? * NORMAL;
            Some((*hour, own.max(all_noise * SHARED) * uncertain))
        });
        let spikes = if has_spikes { reached(all) } else { None };
        Some(Self {
            level,
            slope,
            origin: first,
            noise: noise.collect(),
            all_noise: all_noise * uncertain,
            spikes: spikes.unwrap_or_default(),
            of_hour,
            of_day,
            of_week,
            floor,
        })
    }

    /// Returns what is to be expected at a time, `width` times the noise to each side.
    pub fn band(
        &self,
        time: Timestamp,
        ahead: impl Fn(Timestamp) -> i64,
        width: f64,
    ) -> Option<Band> {
        let at = time.secs() + ahead(time);
        let expected = self.level
            + self.slope * days(at - self.origin)
            + habit(&self.of_hour, &part_of_hour(at))
            + habit(&self.of_day, &part_of_day(at))
            + habit(&self.of_week, &hour_of_week(at));
        let hour = at.rem_euclid(DAY) / HOUR;
        let noise = self.noise.get(&hour).unwrap_or(&self.all_noise) * width;
        let band = Band {
            low: (expected - noise).max(self.floor),
            high: (expected + noise.max(self.spikes)).max(self.floor),
        };
        (band.low.is_finite() && band.high.is_finite()).then_some(band)
    }
}

fn part_of_hour(at: i64) -> i64 {
    at.rem_euclid(HOUR) / PART_OF_HOUR
}

fn part_of_day(at: i64) -> i64 {
    at.rem_euclid(DAY) / PART_OF_DAY
}

fn hour_of_week(at: i64) -> (i64, i64) {
    (at.div_euclid(DAY).rem_euclid(7), at.rem_euclid(DAY) / HOUR)
}

#[expect(clippy::cast_precision_loss, reason = "there are far fewer seconds than 2^52")]
fn days(secs: i64) -> f64 {
    secs as f64 / DAY as f64
}

fn habit<K: Ord>(habits: &BTreeMap<K, f64>, key: &K) -> f64 {
    habits.get(key).copied().unwrap_or_default()
}

/// Takes what is known of values off them.
fn take(values: &mut [At], known: impl Fn(i64) -> f64) {
    for (at, value) in values {
        *value -= known(*at);
    }
}

/// Returns the middle of values, the mean of both if there are two; `None` if there are none.
fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    let is_even = values.len().is_multiple_of(2);
    if values.is_empty() {
        return None;
    }
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    let lower = below.iter().copied().max_by(f64::total_cmp).filter(|_| is_even);
    Some(lower.map_or(upper, |lower| lower + (upper - lower) / 2.0))
}

/// Returns what nearly all values lie below, if that is above zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a part of a length is one"
)]
fn reached(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let place = (values.len() as f64 * SPIKES) as usize;
    values.get(place.min(values.len().checked_sub(1)?)).copied().filter(|value| *value > 0.0)
}

fn grouped<K: Ord>(values: &[At], key: impl Fn(i64) -> K) -> BTreeMap<K, Vec<f64>> {
    let mut groups: BTreeMap<K, Vec<f64>> = BTreeMap::new();
    for (at, value) in values {
        groups.entry(key(*at)).or_default().push(*value);
    }
    groups
}

fn medians<K: Ord>(values: &[At], key: impl Fn(i64) -> K) -> BTreeMap<K, f64> {
    let groups = grouped(values, key).into_iter();
    groups.filter_map(|(key, values)| Some((key, median(values)?))).collect()
}

/// Returns how much values change in a day.
///
/// Days count that have more than half of the values of the fullest: the others are begun or ended, and
/// their median says which part of the day they have. Once there are enough days a week apart, these alone
/// are compared: a quiet weekend at the end is no fall then.
fn trend(values: &[At]) -> f64 {
    let by_day = grouped(values, |at| at.div_euclid(DAY));
    let most = by_day.values().map(Vec::len).max().unwrap_or_default();
    let whole = by_day.into_iter().filter(|(_, values)| values.len() * 2 > most);
    let levels: Vec<(i64, f64)> =
        whole.filter_map(|(day, values)| Some((day, median(values)?))).collect();
    if levels.len() < 7 {
        return 0.0;
    }
    let (mut slopes, mut by_week) = (Vec::new(), Vec::new());
    for (place, (day, level)) in levels.iter().enumerate() {
        for (later, other) in &levels[place + 1..] {
            let slope = (other - level) / days((later - day) * DAY);
            slopes.push(slope);
            if (later - day) % WEEK == 0 {
                by_week.push(slope);
            }
        }
    }
    let is_enough = by_week.len() >= ENOUGH;
    median(if is_enough { by_week } else { slopes }).unwrap_or_default()
}

fn habit_of_hour(values: &[At]) -> BTreeMap<i64, f64> {
    let levels = medians(values, |at| at.div_euclid(HOUR));
    if levels.len() < 6 {
        return BTreeMap::new();
    }
    let mut values = values.to_vec();
    take(&mut values, |at| habit(&levels, &at.div_euclid(HOUR)));
    medians(&values, part_of_hour)
}

fn habit_of_day(values: &[At]) -> BTreeMap<i64, f64> {
    let of_days = medians(values, |at| (part_of_day(at), at.div_euclid(DAY)));
    let mut parts: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for ((part, _), value) in of_days {
        parts.entry(part).or_default().push(value);
    }
    let parts = parts.into_iter().filter(|(_, of_days)| of_days.len() > 1);
    parts.filter_map(|(part, of_days)| Some((part, median(of_days)?))).collect()
}

/// Returns by how much weekdays differ from the other days, as far as two weeks agree.
fn habit_of_week(values: &[At]) -> BTreeMap<(i64, i64), f64> {
    let of_days = medians(values, |at| (hour_of_week(at), at.div_euclid(DAY)));
    let mut hours: BTreeMap<(i64, i64), Vec<f64>> = BTreeMap::new();
    for ((hour, _), value) in of_days {
        hours.entry(hour).or_default().push(value);
    }
    let agreed = |of_days: Vec<f64>| {
        let one_side = of_days.iter().all(|v| *v > 0.0) || of_days.iter().all(|v| *v < 0.0);
        let nearest =
            of_days.iter().copied().min_by(|left, right| left.abs().total_cmp(&right.abs()));
        nearest.filter(|_| one_side && of_days.len() > 1)
    };
    hours.into_iter().filter_map(|(hour, of_days)| Some((hour, agreed(of_days)?))).collect()
}

#[cfg(test)]
mod tests;
