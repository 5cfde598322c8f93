//! Log files: which events come into which file, and when it is written.

use serde_json::{Value, json};

use crate::lab::{ACCOUNT, Lab};

/// The region that calls go to unless a test says another.
const HOME: &str = "us-east-1";

/// A region that is no trail's home.
const ELSEWHERE: &str = "eu-west-2";

fn arn(name: &str) -> String {
    format!("arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/{name}")
}

fn name(trail: &str) -> Value {
    json!({ "Name": trail })
}

/// A lab with a trail that records, whose settings and start have been delivered.
fn recording(settings: &Value) -> Lab {
    let mut lab = Lab::at("2024-01-01T00:00:00Z");
    lab.trail("audit", "logs", settings);
    lab.pass(5);
    lab
}

#[test]
fn many_events_are_one_file_on_the_next_multiple_of_five_minutes() {
    let mut lab = recording(&json!({}));
    lab.pass_secs(61);
    for _ in 0..3 {
        lab.read_in(HOME);
        lab.pass_secs(30);
    }
    assert_eq!(lab.minutes("logs", HOME), ["0005"], "nothing is written before the mark");
    lab.pass(5);
    let files = lab.log_files("logs", HOME);
    assert_eq!(lab.minutes("logs", HOME), ["0005", "0010"]);
    assert_eq!(files[0].events(), ["StartLogging"], "the trail takes its own start");
    assert_eq!(files[1].events(), ["ListTrails"; 3]);
    assert_eq!(files[1].records[0]["eventTime"], "2024-01-01T00:06:01Z");
    let key = format!(
        "AWSLogs/{ACCOUNT}/CloudTrail/{HOME}/2024/01/01/{ACCOUNT}_CloudTrail_{HOME}_20240101T0010Z_"
    );
    assert!(files[1].key.starts_with(&key), "{}", files[1].key);
}

#[test]
fn nothing_is_written_when_nothing_happens() {
    let mut lab = recording(&json!({}));
    let before = lab.keys("logs");
    lab.pass(3 * 24 * 60);
    assert_eq!(lab.keys("logs"), before);
}

#[test]
fn an_event_on_a_mark_waits_for_the_next_one() {
    let mut lab = recording(&json!({}));
    lab.read_in(HOME);
    lab.pass(5);
    lab.read_in(HOME);
    let counts = |lab: &Lab| -> Vec<usize> {
        lab.log_files("logs", HOME).iter().map(|file| file.records.len()).collect()
    };
    assert_eq!(counts(&lab), [1, 1]);
    lab.pass(5);
    assert_eq!(lab.minutes("logs", HOME), ["0005", "0010", "0015"]);
    assert_eq!(counts(&lab), [1, 1, 1]);
}

#[test]
fn the_call_that_stops_recording_is_the_last_that_is_recorded() {
    let mut lab = recording(&json!({}));
    lab.call("StopLogging", &name("audit"));
    lab.read_in(HOME);
    lab.pass(10);
    assert_eq!(lab.log_files("logs", HOME).last().unwrap().events(), ["StopLogging"]);
    lab.call("StartLogging", &name("audit"));
    lab.pass(10);
    assert_eq!(lab.log_files("logs", HOME).last().unwrap().events(), ["StartLogging"]);
}

#[test]
fn a_deleted_trail_delivers_what_waits_and_a_namesake_has_nothing_to_do_with_it() {
    let mut lab = recording(&json!({}));
    lab.read_in(HOME);
    lab.call("DeleteTrail", &name("audit"));
    lab.trail("audit", "others", &json!({}));
    lab.read_in(HOME);
    lab.pass(5);
    let old = lab.log_files("logs", HOME);
    assert_eq!(old.last().unwrap().events(), ["ListTrails", "DeleteTrail"]);
    let new = lab.log_files("others", HOME);
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].events(), ["StartLogging", "ListTrails"]);

    // Nothing of the deleted trail is left to do.
    lab.read_in(HOME);
    lab.pass(60);
    assert_eq!(lab.log_files("logs", HOME).len(), old.len());
}

#[test]
fn each_region_has_log_files_of_its_own() {
    let mut lab = recording(&json!({"IsMultiRegionTrail": true}));
    lab.read_in(HOME);
    lab.read_in(ELSEWHERE);
    lab.read_in(ELSEWHERE);
    lab.pass(5);
    assert_eq!(lab.log_files("logs", HOME).last().unwrap().events(), ["ListTrails"]);
    let elsewhere = lab.log_files("logs", ELSEWHERE);
    assert_eq!(elsewhere.len(), 1);
    assert_eq!(elsewhere[0].events(), ["ListTrails"; 2]);
    assert_eq!(elsewhere[0].records[0]["awsRegion"], ELSEWHERE);
}

