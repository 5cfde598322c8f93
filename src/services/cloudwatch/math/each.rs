//! Functions of one series, from its values, its times, or both, and of several at each time.

use std::collections::BTreeMap;

use super::Series;
use crate::time::{Timestamp, text};

/// Returns a value, or NaN for whatever is no number.
pub const fn number(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// Returns a series whose values are computed one by one.
pub fn map(series: &Series, compute: impl Fn(f64) -> f64) -> Series {
    let points = series.points.iter().map(|(time, value)| (*time, compute(*value)));
    with(series, points)
}

/// Returns a series whose values are computed of a datapoint and the one before it; the first has
/// none.
pub fn of_pairs(series: &Series, compute: impl Fn((f64, f64), f64) -> f64) -> Series {
    let points = || series.points.iter().filter(|(_, value)| value.is_finite());
    let pairs = points().zip(points().skip(1));
    let points = pairs.map(|((before, old), (time, new))| {
        let secs = time.since(*before).as_secs_f64();
        (*time, compute((*old, *new), secs))
    });
    with(series, points)
}

/// Returns the sums of all values so far.
pub fn running_sum(series: &Series) -> Series {
    let mut sum = 0.0;
    let numbers = series.points.iter().filter(|(_, value)| value.is_finite());
    let points = numbers.map(|(time, value)| {
        sum += value;
        (*time, sum)
    });
    with(series, points)
}

fn with(series: &Series, points: impl Iterator<Item = (Timestamp, f64)>) -> Series {
    let points = points.map(|(time, value)| (time, number(value))).collect();
    Series { label: series.label.clone(), period: series.period, points }
}

/// What several values come to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Aggregate {
    /// The mean.
    Average,
    /// The sum.
    Sum,
    /// The smallest.
    Minimum,
    /// The largest.
    Maximum,
    /// The standard deviation of all of them, not of a sample.
    Deviation,
}

impl Aggregate {
    /// Returns the aggregate of a function's name; `None` if it has none.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "AVG" => Some(Self::Average),
            "SUM" => Some(Self::Sum),
            "MIN" => Some(Self::Minimum),
            "MAX" => Some(Self::Maximum),
            "STDDEV" => Some(Self::Deviation),
            _ => None,
        }
    }

    /// Returns what values come to; `None` if there are none.
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer values than 2^52")]
    pub fn of(self, values: &[f64]) -> Option<f64> {
        let number = values.len() as f64;
        let sum: f64 = values.iter().sum();
        let mean = sum / number;
        if values.is_empty() {
            return None;
        }
        Some(match self {
            Self::Average => mean,
            Self::Sum => sum,
            Self::Minimum => values.iter().copied().fold(f64::INFINITY, f64::min),
            Self::Maximum => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Self::Deviation => {
                let squares = values.iter().map(|value| (value - mean).powi(2));
                (squares.sum::<f64>() / number).sqrt()
            }
        })
    }

    /// Returns what several series come to at each time that any of them has a value.
    ///
    /// A series without a value there counts as 0 in the mean, and in nothing else. Where one has a
    /// value that is no number, so has the result.
    ///
    /// Source: CloudWatch User Guide, "Using metric math", `AVG`.
    pub fn across(self, many: &[Series]) -> Series {
        across(many, |values| {
            if values.iter().any(|value| value.is_nan()) {
                return f64::NAN;
            }
            let mut values = values.to_vec();
            if self == Self::Average {
                values.resize(many.len(), 0.0);
            }
            self.of(&values).unwrap_or(f64::NAN)
        })
    }
}

/// Returns how many of several series have a value, at each time that any of them has one.
///
/// Source: CloudWatch User Guide, "Using metric math", `DATAPOINT_COUNT`.
#[expect(clippy::cast_precision_loss, reason = "there are few series")]
pub fn count_across(many: Vec<Series>) -> Series {
    let many: Vec<Series> = many.into_iter().map(Series::numbers).collect();
    across(&many, |values| values.len() as f64)
}

fn across(many: &[Series], compute: impl Fn(&[f64]) -> f64) -> Series {
    let mut values: BTreeMap<Timestamp, Vec<f64>> = BTreeMap::new();
    for (time, value) in many.iter().flat_map(|series| &series.points) {
        values.entry(*time).or_default().push(*value);
    }
    let points = values.iter().map(|(time, values)| (*time, compute(values)));
    let period = many.iter().map(|series| series.period).max().unwrap_or_default();
    with(&Series { period, ..Series::default() }, points)
}

/// Returns a part of the calendar that a time falls in, UTC.
///
/// Weeks begin with Monday, which is 1.
pub fn part_of(name: &str, time: Timestamp) -> Option<f64> {
    let whole = text::utc(time);
    let number = |range: std::ops::Range<usize>| whole.get(range)?.parse::<f64>().ok();
    match name {
        "YEAR" => number(0..4),
        "MONTH" => number(5..7),
        "DATE" => number(8..10),
        "HOUR" => number(11..13),
        "MINUTE" => number(14..16),
        // 1970-01-01 was a Thursday.
        "DAY" => {
            let day = (time.secs().div_euclid(86_400) + 3).rem_euclid(7) + 1;
            Some(f64::from(i32::try_from(day).unwrap_or_default()))
        }
        #[expect(clippy::cast_precision_loss, reason = "seconds of the calendar are exact")]
        "EPOCH" => Some(time.secs() as f64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::parse_date;

    #[test]
    fn a_time_has_its_parts() {
        let time = parse_date("2024-06-02T13:45:00Z").unwrap();
        let cases = [
            ("YEAR", 2024.0),
            ("MONTH", 6.0),
            ("DATE", 2.0),
            ("DAY", 7.0),
            ("HOUR", 13.0),
            ("MINUTE", 45.0),
            ("EPOCH", 1_717_335_900.0),
        ];
        for (part, expected) in cases {
            assert_eq!(part_of(part, time), Some(expected), "{part}");
        }
    }

    #[test]
    fn values_come_to_one() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let cases = [("AVG", 5.0), ("SUM", 40.0), ("MIN", 2.0), ("MAX", 9.0), ("STDDEV", 2.0)];
        for (name, expected) in cases {
            assert_eq!(Aggregate::parse(name).unwrap().of(&values), Some(expected), "{name}");
        }
        assert_eq!(Aggregate::Average.of(&[]), None);
    }
}
