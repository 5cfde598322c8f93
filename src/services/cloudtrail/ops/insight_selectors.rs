//! The operations on what unusual activity is looked for.

use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudtrail::delivery::access::accepts_insights;
use crate::services::cloudtrail::errors::{
    INSIGHT_NOT_ENABLED, INSUFFICIENT_S3_BUCKET_POLICY, INVALID_INSIGHT_SELECTORS,
    INVALID_PARAMETER, INVALID_PARAMETER_COMBINATION, S3_BUCKET_DOES_NOT_EXIST,
};
use crate::services::cloudtrail::event_data_store::{EventDataStore, Group};
use crate::services::cloudtrail::insight;
use crate::services::cloudtrail::selector::Category;
use crate::services::cloudtrail::shapes::insights::{
    GetInsightSelectorsRequest, GetInsightSelectorsResponse, InsightSelector, InsightType,
    PutInsightSelectorsRequest, PutInsightSelectorsResponse, SourceEventCategory,
};
use crate::services::cloudtrail::trail::{Trail, Watched};

/// Says which unusual activity a trail looks for, or an event data store; none ends it.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_PARAMETER_COMBINATION`] if both a trail and an event data store are named, or neither,
///   or only one of an event data store and its destination;
/// - what [`Trail::find_at_home`] fails with;
/// - [`INVALID_INSIGHT_SELECTORS`] if a kind is missing or named twice, or if the trail does not log
///   the events that it needs;
/// - [`S3_BUCKET_DOES_NOT_EXIST`], [`INSUFFICIENT_S3_BUCKET_POLICY`] if the bucket would not take the
///   files.
///
/// Of an event data store:
///
/// - [`INVALID_PARAMETER`] if there is no such store, or it has no events of AWS;
/// - [`INVALID_INSIGHT_SELECTORS`] as above, and for data events;
/// - [`INVALID_PARAMETER`] if there is no such destination, it is another account's, or takes no
///   Insights events.
///
/// Source: CloudTrail API Reference, "`PutInsightSelectors`"; nobody has published the sentences of
/// refusals: they are ours.
pub fn put_insight_selectors(
    ctx: &mut Context<'_>,
    request: PutInsightSelectorsRequest,
) -> Result<PutInsightSelectorsResponse> {
    let has_destination = request.insights_destination.is_some();
    let stores = (request.event_data_store.as_deref(), has_destination);
    let name = match owner(request.trail_name.as_deref(), stores)? {
        Owner::Trail(name) => name,
        Owner::Store(name) => return put_of_store(ctx, name, &request),
    };
    let mut trail = Trail::find_at_home(ctx, name)?;
    let watched = watched(&request.insight_selectors)?;
    for (kind, category) in pairs(&watched) {
        let logs = match category {
            SourceEventCategory::Data => trail.selectors.ask_for(Category::Data),
            SourceEventCategory::Management => {
                logs_management(kind, |reads| trail.selectors.ask_for_management(reads))
            }
        };
        check_events("trail", logs, kind, category)?;
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
        insight_selectors: Some(selectors_of(&trail.insights)),
        ..PutInsightSelectorsResponse::default()
    })
}

fn put_of_store(
    ctx: &mut Context<'_>,
    name: &str,
    request: &PutInsightSelectorsRequest,
) -> Result<PutInsightSelectorsResponse> {
    let mut store = store_named(ctx, name)?;
    if store.selectors.group() != Group::Events {
        let message = format!("Event data store {} does not have management events.", store.arn());
        return Err(ApiError::new(INVALID_PARAMETER, message).into());
    }
    let watched = watched(&request.insight_selectors)?;
    for (kind, category) in pairs(&watched) {
        if category == SourceEventCategory::Data {
            let message = "Insights on data events are not supported on event data stores.";
            return Err(ApiError::new(INVALID_INSIGHT_SELECTORS, message).into());
        }
        let logs = logs_management(kind, |reads| store.selectors.ask_for_management(reads));
        check_events("event data store", logs, kind, category)?;
    }
    let given = request.insights_destination.as_deref();
    let destination = given.map(|given| destination(ctx, &store, given)).transpose()?;
    let kinds: Vec<_> = watched.iter().map(|watched| watched.kind).collect();
    if destination.is_none() && !kinds.is_empty() {
        let message = "Specify both an event data store and an insights destination.";
        return Err(ApiError::new(INVALID_PARAMETER_COMBINATION, message).into());
    }
    let destination = destination.filter(|_| !kinds.is_empty());
    if store.insights != kinds {
        insight::begin_anew(&mut ctx.txn, &store.account)?;
    }
    store.insights = kinds;
    store.insights_to = destination.as_ref().map(|destination| destination.id.clone());
    ctx.txn.put(&store);
    Ok(PutInsightSelectorsResponse {
        insight_selectors: Some(selectors_of(&watched)),
        event_data_store_arn: Some(store.arn()),
        insights_destination: destination.map(|destination| destination.arn()),
        ..PutInsightSelectorsResponse::default()
    })
}

/// Returns the store that Insights events of another are to go to.
fn destination(ctx: &Context<'_>, store: &EventDataStore, name: &str) -> Result<EventDataStore> {
    let destination = store_named(ctx, name)?;
    let refusal = if destination.account != store.account {
        "does not belong to the account of the source event data store"
    } else if destination.selectors.group() != Group::Insights {
        "does not log Insights events"
    } else {
        return Ok(destination);
    };
    let message = format!("Event data store {} {refusal}.", destination.arn());
    Err(ApiError::new(INVALID_PARAMETER, message).into())
}

