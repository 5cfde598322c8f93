//! How busy something is over time: a number that follows from pattern, seed and minute alone.
//!
//! ```text
//! daily    _.-'-._.-'-._       up in the afternoon (UTC), down at night, less at weekends
//! spike    ____|____|___       little to do, but for some minutes a day
//! ramp     __..--''"""""       ever more for a week, and then as much
//! outage   _.-'  _.-' -._      as daily, but down for some minutes a day
//! ```
//!
//! There is nothing here that depends on when somebody looks, nor on what came before: the values of
//! a minute can be computed by themselves. Only basic arithmetic is used, whose results are the same on
//! every machine.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::{DAY, HOUR, MINUTE, Timestamp};

/// How something is used.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Pattern {
    /// By day, and less at weekends.
    Daily,
    /// Very much for some minutes a day.
    Spike,
    /// Ever more.
    Ramp,
    /// As daily, but it is down for some minutes a day.
    Outage,
}

impl Pattern {
    /// All of them, by their words.
    pub const ALL: [(&'static str, Self); 4] = [
        ("daily", Self::Daily),
        ("spike", Self::Spike),
        ("ramp", Self::Ramp),
        ("outage", Self::Outage),
    ];

    /// Returns the pattern of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, pattern)| *pattern)
    }

    /// Returns its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |(word, _)| word)
    }
}

/// How something is used over time.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Course {
    /// The pattern.
    pub pattern: Pattern,
    /// What chance follows from.
    pub seed: u64,
    /// When it began, which a ramp is counted from.
    pub since: Timestamp,
}

/// How something fares at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Load {
    /// How busy it is, from 0 to 1.
    pub level: f64,
    /// Whether it works at all.
    pub is_up: bool,
}

/// How long a ramp rises.
const RISE: Duration = Duration::from_hours(7 * 24);

/// The hour of the day at which most is done.
const BUSIEST: Duration = Duration::from_hours(14);

impl Course {
    /// Returns how it fares in the minute that begins at a time.
    pub fn at(&self, time: Timestamp) -> Load {
        let level = match self.pattern {
            Pattern::Daily | Pattern::Outage => daily(time),
            Pattern::Spike if self.is_special(time) => 0.92,
            Pattern::Spike => 0.12 + 0.1 * daily(time),
            Pattern::Ramp => {
                let risen = time.since(self.since).min(RISE);
                0.1 + 0.8 * risen.as_secs_f64() / RISE.as_secs_f64()
            }
        };
        let level = level * (0.94 + 0.12 * self.chance("level", time));
        let is_up = !(self.pattern == Pattern::Outage && self.is_special(time));
        Load { level, is_up }
    }

    /// Returns whether a time lies in the minutes of its day that are unlike the others: 10 to 40 of
    /// them.
    pub fn is_special(&self, time: Timestamp) -> bool {
        let day = time.floor(DAY);
        let length = 10.0 + 30.0 * self.chance("length", day);
        let start = (1_440.0 - length) * self.chance("start", day);
        let minutes = time.since(day).as_secs_f64() / 60.0;
        start <= minutes && minutes < start + length
    }

    /// Returns a number from 0 up to and without 1 that follows from what it is for and when.
    pub fn chance(&self, what: &str, time: Timestamp) -> f64 {
        let minute = time.floor(MINUTE).secs().unsigned_abs();
        let start = mix(self.seed ^ mix(minute));
        let hash = what.bytes().fold(start, |hash, byte| mix(hash ^ u64::from(byte)));
        f64::from(u32::try_from(hash >> 32).unwrap_or(u32::MAX)) / 4_294_967_296.0
    }

    /// Returns how many days have passed since it began.
    pub fn days(&self, time: Timestamp) -> f64 {
        time.since(self.since).as_secs_f64() / DAY.as_secs_f64()
    }
}

/// Returns how busy it is by day.
fn daily(time: Timestamp) -> f64 {
    let day = time.floor(DAY);
    let hour = time.since(day).as_secs_f64() / HOUR.as_secs_f64();
    let away = (hour - BUSIEST.as_secs_f64() / HOUR.as_secs_f64()).abs();
    let near = 1.0 - away.min(24.0 - away) / 12.0;
    let level = 0.15 + 0.6 * near * near * (3.0 - 2.0 * near);
    level * weekly(time)
}

