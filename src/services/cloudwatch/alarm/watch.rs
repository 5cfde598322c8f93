//! What alarms do by themselves: they are evaluated when their state can change.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::computed::Seen;
use super::ripple::{self, Changed};
use super::rules::{self, Watched, What};
use super::verdict::Verdict;
use super::windows::{Outcome, Windows};
use super::{Alarm, Due, State, action, history, reason};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::sample::Sample;
use crate::services::cloudwatch::series;
use crate::services::cloudwatch::shapes::alarms::{AlarmType, StateValue};
use crate::services::cloudwatch::unit::Unit;
use crate::store::{Record, Txn};
use crate::time::{HOUR, Timestamp};

/// How far ahead data may lie.
///
/// Source: CloudWatch API Reference, "`MetricDatum`": two hours; and the one that is begun.
const AHEAD: Duration = HOUR.saturating_mul(3);

/// Evaluates the alarms that are due.
pub const CHORE: Chore = Chore {
    name: "evaluate alarms",
    due: |txn| {
        let first = txn.scan::<Due>(&Due::all()).next().transpose()?;
        Ok(first.map(|due| due.time))
    },
    run: evaluate_due,
};

/// Makes the alarms that watch a metric due at the next tick, because there are new data.
pub fn stir(txn: &mut Txn<'_>, owner: (&str, &str), metric: &Metric, now: Timestamp) -> Result<()> {
    let alarms = Alarm::on(txn, owner, metric)?;
    alarms.into_iter().try_for_each(|alarm| wake(txn, alarm, now))
}

/// Keeps an alarm that is to be evaluated at the next tick, if it watches metrics.
pub fn wake(txn: &mut Txn<'_>, mut alarm: Alarm, now: Timestamp) -> Result<()> {
    if !alarm.watches_metrics() {
        return alarm.keep(txn);
    }
    let watched = rules::read(&alarm.request()?)?;
    let tick = now.next(watched.asked.tick());
    let is_sooner = alarm.due.is_none_or(|due| tick < due);
    alarm.due = if is_sooner { Some(tick) } else { alarm.due };
    alarm.keep(txn)
}

/// Evaluates all alarms that are due at one time.
fn evaluate_due(ctx: &mut Context<'_>) -> Result<()> {
    let due: Vec<Due> = ctx
        .txn
        .range::<Due>(&Due::all(), &Due::all().time(ctx.now).end())
        .collect::<Result<_>>()?;
    let mut changed: BTreeMap<(String, String), Changed> = BTreeMap::new();
    let mut ended = Vec::new();
    for due in due {
        ctx.txn.delete(&due.key());
        let owner = (due.account.as_str(), due.region.as_str());
        let Some(alarm) = Alarm::find(&ctx.txn, owner, &due.name)? else { continue };
        match alarm.kind {
            AlarmType::CompositeAlarm => ended.push(due),
            AlarmType::MetricAlarm => {
                if let Some(before) = evaluate(ctx, alarm)? {
                    let changed = changed.entry((due.account, due.region)).or_default();
                    changed.insert(due.name, before);
                }
            }
            AlarmType::LogAlarm => {}
        }
    }
    for ((account, region), changed) in changed {
        ripple::ripple(ctx, (&account, &region), changed)?;
    }
    // What an alarm waits for may just have come.
    for due in ended {
        if let Some(alarm) = Alarm::find(&ctx.txn, (&due.account, &due.region), &due.name)? {
            ripple::period_ended(ctx, alarm)?;
        }
    }
    Ok(())
}

/// Evaluates an alarm on metrics, and notes when it is due again; returns the state that it was in if
/// it has changed.
fn evaluate(ctx: &mut Context<'_>, mut alarm: Alarm) -> Result<Option<StateValue>> {
    let watched = rules::read(&alarm.request()?)?;
    let owner = (alarm.account.as_str(), alarm.region.as_str());
    let windows = match windows(&ctx.txn, owner, &watched, ctx.now) {
        // Samples that cannot be read are as good as missing; whoever asks for them is told.
        Err(Error::Damaged(_)) => Windows::of(watched.asked, []),
        windows => windows?,
    };
    let outcome = windows.judge(&watched.rule, &watched.comparison, ctx.now);
    let mut before = None;
    if let Some(state) = state_of(&outcome.verdict)
        && state != alarm.state.value
    {
        before = Some(alarm.state.value);
        let (reason, data) = reasons(&watched, state, &outcome);
        change(ctx, &mut alarm, state, reason, Some(data))?;
    }
    let present = alarm.state.value;
    let changes = |verdict: &Verdict| state_of(verdict).is_some_and(|state| state != present);
    alarm.due = windows.next(&watched.rule, &watched.comparison, ctx.now, changes);
    alarm.keep(&mut ctx.txn)?;
    Ok(before)
}

