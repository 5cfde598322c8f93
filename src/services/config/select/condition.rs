//! Conditions, and whether they hold for a resource.
//!
//! | value    | compared with                                                                        |
//! |----------|--------------------------------------------------------------------------------------|
//! | text     | text, character by character; `'5'` and `5` are the same                              |
//! | number   | a number, also one in quotes                                                         |
//! | truth    | `true` or `false`, also in quotes; neither is less than the other                     |
//! | address  | within a configuration: the range of addresses that is meant by either               |
//! | list     | each element: a condition holds if it holds for one                                   |
//! | nothing, | no condition holds, so `<>`, which is `NOT ... =`, does                               |
//! | null     |                                                                                      |
//!
//! Source: AWS Config Developer Guide, "Limitations" of advanced queries, for lists and addresses. For
//! nothing it says nothing; what an index of properties can tell is chosen.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::fields::any;
use super::range::Range;
use super::{Fields, Path};
use crate::value::Value;

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// It does not hold.
    Not(Box<Condition>),
    /// Both hold.
    And(Box<Condition>, Box<Condition>),
    /// One of them holds.
    Or(Box<Condition>, Box<Condition>),
    /// A value of a property passes a test.
    Is(Path, Test),
}

/// What a value is tested for.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// It compares so with a literal.
    Compares(Comparison, Literal),
    /// It equals one of several.
    In(Vec<Literal>),
    /// It is not less than one, nor more than another.
    Between(Literal, Literal),
    /// It begins so.
    Like(Pattern),
}

/// A comparison. That two are not equal is `NOT ... =`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// A literal, with what it may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    text: String,
    number: Option<f64>,
    truth: Option<bool>,
    range: Option<Range>,
}

impl Literal {
    /// Reads what stands between quotes, a number, or a word for a truth.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let truth = [("true", true), ("false", false)].into_iter();
        let truth = truth.filter(|(word, _)| word.eq_ignore_ascii_case(&text)).map(|(_, is)| is);
        let is_number = text.ends_with(|c: char| c.is_ascii_digit());
        Self {
            number: text.parse().ok().filter(|_| is_number),
            truth: { truth }.next(),
            range: Range::parse(&text),
            text,
        }
    }

    fn compare(&self, value: &Value, comparison: Comparison, has_addresses: bool) -> bool {
        match value {
            Value::Bool(truth) => comparison == Comparison::Equal && self.truth == Some(*truth),
            Value::Number(number) => self
                .number
                .and_then(|own| number.as_f64()?.partial_cmp(&own))
                .is_some_and(|order| comparison.holds(order)),
            Value::String(text) => {
                let ranges = self.range.filter(|_| has_addresses).zip(Range::parse(text));
                match ranges {
                    Some((own, range)) => match comparison {
                        Comparison::Equal => range.meets(own),
                        Comparison::Less => range.first < own.first,
                        Comparison::LessOrEqual => range.first <= own.last,
                        Comparison::Greater => range.last > own.last,
                        Comparison::GreaterOrEqual => range.last >= own.first,
                    },
                    None => comparison.holds(text.as_str().cmp(&self.text)),
                }
            }
            Value::Null | Value::Array(_) | Value::Object(_) => false,
        }
    }
}

/// How a text begins: at least three characters, and what may follow them.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    begin: String,
    /// How many characters follow at least.
    least: usize,
    /// Whether more may follow.
    open: bool,
}

impl Pattern {
    /// Reads a pattern in which `_` stands for a character and `%` for any number of them.
    ///
    /// Fails, with a sentence of ours, unless these stand behind all others, which are three at least.
    ///
    /// Source: AWS Config Developer Guide, "Limitations" of advanced queries.
    pub fn parse(text: &str) -> Result<Self, String> {
        let begin = text.trim_end_matches(['%', '_']);
        let wild = &text[begin.len()..];
        if begin.contains(['%', '_']) {
            return Err(format!(
                "Wildcards are supported only at the end of a pattern, which '{text}' is not."
            ));
        }
        if !wild.is_empty() && begin.chars().count() < 3 {
            return Err(format!(
                "A pattern must have at least three characters before its wildcards: '{text}'."
            ));
        }
        Ok(Self {
            begin: begin.to_owned(),
            least: wild.matches('_').count(),
            open: wild.contains('%'),
        })
    }

    fn matches(&self, text: &str) -> bool {
        text.strip_prefix(&self.begin).is_some_and(|rest| {
            let more = rest.chars().count();
            more == self.least || (self.open && more > self.least)
        })
    }
}

impl Test {
    fn passes(&self, value: &Value, has_addresses: bool) -> bool {
        let is = |literal: &Literal, comparison| literal.compare(value, comparison, has_addresses);
        match self {
            Self::Compares(comparison, literal) => is(literal, *comparison),
            Self::In(literals) => literals.iter().any(|literal| is(literal, Comparison::Equal)),
            Self::Between(least, most) => {
                is(least, Comparison::GreaterOrEqual) && is(most, Comparison::LessOrEqual)
            }
            Self::Like(pattern) => value.as_str().is_some_and(|text| pattern.matches(text)),
        }
    }
}

impl Condition {
    /// Returns whether it holds for a resource.
    pub fn holds(&self, fields: &impl Fields) -> bool {
        match self {
            Self::Not(inner) => !inner.holds(fields),
            Self::And(one, other) => one.holds(fields) && other.holds(fields),
            Self::Or(one, other) => one.holds(fields) || other.holds(fields),
            Self::Is(path, test) => {
                let has_addresses = path.first().ends_with("onfiguration");
                any(fields, path, &mut |value| test.passes(value, has_addresses))
            }
        }
    }

    /// Returns whether it is about nothing but some members of items.
    pub(super) fn needs_only(&self, members: &[&str]) -> bool {
        match self {
            Self::Not(inner) => inner.needs_only(members),
            Self::And(one, other) | Self::Or(one, other) => {
                one.needs_only(members) && other.needs_only(members)
            }
            Self::Is(path, _) => members.contains(&path.first()),
        }
    }

    /// Returns the values that a member of items must have for it to hold; `None` if any may do.
    pub(super) fn wanted(&self, member: &str) -> Option<BTreeSet<String>> {
        match self {
            Self::Is(path, test) if path.first() == member && path.rest().is_empty() => {
                match test {
                    Test::Compares(Comparison::Equal, literal) => {
                        Some(BTreeSet::from([literal.text.clone()]))
                    }
                    Test::In(literals) => {
                        Some(literals.iter().map(|literal| literal.text.clone()).collect())
                    }
                    _ => None,
                }
            }
            Self::And(one, other) => match (one.wanted(member), other.wanted(member)) {
                (Some(one), Some(other)) => Some(one.intersection(&other).cloned().collect()),
                (one, other) => one.or(other),
            },
            Self::Or(one, other) => {
                let (one, other) = (one.wanted(member)?, other.wanted(member)?);
                Some(one.union(&other).cloned().collect())
            }
            Self::Not(_) | Self::Is(..) => None,
        }
    }
}
