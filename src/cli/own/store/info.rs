//! `store info`: what the store holds and how much room it takes.
//!
//! With `--output` or `--query` it is a document, else a page of tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Command;
use serde_json::json;

use crate::bucket::Bucket;
use crate::engine::records;
use crate::error::Result;
use crate::services::cloudwatch::stream::FOLDER as STREAMS;
use crate::services::cloudwatch::stream::survey::{self as streams, Sent};
use crate::sns::survey::{self, Held as Messages};
use crate::store::{Record, Store, kind_of};
use crate::time::Timestamp;
use crate::value::Value;

use super::super::super::exit::Outcome;
use super::super::super::program::Program;
use super::{bytes_text, table, text_of};

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("info").about("Shows what the store holds and how much room it takes").long_about(
        "Shows what the store holds and how much room it takes: records that can still change, by \
         their kind, sealed files, buckets, topics, and what metric streams sent. With --output or --query the \
         answer is a document, sizes in bytes.",
    )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>) -> Outcome {
    let now = program.engine.settle()?;
    let info = Info::of(program.engine.store()?, now)?;
    if program.session.asks_for_document() {
        let document = info.document();
        program.print("store info", &document)
    } else {
        program.streams.print(&info.text())
    }
}

/// What there is.
struct Info {
    home: String,
    clock: Timestamp,
    keys: u64,
    /// How many bytes the files of the store, those that are sealed, and all below the home have.
    store: u64,
    sealed_files: u64,
    all: u64,
    records: BTreeMap<String, Held>,
    sealed: BTreeMap<String, SealedKind>,
    buckets: Vec<Objects>,
    topics: Vec<Messages>,
    streams: Vec<Sent>,
}

/// Records of a kind.
#[derive(Default)]
struct Held {
    number: u64,
    bytes: u64,
}

/// Sealed files of a kind.
struct SealedKind {
    files: u64,
    records: u64,
    bytes: u64,
    /// The times of what the records tell of.
    from: Timestamp,
    to: Timestamp,
}

/// The objects of a bucket.
struct Objects {
    bucket: String,
    number: usize,
    bytes: u64,
}

impl Info {
    fn of(store: &Store, clock: Timestamp) -> Result<Self> {
        let known = records::by_name();
        let mut records: BTreeMap<String, Held> = BTreeMap::new();
        for entry in store.entries() {
            let (key, value) = entry?;
            let kind = kind_of(&key);
            let known = known.get(kind.as_str());
            let count = known.and_then(|known| known.records(&key, &value)).map(|all| all.len());
            let held = records.entry(kind).or_default();
            held.number += count.unwrap_or(1) as u64;
            held.bytes += (key.len() + value.len()) as u64;
        }
        let txn = store.begin();
        let mut sealed: BTreeMap<String, SealedKind> = BTreeMap::new();
        for run in txn.all_runs()? {
            let empty =
                || SealedKind { files: 0, records: 0, bytes: 0, from: run.from, to: run.to };
            let kind = sealed.entry(run.kind().to_owned()).or_insert_with(empty);
            kind.files += 1;
            kind.records += run.count;
            kind.bytes += run.bytes;
            kind.from = kind.from.min(run.from);
            kind.to = kind.to.max(run.to);
        }
        let mut buckets = Vec::new();
        for bucket in txn.scan::<Bucket>(&Bucket::all()) {
            let bucket = bucket?;
            let objects = bucket.folder(&txn).list("")?;
            let bytes = objects.iter().map(|object| object.file.size).sum();
            let number = objects.len();
            buckets.push(Objects { bucket: bucket.name, number, bytes });
        }
        let home = store.home();
        let topics = survey::look(home)?.topics;
        let streams = streams::look(home)?.files;
        Ok(Self {
            home: home.path().display().to_string(),
            clock,
            keys: store.keys() as u64,
            store: size_of(&home.store()),
            sealed_files: size_of(&home.sealed()),
            all: size_of(home.path()),
            records,
            sealed,
            buckets,
            topics,
            streams,
        })
    }

