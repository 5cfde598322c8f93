//! What the event of a call says of its request: names begin with a small letter, times are sentences.
//!
//! Source: AWS Config Developer Guide, "Logging AWS Config API calls with AWS CloudTrail".

use crate::operation::Operation;
use crate::schema::names::lower_camel;
use crate::schema::{Schema, Shape};
use crate::time::{Timestamp, text};
use crate::value::{Object, Value};

/// Returns what an event says of a request; `null` if it says nothing.
pub(super) fn request(operation: &Operation, request: &Value, _region: &str) -> Value {
    match request {
        Value::Object(members) if !members.is_empty() => {
            told(request, Schema::Structure(operation.input))
        }
        _ => Value::Null,
    }
}

fn told(value: &Value, schema: Schema) -> Value {
    match (schema, value) {
        (Schema::Structure(structure), Value::Object(members)) => members
            .iter()
            .filter_map(|(name, value)| {
                let member = structure.member(name)?;
                Some((lower_camel(name), told(value, member.schema)))
            })
            .collect::<Object>()
            .into(),
        (Schema::List(item), Value::Array(items)) => {
            items.iter().map(|value| told(value, *item)).collect()
        }
        (Schema::Timestamp, _) => {
            Timestamp::read(value).map_or(Value::Null, |time| Value::from(text::in_record(time)))
        }
        _ => value.clone(),
    }
}