/// Returns what an alarm sees from a time on.
fn windows(
    txn: &Txn<'_>,
    owner: (&str, &str),
    watched: &Watched,
    now: Timestamp,
) -> Result<Windows> {
    let metric = match &watched.what {
        What::Metric(metric) => metric,
        What::Computed(computed) => {
            let mut seen = Seen::default();
            for metric in computed.metrics().collect::<BTreeSet<_>>() {
                let Some(entry) = Entry::find(txn, owner.0, owner.1, metric)? else { continue };
                seen.late(metric, entry.late());
                let start = now - reach(watched);
                for sample in series::samples(txn, entry.number, (start, now + AHEAD))? {
                    seen.add(metric, sample?);
                }
            }
            return Ok(Windows::computed(watched.asked, computed.clone(), seen));
        }
    };
    let Some(entry) = Entry::find(txn, owner.0, owner.1, metric)? else {
        return Ok(Windows::of(watched.asked, []));
    };
    let start = now - reach(watched);
    let samples: Vec<Sample> =
        series::samples(txn, entry.number, (start, now + AHEAD))?.collect::<Result<_>>()?;
    Ok(Windows::of(watched.asked, samples).late(entry.late()))
}

/// Returns how far an alarm looks back.
fn reach(watched: &Watched) -> Duration {
    let periods = u32::try_from(watched.rule.range()).unwrap_or(u32::MAX);
    watched.asked.period.saturating_mul(periods)
}

const fn state_of(verdict: &Verdict) -> Option<StateValue> {
    match verdict {
        Verdict::Alarm(_) => Some(StateValue::Alarm),
        Verdict::Ok(_) => Some(StateValue::Ok),
        Verdict::Insufficient => Some(StateValue::InsufficientData),
        Verdict::Stays => None,
    }
}

/// Returns the sentence and the document about an evaluation.
fn reasons(watched: &Watched, state: StateValue, outcome: &Outcome) -> (String, String) {
    let filled = match &outcome.verdict {
        Verdict::Alarm(grounds) | Verdict::Ok(grounds) => grounds.filled,
        Verdict::Insufficient | Verdict::Stays => 0,
    };
    let sentence = if state == StateValue::InsufficientData {
        reason::insufficient(watched.rule.periods)
    } else {
        let told = reason::Told {
            rule: watched.rule,
            says_number: watched.says_number,
            comparison: watched.comparison,
            points: &outcome.points,
            filled,
            alarm: state == StateValue::Alarm,
        };
        told.sentence()
    };
    let query = reason::Query {
        time: outcome.tick,
        unit: watched.asked.unit.map(Unit::word),
        statistic: watched.statistic.as_deref(),
        period: watched.asked.period.as_secs(),
        threshold: watched.comparison.threshold,
        newest: outcome.tick - watched.asked.period,
    };
    (sentence, reason::document(&query, &outcome.points))
}

/// Gives an alarm another state, tells its history, and does what it does then, unless something
/// keeps it from that.
pub fn change(
    ctx: &mut Context<'_>,
    alarm: &mut Alarm,
    value: StateValue,
    reason: String,
    data: Option<String>,
) -> Result<()> {
    let transitioned = if value == alarm.state.value { alarm.state.transitioned } else { ctx.now };
    let state = State { value, reason, data, updated: ctx.now, transitioned };
    let before = std::mem::replace(&mut alarm.state, state);
    if before.value == value {
        return Ok(());
    }
    let was_kept_by = alarm.hush.clone();
    let acts = ripple::may_act(ctx, alarm, before.value)?;
    history::changed(&mut ctx.txn, alarm, (&before, was_kept_by.as_ref()), ctx.now)?;
    if acts { action::act(ctx, alarm, before.value) } else { Ok(()) }
}
