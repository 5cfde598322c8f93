//! Alarms change their state by themselves, the same whenever somebody looks.

use proptest::prelude::*;
use serde_json::{Value, json};
use trailwatch::store::{Record, Store};

use crate::lab::Lab;

const START: &str = "2024-06-01T12:00:00Z";

fn call(lab: &mut Lab, name: &str, request: &Value) -> Value {
    lab.metrics(name, request).unwrap()
}

fn put(lab: &mut Lab, value: f64) {
    let datum = json!({"MetricName": "M", "Value": value, "StorageResolution": 1});
    call(lab, "PutMetricData", &json!({"Namespace": "N", "MetricData": [datum]}));
}

/// Returns what happened to alarms, and the states that they are in.
fn told(lab: &mut Lab) -> (Value, Value) {
    let mut items = Vec::new();
    let mut request = json!({"ScanBy": "TimestampAscending"});
    loop {
        let mut page = call(lab, "DescribeAlarmHistory", &request);
        items.extend(page["AlarmHistoryItems"].take().as_array().unwrap().clone());
        match page.get("NextToken") {
            Some(token) => request["NextToken"] = token.clone(),
            None => break,
        }
    }
    let alarms = call(lab, "DescribeAlarms", &json!({}));
    (items.into(), alarms["MetricAlarms"].clone())
}

/// An alarm with settings that a test chooses.
fn alarm(period: u64, periods: u64, to_alarm: u64, missing: &str) -> Value {
    json!({
        "AlarmName": "a",
        "Namespace": "N",
        "MetricName": "M",
        "Statistic": "Average",
        "Period": period,
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": to_alarm.min(periods),
        "Threshold": 10.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": missing,
        "OKActions": ["arn:aws:sns:us-east-1:123456789012:t"],
        "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:t"],
    })
}

/// What happens: seconds pass, then a value is put.
type Step = (u64, f64);

/// Does the steps, moving the clock on by at most so many seconds at once.
fn world(alarm: &Value, steps: &[Step], at_once: u64) -> (Value, Value) {
    let mut lab = Lab::at(START);
    call(&mut lab, "PutMetricAlarm", alarm);
    for (secs, value) in steps {
        pass(&mut lab, *secs, at_once);
        put(&mut lab, *value);
    }
    pass(&mut lab, 7_200, at_once);
    told(&mut lab)
}

