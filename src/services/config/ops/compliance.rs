//! The operations on compliance: by rule, by resource, in detail and in sum.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::errors::INVALID_PARAMETER_VALUE;
use crate::services::config::result::{self, Outcome};
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
const RULES: u64 = 25;

/// Up to how many resources are counted.
const RESOURCES: u64 = 100;

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
    let all = by_resource(ctx, kind, id)?;
    let all = all.into_iter().filter(|(_, (compliant, broken))| {
        let compliance = of_counts(*compliant, *broken);
        wanted.is_empty() || wanted.contains(&compliance)
    });
    let shown = |((kind, id), (compliant, broken)): ((String, String), (u64, u64))| {
        let compliance = of_counts(compliant, broken);
        let is_broken = compliance == ComplianceType::NonCompliant;
        ComplianceByResource {
            resource_type: Some(kind),
            resource_id: Some(id),
            compliance: Some(Compliance {
                compliance_type: Some(compliance),
                compliance_contributor_count: is_broken.then(|| capped(broken, RULES)),
            }),
        }
    };
    let asked = (request.next_token.as_deref(), request.limit, 10);
    let (page, next_token) = paged("DescribeComplianceByResource", all.collect(), asked)?;
    Ok(DescribeComplianceByResourceResponse {
        compliance_by_resources: Some(page.into_iter().map(shown).collect()),
        next_token,
    })
}

/// How many rules a resource keeps and breaks, by its type and id.
type ByResource = BTreeMap<(String, String), (u64, u64)>;

fn by_resource(ctx: &Context<'_>, kind: Option<&str>, id: Option<&str>) -> Result<ByResource> {
    let mut all = ByResource::new();
    for rule in Rule::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))? {
        let found: Vec<Outcome> = match (kind, id) {
            (Some(kind), Some(id)) => {
                result::find(&ctx.txn, &rule, (kind, id))?.into_iter().collect()
            }
            (Some(kind), None) => result::of_kind(&ctx.txn, &rule, kind)?,
            (None, _) => result::of(&ctx.txn, &rule)?,
        };
        for outcome in found {
            let (compliant, broken) = all.entry((outcome.kind, outcome.id)).or_default();
            match outcome.compliance {
                ComplianceType::Compliant => *compliant += 1,
                ComplianceType::NonCompliant => *broken += 1,
                _ => {}
            }
        }
    }
    Ok(all)
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
    let mut found = result::of(&ctx.txn, &rule)?;
    found.retain(|outcome| wanted.is_empty() || wanted.contains(&outcome.compliance));
    let asked = (request.next_token.as_deref(), request.limit, 10);
    let (page, next_token) = paged("GetComplianceDetailsByConfigRule", found, asked)?;
    let shown = page.iter().map(|outcome| outcome.shown(&rule.name)).collect();
    Ok(GetComplianceDetailsByConfigRuleResponse { evaluation_results: Some(shown), next_token })
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
    let of = |ctx: &Context<'_>, kind: Option<&str>| -> Result<ComplianceSummary> {
        let all = by_resource(ctx, kind, None)?;
        let counts =
            counted(all.values().map(|(compliant, broken)| of_counts(*compliant, *broken)));
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
fn counted(all: impl Iterator<Item = ComplianceType>) -> (u64, u64) {
    all.fold((0, 0), |(compliant, broken), compliance| match compliance {
        ComplianceType::Compliant => (compliant + 1, broken),
        ComplianceType::NonCompliant => (compliant, broken + 1),
        _ => (compliant, broken),
    })
}

fn summary(ctx: &Context<'_>, (compliant, broken): (u64, u64), cap: u64) -> ComplianceSummary {
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
