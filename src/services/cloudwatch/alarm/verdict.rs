//! What state follows from datapoints, some of which may be missing.
//!
//! An alarm looks at more datapoints than its evaluation periods, its *evaluation range*, so that it
//! can do without the missing ones:
//!
//! | of N periods, M to alarm, the range has | the state                                               |
//! |-----------------------------------------|---------------------------------------------------------|
//! | N or more that are there                | follows from the newest N of them                       |
//! | fewer                                   | the missing ones are treated as the alarm says, and as  |
//! |                                         | few of them as can be                                   |
//!
//! In the second case, with b breaching ones among those that are there:
//!
//! | treat as       | none is there       | M or more breach | one does not breach | all breach, fewer than M |
//! |----------------|---------------------|------------------|---------------------|--------------------------|
//! | `missing`      | `INSUFFICIENT_DATA` | `ALARM`          | `OK`                | see below                |
//! | `ignore`       | stays               | `ALARM`          | `OK`                | stays                    |
//! | `breaching`    | each missing one of the N counts as one that breaches                                     ||||
//! | `notBreaching` | `OK`                | `ALARM`          | `OK`                | `OK`                     |
//!
//! Where all breach and are fewer than M, `missing` goes to `ALARM` once the oldest of them is at
//! least M periods old, so that data that are merely late do not raise it at once; until then the
//! state stays.
//!
//! Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data" and the
//! tables there; "Avoiding premature transitions to alarm state". Our reading: that the state stays
//! until the oldest is old enough, which the guide does not say.

use serde::{Deserialize, Serialize};

use crate::services::cloudwatch::anomaly::model::Band;
use crate::services::cloudwatch::shapes::alarms::ComparisonOperator;

/// How many datapoints more than its evaluation periods an alarm looks at.
///
/// The guide's tables have three evaluation periods and a range of five, and say that it differs.
pub const MORE: usize = 2;

/// What a missing datapoint counts as.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Missing {
    /// Nothing: if all are missing, the alarm does not know.
    #[default]
    #[serde(rename = "missing")]
    Missing,
    /// The state stays.
    #[serde(rename = "ignore")]
    Ignore,
    /// As one that breaches.
    #[serde(rename = "breaching")]
    Breaching,
    /// As one that does not.
    #[serde(rename = "notBreaching")]
    NotBreaching,
}

impl Missing {
    /// Returns what a word of a request stands for; `None` if it is none.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "missing" => Some(Self::Missing),
            "ignore" => Some(Self::Ignore),
            "breaching" => Some(Self::Breaching),
            "notBreaching" => Some(Self::NotBreaching),
            _ => None,
        }
    }
}

/// How many datapoints are looked at, and how many of them must breach.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rule {
    /// N: how many periods there are.
    pub periods: usize,
    /// M: how many datapoints must breach, at most `periods`.
    pub to_alarm: usize,
    /// What a missing one counts as.
    pub missing: Missing,
}

/// A state that follows, and what it follows from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Enough datapoints breach.
    Alarm(Grounds),
    /// Not enough do.
    Ok(Grounds),
    /// None are there.
    Insufficient,
    /// The state stays as it is.
    Stays,
}

/// What a verdict rests on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Grounds {
    /// The places of the datapoints that were looked at, the newest, which is at 0, first.
    pub places: Vec<usize>,
    /// How many missing ones were treated as breaching or as not breaching.
    pub filled: usize,
}

impl Rule {
    /// Returns how many datapoints are looked at.
    pub const fn range(&self) -> usize {
        self.periods + MORE
    }

    /// Returns what follows from datapoints, the newest first: whether each breaches, or `None` for
    /// one that is missing.
    pub fn judge(&self, breaches: &[Option<bool>]) -> Verdict {
        let there = |(place, breach): (usize, &Option<bool>)| breach.map(|breach| (place, breach));
        let range = breaches.iter().take(self.range());
        let known: Vec<(usize, bool)> =
            range.enumerate().filter_map(there).take(self.periods).collect();
        let breaching = known.iter().filter(|(_, breach)| *breach).count();
        let lacking = self.periods - known.len();
        let places: Vec<usize> = known.iter().map(|(place, _)| *place).collect();
        let grounds = |filled| Grounds { places: places.clone(), filled };
        if lacking == 0 {
            return self.by_number(breaching, grounds(0));
        }
        match self.missing {
            Missing::Breaching => self.by_number(breaching + lacking, grounds(lacking)),
            Missing::NotBreaching => self.by_number(breaching, grounds(lacking)),
            _ if breaching >= self.to_alarm => Verdict::Alarm(grounds(0)),
            _ if breaching < known.len() => Verdict::Ok(grounds(0)),
            Missing::Ignore => Verdict::Stays,
            Missing::Missing => match known.last() {
                None => Verdict::Insufficient,
                Some((oldest, _)) if oldest + 1 >= self.to_alarm => Verdict::Alarm(grounds(0)),
                Some(_) => Verdict::Stays,
            },
        }
    }

    fn by_number(&self, breaching: usize, grounds: Grounds) -> Verdict {
        if breaching >= self.to_alarm { Verdict::Alarm(grounds) } else { Verdict::Ok(grounds) }
    }
}

/// How values are compared with a threshold, or with a band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// How.
    pub operator: ComparisonOperator,
    /// With what; none where each value is compared with a band of its own.
    pub threshold: Option<f64>,
}

