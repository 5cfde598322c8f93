//! The options about a whole request: `--cli-input-json`, `--cli-input-yaml` and
//! `--generate-cli-skeleton`.
//!
//! What the other options say counts more than the whole request, member by member at its top.
//!
//! Source: facts, "AWS CLI", g.

use crate::schema::check::python_type;
use crate::value::{Object, Value, number};

use super::environment::Environment;
use super::exit::{Failure, Outcome};
use super::paramfile;
use super::split::Rest;

/// An option about the whole request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Whole {
    /// `--cli-input-json`.
    Json,
    /// `--cli-input-yaml`.
    Yaml,
    /// `--generate-cli-skeleton`.
    Skeleton,
}

impl Whole {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Json, Self::Yaml, Self::Skeleton];

    /// Returns the option without its dashes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "cli-input-json",
            Self::Yaml => "cli-input-yaml",
            Self::Skeleton => "generate-cli-skeleton",
        }
    }

    /// Returns what the option does.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Json => {
                "The request as a JSON object, as --generate-cli-skeleton prints one; other options \
                 count more. file://PATH reads it from a file."
            }
            Self::Yaml => {
                "The request as YAML, as '--generate-cli-skeleton yaml-input' prints one; other \
                 options count more. file://PATH reads it from a file."
            }
            Self::Skeleton => {
                "Prints a request to fill in, as JSON or as YAML, in place of making one; or what an \
                 answer looks like."
            }
        }
    }
}

/// What is printed in place of making a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Skeleton {
    /// A request as JSON.
    Input,
    /// An answer.
    Output,
    /// A request as YAML.
    YamlInput,
}

impl Skeleton {
    /// The words for them.
    pub const WORDS: &'static [&'static str] = &["input", "output", "yaml-input"];

    /// Returns what a word among [`WORDS`](Self::WORDS) stands for; without one, it is a request as
    /// JSON.
    pub fn parse(word: &str) -> Self {
        match word {
            "output" => Self::Output,
            "yaml-input" => Self::YamlInput,
            _ => Self::Input,
        }
    }
}

/// Returns whether the words behind an operation make its options optional: where the request comes
/// whole, or only its skeleton is wanted.
///
/// Only the whole names of the options count, and no value behind a `=`.
pub fn waives_required(words: &[Rest]) -> bool {
    let place = |whole: Whole| {
        words.iter().position(|word| word.text().strip_prefix("--") == Some(whole.name()))
    };
    let skeleton = place(Whole::Skeleton);
    let is_output = |place: usize| words.get(place + 1).is_some_and(|word| word.text() == "output");
    place(Whole::Json).is_some()
        || place(Whole::Yaml).is_some()
        || skeleton.is_some_and(|place| !is_output(place))
}

/// Fills a request with what the whole request says beyond it; `words` are the values of
/// `--cli-input-json` and `--cli-input-yaml`.
///
/// Fails for both at once, and for what is no object.
pub fn fill(request: &mut Object, words: [Option<&str>; 2], environment: &Environment) -> Outcome {
    let (whole, word) = match words {
        [None, None] => return Ok(()),
        [Some(word), None] => (Whole::Json, word),
        [None, Some(word)] => (Whole::Yaml, word),
        [Some(_), Some(_)] => {
            let message = "Only one --cli-input- parameter may be specified.";
            return Err(Failure::Parameter(message.to_owned()));
        }
    };
    let name = whole.name();
    let wrong = |what: &str| Err(Failure::Parameter(format!("Error parsing parameter '{what}")));
    let text = paramfile::load(name, word, environment)?;
    let (read, kind) = match whole {
        Whole::Yaml => (from_yaml(&text), "YAML"),
        _ => (super::json::read(&text).ok(), "JSON"),
    };
    match read {
        None => wrong(&format!("{name}': Invalid {kind} received.")),
        Some(Value::Object(members)) => {
            for (name, value) in members {
                request.entry(name).or_insert(value);
            }
            Ok(())
        }
        Some(other) => {
            let kind = python_type(&other);
            wrong(&format!("--{name}': Invalid type: expecting map, received <class '{kind}'>"))
        }
    }
}

/// Returns a document in YAML; `None` if it is none.
fn from_yaml(text: &str) -> Option<Value> {
    let mut document: yaml_serde::Value = yaml_serde::from_str(text).ok()?;
    document.apply_merge().ok()?;
    document_of(document)
}

fn document_of(value: yaml_serde::Value) -> Option<Value> {
    Some(match value {
        yaml_serde::Value::Null => Value::Null,
        yaml_serde::Value::Bool(truth) => Value::Bool(truth),
        yaml_serde::Value::Number(number) => {
            match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(whole), _, _) => Value::from(whole),
                (None, Some(whole), _) => Value::from(whole),
                (None, None, Some(real)) => number::document(real),
                (None, None, None) => return None,
            }
        }
        yaml_serde::Value::String(text) => Value::String(text),
        yaml_serde::Value::Sequence(items) => {
            Value::Array(items.into_iter().map(document_of).collect::<Option<_>>()?)
        }
        yaml_serde::Value::Mapping(members) => {
            let member = |(name, value): (yaml_serde::Value, yaml_serde::Value)| {
                Some((name_of(&name)?, document_of(value)?))
            };
            Value::Object(members.into_iter().map(member).collect::<Option<_>>()?)
        }
        yaml_serde::Value::Tagged(tagged) => document_of(tagged.value)?,
    })
}

/// Returns the name of a member; `None` for what is no single value.
fn name_of(name: &yaml_serde::Value) -> Option<String> {
    match name {
        yaml_serde::Value::String(text) => Some(text.clone()),
        yaml_serde::Value::Number(number) => Some(number.to_string()),
        yaml_serde::Value::Bool(truth) => Some(truth.to_string()),
        yaml_serde::Value::Null => Some("null".to_owned()),
        _ => None,
    }
}
