//! What an alarm sees that watches an expression: its value for each period, counted back from a tick.
//!
//! The expression is computed anew at each tick, over the evaluation range and from nothing else.
//!
//! Source: CloudWatch API Reference, "`PutMetricAlarm`", `Metrics`, and "`MetricDataQuery`"; CloudWatch
//! User Guide, "Create a CloudWatch alarm based on a metric math expression": at most ten metrics, all
//! with one period. The sentences were seen in public issues; those about the number of metrics, about
//! periods, searches and what an expression comes to are ours. As with alarms on one metric, data in
//! several units are taken together where none is asked for.

use std::collections::BTreeMap;
use std::time::Duration;

use super::rules;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudwatch::anomaly::Learning;
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::insights::Insight;
use crate::services::cloudwatch::label::Zone;
use crate::services::cloudwatch::math::parse::Node;
use crate::services::cloudwatch::math::search::Search;
use crate::services::cloudwatch::math::{Fault, Series, Trouble};
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::queries::{On, Queries, Query, Read, Source, Wanted, What};
use crate::services::cloudwatch::sample::{Measure, Sample};
use crate::services::cloudwatch::shapes::alarms::PutMetricAlarmInput;
use crate::services::cloudwatch::shapes::metric_data::MetricDataQuery;
use crate::services::cloudwatch::stat::Stat;
use crate::time::{MINUTE, Timestamp};

/// How many metrics an expression may be computed from.
const METRICS: usize = 10;

/// Functions that tell the time, and those that have values where there are no data.
const TELL_TIME: [&str; 7] = ["MINUTE", "HOUR", "DAY", "DATE", "MONTH", "YEAR", "EPOCH"];
const HAVE_VALUES: [&str; 2] = ["TIME_SERIES", "FILL"];

/// The queries of an alarm.
#[derive(Clone, Debug)]
pub struct Computed {
    queries: Vec<Query>,
    /// How long a period is.
    pub period: Duration,
    /// Whether the value can change by the clock alone.
    pub tells_time: bool,
}

impl Computed {
    /// Reads the queries of an alarm; `None` if it has none.
    ///
    /// Fails with [`VALIDATION_ERROR`], the first rule that is broken:
    ///
    /// | rule                                                                         |
    /// |------------------------------------------------------------------------------|
    /// | the alarm has no metric of its own beside them                               |
    /// | each has an id of its own, and is either a metric or an expression           |
    /// | there are 1 to 10 metrics                                                    |
    /// | exactly one of them returns data                                             |
    /// | all have one period: 10, 20, 30 or a multiple of 60                          |
    /// | it comes to one time series                                                  |
    ///
    /// and with [`Error::NotEmulated`] for functions and queries that are not built.
    pub fn of(request: &PutMetricAlarmInput) -> Result<Option<Self>> {
        let Some(asked) = &request.metrics else { return Ok(None) };
        for (name, is_there) in rules::of_one_metric(request) {
            if is_there {
                return Err(
                    wrong(format!("{name} should not be set if list of Metrics is set.")).into()
                );
            }
        }
        let mut queries: Vec<Query> = Vec::new();
        for query in asked {
            if !is_id(&query.id) || queries.iter().any(|other| other.id == query.id) {
                return Err(wrong("Invalid metrics list").into());
            }
            queries.push(Query {
                id: query.id.clone(),
                what: what(query)?,
                label: query.label.clone(),
                told: query.return_data.unwrap_or(true),
            });
        }
        let metrics = || queries.iter().filter(|query| matches!(query.what, What::Metric(_)));
        if metrics().count() == 0 {
            return Err(
                wrong("The expression for an alarm must include at least one metric").into()
            );
        }
        if metrics().count() > METRICS {
            return Err(wrong(format!("An alarm can have at most {METRICS} metrics")).into());
        }
        if queries.iter().filter(|query| query.told).count() != 1 {
            let sentence = "Exactly one element of the metrics list should return data.";
            return Err(wrong(sentence).into());
        }
        let secs = period(&queries, asked)?;
        let mut tells_time = false;
        for query in &mut queries {
            if let What::Expression(node, period) = &mut query.what {
                *period = secs;
                let mut names = Vec::new();
                calls(node, &mut names);
                let names = |list: &[&str]| names.iter().any(|name| list.contains(&name.as_str()));
                if names(&["ANOMALY_DETECTION_BAND"]) {
                    let what = "alarms on ANOMALY_DETECTION_BAND".to_owned();
                    return Err(Error::NotEmulated(what));
                }
                if names(&["SEARCH"]) {
                    return Err(
                        wrong("SEARCH is not supported in the expression of an alarm").into()
                    );
                }
                tells_time |= names(&TELL_TIME) && names(&HAVE_VALUES);
            }
        }
        let computed = Self { queries, period: Duration::from_secs(secs), tells_time };
        // Nothing is there to be seen, but what cannot be computed is found.
        computed.values(&Seen::default(), Timestamp::default(), 1).map_err(refused)?;
        Ok(Some(computed))
    }

