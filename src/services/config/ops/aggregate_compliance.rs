//! The operations on the compliance that aggregators tell of.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::Result;
use crate::services::config::aggregator::Aggregator;
use crate::services::config::conformance::Pack;
use crate::services::config::result::{self, Outcome};
use crate::services::config::rule::Rule;
use crate::services::config::shapes::Word;
use crate::services::config::shapes::aggregate_compliance::{
    AggregateComplianceByConfigRule, AggregateComplianceByConformancePack,
    AggregateComplianceCount, AggregateConformancePackCompliance,
    AggregateConformancePackComplianceCount, AggregateConformancePackComplianceSummary,
    AggregateEvaluationResult, DescribeAggregateComplianceByConfigRulesRequest,
    DescribeAggregateComplianceByConfigRulesResponse,
    DescribeAggregateComplianceByConformancePacksRequest,
    DescribeAggregateComplianceByConformancePacksResponse,
    GetAggregateComplianceDetailsByConfigRuleRequest,
    GetAggregateComplianceDetailsByConfigRuleResponse,
    GetAggregateConfigRuleComplianceSummaryRequest,
    GetAggregateConfigRuleComplianceSummaryResponse,
    GetAggregateConformancePackComplianceSummaryRequest,
    GetAggregateConformancePackComplianceSummaryResponse,
};
use crate::services::config::shapes::compliance::{Compliance, ComplianceType};

use super::compliance::{RESOURCES, RULES, capped, counted, summary};
use super::paged;

/// Shows whether rules of the accounts and regions of an aggregator are kept, by account, region and
/// name. Rules that have found nothing are left out.
///
/// Fails with what [`Aggregator::named`] fails with, then with `InvalidNextTokenException`.
///
/// Source: AWS Config API Reference, "`DescribeAggregateComplianceByConfigRules`".
pub fn describe_aggregate_compliance_by_config_rules(
    ctx: &mut Context<'_>,
    request: DescribeAggregateComplianceByConfigRulesRequest,
) -> Result<DescribeAggregateComplianceByConfigRulesResponse> {
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let filters = request.filters.unwrap_or_default();
    let wanted = (filters.account_id.as_ref(), filters.aws_region.as_ref());
    let mut rules = Vec::new();
    for (account, region) in sources(ctx, &aggregator, wanted)? {
        rules.extend(Rule::of_region(&ctx.txn, (&account, &region))?);
    }
    rules.retain(|rule| {
        rule.compliance() != ComplianceType::InsufficientData
            && filters.compliance_type.is_none_or(|wanted| wanted == rule.compliance())
            && is(filters.config_rule_name.as_ref(), &rule.name)
    });
    let shown = |rule: Rule| {
        let (account, region) = rule.owner();
        let compliance = rule.compliance();
        let broken = compliance == ComplianceType::NonCompliant;
        AggregateComplianceByConfigRule {
            compliance: Some(Compliance {
                compliance_type: Some(compliance),
                compliance_contributor_count: broken.then(|| capped(rule.fared.broken, RESOURCES)),
            }),
            account_id: Some(account.to_owned()),
            aws_region: Some(region.to_owned()),
            config_rule_name: Some(rule.name),
        }
    };
    let asked = (request.next_token.as_deref(), request.limit, 1_000);
    let shown = rules.into_iter().map(shown).collect();
    let (page, next_token) = paged("DescribeAggregateComplianceByConfigRules", shown, asked)?;
    Ok(DescribeAggregateComplianceByConfigRulesResponse {
        aggregate_compliance_by_config_rules: Some(page),
        next_token,
    })
}

