//! The samples that an alarm sees, and what they come to in its periods.
//!
//! Samples are put together by ticks, and so are the lines of logs that Contributor Insights rules
//! count. What a statistic comes to in a period is computed once, however many ticks look at the period,
//! and where many periods share samples, from what parts of these come to.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use super::layout::Span;
use super::sliding::Sliding;
use crate::error::Result;
use crate::services::cloudwatch::anomaly::Learning;
use crate::services::cloudwatch::insight_rule::report::{Order, Report};
use crate::services::cloudwatch::insights::{Insight, Known};
use crate::services::cloudwatch::math::Series;
use crate::services::cloudwatch::math::search::Search;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::queries::{On, Read, Source, Wanted};
use crate::services::cloudwatch::sample::{Measure, Sample};
use crate::services::cloudwatch::stat::{Comes, Stat};
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;

/// How many ticks of a period are few: their samples are as well taken one by one.
const FEW: u32 = 10;

/// The samples that an alarm sees, by metric and tick.
#[derive(Debug, Default)]
pub struct Seen {
    /// What is known of metrics besides themselves.
    known: Known,
    /// How long it is from one tick to the next.
    tick: Duration,
    /// How long periods are that begin at each tick, where these are many in a period.
    sliding: Option<Duration>,
    metrics: BTreeMap<Metric, Samples>,
    counted: BTreeMap<String, Lines>,
    /// How many samples and lines there are.
    number: usize,
}

/// The samples of a metric.
#[derive(Debug, Default)]
struct Samples {
    /// How much later than their time they come, and count from then on.
    late: Duration,
    ticks: BTreeMap<Timestamp, Vec<Sample>>,
    computed: RefCell<Vec<Computed>>,
}

/// The lines that a Contributor Insights rule counts, by tick: whose each is, and for how much it counts.
type Lines = BTreeMap<Timestamp, Vec<(Vec<String>, f64)>>;

/// What was computed of a metric.
#[derive(Debug)]
struct Computed {
    stat: Stat,
    unit: Option<Unit>,
    values: HashMap<Span, Option<Comes>>,
    /// The samples of the unit, rolled up, once they are wanted.
    parts: Option<Sliding>,
}

/// Several series of one query.
pub type Groups = Vec<(BTreeMap<String, String>, Vec<Option<f64>>)>;

impl Seen {
    /// Makes one without samples.
    pub fn new(tick: Duration) -> Self {
        Self { tick, ..Self::default() }
    }

    /// Says how long periods are that begin at each tick.
    ///
    /// This makes no difference but to the time that it takes.
    #[must_use]
    pub fn sliding(self, period: Duration) -> Self {
        let are_many = period >= self.tick * FEW;
        Self { sliding: are_many.then_some(period), ..self }
    }

    /// Says what is known of metrics besides themselves.
    #[must_use]
    pub fn with(self, known: Known) -> Self {
        Self { known, ..self }
    }

    /// Adds the samples of a metric, which come so much later than their time; those of one that is there
    /// already are passed over.
    pub fn add(
        &mut self,
        metric: &Metric,
        late: Duration,
        samples: impl IntoIterator<Item = Result<Sample>>,
    ) -> Result<()> {
        if self.metrics.contains_key(metric) {
            return Ok(());
        }
        let all = self.metrics.entry(metric.clone()).or_default();
        all.late = late;
        for sample in samples {
            let sample = sample?;
            let tick = if self.tick.is_zero() { sample.time } else { sample.time.floor(self.tick) };
            all.ticks.entry(tick).or_default().push(sample);
            self.number += 1;
        }
        Ok(())
    }

    /// Adds the lines that a Contributor Insights rule counts.
    pub fn count(
        &mut self,
        rule: &str,
        lines: impl IntoIterator<Item = (Timestamp, Vec<String>, f64)>,
    ) {
        let all = self.counted.entry(rule.to_owned()).or_default();
        for (time, keys, value) in lines {
            all.entry(time.floor(self.tick)).or_default().push((keys, value));
            self.number += 1;
        }
    }

    /// Returns what a Contributor Insights rule tells of a period under a name.
    fn told(&self, rule: &str, metric: &str, (start, end): Span) -> Option<f64> {
        let lines = self.counted.get(rule)?.range(start..end).flat_map(|(_, lines)| lines);
        let lines = lines.map(|(keys, value)| (start, keys.clone(), *value));
        let report = Report::of(lines, |time| time, Order::Sum);
        report.periods.get(&start)?.told(metric)
    }

