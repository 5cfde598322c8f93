//! `configure get`: a setting as it stands in the files.

use clap::Command;

use super::{Words, with_words};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::ini::{Section, nested};
use crate::cli::profile::{Configuration, name_in};
use crate::cli::program::Program;
use crate::cli::split::Rest;

/// Returns the command.
pub(super) fn command() -> Command {
    let about = "Shows a setting of the AWS CLI's files";
    let help =
        "The setting: NAME of the profile in use, PROFILE.NAME, or NAME.PART of one with parts";
    with_words(Command::new("get").about(about), &[("varname", help)])
}

/// What a setting is.
enum Found {
    Text(String),
    Parts,
}

/// Runs it. A setting that is not there ends with 1, and nothing is printed.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let Words { words, section } = Words::read(words, &["varname"])?;
    let name = words.first().map_or("", String::as_str);
    let configuration = Configuration::load(program.environment)?;
    let found = match section {
        Some((kind, section)) => of_section(&configuration, kind, &section, name)?,
        None if !name.contains('.') => {
            let scope =
                configuration.scoped(program.environment, program.session.profile.as_deref())?;
            scope.get(name).map(found)
        }
        None => dotted(program, &configuration, name)?,
    };
    match found {
        Some(Found::Text(text)) => program.streams.print(&format!("{text}\n")),
        Some(Found::Parts) => {
            program.streams.tell(&format!(
                "varname ({name}) must reference a value, not a section or sub-section."
            ));
            Err(Failure::Quiet(1))
        }
        None => Err(Failure::Quiet(1)),
    }
}

fn found(value: &str) -> Found {
    if value.starts_with('\n') { Found::Parts } else { Found::Text(value.to_owned()) }
}

/// Returns a part of a setting with parts.
fn part(value: &str, name: &str) -> Option<Found> {
    let parts = value.starts_with('\n').then(|| nested(value)).flatten()?;
    let part = parts.iter().rev().find(|(key, _)| *key == name);
    part.map(|(_, value)| Found::Text((*value).to_owned()))
}

fn of_section(
    configuration: &Configuration,
    kind: &str,
    section: &str,
    name: &str,
) -> Outcome<Option<Found>> {
    let header = [format!("{kind} {section}"), format!("{kind} \"{section}\"")];
    let others = &configuration.others;
    let Some(other) = others.iter().find(|other| header.contains(&other.name)) else {
        let message = format!("The config sub-section ({section}) could not be found");
        return Err(Failure::General(message));
    };
    Ok(match name.split_once('.') {
        None => other.get(name).map(found),
        Some((name, inner)) => other.get(name).and_then(|value| part(value, inner)),
    })
}

/// Returns a setting whose name has a dot: of a profile that is named, or a part of a setting.
///
/// Fails as Python does for too few parts.
fn dotted(
    program: &Program<'_>,
    configuration: &Configuration,
    name: &str,
) -> Outcome<Option<Found>> {
    let parts: Vec<&str> = name.split('.').collect();
    if let ["plugins", setting] = parts.as_slice() {
        let section = configuration.others.iter().find(|section| section.name == "plugins");
        let profile = || configuration.profile("plugins");
        let value = section.and_then(|section| section.get(setting));
        return Ok(value.or_else(|| profile()?.get(setting)).map(found));
    }
    let is_profile = |name: &str| name == "default" || configuration.profile(name).is_some();
    let (profile, rest) = match parts.as_slice() {
        ["profile", profile, rest @ ..] => (*profile, rest),
        [profile, rest @ ..] if is_profile(profile) => (*profile, rest),
        rest => {
            let named = program.session.profile.as_deref();
            (named.or_else(|| name_in(program.environment)).unwrap_or("default"), rest)
        }
    };
    let Some((setting, rest)) = rest.split_first() else {
        return Err(Failure::General("list index out of range".to_owned()));
    };
    let value = configuration.profile(profile).and_then(|profile: &Section| profile.get(setting));
    Ok(match rest {
        [inner] => value.and_then(|value| part(value, inner)),
        _ => value.map(found),
    })
}
