//! The command line, held to what AWS CLI 2.36.7 did.
//!
//! The cases in `tests/conformance/` were captured from it: what went in, and the bytes and exit code
//! that came out. They are whole but for what this program does not show: the HTTP bodies of
//! requests, and warnings of Python. `<usage>` stands for the usage that
//! the AWS CLI prints.
//!
//! Each test says by a rule which cases do not apply, and counts those that do, so that none is lost.

mod answers;
mod formats;
mod input;
mod made_up;
mod options;
mod processes;
mod tables;
mod times;
mod waits;

use serde_json::Value;
use trailwatch::cli::command::{self, Command};
use trailwatch::cli::exit::{Failure, Outcome, USAGE};
use trailwatch::cli::globals::Globals;
use trailwatch::cli::split::{Rest, classify};
use trailwatch::operation::Operation;

/// Returns cases from their file.
fn cases(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

/// Returns a text of a case.
fn text<'c>(case: &'c Value, name: &str) -> &'c str {
    case[name].as_str().unwrap()
}

/// Returns what a case says stands on the standard error.
fn expected_error(case: &Value) -> String {
    text(case, "err").replace("<usage>", USAGE)
}

/// Returns the words of a case.
fn words(case: &Value) -> Vec<String> {
    case["argv"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// Returns the value of an option among words.
fn option<'w>(words: &'w [String], name: &str) -> Option<&'w str> {
    let place = words.iter().position(|word| word == name)?;
    words.get(place + 1).map(String::as_str)
}

/// Finds the operation that words are about, with the global options and the words behind it.
fn operation(words: &[String]) -> Outcome<(&'static Operation, Globals, Vec<Rest>)> {
    let (globals, rest) =
        Globals::take(&classify(words), &|first| command::check_first("aws", first, &[]))?;
    let found = command::find("aws", &rest)?;
    match found.command {
        Command::Operation(_, operation) => Ok((operation, globals, found.words)),
        _ => Err(Failure::NotEmulated("what is no plain operation".to_owned())),
    }
}