fn pass(lab: &mut Lab, secs: u64, at_once: u64) {
    let mut left = secs;
    while left > 0 {
        let step = left.min(at_once);
        lab.pass_secs(step);
        left -= step;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn looking_often_and_looking_once_see_the_same(
        period in prop::sample::select(vec![10_u64, 30, 60, 180, 300]),
        periods in 1..5_u64,
        to_alarm in 1..5_u64,
        missing in prop::sample::select(vec!["missing", "ignore", "breaching", "notBreaching"]),
        steps in prop::collection::vec((1..400_u64, prop::sample::select(vec![1.0, 20.0])), 0..12),
    ) {
        let alarm = alarm(period, periods, to_alarm, missing);
        let once = world(&alarm, &steps, u64::MAX);
        let often = world(&alarm, &steps, 47);
        prop_assert_eq!(once, often);
    }
}

#[test]
fn an_alarm_that_changes_often_has_a_history_of_few_keys() {
    let mut lab = Lab::at(START);
    call(&mut lab, "PutMetricAlarm", &alarm(60, 1, 1, "notBreaching"));
    // Each value raises the alarm at the full minute, and its absence ends it later.
    for _ in 0..120 {
        put(&mut lab, 20.0);
        lab.pass(10);
    }
    let (items, _) = told(&mut lab);
    let items = items.as_array().unwrap().clone();
    // A change of state and an action, twice for each value; and that the alarm was put.
    let changes = items.iter().filter(|item| item["HistoryItemType"] == "StateUpdate").count();
    let actions = items.iter().filter(|item| item["HistoryItemType"] == "Action").count();
    assert_eq!((changes, actions, items.len()), (240, 240, 481));
    let store: &Store = lab.engine.store().unwrap();
    let runs = store.begin().all_runs().unwrap();
    assert!(runs.iter().any(|run| run.kind() == "alarm past"), "none of it is sealed");
    let keys = store.entries().filter(|entry| {
        let (key, _) = entry.as_ref().unwrap();
        key.starts_with(trailwatch::services::cloudwatch::alarm::history::Past::all().bytes())
    });
    assert!(keys.count() < 256);

    lab.pass(32 * 24 * 60);
    assert_eq!(told(&mut lab).0, json!([]));
    let runs = lab.engine.store().unwrap().begin().all_runs().unwrap();
    assert!(runs.iter().all(|run| run.kind() != "alarm past"), "files are left");
}

/// Puts an alarm into a state.
fn set(lab: &mut Lab, name: &str, state: &str) {
    let request = json!({"AlarmName": name, "StateValue": state, "StateReason": "a test"});
    call(lab, "SetAlarmState", &request);
}

/// Returns the only composite alarm.
fn composite(lab: &mut Lab) -> Value {
    let all = call(lab, "DescribeAlarms", &json!({"AlarmTypes": ["CompositeAlarm"]}));
    assert_eq!(all["CompositeAlarms"].as_array().unwrap().len(), 1);
    all["CompositeAlarms"][0].clone()
}

/// The calls of a recorded test, and what was recorded after each.
#[test]
fn a_composite_alarm_follows_two_children_as_was_recorded() {
    let mut lab = Lab::at(START);
    let arn = |name: &str| format!("arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}");
    for name in ["simple-1", "simple-2"] {
        let mut simple = alarm(60, 1, 1, "ignore");
        simple["AlarmName"] = name.into();
        call(&mut lab, "PutMetricAlarm", &simple);
    }
    let topic = |name: &str| format!("arn:aws:sns:us-east-1:123456789012:{name}");
    let rule = format!("ALARM(\"{}\") OR ALARM(\"{}\")", arn("simple-1"), arn("simple-2"));
    let put = json!({
        "AlarmName": "both",
        "AlarmDescription": "composite alarm description",
        "AlarmRule": rule,
        "OKActions": [topic("fine")],
        "AlarmActions": [topic("ops")],
    });
    call(&mut lab, "PutCompositeAlarm", &put);
    let steps = [
        ("simple-1", "ALARM", "ALARM"),
        ("simple-1", "OK", "OK"),
        ("simple-2", "ALARM", "ALARM"),
        ("simple-2", "OK", "OK"),
        ("simple-1", "ALARM", "ALARM"),
    ];
    for (name, state, expected) in steps {
        lab.pass_secs(1);
        set(&mut lab, name, state);
        let shown = composite(&mut lab);
        assert_eq!(shown["StateValue"], expected);
        let data: Value = serde_json::from_str(shown["StateReasonData"].as_str().unwrap()).unwrap();
        let triggering = data["triggeringAlarms"].as_array().unwrap();
        assert_eq!(triggering.len(), 1);
        assert_eq!(triggering[0]["arn"], arn(name).as_str());
        assert_eq!(triggering[0]["state"]["value"], state);
        let reason = shown["StateReason"].as_str().unwrap();
        assert!(reason.starts_with(&format!("{} transitioned to {state} at ", arn(name))));
    }
    // Another child in ALARM changes nothing.
    let before = composite(&mut lab);
    lab.pass_secs(1);
    set(&mut lab, "simple-2", "ALARM");
    assert_eq!(composite(&mut lab), before);
    let recorded = [
        "ActionsEnabled",
        "AlarmActions",
        "AlarmArn",
        "AlarmConfigurationUpdatedTimestamp",
        "AlarmDescription",
        "AlarmName",
        "AlarmRule",
        "InsufficientDataActions",
        "OKActions",
        "StateReason",
        "StateReasonData",
        "StateTransitionedTimestamp",
        "StateUpdatedTimestamp",
        "StateValue",
    ];
    let mut members: Vec<&String> = before.as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, recorded);
}

