//! What is told of the samples of a period.
//!
//! Samples are weighted: a value that occurred three times is three values. Nothing here depends on
//! the order in which samples come, or on whether they were rolled up before, because sums are
//! [exact](super::exact) and rounded once.

use super::exact::Total;
use super::rolled::{Tally, Values};
use super::sample::Measure;
use super::sketch;

/// The five plain statistics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many values there are.
    pub count: f64,
    /// What they come to.
    pub sum: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Summary {
    /// Returns the statistics of what measures come to.
    pub fn of(tally: &Tally) -> Self {
        let Tally { count, sum, min, max } = tally;
        Self { count: count.rounded(), sum: sum.rounded(), min: *min, max: *max }
    }

    /// Returns the sum over the number.
    pub fn average(&self) -> f64 {
        self.sum / self.count
    }
}

/// The values of measures, gathered one after another.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Values and how many times they occurred; `None` once there is one that cannot be told.
    values: Option<Vec<(f64, f64)>>,
}

impl Default for Gathered {
    fn default() -> Self {
        Self { values: Some(Vec::new()) }
    }
}

impl Gathered {
    /// Adds the values of a measure.
    ///
    /// They cannot be told if one is negative, or if there is a statistic set whose values are not
    /// all the same: see [`Set::occurrence`](super::sample::Set::occurrence). For a value that was
    /// rolled up to a bin of many, the number that stands for the bin is taken, within the smallest
    /// and the largest.
    ///
    /// Source: CloudWatch User Guide, "CloudWatch statistics definitions", "Requirements"; that this
    /// is decided period by period is our reading.
    pub fn add(&mut self, measure: &Measure) {
        let Some(values) = &mut self.values else { return };
        let occurrence = match measure {
            Measure::Value { value, count } => (*value >= 0.0).then_some((*value, *count)),
            Measure::Set(set) => set.occurrence(),
            Measure::Rolled(rolled) => {
                let Tally { min, max, .. } = rolled.tally;
                match &rolled.values {
                    Values::Unknown => self.values = None,
                    Values::Listed(list) => {
                        for (value, count) in list {
                            put(values, *value, count);
                        }
                    }
                    Values::Sketched(bins) => {
                        for (bin, count) in bins {
                            put(values, sketch::value(*bin).max(min).min(max), count);
                        }
                    }
                }
                return;
            }
        };
        match occurrence {
            Some(occurrence) => values.push(occurrence),
            None => self.values = None,
        }
    }
}

/// Adds a value by numbers that come to how often it occurred.
fn put(values: &mut Vec<(f64, f64)>, value: f64, count: &Total) {
    values.extend(count.numbers().map(|number| (value, number)));
}

/// How often each value occurred, for statistics that need the values themselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Values and how many times they occurred, the smallest first.
    values: Vec<(f64, f64)>,
    /// How many there are in all.
    count: f64,
}

/// Which values are looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Those that lie between two percentiles: from behind the first up to the second.
    Percent(f64, f64),
    /// Those above the first and not above the second.
    Absolute(f64, f64),
}

/// How much two counts may differ and still be the same, for each of what is counted: the rounding
/// errors of sums and products.
const ROUNDING: f64 = 1e-12;

impl Distribution {
    /// Returns the distribution of values; `None` if there are none, or none that can be told.
    pub fn of(gathered: Gathered) -> Option<Self> {
        let mut gathered = gathered.values?;
        gathered.sort_unstable_by(|left, right| left.0.total_cmp(&right.0));
        let same = |left: &(f64, f64), right: &(f64, f64)| left.0.total_cmp(&right.0).is_eq();
        let values: Vec<(f64, f64)> = gathered
            .chunk_by(same)
            .map(|same| (same[0].0, Total::of(same.iter().map(|(_, count)| *count)).rounded()))
            .collect();
        let count = Total::of(gathered.iter().map(|(_, count)| *count)).rounded();
        (!values.is_empty()).then_some(Self { values, count })
    }

