//! `store coverage`: which operations are emulated.

use clap::Command;

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
        let emulated = service.operations.iter().map(|op| (kebab(op.name), "emulated"));
        let missing = service.not_emulated.iter().map(|name| (kebab(name), "not yet"));
        let custom = custom::of(service).map(|custom| (custom.name.to_owned(), "emulated"));
        let mut rows: Vec<_> = emulated.chain(missing).chain(custom).collect();
        rows.sort();
        rows.dedup_by(|later, earlier| later.0 == earlier.0);
        for (name, state) in &rows {
            listing.add_row([service.command, name, state]);
        }
        sums.push_str(&format!(
            "{}: {} of {} operations of the API\n",
            service.command,
            service.operations.len(),
            service.operations.len() + service.not_emulated.len()
        ));
    }
    program.streams.print(&format!("{}\n{sums}", text_of(&listing)))
}
