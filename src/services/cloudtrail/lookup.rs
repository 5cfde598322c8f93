//! What events are looked up by.
//!
//! A record does not say its resources and user name in one place; both follow from several of its
//! fields.
//!
//! | attribute      | where it comes from                                                     |
//! |----------------|-------------------------------------------------------------------------|
//! | `Username`     | the user's name, the session's name of a role, `root`; services have none |
//! | `AccessKeyId`  | `userIdentity.accessKeyId`                                              |
//! | `ResourceName` | `resources` of the record, and parameters that name a resource          |
//! | `ResourceType` | the types of these                                                      |
//! | the others     | the field of that name                                                  |
//!
//! Source: CloudTrail User Guide, "Viewing CloudTrail events with the AWS CLI", "CloudTrail
//! userIdentity element"; answers recorded from AWS for the names of sessions and services.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::event::Kind;
use super::history::{self, Entry, Position};
use super::insight::{self, subject::Subject};
use super::kind_of_call::only_reads;
use super::resource::{self, Named, Parts};
use super::shapes::events::{Event, LookupAttribute, LookupAttributeKey, Resource};
use crate::error::{Error, Result};
use crate::page;
use crate::store;
use crate::time::Timestamp;
use crate::value::Value;

/// The fields of a record that lookups read. The larger ones are parsed when they are looked at.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'e> {
    event_name: Option<String>,
    event_source: Option<String>,
    event_type: Option<String>,
    aws_region: Option<String>,
    error_code: Option<String>,
    #[serde(default)]
    read_only: Value,
    #[serde(borrow)]
    user_identity: Option<&'e RawValue>,
    #[serde(borrow)]
    request_parameters: Option<&'e RawValue>,
    #[serde(borrow)]
    response_elements: Option<&'e RawValue>,
    #[serde(borrow)]
    resources: Option<&'e RawValue>,
}

/// What an event can be looked up by.
#[derive(Debug)]
pub struct Looked<'e> {
    entry: &'e Entry,
    fields: Fields<'e>,
}

impl<'e> Looked<'e> {
    /// Reads an event of the history.
    pub fn at(entry: &'e Entry) -> Result<Self> {
        let fields = serde_json::from_str(&entry.record).map_err(|_| {
            Error::Damaged(format!("the event {} in the store is damaged", entry.id))
        })?;
        Ok(Self { entry, fields })
    }

