//! What rules found: laws, and how little is read and written.

use std::collections::BTreeMap;
use std::time::Duration;

use super::ComplianceType::{Compliant, NonCompliant, NotApplicable};
use super::chunk::of_rule;
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
    let broken = model.values().filter(|o| o.compliance == ComplianceType::NonCompliant).count();
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

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
    (folder, store)
}

fn thing(number: usize, compliance: ComplianceType, ordered: i64, now: i64) -> Outcome {
    let at = Timestamp::from_millis(now);
    Outcome {
        kind: "AWS::Some::Thing".to_owned(),
        id: format!("thing-{number:06}"),
        compliance,
        note: None,
        ordered: Timestamp::from_millis(ordered),
        invoked: at,
        recorded: at,
    }
}

fn everything() -> Span {
    Span { from: Place::default(), until: None }
}

fn written(txn: &Txn<'_>) -> usize {
    txn.changed::<Chunk>().unwrap().len()
}

#[test]
fn a_sweep_that_finds_the_same_writes_nothing_and_is_seen_all_the_same() {
    let (_folder, store) = store();
    let mut rule = rule();
    let found = |now: i64, broken: usize| -> Vec<Outcome> {
        let compliance = |number| if number == broken { NonCompliant } else { Compliant };
        (0..3_000).map(|number| thing(number, compliance(number), 5, now)).collect()
    };
    let sweep = |now: i64| Sweep { at: Timestamp::from_millis(now), of_moment: false };
    let mut txn = store.begin();
    let changes = replace(&mut txn, &mut rule, (sweep(10), &everything()), found(10, 7)).unwrap();
    assert_eq!(changes.len(), 3_000);
    rule.fared.sweep = Some(sweep(10));
    let chunks = written(&txn);
    assert!((15..60).contains(&chunks), "{chunks} chunks");
    txn.commit().unwrap();

    let mut txn = store.begin();
    let changes = replace(&mut txn, &mut rule, (sweep(20), &everything()), found(20, 7)).unwrap();
    assert_eq!((changes.len(), written(&txn)), (0, 0));
    rule.fared.sweep = Some(sweep(20));
    assert_eq!(of(&txn, &rule).unwrap(), found(20, 7));

    // Of what is found otherwise, one chunk each is written.
    let changes = replace(&mut txn, &mut rule, (sweep(30), &everything()), found(30, 2_999));
    assert_eq!((changes.unwrap().len(), written(&txn)), (2, 2));
    rule.fared.sweep = Some(sweep(30));
    assert_eq!(of(&txn, &rule).unwrap(), found(30, 2_999));
    assert_eq!((rule.fared.compliant, rule.fared.broken), (2_999, 1));
}

#[test]
fn what_tells_of_the_moment_of_a_sweep_is_of_the_last() {
    let (_folder, store) = store();
    let mut rule = rule();
    let mut txn = store.begin();
    for now in [10, 20] {
        let sweep = Sweep { at: Timestamp::from_millis(now), of_moment: true };
        let found = vec![thing(1, Compliant, now, now)];
        replace(&mut txn, &mut rule, (sweep, &everything()), found.clone()).unwrap();
        rule.fared.sweep = Some(sweep);
        assert_eq!(of(&txn, &rule).unwrap(), found);
    }
    // What comes after a sweep has times of its own.
    keep(&mut txn, &mut rule, vec![thing(1, NonCompliant, 25, 30)]).unwrap();
    assert_eq!(of(&txn, &rule).unwrap(), [thing(1, NonCompliant, 25, 30)]);
}

/// Law: spans that follow each other leave what one span of everything leaves, and that is what was
/// found, whatever was there before.
#[test]
fn what_is_left_of_a_sweep_is_what_it_found() {
    let (_folder, store) = store();
    let mut number = 1_u64;
    for round in 0..40_usize {
        let mut some = |most: usize| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(number >> 33).unwrap() % most
        };
        let mut all = |now: i64| -> Vec<Outcome> {
            let count = [0, 3, 400, 1_500][round % 4];
            let numbers: std::collections::BTreeSet<usize> =
                (0..count).map(|_| some(2_000)).collect();
            let compliance =
                |number: usize| [Compliant, NonCompliant, NotApplicable, Compliant][number % 4];
            numbers
                .into_iter()
                .map(|number| thing(number, compliance(some(100)), now, now))
                .collect()
        };
        let (before, after) = (all(1), all(2));
        let mut txn = store.begin();
        let mut rule = rule();
        keep(&mut txn, &mut rule, before.clone()).unwrap();
        let sweep = Sweep { at: Timestamp::from_millis(2), of_moment: round % 2 == 0 };
        let mut span = everything();
        let mut rest = after.clone();
        let mut changes = Vec::new();
        for cut in [300, 301, 900, 5_000] {
            let until = (cut < 2_000).then(|| thing(cut, Compliant, 0, 0).own_place());
            let is_here = |o: &Outcome| until.as_ref().is_none_or(|until| o.own_place() < *until);
            let later = rest.split_off(rest.partition_point(is_here));
            span.until.clone_from(&until);
            changes.extend(replace(&mut txn, &mut rule, (sweep, &span), rest).unwrap());
            (rest, span.from) = (later, until.unwrap_or_default());
        }
        rule.fared.sweep = Some(sweep);
        let there = |all: &[Outcome]| -> BTreeMap<Place, ComplianceType> {
            let there = all.iter().filter(|outcome| outcome.compliance != NotApplicable);
            there.map(|outcome| (outcome.own_place(), outcome.compliance)).collect()
        };
        let (was, is) = (there(&before), there(&after));
        assert_eq!(there(&of(&txn, &rule).unwrap()), is, "{round}");
        let places: std::collections::BTreeSet<&Place> = was.keys().chain(is.keys()).collect();
        let differ = places.into_iter().filter(|place| was.get(*place) != is.get(*place)).count();
        assert_eq!(changes.len(), differ, "{round}");
        let broken = is.values().filter(|one| **one == NonCompliant).count();
        assert_eq!(rule.fared.broken, u64::try_from(broken).unwrap());
        forget(&mut txn, &mut rule).unwrap();
    }
}

#[test]
fn what_comes_between_others_leaves_no_ever_shorter_chunks() {
    let (_folder, store) = store();
    let mut txn = store.begin();
    let mut rule = rule();
    for offset in [0, 1, 2] {
        let outcomes = (0..2_000).map(|number| thing(number * 3 + offset, Compliant, 1, 1));
        if offset == 0 {
            keep(&mut txn, &mut rule, outcomes.collect()).unwrap();
            continue;
        }
        for outcome in outcomes {
            keep(&mut txn, &mut rule, vec![outcome]).unwrap();
        }
    }
    let count = txn.scan::<Chunk>(&of_rule(&rule)).count();
    assert_eq!(of(&txn, &rule).unwrap().len(), 6_000);
    assert!(count < 6_000 / 50, "{count} chunks");
}
