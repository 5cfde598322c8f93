//! Aggregates and window functions.

use super::super::kind::Kind;
use super::super::tree::{Call, Expression, Node};
use super::super::{Problem, Result};
use super::{Aggregates, Planner, Sql};

/// The aggregates, and how many arguments they take.
const AGGREGATES: [(&str, usize); 16] = [
    ("any_value", 1),
    ("approx_distinct", 1),
    ("approx_percentile", 2),
    ("arbitrary", 1),
    ("array_agg", 1),
    ("avg", 1),
    ("bool_and", 1),
    ("bool_or", 1),
    ("count", 1),
    ("count_if", 1),
    ("every", 1),
    ("max", 1),
    ("max_by", 2),
    ("min", 1),
    ("min_by", 2),
    ("sum", 1),
];

/// Functions of windows alone: how many arguments they take at least and at most.
const WINDOWS: [(&str, usize, usize); 8] = [
    ("dense_rank", 0, 0),
    ("first_value", 1, 1),
    ("lag", 1, 2),
    ("last_value", 1, 1),
    ("lead", 1, 2),
    ("ntile", 1, 1),
    ("rank", 0, 0),
    ("row_number", 0, 0),
];

/// Returns the names of all aggregates and functions of windows.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    AGGREGATES.iter().map(|(name, _)| *name).chain(WINDOWS.iter().map(|(name, ..)| *name))
}

/// Returns whether a call is one of this file.
pub(super) fn is_here(call: &Call) -> bool {
    names().any(|name| name == call.name)
}

/// Returns whether an expression is an aggregate of a group.
pub(super) fn is_aggregate(node: &Node) -> bool {
    match &node.expression {
        Expression::Call(call) => {
            call.window.is_none() && AGGREGATES.iter().any(|(name, _)| *name == call.name)
        }
        _ => false,
    }
}

/// Returns whether an expression has an aggregate of a group in it.
pub(super) fn has_aggregate(node: &Node) -> bool {
    is_aggregate(node) || children(node).into_iter().any(has_aggregate)
}

/// Returns the expressions that an expression is made of; those of a query inside it are not.
pub(super) fn children(node: &Node) -> Vec<&Node> {
    match &node.expression {
        Expression::Call(call) => {
            let windows = call.window.iter().flat_map(|(parts, order)| {
                parts.iter().chain(order.iter().map(|order| &order.node))
            });
            call.arguments.iter().chain(call.filter.as_deref()).chain(windows).collect()
        }
        Expression::Cast { inner, .. }
        | Expression::Not(inner)
        | Expression::Minus(inner)
        | Expression::IsNull { inner, .. }
        | Expression::InQuery { inner, .. }
        | Expression::Field(inner, _) => vec![inner],
        Expression::Binary { left, right, .. }
        | Expression::IsDistinct { left, right, .. }
        | Expression::Item(left, right) => vec![left, right],
        Expression::In { inner, list, .. } => std::iter::once(&**inner).chain(list).collect(),
        Expression::Like { inner, pattern, escape, .. } => {
            [&**inner, &**pattern].into_iter().chain(escape.as_deref()).collect()
        }
        Expression::Between { inner, low, high, .. } => vec![inner, low, high],
        Expression::Case { operand, arms, otherwise } => operand
            .as_deref()
            .into_iter()
            .chain(arms.iter().flat_map(|(when, then)| [when, then]))
            .chain(otherwise.as_deref())
            .collect(),
        _ => Vec::new(),
    }
}

