//! What an alarm watches that has a list of queries: one of them, computed from the others.
//!
//! ```text
//! m1, m2, expression of them       one series, compared with a threshold
//! m1, ANOMALY_DETECTION_BAND(m1)   one series, compared with a band that was learned from it
//! SELECT ... [GROUP BY ...]        one series, or several: each is a contributor
//! INSIGHT_RULE_METRIC(rule, ...)   one series, of what a rule counts in logs
//! ```
//!
//! A query is computed over the evaluation range of a tick and from nothing else.
//!
//! Source: CloudWatch API Reference, "`PutMetricAlarm`", `Metrics`, `ThresholdMetricId`, and
//! "`MetricDataQuery`"; CloudWatch User Guide, "Limits" of alarms, "Create a CloudWatch alarm based on
//! anomaly detection", and on a metric math expression, and on a Metrics Insights query. The sentences
//! were seen in public issues and where people measured them; those about one period for all, about
//! what a band is of, and about the number of Metrics Insights queries are ours. As with alarms on one
//! metric, data in several units are taken together where none is asked for.

use std::collections::BTreeSet;
use std::time::Duration;

use super::layout::Span;
use super::rules;
use super::seen::{Periods, Seen};
use crate::error::{ApiError, Error, Result};
use crate::services::cloudwatch::anomaly::print::Prints;
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::insights::Insight;
use crate::services::cloudwatch::label::Zone;
use crate::services::cloudwatch::math::alone::{Named, is_alone};
use crate::services::cloudwatch::math::parse::Node;
use crate::services::cloudwatch::math::{Fault, Trouble};
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::queries::{On, Queries, Query, Wanted, What};
use crate::services::cloudwatch::shapes::alarms::PutMetricAlarmInput;
use crate::services::cloudwatch::shapes::metric_data::MetricDataQuery;
use crate::services::cloudwatch::stat::Stat;
use crate::time::{DAY, HOUR, MINUTE, Timestamp};

/// How many metrics there may be, and how many expressions.
const MOST: usize = 10;

/// The function that tells what a Contributor Insights rule finds.
const OF_RULE: &str = "INSIGHT_RULE_METRIC";

/// Functions that tell the time, and how often what they tell changes.
const TELL_TIME: [(&str, Duration); 7] = [
    ("EPOCH", Duration::ZERO),
    ("MINUTE", Duration::ZERO),
    ("HOUR", HOUR),
    ("DAY", DAY),
    ("DATE", DAY),
    ("MONTH", DAY),
    ("YEAR", DAY),
];

/// How many times the noise a band lies to each side unless the expression says otherwise.
///
/// Source: CloudWatch User Guide, "Using metric math".
const WIDTH: f64 = 2.0;

/// The queries of an alarm.
#[derive(Clone, Debug)]
pub struct Computed {
    queries: Vec<Query>,
    /// The place of the one that it watches.
    watched: usize,
    /// The band that this is compared with, if it is.
    pub band: Option<Compared>,
    /// How long a period is.
    pub period: Duration,
    /// The Contributor Insights rules whose findings it is computed from.
    pub rules: BTreeSet<String>,
    /// Whether its value in a period follows from that period alone.
    pub is_alone: bool,
    /// Where the value changes by the clock alone: how often, which is at each tick if this is nothing.
    pub finest: Option<Duration>,
}

/// A band that a query is compared with.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The id of the query that the band is of.
    pub of: String,
    /// How many times the noise it lies to each side.
    pub width: f64,
}

