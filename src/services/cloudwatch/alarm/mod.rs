//! Alarms: what they watch, in which state they are, and when that can change.
//!
//! ```text
//! put-metric-alarm --> rules ---> Alarm <--- due ---- watch: what happens by itself
//!                      computed     |                   |  layout: which periods a tick looks at
//!                                   |                   |  seen, sliding: samples -> values by period
//!                                   |                   |  windows, crossings: values -> verdict, next tick
//! put-metric-data --- On, Asks -----/                   |  reason: state -> sentence, document
//! events in logs ---- OnRule -------/                   |
//!                                                       |  contributor: one series of several
//!                                                       \--> history, action: topics, and functions,
//!                                                            called with an invocation
//! put-composite-alarm --> joint ---> Alarm <--- ripple: what follows from other alarms
//!                                      |          link: which alarms name which
//!                                      |          composite: states -> truth
//!                                      |--- suppress: when it does not act
//! put-alarm-mute-rule --> schedule --> \--- mute: the same, by the clock
//! ```
//!
//! An alarm is evaluated every minute, and one with periods below a minute every ten seconds. Most
//! evaluations change nothing, and it can be told beforehand which ones do as long as no data come:
//! so an alarm is due when its state changes next, and at the tick that follows new data.
//!
//! Source: CloudWatch User Guide, "Using Amazon CloudWatch alarms", "Evaluating an alarm".

pub mod action;
pub mod composite;
pub mod computed;
pub mod contributor;
pub mod crossings;
pub mod elsewhere;
pub mod history;
pub mod invocation;
pub mod joint;
pub mod layout;
pub mod link;
pub mod mute;
pub mod notes;
pub mod permitted;
pub mod reason;
pub mod reason_data;
pub mod ripple;
pub mod rules;
pub mod schedule;
pub mod seen;
pub mod settings;
pub mod shown;
pub mod sliding;
pub mod suppress;
pub mod verdict;
pub mod watch;
pub mod windows;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use self::notes::{Asks, Due, On, OnRule};
use self::settings::Settings;
use self::suppress::Hush;
use super::metric::Metric;
use super::shapes::alarms::{AlarmType, PutMetricAlarmInput, StateValue};
use super::shapes::composite_alarms::{ActionsSuppressedBy, PutCompositeAlarmInput};
use super::shapes::tags::Tag;
use crate::arn::{Arn, partition_of};
use crate::error::{Error, Result};
use crate::lambda::Function;
use crate::schema::Shape;
use crate::store::{Key, NamedSinceJson, Record, Txn};
use crate::time::Timestamp;
use crate::value::Value;

/// An alarm.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Alarm {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its name, which no other alarm of account and region has.
    pub name: String,
    /// What its state follows from.
    #[serde(default = "on_a_metric")]
    pub kind: AlarmType,
    /// What was put, without the tags.
    request: Settings,
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
    /// The state that it was in before, as functions are told that it calls: without such functions, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<State>,
    /// What keeps it from acting because of another alarm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hush: Option<Hush>,
    /// The state that it was in before the first change of which a rule has muted the actions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted: Option<StateValue>,
    /// Whether the last evaluation left out some of the series that it watches.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_partial: bool,
}

/// Alarms that were kept before there were others are on metrics.
const fn on_a_metric() -> AlarmType {
    AlarmType::MetricAlarm
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
    /// Of a state that was before: what kept the alarm from acting then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_by: Option<ActionsSuppressedBy>,
}

