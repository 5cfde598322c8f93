//! Why an alarm is in its state: a sentence for people, and a document for programs.
//!
//! | the state follows from        | the sentence                                                      |
//! |-------------------------------|-------------------------------------------------------------------|
//! | datapoints                    | `Threshold Crossed: 1 datapoint [21.5 (16/01/24 10:41:00)] was greater than the threshold (21.0).` |
//! | the same, with M of N set     | `Threshold Crossed: 1 out of the last 1 datapoints [...] was less than or equal to the threshold (70.0) (minimum 1 datapoint for OK -> ALARM transition).` |
//! | missing ones, filled          | `Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].` |
//! | nothing                       | `Insufficient Data: 5 datapoints were unknown.`                   |
//! | datapoints beside a band      | `Thresholds Crossed: 1 out of the last 1 datapoints [...] was less than the lower thresholds [0.02] or greater than the upper thresholds [0.3] (minimum 1 datapoint for OK -> ALARM transition).` |
//! | those of a contributor        | `Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which crossed the threshold: [0.0 (01/12/25 13:34:00)].` |
//!
//! Source: facts, "CloudWatch", state texts, recorded or seen in public. Our reading: which sentence
//! an alarm has whose `DatapointsToAlarm` is not set; that datapoints come the newest first; how a
//! sentence goes on that has both datapoints and filled ones; that of a contributor that is `OK` or was
//! filled; that a document about a band says no threshold of a datapoint that has two.

use serde_json::json;

use super::verdict::{Comparison, Missing, Rule};
use crate::services::cloudwatch::anomaly::model::Band;
use crate::services::cloudwatch::shapes::alarms::ComparisonOperator;
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
    /// The band that it should lie in, where it is compared with one.
    pub band: Option<Band>,
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
                "{}: no datapoints were received for {} and {} treated as [{}].",
                self.crossed(),
                counted(*filled, "period", "periods"),
                counted(*filled, "missing datapoint was", "missing datapoints were"),
                treated(rule.missing)
            );
        }
        let told: Vec<&Point> =
            points.iter().filter(|point| self.breaches(point) == self.alarm).collect();
        let list: Vec<_> = told.iter().map(|point| dated(point)).collect();
        let (crossed, compared) = (self.crossed(), self.compared(&told));
        let were = if told.len() == 1 { "was" } else { "were" };
        let mut sentence = if self.says_number {
            format!(
                "{crossed}: {} out of the last {} datapoints [{}] {were} {compared}",
                told.len(),
                rule.periods,
                list.join(", "),
            )
        } else {
            format!(
                "{crossed}: {} [{}] {were} {compared}",
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

    /// Returns the sentence about one of several series, which tells only the newest datapoint.
    pub fn of_contributor(&self) -> String {
        let told: Vec<&Point> =
            self.points.iter().filter(|point| self.breaches(point) == self.alarm).collect();
        let Some(newest) = told.first() else { return self.sentence() };
        let were = if told.len() == 1 { "was" } else { "were" };
        let crossed = if self.alarm { "crossed" } else { "did not cross" };
        format!(
            "{}: {} {were} {}. The most recent datapoint which {crossed} the threshold: [{}].",
            self.crossed(),
            counted(told.len(), "datapoint", "datapoints"),
            self.compared(&told),
            dated(newest)
        )
    }

    fn breaches(&self, point: &Point) -> bool {
        self.comparison.breaches(point.value, point.band)
    }

    fn crossed(&self) -> &'static str {
        if self.comparison.threshold.is_some() { "Threshold Crossed" } else { "Thresholds Crossed" }
    }

    /// Returns how datapoints compare, as in `not greater than the threshold (70.0)`.
    fn compared(&self, told: &[&Point]) -> String {
        let not = if self.alarm { "" } else { "not " };
        let ends = |end: fn(Band) -> f64| {
            let of = |point: &&Point| point.band.map(|band| number(end(band)));
            told.iter().filter_map(of).collect::<Vec<_>>().join(", ")
        };
        let low = || format!("{not}less than the lower thresholds [{}]", ends(|band| band.low));
        let high =
            || format!("{not}greater than the upper thresholds [{}]", ends(|band| band.high));
        let words = match self.comparison.operator {
            ComparisonOperator::GreaterThanOrEqualToThreshold => "greater than or equal to",
            ComparisonOperator::GreaterThanThreshold => "greater than",
            ComparisonOperator::LessThanThreshold => "less than",
            ComparisonOperator::LessThanOrEqualToThreshold => "less than or equal to",
            ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold => {
                return format!("{} or {}", low(), high());
            }
            ComparisonOperator::LessThanLowerThreshold => return low(),
            ComparisonOperator::GreaterThanUpperThreshold => return high(),
        };
        let threshold = number(self.comparison.threshold.unwrap_or_default());
        format!("{not}{words} the threshold ({threshold})")
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
    pub comparison: Comparison,
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
    json::compact(&document)
}

fn treated(missing: Missing) -> &'static str {
    if missing == Missing::Breaching { "Breaching" } else { "NonBreaching" }
}

