//! Aliases: words of the user's own, in `~/.aws/cli/alias`.
//!
//! ```text
//! [toplevel]
//! whoami = sts get-caller-identity          aws whoami
//! hello = !echo hello                       aws hello: a line of the shell, with the words behind
//!
//! [command cloudtrail]
//! names = list-trails --query Trails[].Name aws cloudtrail names
//! ```
//!
//! An alias of the name of a command is put in its place, and means that command by its own name.
//!
//! Source: AWS CLI User Guide, "Aliases"; the AWS CLI 2.36.7, as it was run.

use std::process::Command;

use super::environment::Environment;
use super::exit::{Failure, Outcome};
use super::globals::Globals;
use super::ini::Section;
use super::split::{Rest, classify};
use super::{command, profile, shell};

/// The aliases of the user.
#[derive(Debug, Default)]
pub struct Aliases(Vec<Section>);

impl Aliases {
    /// Reads them.
    ///
    /// Fails if the file cannot be read.
    pub fn load(environment: &Environment) -> Outcome<Self> {
        let home = environment.get("HOME").filter(|_| !environment.is_plain());
        let Some(home) = home else { return Ok(Self::default()) };
        Ok(Self(profile::read(&std::path::Path::new(home).join(".aws/cli/alias"))?))
    }

    /// Returns what a word stands for behind the words of a command; no words are before commands.
    fn get(&self, behind: &[&str], word: &str) -> Option<&str> {
        let is_it = |section: &&Section| match section.name.split_whitespace().collect::<Vec<_>>() {
            words if behind.is_empty() => words == ["toplevel"] && section.name == "toplevel",
            words => {
                words.split_first().is_some_and(|(first, of)| *first == "command" && of == behind)
            }
        };
        self.0.iter().find(is_it)?.get(word).map(str::trim)
    }

    /// Returns the aliases that stand before commands.
    pub fn first_words(&self) -> Vec<&str> {
        let top = self.0.iter().filter(|section| section.name == "toplevel");
        top.flat_map(|section| &section.settings).map(|(name, _)| name.as_str()).collect()
    }
}

/// How many aliases may stand for each other.
const MOST: usize = 100;

/// What words come to once aliases are replaced.
pub enum Replaced {
    /// Words of the program, and global options that count more than those that were given.
    Words(Vec<Rest>),
    /// The exit code of a line of the shell.
    Ran(u8),
}

/// Replaces the aliases that words begin with; `name` is what the program was called by.
///
/// Fails if an alias cannot be read, or names a global option that it cannot.
pub fn replace(
    aliases: &Aliases,
    name: &str,
    globals: &mut Globals,
    mut words: Vec<Rest>,
) -> Outcome<Replaced> {
    if aliases.0.is_empty() {
        return Ok(Replaced::Words(words));
    }
    let mut replaced = 0;
    let mut behind: Vec<String> = Vec::new();
    // Names that stand for themselves, because an alias of that name named them.
    let mut own: Vec<String> = Vec::new();
    loop {
        let above: Vec<&str> = behind.iter().map(String::as_str).collect();
        let place = words.iter().position(|word| matches!(word, Rest::Word(_)));
        let Some(place) = place else { break };
        let word = words[place].text().to_owned();
        let value = aliases.get(&above, &word).filter(|_| !own.contains(&word));
        let Some(value) = value else {
            let goes_on = match above.as_slice() {
                [] => command::has_commands(&word),
                [_] => word == "wait",
                _ => false,
            };
            if !goes_on {
                break;
            }
            words.remove(place);
            behind.push(word);
            own.clear();
            continue;
        };
        words.remove(place);
        if let Some(line) = value.strip_prefix('!') {
            return Ok(Replaced::Ran(run(line, &words)?));
        }
        replaced += 1;
        if replaced > MOST {
            return Err(Failure::General("maximum recursion depth exceeded".to_owned()));
        }
        let meant = meant(&word, value)?;
        let check = |first: &str| match behind.as_slice() {
            [] => command::check_first(name, first, &aliases.first_words()),
            _ => Ok(()),
        };
        let (others, rest) = Globals::take(&classify(&meant), &check)?;
        globals.replace_by(others, &word)?;
        if rest.iter().any(|rest| rest.text() == word) {
            own.push(word);
        }
        words = rest.into_iter().chain(words).collect();
    }
    let behind = behind.into_iter().map(Rest::Word);
    Ok(Replaced::Words(behind.chain(words).collect()))
}

/// Returns the words that an alias stands for.
fn meant(alias: &str, value: &str) -> Outcome<Vec<String>> {
    let words = shell::split(value).map_err(|error| {
        Failure::General(format!(
            "Value of alias \"{alias}\" could not be parsed. Received error: {error} when parsing:\n\
             {value}"
        ))
    })?;
    Ok(words.into_iter().map(|word| word.trim_matches('\n').to_owned()).collect())
}

/// Runs a line of the shell with words behind it, and returns its exit code.
fn run(line: &str, words: &[Rest]) -> Outcome<u8> {
    let words = words.iter().map(|word| format!(" {}", shell::quote(word.text())));
    let line = format!("{line}{}", words.collect::<String>());
    let status = Command::new("sh").args(["-c", &line]).status();
    let status = status.map_err(|cause| Failure::General(format!("could not run sh: {cause}")))?;
    // What a signal ended has the code that a shell would tell.
    let code = status.code().or_else(|| signal(status).map(|signal| 128 + signal));
    Ok(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(255))
}

#[cfg(unix)]
fn signal(status: std::process::ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_status: std::process::ExitStatus) -> Option<i32> {
    None
}
