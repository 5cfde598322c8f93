//! What an alarm sees: the value of each of its periods, counted back from a tick.
//!
//! ```text
//!   12:00     12:05     12:10     12:15
//!     |---------|---------|---------|         a tick at 12:15, periods of five minutes
//!      |---------|---------|---------|        the tick a minute later
//! ```
//!
//! Source: CloudWatch User Guide, "Evaluating an alarm": that periods slide with the minute. Of a
//! metric with several units and an alarm without one, all data are taken together: AWS calls what
//! it does then undefined.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use super::computed::{Computed, Seen};
use super::reason::Point;
use super::verdict::{Comparison, Rule, Verdict};
use crate::services::cloudwatch::sample::{Measure, Sample};
use crate::services::cloudwatch::stat::{Comes, Stat};
use crate::services::cloudwatch::unit::Unit;
use crate::time::{MINUTE, Timestamp};

/// How often alarms are evaluated whose periods are shorter than a minute.
const QUICK: Duration = Duration::from_secs(10);

/// What an alarm computes of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// The statistic; none of an expression.
    pub stat: Option<Stat>,
    /// The unit of the data that count; all if there is none.
    pub unit: Option<Unit>,
    /// How long a period is.
    pub period: Duration,
    /// The fewest samples that a period needs for its value to count, 0 where any do.
    pub fewest: f64,
}

impl Asked {
    /// Returns how long it is from one evaluation to the next.
    pub fn tick(&self) -> Duration {
        if self.period < MINUTE { QUICK } else { MINUTE }
    }
}

/// The samples of a metric, by tick, or those of the metrics of an expression.
pub struct Windows {
    asked: Asked,
    measures: BTreeMap<Timestamp, Vec<Measure>>,
    late: Duration,
    /// Values that were computed, by what they are of.
    computed: RefCell<BTreeMap<(Timestamp, Timestamp), Option<Comes>>>,
    expression: Option<(Computed, Seen)>,
}

/// What an evaluation comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// When it is.
    pub tick: Timestamp,
    /// The state that follows.
    pub verdict: Verdict,
    /// The points that were looked at, the newest first.
    pub points: Vec<Point>,
}

impl Windows {
    /// Puts samples in order.
    pub fn of(asked: Asked, samples: impl IntoIterator<Item = Sample>) -> Self {
        let mut measures: BTreeMap<Timestamp, Vec<Measure>> = BTreeMap::new();
        for sample in samples {
            if asked.unit.is_none_or(|unit| unit == sample.unit) {
                measures.entry(sample.time.floor(asked.tick())).or_default().push(sample.measure);
            }
        }
        Self {
            asked,
            measures,
            late: Duration::ZERO,
            computed: RefCell::default(),
            expression: None,
        }
    }

    /// Puts in place what an expression is computed from.
    pub fn computed(asked: Asked, expression: Computed, seen: Seen) -> Self {
        Self { expression: Some((expression, seen)), ..Self::of(asked, []) }
    }

    /// Returns the values of so many periods before a tick, the newest first.
    fn values(&self, tick: Timestamp, periods: usize) -> (Vec<Timestamp>, Vec<Option<Comes>>) {
        let mut start = tick;
        let mut starts = Vec::new();
        for _ in 0..periods {
            start = start - self.asked.period;
            starts.push(start);
        }
        let values = match &self.expression {
            None => starts.iter().map(|start| self.value(*start, tick)).collect(),
            // An expression that cannot be computed has no values.
            Some((expression, seen)) => expression
                .values(seen, tick, periods)
                .unwrap_or_else(|_| vec![None; periods])
                .into_iter()
                .map(|value| Some(Comes { value: value?, samples: f64::INFINITY }))
                .collect(),
        };
        (starts, values)
    }

    /// Says that samples come so much later than their time, and count from then on.
    #[must_use]
    pub fn late(self, late: Duration) -> Self {
        Self { late, ..self }
    }

    /// Returns the value of the period that begins at a time, as it is known at a tick.
    fn value(&self, start: Timestamp, tick: Timestamp) -> Option<Comes> {
        let come = tick - self.late + Duration::from_millis(1);
        let end = (start + self.asked.period).min(come);
        if end <= start {
            return None;
        }
        if let Some(known) = self.computed.borrow().get(&(start, end)) {
            return *known;
        }
        let within = self.measures.range(start..end);
        let asked = self.asked.stat?;
        let comes = asked.of(within.flat_map(|(_, measures)| measures));
        self.computed.borrow_mut().insert((start, end), comes);
        comes
    }

    /// Evaluates at a tick.
    pub fn judge(&self, rule: &Rule, comparison: &Comparison, tick: Timestamp) -> Outcome {
        let (starts, values) = self.values(tick, rule.range());
        let breaches: Vec<_> = values
            .iter()
            .map(|comes| comes.map(|comes| comparison.breaches(comes.value)))
            .collect();
        let verdict = match values.iter().flatten().next() {
            Some(newest) if newest.samples < self.asked.fewest => Verdict::Stays,
            _ => rule.judge(&breaches),
        };
        let places = match &verdict {
            Verdict::Alarm(grounds) | Verdict::Ok(grounds) => grounds.places.as_slice(),
            Verdict::Insufficient | Verdict::Stays => &[],
        };
        let point = |place: &usize| {
            let comes = values.get(*place).copied().flatten()?;
            Some(Point { time: *starts.get(*place)?, value: comes.value, samples: comes.samples })
        };
        let points = places.iter().filter_map(point).collect();
        Outcome { tick, verdict, points }
    }

