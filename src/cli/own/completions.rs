//! `completions`: scripts that let a shell complete commands.

use clap::{Arg, ArgMatches, Command};

use crate::docs::{SHELLS, script};

use super::super::exit::{Failure, Outcome};
use super::super::program::Program;

/// Returns the command.
pub(super) fn command() -> Command {
    let shells: Vec<&str> = SHELLS.iter().map(|(shell, _)| *shell).collect();
    Command::new("completions")
        .about("Prints the script that lets a shell complete commands")
        .long_about(
            "Prints the script that lets a shell complete commands, options and their words. The \
             script asks the program, so it need not be written again with a new version.\n\n\
             \x20 bash: trailwatch completions bash > \
             ~/.local/share/bash-completion/completions/trailwatch\n\
             \x20 zsh:  trailwatch completions zsh > a file _trailwatch in a folder of $fpath\n\
             \x20 fish: trailwatch completions fish > ~/.config/fish/completions/trailwatch.fish",
        )
        .arg(Arg::new("shell").value_name("SHELL").required(true).value_parser(shells))
        .arg(
            Arg::new("name")
                .long("name")
                .value_name("NAME")
                .default_value("trailwatch")
                .help("The word that is completed, if the program is called by another, as by a link named aws"),
        )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let argument = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let text = script(argument("shell"), argument("name"))
        .ok_or_else(|| Failure::General("there is no script for this shell".to_owned()))?;
    program.streams.print(&text)
}
