//! Shapes of the operations on Contributor Insights rules.

use super::tags::Tag;
use crate::outline;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;

outline! {
    /// What delete-insight-rules takes.
    pub struct DeleteInsightRulesInput {
        /// The names of the rules.
        rule_names: Vec<String> = "RuleNames" [Each(&[MinLength(1), MaxLength(128)])],
    }

    /// What delete-insight-rules answers.
    pub struct DeleteInsightRulesOutput {
        failures: Option<Vec<PartialFailure>> = "Failures",
    }

    /// What describe-insight-rules takes.
    pub struct DescribeInsightRulesInput {
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(500)],
    }

    /// What describe-insight-rules answers.
    pub struct DescribeInsightRulesOutput {
        next_token: Option<String> = "NextToken",
        insight_rules: Option<Vec<InsightRule>> = "InsightRules",
    }

    /// What disable-insight-rules takes.
    pub struct DisableInsightRulesInput {
        /// The names of the rules.
        rule_names: Vec<String> = "RuleNames" [Each(&[MinLength(1), MaxLength(128)])],
    }

    /// What disable-insight-rules answers.
    pub struct DisableInsightRulesOutput {
        failures: Option<Vec<PartialFailure>> = "Failures",
    }

    /// What enable-insight-rules takes.
    pub struct EnableInsightRulesInput {
        /// The names of the rules.
        rule_names: Vec<String> = "RuleNames" [Each(&[MinLength(1), MaxLength(128)])],
    }

    /// What enable-insight-rules answers.
    pub struct EnableInsightRulesOutput {
        failures: Option<Vec<PartialFailure>> = "Failures",
    }

    /// What get-insight-rule-report takes.
    pub struct GetInsightRuleReportInput {
        /// The name of the rule.
        rule_name: String = "RuleName" [MinLength(1), MaxLength(128)],
        /// The beginning of the time that is told of.
        start_time: Timestamp = "StartTime",
        /// The end of the time that is told of.
        end_time: Timestamp = "EndTime",
        /// How long a period of the report is, in seconds.
        period: i32 = "Period" [Min(1)],
        /// How many contributors are told at most, 10 unless this says more.
        max_contributor_count: Option<i32> = "MaxContributorCount",
        /// Which values of the rule are told: UniqueContributors, MaxContributorValue, SampleCount,
        /// Sum, Minimum, Maximum, Average.
        metrics: Option<Vec<String>> = "Metrics" [Each(&[MinLength(1), MaxLength(32)])],
        /// The value by which contributors are ordered: Sum or Maximum.
        order_by: Option<String> = "OrderBy" [MinLength(1), MaxLength(32)],
    }

    /// What get-insight-rule-report answers.
    pub struct GetInsightRuleReportOutput {
        key_labels: Option<Vec<String>> = "KeyLabels",
        aggregation_statistic: Option<String> = "AggregationStatistic",
        aggregate_value: Option<f64> = "AggregateValue",
        approximate_unique_count: Option<i64> = "ApproximateUniqueCount",
        contributors: Option<Vec<InsightRuleContributor>> = "Contributors",
        metric_datapoints: Option<Vec<InsightRuleMetricDatapoint>> = "MetricDatapoints",
    }

    /// What list-managed-insight-rules takes.
    pub struct ListManagedInsightRulesInput {
        /// The ARN of the resource.
        resource_arn: String = "ResourceARN" [MinLength(1), MaxLength(1024)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(500)],
    }

    /// What list-managed-insight-rules answers.
    pub struct ListManagedInsightRulesOutput {
        managed_rules: Option<Vec<ManagedRuleDescription>> = "ManagedRules",
        next_token: Option<String> = "NextToken",
    }

    /// What put-insight-rule takes.
    pub struct PutInsightRuleInput {
        /// The name of the rule.
        rule_name: String = "RuleName" [MinLength(1), MaxLength(128)],
        /// Whether the rule looks at logs at once: ENABLED or DISABLED.
        rule_state: Option<String> = "RuleState" [MinLength(1), MaxLength(32)],
        /// What the rule looks for, as JSON.
        rule_definition: String = "RuleDefinition" [MinLength(1), MaxLength(8192)],
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
        /// Whether log events are looked at as transformed, rather than as they came.
        apply_on_transformed_logs: Option<bool> = "ApplyOnTransformedLogs",
    }

    /// What put-managed-insight-rules takes.
    pub struct PutManagedInsightRulesInput {
        /// The rules: their template and their resource.
        managed_rules: Vec<ManagedRule> = "ManagedRules",
    }

    /// What put-managed-insight-rules answers.
    pub struct PutManagedInsightRulesOutput {
        failures: Option<Vec<PartialFailure>> = "Failures",
    }

    /// A rule that it did not work for.
    pub struct PartialFailure {
        failure_resource: Option<String> = "FailureResource",
        exception_type: Option<String> = "ExceptionType",
        failure_code: Option<String> = "FailureCode",
        failure_description: Option<String> = "FailureDescription",
    }

    /// A Contributor Insights rule.
    pub struct InsightRule {
        name: String = "Name" [MinLength(1), MaxLength(128)],
        state: String = "State" [MinLength(1), MaxLength(32)],
        schema: String = "Schema",
        definition: String = "Definition" [MinLength(1), MaxLength(8192)],
        managed_rule: Option<bool> = "ManagedRule",
        apply_on_transformed_logs: Option<bool> = "ApplyOnTransformedLogs",
    }

    /// A contributor that a rule found.
    pub struct InsightRuleContributor {
        keys: Vec<String> = "Keys",
        approximate_aggregate_value: f64 = "ApproximateAggregateValue",
        datapoints: Vec<InsightRuleContributorDatapoint> = "Datapoints",
    }

    /// What a contributor comes to in a period.
    pub struct InsightRuleContributorDatapoint {
        timestamp: Timestamp = "Timestamp",
        approximate_value: f64 = "ApproximateValue",
    }

    /// What all contributors come to in a period.
    pub struct InsightRuleMetricDatapoint {
        timestamp: Timestamp = "Timestamp",
        /// How many contributors there are.
        unique_contributors: Option<f64> = "UniqueContributors",
        max_contributor_value: Option<f64> = "MaxContributorValue",
        sample_count: Option<f64> = "SampleCount",
        average: Option<f64> = "Average",
        sum: Option<f64> = "Sum",
        minimum: Option<f64> = "Minimum",
        maximum: Option<f64> = "Maximum",
    }

    /// A rule that AWS has for a resource, and whether it is in use.
    pub struct ManagedRuleDescription {
        template_name: Option<String> = "TemplateName" [MinLength(1), MaxLength(128)],
        resource_arn: Option<String> = "ResourceARN" [MinLength(1), MaxLength(1024)],
        rule_state: Option<ManagedRuleState> = "RuleState",
    }

    /// Whether a rule is in use.
    pub struct ManagedRuleState {
        rule_name: String = "RuleName" [MinLength(1), MaxLength(128)],
        state: String = "State" [MinLength(1), MaxLength(32)],
    }

    /// A rule that AWS has for a resource.
    pub struct ManagedRule {
        template_name: String = "TemplateName" [MinLength(1), MaxLength(128)],
        resource_arn: String = "ResourceARN" [MinLength(1), MaxLength(1024)],
        tags: Option<Vec<Tag>> = "Tags",
    }
}
