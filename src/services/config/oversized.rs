//! Items that are too long for a message: a summary is told, and the bucket gets the whole.
//!
//! Source: AWS Config Developer Guide, "Example Oversized Configuration Item Change Notification",
//! "Example Delivery Failed Notification".

use serde_json::json;

use super::access;
use super::channel::Channel;
use super::delivery;
use super::item::{Item, Status};
use super::place;
use crate::context::Context;
use crate::error::Result;
use crate::store::Txn;
use crate::time::{Timestamp, text};
use crate::value::Value;
use crate::value::json::compact;

/// How long a message may be, in bytes.
///
/// Source: SNS API Reference, "`Publish`".
const LONGEST: usize = 262_144;

/// The longest key that an object may have, in bytes.
///
/// Source: Amazon S3 User Guide, "Naming Amazon S3 objects".
const LONGEST_KEY: usize = 1_024;

/// The members of an item that its summary has.
const SUMMED_UP: [&str; 13] = [
    "configurationItemVersion",
    "configurationItemCaptureTime",
    "configurationStateId",
    "awsAccountId",
    "configurationItemStatus",
    "resourceType",
    "resourceId",
    "resourceName",
    "ARN",
    "awsRegion",
    "availabilityZone",
    "configurationStateMd5Hash",
    "resourceCreationTime",
];

/// Returns whether a message is longer than it may be.
pub(super) fn is_too_long(text: &Value) -> bool {
    compact(text).len() > LONGEST
}

/// Writes what is too long for a message into the bucket of a channel, if that takes it.
pub(super) fn put(
    ctx: &mut Context<'_>,
    channel: &Channel,
    item: &Item,
    whole: &Value,
) -> Result<()> {
    let key = place::oversized(channel, item);
    match access::bucket_for(&ctx.txn, channel)? {
        Ok(bucket) if key.len() <= LONGEST_KEY => {
            delivery::put_document(ctx, channel, &bucket, &key, whole)
        }
        _ => Ok(()),
    }
}

/// Returns what is told in place of an item that is too long.
pub(super) fn message(
    txn: &Txn<'_>,
    channel: &Channel,
    item: &Item,
    now: Timestamp,
) -> Result<Value> {
    let document = item.document();
    let mut summary = json!({"changeType": change(item)});
    for name in SUMMED_UP {
        summary[name] = document[name].clone();
    }
    let key = place::oversized(channel, item);
    let refusal = match access::bucket_for(txn, channel)? {
        Ok(_) if key.len() > LONGEST_KEY => Some("KeyTooLongError"),
        Ok(_) => None,
        Err(refusal) => Some(refusal),
    };
    let bucket = &channel.bucket;
    let (word, delivered) = match refusal {
        None => (
            "Notification",
            json!({
                // Without a topic nobody is told, and nothing is written.
                "s3BucketLocation": channel.topic.as_ref().map(|_| format!("{bucket}/{key}")),
                "errorCode": null,
                "errorMessage": null,
            }),
        ),
        Some(code) => (
            "DeliveryFailed",
            json!({
                "s3BucketLocation": null,
                "errorCode": code,
                "errorMessage": delivery::failure(channel),
            }),
        ),
    };
    Ok(json!({
        "configurationItemSummary": summary,
        "s3DeliverySummary": delivered,
        "notificationCreationTime": text::utc_millis(now),
        "messageType": format!("OversizedConfigurationItemChange{word}"),
        "recordVersion": "1.0",
    }))
}

/// Returns what kind of change an item tells.
pub(super) fn change(item: &Item) -> &'static str {
    match item.status {
        Status::ResourceDiscovered => "CREATE",
        Status::Ok => "UPDATE",
        Status::ResourceDeleted => "DELETE",
    }
}
