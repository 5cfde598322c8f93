//! What AWS was recorded to answer to calls about alarms is answered to the same calls: see
//! [`recorded`](crate::recorded).

use std::fs;

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::recorded::{Recorded, call};

const NOW: &str = "2024-06-01T12:00:30Z";

/// The names that recordings have in place of those that were used, and those that are used here.
const NAMES: &[(&str, &str)] = &[
    ("arn:<partition>:", "arn:aws:"),
    ("<region>", "us-east-1"),
    ("111111111111", "123456789012"),
    ("<alarm-name:1>", "one"),
    ("<metric-name:1>", "metric"),
    ("<namespace:1>", "space"),
    ("<simple-alarm-1-name>", "simple-1"),
    ("<simple-alarm-2-name>", "simple-2"),
    ("<composite-alarm-name>", "both"),
    ("<alarm-topic-name>", "alarm-topic"),
    ("<ok-topic-name>", "ok-topic"),
];

/// Returns a recording with the names that are used here.
fn expected(recorded: &Recorded, test: &str, name: &str) -> Value {
    let mut answer = recorded.answer(test, name).to_string();
    for (name, used) in NAMES {
        answer = answer.replace(name, used);
    }
    serde_json::from_str(&answer).unwrap()
}

/// Returns an answer in the form of the recordings: times are the word for them.
fn told(mut answer: Value) -> Value {
    match &mut answer {
        Value::Object(members) => {
            for (name, value) in members {
                if name.ends_with("Timestamp") {
                    assert!(value.is_number(), "{name}: {value}");
                    *value = json!("timestamp");
                } else {
                    *value = told(value.take());
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = told(item.take());
            }
        }
        _ => {}
    }
    answer
}

fn simple(name: &str, metric: &str, period: u32) -> Value {
    json!({
        "AlarmName": name,
        "MetricName": metric,
        "Namespace": "space",
        "EvaluationPeriods": 1,
        "Period": period,
        "Statistic": "Sum",
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 30,
    })
}

fn described(lab: &mut Lab, name: &str) -> Value {
    told(call(lab, "DescribeAlarms", &json!({"AlarmNames": [name]})).unwrap())
}

#[test]
fn an_alarm_with_little_said_is_described_as_recorded() {
    let Some(recorded) = Recorded::read() else { return };
    let cases = [
        ("test_describe_minimal_metric_alarm[json]", "describe_minimal_metric_alarm", "metric", 10),
        (
            "test_describe_alarms_converts_date_format_correctly[json]",
            "describe-alarms",
            "metric",
            60,
        ),
        ("test_store_tags[json]", "describe_alarms", "store_tags", 60),
    ];
    for (test, name, metric, period) in cases {
        let mut lab = Lab::at(NOW);
        call(&mut lab, "PutMetricAlarm", &simple("one", metric, period)).unwrap();
        assert_eq!(described(&mut lab, "one"), expected(&recorded, test, name), "{test}");
    }
}

#[test]
fn tags_of_an_alarm_are_listed_as_recorded() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let put = call(&mut lab, "PutMetricAlarm", &simple("one", "store_tags", 60)).unwrap();
    assert_eq!(put, recorded.answer("test_store_tags[json]", "put_metric_alarm"));
    let arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:one";
    let mut listed = |name: &str, request: Option<(&str, Value)>| {
        if let Some((operation, request)) = request {
            call(&mut lab, operation, &request).unwrap();
        }
        let answer = call(&mut lab, "ListTagsForResource", &json!({"ResourceARN": arn})).unwrap();
        assert_eq!(answer, recorded.answer("test_store_tags[json]", name), "{name}");
    };
    listed("list_tags_for_resource_empty ", None);
    let tags = json!([{"Key": "tag1", "Value": "foo"}, {"Key": "tag2", "Value": "bar"}]);
    let tag = json!({"ResourceARN": arn, "Tags": tags});
    listed("list_tags_for_resource", Some(("TagResource", tag)));
    let untag = json!({"ResourceARN": arn, "TagKeys": ["tag1"]});
    listed("list_tags_for_resource_post_untag", Some(("UntagResource", untag)));
}

