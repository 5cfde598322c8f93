//! Metric streams: what they send, and where it lies.
//!
//! ```text
//! put-metric-stream --> rules --> Stream
//!                                   |
//! put-metric-data --> waiting ---> sending: once a minute is over   --> streams/NAME/...
//!                                     |  point: JSON, otel: protobuf
//! ```
//!
//! AWS hands what a stream sends to Firehose. Here it is appended to a file below the home, one for
//! each account, region and format: the file is what Firehose would be given, record after record.
//!
//! ```text
//! streams/NAME/ACCOUNT-REGION.jsonl                 a datapoint a line
//! streams/NAME/ACCOUNT-REGION.opentelemetry1.0      messages, each behind its length
//! ```
//!
//! Source: CloudWatch User Guide, "Use metric streams".

pub mod otel;
pub mod point;
pub mod protobuf;
pub mod rules;
pub mod sending;
pub mod survey;
pub mod waiting;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::metric::Metric;
use super::shapes::metric_streams::{
    GetMetricStreamOutput, MetricStreamEntry, MetricStreamFilter, MetricStreamOutputFormat,
    PutMetricStreamInput,
};
use crate::arn::partition_of;
use crate::error::{Error, Result};
use crate::schema::Shape;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::value::Value;

/// The folder of all streams, below the home.
pub const FOLDER: &str = "streams";

/// A metric stream.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Stream {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name, which no other stream of account and region has.
    pub name: String,
    /// What was put, without the tags.
    request: Value,
    /// When it was created.
    pub created: Timestamp,
    /// When it was last put.
    pub updated: Timestamp,
    /// Whether it sends.
    pub running: bool,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Record for Stream {
    const KIND: &'static str = "metric stream";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of_owner((&self.account, &self.region)).text(&self.name)
    }
}

impl Stream {
    /// Makes a stream that was just put. It runs.
    pub fn new(
        (account, region): (&str, &str),
        request: &PutMetricStreamInput,
        now: Timestamp,
    ) -> Self {
        let tags = request.tags.iter().flatten();
        let mut stream = Self {
            account: account.to_owned(),
            region: region.to_owned(),
            name: request.name.clone(),
            request: Value::Null,
            created: now,
            updated: now,
            running: true,
            tags: tags.map(|tag| (tag.key.clone(), tag.value.clone())).collect(),
        };
        stream.configure(request, now);
        stream
    }

    /// Replaces what was put; whether it runs and its tags stay.
    pub fn configure(&mut self, request: &PutMetricStreamInput, now: Timestamp) {
        let mut document = request.clone().write();
        if let Value::Object(members) = &mut document {
            members.shift_remove("Tags");
        }
        self.request = document;
        self.updated = now;
    }

    fn of_owner((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }

    /// Returns the stream of a name; `None` if there is none.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<Option<Self>> {
        txn.get(&Self::of_owner(owner).text(name))
    }

    /// Returns the streams of an account and region, in the order of their names.
    pub fn all_of(txn: &Txn<'_>, owner: (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::of_owner(owner)).collect()
    }

    /// Returns what was put.
    ///
    /// Fails with [`Error::Damaged`] if that is no such request.
    pub fn request(&self) -> Result<PutMetricStreamInput> {
        let damaged = || format!("what is kept of the metric stream {} is damaged", self.name);
        PutMetricStreamInput::read(&self.request).map_err(|_| Error::Damaged(damaged()))
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        let Self { account, region, name, .. } = self;
        let partition = partition_of(region);
        format!("arn:{partition}:cloudwatch:{region}:{account}:metric-stream/{name}")
    }

    /// Returns the file that it writes in a format, below the home.
    pub fn file(&self, format: MetricStreamOutputFormat) -> PathBuf {
        let end = match format {
            MetricStreamOutputFormat::Json => "jsonl",
            other => other.word(),
        };
        let file = format!("{}-{}.{end}", self.account, self.region);
        [FOLDER, &self.name, &file].iter().collect()
    }

    fn state(&self) -> String {
        if self.running { "running" } else { "stopped" }.to_owned()
    }

