//! Why an alarm is in its state: a sentence for people, and a document for programs.
//!
//! | the state follows from        | the sentence                                                      |
//! |-------------------------------|-------------------------------------------------------------------|
//! | datapoints                    | `Threshold Crossed: 1 datapoint [21.5 (16/01/24 10:41:00)] was greater than the threshold (21.0).` |
//! | the same, with M of N set     | `Threshold Crossed: 1 out of the last 1 datapoints [...] was less than or equal to the threshold (70.0) (minimum 1 datapoint for OK -> ALARM transition).` |
//! | missing ones, filled          | `Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].` |
//! | nothing                       | `Insufficient Data: 5 datapoints were unknown.`                   |
//!
//! Source: facts, "CloudWatch", state texts, recorded or seen in public. Our reading: which sentence
//! an alarm has whose `DatapointsToAlarm` is not set; that datapoints come the newest first; how a
//! sentence goes on that has both datapoints and filled ones.

use serde_json::json;

use super::verdict::{Comparison, Missing, Rule};
use crate::time::{Timestamp, text};
use crate::value::{Value, json};

/// A datapoint that was looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When its period begins.
    pub time: Timestamp,
    /// What the statistic comes to.
    pub value: f64,
    /// How many values there are.
    pub samples: f64,
}

/// Everything that a reason tells of.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// How the alarm judges.
    pub rule: Rule,
    /// Whether M was set.
    pub says_number: bool,
    /// What values are compared with.
    pub comparison: Comparison,
    /// What was looked at, the newest first.
    pub points: &'a [Point],
    /// How many missing ones were filled.
    pub filled: usize,
    /// Whether the state becomes `ALARM`.
    pub alarm: bool,
}

impl Told<'_> {
    /// Returns the sentence.
    pub fn sentence(&self) -> String {
        let Self { rule, points, filled, .. } = self;
        if points.is_empty() {
            return format!(
                "Threshold Crossed: no datapoints were received for {} and {} treated as [{}].",
                counted(*filled, "period", "periods"),
                counted(*filled, "missing datapoint was", "missing datapoints were"),
                treated(rule.missing)
            );
        }
        let breaching: Vec<_> =
            points.iter().filter(|point| self.comparison.breaches(point.value)).collect();
        let told: Vec<_> = if self.alarm {
            breaching
        } else {
            points.iter().filter(|point| !self.comparison.breaches(point.value)).collect()
        };
        let list: Vec<_> = told
            .iter()
            .map(|point| format!("{} ({})", number(point.value), date(point.time)))
            .collect();
        let (were, not) = (if told.len() == 1 { "was" } else { "were" }, ["not ", ""]);
        let not = not[usize::from(self.alarm)];
        let words = self.comparison.words();
        let mut sentence = if self.says_number {
            format!(
                "Threshold Crossed: {} out of the last {} datapoints [{}] {were} {not}{words}",
                told.len(),
                rule.periods,
                list.join(", "),
            )
        } else {
            format!(
                "Threshold Crossed: {} [{}] {were} {not}{words}",
                counted(told.len(), "datapoint", "datapoints"),
                list.join(", "),
            )
        };
        if *filled > 0 {
            sentence.push_str(&format!(
                " and {} treated as [{}]",
                counted(*filled, "missing datapoint was", "missing datapoints were"),
                treated(rule.missing)
            ));
        }
        if self.says_number {
            let (least, change) = if self.alarm {
                (rule.to_alarm, "OK -> ALARM")
            } else {
                (rule.periods - rule.to_alarm + 1, "ALARM -> OK")
            };
            let least = counted(least, "datapoint", "datapoints");
            sentence.push_str(&format!(" (minimum {least} for {change} transition)"));
        }
        sentence + "."
    }
}

/// Returns the sentence of an alarm that does not know.
pub fn insufficient(periods: usize) -> String {
    format!("Insufficient Data: {} unknown.", counted(periods, "datapoint was", "datapoints were"))
}

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
    pub threshold: f64,
    /// When the newest period begins, which is told where none has data.
    pub newest: Timestamp,
}

/// Returns the document.
///
/// Source: CloudWatch User Guide, "Alarm events and EventBridge", samples; facts.
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
    document["threshold"] = json!(query.threshold);
    let evaluated: Vec<Value> = if points.is_empty() {
        vec![json!({"timestamp": moment(query.newest)})]
    } else {
        let evaluated = |point: &Point| {
            let mut told = json!({ "timestamp": moment(point.time) });
            if query.statistic.is_some() {
                told["sampleCount"] = point.samples.into();
            }
            told["value"] = point.value.into();
            told
        };
        points.iter().map(evaluated).collect()
    };
    document["evaluatedDatapoints"] = Value::Array(evaluated);
    json::compact(&document)
}

