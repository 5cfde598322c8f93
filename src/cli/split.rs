//! Splitting a command line into options and words, as Python's argparse does.
//!
//! The words are gone through more than once: first with the global options, which may stand
//! anywhere, then with the options of the operation. Each pass takes what it knows and leaves the
//! rest in order.
//!
//! | word                                        | is                                         |
//! |---------------------------------------------|--------------------------------------------|
//! | `--name`, or the only option beginning so   | that option                                |
//! | `--name=value`                              | the option and its value                   |
//! | `-5`, `-.5`, `-`, `-a b`                    | a value                                    |
//! | anything else with a dash before it         | an unknown option                          |
//! | `--`                                        | nothing; what follows are values           |
//!
//! Source: facts, "AWS CLI", c.1.

use super::exit::{Failure, Outcome};

/// An option that a pass knows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Spec {
    /// With its dashes, as in `--name`.
    pub name: String,
    /// What follows it.
    pub takes: Takes,
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
    /// The other words, in order.
    pub rest: Vec<Rest>,
    /// Where each of the other words stands among all.
    pub places: Vec<usize>,
}

impl Split {
    fn leave(&mut self, word: &Rest, place: usize) {
        self.rest.push(word.clone());
        self.places.push(place);
    }
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
/// Fails with a parse error for an ambiguous beginning, a missing value, or a value where none
/// belongs.
pub fn split(words: &[Rest], specs: &[Spec]) -> Outcome<Split> {
    let all = words.len();
    let mut split = Split::default();
    let mut words = words.iter().peekable();
    while let Some(word) = words.next() {
        let place = all - words.len() - 1;
        let Rest::Option(text) = word else {
            split.leave(word, place);
            if *word == Rest::End {
                (place + 1..)
                    .zip(words.by_ref())
                    .for_each(|(place, word)| split.leave(word, place));
            }
            continue;
        };
        let (name, explicit) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text.as_str(), None),
        };
        let Some(spec) = find(name, specs)? else {
            split.leave(word, place);
            continue;
        };
        let Spec { name, takes } = &specs[spec];
        let mut values: Vec<String> = explicit.map(str::to_owned).into_iter().collect();
        match takes {
            Takes::Nothing => {
                if let Some(value) = explicit {
                    let message = format!("argument {name}: ignored explicit argument '{value}'");
                    return Err(Failure::Parse(message));
                }
            }
            Takes::One if explicit.is_none() => match words.next_if(is_word) {
                Some(Rest::Word(value)) => values.push(value.clone()),
                _ => return Err(Failure::Parse(format!("argument {name}: expected one argument"))),
            },
            Takes::AtMostOne if explicit.is_none() => {
                values.extend(words.next_if(is_word).map(|word| word.text().to_owned()));
            }
            Takes::Many if explicit.is_none() => {
                while let Some(word) = words.next_if(is_word) {
                    values.push(word.text().to_owned());
                }
            }
            Takes::One | Takes::AtMostOne | Takes::Many => {}
        }
        split.found.push(Found { spec, values });
    }
    Ok(split)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as `next_if` wants it")]
fn is_word(word: &&Rest) -> bool {
    matches!(word, Rest::Word(_))
}

/// Returns the option of this name, or the only one that begins so.
fn find(name: &str, specs: &[Spec]) -> Outcome<Option<usize>> {
    if let Some(exact) = specs.iter().position(|spec| spec.name == name) {
        return Ok(Some(exact));
    }
    if name.len() < 3 {
        return Ok(None);
    }
    let close: Vec<usize> =
        (0..specs.len()).filter(|spec| specs[*spec].name.starts_with(name)).collect();
    match close.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(*only)),
        several => {
            let names: Vec<_> = several.iter().map(|spec| specs[*spec].name.as_str()).collect();
            let names = names.join(", ");
            Err(Failure::Parse(format!("ambiguous option: {name} could match {names}")))
        }
    }
}

/// Tells options from other words.
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
        None => digits(text),
        Some((whole, fraction)) => digits(whole) && digits(fraction) && !fraction.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specs() -> Vec<Spec> {
        [
            ("--name", Takes::One),
            ("--names", Takes::Many),
            ("--sse", Takes::AtMostOne),
            ("--no-paginate", Takes::Nothing),
            ("--max-items", Takes::One),
            ("--max-results", Takes::One),
        ]
        .map(|(name, takes)| Spec { name: name.to_owned(), takes })
        .to_vec()
    }

    type Named = Vec<(String, Vec<String>)>;

    fn run(line: &str) -> Outcome<(Named, Vec<String>)> {
        let words: Vec<String> = line.split('|').map(str::to_owned).collect();
        let specs = specs();
        let split = split(&classify(&words), &specs)?;
        let found = split.found.into_iter().map(|f| (specs[f.spec].name.clone(), f.values));
        let rest = split.rest.iter().map(|rest| rest.text().to_owned());
        Ok((found.collect(), rest.collect()))
    }

    fn found(line: &str) -> Named {
        run(line).unwrap().0
    }

    fn one(name: &str, values: &[&str]) -> Named {
        vec![(name.to_owned(), values.iter().map(|v| (*v).to_owned()).collect())]
    }

    #[test]
    fn values_follow_their_option() {
        assert_eq!(found("--name|a"), one("--name", &["a"]));
        assert_eq!(found("--name=a=b"), one("--name", &["a=b"]));
        assert_eq!(found("--name=-x"), one("--name", &["-x"]));
        assert_eq!(found("--name|-5"), one("--name", &["-5"]));
        assert_eq!(found("--name|-.5"), one("--name", &["-.5"]));
        assert_eq!(found("--name|-"), one("--name", &["-"]));
        assert_eq!(found("--name|-a b"), one("--name", &["-a b"]));
        assert_eq!(found("--names|a|b"), one("--names", &["a", "b"]));
        assert_eq!(found("--names"), one("--names", &[]));
        assert_eq!(found("--sse|a|b"), one("--sse", &["a"]));
        assert_eq!(found("--sse"), one("--sse", &[]));
    }

    #[test]
    fn a_beginning_stands_for_the_only_option_that_has_it() {
        assert_eq!(found("--no-p"), one("--no-paginate", &[]));
        assert_eq!(found("--max-i|3"), one("--max-items", &["3"]));
        let error = run("--max|3").unwrap_err().text();
        assert!(error.contains("--max could match --max-items, --max-results"), "{error}");
    }

    #[test]
    fn what_a_pass_does_not_know_is_left_in_order() {
        let (_, rest) = run("a|--bogus|b|--name|x|-c|d").unwrap();
        assert_eq!(rest, ["a", "--bogus", "b", "-c", "d"]);
        let (found, rest) = run("a|--|--name|x").unwrap();
        assert_eq!((found.len(), rest.len()), (0, 4));
    }

    #[test]
    fn values_that_are_missing_or_too_many_are_refused() {
        let cases = [
            ("--name", "argument --name: expected one argument"),
            ("--name|--names", "argument --name: expected one argument"),
            ("--name|-1d", "argument --name: expected one argument"),
            ("--no-paginate=x", "argument --no-paginate: ignored explicit argument 'x'"),
        ];
        for (line, message) in cases {
            let error = run(line).unwrap_err();
            assert_eq!(error.code(), 252);
            assert!(error.text().contains(message), "{line}: {}", error.text());
        }
    }
}
