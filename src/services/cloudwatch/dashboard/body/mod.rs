//! What is wrong with the body of a dashboard.
//!
//! CloudWatch looks at a body as a JSON schema does and tells what it finds in its words: a path into
//! the body, and a sentence. Errors refuse the body; a member that nothing knows is a warning.
//!
//! | sentence                                                     | where it was seen |
//! |--------------------------------------------------------------|-------------------|
//! | `Should have required property 'widgets'`                    | public issues     |
//! | `Should be array`                                            | public issues     |
//! | `Should NOT have more than 2 items`                          | public issues     |
//! | `Field "metrics" has to be an array of array of strings, ...` | public issues    |
//! | `Invalid metric field type, only "String" type is allowed`   | public issues     |
//! | `The metric widget should have specified a region and a data source or an alarm annotation` | public issues |
//! | `The "x" property is not expected to be part of a widget definition, will be ignored` | public code |
//!
//! The other sentences are those that the JSON schema library behind these has for their rules, with a
//! capital letter.
//!
//! Source: CloudWatch User Guide, "Dashboard body structure and syntax"; facts, "CloudWatch", messages.

mod annotations;
mod metric;
mod remarks;

use super::super::shapes::dashboards::DashboardValidationMessage;
use crate::value::{Object, Value};

/// How many widgets a dashboard has at most.
///
/// Source: CloudWatch User Guide, "Dashboard body structure and syntax".
const WIDGETS: usize = 500;

/// How many metrics the widgets of a dashboard have at most.
///
/// Source: CloudWatch User Guide, "CloudWatch service quotas". The sentence is ours.
const METRICS: usize = 2_500;

/// How many alarms an alarm widget has at most.
///
/// Source: the same.
const ALARMS: usize = 100;

/// What a widget may have.
const WIDGET: [&str; 6] = ["type", "x", "y", "width", "height", "properties"];

/// The kinds of widgets.
const TYPES: [&str; 7] = ["metric", "text", "log", "alarm", "explorer", "custom", "chart"];

/// What is wrong with a body.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// What refuses it.
    pub errors: Vec<Message>,
    /// What does not.
    pub warnings: Vec<Message>,
    /// How many metrics the widgets have.
    metrics: usize,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Where in the body it is, as a JSON pointer.
    pub path: String,
    /// What is wrong there.
    pub text: String,
}

impl Message {
    /// Returns it as answers have it.
    pub fn shape(self) -> DashboardValidationMessage {
        DashboardValidationMessage { data_path: Some(self.path), message: Some(self.text) }
    }
}

/// Looks at a body; `None` if it is no JSON object.
pub fn check(body: &str) -> Option<Found> {
    let Ok(Value::Object(body)) = serde_json::from_str::<Value>(body) else { return None };
    let mut found = Found::default();
    found.body(&body);
    Some(found)
}

/// Looks at the properties of a metric widget that is drawn by itself: it needs no region.
pub fn picture(properties: &Object) -> Found {
    let mut properties = properties.clone();
    properties.entry("region").or_insert_with(|| "us-east-1".into());
    let mut found = Found::default();
    found.metric("", &properties);
    found
}

/// What a value must be.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Number,
    /// A whole number from one to another.
    Whole(i64, i64),
    Words(&'static [&'static str]),
    Color,
    List,
    Members,
    /// Anything, as it is looked at elsewhere or not at all.
    Any,
}

impl Found {
    fn error(&mut self, path: &str, text: impl Into<String>) {
        self.errors.push(Message { path: path.to_owned(), text: text.into() });
    }

    fn missing(&mut self, path: &str, name: &str) {
        self.error(path, format!("Should have required property '{name}'"));
    }

    fn body(&mut self, body: &Object) {
        let Some(widgets) = body.get("widgets") else { return self.missing("", "widgets") };
        self.value("/start", body.get("start"), Kind::Text);
        self.value("/end", body.get("end"), Kind::Text);
        let overrides = Kind::Words(&["auto", "inherit"]);
        self.value("/periodOverride", body.get("periodOverride"), overrides);
        self.value("/variables", body.get("variables"), Kind::List);
        self.range("", body);
        let Some(widgets) = self.list("/widgets", widgets) else { return };
        self.at_most("/widgets", widgets.len(), WIDGETS);
        for (place, widget) in widgets.iter().take(WIDGETS).enumerate() {
            self.widget(&format!("/widgets/{place}"), widget);
        }
        if self.metrics > METRICS {
            self.error("/widgets", format!("Should NOT have more than {METRICS} metrics"));
        }
    }

