//! What shorthand says, as the model means it: numbers, truths, and lists of one.
//!
//! A value that is not of its kind stays as it is, and is refused when the request is checked. What is
//! wrapped into a list is not looked at again, so `DataResources={Type=x,Values=y}` leaves `Values` a
//! text where the model wants a list, as in the AWS CLI.
//!
//! Source: facts, "AWS CLI", c.4.

use crate::schema::Schema;
use crate::schema::check::{python_repr, python_type};
use crate::value::{Value, number};

use super::exit::{Failure, Outcome};
use super::member::{float, integer};

/// Changes a value into what its schema means.
///
/// Fails as Python does for what is no number, and for what cannot be one.
pub fn coerce(value: &mut Value, schema: Schema) -> Outcome {
    match (schema, &mut *value) {
        (_, Value::Null) => Ok(()),
        (Schema::Structure(structure), Value::Object(members)) => {
            structure.members.iter().try_for_each(|member| match members.get_mut(member.name) {
                Some(value) => coerce(value, member.schema),
                None => Ok(()),
            })
        }
        (Schema::Map(item), Value::Object(members)) => {
            members.values_mut().try_for_each(|value| coerce(value, *item))
        }
        (Schema::List(item), Value::Array(items)) => {
            items.iter_mut().try_for_each(|value| coerce(value, *item))
        }
        (Schema::List(_), _) => {
            *value = Value::Array(vec![value.take()]);
            Ok(())
        }
        (Schema::Integer | Schema::Long, _) => {
            *value = Value::from(int(value)?);
            Ok(())
        }
        (Schema::Double, _) => {
            *value = number::document(real(value)?);
            Ok(())
        }
        (Schema::Boolean, Value::String(word)) => {
            let truth = [("true", true), ("false", false)];
            let truth = truth.iter().find(|(name, _)| word.to_lowercase() == *name);
            if let Some((_, truth)) = truth {
                *value = Value::Bool(*truth);
            }
            Ok(())
        }
        (Schema::Boolean, other) => {
            let kind = python_type(other);
            Err(Failure::General(format!("'{kind}' object has no attribute 'lower'")))
        }
        _ => Ok(()),
    }
}

fn int(value: &Value) -> Outcome<i64> {
    match value {
        Value::String(word) => integer(word).ok_or_else(|| no_integer(word)),
        other => Err(Failure::General(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            python_type(other)
        ))),
    }
}

/// Returns the failure of a word that is no whole number.
pub fn no_integer(word: &str) -> Failure {
    let word = python_repr(&Value::from(word));
    Failure::General(format!("invalid literal for int() with base 10: {word}"))
}

fn real(value: &Value) -> Outcome<f64> {
    let message = match value {
        Value::String(word) => match float(word) {
            Some(number) => return Ok(number),
            None => format!("could not convert string to float: {}", python_repr(value)),
        },
        other => format!(
            "float() argument must be a string or a real number, not '{}'",
            python_type(other)
        ),
    };
    Err(Failure::General(message))
}
