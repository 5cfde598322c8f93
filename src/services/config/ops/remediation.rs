//! The operations on remediation.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::errors::{INVALID_PARAMETER_VALUE, NO_SUCH_REMEDIATION_EXCEPTION};
use crate::services::config::remediation::{self, Execution, Exemption, Parameter, Remediation};
use crate::services::config::result;
use crate::services::config::rule::{Rule, no_such};
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::compliance::ComplianceType;
use crate::services::config::shapes::remediation::{
    DeleteRemediationConfigurationRequest, DeleteRemediationExceptionsRequest,
    DeleteRemediationExceptionsResponse, DescribeRemediationConfigurationsRequest,
    DescribeRemediationConfigurationsResponse, DescribeRemediationExceptionsRequest,
    DescribeRemediationExceptionsResponse, DescribeRemediationExecutionStatusRequest,
    DescribeRemediationExecutionStatusResponse, FailedRemediationExceptionBatch,
    PutRemediationConfigurationsRequest, PutRemediationConfigurationsResponse,
    PutRemediationExceptionsRequest, PutRemediationExceptionsResponse, RemediationConfiguration,
    RemediationExceptionResourceKey, RemediationParameterValue, StartRemediationExecutionRequest,
    StartRemediationExecutionResponse,
};
use crate::store::Record;

use super::paged;

/// Says what is done about resources that rules find fault with.
///
/// Fails with [`INVALID_PARAMETER_VALUE`], in the order in which it is checked, over: a rule that there
/// is not, a rule that a service made, a parameter that is neither the resource's nor of values, parameters of a document that is
/// to be run by itself without the role that it takes.
///
/// Source: AWS Config API Reference, "`PutRemediationConfigurations`"; the sentences are ours.
pub fn put_remediation_configurations(
    ctx: &mut Context<'_>,
    request: PutRemediationConfigurationsRequest,
) -> Result<PutRemediationConfigurationsResponse> {
    for wanted in request.remediation_configurations {
        let rule = Rule::find(&ctx.txn, ctx.owner(), &wanted.config_rule_name)?;
        if let Some(rule) = rule.filter(|rule| rule.created_by.is_some()) {
            let message = format!(
                "The rule {} was made by a service, which alone says what is done about it.",
                rule.name
            );
            return Err(invalid(&message).into());
        }
        let remediation = read(ctx, wanted)?;
        remediation::put(ctx, &remediation)?;
    }
    Ok(PutRemediationConfigurationsResponse { failed_batches: Some(Vec::new()) })
}

/// Reads what is done about resources that a rule finds fault with.
pub(super) fn read(ctx: &mut Context<'_>, wanted: RemediationConfiguration) -> Result<Remediation> {
    let name = wanted.config_rule_name;
    if Rule::find(&ctx.txn, ctx.owner(), &name)?.is_none() {
        return Err(invalid(no_such(&name).message()).into());
    }
    let mut parameters = BTreeMap::new();
    for (parameter, value) in wanted.parameters.unwrap_or_default() {
        let value = read_parameter(&parameter, value)?;
        parameters.insert(parameter, value);
    }
    let automatic = wanted.automatic.unwrap_or(false);
    if automatic && !parameters.contains_key("AutomationAssumeRole") {
        let message = "AutomationAssumeRole must be among the Parameters of a remediation that is \
                       automatic.";
        return Err(invalid(message).into());
    }
    let known = Remediation::find(&ctx.txn, ctx.owner(), &name)?;
    let id = known.map_or_else(|| ctx.ids.uuid(), |known| known.id);
    let controls = wanted.execution_controls.and_then(|controls| controls.ssm_controls);
    Ok(Remediation {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        rule: name,
        id,
        target: wanted.target_id,
        version: wanted.target_version,
        kind: wanted.resource_type,
        parameters,
        automatic,
        controls: controls.map(|controls| {
            (controls.concurrent_execution_rate_percentage, controls.error_percentage)
        }),
        attempts: wanted.maximum_automatic_attempts,
        seconds: wanted.retry_attempt_seconds,
    })
}

