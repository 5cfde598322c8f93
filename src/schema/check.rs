//! Documents against their schema, in the words of botocore and of the services.
//!
//! [`violations`] is what the AWS CLI refuses before it calls a service: kinds, unknown and missing
//! members, minima. [`constraints`] is what the service refuses before the operation begins: words
//! outside a set, maxima. The AWS CLI never checks these.
//!
//! Source: facts, "AWS CLI", b.5.

use super::{Limit, Member, Schema, Structure, limits_of_each, names};
use crate::time::text;
use crate::value::{Object, Value, number};

/// Returns every way in which a request is not as its structure says, one line each.
///
/// A structure's missing members come first, then its unknown ones, then what is wrong inside the
/// known ones, in the order of the request.
pub fn violations(request: &Value, structure: &Structure) -> Vec<String> {
    let mut lines = Vec::new();
    check_structure(request, structure, "", &mut lines);
    lines
}

fn check(
    value: &Value,
    schema: Schema,
    limits: &'static [Limit],
    path: &str,
    lines: &mut Vec<String>,
) {
    match schema {
        Schema::Structure(structure) => check_structure(value, structure, path, lines),
        Schema::List(item) => {
            let Value::Array(items) = value else {
                return lines.push(invalid_type(path, value, LIST));
            };
            check_length(items.len(), limits, path, lines);
            for (position, value) in items.iter().enumerate() {
                let path = format!("{path}[{position}]");
                check(value, *item, limits_of_each(limits), &path, lines);
            }
        }
        Schema::Map(item) => {
            let Value::Object(members) = value else {
                return lines.push(invalid_type(path, value, DICT));
            };
            check_length(members.len(), limits, path, lines);
            for (name, value) in members {
                check(value, *item, limits_of_each(limits), &format!("{path}.{name}"), lines);
            }
        }
        Schema::Blob | Schema::String | Schema::Enum(_) => match value {
            Value::String(text) => check_length(text.chars().count(), limits, path, lines),
            _ => lines.push(invalid_type(path, value, STR)),
        },
        Schema::Integer | Schema::Long => match value {
            Value::Number(number) if !number.is_f64() => check_range(value, limits, path, lines),
            Value::Bool(_) => {}
            _ => lines.push(invalid_type(path, value, INT)),
        },
        Schema::Double => match value {
            Value::Number(_) => check_range(value, limits, path, lines),
            // What JSON lacks goes over the wire as a word.
            word if number::read(word).is_some() => {}
            _ => lines.push(invalid_type(path, value, FLOAT)),
        },
        Schema::Boolean => {
            if !value.is_boolean() {
                lines.push(invalid_type(path, value, BOOL));
            }
        }
        Schema::Timestamp => {
            if !is_time(value) {
                lines.push(invalid_type(path, value, TIMESTAMP));
            }
        }
    }
}

fn check_structure(value: &Value, structure: &Structure, path: &str, lines: &mut Vec<String>) {
    let Value::Object(members) = value else {
        return lines.push(invalid_type(path, value, DICT));
    };
    for member in structure.members.iter().filter(|member| member.required) {
        if !members.contains_key(member.name) {
            lines.push(format!(
                "Missing required parameter in {}: \"{}\"",
                name_of(path),
                member.name
            ));
        }
    }
    for unknown in members.keys().filter(|name| structure.member(name).is_none()) {
        let known: Vec<_> = structure.members.iter().map(|member| member.name).collect();
        lines.push(format!(
            "Unknown parameter in {}: \"{unknown}\", must be one of: {}",
            name_of(path),
            known.join(", ")
        ));
    }
    for (member, value) in known_members(members, structure) {
        let path = join(path, member.name);
        check(value, member.schema, member.limits, &path, lines);
    }
}

fn known_members<'a>(
    members: &'a Object,
    structure: &'a Structure,
) -> impl Iterator<Item = (&'static Member, &'a Value)> {
    members.iter().filter_map(|(name, value)| Some((structure.member(name)?, value)))
}

fn check_length(length: usize, limits: &[Limit], path: &str, lines: &mut Vec<String>) {
    for limit in limits {
        if let Limit::MinLength(least) = limit
            && length < *least
        {
            lines.push(format!(
                "Invalid length for parameter {path}, value: {length}, valid min length: {least}"
            ));
        }
    }
}

