//! Why an alarm is in its state, as a document for programs.
//!
//! Source: CloudWatch User Guide, "Alarm events and `EventBridge`", samples; facts; documents in public.
//! Our reading: that one about a band says no threshold of a datapoint that has two; that one which
//! is too long leaves out the oldest datapoints.

use serde_json::json;

use super::reason::{Point, moment};
use super::verdict::Comparison;
use crate::services::cloudwatch::anomaly::model::Band;
use crate::time::Timestamp;
use crate::value::{Value, json};

/// How long a document may be.
///
/// Source: the API model.
const DOCUMENT: usize = 4_000;

/// What a document about an evaluation tells besides its datapoints.
#[derive(Clone, Debug)]
pub struct Query<'a> {
    /// When it was.
    pub time: Timestamp,
    /// The unit that the alarm names, if it names one.
    pub unit: Option<&'a str>,
    /// The statistic, as the alarm spells it; none of an expression.
    pub statistic: Option<&'a str>,
    /// How long a period is, in seconds.
    pub period: u64,
    /// What values are compared with.
    pub comparison: Comparison,
    /// When the newest period begins, which is told where none has data.
    pub newest: Timestamp,
}

/// Returns the document.
pub fn document(query: &Query<'_>, points: &[Point]) -> String {
    let mut document = json!({
        "version": "1.0",
        "queryDate": moment(query.time),
    });
    if let Some(oldest) = points.last() {
        document["startDate"] = moment(oldest.time).into();
    }
    if let Some(unit) = query.unit {
        document["unit"] = unit.into();
    }
    if let Some(statistic) = query.statistic {
        document["statistic"] = statistic.into();
    }
    document["period"] = query.period.into();
    let values: Vec<f64> = points.iter().rev().map(|point| point.value).collect();
    document["recentDatapoints"] = json!(values);
    let ends = Comparison::ends(query.comparison.operator);
    let of_band = |end: fn(Band) -> f64| -> Vec<f64> {
        points.iter().rev().filter_map(|point| point.band.map(end)).collect()
    };
    match ends {
        None => document["threshold"] = json!(query.comparison.threshold),
        Some((low, high)) => {
            if low {
                document["recentLowerThresholds"] = json!(of_band(|band| band.low));
            }
            if high {
                document["recentUpperThresholds"] = json!(of_band(|band| band.high));
            }
        }
    }
    let evaluated: Vec<Value> = if points.is_empty() {
        vec![json!({"timestamp": moment(query.newest)})]
    } else {
        let evaluated = |point: &Point| {
            let mut told = json!({ "timestamp": moment(point.time) });
            if query.statistic.is_some() {
                told["sampleCount"] = point.samples.into();
            }
            told["value"] = point.value.into();
            match (ends, point.band) {
                (Some((true, false)), Some(band)) => told["threshold"] = band.low.into(),
                (Some((false, true)), Some(band)) => told["threshold"] = band.high.into(),
                _ => {}
            }
            told
        };
        points.iter().map(evaluated).collect()
    };
    document["evaluatedDatapoints"] = Value::Array(evaluated);
    loop {
        let text = json::compact(&document);
        if text.len() <= DOCUMENT || !leave_out(&mut document) {
            return text;
        }
    }
}

/// Leaves out an old datapoint of a document; returns whether there was one.
fn leave_out(document: &mut Value) -> bool {
    let evaluated = document["evaluatedDatapoints"].as_array_mut();
    if evaluated.is_some_and(|all| all.pop().is_some()) {
        return true;
    }
    let mut is_one = false;
    for name in ["recentDatapoints", "recentLowerThresholds", "recentUpperThresholds"] {
        if let Some(all) = document.get_mut(name).and_then(Value::as_array_mut)
            && !all.is_empty()
        {
            all.remove(0);
            is_one = true;
        }
    }
    is_one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::shapes::alarms::ComparisonOperator;
    use crate::time::text::parse_date;

    const ABOVE: Comparison =
        Comparison { operator: ComparisonOperator::GreaterThanThreshold, threshold: Some(21.0) };

    fn point(time: &str, value: f64) -> Point {
        Point { time: parse_date(time).unwrap(), value, samples: 1.0, band: None }
    }

    fn query() -> Query<'static> {
        Query {
            time: parse_date("2024-01-16T10:43:00Z").unwrap(),
            unit: None,
            statistic: Some("Average"),
            period: 60,
            comparison: ABOVE,
            newest: parse_date("2024-01-16T10:42:00Z").unwrap(),
        }
    }

    #[test]
    fn a_document_has_the_oldest_first_and_then_the_newest() {
        let query = query();
        let points = [point("2024-01-16T10:42:00Z", 21.5), point("2024-01-16T10:41:00Z", 7.0)];
        assert_eq!(
            document(&query, &points),
            "{\"version\":\"1.0\",\"queryDate\":\"2024-01-16T10:43:00.000+0000\",\
             \"startDate\":\"2024-01-16T10:41:00.000+0000\",\"statistic\":\"Average\",\"period\":60,\
             \"recentDatapoints\":[7.0,21.5],\"threshold\":21.0,\"evaluatedDatapoints\":[\
             {\"timestamp\":\"2024-01-16T10:42:00.000+0000\",\"sampleCount\":1.0,\"value\":21.5},\
             {\"timestamp\":\"2024-01-16T10:41:00.000+0000\",\"sampleCount\":1.0,\"value\":7.0}]}"
        );
    }

    #[test]
    fn a_document_that_is_too_long_leaves_out_the_oldest() {
        let query = query();
        let one = |number: u32| Point {
            time: query.newest - crate::time::MINUTE * number,
            ..point("2024-01-16T10:42:00Z", f64::from(number))
        };
        let points: Vec<Point> = (0..1_440).map(one).collect();
        let text = document(&query, &points);
        assert!((3_900..=DOCUMENT).contains(&text.len()), "{}", text.len());
        let told: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(told["recentDatapoints"].as_array().unwrap().last(), Some(&json!(0.0)));
    }
}
