//! Running an operation, page by page where it answers in pages.
//!
//! Source: facts, "AWS CLI", e.

use crate::engine::Call;
use crate::operation::{Operation, Service};
use crate::output::present;
use crate::schema::check;
use crate::schema::names::kebab;
use crate::value::json::pretty;
use crate::value::{Object, Value};
use serde_json::json;

use super::arguments::{self, Asked};
use super::exit::{Failure, Outcome};
use super::run::Program;
use super::split::Rest;

/// Runs an operation with the words behind it.
pub fn run(
    program: &mut Program<'_>,
    service: &'static Service,
    operation: &'static Operation,
    words: &[Rest],
) -> Outcome {
    let asked = arguments::read(operation, words, program.environment)?;
    run_asked(program, service, operation, asked)
}

/// Runs an operation whose request is made.
pub fn run_asked(
    program: &mut Program<'_>,
    service: &'static Service,
    operation: &'static Operation,
    asked: Asked,
) -> Outcome {
    let request = Value::Object(asked.request);
    if program.session.print_request {
        return print_request(program, service, operation, &request);
    }
    let document = call(program, service, operation, &request)?;
    print(program, &document)
}

/// Makes one call and returns the document as commands show it.
pub fn call(
    program: &mut Program<'_>,
    service: &'static Service,
    operation: &'static Operation,
    request: &Value,
) -> Outcome<Value> {
    let command = format!("{}.{}", service.command, kebab(operation.name));
    let outcome = program.engine.call(Call {
        service,
        operation,
        region: &program.session.region,
        request,
        body: None,
        command: &command,
    });
    for warning in &outcome.warnings {
        program.streams.tell(&format!("trailwatch: warning: {warning}\n"));
    }
    let answer = outcome.result.map_err(|error| Failure::of_call(operation.name, error))?;
    Ok(present(&answer.document, operation.output))
}

/// Prints a document in the format of the session, through its query.
pub fn print(program: &mut Program<'_>, document: &Value) -> Outcome {
    let format = program.session.format()?;
    let picked = match &program.session.query {
        Some(query) => query.search(document).map_err(Failure::General)?,
        None => document.clone(),
    };
    program.streams.print(&format.print(&picked))
}

/// Checks a request and prints it in place of making it.
fn print_request(
    program: &mut Program<'_>,
    service: &Service,
    operation: &Operation,
    request: &Value,
) -> Outcome {
    let violations = check::violations(request, operation.input);
    if !violations.is_empty() {
        let lines = violations.join("\n");
        return Err(Failure::Parameter(format!("Parameter validation failed:\n{lines}")));
    }
    let mut shown = Object::new();
    shown.insert("Service".to_owned(), json!(service.command));
    shown.insert("Operation".to_owned(), json!(operation.name));
    shown.insert("Request".to_owned(), request.clone());
    program.streams.print(&format!("{}\n", pretty(&Value::Object(shown))))
}
