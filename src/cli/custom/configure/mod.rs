//! `configure`: the AWS CLI's files of settings.
//!
//! Source: the AWS CLI 2.36.7, as it was run; AWS CLI User Guide, "Configuration and credential file
//! settings".

mod get;
mod list;
mod set;
mod writer;

use clap::{Arg, Command};

use super::{Custom, Group};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::profile::Configuration;
use crate::cli::program::Program;
use crate::cli::split::{Rest, Spec, Takes, split};

/// The group.
pub(super) const GROUP: Group = Group {
    name: "configure",
    title: "The AWS CLI's settings",
    doc: "Shows and writes the settings of the AWS CLI, which this program goes by as well: \
          ~/.aws/config and ~/.aws/credentials, or what AWS_CONFIG_FILE and \
          AWS_SHARED_CREDENTIALS_FILE name.",
    commands: &[
        Custom { service: "configure", name: "get", command: get::command, run: get::run },
        Custom { service: "configure", name: "list", command: list::command, run: list::run },
        Custom {
            service: "configure",
            name: "list-profiles",
            command: list_profiles_command,
            run: list_profiles,
        },
        Custom { service: "configure", name: "set", command: set::command, run: set::run },
    ],
    not_emulated: &["add-model", "export-credentials", "import", "mfa-login", "sso", "sso-session"],
};

fn list_profiles_command() -> Command {
    Command::new("list-profiles").about("Lists the profiles").disable_help_flag(true)
}

/// Lists the profiles, those of the configuration file first.
fn list_profiles(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    Words::read(words, &[])?;
    for profile in Configuration::load(program.environment)?.profiles {
        program.streams.print(&format!("{}\n", profile.name))?;
    }
    Ok(())
}

/// The words behind a command, and the section that an option names.
struct Words {
    words: Vec<String>,
    /// The kind of section and its name, as in `services`, `local`.
    section: Option<(&'static str, String)>,
}

/// The options that name a section, without their dashes.
const SECTIONS: [&str; 2] = ["sso-session", "services"];

impl Words {
    /// Reads as many words as there are names.
    ///
    /// Fails with, in this order: what argparse refuses, words that are missing, those that are too
    /// many, and two sections at once.
    fn read(words: &[Rest], names: &[&str]) -> Outcome<Self> {
        let spec = |name: &str| Spec::new(format!("--{name}"), Takes::One);
        let options: &[&str] = if names.is_empty() { &[] } else { &SECTIONS };
        let specs: Vec<Spec> = options.iter().map(|name| spec(name)).collect();
        let split = split(words, &specs)?;
        let is_option = |rest: &Rest| rest.text().starts_with("--");
        let (unknown, mut given): (Vec<String>, Vec<String>) = {
            let text = |rest: &Rest| rest.text().to_owned();
            let rest = split.rest.iter().filter(|rest| **rest != Rest::End);
            let (unknown, given): (Vec<&Rest>, Vec<&Rest>) =
                rest.partition(|rest| is_option(rest) && matches!(rest, Rest::Option(_)));
            (unknown.into_iter().map(text).collect(), given.into_iter().map(text).collect())
        };
        if given.len() < names.len() {
            let missing = names[given.len()..].join(", ");
            let message = format!("the following arguments are required: {missing}");
            return Err(Failure::Parse(message));
        }
        let unknown: Vec<String> =
            unknown.into_iter().chain(given.split_off(names.len())).collect();
        if !unknown.is_empty() {
            return Err(Failure::Parameter(format!("Unknown options: {}", unknown.join(","))));
        }
        let section = |place: usize| {
            let found = split.found.iter().rev().find(|found| found.spec == place)?;
            Some((options[place], found.values.first().cloned().unwrap_or_default()))
        };
        let sections: Vec<(&str, String)> = (0..options.len()).filter_map(section).collect();
        if sections.len() > 1 {
            let message = "The key \"services\" cannot be specified when one of the following keys \
                           are also specified: sso_session";
            return Err(Failure::Parameter(message.to_owned()));
        }
        let section = sections.into_iter().next();
        let section = section
            .and_then(|(kind, name)| Some((*SECTIONS.iter().find(|known| **known == kind)?, name)));
        Ok(Self { words: given, section })
    }
}

/// Returns the options and words of a command as clap knows them.
fn with_words(command: Command, words: &[(&'static str, &'static str)]) -> Command {
    let mut command = command.disable_help_flag(true);
    for (name, help) in words {
        command =
            command.arg(Arg::new(*name).value_name(name.to_uppercase()).required(true).help(*help));
    }
    for name in SECTIONS {
        let help = "The section of that kind, in place of the profile's";
        command = command.arg(Arg::new(name).long(name).value_name("NAME").help(help));
    }
    command
}
