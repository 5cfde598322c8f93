//! Real log files, imported, are found again by each of the eight lookup keys.
//!
//! The files are not part of the project: they lie in `../shared/data/cloudtrail`, and where that is
//! absent the test says loudly that it skips.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use serde_json::Value;

use crate::world::World;

/// How many values of each key are looked up.
const VALUES: usize = 4;

/// The ids of the events that have a value, by key and value.
type Expected = BTreeMap<(&'static str, String), BTreeSet<String>>;

fn expected(folder: &Path) -> Expected {
    let mut expected = Expected::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let Ok(file) = serde_json::from_str::<Value>(&text) else { continue };
        for record in file["Records"].as_array().into_iter().flatten() {
            let id = record["eventID"].as_str().unwrap();
            let mut add = |key, value: Option<String>| {
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    expected.entry((key, value)).or_default().insert(id.to_owned());
                }
            };
            let text = |value: &Value| value.as_str().map(str::to_owned);
            add("EventId", text(&record["eventID"]));
            add("EventName", text(&record["eventName"]));
            add("EventSource", text(&record["eventSource"]));
            add("ReadOnly", record["readOnly"].as_bool().map(|truth| truth.to_string()));
            add("AccessKeyId", text(&record["userIdentity"]["accessKeyId"]));
            add("Username", text(&record["userIdentity"]["userName"]));
            for resource in record["resources"].as_array().into_iter().flatten() {
                add("ResourceName", text(&resource["ARN"]));
                add("ResourceType", text(&resource["type"]));
            }
        }
    }
    expected
}

#[test]
fn real_records_are_found_by_each_of_the_eight_keys() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cloudtrail");
    if !folder.is_dir() {
        // Written past the test runner, which keeps what tests print to itself.
        let _ = std::io::stderr().write_all(b"\nSKIPPED: there are no real log files here\n");
        return;
    }
    let world = World::at("2023-07-11T00:00:00Z");
    world.ok(&["sim", "import", folder.to_str().unwrap()]);
    let mut asked: BTreeMap<&str, usize> = BTreeMap::new();
    for ((key, value), ids) in expected(&folder) {
        let count = asked.entry(key).or_default();
        if *count == VALUES {
            continue;
        }
        *count += 1;
        let attribute = serde_json::json!([{"AttributeKey": key, "AttributeValue": value}]);
        let found = world.ok(&[
            "lookup-events",
            "--region",
            "us-east-1",
            "--lookup-attributes",
            &attribute.to_string(),
            "--query",
            "Events[].EventId",
        ]);
        let found: BTreeSet<String> = serde_json::from_str(&found).unwrap();
        let missing: Vec<_> = ids.difference(&found).collect();
        assert!(missing.is_empty(), "{key}={value} does not find {missing:?}");
    }
    assert_eq!(asked.len(), 8, "{asked:?}");
}
