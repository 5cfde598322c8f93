//! The axes and annotations of a widget, in which nothing is wrong.

use crate::chart::{Annotation, Axis, Fill};
use crate::picture::Color;
use crate::time::Timestamp;
use crate::time::text::parse_date;
use crate::value::{Object, Value};

/// The colours of annotations that have none, in turn.
const COLORS: [Color; 4] = [
    Color(0xD1, 0x32, 0x12, 255),
    Color(0xB2, 0x69, 0x00, 255),
    Color(0x68, 0x8A, 0xE8, 255),
    Color(0x2E, 0xA5, 0x97, 255),
];

/// Reads an axis.
pub(super) fn axis(properties: &Object, side: &str) -> Axis {
    let axis = properties.get("yAxis").and_then(|axes| axes.get(side));
    let get = |name: &str| axis.and_then(|axis| axis.get(name));
    Axis {
        min: get("min").and_then(Value::as_f64),
        max: get("max").and_then(Value::as_f64),
        label: get("label").and_then(Value::as_str).map(str::to_owned),
        units: get("showUnits").and_then(Value::as_bool).unwrap_or(true),
    }
}

/// Reads the lines at values.
pub(super) fn horizontal(annotations: Option<&Object>) -> Vec<Annotation<f64>> {
    all(annotations, "horizontal", |line| line.get("value")?.as_f64())
}

/// Reads the lines at times.
pub(super) fn vertical(annotations: Option<&Object>) -> Vec<Annotation<Timestamp>> {
    all(annotations, "vertical", |line| parse_date(line.get("value")?.as_str()?))
}

fn all<T>(
    annotations: Option<&Object>,
    name: &str,
    value: impl Fn(&Value) -> Option<T>,
) -> Vec<Annotation<T>> {
    let lines = annotations.and_then(|a| a.get(name)?.as_array()).into_iter().flatten();
    let mut found = Vec::new();
    for (place, line) in lines.enumerate() {
        let (line, other) = match line.as_array() {
            Some(band) => (band.first(), band.get(1)),
            None => (Some(line), None),
        };
        let Some((line, at)) = line.and_then(|line| Some((line, value(line)?))) else { continue };
        let text = |name: &str| line.get(name).and_then(Value::as_str);
        if line.get("visible").and_then(Value::as_bool) == Some(false) {
            continue;
        }
        found.push(Annotation {
            at,
            to: other.and_then(&value),
            label: text("label").map(str::to_owned),
            to_label: other.and_then(|o| o.get("label")?.as_str()).map(str::to_owned),
            color: text("color").and_then(Color::parse).unwrap_or(COLORS[place % COLORS.len()]),
            fill: match text("fill") {
                Some("above" | "after") => Fill::Over,
                Some("below" | "before") => Fill::Under,
                _ => Fill::None,
            },
            right: text("yAxis") == Some("right"),
        });
    }
    found
}
