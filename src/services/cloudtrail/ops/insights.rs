//! The operations on unusual activity.

use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudtrail::delivery::access::accepts_insights;
use crate::services::cloudtrail::errors::{
    INSIGHT_NOT_ENABLED, INSUFFICIENT_S3_BUCKET_POLICY, INVALID_INSIGHT_SELECTORS,
    INVALID_PARAMETER, INVALID_PARAMETER_COMBINATION, INVALID_TRAIL_NAME, S3_BUCKET_DOES_NOT_EXIST,
};
use crate::services::cloudtrail::history::{self, Position};
use crate::services::cloudtrail::insight;
use crate::services::cloudtrail::insight::kept::Entry;
use crate::services::cloudtrail::insight::series::{self, Period};
use crate::services::cloudtrail::insight::subject::Subject;
use crate::services::cloudtrail::lookup::{self, Wanted};
use crate::services::cloudtrail::selector::Category;
use crate::services::cloudtrail::shapes::events::{Event, LookupAttributeKey};
use crate::services::cloudtrail::shapes::insights::{
    GetInsightSelectorsRequest, GetInsightSelectorsResponse, InsightSelector, InsightType,
    InsightsMetricDataType, ListInsightsDataRequest, ListInsightsDataResponse,
    ListInsightsMetricDataRequest, ListInsightsMetricDataResponse, PutInsightSelectorsRequest,
    PutInsightSelectorsResponse, SourceEventCategory,
};
use crate::services::cloudtrail::trail::{Trail, Watched};
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

/// Says which unusual activity a trail looks for; none ends it.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_PARAMETER_COMBINATION`] if both a trail and an event data store are named, or neither;
/// - what [`Trail::find_at_home`] fails with;
/// - [`INVALID_INSIGHT_SELECTORS`] if a kind is missing or named twice, or if the trail does not log
///   the events that it needs;
/// - [`S3_BUCKET_DOES_NOT_EXIST`], [`INSUFFICIENT_S3_BUCKET_POLICY`] if the bucket would not take the
///   files.
///
/// Source: CloudTrail API Reference, "`PutInsightSelectors`"; nobody has published the sentences of
/// refusals: they are ours.
pub fn put_insight_selectors(
    ctx: &mut Context<'_>,
    request: PutInsightSelectorsRequest,
) -> Result<PutInsightSelectorsResponse> {
    let stores = [&request.event_data_store, &request.insights_destination];
    let name = trail_name("put-insight-selectors", request.trail_name.as_ref(), stores)?;
    let mut trail = Trail::find_at_home(ctx, &name)?;
    let watched = watched(&request.insight_selectors)?;
    for (kind, category) in pairs(&watched) {
        check_events(&trail, kind, category)?;
    }
    if !watched.is_empty() {
        check_bucket(ctx, &trail)?;
    }
    if trail.insights != watched {
        insight::begin_anew(&mut ctx.txn, &trail.account)?;
    }
    trail.insights = watched;
    ctx.txn.put(&trail);
    Ok(PutInsightSelectorsResponse {
        trail_arn: Some(trail.arn()),
        insight_selectors: Some(selectors_of(&trail)),
        ..PutInsightSelectorsResponse::default()
    })
}

