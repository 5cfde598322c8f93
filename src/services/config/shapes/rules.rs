//! Shapes of the operations on rules.

use super::Word;
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
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
        /// How each rule fares.
        config_rules_evaluation_status: Option<Vec<ConfigRuleEvaluationStatus>> =
            "ConfigRulesEvaluationStatus",
        /// The token of the next page.
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
        /// The rules.
        config_rules: Option<Vec<ConfigRule>> = "ConfigRules",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What get-custom-rule-policy takes.
    pub struct GetCustomRulePolicyRequest {
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
    }

    /// What get-custom-rule-policy answers.
    pub struct GetCustomRulePolicyResponse {
        /// The policy, in Guard.
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
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The ARN of the rule.
        config_rule_arn: Option<String> = "ConfigRuleArn",
        /// The id of the rule.
        config_rule_id: Option<String> = "ConfigRuleId",
        /// When the rule was last set off and that worked.
        last_successful_invocation_time: Option<Timestamp> = "LastSuccessfulInvocationTime",
        /// When the rule was last set off and that failed.
        last_failed_invocation_time: Option<Timestamp> = "LastFailedInvocationTime",
        /// When the rule was last evaluated and that worked.
        last_successful_evaluation_time: Option<Timestamp> = "LastSuccessfulEvaluationTime",
        /// When the rule was last evaluated and that failed.
        last_failed_evaluation_time: Option<Timestamp> = "LastFailedEvaluationTime",
        /// When the rule became active.
        first_activated_time: Option<Timestamp> = "FirstActivatedTime",
        /// When the rule was last no longer active.
        last_deactivated_time: Option<Timestamp> = "LastDeactivatedTime",
        /// The code of the last failure.
        last_error_code: Option<String> = "LastErrorCode",
        /// What there is to say of the last failure.
        last_error_message: Option<String> = "LastErrorMessage",
        /// Whether it has been evaluated at all.
        first_evaluation_started: Option<bool> = "FirstEvaluationStarted",
        /// Whether the last log of it was delivered.
        last_debug_log_delivery_status: Option<String> = "LastDebugLogDeliveryStatus",
        /// Why the last log was not delivered.
        last_debug_log_delivery_status_reason: Option<String> = "LastDebugLogDeliveryStatusReason",
        /// When the last log was delivered.
        last_debug_log_delivery_time: Option<Timestamp> = "LastDebugLogDeliveryTime",
    }

    /// Which rules are shown.
    pub struct DescribeConfigRulesFilters {
        /// How it is evaluated.
        evaluation_mode: Option<EvaluationMode> = "EvaluationMode",
        /// Who sees what it finds.
        rule_evaluation_visibility: Option<Word<RuleEvaluationVisibility>> = "RuleEvaluationVisibility",
    }

    /// A rule.
    pub struct ConfigRule {
        /// The name of the rule.
        config_rule_name: Option<String> = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The ARN of the rule.
        config_rule_arn: Option<String> = "ConfigRuleArn" [MinLength(1), MaxLength(256)],
        /// The id of the rule.
        config_rule_id: Option<String> = "ConfigRuleId" [MinLength(1), MaxLength(64)],
        /// What there is to say about it.
        description: Option<String> = "Description" [MaxLength(256)],
        /// Which resources it is about.
        scope: Option<Scope> = "Scope",
        /// What it is, and what sets off its evaluation.
        source: Source = "Source",
        /// The parameters of the rule, as JSON.
        input_parameters: Option<String> = "InputParameters" [MinLength(1), MaxLength(1024)],
        /// How often it is evaluated, where that follows the clock.
        maximum_execution_frequency: Option<MaximumExecutionFrequency> =
            "MaximumExecutionFrequency",
        /// Its state; only ACTIVE can be set.
        config_rule_state: Option<ConfigRuleState> = "ConfigRuleState",
        /// The service that made it.
        created_by: Option<String> = "CreatedBy" [MinLength(1), MaxLength(256)],
        /// How it is evaluated.
        evaluation_modes: Option<Vec<EvaluationModeConfiguration>> = "EvaluationModes",
        /// Who sees what it finds.
        rule_evaluation_visibility: Option<Word<RuleEvaluationVisibility>> = "RuleEvaluationVisibility",
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
        /// Services whose resources it is about.
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
        /// The policy of a rule that is written in Guard.
        custom_policy_details: Option<CustomPolicyDetails> = "CustomPolicyDetails",
    }

    /// What sets off an evaluation.
    pub struct SourceDetail {
        /// Where what sets it off comes from.
        event_source: Option<Word<EventSource>> = "EventSource",
        /// What sets it off.
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
        /// Whether a log of evaluations is kept.
        enable_debug_log_delivery: Option<bool> = "EnableDebugLogDelivery",
    }

    /// How a rule is evaluated.
    pub struct EvaluationModeConfiguration {
        /// The mode.
        mode: Option<EvaluationMode> = "Mode",
    }
}

words! {
    /// Whether resources are looked at before or after they are created.
    pub enum EvaluationMode {
        /// After.
        Detective = "DETECTIVE",
        /// Before.
        Proactive = "PROACTIVE",
    }
}

words! {
    /// Who sees what a rule finds.
    pub enum RuleEvaluationVisibility = ["EXTERNAL", "INTERNAL"];
}

words! {
    /// Who made a rule.
    pub enum Owner {
        /// You: a function.
        CustomLambda = "CUSTOM_LAMBDA",
        /// AWS.
        Aws = "AWS",
        /// You: a policy in Guard.
        CustomPolicy = "CUSTOM_POLICY",
    }
}

words! {
    /// Where what sets off an evaluation comes from.
    pub enum EventSource = ["aws.config"];
}

words! {
    /// What sets off an evaluation.
    pub enum MessageType {
        /// A resource changes.
        Change = "ConfigurationItemChangeNotification",
        /// A snapshot is delivered.
        Snapshot = "ConfigurationSnapshotDeliveryCompleted",
        /// Time passes.
        Scheduled = "ScheduledNotification",
        /// A resource changes whose item is too long for a message.
        Oversized = "OversizedConfigurationItemChangeNotification",
    }

    /// How often something is done.
    pub enum MaximumExecutionFrequency {
        /// Every hour.
        OneHour = "One_Hour",
        /// Every three hours.
        ThreeHours = "Three_Hours",
        /// Every six hours.
        SixHours = "Six_Hours",
        /// Twice a day.
        TwelveHours = "Twelve_Hours",
        /// Every day.
        TwentyFourHours = "TwentyFour_Hours",
    }

    /// What state a rule is in.
    pub enum ConfigRuleState {
        /// It is there.
        Active = "ACTIVE",
        /// It is being deleted.
        Deleting = "DELETING",
        /// What it found is being deleted.
        DeletingResults = "DELETING_RESULTS",
        /// It is being evaluated.
        Evaluating = "EVALUATING",
    }
}
