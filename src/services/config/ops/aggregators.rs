//! The operations on aggregators.

use std::collections::BTreeMap;

use crate::arn::Arn;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::id::suffix;
use crate::services::config::aggregator::{
    Aggregator, MOST, Refused, SERVICE, Source, check_name, no_such,
};
use crate::services::config::errors::{
    INVALID_PARAMETER_VALUE, INVALID_ROLE, LIMIT_EXCEEDED, NO_AVAILABLE_ORGANIZATION,
    ORGANIZATION_ACCESS_DENIED, VALIDATION, check_like, not_like,
};
use crate::services::config::shapes::aggregators::{
    AggregatedSourceStatus, DeleteConfigurationAggregatorRequest,
    DescribeConfigurationAggregatorSourcesStatusRequest,
    DescribeConfigurationAggregatorSourcesStatusResponse, DescribeConfigurationAggregatorsRequest,
    DescribeConfigurationAggregatorsResponse, PutConfigurationAggregatorRequest,
    PutConfigurationAggregatorResponse,
};
use crate::services::config::shapes::{Nothing, Word};
use crate::store::Record;

use super::paged;
use super::tags::put_tags;

/// Makes an aggregator, or changes what it gathers from. Tags are put on a new one only.
///
/// Fails with, in the order in which they are checked: what [`check_name`] fails with; what the tags
/// are refused with; [`INVALID_PARAMETER_VALUE`] unless there is one source with either regions or all
/// of them; [`VALIDATION`] if an account is none; for an organization [`INVALID_ROLE`],
/// [`NO_AVAILABLE_ORGANIZATION`], [`ORGANIZATION_ACCESS_DENIED`]; [`LIMIT_EXCEEDED`].
pub fn put_configuration_aggregator(
    ctx: &mut Context<'_>,
    request: PutConfigurationAggregatorRequest,
) -> Result<PutConfigurationAggregatorResponse> {
    let name = request.configuration_aggregator_name.clone();
    check_name(&name)?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let (source, regions) = source(ctx, &request)?;
    let owner = (ctx.caller.account.clone(), ctx.region.clone());
    let owner_ref = (owner.0.as_str(), owner.1.as_str());
    let found = Aggregator::find(&ctx.txn, owner_ref, &name)?;
    if found.is_none() && Aggregator::of_region(&ctx.txn, owner_ref)?.len() >= MOST {
        let message = format!(
            "The configuration aggregator cannot be created because the maximum number of \
             configuration aggregators: {MOST} is reached."
        );
        return Err(ApiError::new(LIMIT_EXCEEDED, message).into());
    }
    let filters = request.aggregator_filters;
    let kinds = filters.as_ref().and_then(|filters| filters.resource_type.as_ref());
    let services = filters.as_ref().and_then(|filters| filters.service_principal.as_ref());
    for kind in kinds.and_then(|kinds| kinds.value.as_deref()).into_iter().flatten() {
        let member = "aggregatorFilters.resourceType.value";
        let word = "[a-zA-Z0-9]{2,64}";
        check_like((member, kind), &format!("{word}::{word}::{word}"))?;
    }
    let (kinds, services) = (
        kinds.and_then(|kinds| kinds.value.clone()),
        services.and_then(|services| services.value.clone()),
    );
    let aggregator = match found {
        Some(found) => Aggregator { source, regions, kinds, services, updated: ctx.now, ..found },
        None => Aggregator {
            account: owner.0,
            region: owner.1,
            name,
            id: suffix(&[&ctx.ids.uuid()]).to_lowercase().chars().take(8).collect(),
            source,
            regions,
            kinds,
            services,
            created: ctx.now,
            updated: ctx.now,
            tags,
        },
    };
    ask_again(ctx, &aggregator)?;
    ctx.txn.put(&aggregator);
    Ok(PutConfigurationAggregatorResponse { configuration_aggregator: Some(aggregator.shown()) })
}

