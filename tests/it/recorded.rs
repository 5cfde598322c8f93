//! What AWS was recorded to answer to calls about metrics is answered to the same calls.
//!
//! The recordings are not part of the project: they lie in `../shared/data/cloudwatch`, and where that
//! is absent the tests say loudly that they skip. They have the answers only; the calls are those of
//! the tests that they were recorded by.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use trailwatch::error::Error;
use trailwatch::services::cloudwatch::catalogue::Entry;
use trailwatch::services::cloudwatch::metric::Metric;
use trailwatch::services::cloudwatch::sample::{Measure, Resolution, Sample};
use trailwatch::services::cloudwatch::series;
use trailwatch::services::cloudwatch::shapes::metrics::Dimension;
use trailwatch::services::cloudwatch::unit::Unit;
use trailwatch::time::Timestamp;

use crate::lab::Lab;

const NOW: &str = "2024-06-01T12:00:30Z";
const START: &str = "2024-06-01T11:59:00Z";
const END: &str = "2024-06-01T12:02:00Z";

/// The recordings, by the names of the tests that made them.
pub(crate) struct Recorded(Value);

impl Recorded {
    pub(crate) fn read() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cloudwatch");
        match fs::read_to_string(folder.join("recorded.json")) {
            Ok(text) => Some(Self(serde_json::from_str(&text).unwrap())),
            Err(cause) => {
                // Written past the test runner, which keeps what tests print to itself.
                let line = format!("\nSKIPPED: no recordings in {}: {cause}\n", folder.display());
                let _ = std::io::stderr().write_all(line.as_bytes());
                None
            }
        }
    }

    /// Returns an answer, without what only the protocol has. `test` has its parameters in brackets.
    pub(crate) fn answer(&self, test: &str, name: &str) -> Value {
        let path = "tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch";
        let mut answer = self.0[format!("{path}::{test}")]["recorded-content"][name].clone();
        assert!(answer.is_object(), "{test}: {name} was not recorded");
        answer.as_object_mut().unwrap().remove("ResponseMetadata");
        answer
    }
}

/// Every recording, and the test here or in `recorded_alarms.rs` that makes the same calls. Of those that
/// were made in three protocols, which differ in nothing that reaches a command, one is written.
const TESTS: &[(&str, &[&str], &str)] = &[
    (
        "test_alarm_lambda_target",
        &["lambda-alarm-invocations"],
        "an_alarm_calls_a_function_with_the_recorded_event",
    ),
    (
        "test_put_metric_data_values_list[json]",
        &["get_metric_statistics"],
        "values_with_counts_and_single_values_have_the_recorded_statistics",
    ),
    (
        "test_put_metric_data_validation[json]",
        &["invalid-param-combination", "invalid-param-value", "invalid-param-combination-2"],
        "data_that_do_not_go_together_are_refused_as_recorded",
    ),
    (
        "test_get_metric_data_with_dimensions[json]",
        &["get_metric_data"],
        "a_metric_is_read_by_its_dimensions_as_recorded",
    ),
    (
        "test_describe_alarms_converts_date_format_correctly[json]",
        &["describe-alarms"],
        "an_alarm_with_little_said_is_described_as_recorded",
    ),
    (
        "test_store_tags[json]",
        &[
            "put_metric_alarm",
            "describe_alarms",
            // The name was recorded with the space.
            "list_tags_for_resource_empty ",
            "list_tags_for_resource",
            "list_tags_for_resource_post_untag",
        ],
        "tags_of_an_alarm_are_listed_as_recorded",
    ),
    (
        "test_trigger_composite_alarm[json]",
        &[
            "put-composite-alarm",
            "composite-alarm-in-alarm-when-alarm-1-is-in-alarm",
            "composite-alarm-in-ok-when-alarm-1-is-back-to-ok",
            "composite-alarm-in-alarm-when-alarm-2-is-in-alarm",
            "composite-alarm-in-ok-when-alarm-2-is-back-to-ok",
            "composite-alarm-is-triggered-by-alarm-1-and-then-unchanged-by-alarm-2",
        ],
        "a_composite_alarm_follows_its_children_as_recorded",
    ),
    (
        "test_describe_minimal_metric_alarm[json]",
        &["describe_minimal_metric_alarm"],
        "an_alarm_with_little_said_is_described_as_recorded",
    ),
    (
        "test_get_metric_data_with_zero_and_labels[json]",
        &["get_metric_data_with_zero_and_labels"],
        "several_statistics_of_values_with_zero_have_the_recorded_values_and_labels",
    ),
    (
        "test_get_metric_statistics[json]",
        &["get_metric_statistics"],
        "values_with_counts_and_single_values_have_the_recorded_statistics",
    ),
    (
        "test_handle_different_units[json]",
        &["get_metric_statistics_with_different_units"],
        "each_unit_has_the_recorded_datapoint_where_none_is_asked_for",
    ),
    (
        "test_get_metric_data_different_units_no_unit_in_query[json-metric_data]",
        &["get_metric_data_with_no_unit_specified"],
        "of_several_units_the_recorded_one_is_told_with_a_message",
    ),
    (
        "test_label_generation[json-input_pairs]",
        &["label_generation"],
        "labels_tell_by_what_queries_differ_as_recorded",
    ),
    (
        "test_multiple_dimensions_statistics[json]",
        &["get-metric-stats-max", "list-metrics"],
        "a_metric_is_read_by_its_dimensions_as_recorded",
    ),
    (
        "test_aws_sqs_metrics_created",
        &["get_metric_data", "get_metric_data_2"],
        "metrics_of_a_queue_are_told_as_recorded",
    ),
];

