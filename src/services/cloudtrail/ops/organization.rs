//! The operations on delegated administrators of the organization.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::cloudtrail::errors::{
    ACCOUNT_NOT_FOUND, ACCOUNT_NOT_REGISTERED, ACCOUNT_REGISTERED,
    CANNOT_DELEGATE_MANAGEMENT_ACCOUNT, DELEGATED_ADMIN_ACCOUNT_LIMIT_EXCEEDED, INVALID_PARAMETER,
    NOT_ORGANIZATION_MANAGEMENT_ACCOUNT,
};
use crate::services::cloudtrail::organization::{ADMINISTRATORS, Organization, is_account};
use crate::services::cloudtrail::shapes::organization::{
    DeregisterOrganizationDelegatedAdminRequest, RegisterOrganizationDelegatedAdminRequest,
};
use crate::services::cloudtrail::shapes::trails::Nothing;

/// Lets a member administer the trails and event data stores of the organization.
///
/// Fails with, in the order in which they are checked:
///
/// - what `managed` fails with;
/// - [`CANNOT_DELEGATE_MANAGEMENT_ACCOUNT`] if it is the management account;
/// - [`ACCOUNT_NOT_FOUND`] if it is no member;
/// - [`ACCOUNT_REGISTERED`] if it administers already;
/// - [`DELEGATED_ADMIN_ACCOUNT_LIMIT_EXCEEDED`] if three others do.
pub fn register_organization_delegated_admin(
    ctx: &mut Context<'_>,
    request: RegisterOrganizationDelegatedAdminRequest,
) -> Result<Nothing> {
    let account = request.member_account_id;
    let mut organization = managed(ctx, &account)?;
    let fail = |code, message: String| Err(ApiError::new(code, message).into());
    if account == organization.management {
        let message = format!("Account {account} is the management account of the organization.");
        return fail(CANNOT_DELEGATE_MANAGEMENT_ACCOUNT, message);
    }
    check_member(&organization, &account)?;
    if organization.is_administrator(&account) {
        let message = format!("Account {account} is already a delegated administrator.");
        return fail(ACCOUNT_REGISTERED, message);
    }
    if organization.administrators.len() >= ADMINISTRATORS {
        let message =
            format!("The organization already has {ADMINISTRATORS} delegated administrators.");
        return fail(DELEGATED_ADMIN_ACCOUNT_LIMIT_EXCEEDED, message);
    }
    organization.administrators.push(account);
    ctx.txn.put(&organization);
    Ok(Nothing {})
}

/// Ends that a member administers the trails and event data stores of the organization.
///
/// Fails with, in the order in which they are checked:
///
/// - what `managed` fails with;
/// - [`ACCOUNT_NOT_FOUND`] if it is no account of the organization;
/// - [`ACCOUNT_NOT_REGISTERED`] if it does not administer.
pub fn deregister_organization_delegated_admin(
    ctx: &mut Context<'_>,
    request: DeregisterOrganizationDelegatedAdminRequest,
) -> Result<Nothing> {
    let account = request.delegated_admin_account_id;
    let mut organization = managed(ctx, &account)?;
    check_member(&organization, &account)?;
    let before = organization.administrators.len();
    organization.administrators.retain(|other| *other != account);
    if organization.administrators.len() == before {
        let message = format!("Account {account} is not a delegated administrator.");
        return Err(ApiError::new(ACCOUNT_NOT_REGISTERED, message).into());
    }
    ctx.txn.put(&organization);
    Ok(Nothing {})
}

/// Returns the organization that the caller manages.
///
/// Fails with, in the order in which they are checked: [`INVALID_PARAMETER`] if the account that is
/// meant has not twelve digits, `OrganizationsNotInUseException`,
/// [`NOT_ORGANIZATION_MANAGEMENT_ACCOUNT`].
fn managed(ctx: &Context<'_>, account: &str) -> Result<Organization> {
    if !is_account(account) {
        let message = format!("Account id {account} is not valid.");
        return Err(ApiError::new(INVALID_PARAMETER, message).into());
    }
    let caller = &ctx.caller.account;
    let organization = Organization::needed_by(&ctx.txn, caller)?;
    if organization.management == *caller {
        return Ok(organization);
    }
    let message = format!("Account {caller} is not the management account of the organization.");
    Err(ApiError::new(NOT_ORGANIZATION_MANAGEMENT_ACCOUNT, message).into())
}

fn check_member(organization: &Organization, account: &str) -> Result<(), ApiError> {
    if organization.has(account) {
        return Ok(());
    }
    let message = format!("Account {account} is not a member of the organization.");
    Err(ApiError::new(ACCOUNT_NOT_FOUND, message))
}