/// Lists what a rule of an account and region of an aggregator found; of one that is not there,
/// nothing.
///
/// Fails with what [`Aggregator::named`] fails with, then with `InvalidNextTokenException`.
pub fn get_aggregate_compliance_details_by_config_rule(
    ctx: &mut Context<'_>,
    request: GetAggregateComplianceDetailsByConfigRuleRequest,
) -> Result<GetAggregateComplianceDetailsByConfigRuleResponse> {
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let owner = (request.account_id, request.aws_region);
    let mut found: Vec<Outcome> = Vec::new();
    if aggregator.sources(ctx)?.contains(&owner) {
        let rules = Rule::of_region(&ctx.txn, (&owner.0, &owner.1))?;
        let rule = rules.iter().find(|rule| rule.name == request.config_rule_name);
        if let Some(rule) = rule {
            found = result::of(&ctx.txn, rule)?;
        }
    }
    found.retain(|outcome| request.compliance_type.is_none_or(|is| is == outcome.compliance));
    let shown = |outcome: &Outcome| {
        let shown = outcome.shown(&request.config_rule_name);
        AggregateEvaluationResult {
            evaluation_result_identifier: shown.evaluation_result_identifier,
            compliance_type: shown.compliance_type,
            result_recorded_time: shown.result_recorded_time,
            config_rule_invoked_time: shown.config_rule_invoked_time,
            annotation: shown.annotation,
            account_id: Some(owner.0.clone()),
            aws_region: Some(owner.1.clone()),
        }
    };
    let asked = (request.next_token.as_deref(), request.limit, 50);
    let shown = found.iter().map(shown).collect();
    let (page, next_token) = paged("GetAggregateComplianceDetailsByConfigRule", shown, asked)?;
    Ok(GetAggregateComplianceDetailsByConfigRuleResponse {
        aggregate_evaluation_results: Some(page),
        next_token,
    })
}

/// Counts the rules of the accounts and regions of an aggregator that are kept and broken: all of them,
/// or those of each account or region.
///
/// Fails with what [`Aggregator::named`] fails with, then with `InvalidNextTokenException`.
pub fn get_aggregate_config_rule_compliance_summary(
    ctx: &mut Context<'_>,
    request: GetAggregateConfigRuleComplianceSummaryRequest,
) -> Result<GetAggregateConfigRuleComplianceSummaryResponse> {
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let filters = request.filters.unwrap_or_default();
    let by = request.group_by_key.map(|by| by.0);
    let wanted = (filters.account_id.as_ref(), filters.aws_region.as_ref());
    let groups = grouped(ctx, &aggregator, wanted, by.as_deref(), |owner| {
        Ok(Rule::of_region(&ctx.txn, owner)?.iter().map(Rule::compliance).collect())
    })?;
    let shown = |(group_name, all): (Option<String>, Vec<ComplianceType>)| {
        let counts = counted(all.into_iter());
        AggregateComplianceCount {
            group_name,
            compliance_summary: Some(summary(ctx, counts, RULES)),
        }
    };
    let asked = (request.next_token.as_deref(), request.limit, 1_000);
    let shown = groups.into_iter().map(shown).collect();
    let (page, next_token) = paged("GetAggregateConfigRuleComplianceSummary", shown, asked)?;
    Ok(GetAggregateConfigRuleComplianceSummaryResponse {
        group_by_key: by,
        aggregate_compliance_counts: Some(page),
        next_token,
    })
}

/// Shows whether conformance packs of the accounts and regions of an aggregator are kept, by account,
/// region and name.
///
/// Fails with what [`Aggregator::named`] fails with, then with `InvalidNextTokenException`.
pub fn describe_aggregate_compliance_by_conformance_packs(
    ctx: &mut Context<'_>,
    request: DescribeAggregateComplianceByConformancePacksRequest,
) -> Result<DescribeAggregateComplianceByConformancePacksResponse> {
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let filters = request.filters.unwrap_or_default();
    let mut shown = Vec::new();
    let wanted = (filters.account_id.as_ref(), filters.aws_region.as_ref());
    for (account, region) in sources(ctx, &aggregator, wanted)? {
        for pack in Pack::of_region(&ctx.txn, (&account, &region))? {
            let compliance = pack.compliance(&ctx.txn)?.word();
            let wanted = filters.compliance_type.as_ref();
            if !is(filters.conformance_pack_name.as_ref(), &pack.name)
                || wanted.is_some_and(|wanted| wanted.0 != compliance)
            {
                continue;
            }
            let rules = pack.rules(&ctx.txn)?;
            let (compliant, broken) = counted(rules.iter().map(Rule::compliance));
            let count = |count: u64| i32::try_from(count).ok();
            shown.push(AggregateComplianceByConformancePack {
                conformance_pack_name: Some(pack.name),
                compliance: Some(AggregateConformancePackCompliance {
                    compliance_type: Some(Word::new(compliance)),
                    compliant_rule_count: count(compliant),
                    non_compliant_rule_count: count(broken),
                    total_rule_count: count(rules.len() as u64),
                }),
                account_id: Some(account.clone()),
                aws_region: Some(region.clone()),
            });
        }
    }
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let (page, next_token) = paged("DescribeAggregateComplianceByConformancePacks", shown, asked)?;
    Ok(DescribeAggregateComplianceByConformancePacksResponse {
        aggregate_compliance_by_conformance_packs: Some(page),
        next_token,
    })
}

