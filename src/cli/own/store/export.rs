//! `store export`: everything that is kept, in a folder that does not depend on how it is kept.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};

use super::super::super::exit::Outcome;
use super::super::super::program::Program;
use super::super::super::progress::Progress;
use super::{new_folder, tell_moved};

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("export")
        .about("Writes everything that is kept into a folder that 'store import' reads")
        .long_about(
            "Writes everything that is kept into a folder that 'store import' reads: trails and their \
             signing keys, events, metrics, buckets and the clock. The folder holds records.jsonl, \
             one JSON object a line, and the objects of the buckets as plain files. Nothing falls \
             due meanwhile, and the store stays as it is. Whoever has the folder can sign digests \
             as this store does, so it is readable by its owner alone.",
        )
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .required(true)
                .help("The folder, which must not be there yet, or be empty"),
        )
}

/// Runs it. A failure leaves no folder behind.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let target = PathBuf::from(matches.get_one::<String>("dir").cloned().unwrap_or_default());
    let Program { engine, streams, .. } = program;
    let mut progress = Progress::new("exporting", streams.err_is_terminal);
    let export = |folder: &Path| engine.export(folder, &mut |done, all| progress.tell(done, all));
    let moved = new_folder::fill(&target, export)?;
    progress.finish();
    tell_moved(program, &target, &moved)
}
