//! Files on their way into the bucket: snapshots, and every six hours what has changed.
//!
//! Source: AWS Config Developer Guide, "How AWS Config works", "Viewing the configuration snapshot",
//! "Viewing configuration history".

use std::collections::BTreeMap;

use serde_json::json;

use super::access;
use super::channel::{Channel, HISTORY};
use super::invoking;
use super::item::Item;
use super::keeping;
use super::message;
use super::place;
use super::recorder::Recorder;
use super::resource::Resource;
use crate::bucket::{self, Bucket, Headers};
use crate::context::{Context, Observation, Told, Touched};
use crate::error::Result;
use crate::gzip;
use crate::operation::Chore;
use crate::time::{Timestamp, text};
use crate::value::Value;
use crate::value::json::compact;

/// Writes a file into a bucket, and the data event of that.
pub fn put(
    ctx: &mut Context<'_>,
    channel: &Channel,
    bucket: &Bucket,
    key: &str,
    (bytes, headers): (&[u8], Headers),
) -> Result<()> {
    let mut content = bytes;
    bucket::put_object(&mut ctx.txn, bucket, key, &mut content, headers, ctx.now)?;
    let arn = bucket.arn();
    let (encryption, applied) = match &channel.kms_key {
        Some(_) => ("aws:kms", "SSE_KMS"),
        None => ("AES256", "SSE_S3"),
    };
    let observed = Observation {
        account: channel.account.clone(),
        region: bucket.region.clone(),
        invoked_by: access::SERVICE,
        source: "s3.amazonaws.com",
        name: "PutObject",
        read_only: false,
        management: false,
        request: json!({
            "bucketName": bucket.name,
            "Host": format!("{}.s3.{}.amazonaws.com", bucket.name, bucket.region),
            "x-amz-acl": "bucket-owner-full-control",
            "x-amz-server-side-encryption": encryption,
            "key": key,
        }),
        touched: vec![
            Touched { kind: "AWS::S3::Object", arn: format!("{arn}/{key}"), account: None },
            Touched { kind: "AWS::S3::Bucket", arn, account: Some(bucket.account.clone()) },
        ],
        told: Told {
            request_id: Some(ctx.ids.s3_request()),
            response: Some(json!({"x-amz-server-side-encryption": encryption})),
            additional: json!({
                "SignatureVersion": "SigV4",
                "CipherSuite": "ECDHE-RSA-AES128-GCM-SHA256",
                "bytesTransferredIn": bytes.len(),
                "SSEApplied": applied,
                "AuthenticationMethod": "AuthHeader",
                "x-amz-id-2": ctx.ids.s3_extended(),
                "bytesTransferredOut": 0,
            }),
            ..Told::default()
        },
    };
    ctx.extra.observed.push(observed);
    Ok(())
}

/// Writes a document into a gzipped file.
pub(super) fn put_document(
    ctx: &mut Context<'_>,
    channel: &Channel,
    bucket: &Bucket,
    key: &str,
    document: &Value,
) -> Result<()> {
    let file = gzip::compress(compact(document).as_bytes());
    let headers = Headers { kms_key: channel.kms_key.clone(), ..Headers::of_delivery() };
    put(ctx, channel, bucket, key, (&file, headers))
}

/// Writes a snapshot of all that is there, and returns its id.
pub fn snapshot(ctx: &mut Context<'_>, channel: &mut Channel) -> Result<String> {
    let id = ctx.ids.uuid();
    tell_snapshot(ctx, channel, &id, ("Started", json!({})))?;
    let refused = match access::bucket_for(&ctx.txn, channel)? {
        Ok(bucket) => {
            let items = keeping::current(&ctx.txn, (&channel.account, &channel.region))?;
            let items: Vec<Value> = items.iter().map(Item::document).collect();
            let document = json!({
                "fileVersion": "1.0",
                "configSnapshotId": id,
                "configurationItems": items,
            });
            let key = place::snapshot(channel, ctx.now, &id);
            put_document(ctx, channel, &bucket, &key, &document)?;
            let place = json!({"s3ObjectKey": key, "s3Bucket": bucket.name});
            let told = tell_snapshot(ctx, channel, &id, ("Completed", place))?;
            invoking::on_snapshot(ctx, (&channel.account, &channel.region), &told)?;
            None
        }
        Err(refusal) => {
            tell_snapshot(ctx, channel, &id, ("Failed", refused(channel, refusal)))?;
            Some(refusal)
        }
    };
    channel.snapshot.note(ctx.now, refused);
    Ok(id)
}

/// Tells the topic of a channel how the delivery of a snapshot goes; returns what it is told.
fn tell_snapshot(
    ctx: &mut Context<'_>,
    channel: &Channel,
    id: &str,
    (word, more): (&str, Value),
) -> Result<Value> {
    let mut text = json!({"configSnapshotId": id});
    merge(&mut text, more);
    tell(ctx, channel, ("Snapshot", word), text)
}

