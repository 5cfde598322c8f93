//! The operations on evaluations of resources before there are any.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::errors::{
    IDEMPOTENT_PARAMETER_MISMATCH, INVALID_PARAMETER_VALUE, INVALID_TIME_RANGE, RESOURCE_NOT_FOUND,
};
use crate::services::config::resource_evaluation::ResourceEvaluation;
use crate::services::config::shapes::resource_evaluations::{
    GetResourceEvaluationSummaryRequest, GetResourceEvaluationSummaryResponse,
    ListResourceEvaluationsRequest, ListResourceEvaluationsResponse,
    StartResourceEvaluationRequest, StartResourceEvaluationResponse,
};
use crate::value::Object;

use super::paged;

/// Evaluates a resource by the rules that can do it before it is there.
///
/// A second request with the token of one before answers as that did.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] if the configuration is no JSON object, then with
/// [`IDEMPOTENT_PARAMETER_MISMATCH`] if a token comes with another request. The sentences are ours.
pub fn start_resource_evaluation(
    ctx: &mut Context<'_>,
    request: StartResourceEvaluationRequest,
) -> Result<StartResourceEvaluationResponse> {
    let details = request.resource_details;
    let configuration: Option<Object> = serde_json::from_str(&details.resource_configuration).ok();
    let Some(configuration) = configuration else {
        let message = "The ResourceConfiguration is not a JSON object.";
        return Err(ApiError::new(INVALID_PARAMETER_VALUE, message).into());
    };
    let mut evaluation = ResourceEvaluation {
        account: ctx.caller.account.clone(),
        region: ctx.region.clone(),
        id: ctx.ids.uuid(),
        started: ctx.now,
        mode: request.evaluation_mode,
        context: request.evaluation_context.and_then(|c| c.evaluation_context_identifier),
        kind: details.resource_type,
        resource: details.resource_id,
        configuration: details.resource_configuration,
        schema: details.resource_configuration_schema_type.map(|schema| schema.0),
        token: request.client_token,
        results: Vec::new(),
    };
    if evaluation.token.is_some() {
        let all = ResourceEvaluation::of_caller(ctx)?;
        if let Some(before) = all.into_iter().find(|other| other.token == evaluation.token) {
            let same = before.kind == evaluation.kind
                && before.resource == evaluation.resource
                && before.configuration == evaluation.configuration
                && before.context == evaluation.context
                && before.mode == evaluation.mode;
            if same {
                return Ok(StartResourceEvaluationResponse {
                    resource_evaluation_id: Some(before.id),
                });
            }
            let message = "The ClientToken was used by a request with other parameters.";
            return Err(ApiError::new(IDEMPOTENT_PARAMETER_MISMATCH, message).into());
        }
    }
    evaluation.judge(ctx, configuration)?;
    evaluation.keep(&mut ctx.txn)?;
    Ok(StartResourceEvaluationResponse { resource_evaluation_id: Some(evaluation.id) })
}

/// Shows what an evaluation came to.
///
/// Fails with [`RESOURCE_NOT_FOUND`].
pub fn get_resource_evaluation_summary(
    ctx: &mut Context<'_>,
    request: GetResourceEvaluationSummaryRequest,
) -> Result<GetResourceEvaluationSummaryResponse> {
    Ok(named(ctx, &request.resource_evaluation_id)?.summary())
}

/// Returns an evaluation by its id.
///
/// Fails with [`RESOURCE_NOT_FOUND`]; the sentence is ours.
pub(super) fn named(ctx: &Context<'_>, id: &str) -> Result<ResourceEvaluation> {
    let found = ResourceEvaluation::find(ctx, id)?;
    Ok(found.ok_or_else(|| {
        ApiError::new(RESOURCE_NOT_FOUND, format!("ResourceEvaluationId '{id}' does not exist"))
    })?)
}

/// Lists evaluations, the newest first.
///
/// Fails with [`INVALID_TIME_RANGE`], then with `InvalidNextTokenException`.
pub fn list_resource_evaluations(
    ctx: &mut Context<'_>,
    request: ListResourceEvaluationsRequest,
) -> Result<ListResourceEvaluationsResponse> {
    let filters = request.filters.unwrap_or_default();
    let window = filters.time_window.unwrap_or_default();
    if let (Some(start), Some(end)) = (window.start_time, window.end_time)
        && end < start
    {
        let message = "The EndTime must not be before the StartTime.";
        return Err(ApiError::new(INVALID_TIME_RANGE, message).into());
    }
    let mut found = ResourceEvaluation::of_caller(ctx)?;
    found.retain(|evaluation| {
        filters.evaluation_mode.is_none_or(|mode| mode == evaluation.mode)
            && window.start_time.is_none_or(|start| start <= evaluation.started)
            && window.end_time.is_none_or(|end| evaluation.started <= end)
            && (filters.evaluation_context_identifier.is_none()
                || filters.evaluation_context_identifier == evaluation.context)
    });
    found.sort_by(|left, right| {
        right.started.cmp(&left.started).then_with(|| left.id.cmp(&right.id))
    });
    let asked = (request.next_token.as_deref(), request.limit, 10);
    let (page, next_token) = paged("ListResourceEvaluations", found, asked)?;
    Ok(ListResourceEvaluationsResponse {
        resource_evaluations: Some(page.iter().map(ResourceEvaluation::listed).collect()),
        next_token,
    })
}
