//! Widgets: what is to be drawn of metrics, as JSON says it.
//!
//! ```text
//! JSON --read--> Widget --gather--> Chart --> picture or terminal
//!      metrics: "." and "..."       the engine of get-metric-data
//! ```
//!
//! Source: CloudWatch User Guide, "GetMetricWidgetImage: Metric widget structure and syntax", "Dashboard
//! body structure and syntax".

pub mod gather;
mod lines;
mod metrics;
pub mod when;

use super::dashboard::body::{self, Found};
use super::label::Zone;
use super::metric::Metric;
use crate::chart::{Annotation, Axis, Layout, Legend, Summary, View};
use crate::picture::{Color, Theme};
use crate::time::Timestamp;
use crate::value::{Object, Value};
use when::When;

/// How wide and high a picture is unless the widget says so, and at most.
///
/// Source: CloudWatch User Guide, "GetMetricWidgetImage: Metric widget structure and syntax".
const SIZE: [u32; 2] = [600, 400];
const MOST: u64 = 2_000;

/// How many metrics a picture has at most.
///
/// Source: the same.
const METRICS: usize = 100;

/// How long a period is, in seconds, unless the widget says so.
///
/// Source: the same.
const PERIOD: u64 = 300;

/// A widget of metrics.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "they are switches of the widget")]
pub struct Widget {
    /// What stands above it.
    pub title: Option<String>,
    /// How it is drawn.
    pub view: View,
    /// How wide and high it is, in pixels.
    pub size: [u32; 2],
    /// When it begins.
    pub start: When,
    /// When it ends.
    pub end: When,
    /// Its time zone.
    pub zone: Zone,
    /// What is drawn.
    pub metrics: Vec<Asked>,
    /// The axes on the left and on the right.
    pub axes: [Axis; 2],
    /// Where the legend stands.
    pub legend: Legend,
    /// Lines at values.
    pub horizontal: Vec<Annotation<f64>>,
    /// Lines at times.
    pub vertical: Vec<Annotation<Timestamp>>,
    /// The ARN of the alarm that it shows.
    pub alarm: Option<String>,
    /// Whether a number is that of the whole time.
    pub whole: bool,
    /// Whether numbers have a small line of their values below.
    pub sparkline: bool,
    /// Whether numbers have all their digits.
    pub precise: bool,
    /// Whether the parts of a circle say how large they are.
    pub shares: bool,
    /// What a table holds.
    pub table: Layout,
    /// Its colours.
    pub theme: Theme,
    /// The region of the metrics, where that is not the caller's.
    pub region: Option<String>,
    /// The account of the metrics, where that is said.
    pub account: Option<String>,
}

/// A metric or an expression of a widget.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Which it is.
    pub what: Source,
    /// What expressions know it by.
    pub id: Option<String>,
    /// What it is called.
    pub label: Option<String>,
    /// Its colour.
    pub color: Option<Color>,
    /// Whether the axis on the right is its own.
    pub right: bool,
    /// Whether it is drawn.
    pub visible: bool,
    /// The statistic.
    pub stat: String,
    /// How long a period is, in seconds.
    pub period: u64,
    /// Its region, where that is not the widget's.
    pub region: Option<String>,
    /// Its account, where that is not the widget's.
    pub account: Option<String>,
}

/// Where values come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A metric.
    Metric(Metric),
    /// What is computed.
    Expression(String),
}

impl Widget {
    /// Reads a widget from its JSON; fails with what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Ok(Value::Object(properties)) = serde_json::from_str::<Value>(text) else {
            return Err("it must be a JSON object".to_owned());
        };
        let widget = Self::read(&properties)?;
        if widget.metrics.len() > METRICS {
            return Err(format!("a picture has at most {METRICS} metrics"));
        }
        Ok(widget)
    }

    /// Reads a widget from the properties of a metric widget; fails with what is wrong with them.
    pub fn read(properties: &Object) -> Result<Self, String> {
        let Found { errors, .. } = body::picture(properties);
        if let Some(error) = errors.first() {
            return Err(match error.path.as_str() {
                "" => error.text.clone(),
                path => format!("{path}: {}", error.text),
            });
        }
        let text = |name: &str| properties.get(name).and_then(Value::as_str).map(str::to_owned);
        let flag = |name: &str| properties.get(name).and_then(Value::as_bool).unwrap_or(false);
        let length = |name: &str, usual: u32| match properties.get(name).map(Value::as_u64) {
            None => Ok(usual),
            Some(Some(length)) if (1..=MOST).contains(&length) => {
                Ok(u32::try_from(length).unwrap_or(usual))
            }
            Some(_) => Err(format!("/{name}: Should be 1 to {MOST}")),
        };
        let when = |name: &str, usual: When| match text(name) {
            None => Ok(usual),
            Some(told) => When::parse(&told).ok_or_else(|| format!("/{name}: '{told}' is no time")),
        };
        let stacked = flag("stacked");
        let view = match text("view").as_deref() {
            Some("bar") => View::Bars,
            Some("pie") => View::Pie,
            Some("singleValue") => View::Numbers,
            Some("gauge") => View::Gauge,
            Some("table") => View::Table,
            _ if stacked => View::Stacked,
            _ => View::Lines,
        };
        let zone = match text("timezone") {
            None => Zone::default(),
            Some(told) => {
                Zone::parse(&told).ok_or_else(|| format!("/timezone: '{told}' is no time zone"))?
            }
        };
        let legend = properties.get("legend").and_then(|legend| legend.get("position"));
        let legend = match legend.and_then(Value::as_str) {
            Some("right") => Legend::Right,
            Some("hidden") => Legend::Hidden,
            _ => Legend::Bottom,
        };
        let period = properties.get("period").and_then(whole_number).unwrap_or(PERIOD);
        let stat = text("stat").unwrap_or_else(|| "Average".to_owned());
        let metrics = properties.get("metrics").and_then(Value::as_array);
        let annotations = properties.get("annotations").and_then(Value::as_object);
        let shares = properties.get("labels").and_then(|labels| labels.get("visible"));
        let alarm = annotations.and_then(|a| a.get("alarms")?.get(0)?.as_str()).map(str::to_owned);
        Ok(Self {
            title: text("title"),
            view,
            size: [length("width", SIZE[0])?, length("height", SIZE[1])?],
            start: when("start", When::HOURS_AGO)?,
            end: when("end", When::NOW)?,
            zone,
            metrics: metrics::read(metrics.map_or(&[], Vec::as_slice), period, &stat)?,
            axes: [lines::axis(properties, "left"), lines::axis(properties, "right")],
            legend,
            horizontal: lines::horizontal(annotations),
            vertical: lines::vertical(annotations),
            alarm,
            whole: flag("setPeriodToTimeRange"),
            sparkline: flag("sparkline"),
            precise: flag("singleValueFullPrecision"),
            shares: shares.and_then(Value::as_bool).unwrap_or(true),
            table: table(properties.get("table")),
            theme: if text("theme").as_deref() == Some("dark") {
                Theme::Dark
            } else {
                Theme::Light
            },
            region: text("region"),
            account: text("accountId"),
        })
    }
}

