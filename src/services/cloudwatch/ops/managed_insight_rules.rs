//! The operations on Contributor Insights rules that AWS has ready for resources.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudwatch::errors::{INVALID_PARAMETER_VALUE, MISSING_PARAMETER};
use crate::services::cloudwatch::insight_rule::Rule;
use crate::services::cloudwatch::insight_rule::managed::Managed;
use crate::services::cloudwatch::shapes::insight_rules::{
    ListManagedInsightRulesInput, ListManagedInsightRulesOutput, ManagedRule,
    ManagedRuleDescription, ManagedRuleState, PartialFailure, PutManagedInsightRulesInput,
    PutManagedInsightRulesOutput,
};

use super::alarms::position;
use super::insight_rules::invalid;
use super::tags;

/// How many rules a page has unless the request says otherwise: as many as it may have.
///
/// Source: CloudWatch API Reference, "`ListManagedInsightRules`", `MaxResults`.
const PAGE: i32 = 500;

/// Lists the rules that there are for a resource; those in use have a state.
///
/// Fails with [`INVALID_NEXT_TOKEN`](crate::services::cloudwatch::errors::INVALID_NEXT_TOKEN), then
/// with [`INVALID_PARAMETER_VALUE`] for a resource that there are none for, in words of ours.
pub fn list_managed_insight_rules(
    ctx: &mut Context<'_>,
    request: ListManagedInsightRulesInput,
) -> Result<ListManagedInsightRulesOutput> {
    const OPERATION: &str = "ListManagedInsightRules";
    let after =
        request.next_token.as_deref().map(|token| position(OPERATION, token)).transpose()?;
    let all = Managed::all_for(ctx.owner(), &request.resource_arn)
        .ok_or_else(|| invalid(no_rules_for(&request.resource_arn)))?;
    let first = after.map_or(0, |after| {
        let last = all.iter().position(|managed| managed.template == after);
        last.map_or(0, |last| last + 1)
    });
    let size = usize::try_from(request.max_results.unwrap_or(PAGE)).unwrap_or_default();
    let page = all.get(first..).unwrap_or_default();
    let more = page.len() > size;
    let page = page.iter().take(size);
    let last = page.clone().next_back().filter(|_| more);
    let next_token = last.map(|last| page::token(OPERATION, &last.template));
    let described = page.map(|managed| {
        let rule = Rule::find(&ctx.txn, ctx.owner(), &managed.name())?;
        let rule = rule.filter(|rule| rule.managed.as_ref() == Some(managed));
        Ok(ManagedRuleDescription {
            template_name: Some(managed.template.clone()),
            resource_arn: rule.is_some().then(|| managed.resource.clone()),
            rule_state: rule.map(|rule| ManagedRuleState {
                state: rule.state().to_owned(),
                rule_name: rule.name,
            }),
        })
    });
    Ok(ListManagedInsightRulesOutput {
        managed_rules: Some(described.collect::<Result<_>>()?),
        next_token,
    })
}

/// Creates rules that there are for resources, or enables them again; the answer tells which it did not
/// work for. Tags are for a rule that is new.
///
/// Fails with [`MISSING_PARAMETER`] without rules. Of what goes wrong with one of several rules AWS
/// publishes nothing: that it is told in the answer, and its sentences, are ours.
pub fn put_managed_insight_rules(
    ctx: &mut Context<'_>,
    request: PutManagedInsightRulesInput,
) -> Result<PutManagedInsightRulesOutput> {
    if request.managed_rules.is_empty() {
        let sentence = "The parameter ManagedRules is required.";
        return Err(ApiError::new(MISSING_PARAMETER, sentence).into());
    }
    let mut failures = Vec::new();
    for wanted in request.managed_rules {
        let resource = wanted.resource_arn.clone();
        if let Some(sentence) = put(ctx, wanted)? {
            failures.push(PartialFailure {
                failure_resource: Some(resource),
                exception_type: Some(INVALID_PARAMETER_VALUE.name.to_owned()),
                failure_code: Some(INVALID_PARAMETER_VALUE.http_status.to_string()),
                failure_description: Some(sentence),
            });
        }
    }
    Ok(PutManagedInsightRulesOutput { failures: Some(failures) })
}

/// Puts a rule; returns what is wrong with it, if anything is.
fn put(ctx: &mut Context<'_>, wanted: ManagedRule) -> Result<Option<String>> {
    let ManagedRule { template_name, resource_arn, tags } = wanted;
    let Some(all) = Managed::all_for(ctx.owner(), &resource_arn) else {
        return Ok(Some(no_rules_for(&resource_arn)));
    };
    let Some(managed) = all.into_iter().find(|managed| managed.template == template_name) else {
        return Ok(Some(format!("There is no template {template_name} for {resource_arn}.")));
    };
    let name = managed.name();
    let mut rule = match Rule::find(&ctx.txn, ctx.owner(), &name)? {
        Some(rule) if rule.managed.is_some() => rule,
        Some(_) => return Ok(Some(format!("The rule {name} exists and is not managed."))),
        None => {
            let tags = tags.unwrap_or_default();
            tags::check(&tags)?;
            let mut rule = Rule::new(ctx.owner(), &name);
            rule.tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
            rule.definition = managed.definition();
            rule.managed = Some(managed);
            rule
        }
    };
    rule.enable(true, ctx.number);
    ctx.txn.put(&rule);
    Ok(None)
}

fn no_rules_for(resource: &str) -> String {
    format!("There are no managed rules for the resource {resource}.")
}
