//! The operations on how conformance packs are kept.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::conformance::Pack;
use crate::services::config::errors::NO_SUCH_CONFIG_RULE_IN_CONFORMANCE_PACK;
use crate::services::config::result;
use crate::services::config::rule::Rule;
use crate::services::config::shapes::Word;
use crate::services::config::shapes::compliance::ComplianceType;
use crate::services::config::shapes::conformance_pack_compliance::{
    ConformancePackComplianceScore, ConformancePackComplianceSummary,
    ConformancePackEvaluationResult, ConformancePackRuleCompliance,
    DescribeConformancePackComplianceRequest, DescribeConformancePackComplianceResponse,
    GetConformancePackComplianceDetailsRequest, GetConformancePackComplianceDetailsResponse,
    GetConformancePackComplianceSummaryRequest, GetConformancePackComplianceSummaryResponse,
    ListConformancePackComplianceScoresRequest, ListConformancePackComplianceScoresResponse,
};

use super::paged;

/// Shows whether the rules of a conformance pack are kept.
///
/// Fails with `NoSuchConformancePackException`, then with [`NO_SUCH_CONFIG_RULE_IN_CONFORMANCE_PACK`],
/// then with `InvalidNextTokenException`.
pub fn describe_conformance_pack_compliance(
    ctx: &mut Context<'_>,
    request: DescribeConformancePackComplianceRequest,
) -> Result<DescribeConformancePackComplianceResponse> {
    let pack = Pack::named(ctx, &request.conformance_pack_name)?;
    let filters = request.filters.unwrap_or_default();
    let mut rules = rules_of(ctx, &pack, filters.config_rule_names.as_deref())?;
    if let Some(wanted) = filters.compliance_type {
        rules.retain(|rule| rule.compliance().word() == wanted.0);
    }
    let shown = |rule: Rule| ConformancePackRuleCompliance {
        compliance_type: Some(Word::new(rule.compliance().word())),
        config_rule_name: Some(rule.name),
        controls: Some(Vec::new()),
    };
    let asked = (request.next_token.as_deref(), request.limit, 1_000);
    let (page, next_token) = paged("DescribeConformancePackCompliance", rules, asked)?;
    Ok(DescribeConformancePackComplianceResponse {
        conformance_pack_name: pack.name,
        conformance_pack_rule_compliance_list: page.into_iter().map(shown).collect(),
        next_token,
    })
}

/// Returns the rules of a conformance pack: those that are named, or all.
fn rules_of(ctx: &Context<'_>, pack: &Pack, names: Option<&[String]>) -> Result<Vec<Rule>> {
    let mut rules = pack.rules(&ctx.txn)?;
    let names = names.unwrap_or_default();
    for name in names {
        if rules.iter().all(|rule| rule.name != *name) {
            let message =
                format!("The rule '{name}' is none of the conformance pack '{}'.", pack.name);
            return Err(ApiError::new(NO_SUCH_CONFIG_RULE_IN_CONFORMANCE_PACK, message).into());
        }
    }
    rules.retain(|rule| names.is_empty() || names.contains(&rule.name));
    Ok(rules)
}

