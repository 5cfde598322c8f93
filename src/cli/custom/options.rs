//! The options of custom commands, as argparse reads them.

use clap::{Arg, ArgAction, Command};

use super::super::exit::{Failure, Outcome};
use super::super::split::{Kind, Rest, Spec, Takes, split};

/// An option.
pub(super) struct CustomOption {
    /// Without its dashes.
    pub(super) name: &'static str,
    /// What follows it.
    pub(super) takes: Takes,
    /// What stands for its value in help; empty if it has none.
    pub(super) value: &'static str,
    /// The values that it may have; empty if all.
    pub(super) choices: &'static [&'static str],
    /// Whether it does anything.
    pub(super) effect: Effect,
    /// Whether the command cannot do without it.
    pub(super) required: bool,
    /// What it does, in our own words.
    pub(super) doc: &'static str,
}

/// Whether an option does anything.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Effect {
    /// It does what it says.
    Some,
    /// There is nothing here that it could change.
    None,
    /// It is not emulated.
    NotEmulated,
}

/// Returns an option that is there or not.
pub(super) const fn flag(name: &'static str, doc: &'static str) -> CustomOption {
    let (takes, effect) = (Takes::Nothing, Effect::Some);
    CustomOption { name, takes, value: "", choices: &[], effect, required: false, doc }
}

/// Returns an option with a value.
pub(super) const fn value(
    name: &'static str,
    value: &'static str,
    doc: &'static str,
) -> CustomOption {
    let (takes, effect) = (Takes::One, Effect::Some);
    CustomOption { name, takes, value, choices: &[], effect, required: false, doc }
}

impl CustomOption {
    fn spec(&self) -> Spec {
        let kind = if self.choices.is_empty() { Kind::Any } else { Kind::OneOf(self.choices) };
        Spec { name: format!("--{}", self.name), takes: self.takes, kind }
    }

    /// Returns the option as one that changes nothing.
    pub(super) const fn without_effect(mut self) -> Self {
        self.effect = Effect::None;
        self
    }

    /// Returns the option as one that is not emulated.
    pub(super) const fn not_emulated(mut self) -> Self {
        self.effect = Effect::NotEmulated;
        self
    }

    /// Returns the option as one that the command cannot do without.
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Returns the option as one that has only some values.
    pub(super) const fn one_of(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = choices;
        self
    }

    /// Returns the option as one whose value may be left out.
    pub(super) const fn with_or_without_value(mut self) -> Self {
        self.takes = Takes::AtMostOne;
        self
    }
}

/// The words of a command that takes none besides its options.
pub(super) const NO_WORDS: (&str, &str, usize, usize) = ("", "", 0, 0);

/// What a command takes.
pub(super) struct Syntax {
    /// Its word, as in `cp`.
    pub(super) command: &'static str,
    /// What it does.
    pub(super) about: &'static str,
    /// What its words that are no options are called, how they are written, and how many there are
    /// at least and at most; [`NO_WORDS`] if it takes none.
    pub(super) words: (&'static str, &'static str, usize, usize),
    /// Its options.
    pub(super) options: &'static [&'static [CustomOption]],
}

impl Syntax {
    fn all(&self) -> impl Iterator<Item = &'static CustomOption> {
        self.options.iter().copied().flatten()
    }

    /// Returns the command as clap knows it.
    pub(super) fn command(&self) -> Command {
        let (name, written, least, most) = self.words;
        let mut command = Command::new(self.command).about(self.about).disable_help_flag(true);
        if most > 0 {
            let words = Arg::new(name).value_name(written).required(least > 0);
            command = command.arg(words.num_args(least..=most));
        }
        for option in self.all() {
            let arg = Arg::new(option.name).long(option.name).required(option.required);
            let arg = arg.help(option.doc);
            let arg = match option.effect {
                Effect::Some => arg,
                Effect::None => arg.help_heading("Accepted without effect"),
                Effect::NotEmulated => arg.help_heading("Not emulated yet"),
            };
            command = command.arg(match option.takes {
                Takes::Nothing => arg.action(ArgAction::SetTrue),
                Takes::One => arg.value_name(option.value),
                Takes::AtMostOne => arg.value_name(option.value).num_args(0..=1),
                Takes::Many => arg.value_name(option.value).num_args(1..),
            });
        }
        command
    }

    /// Reads words.
    ///
    /// Fails with, in this order: what argparse refuses, words that are missing, options and words
    /// that are too many, and the first option that is not emulated.
    pub(super) fn read(&self, words: &[Rest]) -> Outcome<Given> {
        let specs: Vec<Spec> = self.all().map(CustomOption::spec).collect();
        let split = split(words, &specs)?;
        let options: Vec<&CustomOption> = self.all().collect();
        let (name, _, least, most) = self.words;
        let taken = first_words(&split.rest, &split.places, least, most);
        let given = |name: &str| split.found.iter().any(|found| options[found.spec].name == name);
        let mut missing: Vec<String> = options
            .iter()
            .filter(|option| option.required && !given(option.name))
            .map(|option| format!("--{}", option.name))
            .collect();
        if taken.len() < least {
            missing.push(name.to_owned());
        }
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let message = format!("the following arguments are required: {missing}");
            return Err(Failure::Parse(message));
        }
        let others: Vec<&str> = (0..split.rest.len())
            .filter(|position| !taken.contains(position))
            .map(|position| split.rest[position].text())
            .filter(|text| *text != "--")
            .collect();
        if !others.is_empty() {
            return Err(Failure::Parameter(format!("Unknown options: {}", others.join(","))));
        }
        let paths = taken.iter().map(|position| split.rest[*position].text().to_owned()).collect();
        let found = split.found.into_iter().map(|found| (options[found.spec], found.values));
        let given = Given { paths, found: found.collect() };
        match given.found.iter().find(|(option, _)| option.effect == Effect::NotEmulated) {
            Some((option, _)) => {
                Err(Failure::NotEmulated(format!("s3 {} --{}", self.command, option.name)))
            }
            None => Ok(given),
        }
    }
}

