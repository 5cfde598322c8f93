//! The options that the AWS CLI adds to put-metric-data, held to what it did with them.
//!
//! The cases are of AWS CLI 2.36.7: words, exit code, standard error, and the request that it sent.

use serde_json::Value;
use trailwatch::schema::Shape;
use trailwatch::time::Timestamp;

use crate::world::World;

const CASES: &str = include_str!("../conformance/put_metric_data.json");

#[test]
fn words_become_the_request_of_the_aws_cli_or_its_error() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    let world = World::new();
    std::fs::write(world.work().join("v.txt"), "3.5\n").unwrap();
    std::fs::write(world.work().join("d.txt"), "A=1,B=2").unwrap();
    let mut wrong = Vec::new();
    for case in &cases {
        let words: Vec<&str> =
            case["argv"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        let ran = world.run(&[words.as_slice(), &["--print-request"]].concat());
        let printed: Value = serde_json::from_str(&ran.out).unwrap_or_default();
        let same = ran.code == case["code"]
            && ran.err == case["err"].as_str().unwrap()
            && told(&printed["Request"]) == told(&case["request"]);
        if !same {
            wrong.push(format!("{case}\n{ran:?}"));
        }
    }
    assert!(cases.len() > 80, "there are only {} cases", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Returns a request with its times as they are sent, in seconds since 1970.
fn told(request: &Value) -> Value {
    let mut request = request.clone();
    for datum in request["MetricData"].as_array_mut().into_iter().flatten() {
        if let Some(time) = datum.get_mut("Timestamp") {
            *time = Timestamp::read(time).unwrap().write();
        }
    }
    if request["MetricData"].is_null() {
        // Looking for the data made a place for them.
        request.as_object_mut().map(|members| members.remove("MetricData"));
    }
    request
}
