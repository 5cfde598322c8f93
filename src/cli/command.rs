//! Which command it is.

use crate::operation::{Operation, Service, Waiter};
use crate::schema::names::{command, is_command, is_kebab, kebab};
use crate::services;

use super::exit::{Failure, Outcome};
use super::split::{Alone, Rest, split_alone};
use super::wait::WAIT;
use super::{custom, own, suggest};

/// A command.
pub enum Command {
    /// An operation of a service.
    Operation(&'static Service, &'static Operation),
    /// A command that is not a plain operation.
    Custom(&'static custom::Custom),
    /// A wait for something of a service.
    Wait(&'static Service, &'static Waiter),
    /// A command of our own.
    Own(&'static own::Own),
}

/// A command that was found, and the words behind it.
pub struct Find {
    /// The command.
    pub command: Command,
    /// The other words.
    pub words: Vec<Rest>,
}

/// Checks the first word of a command.
///
/// `aliases` are words of the user's own. Fails with a parse error if nothing begins so.
pub fn check_first(name: &str, first: &str, aliases: &[&str]) -> Outcome {
    let known = services::find(first).is_some()
        || custom::group(first).is_some()
        || own::find(first).is_some()
        || first == HELP
        || aliases.contains(&first)
        || (name != "aws" && !services_with(first).is_empty());
    if known {
        return Ok(());
    }
    let services = services::ALL.iter().map(|service| service.command);
    let groups = custom::GROUPS.iter().map(|group| group.name);
    let own = own::ALL.iter().map(|own| own.name);
    let aliases = aliases.iter().copied();
    let commands: Vec<&str> =
        services.chain(groups).chain(own).chain([HELP]).chain(aliases).collect();
    Err(suggest::invalid_choice("command", first, &commands))
}

/// Returns whether other commands stand behind a word.
pub fn has_commands(word: &str) -> bool {
    services::find(word).is_some() || custom::group(word).is_some()
}

/// The word that asks for help.
pub const HELP: &str = "help";

/// Finds the command that words begin with.
///
/// Fails with a parse error if there is none, and with [`Failure::NotEmulated`] for one that AWS has
/// and this program does not.
pub fn find(name: &str, words: &[Rest]) -> Outcome<Find> {
    let check = |first: &str| check_first(name, first, &[]);
    let (first, rest) = take_checked(words, &check, "command")?;
    if let Some(service) = services::find(&first) {
        let check = |second: &str| match second {
            WAIT if !service.waiters.is_empty() => Ok(()),
            _ => operation(service, second).map(drop),
        };
        let (second, rest) = take_checked(&rest, &check, "operation")?;
        return of_service(service, &second, rest);
    }
    if let Some(group) = custom::group(&first) {
        let Some((second, rest)) = take_word(&rest) else {
            return Err(too_few(&first));
        };
        return Ok(Find { command: in_group(group, &second)?, words: rest });
    }
    match own::find(&first) {
        Some(own) => Ok(Find { command: Command::Own(own), words: rest }),
        None => of_service(bare(&first)?, &first, rest),
    }
}

/// Returns the first word that is no option, and the others.
///
/// Fails if there is none, or if it is not what `check` wants.
fn take_checked(
    words: &[Rest],
    check: &dyn Fn(&str) -> Outcome,
    what: &str,
) -> Outcome<(String, Vec<Rest>)> {
    let split = split_alone(words, &[], Some(Alone { check, keeps: false, optional: false }))?;
    split.alone.map(|word| (word, split.rest)).ok_or_else(|| required(what))
}

/// Finds the command of a service that a word and perhaps the next one mean.
fn of_service(service: &'static Service, word: &str, rest: Vec<Rest>) -> Outcome<Find> {
    if word != WAIT || service.waiters.is_empty() {
        return Ok(Find { command: operation(service, word)?, words: rest });
    }
    let Some((name, rest)) = take_word(&rest) else {
        return Err(too_few(&format!("{} {word}", service.command)));
    };
    if let Some(waiter) = service.waiters.iter().find(|waiter| kebab(waiter.name) == name) {
        return Ok(Find { command: Command::Wait(service, waiter), words: rest });
    }
    let names: Vec<String> = service.waiters.iter().map(|waiter| kebab(waiter.name)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Err(suggest::invalid_choice("subcommand", &name, &names))
}

fn too_few(command: &str) -> Failure {
    Failure::Parameter(format!(
        "usage: aws [options] {command} <subcommand> [parameters]\naws: [ERROR]: too few arguments"
    ))
}

fn in_group(group: &'static custom::Group, word: &str) -> Outcome<Command> {
    if let Some(custom) = group.commands.iter().find(|custom| custom.name == word) {
        return Ok(Command::Custom(custom));
    }
    if group.not_emulated.contains(&word) {
        return Err(Failure::NotEmulated(format!("{} {word}", group.name)));
    }
    let emulated = group.commands.iter().map(|custom| custom.name);
    let names: Vec<&str> = emulated.chain(group.not_emulated.iter().copied()).collect();
    Err(suggest::invalid_choice("subcommand", word, &names))
}

/// Returns the first word that is no option, and the others.
pub fn take_word(words: &[Rest]) -> Option<(String, Vec<Rest>)> {
    let position = words.iter().position(|word| matches!(word, Rest::Word(_)))?;
    let mut rest = words.to_vec();
    let word = rest.remove(position);
    Some((word.text().to_owned(), rest))
}

fn required(what: &str) -> Failure {
    Failure::Parse(format!("the following arguments are required: {what}"))
}

fn operation(service: &'static Service, word: &str) -> Outcome<Command> {
    if let Some(custom) = custom::find(service, word) {
        return Ok(Command::Custom(custom));
    }
    if let Some(operation) = by_command(service, word) {
        return Ok(Command::Operation(service, operation));
    }
    if service.undeclared.iter().any(|name| is_kebab(word, name)) {
        return Err(Failure::NotEmulated(format!("{} {word}", service.command)));
    }
    let names = operation_names(service);
    let names: Vec<&str> = names.iter().map(String::as_str).chain([HELP]).collect();
    Err(suggest::invalid_choice("operation", word, &names))
}

/// Returns the operation that a word of the command line means, in either of its spellings.
pub fn by_command(service: &Service, word: &str) -> Option<&'static Operation> {
    service.operations.iter().find(|op| is_command(word, op.name))
}

/// Returns the commands of a service, emulated or not, in the order of the alphabet.
pub fn operation_names(service: &Service) -> Vec<String> {
    let mut names: Vec<String> = service
        .operations
        .iter()
        .map(|operation| operation.name)
        .flat_map(|name| [command(name), kebab(name)])
        .chain(service.undeclared.iter().map(|name| kebab(name)))
        .chain(custom::of(service).map(|custom| custom.name.to_owned()))
        .chain(service.waiters.first().map(|_| WAIT.to_owned()))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Returns the service of a command that stands without it.
///
/// Fails if several services have it.
fn bare(word: &str) -> Outcome<&'static Service> {
    match services_with(word).as_slice() {
        [only] => Ok(only),
        several => {
            let ways: Vec<_> =
                several.iter().map(|service| format!("{} {word}", service.command)).collect();
            Err(Failure::Parse(format!("which one is meant: {}?", ways.join(" or "))))
        }
    }
}

/// Returns the only service that has an operation of this name, where it may be left out.
pub fn bare_service(name: &str, word: &str) -> Option<&'static Service> {
    match services_with(word).as_slice() {
        [only] if name != "aws" => Some(only),
        _ => None,
    }
}

fn services_with(word: &str) -> Vec<&'static Service> {
    let having = |service: &&Service| {
        by_command(service, word).is_some()
            || custom::find(service, word).is_some()
            || service.undeclared.iter().any(|name| is_kebab(word, name))
            || (word == WAIT && !service.waiters.is_empty())
    };
    services::ALL.iter().copied().filter(having).collect()
}
