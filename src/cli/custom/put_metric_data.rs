//! The options that the AWS CLI adds to `cloudwatch put-metric-data`.
//!
//! Each fills a member of the first datum of `MetricData`, and makes the datum if there is none.
//!
//! ```text
//! --metric-name Latency --value 12.5 --dimensions Host=a,Zone=b
//!     {"MetricData": [{"MetricName": "Latency", "Value": 12.5, "Dimensions": [
//!         {"Name": "Host", "Value": "a"}, {"Name": "Zone", "Value": "b"}]}]}
//! ```
//!
//! Unlike other commands, `--dimensions` has no `Name=` and `Value=`.
//!
//! Source: facts, "AWS CLI", c.5.

use serde_json::json;

use super::super::arguments::Shortcut;
use super::super::commas;
use super::super::exit::{Failure, Outcome};
use super::super::member::integer;
use crate::services::cloudwatch::unit::Unit;
use crate::value::{Object, Value, number};

/// The member that the options stand in for.
const DATA: &str = "MetricData";

/// The options, in the order in which they fill the datum.
pub const SHORTCUTS: &[Shortcut] = &[
    Shortcut {
        name: "metric-name",
        value: "TEXT",
        words: &[],
        doc: "The name of the metric.",
        instead_of: Some(DATA),
        fill: |request, word| set(request, "MetricName", Value::from(word)),
    },
    Shortcut {
        name: "timestamp",
        value: "TIME",
        words: &[],
        doc: "When it was measured: from two weeks ago to two hours ahead; otherwise now.",
        instead_of: Some(DATA),
        fill: |request, word| set(request, "Timestamp", Value::from(word)),
    },
    Shortcut {
        name: "unit",
        value: "WORD",
        words: Unit::WORDS,
        doc: "What the value is in.",
        instead_of: Some(DATA),
        fill: |request, word| set(request, "Unit", Value::from(word)),
    },
    Shortcut {
        name: "value",
        value: "NUMBER",
        words: &[],
        doc: "The value.",
        instead_of: Some(DATA),
        fill: |request, word| set(request, "Value", decimal(word)?),
    },
    Shortcut {
        name: "dimensions",
        value: "NAME=VALUE,...",
        words: &[],
        doc: "The dimensions of the metric, as in Host=a,Zone=b. Other commands want \
              Name=Host,Value=a Name=Zone,Value=b.",
        instead_of: Some(DATA),
        fill: |request, word| set(request, "Dimensions", dimensions(word)?),
    },
    Shortcut {
        name: "statistic-values",
        value: "NAME=NUMBER,...",
        words: &[],
        doc: "Statistics in place of a value, as in SampleCount=3,Sum=11,Minimum=2,Maximum=5.",
        instead_of: Some(DATA),
        fill: |request, word| set(request, "StatisticValues", statistics(word)?),
    },
    Shortcut {
        name: "storage-resolution",
        value: "INTEGER",
        words: &[],
        doc: "How finely the time is kept: 1 for the second, otherwise 60 for the minute. With \
              --metric-data it is about the first datum.",
        instead_of: None,
        fill: |request, word| {
            let secs = integer(word).ok_or_else(|| {
                Failure::General(format!("invalid literal for int() with base 10: '{word}'"))
            })?;
            set(request, "StorageResolution", Value::from(secs))
        },
    },
];

/// Sets a member of the first datum.
///
/// Fails as Python does if there are data and none is first, or if it has no members.
fn set(request: &mut Object, name: &str, value: Value) -> Outcome {
    let data = request.entry(DATA).or_insert_with(|| json!([{}]));
    let Some(first) = data.as_array_mut().and_then(|data| data.first_mut()) else {
        return Err(Failure::General("list index out of range".to_owned()));
    };
    let Some(datum) = first.as_object_mut() else {
        let message = "'str' object does not support item assignment";
        return Err(Failure::General(message.to_owned()));
    };
    datum.insert(name.to_owned(), value);
    Ok(())
}

fn dimensions(text: &str) -> Outcome<Value> {
    let pairs = pairs(text)?;
    Ok(pairs.into_iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect())
}

fn statistics(text: &str) -> Outcome<Value> {
    let mut statistics = Object::new();
    for (name, value) in pairs(text)? {
        statistics.insert(name, decimal(&value)?);
    }
    Ok(Value::Object(statistics))
}

/// Returns pairs that have exactly one `=` each.
fn pairs(text: &str) -> Outcome<Vec<(String, String)>> {
    let parts = commas::split(text).map_err(Failure::General)?;
    let pair = |part: String| {
        let halves: Vec<&str> = part.split('=').collect();
        match halves.as_slice() {
            [name, value] => Ok(((*name).to_owned(), (*value).to_owned())),
            [_] => Err("not enough values to unpack (expected 2, got 1)"),
            _ => Err("too many values to unpack (expected 2)"),
        }
    };
    let pairs = parts.into_iter().map(pair).collect::<Result<_, _>>();
    pairs.map_err(|message| Failure::General(message.to_owned()))
}

/// Returns a number as Python's `Decimal` reads it, rounded to what goes over the wire.
fn decimal(text: &str) -> Outcome<Value> {
    let plain = text.trim().replace('_', "");
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(&plain).to_ascii_lowercase();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if unsigned.strip_prefix("snan").is_some_and(digits) {
        return Err(Failure::General("cannot convert signaling NaN to float".to_owned()));
    }
    let is_nan = unsigned.strip_prefix("nan").is_some_and(digits);
    let is_infinite = ["inf", "infinity"].contains(&unsigned.as_str());
    let value = if is_nan {
        Some(f64::NAN)
    } else if is_infinite || unsigned.starts_with(|c: char| c == '.' || c.is_ascii_digit()) {
        plain.parse().ok()
    } else {
        None
    };
    value
        .map(number::document)
        .ok_or_else(|| Failure::General("[<class 'decimal.ConversionSyntax'>]".to_owned()))
}
