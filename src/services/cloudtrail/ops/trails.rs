//! The operations on trails.

use std::collections::BTreeMap;

use crate::arn::partition_of;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudtrail::delivery;
use crate::services::cloudtrail::errors::{INVALID_TOKEN, TRAIL_ALREADY_EXISTS};
use crate::services::cloudtrail::insight;
use crate::services::cloudtrail::organization::{Organization, not_master};
use crate::services::cloudtrail::selector::Selectors;
use crate::services::cloudtrail::shapes::trails::{
    CreateTrailRequest, DeleteTrailRequest, DescribeTrailsRequest, DescribeTrailsResponse,
    GetTrailRequest, GetTrailResponse, ListTrailsRequest, ListTrailsResponse, Nothing,
    Trail as Described, TrailInfo, TrailSettings, UpdateTrailRequest,
};
use crate::services::cloudtrail::trail::{Trail, TrailName, trail_arn};
use crate::store::Record;

use super::logging::settle_digests;
use super::selectors::warn_of_circle;
use super::tags::put_tags;
use super::trail_settings::{Named, check_bucket, check_combination, check_room, check_topic};

/// How many trails a page of `list-trails` has. AWS does not say.
const PAGE: usize = 100;

/// Creates a trail, which does not record until it is started.
///
/// Fails with, in the order in which they are checked:
///
/// - `InvalidTrailNameException` if the name breaks a rule of [`TrailName::parse`];
/// - what [`Organization::administered_by`] fails with, if it is to be an organization's;
/// - what the tags are refused with;
/// - what `Named::put_into` fails with;
/// - `InvalidParameterCombinationException` if it covers all regions but not global services;
/// - [`TRAIL_ALREADY_EXISTS`] if the caller has a trail of that name in the region;
/// - `MaximumNumberOfTrailsExceededException` if the region is full, or any that it would cover;
/// - what `check_bucket` fails with;
/// - `InsufficientSnsTopicPolicyException` if the topic is another account's.
pub fn create_trail(ctx: &mut Context<'_>, request: CreateTrailRequest) -> Result<TrailSettings> {
    let name = TrailName::parse(&request.name)?;
    // A delegated administrator makes the trails of the management account.
    let caller = &ctx.caller.account;
    let organization = request.is_organization_trail.unwrap_or(false);
    let organization =
        organization.then(|| Organization::administered_by(&ctx.txn, caller)).transpose()?;
    let account = organization.as_ref().map_or(caller, |other| &other.management).clone();
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags_list.as_deref().unwrap_or_default())?;
    let mut trail = Trail {
        id: ctx.ids.uuid(),
        account,
        home: ctx.region.clone(),
        name,
        bucket: request.s3_bucket_name,
        prefix: request.s3_key_prefix.filter(|prefix| !prefix.is_empty()),
        global_events: request.include_global_service_events.unwrap_or(true),
        every_region: request.is_multi_region_trail.unwrap_or(false),
        validation: request.enable_log_file_validation.unwrap_or(false),
        organization: organization.map(|organization| organization.id),
        topic: None,
        kms_key: None,
        log_group: None,
        selectors: Selectors::initial(),
        custom_selectors: false,
        insights: Vec::new(),
        counted_by: Vec::new(),
        tags,
        logging: false,
        started: None,
        stopped: None,
        digests_since: None,
    };
    let named = Named {
        topic: request.sns_topic_name,
        kms_key: request.kms_key_id,
        log_group: request.cloud_watch_logs_log_group_arn,
        role: request.cloud_watch_logs_role_arn,
    };
    named.put_into(ctx, &mut trail)?;
    check_combination(&trail)?;
    if ctx.txn.get::<Trail>(&trail.key())?.is_some() {
        return Err(already_exists(&trail).into());
    }
    check_room(ctx, &trail, None)?;
    check_bucket(ctx, &trail)?;
    check_topic(&trail)?;
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
/// - what `Named::put_into` fails with;
/// - what [`Organization::administered_by`] fails with, if it is to become an organization's;
/// - `InvalidParameterCombinationException` if it would cover all regions but not global services;
/// - `MaximumNumberOfTrailsExceededException` if a region that it would cover is full;
/// - what `check_bucket` fails with, if bucket, prefix or key are named;
/// - `InsufficientSnsTopicPolicyException` if the topic is another account's.
///
/// Source: CloudTrail User Guide, "Global service events".
pub fn update_trail(ctx: &mut Context<'_>, request: UpdateTrailRequest) -> Result<TrailSettings> {
    let old = Trail::find_at_home(ctx, &request.name)?;
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
    match request.is_organization_trail {
        Some(true) if old.organization.is_none() => {
            let organization = Organization::administered_by(&ctx.txn, &ctx.caller.account)?;
            if organization.management != old.account {
                return Err(not_master(&ctx.caller.account).into());
            }
            trail.organization = Some(organization.id);
        }
        Some(false) => trail.organization = None,
        _ => {}
    }
    if let Some(global) = request.include_global_service_events {
        trail.global_events = global;
    }
    if let Some(validation) = request.enable_log_file_validation {
        trail.validation = validation;
    }
    let named = Named {
        topic: request.sns_topic_name,
        kms_key: request.kms_key_id,
        log_group: request.cloud_watch_logs_log_group_arn,
        role: request.cloud_watch_logs_role_arn,
    };
    named.put_into(ctx, &mut trail)?;
    let widened = trail.every_region && !old.every_region;
    check_combination(&trail)?;
    if widened {
        check_room(ctx, &trail, Some(&old))?;
    }
    let moved = moved || trail.organization != old.organization;
    if moved || trail.kms_key != old.kms_key {
        check_bucket(ctx, &trail)?;
    }
    check_topic(&trail)?;
    if old.every_region && !trail.every_region {
        delivery::end_chains(ctx, &trail, |outlet| outlet.region != trail.home)?;
    }
    if trail.organization != old.organization {
        // The files of either kind lie elsewhere and make chains of their own.
        delivery::end_chains(ctx, &trail, |outlet| !outlet.is_current(&trail))?;
        ctx.txn.put(&trail);
        delivery::begin_chains(ctx, &trail)?;
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
    let caller = ctx.caller.account.as_str();
    let visible: Vec<Trail> = Trail::seen_by(&ctx.txn, caller)?
        .into_iter()
        .filter(|trail| {
            let is_own = trail.account == caller && trail.home == ctx.region;
            is_own || (shadows && trail.covers(&ctx.region))
        })
        .collect();
    let names = request.trail_name_list.unwrap_or_default();
    let trails: Vec<Described> = if names.is_empty() {
        visible.iter().map(described).collect()
    } else {
        let mut found = Vec::new();
        for name in &names {
            found.extend(named(ctx, &visible, name)?.map(described));
        }
        found
    };
    Ok(DescribeTrailsResponse { trail_list: Some(trails) })
}

fn named<'t>(
    ctx: &Context<'_>,
    trails: &'t [Trail],
    name: &str,
) -> Result<Option<&'t Trail>, ApiError> {
    if name.starts_with("arn:") {
        trail_arn(name)?;
        return Ok(trails.iter().find(|trail| trail.arn() == name));
    }
    let name = TrailName::parse(name)?;
    Ok(trails.iter().find(|trail| {
        trail.name == name && trail.home == ctx.region && trail.account == ctx.caller.account
    }))
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
    let mut trails = Trail::seen_by(&ctx.txn, &ctx.caller.account)?;
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
        sns_topic_name: trail.topic.clone(),
        sns_topic_arn: trail.topic().map(|topic| topic.to_string()),
        cloud_watch_logs_log_group_arn: trail.log_group.as_ref().map(|logs| logs.group.clone()),
        cloud_watch_logs_role_arn: trail.log_group.as_ref().map(|logs| logs.role.clone()),
        kms_key_id: trail.kms_key.clone(),
        is_organization_trail: Some(trail.organization.is_some()),
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
        sns_topic_name: trail.topic.clone(),
        sns_topic_arn: trail.topic().map(|topic| topic.to_string()),
        cloud_watch_logs_log_group_arn: trail.log_group.as_ref().map(|logs| logs.group.clone()),
        cloud_watch_logs_role_arn: trail.log_group.as_ref().map(|logs| logs.role.clone()),
        kms_key_id: trail.kms_key.clone(),
        is_organization_trail: Some(trail.organization.is_some()),
    }
}
