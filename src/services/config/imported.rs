//! Files that AWS Config delivered: what they tell of resources.
//!
//! ```text
//! snapshot    {"fileVersion", "configSnapshotId", "configurationItems": [item, ...]}
//! history     {"fileVersion", "configurationItems": [item, ...]}
//! ```
//!
//! A history has several items of a resource; the last says what it is like.
//!
//! Source: AWS Config Developer Guide, "Example configuration history", "Example configuration
//! snapshot".

use std::collections::BTreeMap;

use serde::Deserialize;

use super::item::{Found, Relationship};
use super::recorder;
use crate::time::{Timestamp, text};
use crate::value::{Object, Value};

/// What an item tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The resource, of the account that imports it.
    pub found: Found,
    /// When it was seen.
    pub captured: Timestamp,
    /// Whether it was there.
    pub is_there: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object with configurationItems")]
struct File {
    configuration_items: Option<Vec<Told>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object that is a configuration item")]
struct Told {
    resource_type: String,
    resource_id: String,
    resource_name: Option<String>,
    #[serde(rename = "ARN", alias = "arn")]
    arn: Option<String>,
    aws_region: Option<String>,
    availability_zone: Option<String>,
    resource_creation_time: Option<String>,
    configuration_item_capture_time: Option<String>,
    configuration_item_status: Option<String>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    relationships: Vec<Related>,
    #[serde(default)]
    configuration: Value,
    #[serde(default)]
    supplementary_configuration: Object,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "an object that is a relationship")]
struct Related {
    resource_type: Option<String>,
    resource_id: Option<String>,
    resource_name: Option<String>,
    #[serde(alias = "relationshipName")]
    name: Option<String>,
}

/// Returns what a file tells of resources, in its order; nothing if it is of another kind.
///
/// Resources of no region belong to that of the import. What Config keeps of itself is left out:
/// recorders, and which resources and packs keep the rules.
///
/// Fails with what is wrong with the file.
pub fn read(text: &str, owner: (&str, &str)) -> Result<Option<Vec<Given>>, String> {
    let file: File = match serde_json::from_str(text) {
        Ok(file) => file,
        Err(cause) if cause.is_data() && !text.contains("\"configurationItems\"") => {
            return Ok(None);
        }
        Err(cause) => {
            let cause =
                cause.to_string().replace("a sequence", "a list").replace("a map", "an object");
            return Err(format!(
                "its configuration items are not as AWS Config writes them: {cause}"
            ));
        }
    };
    let Some(items) = file.configuration_items else { return Ok(None) };
    let is_own = |told: &Told| {
        let kind = told.resource_type.as_str();
        kind == recorder::KIND || kind.starts_with("AWS::Config::") && kind.ends_with("Compliance")
    };
    Ok(Some(
        items.into_iter().filter(|told| !is_own(told)).map(|told| given(told, owner)).collect(),
    ))
}

/// Reads what a resource belongs to: a JSON list, as items have it.
///
/// Fails with what is wrong with it.
pub fn relationships(text: &str) -> Result<Vec<Relationship>, String> {
    let all: Vec<Related> = serde_json::from_str(text).map_err(|cause| cause.to_string())?;
    let all: Vec<Relationship> = all.into_iter().map(related).collect();
    if all
        .iter()
        .any(|other| other.kind.is_empty() || (other.id.is_empty() && other.name.is_none()))
    {
        return Err("each has a resourceType and a resourceId or resourceName".to_owned());
    }
    Ok(all)
}

fn related(other: Related) -> Relationship {
    Relationship {
        kind: other.resource_type.unwrap_or_default(),
        id: other.resource_id.unwrap_or_default(),
        name: other.resource_name,
        how: other.name.unwrap_or_default(),
    }
}

fn given(told: Told, (account, region): (&str, &str)) -> Given {
    let time = |text: Option<String>| text.as_deref().and_then(text::parse_date);
    let status = told.configuration_item_status.as_deref().unwrap_or("OK");
    Given {
        captured: time(told.configuration_item_capture_time).unwrap_or(Timestamp::MIN),
        is_there: matches!(status, "OK" | "ResourceDiscovered"),
        found: Found {
            account: account.to_owned(),
            region: told
                .aws_region
                .filter(|own| own != "global")
                .unwrap_or_else(|| region.to_owned()),
            kind: told.resource_type,
            id: told.resource_id,
            name: told.resource_name,
            arn: told.arn,
            zone: told.availability_zone.unwrap_or_else(|| "Not Applicable".to_owned()),
            created: time(told.resource_creation_time),
            tags: told.tags,
            relationships: told.relationships.into_iter().map(related).collect(),
            configuration: told.configuration,
            supplementary: told.supplementary_configuration,
        },
    }
}

