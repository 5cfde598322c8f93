//! The operations on conformance packs of an organization.

use std::collections::BTreeMap;

use serde_json::json;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::conformance::Pack;
use crate::services::config::errors::{
    CONFORMANCE_PACK_TEMPLATE_VALIDATION, INVALID_PARAMETER_VALUE,
    ORGANIZATION_CONFORMANCE_PACK_TEMPLATE_VALIDATION, VALIDATION,
};
use crate::services::config::organization::{self, Deployment, Member, What};
use crate::services::config::shapes::conformance_packs::ConformancePackInputParameter;
use crate::services::config::shapes::organization_conformance_packs::{
    DeleteOrganizationConformancePackRequest, DescribeOrganizationConformancePackStatusesRequest,
    DescribeOrganizationConformancePackStatusesResponse,
    DescribeOrganizationConformancePacksRequest, DescribeOrganizationConformancePacksResponse,
    GetOrganizationConformancePackDetailedStatusRequest,
    GetOrganizationConformancePackDetailedStatusResponse, OrganizationConformancePack,
    OrganizationConformancePackDetailedStatus, OrganizationConformancePackStatus,
    PutOrganizationConformancePackRequest, PutOrganizationConformancePackResponse,
};
use crate::services::config::shapes::{Nothing, Word};

use super::conformance_packs::{self, Told};
use super::paged;
use super::tags::put_tags;

/// Creates a conformance pack in all accounts of the organization, or changes it there.
///
/// Fails with, in the order in which they are checked: what [`organization::accounts`] fails with;
/// [`VALIDATION`] over the name or a template that is not given or not there; what `put_tags` fails with;
/// [`ORGANIZATION_CONFORMANCE_PACK_TEMPLATE_VALIDATION`]; what [`Deployment::put_again`] fails with.
pub fn put_organization_conformance_pack(
    ctx: &mut Context<'_>,
    request: PutOrganizationConformancePackRequest,
) -> Result<PutOrganizationConformancePackResponse> {
    let accounts = organization::accounts(ctx)?;
    let name = request.organization_conformance_pack_name;
    conformance_packs::check_name(&name).map_err(as_organization)?;
    let text = conformance_packs::text(ctx, request.template_s3_uri, request.template_body)
        .map_err(|error| match error {
            crate::error::Error::Api(error) => as_organization(error).into(),
            other => other,
        })?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let given = request.conformance_pack_input_parameters.unwrap_or_default();
    let parameters: Vec<(String, String)> =
        given.into_iter().map(|one| (one.parameter_name, one.parameter_value)).collect();
    conformance_packs::read(ctx, &text, &parameters).map_err(as_organization)?;
    let told = json!({
        "DeliveryS3Bucket": request.delivery_s3_bucket,
        "DeliveryS3KeyPrefix": request.delivery_s3_key_prefix,
        "Parameters": parameters,
    });
    let deployment = Deployment::put_again(ctx, What::Pack, name, tags, told)?;
    let excluded = request.excluded_accounts.unwrap_or_default();
    let deployment = deployment.deploy(ctx, (&accounts, excluded), remove, |ctx, name| {
        let told = Told {
            name,
            bucket: request.delivery_s3_bucket.clone(),
            prefix: request.delivery_s3_key_prefix.clone(),
            parameters: parameters.clone(),
            tags: BTreeMap::new(),
            created_by: Some(organization::SERVICE.to_owned()),
        };
        let pack = conformance_packs::put(ctx, told, &text)?;
        Ok(pack.failure.map(|why| ("ConformancePackFailed".to_owned(), why)))
    })?;
    Ok(PutOrganizationConformancePackResponse {
        organization_conformance_pack_arn: Some(deployment.arn()),
    })
}

/// Returns a refusal with the code that it has where an organization is meant.
fn as_organization(error: ApiError) -> ApiError {
    let code = error.code();
    if code == CONFORMANCE_PACK_TEMPLATE_VALIDATION {
        ApiError::new(ORGANIZATION_CONFORMANCE_PACK_TEMPLATE_VALIDATION, error.message())
    } else if code == INVALID_PARAMETER_VALUE {
        ApiError::new(VALIDATION, error.message())
    } else {
        error
    }
}

fn remove(ctx: &mut Context<'_>, name: &str) -> Result<()> {
    match Pack::find(&ctx.txn, ctx.owner(), name)? {
        Some(pack) => conformance_packs::remove_pack(ctx, &pack),
        None => Ok(()),
    }
}

