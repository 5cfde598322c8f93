//! Real log files in the event history: each of their events is found again by what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::world::World;

/// Returns the folder of real log files, which lies beside the project; says so if it is absent.
#[expect(clippy::print_stderr, reason = "who runs the tests should see what was not tested")]
fn real_log_files() -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = project
        .ancestors()
        .map(|folder| folder.join("shared/data/cloudtrail"))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("SKIPPED: there is no folder shared/data/cloudtrail above {}", project.display());
    }
    found
}

/// Returns the records of log files, as the JSON that they are.
fn records(folder: &Path) -> Vec<Value> {
    let mut records = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            records.extend(file["Records"].as_array().into_iter().flatten().cloned());
        }
    }
    records
}

/// A world into which the real log files are imported, a day after their events.
struct Imported {
    lab: Lab,
    records: Vec<Value>,
}

fn imported() -> Option<Imported> {
    let folder = real_log_files()?;
    let world = World::at("2023-07-11T00:00:00Z");
    let summary = world.ok(&["sim", "import", folder.to_str().unwrap()]);
    let records = records(&folder);
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary["Imported"], records.len());
    Some(Imported { lab: Lab::in_folder(world.into_folder(), None), records })
}

impl Imported {
    /// Looks events up to the last page, without those of the lookups themselves.
    fn look_up(&mut self, attribute: Option<(&str, &str)>) -> Vec<Value> {
        let mut request = json!({ "EndTime": 1_689_033_599 });
        if let Some((key, value)) = attribute {
            let attribute = json!({"AttributeKey": key, "AttributeValue": value});
            request["LookupAttributes"] = json!([attribute]);
        }
        let mut found = Vec::new();
        loop {
            let page = self.lab.call("LookupEvents", &request);
            found.extend(page["Events"].as_array().unwrap().iter().cloned());
            match page.get("NextToken") {
                Some(token) => request["NextToken"] = token.clone(),
                None => return found,
            }
        }
    }

    /// Checks that each value of an attribute finds as many events as have it.
    fn check(&mut self, key: &str, value_of: impl Fn(&Value) -> Option<String>) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for value in self.records.iter().filter_map(value_of) {
            *counts.entry(value).or_default() += 1;
        }
        assert!(!counts.is_empty(), "no record has a {key}");
        for (value, count) in counts {
            assert_eq!(self.look_up(Some((key, &value))).len(), count, "{key} {value}");
        }
    }
}

fn text(record: &Value, pointer: &str) -> Option<String> {
    record.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}

#[test]
fn records_come_back_unchanged_and_the_newest_first() {
    let Some(mut imported) = imported() else { return };
    let found = imported.look_up(None);
    assert_eq!(found.len(), imported.records.len());
    let kept: BTreeMap<String, &Value> =
        imported.records.iter().map(|record| (text(record, "/eventID").unwrap(), record)).collect();
    for event in &found {
        let id = event["EventId"].as_str().unwrap();
        assert_eq!(event["CloudTrailEvent"].as_str().unwrap(), kept[id].to_string(), "{id}");
    }
    let times: Vec<i64> = found.iter().map(|event| event["EventTime"].as_i64().unwrap()).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
}

#[test]
fn events_are_found_by_the_fields_that_lookups_compare() {
    let Some(mut imported) = imported() else { return };
    imported.check("EventName", |record| text(record, "/eventName"));
    imported.check("EventSource", |record| text(record, "/eventSource"));
    imported.check("AccessKeyId", |record| text(record, "/userIdentity/accessKeyId"));
    imported.check("ReadOnly", |record| Some(record["readOnly"].as_bool()?.to_string()));
    imported.check("Username", |record| match text(record, "/userIdentity/type")?.as_str() {
        "IAMUser" => text(record, "/userIdentity/userName"),
        "AssumedRole" => {
            let principal = text(record, "/userIdentity/principalId")?;
            Some(principal.split(':').nth(1)?.to_owned())
        }
        _ => None,
    });
    // Each id is one lookup through all events; some of them are enough.
    imported.records = imported.records.into_iter().step_by(137).collect();
    imported.check("EventId", |record| text(record, "/eventID"));
}

#[test]
fn events_are_found_by_the_resources_that_their_records_carry() {
    let Some(mut imported) = imported() else { return };
    let mut carried: BTreeMap<(&str, String), BTreeSet<String>> = BTreeMap::new();
    for record in &imported.records {
        for resource in record["resources"].as_array().into_iter().flatten() {
            let id = text(record, "/eventID").unwrap();
            for (key, member) in [("ResourceName", "/ARN"), ("ResourceType", "/type")] {
                if let Some(value) = text(resource, member) {
                    carried.entry((key, value)).or_default().insert(id.clone());
                }
            }
        }
    }
    assert!(carried.len() > 50, "{}", carried.len());
    for ((key, value), ids) in carried {
        let found = imported.look_up(Some((key, &value)));
        let found: BTreeSet<String> =
            found.iter().map(|event| text(event, "/EventId").unwrap()).collect();
        assert!(ids.is_subset(&found), "{key} {value}");
    }
}

#[test]
fn importing_again_doubles_nothing_also_with_other_times() {
    let Some(folder) = real_log_files() else { return };
    let world = World::at("2024-07-11T00:00:00Z");
    let import = |options: &[&str]| -> Value {
        let words = [&["sim", "import", folder.to_str().unwrap()], options].concat();
        serde_json::from_str(&world.run(&words).out).unwrap()
    };
    assert_eq!(import(&[])["TooOld"], 1_366);
    assert_eq!(import(&["--shift-to-now"])["Imported"], 1_366);
    world.ok(&["clock", "advance", "3d"]);
    assert_eq!(import(&["--shift-to-now"])["AlreadyThere"], 1_366);

    let mut imported =
        Imported { lab: Lab::in_folder(world.into_folder(), None), records: records(&folder) };
    imported.lab.region = "eu-west-2".to_owned();
    assert!(imported.look_up(None).is_empty(), "records lie in their own region");
    imported.lab.region = "us-east-1".to_owned();
    let request = json!({"EndTime": 1_720_656_000, "MaxResults": 1});
    let newest = imported.lab.call("LookupEvents", &request);
    assert_eq!(newest["Events"][0]["EventTime"], 1_720_656_000, "{newest}");
}
