//! Several queries at once: metrics, and what is computed from them.
//!
//! ```text
//! m1  metric   ----read----> Series --\
//! m2  metric   ----read----> Series ---+--> e1  expression --> Series, labels
//!                                       \--> e2  expression of e1 ...
//! ```
//!
//! Each is computed once, when something asks for it first.

mod compute;
mod search;

pub use search::FOUND;

use std::collections::BTreeMap;
use std::time::Duration;

use super::anomaly::Learning;
use super::insights::Insight;
use super::label::{self, Zone};
use super::math::evaluate::{Known, evaluate};
use super::math::parse::Node;
use super::math::search::Search;
use super::math::{Fault, Series, Trouble, Value};
use super::metric::Metric;
use super::shapes::metric_data::MessageData;
use super::stat::Stat;
use super::unit::Unit;
use crate::error::Result;
use crate::time::Timestamp;

/// How many datapoints a page of results has at most.
///
/// Source: CloudWatch API Reference, "`GetMetricData`".
pub const POINTS: u64 = 100_800;

/// A metric that is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The metric.
    pub metric: Metric,
    /// The statistic.
    pub stat: Stat,
    /// The statistic as it was spelled.
    pub spelled: String,
    /// How long a period is, in seconds.
    pub period: u64,
    /// Only data in this unit.
    pub unit: Option<Unit>,
    /// The region that it is in, where that is not the one that is asked.
    pub region: Option<String>,
}

/// What was read of a metric.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// Its values.
    pub points: BTreeMap<Timestamp, f64>,
    /// The units that it has in the time that is asked for.
    pub units: Vec<&'static str>,
}

/// Where metrics are read.
pub trait Source {
    /// Returns what a metric comes to.
    fn read(&self, wanted: &Wanted) -> Result<Read>;

    /// Returns the metrics that a search finds, in order, at most one more than [`FOUND`].
    fn find(&self, search: &Search) -> Result<Vec<Metric>>;

    /// Returns the series of a query of Metrics Insights, by the period, in its order.
    fn told(&self, insight: &Insight, period: u64) -> Result<Vec<Series>>;

    /// Returns what a Contributor Insights rule found, under one of the names of what is told of
    /// periods; `None` if there is no such rule.
    fn found(&self, rule: &str, metric: &str, period: u64) -> Result<Option<Series>>;

    /// Returns the time that is asked for, beginning with a period of a length, and its end.
    fn range(&self, period: u64) -> (Timestamp, Timestamp);

    /// Returns the account and the region.
    fn owner(&self) -> (&str, &str);

    /// Returns what it is for another time.
    #[must_use]
    fn over(&self, range: (Timestamp, Timestamp)) -> Self
    where
        Self: Sized;

    /// Returns the oldest time that there are periods of a length for.
    fn oldest(&self, period: u64) -> Timestamp;

    /// Returns the time at which it is.
    fn now(&self) -> Timestamp;

    /// Returns how the anomaly detector learns on a statistic of a metric, or on an expression, whose
    /// [print](super::anomaly::print) is given; `None` if there is none.
    fn learning(&self, on: &On<'_>) -> Result<Option<Learning>>;
}

/// What an anomaly detector is looked for on.
#[derive(Clone, Debug)]
pub enum On<'q> {
    /// A metric.
    Metric(&'q Wanted),
    /// An expression.
    Expression(String),
}

/// A query, once nothing is wrong with it.
#[derive(Clone, Debug)]
pub struct Query {
    /// Its id.
    pub id: String,
    /// A metric or an expression.
    pub what: What,
    /// What the result is to be called.
    pub label: Option<String>,
    /// Whether the result is told.
    pub told: bool,
}

/// What a query asks for.
#[derive(Clone, Debug)]
pub enum What {
    /// A metric.
    Metric(Wanted),
    /// An expression, and how long its periods are, in seconds.
    Expression(Node, u64),
    /// A query of Metrics Insights, and how long its periods are, in seconds.
    Insight(Insight, u64),
}

impl What {
    /// Returns how long its periods are, in seconds.
    pub const fn period(&self) -> u64 {
        match self {
            Self::Metric(Wanted { period, .. })
            | Self::Expression(_, period)
            | Self::Insight(_, period) => *period,
        }
    }
}

/// A series that a query comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The id of the query.
    pub id: String,
    /// The series, with its label.
    pub series: Series,
    /// Remarks.
    pub messages: Vec<MessageData>,
}