fn treated(missing: Missing) -> &'static str {
    if missing == Missing::Breaching { "Breaching" } else { "NonBreaching" }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Returns a time as sentences have it: `15/08/18 21:15:00`.
fn date(time: Timestamp) -> String {
    let iso = text::utc(time);
    let (date, clock) = iso.split_once('T').unwrap_or_default();
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return iso };
    let year = year.get(year.len().saturating_sub(2)..).unwrap_or(year);
    format!("{day}/{month}/{year} {}", clock.trim_end_matches('Z'))
}

/// Returns a time as documents have it: `2018-08-15T21:15:00.000+0000`.
pub fn moment(time: Timestamp) -> String {
    let iso = text::utc(time);
    format!("{}.{:03}+0000", iso.trim_end_matches('Z'), time.millis().rem_euclid(1_000))
}

/// Returns a number as the service prints it: `70.0`, `0.05`, `1.0E7`.
///
/// Source: the sentences in facts have the form of Java's `Double.toString`, which writes numbers
/// from a thousandth to ten million plainly.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-3..1e7).contains(&size) || !value.is_finite() {
        return format!("{value:?}");
    }
    let text = format!("{value:e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let point = if digits.contains('.') { "" } else { ".0" };
    format!("{digits}{point}E{power}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::shapes::alarms::ComparisonOperator;
    use crate::time::text::parse_date;

    fn point(time: &str, value: f64) -> Point {
        Point { time: parse_date(time).unwrap(), value, samples: 1.0 }
    }

    fn told(points: &[Point], says_number: bool, alarm: bool, filled: usize) -> String {
        let rule = Rule { periods: 3, to_alarm: 2, missing: Missing::Breaching };
        let comparison =
            Comparison { operator: ComparisonOperator::GreaterThanThreshold, threshold: 21.0 };
        Told { rule, says_number, comparison, points, filled, alarm }.sentence()
    }

    #[test]
    fn sentences_are_those_of_the_service() {
        let points = [
            point("2024-01-16T10:42:00Z", 21.5),
            point("2024-01-16T10:41:00Z", 6.046_241_709_654_764),
        ];
        let cases = [
            (
                told(&points[..1], false, true, 0),
                "Threshold Crossed: 1 datapoint [21.5 (16/01/24 10:42:00)] was greater than the \
                 threshold (21.0).",
            ),
            (
                told(&points[1..], false, false, 0),
                "Threshold Crossed: 1 datapoint [6.046241709654764 (16/01/24 10:41:00)] was not \
                 greater than the threshold (21.0).",
            ),
            (
                told(&[points[0]; 2], true, true, 0),
                "Threshold Crossed: 2 out of the last 3 datapoints [21.5 (16/01/24 10:42:00), 21.5 \
                 (16/01/24 10:42:00)] were greater than the threshold (21.0) (minimum 2 datapoints \
                 for OK -> ALARM transition).",
            ),
            (
                told(&points, false, true, 1),
                "Threshold Crossed: 1 datapoint [21.5 (16/01/24 10:42:00)] was greater than the \
                 threshold (21.0) and 1 missing datapoint was treated as [Breaching].",
            ),
            (
                told(&[], false, true, 2),
                "Threshold Crossed: no datapoints were received for 2 periods and 2 missing \
                 datapoints were treated as [Breaching].",
            ),
            (insufficient(1), "Insufficient Data: 1 datapoint was unknown."),
            (insufficient(5), "Insufficient Data: 5 datapoints were unknown."),
        ];
        for (sentence, expected) in cases {
            assert_eq!(sentence, expected);
        }
    }

    #[test]
    fn numbers_are_printed_as_the_service_prints_them() {
        let cases = [
            (70.0, "70.0"),
            (0.001, "0.001"),
            (0.0001, "1.0E-4"),
            (1e7, "1.0E7"),
            (9_999_999.5, "9999999.5"),
            (-12_345_678.9, "-1.23456789E7"),
            (0.0, "0.0"),
        ];
        for (value, expected) in cases {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn a_document_has_the_oldest_first_and_then_the_newest() {
        let query = Query {
            time: parse_date("2024-01-16T10:43:00Z").unwrap(),
            unit: None,
            statistic: Some("Average"),
            period: 60,
            threshold: 21.0,
            newest: parse_date("2024-01-16T10:42:00Z").unwrap(),
        };
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
}
