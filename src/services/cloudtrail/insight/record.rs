//! The record of an Insights event.
//!
//! Source: CloudTrail User Guide, "CloudTrail record contents for Insights events for trails", "...
//! for event data stores", and the log file in "CloudTrail log file examples", for the order of fields
//! and the version.

use serde_json::json;

use super::attribution::Attributions;
use super::rate::{Found, average};
use super::subject::Subject;
use crate::time::text;
use crate::value::Value;

/// The version of the record's form.
const EVENT_VERSION: &str = "1.07";

/// Returns the record of what was found.
pub fn record(
    subject: &Subject,
    found: &Found,
    id: &str,
    attributions: Option<&Attributions>,
) -> Value {
    let mut details = json!({
        "state": if found.ends { "End" } else { "Start" },
        "eventSource": subject.source,
        "eventName": subject.name,
        "insightType": subject.kind().word(),
    });
    if let Some(code) = &subject.error {
        details["errorCode"] = json!(code);
    }
    details["insightContext"] = json!({
        "statistics": {
            "baseline": {"average": found.baseline.average()},
            "insight": {"average": average(found.total, found.minutes())},
            "insightDuration": found.minutes(),
            "baselineDuration": found.baseline.minutes,
        },
    });
    if let Some(attributions) = attributions {
        details["insightContext"]["attributions"] = attributions.document(found);
    }
    json!({
        "eventVersion": EVENT_VERSION,
        "eventTime": text::utc(found.time()),
        "awsRegion": subject.region,
        "eventID": id,
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": subject.account,
        "sharedEventID": found.id,
        "insightDetails": details,
        "eventCategory": "Insight",
    })
}

/// Returns the record of what was found in the events of an event data store, for another one.
///
/// What AWS calls deprecated, `insightValue` and the like, says the first of each list.
pub fn of_store(
    store: &str,
    subject: &Subject,
    found: &Found,
    id: &str,
    attributions: Option<&Attributions>,
) -> Value {
    let mut record = json!({
        "eventVersion": EVENT_VERSION,
        "eventCategory": "Insight",
        "eventType": "AwsCloudTrailInsight",
        "eventID": id,
        "eventTime": text::utc(found.time()),
        "awsRegion": subject.region,
        "recipientAccountId": subject.account,
        "sharedEventID": found.id,
        "insightSource": store,
        "insightState": if found.ends { "End" } else { "Start" },
        "insightEventSource": subject.source,
        "insightEventName": subject.name,
    });
    if let Some(code) = &subject.error {
        record["insightErrorCode"] = json!(code);
    }
    record["insightType"] = json!(subject.kind().word());
    record["insightContext"] = json!({
        "baselineAverage": found.baseline.average(),
        "insightAverage": average(found.total, found.minutes()),
        "baselineDuration": found.baseline.minutes,
        "insightDuration": found.minutes(),
    });
    if let Some(attributions) = attributions {
        record["insightContext"]["attributions"] = attributions.rows(found);
    }
    record
}
