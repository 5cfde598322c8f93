//! Shapes of the operations on remediation.

use std::collections::BTreeMap;

use super::Word;
use super::resources::ResourceKey;
use crate::schema::Limit::{Each, EachName, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-remediation-configuration takes.
    pub struct DeleteRemediationConfigurationRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The type of resource that it is about.
        resource_type: Option<String> = "ResourceType",
    }

    /// What delete-remediation-exceptions takes.
    pub struct DeleteRemediationExceptionsRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The resources: type and id.
        resource_keys: Vec<RemediationExceptionResourceKey> =
            "ResourceKeys" [MinLength(1), MaxLength(100)],
    }

    /// What delete-remediation-exceptions answers.
    pub struct DeleteRemediationExceptionsResponse {
        /// What did not work.
        failed_batches: Option<Vec<FailedDeleteRemediationExceptionsBatch>> = "FailedBatches",
    }

    /// What describe-remediation-configurations takes.
    pub struct DescribeRemediationConfigurationsRequest {
        /// The names of the rules.
        config_rule_names: Vec<String> =
            "ConfigRuleNames" [MaxLength(25), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// What describe-remediation-configurations answers.
    pub struct DescribeRemediationConfigurationsResponse {
        /// The remediations.
        remediation_configurations: Option<Vec<RemediationConfiguration>> =
            "RemediationConfigurations" [MaxLength(25)],
    }

    /// What describe-remediation-exceptions takes.
    pub struct DescribeRemediationExceptionsRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// Only these resources: type and id.
        resource_keys: Option<Vec<RemediationExceptionResourceKey>> =
            "ResourceKeys" [MinLength(1), MaxLength(100)],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-remediation-exceptions answers.
    pub struct DescribeRemediationExceptionsResponse {
        /// What is left alone.
        remediation_exceptions: Option<Vec<RemediationException>> =
            "RemediationExceptions" [MaxLength(25)],
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-remediation-execution-status takes.
    pub struct DescribeRemediationExecutionStatusRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// Only these resources: type and id.
        resource_keys: Option<Vec<ResourceKey>> = "ResourceKeys" [MinLength(1), MaxLength(100)],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-remediation-execution-status answers.
    pub struct DescribeRemediationExecutionStatusResponse {
        /// How far each is.
        remediation_execution_statuses: Option<Vec<RemediationExecutionStatus>> =
            "RemediationExecutionStatuses",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-remediation-configurations takes.
    pub struct PutRemediationConfigurationsRequest {
        /// What is done, rule by rule.
        remediation_configurations: Vec<RemediationConfiguration> =
            "RemediationConfigurations" [MaxLength(25)],
    }

    /// What put-remediation-configurations answers.
    pub struct PutRemediationConfigurationsResponse {
        /// What did not work.
        failed_batches: Option<Vec<FailedRemediationBatch>> = "FailedBatches",
    }

    /// What put-remediation-exceptions takes.
    pub struct PutRemediationExceptionsRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The resources: type and id.
        resource_keys: Vec<RemediationExceptionResourceKey> =
            "ResourceKeys" [MinLength(1), MaxLength(100)],
        /// Why the resources are left alone.
        message: Option<String> = "Message" [MinLength(1), MaxLength(1024)],
        /// When the resources are no longer left alone.
        expiration_time: Option<Timestamp> = "ExpirationTime",
    }

    /// What put-remediation-exceptions answers.
    pub struct PutRemediationExceptionsResponse {
        /// What did not work.
        failed_batches: Option<Vec<FailedRemediationExceptionBatch>> = "FailedBatches",
    }

    /// What start-remediation-execution takes.
    pub struct StartRemediationExecutionRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The resources: type and id.
        resource_keys: Vec<ResourceKey> = "ResourceKeys" [MinLength(1), MaxLength(100)],
    }

    /// What start-remediation-execution answers.
    pub struct StartRemediationExecutionResponse {
        /// Why it did not work.
        failure_message: Option<String> = "FailureMessage",
        /// What it did not work for.
        failed_items: Option<Vec<ResourceKey>> = "FailedItems" [MinLength(1), MaxLength(100)],
    }

    /// A resource that remediation leaves alone: type and id.
    pub struct RemediationExceptionResourceKey {
        /// The type of the resource.
        resource_type: Option<String> = "ResourceType" [MinLength(1), MaxLength(256)],
        /// The id of the resource.
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(1024)],
    }

    /// Resources that it did not work for, and why.
    pub struct FailedDeleteRemediationExceptionsBatch {
        /// Why it did not work.
        failure_message: Option<String> = "FailureMessage",
        /// What it did not work for.
        failed_items: Option<Vec<RemediationExceptionResourceKey>> =
            "FailedItems" [MinLength(1), MaxLength(100)],
    }

    /// What is done about resources that a rule finds fault with.
    pub struct RemediationConfiguration {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// What does it.
        target_type: Word<RemediationTargetType> = "TargetType",
        /// The name of the document.
        target_id: String = "TargetId" [MinLength(1), MaxLength(256)],
        /// The version of the document.
        target_version: Option<String> = "TargetVersion",
        /// The parameters of the document.
        parameters: Option<BTreeMap<String, RemediationParameterValue>> =
            "Parameters" [MaxLength(25), EachName(&[MinLength(1), MaxLength(256)])],
        /// The type of the resource.
        resource_type: Option<String> = "ResourceType",
        /// Whether it is done by itself.
        automatic: Option<bool> = "Automatic",
        /// How many resources are worked on at a time.
        execution_controls: Option<ExecutionControls> = "ExecutionControls",
        /// How often it is tried by itself.
        maximum_automatic_attempts: Option<i32> = "MaximumAutomaticAttempts" [Min(1), Max(25)],
        /// In how many seconds it is tried so often.
        retry_attempt_seconds: Option<i64> = "RetryAttemptSeconds" [Min(1), Max(2_678_000)],
        /// The ARN of the remediation.
        arn: Option<String> = "Arn" [MinLength(1), MaxLength(1024)],
        /// The service that made it.
        created_by_service: Option<String> = "CreatedByService" [MinLength(1), MaxLength(1024)],
    }

    /// The value of a parameter of a remediation.
    pub struct RemediationParameterValue {
        /// A value that is taken from the resource.
        resource_value: Option<ResourceValue> = "ResourceValue",
        /// Values that are the same for each.
        static_value: Option<StaticValue> = "StaticValue",
    }

    /// A value that is taken from the resource.
    pub struct ResourceValue {
        /// What is taken.
        value: Word<ResourceValueType> = "Value",
    }

    /// Values that are the same for every resource.
    pub struct StaticValue {
        /// The values.
        values: Vec<String> = "Values" [MaxLength(25), Each(&[MinLength(1), MaxLength(256)])],
    }

    /// How many resources are worked on at a time.
    pub struct ExecutionControls {
        /// How many, and when it is given up.
        ssm_controls: Option<SsmControls> = "SsmControls",
    }

    /// How many resources are worked on at a time, and when it is given up.
    pub struct SsmControls {
        /// The share of the resources that are worked on at a time.
        concurrent_execution_rate_percentage: Option<i32> =
            "ConcurrentExecutionRatePercentage" [Min(1), Max(100)],
        /// The share of failures at which it is given up.
        error_percentage: Option<i32> = "ErrorPercentage" [Min(1), Max(100)],
    }

    /// A resource that remediation leaves alone.
    pub struct RemediationException {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// The type of the resource.
        resource_type: String = "ResourceType" [MinLength(1), MaxLength(256)],
        /// The id of the resource.
        resource_id: String = "ResourceId" [MinLength(1), MaxLength(1024)],
        /// Why it is left alone.
        message: Option<String> = "Message" [MinLength(1), MaxLength(1024)],
        /// Until when it is left alone.
        expiration_time: Option<Timestamp> = "ExpirationTime",
    }

    /// How far the remediation of a resource is.
    pub struct RemediationExecutionStatus {
        /// The resource.
        resource_key: Option<ResourceKey> = "ResourceKey",
        /// How far it is.
        state: Option<Word<RemediationExecutionState>> = "State",
        /// The steps.
        step_details: Option<Vec<RemediationExecutionStep>> = "StepDetails",
        /// When it began.
        invocation_time: Option<Timestamp> = "InvocationTime",
        /// When that last changed.
        last_updated_time: Option<Timestamp> = "LastUpdatedTime",
    }

    /// A step of a remediation.
    pub struct RemediationExecutionStep {
        /// The name.
        name: Option<String> = "Name",
        /// How far it is.
        state: Option<Word<RemediationExecutionStepState>> = "State",
        /// Why it failed.
        error_message: Option<String> = "ErrorMessage",
        /// The beginning.
        start_time: Option<Timestamp> = "StartTime",
        /// The end.
        stop_time: Option<Timestamp> = "StopTime",
    }

    /// Remediations that it did not work for, and why.
    pub struct FailedRemediationBatch {
        /// Why it did not work.
        failure_message: Option<String> = "FailureMessage",
        /// What it did not work for.
        failed_items: Option<Vec<RemediationConfiguration>> = "FailedItems" [MaxLength(25)],
    }

    /// Resources that it did not work for, and why.
    pub struct FailedRemediationExceptionBatch {
        /// Why it did not work.
        failure_message: Option<String> = "FailureMessage",
        /// What it did not work for.
        failed_items: Option<Vec<RemediationException>> = "FailedItems" [MaxLength(25)],
    }
}

words! {
    /// What does a remediation.
    pub enum RemediationTargetType = ["SSM_DOCUMENT"];

    /// What is taken from a resource.
    pub enum ResourceValueType = ["RESOURCE_ID"];

    /// How far a remediation is.
    pub enum RemediationExecutionState = [
        "QUEUED", "IN_PROGRESS", "SUCCEEDED", "FAILED", "UNKNOWN",
    ];

    /// How far a step is.
    pub enum RemediationExecutionStepState = [
        "SUCCEEDED", "PENDING", "FAILED", "IN_PROGRESS", "EXITED", "UNKNOWN",
    ];
}