    /// Returns the metrics that it is computed from.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.queries.iter().filter_map(|query| match &query.what {
            What::Metric(wanted) => Some(&wanted.metric),
            What::Expression(..) | What::Insight(..) => None,
        })
    }

    /// Returns the values of so many periods before a tick, the newest first.
    pub fn values(
        &self,
        seen: &Seen,
        tick: Timestamp,
        periods: usize,
    ) -> Result<Vec<Option<f64>>, Trouble> {
        let number = u32::try_from(periods).unwrap_or(u32::MAX);
        let start = tick - self.period.saturating_mul(number);
        let range = Range { seen, start, end: tick, period: self.period };
        let mut asked = Queries::new(&range, &self.queries, Zone::default());
        let mut points = BTreeMap::new();
        if let Some(told) = self.queries.iter().find(|query| query.told) {
            let mut many = asked.results(told)?;
            match many.pop() {
                Some(outcome) if many.is_empty() => points = outcome.series.points,
                Some(_) => {
                    let sentence = "an alarm watches one time series, and there are several";
                    return Err(Fault(sentence.to_owned()).into());
                }
                None => {}
            }
        }
        let mut time = tick;
        let mut values = Vec::new();
        for _ in 0..periods {
            time = time - self.period;
            values.push(points.get(&time).copied().filter(|value| value.is_finite()));
        }
        Ok(values)
    }
}

/// Returns the period that all queries have, in seconds.
fn period(queries: &[Query], asked: &[MetricDataQuery]) -> Result<u64, ApiError> {
    let own =
        asked.iter().filter_map(|query| query.period.and_then(|secs| u64::try_from(secs).ok()));
    let of_metrics = queries.iter().filter_map(|query| match &query.what {
        What::Metric(wanted) => Some(wanted.period),
        What::Expression(..) | What::Insight(..) => None,
    });
    let mut all: Vec<u64> = of_metrics.chain(own).collect();
    all.dedup();
    let [secs] = all[..] else {
        return Err(wrong("All metrics and expressions of an alarm must have the same period"));
    };
    if ![10, 20, 30].contains(&secs) && (secs == 0 || secs % MINUTE.as_secs() != 0) {
        return Err(wrong("Period must be 10, 20, 30 or a multiple of 60"));
    }
    Ok(secs)
}

