//! What the result of a query is called.
//!
//! A label may have parts that are filled in:
//!
//! | part                                              | becomes                                |
//! |---------------------------------------------------|----------------------------------------|
//! | `${MAX}` `${MIN}` `${AVG}` `${SUM}` `${FIRST}` `${LAST}` | what the values come to, see below     |
//! | `${MAX_TIME}` `${MIN_TIME}` `${FIRST_TIME}` `${LAST_TIME}` | when that was                   |
//! | `${MAX_TIME_RELATIVE}` and so on, with the other three | how long that is from now, as `1h5m` |
//! | `${MIN_MAX_RANGE}` `${FIRST_LAST_RANGE}`          | the difference of the two              |
//! | `${MIN_MAX_TIME_RANGE}` `${FIRST_LAST_TIME_RANGE}` | `2024-06-01 12:00 UTC - ...`          |
//! | `${DATAPOINT_COUNT}`                              | how many datapoints there are          |
//! | `${LABEL}`                                        | the label that it has without one      |
//! | `${PROP('Namespace')}` and so on                  | a property of the metric               |
//!
//! Properties are `AccountId`, `MetricName`, `Namespace`, `Period`, `Region`, `Stat`, and `Dim.NAME` of
//! a dimension. Numbers have three decimal places, small ones three digits that are not zero, as `0.000123`,
//! and those below a millionth `1.23e-7`, without zeros at the end. What has no value becomes `--`; what is no such part stays as it is. Times are in UTC,
//! or as far from it as the request says.
//!
//! Source: CloudWatch User Guide, "Using dynamic labels"; how numbers and times are printed is our
//! choice, as the guide does not say it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::math::Series;
use super::math::each::Aggregate;
use super::metric::Metric;
use crate::time::{Timestamp, span, text};

/// How many parts of a label are filled in.
///
/// Source: CloudWatch User Guide, "Using dynamic labels".
const PARTS: usize = 6;

/// What is smaller is printed with its power of ten.
const MILLIONTH: f64 = 1e-6;

/// What stands in place of a value that there is not.
const NONE: &str = "--";

/// How far a time zone is from UTC, as in `+0130`, in minutes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Zone(i64);

impl Zone {
    /// Returns the zone of a spelling; `None` if it spells none.
    pub fn parse(spelling: &str) -> Option<Self> {
        let sign = match spelling.as_bytes().first()? {
            b'+' => 1,
            b'-' => -1,
            _ => return None,
        };
        let digits = spelling.get(1..)?;
        if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (hours, minutes) = (digits[..2].parse::<i64>().ok()?, digits[2..].parse::<i64>().ok()?);
        (hours <= 15 && minutes < 60).then_some(Self(sign * (hours * 60 + minutes)))
    }

    /// Returns how far it is ahead of UTC, in minutes.
    pub const fn minutes(self) -> i64 {
        self.0
    }

    fn written(self, time: Timestamp) -> String {
        let off = Duration::from_secs(self.0.unsigned_abs() * 60);
        let local = if self.0 < 0 { time - off } else { time + off };
        let whole = text::utc(local);
        let zone = if self.0 == 0 {
            "UTC".to_owned()
        } else {
            let sign = if self.0 < 0 { '-' } else { '+' };
            format!("{sign}{:02}{:02}", self.0.abs() / 60, self.0.abs() % 60)
        };
        format!("{} {} {zone}", &whole[..10], &whole[11..16])
    }
}

/// Fills in the parts of a label.
///
/// `usual` is the label that the series has without one, `properties` what is known of its metric, and
/// `when` the zone of times and the time at which it is.
pub fn filled(
    label: &str,
    series: &Series,
    usual: &str,
    properties: &BTreeMap<String, String>,
    when: (Zone, Timestamp),
) -> String {
    let mut text = String::new();
    let mut rest = label;
    let mut parts = 0;
    while let Some(start) = rest.find("${") {
        let Some(end) = rest[start..].find('}') else { break };
        text.push_str(&rest[..start]);
        let whole = &rest[start..=start + end];
        let name = &whole[2..whole.len() - 1];
        match part(name, series, usual, properties, when).filter(|_| parts < PARTS) {
            Some(part) => {
                text.push_str(&part);
                parts += 1;
            }
            None => text.push_str(whole),
        }
        rest = &rest[start + end + 1..];
    }
    text + rest
}

