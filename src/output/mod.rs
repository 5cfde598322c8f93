//! Answers as text: json, text, table, yaml, yaml-stream and off.
//!
//! [`present`] first turns a document of the API into one of the command line, in which times are
//! text; then `--query` picks from it, and one of the formats prints what is left.

mod json;
mod sections;
mod table;
mod text;
mod wide;
mod yaml;
mod yaml_text;

pub use json::print_lists;

use crate::schema::{Schema, Structure};
use crate::time::Timestamp;
use crate::time::text::output;
use crate::value::{Object, Value, is_empty_object};

/// How answers are printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Indented JSON.
    Json,
    /// Tabs between values, a line an item.
    Text,
    /// Boxes.
    Table,
    /// YAML.
    Yaml,
    /// YAML, an item for each page of a listing.
    YamlStream,
    /// Nothing.
    Off,
}

impl Format {
    /// Returns the format of a name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "json" => Some(Self::Json),
            "text" => Some(Self::Text),
            "table" => Some(Self::Table),
            "yaml" => Some(Self::Yaml),
            "yaml-stream" => Some(Self::YamlStream),
            "off" => Some(Self::Off),
            _ => None,
        }
    }

    /// Returns whether a listing is shown page by page.
    pub const fn shows_pages(self) -> bool {
        matches!(self, Self::Text | Self::YamlStream)
    }

    /// Returns a document as it is printed; nothing for an empty one. Tables have the title.
    ///
    /// Fails with the AWS CLI's sentence for what the format cannot show.
    pub fn print(self, title: &str, document: &Value, screen: Screen) -> Result<String, String> {
        match self {
            Self::YamlStream if is_empty_object(document) => Ok(String::new()),
            _ => self.print_page(title, document, screen),
        }
    }

    /// Returns a page of a listing as it is printed, which in a stream is never nothing.
    ///
    /// Fails with the AWS CLI's sentence for what the format cannot show.
    pub fn print_page(self, title: &str, page: &Value, screen: Screen) -> Result<String, String> {
        match self {
            Self::Json => Ok(json::print(page)),
            Self::Text => text::print(page),
            Self::Table => table::print(title, page, screen),
            Self::Yaml => Ok(yaml::print(page)),
            Self::YamlStream => Ok(yaml::print_item(page)),
            Self::Off => Ok(String::new()),
        }
    }
}

/// What tables are drawn on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Screen {
    /// How many columns it has.
    pub columns: usize,
    /// How many rows it has, where that is known.
    pub rows: Option<usize>,
    /// Whether it shows colours.
    pub colored: bool,
}

impl Screen {
    /// What output goes to that is no terminal.
    pub const NONE: Self = Self { columns: 80, rows: None, colored: false };
}

/// Returns a document as it is received from the API: the members that the structure knows, in its
/// order, without those that are null.
///
/// Source: facts, "AWS CLI", d.1.
pub fn received(document: &Value, structure: &Structure) -> Value {
    let Value::Object(members) = document else { return document.clone() };
    let known = structure.members.iter().filter_map(|member| {
        let value = members.get(member.name).filter(|value| !value.is_null())?;
        Some((member.name.to_owned(), received_value(value, member.schema)))
    });
    known.collect()
}

fn received_value(value: &Value, schema: Schema) -> Value {
    match (schema, value) {
        (Schema::Structure(structure), _) => received(value, structure),
        (Schema::List(item), Value::Array(items)) => {
            items.iter().map(|value| received_value(value, *item)).collect()
        }
        (Schema::Map(item), Value::Object(members)) => members
            .iter()
            .map(|(name, value)| (name.clone(), received_value(value, *item)))
            .collect(),
        _ => value.clone(),
    }
}

/// Returns a document with its times as text in the local zone, as the structure says where they
/// are.
pub fn present(mut document: Value, structure: &'static Structure) -> Value {
    present_in(&mut document, Schema::Structure(structure));
    document
}

/// Makes text of the times in a value. Answers may be large, so it is changed where it stands.
fn present_in(value: &mut Value, schema: Schema) {
    match (schema, value) {
        (Schema::Structure(structure), Value::Object(members)) => {
            present_members(members, &with_times(structure));
        }
        (Schema::List(Schema::Structure(structure)), Value::Array(items)) => {
            let timed = with_times(structure);
            let items = items.iter_mut().filter(|_| !timed.is_empty());
            for members in items.filter_map(Value::as_object_mut) {
                present_members(members, &timed);
            }
        }
        (Schema::List(item), Value::Array(items)) if has_times(*item) => {
            for value in items {
                present_in(value, *item);
            }
        }
        (Schema::Map(item), Value::Object(members)) => {
            members.values_mut().for_each(|value| present_in(value, *item));
        }
        (Schema::Timestamp, value @ Value::Number(_)) => {
            *value = Value::from(output(timestamp(value)));
        }
        _ => {}
    }
}

fn present_members(members: &mut Object, timed: &[(&str, Schema)]) {
    for (name, schema) in timed {
        if let Some(value) = members.get_mut(*name) {
            present_in(value, *schema);
        }
    }
}

/// Returns the members of a structure in which there may be times.
fn with_times(structure: &Structure) -> Vec<(&'static str, Schema)> {
    let members = structure.members.iter().filter(|member| has_times(member.schema));
    members.map(|member| (member.name, member.schema)).collect()
}

/// Returns whether there may be times in a value.
fn has_times(schema: Schema) -> bool {
    match schema {
        Schema::Timestamp => true,
        Schema::Structure(structure) => {
            structure.members.iter().any(|member| has_times(member.schema))
        }
        Schema::List(item) | Schema::Map(item) => has_times(*item),
        _ => false,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "times lie between the years 1 and 9999")]
fn timestamp(value: &Value) -> Timestamp {
    match value.as_i64() {
        Some(secs) => Timestamp::from_secs(secs),
        None => Timestamp::from_millis((value.as_f64().unwrap_or(0.0) * 1_000.0).round() as i64),
    }
}
