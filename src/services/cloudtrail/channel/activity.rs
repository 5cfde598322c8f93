//! Events from outside AWS: what they must have, and what CloudTrail makes of them.
//!
//! | field of the event data                   | must                                            |
//! |-------------------------------------------|-------------------------------------------------|
//! | `version`                                 | be there, at most 256 characters                |
//! | `userIdentity`: `type`, `principalId`     | be there, at most 128 and 1,024 characters      |
//! | `eventSource`, `eventName`, `UID`         | be there, at most 1,024 characters              |
//! | `eventTime`                               | be there, as `2024-01-01T00:00:00Z`             |
//! | `recipientAccountId`                      | be the account that owns the channel            |
//! | `userAgent`, `errorCode`, `errorMessage`  | be text, at most 1,024, 256 and 256 characters  |
//! | `requestParameters`, `responseElements`   | be objects of at most 100 kB                    |
//! | `additionalEventData`                     | be an object of at most 28 kB                   |
//!
//! Source: CloudTrail User Guide, "CloudTrail Lake integrations event schema"; API Reference,
//! "`ResultErrorEntry`" of `cloudtrail-data`, for the codes. The sentences are ours.

use data_encoding::BASE64;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::services::cloudtrail::shapes::data::AuditEvent;
use crate::time::{Timestamp, text};
use crate::value::json::compact;
use crate::value::{Object, Value};

/// The version of the record's form.
const EVENT_VERSION: &str = "1.08";

/// An event that can come in.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    data: Value,
    /// When it happened.
    pub time: Timestamp,
}

/// Why an event cannot come in: a code of the API and a sentence.
pub type Refusal = (&'static str, String);

/// What becomes part of the record of an event.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// The id that it gets.
    pub id: &'a str,
    /// The region of the call.
    pub region: &'a str,
    /// The account.
    pub account: &'a str,
    /// The ARN of the channel.
    pub channel: &'a str,
    /// When it came.
    pub now: Timestamp,
}

impl Activity {
    /// Reads an event that comes to a channel of an account.
    ///
    /// Fails with, in the order in which they are checked: `InvalidChecksum`; `InvalidData` if the
    /// data is no object; `FieldNotFound`, `FieldTooLong` or `InvalidData` for the first field that
    /// breaks a rule; `InvalidEventSource` if the event is one of AWS; `InvalidRecipient`.
    pub fn read(event: &AuditEvent, account: &str) -> Result<Self, Refusal> {
        if let Some(checksum) = &event.event_data_checksum {
            let sum = BASE64.encode(&Sha256::digest(event.event_data.as_bytes()));
            if *checksum != sum {
                let message = "The checksum is not that of the event data.".to_owned();
                return Err(("InvalidChecksum", message));
            }
        }
        let data: Value = serde_json::from_str(&event.event_data).unwrap_or_default();
        let Some(members) = data.as_object() else {
            return Err(("InvalidData", "The event data is not a JSON object.".to_owned()));
        };
        required(members, "version", 256)?;
        let Some(identity) = members.get("userIdentity") else {
            return Err(missing("userIdentity"));
        };
        let identity = identity.as_object().ok_or_else(|| no_object("userIdentity"))?;
        required(identity, "type", 128)?;
        required(identity, "principalId", 1_024)?;
        let source = required(members, "eventSource", 1_024)?;
        required(members, "eventName", 1_024)?;
        let time = required(members, "eventTime", 64)?;
        let time = text::parse_date_as_utc(time).ok_or_else(|| {
            ("InvalidData", format!("The eventTime {time} is not of the form yyyy-MM-ddTHH:mm:ss."))
        })?;
        required(members, "UID", 1_024)?;
        for (name, most) in [("userAgent", 1_024), ("errorCode", 256), ("errorMessage", 256)] {
            if members.get(name).is_some_and(|value| !value.is_null()) {
                required(members, name, most)?;
            }
        }
        for (name, kilobytes) in
            [("requestParameters", 100), ("responseElements", 100), ("additionalEventData", 28)]
        {
            object(members, name, kilobytes)?;
        }
        if source.ends_with(".amazonaws.com") {
            let message = format!("The eventSource {source} is one of AWS.");
            return Err(("InvalidEventSource", message));
        }
        if required(members, "recipientAccountId", 12)? != account {
            let message = "The recipientAccountId is not the account of the channel.".to_owned();
            return Err(("InvalidRecipient", message));
        }
        Ok(Self { data, time: time.whole_secs() })
    }

    /// Returns the record that CloudTrail makes of it, as one line of JSON.
    pub fn record(&self, arrival: Arrival<'_>) -> String {
        compact(&json!({
            "eventVersion": EVENT_VERSION,
            "eventCategory": "ActivityAuditLog",
            "eventType": "ActivityLog",
            "eventID": arrival.id,
            "eventTime": text::utc(self.time),
            "awsRegion": arrival.region,
            "recipientAccountId": arrival.account,
            "metadata": {
                "ingestionTime": text::utc(arrival.now),
                "channelARN": arrival.channel,
            },
            "eventData": self.data,
        }))
    }
}

