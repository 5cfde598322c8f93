//! `store info`: what the store holds and how much room it takes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Command;

use crate::bucket::Bucket;
use crate::store::{Record, kind_of};

use super::super::super::exit::Outcome;
use super::super::super::program::Program;
use super::{bytes_text, table, text_of};

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("info").about("Shows what the store holds and how much room it takes")
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>) -> Outcome {
    let now = program.engine.settle()?;
    let store = program.engine.store()?;
    let mut kinds: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for entry in store.entries() {
        let (key, value) = entry?;
        let kind = kind_of(&key);
        let (count, bytes) = kinds.entry(kind).or_default();
        *count += 1;
        *bytes += (key.len() + value.len()) as u64;
    }
    let mut records = table(&["RECORDS", "NUMBER", "BYTES"], &[1, 2]);
    for (kind, (count, bytes)) in &kinds {
        records.add_row([kind.clone(), count.to_string(), bytes_text(*bytes)]);
    }

    let txn = store.begin();
    let mut buckets = table(&["BUCKETS", "OBJECTS", "BYTES"], &[1, 2]);
    for bucket in txn.scan::<Bucket>(&Bucket::all()) {
        let bucket = bucket?;
        let objects = bucket.folder(&txn).list("")?;
        let bytes = objects.iter().map(|object| object.file.size).sum();
        buckets.add_row([bucket.name, objects.len().to_string(), bytes_text(bytes)]);
    }
    let home = store.home().path();
    let text = format!(
        "{}\n{now} on its clock, {} on the disk\n\n{}\n{}",
        home.display(),
        bytes_text(size_of(home)),
        text_of(&records),
        text_of(&buckets)
    );
    program.streams.print(&text)
}

/// Returns how many bytes the files below a folder have; what cannot be read counts as none.
fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.file_type() {
            Ok(kind) if kind.is_dir() => size_of(&entry.path()),
            Ok(kind) if kind.is_file() => entry.metadata().map_or(0, |metadata| metadata.len()),
            _ => 0,
        })
        .sum()
}