#[test]
fn a_trail_that_comes_to_cover_all_regions_and_back_takes_what_it_covers() {
    let mut lab = recording(&json!({}));
    let every = |lab: &mut Lab, every: bool| {
        lab.call("UpdateTrail", &json!({"Name": "audit", "IsMultiRegionTrail": every}));
    };
    let mut delivered = Vec::new();
    for covers in [false, true, false] {
        every(&mut lab, covers);
        lab.read_in(ELSEWHERE);
        lab.pass(5);
        delivered.push(lab.log_files("logs", ELSEWHERE).len());
    }
    assert_eq!(delivered, [0, 1, 1]);

    // What waits when a region is given up is still delivered.
    every(&mut lab, true);
    lab.read_in(ELSEWHERE);
    every(&mut lab, false);
    lab.pass(5);
    assert_eq!(lab.log_files("logs", ELSEWHERE).len(), 2);
}

#[test]
fn global_service_events_are_those_of_us_east_1_and_of_trails_that_take_them() {
    let user = || json!({"userName": "ann"});
    let mut lab = recording(&json!({"IsMultiRegionTrail": true}));
    lab.bucket("local", true);
    let local = json!({"Name": "local", "S3BucketName": "local"});
    lab.call_in(ELSEWHERE, "CreateTrail", &local).unwrap();
    lab.call_in(ELSEWHERE, "StartLogging", &name("local")).unwrap();
    lab.trail("without", "without", &json!({"IncludeGlobalServiceEvents": false}));
    lab.pass(5);

    lab.simulate(ELSEWHERE, "iam", "CreateUser", user());
    lab.pass(5);
    let last = lab.log_files("logs", HOME);
    assert_eq!(last.last().unwrap().events(), ["CreateUser"]);
    assert_eq!(last.last().unwrap().records[0]["awsRegion"], HOME);
    for (bucket, region) in [("logs", ELSEWHERE), ("local", ELSEWHERE), ("without", HOME)] {
        let files = lab.log_files(bucket, region);
        let events: Vec<&str> = files.iter().flat_map(|file| file.events()).collect();
        assert!(!events.contains(&"CreateUser"), "{bucket} {region}");
    }
}

#[test]
fn a_bucket_that_refuses_is_tried_again_on_the_first_mark_after_it_has_changed() {
    let mut lab = recording(&json!({}));
    let good = lab.status(HOME, "audit");
    assert_eq!(good["LatestDeliveryAttemptTime"], "2024-01-01T00:05:00Z");
    assert_eq!(good["LatestDeliveryAttemptSucceeded"], "2024-01-01T00:05:00Z");
    assert!(good.get("LatestDeliveryError").is_none());

    for (breaks, error) in [("policy", "AccessDenied"), ("bucket", "NoSuchBucket")] {
        let before = lab.log_files("logs", HOME).len();
        match breaks {
            "policy" => lab.bucket("logs", false),
            _ => lab.remove_bucket("logs"),
        }
        lab.read_in(HOME);
        lab.pass(23);
        assert_eq!(lab.log_files("logs", HOME).len(), before, "{breaks}");
        let status = lab.status(HOME, "audit");
        assert_eq!(status["LatestDeliveryError"], error, "{status}");
        assert_ne!(status["LatestDeliveryAttemptTime"], status["LatestDeliveryAttemptSucceeded"]);

        lab.bucket("logs", true);
        lab.pass(5);
        assert_eq!(lab.log_files("logs", HOME).len(), before + 1, "{breaks}");
        let status = lab.status(HOME, "audit");
        assert!(status.get("LatestDeliveryError").is_none(), "{status}");
        assert_eq!(status["LatestDeliveryAttemptTime"], status["LatestDeliveryAttemptSucceeded"]);
        lab.pass(10);
    }
}

#[test]
fn while_a_bucket_refuses_delivery_is_tried_on_each_mark() {
    let mut lab = recording(&json!({}));
    lab.bucket("logs", false);
    lab.read_in(HOME);
    lab.pass(31);
    let status = lab.status(HOME, "audit");
    assert_eq!(status["LatestDeliveryAttemptTime"], "2024-01-01T00:35:00Z");
    assert_eq!(status["LatestDeliveryAttemptSucceeded"], "2024-01-01T00:05:00Z");
}

