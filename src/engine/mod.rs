//! The spine: every call goes through here, whatever face it came through.
//!
//! ```text
//! check the request against its schema        no store is needed to refuse it
//! open the store, read its clock
//! settle what has fallen due                  agenda: one transaction a chore
//! run the handler in a savepoint              an error takes its changes back
//! record the call as an event, commit         one transaction a call
//! ```

pub mod agenda;
pub mod clock;
mod inventory;
#[cfg(test)]
mod judged;
mod logged;
mod moving;
pub mod observe;
pub mod names;
mod progress;
pub mod records;
mod remedies;

use std::time::Duration;

use crate::context::{Body, Caller, Context, Download, Extra};
use crate::error::{ApiError, Error, Result};
use crate::id::Ids;
use crate::operation::{Operation, Service};
use crate::schema::{check, constraints};
use crate::services::cloudtrail::trail::Trail;
use crate::services::cloudtrail::{lake, log_lines, organization};
use crate::store::{Home, Store, Txn};
use crate::time::Timestamp;
use crate::time::clock::Clock;
use crate::value::Value;
use crate::value::pretty::Printed;

pub use progress::Watch;

/// What an engine works with, as the environment says it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the store lies.
    pub home: Home,
    /// How long to wait for another process that has it.
    pub patience: Duration,
    /// The machine's clock.
    pub clock: Clock,
    /// What identifiers follow from, if they are to be the same each time.
    pub seed: Option<u64>,
    /// Who calls.
    pub caller: Caller,
}

/// A call of an operation.
pub struct Call<'a> {
    /// The service.
    pub service: &'static Service,
    /// The operation.
    pub operation: &'static Operation,
    /// The region that it goes to.
    pub region: &'a str,
    /// What is asked.
    pub request: &'a Value,
    /// The bytes that come with it.
    pub body: Option<Body>,
    /// What of the answer is printed as it comes, in place of being in the document: only for an
    /// operation that changes nothing, since its event tells nothing of its answer.
    pub printed: Option<Printed<'a>>,
    /// The command that makes it, as the event names it: `cloudtrail.create-trail`.
    pub command: &'a str,
}

/// What a call answers.
#[derive(Debug)]
pub struct Answer {
    /// The document.
    pub document: Value,
    /// The bytes of the answer.
    pub body: Option<Download>,
}

/// How a call went: the answer or the error, and what to tell the caller in either case.
#[derive(Debug)]
pub struct Outcome {
    /// The answer or the error.
    pub result: Result<Answer>,
    /// Sentences that AWS would not send.
    pub warnings: Vec<String>,
}

/// The engine. The store is opened by the first call that needs it.
pub struct Engine {
    settings: Settings,
    store: Option<Store>,
    /// Whether what calls change comes onto the disk only with the last of them.
    puts_off: bool,
    /// The time at which the calls of one command are made, once the first of them has settled.
    settled: Option<Timestamp>,
    watch: Watch,
}

impl Engine {
    /// Makes an engine; nothing is opened yet. `watch` shows long work to whoever waits for it.
    pub const fn new(settings: Settings, watch: Watch) -> Self {
        Self { settings, store: None, puts_off: false, settled: None, watch }
    }

    /// Returns what it works with.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Makes a call.
    ///
    /// A request that is not as its schema says is refused before the store is opened, and so is one
    /// of an operation that is not emulated yet. An error that the operation answers is recorded as
    /// an event, without any other change.
    pub fn call(&mut self, call: Call<'_>) -> Outcome {
        let mut warnings = Vec::new();
        let result = self.try_call(call, &mut warnings);
        Outcome { result, warnings }
    }

    fn try_call(&mut self, mut call: Call<'_>, warnings: &mut Vec<String>) -> Result<Answer> {
        let violations = check::violations(call.request, call.operation.input);
        if !violations.is_empty() {
            let lines = violations.join("\n");
            return Err(Error::Invalid(format!("Parameter validation failed:\n{lines}")));
        }
        let Some(run) = call.operation.run else {
            let (service, command) = (call.service.command, call.operation.command());
            return Err(Error::NotEmulated(format!("{service} {command}")));
        };
        let now = self.settle()?;
        let settings = self.settings.clone();
        let store = self.store()?;
        let mut ctx = context(&settings, store.begin(), call.region, (now, now), None)?;
        let before = Trail::seen_by(&ctx.txn, &ctx.caller.account)?;
        ctx.body.clone_from(&call.body);

        let printed = call.printed.take();
        let point = ctx.txn.savepoint();
        let answered =
            limits(&call).map_err(Error::from).and_then(|()| run(&mut ctx, call.request, printed));
        let answered = match answered {
            Ok(document) => Ok(document),
            Err(Error::Api(error)) => {
                ctx.txn.return_to(point);
                ctx.extra.observed.clear();
                Err(error)
            }
            // What is not emulated, or failed in the machine, has not happened.
            Err(other) => return Err(other),
        };
        observe::call(&mut ctx, &call, answered.as_ref(), &before)?;
        inventory::observe(&mut ctx)?;
        observe::by_services(&mut ctx)?;
        logged::observe(&mut ctx)?;
        warnings.append(&mut ctx.extra.warnings);
        let body = ctx.extra.body.take();
        names::commit(store, ctx.txn)?;
        let document = answered.map_err(ApiError::as_seen)?;
        Ok(Answer { document, body })
    }

