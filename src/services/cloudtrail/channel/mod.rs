//! Channels, by which events from outside AWS reach event data stores.
//!
//! Only channels of the source `Custom` are emulated: events of partners come from their accounts.
//! There may be several of that source, as the console lets one make; the API Reference says that there
//! is one channel to a source.
//!
//! Source: CloudTrail API Reference, "`CreateChannel`"; User Guide, "Quotas in CloudTrail". AWS
//! publishes no sentences of its errors: they are ours.

pub mod activity;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::{CHANNEL_ARN_INVALID, CHANNEL_NOT_FOUND};
use super::shapes::channels::{Destination, DestinationType, IngestionStatus};
use crate::arn::{Arn, partition_of};
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// How many channels an account may have in a region.
pub const CHANNELS: usize = 25;

/// The source of events that are no partner's.
pub const CUSTOM: &str = "Custom";

/// How the names of the partners begin whose events CloudTrail Lake takes.
///
/// Source: CloudTrail User Guide, "Create an integration with an event source outside of AWS"; how their
/// sources are spelt in the API, it does not say.
const PARTNERS: [&str; 15] = [
    "cloudstoragesecurity",
    "clumio",
    "crowdstrike",
    "cyberark",
    "github",
    "kong",
    "launchdarkly",
    "montycloud",
    "netskope",
    "nordcloud",
    "okta",
    "oneidentity",
    "shoreline",
    "snyk",
    "wiz",
];

/// Returns whether a source is a partner's, however that is spelt.
pub fn is_partner(source: &str) -> bool {
    let plain: String = source.chars().filter(char::is_ascii_alphanumeric).collect();
    let plain = plain.to_ascii_lowercase();
    PARTNERS.iter().any(|partner| plain.starts_with(partner))
}

/// A channel.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Channel {
    /// The end of its ARN.
    pub id: String,
    /// The account that owns it.
    pub account: String,
    /// The region that it was made in.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Where its events come from.
    pub source: String,
    /// The ARNs of the event data stores that they go to.
    pub destinations: Vec<String>,
    /// Its tags.
    pub tags: BTreeMap<String, Option<String>>,
    /// The last event that came in: when, and its id.
    pub succeeded: Option<(Timestamp, String)>,
    /// The last event that was sent: when, and its id.
    pub attempted: Option<(Timestamp, String)>,
    /// What the last event that did not come in was refused with.
    pub error: Option<String>,
}

impl Record for Channel {
    const KIND: &'static str = "channel";
    type Form = Json;

    fn key(&self) -> Key {
        Self::in_region(&self.account, &self.region).text(&self.id)
    }
}

impl Channel {
    fn in_region(account: &str, region: &str) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns its name across accounts and regions.
    pub fn arn(&self) -> String {
        let Self { id, account, region, .. } = self;
        format!("arn:{}:cloudtrail:{region}:{account}:channel/{id}", partition_of(region))
    }

    /// Returns the channels of a region, in the order of their names.
    pub fn of_region(txn: &Txn<'_>, account: &str, region: &str) -> Result<Vec<Self>> {
        let all = txn.scan(&Self::in_region(account, region));
        let mut channels: Vec<Self> = all.collect::<Result<_>>()?;
        channels.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(channels)
    }

    /// Returns the caller's channel of an ARN or id in the region of the call.
    ///
    /// Fails with [`CHANNEL_ARN_INVALID`], then with [`CHANNEL_NOT_FOUND`].
    pub fn find(ctx: &Context<'_>, arn_or_id: &str) -> Result<Self> {
        let Some((account, region, id)) = place_of(ctx, arn_or_id) else {
            let message = format!("Channel ARN {arn_or_id} is not valid.");
            return Err(ApiError::new(CHANNEL_ARN_INVALID, message).into());
        };
        let found = Self::at(&ctx.txn, (account, region, id), ctx)?;
        let message = format!("Channel {arn_or_id} was not found.");
        Ok(found.ok_or_else(|| ApiError::new(CHANNEL_NOT_FOUND, message))?)
    }

    /// Returns the channel at a place of its own account and region.
    pub fn at(
        txn: &Txn<'_>,
        (account, region, id): (&str, &str, &str),
        ctx: &Context<'_>,
    ) -> Result<Option<Self>> {
        let own = account == ctx.caller.account && region == ctx.region;
        if own { txn.get(&Self::in_region(account, region).text(id)) } else { Ok(None) }
    }

    /// Returns where its events go.
    pub fn shapes(&self) -> Vec<Destination> {
        let shape = |arn: &String| Destination {
            r#type: DestinationType::EventDataStore,
            location: arn.clone(),
        };
        self.destinations.iter().map(shape).collect()
    }

    /// Returns when events last came through it.
    pub fn status(&self) -> Option<IngestionStatus> {
        let (time, id) = self.attempted.clone()?;
        let succeeded = self.succeeded.clone();
        Some(IngestionStatus {
            latest_ingestion_success_time: succeeded.as_ref().map(|(time, _)| *time),
            latest_ingestion_success_event_id: succeeded.map(|(_, id)| id),
            latest_ingestion_error_code: self.error.clone(),
            latest_ingestion_attempt_time: Some(time),
            latest_ingestion_attempt_event_id: Some(id),
        })
    }
}

/// Returns account, region and id of a channel's ARN, or of an id in the region of the call; `None` if
/// it is neither.
pub fn place_of<'a>(
    ctx: &'a Context<'_>,
    arn_or_id: &'a str,
) -> Option<(&'a str, &'a str, &'a str)> {
    let is_plain = |id: &str| {
        !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    if !arn_or_id.starts_with("arn:") {
        return is_plain(arn_or_id).then_some((&ctx.caller.account, &ctx.region, arn_or_id));
    }
    let arn = Arn::parse(arn_or_id).filter(|arn| arn.service == "cloudtrail")?;
    let id = arn.resource_of("channel").filter(|id| is_plain(id))?;
    let is_account = arn.account.len() == 12 && arn.account.bytes().all(|b| b.is_ascii_digit());
    (is_account && !arn.region.is_empty()).then_some((arn.account, arn.region, id))
}
