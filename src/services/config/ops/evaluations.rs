//! The operations on what evaluations come to.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::errors::{
    INVALID_PARAMETER_VALUE, INVALID_RESULT_TOKEN, NO_SUCH_CONFIG_RULE,
};
use crate::services::config::evaluating;
use crate::services::config::invoking;
use crate::services::config::result::Outcome;
use crate::services::config::rule::Rule;
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::compliance::ComplianceType;
use crate::services::config::shapes::evaluations::{
    DeleteEvaluationResultsRequest, Evaluation, PutEvaluationsRequest, PutEvaluationsResponse,
    PutExternalEvaluationRequest,
};

/// Deletes all that a rule found.
///
/// Fails with [`NO_SUCH_CONFIG_RULE`].
pub fn delete_evaluation_results(
    ctx: &mut Context<'_>,
    request: DeleteEvaluationResultsRequest,
) -> Result<Nothing> {
    let mut rule = Rule::named(ctx, &request.config_rule_name)?;
    evaluating::forget(ctx, &mut rule)?;
    ctx.txn.put(&rule);
    Ok(Nothing {})
}

/// Keeps what a function found. In test mode nothing is kept, and any token does.
///
/// Fails with, in the order in which they are checked: [`INVALID_PARAMETER_VALUE`] if a result is
/// `INSUFFICIENT_DATA`, or a resource was so after now; [`INVALID_RESULT_TOKEN`];
/// [`NO_SUCH_CONFIG_RULE`] if the rule of the token is not there any more.
///
/// Source: AWS Config API Reference, "`PutEvaluations`", "`Evaluation`"; the sentences are ours, but that
/// of the token.
pub fn put_evaluations(
    ctx: &mut Context<'_>,
    request: PutEvaluationsRequest,
) -> Result<PutEvaluationsResponse> {
    let evaluations = request.evaluations.unwrap_or_default();
    for evaluation in &evaluations {
        check(evaluation.compliance_type)?;
    }
    if request.test_mode == Some(true) {
        return Ok(PutEvaluationsResponse { failed_evaluations: Some(Vec::new()) });
    }
    let token = || ApiError::new(INVALID_RESULT_TOKEN, "The resultToken provided is invalid");
    let (id, invoked) = invoking::evaluation_of(&request.result_token).ok_or_else(token)?;
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let rule = Rule::of_region(&ctx.txn, owner)?.into_iter().find(|rule| rule.id == id);
    let mut rule = rule.ok_or_else(|| {
        let message = "The ConfigRule of the resultToken is not there any more.";
        ApiError::new(NO_SUCH_CONFIG_RULE, message)
    })?;
    let outcome = |evaluation: Evaluation| Outcome {
        kind: evaluation.compliance_resource_type,
        id: evaluation.compliance_resource_id,
        compliance: evaluation.compliance_type,
        note: evaluation.annotation,
        ordered: evaluation.ordering_timestamp,
        invoked,
        recorded: ctx.now,
    };
    let outcomes = evaluations.into_iter().map(outcome).collect();
    evaluating::receive(ctx, &mut rule, outcomes)?;
    Ok(PutEvaluationsResponse { failed_evaluations: Some(Vec::new()) })
}

fn check(compliance: ComplianceType) -> Result<(), ApiError> {
    if compliance != ComplianceType::InsufficientData {
        return Ok(());
    }
    let message = "INSUFFICIENT_DATA is not a compliance type that an evaluation can have.";
    Err(ApiError::new(INVALID_PARAMETER_VALUE, message))
}

/// Keeps what was found by a rule that is a check of a process.
///
/// Fails with [`NO_SUCH_CONFIG_RULE`], then with [`INVALID_PARAMETER_VALUE`] if the rule is no such
/// check, or as `put_evaluations` does.
pub fn put_external_evaluation(
    ctx: &mut Context<'_>,
    request: PutExternalEvaluationRequest,
) -> Result<Nothing> {
    let mut rule = Rule::named(ctx, &request.config_rule_name)?;
    if !rule.is_process_check() {
        let message = format!(
            "The ConfigRule {} is not a process check: only their results are told from outside.",
            rule.name
        );
        return Err(ApiError::new(INVALID_PARAMETER_VALUE, message).into());
    }
    let found = request.external_evaluation;
    check(found.compliance_type)?;
    let outcome = Outcome {
        kind: found.compliance_resource_type,
        id: found.compliance_resource_id,
        compliance: found.compliance_type,
        note: found.annotation,
        ordered: found.ordering_timestamp,
        invoked: ctx.now,
        recorded: ctx.now,
    };
    evaluating::receive(ctx, &mut rule, vec![outcome])?;
    Ok(Nothing {})
}