    /// Does what has fallen due by now, and returns the time. All calls of one command are made at the
    /// time of its first, at which nothing is due any more.
    pub fn settle(&mut self) -> Result<Timestamp> {
        if let Some(settled) = self.settled {
            return Ok(settled);
        }
        let settings = self.settings.clone();
        let now = clock::now(&self.store()?.begin(), settings.clock)?;
        let (store, watch) = self.open()?;
        agenda::settle(store, &settings, now, watch)?;
        self.settled = self.puts_off.then_some(now);
        Ok(now)
    }

    /// Changes the store's clock, and does what falls due on the way.
    ///
    /// Fails with [`Error::Refused`] if the clock would go backwards.
    pub fn set_clock(&mut self, change: clock::Change) -> Result<clock::Reading> {
        self.settle()?;
        let settings = self.settings.clone();
        let store = self.store()?;
        let mut txn = store.begin();
        clock::change(&mut txn, store.keys(), settings.clock, change)?;
        // The clock moves on in the same commit as the last of what falls due on the way would: a
        // kill in between leaves chores that the next command does.
        txn.commit()?;
        self.settled = None;
        self.settle().map_err(|error| match error {
            Error::Machine { doing, cause } => {
                let doing = format!(
                    "do all that falls due up to the clock's new time, which is left to the next \
                     command: {doing}"
                );
                Error::Machine { doing, cause }
            }
            other => other,
        })?;
        self.read_clock()
    }

    /// Returns what the store's clock shows.
    pub fn read_clock(&mut self) -> Result<clock::Reading> {
        let machine = self.settings.clock;
        clock::read(&self.store()?.begin(), machine)
    }

    /// Runs something in a transaction of its own, after settling, and commits what it changed.
    pub fn with_context<T>(
        &mut self,
        region: &str,
        work: impl FnOnce(&mut Context<'_>) -> Result<T>,
    ) -> Result<T> {
        let now = self.settle()?;
        let settings = self.settings.clone();
        let store = self.store()?;
        let mut ctx = context(&settings, store.begin(), region, (now, now), None)?;
        let done = work(&mut ctx)?;
        inventory::observe(&mut ctx)?;
        observe::by_services(&mut ctx)?;
        logged::observe(&mut ctx)?;
        names::commit(store, ctx.txn)?;
        Ok(done)
    }

    /// Lets what follows be calls of one command, which only together have to be on the disk: it waits
    /// for that once, in [`keep`](Self::keep), and not for each of them.
    pub fn put_off(&mut self) {
        self.puts_off = true;
        if let Some(store) = &self.store {
            store.put_off();
        }
    }

    /// Waits until what calls changed is on the disk, as each that follows does.
    pub fn keep(&mut self) -> Result<()> {
        self.puts_off = false;
        self.settled = None;
        self.store.as_ref().map_or(Ok(()), Store::keep)
    }

    /// Closes the store, so that other processes can have it; what comes next opens it again.
    pub fn release(&mut self) {
        self.settled = None;
        self.store = None;
    }

    /// Returns the store, opening it if it is not open yet.
    pub fn store(&mut self) -> Result<&Store> {
        self.open().map(|(store, _)| store)
    }

    fn open(&mut self) -> Result<(&Store, &mut Watch)> {
        if self.store.is_none() {
            let opened = Store::open(self.settings.home.clone(), self.settings.patience)?;
            if self.puts_off {
                opened.put_off();
            }
            self.store = Some(opened);
        }
        let store = self.store.as_ref().expect("it was opened above");
        Ok((store, &mut self.watch))
    }
}

/// Makes the context of a call or a chore.
///
/// With a seed, its identifiers follow from what `parts` name. A call is named by its number, so
/// that each has others; a chore by when it was due, so that they do not depend on who looked.
fn context<'s>(
    settings: &Settings,
    mut txn: Txn<'s>,
    region: &str,
    (now, until): (Timestamp, Timestamp),
    chore: Option<&str>,
) -> Result<Context<'s>> {
    let number = clock::tick(&mut txn, now)?;
    let ids = match (settings.seed, chore) {
        (None, _) => Ids::random(),
        (Some(seed), None) => Ids::seeded(seed, &["call", &number.to_string()]),
        (Some(seed), Some(chore)) => Ids::seeded(seed, &["chore", chore, &now.to_string()]),
    };
    Ok(Context {
        caller: settings.caller.clone(),
        region: region.to_owned(),
        now,
        until,
        number,
        ids,
        txn,
        body: None,
        extra: Extra::default(),
        logs: log_lines::lines,
        trails: inventory::trails,
        remedies: remedies::remedy,
        organization: organization::organized,
        items: lake::take_items,
    })
}

/// Checks a request against the limits that the service sets in its model.
fn limits(call: &Call<'_>) -> Result<(), ApiError> {
    let Some(found) = constraints::found(call.request, call.operation.input) else {
        return Ok(());
    };
    match (call.service.invalid)(call.operation.name, &found.first) {
        Some(code) => Err(ApiError::new(code, found.message)),
        None => Ok(()),
    }
}