fn read_parameter(name: &str, value: RemediationParameterValue) -> Result<Parameter, ApiError> {
    match (value.resource_value, value.static_value) {
        (Some(_), None) => Ok(Parameter::ResourceId),
        (None, Some(value)) => Ok(Parameter::Values(value.values)),
        _ => Err(invalid(&format!(
            "The parameter {name} must have either a ResourceValue or a StaticValue."
        ))),
    }
}

/// Shows what is done about resources that rules find fault with; a rule without it is passed over.
pub fn describe_remediation_configurations(
    ctx: &mut Context<'_>,
    request: DescribeRemediationConfigurationsRequest,
) -> Result<DescribeRemediationConfigurationsResponse> {
    let mut found = Vec::new();
    for name in &request.config_rule_names {
        found.extend(Remediation::find(&ctx.txn, ctx.owner(), name)?);
    }
    let shown = found.iter().map(Remediation::shown).collect();
    Ok(DescribeRemediationConfigurationsResponse { remediation_configurations: Some(shown) })
}

/// Deletes what is done about resources that a rule finds fault with.
///
/// Fails with `NoSuchRemediationConfigurationException`.
pub fn delete_remediation_configuration(
    ctx: &mut Context<'_>,
    request: DeleteRemediationConfigurationRequest,
) -> Result<Nothing> {
    let remediation = Remediation::of(ctx, &request.config_rule_name)?;
    let owner = (ctx.caller.account.clone(), ctx.region.clone());
    remediation::forget(&mut ctx.txn, (&owner.0, &owner.1), &remediation.rule)?;
    ctx.txn.delete(&remediation.key());
    Ok(Nothing {})
}

/// Lets remediation leave resources alone, as far as they break the rule: others are told as failed.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] over a rule that there is not, a key that is not whole, or a
/// time that has passed.
///
/// Source: AWS Config API Reference, "`PutRemediationExceptions`"; the sentences are ours.
pub fn put_remediation_exceptions(
    ctx: &mut Context<'_>,
    request: PutRemediationExceptionsRequest,
) -> Result<PutRemediationExceptionsResponse> {
    let rule = request.config_rule_name;
    let Some(found) = Rule::find(&ctx.txn, ctx.owner(), &rule)? else {
        return Err(invalid(no_such(&rule).message()).into());
    };
    let keys = request.resource_keys.into_iter().map(whole).collect::<Result<Vec<_>, _>>()?;
    if request.expiration_time.is_some_and(|until| until <= ctx.now) {
        return Err(invalid("The ExpirationTime must be in the future.").into());
    }
    let mut failed = Vec::new();
    for (kind, id) in keys {
        let outcome = result::find(&ctx.txn, &found, (&kind, &id))?;
        let is_broken = outcome.is_some_and(|o| o.compliance == ComplianceType::NonCompliant);
        let exemption = Exemption {
            account: ctx.caller.account.clone(),
            region: ctx.region.clone(),
            rule: rule.clone(),
            kind,
            id,
            message: request.message.clone(),
            until: request.expiration_time,
        };
        if is_broken {
            ctx.txn.put(&exemption);
        } else {
            failed.push(exemption.shown());
        }
    }
    let message = "Exceptions can only be put on resources that are NON_COMPLIANT.";
    let batch = |failed| FailedRemediationExceptionBatch {
        failure_message: Some(message.to_owned()),
        failed_items: Some(failed),
    };
    let failed = Some(failed).filter(|failed| !failed.is_empty());
    let failed_batches = Some(failed.map(batch).into_iter().collect());
    Ok(PutRemediationExceptionsResponse { failed_batches })
}

fn whole(key: RemediationExceptionResourceKey) -> Result<(String, String), ApiError> {
    match (key.resource_type, key.resource_id) {
        (Some(kind), Some(id)) => Ok((kind, id)),
        _ => Err(invalid("A resource key must have a ResourceType and a ResourceId.")),
    }
}