/// Deletes a conformance pack of the organization in all its accounts.
///
/// Fails with what [`Deployment::named`] fails with.
pub fn delete_organization_conformance_pack(
    ctx: &mut Context<'_>,
    request: DeleteOrganizationConformancePackRequest,
) -> Result<Nothing> {
    let name = request.organization_conformance_pack_name;
    Deployment::named(ctx, What::Pack, &name)?.withdraw(ctx, remove)?;
    Ok(Nothing {})
}

/// Shows conformance packs of the organization.
///
/// Fails with what [`Deployment::asked`] fails with, then with `InvalidNextTokenException`.
pub fn describe_organization_conformance_packs(
    ctx: &mut Context<'_>,
    request: DescribeOrganizationConformancePacksRequest,
) -> Result<DescribeOrganizationConformancePacksResponse> {
    let names = request.organization_conformance_pack_names;
    let found = Deployment::asked(ctx, What::Pack, names.as_deref())?;
    let paging = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeOrganizationConformancePacks", found, paging)?;
    let shown = |one: &Deployment| {
        let text = |name: &str| one.request[name].as_str().map(str::to_owned);
        let parameters: Vec<(String, String)> =
            serde_json::from_value(one.request["Parameters"].clone()).unwrap_or_default();
        let parameter = |(name, value): (String, String)| ConformancePackInputParameter {
            parameter_name: name,
            parameter_value: value,
        };
        OrganizationConformancePack {
            organization_conformance_pack_name: one.name.clone(),
            organization_conformance_pack_arn: one.arn(),
            delivery_s3_bucket: text("DeliveryS3Bucket"),
            delivery_s3_key_prefix: text("DeliveryS3KeyPrefix"),
            conformance_pack_input_parameters: Some(
                parameters.into_iter().map(parameter).collect(),
            ),
            excluded_accounts: Some(one.excluded.clone()),
            last_update_time: one.updated,
        }
    };
    Ok(DescribeOrganizationConformancePacksResponse {
        organization_conformance_packs: Some(page.iter().map(shown).collect()),
        next_token,
    })
}

/// Tells how far conformance packs of the organization are.
///
/// Fails as [`describe_organization_conformance_packs`] does.
pub fn describe_organization_conformance_pack_statuses(
    ctx: &mut Context<'_>,
    request: DescribeOrganizationConformancePackStatusesRequest,
) -> Result<DescribeOrganizationConformancePackStatusesResponse> {
    let names = request.organization_conformance_pack_names;
    let found = Deployment::asked(ctx, What::Pack, names.as_deref())?;
    let paging = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeOrganizationConformancePackStatuses", found, paging)?;
    let shown = |one: &Deployment| {
        let (word, failure) = one.status();
        let (error_code, error_message) = failure.unzip();
        OrganizationConformancePackStatus {
            organization_conformance_pack_name: one.name.clone(),
            status: Word::new(word),
            error_code,
            error_message,
            last_update_time: Some(one.updated),
        }
    };
    Ok(DescribeOrganizationConformancePackStatusesResponse {
        organization_conformance_pack_statuses: Some(page.iter().map(shown).collect()),
        next_token,
    })
}

/// Tells how far a conformance pack of the organization is, account by account.
///
/// Fails as [`describe_organization_conformance_packs`] does.
pub fn get_organization_conformance_pack_detailed_status(
    ctx: &mut Context<'_>,
    request: GetOrganizationConformancePackDetailedStatusRequest,
) -> Result<GetOrganizationConformancePackDetailedStatusResponse> {
    let name = request.organization_conformance_pack_name;
    let deployment = Deployment::named(ctx, What::Pack, &name)?;
    let filters = request.filters.unwrap_or_default();
    let status = filters.status.as_ref();
    let name = deployment.name_there();
    let members = deployment.fared(filters.account_id.as_ref(), status.map(|word| word.0.as_str()));
    let shown = |(account, member): (String, Member)| {
        let status = Word::new(member.word());
        let (error_code, error_message) = member.failure.unzip();
        OrganizationConformancePackDetailedStatus {
            account_id: account,
            conformance_pack_name: name.clone(),
            status,
            error_code,
            error_message,
            last_update_time: Some(member.updated),
        }
    };
    let paging = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged(
        "GetOrganizationConformancePackDetailedStatus",
        members.into_iter().map(shown).collect(),
        paging,
    )?;
    Ok(GetOrganizationConformancePackDetailedStatusResponse {
        organization_conformance_pack_detailed_statuses: Some(page),
        next_token,
    })
}
