//! A query of event data stores, from its start to seven days later.
//!
//! ```text
//! start-query --> QUEUED --looked at, or a second later--> FINISHED or FAILED --7 days--> gone
//!                   |
//!                   \--cancel-query--> CANCELLED
//! ```
//!
//! A query runs when somebody first looks at it, or a second after it was started, whichever comes
//! first: so `start-query` answers at once, `cancel-query` can come before it runs, and a script that
//! asks until it is finished asks once. It sees the events as they are then.
//!
//! Source: CloudTrail API Reference, "`DescribeQuery`", "`CancelQuery`"; User Guide, "Run a query and
//! save query results" for the seven days.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::delivery::Delivery;
use super::run::{Ready, Stopped, ready};
use super::sql::{Plan, Problem, Schema, Tables, plan};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::services::cloudtrail::event_data_store::{EventDataStore, Group};
use crate::services::cloudtrail::shapes::queries::{DeliveryStatus, QueryStatus};
use crate::store::{Item, Json, Key, Record, Sealed, Txn};
use crate::time::clock::Stopwatch;
use crate::time::{Timestamp, text};

/// How long a query and its results are kept.
pub const KEPT: Duration = Duration::from_hours(168);

/// How long a query waits at most.
const WAIT: Duration = Duration::from_secs(1);

/// How many queries of an account may wait or run in a region.
///
/// Source: CloudTrail API Reference, "`MaxConcurrentQueriesException`".
pub const CONCURRENT: usize = 10;

/// How many rows, and about how many bytes, are sealed together.
const ROWS: usize = 20_000;
const BYTES: usize = 8 << 20;

/// How many rows a page of results has at most.
const FIRST: usize = 1_000;

/// A query.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Query {
    /// Its id.
    pub id: String,
    /// The account that started it.
    pub account: String,
    /// The region that it was started in.
    pub region: String,
    /// The ids of the event data stores that it reads; the first is the one it belongs to.
    pub stores: Vec<String>,
    /// Its statement.
    pub statement: String,
    /// When it was started.
    pub created: Timestamp,
    /// What state it is in.
    pub status: QueryStatus,
    /// Why it failed.
    pub error: Option<String>,
    /// The names of the columns of its result.
    pub columns: Vec<String>,
    /// How many rows its result has.
    pub rows: u64,
    /// How many events fulfilled its conditions.
    pub matched: i64,
    /// How many events it looked at.
    pub scanned: i64,
    /// How many bytes these had.
    pub bytes: i64,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// The alias that it was started by.
    pub alias: Option<String>,
    /// The refresh of a dashboard that started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh: Option<String>,
    /// Where its result is delivered to.
    pub delivery_uri: Option<String>,
    /// How that went.
    pub delivery: Option<DeliveryStatus>,
    /// The first rows of its result, until they are committed.
    #[serde(skip)]
    pub first: Vec<Vec<String>>,
}

impl Record for Query {
    const KIND: &'static str = "lake query";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.account, &self.region, &self.id)
    }
}

/// A row of a result, as it is sealed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Row {
    query: String,
    number: u64,
    at: Timestamp,
    /// The values, in the order of the columns.
    pub cells: Vec<String>,
}

impl Record for Row {
    const KIND: &'static str = "lake row";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of_query(&self.query).number(self.number)
    }
}

impl Row {
    fn of_query(query: &str) -> Key {
        Self::all().text(query)
    }
}

impl Sealed for Row {
    fn partition(&self) -> Key {
        Self::of_query(&self.query)
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (self.at, self.at)
    }
}

/// The event data stores that a statement may name.
pub struct Stores<'s> {
    /// Those of the account in the region.
    pub all: &'s [EventDataStore],
}

impl Tables for Stores<'_> {
    fn schema(&self, store: &str) -> Option<Schema> {
        let store = self.all.iter().find(|other| other.id == store)?;
        Some(match store.selectors.group() {
            Group::Events => Schema::Events,
            Group::Insights => Schema::Insights,
            Group::Outside => Schema::Outside,
            Group::Configuration => Schema::Configuration,
            Group::Evidence => Schema::Other,
        })
    }
}

/// Returns what a statement means to an account in a region at a time.
pub fn planned(
    statement: &str,
    stores: &[EventDataStore],
    now: Timestamp,
) -> Result<Plan, Problem> {
    let now = text::utc(now).replace('T', " ").replace('Z', ".000");
    plan(statement, &Stores { all: stores }, &now)
}

impl Query {
    fn key_of(account: &str, region: &str, id: &str) -> Key {
        Self::all().text(account).text(region).text(id)
    }

    /// Returns the caller's query of an id in the region.
    pub fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Self>> {
        ctx.txn.get(&Self::key_of(&ctx.caller.account, &ctx.region, id))
    }

