//! What measures are rolled up to: exact totals, and what is known of the values.
//!
//! ```text
//! measures        1.5   2.0   1.5 three times   2.0
//!
//! count, sum      6     10.0              exactly, see `exact`
//! min, max        1.5   2.0
//! values          1.5: 4, 2.0: 2          one by one while there are at most 64 different ones,
//!                                         then by the bins of `sketch`,
//!                                         and not at all once one of them cannot be told
//! ```
//!
//! It makes no difference in which order or in how many steps measures are rolled up: totals are
//! exact, and what is known of the values depends on which there are.

use super::exact::Total;
use super::sample::Measure;
use super::sketch::{self, Bin};

/// How many different values are kept one by one: as many as a minute has seconds, and some more.
pub const LISTED: usize = 64;

/// Measures, rolled up.
#[derive(Clone, Debug, PartialEq)]
pub struct Rolled {
    /// Count, sum, smallest and largest.
    pub tally: Tally,
    /// What is known of the values.
    pub values: Values,
}

/// What can be told of all measures.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    /// How many values there are.
    pub count: Total,
    /// What they come to.
    pub sum: Total,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

/// What is known of values, and of how often each occurred.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Nothing: one of them is negative, or was stated by its statistics only.
    Unknown,
    /// Each of them, the smallest first.
    Listed(Vec<(f64, Total)>),
    /// The bins that they lie in, the smallest first.
    Sketched(Vec<(Bin, Total)>),
}

impl Rolled {
    /// Returns what a single measure comes to.
    pub fn of(measure: &Measure) -> Self {
        match measure {
            Measure::Rolled(rolled) => (**rolled).clone(),
            Measure::Value { .. } | Measure::Set(_) => {
                let mut values = Values::Listed(Vec::new());
                values.add(measure);
                Self { tally: Tally::of(measure), values }
            }
        }
    }

    /// Adds a measure.
    pub fn add(&mut self, measure: &Measure) {
        self.tally.add(measure);
        self.values.add(measure);
    }
}

impl Tally {
    /// Returns what a single measure comes to.
    pub fn of(measure: &Measure) -> Self {
        let mut tally = Self {
            count: Total::default(),
            sum: Total::default(),
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        };
        tally.add(measure);
        tally
    }

    /// Adds a measure.
    pub fn add(&mut self, measure: &Measure) {
        let (min, max) = match measure {
            Measure::Value { value, count } => {
                self.count.add(*count);
                self.sum.add_times(*value, *count);
                (*value, *value)
            }
            Measure::Set(set) => {
                self.count.add(set.count);
                self.sum.add(set.sum);
                (set.min, set.max)
            }
            Measure::Rolled(rolled) => {
                self.count.add_total(&rolled.tally.count);
                self.sum.add_total(&rolled.tally.sum);
                (rolled.tally.min, rolled.tally.max)
            }
        };
        self.reach(min, max);
    }

    /// Adds another.
    pub fn join(&mut self, other: &Self) {
        self.count.add_total(&other.count);
        self.sum.add_total(&other.sum);
        self.reach(other.min, other.max);
    }

    fn reach(&mut self, min: f64, max: f64) {
        // Also of zero and its negative, one is always the smaller.
        if min.total_cmp(&self.min).is_lt() {
            self.min = min;
        }
        if max.total_cmp(&self.max).is_gt() {
            self.max = max;
        }
    }
}

impl Values {
    /// Adds those of a measure.
    fn add(&mut self, measure: &Measure) {
        let single = match measure {
            Measure::Value { value, count } if *value >= 0.0 => Some((*value, *count)),
            Measure::Value { .. } => None,
            Measure::Set(set) => set.occurrence(),
            Measure::Rolled(rolled) => return self.add_all(&rolled.values),
        };
        match single {
            Some((value, count)) => self.occurred(value, |total| total.add(count)),
            None => *self = Self::Unknown,
        }
    }

    fn add_all(&mut self, others: &Self) {
        match others {
            Self::Unknown => *self = Self::Unknown,
            Self::Listed(others) => {
                for (value, count) in others {
                    self.occurred(*value, |total| total.add_total(count));
                }
            }
            Self::Sketched(others) => {
                self.sketch();
                if let Self::Sketched(bins) = self {
                    for (bin, count) in others {
                        add_to_bin(bins, *bin, |total| total.add_total(count));
                    }
                }
            }
        }
    }