/// Shows the resources that remediation leaves alone; of one whose time has passed nothing is told.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] if both resources and a limit are given, then with
/// `InvalidNextTokenException`.
///
/// Source: AWS Config API Reference, "`DescribeRemediationExceptions`".
pub fn describe_remediation_exceptions(
    ctx: &mut Context<'_>,
    request: DescribeRemediationExceptionsRequest,
) -> Result<DescribeRemediationExceptionsResponse> {
    if request.resource_keys.is_some() && request.limit.is_some_and(|limit| limit > 0) {
        return Err(invalid("Limit cannot be given together with ResourceKeys.").into());
    }
    let mut found = Exemption::of_rule(&ctx.txn, ctx.owner(), &request.config_rule_name)?;
    found.retain(|exemption| exemption.counts(ctx.now));
    if let Some(keys) = request.resource_keys {
        let keys = keys.into_iter().map(whole).collect::<Result<Vec<_>, _>>()?;
        found.retain(|exemption| {
            keys.iter().any(|(kind, id)| *kind == exemption.kind && *id == exemption.id)
        });
    }
    let asked = (request.next_token.as_deref(), request.limit, 25);
    let (page, next_token) = paged("DescribeRemediationExceptions", found, asked)?;
    Ok(DescribeRemediationExceptionsResponse {
        remediation_exceptions: Some(page.iter().map(Exemption::shown).collect()),
        next_token,
    })
}

/// Ends that remediation leaves resources alone.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] over a key that is not whole, then with
/// [`NO_SUCH_REMEDIATION_EXCEPTION`] if one of the resources is not left alone.
pub fn delete_remediation_exceptions(
    ctx: &mut Context<'_>,
    request: DeleteRemediationExceptionsRequest,
) -> Result<DeleteRemediationExceptionsResponse> {
    let rule = request.config_rule_name;
    for key in request.resource_keys {
        let (kind, id) = whole(key)?;
        let found = Exemption::find(&ctx.txn, ctx.owner(), &rule, (&kind, &id))?;
        let exemption = found.ok_or_else(|| {
            let message = format!("There is no remediation exception for {kind} {id} of {rule}.");
            ApiError::new(NO_SUCH_REMEDIATION_EXCEPTION, message)
        })?;
        ctx.txn.delete(&exemption.key());
    }
    Ok(DeleteRemediationExceptionsResponse { failed_batches: Some(Vec::new()) })
}

/// Does at once what is to be done about resources.
///
/// Fails with `NoSuchRemediationConfigurationException`. What does not work for a resource is told by
/// `describe-remediation-execution-status`.
pub fn start_remediation_execution(
    ctx: &mut Context<'_>,
    request: StartRemediationExecutionRequest,
) -> Result<StartRemediationExecutionResponse> {
    let remediation = Remediation::of(ctx, &request.config_rule_name)?;
    for key in &request.resource_keys {
        if let Some(why) = remediation::start(ctx, &remediation, key)? {
            ctx.extra.warnings.push(why);
        }
    }
    Ok(StartRemediationExecutionResponse { failure_message: None, failed_items: None })
}

/// Tells how far remediation is, resource by resource.
///
/// Fails with `NoSuchRemediationConfigurationException`, then with `InvalidNextTokenException`.
pub fn describe_remediation_execution_status(
    ctx: &mut Context<'_>,
    request: DescribeRemediationExecutionStatusRequest,
) -> Result<DescribeRemediationExecutionStatusResponse> {
    let remediation = Remediation::of(ctx, &request.config_rule_name)?;
    let mut found = Execution::of_rule(&ctx.txn, ctx.owner(), &remediation.rule)?;
    if let Some(keys) = request.resource_keys {
        found.retain(|execution| {
            keys.iter()
                .any(|key| key.resource_type.0 == execution.kind && key.resource_id == execution.id)
        });
    }
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeRemediationExecutionStatus", found, asked)?;
    Ok(DescribeRemediationExecutionStatusResponse {
        remediation_execution_statuses: Some(page.iter().map(Execution::shown).collect()),
        next_token,
    })
}

fn invalid(message: &str) -> ApiError {
    ApiError::new(INVALID_PARAMETER_VALUE, message)
}