/// Returns how much is done on a day beside others: less at weekends, and between the afternoons of two
/// days on the way from one to the other.
fn weekly(time: Timestamp) -> f64 {
    let since = time - BUSIEST;
    let day = since.floor(DAY);
    let of = |day: Timestamp| {
        // 1970 began on a Thursday.
        let weekday = (day.secs().div_euclid(86_400) + 4).rem_euclid(7);
        if weekday == 0 || weekday == 6 { 0.6 } else { 1.0 }
    };
    let way = since.since(day).as_secs_f64() / DAY.as_secs_f64();
    let (from, to) = (of(day), of(day + DAY));
    from + (to - from) * way * way * (3.0 - 2.0 * way)
}

/// Spreads a number over all numbers.
///
/// Source: the finalizer of `SplitMix64`, Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014.
const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::parse_date;

    fn at(text: &str) -> Timestamp {
        parse_date(text).unwrap()
    }

    fn course(pattern: Pattern, seed: u64) -> Course {
        Course { pattern, seed, since: at("2024-06-03") }
    }

    fn minutes(day: &str) -> impl Iterator<Item = Timestamp> {
        let day = at(day);
        (0..1_440).map(move |minute| day + MINUTE * minute)
    }

    #[test]
    fn words_name_patterns() {
        for (word, pattern) in Pattern::ALL {
            assert_eq!((Pattern::parse(word), pattern.word()), (Some(pattern), word));
        }
        assert_eq!(Pattern::parse("weekly"), None);
    }

    #[test]
    fn levels_stay_between_nothing_and_all_and_follow_from_the_seed() {
        for (_, pattern) in Pattern::ALL {
            let levels = |seed| -> Vec<f64> {
                minutes("2024-06-09").map(|time| course(pattern, seed).at(time).level).collect()
            };
            assert!(levels(1).iter().all(|level| (0.0..1.0).contains(level)), "{pattern:?}");
            assert_eq!(levels(1), levels(1));
            assert_ne!(levels(1), levels(2));
        }
    }

    #[test]
    fn days_are_busy_in_the_afternoon_and_weekends_less_so() {
        let level = |time| course(Pattern::Daily, 7).at(at(time)).level;
        let [monday, night] = ["2024-06-03T14:00:00Z", "2024-06-03T02:00:00Z"].map(level);
        let sunday = level("2024-06-09T14:00:00Z");
        assert!(monday > 0.7 && night < 0.17 && (0.4..0.5).contains(&sunday));
    }

    #[test]
    fn days_go_over_into_each_other() {
        let levels: Vec<f64> = ["2024-06-07", "2024-06-08", "2024-06-09", "2024-06-10"]
            .into_iter()
            .flat_map(minutes)
            .map(daily)
            .collect();
        let steps = levels.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        let most = steps.fold(0.0, f64::max);
        assert!(most < 0.002, "{most}");
    }

    #[test]
    fn some_minutes_of_each_day_are_special() {
        for seed in 0..20 {
            let course = course(Pattern::Outage, seed);
            let down: Vec<bool> =
                minutes("2024-06-05").map(|time| !course.at(time).is_up).collect();
            let count = down.iter().filter(|down| **down).count();
            let changes = down.windows(2).filter(|pair| pair[0] != pair[1]).count();
            assert!(
                (9..=41).contains(&count) && changes <= 2,
                "{count} minutes, {changes} changes"
            );
        }
        let spike = course(Pattern::Spike, 3);
        let high = minutes("2024-06-05").filter(|time| spike.at(*time).level > 0.8).count();
        assert!((9..=41).contains(&high), "{high}");
    }

    #[test]
    fn a_ramp_rises_for_a_week() {
        let level = |time| course(Pattern::Ramp, 1).at(at(time)).level;
        let days = ["2024-06-03", "2024-06-05", "2024-06-07", "2024-06-10"].map(level);
        assert!(days.is_sorted() && days[0] < 0.11 && days[3] > 0.8, "{days:?}");
        assert!((level("2024-06-20") - days[3]).abs() < 0.12);
    }
}
