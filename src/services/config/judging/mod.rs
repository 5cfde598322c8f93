//! Judgements: whether what there is, is as a rule of AWS says. They know no store, file or clock.
//!
//! ```text
//! an item, parameters            --> Each  --> a verdict
//! trails and items, parameters   --> Whole --> findings, resource by resource
//!     a Whole says which items it looks at: nobody reads others for it
//! ```
//!
//! A rule that is not in the table is accepted, judges nothing and stays `INSUFFICIENT_DATA`.
//!
//! Source: AWS Config Developer Guide, the page of each rule below "List of AWS Config Managed Rules".

mod alarms;
mod buckets;
mod machines;
mod networks;
mod others;
mod selected;
mod tags;
mod trails;

#[cfg(test)]
mod tests;

pub use trails::Trail;

use super::item::Item;
use super::rule::known::{Known, Parameters};
use crate::value::Value;

/// The type of an account.
pub const ACCOUNT: &str = "AWS::::Account";

/// Whether a resource is as it should be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is.
    Compliant,
    /// It is not; with what there is to say about it.
    Broken(Option<String>),
    /// The rule is not about it.
    NotApplicable,
}

impl Verdict {
    /// Returns that something is as it should be, or that it is not.
    pub const fn is(so: bool) -> Self {
        if so { Self::Compliant } else { Self::Broken(None) }
    }
}

/// What a rule found of a resource.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The type of the resource.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// What was found.
    pub verdict: Verdict,
}

impl Finding {
    fn new(kind: &str, id: &str, verdict: Verdict) -> Self {
        Self { kind: kind.to_owned(), id: id.to_owned(), verdict }
    }
}

/// What there is in a region.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// Whose it is.
    pub account: &'a str,
    /// The trails that record here.
    pub trails: &'a [Trail],
    /// The last item of each resource of the types that the rule looks at.
    pub items: &'a [Item],
    /// The ids of the resources of the type that a parameter names.
    pub ids: &'a [String],
}

impl<'a> World<'a> {
    fn account(&self, so: bool) -> Vec<Finding> {
        vec![Finding::new(ACCOUNT, self.account, Verdict::is(so))]
    }

    fn of_kind(&self, kind: &'a str) -> impl Iterator<Item = &'a Item> + use<'a> {
        self.items.iter().filter(move |item| item.found.kind == kind)
    }
}

/// How a rule judges.
#[derive(Clone, Copy)]
pub enum Judge {
    /// Each resource of its types by itself.
    Each(fn(&Item, &Parameters) -> Verdict),
    /// All that there is.
    Whole(Whole),
}

/// How a rule judges all that there is, and what it looks at besides trails.
#[derive(Clone, Copy)]
pub struct Whole {
    /// Judges.
    pub judge: fn(&World<'_>, &Parameters) -> Vec<Finding>,
    /// The types whose items it looks at.
    pub items: &'static [&'static str],
    /// The parameter that names a type of which the ids are all that it looks at.
    pub ids: Option<&'static str>,
}

impl Whole {
    /// Looks at nothing but trails.
    const fn of_trails(judge: fn(&World<'_>, &Parameters) -> Vec<Finding>) -> Self {
        Self { judge, items: &[], ids: None }
    }
}

/// Returns how a rule of AWS judges, if that is known here.
pub fn find(known: &Known) -> Option<Judge> {
    let all = TABLES.iter().flat_map(|table| table.iter());
    let judge = all.filter(|(name, _)| *name == known.identifier).map(|(_, judge)| *judge).next();
    judge.or_else(|| tags::is_about_tags(known).then_some(Judge::Each(tags::tagged)))
}

/// The judgements by the identifiers of their rules.
type Table = &'static [(&'static str, Judge)];

static TABLES: [Table; 7] = [
    alarms::TABLE,
    buckets::TABLE,
    machines::TABLE,
    networks::TABLE,
    others::TABLE,
    tags::TABLE,
    trails::TABLE,
];

/// Returns what lies in a document at a place, as in `state.name`; nothing where there is nothing.
fn at<'a>(document: &'a Value, place: &str) -> &'a Value {
    let mut found = document;
    for part in place.split('.') {
        found = &found[part];
    }
    found
}

fn text<'a>(document: &'a Value, place: &str) -> &'a str {
    at(document, place).as_str().unwrap_or_default()
}

fn says(document: &Value, place: &str) -> bool {
    let found = at(document, place);
    found
        .as_bool()
        .unwrap_or_else(|| found.as_str().is_some_and(|t| t.eq_ignore_ascii_case("true")))
}

fn list<'a>(document: &'a Value, place: &str) -> &'a [Value] {
    at(document, place).as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Returns a part of the supplementary configuration, which may be JSON in text.
fn supplementary(item: &Item, name: &str) -> Value {
    match item.found.supplementary.get(name) {
        Some(Value::String(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
        }
        Some(other) => other.clone(),
        None => Value::Null,
    }
}

/// Returns whether a value is wanted: among those that are named, or any if none is.
fn among(value: &str, wanted: &[&str]) -> bool {
    wanted.is_empty() || wanted.contains(&value)
}