/// Asks those sources again that have refused.
fn ask_again(ctx: &mut Context<'_>, aggregator: &Aggregator) -> Result<()> {
    let refused: Vec<Refused> = ctx.txn.scan(&Refused::all()).collect::<Result<_>>()?;
    for refused in refused {
        if refused.by_account == aggregator.account && refused.by_region == aggregator.region {
            ctx.txn.delete(&refused.key());
        }
    }
    Ok(())
}

/// Returns what a request gathers from: whose, and the regions, if not all.
fn source(
    ctx: &Context<'_>,
    request: &PutConfigurationAggregatorRequest,
) -> Result<(Source, Option<Vec<String>>)> {
    let invalid = |message: &str| ApiError::new(INVALID_PARAMETER_VALUE, message);
    let accounts = request.account_aggregation_sources.as_ref().and_then(|all| all.first());
    match (accounts, &request.organization_aggregation_source) {
        (Some(_), Some(_)) => Err(invalid(
            "The configuration aggregator cannot be created because your request contains both the \
             AccountAggregationSource and the OrganizationAggregationSource. Include only one \
             aggregation source and try again.",
        )
        .into()),
        (None, None) => Err(invalid(
            "The configuration aggregator cannot be created because your request is missing either \
             the AccountAggregationSource or the OrganizationAggregationSource. Include the \
             appropriate aggregation source and try again.",
        )
        .into()),
        (Some(source), None) => {
            let regions = regions(source.all_aws_regions, source.aws_regions.as_ref())?;
            for account in &source.account_ids {
                check_account(account, "accountAggregationSources.1.member.accountIds")?;
            }
            Ok((Source::Accounts(source.account_ids.clone()), regions))
        }
        (None, Some(source)) => {
            let regions = regions(source.all_aws_regions, source.aws_regions.as_ref())?;
            check_organization(ctx, &source.role_arn)?;
            Ok((Source::Organization(source.role_arn.clone()), regions))
        }
    }
}

/// Returns the regions of a source, if it is not all of them.
fn regions(all: Option<bool>, some: Option<&Vec<String>>) -> Result<Option<Vec<String>>, ApiError> {
    let message = match (all.unwrap_or(false), some) {
        (true, None) => return Ok(None),
        (false, Some(regions)) => {
            regions.iter().try_for_each(|region| check_region(region))?;
            return Ok(Some(regions.clone()));
        }
        (true, Some(_)) => {
            "Your configuration aggregator contains a list of regions and also specifies the use of \
             all regions. You must choose one of these options."
        }
        (false, None) => {
            "Your request does not specify any regions. Select AWS Config-supported regions and try \
             again."
        }
    };
    Err(ApiError::new(INVALID_PARAMETER_VALUE, message))
}

/// Checks the name of a region by its form: which regions there are, changes.
///
/// Fails with [`INVALID_PARAMETER_VALUE`]; the sentence is ours.
pub(super) fn check_region(region: &str) -> Result<(), ApiError> {
    check_like(("", region), "[a-z]{2}(-[a-z]+)+-[0-9]+").map_err(|_| {
        let message = format!("The region '{region}' is not valid. Specify AWS Regions.");
        ApiError::new(INVALID_PARAMETER_VALUE, message)
    })
}

/// Checks that the caller may gather from its organization.
///
/// Source: AWS Config API Reference, "`PutConfigurationAggregator`"; the sentence of the second refusal
/// is AWS's, as told in questions on it, those of the others are ours.
fn check_organization(ctx: &Context<'_>, role: &str) -> Result<()> {
    let is_role = Arn::parse(role)
        .is_some_and(|arn| arn.service == "iam" && arn.resource_of("role").is_some());
    if !is_role {
        let message = format!("The role ARN '{role}' is not valid.");
        return Err(ApiError::new(INVALID_ROLE, message).into());
    }
    let account = &ctx.caller.account;
    let organization = (ctx.organization)(&ctx.txn)?.filter(|organization| {
        organization.management == *account || organization.members.contains(account)
    });
    let Some(organization) = organization else {
        let message = format!("Account {account} does not belong to an organization.");
        return Err(ApiError::new(NO_AVAILABLE_ORGANIZATION, message).into());
    };
    if !organization.administers(account, SERVICE) {
        let message = "This action can only be performed if you are a registered delegated \
                       administrator for AWS Config with permissions to call \
                       ListDelegatedAdministrators API.";
        return Err(ApiError::new(ORGANIZATION_ACCESS_DENIED, message).into());
    }
    Ok(())
}

