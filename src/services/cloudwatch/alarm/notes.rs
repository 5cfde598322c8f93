//! What is noted beside alarms so that they are found: when each is due, and which metrics it is about.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Alarm;
use crate::error::Result;
use crate::services::cloudwatch::metric::Metric;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// Says when an alarm is evaluated next; these are in the order of the times.
///
/// There may be more of them than the alarm says: data that come make it due once more, and leave the
/// alarm as it is. To be evaluated too often does it no harm.
#[derive(Debug, Deserialize, Serialize)]
pub struct Due {
    pub(super) time: Timestamp,
    pub(super) account: String,
    pub(super) region: String,
    pub(super) name: String,
}

impl Record for Due {
    const KIND: &'static str = "alarm due";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().time(self.time).text(&self.account).text(&self.region).text(&self.name)
    }
}

impl Due {
    pub(super) fn of(alarm: &Alarm, time: Timestamp) -> Self {
        Self::at(time, (&alarm.account, &alarm.region), &alarm.name)
    }

    fn at(time: Timestamp, (account, region): (&str, &str), name: &str) -> Self {
        let (account, region, name) = (account.to_owned(), region.to_owned(), name.to_owned());
        Self { time, account, region, name }
    }

    /// Makes an alarm due at a time, too.
    pub(super) fn too(
        txn: &mut Txn<'_>,
        owner: (&str, &str),
        name: &str,
        time: Timestamp,
    ) -> Result<()> {
        let due = Self::at(time, owner, name);
        if !txn.has(&due.key())? {
            txn.put(&due);
        }
        Ok(())
    }
}

/// Says that an alarm watches a metric, by itself or in an expression.
#[derive(Debug, Deserialize, Serialize)]
pub struct On {
    account: String,
    region: String,
    metric: Metric,
    /// The name of the alarm.
    pub(super) name: String,
    /// How many seconds lie between its evaluations, if that is noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tick: Option<u64>,
}

impl Record for On {
    const KIND: &'static str = "alarm on";
    const GATHERED: bool = true;
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), &self.metric).text(&self.name)
    }
}

impl On {
    pub(super) fn of(alarm: &Alarm, metric: Metric, tick: Option<Duration>) -> Self {
        let (account, region) = (alarm.account.clone(), alarm.region.clone());
        let tick = tick.map(|tick| tick.as_secs());
        Self { account, region, metric, name: alarm.name.clone(), tick }
    }

    /// Returns how long it is from one evaluation of the alarm to the next, if that is noted.
    pub(super) fn tick(&self) -> Option<Duration> {
        self.tick.map(Duration::from_secs)
    }

    pub(super) fn key_of((account, region): (&str, &str), metric: &Metric) -> Key {
        let names =
            Self::all().text(account).text(region).text(&metric.namespace).text(&metric.name);
        let dimensions = metric.dimensions().iter();
        // The empty name, which no dimension has, keeps metrics with more dimensions apart.
        dimensions.fold(names, |key, (name, value)| key.text(name).text(value)).text("")
    }
}

/// Says that an alarm watches what a Contributor Insights rule finds.
#[derive(Debug, Deserialize, Serialize)]
pub struct OnRule {
    account: String,
    region: String,
    rule: String,
    /// The name of the alarm.
    pub(super) name: String,
}

impl Record for OnRule {
    const KIND: &'static str = "alarm on rule";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of_region((&self.account, &self.region)).text(&self.rule).text(&self.name)
    }
}

impl OnRule {
    pub(super) fn of(alarm: &Alarm, rule: String) -> Self {
        let Alarm { account, region, name, .. } = alarm.clone();
        Self { account, region, rule, name }
    }

    pub(super) fn owner(self) -> (String, String) {
        (self.account, self.region)
    }

    pub(super) fn of_region((account, region): (&str, &str)) -> Key {
        Self::all().text(account).text(region)
    }
}

/// Says that an alarm asks for all metrics of a namespace and a name, as Metrics Insights finds them.
#[derive(Debug, Deserialize, Serialize)]
pub struct Asks {
    account: String,
    region: String,
    namespace: String,
    /// The name of the metrics.
    pub(super) name: String,
    /// The name of the alarm.
    pub(super) alarm: String,
}

impl Record for Asks {
    const KIND: &'static str = "alarm asks";
    type Form = Json;

    fn key(&self) -> Key {
        let owner = (self.account.as_str(), self.region.as_str());
        Self::of_namespace(owner, &self.namespace).text(&self.name).text(&self.alarm)
    }
}

impl Asks {
    pub(super) fn of(alarm: &Alarm, (namespace, name): (String, String)) -> Self {
        let (account, region) = (alarm.account.clone(), alarm.region.clone());
        Self { account, region, namespace, name, alarm: alarm.name.clone() }
    }

    pub(super) fn of_namespace((account, region): (&str, &str), namespace: &str) -> Key {
        Self::all().text(account).text(region).text(namespace)
    }
}
