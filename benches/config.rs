//! What AWS Config costs with many resources: recording them, the history of one, queries, and fifty
//! rules about them.
//!
//! ```text
//! cargo bench --bench config             11 rounds
//! cargo bench --bench config -- 5        as many as you like
//! cargo bench --bench config -- 3 small  with 10 thousand resources only
//! ```
//!
//! Each world has so many resources, in eight types, of which each has ten versions, an hour apart: all
//! come in by `sim import` of a snapshot, which a recorder records. The times of the first and the last
//! of these imports are told. Then each command runs on all worlds in turns, as whole processes; the
//! table shows the medians, and in the last column how many times as long as in a world of eight
//! resources, in the same run, a command takes in the fullest.
//!
//! A second table tells of fifty rules. They are put one after the other, where each judges what is
//! there; then one resource changes, all rules are asked to judge again, an hour passes in which those
//! judge that follow the clock, and what they found is asked for. Of what judges everything there are
//! three rounds at most.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

#[expect(dead_code, reason = "the other benches need more of it")]
mod measure;

mod ruled;

#[path = "../tests/it/world.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod world;

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use measure::{Times, ratio, rounds, table};
use ruled::{READS, change_one, pass, put_all, start};
use world::{World, program};

/// How many resources the world has that others are compared with: one of each type.
const FEW: u64 = KINDS.len() as u64;

/// How many versions each resource has.
const VERSIONS: u64 = 10;

/// The types of the resources.
const KINDS: [&str; 8] = [
    "AWS::EC2::Instance",
    "AWS::EC2::NetworkInterface",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::Volume",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
];

/// What is asked.
const CASES: &[(&str, &[&str])] = &[
    ("clock show", &["clock", "show"]),
    (
        "history of a resource",
        &[
            "configservice",
            "get-resource-config-history",
            "--resource-type",
            "AWS::EC2::Volume",
            "--resource-id",
            "r-000004",
        ],
    ),
    (
        "list-discovered-resources, a page",
        &[
            "configservice",
            "list-discovered-resources",
            "--resource-type",
            "AWS::EC2::Volume",
            "--max-items",
            "100",
        ],
    ),
    (
        "query, grouped by type",
        &[
            "configservice",
            "select-resource-config",
            "--expression",
            "SELECT resourceType, COUNT(*) GROUP BY resourceType",
        ],
    ),
    (
        "query, grouped by a property",
        &[
            "configservice",
            "select-resource-config",
            "--expression",
            "SELECT configuration.state.name, COUNT(*), SUM(configuration.size) \
             WHERE resourceType = 'AWS::EC2::Volume' GROUP BY configuration.state.name",
        ],
    ),
    (
        "... of all types",
        &[
            "configservice",
            "select-resource-config",
            "--expression",
            "SELECT tags.value, COUNT(*) GROUP BY tags.value",
        ],
    ),
];

fn main() {
    let rounds = rounds(11);
    let small = std::env::args().any(|word| word == "small");
    let sizes: &[u64] = if small { &[FEW, 10_000] } else { &[FEW, 10_000, 100_000] };
    let worlds: Vec<World> = sizes.iter().map(|size| filled(*size)).collect();
    println!("\n{rounds} rounds, each of all commands in turn, in milliseconds\n");
    show(sizes, &asked(&worlds, CASES, rounds));
    println!("\nfifty rules: {rounds} rounds, of what judges everything {}\n", rounds.min(FULL));
    let mut rows = judged(&worlds, rounds);
    rows.extend(asked(&worlds, READS, rounds));
    show(sizes, &rows);
    for world in &worlds {
        println!("{}", world.ok(&["store", "info"]));
    }
}

/// How often everything is judged again, at most.
const FULL: usize = 3;