/// Returns what tells each of several metrics from the others: what differs of their namespaces, their
/// names, and the values of their dimensions. One alone is called by its name.
///
/// Source: CloudWatch User Guide, "Use dynamic labels": one metric of each function is called by the
/// function's name. What AWS does where more than one thing differs is not published.
pub fn apart(metrics: &[Metric]) -> Vec<String> {
    let parts = |metric: &Metric| -> BTreeMap<(usize, String), String> {
        let dimensions = metric.dimensions().iter();
        let dimensions = dimensions.map(|(name, value)| ((2, name.clone()), value.clone()));
        let own = [(0, &metric.namespace), (1, &metric.name)];
        let own = own.map(|(place, text)| ((place, String::new()), text.clone()));
        own.into_iter().chain(dimensions).collect()
    };
    let all: Vec<_> = metrics.iter().map(parts).collect();
    let differs = |part: &(usize, String), value: &String| {
        all.iter().any(|other| other.get(part) != Some(value))
    };
    let shared: BTreeSet<&(usize, String)> = all
        .first()
        .into_iter()
        .flatten()
        .filter(|(part, value)| !differs(part, value))
        .map(|(part, _)| part)
        .collect();
    let label = |(metric, parts): (&Metric, &BTreeMap<(usize, String), String>)| {
        let own: Vec<&str> = parts
            .iter()
            .filter(|(part, _)| !shared.contains(part))
            .map(|(_, value)| value.as_str())
            .collect();
        if own.is_empty() { metric.name.clone() } else { own.join(" ") }
    };
    metrics.iter().zip(&all).map(label).collect()
}

/// A datapoint.
type Point = (Timestamp, f64);

fn part(
    name: &str,
    series: &Series,
    usual: &str,
    properties: &BTreeMap<String, String>,
    when: (Zone, Timestamp),
) -> Option<String> {
    if let Some(property) = name.strip_prefix("PROP('").and_then(|p| p.strip_suffix("')")) {
        return Some(properties.get(property).cloned().unwrap_or_else(|| NONE.to_owned()));
    }
    let values: Vec<f64> = series.points.values().copied().collect();
    let of = |aggregate: Aggregate| number(aggregate.of(&values));
    let (zone, now) = when;
    let ago = |point: Option<Point>| {
        let from_now = |(time, _): Point| span::print(now.since(time).max(time.since(now)));
        point.map_or_else(|| NONE.to_owned(), from_now)
    };
    let difference = |from: Option<Point>, to: Option<Point>| {
        number(from.zip(to).map(|((_, from), (_, to))| to - from))
    };
    let time = |point: Option<Point>| point.map_or_else(|| NONE.to_owned(), |p| zone.written(p.0));
    let value = |point: Option<Point>| number(point.map(|point| point.1));
    let point = |(time, value): (&Timestamp, &f64)| (*time, *value);
    let first = series.points.iter().next().map(point);
    let last = series.points.iter().next_back().map(point);
    let by_value = |left: &Point, right: &Point| left.1.total_cmp(&right.1);
    let max = series.points.iter().map(point).max_by(by_value);
    let min = series.points.iter().map(point).min_by(by_value);
    Some(match name {
        "LABEL" => usual.to_owned(),
        "AVG" => of(Aggregate::Average),
        "SUM" => of(Aggregate::Sum),
        "MAX" => value(max),
        "MIN" => value(min),
        "FIRST" => value(first),
        "LAST" => value(last),
        "MAX_TIME" => time(max),
        "MIN_TIME" => time(min),
        "FIRST_TIME" => time(first),
        "LAST_TIME" => time(last),
        "MAX_TIME_RELATIVE" => ago(max),
        "MIN_TIME_RELATIVE" => ago(min),
        "FIRST_TIME_RELATIVE" => ago(first),
        "LAST_TIME_RELATIVE" => ago(last),
        "MIN_MAX_RANGE" => difference(min, max),
        "FIRST_LAST_RANGE" => difference(first, last),
        "MIN_MAX_TIME_RANGE" => format!("{} - {}", time(min), time(max)),
        "FIRST_LAST_TIME_RANGE" => format!("{} - {}", time(first), time(last)),
        "DATAPOINT_COUNT" => values.len().to_string(),
        _ => return None,
    })
}

