//! What is wrong with the annotations of a metric widget.

use super::{Found, Kind};
use crate::time::text::parse_date;
use crate::value::{Object, Value};

impl Found {
    /// Source: CloudWatch User Guide, "Dashboard body structure and syntax", "Annotation properties
    /// format".
    pub(super) fn annotations(&mut self, path: &str, annotations: &Value) {
        let Some(annotations) = self.members(path, annotations) else { return };
        for (name, horizontal) in [("horizontal", true), ("vertical", false)] {
            let path = format!("{path}/{name}");
            let Some(all) = annotations.get(name).and_then(|all| self.list(&path, all)) else {
                continue;
            };
            for (place, annotation) in all.iter().enumerate() {
                self.annotation(&format!("{path}/{place}"), annotation, horizontal);
            }
        }
        let path = format!("{path}/alarms");
        let Some(alarms) = annotations.get("alarms").and_then(|alarms| self.list(&path, alarms))
        else {
            return;
        };
        // A graph shows one alarm.
        self.at_most(&path, alarms.len(), 1);
        for (place, alarm) in alarms.iter().enumerate() {
            self.value(&format!("{path}/{place}"), Some(alarm), Kind::Text);
        }
    }

    /// Looks at an annotation: a line, or two for a band.
    fn annotation(&mut self, path: &str, annotation: &Value, horizontal: bool) {
        let Some(band) = annotation.as_array() else {
            let Some(line) = self.members(path, annotation) else { return };
            return self.line(path, line, horizontal);
        };
        if band.len() < 2 {
            self.error(path, "Should NOT have fewer than 2 items");
        }
        self.at_most(path, band.len(), 2);
        for (place, line) in band.iter().take(2).enumerate() {
            let path = format!("{path}/{place}");
            if let Some(line) = self.members(&path, line) {
                self.line(&path, line, horizontal);
            }
        }
    }

    fn line(&mut self, path: &str, line: &Object, horizontal: bool) {
        self.required(path, line, &["value"]);
        let fills: &[&str] =
            if horizontal { &["above", "below", "none"] } else { &["before", "after", "none"] };
        let all = [
            ("color", Kind::Color),
            ("label", Kind::Text),
            ("visible", Kind::Flag),
            ("value", if horizontal { Kind::Number } else { Kind::Text }),
            ("yAxis", if horizontal { Kind::Words(&["left", "right"]) } else { Kind::Any }),
        ];
        self.all(path, line, &all);
        let fill = line.get("fill");
        if fill.is_some_and(|fill| !fill.as_str().is_some_and(|word| fills.contains(&word))) {
            self.error(&format!("{path}/fill"), "Should be equal to one of the allowed values");
        }
        let time = line.get("value").and_then(Value::as_str).filter(|_| !horizontal);
        if time.is_some_and(|text| parse_date(text).is_none()) {
            self.error(&format!("{path}/value"), "Should match format \"date-time\"");
        }
    }
}
