//! What rules found: for each rule the resources that it has judged, in the order of types and ids.
//!
//! ```text
//! an evaluation of some resources --> keep ----\
//! an evaluation of all in a range --> replace --\--> chunks that differ are written, others are not
//!                                                \-> changes: of whether resources comply
//! ```
//!
//! A rule that looked at everything and found most of it as before would write all of it again only for
//! the times. These stand in the rule in place of that, as the time of its last [sweep](Sweep).
//!
//! What is not applicable is not kept: a rule says nothing of it.
//!
//! Source: facts, "sled 0.34.7, measured"; "Compliance".

mod chunk;
mod walk;

#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::iter::Peekable;
use std::vec::IntoIter;

use serde::{Deserialize, Serialize};

pub use chunk::Chunk;
pub use walk::Walk;

use chunk::{around, next_from, of_rule, write};

use super::rule::Rule;
use super::shapes::compliance::{
    ComplianceType, EvaluationResult, EvaluationResultIdentifier, EvaluationResultQualifier,
};
use super::shapes::rules::EvaluationMode;
use crate::error::Result;
use crate::store::{Record, Txn};
use crate::time::Timestamp;

/// What a rule found of a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The type of the resource.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Whether it is as it should be.
    pub compliance: ComplianceType,
    /// What there is to say about it.
    pub note: Option<String>,
    /// When the resource was so.
    pub ordered: Timestamp,
    /// When the evaluation began.
    pub invoked: Timestamp,
    /// When the result came in.
    pub recorded: Timestamp,
}

/// A type and an id.
pub type Place = (String, String);

impl Outcome {
    fn place(&self) -> (&str, &str) {
        (&self.kind, &self.id)
    }

    fn own_place(&self) -> Place {
        (self.kind.clone(), self.id.clone())
    }

    /// Returns whether it is of a resource, by type and id.
    pub fn is_of(&self, (kind, id): &(String, String)) -> bool {
        self.kind == *kind && self.id == *id
    }

    /// Returns whether it comes before a resource, by type and id.
    pub fn is_before(&self, (kind, id): &(String, String)) -> bool {
        self.place() < (kind.as_str(), id.as_str())
    }

    /// Returns it as answers show it.
    pub fn shown(&self, rule: &str) -> EvaluationResult {
        EvaluationResult {
            evaluation_result_identifier: Some(EvaluationResultIdentifier {
                evaluation_result_qualifier: Some(EvaluationResultQualifier {
                    config_rule_name: Some(rule.to_owned()),
                    resource_type: Some(self.kind.clone()),
                    resource_id: Some(self.id.clone()),
                    evaluation_mode: Some(EvaluationMode::Detective),
                }),
                ordering_timestamp: Some(self.ordered),
                resource_evaluation_id: None,
            }),
            compliance_type: Some(self.compliance),
            result_recorded_time: Some(self.recorded),
            config_rule_invoked_time: Some(self.invoked),
            annotation: self.note.clone(),
            result_token: None,
        }
    }
}

/// A result that became another.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What was found before.
    pub before: Option<Outcome>,
    /// What is found.
    pub after: Outcome,
}

/// When a rule last looked at all that it is about.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Sweep {
    /// When that was.
    pub at: Timestamp,
    /// Whether what it found tells of that moment, and not of when the resource last changed.
    pub of_moment: bool,
}

impl Sweep {
    /// Returns a result as it is since: what a sweep found again was evaluated then.
    fn seen(self, mut outcome: Outcome) -> Outcome {
        outcome.invoked = outcome.invoked.max(self.at);
        outcome.recorded = outcome.recorded.max(self.at);
        if self.of_moment {
            outcome.ordered = outcome.ordered.max(self.at);
        }
        outcome
    }

    /// Returns whether what is found says nothing that is not known, but for its times.
    fn repeats(self, before: &Outcome, after: &Outcome) -> bool {
        before.compliance == after.compliance
            && before.note == after.note
            && (self.of_moment || before.ordered == after.ordered)
    }
}

/// Places: from one on, up to another, or to the end if there is none.
#[derive(Clone, Debug)]
pub struct Span {
    /// The first of them.
    pub from: Place,
    /// The first behind them.
    pub until: Option<Place>,
}

impl Span {
    fn has(&self, place: (&str, &str)) -> bool {
        let of = |(kind, id): &Place| (kind.as_str(), id.as_str()) <= place;
        of(&self.from) && !self.until.as_ref().is_some_and(of)
    }
}

/// Returns all that a rule found, in the order of types and ids.
pub fn of(txn: &Txn<'_>, rule: &Rule) -> Result<Vec<Outcome>> {
    let mut all = Vec::new();
    for chunk in txn.scan::<Chunk>(&of_rule(rule)) {
        all.extend(chunk?.outcomes(rule.fared.sweep));
    }
    Ok(all)
}

/// Returns what a rule found of a resource.
pub fn find(txn: &Txn<'_>, rule: &Rule, place: (&str, &str)) -> Result<Option<Outcome>> {
    let Some(chunk) = around(txn, rule, place)? else { return Ok(None) };
    Ok(chunk.outcomes(rule.fared.sweep).into_iter().find(|outcome| outcome.place() == place))
}

