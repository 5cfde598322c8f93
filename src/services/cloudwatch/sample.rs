//! What a metric is made of: values, sets of values of which only the statistics are known, and what
//! older ones were rolled up to.

use std::time::Duration;

use super::rolled::Rolled;
use super::unit::Unit;
use crate::time::Timestamp;

/// Something that was measured at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// When, in whole seconds; the beginning of the minute if the resolution is a minute, and of
    /// what it was rolled up to.
    pub time: Timestamp,
    /// What the measure is in.
    pub unit: Unit,
    /// How finely the time is kept.
    pub resolution: Resolution,
    /// What was measured.
    pub measure: Measure,
}

/// How finely the time of a sample is kept: its `StorageResolution`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Resolution {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
}

impl Resolution {
    /// Returns the resolution of a number of seconds; there are only those of 1 and 60.
    pub const fn parse(secs: i32) -> Option<Self> {
        match secs {
            1 => Some(Self::Second),
            60 => Some(Self::Minute),
            _ => None,
        }
    }

    /// Returns a time as it is kept.
    pub fn align(self, time: Timestamp) -> Timestamp {
        match self {
            Self::Second => time.floor(Duration::from_secs(1)),
            Self::Minute => time.floor(Duration::from_mins(1)),
        }
    }
}

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// A value, and how many times it occurred; the number need not be whole.
    Value {
        /// The value.
        value: f64,
        /// How many times.
        count: f64,
    },
    /// Values of which only this is known.
    Set(Set),
    /// Several measures, rolled up to one.
    Rolled(Box<Rolled>),
}

/// The statistics of values that are not known themselves: a `StatisticSet`.
///
/// They are kept as they were said, whether or not they can be true together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Set {
    /// How many values there are; the number need not be whole.
    pub count: f64,
    /// What they come to.
    pub sum: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Set {
    /// Returns the value that occurred, and how many times, if the set says that there was only one:
    /// smallest and largest are equal, and the sum is their product with the count.
    ///
    /// `None` otherwise, and if the value is negative: then percentiles and their like are not told.
    ///
    /// Source: CloudWatch User Guide, "CloudWatch statistics definitions", "Requirements".
    pub fn occurrence(&self) -> Option<(f64, f64)> {
        let single = self.min >= 0.0
            && (self.max - self.min) == 0.0
            && (self.sum - self.min * self.count) == 0.0;
        single.then_some((self.min, self.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_kept_to_the_second_or_to_the_minute() {
        let time = Timestamp::from_millis(119_999);
        assert_eq!(Resolution::Second.align(time), Timestamp::from_secs(119));
        assert_eq!(Resolution::Minute.align(time), Timestamp::from_secs(60));
        let parsed: Vec<_> = [0, 1, 59, 60, 61].map(Resolution::parse).into();
        assert_eq!(parsed, [None, Some(Resolution::Second), None, Some(Resolution::Minute), None]);
    }
}
