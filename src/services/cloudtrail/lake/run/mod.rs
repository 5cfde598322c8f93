//! Running a query: events become rows of tables that SQLite reads.
//!
//! ```text
//! sealed files, pages --read--> batches --extract--> rows --insert--> b0 --where--> s0
//!       one thread                  one thread                this one         |
//!                                                                 rows of the result
//! ```
//!
//! Only the columns that a query uses are taken out of an event, and only rows that fulfil the
//! conditions about their store are kept, or of those only the first (`table.rs`). They lie in a database without a name, which SQLite keeps in
//! memory as long as it is small, and in a file that is gone with the connection when it is not: so
//! the memory is bounded whatever a store holds.
//!
//! A table of SQLite's own kind (a virtual one over the blocks) would save the inserts, but needs
//! unsafe code, which this program has none of.

mod database;
mod extract;
mod functions;
mod load;
mod table;

use super::sql::{Cell, Output, Plan};
use crate::error::{Error, Result};
use crate::store::Txn;
use crate::time::Timestamp;

pub use database::Stopped;

/// What a query has looked at.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Statistics {
    /// How many events fulfil the conditions about their store.
    pub matched: i64,
    /// How many events were looked at.
    pub scanned: i64,
    /// How many bytes these have.
    pub bytes: i64,
}

/// A query whose tables are filled.
pub struct Ready<'p> {
    database: database::Database,
    plan: &'p Plan,
    /// What it has looked at.
    pub statistics: Statistics,
}

/// Fills the tables that a query reads; `oldest` is the time of the oldest event of each table that is
/// there.
///
/// Answers [`Stopped`] if the query itself fails: it divides by zero, or runs away.
pub fn ready<'p>(
    plan: &'p Plan,
    txn: &Txn<'_>,
    oldest: &[Timestamp],
) -> Result<Result<Ready<'p>, Stopped>> {
    let mut database = database::Database::open().map_err(|cause| trouble(&cause))?;
    let mut statistics = Statistics::default();
    for (scan, oldest) in plan.scans.iter().zip(oldest) {
        match load::load(&mut database, txn, scan, *oldest)? {
            Ok(found) => {
                statistics.matched += found.matched;
                statistics.scanned += found.scanned;
                statistics.bytes += found.bytes;
            }
            Err(stopped) => return Ok(Err(stopped)),
        }
    }
    Ok(Ok(Ready { database, plan, statistics }))
}

impl Ready<'_> {
    /// Finds the rows of the result, and calls `row` with each, as results show it.
    ///
    /// Answers [`Stopped`] if the query itself fails, which may be after some rows.
    pub fn rows(
        mut self,
        mut row: impl FnMut(Vec<String>) -> Result<()>,
    ) -> Result<Result<(), Stopped>> {
        let output: &[Output] = &self.plan.output;
        self.database.rows(&self.plan.sql, |cells: &[Cell]| {
            let shown =
                cells.iter().zip(output).map(|(cell, of)| super::sql::shown(cell, &of.kind));
            row(shown.collect())
        })
    }
}

/// Returns the error of a database that cannot be opened.
fn trouble(cause: &rusqlite::Error) -> Error {
    Error::Machine {
        doing: "open a database for a query".to_owned(),
        cause: std::io::Error::other(cause.to_string()),
    }
}
