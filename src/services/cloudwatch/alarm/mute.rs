//! Rules that keep alarms from acting for a while.
//!
//! ```text
//! rule      |------ ACTIVE ------|            |------ ACTIVE ------|
//! alarm  OK --- ALARM ------------------------------- OK -----------
//! does                           ALARM actions                     OK actions
//! ```
//!
//! When no rule keeps an alarm from acting any more, it does what it does in its state, if it was in
//! another before the first change that was muted.
//!
//! Source: CloudWatch User Guide, "How alarm mute rules work"; CloudWatch API Reference,
//! "`DeleteAlarmMuteRule`". Our reading: what the history tells of actions that are muted; that of
//! several changes the first and the last count.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::schedule::Schedule;
use super::{Alarm, Arn, action};
use crate::arn::partition_of;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::schema::Shape;
use crate::services::cloudwatch::shapes::alarm_mute_rules::{
    AlarmMuteRuleStatus, PutAlarmMuteRuleInput,
};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::value::Value;

/// How far windows that follow each other are followed at once.
const FORESIGHT: Duration = Duration::from_hours(30 * 24);

/// A rule.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct MuteRule {
    account: String,
    region: String,
    /// Its name.
    pub name: String,
    /// What was put, without the tags.
    request: Value,
    /// When that was.
    pub updated: Timestamp,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Record for MuteRule {
    const KIND: &'static str = "alarm mute rule";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.name)
    }
}

impl MuteRule {
    /// Makes a rule that was just put.
    pub fn new(
        (account, region): (&str, &str),
        put: &PutAlarmMuteRuleInput,
        tags: BTreeMap<String, String>,
        now: Timestamp,
    ) -> Self {
        let mut request = put.clone().write();
        if let Value::Object(members) = &mut request {
            members.shift_remove("Tags");
        }
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            name: put.name.clone(),
            request,
            updated: now,
            tags,
        }
    }

    fn key_of((account, region): (&str, &str), name: &str) -> Key {
        Self::all().text(account).text(region).text(name)
    }

    /// Returns the rule of a name; `None` if there is none.
    pub fn find(txn: &Txn<'_>, owner: (&str, &str), name: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, name))
    }

    /// Returns the rules of a region, in the order of their names.
    pub fn listing(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns what was put.
    ///
    /// Fails with [`Error::Damaged`] if that is no such request.
    pub fn put(&self) -> Result<PutAlarmMuteRuleInput> {
        PutAlarmMuteRuleInput::read(&self.request).map_err(|_| self.damaged())
    }

    fn damaged(&self) -> Error {
        Error::Damaged(format!("what is kept of the alarm mute rule {} is damaged", self.name))
    }

    /// Returns when it holds.
    pub fn schedule(&self) -> Result<Schedule> {
        let schedule = self.put()?.rule.schedule;
        let zone = schedule.timezone.as_deref();
        Schedule::parse(&schedule.expression, &schedule.duration, zone).map_err(|_| self.damaged())
    }

    /// Returns the names of the alarms that it is about.
    pub fn targets(&self) -> Result<Vec<String>> {
        Ok(self.put()?.mute_targets.map(|targets| targets.alarm_names).unwrap_or_default())
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        Arn {
            partition: partition_of(&self.region),
            service: "cloudwatch",
            region: &self.region,
            account: &self.account,
            resource: &format!("alarm-mute-rule:{}", self.name),
        }
        .to_string()
    }

    /// Returns until when it holds, if it does at a time.
    pub fn holds_until(&self, time: Timestamp) -> Result<Option<Timestamp>> {
        let put = self.put()?;
        if put.start_date.is_some_and(|start| time < start) {
            return Ok(None);
        }
        let end = self.schedule()?.ends(time);
        let end = end.map(|end| put.expire_date.map_or(end, |expires| end.min(expires)));
        Ok(end.filter(|end| *end > time))
    }

    /// Returns whether it holds, will hold, or will hold no more.
    pub fn status(&self, now: Timestamp) -> Result<AlarmMuteRuleStatus> {
        if self.holds_until(now)?.is_some() {
            return Ok(AlarmMuteRuleStatus::Active);
        }
        let ends = [self.put()?.expire_date, self.schedule()?.end_of_once()];
        let is_over = ends.into_iter().flatten().any(|end| end <= now);
        let status = AlarmMuteRuleStatus::Scheduled;
        Ok(if is_over { AlarmMuteRuleStatus::Expired } else { status })
    }

    /// Keeps it in place of the one that had its name.
    pub fn keep(&self, txn: &mut Txn<'_>) -> Result<()> {
        txn.put(self);
        for alarm in self.targets()? {
            txn.put(&self.target(alarm));
        }
        Ok(())
    }

    /// Takes it away.
    pub fn delete(&self, txn: &mut Txn<'_>) -> Result<()> {
        txn.delete(&self.key());
        for alarm in self.targets()? {
            txn.delete(&self.target(alarm).key());
        }
        Ok(())
    }

    fn target(&self, alarm: String) -> Target {
        let Self { account, region, name, .. } = self.clone();
        Target { account, region, alarm, rule: name }
    }
}

