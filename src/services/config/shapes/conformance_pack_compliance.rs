//! Shapes of what is told of the compliance with conformance packs.

use super::aggregate_compliance::ConformancePackComplianceType;
use super::compliance::EvaluationResultIdentifier;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What describe-conformance-pack-compliance takes.
    pub struct DescribeConformancePackComplianceRequest {
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// Only what is so.
        filters: Option<ConformancePackComplianceFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(1000)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-conformance-pack-compliance answers.
    pub struct DescribeConformancePackComplianceResponse {
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        conformance_pack_rule_compliance_list: Vec<ConformancePackRuleCompliance> =
            "ConformancePackRuleComplianceList" [MaxLength(1000)],
        next_token: Option<String> = "NextToken",
    }

    /// What get-conformance-pack-compliance-details takes.
    pub struct GetConformancePackComplianceDetailsRequest {
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// Only what is so.
        filters: Option<ConformancePackEvaluationFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-conformance-pack-compliance-details answers.
    pub struct GetConformancePackComplianceDetailsResponse {
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        conformance_pack_rule_evaluation_results: Option<Vec<ConformancePackEvaluationResult>> =
            "ConformancePackRuleEvaluationResults" [MaxLength(100)],
        next_token: Option<String> = "NextToken",
    }

    /// What get-conformance-pack-compliance-summary takes.
    pub struct GetConformancePackComplianceSummaryRequest {
        /// The names of the conformance packs.
        conformance_pack_names: Vec<String> = "ConformancePackNames"
            [MinLength(1), MaxLength(5), Each(&[MinLength(1), MaxLength(256)])],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(20)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-conformance-pack-compliance-summary answers.
    pub struct GetConformancePackComplianceSummaryResponse {
        conformance_pack_compliance_summary_list: Option<Vec<ConformancePackComplianceSummary>> =
            "ConformancePackComplianceSummaryList" [MinLength(1), MaxLength(5)],
        next_token: Option<String> = "NextToken",
    }

    /// What list-conformance-pack-compliance-scores takes.
    pub struct ListConformancePackComplianceScoresRequest {
        /// Only what is so.
        filters: Option<ConformancePackComplianceScoresFilters> = "Filters",
        /// Whether the smallest or the largest come first.
        sort_order: Option<SortOrder> = "SortOrder",
        /// What the order follows.
        sort_by: Option<SortBy> = "SortBy",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(20)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-conformance-pack-compliance-scores answers.
    pub struct ListConformancePackComplianceScoresResponse {
        next_token: Option<String> = "NextToken",
        conformance_pack_compliance_scores: Vec<ConformancePackComplianceScore> =
            "ConformancePackComplianceScores",
    }

    /// Which rules are told.
    pub struct ConformancePackComplianceFilters {
        config_rule_names: Option<Vec<String>> =
            "ConfigRuleNames" [MaxLength(10), Each(&[MinLength(1), MaxLength(64)])],
        compliance_type: Option<ConformancePackComplianceType> = "ComplianceType",
    }

    /// Whether a rule of a conformance pack is kept.
    pub struct ConformancePackRuleCompliance {
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        compliance_type: Option<ConformancePackComplianceType> = "ComplianceType",
        controls: Option<Vec<String>> =
            "Controls" [MaxLength(20), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// Which results are listed.
    pub struct ConformancePackEvaluationFilters {
        config_rule_names: Option<Vec<String>> =
            "ConfigRuleNames" [MaxLength(10), Each(&[MinLength(1), MaxLength(64)])],
        compliance_type: Option<ConformancePackComplianceType> = "ComplianceType",
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        resource_ids: Option<Vec<String>> =
            "ResourceIds" [MaxLength(5), Each(&[MinLength(1), MaxLength(256)])],
    }

    /// What a rule of a conformance pack found of a resource.
    pub struct ConformancePackEvaluationResult {
        compliance_type: ConformancePackComplianceType = "ComplianceType",
        evaluation_result_identifier: EvaluationResultIdentifier = "EvaluationResultIdentifier",
        config_rule_invoked_time: Timestamp = "ConfigRuleInvokedTime",
        result_recorded_time: Timestamp = "ResultRecordedTime",
        /// What there is to say about it.
        annotation: Option<String> = "Annotation" [MaxLength(256)],
    }

    /// Whether a conformance pack is kept.
    pub struct ConformancePackComplianceSummary {
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        conformance_pack_compliance_status: ConformancePackComplianceType =
            "ConformancePackComplianceStatus",
    }

    /// Which conformance packs are listed.
    pub struct ConformancePackComplianceScoresFilters {
        conformance_pack_names: Vec<String> = "ConformancePackNames"
            [MinLength(1), MaxLength(25), Each(&[MinLength(1), MaxLength(256)])],
    }

    /// How well a conformance pack is kept.
    pub struct ConformancePackComplianceScore {
        /// The share of rules and resources that keep them, in percent.
        score: Option<String> = "Score",
        conformance_pack_name: Option<String> =
            "ConformancePackName" [MinLength(1), MaxLength(256)],
        last_updated_time: Option<Timestamp> = "LastUpdatedTime",
    }
}

words! {
    /// What comes first.
    pub enum SortOrder = ["ASCENDING", "DESCENDING"];

    /// What an order follows.
    pub enum SortBy = ["SCORE"];
}
