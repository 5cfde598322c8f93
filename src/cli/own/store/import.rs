//! `store import`: what another store exported, into an empty one.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use super::super::super::exit::Outcome;
use super::super::super::program::Program;
use super::super::super::progress::Progress;
use super::tell_moved;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("import")
        .about("Puts everything that 'store export' wrote into an empty store")
        .long_about(
            "Puts everything that 'store export' wrote into an empty store. All of it is checked; if \
             anything is wrong, the line of records.jsonl is named and nothing is kept. An import \
             that is killed leaves a store that other commands refuse until it is made again, from \
             its beginning, or 'store reset' removes what there is of it.",
        )
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .required(true)
                .help("The folder that 'store export' wrote"),
        )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let folder = PathBuf::from(matches.get_one::<String>("dir").cloned().unwrap_or_default());
    let Program { engine, streams, .. } = program;
    let mut progress = Progress::new("importing", streams.err_is_terminal);
    let moved = engine.import(&folder, &mut |done, all| progress.tell(done, all))?;
    progress.finish();
    tell_moved(program, &folder, &moved)
}
