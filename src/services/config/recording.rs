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

use std::collections::{BTreeMap, HashMap, HashSet, hash_map};

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::channel::{Channel, HISTORY};
use super::chunk::{self, Entry};
use super::diff;
use super::evaluating;
use super::item::{Found, Item, Status};
use super::keeping;
use super::message;
use super::oversized;
use super::recorder::{Frequency, KIND, Recorder};
use super::resource::Resource;
use super::resource_compliance;
use crate::context::Context;
use crate::error::Result;
use crate::operation::Chore;
use crate::store::{Json, Key, Packed, Record, Txn};
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
        let Found { account, region, kind, id, .. } = &found;
        let (account, region) = (account.clone(), region.clone());
        Self { account, region, kind: kind.clone(), id: id.clone(), found: Some(found) }
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
    let mut recorders: HashMap<(String, String), Option<Recorder>> = HashMap::new();
    let (mut some, mut pending) = (Vec::new(), Vec::new());
    for seen in all {
        let owner = (seen.account.clone(), seen.region.clone());
        let recorder = match recorders.entry(owner) {
            hash_map::Entry::Occupied(known) => known.into_mut(),
            hash_map::Entry::Vacant(place) => {
                let recorder = Recorder::of(&ctx.txn, &seen.account, &seen.region)?;
                place.insert(recorder)
            }
        };
        if seen.kind == KIND {
            // A recorder that is removed records that it is.
            some.push((seen, Frequency::Continuous));
            continue;
        }
        let recorder = recorder.as_ref().filter(|r| r.recording && r.records(&seen.kind));
        match recorder.map(|recorder| recorder.frequency_of(&seen.kind)) {
            None => continue,
            Some(Frequency::Continuous) => some.push((seen, Frequency::Continuous)),
            Some(Frequency::Daily) => pending.push(Pending(seen)),
        }
        if some.len() >= TOGETHER {
            make_and_follow(ctx, &mut some)?;
        }
    }
    if !pending.is_empty() && ctx.txn.get::<Daily>(&Daily::all())?.is_none() {
        ctx.txn.put(&Daily { due: ctx.now.next(DAY) });
    }
    chunk::put_all(&mut ctx.txn, pending)?;
    make_and_follow(ctx, &mut some)
}

/// Makes items of resources, and tells of them.
fn make_and_follow(ctx: &mut Context<'_>, some: &mut Vec<(Seen, Frequency)>) -> Result<()> {
    let mut rest = std::mem::take(some);
    while !rest.is_empty() {
        // What is seen twice is compared with what the first time made of it.
        let mut places = HashSet::new();
        let (firsts, again) = rest.into_iter().partition(|(seen, _)| {
            let Seen { account, region, kind, id, .. } = seen;
            places.insert((account.clone(), region.clone(), kind.clone(), id.clone()))
        });
        let items = make_all(ctx, firsts)?;
        follow(ctx, &items)?;
        rest = again;
    }
    Ok(())
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
    let mut some = Vec::new();
    for seen in gone.into_iter().chain(there) {
        let frequency = recorder.frequency_of(&seen.kind);
        some.push((seen, frequency));
        if some.len() >= TOGETHER {
            make_and_follow(ctx, &mut some)?;
        }
    }
    make_and_follow(ctx, &mut some)
}

/// Tells event data stores and rules of new items.
fn follow(ctx: &mut Context<'_>, items: &[Item]) -> Result<()> {
    let tell = ctx.items;
    tell(ctx, &mut items.iter().map(Item::document))?;
    evaluating::changed(ctx, items)
}

/// How many resources are recorded together: what is known of them is read once, as rules are, their
/// items are sealed at once, and not all need be held at a time.
const TOGETHER: usize = 4_096;

/// Records resources whose changes are recorded once a day.
pub const DAILY: Chore = Chore {
    name: "record daily",
    due: |txn| Ok(txn.get::<Daily>(&Daily::all())?.map(|daily| daily.due)),
    run: record_daily,
};

fn record_daily(ctx: &mut Context<'_>) -> Result<()> {
    let mut some = Vec::new();
    for Pending(seen) in chunk::take_all::<Pending>(&mut ctx.txn)? {
        let recorder = Recorder::of(&ctx.txn, &seen.account, &seen.region)?;
        if recorder.is_some_and(|recorder| recorder.recording && recorder.records(&seen.kind)) {
            some.push((seen, Frequency::Daily));
        }
    }
    ctx.txn.delete(&Daily::all());
    make_and_follow(ctx, &mut some)
}

/// Makes an item of a resource if it differs from its last one, and evaluates it by the rules.
pub fn record(ctx: &mut Context<'_>, seen: Seen, frequency: Frequency) -> Result<()> {
    record_all(ctx, vec![seen], frequency)
}

/// Makes items of resources that differ from their last ones, and evaluates them by the rules.
pub fn record_all(ctx: &mut Context<'_>, all: Vec<Seen>, frequency: Frequency) -> Result<()> {
    make_and_follow(ctx, &mut all.into_iter().map(|seen| (seen, frequency)).collect())
}

