//! The operations on trails.

use std::collections::BTreeMap;

use crate::arn::partition_of;
use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudtrail::delivery::access::accepts_trail;
use crate::services::cloudtrail::delivery::{self, outlet::Outlet};
use crate::services::cloudtrail::errors::{
    INSUFFICIENT_S3_BUCKET_POLICY, INVALID_PARAMETER_COMBINATION, INVALID_S3_BUCKET_NAME,
    INVALID_S3_PREFIX, INVALID_TOKEN, MAXIMUM_NUMBER_OF_TRAILS_EXCEEDED, S3_BUCKET_DOES_NOT_EXIST,
    TRAIL_ALREADY_EXISTS,
};
use crate::services::cloudtrail::insight;
use crate::services::cloudtrail::selector::Selectors;
use crate::services::cloudtrail::shapes::trails::{
    CreateTrailRequest, DeleteTrailRequest, DescribeTrailsRequest, DescribeTrailsResponse,
    GetTrailRequest, GetTrailResponse, GetTrailStatusRequest, GetTrailStatusResponse,
    ListTrailsRequest, ListTrailsResponse, Nothing, StartLoggingRequest, StopLoggingRequest,
    Trail as Described, TrailInfo, TrailSettings, UpdateTrailRequest,
};
use crate::services::cloudtrail::trail::{
    PREFIX_LENGTH, TRAILS_PER_REGION, Trail, TrailName, trail_arn,
};
use crate::store::Record;
use crate::time::Timestamp;

use super::selectors::warn_of_circle;
use super::tags::put_tags;

/// How many trails a page of `list-trails` has. AWS does not say.
const PAGE: usize = 100;

/// Creates a trail, which does not record until it is started.
///
/// Fails with, in the order in which they are checked:
///
/// - `InvalidTrailNameException` if the name breaks a rule of [`TrailName::parse`];
/// - what the tags are refused with;
/// - [`INVALID_PARAMETER_COMBINATION`] if it covers all regions but not global services;
/// - [`TRAIL_ALREADY_EXISTS`] if the caller has a trail of that name in the region;
/// - [`MAXIMUM_NUMBER_OF_TRAILS_EXCEEDED`] if the region is full, or any that it would cover;
/// - what `check_bucket` fails with.
pub fn create_trail(ctx: &mut Context<'_>, request: CreateTrailRequest) -> Result<TrailSettings> {
    let name = TrailName::parse(&request.name)?;
    refuse_what_is_not_emulated(
        "create-trail",
        request.sns_topic_name.as_ref(),
        [&request.cloud_watch_logs_log_group_arn, &request.cloud_watch_logs_role_arn],
        request.kms_key_id.as_ref(),
        request.is_organization_trail,
    )?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags_list.as_deref().unwrap_or_default())?;
    let trail = Trail {
        id: ctx.ids.uuid(),
        account: ctx.caller.account.clone(),
        home: ctx.region.clone(),
        name,
        bucket: request.s3_bucket_name,
        prefix: request.s3_key_prefix.filter(|prefix| !prefix.is_empty()),
        global_events: request.include_global_service_events.unwrap_or(true),
        every_region: request.is_multi_region_trail.unwrap_or(false),
        validation: request.enable_log_file_validation.unwrap_or(false),
        selectors: Selectors::initial(),
        custom_selectors: false,
        insights: Vec::new(),
        tags,
        logging: false,
        started: None,
        stopped: None,
        digests_since: None,
    };
    check_combination(&trail)?;
    if ctx.txn.get::<Trail>(&trail.key())?.is_some() {
        return Err(already_exists(&trail).into());
    }
    check_room(ctx, &trail, None)?;
    check_bucket(ctx, &trail)?;
    ctx.txn.put(&trail);
    Ok(settings(&trail))
}

