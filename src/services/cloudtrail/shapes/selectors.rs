//! Shapes of the operations on event selectors.

use crate::schema::Limit::{Each, MaxLength, MinLength};
use crate::{shape, words};

shape! {
    /// Says which events a trail takes from now on.
    pub struct PutEventSelectorsRequest {
        /// The name or ARN of the trail.
        trail_name: String = "TrailName",
        /// The basic selectors, 1 to 5; they replace those that the trail has. All of them together
        /// name at most 250 data resources.
        event_selectors: Option<Vec<EventSelector>> = "EventSelectors",
        /// The advanced selectors, in place of basic ones: conditions on fields of events, with at
        /// most 500 values in all.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
    }

    /// The selectors that a trail has.
    pub struct EventSelectorsResponse {
        /// The ARN of the trail.
        trail_arn: Option<String> = "TrailARN",
        /// Its basic selectors.
        event_selectors: Option<Vec<EventSelector>> = "EventSelectors",
        /// Its advanced selectors.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
    }

    /// Asks for the selectors of a trail.
    pub struct GetEventSelectorsRequest {
        /// The name or ARN of the trail.
        trail_name: String = "TrailName",
    }

    /// A rule that says which events a trail takes.
    pub struct EventSelector {
        /// Whether events that only read are taken, events that change something, or both.
        read_write_type: Option<ReadWriteType> = "ReadWriteType",
        /// Whether management events are taken; they are unless this says no.
        include_management_events: Option<bool> = "IncludeManagementEvents",
        /// Which data events are taken; none unless they are named here.
        data_resources: Option<Vec<DataResource>> = "DataResources",
        /// Sources whose management events are left out: kms.amazonaws.com, rdsdata.amazonaws.com.
        exclude_management_event_sources: Option<Vec<String>> = "ExcludeManagementEventSources",
    }

    /// The data events of one type of resource.
    pub struct DataResource {
        /// AWS::S3::Object, AWS::Lambda::Function or AWS::DynamoDB::Table.
        r#type: Option<String> = "Type",
        /// ARNs of functions and tables, or `arn:aws:s3:::BUCKET/PREFIX`; `arn:aws:s3` and the like
        /// stand for everything.
        values: Option<Vec<String>> = "Values",
    }

    /// A rule that compares fields of events.
    pub struct AdvancedEventSelector {
        /// A name of your choice.
        name: Option<String> = "Name" [MinLength(0), MaxLength(1_000)],
        /// The fields, all of which must agree.
        field_selectors: Vec<AdvancedFieldSelector> = "FieldSelectors" [MinLength(1)],
    }

    /// A field of an event and what it may be.
    pub struct AdvancedFieldSelector {
        /// The field: eventCategory, which every selector must have, eventSource, readOnly,
        /// eventName, eventType, userIdentity.arn, sessionCredentialFromConsole, resources.type,
        /// resources.ARN, errorCode or vpcEndpointId.
        field: String = "Field" [MinLength(1), MaxLength(1_000)],
        /// It is one of these; there are no wildcards.
        equals: Option<Vec<String>> = "Equals" [MinLength(1), Each(VALUE)],
        /// It begins with one of these.
        starts_with: Option<Vec<String>> = "StartsWith" [MinLength(1), Each(VALUE)],
        /// It ends with one of these.
        ends_with: Option<Vec<String>> = "EndsWith" [MinLength(1), Each(VALUE)],
        /// It is none of these.
        not_equals: Option<Vec<String>> = "NotEquals" [MinLength(1), Each(VALUE)],
        /// It begins with none of these.
        not_starts_with: Option<Vec<String>> = "NotStartsWith" [MinLength(1), Each(VALUE)],
        /// It ends with none of these.
        not_ends_with: Option<Vec<String>> = "NotEndsWith" [MinLength(1), Each(VALUE)],
    }
}

/// The limits of a value that a field is compared with.
const VALUE: &[crate::schema::Limit] = &[MinLength(1), MaxLength(2_048)];

words! {
    /// Which events are taken.
    pub enum ReadWriteType {
        /// Those that only read.
        ReadOnly = "ReadOnly",
        /// Those that change something.
        WriteOnly = "WriteOnly",
        /// Both.
        All = "All",
    }
}
