//! What a store costs that holds much: commands on it, its size, and filling it.
//!
//! ```text
//! cargo bench --bench store            11 rounds
//! cargo bench --bench store -- 5       as many as you like
//! cargo bench --bench store -- events  without worlds of samples
//! ```
//!
//! Worlds are made, on first use, and kept under `target/`: an empty one, ones of 100 thousand and 1
//! million events, of 1 and 10 million samples in 1,000 metrics, and one of the most of both. Each
//! command that people type often runs on all of them in turns; the table shows the medians, and how
//! many milliseconds the fullest world takes more than the empty one.
//!
//! Making the worlds measures filling them: `sim import`, with the memory that it takes, and
//! `put-metric-data`; and their sizes on the disk. Moving the clock on is measured on copies.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

mod filled;
#[expect(dead_code, reason = "the other benches need more of it")]
mod measure;
#[expect(dead_code, reason = "the other benches need more of it")]
mod records;

#[path = "../tests/it/world.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod world;

use std::process::{Command, Stdio};
use std::time::Duration;

use filled::{Filled, SIZES};
use measure::{Times, rounds, table};
use world::{World, program};

/// Commands that people type often. `ID` stands for the id of an event in the middle of the history.
const CASES: &[(&str, &str)] = &[
    ("describe-trails", "cloudtrail describe-trails"),
    ("lookup-events", "lookup-events --max-items 10"),
    (
        "... by a name",
        "lookup-events --max-items 10 --lookup-attributes \
        AttributeKey=EventName,AttributeValue=AssumeRole",
    ),
    (
        "... by a name that none has",
        "lookup-events --lookup-attributes \
        AttributeKey=EventName,AttributeValue=CreateNothing",
    ),
    ("... by an id", "lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=ID"),
    (
        "... by a resource that none has",
        "lookup-events --lookup-attributes \
        AttributeKey=ResourceName,AttributeValue=nothing",
    ),
    ("sim call", "sim call --service ec2 --action RunInstances"),
    ("put-metric-data", "put-metric-data --namespace Load --metric-name Metric7 --value 12.5"),
    (
        "get-metric-statistics, an hour",
        "get-metric-statistics --namespace Load --metric-name \
        Metric7 --start-time 2024-03-20T02:00:00Z --end-time 2024-03-20T03:00:00Z --period 60 \
        --statistics Average Maximum",
    ),
    (
        "... a day",
        "get-metric-statistics --namespace Load --metric-name \
        Metric7 --start-time 2024-03-19T03:00:00Z --end-time 2024-03-20T03:00:00Z --period 300 \
        --statistics Average --extended-statistics p99",
    ),
    (
        "... two weeks",
        "get-metric-statistics --namespace Load --metric-name \
        Metric7 --start-time 2024-03-06T03:00:00Z --end-time 2024-03-20T03:00:00Z --period 3600 \
        --statistics Sum",
    ),
    ("list-metrics, of a name", "list-metrics --namespace Load --metric-name Metric7"),
    ("clock show", "clock show"),
];

fn main() {
    let rounds = rounds(11);
    let events_alone = std::env::args().any(|word| word == "events");
    let sizes = SIZES.iter().filter(|size| !events_alone || size.samples == 0);
    let worlds: Vec<Filled> = sizes.map(|size| Filled::of(*size)).collect();
    for filled in &worlds {
        println!("{}", filled.told);
    }
    println!("\n{rounds} rounds, each of all commands in turn, in milliseconds\n");
    let mut times = vec![vec![Times::default(); worlds.len()]; CASES.len()];
    for _ in 0..rounds {
        for ((_, words), times) in CASES.iter().zip(&mut times) {
            for (filled, times) in worlds.iter().zip(times) {
                times.add(|| run(&filled.world, &words.replace("ID", &filled.an_id)));
            }
        }
    }
    let mut columns = vec![String::new()];
    columns.extend(worlds.iter().map(|filled| filled.size.name()));
    columns.push("full - empty".to_owned());
    let rows = CASES.iter().zip(&times).map(|((name, _), times)| {
        let medians: Vec<f64> = times.iter().map(|times| millis(times.median())).collect();
        let more = medians[medians.len() - 1] - medians[0];
        let cells = medians.iter().map(|median| format!("{median:.1}"));
        [(*name).to_owned()].into_iter().chain(cells).chain([format!("{more:+.1}")]).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    println!("{}\n", table(&columns, &rows));

    let full = worlds.last().unwrap();
    for words in ["clock advance 1h", "clock advance 30d", "store check"] {
        let (mut before, mut after) = (Times::default(), Times::default());
        let (empty, copy) = (worlds[0].world.copy(), full.world.copy());
        before.add(|| run(&empty, words));
        after.add(|| run(&copy, words));
        let (before, after) = (before.median(), after.median());
        println!("{words}: {:.0} ms empty, {:.0} ms full", millis(before), millis(after));
    }
}

/// Runs a command to its end, its output thrown away.
fn run(world: &World, words: &str) {
    let mut command: Command = world.command(program());
    let command = command.args(words.split_whitespace());
    let ran = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(ran.status().unwrap().success(), "{words}");
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
