//! The operations on unusual activity.

use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudtrail::errors::{INVALID_PARAMETER, INVALID_TRAIL_NAME};
use crate::services::cloudtrail::history::{self, Position};
use crate::services::cloudtrail::insight::kept::Entry;
use crate::services::cloudtrail::insight::series::{self, Period};
use crate::services::cloudtrail::insight::subject::Subject;
use crate::services::cloudtrail::insight::watcher::Watchers;
use crate::services::cloudtrail::lookup::{self, Wanted};
use crate::services::cloudtrail::shapes::events::{Event, LookupAttributeKey};
use crate::services::cloudtrail::shapes::insights::{
    InsightType, InsightsMetricDataType, ListInsightsDataRequest, ListInsightsDataResponse,
    ListInsightsMetricDataRequest, ListInsightsMetricDataResponse,
};
use crate::services::cloudtrail::trail::Trail;
use crate::time::Timestamp;

/// How many events a page of `list-insights-data` has at most, and unless the request says fewer.
///
/// Source: CloudTrail API Reference, "`ListInsightsData`".
const PAGE: usize = 50;

/// How many data points an answer of `list-insights-metric-data` has at most, and unless the request
/// says fewer.
///
/// Source: CloudTrail API Reference, "`ListInsightsMetricData`".
const POINTS: usize = 21_600;

/// Lists the Insights events of the data events of a trail, of the last 90 days, the newest first.
///
/// Those of its management events are with `lookup-events --event-category insight`.
///
/// Fails with [`INVALID_PARAMETER`] if there is no trail of that ARN, the start lies after the end, a
/// dimension is unknown, or the token is not one of this operation.
///
/// Source: CloudTrail API Reference, "`ListInsightsData`".
pub fn list_insights_data(
    ctx: &mut Context<'_>,
    request: ListInsightsDataRequest,
) -> Result<ListInsightsDataResponse> {
    let trail = named(ctx, &request.insight_source, true)?;
    check_order(request.start_time, request.end_time)?;
    let wanted = request.dimensions.unwrap_or_default().into_iter().next();
    let wanted = wanted.map(|(key, value)| dimension(&key, value)).transpose()?;
    let operation = "ListInsightsData";
    let page = Page { operation, token: request.next_token.as_deref(), size: request.max_results };
    let before = page.before(INVALID_PARAMETER)?;
    let range = history::visible(ctx.now, request.start_time, request.end_time);
    let of_trail = |entry: &Entry| entry.subject.trail.as_ref() == Some(&trail.id);
    let (events, next_token) = page.events(ctx, range, before.as_ref(), |entry| {
        of_trail(entry) && wanted.as_ref().is_none_or(|wanted| wanted.matches_insight(entry))
    })?;
    Ok(ListInsightsDataResponse { events: Some(events), next_token })
}

/// A page of Insights events.
pub(super) struct Page<'r> {
    /// The operation whose page it is.
    pub operation: &'static str,
    /// The token of the page before.
    pub token: Option<&'r str>,
    /// How many events it has.
    pub size: Option<i32>,
}

impl Page<'_> {
    /// Returns the place of the last event of the page before; fails with `code`.
    pub(super) fn before(&self, code: crate::error::Code) -> Result<Option<Position>, ApiError> {
        let parse = |token| lookup::position(self.operation, token);
        self.token
            .map(|token| parse(token).ok_or_else(|| ApiError::new(code, "Invalid next token.")))
            .transpose()
    }

    /// Returns the events of the page, and the token of the next one.
    pub(super) fn events(
        &self,
        ctx: &Context<'_>,
        range: (Timestamp, Timestamp),
        before: Option<&Position>,
        wanted: impl Fn(&Entry) -> bool,
    ) -> Result<(Vec<Event>, Option<String>)> {
        let size = self.size.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);
        let place = (ctx.caller.account.as_str(), ctx.region.as_str());
        let (mut events, mut last) = (Vec::new(), None);
        for entry in Entry::newest_first(&ctx.txn, place, range, before) {
            let entry = entry?;
            if !wanted(&entry) {
                continue;
            }
            if events.len() == size {
                return Ok((events, last.map(|last| lookup::token(self.operation, &last))));
            }
            last = Some(entry.position());
            events.push(shape(entry));
        }
        Ok((events, None))
    }
}

fn shape(entry: Entry) -> Event {
    Event {
        event_id: Some(entry.id),
        event_name: Some(entry.subject.name),
        event_time: Some(entry.time),
        event_source: Some(entry.subject.source),
        resources: Some(Vec::new()),
        cloud_trail_event: Some(entry.record),
        ..Event::default()
    }
}

