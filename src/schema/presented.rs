//! Documents of the API as commands show them: with times as text.

use super::{Schema, Structure};
use crate::time::Timestamp;
use crate::time::text::output;
use crate::value::{Object, Value};

/// Returns a document with its times as text in the local zone, as the structure says where they
/// are.
pub fn present(mut document: Value, structure: &'static Structure) -> Value {
    present_in(&mut document, Schema::Structure(structure));
    document
}

/// Makes text of the times in a value of a schema. Answers may be large, so it is changed where it
/// stands.
pub fn present_in(value: &mut Value, schema: Schema) {
    match (schema, value) {
        (Schema::Structure(structure), Value::Object(members)) => {
            present_members(members, &with_times(structure));
        }
        (Schema::List(Schema::Structure(structure)), Value::Array(items)) => {
            let timed = with_times(structure);
            let items = items.iter_mut().filter(|_| !timed.is_empty());
            for members in items.filter_map(Value::as_object_mut) {
                present_members(members, &timed);
            }
        }
        (Schema::List(item), Value::Array(items)) if has_times(*item) => {
            for value in items {
                present_in(value, *item);
            }
        }
        (Schema::Map(item), Value::Object(members)) => {
            members.values_mut().for_each(|value| present_in(value, *item));
        }
        (Schema::Timestamp, value @ Value::Number(_)) => {
            *value = Value::from(output(timestamp(value)));
        }
        _ => {}
    }
}

fn present_members(members: &mut Object, timed: &[(&str, Schema)]) {
    for (name, schema) in timed {
        if let Some(value) = members.get_mut(*name) {
            present_in(value, *schema);
        }
    }
}

/// Returns the members of a structure in which there may be times.
fn with_times(structure: &Structure) -> Vec<(&'static str, Schema)> {
    let members = structure.members.iter().filter(|member| has_times(member.schema));
    members.map(|member| (member.name, member.schema)).collect()
}

/// Returns whether there may be times in a value.
pub fn has_times(schema: Schema) -> bool {
    match schema {
        Schema::Timestamp => true,
        Schema::Structure(structure) => {
            structure.members.iter().any(|member| has_times(member.schema))
        }
        Schema::List(item) | Schema::Map(item) => has_times(*item),
        _ => false,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "times lie between the years 1 and 9999")]
fn timestamp(value: &Value) -> Timestamp {
    match value.as_i64() {
        Some(secs) => Timestamp::from_secs(secs),
        None => Timestamp::from_millis((value.as_f64().unwrap_or(0.0) * 1_000.0).round() as i64),
    }
}