    fn document(&self) -> Value {
        let records = self.records.iter();
        let records = records.map(|(kind, Held { number, bytes })| {
            json!({"Kind": kind, "Number": number, "Bytes": bytes})
        });
        let sealed = self.sealed.iter().map(|(kind, sealed)| {
            json!({
                "Kind": kind,
                "Files": sealed.files,
                "Records": sealed.records,
                "Bytes": sealed.bytes,
                "BytesPerRecord": sealed.a_record(),
                "From": sealed.from.to_string(),
                "To": sealed.to.to_string(),
            })
        });
        let buckets = self.buckets.iter().map(|Objects { bucket, number, bytes }| {
            json!({"Bucket": bucket, "Objects": number, "Bytes": bytes})
        });
        let topics = self.topics.iter().map(|Messages { topic, messages, bytes }| {
            json!({"Topic": topic, "Messages": messages, "Bytes": bytes})
        });
        let streams = self.streams.iter().map(|Sent { path, records, bytes }| {
            json!({"File": path, "Records": records, "Bytes": bytes})
        });
        json!({
            "Home": self.home,
            "Clock": self.clock.to_string(),
            "Keys": self.keys,
            "StoreBytes": self.store,
            "SealedBytes": self.sealed_files,
            "AllBytes": self.all,
            "Records": records.collect::<Vec<_>>(),
            "Sealed": sealed.collect::<Vec<_>>(),
            "Buckets": buckets.collect::<Vec<_>>(),
            "Topics": topics.collect::<Vec<_>>(),
            "Streams": streams.collect::<Vec<_>>(),
        })
    }

    fn text(&self) -> String {
        let mut records = table(&["RECORDS", "NUMBER", "BYTES"], &[1, 2]);
        for (kind, Held { number, bytes }) in &self.records {
            records.add_row([kind.clone(), number.to_string(), bytes_text(*bytes)]);
        }
        let headings = ["SEALED", "FILES", "RECORDS", "BYTES", "A RECORD", "FROM", "TO"];
        let mut sealed = table(&headings, &[1, 2, 3, 4]);
        for (kind, of) in &self.sealed {
            sealed.add_row([
                kind.clone(),
                of.files.to_string(),
                of.records.to_string(),
                bytes_text(of.bytes),
                format!("{:.1} B", of.a_record()),
                of.from.to_string(),
                of.to.to_string(),
            ]);
        }
        let mut buckets = table(&["BUCKETS", "OBJECTS", "BYTES"], &[1, 2]);
        for Objects { bucket, number, bytes } in &self.buckets {
            buckets.add_row([bucket.clone(), number.to_string(), bytes_text(*bytes)]);
        }
        let mut topics = table(&["TOPICS", "MESSAGES", "BYTES"], &[1, 2]);
        for Messages { topic, messages, bytes } in &self.topics {
            topics.add_row([topic.clone(), messages.to_string(), bytes_text(*bytes)]);
        }
        let mut streams = table(&["STREAMS", "RECORDS", "BYTES"], &[1, 2]);
        for Sent { path, records, bytes } in &self.streams {
            let path = path.strip_prefix(STREAMS).unwrap_or(path).display();
            streams.add_row([path.to_string(), records.to_string(), bytes_text(*bytes)]);
        }
        // Most stores have none.
        let some = |is_empty: bool, table| {
            if is_empty { String::new() } else { format!("\n{}", text_of(table)) }
        };
        let topics = some(self.topics.is_empty(), &topics);
        let streams = some(self.streams.is_empty(), &streams);
        format!(
            "{}\n{} on its clock, {} on the disk\n{} keys in a store of {}, {} of sealed files\n\n\
             {}\n{}\n{}{topics}{streams}",
            self.home,
            self.clock,
            bytes_text(self.all),
            self.keys,
            bytes_text(self.store),
            bytes_text(self.sealed_files),
            text_of(&records),
            text_of(&sealed),
            text_of(&buckets)
        )
    }
}

impl SealedKind {
    /// Returns how many bytes of a file a record takes.
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    fn a_record(&self) -> f64 {
        let tenths = self.bytes as f64 * 10.0 / self.records.max(1) as f64;
        tenths.round() / 10.0
    }
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
