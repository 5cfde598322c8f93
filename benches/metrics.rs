//! What commands cost that are about many metrics and alarms, in a store that holds 10 million samples.
//!
//! ```text
//! cargo bench --bench metrics            11 rounds
//! cargo bench --bench metrics -- 5       as many as you like
//! ```
//!
//! A world is made, on first use, and kept under `target/`: 10 million samples in 1,000 metrics, a
//! sample an hour of one for as long as hours are kept, 5,000 metrics besides, and 1,000 alarms. The
//! first row is a command that does nothing but open an empty store; the last column tells how many
//! milliseconds the processors work more for a command than for that one. On a busy machine this says
//! more than the time that passes.
//!
//! Then 50 alarms are left alone for 30 days; and the same samples are put into the server of moto
//! (from PyPI, its own process, on the loopback address) and into trailwatch, and asked for. The
//! server has started long before; trailwatch starts anew for each request.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

#[expect(dead_code, reason = "the other benches need more of it")]
mod filled;
mod measure;
mod metered;
mod moto;
#[expect(dead_code, reason = "the other benches need more of it")]
mod records;

#[path = "../tests/it/python.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod python;

#[path = "../tests/it/world.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod world;

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::time::text::parse_date;
use trailwatch::time::{MINUTE, Timestamp};

use filled::{NOW, datum};
use measure::{Times, ratio, rounds, table, worked};
use metered::{idle, metered};
use moto::Moto;
use world::{World, program};

/// What is run, in a world that is full. `data.json`, `each.json` and `queries.json` are [files](write_requests).
const CASES: &[(&str, &str)] = &[
    ("list-metrics, of a name", "list-metrics --namespace Load --metric-name Metric7"),
    ("put-metric-data, 1,000 data of 20 metrics", PUT),
    (
        "put-metric-data, 1,000 data of 1,000 metrics",
        "put-metric-data --namespace Load --metric-data file://each.json",
    ),
    (
        "get-metric-statistics, a day of minutes",
        "get-metric-statistics --namespace Load --metric-name Metric7 --period 60 --statistics Average \
        Maximum --start-time 2024-03-19T03:00:00Z --end-time 2024-03-20T03:00:00Z",
    ),
    (
        "get-metric-statistics, 455 days of hours",
        "get-metric-statistics --namespace Long --metric-name Year --period 28800 --statistics Average \
        Maximum --start-time 2022-12-22T03:00:00Z --end-time 2024-03-20T03:00:00Z",
    ),
    (
        "get-metric-data, 100 metrics",
        "get-metric-data --metric-data-queries file://queries.json --start-time 2024-03-20T02:00:00Z \
        --end-time 2024-03-20T03:00:00Z",
    ),
    ("list-metrics, 5,000", "list-metrics --namespace Fleet"),
    ("describe-alarms, 1,000", "describe-alarms"),
];

/// What puts 1,000 data.
const PUT: &str = "put-metric-data --namespace Load --metric-data file://data.json";

/// What does nothing but open the store.
const OPEN: &str = "clock show";

/// How many metrics are put into moto, a day of minutes each.
const METRICS: u64 = 35;
const MINUTES: u64 = 1_440;

/// What is asked of them.
const ASKED: &str = "get-metric-statistics --namespace Load --metric-name Metric7 --period 60 --statistics \
    Average Maximum --start-time 2024-03-19T03:00:00Z --end-time 2024-03-20T03:00:00Z";

