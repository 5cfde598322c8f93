//! The operation that tells several metrics at once, and what is computed from them.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudwatch::asked::{checked, linked, told_of, wrong};
use crate::services::cloudwatch::errors::INVALID_NEXT_TOKEN;
use crate::services::cloudwatch::event::METRICS;
use crate::services::cloudwatch::label::Zone;
use crate::services::cloudwatch::queries::{Outcome, POINTS, Queries, What};
use crate::services::cloudwatch::shapes::metric_data::{
    GetMetricDataInput, GetMetricDataOutput, MetricDataResult, ScanBy, StatusCode,
};
use crate::services::cloudwatch::stored::Stored;
use crate::time::Timestamp;

/// Tells several metrics, and what is computed from them, the newest datapoints first unless the
/// request says otherwise.
///
/// - Of a metric with data in several units and a query without one, those in the unit that comes
///   first in the alphabet are told, with a message that names all units: recorded.
/// - Times are those at which periods begin, counted from the start as with
///   [`get_metric_statistics`](super::statistics::get_metric_statistics).
/// - The result of a page that ends within a series is `PartialData`; the next page goes on with it.
///
/// Fails with [`NotEmulated`](crate::error::Error::NotEmulated) for Metrics Insights queries and functions that are not built.
/// Otherwise with [`ValidationError`](wrong), the first rule that is broken, in the order of the code; then
/// with [`INVALID_NEXT_TOKEN`]. AWS's sentences are known for ids, for queries that are both or neither
/// and for times; the others are ours.
pub fn get_metric_data(
    ctx: &mut Context<'_>,
    request: GetMetricDataInput,
) -> Result<GetMetricDataOutput> {
    get_metric_data_of(ctx, request, &BTreeMap::new())
}

/// Tells what [`get_metric_data`] tells, where some of the metrics, by the ids of their queries, are in
/// regions of their own, as those of a graph may be.
///
/// Fails as it does.
pub fn get_metric_data_of(
    ctx: &mut Context<'_>,
    request: GetMetricDataInput,
    regions: &BTreeMap<String, String>,
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
    let mut queries = checked(&request.metric_data_queries, range)?;
    linked(&request.metric_data_queries, &ctx.caller.account, "MetricDataQueries")?;
    for query in &mut queries {
        if let What::Metric(wanted) = &mut query.what {
            wanted.region = regions.get(&query.id).cloned();
        }
    }
    let size = request.max_datapoints.map_or(Ok(POINTS), |most| {
        let most = u64::try_from(most).ok().filter(|most| (1..=POINTS).contains(most));
        most.ok_or_else(|| wrong(format!("The parameter MaxDatapoints must be 1 to {POINTS}.")))
    })?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let begin = request.next_token.as_deref().map_or(Ok((0, 0)), position)?;

    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let store = Stored { txn: &ctx.txn, logs: ctx.logs, owner, range, now: ctx.now };
    let mut asked = Queries::new(&store, &queries, zone);
    let mut results = Vec::new();
    for query in queries.iter().filter(|query| query.told) {
        results.extend(asked.results(query).map_err(|trouble| told_of(&query.id, trouble))?);
    }
    let messages = asked.overall();
    let ascending = request.scan_by == Some(ScanBy::TimestampAscending);
    let (results, next) = cut(results, begin, size, ascending);
    let next_token =
        next.map(|(place, point)| page::token("GetMetricData", &format!("{place} {point}")));
    Ok(GetMetricDataOutput {
        metric_data_results: Some(results),
        next_token,
        messages: Some(messages),
    })
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
