//! The operations on rules of an organization.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::schema::Shape;
use crate::services::config::errors::{
    INVALID_PARAMETER_VALUE, NO_AVAILABLE_CONFIGURATION_RECORDER, NO_SUCH_ORGANIZATION_CONFIG_RULE,
    check_like,
};
use crate::services::config::organization::{self, Deployment, Failure, Member, SERVICE, What};
use crate::services::config::recorder::Recorder;
use crate::services::config::rule::Rule;
use crate::services::config::rule::checks::{self, Wanted};
use crate::services::config::shapes::organization_rules::{
    DeleteOrganizationConfigRuleRequest, DescribeOrganizationConfigRuleStatusesRequest,
    DescribeOrganizationConfigRuleStatusesResponse, DescribeOrganizationConfigRulesRequest,
    DescribeOrganizationConfigRulesResponse, GetOrganizationConfigRuleDetailedStatusRequest,
    GetOrganizationConfigRuleDetailedStatusResponse, GetOrganizationCustomRulePolicyRequest,
    GetOrganizationCustomRulePolicyResponse, MemberAccountStatus, OrganizationConfigRule,
    OrganizationConfigRuleStatus, PutOrganizationConfigRuleRequest,
    PutOrganizationConfigRuleResponse,
};
use crate::services::config::shapes::rules::{
    ConfigRule, MessageType, Owner, Scope, Source, SourceDetail,
};
use crate::services::config::shapes::{Nothing, Word};
use crate::value::Value;

use super::tags::put_tags;
use super::{paged, rules};

/// Creates a rule in all accounts of the organization, or changes its settings there.
///
/// Fails with, in the order in which they are checked: `ValidationException` over the name; what
/// [`organization::accounts`] fails with; [`INVALID_PARAMETER_VALUE`] unless just one kind of rule is told; what [`checks::read`] fails with;
/// what `put_tags` fails with; what [`Deployment::put_again`] fails with. How it goes in an account is told by the detailed status.
pub fn put_organization_config_rule(
    ctx: &mut Context<'_>,
    request: PutOrganizationConfigRuleRequest,
) -> Result<PutOrganizationConfigRuleResponse> {
    let name = ("organizationConfigRuleName", request.organization_config_rule_name.as_str());
    check_like(name, "[A-Za-z0-9-_]+")?;
    let accounts = organization::accounts(ctx)?;
    let (rule, told) = config_rule(&request)?;
    let wanted = checks::read(&rule)?;
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let name = request.organization_config_rule_name;
    let deployment = Deployment::put_again(ctx, What::Rule, name, tags, told)?;
    let excluded = request.excluded_accounts.unwrap_or_default();
    let deployment = deployment.deploy(ctx, (&accounts, excluded), remove, |ctx, name| {
        put_there(ctx, name, rule.description.clone(), wanted.clone())
    })?;
    Ok(PutOrganizationConfigRuleResponse { organization_config_rule_arn: Some(deployment.arn()) })
}

fn put_there(
    ctx: &mut Context<'_>,
    name: String,
    description: Option<String>,
    wanted: Wanted,
) -> Result<Option<Failure>> {
    if Recorder::of(&ctx.txn, &ctx.caller.account, &ctx.region)?.is_none() {
        let message = "Configuration recorder is not available to put config rule.";
        return Err(ApiError::new(NO_AVAILABLE_CONFIGURATION_RECORDER, message).into());
    }
    let known = Rule::find(&ctx.txn, ctx.owner(), &name)?;
    let mut rule = rules::put(ctx, known, (name, description, BTreeMap::new()), wanted)?;
    rule.created_by = Some(SERVICE.to_owned());
    ctx.txn.put(&rule);
    Ok(None)
}

