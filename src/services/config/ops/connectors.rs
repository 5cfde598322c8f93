//! The operations on connectors to other clouds.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::connector::{AZURE, Connector};
use crate::services::config::errors::{CONFLICT, VALIDATION};
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::connectors::{
    DeleteConnectorRequest, GetConnectorRequest, GetConnectorResponse, ListConnectorsRequest,
    ListConnectorsResponse, PutConnectorRequest, PutConnectorResponse,
};
use crate::store::Record;

use super::paged;
use super::tags::put_tags;

/// Makes a connector.
///
/// Fails with [`VALIDATION`] if nothing is said of Azure, with what the tags are refused with, then
/// with [`CONFLICT`] if there is one to the same tenant with the same client.
///
/// Source: AWS Config API Reference, "`PutConnector`"; the sentences are ours.
pub fn put_connector(
    ctx: &mut Context<'_>,
    request: PutConnectorRequest,
) -> Result<PutConnectorResponse> {
    let azure = request
        .connector_configuration
        .azure
        .ok_or_else(|| ApiError::new(VALIDATION, "The connector configuration has no provider."))?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    let (tenant, client) = (azure.tenant_identifier, azure.client_identifier);
    let is_same = |other: &Connector| other.tenant == tenant && other.client == client;
    if Connector::of_region(&ctx.txn, (&account, &region))?.iter().any(is_same) {
        let message = "A connector already exists for the specified connector configuration.";
        return Err(ApiError::new(CONFLICT, message).into());
    }
    let id = ctx.ids.uuid();
    let connector = Connector { account, region, id, tenant, client, created: ctx.now, tags };
    ctx.txn.put(&connector);
    Ok(PutConnectorResponse { arn: connector.arn() })
}

/// Shows a connector.
///
/// Fails with what [`Connector::named`] fails with.
pub fn get_connector(
    ctx: &mut Context<'_>,
    request: GetConnectorRequest,
) -> Result<GetConnectorResponse> {
    Ok(GetConnectorResponse { connector: Connector::named(ctx, &request.arn)?.shown() })
}

/// Lists connectors, the oldest first.
///
/// Fails with `InvalidNextTokenException`.
pub fn list_connectors(
    ctx: &mut Context<'_>,
    request: ListConnectorsRequest,
) -> Result<ListConnectorsResponse> {
    let mut found = Connector::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))?;
    for filter in request.filters.unwrap_or_default() {
        // What connectors are told apart by is their provider, and there is one.
        let values = filter.filter_values.unwrap_or_default();
        found.retain(|_| values.is_empty() || values.iter().any(|value| value == AZURE));
    }
    let listed = found.iter().map(Connector::listed).collect();
    let asked = (request.next_token.as_deref(), request.max_results, 100);
    let (connector_summaries, next_token) = paged("ListConnectors", listed, asked)?;
    Ok(ListConnectorsResponse { connector_summaries, next_token })
}

/// Deletes a connector.
///
/// Fails with what [`Connector::named`] fails with.
pub fn delete_connector(ctx: &mut Context<'_>, request: DeleteConnectorRequest) -> Result<Nothing> {
    let connector = Connector::named(ctx, &request.arn)?;
    ctx.txn.delete(&connector.key());
    Ok(Nothing {})
}