impl Planner<'_> {
    /// Translates an aggregate or a function of a window.
    pub(super) fn aggregate(&mut self, call: &Call, at: usize) -> Result<Sql> {
        let name = call.name.as_str();
        let is_window = WINDOWS.iter().any(|(window, ..)| *window == name);
        if is_window && call.window.is_none() {
            return Err(Problem::new(
                at,
                format!("Window function {name} requires an OVER clause"),
            ));
        }
        if let Aggregates::Refused(place) = self.aggregates {
            let message =
                format!("{place} cannot contain aggregations or window functions: {name}");
            return Err(Problem::new(at, message));
        }
        if !call.order.is_empty() && name != "array_agg" {
            return Err(Problem::new(at, format!("ORDER BY is not supported inside of {name}")));
        }
        let (least, most) = match WINDOWS.iter().find(|(window, ..)| *window == name) {
            Some((_, least, most)) => (*least, *most),
            None => AGGREGATES
                .iter()
                .find(|(known, _)| *known == name)
                .map_or((0, 0), |(_, n)| (*n, *n)),
        };
        let count = call.arguments.len();
        let plain_count = name == "count" && count == 0;
        if !plain_count && (count < least || count > most) {
            let message = format!("Unexpected number of arguments ({count}) for function {name}");
            return Err(Problem::new(at, message));
        }
        if call.distinct && count != 1 {
            return Err(Problem::new(at, format!("DISTINCT is not supported for {name}")));
        }
        let refused = Aggregates::Refused("an aggregate");
        let allowed = std::mem::replace(&mut self.aggregates, refused);
        let arguments =
            call.arguments.iter().map(|node| self.node(node)).collect::<Result<Vec<_>>>();
        let filter = call.filter.as_ref().map(|node| self.condition(node, "FILTER")).transpose();
        self.aggregates = allowed;
        let (arguments, filter) = (arguments?, filter?);
        let order = call.order.iter().map(|order| {
            let sql = self.node(&order.node)?;
            Ok(super::select::sorted(&sql.text, order))
        });
        let order = order.collect::<Result<Vec<_>>>()?;
        let mut sql = reduced(name, call.distinct, &arguments, &order, at)?;
        if let Some(filter) = filter {
            sql.text = format!("{} FILTER (WHERE {filter})", sql.text);
        }
        if let Some((parts, order)) = &call.window {
            self.windows += 1;
            let mut window = String::new();
            if !parts.is_empty() {
                let parts = parts.iter().map(|node| Ok(self.node(node)?.text));
                let parts = parts.collect::<Result<Vec<_>>>()?;
                window.push_str(&format!("PARTITION BY {}", parts.join(", ")));
            }
            if !order.is_empty() {
                let order = order.iter().map(|order| {
                    let sql = self.node(&order.node)?;
                    Ok(super::select::sorted(&sql.text, order))
                });
                let order = order.collect::<Result<Vec<_>>>()?;
                window.push_str(&format!(" ORDER BY {}", order.join(", ")));
            }
            sql.text = format!("{} OVER ({window})", sql.text);
        }
        Ok(sql)
    }
}

fn reduced(
    name: &str,
    distinct: bool,
    arguments: &[Sql],
    order: &[String],
    at: usize,
) -> Result<Sql> {
    let first = arguments.first();
    let text = first.map_or("*", |sql| sql.text.as_str());
    let kind = first.map_or(Kind::Bigint, |sql| sql.kind.clone());
    let each = if distinct { format!("DISTINCT {text}") } else { text.to_owned() };
    let wrong = |wanted: &str| {
        let message =
            format!("Unexpected parameters ({kind}) for function {name}: {wanted} expected");
        Err(Problem::new(at, message))
    };
    let is = |wanted: &[Kind]| kind == Kind::Unknown || wanted.contains(&kind);
    let sql = match name {
        "count" => Sql::new(format!("count({each})"), Kind::Bigint),
        "approx_distinct" => Sql::new(format!("count(DISTINCT {text})"), Kind::Bigint),
        "count_if" if is(&[Kind::Boolean]) => {
            Sql::new(format!("count(CASE WHEN {text} THEN 1 END)"), Kind::Bigint)
        }
        "count_if" | "bool_and" | "every" | "bool_or" if !is(&[Kind::Boolean]) => {
            return wrong("boolean");
        }
        "bool_and" | "every" => Sql::new(format!("min({text})"), Kind::Boolean),
        "bool_or" => Sql::new(format!("max({text})"), Kind::Boolean),
        "sum" | "avg" | "approx_percentile" if !is(&[Kind::Bigint, Kind::Double]) => {
            return wrong("a number");
        }
        "sum" => Sql::new(format!("sum({each})"), kind),
        "avg" => Sql::new(format!("avg({each})"), Kind::Double),
        "approx_percentile" => {
            let share = arguments.get(1).map_or("0", |sql| sql.text.as_str());
            Sql::new(format!("tw_percentile({text}, {share})"), kind)
        }
        "max" | "min" if kind.is_structured() => return wrong("something with an order"),
        "max" | "min" => Sql::new(format!("{name}({text})"), kind),
        "arbitrary" | "any_value" => Sql::new(format!("max({text})"), kind),
        "max_by" | "min_by" => {
            let by = arguments.get(1).map_or("0", |sql| sql.text.as_str());
            Sql::new(format!("tw_{name}({text}, {by})"), kind)
        }
        "array_agg" => {
            let item = match kind {
                Kind::Boolean => {
                    format!(
                        "CASE WHEN {text} THEN json('true') WHEN NOT {text} THEN json('false') END"
                    )
                }
                _ if kind.is_structured() => format!("json({text})"),
                _ => text.to_owned(),
            };
            let distinct = if distinct { "DISTINCT " } else { "" };
            let order = if order.is_empty() {
                String::new()
            } else {
                format!(" ORDER BY {}", order.join(", "))
            };
            let list = Kind::Array(Box::new(kind));
            Sql::new(format!("json_group_array({distinct}{item}{order})"), list)
        }
        "row_number" | "rank" | "dense_rank" => Sql::new(format!("{name}()"), Kind::Bigint),
        "ntile" => Sql::new(format!("ntile({text})"), Kind::Bigint),
        _ => {
            let all: Vec<&str> = arguments.iter().map(|sql| sql.text.as_str()).collect();
            Sql::new(format!("{name}({})", all.join(", ")), kind)
        }
    };
    Ok(sql)
}