/// Two alarms on one metric, and a chain of composite alarms with a suppressor.
fn chain(steps: &[Step], at_once: u64) -> (Value, Value) {
    let mut lab = Lab::at(START);
    for (name, threshold) in [("low", 5.0), ("high", 10.0)] {
        let mut simple = alarm(60, 2, 1, "notBreaching");
        simple["AlarmName"] = name.into();
        simple["Threshold"] = threshold.into();
        call(&mut lab, "PutMetricAlarm", &simple);
    }
    for (name, rule) in [
        ("only-low", "ALARM(low) AND NOT ALARM(high)"),
        ("top", "OK(only-low) OR AT_LEAST(2, OK, (low, high))"),
    ] {
        let put = json!({
            "AlarmName": name,
            "AlarmRule": rule,
            "OKActions": ["arn:aws:sns:us-east-1:123456789012:t"],
            "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:t"],
            "ActionsSuppressor": "high",
            "ActionsSuppressorWaitPeriod": 90,
            "ActionsSuppressorExtensionPeriod": 150,
        });
        call(&mut lab, "PutCompositeAlarm", &put);
    }
    for (secs, value) in steps {
        pass(&mut lab, *secs, at_once);
        put(&mut lab, *value);
    }
    pass(&mut lab, 3_600, at_once);
    let all = json!({"AlarmTypes": ["CompositeAlarm", "MetricAlarm"], "MaxRecords": 100});
    let history = call(&mut lab, "DescribeAlarmHistory", &all);
    (history["AlarmHistoryItems"].clone(), call(&mut lab, "DescribeAlarms", &all))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn of_composite_alarms_too_looking_often_and_looking_once_see_the_same(
        steps in prop::collection::vec(
            (1..200_u64, prop::sample::select(vec![1.0, 7.0, 20.0])), 0..8),
    ) {
        prop_assert_eq!(chain(&steps, u64::MAX), chain(&steps, 31));
    }
}

/// Alarms on the series of a query, on an expression that tells the time, on one of periods that have
/// many samples in common, and on a band.
fn computed(steps: &[(u64, usize, f64)], at_once: u64) -> (Value, Value) {
    let mut lab = Lab::at(START);
    let learned = (0..240).map(|minute| {
        let time = 1_717_243_200 - 60 * minute;
        json!({"MetricName": "M", "Value": 5 + minute % 3, "Timestamp": time})
    });
    let data: Value = learned.collect();
    call(&mut lab, "PutMetricData", &json!({"Namespace": "N", "MetricData": data}));
    let metric =
        json!({"Metric": {"Namespace": "N", "MetricName": "M"}, "Period": 60, "Stat": "Maximum"});
    let metric = json!({"Id": "m", "MetricStat": metric, "ReturnData": false});
    let mut long = metric.clone();
    (long["MetricStat"]["Period"], long["MetricStat"]["Stat"]) = (900.into(), "Sum".into());
    let watched = json!({"Id": "m", "MetricStat": metric["MetricStat"]});
    let band = json!({"Id": "b", "Expression": "ANOMALY_DETECTION_BAND(m, 2)"});
    let query = "SELECT MAX(M) FROM N GROUP BY Host ORDER BY MAX() DESC";
    let clock = "IF(MINUTE(FILL(m, 0)) == 7, 20, FILL(m, 0))";
    for (name, metrics, missing) in [
        ("each", json!([{"Id": "q", "Expression": query, "Period": 60}]), "missing"),
        ("clock", json!([{"Id": "e", "Expression": clock}, metric]), "notBreaching"),
        ("long", json!([{"Id": "e", "Expression": "m - 80"}, long]), "missing"),
        ("band", json!([watched, band]), "notBreaching"),
    ] {
        let mut put = alarm(60, 2, 1, missing);
        for member in ["Namespace", "MetricName", "Statistic", "Period"] {
            put.as_object_mut().unwrap().remove(member);
        }
        (put["AlarmName"], put["Metrics"]) = (name.into(), metrics);
        if name == "band" {
            put.as_object_mut().unwrap().remove("Threshold");
            put["ThresholdMetricId"] = "b".into();
            put["ComparisonOperator"] = "GreaterThanUpperThreshold".into();
        }
        call(&mut lab, "PutMetricAlarm", &put);
    }
    for (secs, host, value) in steps {
        pass(&mut lab, *secs, at_once);
        put(&mut lab, *value);
        let dimensions = json!([{"Name": "Host", "Value": format!("h{host}")}]);
        let datum = json!({"MetricName": "M", "Value": value, "Dimensions": dimensions});
        call(&mut lab, "PutMetricData", &json!({"Namespace": "N", "MetricData": [datum]}));
    }
    pass(&mut lab, 7_200, at_once);
    told(&mut lab)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn of_computed_alarms_too_looking_often_and_looking_once_see_the_same(
        steps in prop::collection::vec(
            (1..300_u64, 0..3_usize, prop::sample::select(vec![1.0, 6.0, 20.0])), 0..8),
    ) {
        prop_assert_eq!(computed(&steps, u64::MAX), computed(&steps, 43));
    }
}

