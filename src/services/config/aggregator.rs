//! Aggregators: what the resources of several accounts and regions are like, in one place.
//!
//! ```text
//! aggregator of 1 in R --names accounts and regions--> 2 in S   pending, until 2 authorizes 1 R in S
//!                                                  \-> 1 in S   its own account needs none
//! aggregator of the management account of an organization,
//!               or of a delegated administrator --> all its accounts, which need none
//! ```
//!
//! The resources are those of this store, read when they are asked for: AWS copies them, which takes
//! minutes.
//!
//! Source: AWS Config Developer Guide, "Multi-account multi-region data aggregation", "Authorizing
//! aggregator accounts".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::{NO_SUCH_CONFIGURATION_AGGREGATOR, VALIDATION, not_like};
use super::item::Item;
use super::keeping;
use super::resource::Resource;
use super::shapes::Word;
use super::shapes::aggregation_authorizations::AggregationAuthorization;
use super::shapes::aggregators::{
    AccountAggregationSource, AggregatorFilterResourceType, AggregatorFilterServicePrincipal,
    AggregatorFilters, ConfigurationAggregator, OrganizationAggregationSource,
};
use crate::arn::partition_of;
use crate::context::{Context, Organized};
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// What gathering from an organization is delegated for.
///
/// Source: AWS Config Developer Guide, "Register a Delegated Administrator".
pub const SERVICE: &str = "config.amazonaws.com";

/// How many aggregators an account has in a region.
///
/// Source: AWS Config Developer Guide, "Service limits".
pub const MOST: usize = 50;

/// An aggregator.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Aggregator {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name.
    pub name: String,
    /// The end of its ARN.
    pub id: String,
    /// Whose resources are gathered.
    pub source: Source,
    /// The regions that they are gathered from; all if none is named.
    pub regions: Option<Vec<String>>,
    /// The types that are gathered; all if none is named.
    pub kinds: Option<Vec<String>>,
    /// The services whose recorders they are gathered from.
    pub services: Option<Vec<String>>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was changed.
    pub updated: Timestamp,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Whose resources are gathered.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum Source {
    /// Those of these accounts.
    Accounts(Vec<String>),
    /// Those of all accounts of the organization, which this role reads.
    Organization(String),
}

impl Record for Aggregator {
    const KIND: &'static str = "aggregator";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.name)
    }
}

impl Aggregator {
    fn key_of((account, region): (&str, &str), name: &str) -> Key {
        Self::all().text(account).text(region).text(name)
    }

    /// Returns an aggregator of a region by its name, if it is there.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, name))
    }

    /// Returns the caller's aggregator of a name.
    ///
    /// Fails with [`VALIDATION`] if the name is none, then with [`NO_SUCH_CONFIGURATION_AGGREGATOR`].
    pub fn named(ctx: &Context<'_>, name: &str) -> Result<Self> {
        check_name(name)?;
        let found = Self::find(&ctx.txn, (&ctx.caller.account, &ctx.region), name)?;
        Ok(found.ok_or_else(|| no_such(1))?)
    }

    /// Returns the aggregators of a region, in the order of their names.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, id, .. } = self;
        let partition = partition_of(region);
        format!(
            "arn:{partition}:config:{region}:{account}:config-aggregator/config-aggregator-{id}"
        )
    }

    /// Returns the accounts that it gathers from, in the order in which they are named.
    pub fn accounts(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        match &self.source {
            Source::Accounts(accounts) => Ok(accounts.clone()),
            Source::Organization(_) => {
                let organization = (ctx.organization)(&ctx.txn)?;
                let own = organization.filter(|found| found.administers(&self.account, SERVICE));
                Ok(own.map_or_else(Vec::new, Organized::accounts))
            }
        }
    }

    /// Returns whether it gathers from a region.
    pub fn covers(&self, region: &str) -> bool {
        self.regions.as_ref().is_none_or(|regions| regions.iter().any(|other| other == region))
    }

    /// Returns whether it may gather from an account and region.
    pub fn may_gather(&self, txn: &Txn<'_>, source: (&str, &str)) -> Result<bool> {
        Ok(source.0 == self.account
            || matches!(self.source, Source::Organization(_))
            || Authorization::find(txn, source, (&self.account, &self.region))?.is_some())
    }

    /// Returns the accounts and regions that it gathers from and that have recorded something.
    pub fn sources(&self, ctx: &Context<'_>) -> Result<Vec<(String, String)>> {
        // No recorder is another service's.
        if self.services.is_some() {
            return Ok(Vec::new());
        }
        let accounts = self.accounts(ctx)?;
        let mut sources = Vec::new();
        for (account, region) in keeping::owners(&ctx.txn)? {
            if accounts.contains(&account)
                && self.covers(&region)
                && self.may_gather(&ctx.txn, (&account, &region))?
            {
                sources.push((account, region));
            }
        }
        Ok(sources)
    }

    /// Returns whether it gathers resources of a type.
    pub fn gathers(&self, kind: &str) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|other| other == kind))
    }

    /// Returns the resources that it gathers and that are there, by account, region, type and id.
    pub fn resources(&self, ctx: &Context<'_>, kind: Option<&str>) -> Result<Vec<Resource>> {
        let mut all = Vec::new();
        for (account, region) in self.sources(ctx)? {
            let found = match kind {
                Some(kind) => Resource::of_kind(&ctx.txn, (&account, &region), kind)?,
                None => Resource::of_region(&ctx.txn, (&account, &region))?,
            };
            all.extend(found.into_iter().filter(|one| one.is_there() && self.gathers(&one.kind)));
        }
        Ok(all)
    }

    /// Returns the last item of a resource, if it gathers it and it is there.
    pub fn item(
        &self,
        ctx: &Context<'_>,
        (account, region): (&str, &str),
        (kind, id): (&str, &str),
    ) -> Result<Option<Item>> {
        let source = (account.to_owned(), region.to_owned());
        if !self.gathers(kind) || !self.sources(ctx)?.contains(&source) {
            return Ok(None);
        }
        match Resource::find(&ctx.txn, (account, region), kind, id)? {
            Some(resource) if resource.is_there() => keeping::last_of(&ctx.txn, &resource),
            _ => Ok(None),
        }
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> ConfigurationAggregator {
        let all = self.regions.is_none();
        let include = || Some(Word::new("INCLUDE"));
        let (mut accounts, mut organization) = (None, None);
        match &self.source {
            Source::Accounts(ids) => {
                accounts = Some(vec![AccountAggregationSource {
                    account_ids: ids.clone(),
                    all_aws_regions: Some(all),
                    aws_regions: self.regions.clone(),
                }]);
            }
            Source::Organization(role) => {
                organization = Some(OrganizationAggregationSource {
                    role_arn: role.clone(),
                    aws_regions: self.regions.clone(),
                    all_aws_regions: Some(all),
                });
            }
        }
        let filters = AggregatorFilters {
            resource_type: self.kinds.clone().map(|kinds| AggregatorFilterResourceType {
                r#type: include(),
                value: Some(kinds),
            }),
            service_principal: self.services.clone().map(|services| {
                AggregatorFilterServicePrincipal { r#type: include(), value: Some(services) }
            }),
        };
        let has_filters = self.kinds.is_some() || self.services.is_some();
        ConfigurationAggregator {
            configuration_aggregator_name: Some(self.name.clone()),
            configuration_aggregator_arn: Some(self.arn()),
            account_aggregation_sources: accounts,
            organization_aggregation_source: organization,
            creation_time: Some(self.created),
            last_updated_time: Some(self.updated),
            created_by: None,
            aggregator_filters: has_filters.then_some(filters),
        }
    }
}

/// Checks the name of an aggregator.
///
/// Fails with [`VALIDATION`].
pub fn check_name(name: &str) -> Result<(), ApiError> {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Ok(());
    }
    Err(not_like(VALIDATION, ("configurationAggregatorName", name), "[\\w\\-]+"))
}

