//! The operations on compliance: by rule, by resource, in detail and in sum.

use std::ops::ControlFlow;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::config::errors::{INVALID_NEXT_TOKEN, INVALID_PARAMETER_VALUE};
use crate::services::config::result::{self, Walk};
use crate::services::config::rule::Rule;
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::compliance::{
    Compliance, ComplianceByConfigRule, ComplianceByResource, ComplianceContributorCount,
    ComplianceSummary, ComplianceSummaryByResourceType, ComplianceType,
    DescribeComplianceByConfigRuleRequest, DescribeComplianceByConfigRuleResponse,
    DescribeComplianceByResourceRequest, DescribeComplianceByResourceResponse, EvaluationResult,
    GetComplianceDetailsByConfigRuleRequest, GetComplianceDetailsByConfigRuleResponse,
    GetComplianceDetailsByResourceRequest, GetComplianceDetailsByResourceResponse,
    GetComplianceSummaryByConfigRuleResponse, GetComplianceSummaryByResourceTypeRequest,
    GetComplianceSummaryByResourceTypeResponse,
};

use super::paged;
use super::resource_evaluations;
use super::rules::PAGE;

/// Up to how many rules are counted.
///
/// Source: AWS Config API Reference, "`ComplianceContributorCount`", "`GetComplianceSummaryByConfigRule`".
pub(super) const RULES: u64 = 25;

/// Up to how many resources are counted.
pub(super) const RESOURCES: u64 = 100;

/// Shows whether rules are kept.
///
/// A rule is broken if one resource breaks it; without any resource there is not enough to tell.
///
/// Fails with what `check_wanted` fails with, `NoSuchConfigRuleException`, `InvalidNextTokenException`.
pub fn describe_compliance_by_config_rule(
    ctx: &mut Context<'_>,
    request: DescribeComplianceByConfigRuleRequest,
) -> Result<DescribeComplianceByConfigRuleResponse> {
    let wanted = request.compliance_types.unwrap_or_default();
    let mut rules = Rule::asked(ctx, request.config_rule_names.as_deref())?;
    rules.retain(|rule| wanted.is_empty() || wanted.contains(&rule.compliance()));
    let shown = |rule: Rule| {
        let compliance = rule.compliance();
        let broken = compliance == ComplianceType::NonCompliant;
        ComplianceByConfigRule {
            compliance: Some(Compliance {
                compliance_type: Some(compliance),
                compliance_contributor_count: broken.then(|| capped(rule.fared.broken, RESOURCES)),
            }),
            config_rule_name: Some(rule.name),
        }
    };
    let asked = (request.next_token.as_deref(), None, PAGE);
    let (page, next_token) = paged("DescribeComplianceByConfigRule", rules, asked)?;
    Ok(DescribeComplianceByConfigRuleResponse {
        compliance_by_config_rules: Some(page.into_iter().map(shown).collect()),
        next_token,
    })
}

/// Shows whether resources keep the rules that are about them.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] if an id is given without a type, then with
/// `InvalidNextTokenException`.
pub fn describe_compliance_by_resource(
    ctx: &mut Context<'_>,
    request: DescribeComplianceByResourceRequest,
) -> Result<DescribeComplianceByResourceResponse> {
    let (kind, id) = (request.resource_type.as_deref(), request.resource_id.as_deref());
    if id.is_some() && kind.is_none() {
        return Err(invalid("A resourceId needs the resourceType that it is of.").into());
    }
    let wanted = request.compliance_types.unwrap_or_default();
    let operation = "DescribeComplianceByResource";
    let from = place_of(operation, request.next_token.as_deref())?;
    let limit = request.limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(10);
    let mut page = Vec::new();
    let mut next = None;
    let kind_and_id = (kind, id);
    let rules = Rule::of_region(&ctx.txn, ctx.owner())?;
    by_resource(ctx, kind_and_id, from, &rules, |place, counts| {
        let compliance = of_counts(counts.0, counts.1);
        if !wanted.is_empty() && !wanted.contains(&compliance) {
            return ControlFlow::Continue(());
        }
        if page.len() == limit {
            next = Some(page::token(operation, &format!("{}\n{}", place.0, place.1)));
            return ControlFlow::Break(());
        }
        let is_broken = compliance == ComplianceType::NonCompliant;
        page.push(ComplianceByResource {
            resource_type: Some(place.0),
            resource_id: Some(place.1),
            compliance: Some(Compliance {
                compliance_type: Some(compliance),
                compliance_contributor_count: is_broken.then(|| capped(counts.1, RULES)),
            }),
        });
        ControlFlow::Continue(())
    })?;
    Ok(DescribeComplianceByResourceResponse {
        compliance_by_resources: Some(page),
        next_token: next,
    })
}

/// A type and an id.
type Place = (String, String);

