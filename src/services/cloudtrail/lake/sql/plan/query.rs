//! Queries, and what puts them together.

use super::super::kind::Kind;
use super::super::tree::{Body, Expression, Name, Order, Query};
use super::super::{Problem, Result};
use super::operator::unified;
use super::{Found, Planner};

impl Planner<'_> {
    /// Translates a query; of the outermost, one table may be read only as far as is needed.
    pub(super) fn query(&mut self, query: &Query, outermost: bool) -> Result<Found> {
        let known = self.queries.len();
        let mut with = Vec::new();
        for named in &query.with {
            let found = self.alone(|planner| planner.query(&named.query, false))?;
            let columns = renamed(&found.columns, &named.columns, named.name.at)?;
            let name = format!("w{}", self.relations);
            self.relations += 1;
            with.push(format!("{name} AS ({})", found.sql));
            self.queries.push((named.name.text.clone(), name, columns));
        }
        let limit = limits(query);
        let mut found = match &query.body {
            Body::Select(select) => {
                let outermost = outermost && query.with.is_empty();
                let wanted =
                    query.limit.map(|limit| limit.saturating_add(query.offset.unwrap_or(0)));
                self.select(select, &query.order, wanted.filter(|_| outermost))?
            }
            body => {
                let mut found = self.body(body)?;
                if !query.order.is_empty() {
                    let order = positions(&query.order, &found.columns)?;
                    found.sql = format!("{} ORDER BY {}", found.sql, order.join(", "));
                }
                found
            }
        };
        found.sql.push_str(&limit);
        if !with.is_empty() {
            found.sql = format!("WITH {} {}", with.join(", "), found.sql);
        }
        self.queries.truncate(known);
        Ok(found)
    }

    /// Translates something that sees neither names nor aggregates around it.
    pub(super) fn alone<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let scopes = std::mem::take(&mut self.scopes);
        let aliases = std::mem::take(&mut self.aliases);
        let done = work(self);
        self.scopes = scopes;
        self.aliases = aliases;
        done
    }

    fn body(&mut self, body: &Body) -> Result<Found> {
        match body {
            Body::Select(select) => self.select(select, &[], None),
            Body::Nested(query) => {
                let found = self.query(query, false)?;
                Ok(Found { sql: format!("SELECT * FROM ({})", found.sql), ..found })
            }
            Body::Combined { sign, left, right, at } => {
                let left = self.body(left)?;
                let is_combined = matches!(**right, Body::Combined { .. });
                let right = self.body(right)?;
                if left.columns.len() != right.columns.len() {
                    let message = format!(
                        "{sign} query has different number of fields: {}, {}",
                        left.columns.len(),
                        right.columns.len()
                    );
                    return Err(Problem::new(*at, message));
                }
                let mut columns = Vec::new();
                for ((name, left), (_, right)) in left.columns.iter().zip(&right.columns) {
                    let kind = unified(left, right).ok_or_else(|| {
                        let message = format!(
                            "column '{name}' in {sign} query has incompatible types: {left}, {right}"
                        );
                        Problem::new(*at, message)
                    })?;
                    columns.push((name.clone(), kind));
                }
                let right =
                    if is_combined { format!("SELECT * FROM ({})", right.sql) } else { right.sql };
                Ok(Found { sql: format!("{} {sign} {right}", left.sql), columns })
            }
        }
    }
}

fn limits(query: &Query) -> String {
    match (query.limit, query.offset) {
        (None, None) => String::new(),
        (Some(limit), None) => format!(" LIMIT {}", limit.min(i64::MAX.unsigned_abs())),
        (limit, Some(offset)) => {
            let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
            format!(" LIMIT {limit} OFFSET {}", offset.min(i64::MAX.unsigned_abs()))
        }
    }
}

/// Returns the columns with the names that were given to them, if any were.
pub(super) fn renamed(
    columns: &[(String, Kind)],
    names: &[Name],
    at: usize,
) -> Result<Vec<(String, Kind)>> {
    if names.is_empty() {
        return Ok(columns.to_vec());
    }
    if names.len() != columns.len() {
        let message = format!(
            "Column alias list has {} entries but there are {} columns",
            names.len(),
            columns.len()
        );
        return Err(Problem::new(at, message));
    }
    let rename = |(name, (_, kind)): (&Name, &(String, Kind))| (name.text.clone(), kind.clone());
    Ok(names.iter().zip(columns).map(rename).collect())
}

/// Returns what rows of several queries are sorted by, which are their columns.
fn positions(order: &[Order], columns: &[(String, Kind)]) -> Result<Vec<String>> {
    let position = |order: &Order| {
        let place = match &order.node.expression {
            Expression::Whole(place) => usize::try_from(*place).ok().filter(|place| *place >= 1),
            Expression::Name(names) if names.len() == 1 => columns
                .iter()
                .position(|(name, _)| name.eq_ignore_ascii_case(&names[0].text))
                .map(|place| place + 1),
            _ => None,
        };
        let place = place.filter(|place| *place <= columns.len());
        let place = place.ok_or_else(|| {
            Problem::new(order.node.at, "ORDER BY of several queries takes their columns only")
        })?;
        Ok(super::select::sorted(&place.to_string(), order))
    };
    order.iter().map(position).collect()
}
