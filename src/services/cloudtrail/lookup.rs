//! What events are looked up by.
//!
//! A record does not say its resources and user name in one place; both follow from several of its
//! fields.
//!
//! | attribute    | where it comes from                                                     |
//! |--------------|-------------------------------------------------------------------------|
//! | Username     | the user's name, the session's name of a role, `root`                   |
//! | `AccessKeyId`  | `userIdentity.accessKeyId`                                              |
//! | `ResourceName` | `resources` of the record, and parameters that name a resource          |
//! | `ResourceType` | the types of these                                                      |
//! | the others   | the field of that name                                                  |
//!
//! Source: CloudTrail User Guide, "Viewing recent management events with the AWS CLI".

use serde::Deserialize;

use super::history::Entry;
use super::resource;
use super::shapes::events::{Event, LookupAttribute, LookupAttributeKey, Resource};
use crate::error::{Error, Result};
use crate::value::Value;

/// The fields of a record that lookups read.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    event_name: Option<String>,
    event_source: Option<String>,
    #[serde(default)]
    read_only: Value,
    #[serde(default)]
    user_identity: Value,
    #[serde(default)]
    request_parameters: Value,
    #[serde(default)]
    response_elements: Value,
    #[serde(default)]
    resources: Value,
}

/// What an event can be looked up by.
#[derive(Debug)]
pub struct Looked {
    id: String,
    name: Option<String>,
    source: Option<String>,
    read_only: Option<String>,
    access_key: Option<String>,
    user: Option<String>,
    resources: Vec<(String, String)>,
}

impl Looked {
    /// Reads an event of the history.
    pub fn at(entry: &Entry) -> Result<Self> {
        let fields: Fields = serde_json::from_str(&entry.record).map_err(|_| {
            Error::Damaged(format!("the event {} in the store is damaged", entry.id))
        })?;
        let identity = &fields.user_identity;
        Ok(Self {
            id: entry.id.clone(),
            access_key: text(identity, "accessKeyId").filter(|key| !key.is_empty()),
            user: user_name(identity),
            read_only: match fields.read_only {
                Value::Bool(truth) => Some(truth.to_string()),
                Value::String(text) => Some(text),
                _ => None,
            },
            resources: resource::of_record(
                fields.event_source.as_deref().unwrap_or_default(),
                &fields.resources,
                &fields.request_parameters,
                &fields.response_elements,
            ),
            name: fields.event_name,
            source: fields.event_source,
        })
    }

    /// Returns the event as `lookup-events` answers it.
    pub fn shape(self, entry: &Entry) -> Event {
        let resource = |(kind, name): (String, String)| Resource {
            resource_type: Some(kind),
            resource_name: Some(name),
        };
        Event {
            event_id: Some(self.id),
            event_name: self.name,
            read_only: self.read_only,
            access_key_id: self.access_key,
            event_time: Some(entry.time),
            event_source: self.source,
            username: self.user,
            resources: Some(self.resources.into_iter().map(resource).collect()),
            cloud_trail_event: Some(entry.record.clone()),
        }
    }
}

/// An attribute that events must have.
#[derive(Debug)]
pub struct Wanted {
    key: LookupAttributeKey,
    value: String,
}

impl Wanted {
    /// Returns the attribute of a request.
    pub fn of(attribute: &LookupAttribute) -> Self {
        Self { key: attribute.attribute_key, value: attribute.attribute_value.clone() }
    }

    /// Returns whether an event has it, to the letter.
    pub fn matches(&self, event: &Looked) -> bool {
        let is = |field: &Option<String>| field.as_ref() == Some(&self.value);
        match self.key {
            LookupAttributeKey::EventId => event.id == self.value,
            LookupAttributeKey::EventName => is(&event.name),
            LookupAttributeKey::ReadOnly => is(&event.read_only),
            LookupAttributeKey::Username => is(&event.user),
            LookupAttributeKey::ResourceType => {
                event.resources.iter().any(|(kind, _)| *kind == self.value)
            }
            LookupAttributeKey::ResourceName => {
                event.resources.iter().any(|(_, name)| *name == self.value)
            }
            LookupAttributeKey::EventSource => is(&event.source),
            LookupAttributeKey::AccessKeyId => is(&event.access_key),
        }
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// Returns the name that an identity goes by.
fn user_name(identity: &Value) -> Option<String> {
    match text(identity, "type").as_deref() {
        Some("Root") => Some("root".to_owned()),
        Some("AssumedRole") => {
            let principal = text(identity, "principalId")?;
            Some(principal.split_once(':').map_or(principal.clone(), |(_, name)| name.to_owned()))
        }
        _ => text(identity, "userName"),
    }
}
