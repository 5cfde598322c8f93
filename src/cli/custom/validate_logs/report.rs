//! What a validation says: lines as it goes, counts at its end.
//!
//! What is wrong goes to the standard error with a blank line behind it, what is valid to the
//! standard output if it is asked for. The lines are the AWS CLI's; those about digests without a
//! signature are ours.
//!
//! Source: facts, "AWS CLI", h.4.

use std::fmt::Display;

use crate::cli::exit::{Failure, Outcome};
use crate::cli::progress::Progress;
use crate::cli::streams::Streams;
use crate::services::cloudtrail::chain::log_file::Finding;
use crate::services::cloudtrail::chain::{LogFile, Range};
use crate::time::Timestamp;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The ARN of the trail, as it was given.
    pub arn: String,
    /// The time.
    pub range: Range,
    /// Whether what is valid is told.
    pub verbose: bool,
    /// Whether digests that nothing signs are trusted.
    pub allow_unsigned: bool,
}

/// How many files were found to be what.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    valid: u64,
    invalid: u64,
    unsigned: u64,
}

impl Count {
    const fn all(self) -> u64 {
        self.valid + self.invalid + self.unsigned
    }
}

/// A report in the making.
pub struct Report<'r, 's> {
    wanted: Wanted,
    streams: &'r mut Streams<'s>,
    progress: Progress,
    digests: Count,
    backfill: Count,
    logs: Count,
    /// The time that valid digests are about.
    found: Option<(Timestamp, Timestamp)>,
    /// Whether the last line has a blank one behind it.
    is_spaced: bool,
}

impl<'r, 's> Report<'r, 's> {
    /// Begins a report; nothing is written yet.
    pub fn new(wanted: Wanted, streams: &'r mut Streams<'s>, progress: Progress) -> Self {
        Self {
            wanted,
            streams,
            progress,
            digests: Count::default(),
            backfill: Count::default(),
            logs: Count::default(),
            found: None,
            is_spaced: true,
        }
    }

    /// Returns what is asked.
    pub const fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Tells what is going to be done.
    pub fn begin(&mut self) -> Outcome {
        let Wanted { arn, range: Range { start, end }, .. } = &self.wanted;
        self.streams
            .print(&format!("Validating log files for trail {arn} between {start} and {end}\n\n"))
    }

    /// Shows how much is done, to whoever waits for it.
    pub fn progress(&mut self, done: usize, all: usize) {
        self.progress.tell(done as u64, all as u64);
    }

    /// Tells of a digest that is valid.
    pub fn valid_digest(&mut self, place: &DigestAt<'_>, time: Range) -> Outcome {
        self.count(place.backfill).valid += 1;
        self.find(time);
        self.say(&format!("{place}\tvalid"))
    }

    /// Tells of a digest that proves nothing.
    pub fn invalid_digest(&mut self, place: &DigestAt<'_>, why: &dyn Display) {
        self.count(place.backfill).invalid += 1;
        self.complain(&format!("{place}\tINVALID: {why}"));
    }

    /// Tells of a digest whose signature nobody kept.
    pub fn unsigned_digest(&mut self, place: &DigestAt<'_>, time: Range) {
        self.count(place.backfill).unsigned += 1;
        if self.wanted.allow_unsigned {
            self.find(time);
        }
        self.complain(&format!(
            "{place}\tUNSIGNED: neither metadata nor a later digest has its signature"
        ));
    }

    /// Tells of a time without digests.
    pub fn gap(&mut self, backfill: bool, from: Timestamp, to: Timestamp) {
        let kind = kind(backfill);
        self.complain(&format!(
            "{kind}No log files were delivered by CloudTrail between {from} and {to}"
        ));
    }

    /// Tells what a log file was found to be.
    pub fn log_file(&mut self, file: &LogFile, finding: &Finding) -> Outcome {
        let line = format!("Log file\ts3://{}/{}\t", file.bucket, file.key);
        if let Some(fault) = finding.fault() {
            self.logs.invalid += 1;
            self.complain(&format!("{line}INVALID: {fault}"));
            return Ok(());
        }
        self.logs.valid += 1;
        self.say(&format!("{line}valid"))
    }

    /// Tells how much was found to be what.
    ///
    /// Fails quietly, with exit code 1, if anything was wrong.
    pub fn end(mut self) -> Outcome {
        self.progress.finish();
        let Range { start, end } = self.wanted.range;
        let mut text = if self.is_spaced { String::new() } else { "\n".to_owned() };
        text.push_str(&format!("Results requested for {start} to {end}\n"));
        if self.digests.all() + self.backfill.all() == 0 {
            text.push_str("No digests found\n");
            return self.streams.print(&text);
        }
        text.push_str(&match self.found {
            Some((start, end)) => format!("Results found for {start} to {end}:\n"),
            None => "No valid digests found in range\n".to_owned(),
        });
        let counts =
            [("digest", self.digests), ("backfill digest", self.backfill), ("log", self.logs)];
        for (name, count) in counts {
            text.push_str(&ratio(name, count));
        }
        text.push('\n');
        self.streams.print(&text)?;

        let count = |of: fn(&Count) -> u64| counts.iter().map(|(_, count)| of(count)).sum::<u64>();
        let unproven = count(|count| count.unsigned) > 0 && !self.wanted.allow_unsigned;
        let wrong = count(|count| count.invalid) > 0 || unproven;
        if wrong { Err(Failure::Quiet(1)) } else { Ok(()) }
    }

    fn count(&mut self, backfill: bool) -> &mut Count {
        if backfill { &mut self.backfill } else { &mut self.digests }
    }

    /// Widens the time that was found, as far as it was asked about.
    fn find(&mut self, time: Range) {
        let (start, end) =
            (time.start.max(self.wanted.range.start), time.end.min(self.wanted.range.end));
        let (first, last) = self.found.unwrap_or((start, end));
        self.found = Some((first.min(start), last.max(end)));
    }

    fn say(&mut self, line: &str) -> Outcome {
        if !self.wanted.verbose {
            return Ok(());
        }
        self.progress.finish();
        self.is_spaced = false;
        self.streams.print(&format!("{line}\n"))
    }

    fn complain(&mut self, line: &str) {
        self.progress.finish();
        let before = if self.is_spaced { "" } else { "\n" };
        self.streams.tell(&format!("{before}{line}\n\n"));
        self.is_spaced = true;
    }
}

/// Returns how many files of a kind are valid, and how many are not, if there are any.
fn ratio(name: &str, count: Count) -> String {
    let all = count.all();
    if all == 0 {
        return String::new();
    }
    let mut text = format!("\n{}/{all} {name} files valid", count.valid);
    for (number, word) in [(count.invalid, "INVALID"), (count.unsigned, "UNSIGNED")] {
        if number > 0 {
            text.push_str(&format!(", {number}/{all} {name} files {word}"));
        }
    }
    text
}

/// Where a digest lies, as lines name it.
pub struct DigestAt<'a> {
    /// Whether it was made later, for events that came late.
    pub backfill: bool,
    /// The bucket.
    pub bucket: &'a str,
    /// The key.
    pub key: &'a str,
}

impl Display for DigestAt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}Digest file\ts3://{}/{}", kind(self.backfill), self.bucket, self.key)
    }
}

const fn kind(backfill: bool) -> &'static str {
    if backfill { "(backfill) " } else { "" }
}
