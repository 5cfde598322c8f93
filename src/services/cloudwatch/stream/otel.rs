//! What a stream sends in the forms of OpenTelemetry 0.7.0 and 1.0.0.
//!
//! A message is an `ExportMetricsServiceRequest`, behind its length. Both versions write summaries
//! alike but for the attributes of datapoints: in 0.7.0 they are pairs of texts, and each dimension is
//! one; in 1.0.0 they are pairs of text and value, and the dimensions are one with a list.
//!
//! Source: CloudWatch User Guide, "CloudWatch metric stream output in OpenTelemetry 1.0.0 format",
//! "Translations with OpenTelemetry 1.0.0 format in CloudWatch", and the same for 0.7.0; the numbers
//! of fields: opentelemetry-proto, releases 0.7.0 and 1.0.0, `metrics.proto`.

use std::collections::BTreeMap;

use super::Stream;
use super::point::Point;
use super::protobuf::Message;
use crate::services::cloudwatch::extended::Extended;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::unit::Unit;
use crate::time::{MINUTE, Timestamp};

/// The version of the form.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Version {
    /// 0.7.0.
    Seven,
    /// 1.0.0.
    One,
}

/// How many datapoints a message has at most, so that it fits into a record of Firehose.
const POINTS: usize = 1_000;

/// Returns the messages that tell of datapoints; `additional` are the statistics of each besides the
/// usual ones.
pub fn messages(stream: &Stream, version: Version, points: &[(&Point, Vec<&str>)]) -> Vec<u8> {
    points
        .chunks(POINTS)
        .flat_map(|points| message(stream, version, points).with_length())
        .collect()
}

fn message(stream: &Stream, version: Version, points: &[(&Point, Vec<&str>)]) -> Message {
    let resource = [
        ("cloud.provider", "aws"),
        ("cloud.account.id", &stream.account),
        ("cloud.region", &stream.region),
        ("aws.exporter.arn", &stream.arn()),
    ];
    let resource = resource.into_iter().map(|(key, value)| pair(key, &text(value)));
    let resource = Message::default().messages(1, resource);

    // Datapoints of one name and unit are one metric.
    let mut metrics: BTreeMap<(&str, &str, Unit), Vec<Message>> = BTreeMap::new();
    for (point, additional) in points {
        let Metric { namespace, name, .. } = &point.metric;
        let of_metric = metrics.entry((namespace, name, point.unit)).or_default();
        of_metric.push(data_point(version, point, additional));
    }
    let metrics = metrics.into_iter().map(|((namespace, name, unit), points)| {
        Message::default()
            .text(1, &format!("amazonaws.com/{namespace}/{name}"))
            .text(3, &unit_of(unit))
            .message(11, &Message::default().messages(1, points))
    });
    let scope = Message::default().messages(2, metrics);
    let of_resource = Message::default().message(1, &resource).message(2, &scope);
    Message::default().message(1, &of_resource)
}

fn data_point(version: Version, point: &Point, additional: &[&str]) -> Message {
    let nanos = |time: Timestamp| {
        u64::try_from(time.millis()).unwrap_or_default().saturating_mul(1_000_000)
    };
    let attributes = attributes(version, &point.metric);
    let message = match version {
        Version::Seven => Message::default().messages(1, attributes.clone()),
        Version::One => Message::default(),
    };
    let message = message
        .fixed(2, nanos(point.minute))
        .fixed(3, nanos(point.minute + MINUTE))
        .fixed(4, whole(point.summary.count))
        .double(5, point.summary.sum)
        .messages(6, quantiles(point, additional));
    match version {
        Version::Seven => message,
        Version::One => message.messages(7, attributes),
    }
}

/// Returns a count as a whole number; what was counted in parts is rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are above zero, and those too large are told as the largest"
)]
fn whole(count: f64) -> u64 {
    count.round() as u64
}

