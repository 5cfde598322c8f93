//! The options of an operation, made of the members of its input.

use crate::operation::{Operation, Pager};
use crate::schema::names::kebab;
use crate::schema::{Member, Schema, Structure};
use crate::value::{Object, Value};

use super::environment::Environment;
use super::exit::{Failure, Outcome};
pub use super::page::Page;
use super::split::{Alone, Found, Kind, Rest, Spec, Takes, split, split_alone};
use super::whole::{self, Skeleton, Whole};
use super::{custom, json, member, paramfile};

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
    /// It is about the whole request.
    Whole(Whole),
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
    let mut whole = Whole::ALL.map(|whole| (whole.name().to_owned(), Argument::Whole(whole)));
    let is_whole = !custom::has_outfile(operation);
    let (inputs, skeleton) = whole.split_at_mut(2);
    if is_whole {
        arguments.extend_from_slice(inputs);
    }
    if let Some(pager) = &operation.pager {
        arguments.push(("starting-token".to_owned(), Argument::Page(Page::StartingToken)));
        if pager.limit.is_some() {
            arguments.push(("page-size".to_owned(), Argument::Page(Page::PageSize)));
        }
        arguments.push(("max-items".to_owned(), Argument::Page(Page::MaxItems)));
    }
    if is_whole {
        arguments.extend_from_slice(skeleton);
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
    /// What is printed in place of making the request.
    pub skeleton: Option<Skeleton>,
}

/// Returns where the first word stands that is neither an option of an operation nor a value of one.
///
/// Fails as [`read`] does for what argparse refuses.
pub fn first_alone(operation: &Operation, words: &[Rest]) -> Outcome<Option<usize>> {
    let split = split(words, &specs(&of(operation)))?;
    let alone = split.rest.iter().position(|rest| matches!(rest, Rest::Word(_)));
    Ok(alone.map(|alone| split.places[alone]))
}

/// Reads the words behind an operation that answers at once.
///
/// Fails as [`Parsed::read`] and [`Parsed::ask`] do.
pub fn read(operation: &Operation, words: &[Rest], environment: &Environment) -> Outcome<Asked> {
    Parsed::read(operation, words)?.ask_once(environment, &mut |_| ())
}

/// The words behind an operation, told apart; what their values mean is not looked at yet.
#[derive(Debug)]
pub struct Parsed {
    input: &'static Structure,
    pager: Option<Pager>,
    arguments: Vec<(String, Argument)>,
    found: Vec<Found>,
}

impl Parsed {
    /// Tells the words apart.
    ///
    /// Fails with, in this order: what argparse refuses, options that are missing, options that are
    /// unknown, and options that exclude each other.
    pub fn read(operation: &Operation, words: &[Rest]) -> Outcome<Self> {
        let arguments = of(operation);
        let check = |_: &str| Ok(());
        let alone = Alone { check: &check, keeps: false, optional: true };
        let split = split_alone(words, &specs(&arguments), Some(alone))?;
        // The word that could have asked for help is unknown, and told last.
        let last = split.alone.filter(|word| !word.is_empty());
        let unknown = split.rest.iter().map(|rest| rest.text().to_owned()).chain(last);
        let unknown: Vec<String> = unknown.collect();
        let parsed =
            Self { input: operation.input, pager: operation.pager, arguments, found: split.found };
        if !whole::waives_required(words) {
            parsed.check_required()?;
        }
        if !unknown.is_empty() {
            return Err(Failure::UnknownOptions(unknown));
        }
        check_shortcuts(&parsed.arguments, |spec| parsed.given(spec))?;
        Ok(parsed)
    }

    fn given(&self, spec: usize) -> Option<&Found> {
        self.found.iter().rev().find(|found| found.spec == spec)
    }

    fn check_required(&self) -> Outcome {
        check_required(&self.arguments, |spec| self.given(spec))
    }

    /// Returns how the answer is read page by page; `None` if it comes at once, or if `wanted` is
    /// false or an option of the operation itself is about its pages.
    ///
    /// Fails if it is not to be read page by page and an option is about that.
    pub fn pager(&self, wanted: bool) -> Outcome<Option<Pager>> {
        let Some(pager) = self.pager else { return Ok(None) };
        let argument = |found: &Found| self.arguments[found.spec].1;
        let by_hand = self.found.iter().any(|found| match argument(found) {
            Argument::Member(member) => pager.is_about(member.name),
            _ => false,
        });
        if wanted && !by_hand {
            return Ok(Some(pager));
        }
        let is_set = |page: &Page| {
            let is_page =
                |found: &&Found| matches!(argument(found), Argument::Page(p) if p == *page);
            let found = self.found.iter().rev().find(is_page);
            let word = found.and_then(|found| found.values.first());
            word.is_some_and(|word| match page {
                Page::StartingToken => !word.is_empty(),
                _ => member::integer(word) != Some(0),
            })
        };
        let all = [Page::StartingToken, Page::PageSize, Page::MaxItems];
        let set: Vec<&str> =
            all.iter().filter(|page| is_set(page)).map(|page| page.option()).collect();
        if set.is_empty() {
            return Ok(None);
        }
        Err(Failure::Parameter(format!(
            "Cannot specify --no-paginate along with pagination arguments: {}",
            set.join(", ")
        )))
    }