    /// Returns how many samples and lines there are.
    pub const fn number(&self) -> usize {
        self.number
    }

    /// Returns when the newest comes.
    pub fn newest(&self) -> Option<Timestamp> {
        let newest = |samples: &Samples| Some(*samples.ticks.last_key_value()?.0 + samples.late);
        let newest_line =
            self.counted.values().filter_map(|lines| Some(*lines.last_key_value()?.0));
        self.metrics.values().filter_map(newest).chain(newest_line).max()
    }

    /// Returns the ticks in which there are samples or lines, each with how late these come.
    pub fn ticks(&self) -> BTreeSet<(Timestamp, Duration)> {
        let of = |samples: &Samples| {
            let late = samples.late;
            samples.ticks.keys().map(move |tick| (*tick, late)).collect::<Vec<_>>()
        };
        let lines = self.counted.values().flat_map(BTreeMap::keys);
        let lines = lines.map(|tick| (*tick, Duration::ZERO));
        self.metrics.values().flat_map(of).chain(lines).collect()
    }

    /// Returns what a statistic of a metric comes to in a period, as it is known at a tick.
    pub fn value(
        &self,
        metric: &Metric,
        (stat, unit): (Stat, Option<Unit>),
        span: Span,
        tick: Timestamp,
    ) -> Option<Comes> {
        let samples = self.metrics.get(metric)?;
        let span = samples.known_at(span, tick)?;
        let mut computed = samples.computed.borrow_mut();
        let is_it = |computed: &Computed| computed.stat == stat && computed.unit == unit;
        let place = computed.iter().position(is_it).unwrap_or_else(|| {
            computed.push(Computed { stat, unit, values: HashMap::new(), parts: None });
            computed.len() - 1
        });
        let Computed { values, parts, .. } = computed.get_mut(place)?;
        let compute = || match (stat, self.sliding) {
            (Stat::Plain(plain), Some(period)) => {
                let parts = parts.get_or_insert_with(|| samples.parts(period, unit));
                parts.tally(span).map(|tally| Stat::plain_of(plain, &tally))
            }
            _ => stat.of(samples.measures(span, unit)),
        };
        *values.entry(span).or_insert_with(compute)
    }

    /// Returns whether all of a period is known at a tick, so that no later one knows more of it.
    pub fn is_known(&self, span: Span, tick: Timestamp) -> bool {
        self.metrics.values().all(|samples| samples.known_at(span, tick) == Some(span))
    }

    /// Returns the series of a query in periods, in its order, and what tells each from the others; and
    /// whether there are more than it may have.
    pub fn groups(&self, insight: &Insight, periods: &[Span], tick: Timestamp) -> (Groups, bool) {
        let stat = Stat::Plain(insight.statistic());
        let mut groups: BTreeMap<BTreeMap<String, String>, (String, Vec<&Samples>)> =
            BTreeMap::new();
        for (metric, samples) in &self.metrics {
            if insight.matches(metric, &self.known) {
                let label = insight.group(metric, &self.known);
                let attributes = insight.attributes(metric, &self.known);
                groups.entry(attributes).or_insert((label, Vec::new())).1.push(samples);
            }
        }
        let series = groups.into_iter().map(|(attributes, (label, all))| {
            let value = |span: &Span| {
                let measures = all.iter().filter_map(|samples| {
                    Some(samples.measures(samples.known_at(*span, tick)?, None))
                });
                stat.of(measures.flatten()).map(|comes| comes.value)
            };
            let values: Vec<Option<f64>> = periods.iter().map(value).collect();
            let points = periods.iter().zip(&values);
            let points = points.filter_map(|(span, value)| Some((span.0, (*value)?))).collect();
            (Series { label, period: 0, points }, (attributes, values))
        });
        let series: Vec<_> = series.filter(|(series, _)| !series.points.is_empty()).collect();
        let number = series.len();
        let chosen = insight.chosen_of(series);
        let is_partial = insight.has_too_many(number);
        (chosen.into_iter().map(|(_, group)| group).collect(), is_partial)
    }
}

