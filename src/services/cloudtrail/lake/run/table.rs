//! The table of an event data store, and which of its rows are kept.
//!
//! ```text
//! rows --> b --conditions--> s0                              all columns at once
//! rows --> b --conditions--> numbers --events--> s0          the other columns of those that match
//! rows --> b --conditions--> f --first ones--> numbers --events--> s0         ... that come first
//! ```
//!
//! Taking thirty columns out of an event, and putting them into a table, costs ten times what two do.
//! So where conditions or an order leave few of many rows, the columns that these read are taken out
//! first, and the others only of the events that are left, whose text is kept for so long.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{Connection, Result, params_from_iter};

use super::extract::Extractor;
use super::functions::value;
use crate::services::cloudtrail::lake::sql::{Cell, Kind, Path, Scan};

/// How many rows more than twice those that are wanted there may be before the last are left out.
const MORE: u64 = 1_000;

/// The table of an event data store that is being filled.
pub(super) struct Table<'d> {
    connection: &'d Connection,
    scan: &'d Scan,
    way: Way<'d>,
    /// The number of the next event.
    next: i64,
    /// How many rows are in the table.
    kept: u64,
    /// The events whose other columns will be taken out, by number.
    records: BTreeMap<i64, String>,
}

/// How the table is filled.
#[derive(Clone, Copy)]
enum Way<'d> {
    /// With all columns at once.
    AtOnce,
    /// With the other columns of each event that fulfils the conditions.
    Matching,
    /// With the other columns of so many events, which come first in an order.
    First(u64, &'d [String]),
}

impl<'d> Table<'d> {
    pub(super) fn new(connection: &'d Connection, scan: &'d Scan) -> Result<Self> {
        let way = match (&scan.first, &scan.enough) {
            (None, _) => Way::AtOnce,
            (Some(_), Some((enough, order))) if !order.is_empty() => Way::First(*enough, order),
            (Some(_), _) => Way::Matching,
        };
        let named = |columns: &[usize]| {
            let columns = columns.iter().map(|column| format!("k{column}"));
            std::iter::once("n INTEGER PRIMARY KEY".to_owned())
                .chain(columns)
                .collect::<Vec<_>>()
                .join(", ")
        };
        let all = named(&(0..scan.columns.len()).collect::<Vec<_>>());
        let first = scan.first.as_ref().map_or_else(|| all.clone(), |first| named(first));
        connection.execute_batch(&format!(
            "CREATE TABLE {} ({all}); CREATE TEMP TABLE b ({first}); CREATE TEMP TABLE f ({first});",
            scan.table,
        ))?;
        Ok(Self { connection, scan, way, next: 0, kept: 0, records: BTreeMap::new() })
    }

    /// Returns what takes out of an event the columns that are added.
    pub(super) fn extractor(&self) -> Extractor {
        let columns = &self.scan.columns;
        match &self.scan.first {
            None => Extractor::new(columns),
            Some(first) => {
                let first: Vec<(Path, Kind)> =
                    first.iter().map(|column| columns[*column].clone()).collect();
                Extractor::new(&first)
            }
        }
    }

    /// Returns whether rows are added with their events.
    pub(super) const fn keeps_records(&self) -> bool {
        !matches!(self.way, Way::AtOnce)
    }

    /// Returns whether no more rows are needed.
    pub(super) fn has_enough(&self) -> bool {
        let enough = self.scan.enough.as_ref();
        enough.is_some_and(|(enough, order)| order.is_empty() && self.kept >= *enough)
    }

    /// Adds rows; returns how many fulfil the conditions.
    pub(super) fn add(&mut self, rows: Vec<Vec<Cell>>, records: Vec<String>) -> Result<u64> {
        self.connection.execute_batch("BEGIN")?;
        let begin = self.next;
        self.next += i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let numbered = (begin..).zip(rows);
        let matched = match self.way {
            Way::AtOnce => {
                let matched = self.insert_matching(&self.scan.table, numbered)?;
                self.kept += matched;
                matched
            }
            Way::Matching => {
                insert(self.connection, "temp.b", numbered)?;
                let matching = self.numbers(&self.matching("n"))?;
                self.connection.execute("DELETE FROM temp.b", [])?;
                self.keep(begin, records, &matching);
                self.take_out()?;
                matching.len() as u64
            }
            Way::First(enough, order) => {
                let matched = self.insert_matching("temp.f", numbered)?;
                let matching = self.numbers(&format!("SELECT n FROM temp.f WHERE n >= {begin}"))?;
                self.keep(begin, records, &matching);
                if self.records.len() as u64 > enough.saturating_mul(2).saturating_add(MORE) {
                    self.leave_first(enough, order)?;
                }
                matched
            }
        };
        self.connection.execute_batch("COMMIT")?;
        Ok(matched)
    }

