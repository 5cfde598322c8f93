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
use super::result::{self, Outcome};
use super::rule::Rule;
use super::shapes::compliance::ComplianceType;
use crate::context::Context;
use crate::error::Result;
use crate::value::{Object, Value};

/// The type of these resources.
pub const KIND: &str = "AWS::Config::ResourceCompliance";

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
        for (kind, id) in places {
            let seen = seen(ctx, &rules, (&account, &region), (&kind, &id))?;
            recording::record(ctx, &seen, recorder.frequency_of(KIND))?;
        }
    }
    Ok(())
}

fn seen(
    ctx: &Context<'_>,
    rules: &[Rule],
    (account, region): (&str, &str),
    (kind, id): (&str, &str),
) -> Result<Seen> {
    let mut found: Vec<(&Rule, Outcome)> = Vec::new();
    for rule in rules {
        if let Some(outcome) = result::find(&ctx.txn, rule, (kind, id))? {
            found.push((rule, outcome));
        }
    }
    let broken =
        found.iter().any(|(_, outcome)| outcome.compliance == ComplianceType::NonCompliant);
    let whole = if broken { ComplianceType::NonCompliant } else { ComplianceType::Compliant };
    let told: Vec<Value> = found
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
            "configRuleList": told,
        }),
        supplementary: Object::new(),
    };
    Ok(if found.is_empty() { Seen::gone(there) } else { Seen::there(there) })
}
