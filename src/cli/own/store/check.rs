//! `store check`: whether the store is sound.
//!
//! Every record is read as what it says it is, and every bucket's folder is read through. The exit
//! code is 0 if nothing is wrong and 1 if something is.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;

use clap::Command;

use crate::bucket::{self, Bucket, strange};
use crate::engine::records;
use crate::error::Error;
use crate::store::{Record, Store, kind_of};

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("check")
        .about("Reads everything and says what is damaged; the exit code is 1 if anything is")
}

/// Runs it. Nothing falls due meanwhile, so that a damaged store stays as it is.
pub(super) fn run(program: &mut Program<'_>) -> Outcome {
    let (wrong, keys) = match program.engine.store() {
        Ok(store) => {
            let mut wrong = damaged_records(store);
            wrong.extend(damaged_buckets(store));
            wrong.extend(no_buckets(store));
            (wrong, store.keys())
        }
        // One that cannot be opened is what this command is there to tell.
        Err(Error::Damaged(what)) => (vec![what], 0),
        Err(other) => return Err(other.into()),
    };
    if wrong.is_empty() {
        return program.streams.print(&format!("sound: {keys} records\n"));
    }
    program.streams.print(&format!("{}\n", wrong.join("\n")))?;
    Err(Failure::Quiet(1))
}

fn damaged_records(store: &Store) -> Vec<String> {
    let known: BTreeMap<&str, fn(&[u8]) -> bool> =
        records::all().map(|kind| (kind.name, kind.reads)).collect();
    let mut wrong = Vec::new();
    for entry in store.entries() {
        let (key, value) = match entry {
            Ok(entry) => entry,
            // What lies behind it cannot be reached.
            Err(error) => {
                wrong.push(error.to_string());
                break;
            }
        };
        let kind = kind_of(&key);
        match known.get(kind.as_str()) {
            Some(reads) if reads(&value) => {}
            Some(_) => wrong.push(format!("damaged: a record of kind '{kind}'")),
            None => wrong.push(format!("unknown: a record of kind '{kind}'")),
        }
    }
    wrong
}

fn damaged_buckets(store: &Store) -> Vec<String> {
    let txn = store.begin();
    let mut wrong = Vec::new();
    for bucket in txn.scan::<Bucket>(&Bucket::all()) {
        let Ok(bucket) = bucket else { continue };
        let mut tell = |what: String| wrong.push(format!("bucket {}: {what}", bucket.name));
        let folder = bucket.folder(&txn);
        match folder.check().and_then(|()| bucket::headers_without_object(&txn, &bucket)) {
            Ok(keys) => {
                strange::in_folder(&folder).into_iter().for_each(&mut tell);
                for key in keys {
                    tell(format!("{key} has metadata but no file"));
                }
            }
            Err(error) => tell(error.to_string()),
        }
    }
    wrong
}

/// Returns what lies beside the folders of the buckets.
fn no_buckets(store: &Store) -> Vec<String> {
    let txn = store.begin();
    let Ok(entries) = fs::read_dir(store.home().buckets()) else { return Vec::new() };
    let is_bucket = |name: &OsStr| {
        // One whose record is damaged is there all the same, and is told as such.
        name.to_str().is_some_and(|name| !matches!(Bucket::find(&txn, name), Ok(None)))
    };
    let strange = entries.flatten().filter(|entry| !is_bucket(&entry.file_name()));
    let mut wrong: Vec<_> =
        strange.map(|entry| format!("{} belongs to no bucket", entry.path().display())).collect();
    wrong.sort();
    wrong
}