/// Changes a trail; what the request does not name stays as it is.
///
/// Going from all regions to one also leaves the events of global services out, and going from one
/// to all takes them in, unless the request says otherwise.
///
/// Fails with, in the order in which they are checked:
///
/// - what [`Trail::find_at_home`] fails with;
/// - [`INVALID_PARAMETER_COMBINATION`] if it would cover all regions but not global services;
/// - [`MAXIMUM_NUMBER_OF_TRAILS_EXCEEDED`] if a region that it would cover is full;
/// - what `check_bucket` fails with, if bucket or prefix are named.
///
/// Source: CloudTrail User Guide, "Global service events".
pub fn update_trail(ctx: &mut Context<'_>, request: UpdateTrailRequest) -> Result<TrailSettings> {
    let old = Trail::find_at_home(ctx, &request.name)?;
    refuse_what_is_not_emulated(
        "update-trail",
        request.sns_topic_name.as_ref(),
        [&request.cloud_watch_logs_log_group_arn, &request.cloud_watch_logs_role_arn],
        request.kms_key_id.as_ref(),
        request.is_organization_trail,
    )?;
    let moved = request.s3_bucket_name.is_some() || request.s3_key_prefix.is_some();
    let mut trail = old.clone();
    if let Some(bucket) = request.s3_bucket_name {
        trail.bucket = bucket;
    }
    if let Some(prefix) = request.s3_key_prefix {
        trail.prefix = Some(prefix).filter(|prefix| !prefix.is_empty());
    }
    if let Some(every) = request.is_multi_region_trail.filter(|every| *every != old.every_region) {
        trail.every_region = every;
        trail.global_events = every;
    }
    if let Some(global) = request.include_global_service_events {
        trail.global_events = global;
    }
    if let Some(validation) = request.enable_log_file_validation {
        trail.validation = validation;
    }
    let widened = trail.every_region && !old.every_region;
    check_combination(&trail)?;
    if widened {
        check_room(ctx, &trail, Some(&old))?;
    }
    if moved {
        check_bucket(ctx, &trail)?;
    }
    if old.every_region && !trail.every_region {
        delivery::end_chains(ctx, &trail, |region| region != trail.home)?;
    }
    if moved {
        delivery::retry(ctx, &trail)?;
    }
    if moved || widened {
        warn_of_circle(ctx, &trail)?;
    }
    settle_digests(ctx, &mut trail)?;
    ctx.txn.put(&trail);
    Ok(settings(&trail))
}

/// Deletes a trail. What it has yet to deliver is delivered; its files stay where they are.
///
/// Fails with what [`Trail::find_at_home`] fails with.
pub fn delete_trail(ctx: &mut Context<'_>, request: DeleteTrailRequest) -> Result<Nothing> {
    let trail = Trail::find_at_home(ctx, &request.name)?;
    delivery::orphan(ctx, &trail)?;
    if !trail.insights.is_empty() {
        insight::begin_anew(&mut ctx.txn, &trail.account)?;
        insight::series::forget(&mut ctx.txn, &trail)?;
    }
    ctx.txn.delete(&trail.key());
    Ok(Nothing {})
}

/// Returns the settings of a trail.
///
/// Fails with what [`Trail::find`] fails with.
pub fn get_trail(ctx: &mut Context<'_>, request: GetTrailRequest) -> Result<GetTrailResponse> {
    let trail = Trail::find(ctx, &request.name)?;
    Ok(GetTrailResponse { trail: Some(described(&trail)) })
}

/// Returns the settings of the trails that cover the region.
///
/// Without names, trails of other regions are among them unless `includeShadowTrails` is false. A
/// name finds a trail of the region, an ARN any trail that covers it; what finds none is passed
/// over.
///
/// Source: CloudTrail API Reference, "`DescribeTrails`".
///
/// Fails with `InvalidTrailNameException` or `CloudTrailARNInvalidException` for the first name that
/// breaks a rule.
pub fn describe_trails(
    ctx: &mut Context<'_>,
    request: DescribeTrailsRequest,
) -> Result<DescribeTrailsResponse> {
    let shadows = request.include_shadow_trails.unwrap_or(true);
    let visible: Vec<Trail> = Trail::of_account(&ctx.txn, &ctx.caller.account)?
        .into_iter()
        .filter(|trail| trail.home == ctx.region || (shadows && trail.covers(&ctx.region)))
        .collect();
    let names = request.trail_name_list.unwrap_or_default();
    let trails: Vec<Described> = if names.is_empty() {
        visible.iter().map(described).collect()
    } else {
        let mut found = Vec::new();
        for name in &names {
            found.extend(named(&ctx.region, &visible, name)?.map(described));
        }
        found
    };
    Ok(DescribeTrailsResponse { trail_list: Some(trails) })
}

fn named<'t>(region: &str, trails: &'t [Trail], name: &str) -> Result<Option<&'t Trail>, ApiError> {
    if name.starts_with("arn:") {
        trail_arn(name)?;
        return Ok(trails.iter().find(|trail| trail.arn() == name));
    }
    let name = TrailName::parse(name)?;
    Ok(trails.iter().find(|trail| trail.name == name && trail.home == region))
}