    /// Returns the queries of an account in a region.
    pub fn of_region(txn: &Txn<'_>, account: &str, region: &str) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns whether it waits.
    pub const fn waits(&self) -> bool {
        matches!(self.status, QueryStatus::Queued | QueryStatus::Running)
    }

    /// Returns the rows of its result from a number on, at most so many.
    pub fn rows_from(&self, txn: &Txn<'_>, first: u64, most: usize) -> Result<Vec<Vec<String>>> {
        let all = Row::of_query(&self.id);
        let partitions = all.clone()..all.end();
        let keys = all.clone().number(first)..all.end();
        let rows = txn.sealed::<Row>(&partitions, &keys, None)?;
        rows.take(most).map(|row| row.map(|row| row.cells)).collect()
    }

    /// Returns the first rows of its result, if it was run just now.
    pub fn first_rows(&self, most: usize) -> Vec<Vec<String>> {
        self.first.iter().take(most).cloned().collect()
    }

    /// Runs it, if it waits, and keeps what came of it.
    pub fn settle(mut self, ctx: &mut Context<'_>) -> Result<Self> {
        if !self.waits() {
            return Ok(self);
        }
        let point = ctx.txn.savepoint();
        let watch = Stopwatch::start();
        // What cannot be read is the query's trouble, and must not be in the way of other commands.
        let done = match self.run(ctx) {
            Err(error @ (Error::Damaged(_) | Error::Machine { .. })) => {
                Err(Stopped::Failed(error.to_string()))
            }
            done => done?,
        };
        if let Err(stopped) = done {
            // What was sealed of a result that broke off is no result.
            ctx.txn.return_to(point);
            self.rows = 0;
            (self.status, self.error) = match stopped {
                Stopped::TimedOut => (QueryStatus::TimedOut, None),
                Stopped::Failed(message) => (QueryStatus::Failed, Some(message)),
            };
            self.delivery = self.delivery.map(|_| DeliveryStatus::Cancelled);
        }
        self.millis = u64::try_from(watch.elapsed().as_millis()).unwrap_or(u64::MAX);
        ctx.txn.put(&self);
        Ok(self)
    }

    fn run(&mut self, ctx: &mut Context<'_>) -> Result<Result<(), Stopped>> {
        let stores = EventDataStore::of_region(&ctx.txn, &self.account, &self.region)?;
        let plan = match planned(&self.statement, &stores, self.created) {
            Ok(plan) => plan,
            Err(problem) => return Ok(Err(Stopped::Failed(problem.told(&self.statement)))),
        };
        let oldest = plan.scans.iter().map(|scan| {
            let store = stores.iter().find(|store| store.id == scan.store);
            store.map_or(Timestamp::MAX, |store| store.oldest(self.created))
        });
        let oldest: Vec<Timestamp> = oldest.collect();
        let ready = match ready(&plan, &ctx.txn, &oldest)? {
            Ok(ready) => ready,
            Err(stopped) => return Ok(Err(stopped)),
        };
        self.columns = plan.output.iter().map(|output| output.name.clone()).collect();
        self.matched = ready.statistics.matched;
        self.scanned = ready.statistics.scanned;
        self.bytes = ready.statistics.bytes;
        let done = self.keep(ctx, ready)?;
        if done.is_ok() {
            self.status = QueryStatus::Finished;
        }
        Ok(done)
    }

    /// Seals the rows of a result, and delivers them where that is wanted.
    fn keep(&mut self, ctx: &mut Context<'_>, ready: Ready<'_>) -> Result<Result<(), Stopped>> {
        let mut delivery = match &self.delivery_uri {
            Some(uri) => Some(Delivery::begin(ctx, self, uri)?),
            None => None,
        };
        let mut items: Vec<Item> = Vec::new();
        let mut bytes = 0;
        let (query, at) = (self.id.clone(), self.created);
        let partition = Row::of_query(&query);
        let mut number = 0;
        let mut first = Vec::new();
        let now = ctx.now;
        let done = ready.rows(|cells| {
            if let Some(delivery) = &mut delivery {
                delivery.row(ctx, &cells)?;
            }
            if first.len() < FIRST {
                first.push(cells.clone());
            }
            let item = Item::of(&Row { query: query.clone(), number, at, cells });
            number += 1;
            bytes += item.size();
            items.push(item);
            if items.len() >= ROWS || bytes >= BYTES {
                bytes = 0;
                let full = std::mem::take(&mut items);
                ctx.txn.seal::<Row>(&partition, full.into_iter().map(Ok), now)?;
            }
            Ok(())
        })?;
        if done.is_err() {
            return Ok(done);
        }
        ctx.txn.seal::<Row>(&partition, items.into_iter().map(Ok), now)?;
        self.rows = number;
        self.first = first;
        if let Some(delivery) = delivery {
            self.delivery = Some(delivery.finish(ctx)?);
        }
        Ok(Ok(()))
    }

    /// Removes it with its result.
    pub fn remove(&self, txn: &mut Txn<'_>) -> Result<()> {
        let all = Row::of_query(&self.id);
        for run in txn.runs(&(all.clone()..all.end()))? {
            txn.drop_run(&run);
        }
        txn.delete(&self.key());
        Ok(())
    }
}

fn all(txn: &Txn<'_>) -> Result<Vec<Query>> {
    txn.scan(&Query::all()).collect()
}

/// Runs queries that nobody has looked at.
pub const RUNNING: Chore = Chore {
    name: "run queries",
    due: |txn| {
        let mut due: Option<Timestamp> = None;
        for query in all(txn)?.iter().filter(|query| query.waits()) {
            due = [due, Some(query.created + WAIT)].into_iter().flatten().min();
        }
        Ok(due)
    },
    run: |ctx| {
        for query in all(&ctx.txn)? {
            if query.waits() && query.created + WAIT <= ctx.now {
                query.settle(ctx)?;
            }
        }
        Ok(())
    },
};

/// Removes queries with their results, seven days after they were started.
pub const EXPIRY: Chore = Chore {
    name: "expire queries",
    due: |txn| Ok(all(txn)?.iter().map(|query| query.created + KEPT).min()),
    run: |ctx| {
        for query in all(&ctx.txn)? {
            if query.created + KEPT <= ctx.now {
                query.remove(&mut ctx.txn)?;
            }
        }
        Ok(())
    },
};

/// Removes the queries of an event data store that is gone.
pub fn remove_of(txn: &mut Txn<'_>, store: &str) -> Result<()> {
    for query in all(txn)?.iter().filter(|query| query.stores.iter().any(|other| other == store)) {
        query.remove(txn)?;
    }
    Ok(())
}
