//! The event history stays the same and fast, however many events it has: those beyond the newest
//! lie in sealed files.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::context::Context;
use trailwatch::services::cloudtrail;
use trailwatch::services::cloudtrail::simulated::Simulated;
use trailwatch::store::{Home, Store};

use crate::lab::{Lab, time};
use crate::world::{World, program};

const START: &str = "2024-01-01T00:00:00Z";

/// How many events are open at most.
const OPEN: usize = 1_024;

const REGIONS: [&str; 3] = ["us-east-1", "eu-west-2", "ap-south-1"];

/// Records events of these numbers in one transaction; each is as its number says.
pub(crate) fn record(lab: &mut Lab, numbers: std::ops::Range<u64>) {
    let call = |number: u64| {
        let of = |words: &[&'static str], number: u64| {
            words[usize::try_from(number).unwrap() % words.len()]
        };
        let region = of(&REGIONS, number % 7);
        let service = of(&["ec2", "iam", "kms"], number);
        let actions = ["RunInstances", "CreateUser", "CreateKey", "DescribeKey", "ListUsers"];
        let request = json!({"userName": format!("user-{}", number % 50), "number": number});
        Simulated { request, ..lab.call_of(region, service, of(&actions, number)) }
    };
    let calls: Vec<Simulated> = numbers.clone().map(call).collect();
    let record = |ctx: &mut Context<'_>| {
        for (number, call) in numbers.zip(calls) {
            let time = ctx.now - Duration::from_secs(number * 977 % 1_000_000);
            let event = Simulated { time, ..call }.event(&mut ctx.ids);
            cloudtrail::record(ctx, &event, &[])?;
        }
        Ok(())
    };
    lab.engine.with_context("us-east-1", record).unwrap();
}

/// Returns what a region shows up to a time, page by page.
fn events(lab: &mut Lab, region: &str, until: &str, attribute: Option<(&str, &str)>) -> Vec<Value> {
    let mut request = json!({"EndTime": until});
    if let Some((key, value)) = attribute {
        request["LookupAttributes"] = json!([{"AttributeKey": key, "AttributeValue": value}]);
    }
    let mut events = Vec::new();
    loop {
        let page = lab.call_in(region, "LookupEvents", &request).unwrap();
        events.extend(page["Events"].as_array().unwrap().iter().cloned());
        match page.get("NextToken") {
            Some(token) => request["NextToken"] = token.clone(),
            None => return events,
        }
    }
}

/// Returns the values that an event is found by.
fn attributes(event: &Value) -> Vec<(&'static str, String)> {
    let keys = ["EventId", "EventName", "ReadOnly", "Username", "EventSource", "AccessKeyId"];
    let mut found: Vec<_> =
        keys.into_iter().filter_map(|key| Some((key, event[key].as_str()?.to_owned()))).collect();
    for resource in event["Resources"].as_array().unwrap() {
        for key in ["ResourceType", "ResourceName"] {
            found.extend(resource[key].as_str().map(|value| (key, value.to_owned())));
        }
    }
    found
}

/// Returns how many keys sled has of each kind, and the length of the longest value.
fn held(store: &Store) -> (BTreeMap<String, usize>, usize) {
    let mut kinds = BTreeMap::new();
    let mut longest = 0;
    for entry in store.entries() {
        let (key, value) = entry.unwrap();
        let kind = key.split(|byte| *byte == 0).next().unwrap();
        *kinds.entry(String::from_utf8(kind.to_vec()).unwrap()).or_default() += 1;
        longest = longest.max(value.len());
    }
    (kinds, longest)
}

fn sealed_files(lab: &Lab) -> usize {
    fs::read_dir(lab.folder.path().join("home/sealed")).map_or(0, Iterator::count)
}

#[test]
fn sealed_events_are_found_by_every_key_as_before() {
    let mut lab = Lab::at(START);
    record(&mut lab, 0..900);
    let until = "2024-01-01T00:00:00Z";
    lab.pass_secs(1);
    let mut before = BTreeMap::new();
    let mut values = BTreeMap::new();
    for region in REGIONS {
        let listed = events(&mut lab, region, until, None);
        assert!(listed.len() > 300 && listed.len() < 800, "{} in {region}", listed.len());
        for event in &listed {
            for (key, value) in attributes(event) {
                values.entry((region, key)).or_insert_with(Vec::new).push(value);
            }
        }
        before.insert(region, listed);
    }
    assert_eq!(sealed_files(&lab), 0);
    // The lookups are events, too; a few more, and there are too many of them.
    record(&mut lab, 900..1_100);
    lab.pass_secs(1);
    assert!(sealed_files(&lab) > 0);
    let (kinds, longest) = held(lab.engine.store().unwrap());
    assert!(kinds["event"] <= OPEN / 2, "{kinds:?}");
    assert!(longest < 6 << 10, "{longest} bytes");

    for (region, listed) in &before {
        let ids: Vec<&str> = listed.iter().map(|e| e["EventId"].as_str().unwrap()).collect();
        let same = |event: &&Value| ids.contains(&event["EventId"].as_str().unwrap());
        let again = events(&mut lab, region, until, None);
        assert!(again.iter().filter(same).eq(listed), "{region}");
        for ((_, key), values) in values.iter().filter(|((other, _), _)| other == region) {
            for value in values.iter().step_by(values.len() / 3 + 1) {
                let has = |event: &&Value| attributes(event).contains(&(key, value.clone()));
                let found = events(&mut lab, region, until, Some((key, value)));
                let expected: Vec<&Value> = listed.iter().filter(has).collect();
                let found: Vec<&Value> = found.iter().filter(same).collect();
                assert_eq!(found.len(), expected.len(), "{key} {value} in {region}");
                assert!(found == expected, "{key} {value} in {region}");
            }
        }
        assert!(events(&mut lab, region, until, Some(("EventName", "None"))).is_empty());
    }
}

