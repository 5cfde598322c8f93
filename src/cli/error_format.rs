//! How failures are told: `--cli-error-format`.
//!
//! | format     | a failure of a kind that has a code                      | any other               |
//! |------------|-----------------------------------------------------------|-------------------------|
//! | `enhanced` | `aws: [ERROR]: An error occurred (Code): sentence`        | `aws: [ERROR]: sentence`|
//! | `legacy`   | as enhanced, but only the service's errors have the code  | the same                |
//! | `json`     | an object of code and message                             | the same                |
//! | `text`     | code and message with a tab between them                  | the same                |
//!
//! Source: facts, "AWS CLI", a.2, b.2.

use crate::output::Format;

use super::environment::Environment;
use super::exit::{Failure, Outcome};
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
    /// As a document.
    Document(Format),
}

impl ErrorFormat {
    /// Returns the format that the environment or the profile asks for.
    ///
    /// Where the profile cannot be had, nothing is put around sentences.
    pub fn configured(environment: &Environment, profile: Option<&str>) -> Self {
        match setting(environment, profile) {
            Ok(Some((_, word))) => Self::parse(&word).unwrap_or_default(),
            Ok(None) => Self::Enhanced,
            Err(_) => Self::Legacy,
        }
    }

    /// Returns the format that a command line asks for, or what was configured.
    ///
    /// Fails for a format that AWS has and this program has not.
    pub fn of(globals: &Globals, environment: &Environment) -> Outcome<Self> {
        let profile = globals.profile.as_deref();
        let asked = match &globals.error_format {
            Some(word) => Some(("--cli-error-format ", word.clone())),
            None => setting(environment, profile).unwrap_or_default(),
        };
        match asked {
            Some((option, word)) if ["yaml", "table"].contains(&word.as_str()) => {
                Err(Failure::NotEmulated(format!("{option}{word}")))
            }
            Some((_, word)) if globals.error_format.is_some() => {
                Ok(Self::parse(&word).unwrap_or_default())
            }
            _ => Ok(Self::configured(environment, profile)),
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "enhanced" => Some(Self::Enhanced),
            "legacy" => Some(Self::Legacy),
            "json" => Some(Self::Document(Format::Json)),
            "text" => Some(Self::Document(Format::Text)),
            _ => None,
        }
    }
}

/// Returns the word that the environment or the profile says, in small letters, and where.
fn setting(
    environment: &Environment,
    profile: Option<&str>,
) -> Outcome<Option<(&'static str, String)>> {
    if let Some(word) = environment.get("AWS_CLI_ERROR_FORMAT") {
        return Ok(Some(("AWS_CLI_ERROR_FORMAT=", word.to_lowercase())));
    }
    let word = Profile::load(environment, profile)?.error_format;
    Ok(word.map(|word| ("cli_error_format = ", word.to_lowercase())))
}
