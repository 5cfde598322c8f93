//! How long the validation of a large archive takes, beside the AWS CLI and the bare cost.
//!
//! ```text
//! cargo bench --bench validation            5 rounds
//! cargo bench --bench validation -- 1       as many as you like
//! ```
//!
//! There are three archives: one with at least 200 MB of gzip, records as AWS writes them, in five log
//! files each five minutes, most of them small; and two with 10,000 and 100,000 log files of a few
//! records, which show what a file costs. Each has a signed digest each hour. It prints how long three
//! things take, as the median of rounds in which they run in turns, what trailwatch takes in relation
//! to the other two, and the most memory that a process had:
//!
//! - `trailwatch validate-logs --archive`, from the start of the process to its end;
//! - the bare cost: the same log files read, inflated (libdeflater) and hashed (sha2) on all cores,
//!   with the memory ready and nothing else done: no process started, no digest, no signature;
//! - the AWS CLI's own validation code, from the start of the process to its end, in every other
//!   round because it takes long. Its requests are answered from the same folder within the process
//!   (`tests/python/validate.py`), so that no network is in its times.
//!
//! All files are read once before, so they come from memory: what is compared is the work.
//! Where the machine is busy with other things, what counts is not the seconds that pass but how long
//! the processors work (Linux tells it); the AWS CLI uses one of them, trailwatch all.
//! Aims, on two cores: 8 times as fast as the AWS CLI, and at most 1.3 times the bare cost.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

mod archive;
mod measure;
mod records;

#[path = "../tests/it/python.rs"]
mod python;

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use archive::{Archive, BUCKET, Size, TRAIL};
use libdeflater::Decompressor;
use measure::{Times, ratio, rounds, table, worked};
use sha2::{Digest, Sha256};

/// In which rounds the AWS CLI takes part: every other one.
const AWS_EVERY: usize = 2;

/// The archives, and in how many rounds at most each is validated.
const ARCHIVES: [(Size, usize); 3] = [
    (Size::Bytes(200 << 20), usize::MAX),
    (Size::Files(10_000), usize::MAX),
    (Size::Files(100_000), 1),
];

fn main() {
    let rounds = rounds(5);
    let aws = python::with_packages("awscli", &["awscli>=1.46.2"]);
    for (size, most) in ARCHIVES {
        println!("making the archive of {size:?}, if it is not there yet");
        compare(&Archive::prepared(size), rounds.min(most), aws.as_deref());
    }
    if aws.is_none() {
        println!("the AWS CLI is missing: Python and PyPI are needed for it");
    }
}

/// Validates an archive in turns, and prints what that takes.
fn compare(archive: &Archive, rounds: usize, aws: Option<&Path>) {
    let files = archive.log_files();
    let packed: u64 = files.iter().map(|file| fs::metadata(file).unwrap().len()).sum();
    let plain = inflate_and_hash(&files);
    println!(
        "{} log files, {} MB of gzip, {} MB inflated; {rounds} rounds\n",
        files.len(),
        packed / 1_000_000,
        plain / 1_000_000
    );

    let (mut ours, mut bare, mut theirs) = (Cost::default(), Cost::default(), Cost::default());
    for round in 0..rounds {
        bare.add(|| inflate_and_hash(&files));
        ours.add(|| all_valid(&mut trailwatch(archive), files.len()));
        if let Some(python) = aws.filter(|_| round % AWS_EVERY == 0) {
            theirs.add(|| all_valid(&mut aws_cli(python, archive), files.len()));
        }
    }
    let row = |name: &str, cost: &Cost, memory: String, aim: &str| {
        let (median, ours) = (cost.passed.median(), ours.passed.median());
        let rate = u32::try_from(packed / 1_000_000).map_or(0.0, f64::from) / median.as_secs_f64();
        vec![
            name.to_owned(),
            seconds(median),
            cost.worked.as_ref().map_or("?".to_owned(), |worked| seconds(worked.median())),
            format!("{rate:.0}"),
            memory,
            format!("{:.2}", ratio(median, ours)),
            format!("{:.2}", ratio(ours, median)),
            aim.to_owned(),
        ]
    };
    let mut rows = vec![
        row("trailwatch", &ours, memory(&trailwatch(archive)), ""),
        row("inflating and hashing alone", &bare, String::new(), "trailwatch / it at most 1.3"),
    ];
    if let Some(python) = aws {
        let memory = memory(&aws_cli(python, archive));
        rows.push(row("AWS CLI", &theirs, memory, "it / trailwatch at least 8"));
    }
    let columns = [
        "median",
        "seconds",
        "of processors",
        "MB/s of gzip",
        "MB of memory",
        "it / trailwatch",
        "trailwatch / it",
        "aim",
    ];
    println!("{}", table(&columns, &rows));
}

