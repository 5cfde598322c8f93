//! The tables: a row for each operation, and what a service is made of.
//!
//! Everything about an operation that is not its handler's code stands in its row. The command
//! line, help, completion, man pages, pagination and the recording of calls are loops over these
//! tables.

use crate::context::Context;
use crate::error::{Code, Result};
use crate::schema::{Structure, names};
use crate::store::{Kind, Txn};
use crate::time::Timestamp;
use crate::value::Value;
use crate::value::pretty::Printed;

/// A service: its names and its tables.
pub struct Service {
    /// The word on the command line, as in `cloudtrail`.
    pub command: &'static str,
    /// The name that people know it by, as in `AWS CloudTrail`.
    pub title: &'static str,
    /// What it does, for the help.
    pub doc: &'static str,
    /// The source of its events, as in `cloudtrail.amazonaws.com`.
    pub source: &'static str,
    /// What it can do, in the order of the names.
    pub operations: &'static [Operation],
    /// What can be waited for.
    pub waiters: &'static [Waiter],
    /// What AWS can do and no row is there for.
    pub undeclared: &'static [&'static str],
    /// What it does by itself; of those due at one instant, the first listed comes first.
    pub chores: &'static [Chore],
    /// The kinds of records that it keeps.
    pub records: &'static [Kind],
    /// Returns the code of the error for a word or number outside the limits of the model, by the
    /// operation's name and the place in its request; `None` where the operation itself checks them
    /// and has its own words for them.
    pub invalid: fn(operation: &str, path: &str) -> Option<Code>,
    /// Returns what an event says of a request.
    pub request_in_event: fn(&Operation, &Value, region: &str) -> Value,
}

impl Service {
    /// Returns the row of an operation by its name, as in `CreateTrail`.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }
}

/// A row of the table.
pub struct Operation {
    /// The name in the API, as in `CreateTrail`.
    pub name: &'static str,
    /// What it does, in our own words.
    pub doc: &'static str,
    /// What it takes.
    pub input: &'static Structure,
    /// What it answers.
    pub output: &'static Structure,
    /// Whether it changes anything, as its event says.
    pub access: Access,
    /// What kind of event a call of it is.
    pub event: EventKind,
    /// How its answer is read page by page, if it comes in pages.
    pub pager: Option<Pager>,
    /// Answers a request that was checked against `input`; `None` where that is not emulated yet.
    pub run: Option<Handler>,
}

/// Answers a request. What is wanted as text is printed there, and not in the document.
pub type Handler = fn(&mut Context<'_>, &Value, Option<Printed<'_>>) -> Result<Value>;

impl Operation {
    /// Returns its word on the command line, as in `create-trail`.
    pub fn command(&self) -> String {
        names::command(self.name)
    }

    /// Returns whether this program can do what AWS does.
    pub const fn is_emulated(&self) -> bool {
        self.run.is_some()
    }
}

/// Whether an operation changes anything.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// It only reads.
    Read,
    /// It changes something.
    Write,
}

/// What kind of event a call is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EventKind {
    /// About resources themselves; kept in the event history.
    Management,
    /// About what is in a resource; only for trails that ask for it.
    Data,
}

/// How an answer is read page by page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pager {
    /// The member of the request that takes the token.
    pub input: &'static str,
    /// The member of the answer that has the token of the next page.
    pub output: &'static str,
    /// The member of the request that limits a page.
    pub limit: Option<&'static str>,
    /// The lists that are joined; the first is counted.
    pub results: &'static [&'static str],
    /// Members that are taken from the first page.
    pub once: &'static [&'static str],
}

impl Pager {
    /// Returns whether a member of the request says which page is meant, so that who gives it reads
    /// pages by hand.
    pub fn is_about(&self, member: &str) -> bool {
        self.input == member || self.limit == Some(member)
    }
}

/// Something that can be waited for: an operation is asked again until it answers as wanted.
pub struct Waiter {
    /// The name in the API, as in `AlarmExists`.
    pub name: &'static str,
    /// What is waited for, in our own words.
    pub doc: &'static str,
    /// The operation that is asked.
    pub operation: &'static str,
    /// What its answers mean. The first that fits counts; if none does, it is asked again, except
    /// after an error, which ends it.
    pub meanings: &'static [(Answer, Meaning)],
    /// The seconds before it is asked again.
    pub delay: u32,
    /// How many times it is asked.
    pub attempts: u32,
}

