//! Text of options to values, led by the schema of the member that they fill.
//!
//! Source: facts, "AWS CLI", c.1 to c.4.

use crate::schema::Schema;
use crate::value::Value;

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
    match schema {
        Schema::List(item) if is_complex(*item) => complex(option, schema, &words),
        Schema::List(_) => match words.as_slice() {
            [only] if only.trim_start().starts_with('[') => json(option, only, only),
            words => Ok(Value::from(words.to_vec())),
        },
        Schema::Structure(_) | Schema::Map(_) => complex(option, schema, &words),
        scalar => {
            let word = words.into_iter().next().unwrap_or_default();
            self::scalar(scalar, word)
        }
    }
}

const fn is_complex(schema: Schema) -> bool {
    matches!(schema, Schema::Structure(_) | Schema::Map(_) | Schema::List(_))
}

/// Returns a structure, map or list of them: JSON if the first word begins so, else shorthand.
fn complex(option: &str, schema: Schema, words: &[String]) -> Outcome<Value> {
    let is_list = matches!(schema, Schema::List(_));
    let begins = words.first().and_then(|word| word.trim_start().chars().next());
    let whole = words.join(" ");
    match begins {
        Some('[') if is_list && words.len() == 1 => json(option, &words[0], &words[0]),
        Some('{') if is_list => {
            words.iter().map(|word| json(option, word, word)).collect::<Outcome<_>>()
        }
        Some('[' | '{') => {
            let value = json(option, &whole, &whole)?;
            if value.is_object() { Ok(value) } else { Err(bad_json(option, &format!("\n{whole}"))) }
        }
        _ => shorthand::parse(option, schema, words),
    }
}

fn json(option: &str, text: &str, received: &str) -> Outcome<Value> {
    serde_json::from_str(text)
        .map_err(|error| bad_json(option, &format!(" {error}\nJSON received: {received}")))
}

fn bad_json(option: &str, what: &str) -> Failure {
    Failure::Parameter(format!("Error parsing parameter '--{option}': Invalid JSON:{what}"))
}

/// Returns a number where the schema says so; everything else stays text until it is checked.
fn scalar(schema: Schema, word: String) -> Outcome<Value> {
    match schema {
        Schema::Integer => integer(&word).map(Value::from).ok_or_else(|| {
            Failure::General(format!("invalid literal for int() with base 10: '{word}'"))
        }),
        _ => Ok(Value::from(word)),
    }
}

/// Returns a whole number as Python's `int` reads it: with a sign, with spaces around it, and with
/// single underscores between its digits.
pub fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let separated = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    (separated && !digits.is_empty()).then(|| text.replace('_', "").parse().ok()).flatten()
}

/// Returns a number as Python's `float` reads it.
pub fn float(text: &str) -> Option<f64> {
    let text = text.trim();
    let fine = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE_".contains(&b));
    let word = ["inf", "infinity", "nan"]
        .contains(&text.trim_start_matches(['+', '-']).to_ascii_lowercase().as_str());
    (fine || word).then(|| text.replace('_', "").parse().ok()).flatten()
}