/// Runs a command once more, and returns how many MB of memory it had at most, as far as Python knows.
fn memory(command: &Command) -> String {
    let script = "import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000)";
    let mut measured = Command::new("python3");
    measured.args(["-c", script]).arg(command.get_program()).args(command.get_args()).env_clear();
    for (name, value) in command.get_envs() {
        measured.envs(value.map(|value| (name, value)));
    }
    let ran = measured.stdin(Stdio::null()).output();
    let printed = ran.ok().filter(|ran| ran.status.success()).map(|ran| ran.stdout);
    printed.map_or("?".to_owned(), |text| String::from_utf8_lossy(&text).trim().to_owned())
}

/// What something costs, each time that it is done.
#[derive(Default)]
struct Cost {
    passed: Times,
    /// How long the processors worked, all together.
    worked: Option<Times>,
}

impl Cost {
    fn add<T>(&mut self, work: impl FnOnce() -> T) {
        let before = worked();
        self.passed.add(work);
        if let (Some(before), Some(after)) = (before, worked()) {
            self.worked.get_or_insert_default().push(after.saturating_sub(before));
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

/// Reads, inflates and hashes files on all cores, and returns how many bytes they hold.
fn inflate_and_hash(files: &[PathBuf]) -> u64 {
    let (next, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                let (mut inflater, mut plain) = (Decompressor::new(), Vec::new());
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let packed = fs::read(file).unwrap();
                    let length = u32::from_le_bytes(*packed.last_chunk().unwrap());
                    plain.resize(plain.len().max(length as usize), 0);
                    let content = &mut plain[..length as usize];
                    inflater.gzip_decompress(&packed, content).unwrap();
                    assert_ne!(Sha256::digest(&*content)[..], [0; 32]);
                    bytes.fetch_add(u64::from(length), Ordering::Relaxed);
                }
            });
        }
    });
    bytes.into_inner()
}

/// Runs a validation, which must find every log file and digest valid.
fn all_valid(command: &mut Command, files: usize) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {printed}{told}");
    let wanted = format!("{files}/{files} log files valid");
    assert!(printed.contains(&wanted), "{command:?} does not say '{wanted}': {printed}{told}");
}

/// Returns a command with an empty environment, and without a home: no store is needed.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    let nowhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nowhere");
    command
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", &nowhere)
        .env("TZ", "UTC")
        .env("TRAILWATCH_HOME", nowhere);
    command
}

const RANGE: [&str; 4] = ["--start-time", "2024-01-01T00:00:00Z", "--end-time", "2024-08-01"];

fn trailwatch(archive: &Archive) -> Command {
    let mut command = command(Path::new(env!("CARGO_BIN_EXE_trailwatch")));
    command.args(["cloudtrail", "validate-logs", "--trail-arn", TRAIL]).args(RANGE);
    command.arg("--archive").arg(archive.bucket());
    command.arg("--public-keys").arg(archive.public_keys());
    command
}

fn aws_cli(python: &Path, archive: &Archive) -> Command {
    let mut command = command(python);
    command.arg(python::script("validate.py"));
    command.args(["cloudtrail", "validate-logs", "--trail-arn", TRAIL]).args(RANGE);
    command.args(["--s3-bucket", BUCKET]);
    command
        .env("ARCHIVE", archive.root())
        .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_MAX_ATTEMPTS", "1");
    command
}