/// Checks the number of an account, which stands at a member of a request.
///
/// Fails with [`VALIDATION`].
pub(super) fn check_account(account: &str, member: &str) -> Result<(), ApiError> {
    if account.len() == 12 && account.bytes().all(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    Err(not_like(VALIDATION, (member, account), "\\d{12}"))
}

/// Shows aggregators, all or those that are named.
///
/// Fails with `NoSuchConfigurationAggregatorException`, then with `InvalidNextTokenException`.
pub fn describe_configuration_aggregators(
    ctx: &mut Context<'_>,
    request: DescribeConfigurationAggregatorsRequest,
) -> Result<DescribeConfigurationAggregatorsResponse> {
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let mut found = Aggregator::of_region(&ctx.txn, owner)?;
    let names = request.configuration_aggregator_names.unwrap_or_default();
    if !names.is_empty() {
        if names.iter().any(|name| !found.iter().any(|other| other.name == *name)) {
            return Err(no_such(names.len()).into());
        }
        found.retain(|aggregator| names.contains(&aggregator.name));
    }
    let shown = found.iter().map(Aggregator::shown).collect();
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeConfigurationAggregators", shown, asked)?;
    Ok(DescribeConfigurationAggregatorsResponse {
        configuration_aggregators: Some(page),
        next_token,
    })
}

/// Deletes an aggregator.
///
/// Fails with what [`Aggregator::named`] fails with.
pub fn delete_configuration_aggregator(
    ctx: &mut Context<'_>,
    request: DeleteConfigurationAggregatorRequest,
) -> Result<Nothing> {
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    ctx.txn.delete(&aggregator.key());
    Ok(Nothing {})
}

/// Shows whether an aggregator may gather from its sources: each account in each region that is named,
/// or, if all are, in each in which something has been recorded.
///
/// Fails with what [`Aggregator::named`] fails with, then with `InvalidNextTokenException`.
pub fn describe_configuration_aggregator_sources_status(
    ctx: &mut Context<'_>,
    request: DescribeConfigurationAggregatorSourcesStatusRequest,
) -> Result<DescribeConfigurationAggregatorSourcesStatusResponse> {
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let wanted = request.update_status.unwrap_or_default();
    let owners = crate::services::config::keeping::owners(&ctx.txn)?;
    let mut all = Vec::new();
    for account in aggregator.accounts(ctx)? {
        let own = owners.iter().filter(|(other, _)| *other == account);
        let regions = aggregator
            .regions
            .clone()
            .unwrap_or_else(|| own.map(|(_, region)| region.clone()).collect());
        for region in regions {
            let may = aggregator.may_gather(&ctx.txn, (&account, &region))?;
            let word = if may { "SUCCEEDED" } else { "FAILED" };
            if !wanted.is_empty() && !wanted.iter().any(|status| status.0 == word) {
                continue;
            }
            let failed = |text: &str| (!may).then(|| text.to_owned());
            all.push(AggregatedSourceStatus {
                source_id: Some(account.clone()),
                source_type: Some(Word::new("ACCOUNT")),
                aws_region: Some(region),
                last_update_status: Some(Word::new(word)),
                last_update_time: Some(ctx.now),
                last_error_code: failed("AccessDenied"),
                last_error_message: failed(
                    "The source account has not authorized the aggregator account in this region.",
                ),
            });
        }
    }
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeConfigurationAggregatorSourcesStatus", all, asked)?;
    Ok(DescribeConfigurationAggregatorSourcesStatusResponse {
        aggregated_source_status_list: Some(page),
        next_token,
    })
}
