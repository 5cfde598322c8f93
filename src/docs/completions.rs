//! Completion scripts: small ones, which ask the program.

use std::ffi::OsString;

use clap::Command;
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

/// The shells that there are scripts for, each with the usual name of the script's file.
pub const SHELLS: &[(&str, &str)] = &[
    ("bash", "trailwatch.bash"),
    ("elvish", "trailwatch.elv"),
    ("fish", "trailwatch.fish"),
    ("powershell", "trailwatch.ps1"),
    ("zsh", "_trailwatch"),
];

/// The variable by which a script tells the program that it is asked for completions.
const VARIABLE: &str = "COMPLETE";

/// Returns the script for a shell; `None` if there is none.
///
/// `name` is the word that is completed, `trailwatch` or `aws`.
pub fn script(shell: &str, name: &str) -> Option<String> {
    let shells = Shells::builtins();
    let completer = shells.completer(shell)?;
    let mut text = Vec::new();
    completer.write_registration(VARIABLE, name, name, name, &mut text).ok()?;
    String::from_utf8(text).ok()
}

/// Answers a completion script that asks; returns whether one did.
///
/// The script says so in the environment, and what is written so far in `words`, the program's name
/// first. The answer goes to the standard output.
pub fn complete(tree: impl Fn() -> Command, words: Vec<OsString>) -> bool {
    CompleteEnv::with_factory(tree).var(VARIABLE).try_complete(words, None).unwrap_or(true)
}
