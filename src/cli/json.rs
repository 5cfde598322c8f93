//! JSON as Python reads it, with what JSON itself lacks: `NaN`, `Infinity` and numbers of any size.
//!
//! What it is becomes known with the schema of the member that it fills:
//!
//! | in the text             | a real number | a whole number          | anything else   |
//! |-------------------------|---------------|-------------------------|-----------------|
//! | `NaN`, `Infinity`       | itself        | refused                 | refused         |
//! | `1e400`                 | infinite      | refused                 | refused         |
//! | 70 digits without a dot | the nearest   | the largest of 64 bits  | refused         |
//!
//! Source: the AWS CLI, whose requests were looked at: it sends these, and the service answers. How it
//! answers a whole number that is too large for it AWS does not publish; here it is beyond the limit
//! that the member has.

use crate::schema::Schema;
use crate::schema::check::invalid_number;
use crate::value::bad_json::number_length;
use crate::value::{Object, Value, number};

use super::exit::{Failure, Outcome};

/// What stands before the text of a number that JSON lacks, in place of which there is a string.
const MARK: char = '\0';

/// Returns the document in a text; the numbers in it that JSON lacks wait to be [settled](settle).
pub fn read(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str(&marked(text))
}

/// Returns the text with strings in place of the numbers that JSON lacks.
fn marked(text: &str) -> String {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let mut marked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            string_length(rest)
        } else if is_of_word(first) {
            rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (part, behind) = rest.split_at(length);
        if first != '"' && is_lacking(part) {
            marked.push_str(&format!("\"\\u0000{part}\""));
        } else {
            marked.push_str(part);
        }
        rest = behind;
    }
    marked
}

/// Returns how long the string is that a text begins with.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().enumerate().skip(1).find(|(_, byte)| {
        let is_end = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        is_end
    });
    end.map_or(text.len(), |(place, _)| place + 1)
}

/// Returns whether a word is a number that JSON lacks.
fn is_lacking(word: &str) -> bool {
    let is_whole = !word.contains(['.', 'e', 'E']);
    let is_beyond = || {
        if is_whole {
            word.parse::<i64>().is_err()
        } else {
            word.parse().is_ok_and(f64::is_infinite)
        }
    };
    matches!(word, "NaN" | "Infinity" | "-Infinity") || is_beyond() && is_number(word)
}

/// Returns whether a word is a number as JSON writes them.
fn is_number(word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    !word.is_empty() && number_length(&word) == word.len()
}

/// Makes the numbers in a request that JSON lacks what they are by its schema.
///
/// Fails where the schema wants no such number.
pub fn settle(request: &mut Object, schema: Schema) -> Outcome {
    let Schema::Structure(structure) = schema else { return Ok(()) };
    request.iter_mut().try_for_each(|(name, value)| {
        let schema = structure.member(name).map(|member| member.schema);
        settle_value(value, schema, name)
    })
}

fn settle_value(value: &mut Value, schema: Option<Schema>, path: &str) -> Outcome {
    match value {
        Value::String(text) => {
            if let Some(word) = text.strip_prefix(MARK).filter(|word| is_lacking(word)) {
                *value = settled(word, schema, path)?;
            }
            Ok(())
        }
        Value::Array(items) => {
            let item = match schema {
                Some(Schema::List(item)) => Some(*item),
                _ => None,
            };
            items.iter_mut().enumerate().try_for_each(|(place, value)| {
                settle_value(value, item, &format!("{path}[{place}]"))
            })
        }
        Value::Object(members) => members.iter_mut().try_for_each(|(name, value)| {
            let schema = match schema {
                Some(Schema::Structure(structure)) => {
                    structure.member(name).map(|member| member.schema)
                }
                Some(Schema::Map(item)) => Some(*item),
                _ => None,
            };
            settle_value(value, schema, &format!("{path}.{name}"))
        }),
        _ => Ok(()),
    }
}

/// Returns what a number is in a member; one that there is not stays text, and is refused as unknown.
fn settled(word: &str, schema: Option<Schema>, path: &str) -> Outcome<Value> {
    let is_whole = is_number(word) && !word.contains(['.', 'e', 'E']);
    match schema {
        Some(Schema::Double) => Ok(number::document(word.parse().unwrap_or(f64::NAN))),
        Some(Schema::Integer | Schema::Long) if is_whole => {
            Ok(Value::from(if word.starts_with('-') { i64::MIN } else { i64::MAX }))
        }
        None => Ok(Value::from(word)),
        Some(schema) => {
            let (text, kind) = if is_whole {
                (word.to_owned(), "int")
            } else {
                (number::float(word.parse().unwrap_or(f64::NAN)), "float")
            };
            let line = invalid_number(path, (&text, kind), schema);
            Err(Failure::Parameter(format!("Parameter validation failed:\n{line}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_that_json_lacks_are_marked_and_strings_are_not() {
        let cases = [
            ("[NaN, -Infinity]", json!(["\0NaN", "\0-Infinity"])),
            (r#"{"a NaN \" 1e400": 1e400}"#, json!({"a NaN \" 1e400": "\u{0}1e400"})),
            ("[-1e400,1e-400]", json!(["\0-1e400", 0.0])),
            ("[9223372036854775807]", json!([i64::MAX])),
            ("[9223372036854775808]", json!(["\u{0}9223372036854775808"])),
            ("[1234567890123456789012.5]", json!([1_234_567_890_123_456_789_012.5])),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text).unwrap(), expected, "{text}");
        }
        for text in ["nan", "[+Infinity]", "[01]", "[1e400e1]", "[.1e400]", "[1.e400]", "[\"NaN]"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
