//! Documents against their schema, in the words of botocore: what the AWS CLI refuses before it calls
//! a service.
//!
//! These are kinds, unknown and missing members, and minima. Words outside a set and maxima are
//! [left to the service](super::constraints).
//!
//! Source: facts, "AWS CLI", b.5.

use std::fmt::{self, Write};

use super::{Limit, Member, Schema, Structure, limits_of_each, limits_of_names};
use crate::time::text;
use crate::value::{Object, Value, number};

/// Returns every way in which a request is not as its structure says, one line each.
///
/// A structure's missing members come first, then its unknown ones, then what is wrong inside the
/// known ones, in the order of the request.
pub fn violations(request: &Value, structure: &Structure) -> Vec<String> {
    let mut lines = Vec::new();
    check_structure(request, structure, &mut String::new(), &mut lines);
    lines
}

fn check(
    value: &Value,
    schema: Schema,
    limits: &'static [Limit],
    path: &mut String,
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
                within(path, format_args!("[{position}]"), |path| {
                    check(value, *item, limits_of_each(limits), path, lines);
                });
            }
        }
        Schema::Map(item) => {
            let Value::Object(members) = value else {
                return lines.push(invalid_type(path, value, DICT));
            };
            // The AWS CLI does not count the entries of maps.
            for (name, value) in members {
                within(path, format_args!(" (key: {name})"), |key| {
                    check_length(name.chars().count(), limits_of_names(limits), key, lines);
                });
                within(path, format_args!(".{name}"), |path| {
                    check(value, *item, limits_of_each(limits), path, lines);
                });
            }
        }
        Schema::Blob => {
            if !value.is_string() {
                lines.push(invalid_type(path, value, BLOB));
            }
        }
        Schema::String | Schema::Enum(_) => match value {
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

fn check_structure(
    value: &Value,
    structure: &Structure,
    path: &mut String,
    lines: &mut Vec<String>,
) {
    let Value::Object(members) = value else {
        return lines.push(invalid_type(path, value, DICT));
    };
    if structure.one_of {
        check_one_of(members, structure, path, lines);
    }
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
        within_member(path, member.name, |path| {
            check(value, member.schema, member.limits, path, lines);
        });
    }
}

/// Source: botocore, "validate".
fn check_one_of(members: &Object, structure: &Structure, path: &str, lines: &mut Vec<String>) {
    let name = name_of(path);
    let known: Vec<_> = structure.members.iter().map(|member| member.name).collect();
    let known = known.join(", ");
    match members.len() {
        0 => lines.push(format!(
            "Must set one of the following keys for tagged unionstructure {name}: {known}."
        )),
        1 => {}
        _ => lines.push(format!(
            "Invalid number of parameters set for tagged union structure {name}. Can only set one \
             of the following keys: {known}."
        )),
    }
}

pub(super) fn known_members<'a>(
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
pub(super) fn is_less(value: &Value, limit: i64) -> bool {
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

/// Does something with the path of a part of what `path` leads to, which is in its place meanwhile:
/// requests have thousands of parts, and with few of them something is wrong.
pub(super) fn within(path: &mut String, part: fmt::Arguments<'_>, work: impl FnOnce(&mut String)) {
    let length = path.len();
    // Text takes everything.
    let _ = path.write_fmt(part);
    work(path);
    path.truncate(length);
}

/// Does something with the path of a member.
pub(super) fn within_member(path: &mut String, name: &str, work: impl FnOnce(&mut String)) {
    let dot = if path.is_empty() { "" } else { "." };
    within(path, format_args!("{dot}{name}"), work);
}

const BLOB: &str = "<class 'bytes'>, <class 'bytearray'>, file-like object";
const BOOL: &str = "<class 'bool'>";
const DICT: &str = "<class 'dict'>";
const FLOAT: &str = "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>";
const INT: &str = "<class 'int'>";
const LIST: &str = "<class 'list'>, <class 'tuple'>";
const STR: &str = "<class 'str'>";
const TIMESTAMP: &str = "<class 'datetime.datetime'>, timestamp-string";

/// Returns the line about a number that stands where the schema wants something else; it comes as its
/// text and its kind.
pub fn invalid_number(path: &str, (text, kind): (&str, &str), schema: Schema) -> String {
    let valid = match schema {
        Schema::Structure(_) | Schema::Map(_) => DICT,
        Schema::List(_) => LIST,
        Schema::Blob => BLOB,
        Schema::String | Schema::Enum(_) => STR,
        Schema::Integer | Schema::Long => INT,
        Schema::Double => FLOAT,
        Schema::Boolean => BOOL,
        Schema::Timestamp => TIMESTAMP,
    };
    format!(
        "Invalid type for parameter {path}, value: {text}, type: <class '{kind}'>, valid types: {valid}"
    )
}

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

#[cfg(test)]
mod tests {
    use super::Limit::{Each, EachName, Max, MaxLength, Min, MinLength};
    use super::*;
    use crate::schema::Described;
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
            pairs: Option<BTreeMap<String, String>> = "Pairs" [EachName(&[MinLength(1)])],
            /// One or the other.
            choice: Option<Choice> = "Choice",
            /// A truth.
            truth: Option<bool> = "Truth",
        }

        /// Either this or that.
        pub struct Choice [OneOf] {
            /// This.
            this: Option<String> = "This",
            /// That.
            that: Option<String> = "That",
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
                json!({"Name": "a", "Bucket": "b", "Pairs": {"": "x"}}),
                "Invalid length for parameter Pairs (key: ), value: 0, valid min length: 1",
            ),
            (
                json!({"Name": "a", "Bucket": "b", "Choice": {}}),
                "Must set one of the following keys for tagged unionstructure Choice: This, That.",
            ),
            (
                json!({"Name": "a", "Bucket": "b", "Choice": {"This": "x", "That": "y"}}),
                "Invalid number of parameters set for tagged union structure Choice. Can only set one of the following keys: This, That.",
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
