//! Items that tell whether resources comply: Config records the compliance of a resource as a resource
//! of its own, if the recorder records that type.
//!
//! Source: AWS Config Developer Guide, "Viewing Configuration Compliance", "Example queries", for the
//! members; facts, of `AWS::Config::ResourceCompliance`. That nothing is told of a resource that no rule
//! judges is our reading.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::item::{Found, Relationship};
use super::recorder::Recorder;
use super::recording::{self, Seen};
use super::result::{Outcome, Walk};
use super::rule::Rule;
use super::shapes::compliance::ComplianceType;
use crate::context::Context;
use crate::error::Result;
use crate::value::{Object, Value};

/// The type of these resources.
pub const KIND: &str = "AWS::Config::ResourceCompliance";

/// The type that tells whether conformance packs are kept.
///
/// Source: AWS Config Developer Guide, "Querying Compliance History for Conformance Packs".
pub const OF_PACK: &str = "AWS::Config::ConformancePackCompliance";

/// Returns whether resources of a type tell of what rules found, so that no rule is about them.
pub fn is_told(kind: &str) -> bool {
    [KIND, OF_PACK].contains(&kind)
}

/// Records whether resources comply, by account and region: types and ids.
pub(super) fn record(
    ctx: &mut Context<'_>,
    changed: BTreeMap<(String, String), BTreeSet<(String, String)>>,
) -> Result<()> {
    for ((account, region), places) in changed {
        let recorder = Recorder::of(&ctx.txn, &account, &region)?;
        let Some(recorder) = recorder.filter(|other| other.recording && other.records(KIND)) else {
            continue;
        };
        let rules = Rule::of_region(&ctx.txn, (&account, &region))?;
        let places: Vec<(String, String)> = places.into_iter().collect();
        for some in places.chunks(TOGETHER) {
            let seen = seen(ctx, &rules, (&account, &region), some)?;
            recording::record_all(ctx, seen, recorder.frequency_of(KIND))?;
        }
    }
    Ok(())
}

/// How many resources are looked at together: the results of rules are read once for them, and their
/// items sealed at once.
const TOGETHER: usize = 2_048;

/// Returns whether resources comply, which come in the order of types and ids.
fn seen(
    ctx: &Context<'_>,
    rules: &[Rule],
    owner: (&str, &str),
    places: &[(String, String)],
) -> Result<Vec<Seen>> {
    let mut found: Vec<Vec<(&Rule, Outcome)>> = vec![Vec::new(); places.len()];
    let Some(first) = places.first() else { return Ok(Vec::new()) };
    for rule in rules {
        let mut walk = Walk::from(&ctx.txn, rule, (&first.0, &first.1))?;
        for (place, found) in places.iter().zip(&mut found) {
            while walk.peek()?.is_some_and(|outcome| outcome.is_before(place)) {
                walk.take()?;
            }
            if walk.peek()?.is_some_and(|outcome| outcome.is_of(place)) {
                found.extend(walk.take()?.map(|outcome| (rule, outcome)));
            }
        }
    }
    let seen = |((kind, id), found): (&(String, String), Vec<_>)| told(owner, (kind, id), &found);
    Ok(places.iter().zip(found).map(seen).collect())
}

/// Returns the item of a resource whose rules found something, or that it is gone.
fn told(
    (account, region): (&str, &str),
    (kind, id): (&str, &str),
    found: &[(&Rule, Outcome)],
) -> Seen {
    let broken =
        found.iter().any(|(_, outcome)| outcome.compliance == ComplianceType::NonCompliant);
    let whole = if broken { ComplianceType::NonCompliant } else { ComplianceType::Compliant };
    let rules: Vec<Value> = found
        .iter()
        .map(|(rule, outcome)| {
            json!({
                "configRuleArn": rule.arn(),
                "configRuleId": rule.id,
                "configRuleName": rule.name,
                "complianceType": outcome.compliance.word(),
            })
        })
        .collect();
    let there = Found {
        account: account.to_owned(),
        region: region.to_owned(),
        kind: KIND.to_owned(),
        id: format!("{kind}/{id}"),
        name: None,
        arn: None,
        zone: "Not Applicable".to_owned(),
        created: None,
        tags: BTreeMap::new(),
        relationships: vec![Relationship {
            kind: kind.to_owned(),
            id: id.to_owned(),
            name: None,
            how: "Is associated with ".to_owned(),
        }],
        configuration: json!({
            "targetResourceId": id,
            "targetResourceType": kind,
            "complianceType": whole.word(),
            "configRuleList": rules,
        }),
        supplementary: Object::new(),
    };
    if found.is_empty() { Seen::gone(there) } else { Seen::there(there) }
}
