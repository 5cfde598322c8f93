//! Rows as text, as a program in Java writes them: that is how the results of queries look.
//!
//! - The members of a structure stand in the order of a `HashMap`: by buckets, those of one bucket as
//!   they were put in.
//! - Every number of an item is a `Double`; only counts are whole.
//!
//! Source: AWS Config Developer Guide, "Example queries", whose results have `"size":100.0` and all
//! members in that order; the `HashMap` and `Double` of the Java Platform, for the rules.

use std::fmt::Write as _;

use crate::value::{Object, Value};

/// Returns a row as text.
pub(super) fn text(row: &Object) -> String {
    let mut out = String::new();
    object(row, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => object(members, out),
        Value::Array(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Number(number) => out.push_str(&double(number.as_f64().unwrap_or_default())),
        other => write!(out, "{other}").expect("a text takes all"),
    }
}

fn object(members: &Object, out: &mut String) {
    out.push('{');
    for (position, (name, value)) in in_buckets(members).into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write!(out, "{}:", Value::from(name)).expect("a text takes all");
        // What is counted stands at the top and is the only number there.
        match value {
            Value::Number(number) if number.is_i64() && name.ends_with(')') => {
                write!(out, "{number}").expect("a text takes all");
            }
            other => write(other, out),
        }
    }
    out.push('}');
}

/// Returns members in the order of a `HashMap` that they were put into one by one.
fn in_buckets(members: &Object) -> Vec<(&str, &Value)> {
    // A table begins with 16 buckets, and gets twice as many when it is filled to three quarters.
    let mut buckets: u32 = 16;
    while members.len() * 4 > buckets as usize * 3 {
        buckets *= 2;
    }
    let mut all: Vec<(&str, &Value)> =
        members.iter().map(|(name, value)| (name.as_str(), value)).collect();
    all.sort_by_cached_key(|(name, _)| {
        let hash =
            name.encode_utf16().fold(0_u32, |hash, c| hash.wrapping_mul(31).wrapping_add(c.into()));
        (hash ^ (hash >> 16)) & (buckets - 1)
    });
    all
}

/// Returns a number as `Double.toString` does.
fn double(number: f64) -> String {
    let size = number.abs();
    if number == 0.0 || (1e-3..1e7).contains(&size) {
        return format!("{number:?}");
    }
    let text = format!("{number:E}");
    let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    format!("{digits}{point}E{exponent}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: Value) -> String {
        let Value::Object(members) = value else { panic!("no row") };
        text(&members)
    }

    #[test]
    fn rows_look_as_in_the_guide() {
        assert_eq!(
            row(json!({
                "configuration": {"availabilityZone": "us-west-2a", "encrypted": false,
                    "size": 100, "state": {"value": "available"}, "volumeType": "gp2"},
                "tags": [],
                "accountId": "1", "resourceType": "AWS::EC2::Volume", "resourceId": "vol-1",
                "awsRegion": "us-west-2", "resourceCreationTime": "2020-02-21T07:39:43.771Z",
            })),
            r#"{"accountId":"1","resourceId":"vol-1","awsRegion":"us-west-2","configuration":{"volumeType":"gp2","encrypted":false,"size":100.0,"state":{"value":"available"},"availabilityZone":"us-west-2a"},"resourceCreationTime":"2020-02-21T07:39:43.771Z","tags":[],"resourceType":"AWS::EC2::Volume"}"#
        );
        assert_eq!(
            row(json!({"configuration": {"complianceType": "COMPLIANT"}, "COUNT(*)": 2})),
            r#"{"COUNT(*)":2,"configuration":{"complianceType":"COMPLIANT"}}"#
        );
    }

    #[test]
    fn numbers_look_as_those_of_java() {
        for (number, text) in [
            (0.0, "0.0"),
            (100.0, "100.0"),
            (-2.5, "-2.5"),
            (0.001, "0.001"),
            (0.000_1, "1.0E-4"),
            (9_999_999.0, "9999999.0"),
            (10_000_000.0, "1.0E7"),
            (1_700_000_000_123.0, "1.700000000123E12"),
        ] {
            assert_eq!(double(number), text);
        }
    }
}
