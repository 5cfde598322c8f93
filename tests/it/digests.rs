//! Digests: what they prove, how they follow each other, and where chains begin and end.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::delivered::Digest;
use crate::lab::Lab;

const HOME: &str = "us-east-1";
const ELSEWHERE: &str = "eu-west-2";

fn name(trail: &str) -> Value {
    json!({ "Name": trail })
}

/// A lab with a validated trail that records since 00:00.
fn validated(settings: &Value) -> Lab {
    let mut lab = Lab::at("2024-01-01T00:00:00Z");
    let mut all = json!({"EnableLogFileValidation": true});
    for (member, value) in settings.as_object().unwrap() {
        all[member] = value.clone();
    }
    lab.trail("audit", "logs", &all);
    lab
}

/// Returns start, end and number of log files of each digest, those that begin a chain marked.
fn outline(digests: &[Digest]) -> Vec<String> {
    let line = |digest: &Digest| {
        let mark = if digest.begins() { "begin " } else { "" };
        format!("{mark}{}-{} {}", &digest.start()[..5], &digest.end()[..5], digest.files())
    };
    digests.iter().map(line).collect()
}

#[test]
fn digests_come_hourly_also_when_nothing_happens() {
    let mut lab = validated(&json!({}));
    lab.pass(150);
    lab.read_in(HOME);
    lab.pass(60);
    let digests = lab.digests("logs", HOME, "audit");
    assert_eq!(outline(&digests), ["begin 00:00-01:00 1", "01:00-02:00 0", "02:00-03:00 1"]);
    let empty = &digests[1].document;
    assert!(empty["newestEventTime"].is_null() && empty["oldestEventTime"].is_null());
    let full = &digests[2].document;
    assert_eq!(full["newestEventTime"], "2024-01-01T02:30:00Z");
    assert_eq!(full["logFiles"][0]["oldestEventTime"], "2024-01-01T02:30:00Z");
    let status = lab.status(HOME, "audit");
    assert_eq!(status["LatestDigestDeliveryTime"], 1_704_078_000);
}

#[test]
fn a_file_that_is_delivered_on_the_hour_is_in_the_digest_of_that_hour() {
    let mut lab = validated(&json!({}));
    lab.pass(57);
    lab.read_in(HOME);
    lab.pass(3);
    let digests = lab.digests("logs", HOME, "audit");
    assert_eq!(outline(&digests), ["begin 00:00-01:00 2"]);
}

#[test]
fn a_stop_ends_the_chain_with_a_last_digest_and_a_start_begins_another() {
    let mut lab = validated(&json!({}));
    lab.pass(67);
    lab.call("StopLogging", &name("audit"));
    lab.pass(120);
    lab.call("StartLogging", &name("audit"));
    lab.pass(60);
    let expected = [
        "begin 00:00-01:00 1",
        "01:00-01:10 1", // the log file with StopLogging
        "begin 03:07-04:07 1",
    ];
    assert_eq!(outline(&lab.digests("logs", HOME, "audit")), expected);
}

#[test]
fn a_start_before_the_last_digest_begins_where_that_ends() {
    let mut lab = validated(&json!({}));
    lab.pass(67);
    lab.call("StopLogging", &name("audit"));
    lab.pass(1);
    lab.call("StartLogging", &name("audit"));
    lab.pass(62);
    let expected = ["begin 00:00-01:00 1", "01:00-01:10 1", "begin 01:10-02:10 0"];
    assert_eq!(outline(&lab.digests("logs", HOME, "audit")), expected);
}

#[test]
fn validation_can_be_switched_off_and_on() {
    let mut lab = validated(&json!({}));
    lab.pass(30);
    let switch = |lab: &mut Lab, on: bool| {
        lab.call("UpdateTrail", &json!({"Name": "audit", "EnableLogFileValidation": on}));
    };
    switch(&mut lab, false);
    lab.pass(90);
    lab.read_in(HOME);
    lab.pass(30);
    switch(&mut lab, true);
    lab.pass(60);
    let expected = ["begin 00:00-00:35 2", "begin 02:30-03:30 1"];
    assert_eq!(outline(&lab.digests("logs", HOME, "audit")), expected);
    assert_eq!(lab.minutes("logs", HOME), ["0005", "0035", "0205", "0235"]);
}

#[test]
fn a_deleted_trail_ends_its_chain_and_a_namesake_begins_its_own() {
    let mut lab = validated(&json!({}));
    lab.pass(62);
    lab.read_in(HOME);
    lab.call("DeleteTrail", &name("audit"));
    lab.trail("audit", "logs", &json!({"EnableLogFileValidation": true}));
    lab.pass(61);
    let expected = ["begin 00:00-01:00 1", "01:00-01:05 1", "begin 01:02-02:02 1"];
    assert_eq!(outline(&lab.digests("logs", HOME, "audit")), expected);
    let events: Vec<Vec<String>> = lab
        .log_files("logs", HOME)
        .iter()
        .filter(|file| file.minute() == "0105")
        .map(|file| file.events().iter().map(|event| (*event).to_owned()).collect())
        .collect();
    assert_eq!(events.len(), 2);
    assert!(events.contains(&vec!["ListTrails".to_owned(), "DeleteTrail".to_owned()]));
    assert!(events.contains(&vec!["StartLogging".to_owned()]));
}

