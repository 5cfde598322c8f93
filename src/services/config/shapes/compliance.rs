//! Shapes of what is told of compliance.

use super::rules::EvaluationMode;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
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
        /// Whether each rule is kept.
        compliance_by_config_rules: Option<Vec<ComplianceByConfigRule>> = "ComplianceByConfigRules",
        /// The token of the next page.
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
        /// Whether each resource keeps the rules.
        compliance_by_resources: Option<Vec<ComplianceByResource>> = "ComplianceByResources",
        /// The token of the next page.
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
        /// What was found.
        evaluation_results: Option<Vec<EvaluationResult>> = "EvaluationResults",
        /// The token of the next page.
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
        /// What was found.
        evaluation_results: Option<Vec<EvaluationResult>> = "EvaluationResults",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What get-compliance-summary-by-config-rule answers.
    pub struct GetComplianceSummaryByConfigRuleResponse {
        /// How many are kept and broken.
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
        /// How many resources are as they should be, type by type.
        compliance_summaries_by_resource_type: Option<Vec<ComplianceSummaryByResourceType>> =
            "ComplianceSummariesByResourceType",
    }

    /// Whether a rule is kept.
    pub struct ComplianceByConfigRule {
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(64)],
        /// Whether all is as it should be.
        compliance: Option<Compliance> = "Compliance",
    }

    /// Whether something is as it should be.
    pub struct Compliance {
        /// Whether it is as it should be.
        compliance_type: Option<ComplianceType> = "ComplianceType",
        /// How many are to blame.
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
        /// The type of the resource.
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        /// The id of the resource.
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(768)],
        /// Whether all is as it should be.
        compliance: Option<Compliance> = "Compliance",
    }

    /// What a rule found of a resource.
    pub struct EvaluationResult {
        /// Which result it is.
        evaluation_result_identifier: Option<EvaluationResultIdentifier> =
            "EvaluationResultIdentifier",
        /// Whether it is as it should be.
        compliance_type: Option<ComplianceType> = "ComplianceType",
        /// When the result came in.
        result_recorded_time: Option<Timestamp> = "ResultRecordedTime",
        /// When the evaluation began.
        config_rule_invoked_time: Option<Timestamp> = "ConfigRuleInvokedTime",
        /// What there is to say about it.
        annotation: Option<String> = "Annotation" [MinLength(1), MaxLength(256)],
        /// The token that the evaluation had.
        result_token: Option<String> = "ResultToken",
    }

    /// Which result it is.
    pub struct EvaluationResultIdentifier {
        /// The rule and the resource.
        evaluation_result_qualifier: Option<EvaluationResultQualifier> =
            "EvaluationResultQualifier",
        /// When the resource was so.
        ordering_timestamp: Option<Timestamp> = "OrderingTimestamp",
        /// The id of the evaluation before the resource is there.
        resource_evaluation_id: Option<String> =
            "ResourceEvaluationId" [MinLength(1), MaxLength(128)],
    }

    /// The rule and the resource of a result.
    pub struct EvaluationResultQualifier {
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The type of the resource.
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        /// The id of the resource.
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(768)],
        /// How it is evaluated.
        evaluation_mode: Option<EvaluationMode> = "EvaluationMode",
    }

    /// How many are kept and broken.
    pub struct ComplianceSummary {
        /// How many are as they should be.
        compliant_resource_count: Option<ComplianceContributorCount> = "CompliantResourceCount",
        /// How many are not.
        non_compliant_resource_count: Option<ComplianceContributorCount> =
            "NonCompliantResourceCount",
        /// When they were counted.
        compliance_summary_timestamp: Option<Timestamp> = "ComplianceSummaryTimestamp",
    }

    /// How many resources of a type keep and break the rules.
    pub struct ComplianceSummaryByResourceType {
        /// The type of the resource.
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        /// How many are kept and broken.
        compliance_summary: Option<ComplianceSummary> = "ComplianceSummary",
    }
}

words! {
    /// Whether something is as it should be.
    pub enum ComplianceType {
        /// It is.
        Compliant = "COMPLIANT",
        /// It is not.
        NonCompliant = "NON_COMPLIANT",
        /// The rule is not about it.
        NotApplicable = "NOT_APPLICABLE",
        /// That is not known.
        InsufficientData = "INSUFFICIENT_DATA",
    }
}
