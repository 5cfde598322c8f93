//! What an event data store is, and how one is found.
//!
//! ```text
//! create --> ENABLED <--start, stop ingestion--> STOPPED_INGESTION
//!               |  ^                                  |
//!            delete restore                         delete
//!               v  |                                  |
//!          PENDING_DELETION  <------------------------/
//!               |
//!               \--- seven days later ---> gone, with all that it holds
//! ```
//!
//! A store comes out of being restored as it was. The states between these, such as
//! `STARTING_INGESTION`, take no time here.
//!
//! Source: CloudTrail API Reference, "`CreateEventDataStore`", "`UpdateEventDataStore`",
//! "`DeleteEventDataStore`", "`RestoreEventDataStore`"; User Guide, "Event data stores", "Quotas in
//! CloudTrail". AWS publishes no sentences of its errors: they are ours.

mod context;
mod selectors;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::errors::{
    EVENT_DATA_STORE_ARN_INVALID, EVENT_DATA_STORE_NOT_FOUND, INACTIVE_EVENT_DATA_STORE,
    INVALID_PARAMETER, VALIDATION,
};
use super::event::Event;
use super::lake;
use super::organization::Organization;
use super::resource_policy::ResourcePolicy;
use super::shapes::event_data_stores::{BillingMode, EventDataStoreStatus};
use super::shapes::insights::InsightType;
use crate::arn::{Arn, partition_of};
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::operation::Chore;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{DAY, Timestamp};

pub use context::Context as EventContext;
pub use selectors::{Group, Selectors};

/// How many event data stores a region may have; one of all regions counts in each, and one that
/// waits for its deletion counts until it is gone.
pub const STORES_PER_REGION: usize = 10;

/// How long an event data store can be restored after it was deleted.
pub const GRACE: Duration = Duration::from_hours(168);

/// An event data store.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of the API")]
pub struct EventDataStore {
    /// The end of its ARN, by which queries name it.
    pub id: String,
    /// The account that owns it.
    pub account: String,
    /// The region that it was made in.
    pub home: String,
    /// Its name.
    pub name: String,
    /// Which events it takes.
    pub selectors: Selectors,
    /// Whether it takes the events of all regions.
    pub every_region: bool,
    /// Whether it takes the events of all accounts of the organization.
    pub organization: bool,
    /// How many days it keeps an event, from when that happened.
    pub days: i32,
    /// Whether it cannot be deleted.
    pub protected: bool,
    /// Its tags.
    pub tags: BTreeMap<String, Option<String>>,
    /// The KMS key that encrypts it.
    pub kms_key: Option<String>,
    /// How it is paid for.
    pub billing: BillingMode,
    /// Whether it takes events.
    pub ingesting: bool,
    /// When it was deleted, if it is to go.
    pub deleted: Option<Timestamp>,
    /// The role by which other services read it, if they do.
    pub federation: Option<String>,
    /// What its events tell besides the usual.
    #[serde(default)]
    pub context: EventContext,
    /// Which unusual activity is looked for in its management events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insights: Vec<InsightType>,
    /// The id of the store of its account and region that the Insights events go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insights_to: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When its settings were last changed.
    pub updated: Timestamp,
}

impl Record for EventDataStore {
    const KIND: &'static str = "event data store";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.account, &self.home, &self.id)
    }
}

impl EventDataStore {
    fn key_of(account: &str, home: &str, id: &str) -> Key {
        Self::all().text(account).text(home).text(id)
    }

    /// Returns its name across accounts and regions.
    pub fn arn(&self) -> String {
        let partition = partition_of(&self.home);
        let Self { home, account, id, .. } = self;
        format!("arn:{partition}:cloudtrail:{home}:{account}:eventdatastore/{id}")
    }

    /// Returns the state that it is in.
    pub fn status(&self) -> EventDataStoreStatus {
        match (self.deleted, self.ingesting) {
            (Some(_), _) => EventDataStoreStatus::PendingDeletion,
            (None, true) => EventDataStoreStatus::Enabled,
            (None, false) => EventDataStoreStatus::StoppedIngestion,
        }
    }

    /// Returns the time of the oldest event that it still has at a time.
    pub fn oldest(&self, now: Timestamp) -> Timestamp {
        now - DAY * u32::try_from(self.days).unwrap_or_default()
    }

