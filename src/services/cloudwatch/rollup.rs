//! Rolling up: samples of a span of time become one.
//!
//! ```text
//! 12:00:00  1.5 Seconds                12:00:00  2 values, 3.5 Seconds
//! 12:00:00  4   Count          -->     12:00:00  4 Count
//! 12:00:59  2.0 Seconds                12:01:00  1.0 Seconds
//! 12:01:07  1.0 Seconds
//! ```
//!
//! Each unit keeps samples of its own. A sample that is alone in its span stays what it was, but for
//! its time. Samples may come in any order and be rolled up in any number of steps: what comes out
//! is the same.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::rolled::Rolled;
use super::sample::{Measure, Resolution, Sample};
use super::tier::Tier;
use super::unit::Unit;
use crate::time::Timestamp;

/// Samples of a metric that are being rolled up.
pub struct RollUp {
    tier: Tier,
    spans: BTreeMap<(Timestamp, Unit), Measure>,
}

impl RollUp {
    /// Begins to roll up to a tier.
    pub const fn to(tier: Tier) -> Self {
        Self { tier, spans: BTreeMap::new() }
    }

    /// Adds a sample.
    pub fn add(&mut self, sample: Sample) {
        let start = sample.time.floor(self.tier.step());
        match self.spans.entry((start, sample.unit)) {
            Entry::Vacant(span) => {
                span.insert(sample.measure);
            }
            Entry::Occupied(mut span) => match span.get_mut() {
                Measure::Rolled(rolled) => rolled.add(&sample.measure),
                single => {
                    let mut rolled = Rolled::of(single);
                    rolled.add(&sample.measure);
                    *single = Measure::Rolled(Box::new(rolled));
                }
            },
        }
    }

    /// Returns what there is now, in the order of times and units.
    pub fn finish(self) -> Vec<Sample> {
        let sample = |((time, unit), measure)| Sample {
            time,
            unit,
            resolution: Resolution::Minute,
            measure,
        };
        self.spans.into_iter().map(sample).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::sample::Set;
    use proptest::prelude::*;

    fn sample(secs: i64, unit: Unit, value: f64) -> Sample {
        let measure = Measure::Value { value, count: 1.0 };
        let time = Timestamp::from_secs(secs);
        Sample { time, unit, resolution: Resolution::Second, measure }
    }

    fn rolled(tier: Tier, samples: impl IntoIterator<Item = Sample>) -> Vec<Sample> {
        let mut up = RollUp::to(tier);
        for sample in samples {
            up.add(sample);
        }
        up.finish()
    }

    #[test]
    fn samples_of_a_span_and_unit_become_one() {
        let samples = [
            sample(0, Unit::Seconds, 1.5),
            sample(0, Unit::Count, 4.0),
            sample(59, Unit::Seconds, 2.0),
            sample(67, Unit::Seconds, 1.0),
        ];
        let up = rolled(Tier::Minute, samples);
        let places: Vec<_> = up.iter().map(|s| (s.time.secs(), s.unit)).collect();
        assert_eq!(places, [(0, Unit::Seconds), (0, Unit::Count), (60, Unit::Seconds)]);
        let Measure::Rolled(both) = &up[0].measure else { panic!("two are rolled up") };
        assert_eq!((both.tally.count.rounded(), both.tally.sum.rounded()), (2.0, 3.5));
        assert_eq!(up[1].measure, Measure::Value { value: 4.0, count: 1.0 });
    }

    fn samples() -> impl Strategy<Value = Vec<Sample>> {
        let number = prop_oneof![0.0..1e3_f64, (-1..90_i8).prop_map(f64::from)];
        let measure = prop_oneof![
            9 => (number.clone(), prop_oneof![Just(1.0), 0.1..9.0_f64])
                .prop_map(|(value, count)| Measure::Value { value, count }),
            1 => (number.clone(), number).prop_map(|(sum, max)| {
                Measure::Set(Set { count: 2.0, sum, min: 1.0, max })
            }),
        ];
        let sample = (0..9_000_i64, 0..2_u8, measure).prop_map(|(secs, unit, measure)| Sample {
            unit: Unit::from_number(unit).unwrap(),
            measure,
            ..sample(secs, Unit::None, 0.0)
        });
        prop::collection::vec(sample, 0..300)
    }

    proptest! {
        #[test]
        fn step_by_step_is_the_same_as_at_once(samples in samples(), cut in 0..300_usize) {
            let cut = cut.min(samples.len());
            let (early, late) = samples.split_at(cut);
            let once = rolled(Tier::Hour, samples.iter().cloned());
            let minutes = [early, late].map(|part| rolled(Tier::Minute, part.iter().cloned()));
            let fives = rolled(Tier::FiveMinutes, minutes.into_iter().flatten());
            prop_assert_eq!(rolled(Tier::Hour, fives), once);
        }
    }
}