#[test]
fn each_region_that_had_an_event_has_a_chain_of_its_own() {
    let mut lab = validated(&json!({"IsMultiRegionTrail": true}));
    lab.pass(90);
    lab.read_in(ELSEWHERE);
    lab.pass(100);
    let home = lab.digests("logs", HOME, "audit");
    assert_eq!(outline(&home), ["begin 00:00-01:00 1", "01:00-02:00 0", "02:00-03:00 0"]);
    let elsewhere = lab.digests("logs", ELSEWHERE, "audit");
    assert_eq!(outline(&elsewhere), ["begin 01:00-02:00 1", "02:00-03:00 0"]);
    assert_ne!(
        home[1].document["digestPublicKeyFingerprint"],
        elsewhere[0].document["digestPublicKeyFingerprint"]
    );
    assert!(elsewhere[0].key.contains("_audit_us-east-1_"), "{}", elsewhere[0].key);
    assert!(lab.digests("logs", "ap-south-1", "audit").is_empty());
}

#[test]
fn chains_of_other_regions_end_and_begin_again_as_the_trail_covers_them() {
    let mut lab = validated(&json!({"IsMultiRegionTrail": true}));
    let every = |lab: &mut Lab, every: bool| {
        lab.call("UpdateTrail", &json!({"Name": "audit", "IsMultiRegionTrail": every}));
    };
    lab.read_in(ELSEWHERE);
    lab.pass(67);
    every(&mut lab, false);
    lab.pass(120);
    every(&mut lab, true);
    lab.pass(113);
    let expected = ["begin 00:00-01:00 1", "01:00-01:10 0", "begin 03:00-04:00 0", "04:00-05:00 0"];
    assert_eq!(outline(&lab.digests("logs", ELSEWHERE, "audit")), expected);
    assert_eq!(lab.digests("logs", HOME, "audit").len(), 5, "that of the home region goes on");
}

#[test]
fn a_region_that_is_given_up_and_taken_back_within_the_hour_has_no_overlap() {
    let mut lab = validated(&json!({"IsMultiRegionTrail": true}));
    lab.read_in(ELSEWHERE);
    lab.pass(67);
    for every in [false, true] {
        lab.call("UpdateTrail", &json!({"Name": "audit", "IsMultiRegionTrail": every}));
        lab.pass(20);
    }
    lab.pass(60);
    let expected = ["begin 00:00-01:00 1", "01:00-01:10 0", "begin 01:10-02:10 0"];
    assert_eq!(outline(&lab.digests("logs", ELSEWHERE, "audit")), expected);
}

#[test]
fn digests_that_a_bucket_refused_are_delivered_late_and_without_a_gap() {
    for breaks in ["policy", "bucket"] {
        let mut lab = validated(&json!({}));
        lab.pass(62);
        match breaks {
            "policy" => lab.bucket("logs", false),
            _ => lab.remove_bucket("logs"),
        }
        lab.read_in(HOME);
        lab.pass(180);
        let status = lab.status(HOME, "audit");
        let error = if breaks == "policy" { "AccessDenied" } else { "NoSuchBucket" };
        assert_eq!(status["LatestDigestDeliveryError"], error, "{status}");
        assert_eq!(status["LatestDigestDeliveryTime"], 1_704_070_800, "{breaks}");

        lab.bucket("logs", true);
        lab.pass(3);
        let status = lab.status(HOME, "audit");
        assert_eq!(status["LatestDigestDeliveryTime"], 1_704_081_900, "{status}");
        assert!(status.get("LatestDigestDeliveryError").is_none(), "{breaks}");
        lab.pass(60);
        let expected = [
            "begin 00:00-01:00 1",
            "01:00-02:00 0",
            "02:00-03:00 0",
            "03:00-04:00 0",
            "04:00-05:00 2", // what waited, and the calls since
        ];
        assert_eq!(outline(&lab.digests("logs", HOME, "audit"))[..4], expected[..4], "{breaks}");
        lab.pass(60);
        assert_eq!(lab.digests("logs", HOME, "audit").len(), 6, "{breaks}");
    }
}

#[test]
fn a_chain_goes_on_in_another_bucket() {
    let mut lab = validated(&json!({}));
    lab.pass(62);
    lab.bucket("other", true);
    lab.call("UpdateTrail", &json!({"Name": "audit", "S3BucketName": "other"}));
    lab.pass(60);
    let before = lab.digests("logs", HOME, "audit");
    assert_eq!(outline(&before), ["begin 00:00-01:00 1"]);
    let key = lab.keys("other").into_iter().find(|key| key.contains("Digest")).unwrap();
    let digest = lab.document("other", &key);
    assert_eq!(digest["previousDigestS3Bucket"], "logs");
    assert_eq!(digest["previousDigestS3Object"], before[0].key);
    assert_eq!(digest["digestStartTime"], "2024-01-01T01:00:00Z");
}

