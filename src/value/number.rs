//! Numbers as Python prints them, which is how the AWS CLI prints them, and those that JSON lacks.

use serde_json::Number;

use super::Value;

/// Returns the document of a number.
///
/// What JSON lacks becomes a word, as in AWS's JSON protocols: `NaN`, `Infinity`, `-Infinity`.
pub fn document(value: f64) -> Value {
    match Number::from_f64(value) {
        Some(number) => Value::Number(number),
        None if value.is_nan() => Value::from("NaN"),
        None if value > 0.0 => Value::from("Infinity"),
        None => Value::from("-Infinity"),
    }
}

/// Returns the number of a document, which may be one of the words that stand for what JSON lacks.
pub fn read(document: &Value) -> Option<f64> {
    match document {
        Value::Number(number) => number.as_f64(),
        Value::String(word) => match word.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

/// Returns a number's text: integers as they are, others as [`float`] prints them.
pub fn text(number: &Number) -> String {
    match number.as_f64() {
        Some(value) if number.is_f64() => float(value),
        _ => number.to_string(),
    }
}

/// Returns the shortest text that reads back as the same number, in Python's form.
///
/// | number                              | text           |
/// |-------------------------------------|----------------|
/// | whole                               | `70.0`         |
/// | from 10^-4 to below 10^16           | `0.0001`       |
/// | outside of that                     | `1e+16`, `1e-05` |
/// | not a number, infinite              | `nan`, `inf`   |
pub fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // Within this range Rust writes the same as Python.
    if value == 0.0 || (1e-4..1e16).contains(&value.abs()) {
        return format!("{value:?}");
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_that_json_lacks_are_words() {
        let cases = [
            (1.5, Value::from(1.5)),
            (f64::NAN, Value::from("NaN")),
            (f64::INFINITY, Value::from("Infinity")),
            (f64::NEG_INFINITY, Value::from("-Infinity")),
        ];
        for (value, expected) in cases {
            let written = document(value);
            assert_eq!(written, expected);
            assert_eq!(read(&written).map(f64::to_bits), Some(value.to_bits()), "{expected}");
        }
        assert_eq!(read(&Value::from("nan")), None);
    }

    #[test]
    fn floats_are_printed_as_python_prints_them() {
        let cases = [
            (70.0, "70.0"),
            (12.5, "12.5"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1e-7, "1e-07"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.234_567_890_123_456_8e17, "1.2345678901234568e+17"),
            (-0.0, "-0.0"),
            (1e100, "1e+100"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ];
        for (value, expected) in cases {
            assert_eq!(float(value), expected);
        }
    }

    proptest! {
        #[test]
        fn floats_read_back_and_have_an_exponent_where_python_writes_one(
            bits: u64,
            digits in 1..10_000_000_u32,
            power in -12..24_i32,
        ) {
            let decimal: f64 = format!("{digits}e{power}").parse().unwrap();
            for value in [f64::from_bits(bits), decimal, -decimal] {
                let text = float(value);
                if !value.is_finite() {
                    continue;
                }
                prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
                let scientific = format!("{value:e}");
                let (shortest, exponent) = scientific.split_once('e').unwrap();
                let exponent: i32 = exponent.parse().unwrap();
                prop_assert_eq!(text.contains('e'), !(-4..16).contains(&exponent), "{}", text);
                prop_assert_eq!(text.contains('e') || text.contains('.'), true, "{}", text);
                let only = |text: &str| -> String {
                    let mantissa = text.split('e').next().unwrap_or_default();
                    let digits = mantissa.chars().filter(char::is_ascii_digit).collect::<String>();
                    digits.trim_matches('0').to_owned()
                };
                prop_assert_eq!(only(&text), only(shortest), "no digit more than it needs");
            }
        }
    }
}
