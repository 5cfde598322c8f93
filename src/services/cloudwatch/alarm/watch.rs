//! What alarms do by themselves: they are evaluated when their state can change.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::notes::{Due, OnRule};
use super::ripple::{self, Changed};
use super::rules::{self, Watched, What};
use super::seen::Seen;
use super::verdict::Verdict;
use super::windows::{Outcome, Windows};
use super::{Alarm, State, action, contributor, history, reason, reason_data};
use crate::context::{Context, Logs};
use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::services::cloudwatch::anomaly::{Detector, Subject, Taught};
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::insight_rule::Rule;
use crate::services::cloudwatch::insights::{Insight, Known};
use crate::services::cloudwatch::label::Zone;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::queries::{Queries, Source};
use crate::services::cloudwatch::series;
use crate::services::cloudwatch::shapes::alarms::{AlarmType, StateValue};
use crate::services::cloudwatch::stored::{self, Stored};
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

/// Makes the alarms that watch metrics due at the next tick, because there are new data.
///
/// The alarms themselves are neither read nor written, where what is noted of them is enough.
pub fn stir(
    txn: &mut Txn<'_>,
    owner: (&str, &str),
    metrics: &[Metric],
    now: Timestamp,
) -> Result<()> {
    for (name, tick) in Alarm::names_on(txn, owner, metrics)? {
        let tick = match tick {
            Some(tick) => Some(tick),
            None => match Alarm::find(txn, owner, &name)? {
                Some(alarm) => watched(&alarm)?.map(|watched| watched.asked.layout.tick()),
                None => None,
            },
        };
        tick.map_or(Ok(()), |tick| Due::too(txn, owner, &name, now.next(tick)))?;
    }
    Ok(())
}

/// Returns the accounts and regions in which alarms watch what Contributor Insights rules find.
pub fn owners_on_rules(txn: &Txn<'_>) -> Result<BTreeSet<(String, String)>> {
    txn.scan::<OnRule>(&OnRule::all()).map(|on| Ok(on?.owner())).collect()
}

/// Makes the alarms of an account and region that watch what Contributor Insights rules find due at the
/// next tick, because logs or rules have changed.
pub fn stir_on_rules(txn: &mut Txn<'_>, owner: (&str, &str), now: Timestamp) -> Result<()> {
    let all = txn.scan::<OnRule>(&OnRule::of_region(owner));
    let names: BTreeSet<String> = all.map(|on| Ok(on?.name)).collect::<Result<_>>()?;
    for name in names {
        if let Some(alarm) = Alarm::find(txn, owner, &name)? {
            wake(txn, alarm, now)?;
        }
    }
    Ok(())
}

/// Keeps an alarm that is to be evaluated at the next tick, if it watches metrics.
pub fn wake(txn: &mut Txn<'_>, mut alarm: Alarm, now: Timestamp) -> Result<()> {
    let Some(watched) = watched(&alarm)? else { return alarm.keep(txn) };
    let tick = now.next(watched.asked.layout.tick());
    if alarm.due.is_none_or(|due| tick < due) {
        alarm.due = Some(tick);
    }
    alarm.keep(txn)
}

