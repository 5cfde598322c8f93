//! The delivery channel of a region: where configurations go, and how that fares.
//!
//! Source: AWS Config Developer Guide, "Managing the delivery channel"; messages as facts list them,
//! others are ours.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::errors::NO_SUCH_DELIVERY_CHANNEL;
use super::shapes::Word;
use super::shapes::delivery_channels::{
    ConfigExportDeliveryInfo, ConfigSnapshotDeliveryProperties, ConfigStreamDeliveryInfo,
    DeliveryChannel, DeliveryChannelStatus,
};
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::sns::Topic;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{HOUR, Timestamp};

/// How often history files are written.
///
/// Source: AWS Config Developer Guide, "How AWS Config works". That they are written on multiples of
/// it is our choice: AWS does not say when.
pub const HISTORY: Duration = HOUR.saturating_mul(6);

/// A delivery channel.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Channel {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name.
    pub name: String,
    /// The bucket that files go to.
    pub bucket: String,
    /// What their keys begin with.
    #[serde(default)]
    pub prefix: Option<String>,
    /// The KMS key that encrypts them.
    #[serde(default)]
    pub kms_key: Option<String>,
    /// The topic that is told.
    #[serde(default)]
    pub topic: Option<String>,
    /// How often a snapshot is written, if it is by itself.
    #[serde(default)]
    pub frequency: Option<String>,
    /// When the next one is due.
    #[serde(default)]
    pub snapshot_due: Option<Timestamp>,
    /// When history files are due, if anything changed since the last ones.
    #[serde(default)]
    pub history_due: Option<Timestamp>,
    /// Up to when history files tell what happened.
    #[serde(default)]
    pub history_until: Option<Timestamp>,
    /// How the last snapshot went.
    #[serde(default)]
    pub snapshot: Fared,
    /// How the last history files went.
    #[serde(default)]
    pub history: Fared,
    /// When the state of messages last became another.
    pub stream_changed: Timestamp,
}

/// How a delivery went.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Fared {
    /// When it was last tried.
    pub tried: Option<Timestamp>,
    /// When it last went well.
    pub went_well: Option<Timestamp>,
    /// What S3 said to the last.
    pub error: Option<String>,
}

impl Record for Channel {
    const KIND: &'static str = "delivery channel";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.account, &self.region)
    }
}

impl Channel {
    fn key_of(account: &str, region: &str) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns the delivery channel of a region, if it has one.
    pub fn of(txn: &Txn<'_>, account: &str, region: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(account, region))
    }

    /// Returns all there are.
    pub fn every(txn: &Txn<'_>) -> Result<Vec<Self>> {
        txn.scan(&Self::all()).collect()
    }

    /// Returns the caller's delivery channel in the region of the call, if it has this name.
    ///
    /// Fails with [`NO_SUCH_DELIVERY_CHANNEL`].
    pub fn named(ctx: &Context<'_>, name: &str) -> Result<Self> {
        let found = Self::of(&ctx.txn, &ctx.caller.account, &ctx.region)?;
        Ok(found.filter(|channel| channel.name == name).ok_or_else(|| no_such(name))?)
    }

    /// Returns the topic that is told.
    pub fn topic(&self) -> Option<Topic> {
        Topic::named(&self.account, &self.region, self.topic.as_deref()?)
    }

    /// Returns how often a snapshot is written by itself.
    pub fn period(&self) -> Option<Duration> {
        period(self.frequency.as_deref()?)
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> DeliveryChannel {
        let properties = |frequency: &String| ConfigSnapshotDeliveryProperties {
            delivery_frequency: Some(Word::new(frequency)),
        };
        DeliveryChannel {
            name: Some(self.name.clone()),
            s3_bucket_name: Some(self.bucket.clone()),
            s3_key_prefix: self.prefix.clone(),
            s3_kms_key_arn: self.kms_key.clone(),
            sns_topic_arn: self.topic.clone(),
            config_snapshot_delivery_properties: self.frequency.as_ref().map(properties),
        }
    }

    /// Returns how it fares. Messages have nowhere to go without a topic.
    ///
    /// History files are due even when nothing has changed yet.
    pub fn status(&self, now: Timestamp) -> DeliveryChannelStatus {
        let history_due = self.history_due.unwrap_or_else(|| now.next(HISTORY));
        let stream = if self.topic.is_some() { "SUCCESS" } else { "NOT_APPLICABLE" };
        DeliveryChannelStatus {
            name: Some(self.name.clone()),
            config_snapshot_delivery_info: Some(self.snapshot.shown(self.snapshot_due)),
            config_history_delivery_info: Some(self.history.shown(Some(history_due))),
            config_stream_delivery_info: Some(ConfigStreamDeliveryInfo {
                last_status: Some(Word::new(stream)),
                last_status_change_time: Some(self.stream_changed),
                ..ConfigStreamDeliveryInfo::default()
            }),
        }
    }
}

impl Fared {
    /// Notes an attempt.
    pub fn note(&mut self, now: Timestamp, refused: Option<&str>) {
        self.tried = Some(now);
        self.error = refused.map(str::to_owned);
        if refused.is_none() {
            self.went_well = Some(now);
        }
    }

    fn shown(&self, next: Option<Timestamp>) -> ConfigExportDeliveryInfo {
        let message = self.error.as_ref().map(|_| "The bucket refuses the file.".to_owned());
        let status = if self.error.is_some() { "FAILURE" } else { "SUCCESS" };
        ConfigExportDeliveryInfo {
            last_status: self.tried.map(|_| Word::new(status)),
            last_error_code: self.error.clone(),
            last_error_message: message,
            last_attempt_time: self.tried,
            last_successful_time: self.went_well,
            // Without a last status, 'get-status' of the AWS CLI fails over what is here.
            next_delivery_time: next.filter(|_| self.tried.is_some()),
        }
    }
}

/// Returns the length of time that a word says.
pub fn period(word: &str) -> Option<Duration> {
    let hours = match word {
        "One_Hour" => 1,
        "Three_Hours" => 3,
        "Six_Hours" => 6,
        "Twelve_Hours" => 12,
        "TwentyFour_Hours" => 24,
        _ => return None,
    };
    Some(HOUR * hours)
}

/// Returns the refusal of a delivery channel that there is not.
pub fn no_such(name: &str) -> ApiError {
    let message = format!("Cannot find delivery channel with specified name '{name}'.");
    ApiError::new(NO_SUCH_DELIVERY_CHANNEL, message)
}
