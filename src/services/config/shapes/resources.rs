//! Shapes of the operations on resources and their configurations.

use std::collections::BTreeMap;

use super::Word;
use super::recorders::RecordingFrequency;
use super::resource_types::ResourceType;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What batch-get-resource-config takes.
    pub struct BatchGetResourceConfigRequest {
        /// The resources: type and id.
        resource_keys: Vec<ResourceKey> = "resourceKeys" [MinLength(1), MaxLength(100)],
    }

    /// What batch-get-resource-config answers.
    pub struct BatchGetResourceConfigResponse {
        /// What the resources are like.
        base_configuration_items: Option<Vec<BaseConfigurationItem>> = "baseConfigurationItems",
        /// The resources that are not known.
        unprocessed_resource_keys: Option<Vec<ResourceKey>> =
            "unprocessedResourceKeys" [MinLength(1), MaxLength(100)],
    }

    /// What delete-resource-config takes.
    pub struct DeleteResourceConfigRequest {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: String = "ResourceType" [MinLength(1), MaxLength(196)],
        /// The id of the resource.
        resource_id: String = "ResourceId" [MinLength(1), MaxLength(768)],
    }

    /// What get-discovered-resource-counts takes.
    pub struct GetDiscoveredResourceCountsRequest {
        /// Only these types of resources, as in AWS::EC2::Instance.
        resource_types: Option<Vec<String>> =
            "resourceTypes" [MaxLength(20), Each(&[MinLength(1), MaxLength(256)])],
        /// How many items a page has at most.
        limit: Option<i32> = "limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "nextToken",
    }

    /// What get-discovered-resource-counts answers.
    pub struct GetDiscoveredResourceCountsResponse {
        /// How many resources there are.
        total_discovered_resources: Option<i64> = "totalDiscoveredResources",
        /// How many of each type.
        resource_counts: Option<Vec<ResourceCount>> = "resourceCounts",
        /// The token of the next page.
        next_token: Option<String> = "nextToken",
    }

    /// What get-resource-config-history takes.
    pub struct GetResourceConfigHistoryRequest {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Word<ResourceType> = "resourceType",
        /// The id of the resource.
        resource_id: String = "resourceId" [MinLength(1), MaxLength(768)],
        /// The end of the time that is told of; now unless this says another.
        later_time: Option<Timestamp> = "laterTime",
        /// The beginning of the time that is told of.
        earlier_time: Option<Timestamp> = "earlierTime",
        /// Whether the newest or the oldest come first.
        chronological_order: Option<Word<ChronologicalOrder>> = "chronologicalOrder",
        /// How many items a page has at most.
        limit: Option<i32> = "limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "nextToken",
    }

    /// What get-resource-config-history answers.
    pub struct GetResourceConfigHistoryResponse {
        /// What it was like.
        configuration_items: Option<Vec<ConfigurationItem>> = "configurationItems",
        /// The token of the next page.
        next_token: Option<String> = "nextToken",
    }

    /// What list-discovered-resources takes.
    pub struct ListDiscoveredResourcesRequest {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Word<ResourceType> = "resourceType",
        /// Only the resources with these ids.
        resource_ids: Option<Vec<String>> = "resourceIds" [Each(&[MinLength(1), MaxLength(768)])],
        /// Only the resource of this name.
        resource_name: Option<String> = "resourceName",
        /// How many items a page has at most.
        limit: Option<i32> = "limit" [Min(0), Max(100)],
        /// Whether resources that are gone are listed as well.
        include_deleted_resources: Option<bool> = "includeDeletedResources",
        /// The token of the page before.
        next_token: Option<String> = "nextToken",
    }

    /// What list-discovered-resources answers.
    pub struct ListDiscoveredResourcesResponse {
        /// The resources.
        resource_identifiers: Option<Vec<ResourceIdentifier>> = "resourceIdentifiers",
        /// The token of the next page.
        next_token: Option<String> = "nextToken",
    }

    /// What put-resource-config takes.
    pub struct PutResourceConfigRequest {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: String = "ResourceType" [MinLength(1), MaxLength(196)],
        /// The version of the type's schema.
        schema_version_id: String = "SchemaVersionId" [MinLength(1), MaxLength(128)],
        /// The id of the resource.
        resource_id: String = "ResourceId" [MinLength(1), MaxLength(768)],
        /// The name of the resource.
        resource_name: Option<String> = "ResourceName",
        /// What the resource is like, as JSON.
        configuration: String = "Configuration",
        /// Tags: keys, and a value for each.
        tags: Option<BTreeMap<String, String>> = "Tags",
    }

    /// A resource: type and id.
    pub struct ResourceKey {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Word<ResourceType> = "resourceType",
        /// The id of the resource.
        resource_id: String = "resourceId" [MinLength(1), MaxLength(768)],
    }

    /// What a resource is like now.
    pub struct BaseConfigurationItem {
        /// The version of the form.
        version: Option<String> = "version",
        /// Whose it is.
        account_id: Option<String> = "accountId",
        /// When it was seen.
        configuration_item_capture_time: Option<Timestamp> = "configurationItemCaptureTime",
        /// What happened to it.
        configuration_item_status: Option<Word<ConfigurationItemStatus>> = "configurationItemStatus",
        /// What tells the newer of two items.
        configuration_state_id: Option<String> = "configurationStateId",
        /// Its ARN.
        arn: Option<String> = "arn",
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Option<Word<ResourceType>> = "resourceType",
        /// The id of the resource.
        resource_id: Option<String> = "resourceId" [MinLength(1), MaxLength(768)],
        /// The name of the resource.
        resource_name: Option<String> = "resourceName",
        /// Where it is.
        aws_region: Option<String> = "awsRegion" [MinLength(1), MaxLength(64)],
        /// The availability zone that it is in.
        availability_zone: Option<String> = "availabilityZone",
        /// When it was made.
        resource_creation_time: Option<Timestamp> = "resourceCreationTime",
        /// What it is like, as JSON.
        configuration: Option<String> = "configuration",
        /// What else it is like, such as its policies.
        supplementary_configuration: Option<BTreeMap<String, String>> =
            "supplementaryConfiguration",
        /// How often changes are recorded: CONTINUOUS or DAILY.
        recording_frequency: Option<Word<RecordingFrequency>> = "recordingFrequency",
        /// When that was delivered.
        configuration_item_delivery_time: Option<Timestamp> = "configurationItemDeliveryTime",
    }

    /// How many resources of a type there are.
    pub struct ResourceCount {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Option<Word<ResourceType>> = "resourceType",
        /// How many.
        count: Option<i64> = "count",
    }

    /// What a resource was like at a time.
    pub struct ConfigurationItem {
        /// The version of the form.
        version: Option<String> = "version",
        /// Whose it is.
        account_id: Option<String> = "accountId",
        /// When it was seen.
        configuration_item_capture_time: Option<Timestamp> = "configurationItemCaptureTime",
        /// What happened to it.
        configuration_item_status: Option<Word<ConfigurationItemStatus>> = "configurationItemStatus",
        /// What tells the newer of two items.
        configuration_state_id: Option<String> = "configurationStateId",
        /// Always empty.
        configuration_item_md5_hash: Option<String> = "configurationItemMD5Hash",
        /// Its ARN.
        arn: Option<String> = "arn",
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Option<Word<ResourceType>> = "resourceType",
        /// The id of the resource.
        resource_id: Option<String> = "resourceId" [MinLength(1), MaxLength(768)],
        /// The name of the resource.
        resource_name: Option<String> = "resourceName",
        /// Where it is.
        aws_region: Option<String> = "awsRegion" [MinLength(1), MaxLength(64)],
        /// The availability zone that it is in.
        availability_zone: Option<String> = "availabilityZone",
        /// When it was made.
        resource_creation_time: Option<Timestamp> = "resourceCreationTime",
        /// Its tags.
        tags: Option<BTreeMap<String, String>> = "tags",
        /// The ids of the events that it is due to.
        related_events: Option<Vec<String>> = "relatedEvents",
        /// What it belongs to.
        relationships: Option<Vec<Relationship>> = "relationships",
        /// What it is like, as JSON.
        configuration: Option<String> = "configuration",
        /// What else it is like, such as its policies.
        supplementary_configuration: Option<BTreeMap<String, String>> =
            "supplementaryConfiguration",
        /// How often changes are recorded: CONTINUOUS or DAILY.
        recording_frequency: Option<Word<RecordingFrequency>> = "recordingFrequency",
        /// When that was delivered.
        configuration_item_delivery_time: Option<Timestamp> = "configurationItemDeliveryTime",
    }

    /// How a resource belongs to another.
    pub struct Relationship {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Option<Word<ResourceType>> = "resourceType",
        /// The id of the resource.
        resource_id: Option<String> = "resourceId" [MinLength(1), MaxLength(768)],
        /// The name of the resource.
        resource_name: Option<String> = "resourceName",
        /// How it belongs to it.
        relationship_name: Option<String> = "relationshipName",
    }

    /// A resource in a list.
    pub struct ResourceIdentifier {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Option<Word<ResourceType>> = "resourceType",
        /// The id of the resource.
        resource_id: Option<String> = "resourceId" [MinLength(1), MaxLength(768)],
        /// The name of the resource.
        resource_name: Option<String> = "resourceName",
        /// When it was seen to be gone.
        resource_deletion_time: Option<Timestamp> = "resourceDeletionTime",
    }
}

words! {
    /// What happened to a resource.
    pub enum ConfigurationItemStatus = [
        "OK", "ResourceDiscovered", "ResourceNotRecorded", "ResourceDeleted",
        "ResourceDeletedNotRecorded",
    ];

    /// What comes first.
    pub enum ChronologicalOrder = ["Reverse", "Forward"];
}
