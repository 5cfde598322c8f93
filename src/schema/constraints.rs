//! Documents against their schema, in the words of the services: what a service refuses before the
//! operation begins.
//!
//! These are words outside a set, maxima, and patterns where the tables have them; the AWS CLI never
//! checks them.
//!
//! Source: facts, "AWS CLI", b.5.

use super::check::{is_less, known_members, python, within, within_member};
use super::{Limit, Schema, Structure, limits_of_each, names};
use crate::value::Value;
use regex_lite::Regex;

/// What a service finds outside the limits of the model.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Constraints {
    /// Where the first thing is, in the service's spelling: `metricData.1.member.unit`.
    pub first: String,
    /// What the service says about all of them.
    pub message: String,
}

/// The sets that a service lists in another order than the model does.
///
/// Source: facts, "CloudWatch", messages: recorded of `SetAlarmState`.
const LISTED: &[&[&str]] = &[&["INSUFFICIENT_DATA", "ALARM", "OK"]];

/// Returns what the service says about words outside their set, values above their maximum and texts
/// that do not fit their pattern.
///
/// `None` if there is nothing.
pub fn found(request: &Value, structure: &Structure) -> Option<Constraints> {
    let mut found = Found::default();
    constrain_structure(request, structure, &mut String::new(), &mut found);
    let found = found.sentences;
    let first = found.first()?.0.clone();
    let noun = if found.len() == 1 { "error" } else { "errors" };
    let sentences: Vec<_> = found.iter().map(|(_, sentence)| sentence.as_str()).collect();
    let message = format!("{} validation {noun} detected: {}", found.len(), sentences.join("; "));
    Some(Constraints { first, message })
}

/// What was found.
#[derive(Default)]
struct Found {
    /// Where, and the sentence about it.
    sentences: Vec<(String, String)>,
    /// The patterns that texts were held to. Making one costs more than all else, and a request may
    /// have hundreds of texts that are to fit the same.
    patterns: Vec<(&'static str, Regex)>,
}

impl Found {
    /// Returns whether a whole text fits a pattern.
    fn fits(&mut self, text: &str, pattern: &'static str) -> bool {
        let made = self.patterns.iter().position(|(made, _)| *made == pattern);
        let made = made.unwrap_or_else(|| {
            let whole = Regex::new(&format!(r"\A(?:{pattern})\z"));
            self.patterns.push((pattern, whole.expect("patterns of tables are patterns")));
            self.patterns.len() - 1
        });
        self.patterns[made].1.is_match(text)
    }
}

fn constrain_structure(value: &Value, structure: &Structure, path: &mut String, found: &mut Found) {
    let Value::Object(members) = value else { return };
    for (member, value) in known_members(members, structure) {
        within_member(path, &names::lower_camel(member.name), |path| {
            constrain(value, member.schema, member.limits, path, found);
        });
    }
}

fn constrain(
    value: &Value,
    schema: Schema,
    limits: &'static [Limit],
    path: &mut String,
    found: &mut Found,
) {
    match (schema, value) {
        (Schema::Structure(structure), _) => constrain_structure(value, structure, path, found),
        (Schema::List(item), Value::Array(items)) => {
            for (position, value) in items.iter().enumerate() {
                within(path, format_args!(".{}.member", position + 1), |path| {
                    constrain(value, *item, limits_of_each(limits), path, found);
                });
            }
        }
        (Schema::Map(item), Value::Object(members)) => {
            for (name, value) in members {
                within(path, format_args!(".{name}.member"), |path| {
                    constrain(value, *item, limits_of_each(limits), path, found);
                });
            }
        }
        (Schema::Enum(words), Value::String(word)) if !words.contains(&word.as_str()) => {
            let words = as_listed(words).join(", ");
            let rule = format!("Member must satisfy enum value set: [{words}]");
            found.sentences.push((path.clone(), unsatisfied(value, path, &rule)));
        }
        _ => {}
    }
    for limit in limits {
        if let Some(rule) = broken(value, *limit, found) {
            found.sentences.push((path.clone(), unsatisfied(value, path, &rule)));
        }
    }
}

/// Returns the words of a set in the order in which a service lists them.
fn as_listed(words: &'static [&'static str]) -> &'static [&'static str] {
    let is_it = |listed: &&&'static [&'static str]| {
        listed.len() == words.len() && words.iter().all(|word| listed.contains(word))
    };
    LISTED.iter().find(is_it).copied().unwrap_or(words)
}

fn broken(value: &Value, limit: Limit, found: &mut Found) -> Option<String> {
    let length = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    };
    match limit {
        Limit::MaxLength(most) if length > most => {
            Some(format!("Member must have length less than or equal to {most}"))
        }
        Limit::Pattern(pattern)
            if value.as_str().is_some_and(|text| !found.fits(text, pattern)) =>
        {
            Some(format!("Member must satisfy regular expression pattern: {pattern}"))
        }
        Limit::Max(most) if value.is_number() && !is_less(value, most.saturating_add(1)) => {
            Some(format!("Member must have value less than or equal to {most}"))
        }
        _ => None,
    }
}

fn unsatisfied(value: &Value, path: &str, rule: &str) -> String {
    format!("Value '{}' at '{path}' failed to satisfy constraint: {rule}", python(value))
}

#[cfg(test)]
mod tests {
    use super::Limit::{Max, MaxLength, Pattern};
    use super::*;
    use crate::schema::Described;
    use crate::{outline, words};
    use serde_json::json;

    outline! {
        /// Everything that has a maximum.
        pub struct Request {
            name: String = "Name" [MaxLength(3)],
            space: Option<String> = "Space" [Pattern("[^:].*")],
            count: Option<i32> = "Count" [Max(50)],
            parts: Option<Vec<Part>> = "Parts",
        }

        /// A part.
        pub struct Part {
            kind: Option<Kind> = "Kind",
        }
    }

    words! {
        /// A kind.
        pub enum Kind = ["One", "Two"];
    }

    #[test]
    fn words_outside_the_set_and_values_above_the_maximum_are_refused() {
        let Schema::Structure(structure) = Request::SCHEMA else { panic!("not a structure") };
        let request = json!({"Name": "abcd", "Count": 51, "Parts": [{"Kind": "Three"}]});
        let expected = "3 validation errors detected: \
             Value 'abcd' at 'name' failed to satisfy constraint: Member must have length less than or equal to 3; \
             Value '51' at 'count' failed to satisfy constraint: Member must have value less than or equal to 50; \
             Value 'Three' at 'parts.1.member.kind' failed to satisfy constraint: Member must satisfy enum value set: [One, Two]";
        let told = found(&request, structure).unwrap();
        assert_eq!((told.first.as_str(), told.message.as_str()), ("name", expected));
        assert_eq!(found(&json!({"Name": "a", "Count": 50, "Space": "a:b"}), structure), None);
        let told = found(&json!({"Name": "a", "Space": ":b"}), structure).unwrap();
        let expected = "1 validation error detected: Value ':b' at 'space' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [^:].*";
        assert_eq!(told.message, expected);
    }

    #[test]
    fn words_are_listed_as_the_service_lists_them() {
        assert_eq!(
            as_listed(&["OK", "ALARM", "INSUFFICIENT_DATA"]),
            ["INSUFFICIENT_DATA", "ALARM", "OK"]
        );
        assert_eq!(as_listed(&["OK", "ALARM"]), ["OK", "ALARM"]);
    }
}
