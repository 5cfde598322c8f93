//! Killed anywhere, Config records each change once, seals nothing twice and delivers each file once.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::services::config::item::Item;
use trailwatch::services::config::keeping;
use trailwatch::store::{Home, Key, Record as _, Store};
use trailwatch::time::Timestamp;

use crate::damage::files;
use crate::world::{World, machine_now, program};

const OWNER: (&str, &str) = ("123456789012", "us-east-1");

/// Makes a world in which Config records all, of some types once a day, and delivers.
fn recording() -> World {
    let world = World::at("2024-01-09T00:10:00Z");
    let ready = world.bash(
        "set -euo pipefail
        trailwatch s3api create-bucket --bucket logs >/dev/null
        trailwatch sim policy config --bucket logs > policy.json
        trailwatch s3api put-bucket-policy --bucket logs --policy file://policy.json
        trailwatch configservice subscribe --s3-bucket logs --sns-topic changes \
            --iam-role arn:aws:iam::123456789012:role/config >/dev/null
        trailwatch configservice put-delivery-channel --delivery-channel '{
            \"name\": \"default\", \"s3BucketName\": \"logs\",
            \"snsTopicARN\": \"arn:aws:sns:us-east-1:123456789012:changes\",
            \"configSnapshotDeliveryProperties\": {\"deliveryFrequency\": \"TwentyFour_Hours\"}}'
        trailwatch configservice put-configuration-recorder --configuration-recorder '{
            \"name\": \"default\", \"roleARN\": \"arn:aws:iam::123456789012:role/config\",
            \"recordingMode\": {\"recordingFrequency\": \"CONTINUOUS\", \"recordingModeOverrides\": [
                {\"resourceTypes\": [\"AWS::EC2::Volume\"], \"recordingFrequency\": \"DAILY\"}]}}'",
    );
    assert_eq!(ready.code, 0, "{}", ready.err);
    world
}

/// Imports resources of a type, all in one transaction.
fn import(world: &World, kind: &str, count: u32) {
    let items: Vec<Value> = (0..count)
        .map(|number| {
            json!({
                "resourceType": kind,
                "resourceId": format!("r-{number:04}"),
                "awsRegion": "us-east-1",
                "tags": {"stage": "test"},
                "configuration": {"number": number},
            })
        })
        .collect();
    let document = json!({"fileVersion": "1.0", "configurationItems": items});
    fs::write(world.work().join("snapshot.json"), document.to_string()).unwrap();
    world.ok(&["sim", "import", "snapshot.json"]);
}

/// All that Config keeps and tells of.
#[derive(PartialEq)]
struct Kept {
    items: Vec<Item>,
    delivered: BTreeMap<PathBuf, Vec<u8>>,
    told: String,
}

fn kept(world: &World) -> Kept {
    let store = Store::open(Home::new(world.home()), Duration::from_secs(10)).unwrap();
    let txn = store.begin();
    let items = keeping::captured_in(&txn, OWNER, (Timestamp::MIN, Timestamp::MAX)).unwrap();
    let sealed: std::ops::Range<Key> = Item::all()..Item::all().end();
    let names = txn.runs(&sealed).unwrap().len();
    let sealed = world.home().join("sealed");
    let there = if sealed.exists() { fs::read_dir(sealed).unwrap().count() } else { 0 };
    assert_eq!(there, names, "files that no record names");
    let bucket = world.object("logs", "AWSLogs");
    let delivered = files(&bucket).into_iter();
    let relative = |path: PathBuf| path.strip_prefix(&bucket).unwrap().to_path_buf();
    Kept {
        items,
        delivered: delivered.map(|(path, bytes)| (relative(path), bytes)).collect(),
        told: fs::read_to_string(topic(world)).unwrap(),
    }
}

fn topic(world: &World) -> PathBuf {
    world.home().join("sns/123456789012/us-east-1/changes.jsonl")
}

#[test]
fn a_kill_while_items_are_sealed_recorded_daily_or_delivered_changes_nothing() {
    let full = recording();
    full.ok(&[
        "configservice",
        "put-config-rule",
        "--config-rule",
        r#"{"ConfigRuleName": "tags", "Source": {"Owner": "AWS", "SourceIdentifier": "REQUIRED_TAGS"},
            "Scope": {"ComplianceResourceTypes": ["AWS::EC2::Instance"]},
            "InputParameters": "{\"tag1Key\": \"owner\"}"}"#,
    ]);
    import(&full, "AWS::EC2::Volume", 60);
    let pending = Store::open(Home::new(full.home()), Duration::from_secs(10))
        .unwrap()
        .entries()
        .filter(|entry| entry.as_ref().unwrap().0.starts_with(b"pending resources\0"))
        .count();
    assert!((1..6).contains(&pending), "{pending} keys for what waits for midnight");
    // Each of these has an item, and another that tells that it breaks the rule.
    import(&full, "AWS::EC2::Instance", 520);
    let move_on = |world: &World| {
        let mut command = world.command(program());
        command.args(["clock", "set", "2024-01-10T06:30:00Z"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let world = full.copy();
    let begun = machine_now();
    assert!(move_on(&world).wait().unwrap().success());
    let whole = begun.elapsed();
    let expected = kept(&world);
    assert!(expected.items.len() > 1_100, "{} items", expected.items.len());
    let is_of = |word: &str| {
        let paths = expected.delivered.keys();
        paths.filter(|path| path.display().to_string().contains(word)).count()
    };
    assert!(is_of("ConfigHistory_AWS::EC2::Volume") == 1, "what is recorded daily is delivered");
    assert!(is_of("ConfigHistory") >= 4 && is_of("ConfigSnapshot") >= 1);
    let mut killed = 0;
    for round in 1..7 {
        let world = full.copy();
        for moment in [whole * round / 7, whole * (round % 3) / 3] {
            let mut child = move_on(&world);
            thread::sleep(moment);
            let _ = child.kill();
            killed += u32::from(child.wait().unwrap().code().is_none());
        }
        assert!(move_on(&world).wait().unwrap().success(), "killed in round {round}");
        let found = kept(&world);
        assert_eq!(found.items.len(), expected.items.len(), "killed in round {round}");
        assert!(found.items == expected.items, "killed in round {round}");
        assert!(found.delivered.keys().eq(expected.delivered.keys()), "killed in round {round}");
        assert!(found.delivered == expected.delivered, "killed in round {round}");
        assert!(found.told == expected.told, "killed in round {round}");
    }
    assert!(killed > 6, "only {killed} were killed");
}

/// What commands made that were killed or not.
struct Made {
    /// Of each resource, the numbers that it was given, and whether that was acknowledged.
    changes: BTreeMap<u32, Vec<(u32, bool)>>,
    /// The ids of the snapshots that were acknowledged.
    snapshots: Vec<String>,
}

/// Changes resources and delivers snapshots, and kills most of the commands.
fn make(world: &World) -> Made {
    let mut made = Made { changes: BTreeMap::new(), snapshots: Vec::new() };
    let (mut killed, mut whole) = (0, Duration::ZERO);
    for round in 0..90 {
        let id = round % 3;
        let (name, configuration) = (format!("i-{id}"), json!({ "n": round }).to_string());
        let snapshot = round % 9 == 8;
        let words: &[&str] = if snapshot {
            &["configservice", "deliver-config-snapshot", "--delivery-channel-name", "default"]
        } else {
            &[
                "sim",
                "resource",
                "put",
                "--type",
                "AWS::EC2::Instance",
                "--id",
                &name,
                "--configuration",
                &configuration,
            ]
        };
        let mut command = world.command(program());
        command.env_remove("TRAILWATCH_SEED").args(words);
        let begun = machine_now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // Each tenth command is let be and shows how long one takes; the moments are spread over it. So
        // is each third snapshot, however slow the machine is.
        if round % 10 != 0 && round % 27 != 26 {
            thread::sleep(whole * (round * 79 % 120) / 100);
            let _ = child.kill();
        }
        let output = child.wait_with_output().unwrap();
        let done = output.status.success();
        killed += u32::from(output.status.code().is_none());
        if round % 10 == 0 {
            assert!(done);
            whole = begun.elapsed();
        }
        if snapshot {
            if done {
                let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
                made.snapshots.push(answer["configSnapshotId"].as_str().unwrap().to_owned());
            }
        } else {
            made.changes.entry(id).or_default().push((round, done));
        }
    }
    assert!(killed > 25, "only {killed} were killed");
    made
}

#[test]
fn each_change_is_recorded_told_and_delivered_once_whenever_commands_are_killed() {
    let world = recording();
    let made = make(&world);
    world.ok(&["clock", "advance", "1m"]);

    let kept = kept(&world);
    for (id, changes) in &made.changes {
        let own = kept.items.iter().filter(|item| item.found.id == format!("i-{id}"));
        let seen: Vec<u64> =
            own.map(|item| item.found.configuration["n"].as_u64().unwrap()).collect();
        assert!(seen.is_sorted_by(|one, other| one < other), "{seen:?}");
        for (round, done) in changes {
            assert!(
                !done || seen.contains(&u64::from(*round)),
                "{round} of i-{id} is lost: {seen:?}"
            );
        }
    }
    let messages: Vec<Value> = kept
        .told
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["Message"].clone())
        .map(|text| serde_json::from_str(text.as_str().unwrap()).unwrap())
        .collect();
    let told = |kind: &str| -> Vec<&Value> {
        messages.iter().filter(|message| message["messageType"] == kind).collect()
    };
    // The recorder itself was recorded before there was a channel that could tell of it.
    let mut items: Vec<(String, i64)> = kept
        .items
        .iter()
        .filter(|item| item.found.kind == "AWS::EC2::Instance")
        .map(|item| (item.found.id.clone(), item.state))
        .collect();
    let mut told_items: Vec<(String, i64)> = told("ConfigurationItemChangeNotification")
        .into_iter()
        .map(|message| &message["configurationItem"])
        .filter(|item| item["resourceType"] == "AWS::EC2::Instance")
        .map(|item| {
            let id = item["resourceId"].as_str().unwrap().to_owned();
            (id, item["configurationStateId"].as_i64().unwrap())
        })
        .collect();
    items.sort();
    told_items.sort();
    assert_eq!(told_items, items);
    let mut delivered: Vec<String> =
        kept.delivered.keys().map(|path| path.display().to_string()).collect();
    delivered.retain(|path| path.contains("ConfigSnapshot"));
    assert!(delivered.len() > 2, "{delivered:?}");
    let mut told: Vec<String> = told("ConfigurationSnapshotDeliveryCompleted")
        .into_iter()
        .map(|message| message["s3ObjectKey"].as_str().unwrap().replace("AWSLogs/", ""))
        .collect();
    told.sort();
    delivered.sort();
    assert_eq!(told, delivered);
    for id in &made.snapshots {
        assert!(delivered.iter().any(|path| path.contains(id)), "the snapshot {id} is lost");
    }
    assert_eq!(world.run(&["store", "check"]).code, 0);
}
