//! `sim`: what happens in the rest of AWS. Each of its commands has a file.

mod call;
mod ec2;
mod import;
mod metrics;
mod organization;
mod policy;
mod resource;

use clap::{ArgMatches, Command};

use super::super::exit::Outcome;
use super::super::program::Program;
use super::Own;

/// Its commands, in the order in which help lists them.
const ALL: &[Own] = &[
    Own { name: "call", command: call::command, run: call::run },
    Own { name: "ec2", command: ec2::command, run: ec2::run },
    Own { name: "import", command: import::command, run: import::run },
    Own { name: "metrics", command: metrics::command, run: metrics::run },
    Own { name: "organization", command: organization::command, run: organization::run },
    Own { name: "policy", command: policy::command, run: policy::run },
    Own { name: "resource", command: resource::command, run: resource::run },
];

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("sim")
        .about(
            "Stands in for the rest of AWS: makes events, reads in real ones, publishes metrics, declares an organization, prints policies, \
             puts resources there",
        )
        .subcommand_required(true)
        .subcommands(ALL.iter().map(|own| (own.command)()))
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    match matches.subcommand() {
        Some((name, matches)) => match ALL.iter().find(|own| own.name == name) {
            Some(own) => (own.run)(program, matches),
            None => Ok(()),
        },
        None => Ok(()),
    }
}
