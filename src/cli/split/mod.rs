//! Splitting a command line into options and words, as Python's argparse does.
//!
//! The words are gone through more than once: first with the global options, which may stand
//! anywhere, then for the operation, then with the options of the operation. Each pass takes what it
//! knows and leaves the rest in order.
//!
//! | word                                        | is                                         |
//! |---------------------------------------------|--------------------------------------------|
//! | `--name`, or the only option beginning so   | that option                                |
//! | `--name=value`                              | the option and its value                   |
//! | `-5`, `-.5`, `-`, `-a b`                    | a value                                    |
//! | anything else with a dash before it         | an unknown option                          |
//! | `--`                                        | nothing; what follows are values           |
//!
//! A beginning that several options have is refused first, wherever it stands; of all else that is
//! wrong, the leftmost.
//!
//! Source: facts, "AWS CLI", c.1; argparse of Python 3.11.

use super::exit::{Failure, Outcome};
use super::member::{float, integer};
use super::suggest::invalid_choice;
use crate::schema::check::python_repr;
use crate::value::Value;

/// An option that a pass knows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Spec {
    /// With its dashes, as in `--name`.
    pub name: String,
    /// What follows it.
    pub takes: Takes,
    /// What its value must be.
    pub kind: Kind,
}

impl Spec {
    /// Returns an option whose value may be any text.
    pub const fn new(name: String, takes: Takes) -> Self {
        Self { name, takes, kind: Kind::Any }
    }
}

/// What the value of an option must be, or what else is special about it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Any text.
    Any,
    /// Any text; and the option is only meant by its whole name, as argparse has no such option.
    AnyOfOurs,
    /// A number with or without a fraction.
    Float,
    /// A whole number.
    Integer,
    /// One of some words.
    OneOf(&'static [&'static str]),
    /// The option is all that counts: what stands behind it is not looked at.
    Stop,
    /// The option is another pass's: it is left where it is, and no beginning of another option is
    /// seen in it.
    Left,
}

impl Kind {
    /// Checks a value.
    ///
    /// Fails in the words of argparse and of the AWS CLI.
    fn check(self, name: &str, value: &str) -> Outcome {
        let no = |kind: &str| {
            let value = python_repr(&Value::from(value));
            Err(Failure::Parse(format!("argument {name}: invalid {kind} value: {value}")))
        };
        match self {
            Self::Float if float(value).is_none() => no("float"),
            Self::Integer if integer(value).is_none() => no("int"),
            Self::OneOf(words) if !words.contains(&value) => {
                Err(invalid_choice(name, value, words))
            }
            _ => Ok(()),
        }
    }
}

/// What follows an option.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// One value.
    One,
    /// One value or none.
    AtMostOne,
    /// Any number of values.
    Many,
}

/// A word that is no option and that a pass takes.
#[derive(Clone, Copy)]
pub struct Alone<'a> {
    /// Checks it where it stands, among all that may be wrong.
    pub check: &'a dyn Fn(&str) -> Outcome,
    /// Whether it is left among the other words all the same.
    pub keeps: bool,
    /// Whether there need not be one, so that `--` alone stands for none.
    pub optional: bool,
}

/// An option that was found, and its values.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Found {
    /// The option's position among the specs.
    pub spec: usize,
    /// What followed it.
    pub values: Vec<String>,
}

/// What a pass found and what it left.
#[derive(Debug, Default)]
pub struct Split {
    /// The options, in the order in which they stand.
    pub found: Vec<Found>,
    /// The word that the pass takes.
    pub alone: Option<String>,
    /// The other words, in order.
    pub rest: Vec<Rest>,
    /// Where each of the other words stands among all.
    pub places: Vec<usize>,
}

/// A word that a pass left.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Rest {
    /// An option that the pass does not know.
    Option(String),
    /// A word that is no option.
    Word(String),
    /// `--`.
    End,
}

impl Rest {
    /// Returns the word as it was typed.
    pub fn text(&self) -> &str {
        match self {
            Self::Option(text) | Self::Word(text) => text,
            Self::End => "--",
        }
    }
}

/// Goes through words with a set of options.
///
/// Fails with a parse error for an ambiguous beginning, a value that is missing or wrong, or a value
/// where none belongs.
pub fn split(words: &[Rest], specs: &[Spec]) -> Outcome<Split> {
    split_alone(words, specs, None)
}

/// Goes through words with a set of options, and takes the first word that is no option and no value
/// of one.
///
/// Fails as [`split`] does, and for a word that is not as it must be.
pub fn split_alone(words: &[Rest], specs: &[Spec], alone: Option<Alone<'_>>) -> Outcome<Split> {
    let signs = signs(words, specs)?;
    let mut pass = Pass { words, specs, signs: &signs, alone, split: Split::default() };
    let mut here = 0;
    while let Some(sign) = signs.get(here) {
        here = match sign {
            Sign::Known(spec, explicit) => match pass.option(here, *spec, *explicit)? {
                Some(next) => next,
                None => return Ok(pass.split),
            },
            Sign::Unknown => pass.leave(here),
            Sign::Value | Sign::End => match pass.alone(here)? {
                Some(next) => next,
                None => pass.leave(here),
            },
        };
    }
    Ok(pass.split)
}

/// What a word is to a pass.
enum Sign<'w> {
    /// An option of the pass, and the value behind its `=`.
    Known(usize, Option<&'w str>),
    /// An option that the pass does not know.
    Unknown,
    /// A word that is no option.
    Value,
    /// The first `--`.
    End,
}

struct Pass<'p> {
    words: &'p [Rest],
    specs: &'p [Spec],
    signs: &'p [Sign<'p>],
    alone: Option<Alone<'p>>,
    split: Split,
}

