//! Sweeps: rules look at all that there is.
//!
//! ```text
//! rules of a region --+-- of resources, each by itself: types --> some resources at a time
//!                     |     --> their items, read once for all rules --> results, span by span
//!                     \-- of all that there is --> what they say that they look at --> results
//! ```
//!
//! A sweep costs by the resources that its rules are about. What a rule finds as before costs reading,
//! and no writing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::channel::Channel;
use super::evaluating::{self, Changed, judge_of, outcome, told};
use super::invoking;
use super::item::Item;
use super::judging::{Judge, Trail, Verdict, Whole, World};
use super::keeping;
use super::message;
use super::recorder::Recorder;
use super::resource::Resource;
use super::resource_compliance::is_told;
use super::result::{self, Outcome, Place, Span, Sweep};
use super::rule::Rule;
use super::rule::known::Parameters;
use super::shapes::rules::Owner;
use crate::context::Context;
use crate::error::Result;
use crate::store::Txn;
use crate::time::text;

/// How many resources are judged together.
const TOGETHER: usize = 2_048;

/// Has rules look at all that there is.
pub(super) fn sweep(
    ctx: &mut Context<'_>,
    rules: &mut [&mut Rule],
    touched: &mut Changed,
) -> Result<()> {
    tell(ctx, rules)?;
    let mut by_owner: BTreeMap<(String, String), Vec<Each<'_>>> = BTreeMap::new();
    for rule in rules.iter_mut().filter(|rule| rule.is_detective()) {
        if rule.fails(ctx.now) {
            ctx.txn.put(&**rule);
            continue;
        }
        match (rule.owner, judge_of(rule)) {
            (Owner::CustomLambda, _) if !rule.is_set_off_by_request() => {}
            (Owner::CustomLambda, _) => {
                invoking::on_request(ctx, rule)?;
                rule.fared.invoked = Some(ctx.now);
                ctx.txn.put(&**rule);
            }
            (_, Some(Judge::Whole(judge))) => {
                let span = Span { from: Place::default(), until: None };
                let sweep = Sweep { at: ctx.now, of_moment: true };
                let found = whole(ctx, rule, judge)?;
                let changes = result::replace(&mut ctx.txn, rule, (sweep, &span), found)?;
                evaluating::follow(ctx, rule, &changes, touched)?;
                end(ctx, rule, sweep);
            }
            (_, Some(Judge::Each(judge))) => {
                let (owner, parameters) = (rule.owner(), rule.parameters());
                let owner = (owner.0.to_owned(), owner.1.to_owned());
                let done = Place::default();
                let each = Each { rule, judge, parameters, done, found: Vec::new() };
                by_owner.entry(owner).or_default().push(each);
            }
            (_, None) => {}
        }
    }
    for ((account, region), rules) in by_owner {
        each(ctx, (&account, &region), rules, touched)?;
    }
    Ok(())
}

/// Tells the topics of regions which rules begin to look at all that there is.
///
/// Source: AWS Config Developer Guide, "Example Rules Evaluation Started Notification". That a change
/// of a resource is not told so, but by what it leads to, is our choice.
fn tell(ctx: &mut Context<'_>, rules: &[&mut Rule]) -> Result<()> {
    let mut names: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for rule in rules {
        let judges = match rule.owner {
            Owner::CustomLambda => rule.is_set_off_by_request(),
            _ => judge_of(rule).is_some(),
        };
        if rule.is_detective() && judges {
            let owner = (rule.account.clone(), rule.region.clone());
            names.entry(owner).or_default().push(rule.name.clone());
        }
    }
    for ((account, region), names) in names {
        let Some(channel) = Channel::of(&ctx.txn, &account, &region)? else { continue };
        let text = json!({
            "awsAccountId": account,
            "awsRegion": region,
            "configRuleNames": names,
            "notificationCreationTime": text::utc_millis(ctx.now),
            "messageType": "ConfigRulesEvaluationStarted",
            "recordVersion": "1.0",
        });
        let about = format!("Config Rules Evaluation Started for Account {account}");
        message::publish(ctx, &channel, &about, &text)?;
    }
    Ok(())
}

/// A rule that judges each resource by itself, in the midst of a sweep.
struct Each<'r> {
    rule: &'r mut Rule,
    judge: fn(&Item, &Parameters) -> Verdict,
    parameters: Parameters,
    /// Up to where what it found is kept.
    done: Place,
    /// What it found of the resources that are being judged.
    found: Vec<Outcome>,
}

impl Each<'_> {
    /// Keeps what was found of resources up to a place, and tells of what changed.
    fn keep(
        &mut self,
        ctx: &mut Context<'_>,
        sweep: Sweep,
        until: Option<Place>,
        touched: &mut Changed,
    ) -> Result<()> {
        let from = std::mem::replace(&mut self.done, until.clone().unwrap_or_default());
        let found = std::mem::take(&mut self.found);
        let span = Span { from, until };
        let changes = result::replace(&mut ctx.txn, self.rule, (sweep, &span), found)?;
        evaluating::follow(ctx, self.rule, &changes, touched)
    }
}

