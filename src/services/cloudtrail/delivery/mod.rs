//! Events on their way into buckets: log files every five minutes, digests every hour.
//!
//! ```text
//! event --> Waiting --5 min--> log file --> Delivered --1 h--> digest --> Previous of the next
//!           \______________________ Outlet: one per trail and region ______________________/
//! ```
//!
//! Both are chores. An [`outlet::Outlet`] says when they are due; what they write follows from what
//! was due, and it is committed together with the note that it was done.

pub mod access;
mod digest;
pub mod insights;
pub mod keys;
mod log_file;
pub mod outlet;
pub mod place;

use std::time::Duration;

use serde_json::json;

use super::event::Event;
use super::trail::Trail;
use crate::bucket::{Bucket, Headers};
use crate::context::{Context, Observation, Told, Touched};
use crate::error::Result;
use crate::operation::Chore;
use crate::time::{HOUR, Timestamp};
use outlet::{Outlet, Refused, Waiting};

/// Log files are written on multiples of this.
pub const MARK: Duration = Duration::from_mins(5);

/// How long digests go on after the last log file; then the chain rests.
pub const REST: Duration = Duration::from_hours(168);

/// Delivers log files.
pub const LOG_FILES: Chore =
    Chore { name: "deliver log files", due: log_file::due, run: log_file::run };

/// Delivers digests; at one instant after the log files, which are in them.
pub const DIGESTS: Chore = Chore { name: "deliver digests", due: digest::due, run: digest::run };

/// Lets an event wait for the log files of each trail that takes it, and returns how many do.
///
/// `before` are the trails that the account saw before the call that the event is of: a trail that the call
/// stops or deletes takes it too.
pub fn send(ctx: &mut Context<'_>, event: &Event, before: &[Trail]) -> Result<usize> {
    let after = Trail::seen_by(&ctx.txn, &event.account)?;
    let gone = before.iter().filter(|trail| !after.iter().any(|other| other.id == trail.id));
    let stopped = before.iter().filter(|trail| trail.logging);
    let takers: Vec<&Trail> = after
        .iter()
        .chain(gone)
        .filter(|trail| trail.logging || stopped.clone().any(|other| other.id == trail.id))
        .filter(|trail| takes(trail, event))
        .collect();
    if takers.is_empty() {
        return Ok(0);
    }
    let record = event.text();
    for trail in &takers {
        let mut outlet = Outlet::find_or_new(&ctx.txn, trail, &event.account, &event.region)?;
        if !after.iter().any(|other| other.id == trail.id) {
            outlet.orphan = Some((*trail).clone());
        } else if let Some(since) = trail.digests_since.filter(|_| trail.covers(&event.region)) {
            outlet.begin_chain(hour_begin(since, ctx.now));
        }
        Waiting::add(ctx, &mut outlet, event.time, &record);
        ctx.txn.put(&outlet);
    }
    Ok(takers.len())
}

/// Returns whether a trail takes an event.
pub fn takes(trail: &Trail, event: &Event) -> bool {
    trail.covers(&event.region)
        && (trail.global_events || !event.is_global())
        && event.with_facts(|facts| trail.selectors.takes(facts))
}

/// Returns the beginning of the hour that `now` lies in, counted from `since`.
fn hour_begin(since: Timestamp, now: Timestamp) -> Timestamp {
    let hours = now.since(since).as_secs() / HOUR.as_secs();
    since + HOUR * u32::try_from(hours).unwrap_or(u32::MAX)
}

/// Begins chains of digests in all regions that a trail covers and has delivered from, and in its
/// home region, at the beginning of the hour since the trail's digests are written.
///
/// Where an earlier chain has yet to end, the next one begins at its end.
pub fn begin_chains(ctx: &mut Context<'_>, trail: &Trail) -> Result<()> {
    let Some(since) = trail.digests_since else { return Ok(()) };
    let mut outlets = Outlet::of_trail(&ctx.txn, trail)?;
    outlets.retain(|outlet| outlet.is_current(trail));
    if !outlets.iter().any(|outlet| outlet.region == trail.home) {
        outlets.push(Outlet::find_or_new(&ctx.txn, trail, &trail.account, &trail.home)?);
    }
    for mut outlet in outlets.into_iter().filter(|outlet| trail.covers(&outlet.region)) {
        outlet.begin_chain(hour_begin(since, ctx.now));
        ctx.txn.put(&outlet);
    }
    Ok(())
}

