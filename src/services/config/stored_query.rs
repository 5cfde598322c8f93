//! Queries that are kept under a name.
//!
//! Source: AWS Config API Reference, "`PutStoredQuery`".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::{RESOURCE_NOT_FOUND, VALIDATION, not_like};
use super::shapes::queries::{StoredQuery as Shown, StoredQueryMetadata};
use crate::arn::partition_of;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};

/// How many queries a region keeps.
///
/// Source: AWS Config API Reference, "`PutStoredQuery`".
pub const MOST: usize = 300;

/// A query that is kept.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct StoredQuery {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Its id, as in `query-e65mijt4rmam5pab`.
    pub id: String,
    /// What it is for.
    pub description: Option<String>,
    /// The query. Whether it is one is seen when it is run.
    pub expression: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Record for StoredQuery {
    const KIND: &'static str = "stored query";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.name)
    }
}

impl StoredQuery {
    fn key_of((account, region): (&str, &str), name: &str) -> Key {
        Self::all().text(account).text(region).text(name)
    }

    /// Returns a query of a region by its name, if it is there.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, name))
    }

    /// Returns the caller's query of a name.
    ///
    /// Fails with [`VALIDATION`] if the name is none, then with [`RESOURCE_NOT_FOUND`].
    pub fn named(ctx: &Context<'_>, name: &str) -> Result<Self> {
        check_name(name, "queryName")?;
        let message = format!("The query {name} does not exist.");
        Ok(Self::find(&ctx.txn, (&ctx.caller.account, &ctx.region), name)?
            .ok_or_else(|| ApiError::new(RESOURCE_NOT_FOUND, message))?)
    }

    /// Returns the queries of a region, in the order of their names.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, name, id, .. } = self;
        format!("arn:{}:config:{region}:{account}:stored-query/{name}/{id}", partition_of(region))
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> Shown {
        Shown {
            query_id: Some(self.id.clone()),
            query_arn: Some(self.arn()),
            query_name: self.name.clone(),
            description: self.description.clone(),
            expression: Some(self.expression.clone()),
        }
    }

    /// Returns it as lists show it.
    pub fn listed(&self) -> StoredQueryMetadata {
        StoredQueryMetadata {
            query_id: self.id.clone(),
            query_arn: self.arn(),
            query_name: self.name.clone(),
            description: self.description.clone(),
        }
    }
}

/// Checks the name of a query, which stands at a member of the request.
///
/// Fails with [`VALIDATION`].
pub fn check_name(name: &str, member: &str) -> Result<(), ApiError> {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Ok(());
    }
    Err(not_like(VALIDATION, (member, name), "^[a-zA-Z0-9-_]+$"))
}