impl Computed {
    /// Reads the queries of an alarm; `None` if it has none.
    ///
    /// Fails with [`VALIDATION_ERROR`], the first rule that is broken:
    ///
    /// | rule                                                                              |
    /// |-----------------------------------------------------------------------------------|
    /// | the alarm has no metric of its own beside them                                    |
    /// | each has an id of its own, and is either a metric or an expression                |
    /// | there are 1 to 10 metrics, or one query of Metrics Insights, or what a rule finds; at most 10 expressions |
    /// | exactly one of them returns data; of those with a band two, this being the other  |
    /// | all have one period: 10, 20, 30 or a multiple of 60                               |
    /// | the threshold is a band of another query                                          |
    /// | it comes to one time series, or to several of a query with `ORDER BY`             |
    ///
    /// and with [`Error::NotEmulated`] for functions that are not built.
    pub fn of(request: &PutMetricAlarmInput) -> Result<Option<Self>> {
        let Some(asked) = &request.metrics else { return Ok(None) };
        for (name, is_there) in rules::of_one_metric(request) {
            if is_there {
                let sentence = format!("{name} should not be set if list of Metrics is set.");
                return Err(wrong(sentence).into());
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
        let rules = rules_of(request);
        check_numbers(&queries, !rules.is_empty())?;
        let threshold = request.threshold_metric_id.as_deref();
        let watched = watched(&queries, threshold)?;
        let secs = period(&queries, asked)?;
        let mut functions = BTreeSet::new();
        for query in &mut queries {
            if let What::Insight(_, period) = &mut query.what {
                *period = secs;
            }
            if let What::Expression(node, period) = &mut query.what {
                *period = secs;
                let mut names = BTreeSet::new();
                calls(node, &mut names);
                if names.contains("SEARCH") {
                    return Err(wrong("SEARCH is not supported on Metric Alarms.").into());
                }
                if Some(query.id.as_str()) != threshold {
                    functions.extend(names);
                }
            }
        }
        let finest = TELL_TIME.iter().find(|(name, _)| functions.contains(*name));
        let band = threshold.map(|id| compared(&queries, id)).transpose()?;
        let period = Duration::from_secs(secs);
        let finest = finest.map(|(_, finest)| *finest);
        let mut computed = Self { queries, watched, band, period, rules, is_alone: false, finest };
        computed.check()?;
        computed.is_alone = computed.is_alone();
        Ok(Some(computed))
    }

    /// Looks at whether it can be computed: nothing is there to be seen, but what is wrong is found.
    fn check(&self) -> Result<()> {
        let watched = self.watched();
        if let What::Insight(insight, _) = &watched.what
            && insight.has_groups()
        {
            return if insight.has_order() { Ok(()) } else { Err(several()) };
        }
        let one = [(Timestamp::default(), Timestamp::default() + self.period)];
        let refused = |trouble| refused(&watched.id, trouble);
        self.values(&Seen::default(), &one, one[0].1).map_err(refused)?;
        if let Some(band) = &self.band
            && Prints::of(&self.queries).query(&band.of).is_none()
        {
            let sentence = format!("{} is computed from itself", band.of);
            return Err(refused(Fault(sentence).into()));
        }
        Ok(())
    }

    fn is_alone(&self) -> bool {
        let named = |id: &str| {
            let query = self.queries.iter().find(|query| query.id == id);
            match query.map(|query| &query.what) {
                Some(What::Metric(_)) => Named::Metric,
                Some(What::Expression(node, _)) => Named::Expression(node),
                Some(What::Insight(..)) | None => Named::Other,
            }
        };
        match &self.watched().what {
            What::Expression(node, _) => is_alone(node, &named),
            What::Metric(_) => true,
            What::Insight(..) => false,
        }
    }

    /// Returns the query that it watches.
    pub fn watched(&self) -> &Query {
        &self.queries[self.watched]
    }

    /// Returns its queries.
    pub fn queries(&self) -> &[Query] {
        &self.queries
    }

    /// Returns the query of several series that it watches, if it does.
    pub fn contributors(&self) -> Option<&Insight> {
        match &self.watched().what {
            What::Insight(insight, _) if insight.has_groups() => Some(insight),
            What::Insight(..) | What::Metric(_) | What::Expression(..) => None,
        }
    }

    /// Returns the metrics that it is computed from, but those that a query of Metrics Insights finds.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        self.queries.iter().filter_map(|query| match &query.what {
            What::Metric(wanted) => Some(&wanted.metric),
            What::Expression(..) | What::Insight(..) => None,
        })
    }

    /// Returns the query of Metrics Insights among its queries.
    pub fn insight(&self) -> Option<&Insight> {
        self.queries.iter().find_map(|query| match &query.what {
            What::Insight(insight, _) => Some(insight),
            What::Metric(_) | What::Expression(..) => None,
        })
    }

    /// Returns what the detector is on whose band it compares with.
    pub fn detected(&self) -> Option<On<'_>> {
        let of = &self.band.as_ref()?.of;
        let query = self.queries.iter().find(|query| query.id == *of)?;
        match &query.what {
            What::Metric(wanted) => Some(On::Metric(wanted)),
            What::Expression(..) | What::Insight(..) => {
                Prints::of(&self.queries).query(of).map(On::Expression)
            }
        }
    }

    /// Returns what it watches comes to in periods, as they are known at a tick.
    pub fn values(
        &self,
        seen: &Seen,
        periods: &[Span],
        tick: Timestamp,
    ) -> Result<Vec<Option<f64>>, Trouble> {
        let source = Periods::of(seen, periods, self.period, tick);
        let mut asked = Queries::new(&source, &self.queries, Zone::default());
        let mut many = asked.results(self.watched())?;
        let points = match many.pop() {
            Some(outcome) if many.is_empty() => outcome.series.points,
            None => return Ok(vec![None; periods.len()]),
            Some(_) => return Err(Trouble::Failed(several())),
        };
        let value = |place| {
            points.get(&source.shown(place)).copied().filter(|value: &f64| value.is_finite())
        };
        Ok((0..periods.len()).map(value).collect())
    }
}

fn several() -> Error {
    wrong(
        "Metrics expression that return multi time series are only allowed for MetricsInsights \
         expression with an ORDER BY clause",
    )
    .into()
}

