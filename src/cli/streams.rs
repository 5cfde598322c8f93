//! What a command reads, and where it writes.

use std::io::{self, ErrorKind, Read, Write};

use crate::output::Screen;

use super::exit::{Failure, Outcome};

/// The standard streams of a command.
pub struct Streams<'s> {
    /// What is handed to it.
    pub input: &'s mut dyn Read,
    /// Where answers go.
    pub out: &'s mut dyn Write,
    /// Where errors and warnings go.
    pub err: &'s mut dyn Write,
    /// Whether a person sees the errors as they come.
    pub err_is_terminal: bool,
    /// Whether a person sees the answers as they come.
    pub out_is_terminal: bool,
    /// What the answers are seen on.
    pub screen: Screen,
}

impl Streams<'_> {
    /// Writes text to the standard output.
    ///
    /// Fails quietly if the reader has gone away.
    pub fn print(&mut self, text: &str) -> Outcome {
        let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
        written.map_err(|cause| lost(&cause))
    }

    /// Writes bytes to the standard output.
    ///
    /// Fails quietly if the reader has gone away.
    pub fn copy(&mut self, content: &mut dyn Read) -> Outcome {
        let copied = io::copy(content, self.out).and_then(|_| self.out.flush());
        copied.map_err(|cause| lost(&cause))
    }

    /// Writes text to the standard error; there is nobody to tell if that fails.
    pub fn tell(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }
}

fn lost(cause: &io::Error) -> Failure {
    if cause.kind() == ErrorKind::BrokenPipe {
        Failure::Quiet(0)
    } else {
        Failure::General(format!("could not write the output: {cause}"))
    }
}
