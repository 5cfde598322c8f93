//! What a query reads of a resource, and the properties that there are.

use std::borrow::Cow;

use super::Path;
use crate::value::{Object, Value};

/// What a query reads: the members of an item by their names.
pub trait Fields {
    /// Returns a member, if the item has it.
    fn field(&self, name: &str) -> Option<Cow<'_, Value>>;
}

impl Fields for Object {
    fn field(&self, name: &str) -> Option<Cow<'_, Value>> {
        self.get(name).map(Cow::Borrowed)
    }
}

/// The members of items, in the order of delivered files.
///
/// Source: awslabs/aws-config-resource-schema, `AWS.properties.json`.
pub(super) const MEMBERS: [&str; 18] = [
    "relationships",
    "configuration",
    "supplementaryConfiguration",
    "tags",
    "version",
    "configurationItemCaptureTime",
    "configurationItemDeliveryTime",
    "configurationStateId",
    "accountId",
    "configurationItemStatus",
    "resourceType",
    "resourceId",
    "resourceName",
    "arn",
    "awsRegion",
    "availabilityZone",
    "recordingFrequency",
    "resourceCreationTime",
];

/// What `*` shows.
///
/// Source: AWS Config Developer Guide, "Limitations" of advanced queries.
pub(super) const SCALARS: [&str; 10] = [
    "accountId",
    "awsRegion",
    "arn",
    "availabilityZone",
    "configurationItemCaptureTime",
    "resourceCreationTime",
    "resourceId",
    "resourceName",
    "resourceType",
    "version",
];

/// Calls `see` with every value of a property that is no list, until it returns true; returns whether
/// it did.
pub(super) fn any(fields: &impl Fields, path: &Path, see: &mut dyn FnMut(&Value) -> bool) -> bool {
    fields.field(path.first()).is_some_and(|value| any_below(&value, path.rest(), see))
}

fn any_below(value: &Value, names: &[String], see: &mut dyn FnMut(&Value) -> bool) -> bool {
    match (value, names) {
        (Value::Array(items), _) => items.iter().any(|item| any_below(item, names, see)),
        (value, []) => see(value),
        (Value::Object(members), [name, rest @ ..]) => {
            members.get(name).is_some_and(|value| any_below(value, rest, see))
        }
        _ => false,
    }
}

/// Returns every value of a property that is neither list nor structure nor null.
pub(super) fn scalars(fields: &impl Fields, path: &Path) -> Vec<Value> {
    let mut all = Vec::new();
    any(fields, path, &mut |value| {
        if !matches!(value, Value::Object(_) | Value::Null) {
            all.push(value.clone());
        }
        false
    });
    all
}

/// Returns an item with nothing but some of its properties: what stands beside them goes, and what is
/// left empty by that.
pub(super) fn only(fields: &impl Fields, paths: &[&Path]) -> Object {
    let mut shown = Object::new();
    for member in MEMBERS {
        let rests: Vec<&[String]> =
            paths.iter().filter(|path| path.first() == member).map(|path| path.rest()).collect();
        if rests.is_empty() {
            continue;
        }
        let value = fields.field(member);
        if let Some(value) = value.and_then(|value| only_below(&value, &rests)) {
            shown.insert(member.to_owned(), value);
        }
    }
    shown
}

fn only_below(value: &Value, paths: &[&[String]]) -> Option<Value> {
    if paths.iter().any(|path| path.is_empty()) {
        return Some(value.clone());
    }
    match value {
        Value::Array(items) => {
            let items: Vec<Value> =
                items.iter().filter_map(|item| only_below(item, paths)).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(members) => {
            let mut shown = Object::new();
            for (name, value) in members {
                let rests: Vec<&[String]> = paths
                    .iter()
                    .filter(|path| path.first() == Some(name))
                    .filter_map(|path| path.get(1..))
                    .collect();
                if rests.is_empty() {
                    continue;
                }
                if let Some(value) = only_below(value, &rests) {
                    shown.insert(name.clone(), value);
                }
            }
            (!shown.is_empty()).then_some(Value::Object(shown))
        }
        _ => None,
    }
}
