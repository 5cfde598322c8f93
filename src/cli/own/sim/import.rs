//! `sim import`: real log files into the event history.
//!
//! Files are gone through one at a time, in the order of their paths. A file is read and checked as
//! a whole before any of its records is kept, so one that is broken leaves nothing behind. Records
//! are kept a few hundred to a transaction; a kill leaves what was kept, and the same import again
//! keeps the rest.
//!
//! | what is found                                    | named            | found in a folder        |
//! |--------------------------------------------------|------------------|--------------------------|
//! | a log file, plain or gzip                        | imported         | imported                 |
//! | a digest                                         | counted          | counted                  |
//! | JSON without records                             | refused          | counted                  |
//! | what is not JSON                                 | refused          | refused                  |
//! | a name that ends neither in `.json` nor in `.gz` | read as the rest | passed over              |
//! | the metadata of an object in an archive          | read as the rest | passed over              |

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::json;

use crate::error::Error;
use crate::gzip;
use crate::services::cloudtrail::history::{self, Entry};
use crate::services::cloudtrail::imported::{Content, Counts, Import, read};
use crate::time::Timestamp;

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;

/// How many records are kept in one transaction.
const BATCH: usize = 500;

/// The most bytes of a file after inflating, which bounds the memory. AWS bounds a log file by 50 MB
/// compressed.
const FILE: u64 = 1 << 30;

/// How many times its size a larger file may inflate to. Each record has random identifiers, so that
/// log files come to some twenty times their size; a bomb comes to a thousand times.
const TIMES: u64 = 200;

/// The content that a file of any size may have.
const ALWAYS: u64 = 32 << 20;

/// How many files an error lists by name.
const LISTED: usize = 5;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("import")
        .about("Puts the records of real CloudTrail log files into the event history")
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
    let newest = if matches.get_flag("shift-to-now") { newest(&files)? } else { None };

    let now = program.engine.settle()?;
    let account = program.session.engine.caller.account.clone();
    let known = history::ids(&program.engine.store()?.begin(), &account)?;
    let mut import = Import::new(&account, now, newest, known);
    let mut done = Done::default();
    for file in &files {
        let entries = done.read(file, &mut import).map_err(|why| done.refuse(file, &why))?;
        keep(program, &entries)?;
    }
    let summary = done.summary(&import.counts);
    for sentence in passed_over(&import.counts) {
        program.warn(&sentence);
    }
    program.print("sim import", &summary)
}

/// Keeps entries, a few hundred at a time.
fn keep(program: &mut Program<'_>, entries: &[Entry]) -> Outcome {
    let region = program.session.region.clone();
    for batch in entries.chunks(BATCH) {
        program.engine.with_context(&region, |ctx| {
            for entry in batch {
                ctx.txn.put(entry);
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// A file that may hold records.
struct Found {
    path: PathBuf,
    /// Whether the command line names it.
    named: bool,
}

/// Returns the files that paths name and those below the folders that they name.
fn search<'p>(paths: impl Iterator<Item = &'p String>) -> Outcome<Vec<Found>> {
    let mut files = Vec::new();
    for path in paths.map(Path::new) {
        let metadata = fs::metadata(path).map_err(Error::machine("read", path))?;
        if metadata.is_dir() {
            let before = files.len();
            search_folder(path, &mut files)?;
            if files.len() == before {
                let path = path.display();
                return Err(Failure::General(format!("there is no log file below {path}")));
            }
        } else {
            files.push(Found { path: path.to_path_buf(), named: true });
        }
    }
    Ok(files)
}

/// Gathers the files below a folder that a log file's name could have, in the order of their paths.
/// Links to folders are not followed.
fn search_folder(folder: &Path, files: &mut Vec<Found>) -> Outcome {
    let trouble = || Error::machine("read", folder);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(trouble())? {
        let entry = entry.map_err(trouble())?;
        entries.push((entry.path(), entry.file_type().map_err(trouble())?));
    }
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    for (path, kind) in entries {
        if kind.is_dir() {
            search_folder(&path, files)?;
        } else if could_be_log_file(&path) {
            files.push(Found { path, named: false });
        }
    }
    Ok(())
}

fn could_be_log_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ends = |end: &str| name.ends_with(end);
    (ends(".json") || ends(".gz")) && !ends(".metadata.json")
}

/// Returns the time of the newest record in files.
fn newest(files: &[Found]) -> Outcome<Option<Timestamp>> {
    let mut newest = None;
    let nothing = Done::default();
    for file in files {
        let text = text_of(&file.path).map_err(|why| nothing.refuse(file, &why))?;
        if let Content::Records(records) = read(&text).map_err(|why| nothing.refuse(file, &why))? {
            newest = newest.max(records.iter().map(|record| record.time).max());
        }
    }
    Ok(newest)
}

/// Returns the text of a file, inflated if it is gzip.
fn text_of(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path).map_err(|cause| cause.to_string())?.len();
    if size > FILE {
        return Err(format!("it has more than {FILE} bytes"));
    }
    let bytes = fs::read(path).map_err(|cause| cause.to_string())?;
    let bytes = if gzip::is_gzip(&bytes) { inflated(&bytes)? } else { bytes };
    String::from_utf8(bytes).map_err(|_| "it is not text".to_owned())
}

/// Returns the content of gzip, which ends in the length of its content.
fn inflated(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let most = TIMES.saturating_mul(bytes.len() as u64).clamp(ALWAYS, FILE);
    let content = gzip::inflate(bytes, most).map_err(|cause| format!("as gzip, {cause}"))?;
    let length = bytes.last_chunk().map(|length| u64::from(u32::from_le_bytes(*length)));
    if length != Some(content.len() as u64 & u64::from(u32::MAX)) {
        return Err("something follows its gzip content".to_owned());
    }
    Ok(content)
}

/// What came of the files so far.
#[derive(Debug, Default)]
struct Done {
    imported: Vec<PathBuf>,
    digests: u64,
    others: u64,
}

impl Done {
    /// Reads a file and returns what the history shall keep of it; fails with what is wrong with it.
    fn read(&mut self, file: &Found, import: &mut Import) -> Result<Vec<Entry>, String> {
        let text = text_of(&file.path)?;
        match read(&text)? {
            Content::Records(records) => {
                self.imported.push(file.path.clone());
                return Ok(import.take(&records));
            }
            Content::Digest => self.digests += 1,
            Content::Other if file.named => {
                return Err("it is JSON without a list of Records".to_owned());
            }
            Content::Other => self.others += 1,
        }
        Ok(Vec::new())
    }

    /// Returns the failure for a file that cannot be imported, which says what was.
    fn refuse(&self, file: &Found, why: &str) -> Failure {
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

    fn summary(&self, counts: &Counts) -> serde_json::Value {
        json!({
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
        })
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