    /// Reads the values, and returns how the answer is read page by page as well; warnings go to `tell`.
    ///
    /// Fails as [`pager`](Self::pager) does, then with the first value that is none of its member, then
    /// with what is wrong in a whole request.
    pub fn ask(
        &self,
        paginated: bool,
        environment: &Environment,
        tell: &mut dyn FnMut(&str),
    ) -> Outcome<(Option<Pager>, Asked)> {
        let pager = self.pager(paginated)?;
        self.ask_for(pager, environment, tell)
    }

    /// Reads the values of a command that never reads page by page, so that options about pages are
    /// members of the request that the API does not know.
    ///
    /// Fails as [`ask`](Self::ask) does.
    pub fn ask_once(
        &self,
        environment: &Environment,
        tell: &mut dyn FnMut(&str),
    ) -> Outcome<Asked> {
        Ok(self.ask_for(None, environment, tell)?.1)
    }

    fn ask_for(
        &self,
        pager: Option<Pager>,
        environment: &Environment,
        tell: &mut dyn FnMut(&str),
    ) -> Outcome<(Option<Pager>, Asked)> {
        let mut request = Object::new();
        for found in last_of_each(&self.found, &self.arguments) {
            let (name, argument) = &self.arguments[found.spec];
            let word = found.values.first().map_or("", String::as_str);
            match argument {
                Argument::Member(member) if matches!(member.schema, Schema::Boolean) => {
                    request.insert(member.name.to_owned(), Value::Bool(true));
                }
                Argument::Not(member) => {
                    request.insert(member.name.to_owned(), Value::Bool(false));
                }
                Argument::Member(member) => {
                    let value = member::value(name, member.schema, &found.values, environment)?;
                    request.insert(member.name.to_owned(), value);
                }
                Argument::Page(page) => {
                    let word = paramfile::load(name, word, environment)?;
                    if *page == Page::MaxItems && member::integer(&word).is_some_and(|n| n <= 0) {
                        tell(NOT_POSITIVE);
                    }
                    page.set(&mut request, &word);
                }
                Argument::Shortcut(shortcut) => {
                    let word = paramfile::load(name, word, environment)?;
                    (shortcut.fill)(&mut request, &word)?;
                }
                Argument::Whole(_) => {
                    paramfile::load(name, word, environment)?;
                }
            }
        }
        let words = Whole::ALL.map(|whole| self.word_of(whole));
        whole::fill(&mut request, [words[0], words[1]], environment)?;
        json::settle(&mut request, Schema::Structure(self.input))?;
        let skeleton = words[2].map(Skeleton::parse);
        let pager = pager.filter(|pager| !pages_by_hand(pager, &request) && skeleton.is_none());
        let mut asked = match &pager {
            Some(pager) => Page::take(request, pager)?,
            None => Asked { request, ..Asked::default() },
        };
        asked.skeleton = skeleton;
        for member in self.input.members {
            let value = asked.request.get(member.name);
            value.map_or(Ok(()), |value| member::check_times(value, member.schema))?;
        }
        Ok((pager, asked))
    }

    /// Returns the value of an option about the whole request; empty if it stands without one.
    fn word_of(&self, whole: Whole) -> Option<&str> {
        let is_it = |found: &&Found| matches!(self.arguments[found.spec].1, Argument::Whole(w) if w == whole);
        let found = self.found.iter().rev().find(is_it)?;
        Some(found.values.first().map_or("", String::as_str))
    }
}

/// What the AWS CLI warns of.
const NOT_POSITIVE: &str =
    "warning: Non-positive values for --max-items may result in undefined behavior.\n";

/// Returns whether a request says itself which page is meant.
fn pages_by_hand(pager: &Pager, request: &Object) -> bool {
    request.contains_key(pager.input) || pager.limit.is_some_and(|name| request.contains_key(name))
}

fn specs(arguments: &[(String, Argument)]) -> Vec<Spec> {
    let spec = |(name, argument): &(String, Argument)| Spec {
        name: format!("--{name}"),
        takes: takes(argument),
        kind: kind(argument),
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
        Argument::Whole(Whole::Skeleton) => Takes::AtMostOne,
        Argument::Page(_) | Argument::Shortcut(_) | Argument::Whole(_) => Takes::One,
    }
}

/// Returns what argparse checks: numbers of 64 bits, those with a fraction, page options.
const fn kind(argument: &Argument) -> Kind {
    match argument {
        Argument::Page(Page::MaxItems | Page::PageSize)
        | Argument::Member(Member { schema: Schema::Long, .. }) => Kind::Integer,
        Argument::Member(Member { schema: Schema::Double, .. }) => Kind::Float,
        Argument::Whole(Whole::Skeleton) => Kind::OneOf(Skeleton::WORDS),
        _ => Kind::Any,
    }
}

fn check_required<'f>(
    arguments: &[(String, Argument)],
    given: impl Fn(usize) -> Option<&'f Found>,
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
    given: impl Fn(usize) -> Option<&'f Found>,
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
fn last_of_each<'f>(found: &'f [Found], arguments: &[(String, Argument)]) -> Vec<&'f Found> {
    let member_of = |spec: usize| match &arguments[spec].1 {
        Argument::Member(member) | Argument::Not(member) => member.name.to_owned(),
        Argument::Page(_) | Argument::Shortcut(_) | Argument::Whole(_) => arguments[spec].0.clone(),
    };
    let mut last: Vec<&Found> = Vec::new();
    for (position, candidate) in found.iter().enumerate() {
        let name = member_of(candidate.spec);
        if !found[position + 1..].iter().any(|later| member_of(later.spec) == name) {
            last.push(candidate);
        }
    }
    last.sort_by_key(|found| found.spec);
    last
}
