//! Commands of our own, each in a file; clap reads their words.

mod alarms;
mod clock;
mod completions;
mod dashboard;
mod draw;
mod graph;
mod man;
mod render;
mod sim;
mod store;
mod tour;

use clap::{Arg, ArgMatches, Command};

use super::exit::{Failure, Outcome};
use super::program::Program;
use super::split::{Alone, Kind, Rest, Spec, Takes, split_alone};

/// A command of our own.
pub struct Own {
    /// Its word, as in `clock`.
    pub name: &'static str,
    /// Returns it as clap knows it.
    pub command: fn() -> Command,
    /// Runs it.
    pub run: fn(&mut Program<'_>, &ArgMatches) -> Outcome,
}

/// All of them, in the order in which help lists them.
pub const ALL: &[Own] = &[
    Own { name: "alarms", command: alarms::command, run: alarms::run },
    Own { name: "clock", command: clock::command, run: clock::run },
    Own { name: "completions", command: completions::command, run: completions::run },
    Own { name: "dashboard", command: dashboard::command, run: dashboard::run },
    Own { name: "graph", command: graph::command, run: graph::run },
    Own { name: "man", command: man::command, run: man::run },
    Own { name: "render", command: render::command, run: render::run },
    Own { name: "sim", command: sim::command, run: sim::run },
    Own { name: "store", command: store::command, run: store::run },
    Own { name: "tour", command: tour::command, run: tour::run },
];

/// Those that the user's settings are not for, so that none of them may be in their way.
const WITHOUT_SETTINGS: [&str; 3] = ["completions", "man", "tour"];

impl Own {
    /// Returns whether it looks at the user's settings.
    pub fn has_settings(&self) -> bool {
        !WITHOUT_SETTINGS.contains(&self.name)
    }
}

/// Returns the command of a name.
pub fn find(name: &str) -> Option<&'static Own> {
    ALL.iter().find(|own| own.name == name)
}

/// Returns the options of the command of our own that a command line names, if it names one.
pub fn options(words: &[Rest], globals: &[Spec]) -> Vec<Spec> {
    let anything = Alone { check: &|_| Ok(()), keeps: true, optional: false };
    let named = words.iter().enumerate().find_map(|(place, word)| {
        let own = find(word.text())?;
        // It may as well be the value of an option.
        let before = split_alone(&words[..=place], globals, Some(anything)).ok()?;
        (before.alone.as_deref() == Some(own.name)).then_some(own)
    });
    let Some(own) = named else { return Vec::new() };
    let mut commands = vec![(own.command)()];
    let mut specs = Vec::new();
    while let Some(command) = commands.pop() {
        specs.extend(command.get_arguments().filter_map(Arg::get_long).map(|long| Spec {
            name: format!("--{long}"),
            takes: Takes::Nothing,
            kind: Kind::Left,
        }));
        commands.extend(command.get_subcommands().cloned());
    }
    specs
}

/// Runs a command with the words behind it.
pub fn run(program: &mut Program<'_>, own: &Own, words: &[Rest]) -> Outcome {
    let words = std::iter::once(own.name).chain(words.iter().map(Rest::text));
    // Help never comes to here, see `cli::help`; what clap says else is what is wrong.
    let command = (own.command)().bin_name(format!("trailwatch {}", own.name));
    match command.try_get_matches_from(words) {
        Ok(matches) => (own.run)(program, &matches),
        Err(error) => {
            let text = error.to_string();
            Err(Failure::Parameter(text.strip_prefix("error: ").unwrap_or(&text).to_owned()))
        }
    }
}
