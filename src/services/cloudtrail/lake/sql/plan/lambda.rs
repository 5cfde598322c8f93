//! Functions that take a function: they go through the items of a list.
//!
//! | function                          | gives                                          |
//! |-----------------------------------|------------------------------------------------|
//! | `transform(list, x -> value)`     | what becomes of each item                      |
//! | `filter(list, x -> condition)`    | the items that fulfil it                       |
//! | `any_match(list, x -> condition)` | whether one does                               |
//! | `all_match(list, x -> condition)` | whether all do, as those of an empty list      |
//! | `none_match(list, x -> condition)`| whether none does                              |
//!
//! Source: Trino documentation, "Array functions and operators", "Lambda expressions".

use super::super::kind::Kind;
use super::super::tree::{Call, Expression};
use super::super::{Problem, Result};
use super::aggregate::has_aggregate;
use super::{Aggregates, Planner, Relation, Scope, Shape, Sql};

/// The functions.
pub(super) const NAMES: [&str; 5] = ["all_match", "any_match", "filter", "none_match", "transform"];

impl Planner<'_> {
    /// Translates a call of one of these functions.
    pub(super) fn through(&mut self, call: &Call, at: usize) -> Result<Sql> {
        let name = call.name.as_str();
        let [list, function] = call.arguments.as_slice() else {
            let count = call.arguments.len();
            let message = format!("Unexpected number of arguments ({count}) for function {name}");
            return Err(Problem::new(at, message));
        };
        let Expression::Lambda { name: variable, body } = &function.expression else {
            let message = format!("{name} takes a function as its second argument: x -> ...");
            return Err(Problem::new(function.at, message));
        };
        if has_aggregate(list) {
            let message = format!("{name} cannot go through what an aggregate gives");
            return Err(Problem::new(list.at, message));
        }
        let items = self.node(list)?;
        let Kind::Array(item) = items.kind.clone() else {
            let message = format!("{name} goes through an array, not through {}", items.kind);
            return Err(Problem::new(list.at, message));
        };
        // A name that follows from how deep it lies: the same text means the same where groups are
        // compared.
        let place = self.lambdas;
        let value = format!("l{place}.value");
        let columns = vec![(variable.text.clone(), value.clone(), (*item).clone())];
        self.scopes.push(Scope {
            relations: vec![Relation {
                name: None,
                number: usize::MAX - place,
                shape: Shape::Columns(columns),
                nullable: false,
            }],
            shared: Vec::new(),
        });
        self.lambdas += 1;
        self.nested = true;
        let refused = Aggregates::Refused("Lambda expression");
        let allowed = std::mem::replace(&mut self.aggregates, refused);
        let body = match name {
            "transform" => self.node(body),
            _ => self.condition(body, "Lambda").map(|text| Sql::new(text, Kind::Boolean)),
        };
        self.aggregates = allowed;
        self.lambdas -= 1;
        self.scopes.pop();
        let body = body?;

        // The list stands in the statement once, however deeply such calls lie in each other.
        let each = format!("FROM json_each(a{place}.v) AS l{place}");
        let of_list = |text: String| {
            let some = format!("CASE WHEN a{place}.v IS NULL THEN NULL ELSE ({text}) END");
            format!("(SELECT {some} FROM (SELECT {} AS v) AS a{place})", items.text)
        };
        // Aggregates see the names of a query of their own only: with those around, they would be
        // aggregates of the query around.
        let (text, kind) = match name {
            "transform" => {
                let found = collected(&body.kind);
                (format!("SELECT {found} FROM (SELECT {} AS c {each})", body.text), body.kind)
            }
            "filter" => {
                let found = collected(&item);
                let text =
                    format!("SELECT {found} FROM (SELECT {value} AS c {each} WHERE {})", body.text);
                (text, *item)
            }
            _ => {
                let (sure, answer, otherwise) = match name {
                    "any_match" => ("max(c) = 1", 1, 0),
                    "none_match" => ("max(c) = 1", 0, 1),
                    _ => ("min(c) = 0", 0, 1),
                };
                let text = format!(
                    "SELECT CASE WHEN {sure} THEN {answer} WHEN count(*) > count(c) THEN NULL ELSE \
                     {otherwise} END FROM (SELECT {} AS c {each})",
                    body.text
                );
                return Ok(Sql::new(of_list(text), Kind::Boolean));
            }
        };
        Ok(Sql::new(of_list(text), Kind::Array(Box::new(kind))))
    }
}

/// Returns the SQL of the list of all values of a column `c` of a type.
fn collected(kind: &Kind) -> String {
    match kind {
        Kind::Boolean => {
            "json_group_array(json(CASE WHEN c THEN 'true' WHEN NOT c THEN 'false' END))".to_owned()
        }
        kind if kind.is_structured() => "json_group_array(json(c))".to_owned(),
        _ => "json_group_array(c)".to_owned(),
    }
}
