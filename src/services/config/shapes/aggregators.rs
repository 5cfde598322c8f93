//! Shapes of the operations on aggregators of several accounts and regions.

use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What delete-configuration-aggregator takes.
    pub struct DeleteConfigurationAggregatorRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
    }

    /// What describe-configuration-aggregator-sources-status takes.
    pub struct DescribeConfigurationAggregatorSourcesStatusRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// Only sources whose last update went so.
        update_status: Option<Vec<AggregatedSourceStatusType>> = "UpdateStatus" [MinLength(1)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
    }

    /// What describe-configuration-aggregator-sources-status answers.
    pub struct DescribeConfigurationAggregatorSourcesStatusResponse {
        aggregated_source_status_list: Option<Vec<AggregatedSourceStatus>> =
            "AggregatedSourceStatusList",
        next_token: Option<String> = "NextToken",
    }

    /// What describe-configuration-aggregators takes.
    pub struct DescribeConfigurationAggregatorsRequest {
        /// Only the aggregators with these names.
        configuration_aggregator_names: Option<Vec<String>> =
            "ConfigurationAggregatorNames" [MaxLength(10), Each(&[MinLength(1), MaxLength(256)])],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
    }

    /// What describe-configuration-aggregators answers.
    pub struct DescribeConfigurationAggregatorsResponse {
        configuration_aggregators: Option<Vec<ConfigurationAggregator>> =
            "ConfigurationAggregators",
        next_token: Option<String> = "NextToken",
    }

    /// What put-configuration-aggregator takes.
    pub struct PutConfigurationAggregatorRequest {
        /// The name of the aggregator.
        configuration_aggregator_name: String =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// The accounts and regions that are gathered from.
        account_aggregation_sources: Option<Vec<AccountAggregationSource>> =
            "AccountAggregationSources" [MaxLength(1)],
        /// The organization whose accounts are gathered from.
        organization_aggregation_source: Option<OrganizationAggregationSource> =
            "OrganizationAggregationSource",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
        /// Which resources are gathered.
        aggregator_filters: Option<AggregatorFilters> = "AggregatorFilters",
    }

    /// What put-configuration-aggregator answers.
    pub struct PutConfigurationAggregatorResponse {
        configuration_aggregator: Option<ConfigurationAggregator> = "ConfigurationAggregator",
    }

    /// How well an aggregator gathers from an account and region.
    pub struct AggregatedSourceStatus {
        source_id: Option<String> = "SourceId",
        source_type: Option<AggregatedSourceType> = "SourceType",
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
        last_update_status: Option<AggregatedSourceStatusType> = "LastUpdateStatus",
        last_update_time: Option<Timestamp> = "LastUpdateTime",
        last_error_code: Option<String> = "LastErrorCode",
        last_error_message: Option<String> = "LastErrorMessage",
    }

    /// An aggregator of accounts and regions.
    pub struct ConfigurationAggregator {
        configuration_aggregator_name: Option<String> =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        configuration_aggregator_arn: Option<String> = "ConfigurationAggregatorArn",
        account_aggregation_sources: Option<Vec<AccountAggregationSource>> =
            "AccountAggregationSources" [MaxLength(1)],
        organization_aggregation_source: Option<OrganizationAggregationSource> =
            "OrganizationAggregationSource",
        creation_time: Option<Timestamp> = "CreationTime",
        last_updated_time: Option<Timestamp> = "LastUpdatedTime",
        created_by: Option<String> = "CreatedBy" [MinLength(1), MaxLength(256)],
        aggregator_filters: Option<AggregatorFilters> = "AggregatorFilters",
    }

    /// Accounts and regions that an aggregator gathers from.
    pub struct AccountAggregationSource {
        account_ids: Vec<String> = "AccountIds" [MinLength(1)],
        /// Whether all regions are gathered from.
        all_aws_regions: Option<bool> = "AllAwsRegions",
        aws_regions: Option<Vec<String>> = "AwsRegions" [MinLength(1)],
    }

    /// The organization that an aggregator gathers from.
    pub struct OrganizationAggregationSource {
        role_arn: String = "RoleArn",
        aws_regions: Option<Vec<String>> = "AwsRegions" [MinLength(1)],
        /// Whether all regions are gathered from.
        all_aws_regions: Option<bool> = "AllAwsRegions",
    }

    /// Which resources are gathered.
    pub struct AggregatorFilters {
        resource_type: Option<AggregatorFilterResourceType> = "ResourceType",
        service_principal: Option<AggregatorFilterServicePrincipal> = "ServicePrincipal",
    }

    /// The types of resources that are gathered.
    pub struct AggregatorFilterResourceType {
        r#type: Option<AggregatorFilterType> = "Type",
        value: Option<Vec<String>> = "Value" [Each(&[MinLength(1), MaxLength(256)])],
    }

    /// The services whose resources are gathered.
    pub struct AggregatorFilterServicePrincipal {
        r#type: Option<AggregatorFilterType> = "Type",
        value: Option<Vec<String>> = "Value" [Each(&[MinLength(1), MaxLength(128)])],
    }
}

words! {
    /// How the last update went.
    pub enum AggregatedSourceStatusType = ["FAILED", "SUCCEEDED", "OUTDATED"];

    /// What is gathered from.
    pub enum AggregatedSourceType = ["ACCOUNT", "ORGANIZATION"];

    /// What is done with what is named.
    pub enum AggregatorFilterType = ["INCLUDE"];
}
