//! Log files: events that waited, gathered and delivered.
//!
//! On each multiple of five minutes, the events that were recorded before are written into one file
//! per trail and region; an event is thus delivered within five minutes. A file holds at most
//! [`FILE`] bytes of events, and more events make more files.
//!
//! Source: CloudTrail User Guide, "CloudTrail log file examples"; facts for the five minutes.

use super::super::trail::Trail;
use super::outlet::{Delivered, Outlet, Waiting};
use super::{MARK, access, headers, object_put, place};
use crate::bucket;
use crate::context::Context;
use crate::crypto::sha256;
use crate::error::Result;
use crate::gzip;
use crate::id::suffix;
use crate::sns::{self, Message, Topic};
use crate::store::{Record, Txn};
use crate::time::{DAY, Timestamp};
use crate::value::json::compact;
use serde_json::json;

/// The most bytes of events in a file before compression. AWS bounds the compressed file by 50 MB;
/// this bounds the memory that a delivery takes.
const FILE: usize = 16 << 20;

/// For how many days delivery of an event is tried.
///
/// Source: CloudTrail User Guide, "CloudTrail log file redelivery".
const TRIED_DAYS: u32 = 30;

/// Returns when the next log file is due.
pub(super) fn due(txn: &Txn<'_>) -> Result<Option<Timestamp>> {
    let mut earliest: Option<Timestamp> = None;
    for outlet in Outlet::every(txn)? {
        if let Some(due) = due_at(txn, &outlet)? {
            earliest = Some(earliest.map_or(due, |earliest| earliest.min(due)));
        }
    }
    Ok(earliest)
}

fn due_at(txn: &Txn<'_>, outlet: &Outlet) -> Result<Option<Timestamp>> {
    match outlet.due {
        Some(due) if outlet.refused.logs => access::retry_due(txn, outlet, due, |trail, at| {
            place::log_file(trail, outlet.whose(trail), &outlet.region, at, "")
        }),
        due => Ok(due),
    }
}

/// Delivers what is due.
pub(super) fn run(ctx: &mut Context<'_>) -> Result<()> {
    for outlet in Outlet::every(&ctx.txn)? {
        if due_at(&ctx.txn, &outlet)?.is_some_and(|due| due <= ctx.now) {
            deliver(ctx, outlet)?;
        }
    }
    Ok(())
}

/// Delivers the events that wait at an outlet and were recorded before now.
fn deliver(ctx: &mut Context<'_>, mut outlet: Outlet) -> Result<()> {
    let Some(trail) = outlet.trail(&ctx.txn)? else {
        outlet.due = None;
        ctx.txn.put(&outlet);
        return Ok(());
    };
    outlet.status.tried = Some(ctx.now);
    let now = ctx.now;
    let (ready, later): (Vec<_>, Vec<_>) =
        Waiting::at(&ctx.txn, &outlet)?.into_iter().partition(|event| event.recorded < now);

    match access::bucket_for(
        &ctx.txn,
        &trail,
        &place::log_file(&trail, outlet.whose(&trail), &outlet.region, now, ""),
    )? {
        Ok(bucket) => {
            for (number, events) in files(&ready, now).into_iter().enumerate() {
                write(ctx, &trail, &mut outlet, &bucket, number, &events)?;
            }
            for event in &ready {
                ctx.txn.delete(&event.key());
            }
            outlet.refused.logs = false;
            outlet.status.error = None;
            outlet.due = (!later.is_empty()).then(|| now.next(MARK));
        }
        Err(refusal) => {
            outlet.refused.logs = true;
            outlet.status.error = Some(refusal.to_owned());
        }
    }
    outlet.keep(&mut ctx.txn);
    Ok(())
}

/// Returns the events of each file, without those that were tried for too long.
fn files(events: &[Waiting], now: Timestamp) -> Vec<Vec<&Waiting>> {
    let mut files: Vec<Vec<&Waiting>> = Vec::new();
    let mut bytes = 0;
    for event in events.iter().filter(|event| event.recorded + DAY * TRIED_DAYS > now) {
        bytes += event.record.len();
        match files.last_mut() {
            Some(file) if bytes <= FILE => file.push(event),
            _ => {
                files.push(vec![event]);
                bytes = event.record.len();
            }
        }
    }
    files
}

fn write(
    ctx: &mut Context<'_>,
    trail: &Trail,
    outlet: &mut Outlet,
    bucket: &bucket::Bucket,
    number: usize,
    events: &[&Waiting],
) -> Result<()> {
    // The name follows from what is due, so a delivery that a kill cut short is made again in the
    // same place.
    let stamp = ctx.now.to_string();
    let number = number.to_string();
    let mut parts = vec![trail.id.as_str(), &outlet.region, &stamp, &number];
    parts.extend(outlet.member.as_ref().map(|member| member.account.as_str()));
    let unique = suffix(&parts);
    let key = place::log_file(trail, outlet.whose(trail), &outlet.region, ctx.now, &unique);
    let content = content(events);
    let file = gzip::compress(content.as_bytes());

    bucket::put_object(&mut ctx.txn, bucket, &key, &mut file.as_slice(), headers(trail), ctx.now)?;
    let put = object_put(ctx, trail, bucket, &key, file.len());
    ctx.extra.observed.push(put);

    outlet.status.delivered = Some(ctx.now);
    if let Some(topic) = trail.topic() {
        notify(ctx, &topic, &bucket.name, &key)?;
        outlet.status.notified = Some(ctx.now);
    }
    if let Some(chain) = &mut outlet.chain {
        chain.last_log = ctx.now;
        let times = || events.iter().map(|event| event.time);
        let range = (times().min().unwrap_or(ctx.now), times().max().unwrap_or(ctx.now));
        let hash = sha256(content.as_bytes());
        ctx.txn.put(&Delivered::new(outlet, ctx.now, (&bucket.name, &key), hash, range));
    }
    Ok(())
}

/// Tells a topic of a log file.
///
/// Source: CloudTrail User Guide, "Configuring Amazon SNS notifications for CloudTrail".
fn notify(ctx: &mut Context<'_>, topic: &Topic, bucket: &str, key: &str) -> Result<()> {
    let id = ctx.ids.uuid();
    let text = compact(&json!({"s3Bucket": bucket, "s3ObjectKey": [key]}));
    let message = Message { id: &id, subject: None, text: &text };
    sns::publish(&mut ctx.txn, topic, message, ctx.now)
}

/// Returns the content of a log file.
fn content(events: &[&Waiting]) -> String {
    let records: Vec<_> = events.iter().map(|event| event.record.as_str()).collect();
    format!("{{\"Records\":[{}]}}", records.join(","))
}
