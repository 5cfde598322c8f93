//! Shapes of what aggregators tell of compliance.

use super::Word;
use super::compliance::{
    Compliance, ComplianceSummary, ComplianceType, EvaluationResultIdentifier,
};
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What describe-aggregate-compliance-by-config-rules takes.
    pub struct DescribeAggregateComplianceByConfigRulesRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// Only what is so.
        filters: Option<ConfigRuleComplianceFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(1000)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-aggregate-compliance-by-config-rules answers.
    pub struct DescribeAggregateComplianceByConfigRulesResponse {
        /// The rules.
        aggregate_compliance_by_config_rules: Option<Vec<AggregateComplianceByConfigRule>> =
            "AggregateComplianceByConfigRules",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-aggregate-compliance-by-conformance-packs takes.
    pub struct DescribeAggregateComplianceByConformancePacksRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// Only what is so.
        filters: Option<AggregateConformancePackComplianceFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-aggregate-compliance-by-conformance-packs answers.
    pub struct DescribeAggregateComplianceByConformancePacksResponse {
        /// The conformance packs.
        aggregate_compliance_by_conformance_packs: Option<Vec<AggregateComplianceByConformancePack>> =
            "AggregateComplianceByConformancePacks",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-compliance-details-by-config-rule takes.
    pub struct GetAggregateComplianceDetailsByConfigRuleRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The account.
        account_id: String = "AccountId",
        /// The region.
        aws_region: String = "AwsRegion" [MinLength(1), MaxLength(64)],
        /// Only what is so.
        compliance_type: Option<ComplianceType> = "ComplianceType",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-compliance-details-by-config-rule answers.
    pub struct GetAggregateComplianceDetailsByConfigRuleResponse {
        /// What it found.
        aggregate_evaluation_results: Option<Vec<AggregateEvaluationResult>> =
            "AggregateEvaluationResults",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-config-rule-compliance-summary takes.
    pub struct GetAggregateConfigRuleComplianceSummaryRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// Only what is so.
        filters: Option<ConfigRuleComplianceSummaryFilters> = "Filters",
        /// What is counted together.
        group_by_key: Option<Word<ConfigRuleComplianceSummaryGroupKey>> = "GroupByKey",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(1000)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-config-rule-compliance-summary answers.
    pub struct GetAggregateConfigRuleComplianceSummaryResponse {
        /// What they are counted by.
        group_by_key: Option<String> = "GroupByKey" [MinLength(1), MaxLength(256)],
        /// How many each group has.
        aggregate_compliance_counts: Option<Vec<AggregateComplianceCount>> =
            "AggregateComplianceCounts",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-conformance-pack-compliance-summary takes.
    pub struct GetAggregateConformancePackComplianceSummaryRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// Only what is so.
        filters: Option<AggregateConformancePackComplianceSummaryFilters> = "Filters",
        /// What is counted together.
        group_by_key: Option<Word<AggregateConformancePackComplianceSummaryGroupKey>> = "GroupByKey",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-conformance-pack-compliance-summary answers.
    pub struct GetAggregateConformancePackComplianceSummaryResponse {
        /// How many each group has.
        aggregate_conformance_pack_compliance_summaries: Option<Vec<AggregateConformancePackComplianceSummary>> =
            "AggregateConformancePackComplianceSummaries",
        /// What they are counted by.
        group_by_key: Option<String> = "GroupByKey" [MinLength(1), MaxLength(256)],
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// Which rules are told.
    pub struct ConfigRuleComplianceFilters {
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// Whether it is kept.
        compliance_type: Option<ComplianceType> = "ComplianceType",
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The region.
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// Whether a rule of an account and region is kept.
    pub struct AggregateComplianceByConfigRule {
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// Whether it is kept.
        compliance: Option<Compliance> = "Compliance",
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The region.
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// Which conformance packs are told.
    pub struct AggregateConformancePackComplianceFilters {
        /// The name of the conformance pack.
        conformance_pack_name: Option<String> =
            "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// Whether it is kept.
        compliance_type: Option<Word<ConformancePackComplianceType>> = "ComplianceType",
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The region.
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// Whether a conformance pack of an account and region is kept.
    pub struct AggregateComplianceByConformancePack {
        /// The name of the conformance pack.
        conformance_pack_name: Option<String> =
            "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// Whether it is kept.
        compliance: Option<AggregateConformancePackCompliance> = "Compliance",
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The region.
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// How many rules of a conformance pack are kept and broken.
    pub struct AggregateConformancePackCompliance {
        /// Whether it is kept.
        compliance_type: Option<Word<ConformancePackComplianceType>> = "ComplianceType",
        /// How many rules are kept.
        compliant_rule_count: Option<i32> = "CompliantRuleCount",
        /// How many are broken.
        non_compliant_rule_count: Option<i32> = "NonCompliantRuleCount",
        /// How many there are.
        total_rule_count: Option<i32> = "TotalRuleCount",
    }

    /// What a rule of an account and region found of a resource.
    pub struct AggregateEvaluationResult {
        /// What was found of what.
        evaluation_result_identifier: Option<EvaluationResultIdentifier> =
            "EvaluationResultIdentifier",
        /// Whether it is kept.
        compliance_type: Option<ComplianceType> = "ComplianceType",
        /// When the result came in.
        result_recorded_time: Option<Timestamp> = "ResultRecordedTime",
        /// When the evaluation began.
        config_rule_invoked_time: Option<Timestamp> = "ConfigRuleInvokedTime",
        /// What there is to say about it.
        annotation: Option<String> = "Annotation" [MinLength(1), MaxLength(256)],
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The region.
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// Which rules are counted.
    pub struct ConfigRuleComplianceSummaryFilters {
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The region.
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// How many rules of a group are kept and broken.
    pub struct AggregateComplianceCount {
        /// The type, account or region.
        group_name: Option<String> = "GroupName" [MinLength(1), MaxLength(256)],
        /// How many are kept and broken.
        compliance_summary: Option<ComplianceSummary> = "ComplianceSummary",
    }

    /// Which conformance packs are counted.
    pub struct AggregateConformancePackComplianceSummaryFilters {
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The region.
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// How many conformance packs of a group are kept and broken.
    pub struct AggregateConformancePackComplianceSummary {
        /// How many are kept and broken.
        compliance_summary: Option<AggregateConformancePackComplianceCount> = "ComplianceSummary",
        /// The type, account or region.
        group_name: Option<String> = "GroupName" [MinLength(1), MaxLength(256)],
    }

    /// How many conformance packs are kept and broken.
    pub struct AggregateConformancePackComplianceCount {
        /// How many are kept.
        compliant_conformance_pack_count: Option<i32> = "CompliantConformancePackCount",
        /// How many are broken.
        non_compliant_conformance_pack_count: Option<i32> = "NonCompliantConformancePackCount",
    }
}

words! {
    /// Whether a conformance pack is kept.
    pub enum ConformancePackComplianceType = ["COMPLIANT", "NON_COMPLIANT", "INSUFFICIENT_DATA"];

    /// What rules are counted by.
    pub enum ConfigRuleComplianceSummaryGroupKey = ["ACCOUNT_ID", "AWS_REGION"];

    /// What conformance packs are counted by.
    pub enum AggregateConformancePackComplianceSummaryGroupKey = ["ACCOUNT_ID", "AWS_REGION"];
}
