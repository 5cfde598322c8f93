//! The operations on conformance packs of an organization.

use std::collections::BTreeMap;

use serde_json::json;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::conformance::Pack;
use crate::services::config::errors::{
    CONFORMANCE_PACK_TEMPLATE_VALIDATION, INVALID_PARAMETER_VALUE,
    NO_SUCH_ORGANIZATION_CONFORMANCE_PACK, ORGANIZATION_CONFORMANCE_PACK_TEMPLATE_VALIDATION,
    VALIDATION,
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
use crate::store::Record;
use crate::value::Value;

use super::conformance_packs::{self, Told};
use super::tags::put_tags;
use super::{paged, rules};

/// Creates a conformance pack in all accounts of the organization, or changes it there.
///
/// Fails with, in the order in which they are checked: what [`organization::accounts`] fails with;
/// [`VALIDATION`] over the name or a template that is not given or not there; what `put_tags` fails with;
/// [`ORGANIZATION_CONFORMANCE_PACK_TEMPLATE_VALIDATION`].
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
    let known = Deployment::find(&ctx.txn, What::Pack, ctx.owner(), &name)?;
    let again = known.is_some();
    let mut deployment = match known {
        Some(known) => known,
        None => Deployment {
            what: What::Pack,
            account: ctx.caller.account.clone(),
            region: ctx.region.clone(),
            name,
            id: rules::letters(ctx, 8),
            request: Value::Null,
            excluded: Vec::new(),
            updated: ctx.now,
            again,
            members: BTreeMap::new(),
            tags,
        },
    };
    deployment.request = json!({
        "DeliveryS3Bucket": request.delivery_s3_bucket,
        "DeliveryS3KeyPrefix": request.delivery_s3_key_prefix,
        "Parameters": parameters,
    });
    deployment.excluded = request.excluded_accounts.unwrap_or_default();
    (deployment.updated, deployment.again) = (ctx.now, again);
    for account in &accounts {
        if deployment.excluded.contains(account) {
            remove_from(ctx, &deployment, account)?;
            deployment.members.remove(account);
            continue;
        }
        let told = Told {
            name: deployment.name_there(),
            bucket: request.delivery_s3_bucket.clone(),
            prefix: request.delivery_s3_key_prefix.clone(),
            parameters: parameters.clone(),
            tags: BTreeMap::new(),
            created_by: Some(organization::SERVICE.to_owned()),
        };
        let mut failed = None;
        let refused = organization::as_account(ctx, account, |ctx| {
            let pack = conformance_packs::put(ctx, told, &text)?;
            failed = pack.failure;
            Ok(())
        })?;
        let failure =
            refused.or_else(|| failed.map(|why| ("ConformancePackFailed".to_owned(), why)));
        let before = deployment.members.contains_key(account);
        let member = Member { updated: ctx.now, again: before, failure };
        deployment.members.insert(account.clone(), member);
    }
    ctx.txn.put(&deployment);
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

/// Removes what was deployed in an account.
fn remove_from(ctx: &mut Context<'_>, deployment: &Deployment, account: &str) -> Result<()> {
    let name = deployment.name_there();
    organization::as_account(ctx, account, |ctx| {
        match Pack::find(&ctx.txn, ctx.owner(), &name)? {
            Some(pack) => conformance_packs::remove_pack(ctx, &pack),
            None => Ok(()),
        }
    })?;
    Ok(())
}

/// Deletes a conformance pack of the organization in all its accounts.
///
/// Fails with what [`organization::check`] fails with, then with
/// [`NO_SUCH_ORGANIZATION_CONFORMANCE_PACK`].
pub fn delete_organization_conformance_pack(
    ctx: &mut Context<'_>,
    request: DeleteOrganizationConformancePackRequest,
) -> Result<Nothing> {
    organization::check(ctx)?;
    let deployment = named(ctx, &request.organization_conformance_pack_name)?;
    for account in deployment.members.keys() {
        remove_from(ctx, &deployment, account)?;
    }
    ctx.txn.delete(&deployment.key());
    Ok(Nothing {})
}

fn named(ctx: &Context<'_>, name: &str) -> Result<Deployment> {
    let found = Deployment::find(&ctx.txn, What::Pack, ctx.owner(), name)?;
    Ok(found.ok_or_else(|| {
        let message = format!("The organization conformance pack '{name}' does not exist.");
        ApiError::new(NO_SUCH_ORGANIZATION_CONFORMANCE_PACK, message)
    })?)
}

fn asked(ctx: &Context<'_>, names: Option<&[String]>) -> Result<Vec<Deployment>> {
    organization::check(ctx)?;
    match names {
        None | Some([]) => Deployment::of_region(&ctx.txn, What::Pack, ctx.owner()),
        Some(names) => names.iter().map(|name| named(ctx, name)).collect(),
    }
}

/// Shows conformance packs of the organization.
///
/// Fails with what [`organization::check`] fails with, then with
/// [`NO_SUCH_ORGANIZATION_CONFORMANCE_PACK`], then with `InvalidNextTokenException`.
pub fn describe_organization_conformance_packs(
    ctx: &mut Context<'_>,
    request: DescribeOrganizationConformancePacksRequest,
) -> Result<DescribeOrganizationConformancePacksResponse> {
    let found = asked(ctx, request.organization_conformance_pack_names.as_deref())?;
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
    let found = asked(ctx, request.organization_conformance_pack_names.as_deref())?;
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
    organization::check(ctx)?;
    let deployment = named(ctx, &request.organization_conformance_pack_name)?;
    let filters = request.filters.unwrap_or_default();
    let name = deployment.name_there();
    let is_wanted = |account: &String, member: &Member| {
        let status = filters.status.as_ref();
        filters.account_id.as_ref().is_none_or(|wanted| wanted == account)
            && status.is_none_or(|wanted| wanted.0 == member.word())
    };
    let members = deployment.members.into_iter().filter(|(account, one)| is_wanted(account, one));
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
        members.map(shown).collect(),
        paging,
    )?;
    Ok(GetOrganizationConformancePackDetailedStatusResponse {
        organization_conformance_pack_detailed_statuses: Some(page),
        next_token,
    })
}
