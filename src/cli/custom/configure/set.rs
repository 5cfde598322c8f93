//! `configure set`: writes a setting, and leaves everything else as it is.

use clap::Command;

use super::writer::{Change, Value, update};
use super::{Words, with_words};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::profile::{File, name_in};
use crate::cli::program::Program;
use crate::cli::shell::quote;
use crate::cli::split::Rest;

/// Settings that are credentials.
const CREDENTIALS: [&str; 4] =
    ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"];

/// Returns the command.
pub(super) fn command() -> Command {
    let about = "Writes a setting of the AWS CLI's files";
    let name = "The setting: NAME of the profile in use, default.NAME, profile.PROFILE.NAME, or \
                NAME.PART of one with parts";
    let words = [("varname", name), ("value", "Its value")];
    with_words(Command::new("set").about(about), &words)
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let Words { words, section } = Words::read(words, &["varname", "value"])?;
    let [name, value] = words.as_slice() else { return Ok(()) };
    let change = match section {
        Some((kind, section)) => of_section(kind, &section, name, value)?,
        None => of_profile(program, name, value)?,
    };
    let file = if CREDENTIALS.contains(&change.name.as_str()) && change.is_profile {
        File::Credentials
    } else {
        File::Config
    };
    let is_whole = file == File::Credentials || !change.is_profile;
    let section = match change.profile.as_str() {
        "default" | "plugins" => change.profile,
        _ if is_whole => change.profile,
        profile => header("profile", profile),
    };
    let change = Change { section, name: change.name, value: change.value };
    let path = file.path(program.environment);
    update(&path, &change)?;
    if file == File::Credentials && is_open(&path) {
        let path = path.display();
        program.streams.tell(&format!(
            "\naws: [WARNING]: The file '{path}' is accessible by other users. Consider running \
             'chmod 600 {path}' to restrict access to only your user.\n"
        ));
    }
    Ok(())
}

/// What is to be set, and in which profile or section.
struct Setting {
    profile: String,
    is_profile: bool,
    name: String,
    value: Value,
}

fn of_section(kind: &str, section: &str, name: &str, value: &str) -> Outcome<Setting> {
    let (name, value) = match name.split('.').collect::<Vec<_>>().as_slice() {
        [name] => ((*name).to_owned(), Value::Text(value.to_owned())),
        [name, part] => ((*name).to_owned(), Value::Part((*part).to_owned(), value.to_owned())),
        _ => {
            return Err(Failure::Parameter(format!(
                "Invalid value for {name}. Only one level of nesting is supported."
            )));
        }
    };
    Ok(Setting { profile: header(kind, section), is_profile: false, name, value })
}

/// Tells profile, name and part apart, as in `profile.dev.s3.addressing_style`.
///
/// Fails as Python does for too few parts.
fn of_profile(program: &Program<'_>, name: &str, value: &str) -> Outcome<Setting> {
    let named = program.session.profile.as_deref();
    let current = || named.or_else(|| name_in(program.environment)).unwrap_or("default");
    let parts: Vec<&str> = name.split('.').collect();
    let (profile, rest) = match parts.as_slice() {
        [name] => (current(), vec![*name]),
        ["default", rest @ ..] => ("default", rest.to_vec()),
        ["profile", profile, rest @ ..] => (*profile, rest.to_vec()),
        ["plugins", name] => ("plugins", vec![*name]),
        ["plugins", ..] => ("default", vec![name]),
        rest => (current(), rest.to_vec()),
    };
    let value = match rest.as_slice() {
        [_, part] => Value::Part((*part).to_owned(), value.to_owned()),
        _ => Value::Text(value.to_owned()),
    };
    let Some(name) = rest.first() else {
        return Err(Failure::General("list index out of range".to_owned()));
    };
    Ok(Setting { profile: profile.to_owned(), is_profile: true, name: (*name).to_owned(), value })
}

/// Returns the header of a section.
fn header(kind: &str, name: &str) -> String {
    let has_space = name.contains([' ', '\t']);
    format!("{kind} {}", if has_space { quote(name) } else { name.to_owned() })
}

/// Returns whether others can read a file.
#[cfg(unix)]
fn is_open(path: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_path: &std::path::Path) -> bool {
    false
}
