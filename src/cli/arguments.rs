//! The options of an operation, made of the members of its input.

use crate::operation::Operation;
use crate::schema::names::kebab;
use crate::schema::{Member, Schema};
use crate::value::{Object, Value};

use super::environment::Environment;
use super::exit::{Failure, Outcome};
use super::split::{Rest, Spec, Takes, split};
use super::{custom, member, paramfile};

/// An option of an operation.
#[derive(Clone, Copy, Debug)]
pub enum Argument {
    /// It fills a member of the request.
    Member(&'static Member),
    /// It says that a member that is true or false is false.
    Not(&'static Member),
    /// It is about reading a listing page by page.
    Page(Page),
    /// It fills a part of the request that has no option of its own.
    Shortcut(&'static Shortcut),
}

/// An option that the AWS CLI adds to an operation, for a part of its request.
#[derive(Debug)]
pub struct Shortcut {
    /// The option without its dashes.
    pub name: &'static str,
    /// What stands for its value in help.
    pub value: &'static str,
    /// The words that its value should be one of, if there are only some.
    pub words: &'static [&'static str],
    /// What it does, in our own words.
    pub doc: &'static str,
    /// The member whose option cannot be given as well.
    pub instead_of: Option<&'static str>,
    /// Fills the request with the option's value.
    pub fill: fn(&mut Object, &str) -> Outcome,
}

/// An option about reading a listing page by page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Page {
    /// `--max-items`.
    MaxItems,
    /// `--page-size`.
    PageSize,
    /// `--starting-token`.
    StartingToken,
}

/// Returns the options of an operation, in the order of the AWS CLI.
pub fn of(operation: &Operation) -> Vec<(String, Argument)> {
    let mut arguments = Vec::new();
    for member in operation.input.members {
        let name = kebab(member.name);
        arguments.push((name.clone(), Argument::Member(member)));
        if matches!(member.schema, Schema::Boolean) {
            arguments.push((format!("no-{name}"), Argument::Not(member)));
        }
    }
    let shortcuts = custom::shortcuts(operation);
    arguments.extend(shortcuts.iter().map(|s| (s.name.to_owned(), Argument::Shortcut(s))));
    if let Some(pager) = &operation.pager {
        arguments.push(("starting-token".to_owned(), Argument::Page(Page::StartingToken)));
        if pager.limit.is_some() {
            arguments.push(("page-size".to_owned(), Argument::Page(Page::PageSize)));
        }
        arguments.push(("max-items".to_owned(), Argument::Page(Page::MaxItems)));
    }
    arguments
}

/// What a command line asks of an operation.
#[derive(Debug, Default)]
pub struct Asked {
    /// The request.
    pub request: Object,
    /// `--max-items`.
    pub max_items: Option<i64>,
    /// `--page-size`.
    pub page_size: Option<i64>,
    /// `--starting-token`.
    pub starting_token: Option<String>,
}

/// Returns where the first word stands that is neither an option of an operation nor a value of one.
///
/// Fails as [`read`] does for what argparse refuses.
pub fn first_alone(operation: &Operation, words: &[Rest]) -> Outcome<Option<usize>> {
    let split = split(words, &specs(&of(operation)))?;
    let alone = split.rest.iter().position(|rest| matches!(rest, Rest::Word(_)));
    Ok(alone.map(|alone| split.places[alone]))
}

/// Reads the words behind an operation.
///
/// Fails with, in this order: what argparse refuses, options that are missing, options that are
/// unknown, and values that are no values of their member.
pub fn read(operation: &Operation, words: &[Rest], environment: &Environment) -> Outcome<Asked> {
    let arguments = of(operation);
    let split = split(words, &specs(&arguments))?;

    let given = |spec: usize| split.found.iter().rev().find(|found| found.spec == spec);
    check_types(&arguments, &split.found)?;
    check_required(&arguments, given)?;
    let unknown: Vec<String> = split
        .rest
        .iter()
        .filter(|rest| **rest != Rest::End)
        .map(|rest| rest.text().to_owned())
        .collect();
    if !unknown.is_empty() {
        return Err(Failure::UnknownOptions(unknown));
    }
    check_shortcuts(&arguments, given)?;

    let mut asked = Asked::default();
    for found in last_of_each(&split.found, &arguments) {
        let (name, argument) = &arguments[found.spec];
        match argument {
            Argument::Member(member) if matches!(member.schema, Schema::Boolean) => {
                asked.request.insert(member.name.to_owned(), Value::Bool(true));
            }
            Argument::Not(member) => {
                asked.request.insert(member.name.to_owned(), Value::Bool(false));
            }
            Argument::Member(member) => {
                let value = member::value(name, member.schema, &found.values, environment)?;
                asked.request.insert(member.name.to_owned(), value);
            }
            Argument::Page(page) => {
                let word = found.values.first().cloned().unwrap_or_default();
                match page {
                    Page::MaxItems => asked.max_items = member::integer(&word),
                    Page::PageSize => asked.page_size = member::integer(&word),
                    Page::StartingToken => asked.starting_token = Some(word),
                }
            }
            Argument::Shortcut(shortcut) => {
                let word = found.values.first().map_or("", String::as_str);
                let word = paramfile::load(name, word, environment)?;
                (shortcut.fill)(&mut asked.request, &word)?;
            }
        }
    }
    Ok(asked)
}

fn specs(arguments: &[(String, Argument)]) -> Vec<Spec> {
    let spec = |(name, argument): &(String, Argument)| Spec {
        name: format!("--{name}"),
        takes: takes(argument),
    };
    arguments.iter().map(spec).collect()
}

const fn takes(argument: &Argument) -> Takes {
    match argument {
        Argument::Member(member) => match member.schema {
            Schema::Boolean => Takes::Nothing,
            Schema::List(_) => Takes::Many,
            _ => Takes::One,
        },
        Argument::Not(_) => Takes::Nothing,
        Argument::Page(_) | Argument::Shortcut(_) => Takes::One,
    }
}

/// Checks the numbers that argparse converts: those of 64 bits, those with a fraction, page options.
fn check_types(arguments: &[(String, Argument)], found: &[super::split::Found]) -> Outcome {
    for found in found {
        let (name, argument) = &arguments[found.spec];
        let Some(word) = found.values.first() else { continue };
        let (kind, fits) = match argument {
            Argument::Page(Page::MaxItems | Page::PageSize)
            | Argument::Member(Member { schema: Schema::Long, .. }) => {
                ("int", member::integer(word).is_some())
            }
            Argument::Member(Member { schema: Schema::Double, .. }) => {
                ("float", member::float(word).is_some())
            }
            _ => continue,
        };
        if !fits {
            let message = format!("argument --{name}: invalid {kind} value: '{word}'");
            return Err(Failure::Parse(message));
        }
    }
    Ok(())
}

fn check_required<'f>(
    arguments: &[(String, Argument)],
    given: impl Fn(usize) -> Option<&'f super::split::Found>,
) -> Outcome {
    let missing: Vec<String> = arguments
        .iter()
        .enumerate()
        .filter(|(spec, (_, argument))| {
            matches!(argument, Argument::Member(member) if member.required)
                && given(*spec).is_none()
        })
        .map(|(_, (name, _))| format!("--{name}"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(", ");
    Err(Failure::Parse(format!("the following arguments are required: {missing}")))
}

/// Checks that no shortcut is given besides the option that it stands in for.
fn check_shortcuts<'f>(
    arguments: &[(String, Argument)],
    given: impl Fn(usize) -> Option<&'f super::split::Found>,
) -> Outcome {
    let is_given = |member: &str| {
        arguments.iter().enumerate().any(|(spec, (_, argument))| {
            matches!(argument, Argument::Member(m) if m.name == member) && given(spec).is_some()
        })
    };
    for (spec, (name, argument)) in arguments.iter().enumerate() {
        if let Argument::Shortcut(Shortcut { instead_of: Some(member), .. }) = argument
            && given(spec).is_some()
            && is_given(member)
        {
            let key = |name: &str| name.replace('-', "_");
            return Err(Failure::Parameter(format!(
                "The key \"{}\" cannot be specified when one of the following keys are also \
                 specified: {}",
                key(name),
                key(&kebab(member))
            )));
        }
    }
    Ok(())
}

/// Returns the last appearance of each option, in the order of the members; `--x` and `--no-x` are
/// the same option.
fn last_of_each<'f>(
    found: &'f [super::split::Found],
    arguments: &[(String, Argument)],
) -> Vec<&'f super::split::Found> {
    let member_of = |spec: usize| match &arguments[spec].1 {
        Argument::Member(member) | Argument::Not(member) => member.name.to_owned(),
        Argument::Page(_) | Argument::Shortcut(_) => arguments[spec].0.clone(),
    };
    let mut last: Vec<&super::split::Found> = Vec::new();
    for (position, candidate) in found.iter().enumerate() {
        let name = member_of(candidate.spec);
        if !found[position + 1..].iter().any(|later| member_of(later.spec) == name) {
            last.push(candidate);
        }
    }
    last.sort_by_key(|found| found.spec);
    last
}
