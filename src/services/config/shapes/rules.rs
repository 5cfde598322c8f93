//! Shapes of the operations on rules.

use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What delete-config-rule takes.
    pub struct DeleteConfigRuleRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
    }

    /// What describe-config-rule-evaluation-status takes.
    pub struct DescribeConfigRuleEvaluationStatusRequest {
        /// Only the rules with these names.
        config_rule_names: Option<Vec<String>> =
            "ConfigRuleNames" [MaxLength(25), Each(&[MinLength(1), MaxLength(128)])],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(50)],
    }

    /// What describe-config-rule-evaluation-status answers.
    pub struct DescribeConfigRuleEvaluationStatusResponse {
        config_rules_evaluation_status: Option<Vec<ConfigRuleEvaluationStatus>> =
            "ConfigRulesEvaluationStatus",
        next_token: Option<String> = "NextToken",
    }

    /// What describe-config-rules takes.
    pub struct DescribeConfigRulesRequest {
        /// Only the rules with these names.
        config_rule_names: Option<Vec<String>> =
            "ConfigRuleNames" [MaxLength(25), Each(&[MinLength(1), MaxLength(128)])],
        /// Only what is so.
        filters: Option<DescribeConfigRulesFilters> = "Filters",
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-config-rules answers.
    pub struct DescribeConfigRulesResponse {
        config_rules: Option<Vec<ConfigRule>> = "ConfigRules",
        next_token: Option<String> = "NextToken",
    }

    /// What get-custom-rule-policy takes.
    pub struct GetCustomRulePolicyRequest {
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
    }

    /// What get-custom-rule-policy answers.
    pub struct GetCustomRulePolicyResponse {
        policy_text: Option<String> = "PolicyText" [MaxLength(10_000)],
    }

    /// What put-config-rule takes.
    pub struct PutConfigRuleRequest {
        /// The rule.
        config_rule: ConfigRule = "ConfigRule",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What start-config-rules-evaluation takes.
    pub struct StartConfigRulesEvaluationRequest {
        /// The names of the rules, at most 25.
        config_rule_names: Option<Vec<String>> =
            "ConfigRuleNames" [MinLength(1), MaxLength(25), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// When a rule was evaluated, and whether it worked.
    pub struct ConfigRuleEvaluationStatus {
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        config_rule_arn: Option<String> = "ConfigRuleArn",
        config_rule_id: Option<String> = "ConfigRuleId",
        last_successful_invocation_time: Option<Timestamp> = "LastSuccessfulInvocationTime",
        last_failed_invocation_time: Option<Timestamp> = "LastFailedInvocationTime",
        last_successful_evaluation_time: Option<Timestamp> = "LastSuccessfulEvaluationTime",
        last_failed_evaluation_time: Option<Timestamp> = "LastFailedEvaluationTime",
        first_activated_time: Option<Timestamp> = "FirstActivatedTime",
        last_deactivated_time: Option<Timestamp> = "LastDeactivatedTime",
        last_error_code: Option<String> = "LastErrorCode",
        last_error_message: Option<String> = "LastErrorMessage",
        first_evaluation_started: Option<bool> = "FirstEvaluationStarted",
        last_debug_log_delivery_status: Option<String> = "LastDebugLogDeliveryStatus",
        last_debug_log_delivery_status_reason: Option<String> = "LastDebugLogDeliveryStatusReason",
        last_debug_log_delivery_time: Option<Timestamp> = "LastDebugLogDeliveryTime",
    }

    /// Which rules are shown.
    pub struct DescribeConfigRulesFilters {
        evaluation_mode: Option<EvaluationMode> = "EvaluationMode",
        rule_evaluation_visibility: Option<RuleEvaluationVisibility> = "RuleEvaluationVisibility",
    }

    /// A rule.
    pub struct ConfigRule {
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        config_rule_arn: Option<String> = "ConfigRuleArn" [MinLength(1), MaxLength(256)],
        config_rule_id: Option<String> = "ConfigRuleId" [MinLength(1), MaxLength(64)],
        description: Option<String> = "Description" [MaxLength(256)],
        scope: Option<Scope> = "Scope",
        source: Source = "Source",
        /// The parameters of the rule, as JSON.
        input_parameters: Option<String> = "InputParameters" [MinLength(1), MaxLength(1024)],
        /// How often it is evaluated, where that follows the clock.
        maximum_execution_frequency: Option<MaximumExecutionFrequency> =
            "MaximumExecutionFrequency",
        config_rule_state: Option<ConfigRuleState> = "ConfigRuleState",
        created_by: Option<String> = "CreatedBy" [MinLength(1), MaxLength(256)],
        evaluation_modes: Option<Vec<EvaluationModeConfiguration>> = "EvaluationModes",
        rule_evaluation_visibility: Option<RuleEvaluationVisibility> = "RuleEvaluationVisibility",
    }

    /// Which resources a rule is about.
    pub struct Scope {
        /// The types of resources.
        compliance_resource_types: Option<Vec<String>> =
            "ComplianceResourceTypes" [MaxLength(100), Each(&[MinLength(1), MaxLength(256)])],
        /// Only resources with a tag of this key.
        tag_key: Option<String> = "TagKey" [MinLength(1), MaxLength(128)],
        /// Only resources whose tag has this value.
        tag_value: Option<String> = "TagValue" [MinLength(1), MaxLength(256)],
        /// The only resource. Only with one type.
        compliance_resource_id: Option<String> =
            "ComplianceResourceId" [MinLength(1), MaxLength(768)],
        service_principals: Option<Vec<String>> =
            "ServicePrincipals" [MaxLength(100), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// What a rule is: one of AWS, a function or a policy.
    pub struct Source {
        /// Who made the rule.
        owner: Owner = "Owner",
        /// The name of a rule that AWS has made, or the ARN of a function.
        source_identifier: Option<String> = "SourceIdentifier" [MinLength(1), MaxLength(256)],
        /// What sets off an evaluation. Only for rules of your own.
        source_details: Option<Vec<SourceDetail>> = "SourceDetails" [MaxLength(25)],
        custom_policy_details: Option<CustomPolicyDetails> = "CustomPolicyDetails",
    }

    /// What sets off an evaluation.
    pub struct SourceDetail {
        event_source: Option<EventSource> = "EventSource",
        message_type: Option<MessageType> = "MessageType",
        /// How often it is evaluated, where that follows the clock.
        maximum_execution_frequency: Option<MaximumExecutionFrequency> =
            "MaximumExecutionFrequency",
    }

    /// A policy that is written in Guard.
    pub struct CustomPolicyDetails {
        /// The language of the policy, as in guard-2.x.x.
        policy_runtime: String = "PolicyRuntime" [MinLength(1), MaxLength(64)],
        /// The policy.
        policy_text: String = "PolicyText" [MaxLength(10_000)],
        enable_debug_log_delivery: Option<bool> = "EnableDebugLogDelivery",
    }

    /// How a rule is evaluated.
    pub struct EvaluationModeConfiguration {
        mode: Option<EvaluationMode> = "Mode",
    }
}

words! {
    /// Whether resources are looked at before or after they are created.
    pub enum EvaluationMode = ["DETECTIVE", "PROACTIVE"];

    /// Who sees what a rule finds.
    pub enum RuleEvaluationVisibility = ["EXTERNAL", "INTERNAL"];

    /// Who made a rule.
    pub enum Owner = ["CUSTOM_LAMBDA", "AWS", "CUSTOM_POLICY"];

    /// Where what sets off an evaluation comes from.
    pub enum EventSource = ["aws.config"];

    /// What sets off an evaluation.
    pub enum MessageType = [
        "ConfigurationItemChangeNotification", "ConfigurationSnapshotDeliveryCompleted",
        "ScheduledNotification", "OversizedConfigurationItemChangeNotification",
    ];

    /// How often something is done.
    pub enum MaximumExecutionFrequency = [
        "One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours",
    ];

    /// What state a rule is in.
    pub enum ConfigRuleState = ["ACTIVE", "DELETING", "DELETING_RESULTS", "EVALUATING"];
}
