//! Asking for help: `help` as the last word of a command, `--help` or `-h` anywhere.
//!
//! The AWS CLI knows only the first; the others are a listed difference.

use crate::docs;
use crate::services;

use super::command::{bare_service, take_word};
use super::exit::{Failure, Outcome};
use super::own;
use super::split::Rest;
use super::streams::Streams;
use super::tree::along;

/// How wide help is where no terminal says so.
const WIDTH: usize = 100;

/// Returns the path of the command whose help is asked for; `None` if none is.
///
/// A command of our own with commands below it answers for itself.
pub fn asked(name: &str, words: &[Rest]) -> Option<Vec<String>> {
    let flag = words
        .iter()
        .any(|word| matches!(word, Rest::Option(option) if option == "--help" || option == "-h"));
    let mut path: Vec<String> = Vec::new();
    let mut rest = words.to_vec();
    while let Some((word, left)) = take_word(&rest) {
        if word == "help" {
            return Some(path);
        }
        let first = path.is_empty();
        if first && own::find(&word).is_some() {
            return None;
        }
        if first
            && services::find(&word).is_none()
            && let Some(service) = bare_service(name, &word)
        {
            path.push(service.command.to_owned());
        }
        path.push(word);
        rest = left;
        // Behind an operation, a word may be the value of an option.
        if path.len() == 2 && !matches!(rest.first(), Some(Rest::Word(_))) {
            break;
        }
        if path.len() > 2 {
            break;
        }
    }
    flag.then_some(path)
}

/// Prints the help of a command.
pub fn show(streams: &mut Streams<'_>, name: &str, path: &[String]) -> Outcome {
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let page = docs::page(along(path), &words, WIDTH).ok_or_else(|| {
        Failure::Parse(format!("there is no help for '{name} {}'", words.join(" ")))
    })?;
    streams.print(&page)
}
