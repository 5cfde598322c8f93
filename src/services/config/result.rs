//! What rules found: for each rule the resources that it has judged, in the order of types and ids.
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
//!
//! What is not applicable is not kept: a rule says nothing of it.
//!
//! Source: facts, "sled 0.34.7, measured"; "Compliance".

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::rule::Rule;
use super::shapes::compliance::{
    ComplianceType, EvaluationResult, EvaluationResultIdentifier, EvaluationResultQualifier,
};
use super::shapes::rules::EvaluationMode;
use crate::error::Result;
use crate::store::{Bare, Key, Record, Scan, Txn};
use crate::time::Timestamp;

/// How many bytes the results of a chunk have at most, about.
const LONG: usize = 4_000;

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

impl Outcome {
    fn place(&self) -> (&str, &str) {
        (&self.kind, &self.id)
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

/// Some of the results of a rule.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Chunk {
    account: String,
    region: String,
    rule: String,
    /// The type and id of the resource that it begins with, or before which it begins.
    from: (String, String),
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

fn of_rule(rule: &Rule) -> Key {
    Chunk::all().text(&rule.account).text(&rule.region).text(&rule.id)
}

fn of_place(rule: &Rule, (kind, id): (&str, &str)) -> Key {
    of_rule(rule).text(kind).text(id)
}

impl Chunk {
    fn outcomes(self) -> Vec<Outcome> {
        let Self { kinds, times, notes, results, .. } = self;
        // A place that is out of bounds is damage of the store, and its result is not told.
        let outcome = |stored: Stored| {
            let (invoked, recorded) = *times.get(stored.times)?;
            Some(Outcome {
                kind: kinds.get(stored.kind)?.clone(),
                id: stored.id,
                compliance: stored.compliance,
                note: stored.note.and_then(|note| notes.get(note).cloned()),
                ordered: stored.ordered,
                invoked,
                recorded,
            })
        };
        results.into_iter().filter_map(outcome).collect()
    }

    fn of(rule: &Rule, from: (String, String), outcomes: &[Outcome]) -> Self {
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

/// Returns all that a rule found, in the order of types and ids.
pub fn of(txn: &Txn<'_>, rule: &Rule) -> Result<Vec<Outcome>> {
    let mut all = Vec::new();
    for chunk in txn.scan::<Chunk>(&of_rule(rule)) {
        all.extend(chunk?.outcomes());
    }
    Ok(all)
}

/// The results of a rule from a place on, in the order of types and ids; they are read as they are
/// asked for.
pub struct Walk<'t> {
    chunks: Scan<'t, Chunk>,
    ready: VecDeque<Outcome>,
}

impl<'t> Walk<'t> {
    /// Begins with a type and id, or with what comes after them.
    pub fn from(txn: &'t Txn<'_>, rule: &Rule, place: (&str, &str)) -> Result<Self> {
        let all = of_rule(rule);
        let start = match covering(txn, rule, place)? {
            Some((chunk, _)) => chunk.key(),
            None => all.end(),
        };
        let mut walk = Self { chunks: txn.range(&start, &all.end()), ready: VecDeque::new() };
        while walk.peek()?.is_some_and(|outcome| outcome.place() < place) {
            walk.ready.pop_front();
        }
        Ok(walk)
    }

    /// Returns the next result, which stays the next.
    pub fn peek(&mut self) -> Result<Option<&Outcome>> {
        while self.ready.is_empty() {
            match self.chunks.next() {
                None => return Ok(None),
                Some(chunk) => self.ready.extend(chunk?.outcomes()),
            }
        }
        Ok(self.ready.front())
    }

    /// Returns the next result.
    pub fn take(&mut self) -> Result<Option<Outcome>> {
        self.peek()?;
        Ok(self.ready.pop_front())
    }
}

/// Returns what a rule found of a resource.
pub fn find(txn: &Txn<'_>, rule: &Rule, place: (&str, &str)) -> Result<Option<Outcome>> {
    let Some((chunk, _)) = covering(txn, rule, place)? else { return Ok(None) };
    Ok(chunk.outcomes().into_iter().find(|outcome| outcome.place() == place))
}

/// A type and an id.
type Place = (String, String);

/// Returns the chunk that a resource's result is in if it is in any, and where the next one begins.
fn covering(
    txn: &Txn<'_>,
    rule: &Rule,
    place: (&str, &str),
) -> Result<Option<(Chunk, Option<Place>)>> {
    let all = of_rule(rule);
    let key = of_place(rule, place);
    let chunk = match txn.range_back::<Chunk>(&all, &key.end()).next().transpose()? {
        Some(chunk) => chunk,
        // Those that are before all others lie in the first.
        None => match txn.scan::<Chunk>(&all).next().transpose()? {
            Some(chunk) => chunk,
            None => return Ok(None),
        },
    };
    let next = txn.range::<Chunk>(&chunk.key().end(), &all.end()).next().transpose()?;
    Ok(Some((chunk, next.map(|next| next.from))))
}

/// Keeps what a rule found, each in place of what it found of the same resource before, and counts.
///
/// What was so earlier than what is known of a resource is passed over.
///
/// Returns the changes: of whether resources are as they should be.
pub fn keep(txn: &mut Txn<'_>, rule: &mut Rule, mut new: Vec<Outcome>) -> Result<Vec<Change>> {
    new.sort_by(|left, right| left.place().cmp(&right.place()));
    let mut changes = Vec::new();
    let mut new = new.into_iter().peekable();
    while let Some(first) = new.peek() {
        let found = covering(txn, rule, first.place())?;
        let (from, until, known) = match found {
            Some((chunk, until)) => {
                txn.delete(&chunk.key());
                (chunk.from.clone(), until, chunk.outcomes())
            }
            None => ((String::new(), String::new()), None, Vec::new()),
        };
        let from = from.min((first.kind.clone(), first.id.clone()));
        let mut results: BTreeMap<(String, String), Outcome> = BTreeMap::new();
        for outcome in known {
            results.insert((outcome.kind.clone(), outcome.id.clone()), outcome);
        }
        let is_here = |outcome: &Outcome| {
            until.as_ref().is_none_or(|(kind, id)| outcome.place() < (kind.as_str(), id.as_str()))
        };
        while let Some(after) = new.next_if(is_here) {
            let place = (after.kind.clone(), after.id.clone());
            let before = results.get(&place).cloned();
            if before.as_ref().is_some_and(|before| before.ordered > after.ordered) {
                continue;
            }
            if after.compliance == ComplianceType::NotApplicable {
                results.remove(&place);
            } else {
                results.insert(place, after.clone());
            }
            rule.fared.count(before.as_ref(), &after);
            let was = before.as_ref().map(|before| before.compliance);
            let is = Some(after.compliance).filter(|is| *is != ComplianceType::NotApplicable);
            if was != is {
                changes.push(Change { before, after });
            }
        }
        write(txn, rule, from, results.into_values().collect());
    }
    Ok(changes)
}

/// Writes results into as many chunks as they need.
fn write(txn: &mut Txn<'_>, rule: &Rule, mut from: (String, String), results: Vec<Outcome>) {
    let mut rest = results.as_slice();
    while !rest.is_empty() {
        let mut size = 0;
        let fits = |outcome: &&Outcome| {
            size += outcome.id.len() + outcome.note.as_ref().map_or(0, String::len) + 16;
            size <= LONG
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (these, others) = rest.split_at(count);
        txn.put(&Chunk::of(rule, from, these));
        from = others.first().map(|o| (o.kind.clone(), o.id.clone())).unwrap_or_default();
        rest = others;
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
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::ComplianceType::{Compliant, NonCompliant, NotApplicable};
    use super::*;
    use crate::services::config::rule::Rule;
    use crate::store::{Home, Store};
    use crate::time::Timestamp;

    fn rule() -> Rule {
        let document = serde_json::json!({
            "account": "123456789012", "region": "us-east-1", "name": "r", "id": "config-rule-a",
            "description": null, "scope": null, "owner": "AWS", "source": "REQUIRED_TAGS",
            "parameters": null, "frequency": null, "modes": ["DETECTIVE"], "created": 0, "due": null,
        });
        serde_json::from_value(document).unwrap()
    }

    fn outcome(number: u64, compliance: ComplianceType, time: i64) -> Outcome {
        Outcome {
            kind: format!("AWS::Some::Type{}", number % 3),
            id: format!("thing-{:06}", number.wrapping_mul(7_919) % 4_000),
            compliance,
            note: number.is_multiple_of(5).then(|| format!("note {}", number % 7)),
            ordered: Timestamp::from_millis(time),
            invoked: Timestamp::from_millis(time),
            recorded: Timestamp::from_millis(time + 1),
        }
    }

    /// Law: chunks hold what a map would, whatever comes in which order.
    #[test]
    fn what_is_kept_is_what_was_found_last() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        let mut rule = rule();
        let mut model: BTreeMap<(String, String), Outcome> = BTreeMap::new();
        let mut number = 1_u64;
        for round in 0..60_i64 {
            let count = if round % 10 == 0 { 900 } else { 3 };
            let mut batch: BTreeMap<(String, String), Outcome> = BTreeMap::new();
            for _ in 0..count {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let compliance = ComplianceType::ALL[usize::try_from(number >> 62).unwrap() % 3];
                let outcome = outcome(number >> 20, compliance, round);
                batch.insert((outcome.kind.clone(), outcome.id.clone()), outcome);
            }
            for (place, outcome) in &batch {
                if outcome.compliance == ComplianceType::NotApplicable {
                    model.remove(place);
                } else {
                    model.insert(place.clone(), outcome.clone());
                }
            }
            keep(&mut txn, &mut rule, batch.into_values().collect()).unwrap();
        }
        assert!(model.len() > 1_000);
        assert_eq!(of(&txn, &rule).unwrap(), model.values().cloned().collect::<Vec<_>>());
        let from = model.values().nth(333).unwrap();
        let mut walk = Walk::from(&txn, &rule, from.place()).unwrap();
        for outcome in model.values().skip(333) {
            assert_eq!(walk.take().unwrap().as_ref(), Some(outcome));
        }
        assert_eq!(walk.take().unwrap(), None);
        drop(walk);
        for outcome in model.values().step_by(17) {
            let found = find(&txn, &rule, (&outcome.kind, &outcome.id)).unwrap();
            assert_eq!(found.as_ref(), Some(outcome));
        }
        let broken =
            model.values().filter(|o| o.compliance == ComplianceType::NonCompliant).count();
        assert_eq!(rule.fared.broken, u64::try_from(broken).unwrap());
        assert_eq!(rule.fared.broken + rule.fared.compliant, u64::try_from(model.len()).unwrap());
        let chunks: Vec<Chunk> = txn.scan(&of_rule(&rule)).collect::<Result<_>>().unwrap();
        assert!(chunks.len() < model.len() / 20, "{} chunks", chunks.len());

        forget(&mut txn, &mut rule).unwrap();
        assert_eq!(of(&txn, &rule).unwrap(), []);
        assert_eq!(rule.compliance(), ComplianceType::InsufficientData);
    }

    #[test]
    fn only_another_verdict_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let mut txn = store.begin();
        let mut rule = rule();
        let steps = [
            (NotApplicable, 1, false),
            (Compliant, 2, true),
            (Compliant, 3, false),
            (NonCompliant, 4, true),
            (Compliant, 3, false),
            (NotApplicable, 5, true),
            (NotApplicable, 6, false),
        ];
        for (compliance, time, changes) in steps {
            let found = keep(&mut txn, &mut rule, vec![outcome(1, compliance, time)]).unwrap();
            assert_eq!(!found.is_empty(), changes, "{compliance:?} at {time}");
        }
    }
}
