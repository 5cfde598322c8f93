//! An import can be killed at any moment and made again: nothing is lost, nothing comes twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::gzip::compress;
use trailwatch::services::cloudtrail::history;
use trailwatch::store::{Home, Store};

use crate::world::World;
use crate::world::program;

/// How many files there are, and how many records in each. Together they are several transactions.
const FILES: usize = 18;
const RECORDS: usize = 250;

/// How many bytes a record has at least.
const BYTES: usize = 20 << 10;

fn write_files(folder: &Path) {
    for file in 0..FILES {
        let records: Vec<Value> = (0..RECORDS)
            .map(|record| {
                let number = file * RECORDS + record;
                let region = ["us-east-1", "eu-west-2"][number % 2];
                json!({
                    "eventVersion": "1.08",
                    "userIdentity": {"type": "IAMUser", "userName": format!("user-{}", number % 90)},
                    "eventTime": format!("2024-01-0{}T0{}:00:00Z", 1 + number % 9, number % 7),
                    "eventSource": "ec2.amazonaws.com",
                    "eventName": "RunInstances",
                    "awsRegion": region,
                    "requestParameters": {"number": number, "text": "x".repeat(BYTES)},
                    "eventID": format!("{number:08}-0000-4000-8000-000000000000"),
                    "eventType": "AwsApiCall",
                    "eventCategory": "Management",
                })
            })
            .collect();
        let text = json!({ "Records": records }).to_string();
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join(format!("{file:02}.json.gz")), compress(text.as_bytes())).unwrap();
    }
}

/// Returns the ids that a region's history has, in the order in which they are listed.
fn ids(world: &World, region: &str) -> Vec<String> {
    let words = ["lookup-events", "--region", region, "--lookup-attributes"];
    let wanted =
        ["AttributeKey=EventName,AttributeValue=RunInstances", "--query", "Events[].EventId"];
    serde_json::from_str(&world.ok(&[&words[..], &wanted].concat())).unwrap()
}

#[test]
fn an_import_that_was_killed_is_made_again_without_doubling() {
    let world = World::at("2024-01-12T00:00:00Z");
    write_files(&world.work().join("logs"));
    let sealed = || fs::read_dir(world.home().join("sealed")).map_or(0, Iterator::count);
    // It is killed some milliseconds after it was begun, or after it kept something more.
    let import = |kill: Option<(bool, u64)>| -> Option<Value> {
        let before = sealed();
        let mut child = world
            .command(program())
            .args(["sim", "import", "logs"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if let Some((kept_more, delay)) = kill {
            while kept_more && sealed() == before && child.try_wait().unwrap().is_none() {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(delay));
            let _ = child.kill();
        }
        let output = child.wait_with_output().unwrap();
        output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap())
    };
    let mut kept = 0;
    let mut partly = 0;
    for kill in [(false, 30), (false, 300), (true, 0), (true, 3), (true, 40)] {
        import(Some(kill));
        let now = ids(&world, "us-east-1").len() + ids(&world, "eu-west-2").len();
        assert!(now >= kept, "{kept} events were kept, and {now} are left");
        partly += usize::from(now > 0 && now < FILES * RECORDS);
        kept = now;
    }
    let summary = import(None).unwrap();
    assert_eq!(summary["Files"], FILES);
    assert_eq!(summary["AlreadyThere"], kept);
    assert_eq!(summary["Imported"], FILES * RECORDS - kept);
    assert!(partly > 0, "no kill came between two transactions");

    let all: Vec<String> = [ids(&world, "us-east-1"), ids(&world, "eu-west-2")].concat();
    assert_eq!(all.len(), FILES * RECORDS);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), FILES * RECORDS);
    let again = import(None).unwrap();
    assert_eq!((&again["Imported"], &again["AlreadyThere"]), (&json!(0), &json!(FILES * RECORDS)));

    let store = Store::open(Home::new(world.home()), Duration::from_secs(10)).unwrap();
    let runs = store.begin().runs(&history::all()).unwrap();
    assert_eq!(fs::read_dir(world.home().join("sealed")).unwrap().count(), runs.len());
    for run in &runs {
        store.begin().verify_run(run).unwrap();
    }
    for entry in store.entries() {
        let (key, value) = entry.unwrap();
        assert!(
            value.len() < 6 << 10,
            "{} has {} bytes",
            String::from_utf8_lossy(&key),
            value.len()
        );
    }
}