/// Returns the place that a token stands for; the first without one.
fn place_of(operation: &str, token: Option<&str>) -> Result<Place, ApiError> {
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return Ok((String::new(), String::new()));
    };
    let position = page::position(operation, token);
    let place = position.as_deref().and_then(|position| position.split_once('\n'));
    let invalid = || ApiError::new(INVALID_NEXT_TOKEN, "The specified nextToken is not valid.");
    let (kind, id) = place.ok_or_else(invalid)?;
    Ok((kind.to_owned(), id.to_owned()))
}

/// Visits resources that rules have judged, in the order of types and ids, from a place on: with how
/// many rules each keeps and breaks. Of one type, or one resource, if that is said.
fn by_resource(
    ctx: &Context<'_>,
    (kind, id): (Option<&str>, Option<&str>),
    from: Place,
    rules: &[Rule],
    mut visit: impl FnMut(Place, (u64, u64)) -> ControlFlow<()>,
) -> Result<()> {
    let from = match (kind, id) {
        (Some(kind), Some(id)) => from.max((kind.to_owned(), id.to_owned())),
        (Some(kind), None) => from.max((kind.to_owned(), String::new())),
        (None, _) => from,
    };
    let mut walks = Vec::new();
    for rule in rules {
        walks.push(Walk::from(&ctx.txn, rule, (&from.0, &from.1))?);
    }
    loop {
        let mut first: Option<Place> = None;
        for walk in &mut walks {
            if let Some(outcome) = walk.peek()?
                && first.as_ref().is_none_or(|first| outcome.is_before(first))
            {
                first = Some((outcome.kind.clone(), outcome.id.clone()));
            }
        }
        let Some(place) = first else { return Ok(()) };
        let is_past =
            kind.is_some_and(|kind| place.0 != kind) || id.is_some_and(|id| place.1 != id);
        if is_past {
            return Ok(());
        }
        let mut counts = (0, 0);
        for walk in &mut walks {
            if walk.peek()?.is_some_and(|outcome| outcome.is_of(&place))
                && let Some(outcome) = walk.take()?
            {
                match outcome.compliance {
                    ComplianceType::Compliant => counts.0 += 1,
                    ComplianceType::NonCompliant => counts.1 += 1,
                    _ => {}
                }
            }
        }
        if visit(place, counts).is_break() {
            return Ok(());
        }
    }
}

const fn of_counts(compliant: u64, broken: u64) -> ComplianceType {
    match (compliant, broken) {
        (_, 1..) => ComplianceType::NonCompliant,
        (1.., 0) => ComplianceType::Compliant,
        (0, 0) => ComplianceType::InsufficientData,
    }
}

/// Lists what a rule found.
///
/// Fails with what `check_wanted` fails with, `NoSuchConfigRuleException`, `InvalidNextTokenException`.
pub fn get_compliance_details_by_config_rule(
    ctx: &mut Context<'_>,
    request: GetComplianceDetailsByConfigRuleRequest,
) -> Result<GetComplianceDetailsByConfigRuleResponse> {
    let wanted = request.compliance_types.unwrap_or_default();
    check_wanted(&wanted)?;
    let rule = Rule::named(ctx, &request.config_rule_name)?;
    let operation = "GetComplianceDetailsByConfigRule";
    let from = place_of(operation, request.next_token.as_deref())?;
    let limit = request.limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(10);
    let mut walk = Walk::from(&ctx.txn, &rule, (&from.0, &from.1))?;
    let mut page = Vec::new();
    let mut next_token = None;
    while let Some(outcome) = walk.take()? {
        if !wanted.is_empty() && !wanted.contains(&outcome.compliance) {
            continue;
        }
        if page.len() == limit {
            let place = format!("{}\n{}", outcome.kind, outcome.id);
            next_token = Some(page::token(operation, &place));
            break;
        }
        page.push(outcome.shown(&rule.name));
    }
    Ok(GetComplianceDetailsByConfigRuleResponse { evaluation_results: Some(page), next_token })
}

/// Lists what rules found of a resource.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] if neither a resource nor an evaluation is named, then with what
/// `check_wanted` fails with, then with `InvalidNextTokenException`.
pub fn get_compliance_details_by_resource(
    ctx: &mut Context<'_>,
    request: GetComplianceDetailsByResourceRequest,
) -> Result<GetComplianceDetailsByResourceResponse> {
    let wanted = request.compliance_types.unwrap_or_default();
    check_wanted(&wanted)?;
    if let Some(id) = &request.resource_evaluation_id {
        let evaluation = resource_evaluations::named(ctx, id)?;
        let mut found = evaluation.details();
        let is_wanted = |result: &EvaluationResult| {
            wanted.is_empty() || result.compliance_type.is_some_and(|is| wanted.contains(&is))
        };
        found.retain(is_wanted);
        let asked = (request.next_token.as_deref(), None, 100);
        let (page, next_token) = paged("GetComplianceDetailsByResource", found, asked)?;
        return Ok(GetComplianceDetailsByResourceResponse {
            evaluation_results: Some(page),
            next_token,
        });
    }
    let (Some(kind), Some(id)) = (&request.resource_type, &request.resource_id) else {
        let message = "Both the resourceType and the resourceId must be specified.";
        return Err(invalid(message).into());
    };
    let mut found: Vec<EvaluationResult> = Vec::new();
    for rule in Rule::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))? {
        let outcome = result::find(&ctx.txn, &rule, (kind, id))?;
        let is_wanted = |compliance| wanted.is_empty() || wanted.contains(&compliance);
        let outcome = outcome.filter(|outcome| is_wanted(outcome.compliance));
        found.extend(outcome.map(|outcome| outcome.shown(&rule.name)));
    }
    let asked = (request.next_token.as_deref(), None, 100);
    let (page, next_token) = paged("GetComplianceDetailsByResource", found, asked)?;
    Ok(GetComplianceDetailsByResourceResponse { evaluation_results: Some(page), next_token })
}

