//! `sim import`: real log files into the event history, and what AWS Config delivered as resources.
//!
//! Files are read on all cores, and their events kept in the order of the paths. A file is read and
//! checked as a whole before any of its records is kept, so one that is broken leaves nothing behind.
//! Events are kept some megabytes to a transaction, most of them sealed right away; a kill leaves
//! what was kept, and the same import again keeps the rest.
//!
//! | what is found                                    | named            | found in a folder        |
//! |--------------------------------------------------|------------------|--------------------------|
//! | a log file, plain or gzip                        | imported         | imported                 |
//! | a snapshot or history of AWS Config              | its resources    | its resources            |
//! | a digest                                         | counted          | counted                  |
//! | JSON without records                             | refused          | counted                  |
//! | what is not JSON                                 | refused          | refused                  |
//! | a name that ends neither in `.json` nor in `.gz` | read as the rest | passed over              |
//! | the metadata of an object in an archive          | read as the rest | passed over              |

mod files;
mod work;

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::progress::Progress;
use crate::context::Context;
use crate::services::cloudtrail::history::{self, Entry, Ready};
use crate::services::cloudtrail::imported::{Content, Counts, Import, Judged, Rules, read};
use crate::services::cloudtrail::insight::Arriving;
use crate::services::cloudtrail::insight::subject::{Counted, Subject};
use crate::services::cloudtrail::insight::watcher::Watchers;
use crate::services::cloudtrail::log_text::text_of;
use crate::services::config::imported::{self as delivered, Gathered, Given};
use crate::services::config::resource::Simulated;
use crate::time::Timestamp;

use files::{Found, search};
use work::in_order;

/// How many bytes of events are kept in one transaction, and more only if a file has more.
const BATCH: usize = 32 << 20;

/// How many resources are put there in one transaction.
const TOGETHER: usize = 1_000;

/// How many files an error lists by name.
const LISTED: usize = 5;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("import")
        .about(
            "Puts the records of real CloudTrail log files into the event history, and the \
             resources of AWS Config's snapshots there",
        )
        .arg(
            Arg::new("path")
                .value_name("PATH")
                .num_args(1..)
                .required(true)
                .help("A log file, plain or gzip, or a folder that is searched for them"),
        )
        .arg(
            Arg::new("shift-to-now")
                .long("shift-to-now")
                .action(ArgAction::SetTrue)
                .help("Moves all times by one span, so that the newest event is of now"),
        )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let paths = matches.get_many::<String>("path").unwrap_or_default();
    let files = search(paths)?;
    let mut progress = Progress::new("importing", program.streams.err_is_terminal);
    let shift = matches.get_flag("shift-to-now");
    let newest = if shift { newest(&files, &mut progress)? } else { None };

    let now = program.engine.settle()?;
    let account = program.session.engine.caller.account.clone();
    let region = program.session.region.clone();
    let known = history::ids(&program.engine.store()?.begin(), &account)?;
    let rules = Rules::new(&account, now, newest, known);
    let watchers = Watchers::of(&program.engine.store()?.begin(), &account)?;
    let (mut import, mut done, mut pending) =
        (Import::default(), Done::default(), Pending::default());
    in_order(
        &files,
        |file| held_by(file, &rules, &watchers, (&account, &region)),
        |file, read| {
            let read = read.and_then(|read| done.count(file, read));
            let events = match read {
                Ok(events) => events,
                Err(why) => {
                    pending.keep(program)?;
                    keep_resources(program, std::mem::take(&mut done.resources))?;
                    return Err(done.refused(file, &why));
                }
            };
            for event in events.into_iter().filter_map(|event| import.take(event)) {
                pending.push(event);
            }
            progress.tell(done.files, files.len() as u64);
            if pending.bytes < BATCH { Ok(()) } else { pending.keep(program) }
        },
    )?;
    pending.keep(program)?;
    let resources = keep_resources(program, std::mem::take(&mut done.resources))?;
    // What the import makes due is not left to the next command.
    program.engine.settle()?;
    progress.finish();
    let summary = done.summary(&import.counts, resources);
    for sentence in passed_over(&import.counts) {
        program.warn(&sentence);
    }
    program.print("sim import", &summary)
}

/// An event that is ready to be kept, and what is counted of it if a trail looks for Insights.
struct Arrival {
    ready: Ready,
    counted: Vec<Subject>,
    time: Timestamp,
}

impl Arrival {
    fn of(entry: &Entry, watchers: &Watchers) -> Self {
        let counted =
            if watchers.is_empty() { Vec::new() } else { Counted::subjects_of(entry, watchers) };
        Self { ready: history::ready(entry), counted, time: entry.time }
    }
}

/// Events that are yet to be kept.
#[derive(Default)]
struct Pending {
    events: Vec<Ready>,
    arriving: Arriving,
    bytes: usize,
}

impl Pending {
    fn push(&mut self, event: Arrival) {
        self.bytes += event.ready.1.size();
        self.events.push(event.ready);
        self.arriving.add(event.counted, event.time);
    }