/// Lists what the rules of a conformance pack found.
///
/// Fails as [`describe_conformance_pack_compliance`] does.
pub fn get_conformance_pack_compliance_details(
    ctx: &mut Context<'_>,
    request: GetConformancePackComplianceDetailsRequest,
) -> Result<GetConformancePackComplianceDetailsResponse> {
    let pack = Pack::named(ctx, &request.conformance_pack_name)?;
    let filters = request.filters.unwrap_or_default();
    let ids = filters.resource_ids.unwrap_or_default();
    let mut found = Vec::new();
    for rule in rules_of(ctx, &pack, filters.config_rule_names.as_deref())? {
        for outcome in result::of(&ctx.txn, &rule)? {
            let is_wanted = filters
                .compliance_type
                .as_ref()
                .is_none_or(|wanted| wanted.0 == outcome.compliance.word())
                && filters.resource_type.as_ref().is_none_or(|kind| *kind == outcome.kind)
                && (ids.is_empty() || ids.contains(&outcome.id));
            let shown = outcome.shown(&rule.name);
            if let (true, Some(identifier)) = (is_wanted, shown.evaluation_result_identifier) {
                found.push(ConformancePackEvaluationResult {
                    compliance_type: Word::new(outcome.compliance.word()),
                    evaluation_result_identifier: identifier,
                    config_rule_invoked_time: outcome.invoked,
                    result_recorded_time: outcome.recorded,
                    annotation: outcome.note,
                });
            }
        }
    }
    let asked = (request.next_token.as_deref(), request.limit, 10);
    let (page, next_token) = paged("GetConformancePackComplianceDetails", found, asked)?;
    Ok(GetConformancePackComplianceDetailsResponse {
        conformance_pack_name: pack.name,
        conformance_pack_rule_evaluation_results: Some(page),
        next_token,
    })
}

/// Tells which conformance packs are kept.
///
/// Fails with `NoSuchConformancePackException`, then with `InvalidNextTokenException`.
pub fn get_conformance_pack_compliance_summary(
    ctx: &mut Context<'_>,
    request: GetConformancePackComplianceSummaryRequest,
) -> Result<GetConformancePackComplianceSummaryResponse> {
    let mut found = Vec::new();
    for name in &request.conformance_pack_names {
        let pack = Pack::named(ctx, name)?;
        let compliance = pack.compliance(&ctx.txn)?;
        found.push(ConformancePackComplianceSummary {
            conformance_pack_name: pack.name,
            conformance_pack_compliance_status: Word::new(compliance.word()),
        });
    }
    let asked = (request.next_token.as_deref(), request.limit, 5);
    let (page, next_token) = paged("GetConformancePackComplianceSummary", found, asked)?;
    Ok(GetConformancePackComplianceSummaryResponse {
        conformance_pack_compliance_summary_list: Some(page),
        next_token,
    })
}

/// Lists how well conformance packs are kept: how many of the pairs of a rule and a resource are as they
/// should be, in percent. Without any it is `INSUFFICIENT_DATA`.
///
/// Fails with `InvalidNextTokenException`.
///
/// Source: AWS Config API Reference, "`ConformancePackComplianceScore`"; that it has two places behind
/// the point is our choice.
pub fn list_conformance_pack_compliance_scores(
    ctx: &mut Context<'_>,
    request: ListConformancePackComplianceScoresRequest,
) -> Result<ListConformancePackComplianceScoresResponse> {
    let mut packs = Pack::of_region(&ctx.txn, ctx.owner())?;
    if let Some(filters) = request.filters {
        packs.retain(|pack| filters.conformance_pack_names.contains(&pack.name));
    }
    let mut found = Vec::new();
    for pack in packs {
        let (good, all, updated) = pack.score(&ctx.txn)?;
        // In hundredths of a percent, so that scores can be put in order exactly.
        let score = (all > 0).then(|| (good * 10_000 + all / 2) / all);
        found.push((score, pack.name, updated));
    }
    if request.sort_by.is_some() || request.sort_order.is_some() {
        found.sort_by_key(|(score, ..)| *score);
        if request.sort_order.is_none_or(|order| order.0 != "ASCENDING") {
            found.reverse();
        }
    }
    let shown = |(score, name, updated)| ConformancePackComplianceScore {
        score: Some(told(score)),
        conformance_pack_name: Some(name),
        last_updated_time: updated,
    };
    let asked = (request.next_token.as_deref(), request.limit, 20);
    let found = found.into_iter().map(shown).collect();
    let (page, next_token) = paged("ListConformancePackComplianceScores", found, asked)?;
    Ok(ListConformancePackComplianceScoresResponse {
        next_token,
        conformance_pack_compliance_scores: page,
    })
}

fn told(score: Option<u64>) -> String {
    match score {
        None => ComplianceType::InsufficientData.word().to_owned(),
        Some(score) => format!("{}.{:02}", score / 100, score % 100),
    }
}
