//! The program that long answers are read in, on a terminal.
//!
//! It is what `AWS_PAGER` says, else the profile's `cli_pager`, else `PAGER`, else `less`; nothing if that
//! is empty, with `--no-cli-pager`, or where the answer goes to no terminal. It starts with the first text
//! that is shown, so a command that prints nothing starts none.
//!
//! Source: facts, "AWS CLI", a.2, b.3, d.8.

use std::io::Write;
use std::process::{Child, Command, Stdio};

use super::environment::Environment;
use super::errno;
use super::exit::{Failure, Outcome};
use super::shell;

/// The pager of a command.
#[derive(Debug)]
pub struct Pager {
    /// The program and its words.
    words: Vec<String>,
    /// Whether nobody chose it.
    is_default: bool,
    /// The variables that it is given.
    flags: Option<&'static str>,
    child: Option<Child>,
}

impl Pager {
    /// Returns the pager that is configured; `None` if there is none.
    ///
    /// `profile` is the profile's `cli_pager`.
    pub fn configured(environment: &Environment, profile: Option<&str>) -> Option<Self> {
        let chosen = environment.get("AWS_PAGER").or(profile).or_else(|| environment.get("PAGER"));
        Self::of(chosen, environment, "FRX")
    }

    /// Returns the pager that help is read in.
    pub fn of_help(environment: &Environment) -> Option<Self> {
        let chosen = environment.get("MANPAGER").or_else(|| environment.get("PAGER"));
        Self::of(chosen, environment, "FRX")
    }

    fn of(chosen: Option<&str>, environment: &Environment, flags: &'static str) -> Option<Self> {
        let line = chosen.unwrap_or("less");
        // What cannot be read as words is a program that does not exist.
        let words = shell::split(line).unwrap_or_else(|_| vec![line.to_owned()]);
        let flags = environment.get("LESS").is_none().then_some(flags);
        let pager = Self { words, is_default: chosen.is_none(), flags, child: None };
        (!pager.words.is_empty()).then_some(pager)
    }

    /// Shows text; returns whether that was done, which it is not where nobody chose a pager and there
    /// is none.
    ///
    /// Fails if the pager that was chosen cannot be started.
    pub fn show(&mut self, text: &str) -> Outcome<bool> {
        if text.is_empty() {
            return Ok(true);
        }
        if self.child.is_none() {
            match self.start() {
                Ok(child) => self.child = Some(child),
                Err(_) if self.is_default => return Ok(false),
                Err(cause) => {
                    let program = self.words.first().map_or("", String::as_str);
                    let message = format!(
                        "Unable to redirect output to pager. Received the following error when \
                         opening pager:\n{}\n\nLearn more about configuring the output pager by \
                         running \"aws help config-vars\".",
                        errno::text(&cause, program)
                    );
                    return Err(Failure::Config("Pager", message));
                }
            }
        }
        let stdin = self.child.as_mut().and_then(|child| child.stdin.as_mut());
        match stdin.map(|stdin| stdin.write_all(text.as_bytes())) {
            Some(Ok(())) => Ok(true),
            // Whoever reads has seen enough.
            _ => Err(Failure::Quiet(0)),
        }
    }

    fn start(&self) -> std::io::Result<Child> {
        let (program, words) = self.words.split_first().unwrap_or((&EMPTY, &[]));
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if let Some(flags) = self.flags {
            command.env("LESS", flags);
        }
        command.spawn()
    }
}

/// No program.
static EMPTY: String = String::new();

/// The text has ended: whoever reads may go on reading.
impl Drop for Pager {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            drop(child.stdin.take());
            let _ = child.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(variables: &[(&str, &str)], profile: Option<&str>) -> Option<Vec<String>> {
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
        let environment = Environment::new(variables);
        Pager::configured(&environment, profile).map(|pager| pager.words.clone())
    }

    #[test]
    fn what_counts_most_says_which_pager_it_is() {
        let one = |word: &str| Some(vec![word.to_owned()]);
        assert_eq!(words(&[], None), one("less"));
        assert_eq!(words(&[("PAGER", "more")], None), one("more"));
        assert_eq!(words(&[("PAGER", "more")], Some("cat")), one("cat"));
        assert_eq!(words(&[("AWS_PAGER", "bat"), ("PAGER", "more")], Some("cat")), one("bat"));
        assert_eq!(words(&[("AWS_PAGER", "")], Some("cat")), None);
        assert_eq!(words(&[], Some("")), None);
        assert_eq!(words(&[("PAGER", "less -S")], None).unwrap(), ["less", "-S"]);
    }
}
