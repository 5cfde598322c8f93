//! Advanced queries: the `SELECT` of AWS Config, for what resources are like now.
//!
//! ```text
//! expression --words--> parse --> Query --Query::run--> rows --java--> texts
//!                                   ^
//!                            resources, as Fields
//! ```
//!
//! There is one table: the current items. A property is a path through an item, as in
//! `configuration.state.name`; on its way through a list it has the values of all elements, and a
//! condition holds if it holds for one of them.
//!
//! Source: AWS Config Developer Guide, "Querying the current configuration state of AWS resources"
//! with its "Query components" and "Limitations".

mod aggregate;
mod condition;
mod fields;
mod java;
mod parse;
mod range;
mod run;

use std::fmt;

pub use condition::{Comparison, Condition, Literal, Pattern, Test};
pub use fields::Fields;
pub use run::{Place, Row, Rows};

use crate::sql;

/// A query.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    columns: Vec<Column>,
    condition: Option<Condition>,
    groups: Vec<Path>,
    order: Vec<Order>,
}

/// What a query shows of each row.
#[derive(Clone, Debug, PartialEq)]
enum Column {
    /// All properties that are no lists or structures.
    Everything,
    /// A property.
    Property(Path),
    /// What several resources come to.
    Aggregate(Aggregate),
}

/// What several resources come to.
#[derive(Clone, Debug, PartialEq)]
struct Aggregate {
    function: Function,
    /// Of which property; of the resources themselves if there is none.
    of: Option<Path>,
}

/// How several values become one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Function {
    Average,
    Count,
    Largest,
    Smallest,
    Sum,
}

impl Function {
    const ALL: [(&'static str, Self); 5] = [
        ("AVG", Self::Average),
        ("COUNT", Self::Count),
        ("MAX", Self::Largest),
        ("MIN", Self::Smallest),
        ("SUM", Self::Sum),
    ];

    fn parse(word: &str) -> Option<Self> {
        let is = |(name, _): &&(&str, Self)| name.eq_ignore_ascii_case(word);
        Self::ALL.iter().find(is).map(|(_, function)| *function)
    }

    fn word(self) -> &'static str {
        let is = |(_, function): &&(&str, Self)| *function == self;
        Self::ALL.iter().find(is).map_or("", |(name, _)| name)
    }
}

/// What rows are sorted by.
#[derive(Clone, Debug, PartialEq)]
struct Order {
    by: Column,
    descending: bool,
}

/// A property: the names on the way to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Path(Vec<String>);

impl Path {
    /// Returns its first name.
    fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Returns the names behind the first.
    fn rest(&self) -> &[String] {
        self.0.get(1..).unwrap_or_default()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("*"),
            Self::Property(path) => path.fmt(f),
            Self::Aggregate(aggregate) => aggregate.fmt(f),
        }
    }
}

impl fmt::Display for Aggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Some(path) => write!(f, "{}({path})", self.function.word()),
            None => write!(f, "{}(*)", self.function.word()),
        }
    }
}

/// Why an expression is no query.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
    /// It is not written as the language asks: the line, and the place in it, counted from 1.
    ///
    /// Source: `InvalidExpressionException` as recorded in awslabs/backstage-plugins-for-aws, pull
    /// request 182: a query without an `AND` before its second condition is wrong where that begins,
    /// in column 51 if the first of all characters is in column 1.
    Syntax(usize, usize),
    /// It asks for what the language does not have; the sentences are ours.
    Limit(String),
}

impl Fault {
    fn syntax(text: &str, at: usize) -> Self {
        let (line, column) = sql::place(text, at);
        Self::Syntax(line, column)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(line, column) => {
                write!(f, "syntax error at line {line}, column {column}")
            }
            Self::Limit(sentence) => f.write_str(sentence),
        }
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