impl Samples {
    /// Returns the part of a period that is known at a tick: what has not come by then cannot count.
    fn known_at(&self, (start, end): Span, tick: Timestamp) -> Option<Span> {
        let come = tick - self.late + Duration::from_millis(1);
        let end = end.min(come);
        (start < end).then_some((start, end))
    }

    /// Rolls up those of a unit.
    fn parts(&self, period: Duration, unit: Option<Unit>) -> Sliding {
        let fits = |sample: &&Sample| unit.is_none_or(|unit| unit == sample.unit);
        let measures = self.ticks.iter().flat_map(|(tick, samples)| {
            samples.iter().filter(fits).map(|sample| (*tick, &sample.measure))
        });
        Sliding::of(period, measures)
    }

    fn measures(&self, (start, end): Span, unit: Option<Unit>) -> impl Iterator<Item = &Measure> {
        let samples = self.ticks.range(start..end).flat_map(|(_, samples)| samples);
        let fits = move |sample: &&Sample| unit.is_none_or(|unit| unit == sample.unit);
        samples.filter(fits).map(|sample| &sample.measure)
    }
}

/// What queries see of samples: the periods before a tick.
///
/// Queries count time in periods of one length, which periods on the wall need not have: each is shown
/// to them where it would begin if all were as long as they should be.
pub struct Periods<'s> {
    seen: &'s Seen,
    /// The periods, the newest first.
    spans: &'s [Span],
    /// How long each should be.
    period: Duration,
    tick: Timestamp,
}

impl<'s> Periods<'s> {
    /// Shows periods, the newest first, as they are known at a tick.
    pub const fn of(seen: &'s Seen, spans: &'s [Span], period: Duration, tick: Timestamp) -> Self {
        Self { seen, spans, period, tick }
    }

    /// Returns where a period is shown.
    pub fn shown(&self, place: usize) -> Timestamp {
        let newest = self.spans.first().map_or(self.tick, |span| span.0);
        newest - self.period.saturating_mul(u32::try_from(place).unwrap_or(u32::MAX))
    }
}

impl Source for Periods<'_> {
    fn read(&self, wanted: &Wanted) -> Result<Read> {
        let asked = (wanted.stat, wanted.unit);
        let point = |(place, span): (usize, &Span)| {
            let comes = self.seen.value(&wanted.metric, asked, *span, self.tick)?;
            Some((self.shown(place), comes.value))
        };
        let points = self.spans.iter().enumerate().filter_map(point).collect();
        Ok(Read { points, units: Vec::new() })
    }

    fn find(&self, _search: &Search) -> Result<Vec<Metric>> {
        // Searches are refused when the alarm is put.
        Ok(Vec::new())
    }

    /// A rule that is not there finds nothing: it may come later.
    fn found(&self, rule: &str, metric: &str, period: u64) -> Result<Option<Series>> {
        let point = |(place, span): (usize, &Span)| {
            Some((self.shown(place), self.seen.told(rule, metric, *span)?))
        };
        let points = self.spans.iter().enumerate().filter_map(point).collect();
        Ok(Some(Series { label: format!("{rule} {metric}"), period, points }))
    }

    fn told(&self, insight: &Insight, period: u64) -> Result<Vec<Series>> {
        let (groups, _) = self.seen.groups(insight, self.spans, self.tick);
        let series = |(attributes, values): (BTreeMap<String, String>, Vec<Option<f64>>)| {
            let points = values.into_iter().enumerate();
            let points = points.filter_map(|(place, value)| Some((self.shown(place), value?)));
            let label: Vec<String> = attributes.into_values().collect();
            Series { label: label.join(" "), period, points: points.collect() }
        };
        Ok(groups.into_iter().map(series).collect())
    }

    fn range(&self, _period: u64) -> (Timestamp, Timestamp) {
        let end = self.shown(0) + self.period;
        (self.shown(self.spans.len().saturating_sub(1)), end)
    }

    fn owner(&self) -> (&str, &str) {
        ("", "")
    }

    fn over(&self, _range: (Timestamp, Timestamp)) -> Self {
        Self { ..*self }
    }

    fn oldest(&self, period: u64) -> Timestamp {
        self.range(period).0
    }

    fn now(&self) -> Timestamp {
        self.tick
    }

    fn learning(&self, _on: &On<'_>) -> Result<Option<Learning>> {
        // The band that an alarm compares with is not computed as a query.
        Ok(None)
    }
}
