//! Expressions.

use super::super::function::date;
use super::super::kind::Kind;
use super::super::tree::{Expression, Node};
use super::super::{Problem, Result};
use super::operator::{comparable, unified};
use super::{Aggregates, Planner, Sql, Step, quoted};

impl Planner<'_> {
    /// Translates what must be true or false.
    pub(super) fn condition(&mut self, node: &Node, clause: &str) -> Result<String> {
        let sql = self.node(node)?;
        match sql.kind {
            Kind::Boolean | Kind::Unknown => Ok(sql.text),
            other => {
                let message =
                    format!("{clause} clause must evaluate to a boolean: actual type {other}");
                Err(Problem::new(node.at, message))
            }
        }
    }

    /// Translates an expression.
    pub(super) fn node(&mut self, node: &Node) -> Result<Sql> {
        let at = node.at;
        match &node.expression {
            Expression::Null => Ok(Sql::new("NULL", Kind::Unknown)),
            Expression::Truth(truth) => Ok(Sql::new(if *truth { "1" } else { "0" }, Kind::Boolean)),
            Expression::Whole(number) => Ok(Sql::new(format!("({number})"), Kind::Bigint)),
            Expression::Number(number) if number.is_finite() => {
                Ok(Sql::new(format!("({number:?})"), Kind::Double))
            }
            Expression::Number(_) => Err(Problem::new(at, "the number is too large")),
            Expression::Text(text) => {
                let literal = Some(text.clone());
                Ok(Sql { literal, ..Sql::new(quoted(text), Kind::Varchar) })
            }
            Expression::Typed(kind, text) => typed(kind, text, at),
            Expression::Interval { .. } => {
                Err(Problem::new(at, "an interval can be added to a time or taken from it only"))
            }
            Expression::Name(names) => self.name(names),
            Expression::Call(call) => self.call(call, at),
            Expression::Cast { inner, to, gently } => self.cast(inner, to, *gently, at),
            Expression::Not(inner) => {
                let inner = self.condition(inner, "NOT")?;
                Ok(Sql::new(format!("(NOT {inner})"), Kind::Boolean))
            }
            Expression::Minus(inner) => self.minus(inner, at),
            Expression::Binary { sign, left, right } => self.binary(sign, left, right, at),
            Expression::IsNull { inner, negated } => {
                let inner = self.node(inner)?.text;
                let not = if *negated { "NOT " } else { "" };
                Ok(Sql::new(format!("({inner} IS {not}NULL)"), Kind::Boolean))
            }
            Expression::IsDistinct { left, right, negated } => {
                let (left, right) = self.pair("IS DISTINCT FROM", left, right, at)?;
                let sign = if *negated { "IS" } else { "IS NOT" };
                Ok(Sql::new(format!("({left} {sign} {right})"), Kind::Boolean))
            }
            Expression::In { inner, list, negated } => self.membership(inner, list, *negated, at),
            Expression::InQuery { inner, query, negated } => {
                let inner = self.node(inner)?;
                let found = self.inner_query(query)?;
                let [(_, kind)] = found.columns.as_slice() else {
                    return Err(Problem::new(at, "the query behind IN must have one column"));
                };
                let other = Sql::new("", kind.clone());
                if comparable(&inner, &other).is_none() {
                    let message = format!("IN cannot compare {} with {kind}", inner.kind);
                    return Err(Problem::new(at, message));
                }
                let not = if *negated { "NOT " } else { "" };
                Ok(Sql::new(format!("({} {not}IN ({}))", inner.text, found.sql), Kind::Boolean))
            }
            Expression::Like { inner, pattern, escape, negated } => {
                let mut texts = Vec::new();
                for node in [Some(inner), Some(pattern), escape.as_ref()].into_iter().flatten() {
                    let sql = self.node(node)?;
                    if !matches!(sql.kind, Kind::Varchar | Kind::Unknown) {
                        let message = format!("LIKE compares texts, not {}", sql.kind);
                        return Err(Problem::new(node.at, message));
                    }
                    texts.push(sql.text);
                }
                let not = if *negated { "NOT " } else { "" };
                Ok(Sql::new(format!("({not}tw_like_of({}))", texts.join(", ")), Kind::Boolean))
            }
            Expression::Between { inner, low, high, negated } => {
                let (left, low) = self.pair("BETWEEN", inner, low, at)?;
                let (again, high) = self.pair("BETWEEN", inner, high, at)?;
                let text = format!("({left} >= {low} AND {again} <= {high})");
                let text = if *negated { format!("(NOT {text})") } else { text };
                Ok(Sql::new(text, Kind::Boolean))
            }
            Expression::Case { operand, arms, otherwise } => {
                self.case(operand.as_deref(), arms, otherwise.as_deref(), at)
            }
            Expression::Exists(query) => {
                let found = self.inner_query(query)?;
                Ok(Sql::new(format!("EXISTS ({})", found.sql), Kind::Boolean))
            }
            Expression::Query(query) => {
                let found = self.inner_query(query)?;
                match found.columns.as_slice() {
                    [(_, kind)] => Ok(Sql::new(format!("({})", found.sql), kind.clone())),
                    _ => Err(Problem::new(at, "a query in an expression must have one column")),
                }
            }
            Expression::Item(of, place) => self.item(of, place, true),
            Expression::Lambda { .. } => Err(Problem::new(
                at,
                "a function (->) can stand as an argument only of functions of lists",
            )),
            Expression::Field(of, name) => {
                let of = self.node(of)?;
                super::field(&of, name)
            }
        }
    }

    /// Translates a query inside an expression, which sees the names around it.
    fn inner_query(&mut self, query: &super::super::tree::Query) -> Result<super::Found> {
        self.nested = true;
        let allowed = std::mem::replace(&mut self.aggregates, Aggregates::Allowed);
        let found = self.query(query, false);
        self.aggregates = allowed;
        found
    }

    fn minus(&mut self, inner: &Node, at: usize) -> Result<Sql> {
        let inner = self.node(inner)?;
        if inner.kind.is_number() || inner.kind == Kind::Unknown {
            return Ok(Sql::new(format!("(- {})", inner.text), inner.kind));
        }
        Err(Problem::new(at, format!("'-' cannot be applied to {}", inner.kind)))
    }

    /// Translates two expressions that are compared.
    fn pair(
        &mut self,
        sign: &str,
        left: &Node,
        right: &Node,
        at: usize,
    ) -> Result<(String, String)> {
        let (left, right) = (self.node(left)?, self.node(right)?);
        comparable(&left, &right).ok_or_else(|| mismatch(sign, &left, &right, at))
    }

    fn binary(&mut self, sign: &'static str, left: &Node, right: &Node, at: usize) -> Result<Sql> {
        match sign {
            "AND" | "OR" => {
                let (left, right) = (self.condition(left, sign)?, self.condition(right, sign)?);
                Ok(Sql::new(format!("({left} {sign} {right})"), Kind::Boolean))
            }
            "=" | "<>" | "<" | ">" | "<=" | ">=" => {
                let (left_sql, right_sql) = (self.node(left)?, self.node(right)?);
                let pair = comparable(&left_sql, &right_sql);
                let (left, right) =
                    pair.ok_or_else(|| mismatch(sign, &left_sql, &right_sql, at))?;
                let ordered = !matches!(sign, "=" | "<>");
                if ordered && left_sql.kind.is_structured() {
                    return Err(mismatch(sign, &left_sql, &right_sql, at));
                }
                Ok(Sql::new(format!("({left} {sign} {right})"), Kind::Boolean))
            }
            "||" => {
                let (left, right) = (self.node(left)?, self.node(right)?);
                let is_text = |sql: &Sql| matches!(sql.kind, Kind::Varchar | Kind::Unknown);
                if !is_text(&left) || !is_text(&right) {
                    return Err(mismatch(sign, &left, &right, at));
                }
                Ok(Sql::new(format!("({} || {})", left.text, right.text), Kind::Varchar))
            }
            _ => self.arithmetic(sign, left, right, at),
        }
    }

    fn arithmetic(&mut self, sign: &str, left: &Node, right: &Node, at: usize) -> Result<Sql> {
        if let ("+" | "-", Expression::Interval { count, unit }) = (sign, &right.expression) {
            let count = if sign == "-" { count.saturating_neg() } else { *count };
            return self.moved(left, count, unit, right.at);
        }
        if let ("+", Expression::Interval { count, unit }) = (sign, &left.expression) {
            return self.moved(right, *count, unit, left.at);
        }
        let (left, right) = (self.node(left)?, self.node(right)?);
        let kind = unified(&left.kind, &right.kind)
            .filter(|kind| kind.is_number() || *kind == Kind::Unknown)
            .ok_or_else(|| mismatch(sign, &left, &right, at))?;
        let text = match sign {
            "/" => self.function("divided", &[&left.text, &right.text]),
            "%" => self.function("mod", &[&left.text, &right.text]),
            "+" if kind == Kind::Bigint => self.function("added", &[&left.text, &right.text]),
            "-" if kind == Kind::Bigint => self.function("subtracted", &[&left.text, &right.text]),
            "*" if kind == Kind::Bigint => self.function("multiplied", &[&left.text, &right.text]),
            _ => format!("({} {sign} {})", left.text, right.text),
        };
        Ok(Sql::new(text, kind))
    }

    /// Translates a time that is some units later.
    fn moved(&mut self, time: &Node, count: i64, unit: &str, at: usize) -> Result<Sql> {
        let known = ["second", "minute", "hour", "day", "week", "month", "year"];
        if !known.contains(&unit) {
            return Err(Problem::new(at, format!("'{unit}' is no unit of an interval")));
        }
        let time = self.node(time)?;
        if !matches!(time.kind, Kind::Timestamp | Kind::Date | Kind::Unknown) {
            let message = format!("an interval cannot be added to {}", time.kind);
            return Err(Problem::new(at, message));
        }
        let text = self.function("date_add", &[&quoted(unit), &count.to_string(), &time.text]);
        Ok(Sql::new(text, time.kind))
    }

    fn membership(&mut self, inner: &Node, list: &[Node], negated: bool, at: usize) -> Result<Sql> {
        let found = self.node(inner)?;
        let mut left = found.text.clone();
        let mut texts = Vec::new();
        for item in list {
            let item = self.node(item)?;
            let pair = comparable(&found, &item);
            let (same, text) = pair.ok_or_else(|| mismatch("IN", &found, &item, at))?;
            left = same;
            texts.push(text);
        }
        let not = if negated { "NOT " } else { "" };
        Ok(Sql::new(format!("({left} {not}IN ({}))", texts.join(", ")), Kind::Boolean))
    }

    fn case(
        &mut self,
        operand: Option<&Node>,
        arms: &[(Node, Node)],
        otherwise: Option<&Node>,
        at: usize,
    ) -> Result<Sql> {
        let mut text = "CASE".to_owned();
        let mut results = Vec::new();
        for (when, then) in arms {
            let when = match operand {
                Some(operand) => {
                    let (left, right) = self.pair("=", operand, when, at)?;
                    format!("{left} = {right}")
                }
                None => self.condition(when, "CASE WHEN")?,
            };
            let then_sql = self.node(then)?;
            text.push_str(&format!(" WHEN {when} THEN {}", then_sql.text));
            results.push((then.at, then_sql.kind));
        }
        if let Some(otherwise) = otherwise {
            let sql = self.node(otherwise)?;
            text.push_str(&format!(" ELSE {}", sql.text));
            results.push((otherwise.at, sql.kind));
        }
        let kind = together(results, "All CASE results must be the same type")?;
        Ok(Sql::new(format!("({text} END)"), kind))
    }

    /// Translates an item of a list, or a value of a map; one that is not there is `NULL`, unless it
    /// must be there.
    pub(super) fn item(&mut self, of: &Node, place: &Node, must: bool) -> Result<Sql> {
        if !must
            && let Expression::Text(key) = &place.expression
            && let Some((scan, relation, mut path)) = self.map_in_table(of)
        {
            self.touched.push(relation);
            path.push(Step::Key(key.clone()));
            return Ok(self.column_of(scan, relation, path, &Kind::Varchar));
        }
        let (held, key) = (self.node(of)?, self.node(place)?);
        let wrong = |wanted: &str| {
            let message = format!("{} has items by {wanted}, not by {}", held.kind, key.kind);
            Err(Problem::new(place.at, message))
        };
        match &held.kind {
            Kind::Map if key.kind == Kind::Varchar => {
                let name = if must { "value_that_is" } else { "value_of" };
                let text = self.function(name, &[&held.text, &key.text]);
                Ok(Sql::new(text, Kind::Varchar))
            }
            Kind::Array(item) if key.kind == Kind::Bigint => {
                let text = self.function("item_of", &[&held.text, &key.text]);
                Ok(Sql::new(text, (**item).clone()))
            }
            Kind::Map => wrong("varchar"),
            Kind::Array(_) => wrong("bigint"),
            other => {
                let message = format!("{other} has no items: an array or a map has");
                Err(Problem::new(of.at, message))
            }
        }
    }

    /// Returns a call of one of our functions; in a `try`, of the form that gives `NULL` in place of
    /// an error.
    pub(super) fn function(&self, name: &str, arguments: &[&str]) -> String {
        let prefix = if self.gently { "tn" } else { "tw" };
        format!("{prefix}_{name}({})", arguments.join(", "))
    }
}

