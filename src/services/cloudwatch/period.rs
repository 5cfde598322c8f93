//! Periods: which there are, which period a time falls in, and how old data may be for each.
//!
//! A range of time is cut into periods from its start on, which is first rounded down. A datapoint
//! bears the time at which its period begins; the last period may be cut short by the end.
//!
//! | the start lies back       | it is rounded down to | periods are multiples of |
//! |---------------------------|-----------------------|--------------------------|
//! | at most 3 hours           | the minute            | 1, 5, 10, 20, 30 or 60 s |
//! | at most 15 days           | the minute            | a minute                 |
//! | at most 63 days           | five minutes          | five minutes             |
//! | more                      | the hour              | an hour                  |
//!
//! The end is rounded up to what data of its age are kept by ([`tier`](super::tier)): of a minute
//! whose seconds are no longer told apart, all is in the last period, or nothing.
//!
//! For periods below a minute the start is rounded down to a multiple of the period. With a period
//! that the age of the start does not have, there are no datapoints, which is not an error. Data of
//! more than 455 days are gone.
//!
//! Source: CloudWatch API Reference, "`GetMetricStatistics`", `StartTime` and `Period`; CloudWatch
//! User Guide, "Metrics retention"; that periods are counted from the start and not from the full
//! hour: examples there. Our reading: what lies exactly on a limit belongs to the younger side; it
//! is the start alone whose age counts for the period; a period of one second does not round the
//! start at all; data behind the end are not in the last period; data of more than 455 days go by
//! the hour.

use std::time::Duration;

use super::tier::Tier;
use crate::time::{MINUTE, Timestamp};

/// The periods below a minute, in seconds.
const SHORT: [u64; 5] = [1, 5, 10, 20, 30];

/// The length of a period.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Period(Duration);

impl Period {
    /// Returns the period of a number of seconds; `None` if there is no such period.
    pub fn parse(secs: i32) -> Option<Self> {
        let secs = u64::try_from(secs).ok().filter(|secs| *secs > 0)?;
        let fine = SHORT.contains(&secs) || secs.is_multiple_of(60);
        fine.then(|| Self(Duration::from_secs(secs)))
    }

    /// Returns the oldest start that has the period.
    pub fn oldest(self, now: Timestamp) -> Timestamp {
        let secs = self.0.as_secs();
        let fits = |tier: &Tier| secs.is_multiple_of(tier.step().as_secs());
        let coarsest = Tier::ALL.into_iter().rfind(fits).unwrap_or(Tier::Raw);
        now - coarsest.kept()
    }

    /// Returns how many periods a range of time has; a part of one counts.
    pub fn count(self, start: Timestamp, end: Timestamp) -> u64 {
        end.since(start).as_secs().div_ceil(self.0.as_secs())
    }
}

/// A range of time, cut into periods.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Periods {
    /// When the first begins.
    start: Timestamp,
    /// When the last ends at the latest; this time is not in it.
    end: Timestamp,
    /// Until when data are gone.
    gone: Timestamp,
    period: Period,
}

impl Periods {
    /// Cuts a range of time; `None` if the age of the start does not have the period.
    pub fn cut(period: Period, start: Timestamp, end: Timestamp, now: Timestamp) -> Option<Self> {
        let finest = Tier::of_age(now.since(start)).step();
        let step = if period.0 < MINUTE { period.0 } else { finest.max(MINUTE) };
        let fits = period.0.as_secs().is_multiple_of(finest.as_secs());
        let step_of_end = Tier::of_age(now.since(end)).step();
        let end = if end == end.floor(step_of_end) { end } else { end.next(step_of_end) };
        let gone = (now - Tier::Hour.kept()).floor(Tier::Hour.step());
        fits.then(|| Self { start: start.floor(step), end, gone, period })
    }

    /// Returns when the first period begins.
    pub const fn first(&self) -> Timestamp {
        self.start
    }

    /// Returns the range that data are told of: not before the first period, nor of what is gone.
    pub fn range(&self) -> (Timestamp, Timestamp) {
        (self.start.max(self.gone), self.end)
    }

