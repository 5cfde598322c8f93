//! Shapes of the operations on Contributor Insights rules.

use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength, Pattern};
use crate::shape;
use crate::time::Timestamp;

/// The patterns of texts of rules.
///
/// Source: the API model, `InsightRuleName` and its like, `InsightRuleDefinition`, `TemplateName`.
const PRINTED: &str = r"[\x20-\x7E]+";
const ASCII: &str = r"[\x00-\x7F]+";
const TEMPLATE: &str = r"[0-9A-Za-z][\-\.\_0-9A-Za-z]{0,126}[0-9A-Za-z]";

shape! {
    /// What delete-insight-rules takes.
    pub struct DeleteInsightRulesInput {
        /// The names of the rules.
        rule_names: Vec<String> = "RuleNames" [Each(&[MinLength(1), MaxLength(128), Pattern(PRINTED)])],
    }

    /// What delete-insight-rules answers.
    pub struct DeleteInsightRulesOutput {
        /// What it did not work for.
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
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
        /// The rules.
        insight_rules: Option<Vec<InsightRule>> = "InsightRules",
    }

    /// What disable-insight-rules takes.
    pub struct DisableInsightRulesInput {
        /// The names of the rules.
        rule_names: Vec<String> = "RuleNames" [Each(&[MinLength(1), MaxLength(128), Pattern(PRINTED)])],
    }

    /// What disable-insight-rules answers.
    pub struct DisableInsightRulesOutput {
        /// What it did not work for.
        failures: Option<Vec<PartialFailure>> = "Failures",
    }

    /// What enable-insight-rules takes.
    pub struct EnableInsightRulesInput {
        /// The names of the rules.
        rule_names: Vec<String> = "RuleNames" [Each(&[MinLength(1), MaxLength(128), Pattern(PRINTED)])],
    }

    /// What enable-insight-rules answers.
    pub struct EnableInsightRulesOutput {
        /// What it did not work for.
        failures: Option<Vec<PartialFailure>> = "Failures",
    }

    /// What get-insight-rule-report takes.
    pub struct GetInsightRuleReportInput {
        /// The name of the rule.
        rule_name: String = "RuleName" [MinLength(1), MaxLength(128), Pattern(PRINTED)],
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
        metrics: Option<Vec<String>> = "Metrics" [Each(&[MinLength(1), MaxLength(32), Pattern(PRINTED)])],
        /// The value by which contributors are ordered: Sum or Maximum.
        order_by: Option<String> = "OrderBy" [MinLength(1), MaxLength(32), Pattern(PRINTED)],
    }

    /// What get-insight-rule-report answers.
    pub struct GetInsightRuleReportOutput {
        /// The fields that tell contributors apart.
        key_labels: Option<Vec<String>> = "KeyLabels",
        /// Whether lines are counted or values added up: COUNT or SUM.
        aggregation_statistic: Option<String> = "AggregationStatistic",
        /// What all contributors come to.
        aggregate_value: Option<f64> = "AggregateValue",
        /// How many contributors there are.
        approximate_unique_count: Option<i64> = "ApproximateUniqueCount",
        /// The contributors, the largest first.
        contributors: Option<Vec<InsightRuleContributor>> = "Contributors",
        /// The periods.
        metric_datapoints: Option<Vec<InsightRuleMetricDatapoint>> = "MetricDatapoints",
    }

    /// What put-insight-rule takes.
    pub struct PutInsightRuleInput {
        /// The name of the rule.
        rule_name: String = "RuleName" [MinLength(1), MaxLength(128), Pattern(PRINTED)],
        /// Whether the rule looks at logs at once: ENABLED or DISABLED.
        rule_state: Option<String> = "RuleState" [MinLength(1), MaxLength(32), Pattern(PRINTED)],
        /// What the rule looks for, as JSON.
        rule_definition: String = "RuleDefinition" [MinLength(1), MaxLength(8192), Pattern(ASCII)],
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
        /// Whether log events are looked at as transformed, rather than as they came.
        apply_on_transformed_logs: Option<bool> = "ApplyOnTransformedLogs",
    }

    /// A rule that it did not work for.
    pub struct PartialFailure {
        /// The name of the rule.
        failure_resource: Option<String> = "FailureResource",
        /// The type of the error.
        exception_type: Option<String> = "ExceptionType",
        /// The code of the error.
        failure_code: Option<String> = "FailureCode",
        /// What the error is.
        failure_description: Option<String> = "FailureDescription",
    }

    /// A Contributor Insights rule.
    pub struct InsightRule {
        /// The name of the rule.
        name: String = "Name" [MinLength(1), MaxLength(128)],
        /// Whether it looks at logs: ENABLED or DISABLED.
        state: String = "State" [MinLength(1), MaxLength(32)],
        /// The form of the definition.
        schema: String = "Schema",
        /// What it looks for, as JSON.
        definition: String = "Definition" [MinLength(1), MaxLength(8192)],
        /// Whether it is one of those that AWS has.
        managed_rule: Option<bool> = "ManagedRule",
        /// Whether log events are looked at as transformed, rather than as they came.
        apply_on_transformed_logs: Option<bool> = "ApplyOnTransformedLogs",
    }

    /// A contributor that a rule found.
    pub struct InsightRuleContributor {
        /// The values of the fields that tell contributors apart.
        keys: Vec<String> = "Keys",
        /// What it comes to.
        approximate_aggregate_value: f64 = "ApproximateAggregateValue",
        /// What it comes to, by period.
        datapoints: Vec<InsightRuleContributorDatapoint> = "Datapoints",
    }

    /// What a contributor comes to in a period.
    pub struct InsightRuleContributorDatapoint {
        /// When the period begins.
        timestamp: Timestamp = "Timestamp",
        /// What it comes to.
        approximate_value: f64 = "ApproximateValue",
    }

    /// What all contributors come to in a period.
    pub struct InsightRuleMetricDatapoint {
        /// When the period begins.
        timestamp: Timestamp = "Timestamp",
        /// How many contributors there are.
        unique_contributors: Option<f64> = "UniqueContributors",
        /// What the largest contributor comes to.
        max_contributor_value: Option<f64> = "MaxContributorValue",
        /// How many lines there are.
        sample_count: Option<f64> = "SampleCount",
        /// What lines count for on average.
        average: Option<f64> = "Average",
        /// What lines count for together.
        sum: Option<f64> = "Sum",
        /// The least that a line counts for.
        minimum: Option<f64> = "Minimum",
        /// The most that a line counts for.
        maximum: Option<f64> = "Maximum",
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
        /// The rules that there are for the resource.
        managed_rules: Option<Vec<ManagedRuleDescription>> = "ManagedRules",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-managed-insight-rules takes.
    pub struct PutManagedInsightRulesInput {
        /// The rules: their template and their resource.
        managed_rules: Vec<ManagedRule> = "ManagedRules",
    }

    /// What put-managed-insight-rules answers.
    pub struct PutManagedInsightRulesOutput {
        /// What it did not work for.
        failures: Option<Vec<PartialFailure>> = "Failures",
    }

    /// A rule that AWS has for a resource, and whether it is in use.
    pub struct ManagedRuleDescription {
        /// The template that the rule is made from.
        template_name: Option<String> = "TemplateName" [MinLength(1), MaxLength(128)],
        /// The ARN of the resource, if the rule is in use.
        resource_arn: Option<String> = "ResourceARN" [MinLength(1), MaxLength(1024)],
        /// The rule, if it is in use.
        rule_state: Option<ManagedRuleState> = "RuleState",
    }

    /// Whether a rule is in use.
    pub struct ManagedRuleState {
        /// The name of the rule.
        rule_name: String = "RuleName" [MinLength(1), MaxLength(128)],
        /// Whether it looks at what the service reports: ENABLED or DISABLED.
        state: String = "State" [MinLength(1), MaxLength(32)],
    }

    /// A rule that AWS has for a resource.
    pub struct ManagedRule {
        /// The template that the rule is made from.
        template_name: String = "TemplateName" [MinLength(1), MaxLength(128), Pattern(TEMPLATE)],
        /// The ARN of the resource.
        resource_arn: String = "ResourceARN" [MinLength(1), MaxLength(1024)],
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
    }
}