/// Returns the rule that a request describes, and what it says of it.
fn config_rule(request: &PutOrganizationConfigRuleRequest) -> Result<(ConfigRule, Value)> {
    let scope = |kinds: &Option<Vec<String>>, id: &Option<String>, tag: [&Option<String>; 2]| {
        let [key, value] = tag.map(Clone::clone);
        let scope = Scope {
            compliance_resource_types: kinds.clone(),
            tag_key: key,
            tag_value: value,
            compliance_resource_id: id.clone(),
            service_principals: None,
        };
        (scope != Scope::default()).then_some(scope)
    };
    let managed = request.organization_managed_rule_metadata.as_ref();
    let custom = request.organization_custom_rule_metadata.as_ref();
    match (managed, custom, &request.organization_custom_policy_rule_metadata) {
        (Some(managed), None, None) => {
            let rule = ConfigRule {
                description: managed.description.clone(),
                scope: scope(
                    &managed.resource_types_scope,
                    &managed.resource_id_scope,
                    [&managed.tag_key_scope, &managed.tag_value_scope],
                ),
                source: Source {
                    owner: Owner::Aws,
                    source_identifier: Some(managed.rule_identifier.clone()),
                    ..Source::default()
                },
                input_parameters: managed.input_parameters.clone(),
                maximum_execution_frequency: managed.maximum_execution_frequency,
                ..ConfigRule::default()
            };
            Ok((
                rule,
                serde_json::json!({"OrganizationManagedRuleMetadata": managed.clone().write()}),
            ))
        }
        (None, Some(custom), None) => {
            let detail = |word: &Word<_>| {
                let kind = MessageType::parse(&word.0);
                let scheduled = kind == Some(MessageType::Scheduled);
                SourceDetail {
                    event_source: Some(Word::new("aws.config")),
                    message_type: kind,
                    maximum_execution_frequency: custom
                        .maximum_execution_frequency
                        .filter(|_| scheduled),
                }
            };
            let details =
                custom.organization_config_rule_trigger_types.iter().map(detail).collect();
            let rule = ConfigRule {
                description: custom.description.clone(),
                scope: scope(
                    &custom.resource_types_scope,
                    &custom.resource_id_scope,
                    [&custom.tag_key_scope, &custom.tag_value_scope],
                ),
                source: Source {
                    owner: Owner::CustomLambda,
                    source_identifier: Some(custom.lambda_function_arn.clone()),
                    source_details: Some(details),
                    ..Source::default()
                },
                input_parameters: custom.input_parameters.clone(),
                ..ConfigRule::default()
            };
            Ok((
                rule,
                serde_json::json!({"OrganizationCustomRuleMetadata": custom.clone().write()}),
            ))
        }
        (None, None, Some(_)) => {
            let what = "configservice put-organization-config-rule with a policy in Guard";
            Err(Error::NotEmulated(what.to_owned()))
        }
        _ => {
            let message = "Exactly one of OrganizationManagedRuleMetadata, \
                           OrganizationCustomRuleMetadata and \
                           OrganizationCustomPolicyRuleMetadata must be specified.";
            Err(ApiError::new(INVALID_PARAMETER_VALUE, message).into())
        }
    }
}

fn remove(ctx: &mut Context<'_>, name: &str) -> Result<()> {
    match Rule::find(&ctx.txn, ctx.owner(), name)? {
        Some(mut rule) => rules::remove(ctx, &mut rule),
        None => Ok(()),
    }
}

/// Deletes a rule of the organization in all its accounts.
///
/// Fails with what [`Deployment::named`] fails with.
pub fn delete_organization_config_rule(
    ctx: &mut Context<'_>,
    request: DeleteOrganizationConfigRuleRequest,
) -> Result<Nothing> {
    let name = request.organization_config_rule_name;
    Deployment::named(ctx, What::Rule, &name)?.withdraw(ctx, remove)?;
    Ok(Nothing {})
}