/// Counts the rules that are kept and broken.
pub fn get_compliance_summary_by_config_rule(
    ctx: &mut Context<'_>,
    _: Nothing,
) -> Result<GetComplianceSummaryByConfigRuleResponse> {
    let rules = Rule::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))?;
    let counts = counted(rules.iter().map(Rule::compliance));
    Ok(GetComplianceSummaryByConfigRuleResponse {
        compliance_summary: Some(summary(ctx, counts, RULES)),
    })
}

/// Counts the resources that keep and break the rules: of each type that is named, or of all.
pub fn get_compliance_summary_by_resource_type(
    ctx: &mut Context<'_>,
    request: GetComplianceSummaryByResourceTypeRequest,
) -> Result<GetComplianceSummaryByResourceTypeResponse> {
    let kinds = request.resource_types.unwrap_or_default();
    let rules = Rule::of_region(&ctx.txn, ctx.owner())?;
    let of = |ctx: &Context<'_>, kind: Option<&str>| -> Result<ComplianceSummary> {
        let mut counts = (0, 0);
        let mut left = rules.iter().fold((0, 0), |(compliant, broken), rule| {
            (compliant + rule.fared.compliant, broken + rule.fared.broken)
        });
        let start = (String::new(), String::new());
        by_resource(ctx, (kind, None), start, &rules, |_, (compliant, broken)| {
            left = (left.0.saturating_sub(compliant), left.1.saturating_sub(broken));
            let (good, bad) = counted([of_counts(compliant, broken)].into_iter());
            counts = (counts.0 + good, counts.1 + bad);
            // More than the cap is not told, and there are no more than the rules have found.
            let is_known = |count: u64, left: u64| count > RESOURCES || left == 0;
            if is_known(counts.0, left.0) && is_known(counts.1, left.1) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        Ok(summary(ctx, counts, RESOURCES))
    };
    let summaries = if kinds.is_empty() {
        vec![ComplianceSummaryByResourceType {
            resource_type: None,
            compliance_summary: Some(of(ctx, None)?),
        }]
    } else {
        let one = |kind: String| {
            let compliance_summary = Some(of(ctx, Some(&kind))?);
            Ok(ComplianceSummaryByResourceType { resource_type: Some(kind), compliance_summary })
        };
        kinds.into_iter().map(one).collect::<Result<_>>()?
    };
    Ok(GetComplianceSummaryByResourceTypeResponse {
        compliance_summaries_by_resource_type: Some(summaries),
    })
}

/// Returns how many are as they should be, and how many are not.
pub(super) fn counted(all: impl Iterator<Item = ComplianceType>) -> (u64, u64) {
    all.fold((0, 0), |(compliant, broken), compliance| match compliance {
        ComplianceType::Compliant => (compliant + 1, broken),
        ComplianceType::NonCompliant => (compliant, broken + 1),
        _ => (compliant, broken),
    })
}

pub(super) fn summary(
    ctx: &Context<'_>,
    (compliant, broken): (u64, u64),
    cap: u64,
) -> ComplianceSummary {
    ComplianceSummary {
        compliant_resource_count: Some(capped(compliant, cap)),
        non_compliant_resource_count: Some(capped(broken, cap)),
        compliance_summary_timestamp: Some(ctx.now),
    }
}

/// Returns a count that says no more than that there are more.
pub(super) fn capped(count: u64, cap: u64) -> ComplianceContributorCount {
    ComplianceContributorCount {
        capped_count: Some(i32::try_from(count.min(cap)).expect("a cap is small")),
        cap_exceeded: Some(count > cap),
    }
}

/// Fails with [`INVALID_PARAMETER_VALUE`] if what cannot be found is wanted.
///
/// Source: AWS Config API Reference, "`GetComplianceDetailsByConfigRule`": `INSUFFICIENT_DATA` is no word
/// to look for; the sentence is ours.
fn check_wanted(wanted: &[ComplianceType]) -> Result<(), ApiError> {
    if !wanted.contains(&ComplianceType::InsufficientData) {
        return Ok(());
    }
    Err(invalid("INSUFFICIENT_DATA is not a compliance type that results can be filtered by."))
}

fn invalid(message: &str) -> ApiError {
    ApiError::new(INVALID_PARAMETER_VALUE, message)
}
