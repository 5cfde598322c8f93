//! What AWS was recorded to answer to calls about alarms is answered to the same calls: see
//! [`recorded`](crate::recorded).

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
    call(&mut lab, "PutMetricAlarm", &simple("one", "store_tags", 60)).unwrap();
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
    call(&mut lab, "PutCompositeAlarm", &request).unwrap();
    let steps = [
        ("simple-1", "ALARM", "composite-alarm-in-alarm-when-alarm-1-is-in-alarm"),
        ("simple-1", "OK", "composite-alarm-in-ok-when-alarm-1-is-back-to-ok"),
        ("simple-2", "ALARM", "composite-alarm-in-alarm-when-alarm-2-is-in-alarm"),
        ("simple-2", "OK", "composite-alarm-in-ok-when-alarm-2-is-back-to-ok"),
    ];
    for (name, state, recording) in steps {
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
        assert!(alarm["StateReason"].as_str().is_some_and(|reason| reason.contains(name)));
        expected["StateReason"] = alarm["StateReason"].clone();
        assert_eq!(alarm, expected, "{recording}");
    }
}
