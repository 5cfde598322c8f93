//! Worlds that hold much, made on first use and kept under `target/`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::context::Caller;
use trailwatch::engine::{Call, Engine, Settings, Watch};
use trailwatch::gzip;
use trailwatch::services::cloudwatch;
use trailwatch::store::Home;
use trailwatch::time::clock::Clock;
use trailwatch::time::text::parse_date;
use trailwatch::time::{DAY, HOUR, MINUTE, Timestamp};

use crate::measure::Times;
use crate::records::Records;
use crate::world::{World, program};

/// What was made, so that another recipe makes other worlds.
const RECIPE: &str = "2";

/// When the worlds' clocks stand still.
pub(crate) const NOW: &str = "2024-03-20T03:00:00Z";

/// How much a world holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Size {
    pub events: u64,
    pub samples: u64,
}

/// The sizes that are made; the first is empty and the last the fullest.
pub(crate) const SIZES: &[Size] = &[
    Size { events: 0, samples: 0 },
    Size { events: 100_000, samples: 0 },
    Size { events: 1_000_000, samples: 0 },
    Size { events: 0, samples: 1_000_000 },
    Size { events: 0, samples: 10_000_000 },
    Size { events: 1_000_000, samples: 10_000_000 },
];

/// How many events a log file has.
const A_FILE: u64 = 250;

/// How many days the events are spread over, and the hour of the newest.
const DAYS: u64 = 80;

/// How many metrics there are in `Load`, `Metric0` and so on. Each has a sample a minute, up to now.
pub(crate) const METRICS: u64 = 1_000;

/// How many samples a request has.
const A_REQUEST: u64 = 1_000;

impl Size {
    /// Returns it as a heading.
    pub(crate) fn name(self) -> String {
        let short = |number: u64| match number {
            1_000_000.. => format!("{}M", number / 1_000_000),
            1_000.. => format!("{}k", number / 1_000),
            _ => number.to_string(),
        };
        match (self.events, self.samples) {
            (0, 0) => "empty".to_owned(),
            (events, 0) => format!("{} ev.", short(events)),
            (0, samples) => format!("{} sa.", short(samples)),
            (events, samples) => format!("{} ev. {} sa.", short(events), short(samples)),
        }
    }
}

/// A world that holds much.
pub(crate) struct Filled {
    pub size: Size,
    pub world: World,
    /// What was measured when it was made.
    pub told: String,
    /// The id of an event in the middle of the history, or one that there is not.
    pub an_id: String,
}

impl Filled {
    /// Returns a world of a size: a copy of the kept one, which is made if it is not there yet.
    pub(crate) fn of(size: Size) -> Self {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("store-{RECIPE}-{}-{}", size.events, size.samples));
        if !kept.join("told").exists() {
            let _ = fs::remove_dir_all(&kept);
            fs::create_dir_all(&kept).unwrap();
            make(size, &kept);
        }
        let world = World::new();
        let copied = Command::new("cp").arg("-a").arg(kept.join("home")).arg(world.home()).status();
        assert!(copied.unwrap().success());
        // A command sees that the copy is not what it wrote, and looks through it once.
        world.ok(&["clock", "show"]);
        let told = fs::read_to_string(kept.join("told")).unwrap();
        let an_id = fs::read_to_string(kept.join("id")).unwrap();
        Self { size, world, told, an_id }
    }
}

/// Makes a world in a folder, and writes down what that cost.
fn make(size: Size, kept: &Path) {
    println!("making a world of {} events and {} samples", size.events, size.samples);
    let world = World::at(NOW);
    let ran = world.bash(
        "set -euo pipefail
        trailwatch s3api create-bucket --bucket logs >/dev/null
        trailwatch sim policy cloudtrail --bucket logs > policy.json
        trailwatch s3api put-bucket-policy --bucket logs --policy file://policy.json
        trailwatch create-trail --name audit --s3-bucket-name logs >/dev/null",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    let mut told = vec![format!("{}:", size.name())];
    let before = size_of(&world.home());
    let mut an_id = "none".to_owned();
    if size.events > 0 {
        let (folder, id, bytes) = log_files(size.events);
        an_id = id;
        let (time, memory) = import(&world, &folder);
        let grown = size_of(&world.home()) - before;
        told.push(format!(
            "{} events ({:.2} GB of JSON) imported in {:.1} s with {} MiB of memory, {:.0} bytes an \
             event on the disk",
            size.events,
            float(bytes) / 1e9,
            time.as_secs_f64(),
            memory >> 20,
            float(grown) / float(size.events),
        ));
    }
    if size.samples > 0 {
        let before = size_of(&world.home());
        let time = put_samples(&world, size.samples);
        // Whatever is due is done before the size is looked at.
        world.ok(&["clock", "show"]);
        let grown = size_of(&world.home()) - before;
        told.push(format!(
            "{} samples put in {:.1} s ({:.0} a second), {:.1} bytes a sample on the disk",
            size.samples,
            time.as_secs_f64(),
            float(size.samples) / time.as_secs_f64(),
            float(grown) / float(size.samples),
        ));
    }
    let moved = Command::new("cp").arg("-a").arg(world.home()).arg(kept.join("home")).status();
    assert!(moved.unwrap().success());
    fs::write(kept.join("id"), an_id).unwrap();
    fs::write(kept.join("told"), told.join(" ")).unwrap();
}

/// Returns a folder with log files of so many events, the id of one of them, and how many bytes of
/// JSON they have.
fn log_files(events: u64) -> (PathBuf, String, u64) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("logs-{RECIPE}-{events}"));
    let done = folder.join("done");
    if !done.exists() {
        let records = Records::found();
        let _ = fs::remove_dir_all(&folder);
        let files = events / A_FILE;
        let newest = parse_date(NOW).unwrap() - HOUR * 2;
        let (mut bytes, mut id) = (0, String::new());
        for number in 0..files {
            let time = newest - DAY * u32::try_from(DAYS).unwrap()
                + Duration::from_secs(number * DAYS * 86_400 / files);
            let minute = time.to_string();
            let text = records.file(number, usize::try_from(A_FILE).unwrap(), &minute[..16]);
            bytes += text.len() as u64;
            if number == files / 2 {
                let file: Value = serde_json::from_str(&text).unwrap();
                let is_here = |record: &&Value| record["awsRegion"] == "us-east-1";
                let record = file["Records"].as_array().unwrap().iter().find(is_here);
                let known = record.map_or("none", |record| record["eventID"].as_str().unwrap());
                known.clone_into(&mut id);
            }
            let day = folder.join(minute[..10].replace('-', "/"));
            fs::create_dir_all(&day).unwrap();
            fs::write(day.join(format!("{number:06}.json.gz")), gzip::compress(text.as_bytes()))
                .unwrap();
        }
        fs::write(&done, format!("{id} {bytes}")).unwrap();
    }
    let done = fs::read_to_string(done).unwrap();
    let (id, bytes) = done.split_once(' ').unwrap();
    (folder, id.to_owned(), bytes.parse().unwrap())
}

