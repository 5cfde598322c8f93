//! `--generate-cli-skeleton`: what a request or an answer looks like, read from the shapes.
//!
//! | kind      | in a request            | in an answer                          |
//! |-----------|-------------------------|---------------------------------------|
//! | text      | `""`, or the first word | the name of the member                |
//! | numbers   | `0`, `0.0`              | the same                              |
//! | true or false | `true`              | the same                              |
//! | a time    | the beginning of 1970   | the same                              |
//! | a list    | one item                | one item; a text is the name of its shape |
//! | a map     | one item, `KeyName`     | one item, `KeyName`                   |
//! | bytes     | `null`                  | `null`                                |
//!
//! Source: facts, "AWS CLI", g; what botocore's `ArgumentGenerator` and the AWS CLI make of the model.

use crate::operation::{Operation, Service};
use crate::output::{Format, Screen};
use crate::schema::{Member, Schema, Structure, check};
use crate::value::json::pretty;
use crate::value::{Object, Value};

use super::exit::{Failure, Outcome};
use super::item_names::item_name;
use super::program::Program;
use super::whole::Skeleton;

impl Skeleton {
    /// Prints it in place of making a request.
    ///
    /// Fails for an answer if the request would be refused before it is made.
    pub fn show(
        self,
        program: &mut Program<'_>,
        service: &Service,
        operation: &Operation,
        request: &Value,
    ) -> Outcome {
        match self {
            Self::Input => program.streams.print(&format!("{}\n", pretty(&request_of(operation)))),
            Self::YamlInput => program.streams.print(&yaml(operation.input)),
            Self::Output => {
                let format = program.session.format();
                let time = if let Ok(Format::Json) = format { TIME } else { TIME_AS_TEXT };
                let answer = answer_of(service, operation, time);
                // The AWS CLI holds the answer that it makes to the model as well.
                for (document, structure) in
                    [(&answer, operation.output), (request, operation.input)]
                {
                    let lines = check::violations(document, structure).join("\n");
                    if !lines.is_empty() {
                        let message = format!("Parameter validation failed:\n{lines}");
                        return Err(Failure::Parameter(message));
                    }
                }
                let text = program.text(operation.name, &answer)?;
                // A time is no text there, so it stands bare.
                let is_yaml = matches!(format, Ok(Format::Yaml | Format::YamlStream));
                let text = if is_yaml {
                    text.replace(&format!("'{TIME_AS_TEXT}'"), TIME_AS_TEXT)
                } else {
                    text
                };
                program.show(&text)
            }
        }
    }
}

/// Returns what a request of an operation looks like.
pub fn request_of(operation: &Operation) -> Value {
    of_structure(operation.input, &Filling::Request, &mut Vec::new())
}

/// Returns what an answer of an operation looks like, with `time` where a time is.
pub fn answer_of(service: &Service, operation: &Operation, time: &'static str) -> Value {
    let filling = Filling::Answer { service: service.command, time };
    of_structure(operation.output, &filling, &mut Vec::new())
}

/// The beginning of 1970 as JSON has it.
pub const TIME: &str = "1970-01-01T00:00:00";

/// The beginning of 1970 as Python prints it, and as YAML has it.
const TIME_AS_TEXT: &str = "1970-01-01 00:00:00";

/// What a skeleton is filled with.
enum Filling {
    /// What is to be replaced.
    Request,
    /// Names, as far as there are any.
    Answer { service: &'static str, time: &'static str },
}

impl Filling {
    fn text(&self, name: &str) -> Value {
        match self {
            Self::Request => Value::from(""),
            Self::Answer { .. } => Value::from(name),
        }
    }
}

/// Returns a structure, empty where it is a part of itself for the second time.
fn of_structure(
    structure: &'static Structure,
    filling: &Filling,
    around: &mut Vec<&'static str>,
) -> Value {
    let mut members = Object::new();
    if around.contains(&structure.name) {
        return Value::Object(members);
    }
    around.push(structure.name);
    for member in structure.members {
        let item = match filling {
            Filling::Request => "",
            Filling::Answer { service, .. } => item_name(service, structure.name, member.name),
        };
        let value = of_schema(member.schema, [member.name, item], filling, around);
        members.insert(member.name.to_owned(), value);
    }
    around.pop();
    Value::Object(members)
}