/// Returns an active event data store; one that there is not is a parameter that is not valid, as the
/// operations have no other error for it in the API model.
fn store_named(ctx: &Context<'_>, name: &str) -> Result<EventDataStore> {
    EventDataStore::find_active(ctx, name).map_err(|error| match error {
        Error::Api(error) => ApiError::new(INVALID_PARAMETER, error.message().to_owned()).into(),
        other => other,
    })
}

/// Returns which unusual activity a trail looks for, or an event data store.
///
/// Fails with, in the order in which they are checked: [`INVALID_PARAMETER_COMBINATION`] if both a
/// trail and an event data store are named, or neither; what [`Trail::find`] fails with, or
/// [`INVALID_PARAMETER`] if there is no such event data store; [`INSIGHT_NOT_ENABLED`].
///
/// Source: CloudTrail User Guide, "Logging Insights events for a trail using the AWS CLI", for the
/// sentence.
pub fn get_insight_selectors(
    ctx: &mut Context<'_>,
    request: GetInsightSelectorsRequest,
) -> Result<GetInsightSelectorsResponse> {
    let stores = (request.event_data_store.as_deref(), false);
    let name = match owner(request.trail_name.as_deref(), stores)? {
        Owner::Trail(name) => name,
        Owner::Store(name) => return of_store(ctx, name),
    };
    let trail = Trail::find(ctx, name)?;
    if trail.insights.is_empty() {
        return Err(not_enabled("Trail", &trail.arn(), "trail").into());
    }
    Ok(GetInsightSelectorsResponse {
        trail_arn: Some(trail.arn()),
        insight_selectors: Some(selectors_of(&trail.insights)),
        ..GetInsightSelectorsResponse::default()
    })
}

fn of_store(ctx: &Context<'_>, name: &str) -> Result<GetInsightSelectorsResponse> {
    let store = store_named(ctx, name)?;
    if store.insights.is_empty() {
        return Err(not_enabled("Event data store", &store.arn(), "event data store").into());
    }
    let categories = vec![SourceEventCategory::Management];
    let watched = |kind: &InsightType| Watched { kind: *kind, categories: categories.clone() };
    let watched: Vec<Watched> = store.insights.iter().map(watched).collect();
    let arn_of = |id: &String| EventDataStore { id: id.clone(), ..store.clone() }.arn();
    Ok(GetInsightSelectorsResponse {
        insight_selectors: Some(selectors_of(&watched)),
        insights_destination: store.insights_to.as_ref().map(arn_of),
        event_data_store_arn: Some(store.arn()),
        ..GetInsightSelectorsResponse::default()
    })
}

fn not_enabled(what: &str, arn: &str, settings: &str) -> ApiError {
    let message = format!(
        "{what} {arn} does not have Insights enabled. Edit the {settings} settings to enable \
         Insights, and then try the operation again."
    );
    ApiError::new(INSIGHT_NOT_ENABLED, message)
}

/// Whose settings a request is about.
enum Owner<'r> {
    Trail(&'r str),
    Store(&'r str),
}

/// Returns whose settings a request is about: of a trail, or of an event data store.
fn owner<'r>(
    trail: Option<&'r str>,
    (store, has_destination): (Option<&'r str>, bool),
) -> Result<Owner<'r>, ApiError> {
    let fail = |message: &str| Err(ApiError::new(INVALID_PARAMETER_COMBINATION, message));
    match (trail, store) {
        (Some(name), None) if !has_destination => Ok(Owner::Trail(name)),
        (Some(_), _) => fail("Specify either a trail name or an event data store, not both."),
        (None, Some(store)) => Ok(Owner::Store(store)),
        (None, None) if has_destination => {
            fail("Specify both an event data store and an insights destination.")
        }
        (None, None) => fail("Specify either a trail name or an event data store."),
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

/// Fails with [`INVALID_INSIGHT_SELECTORS`] unless a trail or a store logs the events that a kind of
/// Insights events is made of.
///
/// | of management events | needs                             |
/// |----------------------|-----------------------------------|
/// | calls                | management events that write      |
/// | errors               | management events                 |
///
/// Those of data events need data events.
fn check_events(
    owner: &str,
    logs: bool,
    kind: InsightType,
    category: SourceEventCategory,
) -> Result<(), ApiError> {
    if logs {
        return Ok(());
    }
    let what = match (category, kind) {
        (SourceEventCategory::Data, _) => "data",
        (_, InsightType::ApiCallRateInsight) => "write management",
        (_, InsightType::ApiErrorRateInsight) => "management",
    };
    let message = format!("{} requires that the {owner} logs {what} events.", kind.word());
    Err(ApiError::new(INVALID_INSIGHT_SELECTORS, message))
}

fn logs_management(kind: InsightType, ask: impl Fn(bool) -> bool) -> bool {
    ask(false) || (kind == InsightType::ApiErrorRateInsight && ask(true))
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

fn selectors_of(watched: &[Watched]) -> Vec<InsightSelector> {
    let selector = |watched: &Watched| InsightSelector {
        insight_type: Some(watched.kind),
        event_categories: Some(watched.categories.clone()),
    };
    watched.iter().map(selector).collect()
}
