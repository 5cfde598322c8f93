//! Groups of resources, and what they come to.

use std::collections::BTreeMap;

use super::fields::scalars;
use super::{Aggregate, Column, Fields, Function, Path};
use crate::value::{Object, Value};

/// The groups of resources, by the values of what they are grouped by.
///
/// A resource is in each group that its values name, and in none if it lacks one of the properties, as
/// in an index of properties.
#[derive(Debug, Default)]
pub(super) struct Groups {
    all: BTreeMap<Vec<Part>, Vec<Sum>>,
}

/// A value that a group is named by. Numbers stand before texts, and are in order.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Part {
    Truth(bool),
    Number(Ordered),
    Text(String),
}

/// A number with an order.
#[derive(Clone, Copy, Debug)]
struct Ordered(f64);

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Ordered {}

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Part {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(Self::Truth(*truth)),
            Value::Number(number) => number.as_f64().map(|number| Self::Number(Ordered(number))),
            Value::String(text) => Some(Self::Text(text.clone())),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Truth(truth) => Value::from(*truth),
            Self::Number(number) => Value::from(number.0),
            Self::Text(text) => Value::from(text.as_str()),
        }
    }
}

/// What the values that were met come to.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    /// How many there were, of whatever kind.
    count: i64,
    /// How many were numbers.
    numbers: u32,
    total: f64,
    least: f64,
    most: f64,
}

impl Sum {
    fn add(&mut self, value: &Value) {
        self.count += 1;
        let Some(number) = value.as_f64() else { return };
        (self.least, self.most) = match self.numbers {
            0 => (number, number),
            _ => (self.least.min(number), self.most.max(number)),
        };
        self.numbers += 1;
        self.total += number;
    }

    fn value(self, function: Function) -> Value {
        let number = match function {
            Function::Count => return Value::from(self.count),
            Function::Sum => self.total,
            _ if self.numbers == 0 => return Value::Null,
            Function::Average => self.total / f64::from(self.numbers),
            Function::Largest => self.most,
            Function::Smallest => self.least,
        };
        Value::from(number)
    }
}

impl Groups {
    /// Begins without any, or with the one that all resources are in if they are not grouped.
    pub(super) fn new(groups: &[Path], aggregates: usize) -> Self {
        let mut all = BTreeMap::new();
        if groups.is_empty() {
            all.insert(Vec::new(), vec![Sum::default(); aggregates + 1]);
        }
        Self { all }
    }

    /// Puts a resource into its groups.
    pub(super) fn add(&mut self, fields: &impl Fields, groups: &[Path], columns: &[&Aggregate]) {
        let mut keys: Vec<Vec<Part>> = vec![Vec::new()];
        for path in groups {
            let mut parts: Vec<Part> = scalars(fields, path).iter().filter_map(Part::of).collect();
            parts.sort();
            parts.dedup();
            keys = keys
                .iter()
                .flat_map(|key| {
                    parts.iter().map(|part| [key.as_slice(), std::slice::from_ref(part)].concat())
                })
                .collect();
        }
        let values: Vec<Option<Vec<Value>>> = columns
            .iter()
            .map(|aggregate| aggregate.of.as_ref().map(|path| scalars(fields, path)))
            .collect();
        for key in keys {
            let sums =
                self.all.entry(key).or_insert_with(|| vec![Sum::default(); columns.len() + 1]);
            for (sum, values) in sums.iter_mut().zip(&values) {
                match values {
                    Some(values) => values.iter().for_each(|value| sum.add(value)),
                    None => sum.count += 1,
                }
            }
            if let Some(size) = sums.last_mut() {
                size.count += 1;
            }
        }
    }

    /// Returns how many resources are in each group, and its row: the values of the columns by their
    /// names.
    pub(super) fn rows(self, groups: &[Path], columns: &[&Aggregate]) -> Vec<(i64, Object)> {
        let row = |(key, sums): (Vec<Part>, Vec<Sum>)| {
            let size = sums.last().map_or(0, |size| size.count);
            let mut row = Object::new();
            for (path, part) in groups.iter().zip(&key) {
                row.insert(path.to_string(), part.value());
            }
            for (aggregate, sum) in columns.iter().zip(sums) {
                row.insert(aggregate.to_string(), sum.value(aggregate.function));
            }
            (size, row)
        };
        self.all.into_iter().map(row).collect()
    }
}

/// Returns what a row of a group shows: its properties where they stand in an item.
pub(super) fn shown(row: &Object, columns: &[Column]) -> Object {
    let mut shown = Object::new();
    for column in columns {
        let Some(value) = row.get(&column.to_string()) else { continue };
        match column {
            Column::Property(path) => put(&mut shown, &path.0, value.clone()),
            Column::Aggregate(_) | Column::Everything => {
                shown.insert(column.to_string(), value.clone());
            }
        }
    }
    shown
}

fn put(members: &mut Object, names: &[String], value: Value) {
    let [name, rest @ ..] = names else { return };
    if rest.is_empty() {
        members.insert(name.clone(), value);
        return;
    }
    let below = members.entry(name.clone()).or_insert_with(|| Value::Object(Object::new()));
    if let Value::Object(below) = below {
        put(below, rest, value);
    }
}
