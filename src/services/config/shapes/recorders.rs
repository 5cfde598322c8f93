//! Shapes of the operations on configuration recorders.

use super::Word;
use super::resource_types::ResourceType;
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What associate-resource-types takes.
    pub struct AssociateResourceTypesRequest {
        /// The ARN of the recorder.
        configuration_recorder_arn: String =
            "ConfigurationRecorderArn" [MinLength(1), MaxLength(1000)],
        /// The types of resources, as in AWS::EC2::Instance.
        resource_types: Vec<Word<ResourceType>> = "ResourceTypes",
    }

    /// What associate-resource-types answers.
    pub struct AssociateResourceTypesResponse {
        /// The recorder.
        configuration_recorder: ConfigurationRecorder = "ConfigurationRecorder",
    }

    /// What delete-configuration-recorder takes.
    pub struct DeleteConfigurationRecorderRequest {
        /// The name of the recorder.
        configuration_recorder_name: String =
            "ConfigurationRecorderName" [MinLength(1), MaxLength(256)],
    }

    /// What delete-service-linked-configuration-recorder takes.
    pub struct DeleteServiceLinkedConfigurationRecorderRequest {
        /// The service, as in config.amazonaws.com.
        service_principal: Option<String> = "ServicePrincipal" [MinLength(1), MaxLength(128)],
        /// The ARN.
        arn: Option<String> = "Arn" [MinLength(1), MaxLength(1000)],
    }

    /// What delete-service-linked-configuration-recorder answers.
    pub struct DeleteServiceLinkedConfigurationRecorderResponse {
        /// The ARN.
        arn: String = "Arn" [MinLength(1), MaxLength(1000)],
        /// The name.
        name: String = "Name" [MinLength(1), MaxLength(256)],
    }

    /// What describe-configuration-recorder-status takes.
    pub struct DescribeConfigurationRecorderStatusRequest {
        /// Only the recorders with these names.
        configuration_recorder_names: Option<Vec<String>> =
            "ConfigurationRecorderNames" [Each(&[MinLength(1), MaxLength(256)])],
        /// Only the recorder of this service.
        service_principal: Option<String> = "ServicePrincipal" [MinLength(1), MaxLength(128)],
        /// Only the recorder with this ARN.
        arn: Option<String> = "Arn" [MinLength(1), MaxLength(1000)],
    }

    /// What describe-configuration-recorder-status answers.
    pub struct DescribeConfigurationRecorderStatusResponse {
        /// How they fare.
        configuration_recorders_status: Option<Vec<ConfigurationRecorderStatus>> =
            "ConfigurationRecordersStatus",
    }

    /// What describe-configuration-recorders takes.
    pub struct DescribeConfigurationRecordersRequest {
        /// Only the recorders with these names.
        configuration_recorder_names: Option<Vec<String>> =
            "ConfigurationRecorderNames" [Each(&[MinLength(1), MaxLength(256)])],
        /// Only the recorder of this service.
        service_principal: Option<String> = "ServicePrincipal" [MinLength(1), MaxLength(128)],
        /// Only the recorder with this ARN.
        arn: Option<String> = "Arn" [MinLength(1), MaxLength(1000)],
    }

    /// What describe-configuration-recorders answers.
    pub struct DescribeConfigurationRecordersResponse {
        /// The recorders.
        configuration_recorders: Option<Vec<ConfigurationRecorder>> = "ConfigurationRecorders",
    }

    /// What disassociate-resource-types takes.
    pub struct DisassociateResourceTypesRequest {
        /// The ARN of the recorder.
        configuration_recorder_arn: String =
            "ConfigurationRecorderArn" [MinLength(1), MaxLength(1000)],
        /// The types of resources, as in AWS::EC2::Instance.
        resource_types: Vec<Word<ResourceType>> = "ResourceTypes",
    }

    /// What disassociate-resource-types answers.
    pub struct DisassociateResourceTypesResponse {
        /// The recorder.
        configuration_recorder: ConfigurationRecorder = "ConfigurationRecorder",
    }

    /// What list-configuration-recorders takes.
    pub struct ListConfigurationRecordersRequest {
        /// Only what is so.
        filters: Option<Vec<ConfigurationRecorderFilter>> = "Filters",
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(0), Max(20)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-configuration-recorders answers.
    pub struct ListConfigurationRecordersResponse {
        /// The recorders.
        configuration_recorder_summaries: Vec<ConfigurationRecorderSummary> =
            "ConfigurationRecorderSummaries",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-configuration-recorder takes.
    pub struct PutConfigurationRecorderRequest {
        /// The recorder: its name, its role and what it records.
        configuration_recorder: ConfigurationRecorder = "ConfigurationRecorder",
        /// Tags of the recorder.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-service-linked-configuration-recorder takes.
    pub struct PutServiceLinkedConfigurationRecorderRequest {
        /// The service, as in config.amazonaws.com.
        service_principal: String = "ServicePrincipal" [MinLength(1), MaxLength(128)],
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-service-linked-configuration-recorder answers.
    pub struct PutServiceLinkedConfigurationRecorderResponse {
        /// The ARN.
        arn: Option<String> = "Arn" [MinLength(1), MaxLength(1000)],
        /// The name.
        name: Option<String> = "Name" [MinLength(1), MaxLength(256)],
    }

    /// What put-third-party-service-linked-configuration-recorder takes.
    pub struct PutThirdPartyServiceLinkedConfigurationRecorderRequest {
        /// The service, as in config.amazonaws.com.
        service_principal: String = "ServicePrincipal" [MinLength(1), MaxLength(128)],
        /// The ARN of the connector to the other cloud.
        connector_arn: String = "ConnectorArn" [MinLength(1), MaxLength(1000)],
        /// Which parts of the other cloud are recorded.
        scope_configuration: ScopeConfiguration = "ScopeConfiguration",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-third-party-service-linked-configuration-recorder answers.
    pub struct PutThirdPartyServiceLinkedConfigurationRecorderResponse {
        /// The ARN.
        arn: String = "Arn" [MinLength(1), MaxLength(1000)],
        /// The name.
        name: String = "Name" [MinLength(1), MaxLength(256)],
    }

    /// What start-configuration-recorder takes.
    pub struct StartConfigurationRecorderRequest {
        /// The name of the recorder.
        configuration_recorder_name: String =
            "ConfigurationRecorderName" [MinLength(1), MaxLength(256)],
    }

    /// What stop-configuration-recorder takes.
    pub struct StopConfigurationRecorderRequest {
        /// The name of the recorder.
        configuration_recorder_name: String =
            "ConfigurationRecorderName" [MinLength(1), MaxLength(256)],
    }

    /// A recorder.
    pub struct ConfigurationRecorder {
        /// Its ARN.
        arn: Option<String> = "arn" [MinLength(1), MaxLength(1000)],
        /// Its name.
        name: Option<String> = "name" [MinLength(1), MaxLength(256)],
        /// The role by which resources are looked at.
        role_arn: Option<String> = "roleARN",
        /// The types of resources that are recorded.
        recording_group: Option<RecordingGroup> = "recordingGroup",
        /// How often changes are recorded.
        recording_mode: Option<RecordingMode> = "recordingMode",
        /// Whether what is recorded is paid for.
        recording_scope: Option<Word<RecordingScope>> = "recordingScope",
        /// The service whose recorder it is.
        service_principal: Option<String> = "servicePrincipal" [MinLength(1), MaxLength(128)],
        /// The ARN of the connector to another cloud.
        connector_arn: Option<String> = "connectorArn" [MinLength(1), MaxLength(1000)],
        /// Which parts of another cloud are recorded.
        scope_configuration: Option<ScopeConfiguration> = "scopeConfiguration",
    }

    /// The types of resources that a recorder records.
    pub struct RecordingGroup {
        /// Whether all types are recorded that Config knows.
        all_supported: Option<bool> = "allSupported",
        /// Whether the types of IAM that are not of a region are recorded as well.
        include_global_resource_types: Option<bool> = "includeGlobalResourceTypes",
        /// The types that are recorded, if not all are.
        resource_types: Option<Vec<Word<ResourceType>>> = "resourceTypes",
        /// The types that are not recorded.
        exclusion_by_resource_types: Option<ExclusionByResourceTypes> = "exclusionByResourceTypes",
        /// How the types are named that are recorded.
        recording_strategy: Option<RecordingStrategy> = "recordingStrategy",
    }

    /// The types that are not recorded.
    pub struct ExclusionByResourceTypes {
        /// The types of resources, as in AWS::EC2::Instance.
        resource_types: Option<Vec<Word<ResourceType>>> = "resourceTypes",
    }

    /// How the types are named that are recorded.
    pub struct RecordingStrategy {
        /// Which of the other members says what is recorded.
        use_only: Option<Word<RecordingStrategyType>> = "useOnly",
    }

    /// How often a recorder records changes.
    pub struct RecordingMode {
        /// How often changes are recorded: CONTINUOUS or DAILY.
        recording_frequency: Word<RecordingFrequency> = "recordingFrequency",
        /// Types that are recorded at another frequency.
        recording_mode_overrides: Option<Vec<RecordingModeOverride>> =
            "recordingModeOverrides" [MaxLength(1)],
    }

    /// Types that are recorded at another frequency.
    pub struct RecordingModeOverride {
        /// What is said of it.
        description: Option<String> = "description" [MinLength(1), MaxLength(256)],
        /// The types of resources, as in AWS::EC2::Instance.
        resource_types: Vec<Word<ResourceType>> = "resourceTypes",
        /// How often changes are recorded: CONTINUOUS or DAILY.
        recording_frequency: Word<RecordingFrequency> = "recordingFrequency",
    }

    /// Which parts of another cloud are recorded.
    pub struct ScopeConfiguration {
        /// What the parts are.
        scope_type: String = "scopeType" [MinLength(1), MaxLength(256)],
        /// Which parts.
        scope_values: Option<Vec<String>> = "scopeValues" [Each(&[MinLength(1), MaxLength(256)])],
        /// Whether all regions of it are recorded.
        all_regions: bool = "allRegions",
        /// The regions of it that are recorded.
        included_regions: Option<Vec<String>> =
            "includedRegions" [MaxLength(200), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// Whether a recorder records, and how it fares.
    pub struct ConfigurationRecorderStatus {
        /// Its ARN.
        arn: Option<String> = "arn" [MinLength(1), MaxLength(1000)],
        /// Its name.
        name: Option<String> = "name",
        /// When it last began to record.
        last_start_time: Option<Timestamp> = "lastStartTime",
        /// When it last stopped.
        last_stop_time: Option<Timestamp> = "lastStopTime",
        /// Whether it records.
        recording: Option<bool> = "recording",
        /// How it last went.
        last_status: Option<Word<RecorderStatus>> = "lastStatus",
        /// What it last failed with.
        last_error_code: Option<String> = "lastErrorCode",
        /// Why it last failed.
        last_error_message: Option<String> = "lastErrorMessage",
        /// When that last became another.
        last_status_change_time: Option<Timestamp> = "lastStatusChangeTime",
        /// The service whose recorder it is.
        service_principal: Option<String> = "servicePrincipal" [MinLength(1), MaxLength(128)],
    }

    /// Which recorders are listed.
    pub struct ConfigurationRecorderFilter {
        /// What recorders are told apart by: recordingScope.
        filter_name: Option<Word<ConfigurationRecorderFilterName>> = "filterName",
        /// What that is to be: PAID or INTERNAL.
        filter_value: Option<Vec<String>> = "filterValue",
    }

    /// A recorder in a list.
    pub struct ConfigurationRecorderSummary {
        /// Its ARN.
        arn: String = "arn" [MinLength(1), MaxLength(1000)],
        /// Its name.
        name: String = "name" [MinLength(1), MaxLength(256)],
        /// The service whose recorder it is.
        service_principal: Option<String> = "servicePrincipal" [MinLength(1), MaxLength(128)],
        /// Whether what is recorded is paid for.
        recording_scope: Word<RecordingScope> = "recordingScope",
        /// Another cloud whose resources it records.
        provider: Option<Word<Provider>> = "provider",
    }
}

words! {
    /// A way of naming the types that are recorded.
    pub enum RecordingStrategyType = [
        "ALL_SUPPORTED_RESOURCE_TYPES", "INCLUSION_BY_RESOURCE_TYPES",
        "EXCLUSION_BY_RESOURCE_TYPES",
    ];

    /// How often changes are recorded.
    pub enum RecordingFrequency = ["CONTINUOUS", "DAILY"];

    /// Whether what is recorded is paid for.
    pub enum RecordingScope = ["INTERNAL", "PAID"];

    /// How the last recording went.
    pub enum RecorderStatus = ["Pending", "Success", "Failure", "NotApplicable"];

    /// What recorders are told apart by.
    pub enum ConfigurationRecorderFilterName = ["recordingScope"];

    /// Another cloud.
    pub enum Provider = ["AZURE"];
}
