//! Insights: unusual rates of calls and errors.
//!
//! ```text
//!                      one a subject
//! event --observe--> rate: counts by minute and hour --judge--> what was found
//!                                                                   |  with what the history says
//!                                                                   v  of who called
//!                    lookup-events, CloudTrail-Insight/ <---- Insights event
//!                    event data store <----------------------/
//! ```
//!
//! Only what some trail or event data store asks for is counted. What was before is learned from the event history when an
//! operation is first seen, so that Insights work from the moment they are switched on; AWS may take
//! up to 36 hours. Of data events nothing is known from before.
//!
//! An unusual minute is found when it is over, and the end of unusual activity when it is sure: both
//! are chores whose time follows from what was counted.
//!
//! Source: CloudTrail User Guide, "Working with CloudTrail Insights", "Delivery of Insights events".

pub mod attribution;
pub mod kept;
pub mod rate;
pub mod record;
pub mod series;
pub mod subject;
pub mod watcher;

use std::collections::BTreeMap;

use super::delivery;
use super::event::Event;
use super::history;
use super::lake::{self, Incoming};
use super::lookup::Looked;
use super::selector::Category;
use super::shapes::events::LookupAttributeKey;
use crate::context::Context;
use crate::error::Result;
use crate::operation::Chore;
use crate::store::{Record, Txn, Wanted};
use crate::time::{HOUR, Timestamp};
use crate::value::json::compact;

use attribution::Attributions;
use kept::{Due, Entry, Kept, Untold};
use rate::{Found, Rate, minute_of, next_minute};
use subject::{Counted, Subject};
use watcher::{Watcher, Watchers};

/// Finds unusual activity, and tells of it.
pub const FINDING: Chore = Chore { name: "find unusual activity", due, run };

/// How long ago what is learned from the history is at most: what a baseline reaches back.
const LEARNED: u32 = 169;

/// How many events are made in one transaction.
const AT_ONCE: usize = 100;

/// Counts an event for those that look for unusual activity; before it is in the history.
pub fn observe(ctx: &mut Context<'_>, event: &Event) -> Result<()> {
    if !matches!(event.category(), Category::Management | Category::Data) {
        return Ok(());
    }
    let Some(call) = Counted::of(event) else { return Ok(()) };
    let watchers = Watchers::of(&ctx.txn, &event.account)?;
    let takers = watchers.that_take(event, ctx.now);
    for subject in call.subjects(event.category() == Category::Management, takers) {
        if subject.trail.is_some() {
            series::count(&mut ctx.txn, &subject, event.time)?;
        }
        let mut kept = kept_or_learned(&ctx.txn, subject, ctx.now)?;
        count(ctx, &mut kept, &[event.time])?;
        kept.keep(&mut ctx.txn, ctx.now);
    }
    Ok(())
}

/// Counts calls of a subject, which happened in this order.
fn count(ctx: &mut Context<'_>, kept: &mut Kept, times: &[Timestamp]) -> Result<()> {
    for time in times {
        for found in kept.rate.count(minute_of(*time), &mut ctx.ids) {
            Untold::add(&mut ctx.txn, ctx.now, &kept.subject, found)?;
        }
    }
    Ok(())
}

/// Finds what there is to be found of a subject by now.
fn judge(ctx: &mut Context<'_>, kept: &mut Kept) -> Result<()> {
    for found in kept.rate.judge(minute_of(ctx.now), &mut ctx.ids) {
        Untold::add(&mut ctx.txn, ctx.now, &kept.subject, found)?;
    }
    Ok(())
}

/// Calls that come into the history together, by what they are calls of.
#[derive(Debug, Default)]
pub struct Arriving(BTreeMap<Subject, Vec<Timestamp>>);

impl Arriving {
    /// Adds a management event of some subjects.
    pub fn add(&mut self, subjects: Vec<Subject>, time: Timestamp) {
        for subject in subjects {
            self.0.entry(subject).or_default().push(time);
        }
    }

    /// Counts all of them, in the order of their times; before they are in the history.
    pub fn count(self, ctx: &mut Context<'_>) -> Result<()> {
        for (subject, mut times) in self.0 {
            times.sort_unstable();
            let first = times.first().copied().unwrap_or(ctx.now);
            let mut kept = kept_or_learned(&ctx.txn, subject, first)?;
            count(ctx, &mut kept, &times)?;
            judge(ctx, &mut kept)?;
            kept.keep(&mut ctx.txn, next_minute(ctx.now));
        }
        Ok(())
    }
}