/// Reads what a table holds: all that it can, unless the widget says so.
///
/// Source: CloudWatch User Guide, "Using a data table widget".
fn table(table: Option<&Value>) -> Layout {
    let get = |name: &str| table.and_then(|table| table.get(name));
    let named = |summaries: &Vec<Value>| {
        let all = Summary::ALL.into_iter();
        let asked = all.filter(|(word, _)| summaries.iter().any(|asked| asked == *word));
        asked.map(|(_, summary)| summary).collect()
    };
    let usual = Layout::default();
    Layout {
        summaries: get("summaryColumns").and_then(Value::as_array).map_or(usual.summaries, named),
        values: get("showTimeSeriesData").and_then(Value::as_bool).unwrap_or(true),
        vertical: get("layout").and_then(Value::as_str) == Some("vertical"),
    }
}

/// Returns a number that is whole, however it is written.
fn whole_number(value: &Value) -> Option<u64> {
    let number = value.as_f64().filter(|number| (1.0..=4e9).contains(number))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 4e9")]
    Some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_widget_has_what_its_json_says() {
        let widget = Widget::parse(
            r##"{"metrics":[["AWS/EC2","CPUUtilization","InstanceId","i-1",{"id":"m1","stat":"Maximum"}],
                ["...","i-2",{"yAxis":"right","color":"#ff0000"}],[{"expression":"m1*2","label":"twice"}]],
                "title":"CPU","view":"timeSeries","stacked":true,"period":60,"start":"-PT6H",
                "timezone":"+0200","width":1000,"legend":{"position":"right"},
                "yAxis":{"left":{"min":0,"max":100,"label":"%"}},
                "annotations":{"horizontal":[{"value":80,"label":"high","fill":"above"},
                [{"value":10},{"value":20}]],"vertical":[{"value":"2024-06-01T12:00:00Z","fill":"after"}]}}"##,
        )
        .unwrap();
        assert_eq!(
            (widget.view, widget.size, widget.legend),
            (View::Stacked, [1_000, 400], Legend::Right)
        );
        let stats: Vec<_> = widget.metrics.iter().map(|m| (m.stat.as_str(), m.period)).collect();
        assert_eq!(stats, [("Maximum", 60), ("Average", 60), ("Average", 60)]);
        assert!(widget.metrics[1].right && widget.metrics[1].color.is_some());
        assert_eq!(widget.axes[0].max, Some(100.0));
        assert_eq!(widget.horizontal.len(), 2);
        assert_eq!(widget.horizontal[1].to, Some(20.0));
        assert_eq!(widget.vertical.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let cases = [
            ("[]", "it must be a JSON object"),
            ("{}", "Should have required property 'metrics'"),
            (r#"{"metrics":[["N"]]}"#, "/metrics/0: Should NOT have more than 0 items"),
            (r#"{"metrics":[["N","M"]],"width":0}"#, "/width: Should be 1 to 2000"),
            (r#"{"metrics":[["N","M"]],"start":"yesterday"}"#, "/start: 'yesterday' is no time"),
            (r#"{"metrics":[["N","M"]],"timezone":"CET"}"#, "/timezone: 'CET' is no time zone"),
            (r#"{"metrics":[[".","M"]]}"#, "/metrics/0: there is no metric before it"),
            (
                r#"{"metrics":[["N","M"]],"view":"map"}"#,
                "/view: Should be equal to one of the allowed values",
            ),
        ];
        for (text, wrong) in cases {
            assert_eq!(Widget::parse(text).unwrap_err(), wrong, "{text}");
        }
    }
}
