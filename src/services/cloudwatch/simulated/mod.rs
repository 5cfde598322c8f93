//! Resources of other services that are not there, and publish metrics as if they were.
//!
//! ```text
//! sim ec2, sim metrics --> Source ---- Due -----> work: what has fallen due
//!                            |                      |   published: which data, and when
//!                            |                      |   pattern: how busy a resource is
//!                            |                      v
//!                            |                  catalogue, series, alarms
//! ```
//!
//! What a resource publishes follows from its seed and the time alone, so that metrics are the same
//! however the clock is moved.

pub mod pattern;
pub mod published;
#[cfg(test)]
mod tests;
pub mod work;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::{Ids, hex};
use crate::store::{Json, Key, Record, Txn};
use crate::time::{DAY, MINUTE, Timestamp};

use pattern::Course;
use published::{FIVE_MINUTES, Scope};

/// A service that publishes metrics.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Service {
    /// Amazon EC2.
    Ec2(Monitoring),
    /// Amazon S3.
    S3,
    /// AWS Lambda.
    Lambda,
    /// Elastic Load Balancing, of Application Load Balancers.
    ApplicationElb,
}

/// How often the metrics of an instance come.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Monitoring {
    /// Every five minutes.
    Basic,
    /// Every minute.
    Detailed,
}

impl Service {
    /// All namespaces, with a service of each.
    pub const ALL: [(&'static str, Self); 4] = [
        ("AWS/EC2", Self::Ec2(Monitoring::Basic)),
        ("AWS/S3", Self::S3),
        ("AWS/Lambda", Self::Lambda),
        ("AWS/ApplicationELB", Self::ApplicationElb),
    ];

    /// Returns the namespace of its metrics.
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Ec2(_) => "AWS/EC2",
            Self::S3 => "AWS/S3",
            Self::Lambda => "AWS/Lambda",
            Self::ApplicationElb => "AWS/ApplicationELB",
        }
    }

    /// Returns how long it is from one time at which anything comes to the next.
    const fn step(self) -> Duration {
        match self {
            Self::S3 => DAY,
            _ => MINUTE,
        }
    }

    /// Returns the longest period that data are of.
    const fn longest(self) -> Duration {
        match self {
            Self::Ec2(_) => FIVE_MINUTES,
            other => other.step(),
        }
    }
}

/// Tags: keys, and a value for each.
pub type Tags = BTreeMap<String, String>;

/// A resource that publishes metrics.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Source {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// What it belongs to.
    pub service: Service,
    /// Its name, which no other of account, region and namespace has.
    pub name: String,
    /// How busy it is.
    pub course: Course,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: Tags,
    /// Since when it runs.
    running: Timestamp,
    /// Until when it did, if it does not.
    pub stopped: Option<Timestamp>,
    /// Up to when everything is published.
    told: Timestamp,
    due: Option<Timestamp>,
}

impl Record for Source {
    const KIND: &'static str = "simulated resource";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of((&self.account, &self.region), self.service.namespace(), &self.name)
    }
}

impl Source {
    /// Makes a resource that runs from a time on.
    pub fn new(
        (account, region): (&str, &str),
        service: Service,
        name: String,
        course: Course,
    ) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            service,
            name,
            course,
            tags: Tags::new(),
            running: course.since,
            stopped: None,
            told: course.since,
            due: None,
        }
    }

    fn key_of((account, region): (&str, &str), namespace: &str, name: &str) -> Key {
        Self::all().text(account).text(region).text(namespace).text(name)
    }

    /// Returns the resource of a name; `None` if there is none.
    pub fn find(
        txn: &Txn<'_>,
        owner: (&str, &str),
        namespace: &str,
        name: &str,
    ) -> Result<Option<Self>> {
        txn.get(&Self::key_of(owner, namespace, name))
    }

    /// Returns the resources of a region, in the order of namespace and name.
    pub fn of_region(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<Vec<Self>> {
        txn.scan(&Self::all().text(account).text(region)).collect()
    }

    /// Returns the tags of the resources of a namespace that have any, by the value of the dimension that
    /// tells a resource from others.
    pub fn tags_of(
        txn: &Txn<'_>,
        (account, region): (&str, &str),
        namespace: &str,
    ) -> Result<BTreeMap<String, Tags>> {
        let mut all = BTreeMap::new();
        for source in txn.scan::<Self>(&Self::all().text(account).text(region).text(namespace)) {
            let source = source?;
            if !source.tags.is_empty() {
                let scope = Scope::of_resource(source.service);
                let dimension = scope.dimensions(&source).into_iter().next();
                all.extend(dimension.map(|dimension| (dimension.value, source.tags)));
            }
        }
        Ok(all)
    }

    /// Keeps it, and when it is due.
    pub fn keep(&mut self, txn: &mut Txn<'_>) {
        self.forget_due(txn);
        self.due = self.next();
        if let Some(time) = self.due {
            txn.put(&Due::of(self, time));
        }
        txn.put(self);
    }

    /// Takes it away; what it has published stays.
    pub fn delete(&self, txn: &mut Txn<'_>) {
        self.forget_due(txn);
        txn.delete(&self.key());
    }

    fn forget_due(&self, txn: &mut Txn<'_>) {
        if let Some(time) = self.due {
            txn.delete(&Due::of(self, time).key());
        }
    }

    /// Stops it; one that is stopped stays so.
    pub fn stop(&mut self, now: Timestamp) {
        self.stopped = self.stopped.or(Some(now));
    }

    /// Starts it; one that runs goes on.
    pub fn start(&mut self, now: Timestamp) {
        if self.stopped.take().is_some() {
            self.running = now;
            self.told = self.told.max(now);
        }
    }

    /// Returns when it publishes next.
    fn next(&self) -> Option<Timestamp> {
        let next = self.told.next(self.service.step());
        // A period in which it stopped is told when it ends.
        let end = self.stopped.map(|stopped| {
            let longest = self.service.longest();
            if stopped.floor(longest) == stopped { stopped } else { stopped.next(longest) }
        });
        Some(next).filter(|next| end.is_none_or(|end| *next <= end))
    }

    /// Returns whether it runs through the minute that begins at a time.
    fn measures(&self, minute: Timestamp) -> bool {
        self.running <= minute && self.stopped.is_none_or(|stopped| minute + MINUTE <= stopped)
    }
}

/// Returns the id of an instance.
pub fn instance_id(ids: &mut Ids) -> String {
    let number = ids.number().to_be_bytes();
    format!("i-0{}", hex(&number))
}

/// Returns the refusal of a resource that is not there.
pub fn none(namespace: &str, name: &str) -> Error {
    Error::Refused(format!("there is no simulated resource '{name}' of {namespace} in this region"))
}

/// Says when a resource publishes next; these are in the order of the times.
#[derive(Debug, Deserialize, Serialize)]
pub struct Due {
    time: Timestamp,
    account: String,
    region: String,
    namespace: String,
    name: String,
}

impl Record for Due {
    const KIND: &'static str = "simulated resource due";
    type Form = Json;

    fn key(&self) -> Key {
        let due = Self::all().time(self.time).text(&self.account).text(&self.region);
        due.text(&self.namespace).text(&self.name)
    }
}

impl Due {
    fn of(source: &Source, time: Timestamp) -> Self {
        let Source { account, region, name, .. } = source.clone();
        Self { time, account, region, namespace: source.service.namespace().to_owned(), name }
    }
}