/// The queries of a request.
pub struct Queries<'s, S> {
    source: &'s S,
    asked: &'s [Query],
    zone: Zone,
    /// What was computed, by id.
    computed: BTreeMap<String, Value>,
    messages: BTreeMap<String, Vec<MessageData>>,
    /// What is known of the metrics that searches found, by how they are called.
    found: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether a search found more metrics than it tells.
    is_exceeded: bool,
    /// In how many bands it is that what is asked for is computed.
    bands: usize,
    /// How long the periods of the expression are that is being computed, in seconds.
    period: u64,
}

impl<'s, S: Source> Queries<'s, S> {
    /// Puts them in place.
    pub const fn new(source: &'s S, queries: &'s [Query], zone: Zone) -> Self {
        Self {
            source,
            asked: queries,
            zone,
            computed: BTreeMap::new(),
            messages: BTreeMap::new(),
            found: BTreeMap::new(),
            is_exceeded: false,
            bands: 0,
            period: 0,
        }
    }

    /// Returns what a query comes to.
    ///
    /// Fails with what is wrong with its expression, or with the one that it needs.
    pub fn results(&mut self, query: &Query) -> Result<Vec<Outcome>, Trouble> {
        let value = self.named(&query.id)?;
        let Some(many) = value.series() else {
            return Err(Fault("The expression does not come to a time series".to_owned()).into());
        };
        let is_one = many.len() == 1;
        let mut outcomes = Vec::new();
        for series in many {
            let all = series.points.len();
            let mut series = series.numbers();
            series.label = match &query.what {
                What::Metric(_) => series.label,
                What::Expression(..) | What::Insight(..) => self.label_of(query, &series, is_one),
            };
            let mut messages = self.messages.get(&query.id).cloned().unwrap_or_default();
            messages.extend((series.points.len() < all).then(dropped));
            outcomes.push(Outcome { id: query.id.clone(), series, messages });
        }
        Ok(outcomes)
    }

    /// Returns the label of a series of an expression: that of the query, and, where there are several,
    /// that of the series behind it.
    fn label_of(&self, query: &Query, series: &Series, is_one: bool) -> String {
        let none = BTreeMap::new();
        let properties = self.found.get(&series.label).unwrap_or(&none);
        let is_one =
            is_one && !matches!(&query.what, What::Insight(insight, _) if insight.has_groups());
        match &query.label {
            None if is_one || series.label.is_empty() => query.id.clone(),
            None if is_band(query) => format!("{} {}", query.id, series.label),
            None => series.label.clone(),
            Some(label) => {
                let has_own = !series.label.is_empty() && (!is_one || !properties.is_empty());
                let usual = if has_own { &series.label } else { &query.id };
                let when = (self.zone, self.source.now());
                let filled = label::filled(label, series, usual, properties, when);
                if !has_own || label.contains("${LABEL}") || label.contains("${PROP(") {
                    filled
                } else {
                    format!("{filled} {}", series.label)
                }
            }
        }
    }

    /// Returns what there is to say of the request as a whole, once its results are known.
    ///
    /// Source: CloudWatch API Reference, "`GetMetricData`", `Messages`; the code is the one that clients
    /// look for.
    pub fn overall(&self) -> Vec<MessageData> {
        let message = || MessageData {
            code: Some("MaxMetricsExceeded".to_owned()),
            value: Some("Maximum number of allowed metrics exceeded".to_owned()),
        };
        self.is_exceeded.then(message).into_iter().collect()
    }

    fn read(&mut self, query: &Query, wanted: &Wanted) -> Result<Series, Trouble> {
        let Read { points, mut units } = self.source.read(wanted)?;
        if units.len() > 1 {
            // Source: recorded.
            units.sort_unstable();
            let message = MessageData {
                code: Some("MultipleUnits".to_owned()),
                value: Some(format!("Multiple units returned: '[{}]'", units.join(", "))),
            };
            self.messages.entry(query.id.clone()).or_default().push(message);
        }
        let usual = self.usual_label(wanted);
        let series = Series { label: usual.clone(), period: wanted.period, points };
        let Some(label) = &query.label else { return Ok(series) };
        let properties = properties(wanted, self.source.owner());
        let label =
            label::filled(label, &series, &usual, &properties, (self.zone, self.source.now()));
        Ok(Series { label, ..series })
    }

