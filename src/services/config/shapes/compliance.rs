//! Shapes of what is told of compliance.

use super::rules::EvaluationMode;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What describe-compliance-by-config-rule takes.
    pub struct DescribeComplianceByConfigRuleRequest {
        /// Only the rules with these names.
        config_rule_names: Option<Vec<String>> =
            "ConfigRuleNames" [MaxLength(25), Each(&[MinLength(1), MaxLength(128)])],
        /// Only what is so: COMPLIANT, NON_COMPLIANT, INSUFFICIENT_DATA, NOT_APPLICABLE.
        compliance_types: Option<Vec<ComplianceType>> = "ComplianceTypes" [MaxLength(3)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-compliance-by-config-rule answers.
    pub struct DescribeComplianceByConfigRuleResponse {
        compliance_by_config_rules: Option<Vec<ComplianceByConfigRule>> = "ComplianceByConfigRules",
        next_token: Option<String> = "NextToken",
    }

    /// What describe-compliance-by-resource takes.
    pub struct DescribeComplianceByResourceRequest {
        /// Only resources of this type, as in AWS::EC2::Instance.
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        /// Only the resource with this id. Only with its type.
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(768)],
        /// Only what is so: COMPLIANT, NON_COMPLIANT, INSUFFICIENT_DATA, NOT_APPLICABLE.
        compliance_types: Option<Vec<ComplianceType>> = "ComplianceTypes" [MaxLength(3)],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-compliance-by-resource answers.
    pub struct DescribeComplianceByResourceResponse {
        compliance_by_resources: Option<Vec<ComplianceByResource>> = "ComplianceByResources",
        next_token: Option<String> = "NextToken",
    }

    /// What get-compliance-details-by-config-rule takes.
    pub struct GetComplianceDetailsByConfigRuleRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(64)],
        /// Only what is so: COMPLIANT, NON_COMPLIANT, INSUFFICIENT_DATA, NOT_APPLICABLE.
        compliance_types: Option<Vec<ComplianceType>> = "ComplianceTypes" [MaxLength(3)],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-compliance-details-by-config-rule answers.
    pub struct GetComplianceDetailsByConfigRuleResponse {
        evaluation_results: Option<Vec<EvaluationResult>> = "EvaluationResults",
        next_token: Option<String> = "NextToken",
    }

    /// What get-compliance-details-by-resource takes.
    pub struct GetComplianceDetailsByResourceRequest {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        /// The id of the resource.
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(768)],
        /// Only what is so: COMPLIANT, NON_COMPLIANT, INSUFFICIENT_DATA, NOT_APPLICABLE.
        compliance_types: Option<Vec<ComplianceType>> = "ComplianceTypes" [MaxLength(3)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// The id of the evaluation.
        resource_evaluation_id: Option<String> =
            "ResourceEvaluationId" [MinLength(1), MaxLength(128)],
    }

    /// What get-compliance-details-by-resource answers.
    pub struct GetComplianceDetailsByResourceResponse {
        evaluation_results: Option<Vec<EvaluationResult>> = "EvaluationResults",
        next_token: Option<String> = "NextToken",
    }

    /// What get-compliance-summary-by-config-rule answers.
    pub struct GetComplianceSummaryByConfigRuleResponse {
        compliance_summary: Option<ComplianceSummary> = "ComplianceSummary",
    }

    /// What get-compliance-summary-by-resource-type takes.
    pub struct GetComplianceSummaryByResourceTypeRequest {
        /// Only these types of resources, as in AWS::EC2::Instance.
        resource_types: Option<Vec<String>> =
            "ResourceTypes" [MaxLength(20), Each(&[MinLength(1), MaxLength(256)])],
    }

    /// What get-compliance-summary-by-resource-type answers.
    pub struct GetComplianceSummaryByResourceTypeResponse {
        compliance_summaries_by_resource_type: Option<Vec<ComplianceSummaryByResourceType>> =
            "ComplianceSummariesByResourceType",
    }

    /// Whether a rule is kept.
    pub struct ComplianceByConfigRule {
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(64)],
        compliance: Option<Compliance> = "Compliance",
    }

    /// Whether something is as it should be.
    pub struct Compliance {
        compliance_type: Option<ComplianceType> = "ComplianceType",
        compliance_contributor_count: Option<ComplianceContributorCount> =
            "ComplianceContributorCount",
    }

    /// How many break a rule, or are broken.
    pub struct ComplianceContributorCount {
        /// How many, up to 25 rules or 100 resources.
        capped_count: Option<i32> = "CappedCount",
        /// Whether there are more.
        cap_exceeded: Option<bool> = "CapExceeded",
    }

    /// Whether a resource keeps the rules.
    pub struct ComplianceByResource {
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(768)],
        compliance: Option<Compliance> = "Compliance",
    }

    /// What a rule found of a resource.
    pub struct EvaluationResult {
        evaluation_result_identifier: Option<EvaluationResultIdentifier> =
            "EvaluationResultIdentifier",
        compliance_type: Option<ComplianceType> = "ComplianceType",
        result_recorded_time: Option<Timestamp> = "ResultRecordedTime",
        config_rule_invoked_time: Option<Timestamp> = "ConfigRuleInvokedTime",
        /// What there is to say about it.
        annotation: Option<String> = "Annotation" [MinLength(1), MaxLength(256)],
        result_token: Option<String> = "ResultToken",
    }

    /// Which result it is.
    pub struct EvaluationResultIdentifier {
        evaluation_result_qualifier: Option<EvaluationResultQualifier> =
            "EvaluationResultQualifier",
        /// When the resource was so.
        ordering_timestamp: Option<Timestamp> = "OrderingTimestamp",
        resource_evaluation_id: Option<String> =
            "ResourceEvaluationId" [MinLength(1), MaxLength(128)],
    }

    /// The rule and the resource of a result.
    pub struct EvaluationResultQualifier {
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(768)],
        evaluation_mode: Option<EvaluationMode> = "EvaluationMode",
    }

    /// How many are kept and broken.
    pub struct ComplianceSummary {
        compliant_resource_count: Option<ComplianceContributorCount> = "CompliantResourceCount",
        non_compliant_resource_count: Option<ComplianceContributorCount> =
            "NonCompliantResourceCount",
        compliance_summary_timestamp: Option<Timestamp> = "ComplianceSummaryTimestamp",
    }

    /// How many resources of a type keep and break the rules.
    pub struct ComplianceSummaryByResourceType {
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        compliance_summary: Option<ComplianceSummary> = "ComplianceSummary",
    }
}

words! {
    /// Whether something is as it should be.
    pub enum ComplianceType = ["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA"];
}
