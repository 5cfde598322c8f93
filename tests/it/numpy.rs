//! Percentiles, trimmed and winsorized means of random data are those of numpy: to 1e-9 while data are
//! kept as they were put, and within the stated bound once they are rolled up.

use std::process::Command;

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::python;

/// The packages that a test needs; what is asked of numpy is there since 1.22.
const NUMPY: &str = "numpy>=1.22,<3";

/// How many values a datum may have.
const VALUES: usize = 150;

fn call(lab: &mut Lab, name: &str, request: &Value) -> Value {
    lab.metrics(name, request).unwrap()
}

/// Asks for statistics of a minute, and says which are further from numpy's than a part of them.
fn wrong(lab: &mut Lab, metric: &str, expected: &Value, bound: f64) -> Vec<String> {
    let expected: Vec<(&String, f64)> = expected
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name, value.as_f64().unwrap()))
        .collect();
    let mut wrong = Vec::new();
    for expected in expected.chunks(10) {
        let names: Vec<_> = expected.iter().map(|(name, _)| name).collect();
        let request = json!({
            "Namespace": "N", "MetricName": metric, "Period": 60, "ExtendedStatistics": names,
            "StartTime": "2024-06-01T12:00:00Z", "EndTime": "2024-06-01T12:01:00Z",
        });
        let answer = call(lab, "GetMetricStatistics", &request);
        for (name, value) in expected {
            let told = answer["Datapoints"][0]["ExtendedStatistics"][name].as_f64();
            let near = told.is_some_and(|told| (told - value).abs() <= bound * value.abs());
            if !near {
                wrong.push(format!("{metric}, {name}: {told:?}, numpy says {value}"));
            }
        }
    }
    wrong
}

#[test]
fn statistics_of_random_data_are_those_of_numpy() {
    let Some(python) = python::with_packages("numpy", &[NUMPY]) else { return };
    let output = Command::new(python).arg(python::script("percentiles.py")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let cases: Value = serde_json::from_slice(&output.stdout).unwrap();
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 5);

    let mut lab = Lab::at("2024-06-01T12:00:30Z");
    for (number, case) in cases.iter().enumerate() {
        let (values, counts) = (&case["values"], &case["counts"]);
        let parts = values.as_array().unwrap().chunks(VALUES);
        let data = parts.zip(counts.as_array().unwrap().chunks(VALUES)).map(|(values, counts)| {
            json!({"MetricName": format!("m{number}"), "Values": values, "Counts": counts})
        });
        call(
            &mut lab,
            "PutMetricData",
            &json!({"Namespace": "N", "MetricData": data.collect::<Value>()}),
        );
    }
    let all = |lab: &mut Lab, bound: f64| {
        let told = cases.iter().enumerate().flat_map(|(number, case)| {
            wrong(lab, &format!("m{number}"), &case["statistics"], bound)
        });
        told.collect::<Vec<_>>()
    };
    let raw = all(&mut lab, 1e-9);
    assert!(raw.is_empty(), "{}", raw.join("\n"));
    // The day is rolled up by the minute three hours after its end. A value is off by 1 % at most
    // then, and not at all where a minute has few.
    lab.pass(48 * 60);
    let rolled = all(&mut lab, 0.01);
    assert!(rolled.is_empty(), "{}", rolled.join("\n"));
    let few = wrong(&mut lab, "m4", &cases[4]["statistics"], 1e-9);
    assert!(few.is_empty(), "{}", few.join("\n"));
}
