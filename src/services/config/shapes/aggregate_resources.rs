//! Shapes of what aggregators tell of resources.

use super::Word;
use super::resource_types::ResourceType;
use super::resources::{BaseConfigurationItem, ConfigurationItem};
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::{shape, words};

shape! {
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
        /// What the resources are like.
        base_configuration_items: Option<Vec<BaseConfigurationItem>> = "BaseConfigurationItems",
        /// The resources that are not there.
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
        group_by_key: Option<Word<ResourceCountGroupKey>> = "GroupByKey",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(1000)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-aggregate-discovered-resource-counts answers.
    pub struct GetAggregateDiscoveredResourceCountsResponse {
        /// How many there are.
        total_discovered_resources: i64 = "TotalDiscoveredResources",
        /// What they are counted by.
        group_by_key: Option<String> = "GroupByKey" [MinLength(1), MaxLength(256)],
        /// How many each group has.
        grouped_resource_counts: Option<Vec<GroupedResourceCount>> = "GroupedResourceCounts",
        /// The token of the next page.
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
        /// What the resource is like.
        configuration_item: Option<ConfigurationItem> = "ConfigurationItem",
    }

    /// What list-aggregate-discovered-resources takes.
    pub struct ListAggregateDiscoveredResourcesRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Word<ResourceType> = "ResourceType",
        /// Only what is so.
        filters: Option<ResourceFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-aggregate-discovered-resources answers.
    pub struct ListAggregateDiscoveredResourcesResponse {
        /// The resources.
        resource_identifiers: Option<Vec<AggregateResourceIdentifier>> = "ResourceIdentifiers",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// A resource with its account and region.
    pub struct AggregateResourceIdentifier {
        /// Its account.
        source_account_id: String = "SourceAccountId",
        /// Its region.
        source_region: String = "SourceRegion" [MinLength(1), MaxLength(64)],
        /// Its id.
        resource_id: String = "ResourceId" [MinLength(1), MaxLength(768)],
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Word<ResourceType> = "ResourceType",
        /// Its name.
        resource_name: Option<String> = "ResourceName",
    }

    /// Which resources are counted.
    pub struct ResourceCountFilters {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Option<Word<ResourceType>> = "ResourceType",
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The region.
        region: Option<String> = "Region" [MinLength(1), MaxLength(64)],
    }

    /// How many resources a group has.
    pub struct GroupedResourceCount {
        /// The type, account or region.
        group_name: String = "GroupName" [MinLength(1), MaxLength(256)],
        /// How many there are.
        resource_count: i64 = "ResourceCount",
    }

    /// Which resources are listed.
    pub struct ResourceFilters {
        /// The account.
        account_id: Option<String> = "AccountId",
        /// Its id.
        resource_id: Option<String> = "ResourceId" [MinLength(1), MaxLength(768)],
        /// Its name.
        resource_name: Option<String> = "ResourceName",
        /// The region.
        region: Option<String> = "Region" [MinLength(1), MaxLength(64)],
    }
}

words! {
    /// What resources are counted by.
    pub enum ResourceCountGroupKey = ["RESOURCE_TYPE", "ACCOUNT_ID", "AWS_REGION"];
}
