//! `s3 rm`: deletes an object, or all that lie below a path.

use clap::Command;

use super::super::options::{CustomOption, Given, Syntax, value};
use super::SCHEME;
use super::cp::{TOLD, WHICH, current_folder, telling, transfer};
use super::plan::Plan;
use super::sources::Options;
use super::transfer::Transfers;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::split::{Rest, classify};
use crate::value::Object;

const SYNTAX: Syntax = Syntax {
    command: "rm",
    about: "Deletes an object, or all that lie below a path",
    words: ("paths", "S3_URI", 1, 1),
    options: &[WHICH, TOLD, OTHERS],
};

const OTHERS: &[CustomOption] =
    &[value("request-payer", "WHO", "No bucket here lets the requester pay")
        .with_or_without_value()
        .without_effect()];

/// Returns the command.
pub(super) fn command() -> Command {
    SYNTAX.command()
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let given = SYNTAX.read(words)?;
    delete(program, "s3.rm", &given)
}

/// Deletes all objects of a bucket for another command.
pub(super) fn everything(program: &mut Program<'_>, command: &str, path: &str) -> Outcome {
    let words = ["--recursive".to_owned(), path.to_owned()];
    delete(program, command, &SYNTAX.read(&classify(&words))?)
}

fn delete(program: &mut Program<'_>, command: &str, given: &Given) -> Outcome {
    let page_size = given.number("page-size")?;
    let path = given.paths[0].as_str();
    if !path.starts_with(SCHEME) {
        let message = "usage: aws s3 rm <S3Uri>\nError: Invalid argument type";
        return Err(Failure::Parameter(message.to_owned()));
    }
    let current = current_folder()?;
    let mut transfers = Transfers {
        command,
        current: &current,
        telling: telling(given, false),
        dry: given.has("dryrun"),
        headers: Object::new(),
        guesses: false,
        keeps: true,
        failed: 0,
        warned: 0,
    };
    let plan = Plan::new(&current, path, path, given.has("recursive"));
    let options = Options { command, page_size, follow: true, deletes: true };
    transfer(program, given, &plan, &options, &mut transfers, |_| None)
}
