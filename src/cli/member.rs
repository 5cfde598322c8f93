//! Text of options to values, led by the schema of the member that they fill.
//!
//! | the option takes            | the first word begins with | it is                              |
//! |-----------------------------|----------------------------|------------------------------------|
//! | a list of parts, one word   | `[`                        | JSON                               |
//! | a list of parts             | `{` or `[`                 | a JSON object a word               |
//! | a list of parts             | anything else              | shorthand, an item a word          |
//! | a structure or map          | `{` or `[`                 | a JSON object                      |
//! | a structure or map          | anything else              | shorthand                          |
//! | a list of texts, one word   | `[`                        | JSON                               |
//! | anything else               |                            | the words themselves               |
//!
//! Source: facts, "AWS CLI", c.1 to c.4.

use crate::schema::Schema;
use crate::time::Timestamp;
use crate::time::text::{completed, is_beyond_calendars, is_of_today};
use crate::value::{Value, bad_json, number};

use super::coerce::{coerce, no_integer};
use super::environment::Environment;
use super::exit::{Failure, Outcome};
use super::paramfile;
use super::shorthand;

/// Returns the value of an option.
///
/// `option` is its name without dashes; `words` are what followed it.
pub fn value(
    option: &str,
    schema: Schema,
    words: &[String],
    environment: &Environment,
) -> Outcome<Value> {
    let words = match words {
        [only] => vec![paramfile::load(option, only, environment)?],
        several => several.to_vec(),
    };
    let begins = words.first().and_then(|word| word.trim().chars().next());
    let is_json = matches!(begins, Some('[' | '{'));
    match (schema, words.as_slice()) {
        (Schema::List(_), [only]) if begins == Some('[') => json(option, only),
        (Schema::List(item), words) if is_complex(*item) && is_json => {
            words.iter().map(|word| object(option, word)).collect()
        }
        (Schema::List(item), words) if is_complex(*item) => {
            let items = words.iter().map(|word| from_shorthand(option, word, environment));
            let mut items = items.collect::<Outcome<Value>>()?;
            coerce(&mut items, schema)?;
            Ok(items)
        }
        (Schema::List(Schema::Integer | Schema::Long), words) => {
            let first = words.first().map_or("", String::as_str);
            let items = words.iter().map(|word| integer(word).map(Value::from));
            items.collect::<Option<Value>>().ok_or_else(|| wrong(option, first))
        }
        (Schema::List(_), words) => Ok(Value::from(words.to_vec())),
        (Schema::Structure(_) | Schema::Map(_), words) => {
            let word = words.first().map_or("", String::as_str);
            if is_json {
                return object(option, word);
            }
            let mut value = from_shorthand(option, word, environment)?;
            coerce(&mut value, schema)?;
            Ok(value)
        }
        (scalar, words) => self::scalar(scalar, words.first().map_or("", String::as_str)),
    }
}

const fn is_complex(schema: Schema) -> bool {
    matches!(schema, Schema::Structure(_) | Schema::Map(_) | Schema::List(_))
}

fn from_shorthand(option: &str, word: &str, environment: &Environment) -> Outcome<Value> {
    let load = |text: &str| paramfile::load(option, text, environment);
    match shorthand::parse(word, &load) {
        Ok(members) => Ok(Value::Object(members)),
        Err(shorthand::Error::Syntax(sentence)) => Err(wrong(option, &sentence)),
        Err(shorthand::Error::Other(failure)) => Err(failure),
    }
}

/// Returns the JSON object in a word.
fn object(option: &str, word: &str) -> Outcome<Value> {
    match word.trim_start().chars().next() {
        Some('{') => json(option, word),
        Some(_) => Err(wrong(option, &format!("Invalid JSON:\n{word}"))),
        None => Err(Failure::General("string index out of range".to_owned())),
    }
}

fn json(option: &str, text: &str) -> Outcome<Value> {
    super::json::read(text).map_err(|error| {
        let sentence = bad_json::sentence(text).unwrap_or_else(|| error.to_string());
        wrong(option, &format!("Invalid JSON: {sentence}\nJSON received: {text}"))
    })
}

fn wrong(option: &str, what: &str) -> Failure {
    Failure::Parameter(format!("Error parsing parameter '--{option}': {what}"))
}