    fn widget(&mut self, path: &str, widget: &Value) {
        let Some(widget) = self.members(path, widget) else { return };
        for name in widget.keys().filter(|name| !WIDGET.contains(&name.as_str())) {
            self.warnings.push(Message {
                path: path.to_owned(),
                text: format!(
                    "The \"{name}\" property is not expected to be part of a widget definition, \
                     will be ignored"
                ),
            });
        }
        let numbers = [
            ("x", Kind::Whole(0, 23)),
            ("y", Kind::Whole(0, i64::MAX)),
            ("width", Kind::Whole(1, 24)),
            ("height", Kind::Whole(1, 1_000)),
        ];
        self.all(path, widget, &numbers);
        self.place(path, widget);
        let kind = widget.get("type");
        if kind.is_none() {
            self.missing(path, "type");
        }
        self.value(&format!("{path}/type"), kind, Kind::Words(&TYPES));
        let Some(properties) = widget.get("properties") else {
            return self.missing(path, "properties");
        };
        let path = format!("{path}/properties");
        let Some(properties) = self.members(&path, properties) else { return };
        let text = |name| ("title", Kind::Text, name);
        match kind.and_then(Value::as_str) {
            Some("metric") => self.metric(&path, properties),
            Some("text") => {
                let background = Kind::Words(&["solid", "transparent"]);
                self.required(&path, properties, &["markdown"]);
                self.all(
                    &path,
                    properties,
                    &[("markdown", Kind::Text), ("background", background)],
                );
            }
            Some("log") => {
                let views = Kind::Words(&["table", "timeSeries", "bar", "pie"]);
                self.required(&path, properties, &["region", "query"]);
                let (title, kind, query) = text("query");
                let all = [
                    (title, kind),
                    (query, kind),
                    ("region", kind),
                    ("stacked", Kind::Flag),
                    ("view", views),
                ];
                self.all(&path, properties, &all);
            }
            Some("alarm") => self.alarms(&path, properties),
            Some("explorer") => {
                self.required(&path, properties, &["metrics", "labels"]);
                self.all(&path, properties, &[("metrics", Kind::List), ("labels", Kind::List)]);
            }
            Some("custom") => {
                self.required(&path, properties, &["endpoint"]);
                self.all(&path, properties, &[("endpoint", Kind::Text), ("title", Kind::Text)]);
            }
            _ => {}
        }
    }

    fn alarms(&mut self, path: &str, properties: &Object) {
        self.required(path, properties, &["alarms"]);
        let sorts = Kind::Words(&["default", "stateUpdatedTimestamp", "timestamp"]);
        let all = [("title", Kind::Text), ("sortBy", sorts), ("states", Kind::List)];
        self.all(path, properties, &all);
        let path = format!("{path}/alarms");
        let Some(alarms) = properties.get("alarms").and_then(|alarms| self.list(&path, alarms))
        else {
            return;
        };
        self.at_most(&path, alarms.len(), ALARMS);
        for (place, alarm) in alarms.iter().enumerate() {
            self.value(&format!("{path}/{place}"), Some(alarm), Kind::Text);
        }
    }

    fn required(&mut self, path: &str, members: &Object, names: &[&str]) {
        for name in names.iter().filter(|name| !members.contains_key(**name)) {
            self.missing(path, name);
        }
    }

    /// Looks at the members that are there of some.
    fn all(&mut self, path: &str, members: &Object, kinds: &[(&str, Kind)]) {
        for (name, kind) in kinds {
            self.value(&format!("{path}/{name}"), members.get(*name), *kind);
        }
    }

    fn at_most(&mut self, path: &str, number: usize, most: usize) {
        if number > most {
            self.error(path, format!("Should NOT have more than {most} items"));
        }
    }