/// Lists the caller's trails of all regions of the partition.
///
/// Fails with [`INVALID_TOKEN`] if the token is not one of this operation.
pub fn list_trails(
    ctx: &mut Context<'_>,
    request: ListTrailsRequest,
) -> Result<ListTrailsResponse> {
    let from = match &request.next_token {
        None => 0,
        Some(token) => page::position("ListTrails", token)
            .and_then(|position| position.parse().ok())
            .ok_or_else(|| ApiError::new(INVALID_TOKEN, "The token is not valid."))?,
    };
    let mut trails = Trail::of_account(&ctx.txn, &ctx.caller.account)?;
    trails.retain(|trail| partition_of(&trail.home) == partition_of(&ctx.region));
    let (trails, next) = page::cut(trails, from, PAGE);
    let info = |trail: &Trail| TrailInfo {
        trail_arn: Some(trail.arn()),
        name: Some(trail.name.to_string()),
        home_region: Some(trail.home.clone()),
    };
    Ok(ListTrailsResponse {
        trails: Some(trails.iter().map(info).collect()),
        next_token: next.map(|next| page::token("ListTrails", &next.to_string())),
    })
}

/// Tells how a trail fares in the region of the call.
///
/// Fails with what [`Trail::find`] fails with.
pub fn get_trail_status(
    ctx: &mut Context<'_>,
    request: GetTrailStatusRequest,
) -> Result<GetTrailStatusResponse> {
    let trail = Trail::find(ctx, &request.name)?;
    let outlet = Outlet::find(&ctx.txn, &trail, &ctx.region)?;
    // What the bucket refuses is tried again on each mark, of which nothing needs to be kept.
    let retried = outlet.as_ref().filter(|outlet| outlet.refused.logs);
    let retried = retried.map(|_| ctx.now.floor(delivery::MARK));
    let status = outlet.map(|outlet| outlet.status).unwrap_or_default();
    let text = |time: Option<Timestamp>| {
        Some(time.map_or_else(String::new, |time| time.whole_secs().to_string()))
    };
    Ok(GetTrailStatusResponse {
        is_logging: Some(trail.logging),
        latest_delivery_error: status.error,
        latest_delivery_time: status.delivered,
        start_logging_time: trail.started,
        stop_logging_time: trail.stopped,
        latest_digest_delivery_time: status.digested,
        latest_digest_delivery_error: status.digest_error,
        latest_delivery_attempt_time: text(status.tried.max(retried)),
        latest_notification_attempt_time: text(None),
        latest_notification_attempt_succeeded: text(None),
        latest_delivery_attempt_succeeded: text(status.delivered),
        time_logging_started: text(trail.started),
        time_logging_stopped: text(trail.stopped),
        ..GetTrailStatusResponse::default()
    })
}

/// Lets a trail record from now on; one that records already goes on.
///
/// Fails with what [`Trail::find_at_home`] fails with.
pub fn start_logging(ctx: &mut Context<'_>, request: StartLoggingRequest) -> Result<Nothing> {
    let mut trail = Trail::find_at_home(ctx, &request.name)?;
    if !trail.logging {
        trail.logging = true;
        trail.started = Some(ctx.now);
        settle_digests(ctx, &mut trail)?;
        ctx.txn.put(&trail);
    }
    Ok(Nothing {})
}

/// Lets a trail stop recording; the call itself is the last event that it records.
///
/// Fails with what [`Trail::find_at_home`] fails with.
pub fn stop_logging(ctx: &mut Context<'_>, request: StopLoggingRequest) -> Result<Nothing> {
    let mut trail = Trail::find_at_home(ctx, &request.name)?;
    if trail.logging {
        trail.logging = false;
        trail.stopped = Some(ctx.now);
        settle_digests(ctx, &mut trail)?;
        ctx.txn.put(&trail);
    }
    Ok(Nothing {})
}

/// Begins or ends the chains of digests if recording and validation now say so; a trail that has
/// come to cover all regions goes on with those where it has delivered before.
fn settle_digests(ctx: &mut Context<'_>, trail: &mut Trail) -> Result<()> {
    match (trail.digests_since, trail.logging && trail.validation) {
        (None, true) => {
            trail.digests_since = Some(ctx.now.whole_secs());
            delivery::begin_chains(ctx, trail)
        }
        (Some(_), true) if trail.every_region => delivery::begin_chains(ctx, trail),
        (Some(_), false) => {
            trail.digests_since = None;
            delivery::end_chains(ctx, trail, |_| true)
        }
        _ => Ok(()),
    }
}

/// Checks that a trail of all regions takes the events of global services.
fn check_combination(trail: &Trail) -> Result<(), ApiError> {
    if trail.every_region && !trail.global_events {
        let message = "Multi-Region trail must include global service events.";
        return Err(ApiError::new(INVALID_PARAMETER_COMBINATION, message));
    }
    Ok(())
}

