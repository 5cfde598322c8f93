//! Killed anywhere, nothing that was acknowledged is lost.
//!
//! Commands run one after the other, and some of them are killed after a moment that a fixed
//! sequence of numbers chooses, from before the store is opened to after the last byte is written.
//! After each kill the next command must find everything that ended with exit code 0; at the end
//! the chain of digests must be whole.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::world::{World, program};

/// How many commands are run.
const COMMANDS: u32 = 400;

/// The longest time before a kill, in microseconds; a command takes about 12,000.
const LATEST: u64 = 16_000;

const TRAIL: &str = "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit";

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    events: Vec<String>,
    objects: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    samples: u64,
    time: String,
}

/// Runs a command and kills it after `delay`; returns what it printed if it ended well before.
fn run(world: &World, words: &[&str], delay: Option<u64>) -> Option<String> {
    let mut command: Command = world.command(program());
    // Without a seed the identifiers of a command that is made again are others.
    command.env_remove("TRAILWATCH_SEED");
    let mut child: Child =
        command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    if let Some(delay) = delay {
        thread::sleep(Duration::from_micros(delay));
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let killed = output.status.code().is_none();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(killed || output.status.success(), "{words:?}: {error}");
    (!killed).then(|| String::from_utf8(output.stdout).unwrap())
}

/// One round: a command of a kind that the numbers choose, noted if it was acknowledged.
fn act(world: &World, numbers: &mut Numbers, round: u32, known: &mut Acknowledged) {
    let delay = (numbers.next(2) == 0).then(|| numbers.next(LATEST));
    let name = format!("n{round}");
    match numbers.next(5) {
        0 => {
            let words =
                ["sim", "call", "--service", "ec2", "--action", "RunInstances", "--user", &name];
            if run(world, &words, delay).is_some() {
                known.events.push(name);
            }
        }
        1 => {
            let path = world.work().join("body");
            std::fs::write(&path, &name).unwrap();
            let key = format!("k{}", numbers.next(6));
            let words =
                ["s3api", "put-object", "--bucket", "data", "--key", &key, "--body", "body"];
            let acknowledged = run(world, &words, delay).is_some();
            // A put that was killed may have happened or not; then the object says which.
            let kept = world.object("data", &key);
            let now = std::fs::read_to_string(kept).unwrap_or_default();
            if acknowledged {
                known.objects.insert(key, name);
            } else if now == name {
                known.objects.insert(key, now);
            } else {
                // A later command may still bring it: it was decided, and not yet moved.
                run(world, &["clock", "show"], None);
                if std::fs::read_to_string(world.object("data", &key)).unwrap_or_default() == name {
                    known.objects.insert(key, name);
                }
            }
        }
        2 => {
            let key = format!("t{}", numbers.next(6));
            let tag = format!("Key={key},Value={name}");
            let words = ["cloudtrail", "add-tags", "--resource-id", TRAIL, "--tags-list", &tag];
            if run(world, &words, delay).is_some() {
                known.tags.insert(key, name);
            } else {
                known.tags.remove(&key);
            }
        }
        3 => {
            let words = [
                "cloudwatch",
                "put-metric-data",
                "--namespace",
                "Kill",
                "--metric-name",
                "Count",
                "--value",
                "1",
            ];
            known.samples += u64::from(run(world, &words, delay).is_some());
        }
        _ => {
            if let Some(time) = run(world, &["clock", "advance", "17m"], delay) {
                known.time = time;
            }
        }
    }
}

/// Looks for everything that was acknowledged.
fn check(world: &World, known: &Acknowledged) {
    let json = |words: &[&str]| -> Value { serde_json::from_str(&world.ok(words)).unwrap() };

    let found = json(&[
        "cloudtrail",
        "lookup-events",
        "--lookup-attributes",
        "AttributeKey=EventName,AttributeValue=RunInstances",
        "--query",
        "Events[].Username",
    ]);
    let found: Vec<&str> = found.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for user in &known.events {
        assert!(found.contains(&user.as_str()), "the event of {user} is lost");
    }
    for (key, content) in &known.objects {
        assert_eq!(&std::fs::read_to_string(world.object("data", key)).unwrap(), content, "{key}");
    }
    let tags = json(&["cloudtrail", "list-tags", "--resource-id-list", TRAIL]);
    let tags = tags["ResourceTagList"][0]["TagsList"].as_array().unwrap().clone();
    for (key, value) in &known.tags {
        let tag = tags.iter().find(|tag| tag["Key"] == key.as_str());
        assert_eq!(tag.map(|tag| &tag["Value"]), Some(&Value::from(value.as_str())), "tag {key}");
    }
    let statistics = json(&[
        "cloudwatch",
        "get-metric-statistics",
        "--namespace",
        "Kill",
        "--metric-name",
        "Count",
        "--start-time",
        "2024-01-01T00:00:00Z",
        "--end-time",
        "2024-01-10T00:00:00Z",
        "--period",
        "86400",
        "--statistics",
        "Sum",
    ]);
    let points = statistics["Datapoints"].as_array().unwrap();
    let sum: f64 = points.iter().map(|point| point["Sum"].as_f64().unwrap()).sum();
    let least = f64::from(u32::try_from(known.samples).unwrap());
    assert!(sum >= least, "{sum} samples of {least} are there");
    assert!(world.ok(&["clock", "show"]) >= known.time, "the clock went back");
}

#[test]
fn what_was_acknowledged_survives_kills_and_the_chain_stays_whole() {
    let world = World::at("2024-01-01T00:00:00Z");
    for bucket in ["logs", "data"] {
        world.ok(&["s3api", "create-bucket", "--bucket", bucket]);
    }
    let policy = world.bash(
        "trailwatch sim policy cloudtrail --bucket logs > policy.json && \
         trailwatch s3api put-bucket-policy --bucket logs --policy file://policy.json && \
         trailwatch cloudtrail create-trail --name audit --s3-bucket-name logs \
         --enable-log-file-validation && trailwatch cloudtrail start-logging --name audit",
    );
    assert_eq!(policy.code, 0, "{}", policy.err);

    let mut numbers = Numbers(2024);
    let mut known = Acknowledged::default();
    for round in 0..COMMANDS {
        act(&world, &mut numbers, round, &mut known);
        if round % 20 == 19 {
            check(&world, &known);
        }
    }
    check(&world, &known);
    assert!(known.events.len() > 20 && known.samples > 20, "too little was acknowledged");

    world.ok(&["clock", "advance", "2h"]);
    let validated = world.run(&[
        "cloudtrail",
        "validate-logs",
        "--trail-arn",
        TRAIL,
        "--start-time",
        "2024-01-01T00:00:00Z",
    ]);
    assert_eq!(validated.code, 0, "{}{}", validated.out, validated.err);
    assert!(validated.out.contains("digest files valid"), "{}", validated.out);
    let sound = world.run(&["store", "check"]);
    assert_eq!(sound.code, 0, "{}", sound.out);
}
