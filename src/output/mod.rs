//! Answers as text: json, text, table, yaml, yaml-stream and off.
//!
//! [`present`](crate::schema::present) first turns a document of the API into one of the command
//! line, in which times are text; then `--query` picks from it, and one of the formats prints what is left.

mod json;
mod sections;
mod table;
mod text;
mod wide;
mod yaml;
mod yaml_text;

pub use json::{as_printed, print_lists};

use crate::schema::{Schema, Structure};
use crate::value::{Value, is_empty_object};

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
