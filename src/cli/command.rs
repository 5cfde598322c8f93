//! Which command it is.

use crate::operation::{Operation, Service, Waiter};
use crate::schema::names::{command, is_command, is_kebab, kebab};
use crate::services;

use super::exit::{Failure, Outcome};
use super::split::Rest;
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
/// Fails with a parse error if there is none, or if nothing begins so.
pub fn check_first(name: &str, words: &[Rest]) -> Outcome {
    let Some((first, _)) = take_word(words) else { return Err(required("command")) };
    let known = services::find(&first).is_some()
        || custom::group(&first).is_some()
        || own::find(&first).is_some()
        || (name != "aws" && !services_with(&first).is_empty());
    if known {
        return Ok(());
    }
    let services = services::ALL.iter().map(|service| service.command);
    let groups = custom::GROUPS.iter().map(|group| group.name);
    let own = own::ALL.iter().map(|own| own.name);
    let commands: Vec<&str> = services.chain(groups).chain(own).collect();
    Err(suggest::invalid_choice("command", &first, &commands))
}

/// Finds the command that words begin with.
///
/// Fails with a parse error if there is none, and with [`Failure::NotEmulated`] for one that AWS has
/// and this program does not.
pub fn find(name: &str, words: &[Rest]) -> Outcome<Find> {
    check_first(name, words)?;
    let Some((first, rest)) = take_word(words) else { return Err(required("command")) };
    if let Some(service) = services::find(&first) {
        let Some((second, rest)) = take_word(&rest) else { return Err(required("operation")) };
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
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
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
