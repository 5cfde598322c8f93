//! The operations on policies of channels, event data stores and dashboards.

use crate::arn::Arn;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::policy::owned;
use crate::services::cloudtrail::channel::Channel;
use crate::services::cloudtrail::dashboard::Dashboard;
use crate::services::cloudtrail::errors::{
    RESOURCE_ARN_NOT_VALID, RESOURCE_NOT_FOUND, RESOURCE_POLICY_NOT_FOUND,
    RESOURCE_POLICY_NOT_VALID, RESOURCE_TYPE_NOT_SUPPORTED,
};
use crate::services::cloudtrail::event_data_store::EventDataStore;
use crate::services::cloudtrail::resource_policy::{ResourcePolicy, actions_of};
use crate::services::cloudtrail::shapes::resource_policies::{
    DeleteResourcePolicyRequest, GetResourcePolicyRequest, GetResourcePolicyResponse,
    PutResourcePolicyRequest, PutResourcePolicyResponse,
};
use crate::services::cloudtrail::shapes::trails::Nothing;
use crate::store::Record;

/// Gives a resource a policy, in place of the one that it has.
///
/// Fails with what `resource` fails with, then with [`RESOURCE_POLICY_NOT_VALID`] for the first rule of
/// [`owned::check`] that it breaks.
pub fn put_resource_policy(
    ctx: &mut Context<'_>,
    request: PutResourcePolicyRequest,
) -> Result<PutResourcePolicyResponse> {
    let actions = resource(ctx, &request.resource_arn)?;
    let (arn, text) = (request.resource_arn, request.resource_policy);
    owned::check(&text, &arn, actions)
        .map_err(|broken| ApiError::new(RESOURCE_POLICY_NOT_VALID, broken))?;
    ctx.txn.put(&ResourcePolicy { arn: arn.clone(), text: text.clone() });
    Ok(PutResourcePolicyResponse {
        resource_arn: Some(arn),
        resource_policy: Some(text),
        delegated_admin_resource_policy: None,
    })
}

/// Returns the policy of a resource.
///
/// Fails with what `resource` fails with, then with [`RESOURCE_POLICY_NOT_FOUND`].
pub fn get_resource_policy(
    ctx: &mut Context<'_>,
    request: GetResourcePolicyRequest,
) -> Result<GetResourcePolicyResponse> {
    resource(ctx, &request.resource_arn)?;
    let policy = found(ctx, &request.resource_arn)?;
    Ok(GetResourcePolicyResponse {
        resource_arn: Some(policy.arn),
        resource_policy: Some(policy.text),
        delegated_admin_resource_policy: None,
    })
}

/// Takes the policy off a resource.
///
/// Fails with what `resource` fails with, then with [`RESOURCE_POLICY_NOT_FOUND`].
pub fn delete_resource_policy(
    ctx: &mut Context<'_>,
    request: DeleteResourcePolicyRequest,
) -> Result<Nothing> {
    resource(ctx, &request.resource_arn)?;
    let policy = found(ctx, &request.resource_arn)?;
    ctx.txn.delete(&policy.key());
    Ok(Nothing {})
}

fn found(ctx: &Context<'_>, arn: &str) -> Result<ResourcePolicy> {
    let message = format!("The resource {arn} has no policy.");
    ResourcePolicy::find(&ctx.txn, arn)?
        .ok_or_else(|| ApiError::new(RESOURCE_POLICY_NOT_FOUND, message).into())
}

/// Returns the actions that a resource of the caller can be shared with.
///
/// Fails with [`RESOURCE_ARN_NOT_VALID`] if the ARN is none of CloudTrail's, or of another account or
/// region; [`RESOURCE_TYPE_NOT_SUPPORTED`] if such resources have no policies; [`RESOURCE_NOT_FOUND`].
fn resource(ctx: &Context<'_>, text: &str) -> Result<&'static [&'static str]> {
    let fail = |code, message: String| Err(ApiError::new(code, message).into());
    let arn = Arn::parse(text).filter(|arn| {
        arn.service == "cloudtrail"
            && arn.account == ctx.caller.account
            && arn.region == ctx.region
            && arn.resource.split_once('/').is_some_and(|(_, id)| !id.is_empty())
    });
    let Some(arn) = arn else {
        return fail(RESOURCE_ARN_NOT_VALID, format!("The resource ARN {text} is not valid."));
    };
    let (kind, id) = arn.resource.split_once('/').unwrap_or_default();
    let Some(actions) = actions_of(kind) else {
        let message = format!("The resource type {kind} is not supported.");
        return fail(RESOURCE_TYPE_NOT_SUPPORTED, message);
    };
    let is_there = match kind {
        "channel" => Channel::at(&ctx.txn, (arn.account, arn.region, id), ctx)?.is_some(),
        "eventdatastore" => EventDataStore::find_active(ctx, text).is_ok(),
        _ => Dashboard::named(ctx, id)?.is_some(),
    };
    if is_there {
        return Ok(actions);
    }
    fail(RESOURCE_NOT_FOUND, format!("The resource {text} was not found."))
}
