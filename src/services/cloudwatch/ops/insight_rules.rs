//! The operations on Contributor Insights rules.

use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudwatch::errors::{
    INVALID_PARAMETER_VALUE, LIMIT_EXCEEDED_EXCEPTION, MISSING_PARAMETER,
    RESOURCE_NOT_FOUND_EXCEPTION,
};
use crate::services::cloudwatch::insight_rule::Rule;
use crate::services::cloudwatch::insight_rule::definition::Definition;
use crate::services::cloudwatch::insight_rule::report::{METRICS, Order, Period};
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::services::cloudwatch::shapes::insight_rules::{
    DeleteInsightRulesInput, DeleteInsightRulesOutput, DescribeInsightRulesInput,
    DescribeInsightRulesOutput, DisableInsightRulesInput, DisableInsightRulesOutput,
    EnableInsightRulesInput, EnableInsightRulesOutput, GetInsightRuleReportInput,
    GetInsightRuleReportOutput, InsightRuleContributor, InsightRuleContributorDatapoint,
    InsightRuleMetricDatapoint, PartialFailure, PutInsightRuleInput,
};
use crate::store::Record;
use crate::time::{MINUTE, Timestamp};

use super::alarms::position;
use super::tags;

/// How many rules an account may have in a region.
///
/// Source: CloudWatch User Guide, "CloudWatch service quotas".
const RULES: usize = 100;

/// How many rules a page has unless the request says otherwise: as many as it may have.
///
/// Source: CloudWatch API Reference, "`DescribeInsightRules`", `MaxResults`.
const PAGE: i32 = 500;

/// How many contributors a report has unless the request says otherwise, and how many it may have.
///
/// Source: CloudWatch API Reference, "`GetInsightRuleReport`", `MaxContributorCount`.
const CONTRIBUTORS: i32 = 10;
const MOST_CONTRIBUTORS: i32 = 100;

pub(super) fn invalid(sentence: String) -> Error {
    ApiError::new(INVALID_PARAMETER_VALUE, sentence).into()
}

/// Creates a rule, or replaces what one looks for. A new one looks at logs at once unless the request
/// says otherwise; one that is there goes on as it did. Tags are for a rule that is new.
///
/// Fails with, in the order in which they are checked, [`INVALID_PARAMETER_VALUE`] for the state or the
/// definition, or a rule that is managed, with what is wrong with the tags, and with
/// [`LIMIT_EXCEEDED_EXCEPTION`] for too many rules. The sentences are ours.
pub fn put_insight_rule(ctx: &mut Context<'_>, request: PutInsightRuleInput) -> Result<Nothing> {
    let name = &request.rule_name;
    let state = match request.rule_state.as_deref() {
        None => None,
        Some("ENABLED") => Some(true),
        Some("DISABLED") => Some(false),
        Some(state) => {
            return Err(invalid(format!("The value {state} for parameter RuleState is invalid.")));
        }
    };
    Definition::parse(&request.rule_definition).map_err(|wrong| {
        invalid(format!("The value for parameter RuleDefinition is invalid: {wrong}."))
    })?;
    let (mut rule, enabled) = if let Some(rule) = Rule::find(&ctx.txn, ctx.owner(), name)? {
        if rule.managed.is_some() {
            return Err(invalid(format!("The rule {name} is managed and cannot be changed.")));
        }
        let enabled = rule.is_enabled();
        (rule, enabled)
    } else {
        let tags = request.tags.unwrap_or_default();
        tags::check(&tags)?;
        let rules = Rule::all_of(&ctx.txn, ctx.owner())?;
        if rules.iter().filter(|rule| rule.managed.is_none()).count() >= RULES {
            let sentence = format!("There can be at most {RULES} rules.");
            return Err(ApiError::new(LIMIT_EXCEEDED_EXCEPTION, sentence).into());
        }
        let mut rule = Rule::new(ctx.owner(), name);
        rule.tags = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
        (rule, true)
    };
    rule.enable(state.unwrap_or(enabled), ctx.number);
    rule.definition = request.rule_definition;
    rule.transformed = request.apply_on_transformed_logs.unwrap_or_default();
    ctx.txn.put(&rule);
    Ok(Nothing {})
}