/// Ends the chains of a trail at the outlets that `which` names, each with a last digest.
pub fn end_chains(
    ctx: &mut Context<'_>,
    trail: &Trail,
    which: impl Fn(&Outlet) -> bool,
) -> Result<()> {
    for mut outlet in Outlet::of_trail(&ctx.txn, trail)? {
        if which(&outlet) {
            outlet.end_chain(ctx.now);
            ctx.txn.put(&outlet);
        }
    }
    Ok(())
}

/// Leaves what a deleted trail has yet to deliver to its outlets.
pub fn orphan(ctx: &mut Context<'_>, trail: &Trail) -> Result<()> {
    for mut outlet in Outlet::of_trail(&ctx.txn, trail)? {
        outlet.orphan = Some(trail.clone());
        outlet.end_chain(ctx.now);
        outlet.keep(&mut ctx.txn);
    }
    Ok(())
}

/// Tries deliveries again that the bucket had refused, because the trail has other settings now.
pub fn retry(ctx: &mut Context<'_>, trail: &Trail) -> Result<()> {
    let mark = ctx.now.next(MARK);
    insights::retry(ctx, trail, mark)?;
    for mut outlet in Outlet::of_trail(&ctx.txn, trail)? {
        let Refused { logs, digests } = std::mem::take(&mut outlet.refused);
        if logs {
            outlet.due = outlet.due.map(|due| due.max(mark));
        }
        if digests {
            outlet.resumed = Some(mark);
        }
        if logs || digests {
            ctx.txn.put(&outlet);
        }
    }
    Ok(())
}

/// Returns the headers of what is delivered for a trail.
fn headers(trail: &Trail) -> Headers {
    Headers { kms_key: trail.kms_key.clone(), ..Headers::of_delivery() }
}

/// Returns the put of a delivered file: a data event of its bucket, which happens where that lies.
///
/// Source: delivered records of `PutObject` by CloudTrail.
fn object_put(
    ctx: &mut Context<'_>,
    trail: &Trail,
    bucket: &Bucket,
    key: &str,
    bytes: usize,
) -> Observation {
    let arn = bucket.arn();
    let (encryption, applied) = match &trail.kms_key {
        Some(_) => ("aws:kms", "SSE_KMS"),
        None => ("AES256", "SSE_S3"),
    };
    let mut response = json!({"x-amz-server-side-encryption": encryption});
    let mut request = json!({
        "bucketName": bucket.name,
        "Host": format!("{}.s3.{}.amazonaws.com", bucket.name, bucket.region),
        "x-amz-acl": "bucket-owner-full-control",
        "x-amz-server-side-encryption": encryption,
    });
    if let Some(kms_key) = &trail.kms_key {
        for told in [&mut request, &mut response] {
            told["x-amz-server-side-encryption-aws-kms-key-id"] = json!(kms_key);
        }
    }
    request["key"] = json!(key);
    Observation {
        account: trail.account.clone(),
        region: bucket.region.clone(),
        invoked_by: access::SERVICE,
        source: "s3.amazonaws.com",
        name: "PutObject",
        read_only: false,
        management: false,
        request,
        touched: vec![
            Touched { kind: "AWS::S3::Object", arn: format!("{arn}/{key}"), account: None },
            Touched { kind: "AWS::S3::Bucket", arn, account: Some(bucket.account.clone()) },
        ],
        told: Told {
            request_id: Some(ctx.ids.s3_request()),
            response: Some(response),
            additional: json!({
                "SignatureVersion": "SigV4",
                "CipherSuite": "ECDHE-RSA-AES128-GCM-SHA256",
                "bytesTransferredIn": bytes,
                "SSEApplied": applied,
                "AuthenticationMethod": "AuthHeader",
                "x-amz-id-2": ctx.ids.s3_extended(),
                "bytesTransferredOut": 0,
            }),
            ..Told::default()
        },
    }
}