/// Returns what an alarm watches; `None` if that is no metrics, or if its settings break a rule that was
/// not there when it was put: it stays as it is then.
fn watched(alarm: &Alarm) -> Result<Option<Watched>> {
    if !alarm.watches_metrics() {
        return Ok(None);
    }
    match rules::read(&alarm.request()?) {
        Ok(watched) => Ok(Some(watched)),
        Err(Error::Api(_) | Error::NotEmulated(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns whether an alarm watches several series.
pub fn has_contributors(alarm: &Alarm) -> Result<bool> {
    Ok(watched(alarm)?.is_some_and(|watched| watched.contributors().is_some()))
}

/// Makes sure that there is the anomaly detector that an alarm needs.
pub fn ensure_detector(ctx: &mut Context<'_>, alarm: &Alarm) -> Result<()> {
    let Some(What::Computed(computed)) = watched(alarm)?.map(|watched| watched.what) else {
        return Ok(());
    };
    let request = alarm.request()?;
    let queries = request.metrics.as_deref().unwrap_or_default();
    let subject = computed.band.and_then(|band| Subject::of(queries, &band.of));
    subject.map_or(Ok(()), |subject| Detector::ensure(ctx, subject))
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
            // One that has the name of an alarm on data that came is not due for those.
            AlarmType::CompositeAlarm if alarm.due.is_some_and(|time| time <= ctx.now) => {
                ended.push(due);
            }
            AlarmType::MetricAlarm => {
                if let Some(before) = evaluate(ctx, alarm)? {
                    let changed = changed.entry((due.account, due.region)).or_default();
                    changed.insert(due.name, before);
                }
            }
            AlarmType::CompositeAlarm | AlarmType::LogAlarm => {}
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
    let Some(watched) = watched(&alarm)? else {
        alarm.due = None;
        alarm.keep(&mut ctx.txn)?;
        return Ok(None);
    };
    let owner = (alarm.account.as_str(), alarm.region.as_str());
    let (windows, is_partial) = match windows((&ctx.txn, ctx.logs), owner, &watched, ctx.now) {
        // Samples that cannot be read are as good as missing; whoever asks for them is told.
        Err(Error::Damaged(_)) => (Windows::new(&watched, Seen::default(), None), false),
        windows => windows?,
    };
    let mut before = None;
    if let Some(insight) = watched.contributors() {
        let windows = (&windows, is_partial);
        before = contributor::evaluate(ctx, &mut alarm, (&watched, insight), windows)?;
    } else {
        let outcome = windows.judge(ctx.now);
        if let Some(state) = state_of(&outcome.verdict)
            && state != alarm.state.value
        {
            before = Some(alarm.state.value);
            let (reason, data) = reasons(&watched, state, &outcome);
            change(ctx, &mut alarm, state, reason, Some(data))?;
        }
        alarm.is_partial = is_partial;
        let present = alarm.state.value;
        alarm.due = windows.next((ctx.now, ctx.until), |tick| {
            state_of(&windows.judge(tick).verdict).is_some_and(|state| state != present)
        });
    }
    alarm.keep(&mut ctx.txn)?;
    Ok(before)
}

/// Returns what an alarm sees from a time on, and whether there is more than it looks at.
fn windows<'w>(
    (txn, logs): (&Txn<'_>, Logs),
    owner: (&str, &str),
    watched: &'w Watched,
    now: Timestamp,
) -> Result<(Windows<'w>, bool)> {
    let layout = watched.asked.layout;
    let range = (now - layout.reach(watched.rule.range()), now + AHEAD);
    let insight = match &watched.what {
        What::Metric(_) => None,
        What::Computed(computed) => computed.insight(),
    };
    let known = insight.map(|insight| stored::known(txn, owner, insight)).transpose()?;
    let known = known.unwrap_or_default();
    let mut seen = Seen::new(layout.tick()).with(known.clone());
    if let Some(period) = layout.slides_by() {
        seen = seen.sliding(period);
    }
    let rules = match &watched.what {
        What::Metric(_) => &BTreeSet::new(),
        What::Computed(computed) => &computed.rules,
    };
    for name in rules {
        if let Some(rule) = Rule::find(txn, owner, name)? {
            seen.count(name, rule.counted((txn, logs), range)?);
        }
    }
    let mut add = |entry: &Entry| {
        seen.add(&entry.metric, entry.late(), series::samples(txn, entry.number, range)?)
    };
    let find = |metric: &Metric| Entry::find(txn, owner.0, owner.1, metric);
    let computed = match &watched.what {
        What::Metric(metric) => {
            find(metric)?.map_or(Ok(()), |entry| add(&entry))?;
            return Ok((Windows::new(watched, seen, None), false));
        }
        What::Computed(computed) => computed,
    };
    for metric in computed.metrics().collect::<BTreeSet<_>>() {
        find(metric)?.map_or(Ok(()), |entry| add(&entry))?;
    }
    let mut is_partial = false;
    if let Some(insight) = computed.insight() {
        let found = found(txn, owner, (insight, &known), range.0)?;
        is_partial = found.len() > stored::SCANNED;
        found.iter().take(stored::SCANNED).try_for_each(add)?;
    }
    let (Some(band), Some(on)) = (&computed.band, computed.detected()) else {
        return Ok((Windows::new(watched, seen, None), is_partial));
    };
    // What it learns from lies in whole periods, whatever the tick.
    let range = (range.0.floor(layout.period), range.1);
    let stored = Stored { txn, logs, owner, range, now: range.1 };
    let learning = stored.learning(&on)?;
    let taught = learning.map(|learning| -> Result<Taught> {
        let mut queries = Queries::new(&stored, computed.queries(), Zone::default());
        let data = queries.training(&band.of, &learning, range)?;
        Ok(Taught::of(learning, data))
    });
    Ok((Windows::new(watched, seen, taught.transpose()?), is_partial))
}

/// Returns the metrics that a query finds which have data from a time on.
fn found(
    txn: &Txn<'_>,
    owner: (&str, &str),
    (insight, known): (&Insight, &Known),
    oldest: Timestamp,
) -> Result<Vec<Entry>> {
    let names = (Some(insight.namespace.as_str()), Some(insight.name.as_str()));
    let fits = |entry: &Entry| entry.last >= oldest && insight.matches(&entry.metric, known);
    let entries = Entry::listing(txn, owner, names, None);
    entries.filter(|entry| entry.as_ref().map_or(true, fits)).collect()
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
    let newest = watched.asked.layout.periods(outcome.tick, 1);
    let newest = newest.first().map_or(outcome.tick, |(start, _)| *start);
    let query = reason_data::Query {
        time: outcome.tick,
        unit: watched.asked.unit.map(Unit::word),
        statistic: watched.statistic.as_deref(),
        period: watched.asked.layout.period.as_secs(),
        comparison: watched.comparison,
        newest,
    };
    (sentence, reason_data::document(&query, &outcome.points))
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
    let state = State { value, reason, data, updated: ctx.now, transitioned, kept_by: None };
    let mut before = std::mem::replace(&mut alarm.state, state);
    if before.value == value {
        return Ok(());
    }
    before.kept_by = alarm.hush.as_ref().map(|hush| hush.by);
    alarm.note_before(&before);
    let acts = ripple::may_act(ctx, alarm, before.value)?;
    history::changed(&mut ctx.txn, alarm, &before, ctx.now)?;
    if acts { action::act(ctx, alarm, before.value) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::services::cloudwatch::alarm::notes::On;
    use crate::store::{Home, Store};

    const OWNER: (&str, &str) = ("123456789012", "us-east-1");

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    /// Returns an alarm on the metric `M`, that is due in an hour.
    fn alarm(name: &str, period: i32) -> Alarm {
        let put = json!({
            "AlarmName": name, "Namespace": "N", "MetricName": "M", "Statistic": "Sum", "Period": period,
            "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold",
        });
        let alarm = Alarm::new(OWNER, AlarmType::MetricAlarm, put, at(0));
        Alarm { due: Some(at(3_600)), ..alarm }
    }

    #[test]
    fn data_make_alarms_due_and_leave_them_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap();
        let metric = Metric::new("N", "M", &[]);
        let mut txn = store.begin();
        for (name, period) in [("minutes", 60), ("seconds", 10), ("old", 60)] {
            let alarm = alarm(name, period);
            alarm.keep(&mut txn).unwrap();
            alarm.watch(&mut txn).unwrap();
        }
        // Notes did not always say how often an alarm is evaluated.
        txn.put(&On::of(&alarm("old", 60), metric.clone(), None));
        txn.commit().unwrap();

        let mut txn = store.begin();
        for _ in 0..2 {
            stir(&mut txn, OWNER, std::slice::from_ref(&metric), at(125)).unwrap();
        }
        let due: Vec<(i64, String)> = txn
            .scan::<Due>(&Due::all())
            .map(|due| due.unwrap())
            .map(|d| (d.time.secs(), d.name))
            .collect();
        let expected = [
            (130, "seconds"),
            (180, "minutes"),
            (180, "old"),
            (3_600, "minutes"),
            (3_600, "old"),
            (3_600, "seconds"),
        ];
        assert_eq!(due, expected.map(|(time, name)| (time, name.to_owned())));
        assert_eq!(txn.changed::<Alarm>().unwrap(), []);
        assert_eq!(txn.changed::<Due>().unwrap().len(), 3);
        txn.commit().unwrap();

        // What is due already is not written again.
        let mut txn = store.begin();
        stir(&mut txn, OWNER, &[metric], at(126)).unwrap();
        assert!(!txn.has_changes());
    }
}
