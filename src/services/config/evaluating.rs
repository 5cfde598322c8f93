//! Evaluations: what sets rules off, and what becomes of what they find.
//!
//! ```text
//! an item is recorded --> changed --\
//! a rule is put, or asked --> sweep --> result --> changes --> the topic
//! time passes --> EVALUATION ---/                     \------> items of compliance
//! ```
//!
//! All happens at once, in the transaction of what sets it off. AWS takes minutes.
//!
//! Source: AWS Config Developer Guide, "Evaluating Resources with AWS Config Rules", "Components of an
//! AWS Config Rule".

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::channel::Channel;
use super::invoking;
use super::item::{Item, Status};
use super::judging::{self, Judge, Verdict};
use super::keeping;
use super::message;
use super::remediation::{self, Remediation};
use super::resource_compliance as compliance_items;
use super::result::{self, Change, Outcome};
use super::rule::Rule;
use super::shapes::compliance::ComplianceType;
use super::shapes::rules::Owner;
use super::sweeping::sweep;
use crate::context::Context;
use crate::error::Result;
use crate::operation::Chore;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{Timestamp, text};
use crate::value::Value;

/// The resources whose compliance changed, by account and region: types and ids.
pub(super) type Changed = BTreeMap<(String, String), BTreeSet<(String, String)>>;

/// Evaluates the rules that changes of resources set off, for those whose items are new.
pub fn changed(ctx: &mut Context<'_>, items: &[Item]) -> Result<()> {
    let mut by_owner: BTreeMap<(&str, &str), Vec<&Item>> = BTreeMap::new();
    for item in items.iter().filter(|item| !compliance_items::is_told(&item.found.kind)) {
        let owner = (item.found.account.as_str(), item.found.region.as_str());
        by_owner.entry(owner).or_default().push(item);
    }
    let mut changed = Changed::new();
    for (owner, items) in by_owner {
        for mut rule in Rule::of_region(&ctx.txn, owner)? {
            if !rule.is_detective() || !rule.is_set_off_by_changes() {
                continue;
            }
            let kinds = rule.kinds();
            let is_about = |item: &&Item| {
                kinds.as_ref().is_none_or(|kinds| kinds.contains(&item.found.kind.as_str()))
            };
            let meant: Vec<&Item> = items.iter().copied().filter(is_about).collect();
            if meant.is_empty() {
                continue;
            }
            if rule.fails(ctx.now) {
                ctx.txn.put(&rule);
                continue;
            }
            match (rule.owner, judge_of(&rule)) {
                (Owner::CustomLambda, _) => {
                    for item in meant {
                        invoking::on_change(ctx, &rule, item)?;
                    }
                    rule.fared.invoked = Some(ctx.now);
                    ctx.txn.put(&rule);
                }
                (_, Some(Judge::Each(judge))) => {
                    let parameters = rule.parameters();
                    let mut outcomes = Vec::new();
                    for item in meant {
                        if item.status != Status::ResourceDeleted && rule.takes(item) {
                            outcomes.push(outcome(item, judge(item, &parameters), ctx.now));
                        } else if is_known(&ctx.txn, &rule, item)? {
                            outcomes.push(outcome(item, Verdict::NotApplicable, ctx.now));
                        }
                    }
                    if !outcomes.is_empty() {
                        keep(ctx, &mut rule, outcomes, &mut changed)?;
                    }
                }
                (_, Some(Judge::Whole(_)) | None) => {}
            }
        }
    }
    compliance_items::record(ctx, changed)
}

/// Evaluates a rule for all that there is.
pub fn evaluate(ctx: &mut Context<'_>, rule: &mut Rule) -> Result<()> {
    let mut changed = Changed::new();
    sweep(ctx, &mut [rule], &mut changed)?;
    compliance_items::record(ctx, changed)
}