/// Imports a folder, and returns the time that it took and the most memory.
fn import(world: &World, folder: &Path) -> (Duration, u64) {
    let mut times = Times::default();
    let memory = times.add(|| {
        let mut child = world
            .command(program())
            .args(["sim", "import"])
            .arg(folder)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut most = 0;
        loop {
            most = most.max(memory_of(child.id()));
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success());
                return most;
            }
            thread::sleep(Duration::from_millis(5));
        }
    });
    (times.median(), memory)
}

/// Returns the most memory that a process has had so far, in bytes, where the system tells it.
fn memory_of(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() << 10
}

/// Puts samples into metrics, in requests as large as AWS takes them, and returns how long that took.
pub(crate) fn put_samples(world: &World, samples: u64) -> Duration {
    let mut engine = engine(world);
    let each = samples / METRICS;
    let begin = parse_date(NOW).unwrap() - MINUTE * u32::try_from(each).unwrap();
    let mut times = Times::default();
    times.add(|| {
        // All metrics get their share of a day before any gets more, as it would be.
        for part in 0..each.div_ceil(A_REQUEST) {
            for metric in 0..METRICS {
                let minutes = part * A_REQUEST..each.min((part + 1) * A_REQUEST);
                let data: Vec<Value> = minutes.map(|minute| datum(metric, minute, begin)).collect();
                let request = json!({"Namespace": "Load", "MetricData": data});
                call(&mut engine, "PutMetricData", &request);
            }
            print!(".");
            std::io::stdout().flush().unwrap();
        }
        println!();
    });
    times.median()
}

/// Returns the engine that the commands of a world run in.
pub(crate) fn engine(world: &World) -> Engine {
    let settings = Settings {
        home: Home::new(world.home()),
        patience: Duration::ZERO,
        clock: Clock::from_fn(|| parse_date(NOW).unwrap()),
        seed: Some(1),
        caller: Caller { account: "123456789012".to_owned(), user: "student".to_owned() },
    };
    Engine::new(settings, Watch::silent())
}

/// Returns the sample of a metric at a minute from a time on.
pub(crate) fn datum(metric: u64, minute: u64, begin: Timestamp) -> Value {
    // A day's wave with some noise, to two decimals, as a latency is.
    let noise = (metric * 7_919 + minute).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54;
    let value = 20.0 + (float(minute % 1_440) / 229.2).sin() * 10.0 + float(noise) / 100.0;
    json!({
        "MetricName": format!("Metric{metric}"),
        "Timestamp": begin.secs() + i64::try_from(minute * 60).unwrap(),
        "Value": (value * 100.0).round() / 100.0,
        "Unit": "Milliseconds",
    })
}

/// Calls an operation of CloudWatch.
pub(crate) fn call(engine: &mut Engine, name: &str, request: &Value) {
    let service = &cloudwatch::SERVICE;
    let operation = service.operation(name).unwrap();
    let (region, command) = ("us-east-1", "bench");
    let call = Call { service, operation, region, request, body: None, printed: None, command };
    engine.call(call).result.unwrap();
}

/// Returns how many bytes the files below a folder have.
fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let size = |entry: fs::DirEntry| {
        let is_folder = entry.file_type().unwrap().is_dir();
        if is_folder { size_of(&entry.path()) } else { entry.metadata().unwrap().len() }
    };
    entries.map(size).sum()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of a bench are far below 2^52")]
fn float(number: u64) -> f64 {
    number as f64
}