    /// Returns a percentile: the largest value that is left when the values above it are ignored,
    /// which are `100 - percent` percent of all.
    ///
    /// AWS publishes no algorithm. Its guide says of p99 that it ignores the 1% of the data points
    /// with the highest values and is the maximum of the remaining 99%; so the values are put in
    /// order, each as often as it occurred, and the one at the place `percent / 100 * n`, rounded up,
    /// is taken. Nothing is interpolated: a percentile is always a value that was put.
    ///
    /// | values          | percent   | result                                          |
    /// |-----------------|-----------|-------------------------------------------------|
    /// | one             | any       | that value                                      |
    /// | several         | 0         | the smallest                                    |
    /// | several         | 100       | the largest                                     |
    /// | 1 to 100        | 99        | 99                                              |
    /// | 1 to 10         | 50        | 5                                               |
    /// | 1 to 10         | 99        | 10, for there is no whole value to ignore       |
    /// | 1 twice, 7 once | 66        | 1                                               |
    /// | 1 twice, 7 once | 67        | 7                                               |
    /// | negative ones   | any       | none: see [`of`](Self::of)                      |
    ///
    /// Source: CloudWatch User Guide, "CloudWatch statistics definitions", "Percentiles versus
    /// trimmed mean".
    pub fn percentile(&self, percent: f64) -> f64 {
        self.at(self.upper(percent))
    }

    /// Returns how many values lie in a range.
    pub fn count(&self, range: Range) -> f64 {
        Total::of(self.within(range).into_iter().map(|(_, count)| count)).rounded()
    }

    /// Returns what the values in a range come to.
    pub fn sum(&self, range: Range) -> f64 {
        total(self.within(range))
    }

    /// Returns the mean of the values in a range; `None` if there are none.
    ///
    /// Of a range between percentiles, the values are the ones that [`percentile`](Self::percentile)
    /// does not ignore at the upper end: with n values in order, those behind the place
    /// `lower / 100 * n`, rounded down, up to the place `upper / 100 * n`, rounded up. So whole
    /// values are ignored only, and `tm99` is the mean of the values whose largest is `p99`.
    pub fn trimmed_mean(&self, range: Range) -> Option<f64> {
        let count = self.count(range);
        (count > 0.0).then(|| self.sum(range) / count)
    }

    /// Returns the mean of all values, those outside a range taken for its nearest value.
    ///
    /// The nearest value of a range between percentiles is the smallest or largest value in it; of
    /// one between numbers, the number. `None` if no value lies between the percentiles.
    pub fn winsorized_mean(&self, range: Range) -> Option<f64> {
        let (least, most) = match range {
            Range::Absolute(lower, upper) => (lower, upper),
            Range::Percent(..) => {
                let within = self.within(range);
                (within.first()?.0, within.last()?.0)
            }
        };
        let values = self.values.iter().map(|(value, count)| (value.max(least).min(most), *count));
        Some(total(values) / self.count)
    }

    /// Returns how many percent of the values lie in a range.
    pub fn rank(&self, range: Range) -> f64 {
        self.count(range) / self.count * 100.0
    }

    /// Returns the values in a range, and how many times they occurred in it.
    fn within(&self, range: Range) -> Vec<(f64, f64)> {
        match range {
            Range::Absolute(lower, upper) => {
                let inside = |(value, _): &&(f64, f64)| lower < *value && *value <= upper;
                self.values.iter().filter(inside).copied().collect()
            }
            Range::Percent(lower, upper) => {
                let (lower, upper) = (self.lower(lower), self.upper(upper));
                let mut before = 0.0;
                let mut within = Vec::new();
                for (value, count) in &self.values {
                    let inside = (before + count).min(upper) - before.max(lower);
                    if inside > self.count * ROUNDING {
                        within.push((*value, inside));
                    }
                    before += count;
                }
                within
            }
        }
    }

    /// Returns the place up to which values are not ignored at the upper end.
    fn upper(&self, percent: f64) -> f64 {
        (self.count * (percent / 100.0 - ROUNDING)).ceil().min(self.count)
    }

    /// Returns the place up to which values are ignored at the lower end.
    fn lower(&self, percent: f64) -> f64 {
        (self.count * (percent / 100.0 + ROUNDING)).floor()
    }

    /// Returns the value at a place, counted from 1; the first for places before it.
    fn at(&self, place: f64) -> f64 {
        let mut before = 0.0;
        let reaches = |(_, count): &&(f64, f64)| {
            before += count;
            before + self.count * ROUNDING >= place
        };
        let found = self.values.iter().find(reaches).or(self.values.last());
        found.expect("a distribution has values").0
    }
}