impl Record for Alarm {
    const KIND: &'static str = "alarm";
    const GATHERED: bool = true;
    type Form = NamedSinceJson;

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
        kind: AlarmType,
        request: Value,
        now: Timestamp,
    ) -> Self {
        let state = State {
            value: StateValue::InsufficientData,
            reason: "Unchecked: Initial alarm creation".to_owned(),
            data: None,
            updated: now,
            transitioned: now,
            kept_by: None,
        };
        let mut alarm = Self {
            account: account.to_owned(),
            region: region.to_owned(),
            name: request["AlarmName"].as_str().unwrap_or_default().to_owned(),
            kind,
            request: Settings::default(),
            configured: now,
            acts: true,
            state,
            tags: BTreeMap::new(),
            due: None,
            before: None,
            hush: None,
            muted: None,
            is_partial: false,
        };
        alarm.configure(request, now);
        alarm
    }

    /// Replaces what was put; state and tags stay.
    pub fn configure(&mut self, mut request: Value, now: Timestamp) {
        self.acts = request["ActionsEnabled"].as_bool().unwrap_or(true);
        let mut members = request.as_object_mut().map(std::mem::take).unwrap_or_default();
        for name in ["Tags", "AlarmName", "ActionsEnabled"] {
            members.shift_remove(name);
        }
        self.request = members.into();
        self.configured = now;
    }

    /// Replaces its tags.
    #[must_use]
    pub fn tagged(mut self, tags: Option<Vec<Tag>>) -> Self {
        self.tags = tags.into_iter().flatten().map(|tag| (tag.key, tag.value)).collect();
        self
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

    /// Returns the alarms that name a metric, in the order of their names.
    pub fn on(txn: &Txn<'_>, owner: (&str, &str), metric: &Metric) -> Result<Vec<Self>> {
        let mut alarms = Vec::new();
        for on in txn.scan::<On>(&On::key_of(owner, metric)) {
            alarms.extend(Self::find(txn, owner, &on?.name)?);
        }
        Ok(alarms)
    }

    /// Returns the names of the alarms on metrics: those that name one of them, and those that ask for
    /// metrics of the namespace and name of one. With each comes how long it is from one evaluation to
    /// the next, where that is noted.
    pub fn names_on(
        txn: &Txn<'_>,
        owner: (&str, &str),
        metrics: &[Metric],
    ) -> Result<BTreeMap<String, Option<Duration>>> {
        let mut alarms = BTreeMap::new();
        let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for metric in metrics {
            for on in txn.scan::<On>(&On::key_of(owner, metric)) {
                let on = on?;
                let tick = on.tick();
                alarms.insert(on.name, tick);
            }
            names.entry(&metric.namespace).or_default().insert(&metric.name);
        }
        for (namespace, names) in names {
            for asks in txn.scan::<Asks>(&Asks::of_namespace(owner, namespace)) {
                let asks = asks?;
                if names.contains(asks.name.as_str()) {
                    alarms.entry(asks.alarm).or_default();
                }
            }
        }
        Ok(alarms)
    }

    /// Returns what was put for an alarm on metrics.
    ///
    /// Fails with [`Error::Damaged`] if that is no such request.
    pub fn request(&self) -> Result<PutMetricAlarmInput> {
        self.read()
    }

    /// Returns what was put for a composite alarm.
    ///
    /// Fails with [`Error::Damaged`] if that is no such request.
    pub fn composite(&self) -> Result<PutCompositeAlarmInput> {
        self.read()
    }

    fn read<T: Shape>(&self) -> Result<T> {
        let mut request = self.request.members();
        request.insert("AlarmName".to_owned(), self.name.as_str().into());
        let damaged =
            || Error::Damaged(format!("what is kept of the alarm {} is damaged", self.name));
        T::read(&Value::Object(request)).map_err(|_| damaged())
    }

    /// Returns a setting, as it was put.
    pub fn setting(&self, name: &str) -> &Value {
        self.request.get(name)
    }

    /// Returns whether it is ever evaluated by itself on data of metrics.
    pub fn watches_metrics(&self) -> bool {
        self.kind == AlarmType::MetricAlarm && self.request.get("EvaluationCriteria").is_null()
    }

    /// Returns a setting that is a list of texts; of one that was not put, an empty one.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let list = self.request.get(name).as_array();
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Returns what it is about, as it was put.
    pub fn description(&self) -> Option<&str> {
        self.request.get("AlarmDescription").as_str()
    }

    /// Returns what it does in a state.
    pub fn actions(&self, state: StateValue) -> Vec<&str> {
        self.list(match state {
            StateValue::Ok => "OKActions",
            StateValue::Alarm => "AlarmActions",
            StateValue::InsufficientData => "InsufficientDataActions",
        })
    }

    /// Notes the state that it was in before: while it is muted, that before it was.
    fn note_before(&mut self, before: &State) {
        let calls = StateValue::ALL
            .iter()
            .any(|state| self.actions(*state).iter().any(|arn| Function::named(arn).is_some()));
        if !calls {
            self.before = None;
        } else if self.muted.is_none() {
            self.before = Some(before.clone());
        }
    }

    /// Returns its ARN.
    pub fn arn(&self) -> String {
        Arn {
            partition: partition_of(&self.region),
            service: "cloudwatch",
            region: &self.region,
            account: &self.account,
            resource: &["alarm:", &self.name].concat(),
        }
        .text()
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
        contributor::forget(txn, self)?;
        txn.delete(&self.key());
        Ok(())
    }

    fn forget_due(&self, txn: &mut Txn<'_>) {
        if let Some(time) = self.due {
            txn.delete(&Due::of(self, time).key());
        }
    }

    /// Notes what it watches: a metric, or other alarms.
    pub fn watch(&self, txn: &mut Txn<'_>) -> Result<()> {
        match self.kind {
            AlarmType::MetricAlarm => {
                let request = self.request()?;
                let tick = rules::read(&request).ok().map(|watched| watched.asked.layout.tick());
                for metric in rules::metrics_of(&request) {
                    txn.put(&On::of(self, metric, tick));
                }
                for rule in computed::rules_of(&request) {
                    txn.put(&OnRule::of(self, rule));
                }
                if let Some(names) = rules::found_by(&request) {
                    txn.put(&Asks::of(self, names));
                }
            }
            AlarmType::CompositeAlarm => link::keep(txn, self)?,
            AlarmType::LogAlarm => {}
        }
        Ok(())
    }

    /// Takes the notes away.
    pub fn watch_no_more(&self, txn: &mut Txn<'_>) -> Result<()> {
        match self.kind {
            AlarmType::MetricAlarm => {
                let request = self.request()?;
                for metric in rules::metrics_of(&request) {
                    txn.delete(&On::of(self, metric, None).key());
                }
                for rule in computed::rules_of(&request) {
                    txn.delete(&OnRule::of(self, rule).key());
                }
                if let Some(names) = rules::found_by(&request) {
                    txn.delete(&Asks::of(self, names).key());
                }
            }
            AlarmType::CompositeAlarm => link::forget(txn, self)?,
            AlarmType::LogAlarm => {}
        }
        Ok(())
    }
}