/// Makes items of those resources that differ from their last ones, each at most once; returns them.
fn make_all(ctx: &mut Context<'_>, all: Vec<(Seen, Frequency)>) -> Result<Vec<Item>> {
    let known = known(&ctx.txn, &all)?;
    let mut channels: BTreeMap<(String, String), Option<Channel>> = BTreeMap::new();
    let (mut items, mut resources, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for ((seen, frequency), resource) in all.into_iter().zip(known) {
        let owner = (seen.account.clone(), seen.region.clone());
        if !channels.contains_key(&owner) {
            channels.insert(owner.clone(), Channel::of(&ctx.txn, &owner.0, &owner.1)?);
        }
        let channel = channels.get(&owner).and_then(Option::as_ref);
        let is_told = channel.is_some_and(|channel| channel.topic.is_some());
        if let Some((item, resource, before)) = made(ctx, seen, frequency, resource, is_told)? {
            items.push(item);
            resources.push(resource);
            told.push((owner, before));
        }
    }
    keeping::add_all(&mut ctx.txn, &items)?;
    Resource::put_all(&mut ctx.txn, resources)?;
    for (item, (owner, before)) in items.iter().zip(told) {
        let Some(Some(channel)) = channels.get_mut(&owner) else { continue };
        if channel.history_due.is_none() {
            channel.history_due = Some(ctx.now.next(HISTORY));
            ctx.txn.put(channel);
        }
        tell(ctx, channel, item, before.as_ref())?;
    }
    Ok(items)
}

/// Returns what is known of resources, in their order.
fn known(txn: &Txn<'_>, all: &[(Seen, Frequency)]) -> Result<Vec<Option<Resource>>> {
    let owner = |number: usize| (all[number].0.account.as_str(), all[number].0.region.as_str());
    let place = |number: usize| (all[number].0.kind.as_str(), all[number].0.id.as_str());
    let mut numbers: Vec<usize> = (0..all.len()).collect();
    numbers.sort_by_key(|number| (owner(*number), place(*number)));
    let mut known = vec![None; all.len()];
    for some in numbers.chunk_by(|one, other| owner(*one) == owner(*other)) {
        let places: Vec<(&str, &str)> = some.iter().map(|number| place(*number)).collect();
        let found = Resource::find_all(txn, owner(some[0]), &places)?;
        for (number, found) in some.iter().zip(found) {
            known[*number] = found;
        }
    }
    Ok(known)
}

/// Returns the item of a resource if it differs from its last one, what is known of the resource then,
/// and the last one if it is to be told.
fn made(
    ctx: &Context<'_>,
    seen: Seen,
    frequency: Frequency,
    resource: Option<Resource>,
    is_told: bool,
) -> Result<Option<(Item, Resource, Option<Item>)>> {
    let there = resource.as_ref().filter(|resource| resource.is_there());
    let fingerprint = seen.found.as_ref().map(Found::fingerprint);
    let (found, status) = match (seen.found, there) {
        (None, None) => return Ok(None),
        (Some(_), Some(last)) if fingerprint.as_ref() == Some(&last.fingerprint) => {
            return Ok(None);
        }
        (Some(found), None) => (found, Status::ResourceDiscovered),
        (Some(found), Some(_)) => (found, Status::Ok),
        (None, Some(last)) => (removed(last), Status::ResourceDeleted),
    };
    // What was before is looked for only if it is told: the files that it may lie in are many.
    let before = match there.filter(|_| is_told || status == Status::ResourceDeleted) {
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
    let fingerprint = fingerprint.unwrap_or_else(|| item.found.fingerprint());
    let resource = Resource::of_item(&item, fingerprint);
    Ok(Some((item, resource, before)))
}

/// Returns what there is to say of a resource that is gone.
fn removed(last: &Resource) -> Found {
    Found {
        account: last.account.clone(),
        region: last.region.clone(),
        kind: last.kind.clone(),
        id: last.id.clone(),
        name: None,
        arn: None,
        zone: "Not Applicable".to_owned(),
        created: None,
        tags: BTreeMap::new(),
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
    let word = match item.status {
        Status::ResourceDiscovered => "Created",
        Status::Ok => "Updated",
        Status::ResourceDeleted => "Deleted",
    };
    let changed = match before {
        Some(before) => diff::changed(&before.document(), &item.document(), item.status),
        None => Object::new(),
    };
    let mut text = json!({
        "configurationItemDiff": {"changedProperties": changed, "changeType": oversized::change(item)},
        "configurationItem": item.document(),
        "notificationCreationTime": text::utc_millis(ctx.now),
        "messageType": "ConfigurationItemChangeNotification",
        "recordVersion": "1.3",
    });
    if oversized::is_too_long(&text) {
        oversized::put(ctx, channel, item, &text)?;
        text = oversized::message(&ctx.txn, channel, item, ctx.now)?;
    }
    let Found { kind, id, account, .. } = &item.found;
    let about = format!("{kind} {id} {word} in Account {account}");
    message::publish(ctx, channel, &about, &text)
}