#[test]
fn after_ninety_days_events_are_gone_and_their_files_too() {
    let mut lab = Lab::at(START);
    record(&mut lab, 0..3_000);
    lab.pass_secs(1);
    assert!(sealed_files(&lab) > 0);
    let newest = time(START);
    // The oldest is eleven days and a half older than the newest.
    lab.pass(60 * 24 * 85);
    let left = events(&mut lab, "us-east-1", "2024-06-01T00:00:00Z", None);
    let of_then = |events: &[Value]| {
        events.iter().filter(|e| e["EventTime"].as_i64().unwrap() <= newest.secs()).count()
    };
    assert!(of_then(&left) > 100 && of_then(&left) < 1_000, "{}", of_then(&left));
    lab.pass(60 * 24 * 5 + 61);
    let left = events(&mut lab, "us-east-1", "2024-06-01T00:00:00Z", None);
    assert_eq!(of_then(&left), 0);
    assert_eq!(sealed_files(&lab), 0);
}

#[test]
fn many_days_of_calls_leave_few_keys() {
    let mut lab = Lab::at(START);
    for part in 0..40 {
        record(&mut lab, part * 500..part * 500 + 500);
        lab.pass(60 * 24);
    }
    let (kinds, longest) = held(lab.engine.store().unwrap());
    let keys: usize = kinds.values().sum();
    assert!(keys < 1_300, "{kinds:?}");
    assert!(longest < 6 << 10, "{longest} bytes");
    assert!(sealed_files(&lab) < 60, "{} files", sealed_files(&lab));
}

#[test]
fn settling_step_by_step_or_at_once_seals_the_same_history() {
    let mut lab = Lab::at(START);
    record(&mut lab, 0..1_500);
    let mut slow = lab.copy();
    for _ in 0..24 {
        slow.pass(60);
    }
    lab.pass(24 * 60);
    let until = "2024-01-01T00:00:00Z";
    for region in REGIONS {
        assert!(events(&mut slow, region, until, None) == events(&mut lab, region, until, None));
    }
}

#[test]
fn a_kill_while_events_are_sealed_loses_none() {
    let world = World::at(START);
    let mut lab = Lab::in_folder(world.into_folder(), None);
    // Some files of a size, so that sealing brings merging with it.
    for part in 0..3 {
        record(&mut lab, part * 1_100..part * 1_100 + 1_100);
        lab.pass_secs(1);
    }
    record(&mut lab, 3_300..4_400);
    lab.engine.release();
    let full = World::in_folder(lab.folder);
    let count = |world: &World| -> usize {
        let words =
            ["lookup-events", "--end-time", "2024-01-01T00:00:00Z", "--query", "length(Events)"];
        world.ok(&words).trim().parse().unwrap()
    };
    let mut expected = None;
    let mut killed = 0;
    for round in 0..24_u64 {
        let world = full.copy();
        let mut child = world
            .command(program())
            .args(["clock", "show"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The first is not killed, and says how many there are.
        if round > 0 {
            thread::sleep(Duration::from_micros(8_000 + round * 5_000));
            let _ = child.kill();
        }
        killed += usize::from(child.wait().unwrap().code().is_none());
        let found = count(&world);
        assert_eq!(*expected.get_or_insert(found), found, "killed in round {round}");
        let home = Home::new(world.home());
        let store = Store::open(home, Duration::from_secs(10)).unwrap();
        let runs = store.begin().runs(&cloudtrail::history::all()).unwrap();
        let files = fs::read_dir(world.home().join("sealed")).unwrap().count();
        assert_eq!(files, runs.len(), "killed in round {round}");
        assert!(
            !world.home().join("staged").exists()
                || fs::read_dir(world.home().join("staged")).unwrap().count() == 0
        );
    }
    assert!(killed > 5, "only {killed} were killed");
}
