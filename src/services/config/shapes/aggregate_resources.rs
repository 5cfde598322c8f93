//! Shapes of what aggregators tell of resources.

use super::resource_types::ResourceType;
use super::resources::{BaseConfigurationItem, ConfigurationItem};
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::{outline, words};

outline! {
    /// What batch-get-aggregate-resource-config takes.
    pub struct BatchGetAggregateResourceConfigRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// The resources, with their accounts and regions.
        resource_identifiers: Vec<AggregateResourceIdentifier> =
            "ResourceIdentifiers" [MinLength(1), MaxLength(100)],
    }

    /// What batch-get-aggregate-resource-config answers.
    pub struct BatchGetAggregateResourceConfigResponse {
        base_configuration_items: Option<Vec<BaseConfigurationItem>> = "BaseConfigurationItems",
        unprocessed_resource_identifiers: Option<Vec<AggregateResourceIdentifier>> =
            "UnprocessedResourceIdentifiers",
    }

    /// What get-aggregate-discovered-resource-counts takes.
    pub struct GetAggregateDiscoveredResourceCountsRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// Only what is so.
        filters: Option<ResourceCountFilters> = "Filters",
        /// What is counted together.
        group_by_key: Option<ResourceCountGroupKey> = "GroupByKey",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(1000)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-discovered-resource-counts answers.
    pub struct GetAggregateDiscoveredResourceCountsResponse {
        total_discovered_resources: i64 = "TotalDiscoveredResources",
        group_by_key: Option<String> = "GroupByKey" [MinLength(1), MaxLength(256)],
        grouped_resource_counts: Option<Vec<GroupedResourceCount>> = "GroupedResourceCounts",
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-resource-config takes.
    pub struct GetAggregateResourceConfigRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// The resource, with its account and region.
        resource_identifier: AggregateResourceIdentifier = "ResourceIdentifier",
    }

    /// What get-aggregate-resource-config answers.
    pub struct GetAggregateResourceConfigResponse {
        configuration_item: Option<ConfigurationItem> = "ConfigurationItem",
    }

    /// What list-aggregate-discovered-resources takes.
    pub struct ListAggregateDiscoveredResourcesRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: ResourceType = "ResourceType",
        /// Only what is so.
        filters: Option<ResourceFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-aggregate-discovered-resources answers.
    pub struct ListAggregateDiscoveredResourcesResponse {
        resource_identifiers: Option<Vec<AggregateResourceIdentifier>> = "ResourceIdentifiers",
        next_token: Option<String> = "NextToken",
    }

    /// A resource with its account and region.
    pub struct AggregateResourceIdentifier {
        source_account_id: String = "SourceAccountId",
        source_region: String = "SourceRegion" [MinLength(1), MaxLength(64)],
        resource_id: String = "ResourceId" [MinLength(1), MaxLength(768)],
        resource_type: ResourceType = "ResourceType",
        resource_name: Option<String> = "ResourceName",
    }

    /// Which resources are counted.
    pub struct ResourceCountFilters {
        resource_type: Option<ResourceType> = "ResourceType",
        account_id: Option<String> = "AccountId",
        region: Option<String> = "Region" [MinLength(1), MaxLength(64)],
    }

    /// How many resources a group has.
    pub struct GroupedResourceCount {
        group_name: String = "GroupName" [MinLength(1), MaxLength(256)],
        resource_count: i64 = "ResourceCount",
    }

    /// Which resources are listed.
    pub struct ResourceFilters {
        account_id: Option<String> = "AccountId",
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(768)],
        resource_name: Option<String> = "ResourceName",
        region: Option<String> = "Region" [MinLength(1), MaxLength(64)],
    }
}

words! {
    /// What resources are counted by.
    pub enum ResourceCountGroupKey = ["RESOURCE_TYPE", "ACCOUNT_ID", "AWS_REGION"];
}