#[test]
fn a_composite_alarm_follows_its_children_as_recorded() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let arn = |name: &str| format!("arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}");
    for (name, metric) in [("simple-1", "one"), ("simple-2", "two")] {
        call(&mut lab, "PutMetricAlarm", &simple(name, metric, 60)).unwrap();
    }
    let request = json!({
        "AlarmName": "both",
        "AlarmDescription": "composite alarm description",
        "AlarmRule": format!("ALARM(\"{}\") OR ALARM(\"{}\")", arn("simple-1"), arn("simple-2")),
        "OKActions": ["arn:aws:sns:us-east-1:123456789012:ok-topic"],
        "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:alarm-topic"],
    });
    let put = call(&mut lab, "PutCompositeAlarm", &request).unwrap();
    assert_eq!(put, recorded.answer("test_trigger_composite_alarm[json]", "put-composite-alarm"));
    let unchanged = "composite-alarm-is-triggered-by-alarm-1-and-then-unchanged-by-alarm-2";
    let steps = [
        ("simple-1", "ALARM", "simple-1", "composite-alarm-in-alarm-when-alarm-1-is-in-alarm"),
        ("simple-1", "OK", "simple-1", "composite-alarm-in-ok-when-alarm-1-is-back-to-ok"),
        ("simple-2", "ALARM", "simple-2", "composite-alarm-in-alarm-when-alarm-2-is-in-alarm"),
        ("simple-2", "OK", "simple-2", "composite-alarm-in-ok-when-alarm-2-is-back-to-ok"),
        ("simple-1", "ALARM", "simple-1", "composite-alarm-in-alarm-when-alarm-1-is-in-alarm"),
        ("simple-2", "ALARM", "simple-1", unchanged),
    ];
    for (name, state, trigger, recording) in steps {
        let request = json!({"AlarmName": name, "StateValue": state, "StateReason": "a reason"});
        call(&mut lab, "SetAlarmState", &request).unwrap();
        let request = json!({"AlarmNames": ["both"], "AlarmTypes": ["CompositeAlarm"]});
        let answer = told(call(&mut lab, "DescribeAlarms", &request).unwrap());
        let mut alarm = answer["CompositeAlarms"][0].clone();
        // Recordings show the document in place of its text, and leave its times and the reason out.
        let text = alarm["StateReasonData"].as_str().unwrap();
        let mut document: Value = serde_json::from_str(text).unwrap();
        document["triggeringAlarms"][0]["state"]["timestamp"] = json!("date");
        alarm["StateReasonData"] = document;
        let mut expected = expected(&recorded, "test_trigger_composite_alarm[json]", recording);
        assert!(alarm["StateReason"].as_str().is_some_and(|reason| reason.contains(trigger)));
        expected["StateReason"] = alarm["StateReason"].clone();
        assert_eq!(alarm, expected, "{recording}");
    }
}

#[test]
fn an_alarm_calls_a_function_with_the_recorded_event() {
    let Some(recorded) = Recorded::read() else { return };
    let mut lab = Lab::at(NOW);
    let request = json!({
        "AlarmName": "one",
        "AlarmDescription": "testing lambda alarm action",
        "MetricName": "metric1",
        "Namespace": "namespace",
        "Period": 10,
        "Threshold": 2,
        "Statistic": "Average",
        "OKActions": [],
        "AlarmActions": ["arn:aws:lambda:us-east-1:123456789012:function:called"],
        "EvaluationPeriods": 2,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "ignore",
    });
    call(&mut lab, "PutMetricAlarm", &request).unwrap();
    let request =
        json!({"AlarmName": "one", "StateValue": "ALARM", "StateReason": "testing alarm"});
    call(&mut lab, "SetAlarmState", &request).unwrap();
    let file = lab.folder.path().join("home/lambda/123456789012/us-east-1/called.jsonl");
    let lines = fs::read_to_string(file).unwrap();
    assert_eq!(lines.lines().count(), 1);
    let mut event: Value = serde_json::from_str(&lines).unwrap();
    // Recordings have a word in place of times, and of the id that AWS makes up.
    let data = &mut event["alarmData"];
    for state in ["state", "previousState"] {
        assert_eq!(data[state]["timestamp"], "2024-06-01T12:00:30.000+0000");
        data[state]["timestamp"] = json!("date");
    }
    let id = &mut data["configuration"]["metrics"][0]["id"];
    assert_eq!(id.as_str().unwrap().len(), 36);
    *id = json!("<uuid:1>");
    assert_eq!(event["time"], "2024-06-01T12:00:30.000+0000");
    event["time"] = json!("date");
    let name = "lambda-alarm-invocations";
    assert_eq!(event, expected(&recorded, "test_alarm_lambda_target", name));
}
