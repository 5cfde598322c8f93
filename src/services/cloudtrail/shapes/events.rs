//! Shapes of the operation on the event history.

use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// Asks for management events of the last 90 days in this region.
    pub struct LookupEventsRequest {
        /// What the events must have; at most one attribute.
        lookup_attributes: Option<Vec<LookupAttribute>> = "LookupAttributes",
        /// The time of the oldest event that is wanted.
        start_time: Option<Timestamp> = "StartTime",
        /// The time of the newest event that is wanted.
        end_time: Option<Timestamp> = "EndTime",
        /// The category, in place of management events: insight.
        event_category: Option<EventCategory> = "EventCategory",
        /// How many events a page has, 1 to 50.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(50)],
        /// The token of the page before, with the same attributes and times.
        next_token: Option<String> = "NextToken",
    }

    /// Something that events are looked up by.
    pub struct LookupAttribute {
        /// Which property of the events is compared.
        attribute_key: LookupAttributeKey = "AttributeKey",
        /// What it must be, to the letter.
        attribute_value: String = "AttributeValue" [MinLength(1), MaxLength(2_000)],
    }

    /// Events, the newest first.
    pub struct LookupEventsResponse {
        /// The events.
        events: Option<Vec<Event>> = "Events",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken",
    }

    /// An event of the history.
    pub struct Event {
        /// Its id, which no other event has.
        event_id: Option<String> = "EventId",
        /// The operation that was called.
        event_name: Option<String> = "EventName",
        /// Whether it only read: the text true or false.
        read_only: Option<String> = "ReadOnly",
        /// The access key that signed the call.
        access_key_id: Option<String> = "AccessKeyId",
        /// When it happened.
        event_time: Option<Timestamp> = "EventTime",
        /// The service that was called, as in ec2.amazonaws.com.
        event_source: Option<String> = "EventSource",
        /// Who called.
        username: Option<String> = "Username",
        /// What was touched.
        resources: Option<Vec<Resource>> = "Resources",
        /// The whole record, as JSON text.
        cloud_trail_event: Option<String> = "CloudTrailEvent",
    }

    /// A resource that an event touched.
    pub struct Resource {
        /// Its type, as in AWS::EC2::Instance.
        resource_type: Option<String> = "ResourceType",
        /// Its name.
        resource_name: Option<String> = "ResourceName",
    }
}

words! {
    /// What events can be looked up by.
    pub enum LookupAttributeKey {
        /// The event's id.
        EventId = "EventId",
        /// The operation.
        EventName = "EventName",
        /// Whether it only read.
        ReadOnly = "ReadOnly",
        /// Who called.
        Username = "Username",
        /// The type of a resource.
        ResourceType = "ResourceType",
        /// The name of a resource.
        ResourceName = "ResourceName",
        /// The service.
        EventSource = "EventSource",
        /// The access key.
        AccessKeyId = "AccessKeyId",
    }

    /// A category of events.
    pub enum EventCategory {
        /// Insights events.
        Insight = "insight",
    }
}
