//! What measures come to in spans that slide, of which each lies across few blocks.
//!
//! ```text
//! blocks          |. . . . . .|. . . . . .|. .      as long as a period
//! a span                |- - - - -|
//! comes to               (from here)(to here)       the end of a block, and the beginning of the next
//! ```
//!
//! So a span costs two additions however many measures it has. Totals are [exact](super::super::exact):
//! it makes no difference in which steps they are added.
//!
//! Source: M. van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and
//! octagonal kernels", 1992.

use std::time::Duration;

use super::layout::Span;
use crate::services::cloudwatch::rolled::Tally;
use crate::services::cloudwatch::sample::Measure;
use crate::time::Timestamp;

/// Measures by time, rolled up.
#[derive(Debug)]
pub struct Sliding {
    /// How long a block is.
    period: Duration,
    places: Vec<Place>,
}

/// A time at which there are measures.
#[derive(Debug)]
struct Place {
    time: Timestamp,
    /// When the block begins that it is in.
    block: Timestamp,
    /// What the measures of this time come to.
    here: Tally,
    /// Those of its block up to here.
    to_here: Tally,
    /// Those of its block from here on.
    from_here: Tally,
}

impl Sliding {
    /// Rolls up measures, the oldest first.
    pub fn of<'m>(
        period: Duration,
        measures: impl IntoIterator<Item = (Timestamp, &'m Measure)>,
    ) -> Self {
        let mut places: Vec<Place> = Vec::new();
        for (time, measure) in measures {
            match places.last_mut() {
                Some(last) if last.time == time => last.here.add(measure),
                _ => {
                    let here = Tally::of(measure);
                    let (to_here, from_here) = (here.clone(), here.clone());
                    let block = time.floor(period);
                    places.push(Place { time, block, here, to_here, from_here });
                }
            }
        }
        for block in places.chunk_by_mut(|left, right| left.block == right.block) {
            let mut so_far: Option<Tally> = None;
            for place in &mut *block {
                place.to_here = joined(so_far.take(), &place.here);
                so_far = Some(place.to_here.clone());
            }
            let mut so_far: Option<Tally> = None;
            for place in block.iter_mut().rev() {
                place.from_here = joined(so_far.take(), &place.here);
                so_far = Some(place.from_here.clone());
            }
        }
        Self { period, places }
    }

    /// Returns what the measures of a span come to; `None` if there are none.
    pub fn tally(&self, (start, end): Span) -> Option<Tally> {
        let place_at = |time| self.places.partition_point(|place| place.time < time);
        let (mut first, behind) = (place_at(start), place_at(end));
        let mut tally = None;
        while first < behind {
            let next = place_at(self.places[first].block + self.period).min(behind);
            tally = Some(self.with_part(tally, first, next));
            first = next;
        }
        tally
    }

    /// Adds places of one block: from one up to and without another.
    fn with_part(&self, tally: Option<Tally>, first: usize, behind: usize) -> Tally {
        let places = &self.places;
        let begins =
            |at: usize| at == 0 || at == places.len() || places[at - 1].block != places[at].block;
        if begins(first) {
            joined(tally, &places[behind - 1].to_here)
        } else if begins(behind) {
            joined(tally, &places[first].from_here)
        } else {
            let rest = places[first + 1..behind].iter();
            let here = joined(tally, &places[first].here);
            rest.fold(here, |tally, place| joined(Some(tally), &place.here))
        }
    }
}

fn joined(tally: Option<Tally>, other: &Tally) -> Tally {
    match tally {
        None => other.clone(),
        Some(mut tally) => {
            tally.join(other);
            tally
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::services::cloudwatch::shapes::statistics::Statistic;
    use crate::services::cloudwatch::stat::Stat;
    use crate::time::MINUTE;

    fn minute(number: i64) -> Timestamp {
        Timestamp::from_secs(number * 60)
    }

    proptest! {
        #[test]
        fn a_span_comes_to_what_its_measures_come_to_one_by_one(
            measures in prop::collection::vec((0..60_i64, -1e9..1e9_f64, 1..4_u32), 0..90),
            blocks in 1..14_u32,
            spans in prop::collection::vec((-2..64_i64, 0..40_i64), 1..40),
        ) {
            let mut measures: Vec<_> = measures
                .into_iter()
                .map(|(at, value, count)| {
                    (minute(at), Measure::Value { value, count: f64::from(count) })
                })
                .collect();
            measures.sort_by_key(|(time, _)| *time);
            let all = measures.iter().map(|(time, measure)| (*time, measure));
            let sliding = Sliding::of(MINUTE * blocks, all);
            for (start, length) in spans {
                let span = (minute(start), minute(start + length));
                let within = measures.iter().filter(|(time, _)| span.0 <= *time && *time < span.1);
                let within: Vec<&Measure> = within.map(|(_, measure)| measure).collect();
                let tally = sliding.tally(span);
                for plain in Statistic::ALL {
                    let told = tally.as_ref().map(|tally| Stat::plain_of(*plain, tally));
                    let one_by_one = Stat::Plain(*plain).of(within.iter().copied());
                    prop_assert_eq!(told, one_by_one, "{:?} {:?}", plain, span);
                }
            }
        }
    }
}