/// Tells the topic of a channel how a delivery goes; returns what it is told.
fn tell(
    ctx: &mut Context<'_>,
    channel: &Channel,
    (what, word): (&str, &str),
    mut text: Value,
) -> Result<Value> {
    let about = format!("Configuration {what} Delivery {word} for Account {}", channel.account);
    let end = json!({
        "notificationCreationTime": text::utc_millis(ctx.now),
        "messageType": format!("Configuration{what}Delivery{word}"),
        "recordVersion": "1.1",
    });
    merge(&mut text, end);
    message::publish(ctx, channel, &about, &text)?;
    Ok(text)
}

/// Adds the members of a document to another.
fn merge(text: &mut Value, more: Value) {
    if let (Value::Object(text), Value::Object(more)) = (text, more) {
        text.extend(more);
    }
}

/// Returns what is told of files that the bucket of a channel refuses.
///
/// Source: AWS Config Developer Guide, "Example Delivery Failed Notification", which shows an error in
/// these words for an item; that the messages of snapshots and histories have them is our choice.
fn refused(channel: &Channel, code: &str) -> Value {
    json!({"s3Bucket": channel.bucket, "errorCode": code, "errorMessage": failure(channel)})
}

/// Returns the sentence of a delivery that the bucket of a channel refuses.
pub(super) fn failure(channel: &Channel) -> String {
    let Channel { bucket, account, region, .. } = channel;
    format!(
        "Failed to deliver notification to bucket: {bucket} for account {account} in region \
         {region}."
    )
}

/// Writes the snapshots that channels write by themselves.
pub const SNAPSHOTS: Chore = Chore {
    name: "deliver configuration snapshots",
    due: |txn| Ok(Channel::every(txn)?.into_iter().filter_map(|c| c.snapshot_due).min()),
    run: |ctx| {
        for mut channel in Channel::every(&ctx.txn)? {
            if channel.snapshot_due.is_some_and(|due| due <= ctx.now) {
                snapshot(ctx, &mut channel)?;
                schedule(ctx, &mut channel)?;
                ctx.txn.put(&channel);
            }
        }
        Ok(())
    },
};

/// Sets when a channel writes its next snapshot by itself: only while there is something to record.
pub fn schedule(ctx: &Context<'_>, channel: &mut Channel) -> Result<()> {
    let recorder = Recorder::of(&ctx.txn, &channel.account, &channel.region)?;
    let recording = recorder.is_some_and(|recorder| recorder.recording);
    channel.snapshot_due = channel.period().filter(|_| recording).map(|period| ctx.now + period);
    Ok(())
}

/// Writes history files.
pub const HISTORIES: Chore = Chore {
    name: "deliver configuration histories",
    due: |txn| Ok(Channel::every(txn)?.into_iter().filter_map(|c| c.history_due).min()),
    run: |ctx| {
        for mut channel in Channel::every(&ctx.txn)? {
            if channel.history_due.is_some_and(|due| due <= ctx.now) {
                histories(ctx, &mut channel)?;
                ctx.txn.put(&channel);
            }
        }
        Ok(())
    },
};

/// Writes a file for each type of which something has changed since the last ones.
fn histories(ctx: &mut Context<'_>, channel: &mut Channel) -> Result<()> {
    match access::bucket_for(&ctx.txn, channel)? {
        Ok(bucket) => {
            for (kind, items) in changes(ctx, channel)? {
                history(ctx, channel, &bucket, &kind, &items)?;
            }
            channel.history.note(ctx.now, None);
            channel.history_until = Some(ctx.now);
            // What was captured at this very instant is in the next files.
            let owner = (channel.account.as_str(), channel.region.as_str());
            let more = Resource::of_region(&ctx.txn, owner)?.iter().any(|r| r.captured >= ctx.now);
            channel.history_due = more.then(|| ctx.now.next(HISTORY));
        }
        Err(refusal) => {
            tell(ctx, channel, ("History", "Failed"), refused(channel, refusal))?;
            channel.history.note(ctx.now, Some(refusal));
            channel.history_due = Some(ctx.now.next(HISTORY));
        }
    }
    Ok(())
}

/// Returns the items since the last history files and before now, by their types.
fn changes(ctx: &Context<'_>, channel: &Channel) -> Result<BTreeMap<String, Vec<Item>>> {
    let from = channel.history_until.unwrap_or(Timestamp::MIN);
    let until = Timestamp::from_millis(ctx.now.millis() - 1);
    let owner = (channel.account.as_str(), channel.region.as_str());
    let mut changes: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for item in keeping::captured_in(&ctx.txn, owner, (from, until))? {
        changes.entry(item.found.kind.clone()).or_default().push(item);
    }
    Ok(changes)
}

fn history(
    ctx: &mut Context<'_>,
    channel: &Channel,
    bucket: &Bucket,
    kind: &str,
    items: &[Item],
) -> Result<()> {
    let times = || items.iter().map(|item| item.captured);
    let range = (times().min().unwrap_or(ctx.now), times().max().unwrap_or(ctx.now));
    let key = place::history(channel, kind, ctx.now, range, 1);
    let documents: Vec<Value> = items.iter().map(Item::document).collect();
    let document = json!({"fileVersion": "1.0", "configurationItems": documents});
    put_document(ctx, channel, bucket, &key, &document)?;
    let place = json!({"s3ObjectKey": key, "s3Bucket": bucket.name});
    tell(ctx, channel, ("History", "Completed"), place)?;
    Ok(())
}