fn check_range(value: &Value, limits: &[Limit], path: &str, lines: &mut Vec<String>) {
    for limit in limits {
        if let Limit::Min(least) = limit
            && is_less(value, *least)
        {
            lines.push(format!(
                "Invalid value for parameter {path}, value: {}, valid min value: {least}",
                python(value)
            ));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "limits of the model are far below 2^52")]
fn is_less(value: &Value, limit: i64) -> bool {
    value.as_f64().is_some_and(|value| value < limit as f64)
}

fn is_time(value: &Value) -> bool {
    match value {
        Value::String(spelling) => text::parse_parameter(spelling).is_some(),
        Value::Number(number) => number.as_f64().and_then(text::from_epoch).is_some(),
        _ => false,
    }
}

fn name_of(path: &str) -> &str {
    if path.is_empty() { "input" } else { path }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

const BOOL: &str = "<class 'bool'>";
const DICT: &str = "<class 'dict'>";
const FLOAT: &str = "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>";
const INT: &str = "<class 'int'>";
const LIST: &str = "<class 'list'>, <class 'tuple'>";
const STR: &str = "<class 'str'>";
const TIMESTAMP: &str = "<class 'datetime.datetime'>, timestamp-string";

fn invalid_type(path: &str, value: &Value, valid: &str) -> String {
    format!(
        "Invalid type for parameter {}, value: {}, type: <class '{}'>, valid types: {valid}",
        name_of(path),
        python(value),
        python_type(value)
    )
}

/// Returns the name of a value's type in Python.
pub fn python_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// Returns a value as Python's `str` prints it: strings bare, the rest as its `repr`.
pub fn python(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        _ => python_repr(value),
    }
}

/// Returns a value as Python's `repr` prints it.
pub fn python_repr(value: &Value) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(truth) => if *truth { "True" } else { "False" }.to_owned(),
        Value::Number(number) => number::text(number),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", list(items.iter().map(python_repr).collect())),
        Value::Object(members) => {
            let pair = |(name, value): (&String, &Value)| {
                format!("{}: {}", quoted(name), python_repr(value))
            };
            format!("{{{}}}", list(members.iter().map(pair).collect()))
        }
    }
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\\' => quoted.push_str("\\\\"),
            c if c == quote => quoted.extend(['\\', c]),
            c if is_printable(c) => quoted.push(c),
            c => quoted.push_str(&match u32::from(c) {
                number @ 0..=0xff => format!("\\x{number:02x}"),
                number @ 0x100..=0xffff => format!("\\u{number:04x}"),
                number => format!("\\U{number:08x}"),
            }),
        }
    }
    quoted.push(quote);
    quoted
}

/// Returns whether Python prints a character as it is.
///
/// Behind another character, Rust escapes the same ones: spaces but the usual one, and what controls,
/// formats, or has no meaning.
fn is_printable(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\')
        || ['a', c].iter().collect::<String>().escape_debug().count() == 2
}

/// What a service finds outside the limits of the model.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Constraints {
    /// Where the first thing is, in the service's spelling: `metricData.1.member.unit`.
    pub first: String,
    /// What the service says about all of them.
    pub message: String,
}

/// Returns what the service says about words outside their set and values above their maximum.
///
/// `None` if there is nothing.
pub fn constraints(request: &Value, structure: &Structure) -> Option<Constraints> {
    let mut found = Vec::new();
    constrain_structure(request, structure, "", &mut found);
    let first = found.first()?.0.clone();
    let noun = if found.len() == 1 { "error" } else { "errors" };
    let sentences: Vec<_> = found.iter().map(|(_, sentence)| sentence.as_str()).collect();
    let message = format!("{} validation {noun} detected: {}", found.len(), sentences.join("; "));
    Some(Constraints { first, message })
}

/// What was found: where, and the sentence about it.
type Found = Vec<(String, String)>;

fn constrain_structure(value: &Value, structure: &Structure, path: &str, found: &mut Found) {
    let Value::Object(members) = value else { return };
    for (member, value) in known_members(members, structure) {
        let path = join(path, &names::lower_camel(member.name));
        constrain(value, member.schema, member.limits, &path, found);
    }
}

fn constrain(
    value: &Value,
    schema: Schema,
    limits: &'static [Limit],
    path: &str,
    found: &mut Found,
) {
    match (schema, value) {
        (Schema::Structure(structure), _) => constrain_structure(value, structure, path, found),
        (Schema::List(item), Value::Array(items)) => {
            for (position, value) in items.iter().enumerate() {
                let path = format!("{path}.{}.member", position + 1);
                constrain(value, *item, limits_of_each(limits), &path, found);
            }
        }
        (Schema::Map(item), Value::Object(members)) => {
            for (name, value) in members {
                let path = format!("{path}.{name}.member");
                constrain(value, *item, limits_of_each(limits), &path, found);
            }
        }
        (Schema::Enum(words), Value::String(word)) if !words.contains(&word.as_str()) => {
            let rule = format!("Member must satisfy enum value set: [{}]", words.join(", "));
            found.push((path.to_owned(), unsatisfied(value, path, &rule)));
        }
        _ => {}
    }
    for limit in limits {
        if let Some(rule) = broken_maximum(value, *limit) {
            found.push((path.to_owned(), unsatisfied(value, path, &rule)));
        }
    }
}