/// The resources that several files tell of, each as it was seen last.
#[derive(Debug, Default)]
pub struct Gathered(BTreeMap<(String, String, String), Given>);

impl Gathered {
    /// Takes what an item tells, unless a later one has been taken.
    pub fn take(&mut self, given: Given) {
        let Found { region, kind, id, .. } = &given.found;
        let place = (region.clone(), kind.clone(), id.clone());
        let is_later = self.0.get(&place).is_none_or(|known| known.captured <= given.captured);
        if is_later {
            self.0.insert(place, given);
        }
    }

    /// Returns those that are there, by region, type and id.
    pub fn there(self) -> impl Iterator<Item = Found> {
        self.0.into_values().filter(|given| given.is_there).map(|given| given.found)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const OWNER: (&str, &str) = ("123456789012", "eu-west-1");

    fn found(text: &str) -> Vec<Found> {
        let mut gathered = Gathered::default();
        for given in read(text, OWNER).unwrap().unwrap() {
            gathered.take(given);
        }
        gathered.there().collect()
    }

    #[test]
    fn resources_are_as_they_were_seen_last() {
        let item = |id: &str, time: &str, status: &str, size: i64| {
            json!({
                "resourceType": "AWS::EC2::Volume", "resourceId": id, "awsRegion": "us-west-2",
                "configurationItemCaptureTime": time, "configurationItemStatus": status,
                "configuration": {"size": size}, "tags": {"a": "b"},
                "relationships": [{"resourceType": "AWS::EC2::Instance", "resourceId": "i-1",
                    "name": "Is attached to Instance"}],
            })
        };
        let found = found(
            &json!({"fileVersion": "1.0", "configurationItems": [
                item("vol-1", "2020-02-21T07:39:43.771Z", "OK", 2),
                item("vol-1", "2020-02-20T07:39:43.771Z", "ResourceDiscovered", 1),
                item("vol-2", "2020-02-21T07:39:43.771Z", "ResourceDeleted", 1),
                item("vol-3", "2020-02-21T07:39:43.771Z", "ResourceNotRecorded", 1),
                {"resourceType": "AWS::IAM::User", "resourceId": "ann", "awsRegion": "global"},
                {"resourceType": "AWS::Config::ResourceCompliance", "resourceId": "x"},
            ]})
            .to_string(),
        );
        let places: Vec<_> =
            found.iter().map(|one| (one.region.as_str(), one.id.as_str())).collect();
        assert_eq!(places, [("eu-west-1", "ann"), ("us-west-2", "vol-1")]);
        assert_eq!(found[1].configuration, json!({"size": 2}));
        assert_eq!(found[1].relationships[0].how, "Is attached to Instance");
        assert_eq!(found[1].account, "123456789012");
    }

    #[test]
    fn what_is_no_such_file_is_told_apart() {
        for other in ["{}", "[]", "5", "{\"Records\": []}"] {
            assert_eq!(read(other, OWNER), Ok(None), "{other}");
        }
        for wrong in ["", "{", "{\"configurationItems\": 5}", "{\"configurationItems\": [{}]}"] {
            assert!(read(wrong, OWNER).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_in_plain_words() {
        let begin = "its configuration items are not as AWS Config writes them: ";
        for (wrong, why) in [
            (
                "{\"configurationItems\": [5]}",
                "invalid type: integer `5`, expected an object that is a configuration item at line 1 \
                 column 25",
            ),
            (
                "{\"configurationItems\": 5}",
                "invalid type: integer `5`, expected a list at line 1 column 24",
            ),
            ("{\"configurationItems\": [{}]}", "missing field `resourceType` at line 1 column 26"),
        ] {
            assert_eq!(read(wrong, OWNER), Err(format!("{begin}{why}")), "{wrong}");
        }
    }
}
