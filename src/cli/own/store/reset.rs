//! `store reset`: starting over.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::store::Home;

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("reset").about("Removes everything that is kept, buckets too").arg(
        Arg::new("yes")
            .long("yes")
            .action(ArgAction::SetTrue)
            .help("Says that this is meant; without it nothing is removed"),
    )
}

/// Runs it; the store need not be sound.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let settings = program.engine.settings().clone();
    let path = settings.home.path().display().to_string();
    if !matches.get_flag("yes") {
        return Err(Failure::Parameter(format!(
            "this removes everything under {path}, its buckets too: say --yes if that is meant"
        )));
    }
    Home::reset(&settings.home, settings.patience)?;
    program.streams.print(&format!("{path} is empty\n"))
}
