//! Shapes of what is told of the compliance with conformance packs.

use super::Word;
use super::aggregate_compliance::ConformancePackComplianceType;
use super::compliance::EvaluationResultIdentifier;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
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
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// Whether each rule is kept.
        conformance_pack_rule_compliance_list: Vec<ConformancePackRuleCompliance> =
            "ConformancePackRuleComplianceList" [MaxLength(1000)],
        /// The token of the next page.
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
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// What was found.
        conformance_pack_rule_evaluation_results: Option<Vec<ConformancePackEvaluationResult>> =
            "ConformancePackRuleEvaluationResults" [MaxLength(100)],
        /// The token of the next page.
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
        /// Whether each conformance pack is kept.
        conformance_pack_compliance_summary_list: Option<Vec<ConformancePackComplianceSummary>> =
            "ConformancePackComplianceSummaryList" [MinLength(1), MaxLength(5)],
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What list-conformance-pack-compliance-scores takes.
    pub struct ListConformancePackComplianceScoresRequest {
        /// Only what is so.
        filters: Option<ConformancePackComplianceScoresFilters> = "Filters",
        /// Whether the smallest or the largest come first.
        sort_order: Option<Word<SortOrder>> = "SortOrder",
        /// What the order follows.
        sort_by: Option<Word<SortBy>> = "SortBy",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(20)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-conformance-pack-compliance-scores answers.
    pub struct ListConformancePackComplianceScoresResponse {
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
        /// How well each is kept.
        conformance_pack_compliance_scores: Vec<ConformancePackComplianceScore> =
            "ConformancePackComplianceScores",
    }

    /// Which rules are told.
    pub struct ConformancePackComplianceFilters {
        /// Only these rules.
        config_rule_names: Option<Vec<String>> =
            "ConfigRuleNames" [MaxLength(10), Each(&[MinLength(1), MaxLength(64)])],
        /// Whether it is as it should be.
        compliance_type: Option<Word<ConformancePackComplianceType>> = "ComplianceType",
    }

    /// Whether a rule of a conformance pack is kept.
    pub struct ConformancePackRuleCompliance {
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// Whether it is as it should be.
        compliance_type: Option<Word<ConformancePackComplianceType>> = "ComplianceType",
        /// What controls the rule stands for.
        controls: Option<Vec<String>> =
            "Controls" [MaxLength(20), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// Which results are listed.
    pub struct ConformancePackEvaluationFilters {
        /// Only these rules.
        config_rule_names: Option<Vec<String>> =
            "ConfigRuleNames" [MaxLength(10), Each(&[MinLength(1), MaxLength(64)])],
        /// Whether it is as it should be.
        compliance_type: Option<Word<ConformancePackComplianceType>> = "ComplianceType",
        /// The type of the resource.
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        /// Only the resources with these ids.
        resource_ids: Option<Vec<String>> =
            "ResourceIds" [MaxLength(5), Each(&[MinLength(1), MaxLength(256)])],
    }

    /// What a rule of a conformance pack found of a resource.
    pub struct ConformancePackEvaluationResult {
        /// Whether it is as it should be.
        compliance_type: Word<ConformancePackComplianceType> = "ComplianceType",
        /// Which result it is.
        evaluation_result_identifier: EvaluationResultIdentifier = "EvaluationResultIdentifier",
        /// When the evaluation began.
        config_rule_invoked_time: Timestamp = "ConfigRuleInvokedTime",
        /// When the result came in.
        result_recorded_time: Timestamp = "ResultRecordedTime",
        /// What there is to say about it.
        annotation: Option<String> = "Annotation" [MaxLength(256)],
    }

    /// Whether a conformance pack is kept.
    pub struct ConformancePackComplianceSummary {
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// Whether it is kept.
        conformance_pack_compliance_status: Word<ConformancePackComplianceType> =
            "ConformancePackComplianceStatus",
    }

    /// Which conformance packs are listed.
    pub struct ConformancePackComplianceScoresFilters {
        /// Only these.
        conformance_pack_names: Vec<String> = "ConformancePackNames"
            [MinLength(1), MaxLength(25), Each(&[MinLength(1), MaxLength(256)])],
    }

    /// How well a conformance pack is kept.
    pub struct ConformancePackComplianceScore {
        /// The share of rules and resources that keep them, in percent.
        score: Option<String> = "Score",
        /// The name of the conformance pack.
        conformance_pack_name: Option<String> =
            "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// When that last changed.
        last_updated_time: Option<Timestamp> = "LastUpdatedTime",
    }
}

words! {
    /// What comes first.
    pub enum SortOrder = ["ASCENDING", "DESCENDING"];

    /// What an order follows.
    pub enum SortBy = ["SCORE"];
}
