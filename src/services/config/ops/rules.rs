//! The operations on rules.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::errors::{
    ACCESS_DENIED, INVALID_PARAMETER_VALUE, LIMIT_EXCEEDED, MAX_NUMBER_OF_CONFIG_RULES_EXCEEDED,
    NO_AVAILABLE_CONFIGURATION_RECORDER, RESOURCE_IN_USE, check_like,
};
use crate::services::config::evaluating;
use crate::services::config::recorder::Recorder;
use crate::services::config::remediation::Remediation;
use crate::services::config::result;
use crate::services::config::rule::checks::{self, Wanted};
use crate::services::config::rule::{Fared, RULES, Rule, no_such};
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::rules::{
    ConfigRule, ConfigRuleEvaluationStatus, DeleteConfigRuleRequest,
    DescribeConfigRuleEvaluationStatusRequest, DescribeConfigRuleEvaluationStatusResponse,
    DescribeConfigRulesRequest, DescribeConfigRulesResponse, EvaluationMode,
    GetCustomRulePolicyRequest, GetCustomRulePolicyResponse, Owner, PutConfigRuleRequest,
    StartConfigRulesEvaluationRequest,
};
use crate::store::Record;
use crate::time::MINUTE;

use super::paged;
use super::tags::put_tags;

/// How many rules a page has.
///
/// Source: AWS Config API Reference, "`DescribeComplianceByConfigRule`", of 25; as others report it of
/// the others.
pub(super) const PAGE: usize = 25;

/// How often an evaluation of a rule may be asked for.
///
/// Source: AWS Config API Reference, "`StartConfigRulesEvaluation`".
const PAUSE: Duration = MINUTE;

/// Creates a rule, or changes its settings, and evaluates it.
///
/// Fails with, in the order in which they are checked: `ValidationException` over a name of blanks,
/// [`INVALID_PARAMETER_VALUE`] over what names the rule, [`ACCESS_DENIED`] over a rule of a service, what `put_tags` fails with,
/// [`MAX_NUMBER_OF_CONFIG_RULES_EXCEEDED`], what [`checks::read`] fails with,
/// [`NO_AVAILABLE_CONFIGURATION_RECORDER`].
pub fn put_config_rule(ctx: &mut Context<'_>, request: PutConfigRuleRequest) -> Result<Nothing> {
    if let Some(name) = &request.config_rule.config_rule_name {
        check_like(("configRule.configRuleName", name), ".*\\S.*")?;
    }
    let known = named_by(ctx, &request.config_rule)?;
    if let Some(rule) = &known {
        own(rule)?;
    }
    let mut tags = BTreeMap::new();
    put_tags(&mut tags, request.tags.as_deref().unwrap_or_default())?;
    let name = match (&known, &request.config_rule.config_rule_name) {
        (Some(rule), _) => rule.name.clone(),
        (None, name) => name.clone().unwrap_or_default(),
    };
    if known.is_none() && has_too_many(ctx)? {
        let message = format!(
            "Failed to put config rule '{name}' because the maximum number of config rules: {RULES} \
             is reached."
        );
        return Err(ApiError::new(MAX_NUMBER_OF_CONFIG_RULES_EXCEEDED, message).into());
    }
    let wanted = checks::read(&request.config_rule)?;
    let description = request.config_rule.description;
    put(ctx, known, (name, description, tags), wanted)?;
    Ok(Nothing {})
}

/// Puts a rule that is in order, and evaluates it.
///
/// Fails with [`NO_AVAILABLE_CONFIGURATION_RECORDER`].
pub(super) fn put(
    ctx: &mut Context<'_>,
    known: Option<Rule>,
    (name, description, tags): (String, Option<String>, BTreeMap<String, String>),
    wanted: Wanted,
) -> Result<Rule> {
    if Recorder::of(&ctx.txn, &ctx.caller.account, &ctx.region)?.is_none() {
        let message = "Configuration recorder is not available to put config rule.";
        return Err(ApiError::new(NO_AVAILABLE_CONFIGURATION_RECORDER, message).into());
    }
    let is_new = known.is_none();
    let mut rule = match known {
        Some(known) => known,
        None => Rule {
            account: ctx.caller.account.clone(),
            region: ctx.region.clone(),
            id: format!("config-rule-{}", ctx.ids.letters(6)),
            name,
            description: None,
            scope: None,
            owner: wanted.owner,
            source: String::new(),
            triggers: Vec::new(),
            parameters: None,
            frequency: None,
            modes: Vec::new(),
            created_by: None,
            tags: BTreeMap::new(),
            created: ctx.now,
            fared: Fared::default(),
            due: None,
        },
    };
    if is_new {
        // Tags of a rule that is there are changed by tag-resource.
        rule.tags = tags;
    }
    let Wanted { scope, owner, source, triggers, parameters, frequency, modes } = wanted;
    rule.description = description;
    (rule.scope, rule.owner, rule.source, rule.triggers) = (scope, owner, source, triggers);
    (rule.parameters, rule.frequency, rule.modes) = (parameters, frequency, modes);
    rule.due = rule.period().filter(|_| rule.is_detective()).map(|period| ctx.now + period);
    ctx.txn.put(&rule);
    if !rule.is_detective() {
        result::forget(&mut ctx.txn, &mut rule)?;
    }
    if rule.owner == Owner::Aws && !rule.is_process_check() && evaluating::judge_of(&rule).is_none()
    {
        ctx.extra.warnings.push(why_not(&rule));
    } else if let Some(misfit) = rule.misfit() {
        ctx.extra.warnings.push(format!("evaluations by the rule end in ERROR: {misfit}"));
    }
    evaluating::evaluate(ctx, &mut rule)?;
    evaluating::note_next(&mut ctx.txn)?;
    Ok(rule)
}

