//! The operations on rules that keep alarms from acting for a while.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudwatch::alarm::Alarm;
use crate::services::cloudwatch::alarm::mute::{self, MuteRule};
use crate::services::cloudwatch::alarm::schedule::Schedule;
use crate::services::cloudwatch::errors::{RESOURCE_NOT_FOUND_EXCEPTION, VALIDATION_ERROR};
use crate::services::cloudwatch::shapes::alarm_mute_rules::{
    AlarmMuteRuleSummary, DeleteAlarmMuteRuleInput, GetAlarmMuteRuleInput, GetAlarmMuteRuleOutput,
    ListAlarmMuteRulesInput, ListAlarmMuteRulesOutput, PutAlarmMuteRuleInput,
};
use crate::services::cloudwatch::shapes::data::Nothing;

use super::alarms::position;
use super::tags;

/// How many rules a page has unless the request says otherwise.
///
/// Source: CloudWatch API Reference, "`ListAlarmMuteRules`", `MaxRecords`.
const PAGE: i32 = 50;

/// Creates a rule, or replaces one; its tags stay then. Alarms that were muted and are no more act at
/// once.
///
/// Fails with [`VALIDATION_ERROR`], in our words, for what is wrong with the schedule, for an end that is
/// not after the start, and for alarms that are not there, then with what is wrong with the tags.
///
/// Source: CloudWatch API Reference, "`MuteTargets`": the alarms exist.
pub fn put_alarm_mute_rule(
    ctx: &mut Context<'_>,
    request: PutAlarmMuteRuleInput,
) -> Result<Nothing> {
    let schedule = &request.rule.schedule;
    let zone = schedule.timezone.as_deref();
    Schedule::parse(&schedule.expression, &schedule.duration, zone).map_err(wrong)?;
    if let (Some(start), Some(end)) = (request.start_date, request.expire_date)
        && start >= end
    {
        return Err(wrong("ExpireDate must be after StartDate").into());
    }
    let owner = (ctx.caller.account.clone(), ctx.region.clone());
    let owner = (owner.0.as_str(), owner.1.as_str());
    let targets = request.mute_targets.iter().flat_map(|targets| &targets.alarm_names);
    let mut missing = Vec::new();
    for name in targets {
        if Alarm::find(&ctx.txn, owner, name)?.is_none() {
            missing.push(name.as_str());
        }
    }
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(wrong(format!("The alarms [{missing}] in MuteTargets do not exist")).into());
    }
    tags::check(request.tags.as_deref().unwrap_or_default())?;
    let before = MuteRule::find(&ctx.txn, owner, &request.name)?;
    let tags = before.as_ref().map_or_else(
        || request.tags.iter().flatten().map(|tag| (tag.key.clone(), tag.value.clone())).collect(),
        |before| before.tags.clone(),
    );
    let mut alarms = BTreeSet::new();
    if let Some(before) = before {
        alarms.extend(before.targets()?);
        before.delete(&mut ctx.txn)?;
    }
    let rule = MuteRule::new(owner, &request, tags, ctx.now);
    rule.keep(&mut ctx.txn)?;
    mute::release_all(ctx, owner, alarms)?;
    Ok(Nothing {})
}

/// Deletes a rule, if it is there. Alarms that were muted and are no more act at once.
pub fn delete_alarm_mute_rule(
    ctx: &mut Context<'_>,
    request: DeleteAlarmMuteRuleInput,
) -> Result<Nothing> {
    let owner = (ctx.caller.account.clone(), ctx.region.clone());
    let owner = (owner.0.as_str(), owner.1.as_str());
    if let Some(rule) = MuteRule::find(&ctx.txn, owner, &request.alarm_mute_rule_name)? {
        rule.delete(&mut ctx.txn)?;
        mute::release_all(ctx, owner, rule.targets()?.into_iter().collect())?;
    }
    Ok(Nothing {})
}

/// Shows a rule.
///
/// Fails with [`RESOURCE_NOT_FOUND_EXCEPTION`], in our words, if it is not there.
pub fn get_alarm_mute_rule(
    ctx: &mut Context<'_>,
    request: GetAlarmMuteRuleInput,
) -> Result<GetAlarmMuteRuleOutput> {
    let name = &request.alarm_mute_rule_name;
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let rule = MuteRule::find(&ctx.txn, owner, name)?.ok_or_else(|| {
        let sentence = format!("Alarm mute rule {name} does not exist");
        ApiError::new(RESOURCE_NOT_FOUND_EXCEPTION, sentence)
    })?;
    let put = rule.put()?;
    Ok(GetAlarmMuteRuleOutput {
        alarm_mute_rule_arn: Some(rule.arn()),
        status: Some(rule.status(ctx.now)?),
        mute_type: Some(kind(&rule)?),
        last_updated_timestamp: Some(rule.updated),
        name: Some(rule.name),
        description: put.description,
        rule: Some(put.rule),
        mute_targets: put.mute_targets,
        start_date: put.start_date,
        expire_date: put.expire_date,
    })
}

/// Lists the rules, or those about an alarm or of some states, in the order of their names.
///
/// Fails with [`INVALID_NEXT_TOKEN`](crate::services::cloudwatch::errors::INVALID_NEXT_TOKEN).
pub fn list_alarm_mute_rules(
    ctx: &mut Context<'_>,
    request: ListAlarmMuteRulesInput,
) -> Result<ListAlarmMuteRulesOutput> {
    const NAME: &str = "ListAlarmMuteRules";
    let after = request.next_token.as_deref().map(|token| position(NAME, token)).transpose()?;
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let mut rules = Vec::new();
    for rule in MuteRule::listing(&ctx.txn, owner)? {
        let (status, targets) = (rule.status(ctx.now)?, rule.targets()?);
        let fits = after.as_ref().is_none_or(|after| rule.name > *after)
            && request.statuses.as_ref().is_none_or(|statuses| statuses.contains(&status))
            && request.alarm_name.as_ref().is_none_or(|alarm| targets.contains(alarm));
        if fits {
            rules.push((rule, status));
        }
    }
    let size = usize::try_from(request.max_records.unwrap_or(PAGE)).unwrap_or_default();
    let (rules, next) = page::cut(rules, 0, size);
    let last = rules.last().map(|(rule, _)| page::token(NAME, &rule.name));
    let mut summaries = Vec::new();
    for (rule, status) in rules {
        summaries.push(AlarmMuteRuleSummary {
            alarm_mute_rule_arn: Some(rule.arn()),
            expire_date: rule.put()?.expire_date,
            status: Some(status),
            mute_type: Some(kind(&rule)?),
            last_updated_timestamp: Some(rule.updated),
        });
    }
    Ok(ListAlarmMuteRulesOutput {
        alarm_mute_rule_summaries: Some(summaries),
        next_token: last.filter(|_| next.is_some()),
    })
}

fn kind(rule: &MuteRule) -> Result<String> {
    Ok(if rule.schedule()?.is_once() { "ONE_TIME" } else { "RECURRING" }.to_owned())
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}
