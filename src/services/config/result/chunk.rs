//! How what rules found is kept.
//!
//! ```text
//! Chunk        a rule, from a resource on up to the next chunk of the rule
//!   times      when evaluations began, and when their results came in
//!   notes      what was said about results
//!   results    type, id, verdict, and which of the times and notes
//! ```
//!
//! A chunk has few kilobytes: sled is slow with longer values, and with many keys. So a change of a
//! resource costs one chunk of each rule that is about it.

use serde::{Deserialize, Serialize};

use super::{Outcome, Place, Sweep};
use crate::error::Result;
use crate::services::config::rule::Rule;
use crate::services::config::shapes::compliance::ComplianceType;
use crate::store::{Bare, Key, Record, Txn};
use crate::time::Timestamp;

/// How many bytes the results of a chunk have at most, about.
const LONG: usize = 4_000;

/// Some of the results of a rule.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Chunk {
    account: String,
    region: String,
    rule: String,
    /// The type and id of the resource that it begins with, or before which it begins.
    from: Place,
    kinds: Vec<String>,
    times: Vec<(Timestamp, Timestamp)>,
    notes: Vec<String>,
    results: Vec<Stored>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Stored {
    kind: usize,
    id: String,
    compliance: ComplianceType,
    ordered: Timestamp,
    times: usize,
    note: Option<usize>,
}

impl Record for Chunk {
    const KIND: &'static str = "evaluation results";
    type Form = Bare;

    fn key(&self) -> Key {
        let (kind, id) = &self.from;
        Self::all().text(&self.account).text(&self.region).text(&self.rule).text(kind).text(id)
    }
}

/// Returns the beginning of the keys of the chunks of a rule.
pub(super) fn of_rule(rule: &Rule) -> Key {
    Chunk::all().text(&rule.account).text(&rule.region).text(&rule.id)
}

fn of_place(rule: &Rule, (kind, id): (&str, &str)) -> Key {
    of_rule(rule).text(kind).text(id)
}

impl Chunk {
    /// Returns the place that it begins with, or before which it begins.
    pub(super) const fn from(&self) -> &Place {
        &self.from
    }

    /// Returns the results, with the times that a rule's last sweep gives them.
    pub(super) fn outcomes(self, sweep: Option<Sweep>) -> Vec<Outcome> {
        let Self { kinds, times, notes, results, .. } = self;
        // A place that is out of bounds is damage of the store, and its result is not told.
        let outcome = |stored: Stored| {
            let (invoked, recorded) = *times.get(stored.times)?;
            let outcome = Outcome {
                kind: kinds.get(stored.kind)?.clone(),
                id: stored.id,
                compliance: stored.compliance,
                note: stored.note.and_then(|note| notes.get(note).cloned()),
                ordered: stored.ordered,
                invoked,
                recorded,
            };
            Some(match sweep {
                Some(sweep) => sweep.seen(outcome),
                None => outcome,
            })
        };
        results.into_iter().filter_map(outcome).collect()
    }

    fn of(rule: &Rule, from: Place, outcomes: &[Outcome]) -> Self {
        let mut chunk = Self {
            account: rule.account.clone(),
            region: rule.region.clone(),
            rule: rule.id.clone(),
            from,
            kinds: Vec::new(),
            times: Vec::new(),
            notes: Vec::new(),
            results: Vec::with_capacity(outcomes.len()),
        };
        for outcome in outcomes {
            let stored = Stored {
                kind: place_of(&mut chunk.kinds, &outcome.kind),
                id: outcome.id.clone(),
                compliance: outcome.compliance,
                ordered: outcome.ordered,
                times: place_of(&mut chunk.times, &(outcome.invoked, outcome.recorded)),
                note: outcome.note.as_ref().map(|note| place_of(&mut chunk.notes, note)),
            };
            chunk.results.push(stored);
        }
        chunk
    }
}

/// Returns where a value stands among others, to which it is added if it is not among them.
fn place_of<T: Clone + PartialEq>(all: &mut Vec<T>, value: &T) -> usize {
    all.iter().position(|other| other == value).unwrap_or_else(|| {
        all.push(value.clone());
        all.len() - 1
    })
}

/// Returns the chunk that a resource's result is in if it is in any.
pub(super) fn around(txn: &Txn<'_>, rule: &Rule, place: (&str, &str)) -> Result<Option<Chunk>> {
    let all = of_rule(rule);
    let key = of_place(rule, place);
    match txn.range_back::<Chunk>(&all, &key.end()).next().transpose()? {
        Some(chunk) => Ok(Some(chunk)),
        // Those that are before all others lie in the first.
        None => txn.scan::<Chunk>(&all).next().transpose(),
    }
}

/// Returns where the chunk behind another begins, if there is one.
pub(super) fn next_from(txn: &Txn<'_>, rule: &Rule, chunk: &Chunk) -> Result<Option<Place>> {
    let next = txn.range::<Chunk>(&chunk.key().end(), &of_rule(rule).end()).next().transpose()?;
    Ok(next.map(|next| next.from))
}

/// Writes results into as many chunks as they need.
///
/// What comes in order fills chunks, as results behind all others do. Where others follow, the chunks
/// are equally long, so that what comes between does not leave ever shorter ones.
pub(super) fn write(
    txn: &mut Txn<'_>,
    rule: &Rule,
    mut from: Place,
    results: &[Outcome],
    is_last: bool,
) {
    let size =
        |outcome: &Outcome| outcome.id.len() + outcome.note.as_ref().map_or(0, String::len) + 16;
    let all: usize = results.iter().map(size).sum();
    let most = if is_last { LONG } else { all.div_ceil(all.div_ceil(LONG).max(1)) };
    let mut rest = results;
    while !rest.is_empty() {
        let mut length = 0;
        let fits = |outcome: &&Outcome| {
            let fits = length == 0 || (length < most && length + size(outcome) <= LONG);
            length += size(outcome);
            fits
        };
        let (these, others) = rest.split_at(rest.iter().take_while(fits).count());
        txn.put(&Chunk::of(rule, from, these));
        from = others.first().map(Outcome::own_place).unwrap_or_default();
        rest = others;
    }
}