/// Returns how often an operation was called or failed over time.
///
/// A value is the number of calls in a period; AWS does not say whether it is that or a rate. Where
/// nobody looks for the kind of activity, nothing is counted.
///
/// Fails with, in the order in which they are checked: `InvalidTrailNameException` if the trail's name
/// breaks a rule; [`INVALID_PARAMETER`] if there is no such trail, the error code is missing or superfluous, the period is another, the start
/// lies after the end, or the token is not one of this operation.
///
/// Source: CloudTrail API Reference, "`ListInsightsMetricData`".
pub fn list_insights_metric_data(
    ctx: &mut Context<'_>,
    request: ListInsightsMetricDataRequest,
) -> Result<ListInsightsMetricDataResponse> {
    let trail = request.trail_name.as_ref().map(|name| named(ctx, name, false)).transpose()?;
    check_error_code(&request)?;
    let period = Period::of_secs(request.period.unwrap_or(3_600));
    let period = period.ok_or_else(|| invalid("Period must be 60, 300 or 3600."))?;
    check_order(request.start_time, request.end_time)?;
    let start = token_start(request.next_token.as_deref())?;

    let subject = Subject {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        trail: trail.as_ref().map(|trail| trail.id.clone()),
        source: request.event_source.clone(),
        name: request.event_name.clone(),
        error: request.error_code.clone(),
    };
    let watchers = Watchers::of(&ctx.txn, &subject.account)?;
    let range = period.range(ctx.now, start.or(request.start_time), request.end_time);
    let minutes = if watchers.all().any(|watcher| subject.interests(watcher)) {
        series::minutes(&ctx.txn, &subject, range)?
    } else {
        std::collections::BTreeMap::new()
    };
    let all = request.data_type == Some(InsightsMetricDataType::FillWithZeros);
    let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(POINTS);
    let mut points = period.counts(&minutes, range, all).into_iter();
    let page: Vec<_> = points.by_ref().take(size).collect();
    let next = points.next().map(|(time, _)| time);

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let (timestamps, values) = page.into_iter().map(|(time, count)| (time, count as f64)).unzip();
    Ok(ListInsightsMetricDataResponse {
        trail_arn: trail.map(|trail| trail.arn()),
        event_source: Some(request.event_source),
        event_name: Some(request.event_name),
        insight_type: Some(request.insight_type),
        error_code: request.error_code,
        timestamps: Some(timestamps),
        values: Some(values),
        next_token: next.map(|next| page::token(METRIC_DATA, &next.millis().to_string())),
    })
}

const METRIC_DATA: &str = "ListInsightsMetricData";

/// Returns a trail; one that there is not is a parameter that is not valid, as the two operations on
/// data have no other error for it.
fn named(ctx: &Context<'_>, name: &str, only_arn: bool) -> Result<Trail> {
    let fail = || Err(invalid(format!("The trail {name} is not valid.")).into());
    if only_arn && !name.starts_with("arn:") {
        return fail();
    }
    match Trail::find(ctx, name) {
        Err(Error::Api(error)) if error.code() != INVALID_TRAIL_NAME => fail(),
        found => found,
    }
}

fn token_start(token: Option<&str>) -> Result<Option<Timestamp>, ApiError> {
    let parse = |token| {
        let position = page::position(METRIC_DATA, token)?;
        Some(Timestamp::from_millis(position.parse().ok()?))
    };
    token.map(|token| parse(token).ok_or_else(|| invalid("Invalid next token."))).transpose()
}

fn check_error_code(request: &ListInsightsMetricDataRequest) -> Result<(), ApiError> {
    match (request.insight_type, &request.error_code) {
        (InsightType::ApiErrorRateInsight, None) => {
            Err(invalid("ErrorCode is required when InsightType is ApiErrorRateInsight."))
        }
        (InsightType::ApiCallRateInsight, Some(_)) => {
            Err(invalid("ErrorCode is only valid when InsightType is ApiErrorRateInsight."))
        }
        _ => Ok(()),
    }
}

fn check_order(start: Option<Timestamp>, end: Option<Timestamp>) -> Result<(), ApiError> {
    match (start, end) {
        (Some(start), Some(end)) if start > end => {
            Err(invalid("The start time must be before or the same as the end time."))
        }
        _ => Ok(()),
    }
}

fn dimension(key: &str, value: String) -> Result<Wanted, ApiError> {
    match LookupAttributeKey::parse(key).filter(|key| lookup::is_of_insights(*key)) {
        Some(key) => Ok(Wanted::new(key, value)),
        None => Err(invalid(format!(
            "The dimension {key} is not valid. Valid dimensions are EventId, EventName and \
             EventSource."
        ))),
    }
}

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(INVALID_PARAMETER, message)
}
