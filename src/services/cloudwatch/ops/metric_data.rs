//! The operation that tells several metrics at once, and what is computed from them.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::id;
use crate::page;
use crate::schema::Shape;
use crate::services::cloudwatch::asked::{checked, linked, told_of, wrong};
use crate::services::cloudwatch::errors::INVALID_NEXT_TOKEN;
use crate::services::cloudwatch::event::METRICS;
use crate::services::cloudwatch::label::Zone;
use crate::services::cloudwatch::queries::{Outcome, POINTS, Queries, Query, What};
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
/// - A page has so many datapoints as the request says. The result that it ends within is
///   `PartialData`, and the next page goes on with it. A request with metric math gets no token: all of
///   its results are told, and those for whose datapoints the page has no room are `PartialData`.
///   Source: CloudWatch API Reference, "`MetricDataResult`", `StatusCode`.
///
/// Fails with [`NotEmulated`](crate::error::Error::NotEmulated) for functions that are not built.
/// Otherwise with [`ValidationError`](wrong), the first rule that is broken, in the order of the code; then
/// with [`INVALID_NEXT_TOKEN`], also for a token that another request was given. AWS's sentences are
/// known for ids, for queries that are both or neither and for times; the others are ours.
pub fn get_metric_data(
    ctx: &mut Context<'_>,
    mut request: GetMetricDataInput,
) -> Result<GetMetricDataOutput> {
    let asked = Asked::of(ctx, &request, &BTreeMap::new())?;
    let size = request.max_datapoints.take().map_or(Ok(POINTS), |most| {
        let most = u64::try_from(most).ok().filter(|most| (1..=POINTS).contains(most));
        most.ok_or_else(|| wrong(format!("The parameter MaxDatapoints must be 1 to {POINTS}.")))
    })?;
    let is_math = |query: &Query| matches!(query.what, What::Expression(..));
    let mut page = Page {
        left: usize::try_from(size).unwrap_or(usize::MAX),
        ascending: request.scan_by == Some(ScanBy::TimestampAscending),
        is_whole: asked.queries.iter().any(is_math),
        results: Vec::new(),
    };
    let owner = asked.owner.clone();
    let begin = request.next_token.take();
    let print = || print(&owner, request.clone());
    let begin = begin.map_or(Ok(Place::default()), |token| Place::read(&token, &print()))?;

    let store = asked.store(ctx);
    let mut queries = Queries::new(&store, &asked.queries, asked.zone);
    let mut next = None;
    let told = asked.queries.iter().filter(|query| query.told);
    for (number, query) in told.enumerate().skip(begin.query) {
        let outcome = if number == begin.query { begin.outcome } else { 0 };
        let here = Place { query: number, outcome, point: 0 };
        next = if page.is_full() {
            Some(here)
        } else {
            let outcomes = queries.results(query).map_err(|trouble| told_of(&query.id, trouble))?;
            page.take(outcomes, if number == begin.query { begin } else { here })
        };
        if next.is_some() {
            break;
        }
    }
    let messages = queries.overall();
    Ok(GetMetricDataOutput {
        metric_data_results: Some(page.results),
        next_token: next.map(|next| next.token(&print())),
        messages: Some(messages),
    })
}

/// Returns all that a request asks for, however much it is, where some of the metrics, by the ids of
/// their queries, are in regions of their own, as those of a graph may be.
///
/// Fails as [`get_metric_data`] does.
pub fn outcomes(
    ctx: &mut Context<'_>,
    request: &GetMetricDataInput,
    regions: &BTreeMap<String, String>,
) -> Result<Vec<Outcome>> {
    let asked = Asked::of(ctx, request, regions)?;
    let store = asked.store(ctx);
    let mut queries = Queries::new(&store, &asked.queries, asked.zone);
    let mut all = Vec::new();
    for query in asked.queries.iter().filter(|query| query.told) {
        all.extend(queries.results(query).map_err(|trouble| told_of(&query.id, trouble))?);
    }
    Ok(all)
}

/// What a request asks for, looked at.
struct Asked {
    queries: Vec<Query>,
    zone: Zone,
    range: (Timestamp, Timestamp),
    owner: (String, String),
}

