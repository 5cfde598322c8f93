//! The spellings of statistics that need the values themselves: `p99`, `TM(10%:90%)`.
//!
//! | spelling               | is                                                                  |
//! |------------------------|---------------------------------------------------------------------|
//! | `p95`, `p99.9`         | a percentile, from 0 to 100                                         |
//! | `tm95`, `TM(2%:98%)`   | the mean of a range                                                 |
//! | `IQM`                  | `TM(25%:75%)`                                                       |
//! | `wm95`, `WM(2%:98%)`   | the mean of all, with those outside the range taken for its nearest |
//! | `tc95`, `TC(2%:98%)`   | the number of values in a range                                     |
//! | `ts95`, `TS(2%:98%)`   | the sum of the values in a range                                    |
//! | `PR(100:2000)`         | the percentage of values in a range                                 |
//!
//! `tm95` is `TM(:95%)`, and likewise for the others. One end of a range may be left out. Ends are
//! both percentages or both numbers, and `PR` has numbers only; of numbers the lower is not in the
//! range, the upper is. Numbers have at most ten decimal places. Ranges have capital letters, single
//! numbers small ones; `iqm` is taken, too.
//!
//! Source: CloudWatch User Guide, "CloudWatch statistics definitions". Our reading: the lower end
//! lies below the upper.

use super::statistics::{Distribution, Range};

/// How many decimal places a number may have.
const PLACES: usize = 10;

/// A statistic that needs the values themselves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extended {
    /// A percentile.
    Percentile(f64),
    /// The mean of a range.
    TrimmedMean(Range),
    /// The mean of all, with those outside a range taken for its nearest.
    WinsorizedMean(Range),
    /// The number of values in a range.
    TrimmedCount(Range),
    /// The sum of the values in a range.
    TrimmedSum(Range),
    /// The percentage of values in a range.
    PercentileRank(Range),
}

impl Extended {
    /// Returns the statistic of a spelling; `None` if it spells none.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "IQM" || text == "iqm" {
            return Some(Self::TrimmedMean(Range::Percent(25.0, 75.0)));
        }
        if let Some(percent) = text.strip_prefix('p') {
            return percentage(percent).map(Self::Percentile);
        }
        let (name, rest) = text.split_at_checked(2)?;
        let range = match rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inside) => range(inside)?,
            None => Range::Percent(0.0, percentage(rest)?),
        };
        let in_brackets = rest.starts_with('(');
        match (name, in_brackets, range) {
            ("TM", true, _) | ("tm", false, _) => Some(Self::TrimmedMean(range)),
            ("WM", true, _) | ("wm", false, _) => Some(Self::WinsorizedMean(range)),
            ("TC", true, _) | ("tc", false, _) => Some(Self::TrimmedCount(range)),
            ("TS", true, _) | ("ts", false, _) => Some(Self::TrimmedSum(range)),
            ("PR", true, Range::Absolute(..)) => Some(Self::PercentileRank(range)),
            _ => None,
        }
    }

    /// Returns what it is of a distribution; `None` for the mean of no values.
    pub fn of(&self, values: &Distribution) -> Option<f64> {
        match *self {
            Self::Percentile(percent) => Some(values.percentile(percent)),
            Self::TrimmedMean(range) => values.trimmed_mean(range),
            Self::WinsorizedMean(range) => values.winsorized_mean(range),
            Self::TrimmedCount(range) => Some(values.count(range)),
            Self::TrimmedSum(range) => Some(values.sum(range)),
            Self::PercentileRank(range) => Some(values.rank(range)),
        }
    }
}

