//! Asking for help: `help` as the last word of a command, `help` before a command, `--help` or `-h`
//! anywhere.
//!
//! The AWS CLI knows only the first; the others are a listed difference.

use crate::docs;
use crate::services;

use super::command::{bare_service, take_word};
use super::exit::{Failure, Outcome};
use super::own::{self, Own};
use super::pager::Pager;
use super::split::Rest;
use super::streams::Streams;
use super::tree::along;
use super::wait::WAIT;

/// How wide help is where no terminal says so.
const WIDTH: usize = 100;

/// Returns the path of the command whose help is asked for; `None` if none is.
pub fn asked(name: &str, words: &[Rest]) -> Option<Vec<String>> {
    let flag = words
        .iter()
        .any(|word| matches!(word, Rest::Option(option) if option == "--help" || option == "-h"));
    let mut path: Vec<String> = Vec::new();
    let mut rest = words.to_vec();
    while let Some((word, left)) = take_word(&rest) {
        if word == "help" {
            path.extend(left.iter().map(|word| word.text().to_owned()));
            return Some(path);
        }
        let first = path.is_empty();
        if let Some(own) = own::find(&word).filter(|_| first) {
            return asked_of_own(own, &left, flag);
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
        let names = if path.get(1).is_some_and(|word| word == WAIT) { 3 } else { 2 };
        if path.len() == names && !matches!(rest.first(), Some(Rest::Word(_))) {
            break;
        }
        if path.len() > names {
            break;
        }
    }
    flag.then_some(path)
}

/// Returns the path of a command of our own whose help is asked for by the words behind it.
///
/// Where a command takes words of its own, `help` may be one of them unless it is the last, so a
/// folder of that name is written `./help`.
fn asked_of_own(own: &Own, words: &[Rest], flag: bool) -> Option<Vec<String>> {
    let mut command = (own.command)();
    let mut path = vec![own.name.to_owned()];
    for (position, word) in words.iter().enumerate() {
        let Rest::Word(text) = word else { break };
        let last = position + 1 == words.len();
        if text == "help" && (last || command.has_subcommands()) {
            path.extend(words[position + 1..].iter().map(|word| word.text().to_owned()));
            return Some(path);
        }
        let Some(below) = command.find_subcommand(text).cloned() else { break };
        path.push(text.clone());
        command = below;
    }
    flag.then_some(path)
}

/// Shows the help of a command: in the pager, if there is one.
pub fn show(
    streams: &mut Streams<'_>,
    pager: Option<Pager>,
    name: &str,
    path: &[String],
) -> Outcome {
    let words: Vec<&str> = path.iter().map(String::as_str).collect();
    let width = if streams.out_is_terminal { streams.screen.columns.clamp(40, 120) } else { WIDTH };
    let page = docs::page(along(path), &words, width).ok_or_else(|| {
        Failure::Parse(format!("there is no help for '{name} {}'", words.join(" ")))
    })?;
    if let Some(mut pager) = pager
        && pager.show(&page)?
    {
        return Ok(());
    }
    streams.print(&page)
}
