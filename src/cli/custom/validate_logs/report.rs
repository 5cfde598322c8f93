//! What a validation says: lines as it goes, counts at its end.
//!
//! What is wrong goes to the standard error with a blank line behind it, what is valid to the
//! standard output if it is asked for. The lines are the AWS CLI's; those about digests without a
//! signature are ours.
//!
//! Every finding is kept besides as a document for machines, which `--report` writes.
//!
//! Source: facts, "AWS CLI", h.4.

use std::collections::HashSet;
use std::fmt::Display;

use serde_json::json;

use crate::cli::exit::Outcome;
use crate::cli::progress::Progress;
use crate::cli::streams::Streams;
use crate::services::cloudtrail::chain::log_file::Finding;
use crate::services::cloudtrail::chain::strict::{Period, Strict};
use crate::services::cloudtrail::chain::{LogFile, Range};
use crate::store::identity;
use crate::time::Timestamp;
use crate::value::Value;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The ARN of the trail, as it was given.
    pub arn: String,
    /// The time.
    pub range: Range,
    /// The time as far as it was said.
    pub period: Period,
    /// Whether what is valid is told.
    pub verbose: bool,
    /// Whether digests that nothing signs are trusted.
    pub allow_unsigned: bool,
    /// Whether what the walk does not see is looked for.
    pub strict: bool,
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

    fn document(self) -> Value {
        let Self { valid, invalid, unsigned } = self;
        json!({"Valid": valid, "Invalid": invalid, "Unsigned": unsigned})
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
    /// How much the walk does not see, if that was looked for.
    strict: Option<u64>,
    /// What is wrong, as documents.
    findings: Vec<Value>,
    /// The digests and log files that were told of, by what stands for their places.
    told: HashSet<u128>,
    /// Whether the last line has a blank one behind it.
    is_spaced: bool,
}