/// Returns a number where the schema says so; everything else stays text until it is checked.
fn scalar(schema: Schema, word: &str) -> Outcome<Value> {
    match schema {
        Schema::Integer | Schema::Long => {
            integer(word).map(Value::from).ok_or_else(|| no_integer(word))
        }
        Schema::Double => match float(word) {
            Some(number) => Ok(number::document(number)),
            None => Err(Failure::General(format!("could not convert string to float: '{word}'"))),
        },
        _ => Ok(Value::from(word)),
    }
}

/// Looks for a time that the AWS CLI gives up on.
///
/// Fails with its sentence.
pub fn check_times(value: &Value, schema: Schema) -> Outcome {
    match (schema, value) {
        (Schema::Timestamp, Value::String(text)) if is_beyond_calendars(text) => {
            let message = format!("Unable to calculate correct timezone offset for \"{text}\"");
            Err(Failure::General(message))
        }
        (Schema::Structure(structure), Value::Object(members)) => {
            structure.members.iter().try_for_each(|member| {
                members.get(member.name).map_or(Ok(()), |value| check_times(value, member.schema))
            })
        }
        (Schema::List(item), Value::Array(items)) => {
            items.iter().try_for_each(|value| check_times(value, *item))
        }
        (Schema::Map(item), Value::Object(members)) => {
            members.values().try_for_each(|value| check_times(value, *item))
        }
        _ => Ok(()),
    }
}

/// Completes times that leave out a part of their date, which is that of today.
///
/// `now` is only asked if there are such.
pub fn complete_times(
    value: &mut Value,
    schema: Schema,
    now: &mut dyn FnMut() -> Outcome<Timestamp>,
) -> Outcome {
    match (schema, value) {
        (Schema::Timestamp, Value::String(text)) if is_of_today(text) => {
            // What is no time on this day is refused as it stands.
            if let Some(completed) = completed(text, now()?) {
                *text = completed;
            }
            Ok(())
        }
        (Schema::Structure(structure), Value::Object(members)) => {
            structure.members.iter().try_for_each(|member| match members.get_mut(member.name) {
                Some(value) => complete_times(value, member.schema, now),
                None => Ok(()),
            })
        }
        (Schema::List(item), Value::Array(items)) => {
            items.iter_mut().try_for_each(|value| complete_times(value, *item, now))
        }
        (Schema::Map(item), Value::Object(members)) => {
            members.values_mut().try_for_each(|value| complete_times(value, *item, now))
        }
        _ => Ok(()),
    }
}

/// Returns a whole number as Python's `int` reads it: with a sign, with spaces around it, and with
/// single underscores between its digits. One of more than 64 bits is the largest of them.
pub fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let largest = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    is_digits(digits).then(|| text.replace('_', "").parse().unwrap_or(largest))
}

/// Returns whether text is digits with single underscores between them.
fn is_digits(text: &str) -> bool {
    let fine = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    text.split('_').all(fine)
}

/// Returns a number as Python's `float` reads it.
pub fn float(text: &str) -> Option<f64> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let word = unsigned.to_ascii_lowercase();
    let (mantissa, exponent) = word.split_once('e').unwrap_or((&word, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let part = |part: &str| part.is_empty() || is_digits(part);
    let is_number = part(whole)
        && part(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && is_digits(exponent);
    let is_word = ["inf", "infinity", "nan"].contains(&word.as_str());
    (is_number || is_word).then(|| text.replace('_', "").parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        let whole = [
            ("+1", Some(1)),
            (" 1 ", Some(1)),
            ("1_0", Some(10)),
            ("-5", Some(-5)),
            ("12345678901234567890", Some(i64::MAX)),
            ("-12345678901234567890", Some(i64::MIN)),
            ("1__0", None),
            ("_1", None),
            ("1.0", None),
            ("", None),
            ("--1", None),
        ];
        for (text, number) in whole {
            assert_eq!(integer(text), number, "{text}");
        }
        let reals = [
            ("1e3", Some(1000.0)),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            ("-1_0.5", Some(-10.5)),
            ("1e400", Some(f64::INFINITY)),
            ("-inf", Some(f64::NEG_INFINITY)),
            (".", None),
            ("e5", None),
            ("1e", None),
            ("1_.5", None),
            ("0x10", None),
        ];
        for (text, number) in reals {
            assert_eq!(float(text), number, "{text}");
        }
        assert!(float("NaN").is_some_and(f64::is_nan));
    }
}
