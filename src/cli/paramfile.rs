//! Values that are read from files: `file://` and `fileb://`.
//!
//! Source: facts, "AWS CLI", c.3.

use std::fs;

use super::environment::Environment;
use super::exit::{Failure, Outcome};

/// Returns the text of a value: the content of a file if the value names one, else itself.
pub fn load(option: &str, value: &str, environment: &Environment) -> Outcome<String> {
    let named = value.strip_prefix("file://").or_else(|| value.strip_prefix("fileb://"));
    let Some(path) = named else { return Ok(value.to_owned()) };
    let expanded = environment.expand(path);
    let fail = |what: String| {
        Err(Failure::Parameter(format!("Error parsing parameter '--{option}': {what}")))
    };
    match fs::read(&expanded) {
        Ok(bytes) => String::from_utf8(bytes).or_else(|_| {
            fail(format!(
                "Unable to load paramfile ({path}), text contents could not be decoded.  If this is \
                 a binary file, please use the fileb:// prefix instead of the file:// prefix."
            ))
        }),
        Err(cause) => {
            let number = cause.raw_os_error().unwrap_or_default();
            let words = match number {
                2 => "No such file or directory".to_owned(),
                13 => "Permission denied".to_owned(),
                21 => "Is a directory".to_owned(),
                _ => cause.to_string(),
            };
            fail(format!("Unable to load paramfile {value}: [Errno {number}] {words}: '{path}'"))
        }
    }
}
