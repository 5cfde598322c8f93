//! How long commands take, from the start of the process to its end, beside the AWS CLI's.
//!
//! ```text
//! cargo bench --bench commands            21 rounds
//! cargo bench --bench commands -- 5       as many as you like
//! ```
//!
//! It prints a table: for each command the median and the 90th percentile of trailwatch in a small
//! world (a trail that delivered for three hours, one metric) and in a filled one (20,000 imported
//! events, 100,000 samples), and of `aws` from PyPI, and how many times as long `aws` takes as
//! trailwatch in the small world. The first row is a process that does nothing: no program can be
//! faster.
//!
//! What is compared: `aws` is version 1 of the AWS CLI in a virtual environment, which is made on
//! first use; version 2 cannot be had from PyPI. Its requests go to a server in this process on the
//! loopback address, which answers at once with the same content, so its times are those of its own
//! work: a real answer adds the way to AWS and back.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

mod answers;
#[expect(dead_code, reason = "the other bench needs more of it")]
mod measure;
mod records;

#[path = "../tests/it/python.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod python;

#[path = "../tests/it/world.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod world;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use answers::Answers;
use measure::{Times, ratio, rounds, table};
use records::Records;
use world::{World, program};

/// When the worlds' clocks stand still.
const NOW: &str = "2024-01-01T03:00:00Z";

/// The bucket of the trail.
const BUCKET: &str = "logs";

/// How many events are imported into the filled world, in files of as many as `A_FILE`.
const EVENTS: usize = 20_000;
const A_FILE: usize = 1_000;

/// How many metrics the filled world has besides, and how many times they got 1,000 samples.
const METRICS: usize = 20;
const BATCHES: usize = 5;

/// What is run.
struct Case {
    words: &'static [&'static str],
    fails: bool,
}

const CASES: &[Case] = &[
    case(&["--version"]),
    Case { words: &["cloudtrail", "describe-trials"], fails: true },
    case(&["cloudtrail", "create-trail", "help"]),
    case(DESCRIBE_TRAILS),
    case(&["cloudwatch", "put-metric-data", "--namespace", "Shop", "--metric-name", "Latency"]),
    case(GET_METRIC_STATISTICS),
    case(LOOKUP_EVENTS),
    case(&[
        "cloudtrail",
        "validate-logs",
        "--trail-arn",
        "arn:aws:cloudtrail:us-east-1:123456789012:trail/audit",
        "--start-time",
        "2024-01-01T00:00:00Z",
        "--end-time",
        NOW,
    ]),
];

const DESCRIBE_TRAILS: &[&str] = &["cloudtrail", "describe-trails"];

const LOOKUP_EVENTS: &[&str] = &["cloudtrail", "lookup-events", "--max-items", "10"];

const GET_METRIC_STATISTICS: &[&str] = &[
    "cloudwatch",
    "get-metric-statistics",
    "--namespace",
    "Shop",
    "--metric-name",
    "Latency",
    "--start-time",
    "2024-01-01T00:00:00Z",
    "--end-time",
    "2024-01-01T04:00:00Z",
    "--period",
    "300",
    "--statistics",
    "Average",
    "Maximum",
];

const fn case(words: &'static [&'static str]) -> Case {
    Case { words, fails: false }
}

impl Case {
    fn name(&self) -> String {
        let name = match self.words {
            [one] => one,
            [_, _, "help"] => "help",
            [_, operation, ..] => operation,
            [] => "",
        };
        if self.fails { format!("{name} (refused)") } else { name.to_owned() }
    }

    /// Runs it, and holds it to its exit code.
    fn run(&self, mut command: Command) {
        command.args(self.words);
        if self.words.contains(&"put-metric-data") {
            command.args(["--value", "12.5"]);
        }
        let code = run(&mut command);
        assert_eq!(code != Some(0), self.fails, "{command:?} ended with {code:?}");
    }
}

fn main() {
    let rounds = rounds(21);
    println!("making a small world and a filled one");
    let (small, filled) = (small(), filled());
    let aws = python::with_packages("awscli", &["awscli>=1.46.2"]);
    let aws = aws.map(|python| Aws::beside(&python, &small));

    println!("{rounds} rounds, each of all commands in turn\n");
    let mut nothing = Times::default();
    let mut times = vec![<[Times; 3]>::default(); CASES.len()];
    for _ in 0..rounds {
        for (case, [in_small, in_filled, by_aws]) in CASES.iter().zip(&mut times) {
            nothing.add(|| run(&mut Command::new("/bin/true")));
            in_small.add(|| case.run(small.command(program())));
            in_filled.add(|| case.run(filled.command(program())));
            if let Some(aws) = &aws {
                by_aws.add(|| case.run(aws.command(&small)));
            }
        }
    }
    let mut rows = vec![row("/bin/true", &[&nothing])];
    for (case, [in_small, in_filled, by_aws]) in CASES.iter().zip(&times) {
        let known: &[&Times] = if aws.is_some() { &[by_aws] } else { &[] };
        let mut row = row(&case.name(), &[&[in_small, in_filled], known].concat());
        if aws.is_some() {
            row.push(format!("{:.0}x", ratio(by_aws.median(), in_small.median())));
        }
        rows.push(row);
    }
    let columns =
        ["milliseconds", "small", "p90", "filled", "p90", "aws", "p90", "aws / trailwatch"];
    println!("{}\n", table(&columns, &rows));
    let size = fs::metadata(program()).unwrap().len();
    println!("the program has {size} bytes");
    match aws {
        Some(aws) => println!("aws is {}, answered on the loopback address", aws.version),
        None => println!("aws is missing: Python and PyPI are needed for it"),
    }
}