impl Pass<'_> {
    /// Takes an option and its values; returns where the next word is, `None` if the rest is not to
    /// be looked at.
    fn option(
        &mut self,
        here: usize,
        spec: usize,
        explicit: Option<&str>,
    ) -> Outcome<Option<usize>> {
        let Spec { name, takes, kind } = &self.specs[spec];
        let follow = self.signs[here + 1..].iter();
        let follow = follow.take_while(|sign| matches!(sign, Sign::Value)).count();
        let count = match (takes, explicit) {
            (Takes::Nothing, Some(value)) => {
                let value = python_repr(&Value::from(value));
                let message = format!("argument {name}: ignored explicit argument {value}");
                return Err(Failure::Parse(message));
            }
            (Takes::One, None) if follow == 0 => {
                return Err(Failure::Parse(format!("argument {name}: expected one argument")));
            }
            (Takes::Nothing, None) | (_, Some(_)) => 0,
            (Takes::One | Takes::AtMostOne, None) => follow.min(1),
            (Takes::Many, None) => follow,
        };
        let next = here + 1 + count;
        let words = self.words[here + 1..next].iter().map(|word| word.text().to_owned());
        let values: Vec<String> = explicit.map(str::to_owned).into_iter().chain(words).collect();
        values.iter().try_for_each(|value| kind.check(name, value))?;
        self.split.found.push(Found { spec, values });
        Ok((*kind != Kind::Stop).then_some(next))
    }

    /// Takes the word that stands alone; returns where the next word is, `None` if this is none.
    fn alone(&mut self, here: usize) -> Outcome<Option<usize>> {
        let Some(alone) = self.alone else { return Ok(None) };
        let is_end = |place: usize| matches!(self.signs.get(place), Some(Sign::End));
        let place = here + usize::from(is_end(here));
        if !matches!(self.signs.get(place), Some(Sign::Value)) {
            return Ok(alone.optional.then_some(place));
        }
        let word = self.words[place].text();
        (alone.check)(word)?;
        self.split.alone = Some(word.to_owned());
        self.alone = None;
        let next = place + 1 + usize::from(is_end(place + 1));
        if alone.keeps {
            for place in here..next {
                self.leave(place);
            }
        }
        Ok(Some(next))
    }

    fn leave(&mut self, place: usize) -> usize {
        self.split.rest.push(self.words[place].clone());
        self.split.places.push(place);
        place + 1
    }
}

/// Tells what each word is to a pass.
///
/// Fails for a beginning that several options have.
fn signs<'w>(words: &'w [Rest], specs: &[Spec]) -> Outcome<Vec<Sign<'w>>> {
    let mut ended = false;
    let sign = |word: &'w Rest| {
        let text = word.text();
        if ended {
            return Ok(Sign::Value);
        }
        if text == "--" {
            ended = true;
            return Ok(Sign::End);
        }
        if !text.starts_with('-') || text.len() == 1 {
            return Ok(Sign::Value);
        }
        let (name, explicit) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        if is_left(name, specs) {
            return Ok(Sign::Unknown);
        }
        if let Some(spec) = specs.iter().position(|spec| spec.name == text) {
            return Ok(Sign::Known(spec, None));
        }
        Ok(match find(text, name, specs)? {
            Some(spec) => Sign::Known(spec, explicit),
            None if is_number(&text[1..]) || text.contains(' ') => Sign::Value,
            None => Sign::Unknown,
        })
    };
    words.iter().map(sign).collect()
}

/// Returns whether a name is that, or the beginning of that, of an option of another pass, and of none
/// of this one.
fn is_left(name: &str, specs: &[Spec]) -> bool {
    let left = |spec: &Spec| spec.kind == Kind::Left && spec.name.starts_with(name);
    let exact = |spec: &Spec| spec.kind != Kind::Left && spec.name == name;
    name.starts_with("--") && specs.iter().any(left) && !specs.iter().any(exact)
}

/// Returns the option of this name, or the only one that begins so.
fn find(text: &str, name: &str, specs: &[Spec]) -> Outcome<Option<usize>> {
    if let Some(exact) = specs.iter().position(|spec| spec.name == name) {
        return Ok(Some(exact));
    }
    if !name.starts_with("--") {
        return Ok(None);
    }
    let is_close =
        |spec: &usize| specs[*spec].name.starts_with(name) && specs[*spec].kind != Kind::AnyOfOurs;
    let close: Vec<usize> = (0..specs.len()).filter(is_close).collect();
    match close.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        several => {
            let names: Vec<_> = several.iter().map(|spec| specs[*spec].name.as_str()).collect();
            let names = names.join(", ");
            Err(Failure::Parse(format!("ambiguous option: {text} could match {names}")))
        }
    }
}

/// Tells options from other words, where no options are known.
pub fn classify(words: &[String]) -> Vec<Rest> {
    let mut ended = false;
    let mut classified = Vec::with_capacity(words.len());
    for word in words {
        classified.push(if ended {
            Rest::Word(word.clone())
        } else if word == "--" {
            ended = true;
            Rest::End
        } else if is_option(word) {
            Rest::Option(word.clone())
        } else {
            Rest::Word(word.clone())
        });
    }
    classified
}

fn is_option(word: &str) -> bool {
    let Some(rest) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else { return false };
    let with_value = word.starts_with("--") && word.contains('=');
    with_value || !(is_number(rest) || word.contains(' '))
}

/// Returns whether text is a plain number without a sign: `5`, `.5`, `0.5`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        None => digits(text) && !text.is_empty(),
        Some((whole, fraction)) => digits(whole) && digits(fraction) && !fraction.is_empty(),
    }
}

#[cfg(test)]
mod tests;