/// Returns which unusual activity a trail looks for.
///
/// Fails with, in the order in which they are checked: [`INVALID_PARAMETER_COMBINATION`] if both a
/// trail and an event data store are named, or neither; what [`Trail::find`] fails with;
/// [`INSIGHT_NOT_ENABLED`].
///
/// Source: CloudTrail User Guide, "Logging Insights events for a trail using the AWS CLI", for the
/// sentence.
pub fn get_insight_selectors(
    ctx: &mut Context<'_>,
    request: GetInsightSelectorsRequest,
) -> Result<GetInsightSelectorsResponse> {
    let stores = [&request.event_data_store, &None];
    let name = trail_name("get-insight-selectors", request.trail_name.as_ref(), stores)?;
    let trail = Trail::find(ctx, &name)?;
    if trail.insights.is_empty() {
        let message = format!(
            "Trail {} does not have Insights enabled. Edit the trail settings to enable Insights, \
             and then try the operation again.",
            trail.arn()
        );
        return Err(ApiError::new(INSIGHT_NOT_ENABLED, message).into());
    }
    Ok(GetInsightSelectorsResponse {
        trail_arn: Some(trail.arn()),
        insight_selectors: Some(selectors_of(&trail)),
        ..GetInsightSelectorsResponse::default()
    })
}

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
/// A value is the number of calls in a period; AWS does not say whether it is that or a rate. Where no
/// trail looks for the kind of activity, nothing is counted.
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
    let trails = Trail::of_account(&ctx.txn, &subject.account)?;
    let range = period.range(ctx.now, start.or(request.start_time), request.end_time);
    let minutes = if trails.iter().any(|trail| subject.interests(trail)) {
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

/// Returns the trail that a request names, in place of an event data store.
fn trail_name(
    command: &str,
    trail: Option<&String>,
    stores: [&Option<String>; 2],
) -> Result<String> {
    let has_store = stores.iter().any(|store| store.is_some());
    let fail = |message: &str| Err(ApiError::new(INVALID_PARAMETER_COMBINATION, message).into());
    match (trail, has_store) {
        (Some(name), false) => Ok(name.clone()),
        (Some(_), true) => fail("Specify either a trail name or an event data store, not both."),
        (None, false) => fail("Specify either a trail name or an event data store."),
        (None, true) => Err(Error::NotEmulated(format!("cloudtrail {command} --event-data-store"))),
    }
}

/// Returns what selectors ask for; without categories, that is management events.
fn watched(selectors: &[InsightSelector]) -> Result<Vec<Watched>, ApiError> {
    let fail = |message: &str| Err(ApiError::new(INVALID_INSIGHT_SELECTORS, message));
    let mut all: Vec<Watched> = Vec::new();
    for selector in selectors {
        let Some(kind) = selector.insight_type else {
            return fail("Each Insights selector must have an InsightType.");
        };
        if all.iter().any(|watched| watched.kind == kind) {
            return fail("Each InsightType can be specified only once.");
        }
        let given = selector.event_categories.clone().filter(|given| !given.is_empty());
        let mut categories = given.unwrap_or_else(|| vec![SourceEventCategory::Management]);
        categories.sort();
        categories.dedup();
        all.push(Watched { kind, categories });
    }
    Ok(all)
}

fn pairs(watched: &[Watched]) -> impl Iterator<Item = (InsightType, SourceEventCategory)> {
    watched
        .iter()
        .flat_map(|watched| watched.categories.iter().map(|category| (watched.kind, *category)))
}

/// Fails with [`INVALID_INSIGHT_SELECTORS`] unless a trail logs the events that a kind of Insights
/// events is made of.
///
/// | of management events | needs                             |
/// |----------------------|-----------------------------------|
/// | calls                | management events that write      |
/// | errors               | management events                 |
///
/// Those of data events need data events.
fn check_events(
    trail: &Trail,
    kind: InsightType,
    category: SourceEventCategory,
) -> Result<(), ApiError> {
    let what = match (category, kind) {
        (SourceEventCategory::Data, _) => "data",
        (_, InsightType::ApiCallRateInsight) => "write management",
        (_, InsightType::ApiErrorRateInsight) => "management",
    };
    let logs = match category {
        SourceEventCategory::Data => trail.selectors.ask_for(Category::Data),
        SourceEventCategory::Management => {
            trail.selectors.ask_for_management(false)
                || (kind == InsightType::ApiErrorRateInsight
                    && trail.selectors.ask_for_management(true))
        }
    };
    if logs {
        return Ok(());
    }
    let message = format!("{} requires that the trail logs {what} events.", kind.word());
    Err(ApiError::new(INVALID_INSIGHT_SELECTORS, message))
}

fn check_bucket(ctx: &Context<'_>, trail: &Trail) -> Result<()> {
    let name = &trail.bucket;
    let Some(bucket) = Bucket::find(&ctx.txn, name)? else {
        let message = format!("S3 bucket {name} does not exist!");
        return Err(ApiError::new(S3_BUCKET_DOES_NOT_EXIST, message).into());
    };
    if accepts_insights(&bucket, trail) {
        return Ok(());
    }
    let message = format!("Incorrect S3 bucket policy is detected for bucket: {name}");
    Err(ApiError::new(INSUFFICIENT_S3_BUCKET_POLICY, message).into())
}

fn selectors_of(trail: &Trail) -> Vec<InsightSelector> {
    let selector = |watched: &Watched| InsightSelector {
        insight_type: Some(watched.kind),
        event_categories: Some(watched.categories.clone()),
    };
    trail.insights.iter().map(selector).collect()
}
