//! The language of CloudTrail Lake: the `SELECT` of Trino, for events.
//!
//! ```text
//! statement --tokens--> words --parse--> tree --plan--> statement of SQLite, and what it reads:
//!                                                       tables, their columns and ranges of time
//! ```
//!
//! Nothing of what was written reaches SQLite but numbers and texts: names become columns that are
//! known, functions become ours, and what is not known is refused with its place.
//!
//! Source: CloudTrail User Guide, "CloudTrail Lake SQL constraints"; Trino documentation, "SELECT".

mod function;
mod kind;
mod parser;
mod plan;
mod schema;
mod shown;
mod tree;

use std::fmt;

pub use kind::Kind;
pub use plan::{Bound, Output, Path, Plan, Scan, Step, Tables, plan};
pub use schema::Schema;
pub use shown::shown;

use crate::sql;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number; true and false are 1 and 0.
    Whole(i64),
    /// A number.
    Number(f64),
    /// A text, or what is kept as one.
    Text(String),
}

impl Cell {
    /// Returns whether it is nothing.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    const fn truth(truth: bool) -> Self {
        Self::Whole(if truth { 1 } else { 0 })
    }

    /// Returns it as text.
    pub fn shown(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => shown::number(*number),
            Self::Text(text) => text.clone(),
        }
    }
}

/// What is wrong with a statement, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The position in the statement, in bytes.
    pub at: usize,
    /// What is wrong.
    pub message: String,
    /// The event data store that is named there and that there is not.
    pub store: Option<String>,
}

impl Problem {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), store: None }
    }

    /// Returns it with its line and its place in that, which are counted from 1.
    pub fn told(&self, statement: &str) -> String {
        let (line, place) = sql::place(statement, self.at);
        format!("line {line}:{place}: {}", self.message)
    }
}

impl From<sql::Unread> for Problem {
    fn from(unread: sql::Unread) -> Self {
        Self::new(unread.at, unread.message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

type Result<T, E = Problem> = std::result::Result<T, E>;

/// Returns the functions that SQLite is to know: their names, and what they do.
pub fn functions()
-> impl Iterator<Item = (&'static str, impl Fn(&[Cell]) -> Result<Cell, String> + Copy + Send + 'static)>
{
    function::all().map(|function| (function.name, |cells: &[Cell]| function.call(cells)))
}

/// Returns a time, in whatever spelling, as queries keep it; `None` if it is none.
pub fn read_time(text: &str) -> Option<String> {
    // By far the most are spelled as records spell them.
    let bytes = text.as_bytes();
    if bytes.len() == 20 && bytes[10] == b'T' && bytes[19] == b'Z' && bytes.is_ascii() {
        return Some(format!("{} {}.000", &text[..10], &text[11..19]));
    }
    millis_of(text).map(function::date::time_text)
}

/// Returns a time as milliseconds since 1970; `None` if it is none.
pub fn millis_of(text: &str) -> Option<i64> {
    function::date::parse(text)
}

#[cfg(test)]
mod tests;
