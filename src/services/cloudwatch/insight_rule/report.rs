//! What a rule found in a time: its contributors, the largest first, and all of them by period.
//!
//! Source: CloudWatch API Reference, "`GetInsightRuleReport`". AWS calls its numbers approximate; here
//! they are exact.

use std::collections::{BTreeMap, BTreeSet};

use crate::time::Timestamp;

/// What lines came to, in all or of a contributor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sums {
    /// How many lines there were.
    pub count: f64,
    /// What they counted for together.
    pub sum: f64,
    /// The least that one counted for.
    pub min: f64,
    /// The most that one counted for.
    pub max: f64,
}

impl Sums {
    const NONE: Self = Self { count: 0.0, sum: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY };

    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }
}

/// A contributor.
#[derive(Clone, Debug, PartialEq)]
pub struct Contributor {
    /// The values of the rule's keys.
    pub keys: Vec<String>,
    /// What its lines come to.
    pub all: Sums,
    /// What its lines come to by period; those without any are left out.
    pub periods: BTreeMap<Timestamp, Sums>,
}

/// By what contributors are ordered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Order {
    /// By what their lines come to together.
    Sum,
    /// By the most that a line counts for.
    Maximum,
}

/// All lines of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// What they come to.
    pub all: Sums,
    /// How many contributors they are of.
    pub contributors: usize,
    /// What the lines of the largest contributor come to.
    pub largest: f64,
}

/// What may be told of a period, as it is called.
///
/// Source: CloudWatch API Reference, "`GetInsightRuleReport`", `Metrics`.
pub const METRICS: [&str; 7] = [
    "UniqueContributors",
    "MaxContributorValue",
    "SampleCount",
    "Sum",
    "Minimum",
    "Maximum",
    "Average",
];

impl Period {
    /// Returns what is told of it under one of the [names](METRICS); `None` for another name.
    #[expect(clippy::cast_precision_loss, reason = "no period has 2^52 contributors")]
    pub fn told(&self, metric: &str) -> Option<f64> {
        Some(match metric {
            "UniqueContributors" => self.contributors as f64,
            "MaxContributorValue" => self.largest,
            "SampleCount" => self.all.count,
            "Sum" => self.all.sum,
            "Minimum" => self.all.min,
            "Maximum" => self.all.max,
            "Average" => self.all.sum / self.all.count,
            _ => return None,
        })
    }
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The contributors, the largest first; of equal ones in the order of their keys.
    pub contributors: Vec<Contributor>,
    /// What all lines come to.
    pub sum: f64,
    /// The periods that have lines.
    pub periods: BTreeMap<Timestamp, Period>,
}

impl Report {
    /// Makes one of what lines are of and count for; `beginning` tells when the period of a time begins.
    pub fn of(
        lines: impl IntoIterator<Item = (Timestamp, Vec<String>, f64)>,
        beginning: impl Fn(Timestamp) -> Timestamp,
        order: Order,
    ) -> Self {
        let mut contributors: BTreeMap<Vec<String>, (Sums, BTreeMap<Timestamp, Sums>)> =
            BTreeMap::new();
        let mut all: BTreeMap<Timestamp, Sums> = BTreeMap::new();
        for (time, keys, value) in lines {
            let start = beginning(time);
            let (sums, periods) = contributors.entry(keys).or_insert((Sums::NONE, BTreeMap::new()));
            sums.add(value);
            periods.entry(start).or_insert(Sums::NONE).add(value);
            all.entry(start).or_insert(Sums::NONE).add(value);
        }
        let mut contributors: Vec<Contributor> = contributors
            .into_iter()
            .map(|(keys, (all, periods))| Contributor { keys, all, periods })
            .collect();
        let rank = |contributor: &Contributor| match order {
            Order::Sum => contributor.all.sum,
            Order::Maximum => contributor.all.max,
        };
        contributors.sort_by(|left, right| rank(right).total_cmp(&rank(left)));
        let periods = all.into_iter().map(|(start, all)| {
            let here = contributors.iter().filter_map(|one| one.periods.get(&start));
            let sums: Vec<f64> = here.map(|sums| sums.sum).collect();
            let largest = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (start, Period { all, contributors: sums.len(), largest })
        });
        let periods: BTreeMap<Timestamp, Period> = periods.collect();
        let sum = periods.values().fold(0.0, |sum, period| sum + period.all.sum);
        Self { contributors, sum, periods }
    }

    /// Returns how many different contributors there are.
    pub fn unique(&self) -> usize {
        self.contributors.iter().map(|one| &one.keys).collect::<BTreeSet<_>>().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MINUTE;

    #[test]
    fn the_largest_contributors_come_first_and_periods_tell_of_all() {
        let lines =
            [(0, "a", 1.0), (59, "b", 9.0), (60, "a", 5.0), (61, "a", 4.0), (200, "c", 1.0)];
        let lines = lines
            .map(|(secs, key, value)| (Timestamp::from_secs(secs), vec![key.to_owned()], value));
        let names = |order| {
            let report = Report::of(lines.clone(), |time| time.floor(MINUTE), order);
            report.contributors.iter().map(|one| one.keys[0].clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(Order::Sum), ["a", "b", "c"]);
        assert_eq!(names(Order::Maximum), ["b", "a", "c"]);
        let report = Report::of(lines.clone(), |time| time.floor(MINUTE), Order::Sum);
        assert_eq!((report.unique(), report.sum.to_bits()), (3, 20.0_f64.to_bits()));
        let periods: Vec<_> = report
            .periods
            .iter()
            .map(|(start, period)| {
                let Sums { count, sum, min, max } = period.all;
                (start.secs(), period.contributors, period.largest, [count, sum, min, max])
            })
            .collect();
        let expected = [
            (0, 2, 9.0, [2.0, 10.0, 1.0, 9.0]),
            (60, 1, 9.0, [2.0, 9.0, 4.0, 5.0]),
            (180, 1, 1.0, [1.0, 1.0, 1.0, 1.0]),
        ];
        assert_eq!(periods, expected);
        let first = report.periods.values().next().unwrap();
        let told = METRICS.map(|metric| first.told(metric).unwrap().to_bits());
        assert_eq!(told, [2.0, 9.0, 2.0, 10.0, 1.0, 9.0, 5.0].map(f64::to_bits));
        assert_eq!(first.told("Median"), None);
    }

    #[test]
    fn nothing_comes_to_nothing() {
        let report = Report::of([], |time| time, Order::Sum);
        assert_eq!((report.unique(), report.periods.len()), (0, 0));
        assert_eq!(report.sum.to_bits(), 0.0_f64.to_bits());
    }
}