/// Evaluates rules for all that there is.
pub fn evaluate_all(ctx: &mut Context<'_>, mut rules: Vec<Rule>) -> Result<()> {
    let mut changed = Changed::new();
    sweep(ctx, &mut rules.iter_mut().collect::<Vec<_>>(), &mut changed)?;
    compliance_items::record(ctx, changed)
}

/// Returns how a rule judges, if it is one of AWS that is known here.
pub fn judge_of(rule: &Rule) -> Option<Judge> {
    rule.known().and_then(|known| judging::find(&known))
}

/// Returns the last items of the resources that a rule is about.
pub fn items_of(txn: &Txn<'_>, rule: &Rule) -> Result<Vec<Item>> {
    match rule.kinds() {
        None => {
            let mut items = keeping::current(txn, rule.owner())?;
            items.retain(|item| !compliance_items::is_told(&item.found.kind));
            Ok(items)
        }
        Some(kinds) => {
            let mut items = Vec::new();
            for kind in kinds {
                items.extend(keeping::current_of(txn, rule.owner(), kind)?);
            }
            Ok(items)
        }
    }
}

/// Returns whether a rule has found something of a resource.
fn is_known(txn: &Txn<'_>, rule: &Rule, item: &Item) -> Result<bool> {
    Ok(result::find(txn, rule, (&item.found.kind, &item.found.id))?.is_some())
}

/// Returns a verdict as results tell it.
pub(super) fn told(verdict: Verdict) -> (ComplianceType, Option<String>) {
    match verdict {
        Verdict::Compliant => (ComplianceType::Compliant, None),
        Verdict::Broken(note) => (ComplianceType::NonCompliant, note),
        Verdict::NotApplicable => (ComplianceType::NotApplicable, None),
    }
}

/// Returns what a verdict on a resource comes to.
pub(super) fn outcome(item: &Item, verdict: Verdict, now: Timestamp) -> Outcome {
    let (compliance, note) = told(verdict);
    Outcome {
        kind: item.found.kind.clone(),
        id: item.found.id.clone(),
        compliance,
        note,
        ordered: item.captured,
        invoked: now,
        recorded: now,
    }
}

/// Keeps what a rule found of some resources, and tells of what changed.
fn keep(
    ctx: &mut Context<'_>,
    rule: &mut Rule,
    outcomes: Vec<Outcome>,
    touched: &mut Changed,
) -> Result<()> {
    let changes = result::keep(&mut ctx.txn, rule, outcomes)?;
    follow(ctx, rule, &changes, touched)?;
    end(ctx, rule);
    Ok(())
}

/// Notes that a rule has found something.
pub(super) fn end(ctx: &mut Context<'_>, rule: &mut Rule) {
    rule.fared.invoked = Some(ctx.now);
    rule.fared.evaluated = Some(ctx.now);
    ctx.txn.put(rule);
}

/// Tells of what changed by an evaluation.
pub(super) fn follow(
    ctx: &mut Context<'_>,
    rule: &Rule,
    changes: &[Change],
    touched: &mut Changed,
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let owner = (rule.account.clone(), rule.region.clone());
    let places = touched.entry(owner).or_default();
    places
        .extend(changes.iter().map(|change| (change.after.kind.clone(), change.after.id.clone())));
    if Remediation::find(&ctx.txn, rule.owner(), &rule.name)?.is_some() {
        let is_broken = |c: &&Change| c.after.compliance == ComplianceType::NonCompliant;
        for change in changes.iter().filter(is_broken) {
            remediation::note(ctx, rule, (&change.after.kind, &change.after.id))?;
        }
    }
    let Some(channel) = Channel::of(&ctx.txn, &rule.account, &rule.region)? else { return Ok(()) };
    if channel.topic.is_some() {
        for change in changes {
            tell(ctx, &channel, rule, change)?;
        }
    }
    Ok(())
}