/// What was measured: its name, and the times in each world.
type Row = (&'static str, Vec<Times>);

/// Asks for all in turns.
fn asked(worlds: &[World], cases: &[(&'static str, &[&str])], rounds: usize) -> Vec<Row> {
    let none = || vec![Times::default(); worlds.len()];
    let mut rows: Vec<Row> = cases.iter().map(|(name, _)| (*name, none())).collect();
    for _ in 0..rounds {
        for ((_, words), (_, times)) in cases.iter().zip(&mut rows) {
            for (world, times) in worlds.iter().zip(times) {
                times.add(|| run(world, words));
            }
        }
    }
    rows
}

/// Puts fifty rules into all worlds, and has them judge.
fn judged(worlds: &[World], rounds: usize) -> Vec<Row> {
    let each = |name, times: usize, work: &dyn Fn(&World, usize) -> Duration| {
        let mut row = (name, vec![Times::default(); worlds.len()]);
        for round in 0..times {
            for (world, times) in worlds.iter().zip(&mut row.1) {
                times.push(work(world, round));
            }
        }
        row
    };
    let full = rounds.min(FULL);
    vec![
        each("put-config-rule, fifty together", 1, &|world, _| put_all(world)),
        each("a change of one resource", rounds, &change_one),
        each("start-config-rules-evaluation", full, &|world, _| start(world)),
        each("an hour, with the rules that follow the clock", full, &|world, _| pass(world)),
    ]
}

/// Prints medians, and what the fullest world costs beside the emptiest.
fn show(sizes: &[u64], rows: &[Row]) {
    let mut columns = vec![String::new()];
    columns.extend(sizes.iter().map(|size| format!("{size} resources")));
    columns.push("most / few".to_owned());
    let row = |(name, times): &Row| {
        let medians: Vec<Duration> = times.iter().map(Times::median).collect();
        let more = ratio(medians[medians.len() - 1], medians[0]);
        let cells = medians.iter().map(|median| format!("{:.1}", millis(*median)));
        [(*name).to_owned()].into_iter().chain(cells).chain([format!("{more:.1}")]).collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    println!("{}", table(&columns, &rows));
}

/// Makes a world of so many resources.
fn filled(size: u64) -> World {
    let world = World::at("2024-03-20T03:00:00Z");
    let ran = world.bash(
        "set -euo pipefail
        trailwatch s3api create-bucket --bucket logs >/dev/null
        trailwatch sim policy config --bucket logs > policy.json
        trailwatch s3api put-bucket-policy --bucket logs --policy file://policy.json
        trailwatch configservice put-configuration-recorder \
            --configuration-recorder name=default,roleARN=arn:aws:iam::123456789012:role/config
        trailwatch configservice put-delivery-channel --delivery-channel name=default,s3BucketName=logs
        trailwatch configservice start-configuration-recorder --configuration-recorder-name default",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut imports = Vec::new();
    for version in 0..VERSIONS {
        let file = world.work().join("snapshot.json");
        fs::write(&file, snapshot(size, version)).unwrap();
        let mut times = Times::default();
        times.add(|| run(&world, &["sim", "import", file.to_str().unwrap()]));
        imports.push(times.median());
        run(&world, &["clock", "advance", "1h"]);
    }
    let info = world.ok(&["store", "info"]);
    println!(
        "{size} resources: the first of {VERSIONS} imports took {:.1} s, the last {:.1} s\n{info}",
        imports[0].as_secs_f64(),
        imports[imports.len() - 1].as_secs_f64(),
    );
    world
}

/// Returns a snapshot of all resources in a version.
fn snapshot(size: u64, version: u64) -> String {
    let items: Vec<Value> = (0..size).map(|number| item(number, version)).collect();
    let document = json!({
        "fileVersion": "1.0",
        "configSnapshotId": "7a1bc4e2-0000-0000-0000-000000000000",
        "configurationItems": items,
    });
    document.to_string()
}

fn item(number: u64, version: u64) -> Value {
    let noise = (number * VERSIONS + version).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let states = ["running", "stopped", "pending"];
    let state = usize::try_from(noise % 3).unwrap();
    let kind = KINDS[usize::try_from(number).unwrap() % KINDS.len()];
    json!({
        "resourceType": kind,
        "resourceId": format!("r-{number:06}"),
        "resourceName": format!("name-{number}"),
        "ARN": format!("arn:aws:service:us-east-1:123456789012:thing/r-{number:06}"),
        "awsRegion": "us-east-1",
        "availabilityZone": "us-east-1a",
        "configurationItemStatus": "OK",
        "configurationItemCaptureTime": "2024-03-20T00:00:00.000Z",
        "resourceCreationTime": "2024-03-01T00:00:00.000Z",
        "tags": {"team": format!("team-{}", number % 7), "stage": "test"},
        "relationships": [
            {"resourceType": "AWS::EC2::VPC", "resourceId": "vpc-1", "name": "Is contained in Vpc"},
        ],
        "configuration": {
            "version": version,
            "state": {"code": state, "name": states[state]},
            "size": noise >> 50,
            "imageId": format!("ami-{}", noise % 5),
            "instanceType": if noise.is_multiple_of(2) { "t3.micro" } else { "m5.large" },
            "monitoring": {"state": if noise.is_multiple_of(4) { "disabled" } else { "enabled" }},
            "vpcId": "vpc-1",
            "encrypted": noise.is_multiple_of(3),
            "attachments": [{"instanceId": "i-1", "deleteOnTermination": true}],
            "ipPermissions": [
                {"ipProtocol": "tcp", "fromPort": noise % 443, "toPort": 443, "ipRanges": ["0.0.0.0/0"]},
            ],
            "runtime": if noise.is_multiple_of(7) { "python3.9" } else { "python3.13" },
            "memorySize": 128,
            "timeout": 3,
            "token": format!("{noise:016x}"),
            "interfaces": [
                {"address": format!("10.{}.{}.7", noise % 200, number % 200), "status": "in-use"},
                {"address": format!("10.{}.{}.8", noise % 200, number % 200), "status": "in-use"},
            ],
        },
        "supplementaryConfiguration": {},
    })
}

fn run(world: &World, words: &[&str]) {
    let output = world.command(program()).args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