/// What an answer is like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// A JMESPath expression is true of it.
    Fits(&'static str),
    /// It has an HTTP status.
    Status(u16),
}

/// What an answer means to who waits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Meaning {
    /// It is so.
    Success,
    /// It is not so yet.
    Retry,
}

/// Something that a service does when its time comes.
pub struct Chore {
    /// Its name, for error messages.
    pub name: &'static str,
    /// Returns when it is next due, which follows from what is kept; `None` if nothing is to come.
    pub due: fn(&Txn<'_>) -> Result<Option<Timestamp>>,
    /// Does it; the context's time is when it was due. Afterwards it is due later, or not at all.
    pub run: fn(&mut Context<'_>) -> Result<()>,
}

/// Declares a table of operations.
///
/// ```text
/// operations! {
///     /// Lists the trails of all regions.
///     ListTrails(ListTrailsRequest) -> ListTrailsResponse = ops::trails::list_trails,
///         Read, Management, pager("NextToken" -> "NextToken", [Trails]);
///     /// Lists the queries of a store of events.
///     ListQueries(ListQueriesRequest) -> ListQueriesResponse = not_emulated, Read, Management;
/// }
/// ```
///
/// A row that says `not_emulated` in place of its handler has all that the others have, and says so
/// when it is run; its structures need not be more than an [`outline!`](crate::outline).
#[macro_export]
macro_rules! operations {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident($input:ty) -> $output:ty = $($handler:ident)::+, $access:ident, $event:ident
        $(, pager($token:literal -> $next:literal $(, limit $limit:literal)?,
            [$($result:ident),+] $(, once [$($once:ident),+])?))?;
    )*) => {
        &[$($crate::operation::Operation {
            name: stringify!($name),
            doc: concat!($($doc, "\n"),*),
            input: $crate::operation::structure_of::<$input>(),
            output: $crate::operation::structure_of::<$output>(),
            access: $crate::operation::Access::$access,
            event: $crate::operation::EventKind::$event,
            pager: $crate::pager!($($token, $next, [$($limit)?], [$($result),+], [$($($once),+)?])?),
            run: $crate::handler!($input, $output, $($handler)::+),
        }),*]
    };
}

/// The part of [`operations!`] that is about handlers.
#[macro_export]
#[doc(hidden)]
macro_rules! handler {
    ($input:ty, $output:ty, not_emulated) => {
        None
    };
    ($input:ty, $output:ty, $handler:path) => {
        Some(|ctx, request, printed| {
            let request = $crate::operation::read_request::<$input>(request)?;
            let mut answer: $output = $handler(ctx, request)?;
            if let Some(printed) = printed
                && $crate::schema::shape::print_answer(&mut answer, printed)
            {
                return Ok($crate::value::Value::Null);
            }
            Ok($crate::schema::Shape::write(answer))
        })
    };
}

/// The part of [`operations!`] that is about pages.
#[macro_export]
#[doc(hidden)]
macro_rules! pager {
    () => { None };
    ($token:literal, $next:literal, [], $results:tt, $once:tt) => {
        $crate::pager!(@ $token, $next, None, $results, $once)
    };
    ($token:literal, $next:literal, [$limit:literal], $results:tt, $once:tt) => {
        $crate::pager!(@ $token, $next, Some($limit), $results, $once)
    };
    (@ $token:literal, $next:literal, $limit:expr, [$($result:ident),+], [$($once:ident),*]) => {
        Some($crate::operation::Pager {
            input: $token,
            output: $next,
            limit: $limit,
            results: &[$(stringify!($result)),+],
            once: &[$(stringify!($once)),*],
        })
    };
}

/// Returns the structure behind a type that [`shape!`](crate::shape) or
/// [`outline!`](crate::outline) declared.
///
/// # Panics
///
/// Panics for other types; used in constants, it refuses them at compile time.
pub const fn structure_of<T: crate::schema::Described>() -> &'static Structure {
    match T::SCHEMA {
        crate::schema::Schema::Structure(structure) => structure,
        _ => panic!("an operation takes and answers structures"),
    }
}

/// Makes the request that a handler takes of a document.
///
/// The document was checked, so a failure means that check and shape disagree.
pub fn read_request<T: crate::schema::Shape>(request: &Value) -> Result<T> {
    T::read(request).map_err(|mismatch| {
        crate::error::Error::Invalid(format!("Parameter validation failed:\n{mismatch}"))
    })
}