impl Comparison {
    /// Returns whether a value breaches; what has no threshold, or no band, never does.
    pub fn breaches(&self, value: f64, band: Option<Band>) -> bool {
        let threshold = |breaches: fn(f64, f64) -> bool| {
            self.threshold.is_some_and(|threshold| breaches(value, threshold))
        };
        let below = band.is_some_and(|band| value < band.low);
        let above = band.is_some_and(|band| value > band.high);
        match self.operator {
            ComparisonOperator::GreaterThanOrEqualToThreshold => threshold(|v, t| v >= t),
            ComparisonOperator::GreaterThanThreshold => threshold(|v, t| v > t),
            ComparisonOperator::LessThanThreshold => threshold(|v, t| v < t),
            ComparisonOperator::LessThanOrEqualToThreshold => threshold(|v, t| v <= t),
            ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold => below || above,
            ComparisonOperator::LessThanLowerThreshold => below,
            ComparisonOperator::GreaterThanUpperThreshold => above,
        }
    }

    /// Returns whether an operator compares with a band, and with which ends of it: the lower, the upper.
    pub const fn ends(operator: ComparisonOperator) -> Option<(bool, bool)> {
        match operator {
            ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold => Some((true, true)),
            ComparisonOperator::LessThanLowerThreshold => Some((true, false)),
            ComparisonOperator::GreaterThanUpperThreshold => Some((false, true)),
            ComparisonOperator::GreaterThanOrEqualToThreshold
            | ComparisonOperator::GreaterThanThreshold
            | ComparisonOperator::LessThanThreshold
            | ComparisonOperator::LessThanOrEqualToThreshold => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns datapoints of the guide's spelling, the oldest first: `0` is fine, `X` breaches and
    /// `-` is missing.
    fn points(text: &str) -> Vec<Option<bool>> {
        let point = |word| match word {
            "0" => Some(false),
            "X" => Some(true),
            _ => None,
        };
        text.split(' ').rev().map(point).collect()
    }

    fn state(verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Alarm(_) => "ALARM",
            Verdict::Ok(_) => "OK",
            Verdict::Insufficient => "INSUFFICIENT_DATA",
            Verdict::Stays => "stays",
        }
    }

    #[test]
    fn the_tables_of_the_guide_hold() {
        let settings =
            [Missing::Missing, Missing::Ignore, Missing::Breaching, Missing::NotBreaching];
        let rows = [
            (3, "0 - X - X", ["OK", "OK", "OK", "OK"]),
            (3, "0 - - - -", ["OK", "OK", "OK", "OK"]),
            (3, "- - - - -", ["INSUFFICIENT_DATA", "stays", "ALARM", "OK"]),
            (3, "0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
            (3, "- - X - -", ["ALARM", "stays", "ALARM", "OK"]),
            (2, "0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
            (2, "0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
            (2, "0 - X - -", ["OK", "OK", "ALARM", "OK"]),
            (2, "- - - - 0", ["OK", "OK", "ALARM", "OK"]),
            (2, "- - - X -", ["ALARM", "stays", "ALARM", "OK"]),
            // Late data do not raise an alarm at once.
            (3, "- - - - X", ["stays", "stays", "ALARM", "OK"]),
            (3, "- - - X -", ["stays", "stays", "ALARM", "OK"]),
        ];
        for (to_alarm, text, expected) in rows {
            for (missing, expected) in settings.into_iter().zip(expected) {
                let rule = Rule { periods: 3, to_alarm, missing };
                let verdict = rule.judge(&points(text));
                assert_eq!(state(&verdict), expected, "{to_alarm} of 3, {text}, {missing:?}");
            }
        }
    }

    #[test]
    fn a_verdict_says_what_it_rests_on() {
        let rule = Rule { periods: 3, to_alarm: 2, missing: Missing::Breaching };
        let verdict = |text| rule.judge(&points(text));
        let grounds = |places: &[usize], filled| Grounds { places: places.to_vec(), filled };
        assert_eq!(verdict("X 0 X - X"), Verdict::Alarm(grounds(&[0, 2, 3], 0)));
        assert_eq!(verdict("- - - - 0"), Verdict::Alarm(grounds(&[0], 2)));
        assert_eq!(verdict("- - - - -"), Verdict::Alarm(grounds(&[], 3)));
    }

    fn missing() -> impl Strategy<Value = Missing> {
        prop_oneof![
            Just(Missing::Missing),
            Just(Missing::Ignore),
            Just(Missing::Breaching),
            Just(Missing::NotBreaching)
        ]
    }

    proptest! {
        #[test]
        fn without_missing_ones_only_the_newest_count(
            breaches in prop::collection::vec(any::<bool>(), 9),
            periods in 1..7_usize,
            to_alarm in 1..7_usize,
            missing in missing(),
        ) {
            let rule = Rule { periods, to_alarm: to_alarm.min(periods), missing };
            let points: Vec<_> = breaches.iter().copied().map(Some).collect();
            let number = breaches[..periods].iter().filter(|breach| **breach).count();
            let expected = if number >= rule.to_alarm { "ALARM" } else { "OK" };
            prop_assert_eq!(state(&rule.judge(&points)), expected);
        }

        #[test]
        fn one_that_breaches_in_place_of_one_that_does_not_never_ends_an_alarm(
            points in prop::collection::vec(prop::option::of(any::<bool>()), 8),
            place in 0..8_usize,
            periods in 1..7_usize,
            to_alarm in 1..7_usize,
            missing in missing(),
        ) {
            let rule = Rule { periods, to_alarm: to_alarm.min(periods), missing };
            let mut worse = points.clone();
            worse[place] = worse[place].map(|_| true);
            if state(&rule.judge(&points)) == "ALARM" {
                prop_assert_eq!(state(&rule.judge(&worse)), "ALARM");
            }
        }
    }
}