/// Says that a rule is about an alarm.
#[derive(Debug, Deserialize, Serialize)]
pub struct Target {
    account: String,
    region: String,
    alarm: String,
    rule: String,
}

impl Record for Target {
    const KIND: &'static str = "alarm mute target";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.account).text(&self.region).text(&self.alarm).text(&self.rule)
    }
}

/// Says when it is to be looked at whether an alarm may act again.
#[derive(Debug, Deserialize, Serialize)]
pub struct Unmute {
    time: Timestamp,
    account: String,
    region: String,
    alarm: String,
}

impl Record for Unmute {
    const KIND: &'static str = "alarm unmute";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().time(self.time).text(&self.account).text(&self.region).text(&self.alarm)
    }
}

/// Returns the rules about an alarm, in the order of their names.
fn about(txn: &Txn<'_>, owner: (&str, &str), alarm: &str) -> Result<Vec<MuteRule>> {
    let mut rules = Vec::new();
    for target in txn.scan::<Target>(&Target::all().text(owner.0).text(owner.1).text(alarm)) {
        rules.extend(MuteRule::find(txn, owner, &target?.rule)?);
    }
    Ok(rules)
}

/// Returns the rule that keeps an alarm from acting the longest.
pub fn muted_by(
    txn: &Txn<'_>,
    owner: (&str, &str),
    alarm: &str,
    now: Timestamp,
) -> Result<Option<String>> {
    let mut longest: Option<(String, Timestamp)> = None;
    for rule in about(txn, owner, alarm)? {
        if let Some(until) = rule.holds_until(now)?
            && longest.as_ref().is_none_or(|(_, other)| until > *other)
        {
            longest = Some((rule.name, until));
        }
    }
    Ok(longest.map(|(rule, _)| rule))
}

/// Notes that an alarm that is muted is to be looked at when no rule keeps it from acting any more.
///
/// Windows that follow each other without a gap are one, so that it is not looked at in vain when
/// each ends. They are followed as far as a moment that is the same for all, so that an alarm that
/// changes again and again is not noted again each time.
pub fn look_at(txn: &mut Txn<'_>, alarm: &Alarm, now: Timestamp) -> Result<()> {
    let Alarm { account, region, name, .. } = alarm.clone();
    let mut spans = Vec::new();
    for rule in about(txn, (&account, &region), &name)? {
        let put = rule.put()?;
        spans.push((put.start_date, put.expire_date, rule.schedule()?));
    }
    let (mut time, furthest) = (now, now.next(FORESIGHT));
    while time < furthest {
        let ends = spans.iter().filter_map(|(start, expires, schedule)| {
            let end = schedule.goes_on_until(time).filter(|_| start.is_none_or(|s| s <= time))?;
            Some(expires.map_or(end, |expires| end.min(expires)))
        });
        let Some(end) = ends.max().filter(|end| *end > time) else { break };
        time = end;
    }
    txn.put(&Unmute { time: time.min(furthest), account, region, alarm: name });
    Ok(())
}

/// Lets alarms act that no rule keeps from it any more.
pub const CHORE: Chore = Chore {
    name: "unmute alarms",
    due: |txn| {
        let first = txn.scan::<Unmute>(&Unmute::all()).next().transpose()?;
        Ok(first.map(|unmute| unmute.time))
    },
    run: |ctx| {
        let due = Unmute::all()..Unmute::all().time(ctx.now).end();
        let due: Vec<Unmute> =
            ctx.txn.range::<Unmute>(&due.start, &due.end).collect::<Result<_>>()?;
        for unmute in due {
            ctx.txn.delete(&unmute.key());
            release(ctx, (&unmute.account, &unmute.region), &unmute.alarm)?;
        }
        Ok(())
    },
};

/// Lets alarms act that rules which were just changed were about, if no rule keeps them from it.
pub fn release_all(
    ctx: &mut Context<'_>,
    owner: (&str, &str),
    alarms: BTreeSet<String>,
) -> Result<()> {
    alarms.iter().try_for_each(|alarm| release(ctx, owner, alarm))
}

fn release(ctx: &mut Context<'_>, owner: (&str, &str), name: &str) -> Result<()> {
    let Some(mut alarm) = Alarm::find(&ctx.txn, owner, name)? else { return Ok(()) };
    let Some(before) = alarm.muted else { return Ok(()) };
    if muted_by(&ctx.txn, owner, name, ctx.now)?.is_some() {
        return look_at(&mut ctx.txn, &alarm, ctx.now);
    }
    alarm.muted = None;
    if before != alarm.state.value {
        match &mut alarm.hush {
            Some(hush) => hush.held = hush.held.or(Some(before)),
            None => action::do_all(ctx, &alarm, before, true)?,
        }
    }
    alarm.keep(&mut ctx.txn)
}
