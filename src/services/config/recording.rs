//! From what is there to configuration items.
//!
//! ```text
//! a transaction changes a resource --> Seen --> see
//!                                                | continuous: record
//!                                                \ daily: Pending --next day--> record
//! a recorder begins, or records more --> all that is there --> discover
//!
//! each new item --> event data stores of CloudTrail Lake, rules
//! ```
//!
//! An item is made where a resource differs from its last item, in the same transaction. AWS takes
//! minutes for it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::channel::{Channel, HISTORY};
use super::chunk::{self, Entry};
use super::diff;
use super::evaluating;
use super::item::{Found, Item, Status};
use super::keeping;
use super::message;
use super::recorder::{Frequency, KIND, Recorder};
use super::resource::Resource;
use super::resource_compliance;
use crate::context::Context;
use crate::error::Result;
use crate::operation::Chore;
use crate::store::{Json, Key, Packed, Record};
use crate::time::{DAY, Timestamp, text};
use crate::value::{Object, Value};

/// A resource that a transaction makes, changes or removes.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Seen {
    /// Whose it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// Its type.
    pub kind: String,
    /// What tells it from others of its type.
    pub id: String,
    /// What it is like; nothing if it is gone.
    pub found: Option<Found>,
}

impl Seen {
    /// Tells of a resource that is there.
    pub fn there(found: Found) -> Self {
        let Found { account, region, kind, id, .. } = found.clone();
        Self { account, region, kind, id, found: Some(found) }
    }

    /// Tells of one that is gone.
    pub fn gone(found: Found) -> Self {
        Self { found: None, ..Self::there(found) }
    }
}

/// A resource whose changes are recorded once a day, as it was seen last.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Pending(Seen);

impl Entry for Pending {
    const KIND: &'static str = "pending resources";

    type Form = Packed;

    fn owner(&self) -> (&str, &str) {
        (&self.0.account, &self.0.region)
    }

    fn place(&self) -> (&str, &str) {
        (&self.0.kind, &self.0.id)
    }
}

/// When resources whose changes are recorded once a day are recorded next.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Daily {
    due: Timestamp,
}

