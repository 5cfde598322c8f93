//! `store check`: whether the store is sound.
//!
//! Every record is read as what it says it is, and every bucket's folder is read through. The exit
//! code is 0 if nothing is wrong and 1 if something is.

use std::collections::BTreeMap;

use clap::Command;

use crate::bucket::{self, Bucket};
use crate::engine::records;
use crate::error::Result;
use crate::store::{Record, Store};

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;
use super::info::kind_of;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("check")
        .about("Reads everything and says what is damaged; the exit code is 1 if anything is")
}

/// Runs it. Nothing falls due meanwhile, so that a damaged store stays as it is.
pub(super) fn run(program: &mut Program<'_>) -> Outcome {
    let store = program.engine.store()?;
    let mut wrong = damaged_records(store)?;
    wrong.extend(damaged_buckets(store)?);
    let keys = store.keys();
    if wrong.is_empty() {
        return program.streams.print(&format!("sound: {keys} records\n"));
    }
    program.streams.print(&format!("{}\n", wrong.join("\n")))?;
    Err(Failure::Quiet(1))
}

fn damaged_records(store: &Store) -> Result<Vec<String>> {
    let known: BTreeMap<&str, fn(&[u8]) -> bool> =
        records::all().map(|kind| (kind.name, kind.reads)).collect();
    let mut wrong = Vec::new();
    for entry in store.entries() {
        let (key, value) = entry?;
        let kind = kind_of(&key);
        match known.get(kind.as_str()) {
            Some(reads) if reads(&value) => {}
            Some(_) => wrong.push(format!("damaged: a record of kind '{kind}'")),
            None => wrong.push(format!("unknown: a record of kind '{kind}'")),
        }
    }
    Ok(wrong)
}

fn damaged_buckets(store: &Store) -> Result<Vec<String>> {
    let txn = store.begin();
    let mut wrong = Vec::new();
    for bucket in txn.scan::<Bucket>(&Bucket::all()) {
        let Ok(bucket) = bucket else { continue };
        match bucket.folder(&txn).list("") {
            Ok(_) => {}
            Err(error) => wrong.push(format!("bucket {}: {error}", bucket.name)),
        }
        for key in bucket::headers_without_object(&txn, &bucket)? {
            wrong.push(format!("bucket {}: {key} has metadata but no file", bucket.name));
        }
    }
    Ok(wrong)
}