    /// Returns whether it covers what happens in a region.
    pub fn covers(&self, region: &str) -> bool {
        self.home == region
            || (self.every_region && partition_of(&self.home) == partition_of(region))
    }

    /// Returns whether it takes an event that is recorded at a time.
    pub fn takes(&self, event: &Event, now: Timestamp) -> bool {
        self.ingesting
            && self.deleted.is_none()
            && self.covers(&event.region)
            && event.time >= self.oldest(now)
            && self.selectors.takes(event)
    }

    /// Returns the store that its Insights events go to, if there is one that takes them.
    pub fn insights_destination(&self, txn: &Txn<'_>) -> Result<Option<Self>> {
        let Some(id) = &self.insights_to else { return Ok(None) };
        let found: Option<Self> = txn.get(&Self::key_of(&self.account, &self.home, id))?;
        Ok(found.filter(|store| store.ingesting && store.deleted.is_none()))
    }

    /// Returns the stores of an account, those of all regions.
    pub fn of_account(txn: &Txn<'_>, account: &str) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account)).collect()
    }

    /// Returns the stores that take the events of an account: its own, and those of its organization.
    pub fn seen_by(txn: &Txn<'_>, account: &str) -> Result<Vec<Self>> {
        let mut stores = Self::of_account(txn, account)?;
        let organization = Organization::of(txn, account)?;
        if let Some(organization) = organization.filter(|other| other.management != account) {
            let others = Self::of_account(txn, &organization.management)?;
            stores.extend(others.into_iter().filter(|store| store.organization));
        }
        Ok(stores)
    }

    /// Returns the stores of an account in a region, the oldest first.
    pub fn of_region(txn: &Txn<'_>, account: &str, region: &str) -> Result<Vec<Self>> {
        let mut stores: Vec<Self> =
            txn.scan(&Self::all().text(account).text(region)).collect::<Result<_>>()?;
        stores.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
        Ok(stores)
    }

    /// Returns the caller's store of an ARN or id in the region of the call, whatever its state; for
    /// who administers an organization, by its ARN one of that, too.
    ///
    /// Fails with, in the order in which they are checked: [`VALIDATION`],
    /// [`EVENT_DATA_STORE_ARN_INVALID`], [`EVENT_DATA_STORE_NOT_FOUND`].
    pub fn find(ctx: &Context<'_>, arn_or_id: &str) -> Result<Self> {
        if !arn_or_id.chars().all(|c| c.is_ascii_alphanumeric() || "._/-:".contains(c)) {
            return Err(pattern(arn_or_id, "eventDataStore", r"^[a-zA-Z0-9._/\-:]+$").into());
        }
        let (account, region, id) = if arn_or_id.starts_with("arn:") {
            let arn = store_arn(arn_or_id)?;
            (arn.account, arn.region, arn.resource_of("eventdatastore").unwrap_or_default())
        } else {
            (ctx.caller.account.as_str(), ctx.region.as_str(), arn_or_id)
        };
        let kept: Option<Self> = ctx.txn.get(&Self::key_of(account, region, id))?;
        let mut found = kept.filter(|store| store.home == ctx.region);
        let caller = ctx.caller.account.as_str();
        if account != caller {
            let organization = Organization::of(&ctx.txn, caller)?;
            let administers =
                organization.is_some_and(|o| o.management == account && o.is_administrator(caller));
            found = found.filter(|store| store.organization && administers);
        }
        let message = format!("Event data store {arn_or_id} was not found.");
        Ok(found.ok_or_else(|| ApiError::new(EVENT_DATA_STORE_NOT_FOUND, message))?)
    }

    /// Returns the same, if it is not about to be deleted.
    ///
    /// Fails with what [`find`](Self::find) fails with, then with [`INACTIVE_EVENT_DATA_STORE`].
    pub fn find_active(ctx: &Context<'_>, arn_or_id: &str) -> Result<Self> {
        let store = Self::find(ctx, arn_or_id)?;
        if store.deleted.is_some() {
            let message = format!("Event data store {} is in state PENDING_DELETION.", store.arn());
            return Err(ApiError::new(INACTIVE_EVENT_DATA_STORE, message).into());
        }
        Ok(store)
    }
}

