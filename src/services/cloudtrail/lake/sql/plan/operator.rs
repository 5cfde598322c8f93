//! Which types go together, and how they are made the same.

use super::super::function::date;
use super::super::kind::Kind;
use super::{Sql, quoted};

/// Returns the type that values of two types have together; `None` if they do not go together.
pub(super) fn unified(left: &Kind, right: &Kind) -> Option<Kind> {
    Some(match (left, right) {
        (left, right) if left == right => left.clone(),
        (Kind::Unknown, other) | (other, Kind::Unknown) => other.clone(),
        (Kind::Bigint, Kind::Double) | (Kind::Double, Kind::Bigint) => Kind::Double,
        (Kind::Timestamp, Kind::Date) | (Kind::Date, Kind::Timestamp) => Kind::Timestamp,
        _ => return None,
    })
}

/// Returns the SQL of two values that can be compared; `None` if their types do not go together.
///
/// A text beside a time is read as one, as CloudTrail Lake does.
pub(super) fn comparable(left: &Sql, right: &Sql) -> Option<(String, String)> {
    let is_time = |kind: &Kind| matches!(kind, Kind::Timestamp | Kind::Date);
    Some(match (&left.kind, &right.kind) {
        (Kind::Timestamp, Kind::Date) => (left.text.clone(), at_midnight(&right.text)),
        (Kind::Date, Kind::Timestamp) => (at_midnight(&left.text), right.text.clone()),
        (time, Kind::Varchar) if is_time(time) => (as_time(left), timed(right)?),
        (Kind::Varchar, time) if is_time(time) => (timed(left)?, as_time(right)),
        (left_kind, right_kind) => {
            unified(left_kind, right_kind)?;
            (left.text.clone(), right.text.clone())
        }
    })
}

fn at_midnight(day: &str) -> String {
    format!("({day} || ' 00:00:00.000')")
}

fn as_time(sql: &Sql) -> String {
    if sql.kind == Kind::Date { at_midnight(&sql.text) } else { sql.text.clone() }
}

/// Returns a text as a time: at once if it was written down.
fn timed(sql: &Sql) -> Option<String> {
    match &sql.literal {
        Some(text) => date::parse(text).map(|millis| quoted(&date::time_text(millis))),
        None => Some(format!("tw_time_of({})", sql.text)),
    }
}