/// Returns which words a command takes: the first that stand beside each other, if they are enough.
fn first_words(rest: &[Rest], places: &[usize], least: usize, most: usize) -> Vec<usize> {
    let words: Vec<usize> = (0..rest.len()).filter(|p| matches!(rest[*p], Rest::Word(_))).collect();
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for position in words {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|p| places[*p] + 1 == places[position]) => {
                run.push(position);
            }
            _ => runs.push(vec![position]),
        }
    }
    let enough = runs.into_iter().find(|run| run.len() >= least.max(1));
    enough.map_or_else(Vec::new, |run| run.into_iter().take(most).collect())
}

/// What a command line gives.
pub(super) struct Given {
    /// The words that are no options.
    pub(super) paths: Vec<String>,
    found: Vec<(&'static CustomOption, Vec<String>)>,
}

impl Given {
    /// Returns whether an option is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.found.iter().any(|(option, _)| option.name == name)
    }

    /// Returns the value of an option; the last one counts.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let found = self.found.iter().rev().find(|(option, _)| option.name == name);
        found.and_then(|(_, values)| values.first()).map(String::as_str)
    }

    /// Returns the values of several options, in the order in which they stand.
    pub(super) fn in_order<'g>(
        &'g self,
        names: &'g [&str],
    ) -> impl Iterator<Item = (&'static str, &'g str)> {
        self.found
            .iter()
            .filter(|(option, _)| names.contains(&option.name))
            .filter_map(|(option, values)| Some((option.name, values.first()?.as_str())))
    }

    /// Returns a whole number; fails as Python's `int` does.
    pub(super) fn number(&self, name: &str) -> Outcome<Option<i64>> {
        let Some(word) = self.value(name) else { return Ok(None) };
        word.trim().parse().map(Some).map_err(|_| {
            Failure::General(format!("invalid literal for int() with base 10: '{word}'"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::split::classify;
    use super::*;

    const SYNTAX: Syntax = Syntax {
        command: "cp",
        about: "",
        words: ("paths", "PATH", 2, 2),
        options: &[&[
            flag("quiet", ""),
            value("acl", "ACL", "").one_of(&["private", "x"]),
            value("sse", "SSE", "").with_or_without_value(),
            value("expires", "TIME", "").not_emulated(),
        ]],
    };

    fn read(line: &str) -> Result<String, String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        SYNTAX
            .read(&classify(&words))
            .map(|given| given.paths.join(" "))
            .map_err(|failure| failure.sentence().lines().next().unwrap_or_default().to_owned())
    }

    #[test]
    fn words_stand_beside_each_other() {
        let required = || Err("the following arguments are required: paths".to_owned());
        let unknown = |what: &str| Err(format!("Unknown options: {what}"));
        let cases = [
            ("a b", Ok("a b")),
            ("--quiet a b", Ok("a b")),
            ("a b --acl x", Ok("a b")),
            ("a b --sse", Ok("a b")),
            ("a b -- ", unknown("")),
            ("a --quiet b", required()),
            ("a", required()),
            ("a --bogus", required()),
            ("a --acl y", Err("argument --acl: Found invalid choice 'y'".to_owned())),
            ("a b c --quiet", unknown("c")),
            ("a b c --bogus v", unknown("c,--bogus,v")),
            ("a b --expires now", Err("s3 cp --expires is not emulated yet".to_owned())),
        ];
        for (line, expected) in cases {
            assert_eq!(read(line), expected.map(str::to_owned), "{line}");
        }
    }
}