/// Returns what is counted of a subject; if it is not there yet, what the history has of it.
fn kept_or_learned(txn: &Txn<'_>, subject: Subject, now: Timestamp) -> Result<Kept> {
    if let Some(kept) = Kept::find(txn, &subject)? {
        return Ok(kept);
    }
    let mut rate = Rate::default();
    if subject.trail.is_none() {
        let mut minutes: BTreeMap<_, u64> = BTreeMap::new();
        each_call(txn, &subject, (now - HOUR * LEARNED, now), |time, _| {
            *minutes.entry(minute_of(time)).or_default() += 1;
        })?;
        for (minute, count) in minutes {
            rate.add(minute, count);
        }
    }
    Ok(Kept::new(subject, rate))
}

/// Calls `each` with time and record of every call of a subject that the history has in a span, both
/// ends included.
pub(super) fn each_call(
    txn: &Txn<'_>,
    subject: &Subject,
    span: (Timestamp, Timestamp),
    mut each: impl FnMut(Timestamp, &str),
) -> Result<()> {
    let wanted = Wanted::new(history::place(LookupAttributeKey::EventName), &subject.name);
    let place = (subject.account.as_str(), subject.region.as_str());
    for entry in history::newest_first(txn, place, span, None, Some(wanted))? {
        let entry = entry?;
        if Looked::at(&entry)?.is_call_of(subject) {
            each(entry.time, &entry.record);
        }
    }
    Ok(())
}

/// Begins anew with what is counted in an account, after a change of what is looked for.
pub fn begin_anew(txn: &mut Txn<'_>, account: &str) -> Result<()> {
    Kept::forget_all(txn, account)
}

fn due(txn: &Txn<'_>) -> Result<Option<Timestamp>> {
    let due = Due::first(txn)?.map(|due| due.due);
    let untold = Untold::first(txn)?.map(|untold| untold.due);
    Ok(due.into_iter().chain(untold).min())
}

/// Finds what there is to be found by now, and tells of it, so many at once.
fn run(ctx: &mut Context<'_>) -> Result<()> {
    while let Some(due) = Due::first(&ctx.txn)?.filter(|due| due.due <= ctx.now) {
        ctx.txn.delete(&due.key());
        let Some(mut kept) = Kept::find(&ctx.txn, &due.subject)? else { continue };
        judge(ctx, &mut kept)?;
        kept.keep(&mut ctx.txn, next_minute(ctx.now));
    }
    for _ in 0..AT_ONCE {
        let Some(untold) = Untold::first(&ctx.txn)?.filter(|untold| untold.due <= ctx.now) else {
            break;
        };
        ctx.txn.delete(&untold.key());
        tell(ctx, untold.subject, &untold.found)?;
    }
    Ok(())
}

/// Makes the events of what was found, for those that look for it.
fn tell(ctx: &mut Context<'_>, subject: Subject, found: &Found) -> Result<()> {
    let mut watchers = Watchers::of(&ctx.txn, &subject.account)?;
    watchers.trails.retain(|trail| subject.interests(Watcher::Trail(trail)));
    watchers.stores.retain(|store| subject.interests(Watcher::Store(store)));
    if watchers.is_empty() {
        return Ok(());
    }
    let attributions = match subject.trail {
        Some(_) => None,
        None => Some(attributions(&ctx.txn, &subject, found)?),
    };
    for store in &watchers.stores {
        let Some(destination) = store.insights_destination(&ctx.txn)? else { continue };
        let id = ctx.ids.uuid();
        let record = record::of_store(&store.arn(), &subject, found, &id, attributions.as_ref());
        let incoming = Incoming { time: found.time(), id, record: compact(&record) };
        lake::ingest(&mut ctx.txn, &destination, vec![incoming], ctx.now)?;
    }
    if watchers.trails.is_empty() {
        return Ok(());
    }
    let id = ctx.ids.uuid();
    let record = compact(&record::record(&subject, found, &id, attributions.as_ref()));
    for trail in &watchers.trails {
        delivery::insights::send(ctx, trail, &subject.region, &record)?;
    }
    Entry { subject, time: found.time(), id, record }.keep(&mut ctx.txn, ctx.now)
}

fn attributions(txn: &Txn<'_>, subject: &Subject, found: &Found) -> Result<Attributions> {
    let mut attributions = Attributions::default();
    let (start, end) = found.span();
    each_call(txn, subject, (found.baseline_start(), end), |time, record| {
        if time < end {
            attributions.count(record, time >= start);
        }
    })?;
    Ok(attributions)
}
