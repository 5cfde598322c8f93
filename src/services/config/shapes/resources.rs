//! Shapes of the operations on resources and their configurations.

use std::collections::BTreeMap;

use super::recorders::RecordingFrequency;
use super::resource_types::ResourceType;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What batch-get-resource-config takes.
    pub struct BatchGetResourceConfigRequest {
        /// The resources: type and id.
        resource_keys: Vec<ResourceKey> = "resourceKeys" [MinLength(1), MaxLength(100)],
    }

    /// What batch-get-resource-config answers.
    pub struct BatchGetResourceConfigResponse {
        base_configuration_items: Option<Vec<BaseConfigurationItem>> = "baseConfigurationItems",
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
        total_discovered_resources: Option<i64> = "totalDiscoveredResources",
        resource_counts: Option<Vec<ResourceCount>> = "resourceCounts",
        next_token: Option<String> = "nextToken",
    }

    /// What get-resource-config-history takes.
    pub struct GetResourceConfigHistoryRequest {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: ResourceType = "resourceType",
        /// The id of the resource.
        resource_id: String = "resourceId" [MinLength(1), MaxLength(768)],
        /// The end of the time that is told of; now unless this says another.
        later_time: Option<Timestamp> = "laterTime",
        /// The beginning of the time that is told of.
        earlier_time: Option<Timestamp> = "earlierTime",
        /// Whether the newest or the oldest come first.
        chronological_order: Option<ChronologicalOrder> = "chronologicalOrder",
        /// How many items a page has at most.
        limit: Option<i32> = "limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "nextToken",
    }

    /// What get-resource-config-history answers.
    pub struct GetResourceConfigHistoryResponse {
        configuration_items: Option<Vec<ConfigurationItem>> = "configurationItems",
        next_token: Option<String> = "nextToken",
    }

    /// What list-discovered-resources takes.
    pub struct ListDiscoveredResourcesRequest {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: ResourceType = "resourceType",
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
        resource_identifiers: Option<Vec<ResourceIdentifier>> = "resourceIdentifiers",
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
        resource_type: ResourceType = "resourceType",
        resource_id: String = "resourceId" [MinLength(1), MaxLength(768)],
    }

    /// What a resource is like now.
    pub struct BaseConfigurationItem {
        version: Option<String> = "version",
        account_id: Option<String> = "accountId",
        configuration_item_capture_time: Option<Timestamp> = "configurationItemCaptureTime",
        configuration_item_status: Option<ConfigurationItemStatus> = "configurationItemStatus",
        configuration_state_id: Option<String> = "configurationStateId",
        arn: Option<String> = "arn",
        resource_type: Option<ResourceType> = "resourceType",
        resource_id: Option<String> = "resourceId" [MinLength(1), MaxLength(768)],
        resource_name: Option<String> = "resourceName",
        aws_region: Option<String> = "awsRegion" [MinLength(1), MaxLength(64)],
        availability_zone: Option<String> = "availabilityZone",
        resource_creation_time: Option<Timestamp> = "resourceCreationTime",
        /// What it is like, as JSON.
        configuration: Option<String> = "configuration",
        /// What else it is like, such as its policies.
        supplementary_configuration: Option<BTreeMap<String, String>> =
            "supplementaryConfiguration",
        recording_frequency: Option<RecordingFrequency> = "recordingFrequency",
        configuration_item_delivery_time: Option<Timestamp> = "configurationItemDeliveryTime",
    }

    /// How many resources of a type there are.
    pub struct ResourceCount {
        resource_type: Option<ResourceType> = "resourceType",
        count: Option<i64> = "count",
    }

    /// What a resource was like at a time.
    pub struct ConfigurationItem {
        version: Option<String> = "version",
        account_id: Option<String> = "accountId",
        configuration_item_capture_time: Option<Timestamp> = "configurationItemCaptureTime",
        configuration_item_status: Option<ConfigurationItemStatus> = "configurationItemStatus",
        configuration_state_id: Option<String> = "configurationStateId",
        configuration_item_md5_hash: Option<String> = "configurationItemMD5Hash",
        arn: Option<String> = "arn",
        resource_type: Option<ResourceType> = "resourceType",
        resource_id: Option<String> = "resourceId" [MinLength(1), MaxLength(768)],
        resource_name: Option<String> = "resourceName",
        aws_region: Option<String> = "awsRegion" [MinLength(1), MaxLength(64)],
        availability_zone: Option<String> = "availabilityZone",
        resource_creation_time: Option<Timestamp> = "resourceCreationTime",
        tags: Option<BTreeMap<String, String>> = "tags",
        related_events: Option<Vec<String>> = "relatedEvents",
        relationships: Option<Vec<Relationship>> = "relationships",
        /// What it is like, as JSON.
        configuration: Option<String> = "configuration",
        /// What else it is like, such as its policies.
        supplementary_configuration: Option<BTreeMap<String, String>> =
            "supplementaryConfiguration",
        recording_frequency: Option<RecordingFrequency> = "recordingFrequency",
        configuration_item_delivery_time: Option<Timestamp> = "configurationItemDeliveryTime",
    }

    /// How a resource belongs to another.
    pub struct Relationship {
        resource_type: Option<ResourceType> = "resourceType",
        resource_id: Option<String> = "resourceId" [MinLength(1), MaxLength(768)],
        resource_name: Option<String> = "resourceName",
        relationship_name: Option<String> = "relationshipName",
    }

    /// A resource in a list.
    pub struct ResourceIdentifier {
        resource_type: Option<ResourceType> = "resourceType",
        resource_id: Option<String> = "resourceId" [MinLength(1), MaxLength(768)],
        resource_name: Option<String> = "resourceName",
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
