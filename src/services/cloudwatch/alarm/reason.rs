//! Why an alarm is in its state, as a sentence for people.
//!
//! | the state follows from        | the sentence                                                      |
//! |-------------------------------|-------------------------------------------------------------------|
//! | datapoints                    | `Threshold Crossed: 1 datapoint [21.5 (16/01/24 10:41:00)] was greater than the threshold (21.0).` |
//! | the same, with M of N set     | `Threshold Crossed: 1 out of the last 1 datapoints [...] was less than or equal to the threshold (70.0) (minimum 1 datapoint for OK -> ALARM transition).` |
//! | five datapoints or more       | `Threshold Crossed: 24 datapoints were greater than the threshold (0.0). The most recent datapoints which crossed the threshold: [1.0 (19/12/24 08:33:00), ...].`: the newest five |
//! | missing ones, filled          | `Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].` |
//! | datapoints and filled ones    | `Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].` |
//! | nothing                       | `Insufficient Data: 5 datapoints were unknown.`                   |
//! | datapoints beside a band      | `Thresholds Crossed: 1 out of the last 1 datapoints [...] was less than the lower thresholds [0.02] or greater than the upper thresholds [0.3] (minimum 1 datapoint for OK -> ALARM transition).` |
//! | those of a contributor        | `Threshold Crossed: 1 datapoint was less than the threshold (1.0). The most recent datapoint which crossed the threshold: [0.0 (01/12/25 13:34:00)].` |
//!
//! Source: facts, "CloudWatch", state texts, recorded or seen in public. Our reading: which sentence
//! an alarm has whose `DatapointsToAlarm` is not set; that datapoints come the newest first; that four
//! are still told in brackets; how several datapoints that do not cross are told.

use super::verdict::{Comparison, Missing, Rule};
use crate::services::cloudwatch::anomaly::model::Band;
use crate::services::cloudwatch::shapes::alarms::ComparisonOperator;
use crate::time::{Timestamp, text};

/// How many datapoints a sentence tells.
const NEWEST: usize = 5;

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
        if points.is_empty() || *filled > 0 {
            let received = match points.len() {
                0 => "no datapoints were".to_owned(),
                number => counted(number, "datapoint was", "datapoints were"),
            };
            return format!(
                "{}: {received} received for {} and {} treated as [{}].",
                self.crossed(),
                counted(points.len() + *filled, "period", "periods"),
                counted(*filled, "missing datapoint was", "missing datapoints were"),
                treated(rule.missing)
            );
        }
        let told = self.told();
        let (crossed, compared) = (self.crossed(), self.compared(&told));
        let were = if told.len() == 1 { "was" } else { "were" };
        let number = if self.says_number {
            format!("{} out of the last {} datapoints", told.len(), rule.periods)
        } else {
            counted(told.len(), "datapoint", "datapoints")
        };
        let list: Vec<_> = told.iter().take(NEWEST).map(|point| dated(point)).collect();
        let list = list.join(", ");
        let mut sentence = if told.len() < NEWEST || self.comparison.threshold.is_none() {
            format!("{crossed}: {number} [{list}] {were} {compared}")
        } else {
            let which = self.which_crossed();
            let newest =
                format!("The most recent datapoints which {which} the threshold: [{list}]");
            format!("{crossed}: {number} {were} {compared}. {newest}")
        };
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
        let told = self.told();
        let Some(newest) = told.first().filter(|_| self.filled == 0) else {
            return self.sentence();
        };
        let (were, datapoint) =
            if told.len() == 1 { ("was", "datapoint") } else { ("were", "datapoints") };
        format!(
            "{}: {} {datapoint} {were} {}. The most recent {datapoint} which {} the threshold: [{}].",
            self.crossed(),
            told.len(),
            self.compared(&told),
            self.which_crossed(),
            dated(newest)
        )
    }

    /// Returns the datapoints that speak for the state, the newest first.
    fn told(&self) -> Vec<&Point> {
        self.points.iter().filter(|point| self.breaches(point) == self.alarm).collect()
    }

    const fn which_crossed(&self) -> &'static str {
        if self.alarm { "crossed" } else { "did not cross" }
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
            told.iter().take(NEWEST).filter_map(of).collect::<Vec<_>>().join(", ")
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
                "Threshold Crossed: 2 datapoints were received for 3 periods and 1 missing datapoint \
                 was treated as [Breaching].",
            ),
            (
                told(&points[..1], true, true, 2),
                "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints \
                 were treated as [Breaching].",
            ),
            (
                told(&[points[0]; 7], false, true, 0),
                "Threshold Crossed: 7 datapoints were greater than the threshold (21.0). The most \
                 recent datapoints which crossed the threshold: [21.5 (16/01/24 10:42:00), 21.5 \
                 (16/01/24 10:42:00), 21.5 (16/01/24 10:42:00), 21.5 (16/01/24 10:42:00), 21.5 \
                 (16/01/24 10:42:00)].",
            ),
            (
                told(&[points[0]; 5], true, true, 0),
                "Threshold Crossed: 5 out of the last 3 datapoints were greater than the threshold \
                 (21.0). The most recent datapoints which crossed the threshold: [21.5 (16/01/24 \
                 10:42:00), 21.5 (16/01/24 10:42:00), 21.5 (16/01/24 10:42:00), 21.5 (16/01/24 \
                 10:42:00), 21.5 (16/01/24 10:42:00)] (minimum 2 datapoints for OK -> ALARM \
                 transition).",
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
        use ComparisonOperator::{
            GreaterThanUpperThreshold, LessThanLowerOrGreaterThanUpperThreshold,
        };
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
             datapoints which crossed the threshold: [30.0 (01/12/25 13:34:00)]."
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
}
