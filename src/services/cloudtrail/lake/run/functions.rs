//! The functions of the language, as SQLite calls them.
//!
//! Each is there twice: as `tw_NAME`, whose error ends the query, and as `tn_NAME`, which gives `NULL`
//! in place of an error, for `try` and `try_cast`.

use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::Value;
use rusqlite::{Connection, Error, Result};

use super::database::cell;
use crate::services::cloudtrail::lake::sql::{Cell, functions};

/// How many values an aggregate of ours keeps.
const KEPT: usize = 4_000_000;

pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    for (name, run) in functions() {
        for gently in [false, true] {
            let prefix = if gently { "tn" } else { "tw" };
            let called = move |context: &Context<'_>| {
                let cells: Vec<Cell> =
                    (0..context.len()).map(|place| cell(context.get_raw(place))).collect();
                match run(&cells) {
                    Ok(cell) => Ok(value(cell)),
                    Err(_) if gently => Ok(Value::Null),
                    Err(message) => Err(Error::UserFunctionError(message.into())),
                }
            };
            connection.create_scalar_function(
                format!("{prefix}_{name}").as_str(),
                -1,
                flags,
                called,
            )?;
        }
    }
    connection.create_aggregate_function("tw_percentile", 2, flags, Percentile)?;
    connection.create_aggregate_function("tw_max_by", 2, flags, Extreme { largest: true })?;
    connection.create_aggregate_function("tw_min_by", 2, flags, Extreme { largest: false })
}

/// Returns a value for SQLite.
pub(super) fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Whole(number) => Value::Integer(number),
        Cell::Number(number) => Value::Real(number),
        Cell::Text(text) => Value::Text(text),
    }
}

/// The value that a share of all values does not exceed.
struct Percentile;

impl Aggregate<(Vec<f64>, f64, bool), Value> for Percentile {
    fn init(&self, _: &mut Context<'_>) -> Result<(Vec<f64>, f64, bool)> {
        Ok((Vec::new(), 0.0, true))
    }

    fn step(&self, context: &mut Context<'_>, kept: &mut (Vec<f64>, f64, bool)) -> Result<()> {
        let number = |cell| match cell {
            #[expect(clippy::cast_precision_loss, reason = "what doubles are like")]
            Cell::Whole(number) => Some(number as f64),
            Cell::Number(number) => Some(number),
            _ => None,
        };
        let held = cell(context.get_raw(0));
        kept.2 &= !matches!(held, Cell::Number(_));
        if let Some(held) = number(held) {
            if kept.0.len() >= KEPT {
                return Err(Error::UserFunctionError("too many values for a percentile".into()));
            }
            kept.0.push(held);
        }
        kept.1 = number(cell(context.get_raw(1))).unwrap_or_default();
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, kept: Option<(Vec<f64>, f64, bool)>) -> Result<Value> {
        let Some((mut values, share, whole)) = kept.filter(|(values, ..)| !values.is_empty())
        else {
            return Ok(Value::Null);
        };
        if !(0.0..=1.0).contains(&share) {
            return Err(Error::UserFunctionError("Percentile must be between 0 and 1".into()));
        }
        values.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the place is that of a value in memory"
        )]
        let place = ((share * values.len() as f64).ceil() as usize).saturating_sub(1);
        let found = values[place.min(values.len() - 1)];
        #[expect(clippy::cast_possible_truncation, reason = "it was a whole number")]
        let value = if whole { Value::Integer(found as i64) } else { Value::Real(found) };
        Ok(value)
    }
}

/// The value that stands beside the largest or the smallest of others.
struct Extreme {
    largest: bool,
}

impl Aggregate<Option<(Cell, Cell)>, Value> for Extreme {
    fn init(&self, _: &mut Context<'_>) -> Result<Option<(Cell, Cell)>> {
        Ok(None)
    }

    fn step(&self, context: &mut Context<'_>, kept: &mut Option<(Cell, Cell)>) -> Result<()> {
        let (held, by) = (cell(context.get_raw(0)), cell(context.get_raw(1)));
        if by.is_null() {
            return Ok(());
        }
        let better = kept.as_ref().is_none_or(|(_, best)| {
            let order = compare(&by, best);
            if self.largest { order.is_gt() } else { order.is_lt() }
        });
        if better {
            *kept = Some((held, by));
        }
        Ok(())
    }

    fn finalize(&self, _: &mut Context<'_>, kept: Option<Option<(Cell, Cell)>>) -> Result<Value> {
        Ok(kept.flatten().map_or(Value::Null, |(held, _)| value(held)))
    }
}

/// Compares values of one type.
fn compare(left: &Cell, right: &Cell) -> std::cmp::Ordering {
    match (left, right) {
        (Cell::Whole(left), Cell::Whole(right)) => left.cmp(right),
        (Cell::Text(left), Cell::Text(right)) => left.cmp(right),
        #[expect(clippy::cast_precision_loss, reason = "what doubles are like")]
        (left, right) => {
            let number = |cell: &Cell| match cell {
                Cell::Whole(number) => *number as f64,
                Cell::Number(number) => *number,
                _ => 0.0,
            };
            number(left).total_cmp(&number(right))
        }
    }
}
