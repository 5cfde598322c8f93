//! What data are said to be about: a service or a resource.
//!
//! No operation of CloudWatch tells it again; the console finds by it what is related. So entities are
//! looked at here and not kept.
//!
//! | what is wrong with an entity                                    | told as                 |
//! |-----------------------------------------------------------------|-------------------------|
//! | there is none, or it has no key attributes                      | `InvalidEntity`         |
//! | not 2 to 4 key attributes, unknown ones, or texts too long      | `InvalidKeyAttributes`  |
//! | a type that is not one of five                                  | `InvalidTypeValue`      |
//! | no type, or what entities of the type must have                 | `MissingRequiredFields` |
//! | more than 10 attributes, or texts too long                      | `InvalidAttributes`     |
//!
//! Source: CloudWatch API Reference, "`PutMetricData`", `StrictEntityValidation`, and "`Entity`";
//! CloudWatch User Guide, "How to add related information to custom telemetry sent to CloudWatch". Of
//! several faults, the first of this table is told.

use std::collections::BTreeMap;

use super::shapes::data::Entity;

/// The types of entities, and what those of each must have.
const TYPES: [(&str, &[&str]); 5] = [
    ("Service", &["Name", "Environment"]),
    ("RemoteService", &["Name"]),
    ("AWS::Service", &["Name"]),
    ("AWS::Resource", &["ResourceType", "Identifier"]),
    ("Resource", &["ResourceType", "Identifier"]),
];

/// The key attributes that there are.
const KEYS: [&str; 5] = ["Type", "ResourceType", "Identifier", "Name", "Environment"];

/// How long a value may be.
const VALUE: usize = 2_048;

/// Returns what is wrong with an entity, in AWS's word; `None` if nothing is.
pub fn fault(entity: Option<&Entity>) -> Option<&'static str> {
    let Some(Entity { key_attributes: Some(keys), attributes }) = entity else {
        return Some("InvalidEntity");
    };
    let fits = |texts: &BTreeMap<String, String>, longest: usize| {
        let is_fine = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
        texts.iter().all(|(name, value)| is_fine(name, longest) && is_fine(value, VALUE))
    };
    let known = keys.keys().all(|name| KEYS.contains(&name.as_str()));
    if !(2..=4).contains(&keys.len()) || !known || !fits(keys, 32) {
        return Some("InvalidKeyAttributes");
    }
    let Some(of_type) = keys.get("Type") else { return Some("MissingRequiredFields") };
    let Some((_, required)) = TYPES.iter().find(|(name, _)| name == of_type) else {
        return Some("InvalidTypeValue");
    };
    if !required.iter().all(|name| keys.contains_key(*name)) {
        return Some("MissingRequiredFields");
    }
    let attributes = attributes.as_ref();
    let wrong = attributes.is_some_and(|texts| texts.len() > 10 || !fits(texts, 256));
    wrong.then_some("InvalidAttributes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(keys: &[(&str, &str)]) -> Entity {
        let keys = keys.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Entity { key_attributes: Some(keys.collect()), attributes: None }
    }

    #[test]
    fn each_fault_has_its_word() {
        let service = [("Type", "Service"), ("Name", "shop"), ("Environment", "test")];
        assert_eq!(fault(Some(&entity(&service))), None);
        assert_eq!(fault(None), Some("InvalidEntity"));
        assert_eq!(fault(Some(&Entity::default())), Some("InvalidEntity"));
        let long = "x".repeat(VALUE + 1);
        let cases: [(&[(&str, &str)], &str); 6] = [
            (&service[..1], "InvalidKeyAttributes"),
            (&[("Type", "Service"), ("Mood", "good")], "InvalidKeyAttributes"),
            (&[("Type", "Service"), ("Name", &long)], "InvalidKeyAttributes"),
            (&[("Type", "Team"), ("Name", "a")], "InvalidTypeValue"),
            (&service[..2], "MissingRequiredFields"),
            (&service[1..], "MissingRequiredFields"),
        ];
        for (keys, word) in cases {
            assert_eq!(fault(Some(&entity(keys))), Some(word), "{keys:?}");
        }
        let attributes = (0..11).map(|n| (n.to_string(), "a".to_owned())).collect();
        let many = Entity { attributes: Some(attributes), ..entity(&service) };
        assert_eq!(fault(Some(&many)), Some("InvalidAttributes"));
    }
}
