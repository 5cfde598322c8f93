//! `--all`: every chain of an archive.
//!
//! Which chains there are is read from the keys of the digests: each trail has one for each account
//! and region that it covers. Several chains are walked at once; what is said of each stands together,
//! in the order of accounts, trails and regions, and a total at the end.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, Write};
use std::num::NonZero;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use serde_json::json;

use super::archive::Archive;
use super::found::Chain;
use super::others::Others;
use super::report::{Report, Summary, Wanted};
use super::work;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::progress::Progress;
use crate::cli::streams::Streams;
use crate::output::Screen;
use crate::services::cloudtrail::chain::Range;
use crate::services::cloudtrail::chain::strict::Period;
use crate::value::Value;

/// What was asked of every chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    /// The time, as far as it was given.
    pub(super) period: Period,
    pub(super) verbose: bool,
    pub(super) allow_unsigned: bool,
    pub(super) strict: bool,
}

/// What was said of a chain, and what it came to.
struct Told {
    said: Vec<Said>,
    outcome: Outcome<Summary>,
    /// Why the walk could not go on, if it could not.
    failed: Option<Failure>,
}

/// Text, and whether it was for the standard error.
type Said = (bool, Vec<u8>);

/// Validates all chains, and returns what they came to together.
///
/// Fails if there is no chain. Chains whose walk could not go on are told as such.
pub(super) fn validate(
    archive: &Archive,
    chains: &[Chain],
    asked: Asked,
    streams: &mut Streams<'_>,
) -> Outcome<(Summary, Option<Others>)> {
    if chains.is_empty() {
        return Err(Failure::General("there is no digest in the archive".to_owned()));
    }
    let mut progress = Progress::new("validating", streams.err_is_terminal);
    let mut told: Vec<Option<Told>> = chains.iter().map(|_| None).collect();
    let (mut documents, mut digests, mut wrong, mut failed) = (Vec::new(), 0, false, None);
    let mut files = HashSet::new();
    let (next, cores) = (AtomicUsize::new(0), thread::available_parallelism());
    let workers = cores.map_or(1, NonZero::get).min(chains.len());
    thread::scope(|scope| {
        let (results, inbox) = channel();
        for _ in 0..workers {
            let (results, next) = (results.clone(), &next);
            scope.spawn(move || {
                while let Some((place, chain)) = take(next, chains) {
                    if results.send((place, walk(archive, chain, asked))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results);
        let (mut shown, mut done) = (0, 0);
        for (place, one) in inbox {
            told[place] = Some(one);
            done += 1;
            progress.tell(done, chains.len() as u64);
            while let Some(one) = told.get_mut(shown).and_then(Option::take) {
                progress.finish();
                show(&chains[shown], &one.said, streams)?;
                let summary = one.outcome?;
                if let Some(failure) = one.failed {
                    streams.tell(&failure.text());
                    failed = failed.or(Some(failure.code()));
                }
                digests += summary.digests;
                wrong |= summary.wrong;
                files.extend(summary.told);
                let described = summary.chains.into_iter();
                documents.extend(described.map(|found| self::described(&chains[shown], found)));
                shown += 1;
            }
        }
        Ok::<_, Failure>(())
    })?;
    let others = Others::beside(chains.iter().map(|chain| &chain.place), asked.period);
    let others = archive.others(&files, others, &[String::new()])?;
    streams.print(&others.text())?;
    streams.print(&total(&documents))?;
    Ok((Summary { chains: documents, digests, wrong, failed, told: files }, Some(others)))
}

fn take<'c>(next: &AtomicUsize, chains: &'c [Chain]) -> Option<(usize, &'c Chain)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    Some((place, chains.get(place)?))
}

/// Walks a chain, and keeps what is said of it.
fn walk(archive: &Archive, chain: &Chain, asked: Asked) -> Told {
    let tape = Tape::default();
    let (mut out, mut err) = (tape.track(false), tape.track(true));
    let mut streams = Streams {
        input: &mut io::empty(),
        out: &mut out,
        err: &mut err,
        err_is_terminal: false,
        out_is_terminal: false,
        screen: Screen::NONE,
    };
    let Asked { period, verbose, allow_unsigned, strict } = asked;
    let range = Range {
        start: period.start.unwrap_or(chain.range.start),
        end: period.end.unwrap_or(chain.range.end),
    };
    let wanted = Wanted { arn: chain.arn(), range, period, verbose, allow_unsigned, strict };
    let mut report = Report::new(wanted, &mut streams, Progress::new("validating", false));
    let (mut digests, files) = (archive.clone(), archive.log_files());
    let walked = work::validate(&mut report, &chain.bucket, &chain.place, &mut digests, &files);
    let (outcome, failed) = match walked {
        Ok(()) => (report.end(), None),
        Err(failure) => (Ok(report.stop(failure.text().trim())), Some(failure)),
    };
    for warning in files.warnings() {
        streams.tell(&format!("trailwatch: warning: {warning}\n"));
    }
    Told { said: tape.0.take(), outcome, failed }
}

/// What is written to two streams, in the order in which it came.
#[derive(Clone, Default)]
struct Tape(Rc<RefCell<Vec<Said>>>);

impl Tape {
    fn track(&self, is_error: bool) -> Track {
        Track { tape: self.clone(), is_error }
    }
}

struct Track {
    tape: Tape,
    is_error: bool,
}

impl Write for Track {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tape.0.borrow_mut().push((self.is_error, bytes.to_vec()));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Shows what was said of a chain, below a line that tells which it is.
fn show(chain: &Chain, said: &[Said], streams: &mut Streams<'_>) -> Outcome {
    let place = &chain.place;
    let prefix = place.prefix.as_ref().map_or_else(String::new, |prefix| format!("/{prefix}"));
    let organization = place.organization.as_ref();
    let organization =
        organization.map_or_else(String::new, |name| format!(" of organization {name}"));
    streams.print(&format!(
        "== account {}{organization}, trail {} of {}, region {}, in s3://{}{prefix}\n\n",
        place.account, place.trail, place.home, place.region, chain.bucket
    ))?;
    for (is_error, text) in said {
        let text = String::from_utf8_lossy(text);
        if *is_error { streams.tell(&text) } else { streams.print(&text)? }
    }
    streams.print("\n")
}

/// Returns what was found of a chain, with what tells it from others.
fn described(chain: &Chain, mut document: Value) -> Value {
    let place = &chain.place;
    if place.organization.is_some() {
        // Its ARN has the management account in it, which nothing in the archive tells.
        document["TrailARN"] = Value::Null;
    }
    document["Trail"] = Value::from(place.trail.as_str());
    document["HomeRegion"] = Value::from(place.home.as_str());
    document["Organization"] = json!(place.organization);
    document["Account"] = Value::from(place.account.as_str());
    document["Region"] = Value::from(place.region.as_str());
    document["Bucket"] = Value::from(chain.bucket.as_str());
    document["Prefix"] = json!(place.prefix);
    document
}

fn total(documents: &[Value]) -> String {
    let count = |kind: &str, state: &str| -> u64 {
        documents.iter().filter_map(|document| document[kind][state].as_u64()).sum()
    };
    let ratio = |name: &str, kinds: &[&str]| {
        let of = |state: &str| -> u64 { kinds.iter().map(|kind| count(kind, state)).sum() };
        let (valid, others) = (of("Valid"), of("Invalid") + of("Unsigned"));
        format!("{valid}/{} {name} files valid", valid + others)
    };
    let chains = if documents.len() == 1 { "chain" } else { "chains" };
    format!(
        "== total: {} {chains}, {} of them sound; {}, {}\n",
        documents.len(),
        documents.iter().filter(|document| document["Sound"] == true).count(),
        ratio("digest", &["DigestFiles", "BackfillDigestFiles"]),
        ratio("log", &["LogFiles"])
    )
}
