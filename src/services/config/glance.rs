//! Items as queries read them: what a query does not ask for is passed over, not made into a document.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use super::item::{Item, Relationship, Status, VERSION};
use super::keeping;
use super::select::Fields;
use crate::store::{Json, Key, Record, Sealed};
use crate::time::{Timestamp, text};
use crate::value::Value;

/// An item, of which most is read when it is asked for.
///
/// It is kept as an [`Item`] is.
#[derive(Debug, Deserialize, Serialize)]
pub struct Glance {
    account: String,
    region: String,
    kind: String,
    id: String,
    name: Option<String>,
    arn: Option<String>,
    zone: String,
    created: Option<Timestamp>,
    tags: Part<BTreeMap<String, String>>,
    relationships: Part<Vec<Relationship>>,
    configuration: Part<Value>,
    supplementary: Part<Value>,
    status: Status,
    captured: Timestamp,
    state: i64,
    frequency: String,
}

/// A part of an item, as a query sees it once it asks for it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(bound = "", transparent)]
struct Part<T> {
    text: Box<RawValue>,
    #[serde(skip)]
    read: OnceCell<Value>,
    #[serde(skip)]
    what: std::marker::PhantomData<T>,
}

impl<T: for<'de> Deserialize<'de> + Default> Part<T> {
    fn read(&self, see: impl FnOnce(T) -> Value) -> Cow<'_, Value> {
        let read = || see(serde_json::from_str(self.text.get()).unwrap_or_default());
        Cow::Borrowed(self.read.get_or_init(read))
    }
}

impl Record for Glance {
    const KIND: &'static str = Item::KIND;
    type Form = Json;

    fn key(&self) -> Key {
        keeping::key_of((&self.account, &self.region), (&self.kind, &self.id))
            .time(self.captured)
            .number(u64::try_from(self.state).unwrap_or_default())
    }
}

impl Sealed for Glance {
    fn partition(&self) -> Key {
        keeping::of_region((&self.account, &self.region))
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (self.captured, self.captured)
    }
}

/// Tags are a list, and of what a custom resource is like there is nothing.
///
/// Source: awslabs/aws-config-resource-schema, `AWS.properties.json`, for the names; AWS Config
/// Developer Guide, "Limitations" of advanced queries.
impl Fields for Glance {
    fn field(&self, name: &str) -> Option<Cow<'_, Value>> {
        let word = |text: &str| Some(Cow::Owned(Value::from(text)));
        let optional = |text: &Option<String>| text.as_deref().map(|text| Cow::Owned(text.into()));
        match name {
            "relationships" => {
                Some(self.relationships.read(|all| all.iter().map(related).collect()))
            }
            "configuration" if !self.kind.starts_with("AWS::") => Some(Cow::Owned(Value::Null)),
            "configuration" => Some(self.configuration.read(|all| all)),
            "supplementaryConfiguration" => Some(self.supplementary.read(|all| all)),
            "tags" => Some(self.tags.read(|all| all.iter().map(tag).collect())),
            "version" => word(VERSION),
            "configurationItemCaptureTime" | "configurationItemDeliveryTime" => {
                word(&text::utc_millis(self.captured))
            }
            "configurationStateId" => word(&self.state.to_string()),
            "accountId" => word(&self.account),
            "configurationItemStatus" => word(self.status.word()),
            "resourceType" => word(&self.kind),
            "resourceId" => word(&self.id),
            "resourceName" => optional(&self.name),
            "arn" => optional(&self.arn),
            "awsRegion" => word(&self.region),
            "availabilityZone" => word(&self.zone),
            "recordingFrequency" => word(&self.frequency),
            "resourceCreationTime" => self.created.and_then(|time| word(&text::utc_millis(time))),
            _ => None,
        }
    }
}

fn related(other: &Relationship) -> Value {
    let mut related = json!({
        "resourceId": other.id,
        "resourceType": other.kind,
        "relationshipName": other.how,
    });
    if let Some(name) = &other.name {
        related["resourceName"] = json!(name);
    }
    related
}

fn tag((key, value): (&String, &String)) -> Value {
    json!({"key": key, "value": value, "tag": format!("{key}={value}")})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glance(kind: &str) -> Glance {
        let item = json!({
            "account": "123456789012", "region": "us-east-1", "kind": kind, "id": "i-1",
            "name": null, "arn": null, "zone": "us-east-1a", "created": null,
            "tags": {"a": "b"},
            "relationships": [{"kind": "K", "id": "k", "name": null, "how": "Is in "}],
            "configuration": {"state": {"name": "running"}}, "supplementary": {"S": [1]},
            "status": "OK", "captured": 5, "state": 7, "frequency": "CONTINUOUS",
        });
        let item = item.to_string();
        // It is what an item reads, and keeps the same place.
        let read: Item = serde_json::from_str(&item).unwrap();
        let glance: Glance = serde_json::from_str(&item).unwrap();
        assert_eq!(glance.key(), read.key());
        assert_eq!(glance.partition(), read.partition());
        glance
    }

    #[test]
    fn nothing_is_read_that_is_not_asked_for() {
        let glance = glance("AWS::EC2::Instance");
        assert_eq!(glance.field("resourceId").unwrap().as_str(), Some("i-1"));
        let tags = glance.field("tags").unwrap();
        assert_eq!(*tags, json!([{"key": "a", "value": "b", "tag": "a=b"}]));
        assert!(glance.configuration.read.get().is_none());
        assert!(glance.supplementary.read.get().is_none());
        assert!(glance.relationships.read.get().is_none());
        let configuration = glance.field("configuration").unwrap();
        assert_eq!(configuration["state"]["name"], "running");
        assert!(glance.configuration.read.get().is_some());
    }

    #[test]
    fn custom_resources_show_no_configuration() {
        let glance = glance("My::Own::Thing");
        assert_eq!(glance.field("configuration").unwrap().as_ref(), &Value::Null);
        assert_eq!(glance.field("nothing"), None);
        assert_eq!(glance.field("resourceName"), None);
    }
}