/// Returns the parts of an event data store's ARN; fails with [`EVENT_DATA_STORE_ARN_INVALID`] if it
/// is none.
pub fn store_arn(text: &str) -> Result<Arn<'_>, ApiError> {
    let arn = Arn::parse(text).filter(|arn| {
        arn.service == "cloudtrail"
            && !arn.region.is_empty()
            && arn.account.len() == 12
            && arn.account.bytes().all(|b| b.is_ascii_digit())
            && arn.resource_of("eventdatastore").is_some_and(|id| !id.is_empty())
    });
    arn.ok_or_else(|| {
        let message = format!("Event data store ARN {text} is not valid.");
        ApiError::new(EVENT_DATA_STORE_ARN_INVALID, message)
    })
}

/// Checks the name of a store, whose length is checked already.
///
/// Source: the pattern of `EventDataStoreName` in the CloudTrail API model.
pub fn check_name(name: &str) -> Result<(), ApiError> {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
        return Ok(());
    }
    Err(pattern(name, "name", r"^[a-zA-Z0-9._\-]+$"))
}

fn pattern(value: &str, place: &str, pattern: &str) -> ApiError {
    let message = format!(
        "1 validation error detected: Value '{value}' at '{place}' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: {pattern}"
    );
    ApiError::new(VALIDATION, message)
}

/// Returns how many days a store of a billing mode keeps events unless it is told, and at most.
pub const fn retention(billing: BillingMode) -> (i32, i32) {
    match billing {
        BillingMode::ExtendableRetentionPricing => (366, 3_653),
        BillingMode::FixedRetentionPricing => (2_557, 2_557),
    }
}

/// Checks how long a store is to keep events; the limits of the model are checked already.
pub fn check_retention(days: i32, billing: BillingMode) -> Result<(), ApiError> {
    let (_, most) = retention(billing);
    if days <= most {
        return Ok(());
    }
    let message = format!(
        "RetentionPeriod must be between 7 and {most} days when BillingMode is {}.",
        billing.word()
    );
    Err(ApiError::new(INVALID_PARAMETER, message))
}

/// Deletes stores for good, seven days after they were deleted.
pub const DELETION: Chore = Chore {
    name: "delete event data stores",
    due: |txn| {
        let mut due: Option<Timestamp> = None;
        for store in txn.scan::<EventDataStore>(&EventDataStore::all()) {
            let gone = store?.deleted.map(|deleted| deleted + GRACE);
            due = [due, gone].into_iter().flatten().min();
        }
        Ok(due)
    },
    run: |ctx| {
        let stores: Vec<EventDataStore> =
            ctx.txn.scan(&EventDataStore::all()).collect::<Result<_>>()?;
        for store in stores {
            if store.deleted.is_some_and(|deleted| deleted + GRACE <= ctx.now) {
                lake::drop_all(&mut ctx.txn, &store.id)?;
                ctx.txn.delete(&ResourcePolicy::key_of(&store.arn()));
                lake::query::remove_of(&mut ctx.txn, &store.id)?;
                ctx.txn.delete(&store.key());
            }
        }
        Ok(())
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_of_something_else_is_no_stores() {
        assert!(store_arn("arn:aws:cloudtrail:us-east-1:123456789012:eventdatastore/a").is_ok());
        for text in [
            "arn:aws:cloudtrail:us-east-1:123456789012:trail/a",
            "arn:aws:cloudtrail:us-east-1:123456789012:eventdatastore/",
            "arn:aws:cloudtrail:us-east-1:1234:eventdatastore/a",
            "arn:aws:cloudtrail::123456789012:eventdatastore/a",
            "arn:aws:s3:::eventdatastore/a",
        ] {
            assert_eq!(store_arn(text).unwrap_err().code(), EVENT_DATA_STORE_ARN_INVALID, "{text}");
        }
    }

    #[test]
    fn events_are_kept_as_long_as_the_billing_mode_allows() {
        let extendable = BillingMode::ExtendableRetentionPricing;
        let fixed = BillingMode::FixedRetentionPricing;
        assert!(check_retention(3_653, extendable).is_ok());
        assert!(check_retention(2_557, fixed).is_ok());
        let error = check_retention(2_558, fixed).unwrap_err();
        assert!(error.message().contains("between 7 and 2557"), "{error}");
    }
}