/// Returns a value; `names` are its own and that of an item in it.
fn of_schema(
    schema: Schema,
    [name, item]: [&str; 2],
    filling: &Filling,
    around: &mut Vec<&'static str>,
) -> Value {
    match schema {
        Schema::Structure(structure) => of_structure(structure, filling, around),
        Schema::List(inner) => Value::Array(vec![of_schema(*inner, [item, item], filling, around)]),
        Schema::Map(inner) => {
            let value = of_schema(*inner, ["", item], filling, around);
            Value::Object(Object::from_iter([("KeyName".to_owned(), value)]))
        }
        Schema::Enum(words) => match filling {
            Filling::Request => Value::from(words.first().copied().unwrap_or_default()),
            Filling::Answer { .. } => filling.text(name),
        },
        Schema::String => filling.text(name),
        Schema::Integer | Schema::Long => Value::from(0),
        Schema::Double => Value::from(0.0),
        Schema::Boolean => Value::Bool(true),
        Schema::Timestamp => Value::from(match filling {
            Filling::Request => TIME,
            Filling::Answer { time, .. } => time,
        }),
        Schema::Blob => Value::Null,
    }
}

/// Returns a request as YAML, each member with what it means behind it.
fn yaml(structure: &'static Structure) -> String {
    let mut text = String::new();
    if structure.members.is_empty() {
        return "{}\n".to_owned();
    }
    write_members(&mut text, structure, 0, false, &mut Vec::new());
    text
}

/// Writes the members of a structure, the first in the line that is begun if there is one.
fn write_members(
    text: &mut String,
    structure: &'static Structure,
    indent: usize,
    begun: bool,
    around: &mut Vec<&'static str>,
) {
    around.push(structure.name);
    for (position, member) in structure.members.iter().enumerate() {
        if position > 0 || !begun {
            text.push_str(&" ".repeat(indent));
        }
        // The library that the AWS CLI writes with puts the first one a column further.
        let space = if position == 0 { "  " } else { " " };
        let comment = format!("{space}# {}", meaning(member));
        text.push_str(&format!("{}:", member.name));
        write_value(text, member.schema, indent, &comment, around);
    }
    around.pop();
}

/// Writes a value behind its name, or behind the sign of an item, which have no comment.
fn write_value(
    text: &mut String,
    schema: Schema,
    indent: usize,
    comment: &str,
    around: &mut Vec<&'static str>,
) {
    if let Some(single) = single(schema, around) {
        text.push_str(&format!(" {single}{comment}\n"));
        return;
    }
    text.push_str(&format!("{comment}\n"));
    match schema {
        Schema::Structure(structure) => {
            write_members(text, structure, indent + 2, false, around);
        }
        Schema::Map(item) => {
            text.push_str(&format!("{}KeyName:", " ".repeat(indent + 2)));
            write_value(text, *item, indent + 2, "", around);
        }
        Schema::List(item) => {
            text.push_str(&" ".repeat(indent));
            write_item(text, *item, indent, around);
        }
        _ => {}
    }
}

/// Writes an item of a list in the line that is begun.
fn write_item(text: &mut String, item: Schema, indent: usize, around: &mut Vec<&'static str>) {
    text.push_str("- ");
    match (single(item, around), item) {
        (Some(single), _) => text.push_str(&format!("{single}\n")),
        (None, Schema::Structure(structure)) => {
            write_members(text, structure, indent + 2, true, around);
        }
        (None, Schema::List(inner)) => write_item(text, *inner, indent + 2, around),
        (None, Schema::Map(inner)) => {
            text.push_str("KeyName:");
            write_value(text, *inner, indent + 2, "", around);
        }
        (None, _) => {}
    }
}

/// Returns a value that stands in the line of its name.
fn single(schema: Schema, around: &[&str]) -> Option<String> {
    Some(match schema {
        Schema::Structure(structure)
            if structure.members.is_empty() || around.contains(&structure.name) =>
        {
            "{}".to_owned()
        }
        Schema::Structure(_) | Schema::List(_) | Schema::Map(_) => return None,
        Schema::Enum(words) => quoted(words.first().copied().unwrap_or_default()),
        Schema::String => "''".to_owned(),
        Schema::Integer | Schema::Long => "0".to_owned(),
        Schema::Double => "0.0".to_owned(),
        Schema::Boolean => "true".to_owned(),
        Schema::Timestamp => TIME_AS_TEXT.to_owned(),
        Schema::Blob => "!!binary ''".to_owned(),
    })
}

/// Returns a word as YAML has it.
fn quoted(word: &str) -> String {
    let document = Value::Array(vec![Value::from(word)]);
    let printed = Format::Yaml.print_page("", &document, Screen::NONE).unwrap_or_default();
    printed.trim_start_matches("- ").trim_end().to_owned()
}

/// Returns what stands behind a member.
fn meaning(member: &Member) -> String {
    let sentence = member.sentence();
    let first = sentence.split('\n').next().unwrap_or_default();
    let first = first.split_once(". ").map_or(first.to_owned(), |(first, _)| format!("{first}."));
    let required = if member.required { "[REQUIRED] " } else { "" };
    let words = match member.schema {
        Schema::Enum(words) => format!(" Valid values are: {}.", words.join(", ")),
        _ => String::new(),
    };
    format!("{required}{first}{words}")
}