/// Lists the rules of the region, in the order of their names.
///
/// Fails with [`INVALID_NEXT_TOKEN`](crate::services::cloudwatch::errors::INVALID_NEXT_TOKEN).
pub fn describe_insight_rules(
    ctx: &mut Context<'_>,
    request: DescribeInsightRulesInput,
) -> Result<DescribeInsightRulesOutput> {
    let after = request.next_token.as_deref().map(|token| position("DescribeInsightRules", token));
    let after = after.transpose()?;
    let size = usize::try_from(request.max_results.unwrap_or(PAGE)).unwrap_or_default();
    let mut rules = Rule::all_of(&ctx.txn, ctx.owner())?;
    rules.retain(|rule| after.as_ref().is_none_or(|after| rule.name > *after));
    let more = rules.len() > size;
    rules.truncate(size);
    let last = rules.last().filter(|_| more);
    Ok(DescribeInsightRulesOutput {
        next_token: last.map(|last| page::token("DescribeInsightRules", &last.name)),
        insight_rules: Some(rules.into_iter().map(Rule::shown).collect()),
    })
}

/// Deletes rules; the answer tells which are not there.
///
/// Fails as `each` does.
pub fn delete_insight_rules(
    ctx: &mut Context<'_>,
    request: DeleteInsightRulesInput,
) -> Result<DeleteInsightRulesOutput> {
    let failures = each(ctx, &request.rule_names, |ctx, rule| ctx.txn.delete(&rule.key()))?;
    Ok(DeleteInsightRulesOutput { failures: Some(failures) })
}

/// Lets rules look at logs; the answer tells which are not there.
///
/// Fails as `each` does.
pub fn enable_insight_rules(
    ctx: &mut Context<'_>,
    request: EnableInsightRulesInput,
) -> Result<EnableInsightRulesOutput> {
    let failures = each(ctx, &request.rule_names, |ctx, mut rule| {
        rule.enable(true, ctx.number);
        ctx.txn.put(&rule);
    })?;
    Ok(EnableInsightRulesOutput { failures: Some(failures) })
}

/// Lets rules look at no more logs; the answer tells which are not there.
///
/// Fails as `each` does.
pub fn disable_insight_rules(
    ctx: &mut Context<'_>,
    request: DisableInsightRulesInput,
) -> Result<DisableInsightRulesOutput> {
    let failures = each(ctx, &request.rule_names, |ctx, mut rule| {
        rule.enable(false, ctx.number);
        ctx.txn.put(&rule);
    })?;
    Ok(DisableInsightRulesOutput { failures: Some(failures) })
}

