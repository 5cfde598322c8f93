//! A datapoint as a stream sends it: a metric, a minute, a unit, and statistics.

use serde_json::json;

use super::Stream;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::rolled::Tally;
use crate::services::cloudwatch::sample::Measure;
use crate::services::cloudwatch::stat::Stat;
use crate::services::cloudwatch::statistics::Summary;
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;
use crate::value::{Object, Value};

/// What a metric measured in a minute, in one unit.
#[derive(Clone, Debug)]
pub struct Point {
    /// The metric.
    pub metric: Metric,
    /// The beginning of the minute.
    pub minute: Timestamp,
    /// What it is in.
    pub unit: Unit,
    /// What was measured.
    measures: Vec<Measure>,
    /// The plain statistics.
    pub summary: Summary,
}

impl Point {
    /// Makes one of what was measured; `None` if that is nothing.
    pub fn new(
        metric: &Metric,
        (minute, unit): (Timestamp, Unit),
        measures: Vec<Measure>,
    ) -> Option<Self> {
        let (first, others) = measures.split_first()?;
        let mut tally = Tally::of(first);
        for measure in others {
            tally.add(measure);
        }
        let summary = Summary::of(&tally);
        Some(Self { metric: metric.clone(), minute, unit, measures, summary })
    }

    /// Returns the value of another statistic; `None` if it has none, as percentiles of negative
    /// values have.
    pub fn of(&self, statistic: &str) -> Option<f64> {
        Stat::parse(statistic)?.of(&self.measures).map(|comes| comes.value)
    }

    /// Returns it as a stream sends it in JSON, without line breaks.
    ///
    /// Source: CloudWatch User Guide, "CloudWatch metric stream output in JSON format".
    pub fn json(&self, stream: &Stream, additional: &[&str]) -> String {
        let Summary { count, sum, min, max } = self.summary;
        let mut value = Object::new();
        for (name, number) in [("count", count), ("sum", sum), ("max", max), ("min", min)] {
            value.insert(name.to_owned(), json!(number));
        }
        for statistic in additional {
            if let Some(number) = self.of(statistic) {
                value.insert((*statistic).to_owned(), json!(number));
            }
        }
        let dimensions = self.metric.dimensions().iter();
        let dimensions: Object =
            dimensions.map(|(name, value)| (name.clone(), json!(value))).collect();
        let document: Value = json!({
            "metric_stream_name": stream.name,
            "account_id": stream.account,
            "region": stream.region,
            "namespace": self.metric.namespace,
            "metric_name": self.metric.name,
            "dimensions": dimensions,
            "timestamp": self.minute.millis(),
            "value": value,
            "unit": self.unit.word(),
        });
        document.to_string()
    }
}