/// Returns a name, and the median and 90th percentile of times.
fn row(name: &str, times: &[&Times]) -> Vec<String> {
    let both = |times: &&Times| [millis(times.median()), millis(times.percentile(90))];
    [name.to_owned()].into_iter().chain(times.iter().flat_map(both)).collect()
}

/// Runs a process to its end, its output thrown away, and returns its exit code.
fn run(command: &mut Command) -> Option<i32> {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap().code()
}

/// Returns a time in milliseconds, as tables show it.
fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1_000.0;
    if millis < 100.0 { format!("{millis:.1}") } else { format!("{millis:.0}") }
}

/// Makes a world with a trail that delivered for three hours, and a metric.
fn small() -> World {
    let world = World::at("2024-01-01T00:00:00Z");
    let ran = world.bash(&format!(
        "set -euo pipefail
        trailwatch s3api create-bucket --bucket {BUCKET} >/dev/null
        trailwatch sim policy cloudtrail --bucket {BUCKET} > policy.json
        trailwatch s3api put-bucket-policy --bucket {BUCKET} --policy file://policy.json
        trailwatch create-trail --name audit --s3-bucket-name {BUCKET} \
            --enable-log-file-validation >/dev/null
        trailwatch start-logging --name audit
        for action in RunInstances StopInstances StartInstances; do
            trailwatch sim call --service ec2 --action $action --user alice >/dev/null
            trailwatch put-metric-data --namespace Shop --metric-name Latency --value 12.5
            trailwatch clock advance 1h >/dev/null
        done"
    ));
    assert_eq!(ran.code, 0, "{}", ran.err);
    world
}

/// Makes a world as the small one, with many events and samples besides.
fn filled() -> World {
    let world = small();
    let import = world.work().join("import");
    fs::create_dir(&import).unwrap();
    let records = Records::found();
    println!("the filled one has events from {}", records.source);
    for number in 0..EVENTS / A_FILE {
        let minute = number % 60;
        let file = records.file(number as u64, A_FILE, &format!("2024-01-01T01:{minute:02}"));
        fs::write(import.join(format!("{number}.json")), file).unwrap();
    }
    world.ok(&["sim", "import", "import"]);
    for batch in 0..BATCHES {
        let samples: Vec<String> = (0..1_000).map(|n| sample(batch, n)).collect();
        let data = format!("[{}]", samples.join(","));
        fs::write(world.work().join("data.json"), data).unwrap();
        let words = ["put-metric-data", "--namespace", "Load", "--metric-data", "file://data.json"];
        world.ok(&words);
    }
    world
}

/// Returns one of 1,000 data of a request: a sample of a metric at a second.
fn sample(batch: usize, number: usize) -> String {
    let (metric, second) = (number % METRICS, batch * 1_000 / METRICS + number / METRICS);
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    let mut values = String::new();
    for value in 0..20 {
        write!(values, "{}{}", if value == 0 { "" } else { "," }, number * 31 % 997 + value)
            .unwrap();
    }
    format!(
        r#"{{"MetricName": "Metric{metric}", "StorageResolution": 1, "Values": [{values}],
        "Timestamp": "2024-01-01T{hour:02}:{minute:02}:{:02}Z"}}"#,
        second % 60
    )
}

/// The AWS CLI, and where it is answered.
struct Aws {
    program: std::path::PathBuf,
    version: String,
    endpoint: String,
}

impl Aws {
    /// Returns the one that lies beside a Python, answered with what a world holds.
    fn beside(python: &Path, world: &World) -> Self {
        let archive = world.work().join("archive");
        world.ok(&["store", "archive", BUCKET, archive.to_str().unwrap()]);
        let operations = BTreeMap::from([
            ("DescribeTrails", world.ok(DESCRIBE_TRAILS)),
            ("GetMetricStatistics", world.ok(GET_METRIC_STATISTICS)),
            ("ListPublicKeys", fs::read_to_string(archive.join("public-keys.json")).unwrap()),
            ("LookupEvents", world.ok(LOOKUP_EVENTS)),
            ("PutMetricData", "{}".to_owned()),
        ]);
        let bucket = BUCKET.to_owned();
        let address = Answers { operations, bucket, folder: archive }.serve();
        let program = python.with_file_name("aws");
        let version = world.command(&program).arg("--version").output().unwrap().stdout;
        let version = String::from_utf8_lossy(&version).trim().to_owned();
        Self { program, version, endpoint: format!("http://{address}") }
    }

    /// Returns a command of it, with an environment like that of trailwatch.
    fn command(&self, world: &World) -> Command {
        let mut command = world.command(&self.program);
        command
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_MAX_ATTEMPTS", "1");
        command
    }
}