/// Checks that each region that a trail would cover has room for it, beside `except`.
fn check_room(ctx: &Context<'_>, trail: &Trail, except: Option<&Trail>) -> Result<()> {
    let mut trails = Trail::of_account(&ctx.txn, &trail.account)?;
    trails.retain(|other| except.is_none_or(|except| except.id != other.id));
    let homes = trails.iter().map(|other| other.home.as_str()).filter(|home| trail.covers(home));
    let full = std::iter::once(trail.home.as_str())
        .chain(homes)
        .find(|region| Trail::count_in(&trails, region) >= TRAILS_PER_REGION);
    match full {
        Some(region) => Err(ApiError::new(
            MAXIMUM_NUMBER_OF_TRAILS_EXCEEDED,
            format!("User: {} already has {TRAILS_PER_REGION} trails in {region}.", trail.account),
        )
        .into()),
        None => Ok(()),
    }
}

/// Checks the bucket and prefix of a trail.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_S3_PREFIX`] if the prefix is too long;
/// - [`INVALID_S3_BUCKET_NAME`] if no bucket can have the name;
/// - [`S3_BUCKET_DOES_NOT_EXIST`] if there is no bucket of the name;
/// - [`INSUFFICIENT_S3_BUCKET_POLICY`] if its policy does not let CloudTrail deliver.
fn check_bucket(ctx: &mut Context<'_>, trail: &Trail) -> Result<()> {
    let fail = |code, message: String| Err(ApiError::new(code, message).into());
    if trail.prefix.as_ref().is_some_and(|prefix| prefix.chars().count() > PREFIX_LENGTH) {
        let message = format!("S3 prefix is longer than maximum length: {PREFIX_LENGTH}");
        return fail(INVALID_S3_PREFIX, message);
    }
    if let Err(rule) = crate::bucket::name::check(&trail.bucket) {
        return fail(INVALID_S3_BUCKET_NAME, rule.sentence());
    }
    let Some(bucket) = Bucket::find(&ctx.txn, &trail.bucket)? else {
        return fail(
            S3_BUCKET_DOES_NOT_EXIST,
            format!("S3 bucket {} does not exist!", trail.bucket),
        );
    };
    if !accepts_trail(&bucket, trail) {
        let prefix = trail.prefix.as_ref().map_or_else(String::new, |p| format!(" --prefix {p}"));
        ctx.extra.warnings.push(format!(
            "'trailwatch sim policy cloudtrail --bucket {}{prefix}' prints the policy that is \
             needed; 's3api put-bucket-policy' sets it",
            trail.bucket
        ));
        return fail(
            INSUFFICIENT_S3_BUCKET_POLICY,
            format!("Incorrect S3 bucket policy is detected for bucket: {}", trail.bucket),
        );
    }
    Ok(())
}

/// Says of the first setting that is named and not emulated that it is not.
fn refuse_what_is_not_emulated(
    command: &str,
    topic: Option<&String>,
    logs: [&Option<String>; 2],
    kms: Option<&String>,
    organization: Option<bool>,
) -> Result<()> {
    let named = [
        (topic.is_some_and(|topic| !topic.is_empty()), "--sns-topic-name"),
        (logs[0].is_some(), "--cloud-watch-logs-log-group-arn"),
        (logs[1].is_some(), "--cloud-watch-logs-role-arn"),
        (kms.is_some_and(|key| !key.is_empty()), "--kms-key-id"),
        (organization == Some(true), "--is-organization-trail"),
    ];
    match named.into_iter().find(|(named, _)| *named) {
        Some((_, option)) => Err(Error::NotEmulated(format!("cloudtrail {command} {option}"))),
        None => Ok(()),
    }
}

fn already_exists(trail: &Trail) -> ApiError {
    ApiError::new(
        TRAIL_ALREADY_EXISTS,
        format!("Trail {} already exists for customer: {}", trail.name, trail.account),
    )
}

fn settings(trail: &Trail) -> TrailSettings {
    TrailSettings {
        name: Some(trail.name.to_string()),
        s3_bucket_name: Some(trail.bucket.clone()),
        s3_key_prefix: trail.prefix.clone(),
        include_global_service_events: Some(trail.global_events),
        is_multi_region_trail: Some(trail.every_region),
        trail_arn: Some(trail.arn()),
        log_file_validation_enabled: Some(trail.validation),
        is_organization_trail: Some(false),
        ..TrailSettings::default()
    }
}

fn described(trail: &Trail) -> Described {
    Described {
        name: Some(trail.name.to_string()),
        s3_bucket_name: Some(trail.bucket.clone()),
        s3_key_prefix: trail.prefix.clone(),
        include_global_service_events: Some(trail.global_events),
        is_multi_region_trail: Some(trail.every_region),
        home_region: Some(trail.home.clone()),
        trail_arn: Some(trail.arn()),
        log_file_validation_enabled: Some(trail.validation),
        has_custom_event_selectors: Some(trail.custom_selectors),
        has_insight_selectors: Some(!trail.insights.is_empty()),
        is_organization_trail: Some(false),
        ..Described::default()
    }
}
