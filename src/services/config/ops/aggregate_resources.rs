//! The operations on the resources that aggregators gather.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::aggregator::Aggregator;
use crate::services::config::errors::RESOURCE_NOT_DISCOVERED;
use crate::services::config::resource::Resource;
use crate::services::config::shapes::Word;
use crate::services::config::shapes::aggregate_resources::{
    AggregateResourceIdentifier, BatchGetAggregateResourceConfigRequest,
    BatchGetAggregateResourceConfigResponse, GetAggregateDiscoveredResourceCountsRequest,
    GetAggregateDiscoveredResourceCountsResponse, GetAggregateResourceConfigRequest,
    GetAggregateResourceConfigResponse, GroupedResourceCount,
    ListAggregateDiscoveredResourcesRequest, ListAggregateDiscoveredResourcesResponse,
};

use super::resources::check_kind;
use super::{paged, paged_by};

/// Lists the resources of a type that an aggregator gathers, by account, region and id.
///
/// Fails with, in the order in which they are checked: what `check_kind` and [`Aggregator::named`] fail
/// with, `InvalidNextTokenException`.
pub fn list_aggregate_discovered_resources(
    ctx: &mut Context<'_>,
    request: ListAggregateDiscoveredResourcesRequest,
) -> Result<ListAggregateDiscoveredResourcesResponse> {
    check_kind(&request.resource_type)?;
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let mut found = aggregator.resources(ctx, Some(&request.resource_type.0))?;
    if let Some(filters) = &request.filters {
        let may_be =
            |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
        found.retain(|resource| {
            may_be(&filters.account_id, &resource.account)
                && may_be(&filters.region, &resource.region)
                && may_be(&filters.resource_id, &resource.id)
                && (filters.resource_name.is_none() || filters.resource_name == resource.name)
        });
    }
    let shown = |resource: Resource| AggregateResourceIdentifier {
        source_account_id: resource.account,
        source_region: resource.region,
        resource_id: resource.id,
        resource_type: Word::new(resource.kind),
        resource_name: resource.name,
    };
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let filters = request.filters.as_ref().map(|filters| {
        (&filters.account_id, &filters.region, &filters.resource_id, &filters.resource_name)
    });
    let same = (aggregator.arn(), &request.resource_type.0, filters);
    let place = |one: &Resource| (one.account.clone(), one.region.clone(), one.id.clone());
    let (page, next_token) =
        paged_by(("ListAggregateDiscoveredResources", &same), found, asked, place, |one, last| {
            place(one) > *last
        })?;
    let page = page.into_iter().map(shown).collect();
    Ok(ListAggregateDiscoveredResourcesResponse { resource_identifiers: Some(page), next_token })
}

/// Counts the resources that an aggregator gathers, all of them and those of each type, account or
/// region, the most frequent first.
///
/// Fails with, in the order in which they are checked: what `check_kind` and [`Aggregator::named`] fail
/// with, `InvalidNextTokenException`.
pub fn get_aggregate_discovered_resource_counts(
    ctx: &mut Context<'_>,
    request: GetAggregateDiscoveredResourceCountsRequest,
) -> Result<GetAggregateDiscoveredResourceCountsResponse> {
    let filters = request.filters;
    let kind = filters.as_ref().and_then(|filters| filters.resource_type.as_ref());
    kind.map_or(Ok(()), check_kind)?;
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let mut found = aggregator.resources(ctx, kind.map(|kind| kind.0.as_str()))?;
    if let Some(filters) = &filters {
        found.retain(|resource| {
            filters.account_id.as_ref().is_none_or(|account| *account == resource.account)
                && filters.region.as_ref().is_none_or(|region| *region == resource.region)
        });
    }
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let by = request.group_by_key.map(|by| by.0);
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for resource in found {
        let group = match by.as_deref() {
            Some("RESOURCE_TYPE") => resource.kind,
            Some("ACCOUNT_ID") => resource.account,
            Some(_) => resource.region,
            None => continue,
        };
        *counts.entry(group).or_default() += 1;
    }
    let mut counts: Vec<(String, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let shown = |(group_name, resource_count)| GroupedResourceCount { group_name, resource_count };
    let shown = counts.into_iter().map(shown).collect();
    let asked = (request.next_token.as_deref(), request.limit, 1_000);
    let (page, next_token) = paged("GetAggregateDiscoveredResourceCounts", shown, asked)?;
    Ok(GetAggregateDiscoveredResourceCountsResponse {
        total_discovered_resources: total,
        grouped_resource_counts: by.is_some().then_some(page),
        group_by_key: by,
        next_token,
    })
}

/// Shows what a resource is like that an aggregator gathers.
///
/// Fails with what `check_kind` and [`Aggregator::named`] fail with, then with
/// [`RESOURCE_NOT_DISCOVERED`].
pub fn get_aggregate_resource_config(
    ctx: &mut Context<'_>,
    request: GetAggregateResourceConfigRequest,
) -> Result<GetAggregateResourceConfigResponse> {
    let AggregateResourceIdentifier {
        source_account_id,
        source_region,
        resource_id,
        resource_type,
        ..
    } = request.resource_identifier;
    check_kind(&resource_type)?;
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let (source, resource) =
        ((&*source_account_id, &*source_region), (&*resource_type.0, &*resource_id));
    let item = aggregator.item(ctx, source, resource)?.ok_or_else(|| {
        let (kind, id) = resource;
        let message =
            format!("Resource {id} of resourceType:{kind} is unknown or has not been discovered");
        ApiError::new(RESOURCE_NOT_DISCOVERED, message)
    })?;
    Ok(GetAggregateResourceConfigResponse { configuration_item: Some(item.shown()) })
}

/// Shows what resources are like that an aggregator gathers. One that it does not is not processed.
///
/// Fails with what `check_kind` and [`Aggregator::named`] fail with.
pub fn batch_get_aggregate_resource_config(
    ctx: &mut Context<'_>,
    request: BatchGetAggregateResourceConfigRequest,
) -> Result<BatchGetAggregateResourceConfigResponse> {
    for identifier in &request.resource_identifiers {
        check_kind(&identifier.resource_type)?;
    }
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let (mut items, mut unknown) = (Vec::new(), Vec::new());
    for identifier in request.resource_identifiers {
        let source = (&*identifier.source_account_id, &*identifier.source_region);
        let resource = (&*identifier.resource_type.0, &*identifier.resource_id);
        match aggregator.item(ctx, source, resource)? {
            Some(item) => items.push(item.base()),
            None => unknown.push(identifier),
        }
    }
    Ok(BatchGetAggregateResourceConfigResponse {
        base_configuration_items: Some(items),
        unprocessed_resource_identifiers: Some(unknown),
    })
}
