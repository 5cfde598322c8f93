//! The operations on resources and their configurations.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::schema::{Described, Schema};
use crate::services::config::errors::{
    INVALID_TIME_RANGE, NO_AVAILABLE_CONFIGURATION_RECORDER, NO_RUNNING_CONFIGURATION_RECORDER,
    RESOURCE_NOT_DISCOVERED, VALIDATION, check_like,
};
use crate::services::config::item::{Found, Item, Status};
use crate::services::config::keeping;
use crate::services::config::recorder::{self, Frequency, Recorder};
use crate::services::config::recording::{self, Seen};
use crate::services::config::resource::{CHANNEL, Resource};
use crate::services::config::retention::Retention;
use crate::services::config::shapes::resource_types::ResourceType;
use crate::services::config::shapes::resources::{
    BatchGetResourceConfigRequest, BatchGetResourceConfigResponse, DeleteResourceConfigRequest,
    GetDiscoveredResourceCountsRequest, GetDiscoveredResourceCountsResponse,
    GetResourceConfigHistoryRequest, GetResourceConfigHistoryResponse,
    ListDiscoveredResourcesRequest, ListDiscoveredResourcesResponse, PutResourceConfigRequest,
    ResourceCount, ResourceIdentifier,
};
use crate::services::config::shapes::tags::Tag;
use crate::services::config::shapes::{Nothing, Word};
use crate::time::Timestamp;
use crate::value::{Object, Value};

use super::tags::put_tags;
use super::{paged, paged_by};

/// How many ids `list-discovered-resources` takes.
///
/// Source: AWS Config API Reference, "`ListDiscoveredResources`".
const IDS: usize = 20;

/// Lists the resources of a type, in the order of their ids.
///
/// Fails with, in the order in which they are checked: what `check_kind` fails with; [`VALIDATION`] if
/// both ids and a name are given, or too many ids; [`NO_AVAILABLE_CONFIGURATION_RECORDER`];
/// `InvalidNextTokenException`.
pub fn list_discovered_resources(
    ctx: &mut Context<'_>,
    request: ListDiscoveredResourcesRequest,
) -> Result<ListDiscoveredResourcesResponse> {
    check_kind(&request.resource_type)?;
    let ids = request.resource_ids.unwrap_or_default();
    if !ids.is_empty() && request.resource_name.is_some() {
        let message = "Both Resource ID and Resource Name cannot be specified in the request";
        return Err(ApiError::new(VALIDATION, message).into());
    }
    if ids.len() > IDS {
        let message = format!(
            "The specified list had more than {IDS} resource ID's. It must have '{IDS}' or less \
             items"
        );
        return Err(ApiError::new(VALIDATION, message).into());
    }
    needs_recorder(ctx)?;
    let deleted = request.include_deleted_resources.unwrap_or(false);
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let mut found = Resource::of_kind(&ctx.txn, owner, &request.resource_type.0)?;
    found.retain(|resource| {
        (deleted || resource.is_there())
            && (ids.is_empty() || ids.contains(&resource.id))
            && (request.resource_name.is_none() || request.resource_name == resource.name)
    });
    let shown = |resource: Resource| ResourceIdentifier {
        resource_deletion_time: (!resource.is_there()).then_some(resource.captured),
        resource_type: Some(Word::new(resource.kind)),
        resource_id: Some(resource.id),
        resource_name: resource.name,
    };
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let same = (owner, &request.resource_type.0, &ids, &request.resource_name, deleted);
    let (page, next_token) = paged_by(
        ("ListDiscoveredResources", &same),
        found,
        asked,
        |resource| resource.id.clone(),
        |resource, last| resource.id > *last,
    )?;
    let page = page.into_iter().map(shown).collect();
    Ok(ListDiscoveredResourcesResponse { resource_identifiers: Some(page), next_token })
}

/// Counts the resources that are there by their types, the most frequent first.
///
/// Fails with `InvalidNextTokenException`.
pub fn get_discovered_resource_counts(
    ctx: &mut Context<'_>,
    request: GetDiscoveredResourceCountsRequest,
) -> Result<GetDiscoveredResourceCountsResponse> {
    let kinds = request.resource_types.unwrap_or_default();
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for resource in Resource::of_region(&ctx.txn, owner)? {
        if resource.is_there() && (kinds.is_empty() || kinds.contains(&resource.kind)) {
            *counts.entry(resource.kind).or_default() += 1;
        }
    }
    let total = counts.values().sum();
    let mut counts: Vec<(String, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let shown = |(kind, count): (String, i64)| ResourceCount {
        resource_type: Some(Word::new(kind)),
        count: Some(count),
    };
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) =
        paged("GetDiscoveredResourceCounts", counts.into_iter().map(shown).collect(), asked)?;
    Ok(GetDiscoveredResourceCountsResponse {
        total_discovered_resources: Some(total),
        resource_counts: Some(page),
        next_token,
    })
}