/// Counts the conformance packs of the accounts and regions of an aggregator that are kept and broken:
/// all of them, or those of each account or region.
///
/// Fails with what [`Aggregator::named`] fails with, then with `InvalidNextTokenException`.
pub fn get_aggregate_conformance_pack_compliance_summary(
    ctx: &mut Context<'_>,
    request: GetAggregateConformancePackComplianceSummaryRequest,
) -> Result<GetAggregateConformancePackComplianceSummaryResponse> {
    let aggregator = Aggregator::named(ctx, &request.configuration_aggregator_name)?;
    let filters = request.filters.unwrap_or_default();
    let by = request.group_by_key.map(|by| by.0);
    let wanted = (filters.account_id.as_ref(), filters.aws_region.as_ref());
    let groups = grouped(ctx, &aggregator, wanted, by.as_deref(), |owner| {
        let packs = Pack::of_region(&ctx.txn, owner)?;
        packs.iter().map(|pack| pack.compliance(&ctx.txn)).collect()
    })?;
    let shown = |(group_name, all): (Option<String>, Vec<ComplianceType>)| {
        let (compliant, broken) = counted(all.into_iter());
        AggregateConformancePackComplianceSummary {
            compliance_summary: Some(AggregateConformancePackComplianceCount {
                compliant_conformance_pack_count: i32::try_from(compliant).ok(),
                non_compliant_conformance_pack_count: i32::try_from(broken).ok(),
            }),
            group_name,
        }
    };
    let asked = (request.next_token.as_deref(), request.limit, 100);
    let shown = groups.into_iter().map(shown).collect();
    let (page, next_token) = paged("GetAggregateConformancePackComplianceSummary", shown, asked)?;
    Ok(GetAggregateConformancePackComplianceSummaryResponse {
        aggregate_conformance_pack_compliance_summaries: Some(page),
        group_by_key: by,
        next_token,
    })
}

/// Returns the accounts and regions that an aggregator gathers from and that are wanted.
fn sources(
    ctx: &Context<'_>,
    aggregator: &Aggregator,
    (account, region): (Option<&String>, Option<&String>),
) -> Result<Vec<(String, String)>> {
    let all = aggregator.sources(ctx)?.into_iter();
    Ok(all.filter(|source| is(account, &source.0) && is(region, &source.1)).collect())
}

/// Returns what `of` tells of the accounts and regions that are wanted, by account or region if that is
/// said, and else all of it as one group.
fn grouped<T>(
    ctx: &Context<'_>,
    aggregator: &Aggregator,
    wanted: (Option<&String>, Option<&String>),
    by: Option<&str>,
    of: impl Fn((&str, &str)) -> Result<Vec<T>>,
) -> Result<BTreeMap<Option<String>, Vec<T>>> {
    let mut groups: BTreeMap<Option<String>, Vec<T>> = BTreeMap::new();
    if by.is_none() {
        groups.insert(None, Vec::new());
    }
    for (account, region) in sources(ctx, aggregator, wanted)? {
        let told = of((&account, &region))?;
        if told.is_empty() {
            continue;
        }
        let group = by.map(|by| if by == "ACCOUNT_ID" { account } else { region });
        groups.entry(group).or_default().extend(told);
    }
    Ok(groups)
}

fn is(wanted: Option<&String>, own: &str) -> bool {
    wanted.is_none_or(|wanted| wanted == own)
}