/// Lets thirty days pass, and returns how many chores there were.
fn chores_of_a_month(lab: &mut Lab) -> u64 {
    // Each call and each chore has a number of its own.
    let number =
        |lab: &mut Lab| lab.engine.with_context("us-east-1", |ctx| Ok(ctx.number)).unwrap();
    let before = number(lab);
    lab.pass(30 * 24 * 60);
    number(lab) - before
}

#[test]
fn fifty_alarms_are_looked_at_few_times_in_thirty_idle_days() {
    let mut lab = Lab::at(START);
    for number in 0..48 {
        let mut simple = alarm(60, 3, 2, "missing");
        simple["AlarmName"] = format!("a{number}").into();
        if number % 2 == 1 {
            let metric = json!({"Namespace": "N", "MetricName": "M"});
            let metric = json!({"Metric": metric, "Period": 3_600, "Stat": "Sum"});
            simple["Metrics"] = json!([
                {"Id": "m", "MetricStat": metric, "ReturnData": false},
                {"Id": "e", "Expression": "m * 2"},
            ]);
            for member in ["Namespace", "MetricName", "Statistic", "Period"] {
                simple.as_object_mut().unwrap().remove(member);
            }
        }
        call(&mut lab, "PutMetricAlarm", &simple);
    }
    for (name, rule) in [("c1", "ALARM(a1) OR ALARM(a2)"), ("c2", "OK(c1)")] {
        call(&mut lab, "PutCompositeAlarm", &json!({"AlarmName": name, "AlarmRule": rule}));
    }
    put(&mut lab, 20.0);
    assert!(chores_of_a_month(&mut lab) < 100);
}

#[test]
fn muted_alarms_are_looked_at_few_times_while_windows_follow_each_other() {
    let mut lab = Lab::at(START);
    for number in 0..3 {
        let mut simple = alarm(60, 3, 2, "missing");
        simple["AlarmName"] = format!("a{number}").into();
        call(&mut lab, "PutMetricAlarm", &simple);
    }
    let schedule = json!({"Expression": "cron(* * * * *)", "Duration": "PT1M"});
    let rule = json!({
        "Name": "r", "Rule": {"Schedule": schedule}, "MuteTargets": {"AlarmNames": ["a0", "a1", "a2"]},
    });
    call(&mut lab, "PutAlarmMuteRule", &rule);
    for name in ["a0", "a1", "a2"] {
        let state = json!({"AlarmName": name, "StateValue": "ALARM", "StateReason": "x"});
        call(&mut lab, "SetAlarmState", &state);
    }
    assert!(chores_of_a_month(&mut lab) < 100);
}
