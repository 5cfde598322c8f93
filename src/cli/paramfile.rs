//! Values that are read from files: `file://` and `fileb://`.
//!
//! Source: facts, "AWS CLI", c.3.

use std::fs;

use super::environment::Environment;
use super::errno;
use super::exit::{Failure, Outcome};

/// Returns the text of a value: the content of a file if the value names one, else itself.
///
/// Line ends in a `file://` are as Python reads them: `\n`, however they are written.
pub fn load(option: &str, value: &str, environment: &Environment) -> Outcome<String> {
    let (path, as_text) = match (value.strip_prefix("file://"), value.strip_prefix("fileb://")) {
        (Some(path), _) => (path, true),
        (_, Some(path)) => (path, false),
        _ => return Ok(value.to_owned()),
    };
    let path = environment.expand(path);
    let fail = |what: String| {
        Err(Failure::Parameter(format!("Error parsing parameter '--{option}': {what}")))
    };
    match fs::read(&path).map(String::from_utf8) {
        Ok(Ok(text)) if as_text => Ok(text.replace("\r\n", "\n").replace('\r', "\n")),
        Ok(Ok(text)) => Ok(text),
        Ok(Err(_)) => fail(format!(
            "Unable to load paramfile ({}), text contents could not be decoded.  If this is a \
             binary file, please use the fileb:// prefix instead of the file:// prefix.",
            path.display()
        )),
        Err(cause) => {
            let cause = errno::text(&cause, &path.to_string_lossy());
            fail(format!("Unable to load paramfile {value}: {cause}"))
        }
    }
}