/// Returns the refusal of an aggregator that there is not, of so many that are asked for.
pub fn no_such(names: usize) -> ApiError {
    let message = if names > 1 {
        "At least one of the configuration aggregators does not exist. Check the configuration \
         aggregator names and try again."
    } else {
        "The configuration aggregator does not exist. Check the configuration aggregator name and \
         try again."
    };
    ApiError::new(NO_SUCH_CONFIGURATION_AGGREGATOR, message)
}

/// That an account and region may gather from another.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Authorization {
    /// Whose resources may be gathered.
    pub account: String,
    /// Where.
    pub region: String,
    /// Who may gather them.
    pub by_account: String,
    /// Where.
    pub by_region: String,
    /// When it was given.
    pub created: Timestamp,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Record for Authorization {
    const KIND: &'static str = "aggregation authorization";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), (&self.by_account, &self.by_region))
    }
}

impl Authorization {
    fn key_of((account, region): (&str, &str), by: (&str, &str)) -> Key {
        Self::all().text(account).text(region).text(by.0).text(by.1)
    }

    /// Returns the authorization that a source has given, if it has.
    pub fn find(txn: &Txn<'_>, source: (&str, &str), by: (&str, &str)) -> Result<Option<Self>> {
        txn.get(&Self::key_of(source, by))
    }

    /// Returns the authorizations that a source has given.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, by_account, by_region, .. } = self;
        let partition = partition_of(region);
        format!(
            "arn:{partition}:config:{region}:{account}:aggregation-authorization/{by_account}/\
             {by_region}"
        )
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> AggregationAuthorization {
        AggregationAuthorization {
            aggregation_authorization_arn: Some(self.arn()),
            authorized_account_id: Some(self.by_account.clone()),
            authorized_aws_region: Some(self.by_region.clone()),
            creation_time: Some(self.created),
        }
    }
}

/// That an account and region have been refused to gather from another, until they ask again.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Refused {
    /// Who has refused.
    pub account: String,
    /// Where.
    pub region: String,
    /// Who was refused.
    pub by_account: String,
    /// Where.
    pub by_region: String,
}

impl Record for Refused {
    const KIND: &'static str = "refused aggregation";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
            .text(&self.account)
            .text(&self.region)
            .text(&self.by_account)
            .text(&self.by_region)
    }
}

/// Returns the accounts and regions that ask to gather from a source, in their order.
pub fn asking(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<(String, String)>> {
    let mut asking = Vec::new();
    for aggregator in txn.scan::<Aggregator>(&Aggregator::all()) {
        let aggregator = aggregator?;
        let names = match &aggregator.source {
            Source::Accounts(accounts) => accounts.iter().any(|other| other == account),
            Source::Organization(_) => false,
        };
        if names && aggregator.covers(region) && !aggregator.may_gather(txn, (account, region))? {
            asking.push((aggregator.account, aggregator.region));
        }
    }
    asking.dedup();
    let refused: Vec<Refused> =
        txn.scan(&Refused::all().text(account).text(region)).collect::<Result<_>>()?;
    asking.retain(|(by_account, by_region)| {
        !refused.iter().any(|one| one.by_account == *by_account && one.by_region == *by_region)
    });
    Ok(asking)
}
