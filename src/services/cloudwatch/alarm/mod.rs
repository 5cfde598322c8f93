//! Alarms: what they watch, in which state they are, and when that can change.
//!
//! ```text
//! put-metric-alarm --> rules ---> Alarm <--- due ---- watch: what happens by itself
//!                                   |                   |  windows: values by period
//!                                   |                   |  verdict: values -> state
//! put-metric-data --- On, Due ------/                   |  reason: state -> sentence, document
//!                                                       \--> history, action
//! ```
//!
//! An alarm is evaluated every minute, and one with periods below a minute every ten seconds. Most
//! evaluations change nothing, and it can be told beforehand which ones do as long as no data come:
//! so an alarm is due when its state changes next, and at the tick that follows new data.
//!
//! Source: CloudWatch User Guide, "Using Amazon CloudWatch alarms", "Evaluating an alarm".

pub mod action;
pub mod composite;
pub mod history;
pub mod reason;
pub mod rules;
pub mod verdict;
pub mod watch;
pub mod windows;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::metric::Metric;
use super::shapes::Document;
use super::shapes::alarms::{MetricAlarm, PutMetricAlarmInput, StateValue};
use crate::arn::{Arn, partition_of};
use crate::error::{Error, Result};
use crate::schema::{Described, Schema, Shape};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;
use crate::value::{Object, Value};

/// An alarm on a metric.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Alarm {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name, which no other alarm of account and region has.
    pub name: String,
    /// What was put, without the tags.
    request: Value,
    /// When that was.
    pub configured: Timestamp,
    /// Whether it acts when its state changes.
    pub acts: bool,
    /// Its state.
    pub state: State,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// When it is evaluated next.
    pub due: Option<Timestamp>,
}

/// The state of an alarm, and since when and why it is.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct State {
    /// The state.
    pub value: StateValue,
    /// Why, in words.
    pub reason: String,
    /// Why, as JSON.
    pub data: Option<String>,
    /// When it was last stated.
    pub updated: Timestamp,
    /// When it last became another.
    pub transitioned: Timestamp,
}

impl Record for Alarm {
    const KIND: &'static str = "alarm";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.account, &self.region, &self.name)
    }
}

impl Alarm {
    /// Makes an alarm that was just put.
    ///
    /// Source: recorded: the state that a new alarm has, and the reason for it.
    pub fn new(
        (account, region): (&str, &str),
        request: &PutMetricAlarmInput,
        now: Timestamp,
    ) -> Self {
        let state = State {
            value: StateValue::InsufficientData,
            reason: "Unchecked: Initial alarm creation".to_owned(),
            data: None,
            updated: now,
            transitioned: now,
        };
        let tags = request.tags.iter().flatten();
        let tags = tags.map(|tag| (tag.key.clone(), tag.value.clone())).collect();
        let mut alarm = Self {
            account: account.to_owned(),
            region: region.to_owned(),
            name: request.alarm_name.clone(),
            request: Value::Null,
            configured: now,
            acts: true,
            state,
            tags,
            due: None,
        };
        alarm.configure(request, now);
        alarm
    }

    /// Replaces what was put; state and tags stay.
    pub fn configure(&mut self, request: &PutMetricAlarmInput, now: Timestamp) {
        let mut document = request.write();
        if let Value::Object(members) = &mut document {
            for name in ["Tags", "AlarmName", "ActionsEnabled"] {
                members.shift_remove(name);
            }
        }
        self.request = document;
        self.acts = request.actions_enabled.unwrap_or(true);
        self.configured = now;
    }

    fn key_of(account: &str, region: &str, name: &str) -> Key {
        Self::all().text(account).text(region).text(name)
    }

    /// Returns the alarm of a name; `None` if there is none.
    pub fn find(
        txn: &Txn<'_>,
        (account, region): (&str, &str),
        name: &str,
    ) -> Result<Option<Self>> {
        txn.get(&Self::key_of(account, region, name))
    }

