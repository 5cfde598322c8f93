//! `store check`: whether the store is sound.
//!
//! | what                 | how                                                                     |
//! |----------------------|-------------------------------------------------------------------------|
//! | records              | each is read as what it says it is                                      |
//! | sealed files         | all of each is read and compared with its checksums, its records too; and none is in the folder that the catalogue does not name |
//! | buckets              | each folder is read through                                             |
//! | topics               | each line is read as a message of its topic                             |
//! | metric streams       | each line or message is read as a record of its stream                  |
//! | chains of digests    | walked as `validate-logs` does, with their log files, without asking for anything |
//!
//! Nothing falls due meanwhile, so that a damaged store stays as it is. The exit code is 0 if nothing
//! is wrong and 1 if something is.

mod buckets;
mod chains;
mod records;
mod sealed;
mod streams;
mod topics;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::error::Error;

use super::super::super::exit::{Failure, Outcome};
use super::super::super::program::Program;
use super::super::super::progress::Progress;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("check")
        .about("Reads everything and says what is damaged; the exit code is 1 if anything is")
        .long_about(
            "Reads everything and says what is damaged: records, sealed files, buckets, topics, \
             what metric streams sent, and the digest chains of trails with their log files. The exit code is 1 if anything is.",
        )
        .arg(
            Arg::new("set-aside")
                .long("set-aside")
                .action(ArgAction::SetTrue)
                .help("Goes on without sealed files that are damaged, which are renamed and kept"),
        )
}

/// What was found so far.
struct Found {
    /// What is wrong, a line each.
    wrong: Vec<String>,
    /// What was put aside, a line each.
    aside: Vec<String>,
    /// What there is, as in `3 records`.
    sound: Vec<String>,
    /// Whether somebody looks at how it goes on.
    seen: bool,
}

impl Found {
    fn wrong(&mut self, line: String) {
        self.wrong.push(line);
    }

    /// Counts what there is, if there is any.
    fn count(&mut self, number: u64, of_one: &str, of_many: &str) {
        if number > 0 {
            self.sound.push(format!("{number} {}", if number == 1 { of_one } else { of_many }));
        }
    }

    /// Returns a bar for a part of the work.
    fn progress(&self, what: &'static str) -> Progress {
        Progress::new(what, self.seen)
    }
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let seen = program.streams.err_is_terminal;
    let mut found = Found { wrong: Vec::new(), aside: Vec::new(), sound: Vec::new(), seen };
    match look(program, matches.get_flag("set-aside"), &mut found) {
        // One that cannot be opened is what this command is there to tell.
        Err(Error::Damaged(what)) => found.wrong(what),
        looked => looked?,
    }
    let Found { wrong, aside, sound, .. } = found;
    let mut text = String::new();
    for line in &aside {
        text.push_str(&format!("set aside: {line}\n"));
    }
    if wrong.is_empty() {
        text.push_str(&format!("sound: {}\n", sound.join(", ")));
        return program.streams.print(&text);
    }
    text.push_str(&format!("{}\n", wrong.join("\n")));
    program.streams.print(&text)?;
    Err(Failure::Quiet(1))
}

fn look(program: &mut Program<'_>, set_aside: bool, found: &mut Found) -> Result<(), Error> {
    let store = program.engine.store()?;
    records::look(store, found);
    sealed::look(store, set_aside, found)?;
    buckets::look(store, found);
    topics::look(store, found)?;
    streams::look(store, found)?;
    chains::look(store, found);
    Ok(())
}