fn what(query: &MetricDataQuery) -> Result<What> {
    match (&query.metric_stat, &query.expression) {
        (Some(_), Some(_)) => Err(wrong(
            "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you \
             have specified both.",
        )
        .into()),
        (Some(asked), None) => {
            let stat = Stat::parse(&asked.stat);
            let name = asked.metric.metric_name.as_deref().filter(|name| !name.is_empty());
            let namespace = asked.metric.namespace.as_deref().filter(|name| !name.is_empty());
            let (Some(stat), Some(name), Some(namespace)) = (stat, name, namespace) else {
                return Err(wrong("Invalid metrics list").into());
            };
            let dimensions = asked.metric.dimensions.as_deref().unwrap_or_default();
            Ok(What::Metric(Wanted {
                metric: Metric::new(namespace, name, dimensions),
                stat,
                spelled: asked.stat.clone(),
                period: u64::try_from(asked.period).unwrap_or_default(),
                unit: asked.unit,
            }))
        }
        (None, Some(text)) => {
            if Insight::is(text) {
                return Err(Error::NotEmulated("alarms on Metrics Insights queries".to_owned()));
            }
            let node = Node::parse(text).map_err(|fault| refused(fault.into()))?;
            Ok(What::Expression(node, MINUTE.as_secs()))
        }
        (None, None) => Err(wrong("Invalid metrics list").into()),
    }
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Adds the functions that an expression calls.
fn calls(node: &Node, names: &mut Vec<String>) {
    match node {
        Node::Number(_) | Node::Text(_) | Node::Name(_) => {}
        Node::Call(name, parts) => {
            names.push(name.to_ascii_uppercase());
            for part in parts {
                calls(part, names);
            }
        }
        Node::List(parts) => {
            for part in parts {
                calls(part, names);
            }
        }
        Node::Negative(part) => calls(part, names),
        Node::Binary(_, left, right) => {
            calls(left, names);
            calls(right, names);
        }
    }
}

fn refused(trouble: Trouble) -> Error {
    match trouble {
        Trouble::Wrong(Fault(text)) => wrong(format!("Error in expression: {text}")).into(),
        Trouble::NotEmulated(name) => Error::NotEmulated(format!("alarms on {name}")),
        Trouble::Failed(error) => error,
    }
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}

/// The samples that an alarm sees, by metric and time.
#[derive(Debug, Default)]
pub struct Seen {
    samples: BTreeMap<Metric, BTreeMap<Timestamp, Vec<Sample>>>,
    late: BTreeMap<Metric, Duration>,
}

impl Seen {
    /// Adds a sample of a metric.
    pub fn add(&mut self, metric: &Metric, sample: Sample) {
        let times = self.samples.entry(metric.clone()).or_default();
        times.entry(sample.time).or_default().push(sample);
    }

    /// Says that the samples of a metric come so much later than their time, and count from then on.
    pub fn late(&mut self, metric: &Metric, late: Duration) {
        self.late.insert(metric.clone(), late);
    }

    fn late_of(&self, metric: &Metric) -> Duration {
        self.late.get(metric).copied().unwrap_or_default()
    }

    /// Returns when the newest comes.
    pub fn newest(&self) -> Option<Timestamp> {
        let newest = |(metric, times): (&Metric, &BTreeMap<Timestamp, Vec<Sample>>)| {
            Some(*times.last_key_value()?.0 + self.late_of(metric))
        };
        self.samples.iter().filter_map(newest).max()
    }
}

/// What lies between two times.
struct Range<'s> {
    seen: &'s Seen,
    start: Timestamp,
    end: Timestamp,
    period: Duration,
}

impl Source for Range<'_> {
    fn read(&self, wanted: &Wanted) -> Result<Read> {
        let mut periods: BTreeMap<Timestamp, Vec<Measure>> = BTreeMap::new();
        let times = self.seen.samples.get(&wanted.metric);
        let late = self.seen.late_of(&wanted.metric);
        // What has not come by the tick cannot count.
        let come = self.end - late + Duration::from_millis(1);
        let end = self.end.min(come).max(self.start);
        let within = times.into_iter().flat_map(|times| times.range(self.start..end));
        for (time, samples) in within {
            let number = time.since(self.start).as_millis() / self.period.as_millis().max(1);
            let begin = self.start + self.period.saturating_mul(u32::try_from(number).unwrap_or(0));
            let fits = |sample: &&Sample| wanted.unit.is_none_or(|unit| unit == sample.unit);
            let measures = samples.iter().filter(fits).map(|sample| sample.measure.clone());
            periods.entry(begin).or_default().extend(measures);
        }
        let point = |(time, measures): (Timestamp, Vec<Measure>)| {
            Some((time, wanted.stat.of(&measures)?.value))
        };
        Ok(Read { points: periods.into_iter().filter_map(point).collect(), units: Vec::new() })
    }

    fn find(&self, _search: &Search) -> Result<Vec<Metric>> {
        Ok(Vec::new())
    }

    fn told(&self, _: &Insight, _: u64) -> Result<Vec<Series>> {
        // Such queries are refused when the alarm is put.
        Ok(Vec::new())
    }

    fn found(&self, _: &str, _: &str, _: u64) -> Result<Option<Series>> {
        Err(Error::NotEmulated("alarms on INSIGHT_RULE_METRIC".to_owned()))
    }

    fn range(&self, _period: u64) -> (Timestamp, Timestamp) {
        (self.start, self.end)
    }

    fn owner(&self) -> (&str, &str) {
        ("", "")
    }

    fn over(&self, (start, end): (Timestamp, Timestamp)) -> Self {
        Self { seen: self.seen, start, end, period: self.period }
    }

    fn oldest(&self, _period: u64) -> Timestamp {
        self.start
    }

    fn now(&self) -> Timestamp {
        self.end
    }

    fn learning(&self, _on: &On<'_>) -> Result<Option<Learning>> {
        Ok(None)
    }
}