    /// Returns the label of a metric that has none: its name, with the statistic and the period where
    /// those of the metrics in the request differ.
    ///
    /// Source: recorded.
    fn usual_label(&self, wanted: &Wanted) -> String {
        let metrics = || {
            self.asked.iter().filter_map(|query| match &query.what {
                What::Metric(wanted) => Some(wanted),
                What::Expression(..) | What::Insight(..) => None,
            })
        };
        let mut label = wanted.metric.name.clone();
        if metrics().any(|other| other.spelled != wanted.spelled) {
            label.push_str(&format!(" {}", wanted.spelled));
        }
        if metrics().any(|other| other.period != wanted.period) {
            label.push_str(&format!(" {}", wanted.period));
        }
        label
    }
}

impl<S: Source> Queries<'_, S> {
    /// Returns the data of a query that a detector needs to tell the bands of a range.
    pub fn training(
        &mut self,
        id: &str,
        learning: &Learning,
        range: (Timestamp, Timestamp),
    ) -> Result<BTreeMap<Timestamp, f64>> {
        let query = self.asked.iter().find(|query| query.id == id);
        let node = Node::Name(id.to_owned());
        let Some(query) = query else { return Ok(BTreeMap::new()) };
        let period = query.what.period();
        match self.past(&node, learning, range, period) {
            Ok(data) => Ok(data),
            Err(Trouble::Failed(error)) => Err(error),
            // What cannot be computed teaches nothing.
            Err(_) => Ok(BTreeMap::new()),
        }
    }

    fn past(
        &self,
        of: &Node,
        learning: &Learning,
        range: (Timestamp, Timestamp),
        period: u64,
    ) -> Result<BTreeMap<Timestamp, f64>, Trouble> {
        let Some(needed) = learning.needs(range, self.source.now()) else {
            return Ok(BTreeMap::new());
        };
        // Its periods lie as those of the range do, so that both have the same habits.
        let (start, end) = (needed.0.max(self.source.oldest(period)), needed.1);
        let (step, first) = (period.max(1), range.0);
        let before = first.since(start).as_secs() / step * step;
        let behind = start.since(first).as_secs().div_ceil(step) * step;
        let start = first - Duration::from_secs(before) + Duration::from_secs(behind);
        let source = self.source.over((start, end));
        let mut past = Queries::new(&source, self.asked, self.zone);
        past.period = period;
        past.bands = self.bands + 1;
        match evaluate(of, &mut past)? {
            Value::One(series) => Ok(series.points),
            other => Err(unfit(&other)),
        }
    }
}

/// Returns the remark on a result that has lost values which are no numbers.
///
/// Source: recorded.
fn dropped() -> MessageData {
    let sentence = "One or more data-points have been dropped due to non-numeric values (NaN, \
                    -Infinite, +Infinite)";
    MessageData { code: Some("ArithmeticError".to_owned()), value: Some(sentence.to_owned()) }
}

fn unfit(value: &Value) -> Trouble {
    Fault(format!("ANOMALY_DETECTION_BAND does not take {}", value.kind())).into()
}

fn is_band(query: &Query) -> bool {
    matches!(&query.what, What::Expression(Node::Call(name, _), _) if name == "ANOMALY_DETECTION_BAND")
}

fn properties(wanted: &Wanted, (account, region): (&str, &str)) -> BTreeMap<String, String> {
    let Wanted { metric, spelled, period, .. } = wanted;
    let region = wanted.region.as_deref().unwrap_or(region);
    let mut properties: BTreeMap<String, String> = [
        ("AccountId", account),
        ("MetricName", metric.name.as_str()),
        ("Namespace", metric.namespace.as_str()),
        ("Period", period.to_string().as_str()),
        ("Region", region),
        ("Stat", spelled.as_str()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    let dimensions = metric.dimensions().iter();
    properties.extend(dimensions.map(|(name, value)| (format!("Dim.{name}"), value.clone())));
    properties
}
