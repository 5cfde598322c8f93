//! Shapes of the operations on event data stores.

use super::selectors::AdvancedEventSelector;
use super::tags::Tag;
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What create-event-data-store takes.
    pub struct CreateEventDataStoreRequest {
        /// The name of the event data store.
        name: String = "Name" [MinLength(3), MaxLength(128)],
        /// Which events are taken. Without any, all management events are.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        /// Whether events of all regions are taken; they are unless this says no.
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        /// Whether events of all accounts of the organization are taken.
        organization_enabled: Option<bool> = "OrganizationEnabled",
        /// How many days events are kept.
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        /// Whether it cannot be deleted until this says no.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// Tags of what is created.
        tags_list: Option<Vec<Tag>> = "TagsList" [MaxLength(200)],
        /// The KMS key that the events are encrypted with: its id, alias or ARN.
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        /// Whether the store takes events at once; it does unless this says no.
        start_ingestion: Option<bool> = "StartIngestion",
        /// How the store is paid for, which bounds how long it can keep events.
        billing_mode: Option<BillingMode> = "BillingMode",
    }

    /// What create-event-data-store answers.
    pub struct CreateEventDataStoreResponse {
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// The name of the event data store.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        status: Option<EventDataStoreStatus> = "Status",
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        organization_enabled: Option<bool> = "OrganizationEnabled",
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        tags_list: Option<Vec<Tag>> = "TagsList" [MaxLength(200)],
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        billing_mode: Option<BillingMode> = "BillingMode",
    }

    /// What delete-event-data-store takes.
    pub struct DeleteEventDataStoreRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What disable-federation takes.
    pub struct DisableFederationRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What disable-federation answers.
    pub struct DisableFederationResponse {
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        federation_status: Option<FederationStatus> = "FederationStatus",
    }

    /// What enable-federation takes.
    pub struct EnableFederationRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
        /// The ARN of the role by which the store is read.
        federation_role_arn: String = "FederationRoleArn" [MinLength(3), MaxLength(125)],
    }

    /// What enable-federation answers.
    pub struct EnableFederationResponse {
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        federation_status: Option<FederationStatus> = "FederationStatus",
        federation_role_arn: Option<String> = "FederationRoleArn" [MinLength(3), MaxLength(125)],
    }

    /// What get-event-data-store takes.
    pub struct GetEventDataStoreRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What get-event-data-store answers.
    pub struct GetEventDataStoreResponse {
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        status: Option<EventDataStoreStatus> = "Status",
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        organization_enabled: Option<bool> = "OrganizationEnabled",
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        billing_mode: Option<BillingMode> = "BillingMode",
        federation_status: Option<FederationStatus> = "FederationStatus",
        federation_role_arn: Option<String> = "FederationRoleArn" [MinLength(3), MaxLength(125)],
        partition_keys: Option<Vec<PartitionKey>> = "PartitionKeys" [MaxLength(2)],
    }

    /// What list-event-data-stores takes.
    pub struct ListEventDataStoresRequest {
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(1000)],
    }

    /// What list-event-data-stores answers.
    pub struct ListEventDataStoresResponse {
        event_data_stores: Option<Vec<EventDataStore>> = "EventDataStores",
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What restore-event-data-store takes.
    pub struct RestoreEventDataStoreRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What restore-event-data-store answers.
    pub struct RestoreEventDataStoreResponse {
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        status: Option<EventDataStoreStatus> = "Status",
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        organization_enabled: Option<bool> = "OrganizationEnabled",
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        billing_mode: Option<BillingMode> = "BillingMode",
    }

    /// What start-event-data-store-ingestion takes.
    pub struct StartEventDataStoreIngestionRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What stop-event-data-store-ingestion takes.
    pub struct StopEventDataStoreIngestionRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What update-event-data-store takes.
    pub struct UpdateEventDataStoreRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
        /// The new name of the event data store.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// Which events are taken. Without any, all management events are.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        /// Whether events of all regions are taken; they are unless this says no.
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        /// Whether events of all accounts of the organization are taken.
        organization_enabled: Option<bool> = "OrganizationEnabled",
        /// How many days events are kept.
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        /// Whether it cannot be deleted until this says no.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// The KMS key that the events are encrypted with: its id, alias or ARN.
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        /// How the store is paid for, which bounds how long it can keep events.
        billing_mode: Option<BillingMode> = "BillingMode",
    }

    /// What update-event-data-store answers.
    pub struct UpdateEventDataStoreResponse {
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// The new name of the event data store.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        status: Option<EventDataStoreStatus> = "Status",
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        organization_enabled: Option<bool> = "OrganizationEnabled",
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        billing_mode: Option<BillingMode> = "BillingMode",
        federation_status: Option<FederationStatus> = "FederationStatus",
        federation_role_arn: Option<String> = "FederationRoleArn" [MinLength(3), MaxLength(125)],
    }

    /// A column that the table of an event data store is divided by.
    pub struct PartitionKey {
        name: String = "Name" [MinLength(1), MaxLength(255)],
        r#type: String = "Type" [MaxLength(255)],
    }

    /// An event data store in a list.
    pub struct EventDataStore {
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        status: Option<EventDataStoreStatus> = "Status",
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        organization_enabled: Option<bool> = "OrganizationEnabled",
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
    }
}

words! {
    /// How an event data store is paid for.
    pub enum BillingMode = ["EXTENDABLE_RETENTION_PRICING", "FIXED_RETENTION_PRICING"];

    /// What state an event data store is in.
    pub enum EventDataStoreStatus = [
        "CREATED", "ENABLED", "PENDING_DELETION", "STARTING_INGESTION", "STOPPING_INGESTION",
        "STOPPED_INGESTION",
    ];

    /// Whether other services read an event data store as a table.
    pub enum FederationStatus = ["ENABLING", "ENABLED", "DISABLING", "DISABLED"];
}