/// Returns the type that results have together.
pub(super) fn together(results: Vec<(usize, Kind)>, message: &str) -> Result<Kind> {
    let mut kind = Kind::Unknown;
    for (at, other) in results {
        kind = unified(&kind, &other)
            .ok_or_else(|| Problem::new(at, format!("{message}: {kind}, {other}")))?;
    }
    Ok(kind)
}

fn typed(kind: &str, text: &str, at: usize) -> Result<Sql> {
    let millis = date::parse(text).filter(|_| kind != "time");
    let millis = millis
        .ok_or_else(|| Problem::new(at, format!("'{text}' is not a valid {kind} literal")))?;
    Ok(match kind {
        "date" => Sql::new(quoted(&date::day_text(millis)), Kind::Date),
        _ => Sql::new(quoted(&date::time_text(millis)), Kind::Timestamp),
    })
}

fn mismatch(sign: &str, left: &Sql, right: &Sql, at: usize) -> Problem {
    let text = [left, right].into_iter().find_map(|sql| sql.literal.as_ref());
    let is_time = [left, right].iter().any(|sql| matches!(sql.kind, Kind::Timestamp | Kind::Date));
    match text.filter(|_| is_time) {
        Some(text) => Problem::new(at, format!("Value cannot be cast to timestamp: {text}")),
        None => {
            Problem::new(at, format!("'{sign}' cannot be applied to {}, {}", left.kind, right.kind))
        }
    }
}
