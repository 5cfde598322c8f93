//! The operations on queries.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::errors::INVALID_EXPRESSION;
use crate::services::config::keeping;
use crate::services::config::resource::Resource;
use crate::services::config::select::{Query, Rows};
use crate::services::config::shapes::queries::{
    FieldInfo, QueryInfo, SelectResourceConfigRequest, SelectResourceConfigResponse,
};
use crate::store::Txn;

use super::paged;

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
    let (results, next_token) = paged("SelectResourceConfig", rows.texts(), asked)?;
    Ok(SelectResourceConfigResponse {
        results: Some(results),
        query_info: Some(info(&query)),
        next_token: next_token.filter(|_| query.has_pages()),
    })
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
        keeping::each_last(txn, owner, &resources, |item| rows.add(&item))?;
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
