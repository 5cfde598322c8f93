//! Requests and answers as records tell them.
//!
//! | in the API                        | in a record                                        |
//! |-----------------------------------|----------------------------------------------------|
//! | a member `S3BucketName`           | `s3BucketName`: names begin with a small letter    |
//! | a key of a map                    | as it is, since users choose it                    |
//! | a time                            | `Jan 1, 2024, 12:00:00 AM`, in UTC                 |
//! | a member that is not there        | left out                                           |
//! | a document without members        | `null`                                             |
//!
//! Source: delivered records, such as those of `CreateTrail` and `UpdateInstanceAssociationStatus`.

use super::names::lower_camel;
use super::{Schema, Structure};
use crate::time::{Timestamp, text};
use crate::value::{Object, Value};

/// Returns a document of a structure as records tell it.
pub fn document(document: &Value, structure: &Structure) -> Value {
    match document {
        Value::Object(members) if !members.is_empty() => structured(members, structure),
        _ => Value::Null,
    }
}

/// Returns the members of a structure as records tell them.
pub fn structured(members: &Object, structure: &Structure) -> Value {
    members
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| {
            let schema = structure.member(name).map(|member| member.schema);
            (lower_camel(name), schema.map_or_else(|| value.clone(), |schema| told(value, schema)))
        })
        .collect()
}

fn told(value: &Value, schema: Schema) -> Value {
    match (schema, value) {
        (Schema::Structure(structure), Value::Object(members)) => structured(members, structure),
        (Schema::List(item), Value::Array(items)) => {
            items.iter().map(|value| told(value, *item)).collect()
        }
        (Schema::Map(item), Value::Object(members)) => {
            members.iter().map(|(key, value)| (key.clone(), told(value, *item))).collect()
        }
        (Schema::Timestamp, value) => {
            time(value).map_or_else(|| value.clone(), |time| Value::from(text::in_record(time)))
        }
        _ => value.clone(),
    }
}

/// Returns the time that a request names: seconds since 1970, or a date.
fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(secs) => text::from_epoch(secs.as_f64()?),
        Value::String(date) => text::parse_parameter(date),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::structure_of;
    use crate::services::cloudtrail::shapes::events::LookupEventsRequest;
    use crate::services::cloudtrail::shapes::trails::CreateTrailRequest;
    use serde_json::json;

    #[test]
    fn names_begin_with_a_small_letter_and_nothing_is_null() {
        let request = json!({
            "Name": "audit",
            "S3BucketName": "logs",
            "IncludeGlobalServiceEvents": true,
            "S3KeyPrefix": null,
            "TagsList": [{"Key": "Team", "Value": "Red"}],
        });
        let expected = json!({
            "name": "audit",
            "s3BucketName": "logs",
            "includeGlobalServiceEvents": true,
            "tagsList": [{"key": "Team", "value": "Red"}],
        });
        assert_eq!(document(&request, structure_of::<CreateTrailRequest>()), expected);
    }

    #[test]
    fn times_are_told_in_words() {
        let request = json!({"StartTime": 1_688_990_265, "EndTime": "2023-07-10T12:07:59Z"});
        let expected = json!({
            "startTime": "Jul 10, 2023, 11:57:45 AM",
            "endTime": "Jul 10, 2023, 12:07:59 PM",
        });
        assert_eq!(document(&request, structure_of::<LookupEventsRequest>()), expected);
    }

    #[test]
    fn keys_of_maps_stay_as_they_are() {
        static INNER: Schema = Schema::String;
        let tags = json!({"Team": "Red"});
        assert_eq!(told(&tags, Schema::Map(&INNER)), tags);
    }

    #[test]
    fn a_request_that_says_nothing_is_null() {
        assert_eq!(document(&json!({}), structure_of::<LookupEventsRequest>()), Value::Null);
    }
}
