//! The operations on queries.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::errors::INVALID_EXPRESSION;
use crate::services::config::keeping;
use crate::services::config::select::Query;
use crate::services::config::shapes::queries::{
    FieldInfo, QueryInfo, SelectResourceConfigRequest, SelectResourceConfigResponse,
};

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
    for item in keeping::current(&ctx.txn, owner)? {
        rows.add(&item);
    }
    let asked = (request.next_token.as_deref(), request.limit, query.page());
    let (results, next_token) = paged("SelectResourceConfig", rows.texts(), asked)?;
    Ok(SelectResourceConfigResponse {
        results: Some(results),
        query_info: Some(info(&query)),
        next_token: next_token.filter(|_| query.has_pages()),
    })
}

/// Fails with [`INVALID_EXPRESSION`].
fn read(expression: &str) -> Result<Query, ApiError> {
    Query::parse(expression).map_err(|fault| ApiError::new(INVALID_EXPRESSION, fault.to_string()))
}

fn info(query: &Query) -> QueryInfo {
    let field = |name| FieldInfo { name: Some(name) };
    QueryInfo { select_fields: Some(query.names().into_iter().map(field).collect()) }
}
