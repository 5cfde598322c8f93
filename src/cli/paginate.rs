//! Running an operation, page by page where it answers in pages.
//!
//! Source: facts, "AWS CLI", e.

use crate::operation::{Operation, Service};
use crate::schema::check;
use crate::value::json::pretty;
use crate::value::{Object, Value};
use serde_json::json;

use super::arguments::{self, Asked};
use super::exit::{Failure, Outcome};
use super::program::Program;
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
    let shown = program.call(service, operation, &request, None)?;
    program.print(&shown.document)
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
