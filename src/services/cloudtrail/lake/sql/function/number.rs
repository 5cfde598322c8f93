//! Functions of numbers.

use super::super::Cell;
use super::{Function, functions, number, whole};

/// The functions.
pub(super) const FUNCTIONS: &[Function] = functions! {
    "abs"(Number; 0) -> First, |a| Ok(match &a[0] {
        Cell::Whole(n) => Cell::Whole(n.saturating_abs()),
        _ => Cell::Number(number(a, 0).abs()),
    });
    "ceiling"(Number; 0) -> First, |a| Ok(rounded(a, f64::ceil));
    "divided"(Number, Number; 0) -> First, |a| match (&a[0], &a[1]) {
        (Cell::Whole(_), Cell::Whole(0)) => Err("Division by zero".to_owned()),
        (Cell::Whole(n), Cell::Whole(by)) => Ok(Cell::Whole(n.wrapping_div(*by))),
        _ => Ok(Cell::Number(number(a, 0) / number(a, 1))),
    };
    "floor"(Number; 0) -> First, |a| Ok(rounded(a, f64::floor));
    "ln"(Number; 0) -> Number, |a| Ok(Cell::Number(number(a, 0).ln()));
    "added"(Whole, Whole; 0) -> Whole, |a| checked(a, ("addition", "+"), i64::checked_add);
    "subtracted"(Whole, Whole; 0) -> Whole, |a| {
        checked(a, ("subtraction", "-"), i64::checked_sub)
    };
    "multiplied"(Whole, Whole; 0) -> Whole, |a| {
        checked(a, ("multiplication", "*"), i64::checked_mul)
    };
    "log10"(Number; 0) -> Number, |a| Ok(Cell::Number(number(a, 0).log10()));
    "mod"(Number, Number; 0) -> First, |a| match (&a[0], &a[1]) {
        (Cell::Whole(_), Cell::Whole(0)) => Err("Division by zero".to_owned()),
        (Cell::Whole(n), Cell::Whole(by)) => Ok(Cell::Whole(n.wrapping_rem(*by))),
        _ => Ok(Cell::Number(number(a, 0) % number(a, 1))),
    };
    "pow"(Number, Number; 0) -> Number, |a| Ok(Cell::Number(number(a, 0).powf(number(a, 1))));
    "round"(Number, Whole; 1) -> First, |a| {
        let places = i32::try_from(whole(a, 1).clamp(-18, 18)).unwrap_or_default();
        let scale = 10_f64.powi(places);
        if places >= 0 && matches!(a[0], Cell::Whole(_)) {
            return Ok(a[0].clone());
        }
        Ok(rounded(a, |n| {
            let scaled = (n * scale).round() / scale;
            if scaled.is_finite() { scaled } else { n }
        }))
    };
    "sign"(Number; 0) -> First, |a| Ok(match &a[0] {
        Cell::Whole(n) => Cell::Whole(n.signum()),
        _ if number(a, 0) == 0.0 => Cell::Number(0.0),
        _ => Cell::Number(number(a, 0).signum()),
    });
    "number_of"(Any; 0) -> Number, |a| match &a[0] {
        Cell::Text(held) => {
            let number = held.trim().trim_matches('"').parse().ok();
            number.map(Cell::Number).ok_or_else(|| cannot(held, "double"))
        }
        _ => Ok(Cell::Number(number(a, 0))),
    };
    "sqrt"(Number; 0) -> Number, |a| Ok(Cell::Number(number(a, 0).sqrt()));
    "truncate"(Number; 0) -> First, |a| Ok(rounded(a, f64::trunc));
    "truth_of"(Any; 0) -> Truth, |a| match &a[0] {
        Cell::Text(held) => match held.trim().to_ascii_lowercase().as_str() {
            "true" | "t" | "1" => Ok(Cell::truth(true)),
            "false" | "f" | "0" => Ok(Cell::truth(false)),
            _ => Err(cannot(held, "boolean")),
        },
        _ => Ok(Cell::truth(number(a, 0) != 0.0)),
    };
    "whole_of"(Any; 0) -> Whole, |a| match &a[0] {
        Cell::Text(held) => {
            let number = held.trim().trim_matches('"').parse().ok();
            number.map(Cell::Whole).ok_or_else(|| cannot(held, "bigint"))
        }
        Cell::Number(n) if !n.is_finite() || n.abs() >= 9.2e18 => {
            Err(cannot(&n.to_string(), "bigint"))
        }
        Cell::Number(n) => Ok(Cell::Whole(whole(&[Cell::Number(n.round())], 0))),
        other => Ok(other.clone()),
    };
};

/// Calculates with whole numbers, as far as they reach.
fn checked(
    a: &[Cell],
    (what, sign): (&str, &str),
    run: impl Fn(i64, i64) -> Option<i64>,
) -> Result<Cell, String> {
    let (left, right) = (whole(a, 0), whole(a, 1));
    let found = run(left, right).map(Cell::Whole);
    found.ok_or_else(|| format!("bigint {what} overflow: {left} {sign} {right}"))
}

fn cannot(held: &str, to: &str) -> String {
    let begin: String = held.chars().take(60).collect();
    format!("Cannot cast '{begin}' to {to}")
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "whole numbers are rounded to powers of ten only"
)]
fn rounded(a: &[Cell], round: impl Fn(f64) -> f64) -> Cell {
    match &a[0] {
        Cell::Whole(n) => Cell::Whole(round(*n as f64) as i64),
        _ => Cell::Number(round(number(a, 0))),
    }
}
