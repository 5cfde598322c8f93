//! What differs between two items of a resource, as messages tell it.
//!
//! ```text
//! Configuration.IsMultiRegionTrail: {"previousValue": false, "updatedValue": true,
//!     "changeType": "UPDATE"}
//! ```
//!
//! Members are named by the way to them, each name with a capital letter; members of lists by their
//! place.
//!
//! Source: AWS Config Developer Guide, "Example configuration item change notifications".

use serde_json::json;

use super::item::Status;
use crate::value::{Object, Value};

/// The members of items that are compared.
const COMPARED: [&str; 4] =
    ["configuration", "supplementaryConfiguration", "relationships", "tags"];

/// Returns what differs between the documents of two items.
pub(super) fn changed(before: &Value, after: &Value, status: Status) -> Object {
    let mut changed = Object::new();
    for name in COMPARED {
        let (before, after) = (&before[name], &after[name]);
        if status == Status::ResourceDeleted {
            if before.is_object() && name == "configuration" {
                changed.insert(capital(name), change(before, &Value::Null, "DELETE"));
            }
        } else {
            compare(&capital(name), before, after, &mut changed);
        }
    }
    changed
}

fn compare(path: &str, before: &Value, after: &Value, changed: &mut Object) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|name| !old.contains_key(*name));
            for name in old.keys().chain(added) {
                let (old, new) = (&before[name.as_str()], &after[name.as_str()]);
                compare(&format!("{path}.{}", capital(name)), old, new, changed);
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            for place in 0..old.len().max(new.len()) {
                let part = |list: &[Value]| list.get(place).cloned().unwrap_or_default();
                compare(&format!("{path}.{place}"), &part(old), &part(new), changed);
            }
        }
        _ if before == after => {}
        (Value::Null, _) => {
            changed.insert(path.to_owned(), change(before, after, "CREATE"));
        }
        (_, Value::Null) => {
            changed.insert(path.to_owned(), change(before, after, "DELETE"));
        }
        _ => {
            changed.insert(path.to_owned(), change(before, after, "UPDATE"));
        }
    }
}

fn change(before: &Value, after: &Value, kind: &str) -> Value {
    json!({"previousValue": before, "updatedValue": after, "changeType": kind})
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_by_the_way_to_it() {
        let before = json!({"configuration": {"name": "a", "on": false, "list": [1, 2]},
            "tags": {"team": "x"}});
        let after = json!({"configuration": {"name": "a", "on": true, "list": [1]},
            "tags": {"team": "x", "cost": "y"}});
        let found = changed(&before, &after, Status::Ok);
        let kinds: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, change)| (name.as_str(), change["changeType"].as_str().unwrap()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("Configuration.On", "UPDATE"),
                ("Configuration.List.1", "DELETE"),
                ("Tags.Cost", "CREATE")
            ]
        );
    }

    #[test]
    fn of_what_is_gone_only_the_configuration_is_told() {
        let before = json!({"configuration": {"name": "a"}, "tags": {"team": "x"}});
        let after = json!({"configuration": null, "tags": {}});
        let found = changed(&before, &after, Status::ResourceDeleted);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["Configuration"]);
    }
}
