//! What a command works with, and the two things that nearly every command does: it calls
//! operations, and it prints what they answer.

use crate::context::{Body, Download};
use crate::engine::{Call, Engine};
use crate::operation::{Operation, Service};
use crate::output::{Format, Screen, present};
use crate::value::Value;

use super::environment::Environment;
use super::exit::{Failure, Outcome};
use super::globals::Session;
use super::streams::Streams;

/// What a command works with.
pub struct Program<'p> {
    /// Its settings.
    pub session: Session,
    /// The engine.
    pub engine: Engine,
    /// Where it writes.
    pub streams: Streams<'p>,
    /// The environment.
    pub environment: &'p Environment,
}

/// An answer as commands show it.
#[derive(Debug)]
pub struct Shown {
    /// The document, its times as text.
    pub document: Value,
    /// The bytes of the answer.
    pub body: Option<Download>,
}

impl Program<'_> {
    /// Calls an operation under its own name.
    pub fn call(
        &mut self,
        service: &'static Service,
        operation: &'static Operation,
        request: &Value,
        body: Option<Body>,
    ) -> Outcome<Shown> {
        let command = format!("{}.{}", service.command, operation.command());
        self.call_as(&command, service, operation, request, body)
    }

    /// Calls an operation for a command of another name, which its event tells.
    pub fn call_as(
        &mut self,
        command: &str,
        service: &'static Service,
        operation: &'static Operation,
        request: &Value,
        body: Option<Body>,
    ) -> Outcome<Shown> {
        let region = &self.session.region;
        let outcome = self.engine.call(Call { service, operation, region, request, body, command });
        for warning in &outcome.warnings {
            self.warn(warning);
        }
        let answer = outcome.result.map_err(|error| Failure::of_call(operation.name, error))?;
        let document = if self.session.wire_times {
            answer.document
        } else {
            present(&answer.document, operation.output)
        };
        Ok(Shown { document, body: answer.body })
    }

    /// Prints a document in the format of the session, through its query; a table has the title.
    pub fn print(&mut self, title: &str, document: &Value) -> Outcome {
        self.print_with(document, |format, picked, screen| format.print(title, picked, screen))
    }

    /// Prints a page of a listing in the format of the session, through its query.
    pub fn print_page(&mut self, title: &str, page: &Value) -> Outcome {
        self.print_with(page, |format, picked, screen| format.print_page(title, picked, screen))
    }

    fn print_with(
        &mut self,
        document: &Value,
        print: impl FnOnce(Format, &Value, Screen) -> Result<String, String>,
    ) -> Outcome {
        let format = self.session.format()?;
        if format == Format::Off {
            return Ok(());
        }
        let picked = match &self.session.query {
            Some(query) => query.search(document).map_err(Failure::General)?,
            None => document.clone(),
        };
        let text = print(format, &picked, self.session.screen).map_err(Failure::General)?;
        self.streams.print(&text)
    }

    /// Tells the caller something that AWS would not send.
    pub fn warn(&mut self, sentence: &str) {
        self.streams.tell(&format!("trailwatch: warning: {sentence}\n"));
    }
}