/// What a validation came to.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Everything that was found, for machines: a document for each chain.
    pub chains: Vec<Value>,
    /// How many digests there are, of both kinds.
    pub digests: u64,
    /// Whether anything is wrong.
    pub wrong: bool,
    /// The exit code of what kept it from judging everything, which is told already.
    pub failed: Option<u8>,
    /// The digests and log files that were told of, by what stands for their places.
    pub told: HashSet<u128>,
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
            strict: None,
            findings: Vec::new(),
            told: HashSet::new(),
            is_spaced: true,
        }
    }

    /// Returns what is asked.
    pub const fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Returns whether a digest or log file was told of.
    pub fn has_told(&self, bucket: &str, key: &str) -> bool {
        self.told.contains(&place_of(bucket, key))
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
        self.told.insert(place_of(place.bucket, place.key));
        self.count(place.backfill).valid += 1;
        self.find(time);
        self.say(&format!("{place}\tvalid"))
    }

    /// Tells of a digest that proves nothing.
    pub fn invalid_digest(&mut self, place: &DigestAt<'_>, why: &dyn Display) {
        self.told.insert(place_of(place.bucket, place.key));
        self.count(place.backfill).invalid += 1;
        self.find_fault("InvalidDigest", place.document(), &why.to_string());
        self.complain(&format!("{place}\tINVALID: {why}"));
    }

    /// Tells of a digest whose signature nobody kept.
    pub fn unsigned_digest(&mut self, place: &DigestAt<'_>, time: Range) {
        self.told.insert(place_of(place.bucket, place.key));
        self.count(place.backfill).unsigned += 1;
        if self.wanted.allow_unsigned {
            self.find(time);
        }
        let why = "neither metadata nor a later digest has its signature";
        self.find_fault("UnsignedDigest", place.document(), why);
        self.complain(&format!("{place}\tUNSIGNED: {why}"));
    }

    /// Tells of a time without digests.
    pub fn gap(&mut self, backfill: bool, from: Timestamp, to: Timestamp) {
        let kind = kind(backfill);
        let why = format!("No log files were delivered by CloudTrail between {from} and {to}");
        let place = json!({
            "Backfill": backfill, "StartTime": from.to_string(), "EndTime": to.to_string(),
        });
        self.find_fault("Gap", place, &why);
        self.complain(&format!("{kind}{why}"));
    }

    /// Tells what a log file was found to be.
    pub fn log_file(&mut self, file: &LogFile, finding: &Finding) -> Outcome {
        self.told.insert(place_of(&file.bucket, &file.key));
        let line = format!("Log file\ts3://{}/{}\t", shown(&file.bucket), shown(&file.key));
        if let Some(fault) = finding.fault() {
            self.logs.invalid += 1;
            let place = json!({"Bucket": file.bucket, "Key": file.key});
            self.find_fault("InvalidLogFile", place, fault);
            self.complain(&format!("{line}INVALID: {fault}"));
            return Ok(());
        }
        self.logs.valid += 1;
        self.say(&format!("{line}valid"))
    }

    /// Tells of what the walk does not see.
    pub fn strict(&mut self, found: &[Strict]) {
        for Strict { kind, bucket, key, why } in found {
            let place = json!({"Bucket": bucket, "Key": key});
            self.find_fault(&format!("{kind:?}"), place, why);
            let (key, why) = (shown(key), shown(why));
            self.complain(&format!("Strict\ts3://{bucket}/{key}\t{kind}: {why}"));
        }
        self.strict = Some(found.len() as u64);
    }

    /// Tells how much was found to be what, and returns it.
    pub fn end(mut self) -> Outcome<Summary> {
        self.progress.finish();
        let Range { start, end } = self.wanted.range;
        let mut text = if self.is_spaced { String::new() } else { "\n".to_owned() };
        text.push_str(&format!("Results requested for {start} to {end}\n"));
        if self.digests.all() + self.backfill.all() == 0 {
            text.push_str("No digests found\n");
            self.streams.print(&text)?;
            return Ok(self.summary(false));
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
        if let Some(strict) = self.strict {
            let findings = if strict == 1 { "finding" } else { "findings" };
            text.push_str(&format!("\n{strict} strict {findings}"));
        }
        text.push('\n');
        self.streams.print(&text)?;

        let count = |of: fn(&Count) -> u64| counts.iter().map(|(_, count)| of(count)).sum::<u64>();
        let unproven = count(|count| count.unsigned) > 0 && !self.wanted.allow_unsigned;
        let seen = count(|count| count.invalid) > 0 || self.strict.is_some_and(|found| found > 0);
        let wrong = seen || unproven;
        Ok(self.summary(wrong))
    }

    /// Returns what was found before the walk could not go on, for a reason.
    pub fn stop(self, why: &str) -> Summary {
        let wrong = !self.findings.is_empty();
        let mut summary = self.summary(wrong);
        for chain in &mut summary.chains {
            chain["Error"] = Value::from(why);
            chain["Judged"] = Value::from(false);
            chain["Sound"] = Value::from(false);
        }
        summary
    }

    fn summary(self, wrong: bool) -> Summary {
        let range = |(start, end): (Timestamp, Timestamp)| json!({"StartTime": start.to_string(), "EndTime": end.to_string()});
        let Wanted { arn, range: asked, .. } = &self.wanted;
        let digests = self.digests.all() + self.backfill.all();
        let document = json!({
            "TrailARN": arn,
            "Requested": range((asked.start, asked.end)),
            "Found": self.found.map(range),
            "DigestFiles": self.digests.document(),
            "BackfillDigestFiles": self.backfill.document(),
            "LogFiles": self.logs.document(),
            "StrictFindings": self.strict,
            "Findings": self.findings,
            "Judged": digests > 0,
            "Sound": digests > 0 && !wrong,
        });
        Summary { chains: vec![document], digests, wrong, failed: None, told: self.told }
    }

    /// Keeps what is wrong: what kind of fault, where, and why.
    fn find_fault(&mut self, kind: &str, place: Value, why: &str) {
        let mut finding = json!({"Kind": kind});
        for (name, value) in place.as_object().into_iter().flatten() {
            finding[name.as_str()] = value.clone();
        }
        finding["Reason"] = Value::from(why);
        self.findings.push(finding);
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

/// Returns a text whose line nobody can break: names of files may hold anything.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Returns what stands for the place of a file.
pub fn place_of(bucket: &str, key: &str) -> u128 {
    identity(&format!("{bucket}/{key}"))
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

impl DigestAt<'_> {
    fn document(&self) -> Value {
        json!({"Bucket": self.bucket, "Key": self.key, "Backfill": self.backfill})
    }
}

impl Display for DigestAt<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (bucket, key) = (shown(self.bucket), shown(self.key));
        write!(f, "{}Digest file\ts3://{bucket}/{key}", kind(self.backfill))
    }
}

const fn kind(backfill: bool) -> &'static str {
    if backfill { "(backfill) " } else { "" }
}