/// Returns a text that must be there.
fn required<'m>(members: &'m Object, name: &str, most: usize) -> Result<&'m str, Refusal> {
    let Some(value) = members.get(name).filter(|value| !value.is_null()) else {
        return Err(missing(name));
    };
    let text = value.as_str();
    let text = text.ok_or_else(|| ("InvalidData", format!("The field {name} is not text.")))?;
    if text.is_empty() {
        return Err(missing(name));
    }
    if text.chars().count() > most {
        return Err(("FieldTooLong", format!("The field {name} has more than {most} characters.")));
    }
    Ok(text)
}

/// Checks an object that need not be there.
fn object(members: &Object, name: &str, kilobytes: usize) -> Result<(), Refusal> {
    let Some(value) = members.get(name).filter(|value| !value.is_null()) else { return Ok(()) };
    if !value.is_object() {
        return Err(no_object(name));
    }
    if compact(value).len() > kilobytes * 1_024 {
        return Err(("FieldTooLong", format!("The field {name} has more than {kilobytes} kB.")));
    }
    Ok(())
}

fn missing(name: &str) -> Refusal {
    ("FieldNotFound", format!("The field {name} was not found."))
}

fn no_object(name: &str) -> Refusal {
    ("InvalidData", format!("The field {name} is not a JSON object."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> Value {
        json!({
            "version": "1",
            "userIdentity": {"type": "user", "principalId": "ann"},
            "eventSource": "shop.example.com",
            "eventName": "Buy",
            "eventTime": "2024-01-01T00:00:00Z",
            "UID": "u-1",
            "recipientAccountId": "123456789012",
        })
    }

    fn event(data: &Value) -> AuditEvent {
        AuditEvent { event_data: data.to_string(), event_data_checksum: None, id: "1".to_owned() }
    }

    fn code(data: &Value) -> &'static str {
        Activity::read(&event(data), "123456789012").map_or_else(|(code, _)| code, |_| "")
    }

    #[test]
    fn the_first_rule_that_is_broken_is_told() {
        let long = "x".repeat(1_025);
        let large = json!({"x": "x".repeat(110_000)});
        let cases = [
            ("/version", Value::Null, "FieldNotFound"),
            ("/version", json!(1), "InvalidData"),
            ("/version", json!(long), "FieldTooLong"),
            ("/userIdentity", json!("ann"), "InvalidData"),
            ("/userIdentity/principalId", json!(""), "FieldNotFound"),
            ("/eventTime", json!("noon"), "InvalidData"),
            ("/UID", json!(long), "FieldTooLong"),
            ("/eventSource", json!("ec2.amazonaws.com"), "InvalidEventSource"),
            ("/recipientAccountId", json!("210987654321"), "InvalidRecipient"),
        ];
        for (place, value, expected) in cases {
            let mut data = data();
            *data.pointer_mut(place).unwrap() = value.clone();
            assert_eq!(code(&data), expected, "{place} {value}");
        }
        for (name, value, expected) in [
            ("requestParameters", large.clone(), "FieldTooLong"),
            ("requestParameters", json!([]), "InvalidData"),
            ("additionalEventData", json!({"x": "x".repeat(29_000)}), "FieldTooLong"),
            ("errorCode", json!(5), "InvalidData"),
            ("errorCode", Value::Null, ""),
        ] {
            let mut data = data();
            data[name] = value;
            assert_eq!(code(&data), expected, "{name}");
        }
        assert_eq!(code(&json!([])), "InvalidData");
        assert_eq!(code(&data()), "");
    }

    #[test]
    fn a_checksum_is_that_of_the_text() {
        let mut event = event(&data());
        let sum = BASE64.encode(&Sha256::digest(event.event_data.as_bytes()));
        event.event_data_checksum = Some(sum);
        assert!(Activity::read(&event, "123456789012").is_ok());
        event.event_data.push(' ');
        assert_eq!(Activity::read(&event, "123456789012").unwrap_err().0, "InvalidChecksum");
    }

    #[test]
    fn the_record_has_the_data_and_where_it_came_from() {
        let activity = Activity::read(&event(&data()), "123456789012").unwrap();
        let channel = "arn:aws:cloudtrail:us-east-1:123456789012:channel/c";
        let (id, region, account) = ("e-1", "us-east-1", "123456789012");
        let now = Timestamp::from_secs(1_704_070_800);
        let record = activity.record(Arrival { id, region, account, channel, now });
        let record: Value = serde_json::from_str(&record).unwrap();
        assert_eq!(record["eventTime"], "2024-01-01T00:00:00Z");
        assert_eq!(record["metadata"]["ingestionTime"], "2024-01-01T01:00:00Z");
        assert_eq!(record["eventData"], data());
    }
}
