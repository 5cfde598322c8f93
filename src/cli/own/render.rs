//! `render`: prints a saved answer of the API as the operation's own command would.

use clap::{Arg, ArgMatches, Command};

use crate::operation::{Operation, Pager};
use crate::output::received;
use crate::schema::names::is_kebab;
use crate::schema::present;
use crate::services;
use crate::value::pretty::Printed;
use crate::value::{Value, bad_json};

use super::super::arguments::Asked;
use super::super::command::by_command;
use super::super::exit::{Failure, Outcome};
use super::super::paginate::{self, Answered};
use super::super::program::Program;
use super::super::suggest;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("render")
        .about("Prints a saved answer of the API as the operation's own command would")
        .long_about(
            "Prints a saved answer of the API as the operation's own command would: the answer \
             comes from the standard input as JSON, and goes through --query and --output. An \
             answer with the token of a next page is printed as that one page.",
        )
        .arg(Arg::new("service").value_name("SERVICE").required(true).help("The service"))
        .arg(Arg::new("operation").value_name("OPERATION").required(true).help("The operation"))
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let word = |name| matches.get_one::<String>(name).map_or("", String::as_str);
    let operation = find(word("service"), word("operation"))?;
    let mut text = String::new();
    let read = program.streams.input.read_to_string(&mut text);
    read.map_err(|cause| Failure::General(format!("could not read the answer: {cause}")))?;
    let answer: Value = serde_json::from_str(&text).map_err(|error| {
        let sentence = bad_json::sentence(&text).unwrap_or_else(|| error.to_string());
        Failure::General(format!("the answer is no JSON: {sentence}"))
    })?;
    if !answer.is_object() {
        return Err(Failure::General("the answer is no JSON object".to_owned()));
    }
    let document = received(&answer, operation.output);
    let is_one_page = |pager: &Pager| document.get(pager.output).is_some();
    let pager = operation.pager.filter(|pager| program.session.paginate && !is_one_page(pager));
    let wire_times = program.session.wire_times;
    let call = |_: &mut Program<'_>, _: &Value, _: Option<Printed<'_>>| {
        let document = document.clone();
        Ok(if wire_times { document } else { present(document, operation.output) })
    };
    paginate::answer(&mut Answered { program, operation, call }, pager, Asked::default())
}

fn find(service: &str, operation: &str) -> Outcome<&'static Operation> {
    let Some(service) = services::find(service) else {
        let names: Vec<&str> = services::ALL.iter().map(|service| service.command).collect();
        return Err(suggest::invalid_choice("service", service, &names));
    };
    if let Some(found) = by_command(service, operation) {
        return Ok(found);
    }
    if service.undeclared.iter().any(|name| is_kebab(operation, name)) {
        return Err(Failure::NotEmulated(format!("{} {operation}", service.command)));
    }
    let names: Vec<String> = service.operations.iter().map(Operation::command).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Err(suggest::invalid_choice("operation", operation, &names))
}
