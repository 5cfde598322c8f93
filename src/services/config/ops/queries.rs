//! The operations on queries.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::id::suffix;
use crate::services::config::aggregator::Aggregator;
use crate::services::config::errors::{INVALID_EXPRESSION, VALIDATION, check_like};
use crate::services::config::glance::Glance;
use crate::services::config::keeping;
use crate::services::config::resource::Resource;
use crate::services::config::select::{Query, Row, Rows};
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::queries::{
    DeleteStoredQueryRequest, FieldInfo, GetStoredQueryRequest, GetStoredQueryResponse,
    ListStoredQueriesRequest, ListStoredQueriesResponse, PutStoredQueryRequest,
    PutStoredQueryResponse, QueryInfo, SelectAggregateResourceConfigRequest,
    SelectAggregateResourceConfigResponse, SelectResourceConfigRequest,
    SelectResourceConfigResponse,
};
use crate::services::config::stored_query::{MOST, StoredQuery, check_name};
use crate::store::{Record, Txn};

use super::tags::put_tags;
use super::{paged, paged_by};

/// Shows what a query asks of the resources of the region. Resources that are gone are not among them.
///
/// Fails with [`INVALID_EXPRESSION`], then with `InvalidNextTokenException`.
pub fn select_resource_config(
    ctx: &mut Context<'_>,
    request: SelectResourceConfigRequest,
) -> Result<SelectResourceConfigResponse> {
    let query = read(&request.expression)?;
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let mut rows = query.rows();
    fill(&mut rows, &query, &ctx.txn, owner, |_| true)?;
    let asked = (request.next_token.as_deref(), request.limit, query.page());
    let same = (owner, &request.expression);
    let (results, next_token) = page(("SelectResourceConfig", &same), &query, rows, asked)?;
    Ok(SelectResourceConfigResponse {
        results: Some(results),
        query_info: Some(info(&query)),
        next_token: next_token.filter(|_| query.has_pages()),
    })
}

/// Shows what a query asks of the resources that an aggregator gathers.
///
/// Fails with [`INVALID_EXPRESSION`], then with what [`Aggregator::named`] fails with, then with
/// `InvalidNextTokenException`.
pub fn select_aggregate_resource_config(
    ctx: &mut Context<'_>,
    request: SelectAggregateResourceConfigRequest,
) -> Result<SelectAggregateResourceConfigResponse> {
    let query = read(&request.expression)?;
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let mut rows = query.rows();
    for (account, region) in aggregator.sources(ctx)? {
        let gathers = |kind: &str| aggregator.gathers(kind);
        fill(&mut rows, &query, &ctx.txn, (&account, &region), gathers)?;
    }
    let limit = request.limit.or(request.max_results);
    let asked = (request.next_token.as_deref(), limit, query.page());
    let same = (aggregator.arn(), &request.expression);
    let named = ("SelectAggregateResourceConfig", &same);
    let (results, next_token) = page(named, &query, rows, asked)?;
    Ok(SelectAggregateResourceConfigResponse {
        results: Some(results),
        query_info: Some(info(&query)),
        next_token: next_token.filter(|_| query.has_pages()),
    })
}

/// Returns the page of rows that a request asks for, and the token of the next one.
///
/// Fails as [`paged_by`] does.
fn page(
    named: (&str, &impl Serialize),
    query: &Query,
    rows: Rows<'_>,
    asked: (Option<&str>, Option<i32>, usize),
) -> Result<(Vec<String>, Option<String>), ApiError> {
    let place = |row: &Row| row.place.clone();
    let is_behind = |row: &Row, last: &_| query.is_behind(&row.place, last);
    let (rows, next_token) = paged_by(named, rows.in_order(), asked, place, is_behind)?;
    Ok((rows.into_iter().map(|row| row.text).collect(), next_token))
}

