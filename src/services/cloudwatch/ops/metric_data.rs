//! The operation that tells several metrics at once, and what is computed from them.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::errors::{INVALID_NEXT_TOKEN, VALIDATION_ERROR};
use crate::services::cloudwatch::event::METRICS;
use crate::services::cloudwatch::label::Zone;
use crate::services::cloudwatch::math::parse::Node;
use crate::services::cloudwatch::math::search::Search;
use crate::services::cloudwatch::math::{Fault, Trouble};
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::period::{Period, Periods};
use crate::services::cloudwatch::queries::{
    Outcome, POINTS, Queries, Query, Read, Source, Wanted, What,
};
use crate::services::cloudwatch::sample::Measure;
use crate::services::cloudwatch::series;
use crate::services::cloudwatch::shapes::metric_data::{
    GetMetricDataInput, GetMetricDataOutput, MetricDataQuery, MetricDataResult, ScanBy, StatusCode,
};
use crate::services::cloudwatch::stat::Stat;
use crate::services::cloudwatch::unit::Unit;
use crate::store::Txn;
use crate::time::Timestamp;

/// How many queries a request may have.
///
/// Source: CloudWatch API Reference, "`GetMetricData`".
const QUERIES: usize = 500;

/// How many metrics a search finds at most.
///
/// Source: CloudWatch User Guide, "CloudWatch search expression syntax": 100 in a graph.
const FOUND: usize = 100;

/// How old the newest data of a metric may be that a search finds.
///
/// Source: the same.
const RECENT: Duration = Duration::from_hours(14 * 24);

/// The period of an expression that has none and needs one, in seconds.
const USUAL: u64 = 60;

/// Tells several metrics, and what is computed from them, the newest datapoints first unless the
/// request says otherwise.
///
/// - Of a metric with data in several units and a query without one, those in the unit that comes
///   first in the alphabet are told, with a message that names all units: recorded.
/// - Times are those at which periods begin, counted from the start as with
///   [`get_metric_statistics`](super::statistics::get_metric_statistics).
/// - The result of a page that ends within a series is `PartialData`; the next page goes on with it.
///
/// Fails with [`Error::NotEmulated`] for Metrics Insights queries and functions that are not built.
/// Otherwise with [`VALIDATION_ERROR`], the first rule that is broken, in the order of the code; then
/// with [`INVALID_NEXT_TOKEN`]. AWS's sentences are known for ids, for queries that are both or neither
/// and for times; the others are ours.
pub fn get_metric_data(
    ctx: &mut Context<'_>,
    request: GetMetricDataInput,
) -> Result<GetMetricDataOutput> {
    ctx.extra.touched.push(METRICS);
    if request.start_time >= request.end_time {
        let relation = if request.start_time == request.end_time {
            "must not equal parameter EndTime."
        } else {
            "must be less than the parameter EndTime."
        };
        return Err(wrong(format!("The parameter StartTime {relation}")).into());
    }
    let zone = request.label_options.and_then(|options| options.timezone);
    let zone = zone.as_deref().map(|text| {
        Zone::parse(text).ok_or_else(|| {
            wrong(format!("The value {text} for parameter LabelOptions.Timezone is invalid."))
        })
    });
    let zone = zone.transpose()?.unwrap_or_default();
    let range = (request.start_time, request.end_time);
    let queries = checked(&request.metric_data_queries, range)?;
    let size = request.max_datapoints.map_or(Ok(POINTS), |most| {
        let most = u64::try_from(most).ok().filter(|most| (1..=POINTS).contains(most));
        most.ok_or_else(|| wrong(format!("The parameter MaxDatapoints must be 1 to {POINTS}.")))
    })?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let begin = request.next_token.as_deref().map_or(Ok((0, 0)), position)?;

    let store =
        Store { txn: &ctx.txn, owner: (&ctx.caller.account, &ctx.region), range, now: ctx.now };
    let mut asked = Queries::new(&store, &queries, zone);
    let mut results = Vec::new();
    for query in queries.iter().filter(|query| query.told) {
        results.extend(asked.results(query).map_err(|trouble| told_of(&query.id, trouble))?);
    }
    let ascending = request.scan_by == Some(ScanBy::TimestampAscending);
    let (results, next) = cut(results, begin, size, ascending);
    let next_token =
        next.map(|(place, point)| page::token("GetMetricData", &format!("{place} {point}")));
    Ok(GetMetricDataOutput {
        metric_data_results: Some(results),
        next_token,
        messages: Some(Vec::new()),
    })
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}