impl Record for Daily {
    const KIND: &'static str = "daily recording";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

/// Records resources that a transaction changed, as far as recorders record them.
pub fn see(ctx: &mut Context<'_>, all: Vec<Seen>) -> Result<()> {
    let (mut items, mut pending) = (Vec::new(), Vec::new());
    for seen in all {
        let recorder = Recorder::of(&ctx.txn, &seen.account, &seen.region)?;
        if seen.kind == KIND {
            // A recorder that is removed records that it is.
            items.extend(make(ctx, &seen, Frequency::Continuous)?);
            continue;
        }
        let Some(recorder) = recorder.filter(|r| r.recording && r.records(&seen.kind)) else {
            continue;
        };
        match recorder.frequency_of(&seen.kind) {
            Frequency::Continuous => items.extend(make(ctx, &seen, Frequency::Continuous)?),
            Frequency::Daily => pending.push(Pending(seen)),
        }
    }
    if !pending.is_empty() && ctx.txn.get::<Daily>(&Daily::all())?.is_none() {
        ctx.txn.put(&Daily { due: ctx.now.next(DAY) });
    }
    chunk::put_all(&mut ctx.txn, pending)?;
    follow(ctx, &items)
}

/// Records all that is there, and that what was there and is not any more is gone.
pub fn discover(ctx: &mut Context<'_>, recorder: &Recorder, all: Vec<Found>) -> Result<()> {
    let owner = (recorder.account.as_str(), recorder.region.as_str());
    let known = Resource::of_region(&ctx.txn, owner)?;
    let places: HashSet<(&str, &str)> =
        all.iter().map(|found| (found.kind.as_str(), found.id.as_str())).collect();
    let is_there = |other: &Resource| places.contains(&(other.kind.as_str(), other.id.as_str()));
    let gone: Vec<Seen> = known
        .iter()
        .filter(|other| other.is_there() && other.kind.starts_with("AWS::") && other.kind != KIND)
        .filter(|other| other.kind != resource_compliance::KIND)
        .filter(|other| recorder.records(&other.kind) && !is_there(other))
        .map(|other| Seen {
            account: other.account.clone(),
            region: other.region.clone(),
            kind: other.kind.clone(),
            id: other.id.clone(),
            found: None,
        })
        .collect();
    let there = all.into_iter().filter(|found| recorder.records(&found.kind)).map(Seen::there);
    let mut items = Vec::new();
    for seen in gone.into_iter().chain(there) {
        let frequency = recorder.frequency_of(&seen.kind);
        items.extend(make(ctx, &seen, frequency)?);
        // Rules are read once for many items, of which not all need be held at a time.
        if items.len() >= TOGETHER {
            follow(ctx, &items)?;
            items.clear();
        }
    }
    follow(ctx, &items)
}

/// Tells event data stores and rules of new items.
fn follow(ctx: &mut Context<'_>, items: &[Item]) -> Result<()> {
    let tell = ctx.items;
    tell(ctx, &mut items.iter().map(Item::document))?;
    evaluating::changed(ctx, items)
}

/// How many items are evaluated at a time.
const TOGETHER: usize = 1_000;

/// Records resources whose changes are recorded once a day.
pub const DAILY: Chore = Chore {
    name: "record daily",
    due: |txn| Ok(txn.get::<Daily>(&Daily::all())?.map(|daily| daily.due)),
    run: record_daily,
};

fn record_daily(ctx: &mut Context<'_>) -> Result<()> {
    let mut items = Vec::new();
    for Pending(seen) in chunk::take_all::<Pending>(&mut ctx.txn)? {
        let recorder = Recorder::of(&ctx.txn, &seen.account, &seen.region)?;
        if recorder.is_some_and(|recorder| recorder.recording && recorder.records(&seen.kind)) {
            items.extend(make(ctx, &seen, Frequency::Daily)?);
        }
    }
    ctx.txn.delete(&Daily::all());
    follow(ctx, &items)
}

/// Makes an item of a resource if it differs from its last one, and evaluates it by the rules.
pub fn record(ctx: &mut Context<'_>, seen: &Seen, frequency: Frequency) -> Result<()> {
    let item = make(ctx, seen, frequency)?;
    follow(ctx, item.as_slice())
}

/// Makes an item of a resource if it differs from its last one; returns it.
fn make(ctx: &mut Context<'_>, seen: &Seen, frequency: Frequency) -> Result<Option<Item>> {
    let owner = (seen.account.as_str(), seen.region.as_str());
    let resource = Resource::find(&ctx.txn, owner, &seen.kind, &seen.id)?;
    let there = resource.as_ref().filter(|resource| resource.is_there());
    let (found, status) = match (&seen.found, there) {
        (None, None) => return Ok(None),
        (Some(found), Some(last)) if last.fingerprint == found.fingerprint() => return Ok(None),
        (Some(found), None) => (found.clone(), Status::ResourceDiscovered),
        (Some(found), Some(_)) => (found.clone(), Status::Ok),
        (None, Some(_)) => (removed(seen), Status::ResourceDeleted),
    };
    let channel = Channel::of(&ctx.txn, owner.0, owner.1)?;
    // What was before is looked for only if it is told: the files that it may lie in are many.
    let is_told = status == Status::ResourceDeleted
        || channel.as_ref().is_some_and(|channel| channel.topic.is_some());
    let before = match there.filter(|_| is_told) {
        Some(resource) => keeping::last_of(&ctx.txn, resource)?,
        None => None,
    };
    let mut item = Item {
        found,
        status,
        captured: ctx.now,
        state: resource.map_or(ctx.now.millis(), |last| ctx.now.millis().max(last.state + 1)),
        frequency: frequency.word().to_owned(),
    };
    if let Some(before) = before.as_ref().filter(|_| status == Status::ResourceDeleted) {
        let Found { name, arn, zone, created, .. } = before.found.clone();
        item.found = Found { name, arn, zone, created, ..item.found };
    }
    keeping::add(&mut ctx.txn, &item)?;
    Resource::of_item(&item).put(&mut ctx.txn)?;
    let Some(mut channel) = channel else { return Ok(Some(item)) };
    if channel.history_due.is_none() {
        channel.history_due = Some(ctx.now.next(HISTORY));
        ctx.txn.put(&channel);
    }
    tell(ctx, &channel, &item, before.as_ref())?;
    Ok(Some(item))
}

/// Returns what there is to say of a resource that is gone.
fn removed(seen: &Seen) -> Found {
    Found {
        account: seen.account.clone(),
        region: seen.region.clone(),
        kind: seen.kind.clone(),
        id: seen.id.clone(),
        name: None,
        arn: None,
        zone: "Not Applicable".to_owned(),
        created: None,
        tags: std::collections::BTreeMap::new(),
        relationships: Vec::new(),
        configuration: Value::Null,
        supplementary: Object::new(),
    }
}

/// Tells the topic of a channel of an item.
fn tell(
    ctx: &mut Context<'_>,
    channel: &Channel,
    item: &Item,
    before: Option<&Item>,
) -> Result<()> {
    if channel.topic.is_none() {
        return Ok(());
    }
    let (word, kind) = match item.status {
        Status::ResourceDiscovered => ("Created", "CREATE"),
        Status::Ok => ("Updated", "UPDATE"),
        Status::ResourceDeleted => ("Deleted", "DELETE"),
    };
    let changed = match before {
        Some(before) => diff::changed(&before.document(), &item.document(), item.status),
        None => Object::new(),
    };
    let text = json!({
        "configurationItemDiff": {"changedProperties": changed, "changeType": kind},
        "configurationItem": item.document(),
        "notificationCreationTime": text::utc_millis(ctx.now),
        "messageType": "ConfigurationItemChangeNotification",
        "recordVersion": "1.3",
    });
    let Found { kind, id, account, .. } = &item.found;
    let about = format!("{kind} {id} {word} in Account {account}");
    message::publish(ctx, channel, &about, &text)
}