    /// Keeps them in one transaction.
    fn keep(&mut self, program: &mut Program<'_>) -> Outcome {
        let Self { events, arriving, .. } = std::mem::take(self);
        if events.is_empty() {
            return Ok(());
        }
        let region = program.session.region.clone();
        let kept = |ctx: &mut Context<'_>| {
            arriving.count(ctx)?;
            history::add_all(&mut ctx.txn, events, ctx.now)
        };
        Ok(program.engine.with_context(&region, kept)?)
    }
}

/// Puts resources there, and returns how many there are.
fn keep_resources(program: &mut Program<'_>, resources: Gathered) -> Outcome<u64> {
    let (mut count, mut there) = (0, resources.there().peekable());
    let region = program.session.region.clone();
    while there.peek().is_some() {
        let some: Vec<_> = there.by_ref().take(TOGETHER).collect();
        count += some.len() as u64;
        program.engine.with_context(&region, |ctx| Simulated::put_all(&mut ctx.txn, some))?;
    }
    Ok(count)
}

/// What a file holds.
enum Held {
    Events(Vec<Judged<Arrival>>),
    Resources(Vec<Given>),
    Digest,
    Other,
}

/// Reads a file; fails with what is wrong with it.
fn held_by(
    file: &Found,
    rules: &Rules,
    watchers: &Watchers,
    owner: (&str, &str),
) -> Result<Held, String> {
    let text = text_of(&file.path)?;
    Ok(match read(&text)? {
        Content::Records(records) => {
            let judge = |record| rules.judge(record).map(|entry| Arrival::of(&entry, watchers));
            Held::Events(records.iter().map(judge).collect())
        }
        Content::Digest => Held::Digest,
        Content::Other => match delivered::read(&text, owner)? {
            Some(resources) => Held::Resources(resources),
            None => Held::Other,
        },
    })
}

/// Returns the time of the newest record in files.
fn newest(files: &[Found], progress: &mut Progress) -> Outcome<Option<Timestamp>> {
    let newest_of = |file: &Found| {
        let text = text_of(&file.path)?;
        Ok::<_, String>(match read(&text)? {
            Content::Records(records) => records.iter().map(|record| record.time).max(),
            Content::Digest | Content::Other => None,
        })
    };
    let (mut newest, mut looked_at) = (None, 0);
    in_order(files, newest_of, |file, found| {
        newest = newest.max(found.map_err(|why| Done::default().refused(file, &why))?);
        looked_at += 1;
        progress.tell(looked_at, 2 * files.len() as u64);
        Ok(())
    })?;
    Ok(newest)
}

/// What came of the files so far.
#[derive(Debug, Default)]
struct Done {
    files: u64,
    imported: Vec<PathBuf>,
    digests: u64,
    others: u64,
    resources: Gathered,
}

impl Done {
    /// Counts a file and returns its events; fails if it was named and is none that has any.
    fn count(&mut self, file: &Found, held: Held) -> Result<Vec<Judged<Arrival>>, String> {
        self.files += 1;
        match held {
            Held::Events(events) => {
                self.imported.push(file.path.clone());
                return Ok(events);
            }
            Held::Resources(all) => {
                self.imported.push(file.path.clone());
                for given in all {
                    self.resources.take(given);
                }
            }
            Held::Digest => self.digests += 1,
            Held::Other if file.named => {
                return Err("it is JSON without a list of Records".to_owned());
            }
            Held::Other => self.others += 1,
        }
        Ok(Vec::new())
    }

    /// Returns the failure for a file that cannot be imported, which says what was.
    fn refused(&self, file: &Found, why: &str) -> Failure {
        let path = file.path.display();
        let names: Vec<_> =
            self.imported.iter().take(LISTED).map(|path| path.display().to_string()).collect();
        let names = names.join(", ");
        let what_stays = match self.imported.len() {
            0 => "nothing was imported".to_owned(),
            count if count <= LISTED => format!("imported before, and kept: {names}"),
            count => format!("imported before, and kept: {names} and {} more", count - LISTED),
        };
        Failure::General(format!("{path} cannot be imported: {why}; {what_stays}"))
    }

    fn summary(&self, counts: &Counts, resources: u64) -> serde_json::Value {
        let mut summary = json!({
            "Files": self.imported.len(),
            "DigestFiles": self.digests,
            "OtherFiles": self.others,
            "Imported": counts.imported,
            "AlreadyThere": counts.already_there,
            "DataEvents": counts.data,
            "OtherEvents": counts.other,
            "TooOld": counts.too_old,
            "InFuture": counts.in_future,
            "Regions": counts.regions,
        });
        if resources > 0 {
            summary["Resources"] = json!(resources);
        }
        summary
    }
}

/// Returns what to tell about events that were not imported.
fn passed_over(counts: &Counts) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut tell = |count: u64, what: &str, why: &str| {
        if count > 0 {
            let (events, are) = if count == 1 { ("event", "is") } else { ("events", "are") };
            sentences.push(format!("{count} {what}{events} {are} {why}"));
        }
    };
    tell(counts.data, "data ", "passed over, because the event history has none");
    tell(counts.other, "other ", "passed over, because the event history has none of their kind");
    tell(
        counts.too_old,
        "",
        "older than the 90 days that the event history shows: --shift-to-now moves them, or 'clock \
         set' a new store to their time",
    );
    tell(
        counts.in_future,
        "",
        "later than the store's clock: 'clock set' it to a later time, or --shift-to-now",
    );
    sentences
}
