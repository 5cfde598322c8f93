//! What an alarm sees: the values of its periods at a tick, what state they come to, and when that can
//! become another.
//!
//! Ticks are looked at one by one where a value [can change](super::crossings). A value that follows from its period alone is computed once, however many ticks look at the period.
//!
//! Of a metric with several units and an alarm without one, all data are taken together: AWS calls what
//! it does then undefined. While a detector has not learned, the state stays, which AWS does not say.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use super::computed::Computed;
use super::crossings::Crossings;
use super::layout::Span;
use super::reason::Point;
use super::rules::{Watched, What};
use super::seen::Seen;
use super::verdict::Verdict;
use crate::services::cloudwatch::anomaly::Taught;
use crate::services::cloudwatch::anomaly::model::Band;
use crate::services::cloudwatch::insights::Insight;
use crate::time::{DAY, Timestamp};

/// How many ticks are looked at before it is told to look again, which is the more the longer nothing
/// has come, and the fewer the more samples there are. Whoever puts data each minute makes the rest of
/// them pointless; but while the clock moves on, nobody does.
const LOOKS: u64 = 64;

/// How many samples are many.
const MANY: u64 = 1_000;

/// How many ticks are passed over at most.
const PASSED: u64 = 7 * 24 * 60;

/// What an alarm sees.
pub struct Windows<'w> {
    watched: &'w Watched,
    seen: Seen,
    /// The values of periods of which all is known, by their beginnings.
    known: RefCell<HashMap<Timestamp, Option<f64>>>,
    /// What tells the band that values are compared with.
    taught: Option<RefCell<Taught>>,
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

/// What an evaluation of several series comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    /// That of each series, with what tells it from the others, in the order of the query.
    pub each: Vec<(BTreeMap<String, String>, Outcome)>,
    /// Whether there are more series than were looked at.
    pub is_partial: bool,
}

impl<'w> Windows<'w> {
    /// Puts samples before an alarm, and, if it compares with a band, what tells the band.
    pub fn new(watched: &'w Watched, seen: Seen, taught: Option<Taught>) -> Self {
        Self { watched, seen, known: RefCell::default(), taught: taught.map(RefCell::new) }
    }

    /// Returns the points of the periods before a tick, the newest first.
    fn points(&self, tick: Timestamp) -> Vec<Option<Point>> {
        let Watched { asked, rule, .. } = self.watched;
        let periods = asked.layout.periods(tick, rule.range());
        match &self.watched.what {
            What::Metric(metric) => {
                let Some(stat) = asked.stat else { return vec![None; periods.len()] };
                let point = |span: &Span| {
                    let comes = self.seen.value(metric, (stat, asked.unit), *span, tick)?;
                    Some(Point {
                        time: span.0,
                        value: comes.value,
                        samples: comes.samples,
                        band: None,
                    })
                };
                periods.iter().map(point).collect()
            }
            What::Computed(computed) => {
                let values = self.values(computed, &periods, tick);
                let width = computed.band.as_ref().map(|band| band.width);
                let point = |(span, value): (&Span, Option<f64>)| {
                    let value = value?;
                    let band = width.and_then(|width| self.band(span.0, width, tick));
                    Some(Point { time: span.0, value, samples: f64::INFINITY, band })
                };
                let values = values.into_iter().chain(std::iter::repeat(None));
                periods.iter().zip(values).map(point).collect()
            }
        }
    }

    /// Returns what an expression comes to in periods, the newest first; one that cannot be computed
    /// has no values.
    fn values(&self, computed: &Computed, periods: &[Span], tick: Timestamp) -> Vec<Option<f64>> {
        let compute =
            |periods: &[Span]| computed.values(&self.seen, periods, tick).unwrap_or_default();
        if !computed.is_alone || self.watched.asked.layout.slides_by().is_none() {
            return compute(periods);
        }
        let mut known = self.known.borrow_mut();
        let first = periods.iter().position(|(start, _)| known.contains_key(start));
        let (new, old) = periods.split_at(first.unwrap_or(periods.len()));
        let old: Option<Vec<_>> = old.iter().map(|(start, _)| known.get(start).copied()).collect();
        let (new, old) = old.map_or((periods, Vec::new()), |old| (new, old));
        if new.is_empty() {
            return old;
        }
        let values = compute(new);
        if values.len() < new.len() {
            return Vec::new();
        }
        let all = new.iter().copied().zip(values.iter().copied());
        let all = all.filter(|(span, _)| self.seen.is_known(*span, tick));
        known.extend(all.map(|((start, _), value)| (start, value)));
        values.into_iter().chain(old).collect()
    }

