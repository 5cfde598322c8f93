//! How failures are told: `--cli-error-format`.
//!
//! | format     | a failure of a kind that has a code                      | any other               |
//! |------------|-----------------------------------------------------------|-------------------------|
//! | `enhanced` | `aws: [ERROR]: An error occurred (Code): sentence`        | `aws: [ERROR]: sentence`|
//! | `legacy`   | as enhanced, but only the service's errors have the code  | the same                |
//! | `json`     | an object of code and message                             | the same                |
//! | `text`     | code and message with a tab between them                  | the same                |
//! | `yaml`     | a line each of code and message                           | the same                |
//! | `table`    | a box of code and message, with the title `error`         | the same                |
//!
//! Source: facts, "AWS CLI", a.2, b.2.

use crate::output::{Format, Screen};

use super::environment::Environment;
use super::exit::Outcome;
use super::globals::Globals;
use super::profile::Profile;

/// How failures are told.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ErrorFormat {
    /// In a line, with what kind of failure it is.
    #[default]
    Enhanced,
    /// In a line, as it was before that.
    Legacy,
    /// As a document; tables are drawn on the screen.
    Document(Format, Screen),
}

impl ErrorFormat {
    /// Returns the format that the environment or the profile asks for.
    ///
    /// Where the profile cannot be had, nothing is put around sentences.
    pub fn configured(environment: &Environment, profile: Option<&str>, screen: Screen) -> Self {
        match setting(environment, profile) {
            Ok(Some(word)) => Self::parse(&word, screen).unwrap_or_default(),
            Ok(None) => Self::Enhanced,
            Err(_) => Self::Legacy,
        }
    }

    /// Returns the format that a command line asks for, or what was configured.
    pub fn of(globals: &Globals, environment: &Environment, screen: Screen) -> Self {
        match &globals.error_format {
            Some(word) => Self::parse(word, screen).unwrap_or_default(),
            None => Self::configured(environment, globals.profile.as_deref(), screen),
        }
    }

    fn parse(word: &str, screen: Screen) -> Option<Self> {
        match word {
            "enhanced" => Some(Self::Enhanced),
            "legacy" => Some(Self::Legacy),
            "json" | "text" | "yaml" | "table" => {
                Format::parse(word).map(|format| Self::Document(format, screen))
            }
            _ => None,
        }
    }
}

/// Returns the word that the environment or the profile says, in small letters.
fn setting(environment: &Environment, profile: Option<&str>) -> Outcome<Option<String>> {
    let word = match environment.get("AWS_CLI_ERROR_FORMAT") {
        Some(word) => Some(word.to_owned()),
        None => Profile::load(environment, profile)?.error_format,
    };
    Ok(word.map(|word| word.to_lowercase()))
}