/// Does something with the rules of some names, and returns which are not there, in words of ours.
///
/// Fails with [`MISSING_PARAMETER`] without names.
fn each(
    ctx: &mut Context<'_>,
    names: &[String],
    act: impl Fn(&mut Context<'_>, Rule),
) -> Result<Vec<PartialFailure>> {
    if names.is_empty() {
        let sentence = "The parameter RuleNames is required.";
        return Err(ApiError::new(MISSING_PARAMETER, sentence).into());
    }
    let mut failures = Vec::new();
    for name in names {
        match Rule::find(&ctx.txn, ctx.owner(), name)? {
            Some(rule) => act(ctx, rule),
            None => failures.push(PartialFailure {
                failure_resource: Some(name.clone()),
                exception_type: Some(RESOURCE_NOT_FOUND_EXCEPTION.name.to_owned()),
                failure_code: Some(RESOURCE_NOT_FOUND_EXCEPTION.http_status.to_string()),
                failure_description: Some(format!("The rule {name} does not exist.")),
            }),
        }
    }
    Ok(failures)
}

/// Tells which contributors a rule found in a time, the largest first.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] for the times, the period, the number of contributors, the
/// metrics or the order, whose sentences are ours, and with [`RESOURCE_NOT_FOUND_EXCEPTION`].
pub fn get_insight_rule_report(
    ctx: &mut Context<'_>,
    request: GetInsightRuleReportInput,
) -> Result<GetInsightRuleReportOutput> {
    let (start, end) = (request.start_time, request.end_time);
    if start >= end {
        let sentence = "The parameter StartTime must be less than the parameter EndTime.";
        return Err(invalid(sentence.to_owned()));
    }
    if request.period % 60 != 0 {
        return Err(invalid("The parameter Period must be a multiple of 60.".to_owned()));
    }
    let period = MINUTE.saturating_mul(u32::try_from(request.period / 60).unwrap_or(1));
    let most = request.max_contributor_count.unwrap_or(CONTRIBUTORS);
    if !(1..=MOST_CONTRIBUTORS).contains(&most) {
        return Err(invalid(format!(
            "The parameter MaxContributorCount must be between 1 and {MOST_CONTRIBUTORS}."
        )));
    }
    let metrics = request.metrics.unwrap_or_default();
    if let Some(metric) = metrics.iter().find(|metric| !METRICS.contains(&metric.as_str())) {
        return Err(invalid(format!("The value {metric} for parameter Metrics is invalid.")));
    }
    let order = match request.order_by.as_deref() {
        None | Some("Sum") => Order::Sum,
        Some("Maximum") => Order::Maximum,
        Some(order) => {
            return Err(invalid(format!("The value {order} for parameter OrderBy is invalid.")));
        }
    };
    let missing = || ApiError::new(RESOURCE_NOT_FOUND_EXCEPTION, "Unknown");
    let rule = Rule::find(&ctx.txn, ctx.owner(), &request.rule_name)?.ok_or_else(missing)?;
    let definition = rule.looks_for()?;
    let beginning = |time: Timestamp| time.floor(period);
    let report = rule.report((&ctx.txn, ctx.logs), (start, end), beginning, order)?;
    let unique = i64::try_from(report.unique()).unwrap_or(i64::MAX);
    let aggregation = if definition.value_of.is_some() { "SUM" } else { "COUNT" };
    let contributors = report.contributors.into_iter().map(|one| {
        let datapoints = one.periods.into_iter().map(|(timestamp, sums)| {
            InsightRuleContributorDatapoint { timestamp, approximate_value: sums.sum }
        });
        InsightRuleContributor {
            keys: one.keys,
            approximate_aggregate_value: one.all.sum,
            datapoints: datapoints.collect(),
        }
    });
    let told = report.periods.iter().filter(|_| !metrics.is_empty());
    let told = told.map(|(start, period)| datapoint(*start, period, &metrics));
    Ok(GetInsightRuleReportOutput {
        key_labels: Some(definition.keys.clone()),
        aggregation_statistic: Some(aggregation.to_owned()),
        aggregate_value: Some(report.sum),
        approximate_unique_count: Some(unique),
        contributors: Some(contributors.take(usize::try_from(most).unwrap_or_default()).collect()),
        metric_datapoints: Some(told.collect()),
    })
}

fn datapoint(
    timestamp: Timestamp,
    period: &Period,
    metrics: &[String],
) -> InsightRuleMetricDatapoint {
    let asked = |metric: &str| {
        let is_asked = metrics.iter().any(|asked| asked == metric);
        is_asked.then(|| period.told(metric)).flatten()
    };
    InsightRuleMetricDatapoint {
        timestamp,
        unique_contributors: asked("UniqueContributors"),
        max_contributor_value: asked("MaxContributorValue"),
        sample_count: asked("SampleCount"),
        average: asked("Average"),
        sum: asked("Sum"),
        minimum: asked("Minimum"),
        maximum: asked("Maximum"),
    }
}
