//! Configuration items of AWS Config as events of an event data store.
//!
//! ```text
//! an item is recorded --> take_items --> each store of its account with the category ConfigurationItem
//! ```
//!
//! What was recorded before the store was made is not in it.
//!
//! Source: CloudTrail User Guide, "Create an event data store for AWS Config configuration items",
//! "Supported SQL schemas for event data stores". The guide writes `configurationStateId` once and
//! `configurationItemStateId` another time; queries know the second.

use std::collections::BTreeMap;

use serde_json::json;

use super::holding::{Incoming, ingest};
use crate::context::Context;
use crate::error::Result;
use crate::services::cloudtrail::event_data_store::{EventDataStore, Group};
use crate::store::Record;
use crate::time::{Timestamp, text};
use crate::value::Value;
use crate::value::json::compact;

/// The version of the form of these events. AWS does not say which it is.
const EVENT_VERSION: &str = "1.08";

/// Puts configuration items into the event data stores that take them.
pub fn take_items(ctx: &mut Context<'_>, items: &mut dyn Iterator<Item = Value>) -> Result<()> {
    let takes = |store: &EventDataStore| {
        let takes = store.ingesting && store.deleted.is_none();
        takes && store.selectors.group() == Group::Configuration
    };
    let all: Vec<EventDataStore> = ctx.txn.scan(&EventDataStore::all()).collect::<Result<_>>()?;
    if !all.iter().any(takes) {
        return Ok(());
    }
    let mut incoming: BTreeMap<String, (EventDataStore, Vec<Incoming>)> = BTreeMap::new();
    for item in items {
        let word = |name: &str| item[name].as_str().unwrap_or_default();
        let (account, region) = (word("awsAccountId"), word("awsRegion"));
        let id = ctx.ids.uuid();
        for store in EventDataStore::seen_by(&ctx.txn, account)? {
            if takes(&store) && store.covers(region) {
                let record = record(&item, &id, ctx.now);
                let event = Incoming { time: ctx.now.whole_secs(), id: id.clone(), record };
                incoming.entry(store.id.clone()).or_insert((store, Vec::new())).1.push(event);
            }
        }
    }
    for (store, events) in incoming.into_values() {
        ingest(&mut ctx.txn, &store, events, ctx.now)?;
    }
    Ok(())
}

/// Returns the record of an item, as one line of JSON.
fn record(item: &Value, id: &str, now: Timestamp) -> String {
    let relationships: Vec<Value> = item["relationships"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|other| {
            json!({
                "name": other["name"],
                "resourceType": other["resourceType"],
                "resourceId": other["resourceId"],
                "resourceName": other["resourceName"],
            })
        })
        .collect();
    compact(&json!({
        "eventVersion": EVENT_VERSION,
        "eventCategory": "ConfigurationItem",
        "eventType": "AwsConfigurationItem",
        "eventID": id,
        "eventTime": text::utc(now.whole_secs()),
        "awsRegion": item["awsRegion"],
        "recipientAccountId": item["awsAccountId"],
        "eventData": {
            "configurationItemVersion": item["configurationItemVersion"],
            "configurationItemCaptureTime": item["configurationItemCaptureTime"],
            "configurationItemStatus": item["configurationItemStatus"],
            "configurationItemStateId": item["configurationStateId"].to_string(),
            "accountId": item["awsAccountId"],
            "resourceType": item["resourceType"],
            "resourceId": item["resourceId"],
            "resourceName": item["resourceName"],
            "arn": item["ARN"],
            "awsRegion": item["awsRegion"],
            "availabilityZone": item["availabilityZone"],
            "resourceCreationTime": item["resourceCreationTime"],
            "configuration": item["configuration"],
            "supplementaryConfiguration": item["supplementaryConfiguration"],
            "relatedEvents": item["relatedEvents"],
            "relationships": relationships,
            "tags": item["tags"],
        },
    }))
}