fn broken_maximum(value: &Value, limit: Limit) -> Option<String> {
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
    use super::Limit::{Each, Max, MaxLength, Min, MinLength};
    use super::*;
    use crate::schema::Shape;
    use crate::time::Timestamp;
    use crate::{shape, words};
    use serde_json::json;
    use std::collections::BTreeMap;

    shape! {
        /// Everything that can be checked.
        pub struct Request {
            /// Text.
            name: String = "Name" [MinLength(1), MaxLength(3)],
            /// Another.
            bucket: String = "Bucket",
            /// A number.
            count: Option<i32> = "Count" [Min(1), Max(50)],
            /// A fraction.
            value: Option<f64> = "Value",
            /// A time.
            at: Option<Timestamp> = "At",
            /// Parts.
            parts: Option<Vec<Part>> = "Parts" [MaxLength(2)],
            /// Names.
            names: Option<Vec<String>> = "Names" [Each(&[MinLength(2)])],
            /// Pairs.
            pairs: Option<BTreeMap<String, String>> = "Pairs",
            /// A truth.
            truth: Option<bool> = "Truth",
        }

        /// A part.
        pub struct Part {
            /// What kind.
            kind: Option<Kind> = "Kind",
        }
    }

    words! {
        /// A kind.
        pub enum Kind {
            /// One.
            One = "One",
            /// Two.
            Two = "Two",
        }
    }

    fn structure() -> &'static Structure {
        let Schema::Structure(structure) = Request::SCHEMA else { panic!("not a structure") };
        structure
    }

    #[test]
    fn a_right_request_has_no_violations() {
        let request = json!({
            "Name": "abcdef", "Bucket": "", "Count": 1, "Value": 1, "At": "2024-01-01",
            "Parts": [{"Kind": "Three"}], "Names": ["ab"], "Pairs": {"a": "b"}, "Truth": true,
        });
        assert_eq!(violations(&request, structure()), Vec::<String>::new());
    }

    #[test]
    fn every_violation_has_botocores_words() {
        let cases = [
            (json!({"Name": "a"}), r#"Missing required parameter in input: "Bucket""#),
            (
                json!({"Name": "a", "Bucket": "b", "Parts": [{"Sort": "x"}]}),
                r#"Unknown parameter in Parts[0]: "Sort", must be one of: Kind"#,
            ),
            (
                json!({"Name": "", "Bucket": "b"}),
                "Invalid length for parameter Name, value: 0, valid min length: 1",
            ),
            (
                json!({"Name": "a", "Bucket": "b", "Count": 0}),
                "Invalid value for parameter Count, value: 0, valid min value: 1",
            ),
            (
                json!({"Name": "a", "Bucket": "b", "Names": ["x"]}),
                "Invalid length for parameter Names[0], value: 1, valid min length: 2",
            ),
            (
                json!({"Name": "a", "Bucket": "b", "At": "notatime"}),
                "Invalid type for parameter At, value: notatime, type: <class 'str'>, valid types: <class 'datetime.datetime'>, timestamp-string",
            ),
            (
                json!({"Name": "a", "Bucket": "b", "Parts": {"x": ["y", null]}}),
                "Invalid type for parameter Parts, value: {'x': ['y', None]}, type: <class 'dict'>, valid types: <class 'list'>, <class 'tuple'>",
            ),
            (
                json!({"Name": "a", "Bucket": "b", "Count": 1.5}),
                "Invalid type for parameter Count, value: 1.5, type: <class 'float'>, valid types: <class 'int'>",
            ),
        ];
        for (request, expected) in cases {
            assert_eq!(violations(&request, structure()), [expected], "{request}");
        }
    }

    #[test]
    fn missing_members_come_before_unknown_ones_and_these_before_what_is_inside() {
        let request = json!({"Count": 0, "Unknown": 1});
        let lines = violations(&request, structure());
        let starts: Vec<_> = lines.iter().map(|line| line.split(' ').next().unwrap()).collect();
        assert_eq!(starts, ["Missing", "Missing", "Unknown", "Invalid"]);
    }

    #[test]
    fn the_service_refuses_words_outside_the_set_and_values_above_the_maximum() {
        let request =
            json!({"Name": "abcd", "Bucket": "b", "Count": 51, "Parts": [{"Kind": "Three"}]});
        let expected = "3 validation errors detected: \
             Value 'abcd' at 'name' failed to satisfy constraint: Member must have length less than or equal to 3; \
             Value '51' at 'count' failed to satisfy constraint: Member must have value less than or equal to 50; \
             Value 'Three' at 'parts.1.member.kind' failed to satisfy constraint: Member must satisfy enum value set: [One, Two]";
        let found = constraints(&request, structure()).unwrap();
        assert_eq!((found.first.as_str(), found.message.as_str()), ("name", expected));
        assert_eq!(constraints(&json!({"Name": "a", "Count": 50}), structure()), None);
    }

    #[test]
    fn texts_are_quoted_as_by_python() {
        let cases = [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("'\"", "'\\'\"'"),
            ("\\\n\t\0", "'\\\\\\n\\t\\x00'"),
            ("\u{e9}e\u{301}\u{65e5}\u{1f600}", "'\u{e9}e\u{301}\u{65e5}\u{1f600}'"),
            ("\u{7f}\u{85}\u{a0}", "'\\x7f\\x85\\xa0'"),
            ("\u{2028}\u{feff}\u{10ffff}", "'\\u2028\\ufeff\\U0010ffff'"),
        ];
        for (text, expected) in cases {
            assert_eq!(python_repr(&json!(text)), expected);
        }
    }
}