#[test]
fn every_recording_has_its_test() {
    let Some(recorded) = Recorded::read() else { return };
    let tests = [include_str!("recorded.rs"), include_str!("recorded_alarms.rs")].concat();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, recording) in recorded.0.as_object().unwrap() {
        let name = name.rsplit("::").next().unwrap();
        let name = name.replace("[query", "[json").replace("[smithy-rpc-v2-cbor", "[json");
        // Those that differ by a number are told by one test.
        let name = name.replace(|c: char| c.is_ascii_digit(), "");
        let answers = recording["recorded-content"].as_object().unwrap().keys().cloned();
        found.entry(name).or_default().extend(answers);
    }
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, answers, test) in TESTS {
        assert!(tests.contains(&format!("#[test]\nfn {test}()")), "there is no test {test}");
        let answers = answers.iter().map(|answer| (*answer).to_owned());
        expected.entry((*name).to_owned()).or_default().extend(answers);
    }
    assert_eq!(found, expected);
}

#[test]
fn what_was_recorded_in_three_protocols_is_the_same() {
    let Some(recorded) = Recorded::read() else { return };
    let protocols = ["query", "json", "smithy-rpc-v2-cbor"];
    for (name, recording) in recorded.0.as_object().unwrap() {
        let Some(protocol) = protocols.iter().find(|one| name.contains(&format!("[{one}"))) else {
            continue;
        };
        let one = &recorded.0[name.replace(&format!("[{protocol}"), "[json")]["recorded-content"];
        for (answer, told) in recording["recorded-content"].as_object().unwrap() {
            let without_protocol = |told: &Value| {
                let mut told = told.clone();
                let members = told.as_object_mut().unwrap();
                members.shift_remove("ResponseMetadata");
                // Errors have their sentence twice, and a name of older clients.
                members.shift_remove("message");
                if let Some(error) = members.get_mut("Error") {
                    error.as_object_mut().unwrap().shift_remove("QueryErrorCode");
                }
                told
            };
            assert_eq!(without_protocol(told), without_protocol(&one[answer]), "{name}: {answer}");
        }
    }
}

pub(crate) fn call(lab: &mut Lab, name: &str, request: &Value) -> Result<Value, Error> {
    lab.metrics(name, request)
}

