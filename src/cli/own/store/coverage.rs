//! `store coverage`: which operations are emulated.

use clap::Command;

use crate::operation::Operation;
use crate::schema::names::kebab;
use crate::services;

use super::super::super::custom;
use super::super::super::exit::Outcome;
use super::super::super::program::Program;
use super::{table, text_of};

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("coverage")
        .about("Lists the operations of each service and whether they are emulated")
}

/// Runs it; nothing is opened.
pub(super) fn run(program: &mut Program<'_>) -> Outcome {
    let mut listing = table(&["SERVICE", "OPERATION", "STATE"], &[]);
    let mut sums = String::new();
    for service in services::ALL {
        let state = |op: &Operation| if op.is_emulated() { "emulated" } else { "not yet" };
        let declared = service.operations.iter().map(|op| (op.command(), state(op)));
        let undeclared = service.undeclared.iter().map(|name| (kebab(name), "not yet"));
        let custom = custom::of(service).map(|custom| {
            let state = "emulated";
            (custom.name.to_owned(), state)
        });
        let mut rows: Vec<_> = declared.chain(undeclared).chain(custom).collect();
        rows.sort();
        rows.dedup_by(|later, earlier| later.0 == earlier.0);
        for (name, state) in &rows {
            listing.add_row([service.command, name, state]);
        }
        sums.push_str(&format!(
            "{}: {} of {} operations of the API\n",
            service.command,
            service.operations.iter().filter(|op| op.is_emulated()).count(),
            service.operations.len() + service.undeclared.len()
        ));
    }
    program.streams.print(&format!("{}\n{sums}", text_of(&listing)))
}