    fn list<'v>(&mut self, path: &str, value: &'v Value) -> Option<&'v Vec<Value>> {
        self.value(path, Some(value), Kind::List);
        value.as_array()
    }

    fn members<'v>(&mut self, path: &str, value: &'v Value) -> Option<&'v Object> {
        self.value(path, Some(value), Kind::Members);
        value.as_object()
    }

    /// Looks at a value, if it is there.
    fn value(&mut self, path: &str, value: Option<&Value>, kind: Kind) {
        if let Some(text) = value.and_then(|value| wrong(value, kind)) {
            self.error(path, text);
        }
    }
}

/// Returns what is wrong with a value.
fn wrong(value: &Value, kind: Kind) -> Option<String> {
    let unless = |fits: bool, text: &str| (!fits).then(|| text.to_owned());
    match kind {
        Kind::Text => unless(value.is_string(), "Should be string"),
        Kind::Flag => unless(value.is_boolean(), "Should be boolean"),
        Kind::Number => unless(value.is_number(), "Should be number"),
        Kind::List => unless(value.is_array(), "Should be array"),
        Kind::Members => unless(value.is_object(), "Should be object"),
        Kind::Words(words) => unless(
            value.as_str().is_some_and(|word| words.contains(&word)),
            "Should be equal to one of the allowed values",
        ),
        Kind::Color => unless(
            value.as_str().is_some_and(is_color),
            "Should match pattern \"^#[a-fA-F0-9]{6}$\"",
        ),
        Kind::Whole(least, most) => match value.as_f64() {
            Some(number) if number.fract() == 0.0 => {
                #[expect(clippy::cast_precision_loss, reason = "the limits are small, or no limit")]
                let (least_here, most_here) = (least as f64, most as f64);
                if number < least_here {
                    Some(format!("Should be >= {least}"))
                } else {
                    (number > most_here).then(|| format!("Should be <= {most}"))
                }
            }
            _ => Some("Should be integer".to_owned()),
        },
        Kind::Any => None,
    }
}