fn put(lab: &mut Lab, namespace: &str, data: &Value) {
    let request = json!({"Namespace": namespace, "MetricData": data});
    call(lab, "PutMetricData", &request).unwrap();
}

/// Asks for statistics of all that was put, and returns the answer in the form of the recordings.
fn statistics(lab: &mut Lab, namespace: &str, metric: &str, names: &[&str]) -> Value {
    let request = json!({
        "Namespace": namespace, "MetricName": metric, "StartTime": START, "EndTime": END,
        "Period": 60, "Statistics": names,
    });
    let mut answer = call(lab, "GetMetricStatistics", &request).unwrap();
    for point in answer["Datapoints"].as_array_mut().unwrap() {
        assert_eq!(point["Timestamp"], 1_717_243_200);
        point["Timestamp"] = json!("timestamp");
    }
    answer
}

/// Asks for several metrics, and returns the answer in the form of the recordings.
fn data(lab: &mut Lab, queries: &Value) -> Value {
    let request = json!({"MetricDataQueries": queries, "StartTime": START, "EndTime": END});
    let mut answer = call(lab, "GetMetricData", &request).unwrap();
    for result in answer["MetricDataResults"].as_array_mut().unwrap() {
        let counts =
            [&result["Timestamps"], &result["Values"]].map(|l| l.as_array().unwrap().len());
        assert_eq!(counts[0], counts[1], "{result}");
        result["Timestamps"] = json!("timestamp");
    }
    answer
}

/// Returns the numbers of datapoints in an order that does not depend on the answer's.
fn sorted(mut answer: Value) -> Value {
    let points = answer["Datapoints"].as_array_mut().unwrap();
    points.sort_by_key(|point| point["Unit"].to_string());
    answer
}

fn query(id: &str, metric: &Value, (period, stat): (u32, &str), unit: Option<&str>) -> Value {
    let mut stat = json!({"Metric": metric, "Period": period, "Stat": stat});
    if let Some(unit) = unit {
        stat["Unit"] = json!(unit);
    }
    json!({"Id": id, "MetricStat": stat})
}

#[test]
fn values_with_counts_and_single_values_have_the_recorded_statistics() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let counted = json!([
        {"MetricName": "test-metric", "Values": [1.0, 10.0], "Counts": [2, 4], "Unit": "Count"},
    ]);
    put(&mut lab, "counted", &counted);
    assert_eq!(
        statistics(&mut lab, "counted", "test-metric", &["SampleCount", "Sum", "Maximum"]),
        recorded.answer("test_put_metric_data_values_list[json]", "get_metric_statistics")
    );
    let ten = (0..10).map(|value| json!({"MetricName": "metric", "Value": value}));
    put(&mut lab, "ten", &ten.collect());
    let all = ["Average", "Sum", "Minimum", "Maximum", "SampleCount"];
    assert_eq!(
        statistics(&mut lab, "ten", "metric", &all),
        recorded.answer("test_get_metric_statistics[json]", "get_metric_statistics")
    );
}

#[test]
fn each_unit_has_the_recorded_datapoint_where_none_is_asked_for() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let units = json!([
        {"MetricName": "m-test", "Value": 1.0, "Unit": "Seconds"},
        {"MetricName": "m-test", "Value": 5.0, "Unit": "Count"},
        {"MetricName": "m-test", "Value": 10.0},
    ]);
    put(&mut lab, "units", &units);
    let name = "get_metric_statistics_with_different_units";
    assert_eq!(
        sorted(statistics(&mut lab, "units", "m-test", &["Average"])),
        sorted(recorded.answer("test_handle_different_units[json]", name))
    );
}

