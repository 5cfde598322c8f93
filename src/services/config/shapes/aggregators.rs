//! Shapes of the operations on aggregators of several accounts and regions.

use super::Word;
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
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
        update_status: Option<Vec<Word<AggregatedSourceStatusType>>> = "UpdateStatus" [MinLength(1)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
    }

    /// What describe-configuration-aggregator-sources-status answers.
    pub struct DescribeConfigurationAggregatorSourcesStatusResponse {
        /// How it goes with each source.
        aggregated_source_status_list: Option<Vec<AggregatedSourceStatus>> =
            "AggregatedSourceStatusList",
        /// The token of the next page.
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
        /// The aggregators.
        configuration_aggregators: Option<Vec<ConfigurationAggregator>> =
            "ConfigurationAggregators",
        /// The token of the next page.
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
        /// The aggregator.
        configuration_aggregator: Option<ConfigurationAggregator> = "ConfigurationAggregator",
    }

    /// How well an aggregator gathers from an account and region.
    pub struct AggregatedSourceStatus {
        /// The account or organization.
        source_id: Option<String> = "SourceId",
        /// Which of the two that is.
        source_type: Option<Word<AggregatedSourceType>> = "SourceType",
        /// The region.
        aws_region: Option<String> = "AwsRegion" [MinLength(1), MaxLength(64)],
        /// How the last update went.
        last_update_status: Option<Word<AggregatedSourceStatusType>> = "LastUpdateStatus",
        /// When that was.
        last_update_time: Option<Timestamp> = "LastUpdateTime",
        /// What it failed with.
        last_error_code: Option<String> = "LastErrorCode",
        /// Why it failed.
        last_error_message: Option<String> = "LastErrorMessage",
    }

    /// An aggregator of accounts and regions.
    pub struct ConfigurationAggregator {
        /// Its name.
        configuration_aggregator_name: Option<String> =
            "ConfigurationAggregatorName" [MinLength(1), MaxLength(256)],
        /// Its ARN.
        configuration_aggregator_arn: Option<String> = "ConfigurationAggregatorArn",
        /// The accounts and regions that are gathered from.
        account_aggregation_sources: Option<Vec<AccountAggregationSource>> =
            "AccountAggregationSources" [MaxLength(1)],
        /// The organization that is gathered from.
        organization_aggregation_source: Option<OrganizationAggregationSource> =
            "OrganizationAggregationSource",
        /// When it was made.
        creation_time: Option<Timestamp> = "CreationTime",
        /// When it was changed.
        last_updated_time: Option<Timestamp> = "LastUpdatedTime",
        /// The service that made it.
        created_by: Option<String> = "CreatedBy" [MinLength(1), MaxLength(256)],
        /// Which resources are gathered.
        aggregator_filters: Option<AggregatorFilters> = "AggregatorFilters",
    }

    /// Accounts and regions that an aggregator gathers from.
    pub struct AccountAggregationSource {
        /// The accounts.
        account_ids: Vec<String> = "AccountIds" [MinLength(1)],
        /// Whether all regions are gathered from.
        all_aws_regions: Option<bool> = "AllAwsRegions",
        /// The regions.
        aws_regions: Option<Vec<String>> = "AwsRegions" [MinLength(1)],
    }

    /// The organization that an aggregator gathers from.
    pub struct OrganizationAggregationSource {
        /// The role that reads which accounts there are.
        role_arn: String = "RoleArn",
        /// The regions.
        aws_regions: Option<Vec<String>> = "AwsRegions" [MinLength(1)],
        /// Whether all regions are gathered from.
        all_aws_regions: Option<bool> = "AllAwsRegions",
    }

    /// Which resources are gathered.
    pub struct AggregatorFilters {
        /// The type of the resource, as in AWS::EC2::Instance.
        resource_type: Option<AggregatorFilterResourceType> = "ResourceType",
        /// The services whose resources are gathered.
        service_principal: Option<AggregatorFilterServicePrincipal> = "ServicePrincipal",
    }

    /// The types of resources that are gathered.
    pub struct AggregatorFilterResourceType {
        /// What is done with what is named: INCLUDE.
        r#type: Option<Word<AggregatorFilterType>> = "Type",
        /// What is named.
        value: Option<Vec<String>> = "Value" [Each(&[MinLength(1), MaxLength(256)])],
    }

    /// The services whose resources are gathered.
    pub struct AggregatorFilterServicePrincipal {
        /// What is done with what is named: INCLUDE.
        r#type: Option<Word<AggregatorFilterType>> = "Type",
        /// What is named.
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