/// Returns the smallest value, the percentiles that are asked for, and the largest.
fn quantiles(point: &Point, additional: &[&str]) -> Vec<Message> {
    let percentiles = additional.iter().filter_map(|statistic| {
        let Some(Extended::Percentile(percent)) = Extended::parse(statistic) else { return None };
        // A hundredth of what is written, not of its nearest floating-point number.
        let quantile: f64 = format!("{percent}e-2").parse().ok()?;
        Some((quantile, point.of(statistic)?))
    });
    let mut quantiles: Vec<(f64, f64)> = percentiles.collect();
    quantiles.push((0.0, point.summary.min));
    quantiles.push((1.0, point.summary.max));
    quantiles.sort_by(|left, right| left.0.total_cmp(&right.0));
    quantiles.dedup_by(|left, right| left.0.to_bits() == right.0.to_bits());
    let message = |(quantile, value)| Message::default().double(1, quantile).double(2, value);
    quantiles.into_iter().map(message).collect()
}

fn attributes(version: Version, metric: &Metric) -> Vec<Message> {
    let names = [("Namespace", metric.namespace.as_str()), ("MetricName", metric.name.as_str())];
    let dimensions =
        metric.dimensions().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match version {
        Version::Seven => names
            .into_iter()
            .chain(dimensions)
            .map(|(key, value)| Message::default().text(1, key).text(2, value))
            .collect(),
        Version::One => {
            let list = dimensions.map(|(key, value)| pair(key, &text(value)));
            let list = Message::default().messages(1, list);
            let names = names.into_iter().map(|(key, value)| pair(key, &text(value)));
            names.chain([pair("Dimensions", &Message::default().message(6, &list))]).collect()
        }
    }
}

/// Returns a text as a value of any kind.
fn text(text: &str) -> Message {
    Message::default().text(1, text)
}

fn pair(key: &str, value: &Message) -> Message {
    Message::default().text(1, key).message(2, value)
}

