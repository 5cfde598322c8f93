//! Samples in numbers: how fast they are put, what they cost on the disk, how long it takes until
//! they are rolled up, and how long a question takes then.
//!
//! ```text
//! cargo bench --bench samples              a million samples of a thousand metrics
//! cargo bench --bench samples -- 10        as many millions as you like
//! ```
//!
//! It does so for a regular series, decimals once a second, and for random floating-point numbers,
//! which no form of theirs makes shorter. All is done in one process, so the tens of milliseconds
//! that a command takes to open a store are not part of it.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

#[path = "../tests/it/lab.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod lab;
#[expect(dead_code, reason = "other benches need more of it")]
mod measure;

use std::time::Duration;

use lab::{Lab, time};
use measure::{Times, rounds, table};
use serde_json::{Value, json};
use trailwatch::engine::Call;
use trailwatch::engine::clock::Change;
use trailwatch::services::cloudwatch;
use trailwatch::services::cloudwatch::block::Block;
use trailwatch::store::{Record, Run};

const NOW: &str = "2024-01-15T12:00:00Z";
const METRICS: usize = 1_000;

/// A request has as many metrics, and as many seconds of each.
const METRICS_OF_REQUEST: usize = 20;
const SECONDS_OF_REQUEST: usize = 50;

fn call(lab: &mut Lab, name: &str, request: &Value) -> Value {
    let service = &cloudwatch::SERVICE;
    let operation = service.operation(name).unwrap();
    let region = "us-east-1";
    let call =
        Call { service, operation, region, request, body: None, printed: None, command: "bench" };
    lab.engine.call(call).result.unwrap().document
}

/// Returns a value of a metric at a second.
type Series = fn(metric: usize, second: usize) -> f64;

#[expect(clippy::cast_precision_loss, reason = "these are small numbers")]
fn regular(metric: usize, second: usize) -> f64 {
    (20_000 + metric * 7 + second * 37 % 1_000) as f64 / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "digits of a random number may go")]
fn random(metric: usize, second: usize) -> f64 {
    let mut bits = (metric * 1_000_003 + second) as u64;
    for _ in 0..3 {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bits ^= bits >> 29;
    }
    (bits >> 11) as f64 / 1e12
}

/// Puts the samples of each metric from a second on.
fn put(lab: &mut Lab, series: Series, metric: usize, second: usize) {
    let start = time(NOW).secs() - 11_000;
    let places = (0..METRICS_OF_REQUEST * SECONDS_OF_REQUEST)
        .map(|place| (metric + place / SECONDS_OF_REQUEST, second + place % SECONDS_OF_REQUEST));
    let datum = |(metric, second)| {
        json!({
            "MetricName": format!("Metric{metric}"),
            "StorageResolution": 1,
            "Timestamp": start + i64::try_from(second).unwrap(),
            "Value": series(metric, second),
        })
    };
    let data: Vec<Value> = places.map(datum).collect();
    call(lab, "PutMetricData", &json!({"Namespace": "Load", "MetricData": data}));
}

fn ask(lab: &mut Lab, period: i32) {
    let told = call(
        lab,
        "GetMetricStatistics",
        &json!({
            "Namespace": "Load",
            "MetricName": "Metric500",
            "StartTime": time(NOW).secs() - 80_000,
            "EndTime": time(NOW).secs() + 3_600,
            "Period": period,
            "Statistics": ["Average", "Maximum"],
            "ExtendedStatistics": ["p99"],
        }),
    );
    assert!(!told["Datapoints"].as_array().unwrap().is_empty());
}

fn runs(lab: &mut Lab) -> Vec<Run> {
    let all = Block::all()..Block::all().end();
    lab.engine.store().unwrap().begin().runs(&all).unwrap()
}

fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1_000.0)
}

#[expect(clippy::cast_precision_loss, reason = "these are small numbers")]
fn measure(name: &str, series: Series, samples: usize) -> Vec<String> {
    let mut lab = Lab::at(NOW);
    let mut putting = Times::default();
    let seconds = (samples / METRICS).next_multiple_of(SECONDS_OF_REQUEST);
    let begun = putting.add(|| {
        for second in (0..seconds).step_by(SECONDS_OF_REQUEST) {
            for metric in (0..METRICS).step_by(METRICS_OF_REQUEST) {
                put(&mut lab, series, metric, second);
            }
        }
        lab.engine.settle().unwrap()
    });
    assert_eq!(begun, time(NOW));
    let samples = seconds * METRICS;

    let sealed = runs(&mut lab);
    let (mut open, mut keys, mut longest) = (0, 0, 0);
    for entry in lab.engine.store().unwrap().entries() {
        let (key, value) = entry.unwrap();
        keys += 1;
        longest = longest.max(value.len());
        if key.starts_with(b"samples\0") {
            open += value.len();
        }
    }
    let sealed_bytes: u64 = sealed.iter().map(|run| run.bytes).sum();
    let raw = sealed_bytes as f64 + open as f64;

    let mut asking = [Times::default(), Times::default()];
    for _ in 0..9 {
        asking[0].add(|| ask(&mut lab, 60));
    }
    let mut passing = Times::default();
    let pass = |lab: &mut Lab, days: u64| {
        lab.engine.set_clock(Change::Advance(Duration::from_hours(days * 24))).unwrap();
    };
    passing.add(|| pass(&mut lab, 1));
    let minutes: u64 = runs(&mut lab).iter().map(|run| run.bytes).sum();
    for _ in 0..9 {
        asking[1].add(|| ask(&mut lab, 60));
    }
    let mut month = Times::default();
    month.add(|| pass(&mut lab, 30));
    let [early, late] = asking;
    let each = |bytes: f64| format!("{:.2}", bytes / samples as f64);
    vec![
        name.to_owned(),
        format!("{:.0}", samples as f64 / putting.median().as_secs_f64() / 1_000.0),
        each(raw),
        keys.to_string(),
        longest.to_string(),
        millis(early.median()),
        millis(passing.median()),
        each(minutes as f64),
        millis(late.median()),
        millis(month.median()),
    ]
}

fn main() {
    let samples = rounds(1) * 1_000_000;
    println!("{samples} samples of {METRICS} metrics\n");
    let rows = [measure("regular", regular, samples), measure("random", random, samples)];
    let columns = [
        "",
        "put, 1000/s",
        "bytes each",
        "keys",
        "longest",
        "asked, ms",
        "1 day, ms",
        "bytes each",
        "asked, ms",
        "30 days, ms",
    ];
    println!("{}", table(&columns, &rows));
}
