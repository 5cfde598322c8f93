//! Configuration items: what a resource was like from a time on.
//!
//! ```text
//! Found     what a resource is like
//!   + when, and what happened to it
//! Item      what is kept, shown by the API and written to files
//! ```
//!
//! Source: AWS Config Developer Guide, "Components of a configuration item"; delivered files, for the
//! order of the members and the form of each.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::shapes::Word;
use super::shapes::resources::{
    BaseConfigurationItem, ConfigurationItem, Relationship as ShownRelationship,
};
use crate::crypto::sha256;
use crate::time::{Timestamp, text};
use crate::value::json::compact;
use crate::value::{Object, Value};

/// The version of the form of items.
pub const VERSION: &str = "1.3";

/// What a resource is like.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Found {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its type, as in `AWS::S3::Bucket`.
    pub kind: String,
    /// What tells it from others of its type.
    pub id: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its ARN, if it has one.
    pub arn: Option<String>,
    /// The availability zone, or what stands for none.
    pub zone: String,
    /// When it was made, if that is known.
    pub created: Option<Timestamp>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What it belongs to.
    pub relationships: Vec<Relationship>,
    /// What it is like.
    pub configuration: Value,
    /// What else it is like.
    pub supplementary: Object,
}

/// How a resource belongs to another.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Relationship {
    /// The type of the other.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// How, as in `Is contained in Vpc`.
    pub how: String,
}

impl Found {
    /// Returns what differs where the resource does.
    pub fn fingerprint(&self) -> String {
        let Self { name, arn, tags, relationships, configuration, supplementary, .. } = self;
        let small = [json!(name), json!(arn), json!(tags), json!(relationships)];
        let mut parts: Vec<String> = small.iter().map(compact).collect();
        // What may be large is not copied for it.
        parts.push(compact(configuration));
        parts.push(compact(&json!(supplementary)));
        sha256(format!("[{}]", parts.join(",")).as_bytes())
    }
}

/// What happened to a resource.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Status {
    /// It came into sight.
    ResourceDiscovered,
    /// It is there.
    #[serde(rename = "OK")]
    Ok,
    /// It is gone.
    ResourceDeleted,
}

impl Status {
    /// Returns its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ResourceDiscovered => "ResourceDiscovered",
            Self::Ok => "OK",
            Self::ResourceDeleted => "ResourceDeleted",
        }
    }
}

/// A configuration item.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(from = "Flat")]
pub struct Item {
    /// What the resource was like; of one that is gone, only what it was.
    #[serde(flatten)]
    pub found: Found,
    /// What happened to it.
    pub status: Status,
    /// When that was seen.
    pub captured: Timestamp,
    /// Tells the newer of two items of a resource: the milliseconds of the capture, or one more than
    /// that of the item before.
    pub state: i64,
    /// How often changes of it are recorded.
    pub frequency: String,
}

/// An item as it is read: all members side by side. serde reads what it is to put into a structure of
/// its own twice.
#[derive(Deserialize)]
struct Flat {
    account: String,
    region: String,
    kind: String,
    id: String,
    name: Option<String>,
    arn: Option<String>,
    zone: String,
    created: Option<Timestamp>,
    tags: BTreeMap<String, String>,
    relationships: Vec<Relationship>,
    configuration: Value,
    supplementary: Object,
    status: Status,
    captured: Timestamp,
    state: i64,
    frequency: String,
}

impl From<Flat> for Item {
    fn from(flat: Flat) -> Self {
        let Flat { account, region, kind, id, name, arn, zone, created, tags, .. } = flat;
        let Flat { relationships, configuration, supplementary, .. } = flat;
        let Flat { status, captured, state, frequency, .. } = flat;
        let found = Found {
            account,
            region,
            kind,
            id,
            name,
            arn,
            zone,
            created,
            tags,
            relationships,
            configuration,
            supplementary,
        };
        Self { found, status, captured, state, frequency }
    }
}

impl Item {
    /// Returns it as files and messages tell it.
    pub fn document(&self) -> Value {
        let Found { account, region, kind, id, name, arn, zone, created, tags, .. } = &self.found;
        let relationships: Vec<Value> = self
            .found
            .relationships
            .iter()
            .map(|other| {
                json!({
                    "resourceId": other.id,
                    "resourceName": other.name,
                    "resourceType": other.kind,
                    "name": other.how,
                })
            })
            .collect();
        json!({
            "relatedEvents": [],
            "relationships": relationships,
            "configuration": self.found.configuration,
            "supplementaryConfiguration": self.found.supplementary,
            "tags": tags,
            "configurationItemVersion": VERSION,
            "configurationItemCaptureTime": text::utc_millis(self.captured),
            "configurationStateId": self.state,
            "awsAccountId": account,
            "configurationItemStatus": self.status.word(),
            "resourceType": kind,
            "resourceId": id,
            "resourceName": name,
            "ARN": arn,
            "awsRegion": region,
            "availabilityZone": zone,
            "configurationStateMd5Hash": "",
            "resourceCreationTime": created.map(text::utc_millis),
        })
    }

    /// Returns it as `get-resource-config-history` shows it.
    pub fn shown(&self) -> ConfigurationItem {
        let base = self.base();
        let relationships = self.found.relationships.iter().map(|other| ShownRelationship {
            resource_type: Some(Word::new(&other.kind)),
            resource_id: Some(other.id.clone()),
            resource_name: other.name.clone(),
            relationship_name: Some(other.how.clone()),
        });
        ConfigurationItem {
            version: base.version,
            account_id: base.account_id,
            configuration_item_capture_time: base.configuration_item_capture_time,
            configuration_item_status: base.configuration_item_status,
            configuration_state_id: base.configuration_state_id,
            configuration_item_md5_hash: Some(String::new()),
            arn: base.arn,
            resource_type: base.resource_type,
            resource_id: base.resource_id,
            resource_name: base.resource_name,
            aws_region: base.aws_region,
            availability_zone: base.availability_zone,
            resource_creation_time: base.resource_creation_time,
            tags: Some(self.found.tags.clone()),
            related_events: Some(Vec::new()),
            relationships: Some(relationships.collect()),
            configuration: base.configuration,
            supplementary_configuration: base.supplementary_configuration,
            recording_frequency: base.recording_frequency,
            configuration_item_delivery_time: base.configuration_item_delivery_time,
        }
    }

    /// Returns it as `batch-get-resource-config` shows it. Configurations are JSON in text.
    pub fn base(&self) -> BaseConfigurationItem {
        let Found { account, region, kind, id, name, arn, zone, created, .. } = &self.found;
        let configuration = &self.found.configuration;
        let supplementary = self.found.supplementary.iter();
        BaseConfigurationItem {
            version: Some(VERSION.to_owned()),
            account_id: Some(account.clone()),
            configuration_item_capture_time: Some(self.captured),
            configuration_item_status: Some(Word::new(self.status.word())),
            configuration_state_id: Some(self.state.to_string()),
            arn: arn.clone(),
            resource_type: Some(Word::new(kind)),
            resource_id: Some(id.clone()),
            resource_name: name.clone(),
            aws_region: Some(region.clone()),
            availability_zone: Some(zone.clone()),
            resource_creation_time: *created,
            configuration: (!configuration.is_null()).then(|| compact(configuration)),
            supplementary_configuration: Some(
                supplementary.map(|(name, value)| (name.clone(), compact(value))).collect(),
            ),
            recording_frequency: Some(Word::new(&self.frequency)),
            configuration_item_delivery_time: Some(self.captured),
        }
    }
}