fn dated(point: &Point) -> String {
    format!("{} ({})", number(point.value), date(point.time))
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
    use crate::time::text::parse_date;

    const ABOVE: Comparison =
        Comparison { operator: ComparisonOperator::GreaterThanThreshold, threshold: Some(21.0) };

    fn point(time: &str, value: f64) -> Point {
        Point { time: parse_date(time).unwrap(), value, samples: 1.0, band: None }
    }

    fn told(points: &[Point], says_number: bool, alarm: bool, filled: usize) -> String {
        let rule = Rule { periods: 3, to_alarm: 2, missing: Missing::Breaching };
        Told { rule, says_number, comparison: ABOVE, points, filled, alarm }.sentence()
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
    fn sentences_about_bands_have_both_ends() {
        let band = |point: Point, low, high| Point { band: Some(Band { low, high }), ..point };
        let points = [
            band(
                point("2019-10-03T15:58:00Z", 0.0),
                0.020_599_444_741_798_756,
                0.300_691_535_273_246_1,
            ),
            band(point("2019-10-03T15:57:00Z", 0.1), 0.02, 0.3),
        ];
        let rule = Rule { periods: 1, to_alarm: 1, missing: Missing::Missing };
        let told = |operator, points: &[Point], alarm| {
            let comparison = Comparison { operator, threshold: None };
            Told { rule, says_number: true, comparison, points, filled: 0, alarm }.sentence()
        };
        use ComparisonOperator::{
            GreaterThanUpperThreshold, LessThanLowerOrGreaterThanUpperThreshold,
        };
        let cases = [
            (
                told(LessThanLowerOrGreaterThanUpperThreshold, &points[..1], true),
                "Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (03/10/19 15:58:00)] was less \
                 than the lower thresholds [0.020599444741798756] or greater than the upper \
                 thresholds [0.3006915352732461] (minimum 1 datapoint for OK -> ALARM transition).",
            ),
            (
                told(LessThanLowerOrGreaterThanUpperThreshold, &points[1..], false),
                "Thresholds Crossed: 1 out of the last 1 datapoints [0.1 (03/10/19 15:57:00)] was not \
                 less than the lower thresholds [0.02] or not greater than the upper thresholds [0.3] \
                 (minimum 1 datapoint for ALARM -> OK transition).",
            ),
            (
                told(GreaterThanUpperThreshold, &points, false),
                "Thresholds Crossed: 2 out of the last 1 datapoints [0.0 (03/10/19 15:58:00), 0.1 \
                 (03/10/19 15:57:00)] were not greater than the upper thresholds \
                 [0.3006915352732461, 0.3] (minimum 1 datapoint for ALARM -> OK transition).",
            ),
        ];
        for (sentence, expected) in cases {
            assert_eq!(sentence, expected);
        }
    }

    #[test]
    fn of_a_contributor_the_newest_datapoint_is_told() {
        let points = [point("2025-12-01T13:34:00Z", 30.0), point("2025-12-01T13:33:00Z", 22.0)];
        let rule = Rule { periods: 3, to_alarm: 2, missing: Missing::Breaching };
        let told = |points: &[Point], filled, alarm| {
            Told { rule, says_number: false, comparison: ABOVE, points, filled, alarm }
                .of_contributor()
        };
        assert_eq!(
            told(&points[..1], 0, true),
            "Threshold Crossed: 1 datapoint was greater than the threshold (21.0). The most recent \
             datapoint which crossed the threshold: [30.0 (01/12/25 13:34:00)]."
        );
        assert_eq!(
            told(&points, 0, true),
            "Threshold Crossed: 2 datapoints were greater than the threshold (21.0). The most recent \
             datapoint which crossed the threshold: [30.0 (01/12/25 13:34:00)]."
        );
        assert_eq!(
            told(&[point("2025-12-01T13:34:00Z", 3.0)], 0, false),
            "Threshold Crossed: 1 datapoint was not greater than the threshold (21.0). The most \
             recent datapoint which did not cross the threshold: [3.0 (01/12/25 13:34:00)]."
        );
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
            comparison: ABOVE,
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