    /// Returns the alarms of a region whose names begin so, in the order of the names; `after` is the
    /// name of the one that came before the first of them.
    pub fn listing<'t>(
        txn: &'t Txn<'_>,
        (account, region): (&str, &str),
        prefix: &'t str,
        after: Option<&'t str>,
    ) -> impl Iterator<Item = Result<Self>> + use<'t> {
        let all = Self::all().text(account).text(region);
        // Names that begin so lie side by side.
        let first = after.unwrap_or_default().max(prefix);
        txn.range::<Self>(&all.clone().text(first), &all.end())
            .skip_while(move |alarm| alarm.as_ref().is_ok_and(|a| after == Some(a.name.as_str())))
            .take_while(move |alarm| alarm.as_ref().map_or(true, |a| a.name.starts_with(prefix)))
    }

    /// Returns the alarms that watch a metric, in the order of their names.
    pub fn on(txn: &Txn<'_>, owner: (&str, &str), metric: &Metric) -> Result<Vec<Self>> {
        let mut alarms = Vec::new();
        for on in txn.scan::<On>(&On::key_of(owner, metric)) {
            alarms.extend(Self::find(txn, owner, &on?.name)?);
        }
        Ok(alarms)
    }

    /// Returns what was put.
    ///
    /// Fails with [`Error::Damaged`] if that is no such request.
    pub fn request(&self) -> Result<PutMetricAlarmInput> {
        let mut request = self.request.clone();
        request["AlarmName"] = self.name.as_str().into();
        let damaged =
            || Error::Damaged(format!("what is kept of the alarm {} is damaged", self.name));
        PutMetricAlarmInput::read(&request).map_err(|_| damaged())
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        Arn {
            partition: partition_of(&self.region),
            service: "cloudwatch",
            region: &self.region,
            account: &self.account,
            resource: &format!("alarm:{}", self.name),
        }
        .to_string()
    }

    /// Returns it as answers show it: settings that were not put are not shown, except lists.
    ///
    /// Source: recorded.
    pub fn shown(&self) -> Document<MetricAlarm> {
        let State { value, reason, data, updated, transitioned } = &self.state;
        let mut known = Object::new();
        known.insert("AlarmName".to_owned(), self.name.as_str().into());
        known.insert("AlarmArn".to_owned(), self.arn().into());
        known.insert("AlarmConfigurationUpdatedTimestamp".to_owned(), self.configured.write());
        known.insert("ActionsEnabled".to_owned(), self.acts.into());
        for list in LISTS {
            known.insert(list.to_owned(), Value::Array(Vec::new()));
        }
        known.insert("StateValue".to_owned(), value.word().into());
        known.insert("StateReason".to_owned(), reason.as_str().into());
        if let Some(data) = data {
            known.insert("StateReasonData".to_owned(), data.as_str().into());
        }
        known.insert("StateUpdatedTimestamp".to_owned(), updated.write());
        known.insert("StateTransitionedTimestamp".to_owned(), transitioned.write());
        for (name, value) in self.request.as_object().into_iter().flatten() {
            known.insert(name.clone(), value.clone());
        }
        let Schema::Structure(structure) = MetricAlarm::SCHEMA else { return Document::default() };
        let names = structure.members.iter().map(|member| member.name);
        let shown: Object =
            names.filter_map(|name| Some((name.to_owned(), known.shift_remove(name)?))).collect();
        Document::new(Value::Object(shown))
    }

    /// Keeps it, and when it is due.
    pub fn keep(&self, txn: &mut Txn<'_>) -> Result<()> {
        if let Some(before) = txn.get::<Self>(&self.key())? {
            before.forget_due(txn);
        }
        if let Some(time) = self.due {
            txn.put(&Due::of(self, time));
        }
        txn.put(self);
        Ok(())
    }

    /// Takes it away with all that refers to it but its history.
    pub fn delete(&self, txn: &mut Txn<'_>) -> Result<()> {
        self.forget_due(txn);
        self.watch_no_more(txn)?;
        txn.delete(&self.key());
        Ok(())
    }

    fn forget_due(&self, txn: &mut Txn<'_>) {
        if let Some(time) = self.due {
            txn.delete(&Due::of(self, time).key());
        }
    }

    /// Notes which metric it watches.
    pub fn watch(&self, txn: &mut Txn<'_>) -> Result<()> {
        txn.put(&On::of(self, rules::metric_of(&self.request()?)));
        Ok(())
    }

    /// Takes the note away.
    pub fn watch_no_more(&self, txn: &mut Txn<'_>) -> Result<()> {
        txn.delete(&On::of(self, rules::metric_of(&self.request()?)).key());
        Ok(())
    }
}

/// The lists that an alarm shows even when they are empty.
const LISTS: [&str; 4] = ["OKActions", "AlarmActions", "InsufficientDataActions", "Dimensions"];

/// Says when an alarm is evaluated next; these are in the order of the times.
#[derive(Debug, Deserialize, Serialize)]
pub struct Due {
    time: Timestamp,
    account: String,
    region: String,
    name: String,
}

impl Record for Due {
    const KIND: &'static str = "alarm due";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().time(self.time).text(&self.account).text(&self.region).text(&self.name)
    }
}

impl Due {
    fn of(alarm: &Alarm, time: Timestamp) -> Self {
        let Alarm { account, region, name, .. } = alarm.clone();
        Self { time, account, region, name }
    }
}

/// Says that an alarm watches a metric.
#[derive(Debug, Deserialize, Serialize)]
pub struct On {
    account: String,
    region: String,
    metric: Metric,
    name: String,
}

impl Record for On {
    const KIND: &'static str = "alarm on";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.metric).text(&self.name)
    }
}

impl On {
    fn of(alarm: &Alarm, metric: Metric) -> Self {
        let Alarm { account, region, name, .. } = alarm.clone();
        Self { account, region, metric, name }
    }

    fn key_of((account, region): (&str, &str), metric: &Metric) -> Key {
        let names =
            Self::all().text(account).text(region).text(&metric.namespace).text(&metric.name);
        let dimensions = metric.dimensions().iter();
        // The empty name, which no dimension has, keeps metrics with more dimensions apart.
        dimensions.fold(names, |key, (name, value)| key.text(name).text(value)).text("")
    }
}
