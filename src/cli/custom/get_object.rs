//! `s3api get-object`: a download, whose bytes go to a file.

use std::fs::File;
use std::io;

use clap::{Arg, Command};

use super::super::arguments;
use super::super::errno;
use super::super::exit::{Failure, Outcome};
use super::super::paginate;
use super::super::program::Program;
use super::super::split::Rest;
use super::super::tree::operation_command;
use super::s3::download::open;
use super::s3::{SERVICE, operation};
use crate::value::Value;

/// Returns the command.
pub(super) fn command() -> Command {
    operation_command(operation("GetObject")).arg(
        Arg::new("outfile")
            .value_name("OUTFILE")
            .required(true)
            .help("The file that the bytes are written to"),
    )
}

/// Runs it. The file is opened once there is something to write to it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let operation = operation("GetObject");
    let (outfile, words) = take_outfile(words)?;
    let asked = arguments::read(operation, &words, program.environment);
    let mut asked = with_outfile(asked, outfile.is_some())?;
    asked.request = program.complete_times(operation, asked.request)?;
    let outfile = outfile.unwrap_or_default();
    let request = Value::Object(asked.request.clone());
    if program.session.print_request {
        return paginate::print_request(program, &SERVICE, operation, asked, None);
    }
    let shown = program.call(&SERVICE, operation, &request, None)?;
    let mut content = open(&shown)?;
    let fail = |cause: io::Error| Failure::General(errno::text(&cause, &outfile));
    let mut file = File::create(&outfile).map_err(fail)?;
    io::copy(&mut content, &mut file).map_err(fail)?;
    program.print(operation.name, &shown.document)
}

/// Takes the word that stands alone out of the others.
fn take_outfile(words: &[Rest]) -> Outcome<(Option<String>, Vec<Rest>)> {
    let mut rest = words.to_vec();
    let place = arguments::first_alone(operation("GetObject"), words)?;
    let outfile = place.map(|place| rest.remove(place).text().to_owned());
    Ok((outfile, rest))
}

/// Adds the file to the arguments that are missing.
fn with_outfile<T>(asked: Outcome<T>, there: bool) -> Outcome<T> {
    const REQUIRED: &str = "the following arguments are required: ";
    match asked {
        Err(Failure::Parse(message)) if !there && message.starts_with(REQUIRED) => {
            Err(Failure::Parse(format!("{message}, outfile")))
        }
        Ok(_) if !there => Err(Failure::Parse(format!("{REQUIRED}outfile"))),
        asked => asked,
    }
}
