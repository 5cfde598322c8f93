//! Shapes of the operations on connectors to other clouds.

use super::Word;
use super::recorders::Provider;
use super::tags::Tag;
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-connector takes.
    pub struct DeleteConnectorRequest {
        /// The ARN.
        arn: String = "Arn" [MinLength(1), MaxLength(1000)],
    }

    /// What get-connector takes.
    pub struct GetConnectorRequest {
        /// The ARN.
        arn: String = "Arn" [MinLength(1), MaxLength(1000)],
    }

    /// What get-connector answers.
    pub struct GetConnectorResponse {
        /// The connector.
        connector: Connector = "Connector",
    }

    /// What list-connectors takes.
    pub struct ListConnectorsRequest {
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// Only what is so.
        filters: Option<Vec<ConnectorFilter>> = "Filters" [MaxLength(5)],
    }

    /// What list-connectors answers.
    pub struct ListConnectorsResponse {
        /// The connectors.
        connector_summaries: Vec<ConnectorSummary> = "ConnectorSummaries" [MaxLength(100)],
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-connector takes.
    pub struct PutConnectorRequest {
        /// The other cloud, and who asks there.
        connector_configuration: ConnectorConfiguration = "ConnectorConfiguration",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-connector answers.
    pub struct PutConnectorResponse {
        /// Its ARN.
        arn: String = "Arn" [MinLength(1), MaxLength(1000)],
    }

    /// A connector to another cloud.
    pub struct Connector {
        /// Its name.
        name: String = "name" [MinLength(1), MaxLength(256)],
        /// Its ARN.
        arn: String = "arn" [MinLength(1), MaxLength(1000)],
        /// What it connects to.
        connector_configuration: ConnectorConfiguration = "connectorConfiguration",
        /// When it was made.
        created_time: Timestamp = "createdTime",
    }

    /// What a connector connects to.
    pub struct ConnectorConfiguration {
        /// A tenant of Azure.
        azure: Option<AzureConnectorConfiguration> = "azure",
    }

    /// A tenant of Azure, and who asks there.
    pub struct AzureConnectorConfiguration {
        /// The tenant.
        tenant_identifier: String = "tenantIdentifier" [MinLength(1), MaxLength(128)],
        /// Who asks there.
        client_identifier: String = "clientIdentifier" [MinLength(1), MaxLength(128)],
    }

    /// Which connectors are listed.
    pub struct ConnectorFilter {
        /// What connectors are told apart by: provider.
        filter_name: Option<Word<ConnectorFilterName>> = "filterName",
        /// What that is to be: AZURE.
        filter_values: Option<Vec<String>> = "filterValues" [MaxLength(10)],
    }

    /// A connector in a list.
    pub struct ConnectorSummary {
        /// Its ARN.
        arn: String = "arn" [MinLength(1), MaxLength(1000)],
        /// Its name.
        name: String = "name" [MinLength(1), MaxLength(256)],
        /// The other cloud.
        provider: Word<Provider> = "provider",
        /// The tenant.
        tenant_identifier: String = "tenantIdentifier" [MinLength(1), MaxLength(128)],
        /// When it was made.
        created_time: Timestamp = "createdTime",
    }
}

words! {
    /// What connectors are told apart by.
    pub enum ConnectorFilterName = ["provider"];
}
