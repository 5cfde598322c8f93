//! Why a command failed: the exit code, and what stands on stderr.
//!
//! | code | what kind of failure                                                     |
//! |------|--------------------------------------------------------------------------|
//! | 1    | the command did its work and found something wrong                       |
//! | 252  | the command line does not say what to do                                 |
//! | 253  | a setting is missing or makes no sense                                   |
//! | 254  | the service answered with an error                                       |
//! | 255  | anything else                                                            |
//!
//! Source: facts, "AWS CLI", b.1, b.2.

use serde_json::json;

use crate::error::{ApiError, Error};
use crate::value::{Object, Value};

use super::error_format::ErrorFormat;

/// The usage that the AWS CLI prints with parse errors.
pub const USAGE: &str = "\
usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
";

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The service answered with an error.
    Api {
        /// The operation's name, as in `CreateTrail`.
        operation: &'static str,
        /// What it answered.
        error: ApiError,
    },
    /// A setting makes no sense: the kind of setting, and what is wrong.
    Config(&'static str, String),
    /// Anything else, such as a disk that cannot be written.
    General(String),
    /// AWS does it and this program does not; names what.
    NotEmulated(String),
    /// A parameter makes no sense.
    Parameter(String),
    /// The words do not fit the command.
    Parse(String),
    /// The work is done, and what it found is already told.
    Quiet(u8),
    /// Options that the command does not have.
    UnknownOptions(Vec<String>),
}

impl Failure {
    /// Turns what a call came to into a failure of the command.
    pub fn of_call(operation: &'static str, error: Error) -> Self {
        match error {
            Error::Api(error) => Self::Api { operation, error },
            Error::Invalid(message) => Self::Parameter(message),
            other => Self::from(other),
        }
    }

    /// Returns the exit code that tells scripts what kind of failure it was.
    pub const fn code(&self) -> u8 {
        match self {
            Self::Parameter(_) | Self::Parse(_) | Self::UnknownOptions(_) => 252,
            Self::Config(..) => 253,
            Self::Api { .. } => 254,
            Self::General(_) | Self::NotEmulated(_) => 255,
            Self::Quiet(code) => *code,
        }
    }

    /// Returns what stands on stderr.
    pub fn text(&self) -> String {
        match self {
            Self::NotEmulated(what) => format!("trailwatch: {what} is not emulated yet\n"),
            Self::Quiet(_) => String::new(),
            Self::UnknownOptions(options) => {
                let options = options.join(", ");
                format!("\n{USAGE}\n\naws: [ERROR]: Unknown options: {options}\n")
            }
            Self::Config(code, _) => wrapped(code, &self.sentence()),
            Self::Parameter(_) | Self::Parse(_) => wrapped("ParamValidation", &self.sentence()),
            Self::Api { .. } | Self::General(_) => error_line(&self.sentence()),
        }
    }

    /// Returns what stands on stderr in a format.
    pub fn text_in(&self, format: ErrorFormat) -> String {
        match (format, self.document()) {
            (ErrorFormat::Legacy, Some(_)) => error_line(&self.sentence()),
            (ErrorFormat::Document(format, screen), Some(document)) => {
                format.print("error", &document, screen).unwrap_or_else(|_| self.text())
            }
            _ => self.text(),
        }
    }

    /// Returns the failure as a document, if it is of a kind that has a code.
    fn document(&self) -> Option<Value> {
        match self {
            Self::Api { error, .. } => {
                let mut document = Object::new();
                document.insert("Message".to_owned(), Value::from(error.message()));
                document.insert("Code".to_owned(), Value::from(error.code().name));
                document.extend(error.details().clone());
                Some(Value::Object(document))
            }
            Self::Config(code, _) => Some(json!({"Code": code, "Message": self.sentence()})),
            Self::Parameter(_) | Self::Parse(_) => {
                Some(json!({"Code": "ParamValidation", "Message": self.sentence()}))
            }
            Self::General(_) | Self::NotEmulated(_) | Self::Quiet(_) | Self::UnknownOptions(_) => {
                None
            }
        }
    }

    /// Returns what went wrong, without what the AWS CLI puts around it.
    pub fn sentence(&self) -> String {
        match self {
            Self::Api { operation, error } => format!(
                "An error occurred ({}) when calling the {operation} operation: {}",
                error.code().name,
                error.message()
            ),
            Self::Config(_, message) | Self::General(message) | Self::Parameter(message) => {
                message.clone()
            }
            Self::NotEmulated(what) => format!("{what} is not emulated yet"),
            Self::Parse(message) => format!("{message}\n\n{USAGE}"),
            Self::Quiet(_) => String::new(),
            Self::UnknownOptions(options) => format!("Unknown options: {}", options.join(", ")),
        }
    }
}

fn wrapped(code: &str, message: &str) -> String {
    error_line(&format!("An error occurred ({code}): {message}"))
}

/// Returns a message as the AWS CLI prints it.
fn error_line(message: &str) -> String {
    format!("\naws: [ERROR]: {}\n", message.trim())
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::NotEmulated(what) => Self::NotEmulated(what),
            Error::Invalid(message) => Self::Parameter(message),
            other => Self::General(other.to_string()),
        }
    }
}

/// What a command comes to.
pub type Outcome<T = ()> = Result<T, Failure>;
