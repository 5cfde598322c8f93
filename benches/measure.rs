//! Times of whole processes and of work, and what to say of them.
//!
//! The programs that are compared run in turns, so that a neighbour who takes the machine for a while
//! takes it from all of them. The median is what counts; the 90th percentile tells how quiet the
//! machine was. Nothing but the standard library is needed for that, and a framework for benches
//! would not run two programs in turns.

use std::time::{Duration, Instant};

use comfy_table::{CellAlignment, Table, presets};

/// How long something took, each time that it was done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

/// How long a machine's processors count before they add one to a process's time, as Linux tells it.
#[cfg(target_os = "linux")]
const TICK: Duration = Duration::from_millis(10);

impl Times {
    /// Does something and adds how long it took.
    pub(crate) fn add<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begin = now();
        let done = work();
        self.push(begin.elapsed());
        done
    }

    /// Adds a time that was taken elsewhere.
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// Returns the time that half of them are below.
    pub(crate) fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// Returns the time that `percent` of them are at or below.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench is about the time that the machine takes")]
fn now() -> Instant {
    Instant::now()
}

/// Returns how long the processors have worked for this process and those that it waited for, where
/// the system tells it: on a busy machine this says more than the time that passed.
pub(crate) fn worked() -> Option<Duration> {
    worked_by("self")
}

/// Returns how long the processors have worked for a process and those that it waited for, where the
/// system tells it.
#[cfg(target_os = "linux")]
pub(crate) fn worked_by(process: &str) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind the name, which may hold anything, the times are the twelfth to fifteenth words.
    let (_, words) = stat.rsplit_once(") ")?;
    let ticks = words.split(' ').skip(11).take(4).map(str::parse::<u32>);
    Some(TICK * ticks.sum::<Result<u32, _>>().ok()?)
}

/// Returns nothing: this system does not tell it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn worked_by(_process: &str) -> Option<Duration> {
    None
}

/// Returns how many times as long as another a time is.
pub(crate) fn ratio(time: Duration, other: Duration) -> f64 {
    time.as_secs_f64() / other.as_secs_f64()
}

/// Returns a table with a first column of names and columns of numbers.
pub(crate) fn table(columns: &[&str], rows: &[Vec<String>]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(columns).add_rows(rows);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Returns the number that stands behind the name of the bench, or `default`.
pub(crate) fn rounds(default: usize) -> usize {
    std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(default).max(1)
}
