//! The shorthand syntax of the AWS CLI: `Key=Value,...`.

use crate::schema::Schema;
use crate::value::{Object, Value};

use super::exit::Outcome;

/// Returns the value of words in shorthand, each of which is one structure.
pub fn parse(_option: &str, schema: Schema, words: &[String]) -> Outcome<Value> {
    let one = |word: &String| -> Value {
        let mut members = Object::new();
        for pair in word.split(',') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            members.insert(key.to_owned(), Value::from(value));
        }
        Value::Object(members)
    };
    Ok(match schema {
        Schema::List(_) => words.iter().map(one).collect(),
        _ => words.first().map_or(Value::Null, one),
    })
}
