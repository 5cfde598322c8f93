//! Where a command writes.

use std::io::Write;

use super::exit::{Failure, Outcome};

/// The standard streams of a command.
pub struct Streams<'s> {
    /// Where answers go.
    pub out: &'s mut dyn Write,
    /// Where errors and warnings go.
    pub err: &'s mut dyn Write,
    /// Whether a person sees the errors as they come.
    pub err_is_terminal: bool,
    /// Whether a person sees the answers.
    pub out_is_terminal: bool,
}

impl Streams<'_> {
    /// Writes text to the standard output.
    ///
    /// Fails quietly if the reader has gone away.
    pub fn print(&mut self, text: &str) -> Outcome {
        self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()).map_err(|cause| {
            if cause.kind() == std::io::ErrorKind::BrokenPipe {
                Failure::Quiet(0)
            } else {
                Failure::General(format!("could not write the output: {cause}"))
            }
        })
    }

    /// Writes text to the standard error; there is nobody to tell if that fails.
    pub fn tell(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }
}
