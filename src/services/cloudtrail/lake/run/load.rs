//! Filling the table of an event data store with the rows that a query needs.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::Statistics;
use super::database::{Database, Stopped, stopped};
use super::extract::Extractor;
use super::table::Table;
use crate::error::Result;
use crate::services::cloudtrail::lake::sql::{Cell, Scan, millis_of};
use crate::services::cloudtrail::lake::{self, Held};
use crate::store::Txn;
use crate::time::Timestamp;

/// How many events are worked on at a time.
const BATCH: usize = 2_000;

/// Events on their way, and rows on theirs.
type Batch = Result<Vec<Held>>;
type Rows = Result<Taken>;

/// What was taken out of a batch of events.
struct Taken {
    rows: Vec<Vec<Cell>>,
    /// The events, if more will be taken out of some of them.
    records: Vec<String>,
    count: i64,
    bytes: i64,
}

/// Fills the table of a store.
pub(super) fn load(
    database: &mut Database,
    txn: &Txn<'_>,
    scan: &Scan,
    oldest: Timestamp,
) -> Result<Result<Statistics, Stopped>> {
    let range = match range(database, scan, oldest)? {
        Ok(range) => range,
        Err(stopped) => return Ok(Err(stopped)),
    };
    let mut table = match Table::new(&database.connection, scan) {
        Ok(table) => table,
        Err(cause) => return Ok(Err(stopped(&cause))),
    };
    let events = lake::events(txn, &scan.store, range)?;
    let extractor = table.extractor();
    let keeps = table.keeps_records();
    let done = thread::scope(|scope| {
        let (batches, inbox) = sync_channel::<Batch>(2);
        let (rows, outbox) = sync_channel::<Rows>(2);
        scope.spawn(move || read(events, &batches));
        scope.spawn(move || extract(&extractor, keeps, &inbox, &rows));
        fill(&mut table, &outbox)
    })?;
    Ok(done.and_then(|statistics| {
        table.finish().map(|()| statistics).map_err(|cause| stopped(&cause))
    }))
}

/// Returns the range of time whose events are looked at, which has at least what the bounds allow.
fn range(
    database: &mut Database,
    scan: &Scan,
    oldest: Timestamp,
) -> Result<Result<(Timestamp, Timestamp), Stopped>> {
    let (mut start, mut end) = (oldest, Timestamp::MAX);
    for bound in &scan.bounds {
        let found = match database.value(&bound.sql)? {
            Ok(found) => found,
            Err(stopped) => return Ok(Err(stopped)),
        };
        let Cell::Text(text) = found else { continue };
        let Some(time) = millis_of(&text).map(Timestamp::from_millis) else { continue };
        if matches!(bound.sign, ">" | ">=" | "=") {
            start = start.max(time.whole_secs());
        }
        if matches!(bound.sign, "<" | "<=" | "=") {
            end = end.min(time);
        }
    }
    Ok(Ok((start, end)))
}

/// Reads events, and hands them on in batches.
fn read(events: impl Iterator<Item = Result<Held>>, batches: &SyncSender<Batch>) {
    let mut batch = Vec::with_capacity(BATCH);
    for event in events {
        match event {
            Ok(event) => batch.push(event),
            Err(error) => {
                let _ = batches.send(Err(error));
                return;
            }
        }
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            // Nobody waits for more once enough was found.
            if batches.send(Ok(full)).is_err() {
                return;
            }
        }
    }
    let _ = batches.send(Ok(batch));
}

/// Takes the columns out of events.
fn extract(extractor: &Extractor, keeps: bool, inbox: &Receiver<Batch>, rows: &SyncSender<Rows>) {
    while let Ok(batch) = inbox.recv() {
        let done = batch.map(|batch| {
            let bytes: usize = batch.iter().map(|held| held.record.len()).sum();
            let count = i64::try_from(batch.len()).unwrap_or(i64::MAX);
            let rows = batch.iter().map(|held| extractor.row(&held.record)).collect();
            let records = if keeps {
                batch.into_iter().map(|held| held.record).collect()
            } else {
                Vec::new()
            };
            Taken { rows, records, count, bytes: i64::try_from(bytes).unwrap_or(i64::MAX) }
        });
        if rows.send(done).is_err() {
            return;
        }
    }
}

/// Puts rows into the table of a store, batch by batch, until there are enough.
fn fill(table: &mut Table<'_>, outbox: &Receiver<Rows>) -> Result<Result<Statistics, Stopped>> {
    let mut statistics = Statistics::default();
    while let Ok(taken) = outbox.recv() {
        let Taken { rows, records, count, bytes } = taken?;
        statistics.scanned += count;
        statistics.bytes += bytes;
        match table.add(rows, records) {
            Ok(matched) => statistics.matched += i64::try_from(matched).unwrap_or(i64::MAX),
            Err(cause) => return Ok(Err(stopped(&cause))),
        }
        if table.has_enough() {
            break;
        }
    }
    Ok(Ok(statistics))
}