/// Returns why a rule of AWS is not evaluated.
fn why_not(rule: &Rule) -> String {
    format!(
        "rules of {} are not judged here: it stays INSUFFICIENT_DATA, whatever there is",
        rule.source
    )
}

/// Returns the rule that a request is about, if it is there.
fn named_by(ctx: &Context<'_>, rule: &ConfigRule) -> Result<Option<Rule>> {
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    if let Some(name) = &rule.config_rule_name {
        let known = Rule::find(&ctx.txn, owner, name)?;
        if known.is_none() && (rule.config_rule_arn.is_some() || rule.config_rule_id.is_some()) {
            return Err(invalid(
                "ConfigRule Arn and Id can not be specified when creating a new ConfigRule. \
                 ConfigRule Arn and Id are generated by the service. Please try the request again \
                 without specifying ConfigRule Arn or Id",
            )
            .into());
        }
        return Ok(known);
    }
    let is_meant = |other: &Rule| {
        rule.config_rule_id.as_ref() == Some(&other.id)
            || rule.config_rule_arn.as_ref() == Some(&other.arn())
    };
    let found = Rule::of_region(&ctx.txn, owner)?.into_iter().find(is_meant);
    let message = "One or more identifiers needs to be provided. Provide Name or Id or Arn";
    Ok(Some(found.ok_or_else(|| invalid(message))?))
}

/// Fails with [`ACCESS_DENIED`] if a service made the rule.
fn own(rule: &Rule) -> Result<(), ApiError> {
    if rule.created_by.is_none() {
        return Ok(());
    }
    let message = "An AWS service owns ServiceLinkedConfigRule. You do not have permissions to take \
                   action on this rule.";
    Err(ApiError::new(ACCESS_DENIED, message))
}

fn has_too_many(ctx: &Context<'_>) -> Result<bool> {
    let all = Rule::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))?;
    Ok(all.len() >= RULES)
}

/// Deletes a rule and all that it found.
///
/// Fails with [`NO_SUCH_CONFIG_RULE`](crate::services::config::errors::NO_SUCH_CONFIG_RULE), then with
/// [`ACCESS_DENIED`], then with [`RESOURCE_IN_USE`] if something is done about what it finds.
pub fn delete_config_rule(
    ctx: &mut Context<'_>,
    request: DeleteConfigRuleRequest,
) -> Result<Nothing> {
    let mut rule = Rule::named(ctx, &request.config_rule_name)?;
    own(&rule)?;
    if Remediation::find(&ctx.txn, ctx.owner(), &rule.name)?.is_some() {
        let message = format!(
            "The rule {} currently has a RemediationConfiguration. Please delete the \
             RemediationConfiguration and try again.",
            rule.name
        );
        return Err(ApiError::new(RESOURCE_IN_USE, message).into());
    }
    remove(ctx, &mut rule)?;
    Ok(Nothing {})
}

/// Removes a rule and all that it found.
pub(super) fn remove(ctx: &mut Context<'_>, rule: &mut Rule) -> Result<()> {
    evaluating::forget(ctx, rule)?;
    ctx.txn.delete(&rule.key());
    evaluating::note_next(&mut ctx.txn)
}

