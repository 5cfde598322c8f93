//! What a call answers when it does not do what was asked.
//!
//! An [`ApiError`] is part of the API: its code and message reach the caller, and programs act on
//! the code. It is therefore data, not a chain of causes. Each service lists its codes in
//! `services/*/errors.rs`. Trouble that is no answer of AWS has kinds of its own in [`Error`]: what
//! is not emulated, and what the machine or the store refuses. The command line turns all of them
//! into exit codes in [`cli::exit`](crate::cli), and nowhere else.

use std::fmt;
use std::io;
use std::path::Path;

use crate::value::Object;

/// What kind of error an operation answers, as programs know it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Code {
    /// The name on the wire and in the output.
    pub name: &'static str,
    /// The status of an HTTP response that carries the error.
    pub http_status: u16,
}

/// An error that an operation answers to its caller.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ApiError(Box<Answered>);

#[derive(Clone, Debug, Eq, PartialEq)]
struct Answered {
    code: Code,
    message: String,
    details: Object,
    /// Whether the answer has no body that could say so.
    bodiless: bool,
}

impl ApiError {
    /// Makes an error; `message` is the sentence for the caller.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let details = Object::new();
        Self(Box::new(Answered { code, message: message.into(), details, bodiless: false }))
    }

    /// Says that the answer has no body, as one to HEAD: the caller sees only the status, and the
    /// event of the call tells the rest.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        self.0.bodiless = true;
        self
    }

    /// Returns the error as its caller sees it.
    ///
    /// Source: the AWS CLI takes an error without a body for `(404): Not Found`, by its status.
    #[must_use]
    pub fn as_seen(mut self) -> Self {
        if self.0.bodiless {
            let status = self.0.code.http_status;
            let (name, reason) = match status {
                304 => ("304", "Not Modified"),
                400 => ("400", "Bad Request"),
                403 => ("403", "Forbidden"),
                404 => ("404", "Not Found"),
                412 => ("412", "Precondition Failed"),
                416 => ("416", "Requested Range Not Satisfiable"),
                _ => return self,
            };
            self.0.code = Code { name, http_status: status };
            reason.clone_into(&mut self.0.message);
        }
        self
    }

    /// Returns what kind of error it is.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Returns the sentence for the caller.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the modelled fields besides code and message.
    pub fn details(&self) -> &Object {
        &self.0.details
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}): {}", self.0.code.name, self.0.message)
    }
}

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operation's own answer, as AWS gives it.
    #[error("{0}")]
    Api(ApiError),
    /// The request is not as the operation's input says; the text is botocore's.
    #[error("{0}")]
    Invalid(String),
    /// AWS does it and this program does not; the text names it: `cloudtrail start-query`.
    #[error("{0} is not emulated yet")]
    NotEmulated(String),
    /// What was kept cannot be read; the text says what and where.
    #[error("{0}")]
    Damaged(String),
    /// The request cannot be followed for a reason that is not the API's; the text is a sentence.
    #[error("{0}")]
    Refused(String),
    /// The machine failed at something: a full disk, a folder that may not be read.
    #[error("could not {doing}: {cause}")]
    Machine {
        /// What was tried, as in `write /home/ann/.trailwatch/store`.
        doing: String,
        /// What the machine said.
        cause: io::Error,
    },
}

impl Error {
    /// Returns a function that says what was tried with `path` when the machine failed.
    pub fn machine(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let doing = format!("{verb} {}", path.display());
        move |cause| Self::Machine { doing, cause }
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// The answer of something that can come to nothing.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Declares the error codes of a service, each with its HTTP status.
#[macro_export]
macro_rules! error_codes {
    ($($(#[doc = $doc:literal])* $constant:ident = $name:literal, $status:literal;)*) => {
        $(
            $(#[doc = $doc])*
            pub const $constant: $crate::error::Code =
                $crate::error::Code { name: $name, http_status: $status };
        )*
    };
}