/// Shows what a resource was like.
///
/// Fails with, in the order in which they are checked: what `check_kind` fails with,
/// [`INVALID_TIME_RANGE`], [`NO_AVAILABLE_CONFIGURATION_RECORDER`], [`RESOURCE_NOT_DISCOVERED`],
/// `InvalidNextTokenException`.
pub fn get_resource_config_history(
    ctx: &mut Context<'_>,
    request: GetResourceConfigHistoryRequest,
) -> Result<GetResourceConfigHistoryResponse> {
    check_kind(&request.resource_type)?;
    let later = request.later_time.unwrap_or(ctx.now);
    let earlier = request.earlier_time.unwrap_or(Timestamp::MIN);
    if earlier > later {
        let message = "The later time must not be before the earlier time.";
        return Err(ApiError::new(INVALID_TIME_RANGE, message).into());
    }
    needs_recorder(ctx)?;
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let (kind, id) = (&request.resource_type.0, &request.resource_id);
    let resource = Resource::find(&ctx.txn, owner, kind, id)?.ok_or_else(|| {
        let message =
            format!("Resource {id} of resourceType:{kind} is unknown or has not been discovered");
        ApiError::new(RESOURCE_NOT_DISCOVERED, message)
    })?;
    let oldest = ctx.now - Retention::of(&ctx.txn, owner)?.span();
    let mut items = keeping::of_resource(&ctx.txn, &resource, (earlier, later))?;
    items.retain(|item| {
        item.captured >= oldest || (item.state == resource.state && resource.is_there())
    });
    let is_forward = request.chronological_order.is_some_and(|order| order.0 == "Forward");
    if !is_forward {
        items.reverse();
    }
    let asked = (request.next_token.as_deref(), request.limit, 10);
    let same = (owner, kind, id, is_forward, request.earlier_time, request.later_time);
    let place = |item: &Item| (item.captured, item.state);
    let (page, next_token) =
        paged_by(("GetResourceConfigHistory", &same), items, asked, place, |item, last| {
            if is_forward { place(item) > *last } else { place(item) < *last }
        })?;
    Ok(GetResourceConfigHistoryResponse {
        configuration_items: Some(page.iter().map(Item::shown).collect()),
        next_token,
    })
}

/// Shows what resources are like. Of one that is deleted nothing is told, as AWS documents; one that is
/// not known is not processed.
///
/// Fails with what `check_kind` fails with, then with [`NO_AVAILABLE_CONFIGURATION_RECORDER`].
///
/// Source: AWS Config API Reference, "`BatchGetResourceConfig`".
pub fn batch_get_resource_config(
    ctx: &mut Context<'_>,
    request: BatchGetResourceConfigRequest,
) -> Result<BatchGetResourceConfigResponse> {
    for key in &request.resource_keys {
        check_kind(&key.resource_type)?;
    }
    needs_recorder(ctx)?;
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let (mut items, mut unknown) = (Vec::new(), Vec::new());
    for key in request.resource_keys {
        let found = Resource::find(&ctx.txn, owner, &key.resource_type.0, &key.resource_id)?;
        let item = match found {
            Some(resource) => keeping::last_of(&ctx.txn, &resource)?,
            None => None,
        };
        match item {
            Some(item) if item.status != Status::ResourceDeleted => items.push(item.base()),
            Some(_) => {}
            None => unknown.push(key),
        }
    }
    Ok(BatchGetResourceConfigResponse {
        base_configuration_items: Some(items),
        unprocessed_resource_keys: Some(unknown),
    })
}

