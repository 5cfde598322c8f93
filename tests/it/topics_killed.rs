//! Killed anywhere, a topic is told of each log file once.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::damage::files;
use crate::world::{World, machine_now, program};

/// How many deliveries there are; most are killed.
const DELIVERIES: u64 = 120;

/// Runs a command and kills it after a moment; returns whether it was killed before its end.
fn kill(world: &World, words: &[&str], moment: Duration) -> bool {
    let mut command = world.command(program());
    command.env_remove("TRAILWATCH_SEED").args(words);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

#[test]
fn a_topic_is_told_of_each_log_file_once_whenever_commands_are_killed() {
    let world = World::at("2024-01-01T00:00:00Z");
    let ready = world.bash(
        "trailwatch s3api create-bucket --bucket logs && \
         trailwatch sim policy cloudtrail --bucket logs > policy.json && \
         trailwatch s3api put-bucket-policy --bucket logs --policy file://policy.json && \
         trailwatch cloudtrail create-trail --name audit --s3-bucket-name logs \
         --sns-topic-name deliveries --is-multi-region-trail && \
         trailwatch cloudtrail start-logging --name audit",
    );
    assert_eq!(ready.code, 0, "{}", ready.err);
    let (mut killed, mut whole) = (0, Duration::ZERO);
    for round in 0..DELIVERIES {
        for region in ["us-east-1", "eu-west-2", "us-west-1"] {
            world.ok(&[
                "sim",
                "call",
                "--service",
                "ec2",
                "--action",
                "RunInstances",
                "--region",
                region,
            ]);
        }
        // Each fifth delivery is let be and shows how long one takes; the moments are spread over it.
        if round % 5 == 0 {
            let begun = machine_now();
            world.ok(&["clock", "advance", "5m"]);
            whole = begun.elapsed();
        } else {
            let part = u32::try_from(round * 79 % 110).unwrap();
            killed += u64::from(kill(&world, &["clock", "advance", "5m"], whole * part / 100));
        }
    }
    assert!(killed > DELIVERIES / 4, "{killed} commands were killed before their end");
    world.ok(&["clock", "advance", "10m"]);

    let bucket = world.object("logs", "AWSLogs");
    let root = bucket.parent().unwrap().to_path_buf();
    let mut told: BTreeMap<String, u32> = files(&bucket)
        .into_keys()
        .map(|path| (path.strip_prefix(&root).unwrap().display().to_string(), 0))
        .collect();
    assert!(told.len() > 60, "{} log files", told.len());
    let topic = root.join("../../sns/123456789012/us-east-1/deliveries.jsonl");
    let mut ids = std::collections::BTreeSet::new();
    for line in std::fs::read_to_string(topic).unwrap().lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        assert!(ids.insert(message["MessageId"].to_string()), "{line} is told twice");
        let text: Value = serde_json::from_str(message["Message"].as_str().unwrap()).unwrap();
        let key = text["s3ObjectKey"][0].as_str().unwrap();
        *told.get_mut(key).unwrap_or_else(|| panic!("{key} is not there")) += 1;
    }
    let wrong: Vec<_> = told.iter().filter(|(_, times)| **times != 1).collect();
    assert!(wrong.is_empty(), "not told once: {wrong:?}");
    let sound = world.run(&["store", "check"]);
    assert_eq!(sound.code, 0, "{}", sound.out);
}