/// Returns the range between brackets.
fn range(text: &str) -> Option<Range> {
    let (lower, upper) = text.split_once(':')?;
    let is_percent = |end: &str| end.ends_with('%');
    let fits = |end: &str, percent: bool| end.is_empty() || is_percent(end) == percent;
    let percent = is_percent(lower) || is_percent(upper);
    if text == ":" || !fits(lower, percent) || !fits(upper, percent) {
        return None;
    }
    let end = |end: &str, missing: f64| match end.strip_suffix('%') {
        _ if end.is_empty() => Some(missing),
        Some(end) => percentage(end),
        None => number(end),
    };
    let range = if percent {
        (end(lower, 0.0)?, end(upper, 100.0)?)
    } else {
        (end(lower, f64::NEG_INFINITY)?, end(upper, f64::INFINITY)?)
    };
    let (lower, upper) = range;
    (lower < upper).then_some(if percent {
        Range::Percent(lower, upper)
    } else {
        Range::Absolute(lower, upper)
    })
}

/// Returns a number from 0 to 100.
fn percentage(text: &str) -> Option<f64> {
    number(text).filter(|percent| *percent <= 100.0)
}

/// Returns a number: digits, and perhaps a point and at most ten more.
fn number(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let fine = digits(whole) && digits(fraction) && fraction.len() <= PLACES;
    fine.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::Range::{Absolute, Percent};
    use super::*;
    use crate::services::cloudwatch::sample::Measure;
    use crate::services::cloudwatch::statistics::Gathered;
    use proptest::prelude::*;

    #[test]
    fn every_spelling_of_the_guide_is_known() {
        let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        let cases = [
            ("p0", Extended::Percentile(0.0)),
            ("p95", Extended::Percentile(95.0)),
            ("p100", Extended::Percentile(100.0)),
            ("p95.0123456789", Extended::Percentile(95.012_345_678_9)),
            ("p99.0", Extended::Percentile(99.0)),
            ("tm90", Extended::TrimmedMean(Percent(0.0, 90.0))),
            ("TM(2%:98%)", Extended::TrimmedMean(Percent(2.0, 98.0))),
            ("TM(150:1000)", Extended::TrimmedMean(Absolute(150.0, 1_000.0))),
            ("TM(:95%)", Extended::TrimmedMean(Percent(0.0, 95.0))),
            ("TM(10%:)", Extended::TrimmedMean(Percent(10.0, 100.0))),
            ("IQM", Extended::TrimmedMean(Percent(25.0, 75.0))),
            ("iqm", Extended::TrimmedMean(Percent(25.0, 75.0))),
            ("wm98", Extended::WinsorizedMean(Percent(0.0, 98.0))),
            ("WM(10%:90%)", Extended::WinsorizedMean(Percent(10.0, 90.0))),
            ("tc90", Extended::TrimmedCount(Percent(0.0, 90.0))),
            ("TC(0.005:0.030)", Extended::TrimmedCount(Absolute(0.005, 0.03))),
            ("TC(:0.5)", Extended::TrimmedCount(Absolute(least, 0.5))),
            ("ts90", Extended::TrimmedSum(Percent(0.0, 90.0))),
            ("TS(80%:)", Extended::TrimmedSum(Percent(80.0, 100.0))),
            ("PR(:300)", Extended::PercentileRank(Absolute(least, 300.0))),
            ("PR(100:2000)", Extended::PercentileRank(Absolute(100.0, 2_000.0))),
            ("PR(10:)", Extended::PercentileRank(Absolute(10.0, most))),
        ];
        for (text, expected) in cases {
            assert_eq!(Extended::parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_not() {
        let wrong = [
            "",
            "p",
            "90",
            "P95",
            "p101",
            "p-1",
            "p1e1",
            "p.5",
            "p5.",
            "p1.12345678901",
            "pinf",
            "pNaN",
            "tm",
            "tm101",
            "TM90",
            "tm(1%:2%)",
            "TM()",
            "TM(:)",
            "TM(%:)",
            "TM(1%:2)",
            "TM(1:2%)",
            "TM(2:1)",
            "TM(5%:5%)",
            "TM(1%:2%",
            "TM(-1:2)",
            "TM(1%:200%)",
            "TM(1;2)",
            "PR(1%:2%)",
            "PR99",
            "pr(1:2)",
            "XX(1:2)",
            "iq",
            "Average",
            "é",
            "ée",
        ];
        for text in wrong {
            assert_eq!(Extended::parse(text), None, "{text}");
        }
    }

    #[test]
    fn each_is_what_the_distribution_says() {
        let mut gathered = Gathered::default();
        for value in [1.0, 2.0, 3.0, 10.0] {
            gathered.add(&Measure::Value { value, count: 1.0 });
        }
        let values = Distribution::of(gathered).unwrap();
        let cases = [
            ("p50", Some(2.0)),
            ("tm75", Some(2.0)),
            ("IQM", Some(2.5)),
            ("wm75", Some(2.25)),
            ("tc75", Some(3.0)),
            ("ts75", Some(6.0)),
            ("PR(1:3)", Some(50.0)),
            ("TM(3:9)", None),
            ("TC(3:9)", Some(0.0)),
        ];
        for (text, expected) in cases {
            assert_eq!(Extended::parse(text).unwrap().of(&values), expected, "{text}");
        }
    }

    /// What a statistic comes to for values that are written out one by one, in order.
    fn recomputed(name: &str, (lower, upper): (usize, usize), percent: bool, all: &[f64]) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
        let number = |whole: usize| whole as f64;
        let part = if percent {
            all[all.len() * lower / 100..(all.len() * upper).div_ceil(100)].to_vec()
        } else {
            let inside = |value: &&f64| number(lower) < **value && **value <= number(upper);
            all.iter().filter(inside).copied().collect()
        };
        let mean = |values: &[f64]| values.iter().sum::<f64>() / number(values.len());
        match name {
            "p" => all[(all.len() * upper).div_ceil(100).max(1) - 1],
            "TM" => mean(&part),
            "TC" => number(part.len()),
            "TS" => part.iter().sum(),
            "PR" => number(part.len()) / number(all.len()) * 100.0,
            "WM" => {
                let ends = if percent {
                    (part.first().copied(), part.last().copied())
                } else {
                    (Some(number(lower)), Some(number(upper)))
                };
                let (Some(least), Some(most)) = ends else { return f64::NAN };
                mean(&all.iter().map(|value| value.clamp(least, most)).collect::<Vec<_>>())
            }
            _ => unreachable!("{name}"),
        }
    }

    proptest! {
        #[test]
        fn each_agrees_with_values_written_out_one_by_one(
            occurrences in prop::collection::vec((0..60_u32, 1..5_u32), 1..40),
            ends in (0..100_usize, 1..=100_usize),
            percent: bool,
        ) {
            let ends = (ends.0.min(ends.1 - 1), ends.1.max(ends.0 + 1));
            let mut gathered = Gathered::default();
            let mut all = Vec::new();
            for (value, count) in occurrences {
                let (value, count) = (f64::from(value), count);
                gathered.add(&Measure::Value { value, count: f64::from(count) });
                all.extend((0..count).map(|_| value));
            }
            all.sort_unstable_by(f64::total_cmp);
            let values = Distribution::of(gathered).unwrap();
            let sign = if percent { "%" } else { "" };
            for name in ["p", "TM", "WM", "TC", "TS", "PR"] {
                let spelled = match name {
                    "p" => format!("p{}", ends.1),
                    "PR" => format!("PR({}:{})", ends.0, ends.1),
                    _ => format!("{name}({}{sign}:{}{sign})", ends.0, ends.1),
                };
                let percent = percent && name != "PR";
                let told = Extended::parse(&spelled).unwrap().of(&values).unwrap_or(f64::NAN);
                let expected = recomputed(name, ends, percent, &all);
                let same = (told - expected).abs() <= 1e-12 * expected.abs();
                prop_assert!(same || (told.is_nan() && expected.is_nan()), "{spelled} {told} {expected}");
            }
        }
    }
}
