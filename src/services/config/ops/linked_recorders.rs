//! The operations on recorders that are linked to services.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::id::suffix;
use crate::services::config::errors::{
    CONFLICT, INSUFFICIENT_PERMISSIONS, NO_SUCH_CONFIGURATION_RECORDER, VALIDATION,
};
use crate::services::config::linked::Linked;
use crate::services::config::shapes::recorders::{
    DeleteServiceLinkedConfigurationRecorderRequest,
    DeleteServiceLinkedConfigurationRecorderResponse, PutServiceLinkedConfigurationRecorderRequest,
    PutServiceLinkedConfigurationRecorderResponse,
    PutThirdPartyServiceLinkedConfigurationRecorderRequest,
    PutThirdPartyServiceLinkedConfigurationRecorderResponse,
};
use crate::store::Record;

use super::tags::put_tags;

/// Makes the recorder of a service.
///
/// Fails with, in the order in which they are checked: [`VALIDATION`] if it is no service of AWS,
/// [`CONFLICT`] if it has one, what the tags are refused with.
pub fn put_service_linked_configuration_recorder(
    ctx: &mut Context<'_>,
    request: PutServiceLinkedConfigurationRecorderRequest,
) -> Result<PutServiceLinkedConfigurationRecorderResponse> {
    let service = request.service_principal;
    if !Linked::can_be_of(&service) {
        let message = format!("The service principal '{service}' is not valid.");
        return Err(ApiError::new(VALIDATION, message).into());
    }
    let (account, region) = (ctx.caller.account.clone(), ctx.region.clone());
    let there = Linked::of_region(&ctx.txn, (&account, &region))?;
    if there.iter().any(|linked| linked.service == service) {
        let message =
            format!("A service-linked configuration recorder already exists for '{service}'.");
        return Err(ApiError::new(CONFLICT, message).into());
    }
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let id = suffix(&[&ctx.ids.uuid()]).to_lowercase();
    let linked = Linked { account, region, service, id, created: ctx.now, tags };
    ctx.txn.put(&linked);
    Ok(PutServiceLinkedConfigurationRecorderResponse {
        arn: Some(linked.arn()),
        name: Some(linked.name()),
    })
}

/// Deletes the recorder of a service.
///
/// Fails with [`VALIDATION`] unless it is told by either its service or its ARN, then with
/// [`NO_SUCH_CONFIGURATION_RECORDER`].
pub fn delete_service_linked_configuration_recorder(
    ctx: &mut Context<'_>,
    request: DeleteServiceLinkedConfigurationRecorderRequest,
) -> Result<DeleteServiceLinkedConfigurationRecorderResponse> {
    let DeleteServiceLinkedConfigurationRecorderRequest { service_principal: service, arn } =
        request;
    if service.is_some() == arn.is_some() {
        let message = "Exactly one of Arn or ServicePrincipal must be specified.";
        return Err(ApiError::new(VALIDATION, message).into());
    }
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let found = Linked::of_region(&ctx.txn, owner)?.into_iter().find(|linked| {
        service.as_ref() == Some(&linked.service) || arn.as_ref() == Some(&linked.arn())
    });
    let Some(linked) = found else {
        let which = service.or(arn).unwrap_or_default();
        let message = format!("Cannot find a service-linked configuration recorder of '{which}'.");
        return Err(ApiError::new(NO_SUCH_CONFIGURATION_RECORDER, message).into());
    };
    ctx.txn.delete(&linked.key());
    Ok(DeleteServiceLinkedConfigurationRecorderResponse { arn: linked.arn(), name: linked.name() })
}

/// Refuses what only services can do.
///
/// Fails with [`INSUFFICIENT_PERMISSIONS`].
///
/// Source: AWS Config API Reference, "`PutThirdPartyServiceLinkedConfigurationRecorder`"; the sentence
/// is ours.
pub fn put_third_party_service_linked_configuration_recorder(
    _: &mut Context<'_>,
    request: PutThirdPartyServiceLinkedConfigurationRecorderRequest,
) -> Result<PutThirdPartyServiceLinkedConfigurationRecorderResponse> {
    let message = format!(
        "Only the service {} itself can call PutThirdPartyServiceLinkedConfigurationRecorder.",
        request.service_principal
    );
    Err(ApiError::new(INSUFFICIENT_PERMISSIONS, message).into())
}
