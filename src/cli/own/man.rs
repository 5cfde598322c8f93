//! `man`: writes the man pages.

use std::fs;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::docs::pages;
use crate::error::Error;

use super::super::exit::{Failure, Outcome};
use super::super::program::Program;
use super::super::tree::tree;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("man").about("Writes the man pages into a folder, one a command").arg(
        Arg::new("folder")
            .value_name("DIR")
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .help("The folder, such as ~/.local/share/man/man1; it is made if it is not there"),
    )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let folder = matches.get_one::<PathBuf>("folder").cloned().unwrap_or_default();
    fs::create_dir_all(&folder).map_err(Error::machine("make", &folder))?;
    let pages = pages(tree())
        .map_err(|cause| Failure::General(format!("could not write the man pages: {cause}")))?;
    for page in &pages {
        let path = folder.join(&page.file);
        fs::write(&path, &page.text).map_err(Error::machine("write", &path))?;
    }
    program.streams.print(&format!("{} pages in {}\n", pages.len(), folder.display()))
}
