//! What is wrong with the properties of a metric widget.

use super::{Found, Kind, wrong};
use crate::value::{Object, Value};

/// How many metrics a widget has at most.
///
/// Source: CloudWatch User Guide, "CloudWatch service quotas".
const METRICS: usize = 500;

/// How a widget can be drawn.
///
/// Source: CloudWatch User Guide, "Dashboard body structure and syntax".
const VIEWS: &[&str] = &["timeSeries", "singleValue", "gauge", "bar", "pie", "table"];

/// What a widget may say of a metric, and how.
///
/// Source: the same, "Rendering properties object".
const RENDERING: [(&str, Kind); 13] = [
    ("color", Kind::Color),
    ("expression", Kind::Text),
    ("id", Kind::Text),
    ("label", Kind::Text),
    ("period", Kind::Whole(1, i64::MAX)),
    ("region", Kind::Text),
    ("accountId", Kind::Text),
    ("stat", Kind::Text),
    ("visible", Kind::Flag),
    ("yAxis", Kind::Words(&["left", "right"])),
    ("searchAccount", Kind::Text),
    ("stacked", Kind::Flag),
    ("unit", Kind::Text),
];

impl Found {
    pub(super) fn metric(&mut self, path: &str, properties: &Object) {
        let has = |name: &str| properties.contains_key(name);
        let alarms = properties.get("annotations").is_some_and(|a| a.get("alarms").is_some());
        if !(has("metrics") && has("region") || alarms) {
            self.required(path, properties, &["metrics", "region"]);
            self.error(
                path,
                "The metric widget should have specified a region and a data source or an alarm \
                 annotation",
            );
            self.required(path, properties, &["annotations"]);
        }
        let all = [
            ("accountId", Kind::Text),
            ("end", Kind::Text),
            ("liveData", Kind::Flag),
            ("period", Kind::Whole(1, i64::MAX)),
            ("region", Kind::Text),
            ("setPeriodToTimeRange", Kind::Flag),
            ("singleValueFullPrecision", Kind::Flag),
            ("sparkline", Kind::Flag),
            ("stacked", Kind::Flag),
            ("start", Kind::Text),
            ("stat", Kind::Text),
            ("timezone", Kind::Text),
            ("title", Kind::Text),
            ("trend", Kind::Flag),
            ("view", Kind::Words(VIEWS)),
        ];
        self.all(path, properties, &all);
        self.range(path, properties);
        self.statistic(path, properties);
        self.legend(&format!("{path}/legend"), properties.get("legend"));
        let gauge = properties.get("view").and_then(Value::as_str) == Some("gauge");
        if gauge && !has("yAxis") {
            // A gauge has no ends without it.
            self.missing(path, "yAxis");
        }
        self.axes(&format!("{path}/yAxis"), properties.get("yAxis"), gauge);
        if let Some(annotations) = properties.get("annotations") {
            self.annotations(&format!("{path}/annotations"), annotations);
        }
        if let Some(metrics) = properties.get("metrics") {
            self.metrics(&format!("{path}/metrics"), metrics);
        }
    }

    fn legend(&mut self, path: &str, legend: Option<&Value>) {
        let Some(legend) = legend.and_then(|legend| self.members(path, legend)) else { return };
        let positions = Kind::Words(&["bottom", "right", "hidden"]);
        self.all(path, legend, &[("position", positions)]);
    }

    fn axes(&mut self, path: &str, axes: Option<&Value>, gauge: bool) {
        let Some(axes) = axes.and_then(|axes| self.members(path, axes)) else { return };
        if gauge {
            self.required(path, axes, &["left"]);
        }
        for side in ["left", "right"] {
            let path = format!("{path}/{side}");
            let Some(own) = axes.get(side).and_then(|own| self.members(&path, own)) else {
                continue;
            };
            if gauge && side == "left" {
                self.required(&path, own, &["min", "max"]);
            }
            let all = [
                ("label", Kind::Text),
                ("max", Kind::Number),
                ("min", Kind::Number),
                ("showUnits", Kind::Flag),
            ];
            self.all(&path, own, &all);
        }
    }

    fn metrics(&mut self, path: &str, metrics: &Value) {
        let Some(metrics) = self.list(path, metrics) else { return };
        self.at_most(path, metrics.len(), METRICS);
        self.metrics += metrics.len();
        for (place, metric) in metrics.iter().enumerate() {
            let path = format!("{path}/{place}");
            let Some(parts) = metric.as_array() else {
                self.error(&path, "Should be array");
                self.error(
                    &path,
                    "Field \"metrics\" has to be an array of array of strings, with an optional \
                     metricRenderer object as last element",
                );
                continue;
            };
            self.parts(&path, parts);
        }
    }

    /// Looks at a metric: texts in pairs, and an object at the end.
    ///
    /// Source: public issues, for the sentences. What is not as it must be at the end counts as an item
    /// too many.
    fn parts(&mut self, path: &str, parts: &[Value]) {
        let Some((last, before)) = parts.split_last() else {
            return self.error(path, "Should NOT have fewer than 1 items");
        };
        for (place, _) in before.iter().enumerate().filter(|(_, part)| !part.is_string()) {
            let text = "Invalid metric field type, only \"String\" type is allowed";
            self.error(&format!("{path}/{place}"), text);
        }
        let expression = last.get("expression").is_some();
        let texts = match last {
            Value::String(_) => parts,
            _ => before,
        };
        // `...` stands for all but the last texts of the metric before.
        let short = texts.first().and_then(Value::as_str) == Some("...");
        let paired = short || texts.len().is_multiple_of(2);
        let enough = short || texts.len() >= 2 || expression && texts.is_empty();
        let rendered = last.is_string() || is_rendering(last);
        if !rendered || !paired {
            let most = parts.len() - 1;
            self.error(path, format!("Should NOT have more than {most} items"));
        } else if !enough {
            self.error(path, "Should NOT have fewer than 2 items");
        } else if let Value::Object(members) = last {
            self.statistic(&format!("{path}/{}", parts.len() - 1), members);
        }
    }
}

/// Returns whether a value says how a metric is drawn.
fn is_rendering(value: &Value) -> bool {
    let Value::Object(members) = value else { return false };
    members.iter().all(|(name, value)| {
        let known = RENDERING.iter().find(|(known, _)| known == name);
        known.is_some_and(|(_, kind)| wrong(value, *kind).is_none())
    })
}