fn main() {
    let rounds = rounds(11);
    let (empty, full) = (World::at(NOW), metered());
    write_requests(&full);
    println!("{rounds} rounds, each of all commands in turn, in milliseconds\n");
    let cases = [(&empty, "opening an empty store", OPEN), (&full, "opening the full one", OPEN)];
    let cases = cases.into_iter().chain(CASES.iter().map(|(name, words)| (&full, *name, *words)));
    let cases: Vec<(&World, &str, &str)> = cases.collect();
    let mut times = vec![Times::default(); cases.len()];
    for _ in 0..rounds {
        for ((world, _, words), times) in cases.iter().zip(&mut times) {
            times.add(|| run(world, words));
        }
    }
    // The system counts in hundredths of a second: only many in a row tell how long one takes.
    let work = cases.iter().map(|(world, _, words)| {
        worked_for(|| (0..rounds * 2).for_each(|_| run(world, words)))
            .map(|work| work / u32::try_from(rounds * 2).unwrap())
    });
    let work: Vec<Option<Duration>> = work.collect();
    let open = work[0];
    let rows = cases.iter().zip(&times).zip(&work).map(|(((_, name, _), times), work)| {
        let more = work.zip(open).map(|(work, open)| millis(work) - millis(open));
        let work = work.map(|work| format!("{:.1}", millis(work))).unwrap_or_default();
        let more = more.map(|more| format!("{more:+.1}")).unwrap_or_default();
        vec![(*name).to_owned(), format!("{:.1}", millis(times.median())), work, more]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    println!("{}\n", table(&["", "passes", "works", "more than opening"], &rows));
    leave_alone();
    beside_moto();
}

/// Lets 30 days go by for alarms that nothing happens to.
fn leave_alone() {
    let mut told = Vec::new();
    for alarms in [0, 50] {
        let (mut times, words) = (Times::default(), "clock advance 30d");
        for _ in 0..3 {
            let world = idle(alarms);
            times.add(|| run(&world, words));
        }
        told.push(format!("{:.0} ms with {alarms} alarms", millis(times.median())));
    }
    println!("30 days go by in {}\n", told.join(", "));
}

/// Puts the same samples into moto and into trailwatch, and asks both for the same.
fn beside_moto() {
    let Some(python) = python::with_packages("moto", &["moto[server]>=5.2.5"]) else {
        return println!("moto is missing: Python and PyPI are needed for it");
    };
    let moto = Moto::beside(&python);
    let world = World::at(NOW);
    let begin = parse_date(NOW).unwrap() - MINUTE * u32::try_from(MINUTES).unwrap();
    let all = (0..METRICS).flat_map(|metric| (0..MINUTES).map(move |minute| (metric, minute)));
    let all: Vec<Value> = all.map(|(metric, minute)| datum(metric, minute, begin)).collect();
    let (mut here, mut there) = (Times::default(), Times::default());
    let work_of_moto = moto.worked();
    let work = worked_for(|| {
        for data in all.chunks(1_000) {
            write(&world, "data.json", &json!(data));
            here.add(|| run(&world, PUT));
        }
    });
    for data in all.chunks(1_000) {
        let parameters = parameters(data);
        there.add(|| moto.call("PutMetricData", &parameters));
    }
    let work_of_moto = moto.worked().zip(work_of_moto);
    let work_of_moto = work_of_moto.and_then(|(after, before)| after.checked_sub(before));
    let mut rows = vec![beside("put-metric-data, 1,000 data", &here, &there)];
    if let (Some(work), Some(work_of_moto)) = (work, work_of_moto) {
        let row = |name: &str, here: Duration, there: Duration| {
            let mut times = [Times::default(), Times::default()];
            times[0].push(here);
            times[1].push(there);
            beside(name, &times[0], &times[1])
        };
        rows.push(row(&format!("... the work of all {}", all.len()), work, work_of_moto));
    }
    let (mut here, mut there) = (Times::default(), Times::default());
    let asked = format!(
        "Namespace=Load&MetricName=Metric7&Period=60&Statistics.member.1=Average&\
        Statistics.member.2=Maximum&StartTime={begin}&EndTime={NOW}"
    );
    for _ in 0..5 {
        here.add(|| run(&world, ASKED));
        there.add(|| moto.call("GetMetricStatistics", &asked));
    }
    rows.push(beside("get-metric-statistics, a day of minutes", &here, &there));
    println!("{}\n", table(&["milliseconds", "trailwatch", "moto", "moto / trailwatch"], &rows));
}

fn beside(name: &str, here: &Times, there: &Times) -> Vec<String> {
    let (here, there) = (here.median(), there.median());
    let time = |time: Duration| format!("{:.1}", millis(time));
    vec![name.to_owned(), time(here), time(there), format!("{:.0}x", ratio(there, here))]
}

/// Returns data as parameters of the query protocol.
fn parameters(data: &[Value]) -> String {
    let mut text = "Namespace=Load".to_owned();
    for (place, datum) in data.iter().enumerate() {
        let member = format!("MetricData.member.{}", place + 1);
        let time = Timestamp::from_secs(datum["Timestamp"].as_i64().unwrap());
        write!(
            text,
            "&{member}.MetricName={}&{member}.Timestamp={time}&{member}.Value={}&{member}.Unit={}",
            datum["MetricName"].as_str().unwrap(),
            datum["Value"],
            datum["Unit"].as_str().unwrap()
        )
        .unwrap();
    }
    text
}

/// Writes the files that the commands of a world read.
fn write_requests(world: &World) {
    let now = parse_date(NOW).unwrap();
    let each: Vec<Value> = (0..1_000).map(|metric| datum(metric, 0, now)).collect();
    write(world, "each.json", &json!(each));
    let before = now - MINUTE * 50;
    let data: Vec<Value> = (0..1_000).map(|place| datum(place / 50, place % 50, before)).collect();
    write(world, "data.json", &json!(data));
    let queries = (0..100).map(|metric| {
        let name = format!("Metric{metric}");
        let stat = json!({
            "Metric": {"Namespace": "Load", "MetricName": name},
            "Period": 60,
            "Stat": "Average",
        });
        json!({"Id": format!("m{metric}"), "MetricStat": stat})
    });
    write(world, "queries.json", &queries.collect());
}

fn write(world: &World, name: &str, document: &Value) {
    fs::write(world.work().join(name), document.to_string()).unwrap();
}

/// Returns how long the processors work for something, where the system tells it.
fn worked_for(act: impl FnOnce()) -> Option<Duration> {
    let before = worked();
    act();
    worked().zip(before).and_then(|(after, before)| after.checked_sub(before))
}

/// Runs a command to its end, its output thrown away.
fn run(world: &World, words: &str) {
    let mut command = world.command(program());
    let command = command.args(words.split_whitespace());
    let ran = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    assert!(ran.status().unwrap().success(), "{words}");
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
