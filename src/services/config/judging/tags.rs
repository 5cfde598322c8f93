//! Judgements of tags.

use super::{Judge, Table, Verdict};
use crate::services::config::item::Item;
use crate::services::config::rule::known::{Known, Parameters};

pub(super) const TABLE: Table = &[("REQUIRED_TAGS", Judge::Each(required))];

/// Returns whether a rule is one of the many that want resources of a type to have tags.
pub(super) fn is_about_tags(known: &Known) -> bool {
    let mut parameters = known.parameters().map(|parameter| parameter.name);
    known.identifier.ends_with("_TAGGED")
        && parameters.next() == Some("requiredKeyTags")
        && parameters.next().is_none()
}

/// A resource has tags, and those that are named. Tags of AWS do not count.
pub(super) fn tagged(item: &Item, parameters: &Parameters) -> Verdict {
    let mut own = item.found.tags.keys().filter(|key| !key.starts_with("aws:"));
    let wanted = parameters.list("requiredKeyTags");
    if wanted.is_empty() {
        return Verdict::is(own.next().is_some());
    }
    Verdict::is(wanted.iter().all(|key| item.found.tags.contains_key(*key)))
}

/// A resource has each tag that is named, with one of the values that are named with it.
fn required(item: &Item, parameters: &Parameters) -> Verdict {
    let has = |number: usize| {
        let Some(key) = parameters.get(&format!("tag{number}Key")) else { return true };
        let values = parameters.list(&format!("tag{number}Value"));
        let value = item.found.tags.get(key);
        value.is_some_and(|value| values.is_empty() || values.contains(&value.as_str()))
    };
    Verdict::is((1..=6).all(has))
}
