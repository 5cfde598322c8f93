//! What follows from alarms that changed: the states of the composite alarms that name them.
//!
//! ```text
//! cpu  --\
//! disk ---+--> server --\                 evaluated once each, children before parents,
//! net  -----------------+--> service       at the instant at which a child has changed
//! ```
//!
//! Alarms on a circle are not evaluated.
//!
//! Source: CloudWatch API Reference, "`PutCompositeAlarm`"; facts, "CloudWatch", state texts. Our
//! reading: where several children change at one instant, the reason names the first, by name, from
//! which on the rule comes to what it comes to; the document about a rule that is new names all
//! children, those that changed last first.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::json;

use super::composite::{Rule, cycle};
use super::link::{self, Link};
use super::suppress::{self, Follows};
use super::{Alarm, State, action, reason, watch};
use crate::context::Context;
use crate::error::Result;
use crate::services::cloudwatch::shapes::alarms::{AlarmType, StateValue};
use crate::store::Txn;
use crate::time::text;
use crate::value::{Value, json::compact};

/// The states in which alarms were that have changed at one instant, by their names.
pub type Changed = BTreeMap<String, StateValue>;

/// Why a composite alarm is evaluated.
#[derive(Clone, Copy)]
enum Cause<'c> {
    /// It was put.
    Put {
        /// Whether there was none before.
        is_new: bool,
    },
    /// Alarms that its rule names have changed.
    Children(&'c Changed),
}

/// Evaluates the composite alarms that depend on alarms that have changed.
pub fn ripple(ctx: &mut Context<'_>, owner: (&str, &str), changed: Changed) -> Result<()> {
    spread(ctx, owner, changed, false)
}

/// Does that, for all of them or only for those of which a child has changed.
fn spread(
    ctx: &mut Context<'_>,
    owner: (&str, &str),
    mut changed: Changed,
    all: bool,
) -> Result<()> {
    if changed.is_empty() {
        return Ok(());
    }
    // Those that came before their suppressors, as on a circle one must.
    let mut ahead = Vec::new();
    for (name, may_be_round) in dependents(&ctx.txn, owner, &changed)? {
        let Some(mut alarm) = Alarm::find(&ctx.txn, owner, &name)? else { continue };
        if !heed(ctx, &mut alarm, &changed)? && may_be_round {
            ahead.push(name.clone());
        }
        let children = link::children(&alarm)?;
        let is_concerned = all || children.iter().any(|child| changed.contains_key(child));
        if is_concerned && !(may_be_round && is_on_a_circle(&ctx.txn, owner, &name)?) {
            let states = states(&ctx.txn, owner, &children)?;
            if let Some(before) = evaluate(ctx, &mut alarm, &states, Cause::Children(&changed))? {
                changed.entry(name).or_insert(before);
            }
        }
        alarm.keep(&mut ctx.txn)?;
    }
    for name in ahead {
        let Some(mut alarm) = Alarm::find(&ctx.txn, owner, &name)? else { continue };
        if heed(ctx, &mut alarm, &changed)? {
            alarm.keep(&mut ctx.txn)?;
        }
    }
    Ok(())
}

/// Does what follows for an alarm if its suppressor is among alarms that have changed; returns
/// whether it is.
fn heed(ctx: &mut Context<'_>, alarm: &mut Alarm, changed: &Changed) -> Result<bool> {
    let Some(suppressor) = link::suppressor(alarm)? else { return Ok(false) };
    let Some(was) = changed.get(&suppressor) else { return Ok(false) };
    let is = is_in_alarm(&ctx.txn, (&alarm.account, &alarm.region), &suppressor)?;
    if is != (*was == StateValue::Alarm) {
        let extension = periods(alarm)?.1;
        let follows = suppress::suppressor(alarm.hush.clone(), is, extension, ctx.now);
        follow(ctx, alarm, follows)?;
    }
    Ok(true)
}

/// Evaluates a composite alarm that was put in place of another, if there was one, and those that
/// depend on it.
///
/// Periods end if the suppressor is replaced. Source: CloudWatch User Guide, "Suppressing composite
/// alarm actions"; our reading: that the alarm acts then as if they had run out.
pub fn put(ctx: &mut Context<'_>, mut alarm: Alarm, replaced: Option<&Alarm>) -> Result<()> {
    let owner = (alarm.account.clone(), alarm.region.clone());
    let owner = (owner.0.as_str(), owner.1.as_str());
    let suppressor = link::suppressor(&alarm)?;
    let is_alarm = match &suppressor {
        Some(name) => is_in_alarm(&ctx.txn, owner, name)?,
        None => false,
    };
    let is_same = match replaced {
        Some(replaced) => link::suppressor(replaced)? == suppressor,
        None => false,
    };
    if is_alarm || !is_same {
        let follows = suppress::ended(alarm.hush.clone(), is_alarm);
        follow(ctx, &mut alarm, follows)?;
    }
    let before = alarm.state.value;
    if !is_on_a_circle(&ctx.txn, owner, &alarm.name)? {
        let states = states(&ctx.txn, owner, &link::children(&alarm)?)?;
        evaluate(ctx, &mut alarm, &states, Cause::Put { is_new: replaced.is_none() })?;
    }
    alarm.keep(&mut ctx.txn)?;
    // Others may have been on a circle with it until now.
    spread(ctx, owner, [(alarm.name.clone(), before)].into(), true)
}