    /// Adds a value; `times` adds to how often it occurred.
    fn occurred(&mut self, value: f64, times: impl FnOnce(&mut Total)) {
        match self {
            Self::Unknown => {}
            Self::Sketched(bins) => add_to_bin(bins, sketch::bin(value), times),
            Self::Listed(list) => {
                match list.binary_search_by(|(listed, _)| listed.total_cmp(&value)) {
                    Ok(place) => times(&mut list[place].1),
                    Err(_) if list.len() == LISTED => {
                        self.sketch();
                        self.occurred(value, times);
                    }
                    Err(place) => {
                        let mut count = Total::default();
                        times(&mut count);
                        list.insert(place, (value, count));
                    }
                }
            }
        }
    }

    /// Puts values that are listed into bins.
    fn sketch(&mut self) {
        if let Self::Listed(list) = self {
            let mut bins = Vec::new();
            for (value, count) in list {
                add_to_bin(&mut bins, sketch::bin(*value), |total| total.add_total(count));
            }
            *self = Self::Sketched(bins);
        }
    }
}

fn add_to_bin(bins: &mut Vec<(Bin, Total)>, bin: Bin, times: impl FnOnce(&mut Total)) {
    let place = match bins.binary_search_by_key(&bin, |(bin, _)| *bin) {
        Ok(place) => place,
        Err(place) => {
            bins.insert(place, (bin, Total::default()));
            place
        }
    };
    times(&mut bins[place].1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::sample::Set;
    use proptest::prelude::*;

    fn value(value: f64, count: f64) -> Measure {
        Measure::Value { value, count }
    }

    fn all(measures: &[Measure]) -> Rolled {
        let (first, others) = measures.split_first().unwrap();
        let mut rolled = Rolled::of(first);
        for measure in others {
            rolled.add(measure);
        }
        rolled
    }

    #[test]
    fn the_drawing_is_true() {
        let rolled = all(&[value(1.5, 1.0), value(2.0, 1.0), value(1.5, 3.0), value(2.0, 1.0)]);
        let tally = &rolled.tally;
        let told = (tally.count.rounded(), tally.sum.rounded(), tally.min, tally.max);
        assert_eq!(told, (6.0, 10.0, 1.5, 2.0));
        let listed = vec![(1.5, Total::of([4.0])), (2.0, Total::of([2.0]))];
        assert_eq!(rolled.values, Values::Listed(listed));
    }

    #[test]
    fn the_sixty_fifth_value_makes_a_sketch() {
        let measures: Vec<_> = (0..65).map(|n| value(f64::from(n), 1.0)).collect();
        let listed = all(&measures[..64]);
        assert!(matches!(&listed.values, Values::Listed(list) if list.len() == 64));
        assert!(matches!(&all(&measures).values, Values::Sketched(_)));
        let mut again = listed;
        again.add(&value(63.0, 1.0));
        assert!(matches!(&again.values, Values::Listed(list) if list.len() == 64));
    }

    #[test]
    fn what_cannot_be_told_stays_so() {
        let stated = |sum| Measure::Set(Set { count: 2.0, sum, min: 5.0, max: 5.0 });
        assert!(matches!(all(&[stated(10.0), value(1.0, 1.0)]).values, Values::Listed(_)));
        for bad in [stated(11.0), value(-1.0, 1.0)] {
            let rolled = all(&[value(1.0, 1.0), bad, value(2.0, 1.0)]);
            assert_eq!(rolled.values, Values::Unknown);
            let mut other = all(&[value(1.0, 1.0)]);
            other.add(&Measure::Rolled(Box::new(rolled)));
            assert_eq!(other.values, Values::Unknown);
        }
    }

    fn measures() -> impl Strategy<Value = Vec<Measure>> {
        let number = prop_oneof![0.0..1e3_f64, (0..90_u8).prop_map(f64::from), Just(-0.0)];
        let count = prop_oneof![4 => Just(1.0), 1 => 0.1..9.0_f64];
        let measure = prop_oneof![
            200 => (number.clone(), count.clone()).prop_map(|(v, c)| value(v, c)),
            1 => (count, number).prop_map(|(count, sum)| Measure::Set(Set {
                count, sum, min: 0.0, max: sum,
            })),
        ];
        prop::collection::vec(measure, 1..200)
    }

    proptest! {
        #[test]
        fn it_makes_no_difference_what_is_rolled_up_first(
            measures in measures(), parts in 1..9_usize, shift in 0..200_usize,
        ) {
            let once = all(&measures);
            let mut turned = measures.clone();
            turned.rotate_left(shift % measures.len());
            let parts: Vec<Measure> = turned
                .chunks(turned.len().div_ceil(parts))
                .map(|part| Measure::Rolled(Box::new(all(part))))
                .collect();
            prop_assert_eq!(all(&parts), once);
        }
    }
}