#[test]
fn of_several_units_the_recorded_one_is_told_with_a_message() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let cases = [
        vec![(60.0, "Seconds"), (60_000.0, "Milliseconds")],
        vec![(120_000.0, "Milliseconds"), (120.0, "Seconds")],
        vec![(60.0, "Seconds"), (60_000.0, "Milliseconds"), (5.0, "Count")],
    ];
    for (number, values) in cases.iter().enumerate() {
        let namespace = format!("mixed-{number}");
        for (value, unit) in values {
            put(
                &mut lab,
                &namespace,
                &json!([{"MetricName": "m-test", "Value": value, "Unit": unit}]),
            );
        }
        let metric = json!({"Namespace": namespace, "MetricName": "m-test"});
        let told = data(&mut lab, &json!([query("m1", &metric, (60, "Sum"), None)]));
        let test = format!(
            "test_get_metric_data_different_units_no_unit_in_query[json-metric_data{number}]"
        );
        assert_eq!(told, recorded.answer(&test, "get_metric_data_with_no_unit_specified"));
    }
}

#[test]
fn a_metric_is_read_by_its_dimensions_as_recorded() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let hosts = json!([
        {"MetricName": "metric1", "Value": 21, "Dimensions": [{"Name": "foo", "Value": "baz"}]},
        {"MetricName": "metric1", "Value": 11, "Dimensions": [{"Name": "foo", "Value": "bar"}]},
        {"MetricName": "metric1", "Value": 31},
    ]);
    put(&mut lab, "dimensions", &hosts);
    let dimensions = json!([{"Name": "foo", "Value": "bar"}]);
    let metric =
        json!({"Namespace": "dimensions", "MetricName": "metric1", "Dimensions": dimensions});
    assert_eq!(
        data(&mut lab, &json!([query("result1", &metric, (60, "Sum"), None)])),
        recorded.answer("test_get_metric_data_with_dimensions[json]", "get_metric_data")
    );

    let names = [
        ("error", "none"),
        ("exception", "none"),
        ("method", "GET"),
        ("outcome", "SUCCESS"),
        ("uri", "/greetings"),
        ("status", "200"),
    ];
    let dimensions: Value =
        names.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    let name = "http.server.requests.count";
    put(
        &mut lab,
        "<namespace:1>",
        &json!([
            {"MetricName": name, "Value": 5, "Unit": "Count", "StorageResolution": 1, "Dimensions": dimensions},
        ]),
    );
    let metric =
        json!({"Namespace": "<namespace:1>", "MetricName": name, "Dimensions": dimensions});
    let test = "test_multiple_dimensions_statistics[json]";
    assert_eq!(
        data(&mut lab, &json!([query("result1", &metric, (10, "Maximum"), None)])),
        recorded.answer(test, "get-metric-stats-max")
    );
    // The recording has the dimensions in the order of their names.
    assert_eq!(
        call(&mut lab, "ListMetrics", &json!({"Namespace": "<namespace:1>"})).unwrap(),
        recorded.answer(test, "list-metrics")
    );
}

#[test]
fn several_statistics_of_values_with_zero_have_the_recorded_values_and_labels() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let values =
        [0.0, 2.0, 4.0, 3.5, 7.0, 100.0].map(|v| json!({"MetricName": "metric1", "Value": v}));
    put(&mut lab, "zero", &values.into_iter().collect());
    let metric = json!({"Namespace": "zero", "MetricName": "metric1"});
    let queries = ["Average", "Sum", "Minimum", "Maximum"]
        .map(|stat| query(&format!("result_{stat}"), &metric, (60, stat), None));
    assert_eq!(
        data(&mut lab, &queries.into_iter().collect()),
        recorded.answer(
            "test_get_metric_data_with_zero_and_labels[json]",
            "get_metric_data_with_zero_and_labels"
        )
    );
}