/// Does what is to be done when a period has ended in which a composite alarm does not act.
pub fn period_ended(ctx: &mut Context<'_>, mut alarm: Alarm) -> Result<()> {
    // Another may have begun at the same instant.
    alarm.due = alarm.hush.as_ref().and_then(|hush| hush.until);
    if alarm.hush.as_ref().is_some_and(|hush| hush.until.is_some_and(|until| until <= ctx.now)) {
        let owner = (alarm.account.as_str(), alarm.region.as_str());
        let is_alarm = match link::suppressor(&alarm)? {
            Some(name) => is_in_alarm(&ctx.txn, owner, &name)?,
            None => false,
        };
        let follows = suppress::ended(alarm.hush.clone(), is_alarm);
        follow(ctx, &mut alarm, follows)?;
    }
    alarm.keep(&mut ctx.txn)
}

/// Returns whether an alarm may act that has come into another state, and notes what keeps it from
/// that.
pub fn may_act(ctx: &Context<'_>, alarm: &mut Alarm, before: StateValue) -> Result<bool> {
    if alarm.kind != AlarmType::CompositeAlarm || link::suppressor(alarm)?.is_none() {
        return Ok(true);
    }
    let wait = periods(alarm)?.0;
    let change = (before, alarm.state.value);
    let (hush, acts) = suppress::changed(alarm.hush.take(), change, wait, ctx.now);
    alarm.due = hush.as_ref().and_then(|hush| hush.until);
    alarm.hush = hush;
    Ok(acts.is_some())
}

fn follow(ctx: &mut Context<'_>, alarm: &mut Alarm, (hush, acts): Follows) -> Result<()> {
    alarm.due = hush.as_ref().and_then(|hush| hush.until);
    if hush.as_ref().map(|hush| hush.by) != alarm.hush.as_ref().map(|hush| hush.by) {
        let kept_by = alarm.hush.as_ref().map(|hush| hush.by);
        alarm.note_before(&State { kept_by, ..alarm.state.clone() });
        alarm.state.updated = ctx.now;
    }
    alarm.hush = hush;
    acts.map_or(Ok(()), |before| action::act(ctx, alarm, before))
}

/// Returns how long an alarm waits for its suppressor, and how long it is kept from acting after it.
fn periods(alarm: &Alarm) -> Result<(Duration, Duration)> {
    let put = alarm.composite()?;
    let secs = |secs: Option<i32>| {
        Duration::from_secs(secs.and_then(|secs| u64::try_from(secs).ok()).unwrap_or_default())
    };
    let (wait, extension) =
        (put.actions_suppressor_wait_period, put.actions_suppressor_extension_period);
    Ok((secs(wait), secs(extension)))
}