#[test]
fn another_bucket_gets_what_the_old_one_refused() {
    let mut lab = recording(&json!({}));
    lab.bucket("logs", false);
    lab.read_in(HOME);
    lab.pass(31);
    lab.bucket("other", true);
    lab.call("UpdateTrail", &json!({"Name": "audit", "S3BucketName": "other"}));
    lab.pass(5);
    let files = lab.log_files("other", HOME);
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].minute(), "0040");
    assert_eq!(files[0].events(), ["ListTrails", "UpdateTrail"]);
}

#[test]
fn events_that_were_refused_for_thirty_days_are_given_up() {
    let mut lab = recording(&json!({}));
    lab.bucket("logs", false);
    lab.read_in(HOME);
    lab.pass(31 * 24 * 60);
    lab.read_in(ELSEWHERE);
    lab.simulate(HOME, "ec2", "StopInstances", Value::Null);
    lab.bucket("logs", true);
    lab.pass(5);
    let files = lab.log_files("logs", HOME);
    assert_eq!(files.last().unwrap().events(), ["StopInstances"]);
}

#[test]
fn a_trail_that_takes_the_data_events_of_its_own_bucket_feeds_itself() {
    let mut lab = recording(&json!({}));
    let data = json!([{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::logs/"]}]);
    let selectors = json!({
        "TrailName": "audit",
        "EventSelectors": [{"IncludeManagementEvents": false, "DataResources": data}],
    });
    lab.call("PutEventSelectors", &selectors);
    lab.simulate(HOME, "s3", "PutObject", json!({"bucketName": "logs", "key": "k"}));
    lab.pass(20);
    let files = lab.log_files("logs", HOME);
    assert_eq!(lab.minutes("logs", HOME), ["0005", "0010", "0015", "0020", "0025"]);
    for pair in files.windows(2).skip(1) {
        assert_eq!(pair[1].events(), ["PutObject"]);
        let put = &pair[1].records[0];
        assert_eq!(put["requestParameters"]["key"], pair[0].key, "it tells of the file before");
        assert_eq!(put["userIdentity"]["invokedBy"], "cloudtrail.amazonaws.com");
        assert_eq!(put["eventCategory"], "Data");
    }
}

#[test]
fn a_put_into_a_bucket_happens_where_the_bucket_lies() {
    let mut lab = Lab::at("2024-01-01T00:00:00Z");
    lab.trail("all", "logs", &json!({"IsMultiRegionTrail": true}));
    lab.trail("data", "data", &json!({}));
    let data = json!([{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::logs/"]}]);
    let selectors = json!({
        "TrailName": "data",
        "EventSelectors": [{"IncludeManagementEvents": false, "DataResources": data}],
    });
    lab.call("PutEventSelectors", &selectors);
    lab.read_in(ELSEWHERE);
    lab.pass(10);
    let files = lab.log_files("data", HOME);
    let puts: Vec<&Value> = files.iter().flat_map(|file| &file.records).collect();
    let tells = |put: &&&Value| {
        let key = put["requestParameters"]["key"].as_str();
        key.is_some_and(|key| key.contains(ELSEWHERE))
    };
    let of_elsewhere = puts.iter().find(tells).unwrap();
    assert_eq!(of_elsewhere["awsRegion"], HOME);
}

#[test]
fn the_status_of_a_trail_is_that_of_one_region() {
    let mut lab = recording(&json!({"IsMultiRegionTrail": true}));
    lab.pass_secs(90);
    lab.read_in(ELSEWHERE);
    lab.pass(5);
    let elsewhere = lab.status(ELSEWHERE, &arn("audit"));
    assert_eq!(elsewhere["LatestDeliveryAttemptTime"], "2024-01-01T00:10:00Z");
    let home = lab.status(HOME, "audit");
    assert_eq!(home["LatestDeliveryTime"], 1_704_067_500);
    assert_eq!(home["LatestDeliveryAttemptTime"], "2024-01-01T00:05:00Z");
    assert_eq!(home["IsLogging"], true);
    assert_eq!(home["TimeLoggingStarted"], "2024-01-01T00:00:00Z");
    assert_eq!(home["TimeLoggingStopped"], "");
    assert_eq!(home["LatestNotificationAttemptTime"], "");
    assert!(home.get("LatestDigestDeliveryTime").is_none());

    lab.call("StopLogging", &name("audit"));
    let stopped = lab.status(HOME, "audit");
    assert_eq!(stopped["IsLogging"], false);
    assert_eq!(stopped["TimeLoggingStopped"], "2024-01-01T00:11:30Z");
    assert_eq!(stopped["StopLoggingTime"], 1_704_067_890);
}
