//! AWS Security Token Service, as far as scripts ask it who they are.

use crate::arn::partition_of;
use crate::context::Context;
use crate::error::Result;
use crate::operation::{Operation, Service};
use crate::schema::Limit::{MaxLength, MinLength};
use crate::value::Value;
use crate::{operations, shape};

/// The service.
pub static SERVICE: Service = Service {
    command: "sts",
    title: "AWS Security Token Service",
    doc: "Tells who calls. There are no credentials here, so it hands out none.",
    source: "sts.amazonaws.com",
    operations: OPERATIONS,
    waiters: &[],
    undeclared: UNDECLARED,
    chores: &[],
    records: &[],
    invalid: |_, _| None,
    request_in_event: |_, _, _| Value::Null,
};

/// Every operation that is emulated, in the order of the names.
const OPERATIONS: &[Operation] = operations! {
    /// Tells the account, the id and the ARN of who calls.
    GetCallerIdentity(GetCallerIdentityRequest) -> GetCallerIdentityResponse
        = get_caller_identity, Read, Management;
};

/// What AWS has and this program does not emulate.
const UNDECLARED: &[&str] = &[
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "DecodeAuthorizationMessage",
    "GetAccessKeyInfo",
    "GetDelegatedAccessToken",
    "GetFederationToken",
    "GetSessionToken",
    "GetWebIdentityToken",
];

shape! {
    /// Nothing: the caller is known.
    pub struct GetCallerIdentityRequest {}

    /// Who calls.
    pub struct GetCallerIdentityResponse {
        /// The unique id of the user.
        user_id: Option<String> = "UserId",
        /// The account.
        account: Option<String> = "Account",
        /// The ARN of the user.
        arn: Option<String> = "Arn" [MinLength(20), MaxLength(2048)],
    }
}

/// Tells who calls. It cannot be denied.
///
/// Source: STS API Reference, "GetCallerIdentity".
pub fn get_caller_identity(
    ctx: &mut Context<'_>,
    _request: GetCallerIdentityRequest,
) -> Result<GetCallerIdentityResponse> {
    let caller = &ctx.caller;
    let partition = partition_of(&ctx.region);
    Ok(GetCallerIdentityResponse {
        user_id: Some(caller.principal_id()),
        account: Some(caller.account.clone()),
        arn: Some(format!("arn:{partition}:iam::{}:user/{}", caller.account, caller.user)),
    })
}