    fn read_only(&self) -> Option<String> {
        match &self.fields.read_only {
            Value::Bool(truth) => Some(truth.to_string()),
            Value::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// Returns whether it is counted for a subject of Insights, one of management events.
    pub fn is_call_of(&self, subject: &Subject) -> bool {
        let fields = &self.fields;
        let is = |field: &Option<String>, value: &str| field.as_deref() == Some(value);
        let only_reads = || match self.read_only() {
            Some(text) => text == "true",
            None => only_reads(&subject.source, &subject.name),
        };
        is(&fields.event_name, &subject.name)
            && is(&fields.event_source, &subject.source)
            && is(&fields.aws_region, &subject.region)
            && fields.event_type.as_deref().is_none_or(|kind| kind == Kind::ApiCall.word())
            && match &subject.error {
                Some(code) => is(&fields.error_code, code),
                None => !only_reads(),
            }
    }

    fn access_key(&self) -> Option<String> {
        access_key(&parsed(self.fields.user_identity))
    }

    fn user_name(&self) -> Option<String> {
        user_name(&parsed(self.fields.user_identity))
    }

    fn resources(&self) -> Vec<Named> {
        let fields = &self.fields;
        let mut resources = resource::of_record(&Parts {
            source: fields.event_source.as_deref().unwrap_or_default(),
            event: fields.event_name.as_deref().unwrap_or_default(),
            read_only: self.read_only().as_deref() == Some("true"),
            request: &parsed(fields.request_parameters),
            response: &parsed(fields.response_elements),
            resources: &parsed(fields.resources),
        });
        let named = self.entry.named.iter().cloned();
        let more: Vec<Named> = named
            .map(|(kind, name)| (Some(kind), name))
            .filter(|(_, name)| !resources.iter().any(|(_, known)| known == name))
            .collect();
        resources.extend(more);
        resources
    }

    /// Calls `add` with everything that the event can be looked up by.
    pub fn attributes(&self, add: &mut dyn FnMut(LookupAttributeKey, &str)) {
        let fields = &self.fields;
        let mut tell =
            |key, value: Option<&str>| value.into_iter().for_each(|value| add(key, value));
        tell(LookupAttributeKey::EventId, Some(&self.entry.id));
        tell(LookupAttributeKey::EventName, fields.event_name.as_deref());
        tell(LookupAttributeKey::ReadOnly, self.read_only().as_deref());
        tell(LookupAttributeKey::EventSource, fields.event_source.as_deref());
        let identity = parsed(fields.user_identity);
        tell(LookupAttributeKey::Username, user_name(&identity).as_deref());
        tell(LookupAttributeKey::AccessKeyId, access_key(&identity).as_deref());
        for (kind, name) in self.resources() {
            tell(LookupAttributeKey::ResourceType, kind.as_deref());
            tell(LookupAttributeKey::ResourceName, Some(&name));
        }
    }

    /// Returns the event as `lookup-events` answers it.
    pub fn shape(self) -> Event {
        let resource =
            |(kind, name): Named| Resource { resource_type: kind, resource_name: Some(name) };
        Event {
            read_only: self.read_only(),
            access_key_id: self.access_key(),
            event_time: Some(self.entry.time),
            username: self.user_name(),
            resources: Some(self.resources().into_iter().map(resource).collect()),
            cloud_trail_event: Some(self.entry.record.clone()),
            event_id: Some(self.entry.id.clone()),
            event_name: self.fields.event_name,
            event_source: self.fields.event_source,
        }
    }
}

/// An attribute that events must have.
#[derive(Debug)]
pub struct Wanted {
    /// Which it is.
    pub key: LookupAttributeKey,
    value: String,
}

/// Returns whether Insights events can be looked up by an attribute.
///
/// Source: CloudTrail API Reference, "`LookupEvents`".
pub const fn is_of_insights(key: LookupAttributeKey) -> bool {
    use LookupAttributeKey::{EventId, EventName, EventSource};
    matches!(key, EventId | EventName | EventSource)
}

/// Returns the token for going on behind an event.
pub fn token(operation: &str, position: &Position) -> String {
    let Position { time, number, id } = position;
    page::token(operation, &format!("{} {number} {id}", time.millis()))
}

/// Returns the place of the event in a token; `None` if it is not one of the operation.
pub fn position(operation: &str, token: &str) -> Option<Position> {
    let position = page::position(operation, token)?;
    let mut parts = position.splitn(3, ' ');
    let time = Timestamp::from_millis(parts.next()?.parse().ok()?);
    let number = parts.next()?.parse().ok()?;
    Some(Position { time, number, id: parts.next()?.to_owned() })
}

impl Wanted {
    /// Returns an attribute.
    pub const fn new(key: LookupAttributeKey, value: String) -> Self {
        Self { key, value }
    }

    /// Returns whether an Insights event has it, to the letter.
    pub fn matches_insight(&self, event: &insight::kept::Entry) -> bool {
        match self.key {
            LookupAttributeKey::EventId => event.id == self.value,
            LookupAttributeKey::EventName => event.subject.name == self.value,
            LookupAttributeKey::EventSource => event.subject.source == self.value,
            _ => false,
        }
    }

    /// Returns the attribute of a request.
    pub fn of(attribute: &LookupAttribute) -> Self {
        Self { key: attribute.attribute_key, value: attribute.attribute_value.clone() }
    }

    /// Returns what the filters of sealed events are asked for.
    pub fn filter(&self) -> store::Wanted {
        store::Wanted::new(history::place(self.key), &self.value)
    }

    /// Returns whether an event has it, to the letter.
    pub fn matches(&self, event: &Looked<'_>) -> bool {
        let is = |field: Option<&str>| field == Some(self.value.as_str());
        let fields = &event.fields;
        match self.key {
            LookupAttributeKey::EventId => event.entry.id == self.value,
            LookupAttributeKey::EventName => is(fields.event_name.as_deref()),
            LookupAttributeKey::ReadOnly => is(event.read_only().as_deref()),
            LookupAttributeKey::Username => is(event.user_name().as_deref()),
            LookupAttributeKey::ResourceType => {
                event.resources().iter().any(|(kind, _)| is(kind.as_deref()))
            }
            LookupAttributeKey::ResourceName => {
                event.resources().iter().any(|(_, name)| *name == self.value)
            }
            LookupAttributeKey::EventSource => is(fields.event_source.as_deref()),
            LookupAttributeKey::AccessKeyId => is(event.access_key().as_deref()),
        }
    }
}

/// Returns a part of a record, `null` if it is not there.
fn parsed(part: Option<&RawValue>) -> Value {
    part.and_then(|part| serde_json::from_str(part.get()).ok()).unwrap_or_default()
}

fn access_key(identity: &Value) -> Option<String> {
    text(identity, "accessKeyId").filter(|key| !key.is_empty())
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// Returns the name that an identity goes by.
///
/// | type                      | name                                                       |
/// |---------------------------|------------------------------------------------------------|
/// | `Root`                    | `root`, also if the account has an alias                   |
/// | `AssumedRole`, `FederatedUser` | what follows the colon of `principalId`: the session's name |
/// | `AWSService`              | none                                                       |
/// | any other, and none       | `userName`, if there is one                                |
fn user_name(identity: &Value) -> Option<String> {
    match text(identity, "type").as_deref() {
        Some("Root") => Some("root".to_owned()),
        Some("AssumedRole" | "FederatedUser") => {
            let principal = text(identity, "principalId")?;
            Some(principal.split_once(':').map_or(principal.clone(), |(_, name)| name.to_owned()))
        }
        Some("AWSService") => None,
        _ => text(identity, "userName"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry(record: &Value) -> Entry {
        let place = ("123456789012", "us-east-1", "s3.amazonaws.com");
        Entry::imported(place, Timestamp::from_secs(0), "e-1", record.to_string())
    }

    fn record() -> Value {
        json!({
            "eventName": "DeleteBucket",
            "eventSource": "s3.amazonaws.com",
            "readOnly": false,
            "userIdentity": {"type": "IAMUser", "userName": "ann", "accessKeyId": "AKIA1"},
            "requestParameters": {"bucketName": "logs"},
            "responseElements": null,
        })
    }

    #[test]
    fn each_attribute_is_compared_to_the_letter() {
        use LookupAttributeKey as Key;
        let cases = [
            (Key::EventId, "e-1"),
            (Key::EventName, "DeleteBucket"),
            (Key::ReadOnly, "false"),
            (Key::Username, "ann"),
            (Key::ResourceType, "AWS::S3::Bucket"),
            (Key::ResourceName, "logs"),
            (Key::EventSource, "s3.amazonaws.com"),
            (Key::AccessKeyId, "AKIA1"),
        ];
        let entry = entry(&record());
        let event = Looked::at(&entry).unwrap();
        for (key, value) in cases {
            let wanted = |value: &str| Wanted { key, value: value.to_owned() };
            assert!(wanted(value).matches(&event), "{value}");
            let other = if value == "e-1" { "E-1".to_owned() } else { value.to_lowercase() + "x" };
            assert!(!wanted(&other).matches(&event), "{other}");
            assert!(!wanted(&value[1..]).matches(&event), "{value} without its beginning");
        }
        assert!(!Wanted { key: Key::Username, value: "Ann".to_owned() }.matches(&event));
    }

    #[test]
    fn the_name_of_a_user_depends_on_the_kind_of_identity() {
        let cases = [
            (json!({"type": "IAMUser", "userName": "ann"}), Some("ann")),
            (json!({"type": "Root", "userName": "alias"}), Some("root")),
            (
                json!({"type": "AssumedRole", "principalId": "AROA1:ann@example.com"}),
                Some("ann@example.com"),
            ),
            (json!({"type": "FederatedUser", "principalId": "123456789012:bob"}), Some("bob")),
            (json!({"type": "SAMLUser", "userName": "carol"}), Some("carol")),
            (json!({"type": "WebIdentityUser", "userName": "dave"}), Some("dave")),
            (json!({"type": "AWSAccount", "principalId": "AIDA1"}), None),
            (json!({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}), None),
            (json!({"accountId": "123456789012", "invokedBy": "ec2.amazonaws.com"}), None),
        ];
        for (identity, expected) in cases {
            assert_eq!(user_name(&identity).as_deref(), expected, "{identity}");
        }
    }

    #[test]
    fn whether_an_event_reads_is_text_and_missing_in_old_records() {
        let read_only = |value: Value| {
            let mut record = record();
            record["readOnly"] = value;
            Looked::at(&entry(&record)).unwrap().read_only()
        };
        assert_eq!(read_only(json!(true)).as_deref(), Some("true"));
        assert_eq!(read_only(json!("false")).as_deref(), Some("false"));
        assert_eq!(read_only(Value::Null), None);
    }

    #[test]
    fn an_empty_access_key_is_none() {
        let mut record = record();
        record["userIdentity"]["accessKeyId"] = json!("");
        assert_eq!(Looked::at(&entry(&record)).unwrap().access_key(), None);
    }
}