/// Returns a number with three decimal places, or with more where it is so small that three digits of it
/// need them; one below a millionth with its power of ten. Zeros at the end are left out.
fn number(value: Option<f64>) -> String {
    let Some(value) = value else { return NONE.to_owned() };
    let size = value.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    let short = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
    if size < MILLIONTH {
        let text = format!("{value:.2e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{}e{power}", short(digits));
    }
    let (mut places, mut first) = (3, size * 10.0);
    while first < 1.0 {
        (places, first) = (places + 1, first * 10.0);
    }
    short(&format!("{value:.places$}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::shapes::metrics::Dimension;
    use crate::time::text::parse_date;

    #[test]
    fn parts_are_filled_in() {
        let time = |clock: &str| parse_date(&format!("2024-06-01T{clock}:00Z")).unwrap();
        let points = [(time("12:00"), 3.0), (time("12:01"), 1.0), (time("23:30"), 5.25)];
        let series = Series { points: points.into(), ..Series::default() };
        let properties = [("Dim.Host".to_owned(), "a".to_owned())].into();
        let told = |label: &str| {
            let zone = Zone::parse("+0130").unwrap();
            filled(label, &series, "Load", &properties, (zone, time("23:00")))
        };
        let cases = [
            ("plain", "plain"),
            ("${LABEL}: ${MAX} of ${SUM}", "Load: 5.25 of 9.25"),
            ("${AVG} ${MIN} ${FIRST} ${LAST}", "3.083 1 3 5.25"),
            ("${LAST_TIME}", "2024-06-02 01:00 +0130"),
            ("${MIN_MAX_RANGE} ${FIRST_LAST_RANGE}, ${DATAPOINT_COUNT}", "4.25 2.25, 3"),
            ("${MIN_TIME_RELATIVE} ${LAST_TIME_RELATIVE}", "10h59m 30m"),
            ("${PROP('Dim.Host')} ${PROP('Stat')}", "a --"),
            ("${NOPE} ${MAX", "${NOPE} ${MAX"),
            ("${MAX}${MAX}${MAX}${MAX}${MAX}${MAX}${MAX}", "5.255.255.255.255.255.25${MAX}"),
        ];
        for (label, expected) in cases {
            assert_eq!(told(label), expected);
        }
        let label = "${MAX} ${MAX_TIME} ${MAX_TIME_RELATIVE} ${MIN_MAX_RANGE}";
        let when = (Zone(0), time("12:00"));
        let empty = filled(label, &Series::default(), "", &properties, when);
        assert_eq!(empty, "-- -- -- --");
    }

    #[test]
    fn numbers_are_short_and_small_ones_are_not_zero() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (7.0, "7"),
            (-12.3456, "-12.346"),
            (1_234_567.0, "1234567"),
            (0.99999, "1"),
            (1.0 / 3.0, "0.333"),
            (0.05, "0.05"),
            (0.051_234, "0.0512"),
            (-0.0001, "-0.0001"),
            (0.000_123_456, "0.000123"),
            (0.000_001, "0.000001"),
            (0.000_000_123_4, "1.23e-7"),
            (1e-300, "1e-300"),
            (5e-324, "4.94e-324"),
        ];
        for (value, expected) in cases {
            assert_eq!(number(Some(value)), expected);
        }
        assert_eq!(number(None), "--");
    }

    #[test]
    fn zones_are_told_by_hours_and_minutes() {
        for (spelling, minutes) in [("+0130", 90), ("-0800", -480), ("+0000", 0)] {
            assert_eq!(Zone::parse(spelling), Some(Zone(minutes)));
        }
        for spelling in ["", "0130", "+1", "+01:30", "+9900", "+0099", "é0130"] {
            assert_eq!(Zone::parse(spelling), None, "{spelling}");
        }
    }

    #[test]
    fn metrics_are_told_apart_by_what_differs() {
        let metric = |namespace: &str, name: &str, dimensions: &[(&str, &str)]| {
            let dimension = |(name, value): &(&str, &str)| Dimension {
                name: (*name).into(),
                value: (*value).into(),
            };
            Metric::new(namespace, name, &dimensions.iter().map(dimension).collect::<Vec<_>>())
        };
        let a = metric("S", "Load", &[("Host", "a"), ("Zone", "z")]);
        let b = metric("S", "Load", &[("Host", "b"), ("Zone", "z")]);
        let none = metric("S", "Load", &[]);
        let idle = metric("S", "Idle", &[("Host", "a"), ("Zone", "z")]);
        let cases: [(&[&Metric], &[&str]); 5] = [
            (&[], &[]),
            (&[&a], &["Load"]),
            (&[&a, &b], &["a", "b"]),
            (&[&a, &b, &idle], &["Load a", "Load b", "Idle a"]),
            (&[&a, &none], &["a z", "Load"]),
        ];
        for (metrics, expected) in cases {
            let metrics: Vec<Metric> = metrics.iter().map(|metric| (*metric).clone()).collect();
            assert_eq!(apart(&metrics), expected);
        }
    }
}