    /// Returns the band that the value of a period should lie in, as it is known at a tick.
    ///
    /// A detector learns from periods that lie on multiples of their length: of one that lies across two
    /// of them, each counts by its part.
    fn band(&self, time: Timestamp, width: f64, tick: Timestamp) -> Option<Band> {
        let period = self.watched.asked.layout.period;
        let mut taught = self.taught.as_ref()?.borrow_mut();
        let first = time.floor(period);
        let before = taught.band(first, width, tick)?;
        if first == time {
            return Some(before);
        }
        let behind = taught.band(first + period, width, tick)?;
        let part = time.since(first).as_secs_f64() / period.as_secs_f64();
        let between = |before: f64, behind: f64| before + (behind - before) * part;
        Some(Band { low: between(before.low, behind.low), high: between(before.high, behind.high) })
    }

    /// Evaluates at a tick.
    pub fn judge(&self, tick: Timestamp) -> Outcome {
        self.outcome(tick, self.points(tick))
    }

    /// Evaluates each series of a query at a tick.
    pub fn judge_each(&self, insight: &Insight, tick: Timestamp) -> Outcomes {
        let Watched { asked, rule, .. } = self.watched;
        let periods = asked.layout.periods(tick, rule.range());
        let (groups, is_partial) = self.seen.groups(insight, &periods, tick);
        let outcome = |values: Vec<Option<f64>>| {
            let point = |(span, value): (&Span, Option<f64>)| {
                Some(Point { time: span.0, value: value?, samples: f64::INFINITY, band: None })
            };
            self.outcome(tick, periods.iter().zip(values).map(point).collect())
        };
        let each = groups.into_iter().map(|(attributes, values)| (attributes, outcome(values)));
        Outcomes { each: each.collect(), is_partial }
    }

    fn outcome(&self, tick: Timestamp, points: Vec<Option<Point>>) -> Outcome {
        let Watched { asked, rule, comparison, .. } = self.watched;
        let is_judged = |point: &Point| comparison.threshold.is_some() || point.band.is_some();
        let breaches: Vec<_> = points
            .iter()
            .map(|point| {
                let judged = point.filter(is_judged);
                judged.map(|point| comparison.breaches(point.value, point.band))
            })
            .collect();
        let verdict = match points.iter().flatten().next() {
            Some(newest) if newest.samples < asked.fewest || !is_judged(newest) => Verdict::Stays,
            _ => rule.judge(&breaches),
        };
        let places = match &verdict {
            Verdict::Alarm(grounds) | Verdict::Ok(grounds) => grounds.places.as_slice(),
            Verdict::Insufficient | Verdict::Stays => &[],
        };
        let points = places.iter().filter_map(|place| points.get(*place).copied().flatten());
        Outcome { tick, points: points.collect(), verdict }
    }