/// Keeps what others found by a rule.
pub fn receive(ctx: &mut Context<'_>, rule: &mut Rule, outcomes: Vec<Outcome>) -> Result<()> {
    let invoked = rule.fared.invoked;
    let mut changed = Changed::new();
    keep(ctx, rule, outcomes, &mut changed)?;
    rule.fared.invoked = invoked;
    ctx.txn.put(rule);
    compliance_items::record(ctx, changed)
}

/// Forgets all that a rule found.
pub fn forget(ctx: &mut Context<'_>, rule: &mut Rule) -> Result<()> {
    let found = result::of(&ctx.txn, rule)?;
    result::forget(&mut ctx.txn, rule)?;
    let places = found.into_iter().map(|outcome| (outcome.kind, outcome.id)).collect();
    let owner = (rule.account.clone(), rule.region.clone());
    compliance_items::record(ctx, Changed::from([(owner, places)]))
}

/// Tells the topic of a channel that a resource complies, or does not.
///
/// Source: AWS Config Developer Guide, "Example Compliance Change Notification".
fn tell(ctx: &mut Context<'_>, channel: &Channel, rule: &Rule, change: &Change) -> Result<()> {
    let after = &change.after;
    let text = json!({
        "awsAccountId": rule.account,
        "configRuleName": rule.name,
        "configRuleARN": rule.arn(),
        "resourceType": after.kind,
        "resourceId": after.id,
        "awsRegion": rule.region,
        "newEvaluationResult": told_of(rule, after),
        "oldEvaluationResult": change.before.as_ref().map(|before| told_of(rule, before)),
        "notificationCreationTime": text::utc_millis(ctx.now),
        "messageType": "ComplianceChangeNotification",
        "recordVersion": "1.0",
    });
    let (kind, id, word) = (&after.kind, &after.id, after.compliance.word());
    let (name, account) = (&rule.name, &rule.account);
    let about = format!("{kind} {id} is {word} with {name} in Account {account}");
    message::publish(ctx, channel, &about, &text)
}

fn told_of(rule: &Rule, outcome: &Outcome) -> Value {
    json!({
        "evaluationResultIdentifier": {
            "evaluationResultQualifier": {
                "configRuleName": rule.name,
                "resourceType": outcome.kind,
                "resourceId": outcome.id,
            },
            "orderingTimestamp": text::utc_millis(outcome.ordered),
        },
        "complianceType": outcome.compliance.word(),
        "resultRecordedTime": text::utc_millis(outcome.recorded),
        "configRuleInvokedTime": text::utc_millis(outcome.invoked),
        "annotation": outcome.note,
        "resultToken": null,
    })
}

/// When the first rule that follows the clock is due.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Next {
    due: Timestamp,
}

impl Record for Next {
    const KIND: &'static str = "next evaluation";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

/// Notes when the first rule is due; to be called when rules have changed.
pub fn note_next(txn: &mut Txn<'_>) -> Result<()> {
    let mut first: Option<Timestamp> = None;
    for rule in txn.scan::<Rule>(&Rule::all()) {
        if let Some(due) = rule?.due {
            first = Some(first.map_or(due, |first| first.min(due)));
        }
    }
    match first {
        Some(due) => txn.put(&Next { due }),
        None => txn.delete(&Next::all()),
    }
    Ok(())
}

/// Evaluates the rules that follow the clock.
pub const EVALUATION: Chore = Chore {
    name: "evaluate rules",
    due: |txn| Ok(txn.get::<Next>(&Next::all())?.map(|next| next.due)),
    run: evaluate_due,
};

fn evaluate_due(ctx: &mut Context<'_>) -> Result<()> {
    let rules: Vec<Rule> = ctx.txn.scan(&Rule::all()).collect::<Result<_>>()?;
    let mut all = Vec::new();
    for mut rule in rules {
        let Some(due) = rule.due.filter(|due| *due <= ctx.now) else { continue };
        rule.due = rule.period().map(|period| due + period);
        ctx.txn.put(&rule);
        all.push(rule);
    }
    evaluate_all(ctx, all)?;
    note_next(&mut ctx.txn)
}