/// Shows rules.
///
/// Fails with [`NO_SUCH_CONFIG_RULE`](crate::services::config::errors::NO_SUCH_CONFIG_RULE), then with
/// `InvalidNextTokenException`.
pub fn describe_config_rules(
    ctx: &mut Context<'_>,
    request: DescribeConfigRulesRequest,
) -> Result<DescribeConfigRulesResponse> {
    let mut rules = Rule::asked(ctx, request.config_rule_names.as_deref())?;
    let filters = request.filters.unwrap_or_default();
    rules.retain(|rule| match filters.evaluation_mode {
        None => true,
        Some(EvaluationMode::Detective) => rule.is_detective(),
        Some(EvaluationMode::Proactive) => rule.is_proactive(),
    });
    // Every rule is seen by those who have it.
    if filters.rule_evaluation_visibility.is_some_and(|word| word.0 == "INTERNAL") {
        rules.clear();
    }
    let asked = (request.next_token.as_deref(), None, PAGE);
    let (page, next_token) = paged("DescribeConfigRules", rules, asked)?;
    let shown = page.iter().map(Rule::shown).collect();
    Ok(DescribeConfigRulesResponse { config_rules: Some(shown), next_token })
}

/// Shows when rules were evaluated, and why one is not.
///
/// Fails with [`NO_SUCH_CONFIG_RULE`](crate::services::config::errors::NO_SUCH_CONFIG_RULE), then with
/// `InvalidNextTokenException`.
pub fn describe_config_rule_evaluation_status(
    ctx: &mut Context<'_>,
    request: DescribeConfigRuleEvaluationStatusRequest,
) -> Result<DescribeConfigRuleEvaluationStatusResponse> {
    let rules = Rule::asked(ctx, request.config_rule_names.as_deref())?;
    let shown = |rule: &Rule| {
        let unknown = rule.owner == Owner::Aws
            && !rule.is_process_check()
            && evaluating::judge_of(rule).is_none();
        let error = if unknown {
            Some(("NotEmulated", why_not(rule)))
        } else {
            rule.misfit().map(|misfit| ("ERROR", misfit))
        };
        ConfigRuleEvaluationStatus {
            config_rule_name: Some(rule.name.clone()),
            config_rule_arn: Some(rule.arn()),
            config_rule_id: Some(rule.id.clone()),
            last_successful_invocation_time: rule.fared.invoked,
            last_successful_evaluation_time: rule.fared.evaluated,
            first_activated_time: Some(rule.created),
            last_failed_evaluation_time: rule.fared.failed,
            last_error_code: error.as_ref().map(|(code, _)| (*code).to_owned()),
            last_error_message: error.map(|(_, message)| message),
            first_evaluation_started: Some(rule.fared.invoked.is_some()),
            ..ConfigRuleEvaluationStatus::default()
        }
    };
    let asked = (request.next_token.as_deref(), request.limit, 150);
    let (page, next_token) = paged("DescribeConfigRuleEvaluationStatus", rules, asked)?;
    Ok(DescribeConfigRuleEvaluationStatusResponse {
        config_rules_evaluation_status: Some(page.iter().map(shown).collect()),
        next_token,
    })
}

/// Shows the policy of a rule that is written in Guard, of which there are none here.
///
/// Fails with [`NO_SUCH_CONFIG_RULE`](crate::services::config::errors::NO_SUCH_CONFIG_RULE).
pub fn get_custom_rule_policy(
    ctx: &mut Context<'_>,
    request: GetCustomRulePolicyRequest,
) -> Result<GetCustomRulePolicyResponse> {
    let name = request.config_rule_name.unwrap_or_default();
    let rule = Rule::named(ctx, &name)?;
    Err(no_such(&rule.name).into())
}

/// Evaluates rules: those that are named, or all.
///
/// Fails with, in the order in which they are checked:
/// [`NO_SUCH_CONFIG_RULE`](crate::services::config::errors::NO_SUCH_CONFIG_RULE), [`LIMIT_EXCEEDED`] if
/// one of them was asked for within a minute.
pub fn start_config_rules_evaluation(
    ctx: &mut Context<'_>,
    request: StartConfigRulesEvaluationRequest,
) -> Result<Nothing> {
    let rules = Rule::asked(ctx, request.config_rule_names.as_deref())?;
    let is_early = |rule: &Rule| rule.fared.asked.is_some_and(|asked| ctx.now < asked + PAUSE);
    if let Some(rule) = rules.iter().find(|rule| is_early(rule)) {
        let message = format!(
            "The evaluation of the rule {} was started less than a minute ago. Please retry after \
             some time.",
            rule.name
        );
        return Err(ApiError::new(LIMIT_EXCEEDED, message).into());
    }
    let asked = |mut rule: Rule| {
        rule.fared.asked = Some(ctx.now);
        ctx.txn.put(&rule);
        rule
    };
    let rules = rules.into_iter().map(asked).collect();
    evaluating::evaluate_all(ctx, rules)?;
    Ok(Nothing {})
}

fn invalid(message: &str) -> ApiError {
    ApiError::new(INVALID_PARAMETER_VALUE, message)
}
