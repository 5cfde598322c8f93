//! The operations on who may aggregate.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::Result;
use crate::services::config::aggregator::{Authorization, Refused, asking};
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::aggregation_authorizations::{
    DeleteAggregationAuthorizationRequest, DeletePendingAggregationRequestRequest,
    DescribeAggregationAuthorizationsRequest, DescribeAggregationAuthorizationsResponse,
    DescribePendingAggregationRequestsRequest, DescribePendingAggregationRequestsResponse,
    PendingAggregationRequest, PutAggregationAuthorizationRequest,
    PutAggregationAuthorizationResponse,
};
use crate::store::Record;

use super::aggregators::{check_account, check_region};
use super::paged;
use super::tags::put_tags;

/// Lets an account and region gather from the caller's in this region. Tags are put on a new
/// authorization only.
///
/// Fails with `ValidationException` if the account is none, then with what the tags are refused with.
pub fn put_aggregation_authorization(
    ctx: &mut Context<'_>,
    request: PutAggregationAuthorizationRequest,
) -> Result<PutAggregationAuthorizationResponse> {
    let by = (request.authorized_account_id, request.authorized_aws_region);
    check_account(&by.0, "authorizedAccountId")?;
    check_region(&by.1)?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    let found = Authorization::find(&ctx.txn, (&account, &region), (&by.0, &by.1))?;
    let authorization = found.unwrap_or(Authorization {
        account,
        region,
        by_account: by.0,
        by_region: by.1,
        created: ctx.now,
        tags,
    });
    ctx.txn.put(&authorization);
    Ok(PutAggregationAuthorizationResponse {
        aggregation_authorization: Some(authorization.shown()),
    })
}

/// Takes back that an account and region may gather; one that may not is passed over.
///
/// Fails with `ValidationException` if the account is none.
pub fn delete_aggregation_authorization(
    ctx: &mut Context<'_>,
    request: DeleteAggregationAuthorizationRequest,
) -> Result<Nothing> {
    check_account(&request.authorized_account_id, "authorizedAccountId")?;
    let source = (ctx.caller.account.as_str(), ctx.region.as_str());
    let by = (request.authorized_account_id.as_str(), request.authorized_aws_region.as_str());
    if let Some(authorization) = Authorization::find(&ctx.txn, source, by)? {
        ctx.txn.delete(&authorization.key());
    }
    Ok(Nothing {})
}

/// Lists who may gather from the caller in this region.
///
/// Fails with `InvalidNextTokenException`.
pub fn describe_aggregation_authorizations(
    ctx: &mut Context<'_>,
    request: DescribeAggregationAuthorizationsRequest,
) -> Result<DescribeAggregationAuthorizationsResponse> {
    let source = (ctx.caller.account.as_str(), ctx.region.as_str());
    let found = Authorization::of_region(&ctx.txn, source)?;
    let shown = found.iter().map(Authorization::shown).collect();
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeAggregationAuthorizations", shown, asked)?;
    Ok(DescribeAggregationAuthorizationsResponse {
        aggregation_authorizations: Some(page),
        next_token,
    })
}

/// Lists who asks to gather from the caller in this region: their aggregators name it, and it has
/// neither authorized nor refused them.
///
/// Fails with `InvalidNextTokenException`.
pub fn describe_pending_aggregation_requests(
    ctx: &mut Context<'_>,
    request: DescribePendingAggregationRequestsRequest,
) -> Result<DescribePendingAggregationRequestsResponse> {
    let asking = asking(&ctx.txn, (&ctx.caller.account, &ctx.region))?;
    let shown = |(account, region): (String, String)| PendingAggregationRequest {
        requester_account_id: Some(account),
        requester_aws_region: Some(region),
    };
    let shown = asking.into_iter().map(shown).collect();
    let asked = (request.next_token.as_deref(), request.limit, 20);
    let (page, next_token) = paged("DescribePendingAggregationRequests", shown, asked)?;
    Ok(DescribePendingAggregationRequestsResponse {
        pending_aggregation_requests: Some(page),
        next_token,
    })
}

/// Refuses that an account and region gather, until they ask again; who does not ask is passed over.
///
/// Fails with `ValidationException` if the account is none.
pub fn delete_pending_aggregation_request(
    ctx: &mut Context<'_>,
    request: DeletePendingAggregationRequestRequest,
) -> Result<Nothing> {
    check_account(&request.requester_account_id, "requesterAccountId")?;
    let by = (request.requester_account_id, request.requester_aws_region);
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    if asking(&ctx.txn, (&account, &region))?.contains(&by) {
        ctx.txn.put(&Refused { account, region, by_account: by.0, by_region: by.1 });
    }
    Ok(Nothing {})
}