    /// Returns the first tick after one at which something changes, should no data come, or one before
    /// that at which it is to be looked again; `None` if nothing changes.
    ///
    /// Up to `until`, no data come but behind those that lie ahead already.
    pub fn next(
        &self,
        (after, until): (Timestamp, Timestamp),
        mut changes: impl FnMut(Timestamp) -> bool,
    ) -> Option<Timestamp> {
        let Watched { asked, rule, .. } = self.watched;
        let (layout, step) = (asked.layout, asked.layout.tick());
        let crossings = Crossings::of(self.watched, &self.seen);
        // Once the newest data have left the range, nothing changes any more but by the clock.
        let newest = self.seen.newest();
        let last = match (newest, crossings.by_clock) {
            (_, Some(_)) => after + DAY * 7,
            (None, None) => return None,
            (Some(newest), None) => newest + layout.reach(rule.range() + 1) + step,
        };
        let idle = newest.map_or(0, |newest| after.since(newest).as_secs() / step.as_secs());
        let samples = u64::try_from(self.seen.number()).unwrap_or(u64::MAX);
        let mut looks = (LOOKS * MANY / samples.max(MANY)).max(4).max(idle);
        let sure = newest.filter(|newest| *newest > after).map_or(until, |ahead| until.min(ahead));
        let mut tick = after;
        for _ in 0..PASSED {
            tick = tick.next(step);
            if tick > last {
                return crossings.by_clock.map(|_| tick);
            }
            if crossings.has(tick) {
                if looks == 0 || changes(tick) {
                    return Some(tick);
                }
                looks -= u64::from(tick > sure);
            }
        }
        Some(tick)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::schema::Shape;
    use crate::services::cloudwatch::alarm::layout::Layout;
    use crate::services::cloudwatch::alarm::rules::{self, Asked};
    use crate::services::cloudwatch::alarm::verdict::{Comparison, Missing, Rule};
    use crate::services::cloudwatch::metric::Metric;
    use crate::services::cloudwatch::sample::{Measure, Resolution, Sample};
    use crate::services::cloudwatch::shapes::alarms::{ComparisonOperator, PutMetricAlarmInput};
    use crate::services::cloudwatch::stat::Stat;
    use crate::services::cloudwatch::unit::Unit;
    use crate::time::MINUTE;

    const RULE: Rule = Rule { periods: 2, to_alarm: 2, missing: Missing::Missing };
    const ABOVE: Comparison =
        Comparison { operator: ComparisonOperator::GreaterThanThreshold, threshold: Some(10.0) };

    fn minute(number: i64) -> Timestamp {
        Timestamp::from_secs(1_704_067_200 + number * 60)
    }

    fn watched(layout: Layout, missing: Missing) -> Watched {
        Watched {
            what: What::Metric(Metric::new("N", "M", &[])),
            asked: Asked { stat: Stat::parse("Sum"), unit: None, layout, fewest: 0.0 },
            statistic: None,
            rule: Rule { missing, ..RULE },
            says_number: false,
            comparison: ABOVE,
        }
    }

    fn sliding(minutes: u32, missing: Missing) -> Watched {
        watched(Layout::sliding(MINUTE * minutes), missing)
    }

    fn seen(values: &[(i64, f64)], late: u32) -> Seen {
        let mut seen = Seen::new(MINUTE);
        add(&mut seen, "M", values, late);
        seen
    }

    fn add(seen: &mut Seen, name: &str, values: &[(i64, f64)], late: u32) {
        let sample = |(number, value): &(i64, f64)| {
            Ok(Sample {
                time: minute(*number),
                unit: Unit::None,
                resolution: Resolution::Minute,
                measure: Measure::Value { value: *value, count: 1.0 },
            })
        };
        let metric = Metric::new("N", name, &[]);
        seen.add(&metric, MINUTE * late, values.iter().map(sample)).unwrap();
    }

    fn sums(windows: &Windows<'_>, tick: i64) -> Vec<f64> {
        windows.judge(minute(tick)).points.iter().map(|point| point.value).collect()
    }

    #[test]
    fn periods_slide_with_the_minute() {
        let watched = sliding(5, Missing::NotBreaching);
        let seen = seen(&[(0, 6.0), (4, 6.0), (5, 6.0), (9, 1.0)], 0);
        let windows = Windows::new(&watched, seen, None);
        assert_eq!(sums(&windows, 5), [12.0]);
        assert_eq!(sums(&windows, 9), [12.0, 6.0]);
        assert_eq!(sums(&windows, 10), [7.0, 12.0]);
        assert_eq!(sums(&windows, 11), [1.0, 12.0]);
    }

    #[test]
    fn on_the_wall_only_what_is_over_counts() {
        let zone = crate::time::zone::Zone::UTC;
        let layout = Layout::on_wall(MINUTE * 5, zone).unwrap();
        let watched = watched(layout, Missing::NotBreaching);
        let seen = seen(&[(0, 6.0), (4, 6.0), (5, 6.0), (9, 1.0)], 0);
        let windows = Windows::new(&watched, seen, None);
        for (tick, expected) in
            [(4, vec![]), (5, vec![12.0]), (9, vec![12.0]), (10, vec![7.0, 12.0])]
        {
            assert_eq!(sums(&windows, tick), expected, "{tick}");
        }
    }

    #[test]
    fn what_comes_late_counts_from_when_it_comes() {
        let watched = sliding(5, Missing::NotBreaching);
        let late = |late| Windows::new(&watched, seen(&[(0, 6.0), (5, 20.0)], late), None);
        assert_eq!(sums(&late(0), 6), [20.0, 6.0]);
        for (tick, expected) in [(4, vec![]), (5, vec![6.0]), (9, vec![6.0]), (10, vec![20.0, 6.0])]
        {
            assert_eq!(sums(&late(5), tick), expected, "{tick}");
        }
    }

    #[test]
    fn what_changes_next_is_what_ticks_one_by_one_come_to() {
        let zone = crate::time::zone::Zone::UTC;
        let values = [(0, 20.0), (1, 20.0), (2, 5.0), (7, 20.0), (31, 3.0)];
        for layout in [
            Layout::sliding(MINUTE),
            Layout::sliding(MINUTE * 7),
            Layout::on_wall(MINUTE * 5, zone).unwrap(),
        ] {
            for (late, missing) in [(0, Missing::Missing), (3, Missing::NotBreaching)] {
                let watched = watched(layout, missing);
                let windows = Windows::new(&watched, seen(&values, late), None);
                let is_alarm = |tick| match windows.judge(tick).verdict {
                    Verdict::Alarm(_) => Some(true),
                    Verdict::Ok(_) | Verdict::Insufficient => Some(false),
                    Verdict::Stays => None,
                };
                for state in [true, false] {
                    for start in 0..90 {
                        let changes = |tick| is_alarm(tick).is_some_and(|is| is != state);
                        if changes(minute(start)) {
                            // It would have come into another state then.
                            continue;
                        }
                        let by_steps = (start + 1..200).map(minute).find(|tick| changes(*tick));
                        let next = windows.next((minute(start), minute(start)), changes);
                        assert_eq!(next, by_steps, "{layout:?} {state} after {start}");
                    }
                }
            }
        }
    }

    #[test]
    fn ticks_between_which_no_sample_crosses_are_passed_over() {
        let watched = sliding(60, Missing::Missing);
        let windows = Windows::new(&watched, seen(&[(0, 1.0)], 0), None);
        let mut looks = Vec::new();
        let next = windows.next((minute(0), minute(0)), |tick| {
            looks.push(tick);
            false
        });
        assert_eq!(next, None);
        assert_eq!(looks, [1, 61, 121, 181, 241, 301].map(minute));
    }

    #[test]
    fn who_looks_too_far_looks_again_later() {
        let watched = sliding(60, Missing::Missing);
        let all: Vec<_> = (0..120).map(|number| (number, 1.0)).collect();
        let windows = Windows::new(&watched, seen(&all, 0), None);
        let next = |after, until| windows.next((minute(after), minute(until)), |_| false);
        assert_eq!(next(119, 119), Some(minute(119 + 65)));
        // The longer nothing has come, the farther.
        assert_eq!(next(319, 319), None);
        // While the clock moves on, nothing comes; but what lies ahead may be gone on with.
        assert_eq!(next(119, 139), Some(minute(139 + 65)));
        assert_eq!(next(119, 1_000), None);
        assert_eq!(next(59, 1_000), Some(minute(119 + 65)));
    }

    #[test]
    fn periods_with_few_samples_do_not_count() {
        let mut watched = sliding(1, Missing::Missing);
        let verdict = |watched: &Watched| {
            Windows::new(watched, seen(&[(0, 20.0), (1, 20.0)], 0), None).judge(minute(2)).verdict
        };
        assert!(matches!(verdict(&watched), Verdict::Alarm(_)));
        watched.asked.fewest = 2.0;
        assert_eq!(verdict(&watched), Verdict::Stays);
    }

    proptest! {
        #[test]
        fn what_ticks_share_is_what_each_comes_to_by_itself(
            values in prop::collection::vec((0..90_i64, 0.0..30.0_f64), 0..80),
            others in prop::collection::vec((0..90_i64, 0.0..30.0_f64), 0..80),
            late in 0..4_u32,
            minutes in 1..15_u32,
            expression in prop::sample::select(vec![
                "m1", "100*m1/(m1+m2)", "IF(m1>15,m1,FILL(m2,3))", "SUM([m1,m2])", "m1*HOUR(m2)",
                "RATE(m1)", "FILL(m1,REPEAT)-m2", "m1/SUM(m2)",
            ]),
        ) {
            let queries = |name: &str, id: &str, stat: &str| json!({
                "Id": id, "ReturnData": false, "MetricStat": {
                    "Metric": {"Namespace": "N", "MetricName": name},
                    "Period": minutes * 60, "Stat": stat,
                },
            });
            let put = json!({
                "AlarmName": "a", "EvaluationPeriods": 4, "DatapointsToAlarm": 2, "Threshold": 12.0,
                "ComparisonOperator": "GreaterThanThreshold", "Metrics": [
                    {"Id": "e", "Expression": expression},
                    queries("M", "m1", "Average"), queries("O", "m2", "Sum"),
                ],
            });
            let put = PutMetricAlarmInput::read(&put).unwrap();
            let watched = rules::read(&put).unwrap();
            let seen = || {
                let mut seen = seen(&values, late);
                add(&mut seen, "O", &others, 0);
                seen
            };
            let shared = Windows::new(&watched, seen().sliding(MINUTE * minutes), None);
            for tick in (0..170).map(minute) {
                prop_assert_eq!(
                    shared.judge(tick),
                    Windows::new(&watched, seen(), None).judge(tick)
                );
            }
        }
    }
}