/// Records what a custom resource is like. Its type needs no schema here.
///
/// Fails with [`VALIDATION`] over the version of the schema or the tags, with
/// [`NO_RUNNING_CONFIGURATION_RECORDER`], then with [`VALIDATION`] if the type is one of AWS or not made
/// of three names, or the configuration is no JSON object.
///
/// Source: AWS Config API Reference, "`PutResourceConfig`"; the sentences are ours.
pub fn put_resource_config(
    ctx: &mut Context<'_>,
    request: PutResourceConfigRequest,
) -> Result<Nothing> {
    check_like(("schemaVersionId", &request.schema_version_id), "[A-Za-z0-9-]+")?;
    let tag = |(key, value)| Tag { key: Some(key), value: Some(value) };
    let given: Vec<Tag> = request.tags.into_iter().flatten().map(tag).collect();
    if given.iter().any(|tag| tag.key.as_deref().is_none_or(str::is_empty)) {
        return Err(ApiError::new(VALIDATION, "A tag must have a key.").into());
    }
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, &given).map_err(|error| ApiError::new(VALIDATION, error.message()))?;
    needs_running_recorder(ctx)?;
    check_custom(&request.resource_type)?;
    let configuration: Option<Object> = serde_json::from_str(&request.configuration).ok();
    let Some(configuration) = configuration else {
        let message = "The configuration of the resource is not a JSON object.";
        return Err(ApiError::new(VALIDATION, message).into());
    };
    let found = Found {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        kind: request.resource_type,
        id: request.resource_id,
        name: request.resource_name,
        arn: None,
        zone: "Not Applicable".to_owned(),
        created: None,
        tags,
        relationships: Vec::new(),
        configuration: Value::Object(configuration),
        supplementary: Object::new(),
    };
    recording::record(ctx, Seen::there(found), Frequency::Continuous)?;
    Ok(Nothing {})
}

/// Records that a custom resource is gone; one that is not known is passed over.
///
/// Fails with [`NO_RUNNING_CONFIGURATION_RECORDER`], then with [`VALIDATION`] if the type is one of AWS
/// or not made of three names.
pub fn delete_resource_config(
    ctx: &mut Context<'_>,
    request: DeleteResourceConfigRequest,
) -> Result<Nothing> {
    needs_running_recorder(ctx)?;
    check_custom(&request.resource_type)?;
    let seen = Seen {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        kind: request.resource_type,
        id: request.resource_id,
        found: None,
    };
    recording::record(ctx, seen, Frequency::Continuous)?;
    Ok(Nothing {})
}

/// Checks a type of resources: one of AWS, or a custom one.
///
/// Fails with [`VALIDATION`].
pub(super) fn check_kind(kind: &Word<ResourceType>) -> Result<(), ApiError> {
    let Schema::Enum(words) = ResourceType::SCHEMA else { return Ok(()) };
    let kind = kind.0.as_str();
    if words.contains(&kind) || [recorder::KIND, CHANNEL].contains(&kind) || is_custom(kind) {
        return Ok(());
    }
    let message = format!(
        "1 validation error detected: Value '{kind}' at 'resourceType' failed to satisfy \
         constraint: Member must satisfy enum value set: [{}]",
        words.join(", ")
    );
    Err(ApiError::new(VALIDATION, message))
}

fn check_custom(kind: &str) -> Result<(), ApiError> {
    if is_custom(kind) {
        return Ok(());
    }
    let message = format!(
        "{kind} is not the type of a custom resource, which has three names with :: between them \
         and is none of AWS."
    );
    Err(ApiError::new(VALIDATION, message))
}

fn is_custom(kind: &str) -> bool {
    let mut names = kind.split("::");
    let is_word = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    !kind.starts_with("AWS::") && names.clone().count() == 3 && names.all(is_word)
}

/// Fails with [`NO_AVAILABLE_CONFIGURATION_RECORDER`] if the region has no recorder.
fn needs_recorder(ctx: &Context<'_>) -> Result<()> {
    if Recorder::of(&ctx.txn, &ctx.caller.account, &ctx.region)?.is_some() {
        return Ok(());
    }
    let message = "Configuration recorder is not available to describe resources.";
    Err(ApiError::new(NO_AVAILABLE_CONFIGURATION_RECORDER, message).into())
}

/// Fails with [`NO_RUNNING_CONFIGURATION_RECORDER`] if nothing is recorded in the region.
fn needs_running_recorder(ctx: &Context<'_>) -> Result<()> {
    let recorder = Recorder::of(&ctx.txn, &ctx.caller.account, &ctx.region)?;
    if recorder.is_some_and(|recorder| recorder.recording) {
        return Ok(());
    }
    let message = "There is no configuration recorder running.";
    Err(ApiError::new(NO_RUNNING_CONFIGURATION_RECORDER, message).into())
}