fn told_of(id: &str, trouble: Trouble) -> Error {
    match trouble {
        Trouble::Wrong(Fault(text)) => wrong(format!("Error in expression '{id}': {text}")).into(),
        Trouble::NotEmulated(name) => Error::NotEmulated(format!("metric math {name}")),
        Trouble::Failed(error) => error,
    }
}

/// Returns the result and the datapoint that a token says to go on with.
fn position(token: &str) -> Result<(usize, usize), ApiError> {
    let place = page::position("GetMetricData", token).and_then(|position| {
        let (place, point) = position.split_once(' ')?;
        Some((place.parse().ok()?, point.parse().ok()?))
    });
    place.ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "The token is not valid."))
}

/// Cuts a page out of results; returns where the next begins.
fn cut(
    outcomes: Vec<Outcome>,
    (first, skipped): (usize, usize),
    size: usize,
    ascending: bool,
) -> (Vec<MetricDataResult>, Option<(usize, usize)>) {
    let mut left = size;
    let mut results = Vec::new();
    let all = outcomes.len();
    for (place, outcome) in outcomes.into_iter().enumerate().skip(first) {
        let skip = if place == first { skipped } else { 0 };
        let mut points: Vec<(Timestamp, f64)> = outcome.series.points.into_iter().collect();
        if !ascending {
            points.reverse();
        }
        let whole = points.len();
        let page: Vec<_> = points.into_iter().skip(skip).take(left).collect();
        let end = skip + page.len();
        left -= page.len();
        let is_whole = end >= whole;
        results.push(MetricDataResult {
            id: Some(outcome.id),
            label: Some(outcome.series.label),
            timestamps: Some(page.iter().map(|(time, _)| *time).collect()),
            values: Some(page.iter().map(|(_, value)| *value).collect()),
            status_code: Some(if is_whole {
                StatusCode::Complete
            } else {
                StatusCode::PartialData
            }),
            messages: (!outcome.messages.is_empty()).then_some(outcome.messages),
        });
        if !is_whole {
            return (results, Some((place, end)));
        }
        if left == 0 && place + 1 < all {
            return (results, Some((place + 1, 0)));
        }
    }
    (results, None)
}

/// Looks at queries.
fn checked(asked: &[MetricDataQuery], range: (Timestamp, Timestamp)) -> Result<Vec<Query>> {
    if asked.is_empty() {
        let sentence = "The collection MetricDataQueries must not have a size less than 1.";
        return Err(wrong(sentence).into());
    }
    if asked.len() > QUERIES {
        let sentence = format!(
            "The collection MetricDataQueries must not have a size greater than {QUERIES}."
        );
        return Err(wrong(sentence).into());
    }
    let mut queries: Vec<Query> = Vec::new();
    for (place, query) in asked.iter().enumerate() {
        let path = format!("MetricDataQueries.member.{}", place + 1);
        if !is_id(&query.id) {
            return Err(wrong(format!(
                "The value {} for parameter {path}.Id is not matching the expected pattern \
                 ^[a-z][a-zA-Z0-9_]*$.",
                query.id
            ))
            .into());
        }
        if queries.iter().any(|other| other.id == query.id) {
            let sentence = "The values for parameter id in MetricDataQueries are not unique.";
            return Err(wrong(sentence).into());
        }
        queries.push(Query {
            id: query.id.clone(),
            what: what(query, &path)?,
            label: query.label.clone(),
            told: query.return_data.unwrap_or(true),
        });
    }
    let usual = queries.iter().find_map(|query| match &query.what {
        What::Metric(wanted) => Some(wanted.period),
        What::Expression(..) => None,
    });
    for (query, asked) in queries.iter_mut().zip(asked) {
        if let What::Expression(_, period) = &mut query.what
            && asked.period.is_none()
        {
            *period = usual.unwrap_or(USUAL);
        }
        let (What::Metric(Wanted { period, .. }) | What::Expression(_, period)) = &query.what;
        let points = range.1.since(range.0).as_secs().div_ceil((*period).max(1));
        if points > POINTS {
            return Err(wrong(format!(
                "You have requested up to {points} datapoints, which exceeds the limit of {POINTS}. \
                 You may reduce the datapoints requested by increasing Period, or decreasing the \
                 time range."
            ))
            .into());
        }
    }
    Ok(queries)
}

fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Returns what a query asks for.
fn what(query: &MetricDataQuery, path: &str) -> Result<What> {
    match (&query.metric_stat, &query.expression) {
        (Some(_), Some(_)) => Err(wrong(format!(
            "The parameters {path}.Expression and {path}.MetricStat are mutually exclusive and you \
             have specified both."
        ))
        .into()),
        (None, None) => Err(wrong(format!("The parameter {path}.MetricStat is required.")).into()),
        (Some(asked), None) => {
            let stat = Stat::parse(&asked.stat).ok_or_else(|| {
                wrong(format!(
                    "The value {} for parameter {path}.MetricStat.Stat is not supported.",
                    asked.stat
                ))
            })?;
            let name = asked.metric.metric_name.as_deref().unwrap_or_default();
            let namespace = asked.metric.namespace.as_deref().unwrap_or_default();
            for (value, member) in [(name, "MetricName"), (namespace, "Namespace")] {
                if value.is_empty() {
                    let at = format!("{path}.MetricStat.Metric.{member}");
                    return Err(wrong(format!("The parameter {at} is required.")).into());
                }
            }
            let dimensions = asked.metric.dimensions.as_deref().unwrap_or_default();
            Ok(What::Metric(Wanted {
                metric: Metric::new(namespace, name, dimensions),
                stat,
                spelled: asked.stat.clone(),
                period: period(asked.period, &format!("{path}.MetricStat.Period"))?,
                unit: asked.unit,
            }))
        }
        (None, Some(text)) => {
            if text.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select")) {
                return Err(Error::NotEmulated("Metrics Insights queries".to_owned()));
            }
            let node = Node::parse(text).map_err(|fault| told_of(&query.id, fault.into()))?;
            let period = query.period.map(|secs| period(secs, &format!("{path}.Period")));
            Ok(What::Expression(node, period.transpose()?.unwrap_or(USUAL)))
        }
    }
}

fn period(secs: i32, path: &str) -> Result<u64, ApiError> {
    let known = Period::parse(secs).and_then(|_| u64::try_from(secs).ok());
    known.ok_or_else(|| {
        wrong(format!("The parameter {path} must be 1, 5, 10, 20, 30 or a multiple of 60."))
    })
}

/// The metrics of a region in the store.
struct Store<'c, 's> {
    txn: &'c Txn<'s>,
    owner: (&'c str, &'c str),
    range: (Timestamp, Timestamp),
    now: Timestamp,
}

impl Store<'_, '_> {
    fn periods(&self, secs: u64) -> Option<Periods> {
        let period = i32::try_from(secs).ok().and_then(Period::parse)?;
        Periods::cut(period, self.range.0, self.range.1, self.now)
    }
}

impl Source for Store<'_, '_> {
    fn read(&self, wanted: &Wanted) -> Result<Read> {
        let entry = Entry::find(self.txn, self.owner.0, self.owner.1, &wanted.metric)?;
        let (Some(entry), Some(periods)) = (entry, self.periods(wanted.period)) else {
            return Ok(Read::default());
        };
        let mut groups: BTreeMap<&'static str, BTreeMap<Timestamp, Vec<Measure>>> = BTreeMap::new();
        for sample in series::samples(self.txn, entry.number, periods.range())? {
            let sample = sample?;
            if wanted.unit.is_none_or(|unit| unit == sample.unit) {
                let group = groups.entry(Unit::word(sample.unit)).or_default();
                group.entry(periods.beginning(sample.time)).or_default().push(sample.measure);
            }
        }
        let units = groups.keys().copied().collect();
        let points = groups.into_iter().next().map(|(_, periods)| {
            let point = |(time, measures): (Timestamp, Vec<Measure>)| {
                Some((time, wanted.stat.of(&measures)?.value))
            };
            periods.into_iter().filter_map(point).collect()
        });
        Ok(Read { points: points.unwrap_or_default(), units })
    }

    fn find(&self, search: &Search) -> Result<Vec<Metric>> {
        let mut found = Vec::new();
        let oldest = self.now - RECENT;
        for entry in Entry::listing(self.txn, self.owner, (search.namespace(), None), None) {
            let entry = entry?;
            if entry.last >= oldest && search.finds(&entry.metric) {
                found.push(entry.metric);
            }
            if found.len() == FOUND {
                break;
            }
        }
        Ok(found)
    }

    fn range(&self, period: u64) -> (Timestamp, Timestamp) {
        let first = self.periods(period).map_or(self.range.0, |periods| periods.first());
        (first, self.range.1)
    }

    fn owner(&self) -> (&str, &str) {
        self.owner
    }
}
