//! What is told of the past of alarms, for 30 days.
//!
//! The newest items are open in the store, the others in sealed files, as events are. What happened
//! to an alarm stays when the alarm goes.
//!
//! Source: CloudWatch User Guide, "Using Amazon CloudWatch alarms": how long. The form of the data
//! about states and actions: samples in the AWS CLI's help and public issues; that about settings
//! is our reading.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::contributor::Contributor;
use super::{Alarm, State, on_a_metric, suppress};
use crate::context::Context;
use crate::error::Result;
use crate::operation::Chore;
use crate::services::cloudwatch::shapes::alarm_history::{AlarmHistoryItem, HistoryItemType};
use crate::services::cloudwatch::shapes::alarms::{AlarmType, StateValue};
use crate::services::cloudwatch::shapes::composite_alarms::ActionsSuppressedBy;
use crate::store::{Item, Json, Key, Record, Sealed, Txn};
use crate::time::{DAY, Timestamp};
use crate::value::{Value, json::compact};

/// How long items are told.
pub const KEPT: Duration = Duration::from_hours(30 * 24);

/// How many items are open at most.
const MOST: u64 = 256;

/// How long the data of an item about a state may be; documents that do not fit are left out.
///
/// Source: the API model.
const DATA: usize = 4_095;

/// The time that a file is about.
const SLOT: Duration = Duration::from_hours(8 * 24);

/// Something that happened to an alarm.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Past {
    /// Whose alarm it is.
    account: String,
    /// Where it is.
    region: String,
    /// Its name.
    pub alarm: String,
    /// What its state follows from.
    #[serde(default = "on_a_metric")]
    pub alarm_type: AlarmType,
    /// When it happened.
    pub time: Timestamp,
    /// Its place among what happened to alarms of the region.
    pub number: u64,
    /// What changed.
    pub kind: HistoryItemType,
    /// In a sentence.
    pub summary: String,
    /// As JSON.
    pub data: String,
    /// The contributor that it happened to: its id, and what tells it from others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contributor: Option<(String, BTreeMap<String, String>)>,
}

impl Record for Past {
    const KIND: &'static str = "alarm past";
    type Form = Json;

    fn key(&self) -> Key {
        self.partition().time(self.time).number(self.number)
    }
}

impl Sealed for Past {
    const ATTRIBUTES: &'static [&'static str] = &["alarm"];

    fn partition(&self) -> Key {
        Self::all().text(&self.account).text(&self.region).time(self.time.floor(SLOT))
    }

    fn times(&self) -> (Timestamp, Timestamp) {
        (self.time, self.time)
    }

    fn attributes(&self, add: &mut dyn FnMut(usize, &str)) {
        add(0, &self.alarm);
    }
}

impl Past {
    /// Returns it as answers show it.
    pub fn shown(self) -> AlarmHistoryItem {
        let (id, attributes) = self.contributor.unzip();
        AlarmHistoryItem {
            alarm_contributor_id: id,
            alarm_contributor_attributes: attributes,
            alarm_name: Some(self.alarm),
            alarm_type: Some(self.alarm_type),
            timestamp: Some(self.time),
            history_item_type: Some(self.kind),
            history_summary: Some(self.summary),
            history_data: Some(self.data),
        }
    }
}

/// How many items there are.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Counted {
    /// How many there ever were, which numbers them.
    all: u64,
    /// How many are open.
    open: u64,
    /// Since when these are too many.
    full: Option<Timestamp>,
    /// When the oldest are to go.
    expires: Option<Timestamp>,
}

