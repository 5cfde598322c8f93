//! What imports into an event data store and queries of it cost: time and memory, at three sizes.
//!
//! ```text
//! cargo bench --bench lake             5 rounds
//! cargo bench --bench lake -- 1        as many as you like
//! ```
//!
//! Each world has one event data store with real records, spread over 80 days. A query is started and
//! looked at by two processes, as people do; the time is that of both, and the memory is the most that
//! the second took. An import reads files of a bucket into an empty store; it is measured once.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

#[expect(dead_code, reason = "the other benches need more of it")]
mod measure;
mod records;

#[path = "../tests/it/world.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod world;

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use trailwatch::context::Caller;
use trailwatch::engine::{Call, Engine, Settings, Watch};
use trailwatch::gzip::compress;
use trailwatch::services::cloudtrail;
use trailwatch::services::cloudtrail::event_data_store::EventDataStore;
use trailwatch::services::cloudtrail::lake::{Incoming, ingest, size};
use trailwatch::store::Home;
use trailwatch::time::clock::Clock;
use trailwatch::time::text::parse_date;
use trailwatch::time::{MINUTE, Timestamp};

use measure::{Times, rounds, table};
use records::Records;
use world::{World, program};

/// How many events a world has.
const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];

/// How many events a file has, and come in together.
const A_FILE: u64 = 250;
const TOGETHER: u64 = 10_000;

/// When the worlds' clocks stand still.
const NOW: &str = "2024-03-20T03:00:00Z";

/// How many days the events are spread over.
const DAYS: u64 = 80;

/// Queries: what they ask, and the statement, in which `EDS` stands for the store.
const CASES: &[(&str, &str)] = &[
    ("count of all", "SELECT count(*) FROM EDS"),
    (
        "calls by name and source, of all",
        "SELECT eventSource, eventName, count(*) AS times FROM EDS GROUP BY 1, 2 ORDER BY 3 DESC",
    ),
    (
        "errors of a role, of all",
        "SELECT eventTime, eventName, errorCode FROM EDS WHERE errorCode LIKE '%Denied%' AND \
         userIdentity.sessionContext.sessionIssuer.arn LIKE '%role/%' ORDER BY eventTime",
    ),
    ("the newest 10, all columns", "SELECT * FROM EDS ORDER BY eventTime DESC LIMIT 10"),
    (
        "one day",
        "SELECT eventName, count(*) FROM EDS WHERE eventTime BETWEEN '2024-03-10' AND '2024-03-11' \
         GROUP BY 1",
    ),
    (
        "a join of changes with their callers' first calls",
        "SELECT a.eventName, count(*) FROM EDS a JOIN (SELECT userIdentity.accessKeyId AS k, \
         min(eventTime) AS first FROM EDS GROUP BY 1) b ON a.userIdentity.accessKeyId = b.k WHERE \
         a.readOnly = false GROUP BY 1",
    ),
];

fn main() {
    let rounds = rounds(5);
    let records = Records::found();
    println!("{}", records.source);
    let worlds: Vec<(World, String, String)> =
        SIZES.iter().map(|size| filled(*size, &records)).collect();
    for (size, (_, _, told)) in SIZES.iter().zip(&worlds) {
        println!("{size} events: {told}");
    }
    for size in SIZES {
        println!("{size} events: {}", imported(size, &records));
    }
    println!("\n{rounds} rounds, medians; the most memory that any took\n");
    let mut rows = Vec::new();
    for (name, statement) in CASES {
        let mut row = vec![(*name).to_owned()];
        for (world, store, _) in &worlds {
            let (mut times, mut memory) = (Times::default(), 0);
            for _ in 0..rounds {
                let statement = statement.replace("EDS", store);
                memory = memory.max(times.add(|| query(world, &statement)));
            }
            row.push(format!("{:.0} ms, {} MiB", millis(times.median()), memory >> 20));
        }
        rows.push(row);
    }
    let columns = ["", "10k events", "100k events", "1M events"];
    println!("{}", table(&columns, &rows));
}