/// Returns whether a text is a colour: `#` and six hexadecimal digits.
pub fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> Vec<String> {
        let found = check(body).unwrap();
        let line = |m: &Message| format!("{}: {}", m.path, m.text);
        found.errors.iter().chain(&found.warnings).map(line).collect()
    }

    fn of_metric(properties: &str) -> Vec<String> {
        told(&format!(r#"{{"widgets":[{{"type":"metric","properties":{properties}}}]}}"#))
    }

    #[test]
    fn what_is_no_object_is_no_body() {
        for text in ["", "[]", "7", "{", "{}x", "null"] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    fn sound_bodies_have_nothing_wrong() {
        let bodies = [
            r#"{"widgets":[]}"#,
            r#"{"start":"-PT6H","periodOverride":"inherit","widgets":[{"type":"metric","x":0,"y":0,
               "width":12,"height":6,"properties":{"metrics":[["AWS/EC2","CPUUtilization",
               "InstanceId","i-012345"]],"period":300,"stat":"Average","region":"us-east-1",
               "title":"EC2 Instance CPU","liveData":false,"legend":{"position":"right"}}},
               {"type":"text","x":0,"y":7,"width":3,"height":3,"properties":{"markdown":"Hello"}}]}"#,
            r#"{"widgets":[{"type":"metric","properties":{"annotations":{"alarms":
               ["arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"]},"region":"us-east-1"}}]}"#,
            r##"{"widgets":[{"type":"metric","properties":{"region":"us-east-1","metrics":[
               ["N","M",{"id":"m1","color":"#ff0000","yAxis":"right","visible":false}],
               [".",".","D","v"],["...","w"],[{"expression":"m1*2","label":"twice"}]]}}]}"##,
        ];
        for body in bodies {
            assert!(told(body).is_empty(), "{body}: {:?}", told(body));
        }
    }

    #[test]
    fn a_metric_widget_needs_a_region_and_metrics_or_alarms() {
        let both = "/widgets/0/properties: The metric widget should have specified a region and a \
                    data source or an alarm annotation";
        let annotations = "/widgets/0/properties: Should have required property 'annotations'";
        assert_eq!(
            of_metric(r#"{"region":"us-east-1"}"#),
            ["/widgets/0/properties: Should have required property 'metrics'", both, annotations]
        );
        assert_eq!(
            of_metric(r#"{"metrics":[["N","M"]]}"#),
            ["/widgets/0/properties: Should have required property 'region'", both, annotations]
        );
    }

    #[test]
    fn metrics_are_arrays_of_texts_with_options_behind() {
        let cases = [
            (r#""N""#, "", "Should be array"),
            (r#"["N","M",{"dimensions":{}}]"#, "", "Should NOT have more than 2 items"),
            (r#"["N","M",{"color":"red"}]"#, "", "Should NOT have more than 2 items"),
            (r#"["N","M","D"]"#, "", "Should NOT have more than 2 items"),
            (r#"["N","M","D","v","E"]"#, "", "Should NOT have more than 4 items"),
            (
                r#"["N","M",{"stat":"Sum"},{"stat":"Sum"}]"#,
                "/2",
                "Invalid metric field type, only \"String\" type is allowed",
            ),
        ];
        for (metric, below, text) in cases {
            let found = of_metric(&format!(r#"{{"region":"r","metrics":[{metric}]}}"#));
            assert_eq!(found[0], format!("/widgets/0/properties/metrics/0{below}: {text}"));
        }
    }

    #[test]
    fn each_rule_is_told_with_its_path() {
        let cases = [
            ("{}", ": Should have required property 'widgets'"),
            (r#"{"widgets":{}}"#, "/widgets: Should be array"),
            (r#"{"widgets":[1]}"#, "/widgets/0: Should be object"),
            (
                r#"{"widgets":[{"properties":{}}]}"#,
                "/widgets/0: Should have required property 'type'",
            ),
            (
                r#"{"widgets":[{"type":"text"}]}"#,
                "/widgets/0: Should have required property 'properties'",
            ),
            (
                r#"{"widgets":[{"type":"graph","properties":{}}]}"#,
                "/widgets/0/type: Should be equal to one of the allowed values",
            ),
            (
                r#"{"widgets":[{"type":"text","x":24,"y":0,"properties":{"markdown":"a"}}]}"#,
                "/widgets/0/x: Should be <= 23",
            ),
            (
                r#"{"widgets":[{"type":"text","width":1.5,"properties":{"markdown":"a"}}]}"#,
                "/widgets/0/width: Should be integer",
            ),
            (
                r#"{"widgets":[{"type":"text","properties":{"markdown":7}}]}"#,
                "/widgets/0/properties/markdown: Should be string",
            ),
            (
                r#"{"widgets":[{"type":"text","nope":1,"properties":{"markdown":"a"}}]}"#,
                "/widgets/0: The \"nope\" property is not expected to be part of a widget \
                 definition, will be ignored",
            ),
            (
                r#"{"widgets":[],"periodOverride":"x"}"#,
                "/periodOverride: Should be equal to one of the allowed values",
            ),
        ];
        for (body, expected) in cases {
            assert_eq!(told(body), [expected]);
        }
        let graph =
            |more: &str| of_metric(&format!(r#"{{"region":"r","metrics":[["N","M"]],{more}}}"#));
        let cases = [
            (r#""view":"line""#, "/view: Should be equal to one of the allowed values"),
            (r#""stacked":1"#, "/stacked: Should be boolean"),
            (r#""period":"60""#, "/period: Should be integer"),
            (r#""yAxis":{"left":{"min":"0"}}"#, "/yAxis/left/min: Should be number"),
            (
                r#""legend":{"position":"top"}"#,
                "/legend/position: Should be equal to one of the allowed values",
            ),
            (
                r#""annotations":{"horizontal":[{"label":"x"}]}"#,
                "/annotations/horizontal/0: Should have required property 'value'",
            ),
            (
                r#""annotations":{"horizontal":[{"value":1,"color":"red"}]}"#,
                "/annotations/horizontal/0/color: Should match pattern \"^#[a-fA-F0-9]{6}$\"",
            ),
            (
                r#""annotations":{"vertical":[[{"value":"2024-06-01T12:00:00Z"}]]}"#,
                "/annotations/vertical/0: Should NOT have fewer than 2 items",
            ),
            (r#""view":"gauge""#, ": Should have required property 'yAxis'"),
        ];
        for (more, expected) in cases {
            assert_eq!(graph(more), [format!("/widgets/0/properties{expected}")]);
        }
    }
}