/// Has rules of a region judge each resource by itself.
fn each(
    ctx: &mut Context<'_>,
    owner: (&str, &str),
    mut rules: Vec<Each<'_>>,
    touched: &mut Changed,
) -> Result<()> {
    let sweep = Sweep { at: ctx.now, of_moment: false };
    for kind in kinds(&ctx.txn, owner, &rules)? {
        let mut about: Vec<&mut Each<'_>> =
            rules.iter_mut().filter(|each| each.rule.is_about(&kind)).collect();
        let resources = resources(&ctx.txn, owner, &kind, &about)?;
        for (number, some) in resources.chunks(TOGETHER).enumerate() {
            keeping::each_last(&ctx.txn, owner, some, |item: Item| {
                for each in about.iter_mut().filter(|each| each.rule.takes(&item)) {
                    let verdict = (each.judge)(&item, &each.parameters);
                    each.found.push(outcome(&item, verdict, ctx.now));
                }
            })?;
            let next = resources.get((number + 1) * TOGETHER);
            let until = match next {
                Some(next) => (next.kind.clone(), next.id.clone()),
                // No type comes between a type and itself with the least character behind it.
                None => (format!("{kind}\0"), String::new()),
            };
            for each in &mut about {
                each.keep(ctx, sweep, Some(until.clone()), touched)?;
            }
        }
    }
    for mut each in rules {
        each.keep(ctx, sweep, None, touched)?;
        end(ctx, each.rule, sweep);
    }
    Ok(())
}

/// Returns the types of the resources that rules are about, in their order. What tells of compliance is
/// not judged.
fn kinds(txn: &Txn<'_>, owner: (&str, &str), rules: &[Each<'_>]) -> Result<BTreeSet<String>> {
    let some: Option<Vec<Vec<&str>>> = rules.iter().map(|each| each.rule.kinds()).collect();
    let mut kinds: BTreeSet<String> = match some {
        Some(some) => some.into_iter().flatten().map(str::to_owned).collect(),
        None => Resource::of_region(txn, owner)?.into_iter().map(|one| one.kind).collect(),
    };
    kinds.retain(|kind| !is_told(kind));
    Ok(kinds)
}

/// Returns the resources of a type that are there and that any of some rules may be about.
fn resources(
    txn: &Txn<'_>,
    owner: (&str, &str),
    kind: &str,
    rules: &[&mut Each<'_>],
) -> Result<Vec<Resource>> {
    let id = |each: &&mut Each<'_>| each.rule.scope.as_ref().and_then(|scope| scope.id.clone());
    let ids: Option<BTreeSet<String>> = rules.iter().map(id).collect();
    let mut resources = match ids {
        None => Resource::of_kind(txn, owner, kind)?,
        Some(ids) => {
            let found = ids.iter().map(|id| Resource::find(txn, owner, kind, id));
            found.filter_map(Result::transpose).collect::<Result<_>>()?
        }
    };
    resources.retain(Resource::is_there);
    Ok(resources)
}

/// Returns what a rule finds that looks at all that there is.
fn whole(ctx: &Context<'_>, rule: &Rule, judge: Whole) -> Result<Vec<Outcome>> {
    let owner = rule.owner();
    // Rules look only at types of resources that are recorded.
    let recorder = Recorder::of(&ctx.txn, owner.0, owner.1)?;
    let about = if rule.source.contains("TRAIL") { "AWS::CloudTrail::Trail" } else { "" };
    if !recorder.is_some_and(|recorder| about.is_empty() || recorder.records(about)) {
        return Ok(Vec::new());
    }
    let trails = (ctx.trails)(&ctx.txn, owner)?;
    let trails: Vec<Trail> = trails.iter().map(Trail::read).collect();
    let mut items = Vec::new();
    for kind in judge.items {
        items.extend(keeping::current_of(&ctx.txn, owner, kind)?);
    }
    let parameters = rule.parameters();
    let mut ids = Vec::new();
    if let Some(kind) = judge.ids.and_then(|name| parameters.get(name)) {
        let there = Resource::of_kind(&ctx.txn, owner, kind)?.into_iter();
        ids.extend(there.filter(Resource::is_there).map(|resource| resource.id));
    }
    let world = World { account: owner.0, trails: &trails, items: &items, ids: &ids };
    let mut found: BTreeMap<Place, Outcome> = BTreeMap::new();
    for finding in (judge.judge)(&world, &parameters) {
        let (compliance, note) = told(finding.verdict);
        let (kind, id) = (finding.kind, finding.id);
        let place = (kind.clone(), id.clone());
        let now = ctx.now;
        let outcome =
            Outcome { kind, id, compliance, note, ordered: now, invoked: now, recorded: now };
        found.insert(place, outcome);
    }
    Ok(found.into_values().collect())
}

/// Notes that a rule has looked at everything.
fn end(ctx: &mut Context<'_>, rule: &mut Rule, sweep: Sweep) {
    rule.fared.sweep = Some(sweep);
    evaluating::end(ctx, rule);
}