/// Makes a world with an event data store; returns its id, and what filling it cost.
fn filled(events: u64, records: &Records) -> (World, String, String) {
    let world = World::at(NOW);
    let settings = Settings {
        home: Home::new(world.home()),
        patience: Duration::ZERO,
        clock: Clock::MACHINE,
        seed: Some(1),
        caller: Caller { account: "123456789012".to_owned(), user: "student".to_owned() },
    };
    let mut engine = Engine::new(settings, Watch::silent());
    let request = json!({"Name": "events"});
    let operation = cloudtrail::SERVICE.operation("CreateEventDataStore").unwrap();
    let outcome = engine.call(Call {
        service: &cloudtrail::SERVICE,
        operation,
        region: "us-east-1",
        request: &request,
        body: None,
        printed: None,
        command: "bench",
    });
    outcome.result.unwrap();
    let stores = EventDataStore::of_account(&engine.store().unwrap().begin(), "123456789012");
    let store = stores.unwrap().remove(0);
    let mut times = Times::default();
    for part in 0..events.div_ceil(TOGETHER) {
        let mut incoming = Vec::new();
        for file in (part * TOGETHER..((part + 1) * TOGETHER).min(events)).step_by(250) {
            let (_, text) = file_of(records, file, events);
            let document: Value = serde_json::from_str(&text).unwrap();
            for record in document["Records"].as_array().unwrap() {
                incoming.push(Incoming {
                    time: parse_date(record["eventTime"].as_str().unwrap()).unwrap(),
                    id: record["eventID"].as_str().unwrap().to_owned(),
                    record: record.to_string(),
                });
            }
        }
        times.add(|| {
            let keep = |ctx: &mut trailwatch::context::Context<'_>| {
                ingest(&mut ctx.txn, &store, incoming, ctx.now)
            };
            engine.with_context("us-east-1", keep).unwrap()
        });
    }
    let (count, bytes) = size(&engine.store().unwrap().begin(), &store.id).unwrap();
    engine.release();
    world.ok(&["clock", "show"]);
    let told = format!(
        "{count} held in {} MB; taking in {TOGETHER}: {:.0} ms",
        bytes / 1_000_000,
        millis(times.median())
    );
    (world, store.id, told)
}

/// Returns a file of the events that begin with a number, and when they happened.
fn file_of(records: &Records, number: u64, events: u64) -> (Timestamp, String) {
    let begin = parse_date("2024-01-01T00:00:00Z").unwrap();
    let minute = u32::try_from(number * DAYS * 24 * 60 / events).unwrap();
    let time: Timestamp = begin + MINUTE * minute;
    let text = records.file(number, usize::try_from(A_FILE).unwrap(), &time.to_string()[..16]);
    (time, text)
}

/// Imports events from files of a bucket, and returns what that cost.
fn imported(events: u64, records: &Records) -> String {
    let world = World::at(NOW);
    let made = world.bash(
        "trailwatch s3 mb s3://logs > /dev/null && trailwatch create-event-data-store --name copy \
         --no-start-ingestion --query EventDataStoreArn --output text",
    );
    for number in (0..events).step_by(usize::try_from(A_FILE).unwrap()) {
        let (time, text) = file_of(records, number, events);
        let day = time.to_string()[..10].replace('-', "/");
        let folder = format!("AWSLogs/123456789012/CloudTrail/us-east-1/{day}");
        let folder = world.object("logs", &folder);
        fs::create_dir_all(&folder).unwrap();
        let name = format!("123456789012_CloudTrail_us-east-1_{number:09}.json.gz");
        fs::write(folder.join(name), compress(text.as_bytes())).unwrap();
    }
    let source = "S3={S3LocationUri=s3://logs,S3BucketRegion=us-east-1,\
                  S3BucketAccessRoleArn=arn:aws:iam::123456789012:role/import}";
    let store = made.out.trim();
    world.ok(&["start-import", "--destinations", store, "--import-source", source]);
    let (mut times, mut memory) = (Times::default(), 0);
    times.add(|| memory = watched(&world, &["clock", "advance", "20s"]).1);
    let done = world.ok(&["list-imports", "--query", "Imports[].ImportStatus"]);
    assert!(done.contains("COMPLETED"), "{done}");
    let (millis, each) = (millis(times.median()), millis(times.median()) * 1_000.0);
    #[expect(clippy::cast_precision_loss, reason = "there are a million at most")]
    let each = each / events as f64;
    format!("imported in {millis:.0} ms, {each:.1} us each, {} MiB", memory >> 20)
}

/// Runs a query; returns the most bytes of memory that the process took.
fn query(world: &World, statement: &str) -> u64 {
    let started = world.ok(&[
        "start-query",
        "--query-statement",
        statement,
        "--query",
        "QueryId",
        "--output",
        "text",
    ]);
    let (answer, most) = watched(world, &["describe-query", "--query-id", started.trim()]);
    assert!(answer.contains("FINISHED"), "{answer}");
    most
}

/// Runs a command; returns what it prints, and the most bytes of memory that it took.
fn watched(world: &World, words: &[&str]) -> (String, u64) {
    let mut command: Command = world.command(program());
    let command = command.args(words);
    let out = world.home().join("bench-out");
    let file = fs::File::create(&out).unwrap();
    let mut child = command.stdin(Stdio::null()).stdout(file).spawn().unwrap();
    let mut most = 0;
    loop {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        most = most.max(kilobytes.unwrap_or_default() << 10);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    (fs::read_to_string(&out).unwrap(), most)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