/// Returns a unit as the Unified Code for Units of Measure writes it, as far as the guide says.
fn unit_of(unit: Unit) -> String {
    let one = |word: &str| match word {
        "Seconds" | "Second" => "s",
        "Microseconds" => "us",
        "Milliseconds" => "ms",
        "Bytes" => "By",
        "Kilobytes" => "kBy",
        "Megabytes" => "MBy",
        "Gigabytes" => "GBy",
        "Terabytes" => "TBy",
        "Bits" => "bit",
        "Kilobits" => "kbit",
        "Megabits" => "MBit",
        "Gigabits" => "GBit",
        "Terabits" => "Tbit",
        "Percent" => "%",
        "Count" => "{Count}",
        _ => "1",
    };
    match unit.word().split_once('/') {
        Some((of, per)) => format!("{}/{}", one(of), one(per)),
        None => one(unit.word()).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::Shape;
    use crate::services::cloudwatch::sample::Measure;
    use crate::services::cloudwatch::shapes::metric_streams::PutMetricStreamInput;
    use crate::services::cloudwatch::shapes::metrics::Dimension;
    use crate::varint::Reader;

    /// Returns a message as text, in the way of `protoc --decode_raw`: what has a length is a message
    /// where it can be one, except below the fields that are texts.
    fn told(bytes: &[u8], texts: &[&[u64]], path: &[u64]) -> String {
        let mut reader = Reader(bytes);
        let mut parts = Vec::new();
        while !reader.is_at_end() {
            let tag = reader.varint().unwrap();
            let field = tag >> 3;
            let mut path = path.to_vec();
            path.push(field);
            parts.push(match tag & 7 {
                1 => {
                    let bits = u64::from_le_bytes(reader.array().unwrap());
                    if matches!(path.as_slice(), [.., 11, 1, 2..=4]) {
                        format!("{field}: {bits}")
                    } else {
                        format!("{field}: {:?}", f64::from_bits(bits))
                    }
                }
                2 => {
                    let length = usize::try_from(reader.varint().unwrap()).unwrap();
                    let inside = reader.bytes(length).unwrap();
                    if texts.iter().any(|text| path.ends_with(text)) {
                        format!("{field}: {:?}", std::str::from_utf8(inside).unwrap())
                    } else {
                        format!("{field} {{{}}}", told(inside, texts, &path))
                    }
                }
                other => panic!("type {other}"),
            });
        }
        parts.join(" ")
    }

    fn stream() -> Stream {
        let request = PutMetricStreamInput::read(&json!({
            "Name": "all", "FirehoseArn": "f", "RoleArn": "r", "OutputFormat": "opentelemetry1.0",
        }));
        Stream::new(("1", "r"), &request.unwrap(), Timestamp::from_secs(0))
    }

    fn point() -> Point {
        let dimension = Dimension { name: "Host".to_owned(), value: "a".to_owned() };
        let measures = [1.0, 2.0, 6.0].map(|value| Measure::Value { value, count: 1.0 });
        let at = (Timestamp::from_secs(60), Unit::BytesPerSecond);
        Point::new(&Metric::new("N", "M", &[dimension]), at, measures.to_vec()).unwrap()
    }

    const RESOURCE: &str = "1 {1 {1: \"cloud.provider\" 2 {1: \"aws\"}} \
        1 {1: \"cloud.account.id\" 2 {1: \"1\"}} 1 {1: \"cloud.region\" 2 {1: \"r\"}} \
        1 {1: \"aws.exporter.arn\" 2 {1: \"arn:aws:cloudwatch:r:1:metric-stream/all\"}}}";

    const NUMBERS: &str = "2: 60000000000 3: 120000000000 4: 3 5: 9.0 6 {2: 1.0} \
        6 {1: 0.5 2: 2.0} 6 {1: 0.999 2: 6.0} 6 {1: 1.0 2: 6.0}";

    /// Returns what the only message says, without its length.
    fn only(version: Version, texts: &[&[u64]]) -> String {
        let point = point();
        let bytes = messages(&stream(), version, &[(&point, vec!["p99.9", "p50", "p100"])]);
        let mut reader = Reader(&bytes);
        let length = usize::try_from(reader.varint().unwrap()).unwrap();
        assert_eq!(length, reader.left());
        told(reader.bytes(length).unwrap(), texts, &[])
    }

    #[test]
    fn a_message_of_1_0_has_attributes_with_values_of_any_kind() {
        let texts: [&[u64]; 8] = [
            &[1, 1, 1, 1],
            &[1, 1, 1, 2, 1],
            &[2, 2, 1],
            &[2, 2, 3],
            &[11, 1, 7, 1],
            &[11, 1, 7, 2, 1],
            &[7, 2, 6, 1, 1],
            &[7, 2, 6, 1, 2, 1],
        ];
        let expected = format!(
            "1 {{{RESOURCE} 2 {{2 {{1: \"amazonaws.com/N/M\" 3: \"By/s\" 11 {{1 {{{NUMBERS} \
             7 {{1: \"Namespace\" 2 {{1: \"N\"}}}} 7 {{1: \"MetricName\" 2 {{1: \"M\"}}}} \
             7 {{1: \"Dimensions\" 2 {{6 {{1 {{1: \"Host\" 2 {{1: \"a\"}}}}}}}}}}}}}}}}}}}}"
        );
        assert_eq!(only(Version::One, &texts), expected);
    }

    #[test]
    fn a_message_of_0_7_has_labels_of_text() {
        let texts: [&[u64]; 6] = [
            &[1, 1, 1, 1],
            &[1, 1, 1, 2, 1],
            &[2, 2, 1],
            &[2, 2, 3],
            &[11, 1, 1, 1],
            &[11, 1, 1, 2],
        ];
        let expected = format!(
            "1 {{{RESOURCE} 2 {{2 {{1: \"amazonaws.com/N/M\" 3: \"By/s\" 11 {{1 {{\
             1 {{1: \"Namespace\" 2: \"N\"}} 1 {{1: \"MetricName\" 2: \"M\"}} \
             1 {{1: \"Host\" 2: \"a\"}} {NUMBERS}}}}}}}}}}}"
        );
        assert_eq!(only(Version::Seven, &texts), expected);
    }

    #[test]
    fn a_unit_is_told_by_its_code() {
        let cases = [
            (Unit::None, "1"),
            (Unit::Count, "{Count}"),
            (Unit::CountPerSecond, "{Count}/s"),
            (Unit::Milliseconds, "ms"),
            (Unit::MegabitsPerSecond, "MBit/s"),
        ];
        for (unit, code) in cases {
            assert_eq!(unit_of(unit), code);
        }
    }

    #[test]
    fn many_datapoints_are_several_messages() {
        let point = point();
        let points = vec![(&point, Vec::new()); POINTS + 1];
        let bytes = messages(&stream(), Version::One, &points);
        let mut reader = Reader(&bytes);
        let mut count = 0;
        while !reader.is_at_end() {
            let length = usize::try_from(reader.varint().unwrap()).unwrap();
            reader.bytes(length).unwrap();
            count += 1;
        }
        assert_eq!(count, 2);
    }
}