/// Keeps what a rule found, each in place of what it found of the same resource before, and counts.
///
/// What was so earlier than what is known of a resource is passed over.
///
/// Returns the changes: of whether resources are as they should be.
pub fn keep(txn: &mut Txn<'_>, rule: &mut Rule, mut new: Vec<Outcome>) -> Result<Vec<Change>> {
    new.sort_by(|left, right| left.place().cmp(&right.place()));
    let mut changes = Vec::new();
    while !new.is_empty() {
        // Of a resource that is told twice, the second comes after the first.
        let (mut firsts, mut again): (Vec<Outcome>, Vec<Outcome>) = (Vec::new(), Vec::new());
        for outcome in new {
            let is_again = firsts.last().is_some_and(|last| last.place() == outcome.place());
            if is_again { &mut again } else { &mut firsts }.push(outcome);
        }
        let mut firsts = firsts.into_iter().peekable();
        while let Some(place) = firsts.peek().map(Outcome::own_place) {
            merge(txn, rule, &place, &mut firsts, None, &mut changes)?;
        }
        new = again;
    }
    Ok(changes)
}

/// Keeps what a sweep of a rule found in a span of places, in their order and each once, in place of
/// all that it found there before, and counts.
///
/// Returns the changes, as [`keep`] does.
pub fn replace(
    txn: &mut Txn<'_>,
    rule: &mut Rule,
    (sweep, span): (Sweep, &Span),
    new: Vec<Outcome>,
) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    let mut new = new.into_iter().peekable();
    let mut at = Some(span.from.clone());
    while let Some(place) = at {
        let behind = merge(txn, rule, &place, &mut new, Some((sweep, span)), &mut changes)?;
        at = behind.filter(|behind| span.until.as_ref().is_none_or(|until| behind < until));
    }
    Ok(changes)
}

/// Puts results that belong into the chunk around a place; returns where the next chunk begins.
///
/// With a sweep, what is known of its places and not found again is gone. A chunk that comes to hold
/// the same is not written.
fn merge(
    txn: &mut Txn<'_>,
    rule: &mut Rule,
    (kind, id): &Place,
    new: &mut Peekable<IntoIter<Outcome>>,
    sweep: Option<(Sweep, &Span)>,
    changes: &mut Vec<Change>,
) -> Result<Option<Place>> {
    let chunk = around(txn, rule, (kind, id))?;
    let behind = chunk.as_ref().map(|chunk| next_from(txn, rule, chunk)).transpose()?.flatten();
    let old = chunk.as_ref().map(|chunk| (chunk.key(), chunk.from().clone()));
    let known = chunk.map(|chunk| chunk.outcomes(rule.fared.sweep)).unwrap_or_default();
    let mut results = Vec::with_capacity(known.len());
    let mut known = known.into_iter().peekable();
    let is_here = |outcome: &Outcome| {
        behind.as_ref().is_none_or(|(kind, id)| outcome.place() < (kind.as_str(), id.as_str()))
    };
    let mut differs = false;
    loop {
        let order = match (known.peek(), new.peek().filter(|outcome| is_here(outcome))) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(after)) => before.place().cmp(&after.place()),
        };
        let before = known.next_if(|_| order.is_le());
        let after = new.next_if(|_| order.is_ge());
        let (before, after) = match (before, after, sweep) {
            (Some(before), Some(after), Some((sweep, _))) if sweep.repeats(&before, &after) => {
                results.push(before);
                continue;
            }
            (Some(before), Some(after), None) if before.ordered > after.ordered => {
                results.push(before);
                continue;
            }
            (Some(before), None, Some((sweep, span))) if span.has(before.place()) => {
                let after = gone(&before, sweep.at);
                (Some(before), after)
            }
            (Some(before), None, _) => {
                results.push(before);
                continue;
            }
            (before, Some(after), _) => (before, after),
            (None, None, _) => continue,
        };
        let was = before.as_ref().map(|before| before.compliance);
        let is = Some(after.compliance).filter(|is| *is != ComplianceType::NotApplicable);
        differs |= before.is_some() || is.is_some();
        rule.fared.count(before.as_ref(), &after);
        if is.is_some() {
            results.push(after.clone());
        }
        if was != is {
            changes.push(Change { before, after });
        }
    }
    if differs {
        let first = results.first().map(Outcome::own_place);
        let from = match (&old, first) {
            (Some((_, from)), Some(first)) => from.clone().min(first),
            (_, first) => first.unwrap_or_default(),
        };
        if let Some((key, before)) = &old
            && (results.is_empty() || *before != from)
        {
            txn.delete(key);
        }
        write(txn, rule, from, &results, behind.is_none());
    }
    Ok(behind)
}

/// Returns what is found of a resource that is not there any more, or not meant.
fn gone(before: &Outcome, now: Timestamp) -> Outcome {
    Outcome {
        compliance: ComplianceType::NotApplicable,
        note: None,
        ordered: now,
        invoked: now,
        recorded: now,
        ..before.clone()
    }
}

/// Forgets all that a rule found.
pub fn forget(txn: &mut Txn<'_>, rule: &mut Rule) -> Result<()> {
    let all: Vec<Chunk> = txn.scan(&of_rule(rule)).collect::<Result<_>>()?;
    for chunk in all {
        txn.delete(&chunk.key());
    }
    rule.fared.compliant = 0;
    rule.fared.broken = 0;
    rule.fared.sweep = None;
    Ok(())
}
