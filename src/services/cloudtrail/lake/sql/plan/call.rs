//! Calls of functions, and what converts one type into another.

use super::super::function::{self, Gives, Takes};
use super::super::kind::Kind;
use super::super::tree::{Call, Expression, Node};
use super::super::{Problem, Result};
use super::expression::together;
use super::{Planner, Sql, quoted};

/// Functions that only translations call.
const INTERNAL: [&str; 17] = [
    "added",
    "date_of",
    "divided",
    "field_of",
    "item_of",
    "like_of",
    "multiplied",
    "number_of",
    "quoted_of",
    "repeated",
    "subtracted",
    "text_of",
    "time_of",
    "truth_of",
    "value_of",
    "value_that_is",
    "whole_of",
];

impl Planner<'_> {
    /// Translates a call.
    pub(super) fn call(&mut self, call: &Call, at: usize) -> Result<Sql> {
        if super::aggregate::is_here(call) {
            return self.aggregate(call, at);
        }
        let is_plain = !call.distinct && !call.star && call.order.is_empty();
        if !is_plain || call.filter.is_some() || call.window.is_some() {
            let message = format!("'{}' is not an aggregate function", call.name);
            return Err(Problem::new(at, message));
        }
        match self.special(call, at)? {
            Some(sql) => Ok(sql),
            None => self.ordinary(call, at),
        }
    }

    /// Translates what is part of the language: it looks at its arguments otherwise than functions do.
    fn special(&mut self, call: &Call, at: usize) -> Result<Option<Sql>> {
        let arguments = &call.arguments;
        let count = arguments.len();
        let sql = match (call.name.as_str(), count) {
            ("now" | "current_timestamp" | "localtimestamp", _) => {
                Sql::new(quoted(&self.now), Kind::Timestamp)
            }
            ("current_date", 0) => {
                Sql::new(quoted(self.now.get(..10).unwrap_or_default()), Kind::Date)
            }
            ("coalesce", 2..) => self.same("coalesce", arguments)?,
            ("greatest", 2..) => self.same("max", arguments)?,
            ("least", 2..) => self.same("min", arguments)?,
            ("greatest" | "least" | "coalesce", 1) => self.node(&arguments[0])?,
            ("nullif", 2) => {
                let first = self.node(&arguments[0])?;
                let second = self.node(&arguments[1])?;
                let (left, right) =
                    super::operator::comparable(&first, &second).ok_or_else(|| {
                        let message = format!(
                            "'nullif' cannot be applied to {}, {}",
                            first.kind, second.kind
                        );
                        Problem::new(at, message)
                    })?;
                Sql::new(
                    format!("CASE WHEN {left} = {right} THEN NULL ELSE {} END", first.text),
                    first.kind,
                )
            }
            ("if", 2 | 3) => {
                let when = self.condition(&arguments[0], "IF")?;
                let then = self.node(&arguments[1])?;
                let mut results = vec![(arguments[1].at, then.kind)];
                let otherwise = match arguments.get(2) {
                    Some(node) => {
                        let sql = self.node(node)?;
                        results.push((node.at, sql.kind));
                        sql.text
                    }
                    None => "NULL".to_owned(),
                };
                let kind = together(results, "All results of IF must be the same type")?;
                let then = then.text;
                Sql::new(format!("(CASE WHEN {when} THEN {then} ELSE {otherwise} END)"), kind)
            }
            ("try", 1) => {
                let gently = std::mem::replace(&mut self.gently, true);
                let sql = self.node(&arguments[0]);
                self.gently = gently;
                sql?
            }
            ("element_at", 2) => self.item(&arguments[0], &arguments[1], false)?,
            ("date", 1) => self.cast(&arguments[0], "date", false, at)?,
            ("array", _) => self.array(arguments)?,
            (name, _) if super::lambda::NAMES.contains(&name) => self.through(call, at)?,
            ("repeat", 2) => {
                let (item, times) = (self.node(&arguments[0])?, self.node(&arguments[1])?);
                if times.kind != Kind::Bigint {
                    let message = format!("repeat takes a number of times, not {}", times.kind);
                    return Err(Problem::new(arguments[1].at, message));
                }
                let is_json = if item.kind.is_structured() { "1" } else { "0" };
                let text = self.function("repeated", &[&item.text, &times.text, is_json]);
                Sql::new(text, Kind::Array(Box::new(item.kind)))
            }
            ("typeof", 1) => {
                let kind = self.node(&arguments[0])?.kind;
                Sql::new(quoted(&kind.to_string()), Kind::Varchar)
            }
            _ => return Ok(None),
        };
        Ok(Some(sql))
    }

    /// Translates a function of SQLite whose arguments have one type.
    fn same(&mut self, name: &str, arguments: &[Node]) -> Result<Sql> {
        let mut results = Vec::new();
        let mut texts = Vec::new();
        for node in arguments {
            let sql = self.node(node)?;
            results.push((node.at, sql.kind));
            texts.push(sql.text);
        }
        let kind = together(results, "All arguments must be the same type")?;
        Ok(Sql::new(format!("{name}({})", texts.join(", ")), kind))
    }

    fn array(&mut self, items: &[Node]) -> Result<Sql> {
        let mut results = Vec::new();
        let mut texts = Vec::new();
        for node in items {
            let sql = self.node(node)?;
            let text =
                if sql.kind.is_structured() { format!("json({})", sql.text) } else { sql.text };
            results.push((node.at, sql.kind));
            texts.push(text);
        }
        let kind = together(results, "All items must be the same type")?;
        Ok(Sql::new(format!("json_array({})", texts.join(", ")), Kind::Array(Box::new(kind))))
    }

    fn ordinary(&mut self, call: &Call, at: usize) -> Result<Sql> {
        let name = call.name.as_str();
        let known = function::of(name).filter(|function| !INTERNAL.contains(&function.name));
        let Some(function) = known else {
            return Err(Problem::new(at, format!("Function '{name}' not registered")));
        };
        let (least, most) = function.arity();
        if !(least..=most).contains(&call.arguments.len()) {
            let count = call.arguments.len();
            let message = format!("Unexpected number of arguments ({count}) for function {name}");
            return Err(Problem::new(at, message));
        }
        let mut texts = Vec::new();
        let mut kinds = Vec::new();
        for (place, node) in call.arguments.iter().enumerate() {
            let sql = self.node(node)?;
            let takes = function.takes_at(place);
            let (text, kind) = match (takes, &sql.kind) {
                // A text beside a time is read as one, as in comparisons.
                (Takes::Time, Kind::Varchar) => {
                    (self.function("time_of", &[&sql.text]), Kind::Timestamp)
                }
                (Takes::Shown, Kind::Boolean) => (
                    format!("CASE WHEN {0} THEN 'true' WHEN NOT {0} THEN 'false' END", sql.text),
                    Kind::Varchar,
                ),
                (takes, kind) if takes.accepts(kind) => (sql.text, sql.kind),
                (takes, kind) => {
                    let message = format!(
                        "Unexpected parameters for function {name}: {} expected, {kind} found",
                        takes.word()
                    );
                    return Err(Problem::new(node.at, message));
                }
            };
            texts.push(text);
            kinds.push(kind);
        }
        let argument = |place: usize| kinds.get(place).cloned().unwrap_or(Kind::Unknown);
        let kind = match function.gives {
            Gives::Text => Kind::Varchar,
            Gives::Whole => Kind::Bigint,
            Gives::Number => Kind::Double,
            Gives::Truth => Kind::Boolean,
            Gives::Time => Kind::Timestamp,
            Gives::Day => Kind::Date,
            Gives::Json => Kind::Json,
            Gives::Texts => Kind::Array(Box::new(Kind::Varchar)),
            Gives::First => argument(0),
            Gives::Third => argument(2),
            Gives::Item => match argument(0) {
                Kind::Array(item) => *item,
                other => other,
            },
        };
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        Ok(Sql::new(self.function(function.name, &texts), kind))
    }

    /// Translates `CAST` and `TRY_CAST`.
    pub(super) fn cast(&mut self, inner: &Node, to: &str, gently: bool, at: usize) -> Result<Sql> {
        let to = match to {
            "varchar" | "char" | "string" => Kind::Varchar,
            "bigint" | "integer" | "int" | "smallint" | "tinyint" => Kind::Bigint,
            "double" | "real" | "decimal" | "float" => Kind::Double,
            "boolean" => Kind::Boolean,
            "timestamp" => Kind::Timestamp,
            "date" => Kind::Date,
            "json" => Kind::Json,
            other => return Err(Problem::new(at, format!("Unknown type: {other}"))),
        };
        // A number with a sign of its own is one expression.
        let found = match &inner.expression {
            Expression::Interval { .. } => {
                return Err(Problem::new(at, "an interval cannot be cast"));
            }
            _ => self.node(inner)?,
        };
        let around = self.gently;
        self.gently |= gently;
        let text = self.converted(&found, &to);
        self.gently = around;
        let text =
            text.ok_or_else(|| Problem::new(at, format!("Cannot cast {} to {to}", found.kind)))?;
        Ok(Sql::new(text, to))
    }

    fn converted(&self, found: &Sql, to: &Kind) -> Option<String> {
        let text = &found.text;
        let through = |name: &str| Some(self.function(name, &[text]));
        match (&found.kind, to) {
            (from, to) if from == to => Some(text.clone()),
            (Kind::Boolean, Kind::Bigint | Kind::Double)
            | (Kind::Timestamp | Kind::Date, Kind::Varchar)
            | (Kind::Map | Kind::Row(_) | Kind::Array(_), Kind::Json) => Some(text.clone()),
            (Kind::Unknown, _) => Some("NULL".to_owned()),
            (Kind::Boolean, Kind::Varchar) => {
                Some(format!("(CASE WHEN {text} THEN 'true' WHEN NOT {text} THEN 'false' END)"))
            }
            (Kind::Bigint, Kind::Double) => Some(format!("({text} * 1.0)")),
            (Kind::Bigint | Kind::Double, Kind::Boolean) => Some(format!("({text} <> 0)")),
            (Kind::Double | Kind::Varchar | Kind::Json, Kind::Bigint) => through("whole_of"),
            (Kind::Varchar | Kind::Json, Kind::Double) => through("number_of"),
            (Kind::Varchar | Kind::Json, Kind::Boolean) => through("truth_of"),
            (Kind::Bigint | Kind::Double | Kind::Json, Kind::Varchar)
            | (Kind::Bigint | Kind::Double, Kind::Json) => through("text_of"),
            (Kind::Varchar, Kind::Timestamp) => through("time_of"),
            (Kind::Date, Kind::Timestamp) => Some(format!("({text} || ' 00:00:00.000')")),
            (Kind::Timestamp, Kind::Date) => through("date_of"),
            (Kind::Varchar, Kind::Date) => {
                let time = self.function("time_of", &[text]);
                Some(self.function("date_of", &[&time]))
            }
            (Kind::Varchar, Kind::Json) => through("quoted_of"),
            _ => None,
        }
    }
}