#[test]
fn a_chain_rests_a_week_after_the_last_log_file_and_the_next_digest_covers_the_rest() {
    let mut lab = validated(&json!({}));
    lab.pass(10 * 24 * 60);
    // The last log file came at 00:05, so the digest that ends at 01:00 a week later is the last.
    let digests = lab.digests("logs", HOME, "audit");
    assert_eq!(digests.len(), 169);
    assert_eq!(digests[168].document["digestEndTime"], "2024-01-08T01:00:00Z");

    lab.pass(30);
    lab.read_in(HOME);
    lab.pass(120);
    let digests = lab.digests("logs", HOME, "audit");
    assert_eq!(digests.len(), 171);
    assert_eq!(digests[169].document["digestStartTime"], "2024-01-08T01:00:00Z");
    assert_eq!(digests[169].document["digestEndTime"], "2024-01-11T01:00:00Z");
    assert_eq!((digests[169].files(), digests[170].files()), (1, 0));
}

#[test]
fn a_new_pair_of_keys_signs_after_thirty_days() {
    let mut lab = validated(&json!({}));
    lab.pass(31 * 24 * 60);
    lab.read_in(HOME);
    lab.pass(180);
    let digests = lab.digests("logs", HOME, "audit");
    let fingerprint = |digest: &Digest| digest.document["digestPublicKeyFingerprint"].clone();
    let (old, new) = digests.split_at(169);
    assert_eq!(new.len(), 3);
    assert!(old.iter().all(|digest| fingerprint(digest) == fingerprint(&old[0])));
    assert!(new.iter().all(|digest| fingerprint(digest) == fingerprint(&new[0])));
    assert_ne!(fingerprint(&old[0]), fingerprint(&new[0]));
}

#[test]
fn late_digests_are_signed_under_the_keys_of_their_time() {
    let mut lab = validated(&json!({}));
    lab.trail("other", "others", &json!({"EnableLogFileValidation": true}));
    lab.pass(62);
    lab.bucket("logs", false);
    lab.pass(31 * 24 * 60);
    lab.read_in(HOME);
    lab.pass(120);
    lab.bucket("logs", true);
    lab.pass(10);
    let late = lab.digests("logs", HOME, "audit");
    let other = lab.digests("others", HOME, "other");
    let fingerprint = |digest: &Digest| digest.document["digestPublicKeyFingerprint"].clone();
    assert_eq!(fingerprint(&late[100]), fingerprint(&other[100]));
    assert_eq!(fingerprint(late.last().unwrap()), fingerprint(other.last().unwrap()));
    assert_ne!(fingerprint(&late[0]), fingerprint(late.last().unwrap()));
}

#[test]
fn settling_step_by_step_and_all_at_once_come_to_the_same() {
    let mut steps = validated(&json!({"IsMultiRegionTrail": true}));
    let data = json!([{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::logs/"]}]);
    let selectors = json!({"TrailName": "audit", "EventSelectors": [{"DataResources": data}]});
    steps.call("PutEventSelectors", &selectors);
    steps.trail("plain", "plain", &json!({"EnableLogFileValidation": true}));
    steps.read_in(ELSEWHERE);
    // Both go on from here, with the keys that the first digests have made.
    steps.pass(61);
    steps.call("DeleteTrail", &name("plain"));
    let mut once = steps.copy();

    for _ in 0..300 {
        steps.pass_secs(199);
    }
    once.pass_secs(199 * 300);
    let files = steps.keys("logs");
    assert!(files.len() > 200, "{}", files.len());
    for bucket in ["logs", "plain"] {
        assert_eq!(steps.keys(bucket), once.keys(bucket));
        for key in steps.keys(bucket) {
            assert_eq!(steps.file(bucket, &key), once.file(bucket, &key), "{key}");
        }
    }
    assert_eq!(
        outline(&steps.digests("logs", HOME, "audit")),
        outline(&once.digests("logs", HOME, "audit"))
    );
}

impl Lab {
    /// Closes the store and opens it again, and opens a copy of it.
    pub(crate) fn copy(&mut self) -> Self {
        let empty = Self::in_folder(tempfile::tempdir().unwrap(), None);
        let Self { folder, engine, .. } = std::mem::replace(self, empty);
        drop(engine);
        let copy = tempfile::tempdir().unwrap();
        copy_folder(folder.path(), copy.path());
        *self = Self::in_folder(folder, None);
        Self::in_folder(copy, None)
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).unwrap();
            let written = entry.metadata().unwrap().modified().unwrap();
            fs::File::options().write(true).open(target).unwrap().set_modified(written).unwrap();
        }
    }
}
