//! Killed anywhere, an import into an event data store brings each event in once.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::gzip::compress;

use crate::world::{World, program};

/// How many files there are, and how many records in each. Together they are several transactions.
const FILES: usize = 5;
const RECORDS: usize = 100;

/// How many bytes a record has at least; a transaction takes in 32 MiB.
const BYTES: usize = 80 << 10;

/// How many commands are killed.
const KILLS: u64 = 14;

fn write_files(world: &World) {
    let folder = world.object("logs", "AWSLogs/123456789012/CloudTrail/us-east-1/2024/01/01");
    fs::create_dir_all(&folder).unwrap();
    let text = "x".repeat(BYTES);
    for file in 0..FILES {
        let records: Vec<Value> = (0..RECORDS)
            .map(|record| {
                json!({
                    "eventVersion": "1.08",
                    "eventTime": format!("2024-01-01T0{}:00:00Z", file % 7),
                    "eventSource": "ec2.amazonaws.com",
                    "eventName": "RunInstances",
                    "awsRegion": "us-east-1",
                    "recipientAccountId": "123456789012",
                    "requestParameters": {"text": text},
                    "eventID": format!("{:08}-0000-4000-8000-000000000000", file * RECORDS + record),
                    "eventType": "AwsApiCall",
                    "eventCategory": "Management",
                })
            })
            .collect();
        let name = format!("123456789012_CloudTrail_us-east-1_20240101T0000Z_{file:016}.json.gz");
        let text = json!({ "Records": records }).to_string();
        fs::write(folder.join(name), compress(text.as_bytes())).unwrap();
    }
}

#[test]
fn an_import_brings_each_event_in_once_whenever_commands_are_killed() {
    let world = World::at("2024-01-02T00:00:00Z");
    let line = "trailwatch s3api create-bucket --bucket logs > /dev/null && \
                trailwatch create-event-data-store --name copy --no-start-ingestion \
                --query EventDataStoreArn --output text";
    let store = world.bash(line).out.trim().to_owned();
    write_files(&world);
    let source = "S3={S3LocationUri=s3://logs/AWSLogs/,S3BucketRegion=us-east-1,\
                  S3BucketAccessRoleArn=arn:aws:iam::123456789012:role/import}";
    let words = ["start-import", "--destinations", &store, "--import-source", source];
    let import = world.ok(&[&words[..], &["--query", "ImportId", "--output", "text"]].concat());
    let state = || -> (String, u64) {
        let words = ["get-import", "--import-id", import.trim(), "--query"];
        let wanted = "[ImportStatus, ImportStatistics.EventsCompleted]";
        serde_json::from_str(&world.ok(&[&words[..], &[wanted]].concat())).unwrap()
    };
    world.ok(&["clock", "advance", "10s"]);

    let all = (FILES * RECORDS) as u64;
    let (mut killed, mut partly, mut before) = (0, 0, 0);
    for round in 0..KILLS {
        let mut command = world.command(program());
        command.args(["clock", "advance", "10s"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        // The moments are spread over the time that the import takes.
        thread::sleep(Duration::from_millis(4 + round * 13 % 60));
        child.kill().unwrap();
        killed += u64::from(child.wait().unwrap().code().is_none());
        if round % 4 == 3 {
            // Looking settles what is due, so it does not happen each time.
            let kept = state().1;
            assert!(kept >= before, "{before} events were there, and {kept} are left");
            partly += u64::from(0 < kept && kept < all);
            before = kept;
        }
    }
    assert!(killed > 0, "no command was killed before its end");
    world.ok(&["clock", "advance", "1m"]);
    assert_eq!(state(), ("COMPLETED".to_owned(), all), "{partly} times it was seen in between");

    let id = store.rsplit('/').next().unwrap();
    let statement = format!("SELECT count(*), approx_distinct(eventId) FROM {id}");
    let query = ["start-query", "--query-statement", &statement];
    let query = world.ok(&[&query[..], &["--query", "QueryId", "--output", "text"]].concat());
    let words = ["get-query-results", "--query-id", query.trim(), "--query", "QueryResultRows[]"];
    let found: Value = serde_json::from_str(&world.ok(&words)).unwrap();
    let values: Vec<&str> = found
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|cell| cell.as_object().unwrap().values())
        .map(|value| value.as_str().unwrap())
        .collect();
    let all = all.to_string();
    assert_eq!(values, [all.as_str(), all.as_str()]);
}
