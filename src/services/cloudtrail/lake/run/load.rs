//! Filling the table of an event data store with the rows that a query needs.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rusqlite::params_from_iter;

use super::Statistics;
use super::database::{Database, Stopped, stopped};
use super::extract::Extractor;
use super::functions::value;
use crate::error::Result;
use crate::services::cloudtrail::lake::sql::{Cell, Scan, millis_of};
use crate::services::cloudtrail::lake::{self, Held};
use crate::store::Txn;
use crate::time::Timestamp;

/// How many events are worked on at a time.
const BATCH: usize = 2_000;

/// Events on their way, and rows on theirs.
type Batch = Result<Vec<Held>>;
type Rows = Result<(Vec<Vec<Cell>>, i64, i64)>;

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
    let columns: Vec<String> = (0..scan.columns.len()).map(|place| format!("k{place}")).collect();
    // A table needs a column, even if nothing is asked of its rows but how many there are.
    let columns = if columns.is_empty() { "k0".to_owned() } else { columns.join(", ") };
    let made = database.connection.execute_batch(&format!(
        "CREATE TABLE {0} ({columns}); CREATE TEMP TABLE b ({columns});",
        scan.table
    ));
    if let Err(cause) = made {
        return Ok(Err(stopped(&cause)));
    }
    let events = lake::events(txn, &scan.store, range)?;
    let extractor = Extractor::new(&scan.columns);
    let done = thread::scope(|scope| {
        let (batches, inbox) = sync_channel::<Batch>(2);
        let (rows, outbox) = sync_channel::<Rows>(2);
        scope.spawn(move || read(events, &batches));
        scope.spawn(move || extract(&extractor, &inbox, &rows));
        fill(database, scan, &outbox)
    })?;
    let dropped = database.connection.execute_batch("DROP TABLE temp.b");
    Ok(done.and_then(|statistics| match dropped {
        Ok(()) => Ok(statistics),
        Err(cause) => Err(stopped(&cause)),
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
fn extract(extractor: &Extractor, inbox: &Receiver<Batch>, rows: &SyncSender<Rows>) {
    while let Ok(batch) = inbox.recv() {
        let done = batch.map(|batch| {
            let bytes: usize = batch.iter().map(|held| held.record.len()).sum();
            let count = i64::try_from(batch.len()).unwrap_or(i64::MAX);
            let rows = batch.iter().map(|held| extractor.row(&held.record)).collect();
            (rows, count, i64::try_from(bytes).unwrap_or(i64::MAX))
        });
        if rows.send(done).is_err() {
            return;
        }
    }
}

/// Puts rows into the table of a store, batch by batch, those that fulfil its conditions.
fn fill(
    database: &Database,
    scan: &Scan,
    outbox: &Receiver<Rows>,
) -> Result<Result<Statistics, Stopped>> {
    let mut statistics = Statistics::default();
    let mut kept: u64 = 0;
    while let Ok(rows) = outbox.recv() {
        let (rows, count, bytes) = rows?;
        statistics.scanned += count;
        statistics.bytes += bytes;
        match insert(database, scan, rows) {
            Ok(inserted) => {
                kept += inserted;
                statistics.matched += i64::try_from(inserted).unwrap_or(i64::MAX);
            }
            Err(cause) => return Ok(Err(stopped(&cause))),
        }
        if let Some((enough, order)) = &scan.enough {
            if order.is_empty() && kept >= *enough {
                break;
            }
            if !order.is_empty() && kept > enough.saturating_mul(2).saturating_add(20_000) {
                match leave_first(database, scan, *enough, order) {
                    Ok(left) => kept = left,
                    Err(cause) => return Ok(Err(stopped(&cause))),
                }
            }
        }
    }
    Ok(Ok(statistics))
}

/// Inserts rows; returns how many were kept.
fn insert(database: &Database, scan: &Scan, rows: Vec<Vec<Cell>>) -> rusqlite::Result<u64> {
    let connection = &database.connection;
    let width = scan.columns.len().max(1);
    let marks = vec!["?"; width].join(", ");
    // Without conditions rows need not go through a table of their own.
    let direct = scan.filters.is_empty();
    let target = if direct { scan.table.as_str() } else { "temp.b" };
    connection.execute_batch("BEGIN")?;
    let mut count = 0;
    {
        let mut insert = connection.prepare(&format!("INSERT INTO {target} VALUES ({marks})"))?;
        for row in rows {
            if scan.columns.is_empty() {
                insert.execute([rusqlite::types::Value::Null])?;
            } else {
                insert.execute(params_from_iter(row.into_iter().map(value)))?;
            }
            count += 1;
        }
    }
    if !direct {
        let filters = scan.filters.join(" AND ");
        let kept = connection.execute(
            &format!(
                "INSERT INTO {} SELECT * FROM temp.b AS {} WHERE {filters}",
                scan.table, scan.alias
            ),
            [],
        )?;
        connection.execute("DELETE FROM temp.b", [])?;
        count = kept as u64;
    }
    connection.execute_batch("COMMIT")?;
    Ok(count)
}

/// Leaves only the rows that come first; returns how many.
fn leave_first(
    database: &Database,
    scan: &Scan,
    enough: u64,
    order: &[String],
) -> rusqlite::Result<u64> {
    let (table, alias, order) = (&scan.table, &scan.alias, order.join(", "));
    database.connection.execute(
        &format!(
            "DELETE FROM {table} WHERE rowid NOT IN (SELECT {alias}.rowid FROM {table} AS {alias} \
             ORDER BY {order} LIMIT {enough})"
        ),
        [],
    )?;
    Ok(enough)
}
