//! Connectors to other clouds. Nothing is fetched from there: a connector is what its owner says of it.
//!
//! Source: AWS Config API Reference, "`PutConnector`"; the Terraform documentation of
//! `aws_config_connector`, for the form of an ARN. The name, which AWS gives, is chosen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::RESOURCE_NOT_FOUND;
use super::shapes::Word;
use super::shapes::connectors::{
    AzureConnectorConfiguration, Connector as Shown, ConnectorConfiguration, ConnectorSummary,
};
use crate::arn::partition_of;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// The other cloud that there is.
pub const AZURE: &str = "AZURE";

/// A connector.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Connector {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// The end of its ARN: a UUID.
    pub id: String,
    /// The tenant of Azure.
    pub tenant: String,
    /// Who asks there.
    pub client: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Record for Connector {
    const KIND: &'static str = "connector";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.account).text(&self.region).text(&self.id)
    }
}

impl Connector {
    /// Returns the connectors of a region, the oldest first.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        let mut all: Vec<Self> =
            txn.scan(&Self::all().text(account).text(region)).collect::<Result<_>>()?;
        all.sort_by_key(|connector| connector.created);
        Ok(all)
    }

    /// Returns the caller's connector of an ARN.
    ///
    /// Fails with [`RESOURCE_NOT_FOUND`].
    pub fn named(ctx: &Context<'_>, arn: &str) -> Result<Self> {
        let all = Self::of_region(&ctx.txn, (&ctx.caller.account, &ctx.region))?;
        let message = format!("The connector {arn} does not exist.");
        Ok(all
            .into_iter()
            .find(|connector| connector.arn() == arn)
            .ok_or_else(|| ApiError::new(RESOURCE_NOT_FOUND, message))?)
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, id, .. } = self;
        format!("arn:{}:config:{region}:{account}:connector/{id}", partition_of(region))
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> Shown {
        let azure = AzureConnectorConfiguration {
            tenant_identifier: self.tenant.clone(),
            client_identifier: self.client.clone(),
        };
        Shown {
            name: self.id.clone(),
            arn: self.arn(),
            connector_configuration: ConnectorConfiguration { azure: Some(azure) },
            created_time: self.created,
        }
    }

    /// Returns it as lists show it.
    pub fn listed(&self) -> ConnectorSummary {
        ConnectorSummary {
            arn: self.arn(),
            name: self.id.clone(),
            provider: Word::new(AZURE),
            tenant_identifier: self.tenant.clone(),
            created_time: self.created,
        }
    }
}
