//! A query is run: resources become rows.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::aggregate::{Groups, shown};
use super::fields::{SCALARS, only, scalars};
use super::{Aggregate, Column, Fields, Order, Path, Query, java};
use crate::value::{Object, Value};

/// How many rows a page has if nobody says.
///
/// Source: AWS Config API Reference, "`SelectAggregateResourceConfig`".
const PAGE: (usize, usize) = (25, 500);

/// The rows of a query while resources come in.
pub struct Rows<'q> {
    query: &'q Query,
    aggregates: Vec<&'q Aggregate>,
    groups: Groups,
    found: Vec<Row>,
}

/// A row of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where it stands.
    pub place: Place,
    /// What it shows.
    pub text: String,
}

/// Where a row stands among others.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Place {
    /// What rows are sorted by; behind that, of groups, how many resources are in them.
    keys: Vec<Value>,
    /// What tells a row from all others, and what those stand in the order of that are sorted alike: of
    /// resources their account, region, type and id, of groups their values.
    own: Vec<Value>,
}

/// What tells a resource from all others, in the order in which they come.
const OWN: [&str; 4] = ["accountId", "awsRegion", "resourceType", "resourceId"];

impl Query {
    /// Returns whether it is about groups of resources.
    pub fn is_aggregate(&self) -> bool {
        !self.groups.is_empty()
            || self.columns.iter().any(|column| matches!(column, Column::Aggregate(_)))
    }

    /// Returns how many rows a page has if nobody says.
    pub fn page(&self) -> usize {
        if self.is_aggregate() { PAGE.1 } else { PAGE.0 }
    }

    /// Returns whether there is more than one page: groups that are sorted by what they come to have
    /// only one.
    ///
    /// Source: AWS Config Developer Guide, "Limitations" of advanced queries.
    pub fn has_pages(&self) -> bool {
        !self.order.iter().any(|order| matches!(order.by, Column::Aggregate(_)))
    }

    /// Returns the names of what it shows.
    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(Column::to_string).collect()
    }

    /// Returns the values that a member of items must have for an item to be found; `None` if any may.
    pub fn wanted(&self, member: &str) -> Option<BTreeSet<String>> {
        self.condition.as_ref()?.wanted(member)
    }

    /// Returns whether it is about nothing but some members of items.
    pub fn needs_only(&self, members: &[&str]) -> bool {
        let is_known = |path: &Path| members.contains(&path.first());
        let needs_known = |column: &Column| match column {
            Column::Everything => SCALARS.iter().all(|name| members.contains(name)),
            Column::Property(path) => is_known(path),
            Column::Aggregate(aggregate) => aggregate.of.as_ref().is_none_or(is_known),
        };
        self.columns.iter().all(needs_known)
            && self.groups.iter().all(is_known)
            && self.order.iter().all(|order| needs_known(&order.by))
            && self.condition.as_ref().is_none_or(|condition| condition.needs_only(members))
    }

    /// Begins to run it.
    pub fn rows(&self) -> Rows<'_> {
        let aggregates: Vec<&Aggregate> = self.aggregates().collect();
        let groups = Groups::new(&self.groups, aggregates.len());
        Rows { query: self, aggregates, groups, found: Vec::new() }
    }

    fn aggregates(&self) -> impl Iterator<Item = &Aggregate> {
        self.columns.iter().filter_map(|column| match column {
            Column::Aggregate(aggregate) => Some(aggregate),
            Column::Property(_) | Column::Everything => None,
        })
    }
}

impl Rows<'_> {
    /// Takes a resource into account.
    pub fn add(&mut self, fields: &impl Fields) {
        if self.query.condition.as_ref().is_some_and(|condition| !condition.holds(fields)) {
            return;
        }
        if self.query.is_aggregate() {
            self.groups.add(fields, &self.query.groups, &self.aggregates);
            return;
        }
        let by = |order: &Order| match &order.by {
            Column::Property(path) => first(fields, path, order.descending),
            Column::Aggregate(_) | Column::Everything => Value::Null,
        };
        let keys = self.query.order.iter().map(by).collect();
        let own = |name: &&str| fields.field(name).map(Cow::into_owned).unwrap_or_default();
        let place = Place { keys, own: OWN.iter().map(own).collect() };
        self.found.push(Row { place, text: java::text(&self.row(fields)) });
    }

    fn row(&self, fields: &impl Fields) -> Object {
        let scalars: Vec<Path> = if self.query.columns.contains(&Column::Everything) {
            SCALARS.iter().map(|name| Path(vec![(*name).to_owned()])).collect()
        } else {
            Vec::new()
        };
        let named = self.query.columns.iter().filter_map(|column| match column {
            Column::Property(path) => Some(path),
            Column::Everything | Column::Aggregate(_) => None,
        });
        only(fields, &scalars.iter().chain(named).collect::<Vec<_>>())
    }

    /// Returns the rows in order.
    pub fn in_order(self) -> Vec<Row> {
        let Self { query, aggregates, groups, found: mut rows } = self;
        if query.is_aggregate() {
            let row = |(size, row): (i64, Object)| {
                let value = |name: String| row.get(&name).cloned().unwrap_or_default();
                let sorted = query.order.iter().map(|order| value(order.by.to_string()));
                let place = Place {
                    keys: sorted.chain([Value::from(size)]).collect(),
                    own: query.groups.iter().map(|path| value(path.to_string())).collect(),
                };
                Row { place, text: java::text(&shown(&row, &query.columns)) }
            };
            rows = groups.rows(&query.groups, &aggregates).into_iter().map(row).collect();
        }
        rows.sort_by(|one, other| query.sorts(&one.place, &other.place));
        rows
    }
}

impl Query {
    fn sorts(&self, one: &Place, other: &Place) -> Ordering {
        // The largest group comes first.
        let descending = self.order.iter().map(|order| order.descending).chain([true]);
        let pairs = descending.zip(one.keys.iter().zip(&other.keys));
        let mut orders = pairs.map(|(descending, (one, other))| compare(one, other, descending));
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// Returns whether a place is behind another.
    pub fn is_behind(&self, one: &Place, other: &Place) -> bool {
        let mut own = one.own.iter().zip(&other.own).map(|(one, other)| compare(one, other, false));
        let sorted = self.sorts(one, other);
        sorted.then_with(|| own.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)).is_gt()
    }
}

/// Returns the value of a property that comes first in an order.
fn first(fields: &impl Fields, path: &Path, descending: bool) -> Value {
    let values = scalars(fields, path).into_iter();
    values.min_by(|one, other| compare(one, other, descending)).unwrap_or_default()
}

/// Compares values of one property: numbers, then texts, and what is missing last in either direction.
fn compare(one: &Value, other: &Value, descending: bool) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Bool(_) => 0,
        Value::Number(_) => 1,
        Value::String(_) => 2,
        Value::Null | Value::Array(_) | Value::Object(_) => 3,
    };
    if (rank(one) == 3) != (rank(other) == 3) {
        return rank(one).cmp(&rank(other));
    }
    let order = match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => {
            one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal)
        }
        (Value::String(one), Value::String(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)),
    };
    if descending { order.reverse() } else { order }
}
