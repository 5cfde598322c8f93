//! The operations on how long configurations are kept.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::errors::{INVALID_PARAMETER_VALUE, NO_SUCH_RETENTION_CONFIGURATION};
use crate::services::config::retention::{NAME, Retention};
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::retention::{
    DeleteRetentionConfigurationRequest, DescribeRetentionConfigurationsRequest,
    DescribeRetentionConfigurationsResponse, PutRetentionConfigurationRequest,
    PutRetentionConfigurationResponse,
};
use crate::store::Record;

use super::paged;

/// Says how long items are kept.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] if that is shorter than 30 days, or longer than seven years.
pub fn put_retention_configuration(
    ctx: &mut Context<'_>,
    request: PutRetentionConfigurationRequest,
) -> Result<PutRetentionConfigurationResponse> {
    let days = request.retention_period_in_days;
    if !(30..=2_557).contains(&days) {
        let message = format!("The retention period of {days} days is not between 30 and 2557.");
        return Err(ApiError::new(INVALID_PARAMETER_VALUE, message).into());
    }
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    let retention = Retention { account, region, days };
    ctx.txn.put(&retention);
    Ok(PutRetentionConfigurationResponse { retention_configuration: Some(retention.shown()) })
}

/// Takes back how long items are kept.
///
/// Fails with [`NO_SUCH_RETENTION_CONFIGURATION`].
pub fn delete_retention_configuration(
    ctx: &mut Context<'_>,
    request: DeleteRetentionConfigurationRequest,
) -> Result<Nothing> {
    let name = request.retention_configuration_name;
    let found = Retention::find(&ctx.txn, (&ctx.caller.account, &ctx.region))?;
    let retention = found.filter(|_| name == NAME).ok_or_else(|| no_such(&name))?;
    ctx.txn.delete(&retention.key());
    Ok(Nothing {})
}

/// Shows how long items are kept, if that was said.
///
/// Fails with [`NO_SUCH_RETENTION_CONFIGURATION`] if a name is asked for that is not there, then with
/// `InvalidNextTokenException`.
pub fn describe_retention_configurations(
    ctx: &mut Context<'_>,
    request: DescribeRetentionConfigurationsRequest,
) -> Result<DescribeRetentionConfigurationsResponse> {
    let found = Retention::find(&ctx.txn, (&ctx.caller.account, &ctx.region))?;
    let names = request.retention_configuration_names.unwrap_or_default();
    if let Some(name) = names.iter().find(|name| *name != NAME || found.is_none()) {
        return Err(no_such(name).into());
    }
    let asked = (request.next_token.as_deref(), None, 1);
    let found: Vec<Retention> = found.into_iter().collect();
    let (page, next_token) = paged("DescribeRetentionConfigurations", found, asked)?;
    Ok(DescribeRetentionConfigurationsResponse {
        retention_configurations: Some(page.iter().map(Retention::shown).collect()),
        next_token,
    })
}

/// Returns the refusal of a setting that there is not; the sentence is ours.
fn no_such(name: &str) -> ApiError {
    let message = format!("Cannot find retention configuration with the specified name '{name}'.");
    ApiError::new(NO_SUCH_RETENTION_CONFIGURATION, message)
}