    /// Returns when the period begins that a time of the range falls in.
    pub fn beginning(&self, time: Timestamp) -> Timestamp {
        let into = time.since(self.start).as_secs();
        time.whole_secs() - Duration::from_secs(into % self.period.0.as_secs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;
    use crate::time::text::parse_date;

    fn at(text: &str) -> Timestamp {
        parse_date(text).unwrap()
    }

    fn period(secs: i32) -> Period {
        Period::parse(secs).unwrap()
    }

    #[test]
    fn periods_are_a_few_short_ones_and_multiples_of_a_minute() {
        for secs in [1, 5, 10, 20, 30, 60, 120, 3_600, 86_400, 2_592_000] {
            assert!(Period::parse(secs).is_some(), "{secs}");
        }
        for secs in [-60, 0, 2, 7, 15, 45, 61, 90] {
            assert_eq!(Period::parse(secs), None, "{secs}");
        }
    }

    #[test]
    fn the_start_is_rounded_down_by_age_and_period() {
        let now = at("2024-06-01T12:00:00Z");
        let cases = [
            // The examples of the reference.
            ("2024-06-01T11:32:34Z", 60, Some("2024-06-01T11:32:00Z")),
            ("2024-05-10T12:32:34Z", 300, Some("2024-05-10T12:30:00Z")),
            ("2024-03-01T12:32:34Z", 3_600, Some("2024-03-01T12:00:00Z")),
            ("2024-06-01T11:15:17Z", 5, Some("2024-06-01T11:15:15Z")),
            ("2024-06-01T11:05:23Z", 10, Some("2024-06-01T11:05:20Z")),
            ("2024-06-01T11:05:23Z", 20, Some("2024-06-01T11:05:20Z")),
            ("2024-06-01T11:05:23Z", 1, Some("2024-06-01T11:05:23Z")),
            ("2024-06-01T11:32:34Z", 3_600, Some("2024-06-01T11:32:00Z")),
            ("2024-06-01T13:59:59Z", 60, Some("2024-06-01T13:59:00Z")),
            // Exactly on a limit, and beyond.
            ("2024-06-01T09:00:00Z", 10, Some("2024-06-01T09:00:00Z")),
            ("2024-06-01T08:59:59Z", 10, None),
            ("2024-06-01T08:59:59Z", 60, Some("2024-06-01T08:59:00Z")),
            ("2024-05-17T12:00:00Z", 60, Some("2024-05-17T12:00:00Z")),
            ("2024-05-17T11:59:59Z", 60, None),
            ("2024-05-17T11:59:59Z", 300, Some("2024-05-17T11:55:00Z")),
            ("2024-03-30T12:00:00Z", 300, Some("2024-03-30T12:00:00Z")),
            ("2024-03-30T11:59:59Z", 300, None),
            ("2024-03-30T11:59:59Z", 7_200, Some("2024-03-30T11:00:00Z")),
        ];
        for (start, secs, expected) in cases {
            let periods = Periods::cut(period(secs), at(start), now, now);
            assert_eq!(periods.map(|p| p.start), expected.map(at), "{start} by {secs} s");
        }
    }

    #[test]
    fn the_end_is_rounded_up_by_its_age() {
        let now = at("2024-06-01T12:00:00Z");
        let cases = [
            ("2024-06-01T11:32:34Z", "2024-06-01T11:32:34Z"),
            ("2024-06-01T09:00:00Z", "2024-06-01T09:00:00Z"),
            ("2024-06-01T08:59:59Z", "2024-06-01T09:00:00Z"),
            ("2024-06-01T08:58:00Z", "2024-06-01T08:58:00Z"),
            ("2024-05-10T12:32:34Z", "2024-05-10T12:35:00Z"),
            ("2024-03-01T12:32:34Z", "2024-03-01T13:00:00Z"),
        ];
        for (end, expected) in cases {
            let periods = Periods::cut(period(86_400), at("2023-06-01"), at(end), now).unwrap();
            assert_eq!(periods.end, at(expected), "{end}");
        }
    }

    #[test]
    fn what_is_gone_is_not_told() {
        let now = at("2024-06-01T12:30:00Z");
        let cut = |start| Periods::cut(period(3_600), at(start), now, now).unwrap().range().0;
        assert_eq!(cut("2023-03-04T14:00:00Z"), at("2023-03-04T14:00:00Z"));
        assert_eq!(cut("2023-03-04T11:00:00Z"), at("2023-03-04T12:00:00Z"));
    }

    #[test]
    fn periods_are_counted_from_the_start() {
        let now = at("2024-06-01T12:00:00Z");
        let periods = Periods::cut(period(3_600), now - DAY + MINUTE, now, now).unwrap();
        let cases = [
            ("2024-05-31T12:01:00Z", "2024-05-31T12:01:00Z"),
            ("2024-05-31T13:00:59Z", "2024-05-31T12:01:00Z"),
            ("2024-05-31T13:01:00Z", "2024-05-31T13:01:00Z"),
            ("2024-06-01T11:59:59Z", "2024-06-01T11:01:00Z"),
        ];
        for (time, beginning) in cases {
            assert_eq!(periods.beginning(at(time)), at(beginning), "{time}");
        }
    }

    #[test]
    fn a_part_of_a_period_counts_as_one() {
        let start = at("2024-06-01T12:00:00Z");
        for (secs, count) in [(0, 0), (1, 1), (59, 1), (60, 1), (61, 2)] {
            assert_eq!(period(60).count(start, start + Duration::from_secs(secs)), count, "{secs}");
        }
    }
}