    /// Returns it as get-metric-stream shows it.
    pub fn shown(&self) -> Result<GetMetricStreamOutput> {
        let put = self.request()?;
        let linked = put.include_linked_accounts_metrics.unwrap_or_default();
        Ok(GetMetricStreamOutput {
            arn: Some(self.arn()),
            name: Some(put.name),
            include_filters: put.include_filters.filter(|filters| !filters.is_empty()),
            exclude_filters: put.exclude_filters.filter(|filters| !filters.is_empty()),
            firehose_arn: Some(put.firehose_arn),
            role_arn: Some(put.role_arn),
            state: Some(self.state()),
            creation_date: Some(self.created),
            last_update_date: Some(self.updated),
            output_format: Some(put.output_format),
            statistics_configurations: put.statistics_configurations.filter(|c| !c.is_empty()),
            include_linked_accounts_metrics: Some(linked),
        })
    }

    /// Returns it as list-metric-streams shows it.
    pub fn entry(&self) -> Result<MetricStreamEntry> {
        let put = self.request()?;
        Ok(MetricStreamEntry {
            arn: Some(self.arn()),
            creation_date: Some(self.created),
            last_update_date: Some(self.updated),
            name: Some(put.name),
            firehose_arn: Some(put.firehose_arn),
            state: Some(self.state()),
            output_format: Some(put.output_format),
        })
    }
}

/// Returns whether a stream sends a metric: all, those of its filters, or all but those.
pub fn sends(put: &PutMetricStreamInput, metric: &Metric) -> bool {
    let filtered = |filters: &Option<Vec<MetricStreamFilter>>| {
        let filters = filters.as_deref().filter(|filters| !filters.is_empty())?;
        Some(filters.iter().any(|filter| {
            let names = filter.metric_names.as_deref().unwrap_or_default();
            filter.namespace.as_ref() == Some(&metric.namespace)
                && (names.is_empty() || names.contains(&metric.name))
        }))
    };
    filtered(&put.include_filters).unwrap_or(true)
        && !filtered(&put.exclude_filters).unwrap_or(false)
}

/// Returns the statistics that a stream sends of a metric besides the usual ones, each once, in the
/// order in which they were put.
pub fn additional<'p>(put: &'p PutMetricStreamInput, metric: &Metric) -> Vec<&'p str> {
    let mut names: Vec<&str> = Vec::new();
    for configuration in put.statistics_configurations.iter().flatten() {
        let is_meant = configuration.include_metrics.iter().any(|included| {
            included.namespace == metric.namespace && included.metric_name == metric.name
        });
        for name in configuration.additional_statistics.iter().filter(|_| is_meant) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn put(members: &Value) -> PutMetricStreamInput {
        let mut request = json!({
            "Name": "all", "FirehoseArn": "f", "RoleArn": "r", "OutputFormat": "json",
        });
        for (name, value) in members.as_object().unwrap() {
            request[name] = value.clone();
        }
        PutMetricStreamInput::read(&request).unwrap()
    }

    #[test]
    fn filters_say_what_is_sent() {
        let some = json!([{"Namespace": "A"}, {"Namespace": "B", "MetricNames": ["x", "y"]}]);
        let cases = [
            (json!({}), [true, true, true, true]),
            (json!({"IncludeFilters": []}), [true, true, true, true]),
            (json!({"IncludeFilters": some}), [true, true, false, false]),
            (json!({"ExcludeFilters": some}), [false, false, true, true]),
        ];
        for (members, expected) in cases {
            let put = put(&members);
            let metrics = [("A", "z"), ("B", "x"), ("B", "z"), ("C", "x")];
            let found = metrics.map(|(space, name)| sends(&put, &Metric::new(space, name, &[])));
            assert_eq!(found, expected, "{members}");
        }
    }

    #[test]
    fn a_metric_has_the_statistics_of_all_configurations_that_name_it() {
        let put = put(&json!({"StatisticsConfigurations": [
            {
                "IncludeMetrics": [{"Namespace": "A", "MetricName": "x"}],
                "AdditionalStatistics": ["p99", "tm90"],
            },
            {
                "IncludeMetrics": [
                    {"Namespace": "A", "MetricName": "y"}, {"Namespace": "A", "MetricName": "x"},
                ],
                "AdditionalStatistics": ["p50", "p99"],
            },
        ]}));
        let of = |name: &str| additional(&put, &Metric::new("A", name, &[]));
        assert_eq!(of("x"), ["p99", "tm90", "p50"]);
        assert_eq!(of("y"), ["p50", "p99"]);
        assert!(of("z").is_empty());
    }
}