/// Shows a query the resources of a region whose types are meant, and that are there. Their items are
/// read only if what is known of all resources is not enough.
fn fill(
    rows: &mut Rows<'_>,
    query: &Query,
    txn: &Txn<'_>,
    owner: (&str, &str),
    is_meant: impl Fn(&str) -> bool,
) -> Result<()> {
    let mut resources = match query.wanted("resourceType") {
        Some(kinds) => {
            let found = kinds.iter().map(|kind| Resource::of_kind(txn, owner, kind));
            found.collect::<Result<Vec<_>>>()?.concat()
        }
        None => Resource::of_region(txn, owner)?,
    };
    resources.retain(|resource| resource.is_there() && is_meant(&resource.kind));
    if query.needs_only(&Resource::MEMBERS) {
        for resource in &resources {
            rows.add(resource);
        }
    } else {
        keeping::each_last(txn, owner, &resources, |item: Glance| rows.add(&item))?;
    }
    Ok(())
}

/// Fails with [`INVALID_EXPRESSION`].
fn read(expression: &str) -> Result<Query, ApiError> {
    Query::parse(expression).map_err(|fault| ApiError::new(INVALID_EXPRESSION, fault.to_string()))
}

fn info(query: &Query) -> QueryInfo {
    let field = |name| FieldInfo { name: Some(name) };
    QueryInfo { select_fields: Some(query.names().into_iter().map(field).collect()) }
}

/// Keeps a query under a name, or another in its place. Tags are put on a new one only.
///
/// Fails with [`VALIDATION`] if the name is none, there is no expression or there are too many queries,
/// then with what the tags are refused with.
///
/// Source: AWS Config API Reference, "`PutStoredQuery`"; the sentences are ours.
pub fn put_stored_query(
    ctx: &mut Context<'_>,
    request: PutStoredQueryRequest,
) -> Result<PutStoredQueryResponse> {
    if let Some(id) = &request.stored_query.query_id {
        check_like(("storedQuery.queryId", id), "^\\S+$")?;
    }
    let name = request.stored_query.query_name;
    check_name(&name, "storedQuery.queryName")?;
    let invalid = |message: String| ApiError::new(VALIDATION, message);
    let expression = request
        .stored_query
        .expression
        .ok_or_else(|| invalid("The expression of the query is missing.".to_owned()))?;
    let description = request.stored_query.description;
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    let owner = (account.as_str(), region.as_str());
    let query = if let Some(found) = StoredQuery::find(&ctx.txn, owner, &name)? {
        StoredQuery { description, expression, ..found }
    } else {
        if StoredQuery::of_region(&ctx.txn, owner)?.len() >= MOST {
            let message = format!("An account can have at most {MOST} queries in a region.");
            return Err(invalid(message).into());
        }
        let mut tags = BTreeMap::new();
        put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
        let id = format!("query-{}", suffix(&[&ctx.ids.uuid()]).to_lowercase());
        StoredQuery { account, region, name, id, description, expression, tags }
    };
    ctx.txn.put(&query);
    Ok(PutStoredQueryResponse { query_arn: Some(query.arn()) })
}

/// Shows a query that is kept.
///
/// Fails with what [`StoredQuery::named`] fails with.
pub fn get_stored_query(
    ctx: &mut Context<'_>,
    request: GetStoredQueryRequest,
) -> Result<GetStoredQueryResponse> {
    let query = StoredQuery::named(ctx, &request.query_name)?;
    Ok(GetStoredQueryResponse { stored_query: Some(query.shown()) })
}

/// Lists the queries that are kept, in the order of their names.
///
/// Fails with `InvalidNextTokenException`.
pub fn list_stored_queries(
    ctx: &mut Context<'_>,
    request: ListStoredQueriesRequest,
) -> Result<ListStoredQueriesResponse> {
    let found = StoredQuery::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))?;
    let asked = (request.next_token.as_deref(), request.max_results, 100);
    let listed = found.iter().map(StoredQuery::listed).collect();
    let (page, next_token) = paged("ListStoredQueries", listed, asked)?;
    Ok(ListStoredQueriesResponse { stored_query_metadata: Some(page), next_token })
}

/// Deletes a query that is kept.
///
/// Fails with what [`StoredQuery::named`] fails with.
pub fn delete_stored_query(
    ctx: &mut Context<'_>,
    request: DeleteStoredQueryRequest,
) -> Result<Nothing> {
    let query = StoredQuery::named(ctx, &request.query_name)?;
    ctx.txn.delete(&query.key());
    Ok(Nothing {})
}