#[test]
fn labels_tell_by_what_queries_differ_as_recorded() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let values = [0.0, 2.0, 7.0, 100.0]
        .map(|v| json!({"MetricName": "metric1", "Value": v, "Unit": "Seconds"}));
    put(&mut lab, "labels", &values.into_iter().collect());
    let metric = json!({"Namespace": "labels", "MetricName": "metric1"});
    let seconds = ("Sum", 60, "Seconds");
    let others = [
        ("Minimum", 30, "Seconds"),
        ("Minimum", 60, "Seconds"),
        ("Sum", 30, "Seconds"),
        ("Minimum", 30, "Milliseconds"),
        ("Minimum", 60, "Milliseconds"),
        ("Sum", 30, "Milliseconds"),
        ("Sum", 60, "Milliseconds"),
    ];
    for (number, other) in others.into_iter().enumerate() {
        let queries = [seconds, other].map(|(stat, period, unit)| {
            let id = format!("result_{stat}_{period}_{unit}");
            query(&id, &metric, (period, stat), Some(unit))
        });
        let test = format!("test_label_generation[json-input_pairs{number}]");
        let expected = recorded.answer(&test, "label_generation");
        assert_eq!(data(&mut lab, &queries.into_iter().collect()), expected, "{other:?}");
    }
}

#[test]
fn data_that_do_not_go_together_are_refused_as_recorded() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let set = json!({"SampleCount": 10, "Sum": 55, "Minimum": 1, "Maximum": 10});
    let cases = [
        (
            "invalid-param-combination",
            json!({"MetricName": "mymetric", "Value": 1.5, "Values": [1, 10], "Counts": [2, 4]}),
        ),
        (
            "invalid-param-value",
            json!({"MetricName": "mymetric", "Values": [1, 10], "Counts": [2, 4, 2]}),
        ),
        (
            "invalid-param-combination-2",
            json!({"MetricName": "mymetric", "Value": 1.5, "StatisticValues": set}),
        ),
    ];
    for (name, datum) in cases {
        let expected = recorded.answer("test_put_metric_data_validation[json]", name);
        let request = json!({"Namespace": "N", "MetricData": [datum]});
        let Err(Error::Api(error)) = call(&mut lab, "PutMetricData", &request) else {
            panic!("{name} is taken");
        };
        assert_eq!(error.code().name, expected["Error"]["Code"], "{name}");
        assert_eq!(error.message(), expected["Error"]["Message"], "{name}");
    }
}

/// The queue is not there, but what it publishes is put as what simulated resources publish.
#[test]
fn metrics_of_a_queue_are_told_as_recorded() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let queue = [Dimension { name: "QueueName".to_owned(), value: "a-queue".to_owned() }];
    let values = [
        ("sent", "NumberOfMessagesSent", 1.0),
        ("sent_size", "SentMessageSize", 5.0),
        ("empty_receives", "NumberOfEmptyReceives", 1.0),
        ("num_msg_received", "NumberOfMessagesReceived", 1.0),
        ("num_msg_deleted", "NumberOfMessagesDeleted", 1.0),
    ];
    let published = lab.engine.with_context("us-east-1", |ctx| {
        for (_, name, value) in values {
            let metric = Metric::new("AWS/SQS", name, &queue);
            let time = Timestamp::from_secs(1_717_243_200);
            let owner = ("123456789012", "us-east-1");
            let entry = Entry::note(&mut ctx.txn, owner, metric, (time, time))?;
            let measure = Measure::Value { value, count: 1.0 };
            let sample =
                Sample { time, unit: Unit::Count, resolution: Resolution::Minute, measure };
            series::append(&mut ctx.txn, entry.number, vec![sample], ctx.now)?;
        }
        Ok(())
    });
    published.unwrap();
    let query_of = |(id, name, _): &(&str, &str, f64)| {
        let dimensions = json!([{"Name": "QueueName", "Value": "a-queue"}]);
        let metric = json!({"Namespace": "AWS/SQS", "MetricName": name, "Dimensions": dimensions});
        query(id, &metric, (60, "Sum"), None)
    };
    let test = "test_aws_sqs_metrics_created";
    for (range, name) in [(0..3, "get_metric_data"), (3..5, "get_metric_data_2")] {
        let told = data(&mut lab, &values[range].iter().map(query_of).collect());
        assert_eq!(told, recorded.answer(test, name), "{name}");
    }
}