    /// Fills in what is left to be, once all rows were added.
    pub(super) fn finish(mut self) -> Result<()> {
        if let Way::First(enough, order) = self.way {
            self.leave_first(enough, order)?;
            self.connection.execute_batch("BEGIN")?;
            self.take_out()?;
            self.connection.execute_batch("COMMIT")?;
        }
        self.connection.execute_batch("DROP TABLE temp.b; DROP TABLE temp.f")
    }

    /// Returns the statement that reads something of the rows of a batch that fulfil the conditions.
    fn matching(&self, what: &str) -> String {
        let filters = self.scan.filters.join(" AND ");
        let filters = if filters.is_empty() { "1" } else { &filters };
        format!("SELECT {what} FROM temp.b AS {} WHERE {filters}", self.scan.alias)
    }

    /// Inserts the rows that fulfil the conditions into a table; returns how many.
    fn insert_matching(
        &self,
        table: &str,
        rows: impl Iterator<Item = (i64, Vec<Cell>)>,
    ) -> Result<u64> {
        // Without conditions rows need not go through a table of their own.
        if self.scan.filters.is_empty() {
            return insert(self.connection, table, rows);
        }
        insert(self.connection, "temp.b", rows)?;
        let insert = format!("INSERT INTO {table} {}", self.matching("*"));
        let matched = self.connection.execute(&insert, [])?;
        self.connection.execute("DELETE FROM temp.b", [])?;
        Ok(matched as u64)
    }

    fn numbers(&self, sql: &str) -> Result<BTreeSet<i64>> {
        self.connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    }

    /// Keeps those of a batch of events whose other columns may be wanted.
    fn keep(&mut self, begin: i64, records: Vec<String>, wanted: &BTreeSet<i64>) {
        self.records.extend((begin..).zip(records).filter(|(number, _)| wanted.contains(number)));
    }

    /// Leaves only the rows that come first; of those that are alike, the ones that came first.
    fn leave_first(&mut self, enough: u64, order: &[String]) -> Result<()> {
        let (alias, order) = (&self.scan.alias, order.join(", "));
        let left = self.numbers(&format!(
            "SELECT {alias}.n FROM temp.f AS {alias} ORDER BY {order}, {alias}.n LIMIT {enough}"
        ))?;
        let mut delete = self.connection.prepare("DELETE FROM temp.f WHERE n = ?")?;
        for number in self.records.keys().filter(|number| !left.contains(number)) {
            delete.execute([number])?;
        }
        drop(delete);
        self.records.retain(|number, _| left.contains(number));
        Ok(())
    }

    /// Inserts the rows of the events that are kept, with all columns.
    fn take_out(&mut self) -> Result<()> {
        let extractor = Extractor::new(&self.scan.columns);
        let records = std::mem::take(&mut self.records);
        let rows = records.into_iter().map(|(number, record)| (number, extractor.row(&record)));
        self.kept += insert(self.connection, &self.scan.table, rows)?;
        Ok(())
    }
}

/// Inserts rows with their numbers; returns how many.
fn insert(
    connection: &Connection,
    table: &str,
    rows: impl Iterator<Item = (i64, Vec<Cell>)>,
) -> Result<u64> {
    let mut rows = rows.peekable();
    let Some((_, first)) = rows.peek() else { return Ok(0) };
    let marks = ", ?".repeat(first.len());
    let mut insert = connection.prepare(&format!("INSERT INTO {table} VALUES (?{marks})"))?;
    let mut count = 0;
    for (number, row) in rows {
        let number = std::iter::once(Value::Integer(number));
        insert.execute(params_from_iter(number.chain(row.into_iter().map(value))))?;
        count += 1;
    }
    Ok(count)
}
