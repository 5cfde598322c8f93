//! What is watched: an operation of an account in a region, and one error of it.

use serde::{Deserialize, Serialize};

use super::watcher::{Watcher, Watchers};
use crate::services::cloudtrail::event::{Event, Kind, is_global};
use crate::services::cloudtrail::history::Entry;
use crate::services::cloudtrail::kind_of_call::only_reads;
use crate::services::cloudtrail::selector::{Facts, with_facts_of};
use crate::services::cloudtrail::shapes::insights::{InsightType, SourceEventCategory};
use crate::store::Key;
use crate::value::Value;

/// What is watched.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Subject {
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
    /// The trail by its id, for data events: which of these there are is up to each trail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trail: Option<String>,
    /// The service, as in `ec2.amazonaws.com`.
    pub source: String,
    /// The operation.
    pub name: String,
    /// The code of the error whose rate it is; otherwise all calls are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Subject {
    /// Adds what it is to a key.
    pub fn below(&self, key: Key) -> Key {
        let Self { account, region, trail, source, name, error } = self;
        let optional = |text: &Option<String>| text.clone().unwrap_or_default();
        key.text(account)
            .text(region)
            .text(&optional(trail))
            .text(source)
            .text(name)
            .text(&optional(error))
    }

    /// Returns the kind of Insights event.
    pub const fn kind(&self) -> InsightType {
        if self.error.is_some() {
            InsightType::ApiErrorRateInsight
        } else {
            InsightType::ApiCallRateInsight
        }
    }

    /// Returns the category of the events that are counted.
    pub const fn category(&self) -> SourceEventCategory {
        if self.trail.is_some() {
            SourceEventCategory::Data
        } else {
            SourceEventCategory::Management
        }
    }

    /// Returns whether a trail or an event data store gets Insights events about it.
    pub fn interests(&self, watcher: Watcher<'_>) -> bool {
        match watcher {
            Watcher::Trail(trail) => {
                trail.logging
                    && trail.covers(&self.region)
                    && (trail.global_events || !is_global(&self.source))
                    && trail.watches(self.kind(), self.category())
                    && self.trail.as_ref().is_none_or(|id| *id == trail.id)
            }
            Watcher::Store(store) => {
                store.ingesting
                    && store.deleted.is_none()
                    && store.covers(&self.region)
                    && store.insights.contains(&self.kind())
                    && self.trail.is_none()
            }
        }
    }
}

/// A call, as far as it is counted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Counted {
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
    /// The service.
    pub source: String,
    /// The operation.
    pub name: String,
    /// The code of its error.
    pub error: Option<String>,
    /// Whether it only reads.
    pub read_only: bool,
}

impl Counted {
    /// Returns what is counted of an event; `None` if it is no call.
    pub fn of(event: &Event) -> Option<Self> {
        (event.kind == Kind::ApiCall).then(|| Self {
            account: event.account.clone(),
            region: event.region.clone(),
            source: event.source.clone(),
            name: event.name.clone(),
            error: event.error_code.clone().filter(|code| !code.is_empty()),
            read_only: event.read_only,
        })
    }

    /// Returns what is counted of a record of the history; `None` if it is no call.
    fn of_record(account: &str, record: &Value, facts: &Facts<'_>) -> Option<Self> {
        let text = |name: &str| record.get(name).and_then(Value::as_str);
        let reads = match record.get("readOnly") {
            Some(_) => facts.read_only,
            None => only_reads(facts.source, facts.name),
        };
        (facts.event_type == Kind::ApiCall.word()).then(|| Self {
            account: account.to_owned(),
            region: text("awsRegion").unwrap_or_default().to_owned(),
            source: facts.source.to_owned(),
            name: facts.name.to_owned(),
            error: facts.error_code.filter(|code| !code.is_empty()).map(str::to_owned),
            read_only: reads,
        })
    }

    /// Returns what is watched of an event that comes into the history, by those that take it.
    pub fn subjects_of(entry: &Entry, watchers: &Watchers) -> Vec<Subject> {
        let Ok(record) = serde_json::from_str::<Value>(&entry.record) else { return Vec::new() };
        with_facts_of(&record, |facts| {
            let Some(call) = Self::of_record(entry.account(), &record, facts) else {
                return Vec::new();
            };
            call.subjects(true, watchers.that_select(facts))
        })
    }

    /// Returns what is watched of it, by those that take it.
    ///
    /// Of management events, only calls that write count towards the rate of calls; of data events,
    /// all. Errors count in either case.
    ///
    /// Source: CloudTrail User Guide, "Working with CloudTrail Insights".
    pub fn subjects<'t>(
        &self,
        management: bool,
        takers: impl Iterator<Item = Watcher<'t>>,
    ) -> Vec<Subject> {
        let subject = |taker: Watcher<'_>, error: Option<&String>| Subject {
            account: self.account.clone(),
            region: self.region.clone(),
            trail: (!management).then(|| taker.id().to_owned()),
            source: self.source.clone(),
            name: self.name.clone(),
            error: error.cloned(),
        };
        let mut subjects: Vec<Subject> = takers
            .flat_map(|taker| {
                let calls = (!management || !self.read_only).then(|| subject(taker, None));
                let errors = self.error.as_ref().map(|code| subject(taker, Some(code)));
                let both = calls.into_iter().chain(errors);
                both.filter(|subject| subject.interests(taker)).collect::<Vec<_>>()
            })
            .collect();
        subjects.sort();
        subjects.dedup();
        subjects
    }
}
