//! What a command works with, and the two things that nearly every command does: it calls
//! operations, and it prints what they answer.

use std::borrow::Cow;

use crate::context::{Body, Download};
use crate::engine::{Call, Engine};
use crate::operation::{Access, Operation, Service};
use crate::output::{Format, Screen};
use crate::schema::{Schema, present};
use crate::value::pretty::Printed;
use crate::value::{Object, Value};

use super::environment::Environment;
use super::exit::{Failure, Outcome};
use super::globals::Session;
use super::pager::Pager;
use super::streams::Streams;
use super::{member, no_data};

/// What a command works with.
pub struct Program<'p> {
    /// Its settings.
    pub session: Session,
    /// The engine.
    pub engine: Engine,
    /// Where it writes.
    pub streams: Streams<'p>,
    /// Whether what it comes to is explained.
    pub explains: bool,
    /// Its last call, where that may be explained.
    pub last: Option<no_data::Call>,
    /// What its answers are read in.
    pub pager: Option<Pager>,
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
        let command = command(service, operation);
        self.call_as(&command, service, operation, request, body)
    }

    /// Calls an operation, and returns the document that it answers; what of it is wanted as text may be
    /// printed there instead.
    pub fn call_for(
        &mut self,
        service: &'static Service,
        operation: &'static Operation,
        request: &Value,
        printed: Option<Printed<'_>>,
    ) -> Outcome<Value> {
        let command = command(service, operation);
        let may_print = operation.access == Access::Read
            // Whoever explains an answer has to have it, and only a document has times as they were sent.
            && !self.explains
            && !self.session.wire_times;
        let printed = printed.filter(|_| may_print);
        Ok(self.make(&command, service, operation, request, (None, printed))?.document)
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
        self.make(command, service, operation, request, (body, None))
    }

    fn make(
        &mut self,
        command: &str,
        service: &'static Service,
        operation: &'static Operation,
        request: &Value,
        (body, printed): (Option<Body>, Option<Printed<'_>>),
    ) -> Outcome<Shown> {
        let region = &self.session.region;
        let call = Call { service, operation, region, request, body, printed, command };
        let outcome = self.engine.call(call);
        for warning in &outcome.warnings {
            self.warn(warning);
        }
        let answer = outcome.result.map_err(|error| Failure::of_call(operation.name, error))?;
        if self.explains {
            self.last = Some(no_data::Call {
                operation: operation.name,
                request: request.clone(),
                answer: answer.document.clone(),
            });
        }
        let document = if self.session.wire_times {
            answer.document
        } else {
            present(answer.document, operation.output)
        };
        Ok(Shown { document, body: answer.body })
    }

    /// Returns a request whose times have all parts of their date: what they leave out is that of
    /// today, by the store's clock, or by the machine's where no call is made.
    pub fn complete_times(&mut self, operation: &Operation, request: Object) -> Outcome<Object> {
        let mut now = || {
            if self.session.print_request {
                return Ok(self.engine.settings().clock.now());
            }
            Ok(self.engine.read_clock()?.time)
        };
        let mut request = Value::Object(request);
        member::complete_times(&mut request, Schema::Structure(operation.input), &mut now)?;
        match request {
            Value::Object(request) => Ok(request),
            _ => Ok(Object::new()),
        }
    }

    /// Prints a document in the format of the session, through its query; a table has the title.
    pub fn print(&mut self, title: &str, document: &Value) -> Outcome {
        let text = self.text(title, document)?;
        self.show(&text)
    }

    /// Shows text, in the pager if there is one.
    pub fn show(&mut self, text: &str) -> Outcome {
        let shown = match &mut self.pager {
            Some(pager) => pager.show(text)?,
            None => false,
        };
        if shown { Ok(()) } else { self.streams.print(text) }
    }

    /// Returns a document as it is printed.
    pub fn text(&self, title: &str, document: &Value) -> Outcome<String> {
        self.text_with(document, |format, picked, screen| format.print(title, picked, screen))
    }

    /// Prints a page of a listing in the format of the session, through its query.
    pub fn print_page(&mut self, title: &str, page: &Value) -> Outcome {
        let text = self
            .text_with(page, |format, picked, screen| format.print_page(title, picked, screen))?;
        self.streams.print(&text)
    }

    fn text_with(
        &self,
        document: &Value,
        print: impl FnOnce(Format, &Value, Screen) -> Result<String, String>,
    ) -> Outcome<String> {
        let format = self.session.format()?;
        if format == Format::Off {
            return Ok(String::new());
        }
        let picked = match &self.session.query {
            Some(query) => Cow::Owned(query.search(document).map_err(Failure::General)?),
            None => Cow::Borrowed(document),
        };
        print(format, &picked, self.session.screen).map_err(Failure::General)
    }

    /// Tells the caller something that AWS would not send.
    pub fn warn(&mut self, sentence: &str) {
        self.streams.tell(&format!("trailwatch: warning: {sentence}\n"));
    }
}

/// Returns the command of an operation as its events name it.
fn command(service: &Service, operation: &Operation) -> String {
    format!("{}.{}", service.command, operation.command())
}
