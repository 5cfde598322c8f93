//! The event history: what it shows, in which order, for how long, and page by page.

use serde_json::{Value, json};
use trailwatch::error::Error;
use trailwatch::services::cloudtrail::history::Entry;
use trailwatch::store::Record;

use crate::lab::Lab;

const REGION: &str = "eu-west-2";

/// A lab in which the events of a list happened, one a second.
fn with(events: &[&str]) -> Lab {
    let mut lab = Lab::at("2024-01-01T00:00:00Z");
    for event in events {
        lab.simulate(REGION, "ec2", event, Value::Null);
        lab.pass_secs(1);
    }
    lab
}

fn look_up(lab: &mut Lab, request: &Value) -> Value {
    lab.call_in(REGION, "LookupEvents", request).unwrap()
}

/// Returns the names of the events that an answer lists, without those of lookups.
fn names(answer: &Value) -> Vec<&str> {
    let events = answer["Events"].as_array().unwrap().iter();
    let names = events.map(|event| event["EventName"].as_str().unwrap());
    names.filter(|name| *name != "LookupEvents").collect()
}

fn code(result: Result<Value, Error>) -> String {
    match result {
        Err(Error::Api(error)) => error.code().name.to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn events_of_one_instant_are_in_the_order_of_the_calls() {
    let mut lab = Lab::at("2024-01-01T00:00:00Z");
    for event in ["First", "Second", "Third"] {
        lab.simulate(REGION, "ec2", event, Value::Null);
    }
    assert_eq!(names(&look_up(&mut lab, &json!({}))), ["Third", "Second", "First"]);
}

#[test]
fn a_range_of_time_has_both_its_ends() {
    let mut lab = with(&["A", "B", "C", "D"]);
    let at = |second: i64| 1_704_067_200 + second;
    let cases = [
        (json!({"StartTime": at(1)}), vec!["D", "C", "B"]),
        (json!({"EndTime": at(1)}), vec!["B", "A"]),
        (json!({"StartTime": at(1), "EndTime": at(2)}), vec!["C", "B"]),
        (json!({"StartTime": at(2), "EndTime": at(2)}), vec!["C"]),
        (json!({"EndTime": at(-1)}), vec![]),
    ];
    for (request, expected) in cases {
        assert_eq!(names(&look_up(&mut lab, &request)), expected, "{request}");
    }
    let backwards = json!({"StartTime": at(2), "EndTime": at(1)});
    let answer = lab.call_in(REGION, "LookupEvents", &backwards);
    assert_eq!(code(answer), "InvalidTimeRangeException");
}

#[test]
fn a_fraction_of_a_second_is_not_looked_at() {
    let mut lab = Lab::at("2024-01-01T00:00:00.900Z");
    lab.simulate(REGION, "ec2", "A", Value::Null);
    let second = json!({"StartTime": 1_704_067_200, "EndTime": 1_704_067_200});
    let answer = look_up(&mut lab, &second);
    assert_eq!(names(&answer), ["A"]);
    assert_eq!(answer["Events"][0]["EventTime"], 1_704_067_200);
}

#[test]
fn pages_go_on_where_they_stopped_whatever_happens_meanwhile() {
    let mut lab = with(&["A", "B", "C", "D", "E"]);
    let mut request = json!({"MaxResults": 2});
    let mut pages = Vec::new();
    loop {
        let answer = look_up(&mut lab, &request);
        pages.push(names(&answer).join(""));
        lab.simulate(REGION, "ec2", "X", Value::Null);
        match answer.get("NextToken") {
            Some(token) => request["NextToken"] = token.clone(),
            None => break,
        }
    }
    assert_eq!(pages, ["ED", "CB", "A"]);
}

#[test]
fn a_page_is_full_before_there_is_another() {
    let mut lab = with(&["A", "B", "A", "B"]);
    let attribute = json!([{"AttributeKey": "EventName", "AttributeValue": "A"}]);
    let mut request = json!({"MaxResults": 2, "LookupAttributes": attribute});
    let answer = look_up(&mut lab, &request);
    assert_eq!(names(&answer), ["A", "A"]);
    assert!(answer.get("NextToken").is_none());

    request["MaxResults"] = json!(1);
    let answer = look_up(&mut lab, &request);
    request["NextToken"] = answer["NextToken"].clone();
    assert_eq!(names(&look_up(&mut lab, &request)), ["A"]);
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let mut lab = Lab::at("2024-01-01T00:00:00Z");
    let attribute = json!({"AttributeKey": "EventName", "AttributeValue": "A"});
    let cases = [
        (json!({"NextToken": "made up"}), "InvalidNextTokenException"),
        (json!({"LookupAttributes": [attribute, attribute]}), "InvalidLookupAttributesException"),
        (json!({"MaxResults": 51}), "InvalidMaxResultsException"),
    ];
    for (request, expected) in cases {
        let answer = lab.call_in(REGION, "LookupEvents", &request);
        assert_eq!(code(answer), expected, "{request}");
    }
}

#[test]
fn a_page_has_fifty_events_unless_fewer_are_asked_for() {
    let mut lab = with(&["A"; 60]);
    let answer = look_up(&mut lab, &json!({}));
    assert_eq!(answer["Events"].as_array().unwrap().len(), 50);
    assert!(answer.get("NextToken").is_some());
}

#[test]
fn every_region_shows_its_own_events_and_those_of_global_services() {
    let mut lab = with(&["StopInstances"]);
    lab.simulate(REGION, "iam", "CreateUser", Value::Null);
    lab.simulate(REGION, "signin", "ConsoleLogin", Value::Null);
    let answer = look_up(&mut lab, &json!({}));
    assert_eq!(names(&answer), ["ConsoleLogin", "CreateUser", "StopInstances"]);
    let record = answer["Events"][1]["CloudTrailEvent"].as_str().unwrap();
    assert!(record.contains(r#""awsRegion":"us-east-1""#), "{record}");

    let mut request = json!({"MaxResults": 1});
    let elsewhere = lab.call_in("ap-south-1", "LookupEvents", &request).unwrap();
    assert_eq!(names(&elsewhere), ["CreateUser"]);
    // Pages go through both streams in the order of time.
    let mut pages = Vec::new();
    loop {
        let answer = look_up(&mut lab, &request);
        pages.extend(names(&answer).iter().map(ToString::to_string));
        let Some(token) = answer.get("NextToken") else { break };
        request["NextToken"] = token.clone();
    }
    assert_eq!(pages, ["ConsoleLogin", "CreateUser", "StopInstances"]);
}

#[test]
fn calls_of_cloudtrail_are_found_by_their_trail_and_carry_no_resources() {
    let mut lab = Lab::at("2024-01-01T00:00:00Z");
    lab.trail("audit", "logs", &json!({}));
    lab.call("PutEventSelectors", &json!({"TrailName": "audit", "EventSelectors": [{}]}));
    let found = |lab: &mut Lab, name: &str| {
        let attribute = json!([{"AttributeKey": "ResourceName", "AttributeValue": name}]);
        let answer = lab.call("LookupEvents", &json!({ "LookupAttributes": attribute }));
        names(&answer).join(" ")
    };
    assert_eq!(found(&mut lab, "audit"), "PutEventSelectors StartLogging CreateTrail");
    let arn = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit";
    assert_eq!(found(&mut lab, arn), "PutEventSelectors CreateTrail");
    assert_eq!(found(&mut lab, "logs"), "CreateTrail");

    let answer = lab.call("LookupEvents", &json!({}));
    for event in answer["Events"].as_array().unwrap() {
        let record = event["CloudTrailEvent"].as_str().unwrap();
        let record: Value = serde_json::from_str(record).unwrap();
        assert!(record.get("resources").is_none(), "{record}");
        let writes = record["readOnly"] == false;
        let answers = ["CreateTrail", "PutEventSelectors"];
        let name = record["eventName"].as_str().unwrap();
        assert_eq!(!record["responseElements"].is_null(), writes && answers.contains(&name));
    }
}

#[test]
fn data_events_are_not_in_the_history() {
    let mut lab = with(&["StopInstances"]);
    lab.simulate(REGION, "s3", "GetObject", json!({"bucketName": "b", "key": "k"}));
    assert_eq!(names(&look_up(&mut lab, &json!({}))), ["StopInstances"]);
}

#[test]
fn after_ninety_days_an_event_is_neither_shown_nor_kept() {
    let mut lab = Lab::at("2024-01-01T00:10:00Z");
    lab.simulate(REGION, "ec2", "Old", Value::Null);
    lab.pass(24 * 60);
    lab.simulate("ap-south-1", "ec2", "Young", Value::Null);
    let kept = |lab: &mut Lab| {
        let txn = lab.engine.store().unwrap().begin();
        txn.scan::<Entry>(&Entry::all()).count()
    };
    assert_eq!(kept(&mut lab), 2);

    lab.pass(89 * 24 * 60);
    assert_eq!(names(&look_up(&mut lab, &json!({}))), ["Old"], "on the 90th day");
    lab.pass_secs(1);
    assert!(names(&look_up(&mut lab, &json!({}))).is_empty(), "a second later");
    assert!(names(&look_up(&mut lab, &json!({"StartTime": 1_704_067_200}))).is_empty());
    let before = kept(&mut lab);
    lab.pass(60);
    assert_eq!(kept(&mut lab), before - 1, "at the next full hour it is gone");
    assert_eq!(names(&lab.call_in("ap-south-1", "LookupEvents", &json!({})).unwrap()), ["Young"]);
}
