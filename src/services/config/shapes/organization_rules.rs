//! Shapes of the operations on rules of an organization.

use super::Word;
use super::rules::MaximumExecutionFrequency;
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-organization-config-rule takes.
    pub struct DeleteOrganizationConfigRuleRequest {
        /// The name of the rule.
        organization_config_rule_name: String =
            "OrganizationConfigRuleName" [MinLength(1), MaxLength(64)],
    }

    /// What describe-organization-config-rule-statuses takes.
    pub struct DescribeOrganizationConfigRuleStatusesRequest {
        /// Only the rules with these names.
        organization_config_rule_names: Option<Vec<String>> =
            "OrganizationConfigRuleNames" [MaxLength(25), Each(&[MinLength(1), MaxLength(64)])],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-organization-config-rule-statuses answers.
    pub struct DescribeOrganizationConfigRuleStatusesResponse {
        /// How far each is.
        organization_config_rule_statuses: Option<Vec<OrganizationConfigRuleStatus>> =
            "OrganizationConfigRuleStatuses",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-organization-config-rules takes.
    pub struct DescribeOrganizationConfigRulesRequest {
        /// Only the rules with these names.
        organization_config_rule_names: Option<Vec<String>> =
            "OrganizationConfigRuleNames" [MaxLength(25), Each(&[MinLength(1), MaxLength(64)])],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-organization-config-rules answers.
    pub struct DescribeOrganizationConfigRulesResponse {
        /// The rules.
        organization_config_rules: Option<Vec<OrganizationConfigRule>> = "OrganizationConfigRules",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What get-organization-config-rule-detailed-status takes.
    pub struct GetOrganizationConfigRuleDetailedStatusRequest {
        /// The name of the rule.
        organization_config_rule_name: String =
            "OrganizationConfigRuleName" [MinLength(1), MaxLength(64)],
        /// Only what is so.
        filters: Option<StatusDetailFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-organization-config-rule-detailed-status answers.
    pub struct GetOrganizationConfigRuleDetailedStatusResponse {
        /// How far it is, account by account.
        organization_config_rule_detailed_status: Option<Vec<MemberAccountStatus>> =
            "OrganizationConfigRuleDetailedStatus",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What get-organization-custom-rule-policy takes.
    pub struct GetOrganizationCustomRulePolicyRequest {
        /// The name of the rule.
        organization_config_rule_name: String =
            "OrganizationConfigRuleName" [MinLength(1), MaxLength(64)],
    }

    /// What get-organization-custom-rule-policy answers.
    pub struct GetOrganizationCustomRulePolicyResponse {
        /// The policy, in Guard.
        policy_text: Option<String> = "PolicyText" [MaxLength(10_000)],
    }

    /// What put-organization-config-rule takes.
    pub struct PutOrganizationConfigRuleRequest {
        /// The name of the rule.
        organization_config_rule_name: String =
            "OrganizationConfigRuleName" [MinLength(1), MaxLength(64)],
        /// A rule that AWS has made.
        organization_managed_rule_metadata: Option<OrganizationManagedRuleMetadata> =
            "OrganizationManagedRuleMetadata",
        /// A rule that is a function of your own.
        organization_custom_rule_metadata: Option<OrganizationCustomRuleMetadata> =
            "OrganizationCustomRuleMetadata",
        /// The accounts that are left out.
        excluded_accounts: Option<Vec<String>> = "ExcludedAccounts" [MaxLength(1000)],
        /// A rule whose policy is written in Guard.
        organization_custom_policy_rule_metadata: Option<OrganizationCustomPolicyRuleMetadata> =
            "OrganizationCustomPolicyRuleMetadata",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-organization-config-rule answers.
    pub struct PutOrganizationConfigRuleResponse {
        /// The ARN.
        organization_config_rule_arn: Option<String> =
            "OrganizationConfigRuleArn" [MinLength(1), MaxLength(256)],
    }

    /// How far a rule of an organization is deployed.
    pub struct OrganizationConfigRuleStatus {
        /// The name of the rule.
        organization_config_rule_name: String =
            "OrganizationConfigRuleName" [MinLength(1), MaxLength(64)],
        /// How far it is.
        organization_rule_status: Word<OrganizationRuleStatus> = "OrganizationRuleStatus",
        /// The code of what went wrong.
        error_code: Option<String> = "ErrorCode",
        /// Why it failed.
        error_message: Option<String> = "ErrorMessage",
        /// When that last changed.
        last_update_time: Option<Timestamp> = "LastUpdateTime",
    }

    /// A rule of an organization.
    pub struct OrganizationConfigRule {
        /// The name of the rule.
        organization_config_rule_name: String =
            "OrganizationConfigRuleName" [MinLength(1), MaxLength(64)],
        /// The ARN.
        organization_config_rule_arn: String =
            "OrganizationConfigRuleArn" [MinLength(1), MaxLength(256)],
        /// A rule that AWS has made.
        organization_managed_rule_metadata: Option<OrganizationManagedRuleMetadata> =
            "OrganizationManagedRuleMetadata",
        /// A rule that is a function of your own.
        organization_custom_rule_metadata: Option<OrganizationCustomRuleMetadata> =
            "OrganizationCustomRuleMetadata",
        /// The accounts that are left out.
        excluded_accounts: Option<Vec<String>> = "ExcludedAccounts" [MaxLength(1000)],
        /// When that last changed.
        last_update_time: Option<Timestamp> = "LastUpdateTime",
        /// A rule whose policy is written in Guard.
        organization_custom_policy_rule_metadata: Option<OrganizationCustomPolicyRuleMetadataNoPolicy> =
            "OrganizationCustomPolicyRuleMetadata",
    }

    /// A rule of an organization that AWS has made.
    pub struct OrganizationManagedRuleMetadata {
        /// What there is to say about it.
        description: Option<String> = "Description" [MaxLength(256)],
        /// The name of a rule that AWS has made.
        rule_identifier: String = "RuleIdentifier" [MinLength(1), MaxLength(256)],
        /// The parameters of the rule, as JSON.
        input_parameters: Option<String> = "InputParameters" [MinLength(1), MaxLength(1024)],
        /// How often it is evaluated, where that follows the clock.
        maximum_execution_frequency: Option<MaximumExecutionFrequency> =
            "MaximumExecutionFrequency",
        /// The types of resources that it is about.
        resource_types_scope: Option<Vec<String>> =
            "ResourceTypesScope" [MaxLength(100), Each(&[MinLength(1), MaxLength(256)])],
        /// The only resource that it is about.
        resource_id_scope: Option<String> = "ResourceIdScope" [MinLength(1), MaxLength(768)],
        /// Only resources with a tag of this key.
        tag_key_scope: Option<String> = "TagKeyScope" [MinLength(1), MaxLength(128)],
        /// Only resources whose tag has this value.
        tag_value_scope: Option<String> = "TagValueScope" [MinLength(1), MaxLength(256)],
    }

    /// A rule of an organization that is a function of your own.
    pub struct OrganizationCustomRuleMetadata {
        /// What there is to say about it.
        description: Option<String> = "Description" [MaxLength(256)],
        /// The ARN of the function.
        lambda_function_arn: String = "LambdaFunctionArn" [MinLength(1), MaxLength(256)],
        /// What sets off an evaluation.
        organization_config_rule_trigger_types: Vec<Word<OrganizationConfigRuleTriggerType>> =
            "OrganizationConfigRuleTriggerTypes",
        /// The parameters of the rule, as JSON.
        input_parameters: Option<String> = "InputParameters" [MinLength(1), MaxLength(1024)],
        /// How often it is evaluated, where that follows the clock.
        maximum_execution_frequency: Option<MaximumExecutionFrequency> =
            "MaximumExecutionFrequency",
        /// The types of resources that it is about.
        resource_types_scope: Option<Vec<String>> =
            "ResourceTypesScope" [MaxLength(100), Each(&[MinLength(1), MaxLength(256)])],
        /// The only resource that it is about.
        resource_id_scope: Option<String> = "ResourceIdScope" [MinLength(1), MaxLength(768)],
        /// Only resources with a tag of this key.
        tag_key_scope: Option<String> = "TagKeyScope" [MinLength(1), MaxLength(128)],
        /// Only resources whose tag has this value.
        tag_value_scope: Option<String> = "TagValueScope" [MinLength(1), MaxLength(256)],
    }

    /// A rule of an organization whose policy is written in Guard, without the policy.
    pub struct OrganizationCustomPolicyRuleMetadataNoPolicy {
        /// What there is to say about it.
        description: Option<String> = "Description" [MaxLength(256)],
        /// What sets off an evaluation.
        organization_config_rule_trigger_types: Option<Vec<Word<OrganizationConfigRuleTriggerTypeNoSN>>> =
            "OrganizationConfigRuleTriggerTypes",
        /// The parameters of the rule, as JSON.
        input_parameters: Option<String> = "InputParameters" [MinLength(1), MaxLength(1024)],
        /// How often it is evaluated, where that follows the clock.
        maximum_execution_frequency: Option<MaximumExecutionFrequency> =
            "MaximumExecutionFrequency",
        /// The types of resources that it is about.
        resource_types_scope: Option<Vec<String>> =
            "ResourceTypesScope" [MaxLength(100), Each(&[MinLength(1), MaxLength(256)])],
        /// The only resource that it is about.
        resource_id_scope: Option<String> = "ResourceIdScope" [MinLength(1), MaxLength(768)],
        /// Only resources with a tag of this key.
        tag_key_scope: Option<String> = "TagKeyScope" [MinLength(1), MaxLength(128)],
        /// Only resources whose tag has this value.
        tag_value_scope: Option<String> = "TagValueScope" [MinLength(1), MaxLength(256)],
        /// The language of the policy, as in guard-2.x.x.
        policy_runtime: Option<String> = "PolicyRuntime" [MinLength(1), MaxLength(64)],
        /// The accounts that a log of evaluations is kept for.
        debug_log_delivery_accounts: Option<Vec<String>> =
            "DebugLogDeliveryAccounts" [MaxLength(1000)],
    }

    /// Which accounts are told of.
    pub struct StatusDetailFilters {
        /// The account.
        account_id: Option<String> = "AccountId",
        /// How far it is there.
        member_account_rule_status: Option<Word<MemberAccountRuleStatus>> = "MemberAccountRuleStatus",
    }

    /// How far a rule is deployed in an account, and why no further.
    pub struct MemberAccountStatus {
        /// The account.
        account_id: String = "AccountId",
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(64)],
        /// How far it is there.
        member_account_rule_status: Word<MemberAccountRuleStatus> = "MemberAccountRuleStatus",
        /// The code of what went wrong.
        error_code: Option<String> = "ErrorCode",
        /// Why it failed.
        error_message: Option<String> = "ErrorMessage",
        /// When that last changed.
        last_update_time: Option<Timestamp> = "LastUpdateTime",
    }

    /// A rule of an organization whose policy is written in Guard.
    pub struct OrganizationCustomPolicyRuleMetadata {
        /// What there is to say about it.
        description: Option<String> = "Description" [MaxLength(256)],
        /// What sets off an evaluation.
        organization_config_rule_trigger_types: Option<Vec<Word<OrganizationConfigRuleTriggerTypeNoSN>>> =
            "OrganizationConfigRuleTriggerTypes",
        /// The parameters of the rule, as JSON.
        input_parameters: Option<String> = "InputParameters" [MinLength(1), MaxLength(1024)],
        /// How often it is evaluated, where that follows the clock.
        maximum_execution_frequency: Option<MaximumExecutionFrequency> =
            "MaximumExecutionFrequency",
        /// The types of resources that it is about.
        resource_types_scope: Option<Vec<String>> =
            "ResourceTypesScope" [MaxLength(100), Each(&[MinLength(1), MaxLength(256)])],
        /// The only resource that it is about.
        resource_id_scope: Option<String> = "ResourceIdScope" [MinLength(1), MaxLength(768)],
        /// Only resources with a tag of this key.
        tag_key_scope: Option<String> = "TagKeyScope" [MinLength(1), MaxLength(128)],
        /// Only resources whose tag has this value.
        tag_value_scope: Option<String> = "TagValueScope" [MinLength(1), MaxLength(256)],
        /// The language of the policy, as in guard-2.x.x.
        policy_runtime: String = "PolicyRuntime" [MinLength(1), MaxLength(64)],
        /// The policy.
        policy_text: String = "PolicyText" [MaxLength(10_000)],
        /// The accounts that a log of evaluations is kept for.
        debug_log_delivery_accounts: Option<Vec<String>> =
            "DebugLogDeliveryAccounts" [MaxLength(1000)],
    }
}

words! {
    /// How far a rule of an organization is deployed.
    pub enum OrganizationRuleStatus = [
        "CREATE_SUCCESSFUL", "CREATE_IN_PROGRESS", "CREATE_FAILED", "DELETE_SUCCESSFUL",
        "DELETE_FAILED", "DELETE_IN_PROGRESS", "UPDATE_SUCCESSFUL", "UPDATE_IN_PROGRESS",
        "UPDATE_FAILED",
    ];

    /// What sets off an evaluation.
    pub enum OrganizationConfigRuleTriggerType = [
        "ConfigurationItemChangeNotification", "OversizedConfigurationItemChangeNotification",
        "ScheduledNotification",
    ];

    /// What sets off an evaluation by a policy.
    pub enum OrganizationConfigRuleTriggerTypeNoSN = [
        "ConfigurationItemChangeNotification", "OversizedConfigurationItemChangeNotification",
    ];

    /// How far a rule is deployed in an account.
    pub enum MemberAccountRuleStatus = [
        "CREATE_SUCCESSFUL", "CREATE_IN_PROGRESS", "CREATE_FAILED", "DELETE_SUCCESSFUL",
        "DELETE_FAILED", "DELETE_IN_PROGRESS", "UPDATE_SUCCESSFUL", "UPDATE_IN_PROGRESS",
        "UPDATE_FAILED",
    ];
}