/// Returns what values come to, each as often as it occurred.
fn total(values: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    let mut total = Total::default();
    for (value, count) in values {
        total.add_times(value, count);
    }
    total.rounded()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::rollup::RollUp;
    use crate::services::cloudwatch::sample::{Resolution, Sample, Set};
    use crate::services::cloudwatch::tier::Tier;
    use crate::services::cloudwatch::unit::Unit;
    use crate::time::Timestamp;
    use proptest::prelude::*;

    fn summary(measures: &[Measure]) -> Summary {
        let mut tally = Tally::of(&measures[0]);
        for measure in &measures[1..] {
            tally.add(measure);
        }
        Summary::of(&tally)
    }

    fn distribution(measures: &[Measure]) -> Option<Distribution> {
        let mut gathered = Gathered::default();
        for measure in measures {
            gathered.add(measure);
        }
        Distribution::of(gathered)
    }

    /// Returns measures rolled up by the minute, as if there was one each so many seconds.
    fn rolled(measures: &[Measure], secs: i64) -> Vec<Measure> {
        let mut up = RollUp::to(Tier::Minute);
        for (place, measure) in (0..).zip(measures) {
            let (unit, resolution) = (Unit::None, Resolution::Second);
            let time = Timestamp::from_secs(place * secs);
            up.add(Sample { time, unit, resolution, measure: measure.clone() });
        }
        up.finish().into_iter().map(|sample| sample.measure).collect()
    }

    fn value(value: f64, count: f64) -> Measure {
        Measure::Value { value, count }
    }

    fn set(count: f64, sum: f64, min: f64, max: f64) -> Measure {
        Measure::Set(Set { count, sum, min, max })
    }

    /// Returns the distribution of the whole numbers from 1 to `last`, each once.
    fn up_to(last: i32) -> Distribution {
        let measures: Vec<_> = (1..=last).map(|n| value(f64::from(n), 1.0)).collect();
        distribution(&measures).unwrap()
    }

    #[test]
    fn values_and_sets_are_told_together() {
        let measures = [value(12.0, 1.0), value(2.0, 3.0), set(4.0, 20.0, -1.0, 15.0)];
        let summary = summary(&measures);
        assert_eq!(summary, Summary { count: 8.0, sum: 38.0, min: -1.0, max: 15.0 });
        assert_eq!(summary.average().to_bits(), 4.75_f64.to_bits());
    }

    #[test]
    fn what_aws_was_recorded_to_answer_is_answered() {
        // Recorded: ten values from 0 to 9; values with counts; zeros among others.
        let ten: Vec<_> = (0..10).map(|n| value(f64::from(n), 1.0)).collect();
        let told = summary(&ten);
        assert_eq!(told, Summary { count: 10.0, sum: 45.0, min: 0.0, max: 9.0 });
        assert_eq!(told.average().to_bits(), 4.5_f64.to_bits());
        let counted = summary(&[value(1.0, 2.0), value(10.0, 4.0)]);
        assert_eq!((counted.count, counted.sum, counted.max), (6.0, 42.0, 10.0));
    }

    #[test]
    fn percentiles_are_the_ones_of_the_table() {
        let pairs = distribution(&[value(7.0, 1.0), value(1.0, 2.0)]).unwrap();
        let cases = [
            (up_to(1), 0.0, 1.0),
            (up_to(1), 99.9, 1.0),
            (up_to(5), 0.0, 1.0),
            (up_to(5), 100.0, 5.0),
            (up_to(100), 99.0, 99.0),
            (up_to(100), 99.01, 100.0),
            (up_to(10), 50.0, 5.0),
            (up_to(10), 99.0, 10.0),
            (up_to(1_000), 99.9, 999.0),
            (pairs.clone(), 66.0, 1.0),
            (pairs, 67.0, 7.0),
        ];
        for (values, percent, expected) in cases {
            let told = values.percentile(percent);
            assert_eq!(told.to_bits(), f64::to_bits(expected), "p{percent} of {}", values.count);
        }
    }

    #[test]
    fn ranges_take_whole_values() {
        let ten = up_to(10);
        let percent = Range::Percent;
        let cases = [
            // Range, count, sum, mean, winsorized mean.
            (percent(0.0, 90.0), 9.0, 45.0, 5.0, 5.4),
            (percent(0.0, 95.0), 10.0, 55.0, 5.5, 5.5),
            (percent(10.0, 90.0), 8.0, 44.0, 5.5, 5.5),
            (percent(25.0, 75.0), 6.0, 33.0, 5.5, 5.5),
            (percent(80.0, 100.0), 2.0, 19.0, 9.5, 9.1),
            (Range::Absolute(3.0, 6.0), 3.0, 15.0, 5.0, 4.8),
            (Range::Absolute(f64::NEG_INFINITY, 2.5), 2.0, 3.0, 1.5, 2.3),
            (Range::Absolute(8.0, f64::INFINITY), 2.0, 19.0, 9.5, 8.3),
        ];
        for (range, count, sum, mean, winsorized) in cases {
            let told = (ten.count(range), ten.sum(range), ten.trimmed_mean(range).unwrap());
            assert_eq!(told, (count, sum, mean), "{range:?}");
            assert_eq!(ten.winsorized_mean(range), Some(winsorized), "{range:?}");
            assert_eq!(ten.rank(range).to_bits(), (count * 10.0).to_bits(), "{range:?}");
        }
        let nothing = Range::Absolute(10.0, 20.0);
        assert_eq!((ten.count(nothing), ten.sum(nothing).to_bits()), (0.0, 0));
        assert_eq!(ten.trimmed_mean(nothing), None);
    }

    #[test]
    fn values_that_are_not_known_or_negative_have_no_distribution() {
        let cases: &[(&[Measure], bool)] = &[
            (&[], false),
            (&[value(0.0, 1.0)], true),
            (&[value(-0.5, 1.0), value(1.0, 1.0)], false),
            (&[set(1.0, 5.0, 5.0, 5.0)], true),
            (&[set(4.0, 20.0, 5.0, 5.0)], true),
            (&[set(4.0, 21.0, 5.0, 5.0)], false),
            (&[set(2.0, 7.0, 2.0, 5.0)], false),
            (&[value(1.0, 1.0), set(2.0, 7.0, 2.0, 5.0)], false),
        ];
        for (measures, has) in cases {
            assert_eq!(distribution(measures).is_some(), *has, "{measures:?}");
        }
    }

    fn measures() -> impl Strategy<Value = Vec<Measure>> {
        let number = prop_oneof![0.0..1e6_f64, Just(0.1), Just(1e-9), Just(1e12)];
        let measure = (number, prop_oneof![Just(1.0), 0.1..9.0_f64]);
        prop::collection::vec(measure.prop_map(|(v, c)| value(v, c)), 1..60)
    }

    proptest! {
        #[test]
        fn the_plain_statistics_are_the_same_once_rolled_up(
            measures in measures(), secs in 1..40_i64,
        ) {
            let (before, after) = (summary(&measures), summary(&rolled(&measures, secs)));
            prop_assert_eq!(before.sum.to_bits(), after.sum.to_bits());
            prop_assert_eq!(before.average().to_bits(), after.average().to_bits());
            prop_assert_eq!(before, after);
        }

        #[test]
        fn values_are_told_as_before_while_there_are_few_of_them(
            measures in measures(), secs in 1..40_i64,
        ) {
            prop_assert_eq!(distribution(&rolled(&measures, secs)), distribution(&measures));
        }

        #[test]
        fn percentiles_of_many_values_lie_within_one_percent(
            values in prop::collection::vec(1e-3..1e6_f64, 65..400), percent in 0.0..=100.0_f64,
        ) {
            let measures: Vec<_> = values.into_iter().map(|number| value(number, 1.0)).collect();
            let before = distribution(&measures).unwrap().percentile(percent);
            let sketched = rolled(&measures, 0);
            prop_assert_eq!(sketched.len(), 1);
            let after = distribution(&sketched).unwrap().percentile(percent);
            prop_assert!((after - before).abs() <= sketch::ACCURACY * before, "{before} {after}");
        }

        #[test]
        fn the_order_does_not_matter(mut measures in measures(), shift in 0..60_usize) {
            let told = |measures: &[Measure]| {
                let values = distribution(measures).unwrap();
                let range = Range::Percent(10.0, 90.0);
                (summary(measures), values.percentile(95.0), values.trimmed_mean(range))
            };
            let before = told(&measures);
            let places = measures.len();
            measures.rotate_left(shift % places);
            measures.swap(0, shift % places);
            prop_assert_eq!(told(&measures), before);
        }

        #[test]
        fn percentiles_rise_and_are_values_that_were_put(
            measures in measures(), low in 0.0..=100.0_f64, high in 0.0..=100.0_f64,
        ) {
            let values = distribution(&measures).unwrap();
            let summary = summary(&measures);
            let (low, high) = (low.min(high), low.max(high));
            let (lower, upper) = (values.percentile(low), values.percentile(high));
            prop_assert!(summary.min <= lower && lower <= upper && upper <= summary.max);
            let put: Vec<u64> = values.values.iter().map(|(value, _)| value.to_bits()).collect();
            prop_assert!(put.contains(&lower.to_bits()) && put.contains(&upper.to_bits()));
        }

        #[test]
        fn a_percentile_is_the_largest_value_of_its_range(
            count in 1..200_i32, percent in 0.5..=100.0_f64,
        ) {
            let values = up_to(count);
            let range = Range::Percent(0.0, percent);
            let kept = values.within(range);
            let largest = kept.last().unwrap().0;
            prop_assert_eq!(largest.to_bits(), values.percentile(percent).to_bits());
        }
    }
}