    /// Returns the first evaluation after a tick that comes to another state than the present one,
    /// should no data come; `changes` says which do. `None` if there is none.
    pub fn next(
        &self,
        rule: &Rule,
        comparison: &Comparison,
        after: Timestamp,
        changes: impl Fn(&Verdict) -> bool,
    ) -> Option<Timestamp> {
        if self.expression.as_ref().is_some_and(|(expression, _)| expression.tells_time) {
            return Some(after.next(self.asked.tick()));
        }
        // Once the newest data have left the range, nothing changes any more.
        let seen = self.expression.as_ref().and_then(|(_, seen)| seen.newest());
        let newest = seen.max(self.measures.keys().next_back().copied());
        let range = u32::try_from(rule.range()).unwrap_or(u32::MAX);
        let reach = self.asked.period.checked_mul(range).unwrap_or(Duration::MAX);
        let last = newest.map_or(after, |newest| newest + reach) + self.asked.period + self.late;
        let mut tick = after.next(self.asked.tick());
        while tick <= last.max(after.next(self.asked.tick())) {
            if changes(&self.judge(rule, comparison, tick).verdict) {
                return Some(tick);
            }
            tick = tick.next(self.asked.tick());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::alarm::verdict::Missing;
    use crate::services::cloudwatch::sample::Resolution;
    use crate::services::cloudwatch::shapes::alarms::ComparisonOperator;

    const RULE: Rule = Rule { periods: 2, to_alarm: 2, missing: Missing::Missing };
    const ABOVE: Comparison =
        Comparison { operator: ComparisonOperator::GreaterThanThreshold, threshold: 10.0 };

    fn minute(number: i64) -> Timestamp {
        Timestamp::from_secs(1_704_067_200 + number * 60)
    }

    fn asked(minutes: u64) -> Asked {
        let period = Duration::from_secs(minutes * 60);
        Asked { stat: Stat::parse("Sum"), unit: None, period, fewest: 0.0 }
    }

    fn windows(minutes: u64, values: &[(i64, f64)]) -> Windows {
        let sample = |(number, value): &(i64, f64)| Sample {
            time: minute(*number),
            unit: Unit::None,
            resolution: Resolution::Minute,
            measure: Measure::Value { value: *value, count: 1.0 },
        };
        Windows::of(asked(minutes), values.iter().map(sample))
    }

    #[test]
    fn periods_slide_with_the_minute() {
        let windows = windows(5, &[(0, 6.0), (4, 6.0), (5, 6.0), (9, 1.0)]);
        let rule = Rule { missing: Missing::NotBreaching, ..RULE };
        let sums = |tick| -> Vec<f64> {
            let outcome = windows.judge(&rule, &ABOVE, minute(tick));
            outcome.points.iter().map(|point| point.value).collect()
        };
        assert_eq!(sums(5), [12.0]);
        assert_eq!(sums(9), [12.0, 6.0]);
        assert_eq!(sums(10), [7.0, 12.0]);
        assert_eq!(sums(11), [1.0, 12.0]);
    }

    #[test]
    fn what_comes_late_counts_from_when_it_comes() {
        let late = |late| windows(5, &[(0, 6.0), (5, 20.0)]).late(MINUTE * late);
        let rule = Rule { missing: Missing::NotBreaching, ..RULE };
        let sums = |windows: &Windows, tick| -> Vec<f64> {
            let outcome = windows.judge(&rule, &ABOVE, minute(tick));
            outcome.points.iter().map(|point| point.value).collect()
        };
        assert_eq!(sums(&late(0), 6), [20.0, 6.0]);
        for (tick, expected) in [(4, vec![]), (5, vec![6.0]), (9, vec![6.0]), (10, vec![20.0, 6.0])]
        {
            assert_eq!(sums(&late(5), tick), expected, "{tick}");
        }
    }

    #[test]
    fn what_changes_next_is_what_ticks_one_by_one_come_to() {
        let windows = windows(1, &[(0, 20.0), (1, 20.0), (2, 5.0), (7, 20.0)]);
        let verdict = |tick| windows.judge(&RULE, &ABOVE, tick).verdict;
        let is_alarm = |verdict: &Verdict| matches!(verdict, Verdict::Alarm(_));
        for state in [true, false] {
            for start in 0..12 {
                let changes = |verdict: &Verdict| {
                    !matches!(verdict, Verdict::Stays) && is_alarm(verdict) != state
                };
                let by_steps = (start + 1..60).map(minute).find(|tick| changes(&verdict(*tick)));
                let next = windows.next(&RULE, &ABOVE, minute(start), changes);
                assert_eq!(next, by_steps, "{state} after {start}");
            }
        }
    }

    #[test]
    fn periods_with_few_samples_do_not_count() {
        let mut windows = windows(1, &[(0, 20.0), (1, 20.0)]);
        let verdict = |windows: &Windows| windows.judge(&RULE, &ABOVE, minute(2)).verdict;
        assert!(matches!(verdict(&windows), Verdict::Alarm(_)));
        windows.asked.fewest = 2.0;
        assert_eq!(verdict(&windows), Verdict::Stays);
    }
}
