//! A world that is full of metrics and alarms, made on first use and kept under `target/`.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::engine::clock::Change;
use trailwatch::time::text::parse_date;
use trailwatch::time::{DAY, HOUR};

use crate::filled::{METRICS, NOW, call, engine, put_samples};
use crate::world::World;

/// What was made, so that another recipe makes another world.
const RECIPE: &str = "1";

/// How many samples there are in [`METRICS`] metrics, one a minute.
const SAMPLES: u64 = 10_000_000;

/// How many metrics there are in `Fleet`, with a sample each.
const FLEET: u64 = 5_000;

/// How many alarms there are, each on a metric of its own.
const ALARMS: u64 = METRICS;

/// For how many blocks of days the metric `Year` has a sample an hour: as long as such are kept.
const BLOCKS: u32 = 33;
const BLOCK: Duration = DAY.saturating_mul(14);

/// Returns a copy of the world, in which it is five minutes past [`NOW`].
pub(crate) fn metered() -> World {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("metrics-{RECIPE}"));
    if !kept.join("done").exists() {
        let _ = fs::remove_dir_all(&kept);
        fs::create_dir_all(&kept).unwrap();
        make(&kept);
    }
    let world = World::new();
    let copied = Command::new("cp").arg("-a").arg(kept.join("home")).arg(world.home()).status();
    assert!(copied.unwrap().success());
    // A command sees that the copy is not what it wrote, and looks through it once.
    world.ok(&["clock", "show"]);
    world
}

fn make(kept: &Path) {
    println!("making a world of {SAMPLES} samples, {FLEET} metrics and {ALARMS} alarms");
    let now = parse_date(NOW).unwrap();
    let world = World::at(&(now - BLOCK * BLOCKS).to_string());
    let mut filling = engine(&world);
    for block in (0..BLOCKS).rev() {
        filling.set_clock(Change::Advance(BLOCK)).unwrap();
        let hours = 1..=u32::try_from(BLOCK.as_secs() / HOUR.as_secs()).unwrap();
        let datum = |hour: u32| {
            let time = now - BLOCK * block - HOUR * hour;
            json!({"MetricName": "Year", "Timestamp": time.secs(), "Value": hour % 24})
        };
        let data: Vec<Value> = hours.map(datum).collect();
        call(&mut filling, "PutMetricData", &json!({"Namespace": "Long", "MetricData": data}));
    }
    drop(filling);
    put_samples(&world, SAMPLES);
    let mut filling = engine(&world);
    for first in (0..FLEET).step_by(1_000) {
        let datum = |host: u64| {
            let dimensions = json!([{"Name": "Host", "Value": format!("host-{host:05}")}]);
            json!({"MetricName": "Up", "Dimensions": dimensions, "Value": 1})
        };
        let data: Vec<Value> = (first..first + 1_000).map(datum).collect();
        call(&mut filling, "PutMetricData", &json!({"Namespace": "Fleet", "MetricData": data}));
    }
    for metric in 0..ALARMS {
        call(&mut filling, "PutMetricAlarm", &alarm("Load", metric));
    }
    filling.set_clock(Change::Advance(Duration::from_mins(5))).unwrap();
    drop(filling);
    let moved = Command::new("cp").arg("-a").arg(world.home()).arg(kept.join("home")).status();
    assert!(moved.unwrap().success());
    fs::write(kept.join("done"), "").unwrap();
}

/// Returns a world with so many alarms, on metrics that get no more data.
pub(crate) fn idle(alarms: u64) -> World {
    let world = World::at(NOW);
    let mut filling = engine(&world);
    for metric in 0..alarms {
        let data = json!([{"MetricName": format!("Metric{metric}"), "Value": 99}]);
        call(&mut filling, "PutMetricData", &json!({"Namespace": "Idle", "MetricData": data}));
        call(&mut filling, "PutMetricAlarm", &alarm("Idle", metric));
    }
    drop(filling);
    world.ok(&["clock", "advance", "1h"]);
    world
}

/// Returns the request for an alarm on a metric.
fn alarm(namespace: &str, metric: u64) -> Value {
    json!({
        "AlarmName": format!("alarm-{metric:04}"),
        "Namespace": namespace,
        "MetricName": format!("Metric{metric}"),
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "Threshold": 29,
        "ComparisonOperator": "GreaterThanThreshold",
    })
}
