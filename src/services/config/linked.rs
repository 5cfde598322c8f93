//! Recorders that are linked to other services.
//!
//! What such a recorder records is for its service alone: its scope is internal, and nothing of it is
//! seen in histories or delivered. So there is nothing to record; the recorder is there, and records
//! until it is deleted.
//!
//! Source: AWS Config API Reference, "`PutServiceLinkedConfigurationRecorder`". Which services there
//! are and what their recorders are called is not published in full: any service of AWS will do here,
//! and the name follows from its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::errors::UNMODIFIABLE_ENTITY;
use super::recorder::RESERVED;
use super::shapes::Word;
use super::shapes::recorders::{
    ConfigurationRecorder, ConfigurationRecorderStatus, ConfigurationRecorderSummary,
};
use crate::arn::partition_of;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// What the names of services end in.
const ENDING: &str = ".amazonaws.com";

/// The scope of what is recorded for a service alone.
pub const INTERNAL: &str = "INTERNAL";

/// A recorder that is linked to a service.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Linked {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// The service, as in `observabilityadmin.amazonaws.com`.
    pub service: String,
    /// The end of its ARN.
    pub id: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Record for Linked {
    const KIND: &'static str = "service-linked recorder";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.account).text(&self.region).text(&self.service)
    }
}

impl Linked {
    /// Returns the recorders of a region that are linked to services, in the order of these.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns whether a service can have one: whether its name has the form of a service's.
    pub fn can_be_of(service: &str) -> bool {
        service.strip_suffix(ENDING).is_some_and(|name| {
            let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
            !name.is_empty()
                && name.chars().all(|letter| is_letter(letter) || "-.".contains(letter))
        })
    }

    /// Returns its name.
    pub fn name(&self) -> String {
        let service = self.service.strip_suffix(ENDING).unwrap_or(&self.service);
        let words = service.split(['-', '.']).map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
            })
        });
        format!("{RESERVED}{}_{}", words.collect::<String>(), self.id)
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, id, .. } = self;
        let (partition, name) = (partition_of(region), self.name());
        format!("arn:{partition}:config:{region}:{account}:configuration-recorder/{name}/{id}")
    }

    /// Returns it as answers show it.
    pub fn shown(&self) -> ConfigurationRecorder {
        let role = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig";
        let partition = partition_of(&self.region);
        ConfigurationRecorder {
            arn: Some(self.arn()),
            name: Some(self.name()),
            role_arn: Some(format!("arn:{partition}:iam::{}:role/{role}", self.account)),
            recording_scope: Some(Word::new(INTERNAL)),
            service_principal: Some(self.service.clone()),
            ..ConfigurationRecorder::default()
        }
    }

    /// Returns how it fares: it always records.
    pub fn status(&self) -> ConfigurationRecorderStatus {
        ConfigurationRecorderStatus {
            arn: Some(self.arn()),
            name: Some(self.name()),
            last_start_time: Some(self.created),
            recording: Some(true),
            last_status: Some(Word::new("SUCCESS")),
            last_status_change_time: Some(self.created),
            service_principal: Some(self.service.clone()),
            ..ConfigurationRecorderStatus::default()
        }
    }

    /// Returns it as a listing shows it.
    pub fn summary(&self) -> ConfigurationRecorderSummary {
        ConfigurationRecorderSummary {
            arn: self.arn(),
            name: self.name(),
            recording_scope: Word::new(INTERNAL),
            service_principal: Some(self.service.clone()),
            ..ConfigurationRecorderSummary::default()
        }
    }
}

/// Fails with [`UNMODIFIABLE_ENTITY`] if a name is that of a recorder that is linked to a service, which
/// an operation does not work on.
pub fn refuse(ctx: &Context<'_>, name: &str) -> Result<()> {
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    if Linked::of_region(&ctx.txn, owner)?.iter().all(|linked| linked.name() != name) {
        return Ok(());
    }
    let message = format!(
        "The configuration recorder '{name}' is linked to a service: it records until \
         DeleteServiceLinkedConfigurationRecorder deletes it."
    );
    Err(ApiError::new(UNMODIFIABLE_ENTITY, message).into())
}
