//! Shapes of the operations on event data stores.

use super::selectors::AdvancedEventSelector;
use super::tags::Tag;
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
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
        /// Its ARN.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// The name of the event data store.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// What state it is in.
        status: Option<EventDataStoreStatus> = "Status",
        /// Which events it takes.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        /// Whether it takes events of all regions.
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        /// Whether it takes events of all accounts of the organization.
        organization_enabled: Option<bool> = "OrganizationEnabled",
        /// How many days it keeps events.
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        /// Whether it cannot be deleted.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// Its tags.
        tags_list: Option<Vec<Tag>> = "TagsList" [MaxLength(200)],
        /// When it was made.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When its settings were last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        /// The KMS key that it is encrypted with.
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        /// How it is paid for.
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
        /// Its ARN.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// Whether other services read it as a table.
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
        /// Its ARN.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// Whether other services read it as a table.
        federation_status: Option<FederationStatus> = "FederationStatus",
        /// The role by which they read it.
        federation_role_arn: Option<String> = "FederationRoleArn" [MinLength(3), MaxLength(125)],
    }

    /// What get-event-data-store takes.
    pub struct GetEventDataStoreRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What get-event-data-store answers.
    pub struct GetEventDataStoreResponse {
        /// Its ARN.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// Its name.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// What state it is in.
        status: Option<EventDataStoreStatus> = "Status",
        /// Which events it takes.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        /// Whether it takes events of all regions.
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        /// Whether it takes events of all accounts of the organization.
        organization_enabled: Option<bool> = "OrganizationEnabled",
        /// How many days it keeps events.
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        /// Whether it cannot be deleted.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// When it was made.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When its settings were last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        /// The KMS key that it is encrypted with.
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        /// How it is paid for.
        billing_mode: Option<BillingMode> = "BillingMode",
        /// Whether other services read it as a table.
        federation_status: Option<FederationStatus> = "FederationStatus",
        /// The role by which they read it.
        federation_role_arn: Option<String> = "FederationRoleArn" [MinLength(3), MaxLength(125)],
        /// The columns that its table is divided by.
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
        /// The event data stores.
        event_data_stores: Option<Vec<EventDataStore>> = "EventDataStores",
        /// The token of the next page.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What restore-event-data-store takes.
    pub struct RestoreEventDataStoreRequest {
        /// The ARN of the event data store, or the id at its end.
        event_data_store: String = "EventDataStore" [MinLength(3), MaxLength(256)],
    }

    /// What restore-event-data-store answers.
    pub struct RestoreEventDataStoreResponse {
        /// Its ARN.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// Its name.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// What state it is in.
        status: Option<EventDataStoreStatus> = "Status",
        /// Which events it takes.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        /// Whether it takes events of all regions.
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        /// Whether it takes events of all accounts of the organization.
        organization_enabled: Option<bool> = "OrganizationEnabled",
        /// How many days it keeps events.
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        /// Whether it cannot be deleted.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// When it was made.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When its settings were last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        /// The KMS key that it is encrypted with.
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        /// How it is paid for.
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
        /// Its ARN.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// The new name of the event data store.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// What state it is in.
        status: Option<EventDataStoreStatus> = "Status",
        /// Which events it takes.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        /// Whether it takes events of all regions.
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        /// Whether it takes events of all accounts of the organization.
        organization_enabled: Option<bool> = "OrganizationEnabled",
        /// How many days it keeps events.
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        /// Whether it cannot be deleted.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// When it was made.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When its settings were last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        /// The KMS key that it is encrypted with.
        kms_key_id: Option<String> = "KmsKeyId" [MinLength(1), MaxLength(350)],
        /// How it is paid for.
        billing_mode: Option<BillingMode> = "BillingMode",
        /// Whether other services read it as a table.
        federation_status: Option<FederationStatus> = "FederationStatus",
        /// The role by which they read it.
        federation_role_arn: Option<String> = "FederationRoleArn" [MinLength(3), MaxLength(125)],
    }

    /// A column that the table of an event data store is divided by.
    pub struct PartitionKey {
        /// Its name.
        name: String = "Name" [MinLength(1), MaxLength(255)],
        /// Its type.
        r#type: String = "Type" [MaxLength(255)],
    }

    /// An event data store in a list.
    pub struct EventDataStore {
        /// Its ARN.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// Its name.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// Whether it cannot be deleted.
        termination_protection_enabled: Option<bool> = "TerminationProtectionEnabled",
        /// What state it is in.
        status: Option<EventDataStoreStatus> = "Status",
        /// Which events it takes.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
        /// Whether it takes events of all regions.
        multi_region_enabled: Option<bool> = "MultiRegionEnabled",
        /// Whether it takes events of all accounts of the organization.
        organization_enabled: Option<bool> = "OrganizationEnabled",
        /// How many days it keeps events.
        retention_period: Option<i32> = "RetentionPeriod" [Min(7), Max(3653)],
        /// When it was made.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When its settings were last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
    }
}

words! {
    /// How an event data store is paid for.
    pub enum BillingMode {
        /// One year, and up to ten for more.
        ExtendableRetentionPricing = "EXTENDABLE_RETENTION_PRICING",
        /// Seven years.
        FixedRetentionPricing = "FIXED_RETENTION_PRICING",
    }

    /// What state an event data store is in.
    pub enum EventDataStoreStatus {
        /// It was just made.
        Created = "CREATED",
        /// It takes events.
        Enabled = "ENABLED",
        /// It goes away seven days after it was deleted.
        PendingDeletion = "PENDING_DELETION",
        /// It is about to take events again.
        StartingIngestion = "STARTING_INGESTION",
        /// It is about to take no more events.
        StoppingIngestion = "STOPPING_INGESTION",
        /// It takes no events.
        StoppedIngestion = "STOPPED_INGESTION",
    }

    /// Whether other services read an event data store as a table.
    pub enum FederationStatus {
        /// They are about to.
        Enabling = "ENABLING",
        /// They do.
        Enabled = "ENABLED",
        /// They are about not to.
        Disabling = "DISABLING",
        /// They do not.
        Disabled = "DISABLED",
    }
}
