//! `s3api put-object`: an upload, whose `--body` is a file that is read as it is sent.

use std::path::PathBuf;

use clap::Command;

use super::super::arguments;
use super::super::exit::{Failure, Outcome};
use super::super::paginate;
use super::super::program::Program;
use super::super::split::Rest;
use super::super::tree::operation_command;
use super::s3::{SERVICE, operation};
use crate::context::Body;
use crate::value::Value;

/// Returns the command.
pub(super) fn command() -> Command {
    operation_command(operation("PutObject")).mut_arg("body", |body| body.value_name("FILE"))
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let operation = operation("PutObject");
    let mut asked = arguments::read(operation, words, program.environment)?;
    if let Some(skeleton) = asked.skeleton {
        return skeleton.show(program, &SERVICE, operation, &Value::Object(asked.request));
    }
    asked.request = program.complete_times(operation, asked.request)?;
    let body = asked.request.shift_remove("Body");
    let body = body.as_ref().and_then(Value::as_str).map(|path| file(program, path)).transpose()?;
    if program.session.print_request {
        return paginate::print_request(program, &SERVICE, operation, asked, None);
    }
    let request = Value::Object(asked.request);
    let shown = program.call(&SERVICE, operation, &request, body.map(Body::File))?;
    program.print(operation.name, &shown.document)
}

/// Returns the file that a path names.
fn file(program: &Program<'_>, path: &str) -> Outcome<PathBuf> {
    let path = program.environment.expand(path);
    if path.is_file() {
        return Ok(path);
    }
    let message = "Error parsing parameter '--body': Blob values must be a path to a file.";
    Err(Failure::Parameter(message.to_owned()))
}