fn check_numbers(queries: &[Query], has_rules: bool) -> Result<(), ApiError> {
    let count = |is: fn(&What) -> bool| queries.iter().filter(|query| is(&query.what)).count();
    let metrics = count(|what| matches!(what, What::Metric(_)));
    let insights = count(|what| matches!(what, What::Insight(..)));
    if metrics + insights == 0 && !has_rules {
        return Err(wrong("The expression for an alarm must include at least one metric"));
    }
    if metrics > MOST {
        return Err(wrong(format!("Too many metrics in alarm, maximum is {MOST}")));
    }
    if queries.len() - metrics > MOST {
        return Err(wrong(format!("Too many expressions in alarm, maximum is {MOST}")));
    }
    if insights > 1 {
        return Err(wrong("An alarm can have at most one Metrics Insights query"));
    }
    Ok(())
}

/// Returns the place of the query that an alarm watches.
fn watched(queries: &[Query], threshold: Option<&str>) -> Result<usize, ApiError> {
    let told = queries.iter().filter(|query| query.told).count();
    if threshold.is_none() && told != 1 {
        return Err(wrong("Exactly one element of the metrics list should return data."));
    }
    if threshold.is_some() && told != 2 {
        return Err(wrong("Exactly two elements of the metrics list should return data."));
    }
    let watched =
        queries.iter().position(|query| query.told && Some(query.id.as_str()) != threshold);
    watched.ok_or_else(|| wrong("Invalid metrics list"))
}

/// Returns the band that the query of an id is.
fn compared(queries: &[Query], id: &str) -> Result<Compared, ApiError> {
    let query = queries.iter().find(|query| query.id == id && query.told);
    let Some(What::Expression(Node::Call(name, parts), _)) = query.map(|query| &query.what) else {
        return Err(not_a_band(id));
    };
    let (of, width) = match &parts[..] {
        _ if name != "ANOMALY_DETECTION_BAND" => return Err(not_a_band(id)),
        [Node::Name(of)] => (of, WIDTH),
        [Node::Name(of), Node::Number(width)] => (of, *width),
        _ => return Err(not_a_band(id)),
    };
    let is_there = queries.iter().any(|query| query.id == *of);
    if is_there && width > 0.0 && width.is_finite() {
        Ok(Compared { of: of.clone(), width })
    } else {
        Err(not_a_band(id))
    }
}

fn not_a_band(id: &str) -> ApiError {
    wrong(format!(
        "ThresholdMetricId {id} must be the id of an expression of the form \
         ANOMALY_DETECTION_BAND(id, number) that returns data"
    ))
}

/// Returns the period that all queries have, in seconds.
fn period(queries: &[Query], asked: &[MetricDataQuery]) -> Result<u64, ApiError> {
    let own =
        asked.iter().filter_map(|query| query.period.and_then(|secs| u64::try_from(secs).ok()));
    let of_metrics = queries.iter().filter_map(|query| match &query.what {
        What::Metric(wanted) => Some(wanted.period),
        What::Expression(..) | What::Insight(..) => None,
    });
    let all: BTreeSet<u64> = of_metrics.chain(own).collect();
    let mut all = all.into_iter();
    let secs = match (all.next(), all.next()) {
        (Some(secs), None) => secs,
        (None, _) => return Err(wrong("Period must not be null")),
        (Some(_), Some(_)) => {
            let sentence = "All metrics and expressions of an alarm must have the same period";
            return Err(wrong(sentence));
        }
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
                region: None,
            }))
        }
        (None, Some(text)) => {
            let wrong = |fault: Fault| refused(&query.id, fault.into());
            if Insight::is(text) {
                let insight = Insight::parse(text).map_err(wrong)?;
                return Ok(What::Insight(insight, MINUTE.as_secs()));
            }
            Ok(What::Expression(Node::parse(text).map_err(wrong)?, MINUTE.as_secs()))
        }
        (None, None) => Err(wrong("Period must not be null").into()),
    }
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Adds the functions that an expression calls.
fn calls(node: &Node, names: &mut BTreeSet<String>) {
    if let Node::Call(name, _) = node {
        names.insert(name.to_ascii_uppercase());
    }
    for part in node.parts() {
        calls(part, names);
    }
}

/// Returns the Contributor Insights rules that an alarm names, whether they are there or not.
pub fn rules_of(request: &PutMetricAlarmInput) -> BTreeSet<String> {
    let texts = request.metrics.iter().flatten().filter_map(|query| query.expression.as_deref());
    let mut rules = BTreeSet::new();
    for node in texts.filter(|text| !Insight::is(text)).filter_map(|text| Node::parse(text).ok()) {
        add_rules(&node, &mut rules);
    }
    rules
}

fn add_rules(node: &Node, rules: &mut BTreeSet<String>) {
    if let Node::Call(name, parts) = node
        && name.eq_ignore_ascii_case(OF_RULE)
        && let Some(Node::Text(rule) | Node::Name(rule)) = parts.first()
    {
        rules.insert(rule.clone());
    }
    node.parts().into_iter().for_each(|part| add_rules(part, rules));
}

fn refused(id: &str, trouble: Trouble) -> Error {
    match trouble {
        Trouble::Wrong(Fault(text)) => wrong(format!("Error in expression '{id}': {text}")).into(),
        Trouble::NotEmulated(name) => Error::NotEmulated(format!("alarms on {name}")),
        Trouble::Failed(error) => error,
    }
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}
