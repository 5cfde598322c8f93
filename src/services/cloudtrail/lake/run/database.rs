//! The database of a query: SQLite, with our functions, and with nothing allowed but reading.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode};

use super::functions;
use crate::error::Result;
use crate::services::cloudtrail::lake::sql::Cell;

/// How many steps of SQLite's machine a query may take, in thousands. A million rows that are grouped
/// take about thirty million steps; with these, a query that runs away ends within minutes.
const STEPS: u64 = 6_000_000;

/// How many pages of 4 KiB SQLite keeps in memory: 64 MiB.
const PAGES: i32 = 16_384;

/// Why a query has no result.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Stopped {
    /// It failed; the text says why.
    Failed(String),
    /// It took too long.
    TimedOut,
}

/// The database.
pub(super) struct Database {
    pub(super) connection: Connection,
    /// Whether what is prepared is a query's, which may only read.
    guarded: Arc<AtomicBool>,
    /// How many thousands of steps were taken.
    #[cfg(test)]
    steps: Arc<AtomicU64>,
}

impl Database {
    pub(super) fn open() -> rusqlite::Result<Self> {
        // A database without a name is a file of SQLite's own, which nobody else sees.
        let mut connection = Connection::open("")?;
        connection.execute_batch(&format!(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
             PRAGMA cache_size = {PAGES}; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = OFF;"
        ))?;
        functions::register(&connection)?;
        connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 256 << 20)?;
        let guarded = Arc::new(AtomicBool::new(false));
        let on = Arc::clone(&guarded);
        connection.authorizer(Some(move |asked: AuthContext<'_>| {
            if !on.load(Ordering::Relaxed) || only_reads(&asked.action) {
                Authorization::Allow
            } else {
                Authorization::Deny
            }
        }))?;
        let steps = Arc::new(AtomicU64::new(0));
        let taken = Arc::clone(&steps);
        connection
            .progress_handler(1_000, Some(move || taken.fetch_add(1, Ordering::Relaxed) > STEPS))?;
        Ok(Self {
            connection,
            guarded,
            #[cfg(test)]
            steps,
        })
    }

    /// Runs a query that reads, and calls `row` with each row.
    pub(super) fn rows(
        &mut self,
        sql: &str,
        mut row: impl FnMut(&[Cell]) -> Result<()>,
    ) -> Result<Result<(), Stopped>> {
        let mut failed = None;
        self.guarded.store(true, Ordering::Relaxed);
        let done = self.each(sql, &mut |cells| match row(cells) {
            Ok(()) => true,
            Err(error) => {
                failed = Some(error);
                false
            }
        });
        self.guarded.store(false, Ordering::Relaxed);
        match failed {
            Some(error) => Err(error),
            None => Ok(done.map_err(|cause| stopped(&cause))),
        }
    }

    fn each(&self, sql: &str, row: &mut dyn FnMut(&[Cell]) -> bool) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut cells = Vec::with_capacity(columns);
        while let Some(found) = rows.next()? {
            cells.clear();
            for column in 0..columns {
                cells.push(cell(found.get_ref(column)?));
            }
            if !row(&cells) {
                break;
            }
        }
        Ok(())
    }

    /// Returns the value of an expression without columns.
    pub(super) fn value(&mut self, sql: &str) -> Result<Result<Cell, Stopped>> {
        let mut value = Cell::Null;
        let done = self.rows(&format!("SELECT {sql}"), |cells| {
            value = cells.first().cloned().unwrap_or(Cell::Null);
            Ok(())
        })?;
        Ok(done.map(|()| value))
    }
}

/// Returns whether an action only reads.
fn only_reads(action: &AuthAction<'_>) -> bool {
    matches!(
        action,
        AuthAction::Select
            | AuthAction::Read { .. }
            | AuthAction::Function { .. }
            | AuthAction::Recursive
    )
}

/// Returns why a query stopped.
pub(super) fn stopped(cause: &rusqlite::Error) -> Stopped {
    match cause {
        rusqlite::Error::SqliteFailure(code, _) if code.code == ErrorCode::OperationInterrupted => {
            Stopped::TimedOut
        }
        rusqlite::Error::SqliteFailure(_, Some(message)) => Stopped::Failed(message.clone()),
        other => Stopped::Failed(other.to_string()),
    }
}

/// Returns a value of SQLite.
pub(super) fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Whole(number),
        ValueRef::Real(number) => Cell::Number(number),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            Cell::Text(String::from_utf8_lossy(text).into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_can_only_read() {
        let mut database = Database::open().unwrap();
        database
            .connection
            .execute_batch("CREATE TABLE s0 (k0); INSERT INTO s0 VALUES (1)")
            .unwrap();
        for sql in [
            "INSERT INTO s0 VALUES (2)",
            "DELETE FROM s0",
            "DROP TABLE s0",
            "CREATE TABLE s1 (k0)",
            "ATTACH 'other' AS other",
            "PRAGMA cache_size = 1",
            "VACUUM INTO 'file'",
        ] {
            let done = database.rows(sql, |_| Ok(())).unwrap();
            assert!(matches!(done, Err(Stopped::Failed(_))), "{sql}");
        }
        assert_eq!(database.value("(SELECT count(*) FROM s0)").unwrap(), Ok(Cell::Whole(1)));
    }

    #[test]
    fn a_query_that_runs_away_ends() {
        let mut database = Database::open().unwrap();
        database.steps.store(STEPS, Ordering::Relaxed);
        let sql =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n";
        assert_eq!(database.rows(sql, |_| Ok(())).unwrap(), Err(Stopped::TimedOut));
    }
}
