//! Why there are no datapoints: a line for people who learn, on a terminal only, as for
//! [errors](super::hints).
//!
//! | what was asked for                        | the line tells                                       |
//! |-------------------------------------------|------------------------------------------------------|
//! | a period that is too short for the start  | how far back which period reaches                    |
//! | a metric that there is not                | the metrics of the namespace                         |
//! | dimensions that no data were put with     | those that data were put with                        |

use serde_json::json;

use crate::services::cloudwatch;
use crate::services::cloudwatch::period::{Period, Periods};
use crate::time::text::parse_parameter;
use crate::value::{Object, Value};

use super::program::Program;

/// The last call of a command.
#[derive(Debug)]
pub struct Call {
    /// The operation's name.
    pub operation: &'static str,
    /// What was asked.
    pub request: Value,
    /// What was answered.
    pub answer: Value,
}

/// How many things a line names at most.
const MOST: usize = 5;

/// Returns the line for the last call of a command; `None` if there is nothing to say.
pub fn hint(program: &mut Program<'_>) -> Option<String> {
    let call = program.last.take().filter(|call| call.operation == "GetMetricStatistics")?;
    let points = call.answer.get("Datapoints").and_then(Value::as_array)?;
    let reason = points.is_empty().then(|| reason(program, &call.request)).flatten()?;
    Some(format!("trailwatch: {reason}\n"))
}

fn reason(program: &mut Program<'_>, request: &Value) -> Option<String> {
    let text = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
    let time = |name: &str| parse_parameter(text(name));
    let now = program.engine.read_clock().ok()?.time;
    let secs = request.get("Period").and_then(Value::as_i64)?;
    let period = Period::parse(i32::try_from(secs).ok()?)?;
    let (start, end) = (time("StartTime")?, time("EndTime")?);
    if Periods::cut(period, start, end, now).is_none() {
        return Some(format!(
            "for that --start-time a period of {secs} s is too short: below a minute it reaches 3 \
             hours back, a multiple of 60 s 15 days, of 300 s 63 days, of 3600 s 455 days"
        ));
    }
    let (namespace, metric) = (text("Namespace"), text("MetricName"));
    let found = metrics(program, &json!({"Namespace": namespace, "MetricName": metric}))?;
    if found.is_empty() {
        let others = metrics(program, &json!({"Namespace": namespace}))?;
        let names = listed(others.iter().filter_map(|metric| metric.get("MetricName")));
        return Some(if names.is_empty() {
            format!("there is no metric in the namespace {namespace}")
        } else {
            format!("there is no metric {metric} in {namespace}, which has: {names}")
        });
    }
    let dimensions = request.get("Dimensions").cloned().unwrap_or_else(|| json!([]));
    let same = |metric: &Object| {
        metric.get("Dimensions").map(sorted).unwrap_or_default() == sorted(&dimensions)
    };
    if found.iter().any(same) {
        return None;
    }
    let others: Vec<String> = found.iter().take(MOST).map(written).collect();
    Some(format!(
        "data are found by exactly the dimensions that they were put with; {metric} has: {}",
        others.join(" or ")
    ))
}

/// Returns what `list-metrics` answers, which is not recorded as a call.
fn metrics(program: &mut Program<'_>, request: &Value) -> Option<Vec<Object>> {
    let region = program.session.region.clone();
    let run = cloudwatch::SERVICE.operation("ListMetrics")?.run?;
    let answer = program.engine.with_context(&region, |ctx| run(ctx, request, None)).ok()?;
    let metrics = answer.get("Metrics").and_then(Value::as_array)?;
    Some(metrics.iter().filter_map(Value::as_object).cloned().collect())
}

/// Returns some of the texts, each once.
fn listed<'v>(texts: impl Iterator<Item = &'v Value>) -> String {
    let mut texts: Vec<&str> = texts.filter_map(Value::as_str).collect();
    texts.dedup();
    texts.truncate(MOST);
    texts.join(", ")
}

fn sorted(dimensions: &Value) -> Vec<(String, String)> {
    let text = |dimension: &Value, name: &str| {
        dimension.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let pair = |dimension: &Value| (text(dimension, "Name"), text(dimension, "Value"));
    let mut pairs: Vec<_> = dimensions.as_array().into_iter().flatten().map(pair).collect();
    pairs.sort();
    pairs
}

/// Returns the dimensions of a metric as options write them.
fn written(metric: &Object) -> String {
    let dimensions = metric.get("Dimensions").map(sorted).unwrap_or_default();
    if dimensions.is_empty() {
        return "none".to_owned();
    }
    let pair = |(name, value): &(String, String)| format!("Name={name},Value={value}");
    format!("--dimensions {}", dimensions.iter().map(pair).collect::<Vec<_>>().join(" "))
}