fn is_in_alarm(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<bool> {
    let alarm = Alarm::find(txn, owner, name)?;
    Ok(alarm.is_some_and(|alarm| alarm.state.value == StateValue::Alarm))
}

/// Returns the ARNs and states of alarms by their names.
fn states(
    txn: &Txn<'_>,
    owner: (&str, &str),
    names: &[String],
) -> Result<BTreeMap<String, (String, State)>> {
    let mut states = BTreeMap::new();
    for name in names {
        if let Some(alarm) = Alarm::find(txn, owner, name)? {
            states.insert(name.clone(), (alarm.arn(), alarm.state));
        }
    }
    Ok(states)
}

/// Evaluates an alarm; returns the state that it was in if it has changed.
fn evaluate(
    ctx: &mut Context<'_>,
    alarm: &mut Alarm,
    states: &BTreeMap<String, (String, State)>,
    cause: Cause<'_>,
) -> Result<Option<StateValue>> {
    let Ok(rule) = Rule::parse(&alarm.composite()?.alarm_rule) else { return Ok(None) };
    let owner = (alarm.account.clone(), alarm.region.clone());
    // As if only some of the changes had happened: those of the names up to one.
    let holds = |up_to: Option<&str>| {
        rule.holds(&|text| {
            let name = link::name_of((&owner.0, &owner.1), text)?;
            match (cause, up_to) {
                (Cause::Children(changed), Some(up_to)) if name > up_to => {
                    changed.get(name).copied().or_else(|| Some(states.get(name)?.1.value))
                }
                _ => states.get(name).map(|(_, state)| state.value),
            }
        })
    };
    let truth = holds(None);
    let value = if truth { StateValue::Alarm } else { StateValue::Ok };
    let before = alarm.state.value;
    if value == before {
        return Ok(None);
    }
    let mut newest_first: Vec<&(String, State)> = states.values().collect();
    newest_first.sort_by_key(|(_, state)| std::cmp::Reverse(state.updated));
    let (reason, told) = match cause {
        Cause::Put { is_new } => {
            let verb = if is_new { "created" } else { "updated" };
            let arn = alarm.arn();
            let reason =
                format!("{arn} was {verb} and its alarm rule evaluates to {}", value.word());
            (reason, newest_first)
        }
        Cause::Children(changed) => {
            let mut trigger = None;
            for name in changed.keys().filter(|name| states.contains_key(*name)) {
                trigger =
                    if holds(Some(name)) == truth { trigger.or(states.get(name)) } else { None };
            }
            let Some(told) = trigger.or_else(|| newest_first.first().copied()) else {
                return Ok(None);
            };
            let (arn, state) = told;
            let at = text::in_words(state.transitioned);
            (format!("{arn} transitioned to {} at {at}", state.value.word()), vec![told])
        }
    };
    let document = document(&told);
    watch::change(ctx, alarm, value, reason, Some(document))?;
    Ok(Some(before))
}

/// Returns the document about the alarms that an alarm's state follows from: as many as fit.
///
/// Source: facts, "CloudWatch"; how long it may be: the API model.
fn document(told: &[&(String, State)]) -> String {
    const MOST: usize = 4_000;
    let one = |(arn, state): &&(String, State)| {
        json!({
            "arn": arn,
            "state": {"value": state.value.word(), "timestamp": reason::moment(state.updated)},
        })
    };
    let mut all: Vec<Value> = told.iter().map(one).collect();
    loop {
        let text = compact(&json!({ "triggeringAlarms": all }));
        if text.len() <= MOST || all.pop().is_none() {
            return text;
        }
    }
}

/// Returns whether the rule of an alarm leads back to it.
pub fn is_on_a_circle(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<bool> {
    let failed = RefCell::new(None);
    let children = |name: &str| -> Result<Vec<String>> {
        match Alarm::find(txn, owner, name)? {
            Some(alarm) if alarm.kind == AlarmType::CompositeAlarm => link::children(&alarm),
            _ => Ok(Vec::new()),
        }
    };
    let named_by = |name: &str| {
        children(name).unwrap_or_else(|error| {
            failed.replace(Some(error));
            Vec::new()
        })
    };
    let found = cycle(name, &named_by).is_some();
    failed.into_inner().map_or(Ok(found), Err)
}

/// Returns the composite alarms that depend on alarms, children before parents, and whether each may
/// be on a circle.
fn dependents(
    txn: &Txn<'_>,
    owner: (&str, &str),
    changed: &Changed,
) -> Result<Vec<(String, bool)>> {
    let mut parents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut open: Vec<String> = changed.keys().cloned().collect();
    while let Some(child) = open.pop() {
        if parents.contains_key(&child) {
            continue;
        }
        let links = Link::parents(txn, owner, &child)?;
        let above: BTreeSet<String> = links.into_iter().map(|link| link.parent).collect();
        open.extend(above.iter().cloned());
        parents.insert(child, above);
    }
    let dependents: BTreeSet<&String> = parents.values().flatten().collect();
    let mut waits_for: BTreeMap<&str, usize> = BTreeMap::new();
    for (child, above) in &parents {
        let counts = usize::from(dependents.contains(child));
        for parent in above {
            *waits_for.entry(parent).or_default() += counts;
        }
    }
    let mut ready: VecDeque<&str> =
        waits_for.iter().filter(|(_, number)| **number == 0).map(|(name, _)| *name).collect();
    let mut order: Vec<(String, bool)> = Vec::new();
    while let Some(name) = ready.pop_front() {
        order.push((name.to_owned(), false));
        waits_for.remove(name);
        for parent in parents.get(name).into_iter().flatten() {
            if let Some(number) = waits_for.get_mut(parent.as_str()) {
                *number -= 1;
                if *number == 0 {
                    ready.push_back(parent);
                }
            }
        }
    }
    order.extend(waits_for.into_keys().map(|name| (name.to_owned(), true)));
    Ok(order)
}
