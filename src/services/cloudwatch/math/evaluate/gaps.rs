//! Functions that have values where a series has none, and those that ask whether it has one.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Call, Known};
use crate::services::cloudwatch::math::each::{count_across, number, part_of};
use crate::services::cloudwatch::math::{Fault, Series, Trouble, Value};
use crate::time::Timestamp;

/// How many periods the time may have in which all are filled: ten times what an answer tells.
///
/// Source: our choice.
const PERIODS: u64 = 1_008_000;

/// Returns the value that a series has in place of one that is missing at a time.
type With = Box<dyn Fn(&Series, Timestamp) -> Option<f64>>;

/// Fills the periods without a value.
pub(super) fn fill(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(2, 2)?;
    let value = call.value(0, known)?;
    let with: With = match call.word(1) {
        Some("REPEAT") => Box::new(|series, time| {
            series.points.range(..time).next_back().map(|(_, value)| *value)
        }),
        Some("LINEAR") => Box::new(between),
        _ => match call.value(1, known)? {
            Value::Number(number) => Box::new(move |_, _| Some(number)),
            Value::One(other) => {
                let other = other.numbers();
                Box::new(move |_, time| other.points.get(&time).copied())
            }
            many @ Value::Many(_) => return Err(call.unfit(&many)),
        },
    };
    match value {
        Value::One(series) => Ok(Value::One(filled(&series.numbers(), known, &with)?)),
        Value::Many(many) => {
            let filled = many.into_iter().map(|series| filled(&series.numbers(), known, &with));
            Ok(Value::Many(filled.collect::<Result<_, _>>()?))
        }
        number @ Value::Number(_) => Err(call.unfit(&number)),
    }
}

/// Returns the value on the line between the datapoints before and behind a time.
fn between(series: &Series, time: Timestamp) -> Option<f64> {
    let (before, old) = series.points.range(..time).next_back()?;
    let (behind, new) = series.points.range(time..).next()?;
    let part = time.since(*before).as_secs_f64() / behind.since(*before).as_secs_f64();
    Some(old + (new - old) * part)
}

/// Fills the periods of the range without a value.
///
/// Fails if there are too many of them.
pub(super) fn filled(
    series: &Series,
    known: &dyn Known,
    with: impl Fn(&Series, Timestamp) -> Option<f64>,
) -> Result<Series, Trouble> {
    let (start, end, _) = known.range();
    let step = Duration::from_secs(series.period.max(1));
    check_range((start, end), step)?;
    let mut points = BTreeMap::new();
    let mut time = start;
    while time < end {
        let value = series.points.get(&time).copied().or_else(|| with(series, time));
        points.extend(value.map(|value| (time, number(value))));
        time = time + step;
    }
    Ok(Series { label: series.label.clone(), period: series.period, points })
}

/// Fails if a time has so many periods that there should not be a value for each.
pub fn check_range((start, end): (Timestamp, Timestamp), period: Duration) -> Result<(), Trouble> {
    if end.since(start).as_secs() / period.as_secs().max(1) <= PERIODS {
        return Ok(());
    }
    let sentence = format!("The time has more than {PERIODS} periods, which cannot all be filled");
    Err(Fault(sentence).into())
}

/// Takes one value where a condition holds, 0 if that is missing, and another where it does not;
/// where the condition is no number, what is taken is none either.
pub(super) fn choose(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(2, 3)?;
    let condition = call.value(0, known)?;
    let yes = call.value(1, known)?;
    let no = if call.parts.len() > 2 { Some(call.value(2, known)?) } else { None };
    for value in [Some(&yes), no.as_ref()].into_iter().flatten() {
        if let Value::Many(_) = value {
            return Err(call.unfit(value));
        }
    }
    let at = |value: Option<&Value>, time: &Timestamp| match value? {
        Value::Number(number) => Some(*number),
        Value::One(series) => series.points.get(time).copied(),
        Value::Many(_) => None,
    };
    match condition {
        Value::Number(holds) => {
            let chosen = if holds == 0.0 { no } else { Some(yes).filter(|_| !holds.is_nan()) };
            Ok(chosen.unwrap_or_else(|| Value::One(Series::default())))
        }
        Value::One(series) => {
            let points = series.points.iter().filter_map(|(time, holds)| {
                let chosen = if holds.is_nan() {
                    Some(f64::NAN)
                } else if *holds == 0.0 {
                    at(no.as_ref(), time)
                } else {
                    Some(at(Some(&yes), time).unwrap_or_default())
                };
                chosen.map(|value| (*time, number(value)))
            });
            let points = points.collect();
            Ok(Value::One(Series { label: series.label, period: series.period, points }))
        }
        many @ Value::Many(_) => Err(call.unfit(&many)),
    }
}

/// Returns a part of the calendar at each period, whether there is a value or not.
pub(super) fn calendar(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(1, 1)?;
    let value = call.value(0, known)?;
    let told = |series: &Series| {
        let empty = Series { points: BTreeMap::new(), ..series.clone() };
        filled(&empty, known, |_, time| part_of(call.name, time))
    };
    match value {
        Value::One(series) => Ok(Value::One(told(&series)?)),
        Value::Many(many) => Ok(Value::Many(many.iter().map(told).collect::<Result<_, _>>()?)),
        number @ Value::Number(_) => Err(call.unfit(&number)),
    }
}

/// Returns how many datapoints there are.
pub(super) fn count(call: &Call<'_>, known: &mut dyn Known) -> Result<Value, Trouble> {
    call.check(1, 1)?;
    match call.value(0, known)? {
        #[expect(clippy::cast_precision_loss, reason = "there are few datapoints")]
        Value::One(series) => Ok(Value::Number(series.numbers().points.len() as f64)),
        Value::Many(many) => Ok(Value::One(count_across(many))),
        number @ Value::Number(_) => Err(call.unfit(&number)),
    }
}
