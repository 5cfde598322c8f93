//! Shapes of the operation of CloudTrail's data service.
//!
//! Names, types, order and limits are those of the API model `cloudtrail-data`, version 2021-08-11.

use crate::schema::Limit::{MaxLength, MinLength};
use crate::shape;

shape! {
    /// Sends events from outside AWS through a channel.
    pub struct PutAuditEventsRequest {
        /// The events, at most 100.
        audit_events: Vec<AuditEvent> = "auditEvents" [MinLength(1), MaxLength(100)],
        /// The ARN of the channel, or its id.
        channel_arn: String = "channelArn",
        /// What the channel's policy asks for as cloudtrail:ExternalId.
        external_id: Option<String> = "externalId" [MinLength(2), MaxLength(1224)],
    }

    /// Which events came in.
    pub struct PutAuditEventsResponse {
        /// Those that did not.
        failed: Vec<ResultErrorEntry> = "failed" [MaxLength(100)],
        /// Those that did.
        successful: Vec<AuditEventResultEntry> = "successful" [MaxLength(100)],
    }

    /// An event from outside AWS.
    pub struct AuditEvent {
        /// What happened, as JSON.
        event_data: String = "eventData",
        /// The SHA-256 of the event data, as base64.
        event_data_checksum: Option<String> = "eventDataChecksum",
        /// The id that the event has where it comes from.
        id: String = "id" [MinLength(1), MaxLength(128)],
    }

    /// An event that came in.
    pub struct AuditEventResultEntry {
        /// The id that it has in CloudTrail.
        event_id: String = "eventID" [MinLength(1), MaxLength(128)],
        /// The id that it has where it comes from.
        id: String = "id" [MinLength(1), MaxLength(128)],
    }

    /// An event that did not come in.
    pub struct ResultErrorEntry {
        /// What kind of trouble it is.
        error_code: String = "errorCode" [MinLength(1), MaxLength(128)],
        /// What is wrong with it.
        error_message: String = "errorMessage" [MinLength(1), MaxLength(1024)],
        /// The id that it has where it comes from.
        id: String = "id" [MinLength(1), MaxLength(128)],
    }
}