impl Record for Counted {
    const KIND: &'static str = "alarm pasts";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

/// Adds an item.
pub fn add(
    txn: &mut Txn<'_>,
    alarm: &Alarm,
    time: Timestamp,
    kind: HistoryItemType,
    told: (String, &Value),
) -> Result<()> {
    add_of(txn, (alarm, None), time, kind, told)
}

/// Adds an item about an alarm, or about one of its contributors.
pub fn add_of(
    txn: &mut Txn<'_>,
    (alarm, contributor): (&Alarm, Option<&Contributor>),
    time: Timestamp,
    kind: HistoryItemType,
    (summary, data): (String, &Value),
) -> Result<()> {
    let mut counted: Counted = txn.get(&Counted::all())?.unwrap_or_default();
    txn.put(&Past {
        account: alarm.account.clone(),
        region: alarm.region.clone(),
        alarm: alarm.name.clone(),
        alarm_type: alarm.kind,
        time,
        number: counted.all,
        kind,
        summary,
        data: compact(data),
        contributor: contributor.map(|of| (of.id.clone(), of.attributes.clone())),
    });
    counted.all += 1;
    counted.open += 1;
    if counted.open >= MOST {
        counted.full.get_or_insert(time);
    }
    counted.expires.get_or_insert((time + KEPT).next(DAY));
    txn.put(&counted);
    Ok(())
}

/// Notes that an alarm was put or deleted.
pub fn configured(txn: &mut Txn<'_>, alarm: &Alarm, kind: &str, time: Timestamp) -> Result<()> {
    let (verb, name) = match kind {
        "Create" => ("created", "createdAlarm"),
        "Update" => ("updated", "updatedAlarm"),
        _ => ("deleted", "deletedAlarm"),
    };
    let data = json!({"version": "1.0", "type": kind, name: alarm.shown()});
    let summary = format!("Alarm \"{}\" {verb}", alarm.name);
    add(txn, alarm, time, HistoryItemType::ConfigurationUpdate, (summary, &data))
}

/// Notes that the state of an alarm was another before.
pub fn changed(txn: &mut Txn<'_>, alarm: &Alarm, before: &State, time: Timestamp) -> Result<()> {
    let told = |state: &State, kept_by: Option<ActionsSuppressedBy>| {
        let mut told = json!({
            "stateValue": state.value.word(),
            "stateReason": state.reason,
        });
        let data = state.data.as_deref().and_then(|data| serde_json::from_str(data).ok());
        if let Some(data) = data {
            told["stateReasonData"] = data;
        }
        if let Some(by) = kept_by {
            told["actionsSuppressedBy"] = by.word().into();
            told["actionsSuppressedReason"] = suppress::reason(by).into();
        }
        told
    };
    let kept_by = alarm.hush.as_ref().map(|hush| hush.by);
    let (old, new) = (told(before, before.kept_by), told(&alarm.state, kept_by));
    let mut data = json!({"version": "1.0", "oldState": old, "newState": new});
    for state in ["oldState", "newState"] {
        if compact(&data).len() > DATA
            && let Some(state) = data[state].as_object_mut()
        {
            state.shift_remove("stateReasonData");
        }
    }
    let (from, to) = (before.value.word(), alarm.state.value.word());
    let summary = format!("Alarm updated from {from} to {to}");
    add(txn, alarm, time, HistoryItemType::StateUpdate, (summary, &data))
}

/// Notes that a contributor of an alarm has come from one state into another.
pub fn contributor_changed(
    txn: &mut Txn<'_>,
    alarm: &Alarm,
    contributor: &Contributor,
    (before, state): (StateValue, StateValue),
    time: Timestamp,
) -> Result<()> {
    let data = json!({
        "version": "1.0",
        "oldState": {"stateValue": before.word()},
        "newState": {"stateValue": state.word(), "stateReason": contributor.reason},
    });
    let summary = format!("Alarm contributor updated from {} to {}", before.word(), state.word());
    let kind = HistoryItemType::AlarmContributorStateUpdate;
    add_of(txn, (alarm, Some(contributor)), time, kind, (summary, &data))
}

/// Returns what happened to alarms of a region from `start` up to and with `end`, the oldest first;
/// where an alarm is named, others may be among it.
pub fn told(
    txn: &Txn<'_>,
    (account, region): (&str, &str),
    (start, end): (Timestamp, Timestamp),
    alarm: Option<&str>,
) -> Result<Vec<Past>> {
    let of_region = Past::all().text(account).text(region);
    let slots = of_region.clone().time(start.floor(SLOT))..of_region.clone().time(end).end();
    let wanted = alarm.map(|alarm| crate::store::Wanted::new(0, alarm));
    let sealed = txn.sealed::<Past>(&slots, &slots, wanted)?;
    let open = txn.range::<Past>(&slots.start, &slots.end);
    let within = |past: &Past| (start..=end).contains(&past.time);
    let mut told: Vec<Past> = Vec::new();
    for past in sealed.chain(open) {
        let past = past?;
        if within(&past) {
            told.push(past);
        }
    }
    told.sort_by_key(|past| (past.time, past.number));
    Ok(told)
}

/// Seals items when many are open.
pub const SEALING: Chore = Chore {
    name: "seal the history of alarms",
    due: |txn| Ok(txn.get::<Counted>(&Counted::all())?.and_then(|counted| counted.full)),
    run: seal,
};

/// Merges sealed files when a slot has many.
pub const MERGING: Chore = Chore {
    name: "merge the history of alarms",
    due: |txn| txn.merge_due::<Past>(),
    run: |ctx| ctx.txn.merge_runs::<Past>(ctx.now),
};

/// Removes items that were told for long enough.
pub const EXPIRY: Chore = Chore {
    name: "expire the history of alarms",
    due: |txn| Ok(txn.get::<Counted>(&Counted::all())?.and_then(|counted| counted.expires)),
    run: expire,
};

fn seal(ctx: &mut Context<'_>) -> Result<()> {
    let mut partitions: BTreeMap<Key, Vec<Item>> = BTreeMap::new();
    let mut keys = Vec::new();
    for past in ctx.txn.scan::<Past>(&Past::all()) {
        let past = past?;
        keys.push(past.key());
        partitions.entry(past.partition()).or_default().push(Item::of(&past));
    }
    for (partition, items) in partitions {
        ctx.txn.seal::<Past>(&partition, items.into_iter().map(Ok), ctx.now)?;
    }
    for key in &keys {
        ctx.txn.delete(key);
    }
    let counted: Counted = ctx.txn.get(&Counted::all())?.unwrap_or_default();
    ctx.txn.put(&Counted { open: 0, full: None, ..counted });
    Ok(())
}

fn expire(ctx: &mut Context<'_>) -> Result<()> {
    let last = ctx.now - KEPT;
    let mut oldest: Option<Timestamp> = None;
    for run in ctx.txn.runs(&(Past::all()..Past::all().end()))? {
        if run.to < last {
            ctx.txn.drop_run(&run);
        } else {
            oldest = Some(oldest.map_or(run.to, |oldest| oldest.min(run.to)));
        }
    }
    let mut old = Vec::new();
    for past in ctx.txn.scan::<Past>(&Past::all()) {
        let past = past?;
        if past.time < last {
            old.push(past.key());
        } else {
            oldest = Some(oldest.map_or(past.time, |oldest| oldest.min(past.time)));
        }
    }
    for key in &old {
        ctx.txn.delete(key);
    }
    let counted: Counted = ctx.txn.get(&Counted::all())?.unwrap_or_default();
    let open = counted.open.saturating_sub(old.len() as u64);
    let expires = oldest.map(|oldest| (oldest + KEPT).next(DAY));
    ctx.txn.put(&Counted { open, expires, ..counted });
    Ok(())
}

/// Counts the items of a store that got all of them at once.
pub fn recount(txn: &mut Txn<'_>, now: Timestamp) -> Result<()> {
    let mut counted = Counted::default();
    let mut oldest: Option<Timestamp> = None;
    let mut see = |time: Timestamp| oldest = Some(oldest.map_or(time, |oldest| oldest.min(time)));
    for run in txn.runs(&(Past::all()..Past::all().end()))? {
        see(run.to);
        for entry in txn.run_entries(run) {
            let (_, value) = entry?;
            let number = serde_json::from_slice::<Past>(&value).map(|past| past.number);
            counted.all = counted.all.max(number.map_or(0, |number| number + 1));
        }
    }
    for past in txn.scan::<Past>(&Past::all()) {
        let past = past?;
        see(past.time);
        counted.open += 1;
        counted.all = counted.all.max(past.number + 1);
    }
    counted.full = (counted.open >= MOST).then_some(now);
    counted.expires = oldest.map(|oldest| (oldest + KEPT).next(DAY));
    if counted.all == 0 {
        txn.delete(&Counted::all());
    } else {
        txn.put(&counted);
    }
    Ok(())
}