impl Asked {
    fn of(
        ctx: &mut Context<'_>,
        request: &GetMetricDataInput,
        regions: &BTreeMap<String, String>,
    ) -> Result<Self> {
        ctx.extra.touched.push(METRICS);
        if request.start_time >= request.end_time {
            let relation = if request.start_time == request.end_time {
                "must not equal parameter EndTime."
            } else {
                "must be less than the parameter EndTime."
            };
            return Err(wrong(format!("The parameter StartTime {relation}")).into());
        }
        let zone = request.label_options.as_ref().and_then(|options| options.timezone.as_deref());
        let zone = zone.map(|text| {
            Zone::parse(text).ok_or_else(|| {
                wrong(format!("The value {text} for parameter LabelOptions.Timezone is invalid."))
            })
        });
        let zone = zone.transpose()?.unwrap_or_default();
        let mut queries = checked(&request.metric_data_queries)?;
        linked(&request.metric_data_queries, &ctx.caller.account, "MetricDataQueries")?;
        for query in &mut queries {
            if let What::Metric(wanted) = &mut query.what {
                wanted.region = regions.get(&query.id).cloned();
            }
        }
        let owner = (ctx.caller.account.clone(), ctx.region.clone());
        Ok(Self { queries, zone, range: (request.start_time, request.end_time), owner })
    }

    fn store<'a, 's>(&'a self, ctx: &'a Context<'s>) -> Stored<'a, 's> {
        let owner = (self.owner.0.as_str(), self.owner.1.as_str());
        Stored { txn: &ctx.txn, logs: ctx.logs, owner, range: self.range, now: ctx.now }
    }
}

/// Returns a text by which a request is known, whatever page it asks for and how large.
fn print((account, region): &(String, String), request: GetMetricDataInput) -> String {
    id::suffix(&[account, region, &request.write().to_string()])
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Place {
    /// How many queries that tell something come before.
    query: usize,
    /// How many series of the query come before.
    outcome: usize,
    /// How many datapoints of the series come before.
    point: usize,
}

impl Place {
    /// Returns the place in a token, which the request of this print was given.
    fn read(token: &str, own: &str) -> Result<Self, ApiError> {
        let place = page::position("GetMetricData", token).and_then(|position| {
            let counts = position.strip_prefix(own)?.strip_prefix(' ')?;
            let parts: Vec<usize> =
                counts.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
            let [query, outcome, point] = parts[..] else { return None };
            Some(Self { query, outcome, point })
        });
        place.ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "The token is not valid."))
    }

    fn token(self, own: &str) -> String {
        let Self { query, outcome, point } = self;
        page::token("GetMetricData", &format!("{own} {query} {outcome} {point}"))
    }
}

/// A page that is being made.
struct Page {
    /// How many datapoints there is still room for.
    left: usize,
    /// Whether the oldest come first.
    ascending: bool,
    /// Whether all results are in it, also those whose datapoints have no room.
    is_whole: bool,
    results: Vec<MetricDataResult>,
}

impl Page {
    /// Returns whether what follows belongs on the next page.
    const fn is_full(&self) -> bool {
        self.left == 0 && !self.is_whole
    }

    /// Takes the series of a query from a place on; returns where the next page begins, if it does so
    /// among them.
    fn take(&mut self, outcomes: Vec<Outcome>, begin: Place) -> Option<Place> {
        for (place, outcome) in outcomes.into_iter().enumerate().skip(begin.outcome) {
            let here = Place { outcome: place, point: 0, ..begin };
            if self.is_full() {
                return Some(here);
            }
            let skip = if place == begin.outcome { begin.point } else { 0 };
            let all = outcome.series.points.len();
            let points = outcome.series.points.into_iter();
            let page: Vec<_> = if self.ascending {
                points.skip(skip).take(self.left).collect()
            } else {
                points.rev().skip(skip).take(self.left).collect()
            };
            self.left -= page.len();
            let end = skip + page.len();
            let is_complete = end >= all;
            let (times, values) = page.into_iter().unzip();
            self.results.push(MetricDataResult {
                id: Some(outcome.id),
                label: Some(outcome.series.label),
                timestamps: Some(times),
                values: Some(values),
                status_code: Some(if is_complete {
                    StatusCode::Complete
                } else {
                    StatusCode::PartialData
                }),
                messages: (!outcome.messages.is_empty()).then_some(outcome.messages),
            });
            if !is_complete && !self.is_whole {
                return Some(Place { point: end, ..here });
            }
        }
        None
    }
}