/// Shows rules of the organization.
///
/// Fails with what [`Deployment::asked`] fails with, then with `InvalidNextTokenException`.
pub fn describe_organization_config_rules(
    ctx: &mut Context<'_>,
    request: DescribeOrganizationConfigRulesRequest,
) -> Result<DescribeOrganizationConfigRulesResponse> {
    let names = request.organization_config_rule_names;
    let found = Deployment::asked(ctx, What::Rule, names.as_deref())?;
    let paging = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeOrganizationConfigRules", found, paging)?;
    let shown = |one: &Deployment| OrganizationConfigRule {
        organization_config_rule_name: one.name.clone(),
        organization_config_rule_arn: one.arn(),
        organization_managed_rule_metadata: told(&one.request, "OrganizationManagedRuleMetadata"),
        organization_custom_rule_metadata: told(&one.request, "OrganizationCustomRuleMetadata"),
        excluded_accounts: Some(one.excluded.clone()),
        last_update_time: Some(one.updated),
        organization_custom_policy_rule_metadata: None,
    };
    Ok(DescribeOrganizationConfigRulesResponse {
        organization_config_rules: Some(page.iter().map(shown).collect()),
        next_token,
    })
}

fn told<T: Shape>(request: &Value, name: &str) -> Option<T> {
    request.get(name).and_then(|told| T::read(told).ok())
}

/// Tells how far rules of the organization are.
///
/// Fails as [`describe_organization_config_rules`] does.
pub fn describe_organization_config_rule_statuses(
    ctx: &mut Context<'_>,
    request: DescribeOrganizationConfigRuleStatusesRequest,
) -> Result<DescribeOrganizationConfigRuleStatusesResponse> {
    let names = request.organization_config_rule_names;
    let found = Deployment::asked(ctx, What::Rule, names.as_deref())?;
    let paging = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeOrganizationConfigRuleStatuses", found, paging)?;
    let shown = |one: &Deployment| {
        let (word, failure) = one.status();
        let (error_code, error_message) = failure.unzip();
        OrganizationConfigRuleStatus {
            organization_config_rule_name: one.name.clone(),
            organization_rule_status: Word::new(word),
            error_code,
            error_message,
            last_update_time: Some(one.updated),
        }
    };
    Ok(DescribeOrganizationConfigRuleStatusesResponse {
        organization_config_rule_statuses: Some(page.iter().map(shown).collect()),
        next_token,
    })
}

/// Tells how far a rule of the organization is, account by account.
///
/// Fails as [`describe_organization_config_rules`] does.
pub fn get_organization_config_rule_detailed_status(
    ctx: &mut Context<'_>,
    request: GetOrganizationConfigRuleDetailedStatusRequest,
) -> Result<GetOrganizationConfigRuleDetailedStatusResponse> {
    let name = request.organization_config_rule_name;
    let deployment = Deployment::named(ctx, What::Rule, &name)?;
    let filters = request.filters.unwrap_or_default();
    let status = filters.member_account_rule_status.as_ref();
    let name = deployment.name_there();
    let members = deployment.fared(filters.account_id.as_ref(), status.map(|word| word.0.as_str()));
    let shown = |(account, member): (String, Member)| {
        let status = Word::new(member.word());
        let (error_code, error_message) = member.failure.unzip();
        MemberAccountStatus {
            account_id: account,
            config_rule_name: name.clone(),
            member_account_rule_status: status,
            error_code,
            error_message,
            last_update_time: Some(member.updated),
        }
    };
    let paging = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged(
        "GetOrganizationConfigRuleDetailedStatus",
        members.into_iter().map(shown).collect(),
        paging,
    )?;
    Ok(GetOrganizationConfigRuleDetailedStatusResponse {
        organization_config_rule_detailed_status: Some(page),
        next_token,
    })
}

/// Shows the policy of a rule of the organization that is written in Guard, of which there are none.
///
/// Fails with what [`organization::check`] fails with, then with
/// [`NO_SUCH_ORGANIZATION_CONFIG_RULE`].
pub fn get_organization_custom_rule_policy(
    ctx: &mut Context<'_>,
    request: GetOrganizationCustomRulePolicyRequest,
) -> Result<GetOrganizationCustomRulePolicyResponse> {
    organization::check(ctx)?;
    let name = request.organization_config_rule_name;
    let message = format!("The organization config rule '{name}' has no policy.");
    Err(ApiError::new(NO_SUCH_ORGANIZATION_CONFIG_RULE, message).into())
}
