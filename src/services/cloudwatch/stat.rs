//! A statistic by its name, plain or other: what alarms and several metrics at once ask for.

use super::extended::Extended;
use super::rolled::Tally;
use super::sample::Measure;
use super::shapes::statistics::Statistic;
use super::statistics::{Distribution, Gathered, Summary};

/// A statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stat {
    /// One of the five.
    Plain(Statistic),
    /// One that needs the values themselves.
    Extended(Extended),
}

/// What a statistic comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comes {
    /// The value.
    pub value: f64,
    /// How many values there are.
    pub samples: f64,
}

impl Stat {
    /// Returns the statistic of a name, as in `Average` or `p99`; `None` if it names none.
    pub fn parse(name: &str) -> Option<Self> {
        let plain = Statistic::parse(name).map(Self::Plain);
        plain.or_else(|| Extended::parse(name).map(Self::Extended))
    }

    /// Returns what it comes to for measures; `None` if there are none, or if they do not have it, as
    /// negative values have no percentiles.
    pub fn of<'m>(&self, measures: impl IntoIterator<Item = &'m Measure>) -> Option<Comes> {
        let mut tally: Option<Tally> = None;
        let mut values = Gathered::default();
        for measure in measures {
            match &mut tally {
                Some(tally) => tally.add(measure),
                None => tally = Some(Tally::of(measure)),
            }
            if matches!(self, Self::Extended(_)) {
                values.add(measure);
            }
        }
        let tally = tally?;
        match self {
            Self::Plain(plain) => Some(Self::plain_of(*plain, &tally)),
            Self::Extended(extended) => {
                let value = extended.of(&Distribution::of(values)?)?;
                Some(Comes { value, samples: tally.count.rounded() })
            }
        }
    }

    /// Returns what a plain statistic comes to for measures that were rolled up.
    pub fn plain_of(statistic: Statistic, tally: &Tally) -> Comes {
        let summary = Summary::of(tally);
        let value = match statistic {
            Statistic::SampleCount => summary.count,
            Statistic::Average => summary.average(),
            Statistic::Sum => summary.sum,
            Statistic::Minimum => summary.min,
            Statistic::Maximum => summary.max,
        };
        Comes { value, samples: summary.count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statistic_has_one_name_and_one_value() {
        let measures = [1.0, 2.0, 9.0].map(|value| Measure::Value { value, count: 1.0 });
        let cases = [
            ("SampleCount", Some(3.0)),
            ("Average", Some(4.0)),
            ("Sum", Some(12.0)),
            ("Minimum", Some(1.0)),
            ("Maximum", Some(9.0)),
            ("p50", Some(2.0)),
            ("average", None),
            ("p101", None),
        ];
        for (name, expected) in cases {
            let told = Stat::parse(name).and_then(|stat| stat.of(&measures));
            assert_eq!(told.map(|comes| comes.value), expected, "{name}");
        }
        assert_eq!(Stat::parse("Sum").unwrap().of([]), None);
    }
}
