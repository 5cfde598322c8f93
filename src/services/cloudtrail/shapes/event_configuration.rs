//! Shapes of the operations on what else events tell.

use crate::schema::Limit::{Each, MaxLength, MinLength};
use crate::{outline, words};

outline! {
    /// What get-event-configuration takes.
    pub struct GetEventConfigurationRequest {
        /// The name or ARN of the trail.
        trail_name: Option<String> = "TrailName",
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore",
    }

    /// What get-event-configuration answers.
    pub struct GetEventConfigurationResponse {
        trail_arn: Option<String> = "TrailARN",
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        max_event_size: Option<MaxEventSize> = "MaxEventSize",
        context_key_selectors: Option<Vec<ContextKeySelector>> =
            "ContextKeySelectors" [MaxLength(2)],
        aggregation_configurations: Option<Vec<AggregationConfiguration>> =
            "AggregationConfigurations" [MaxLength(1)],
    }

    /// What put-event-configuration takes.
    pub struct PutEventConfigurationRequest {
        /// The name or ARN of the trail.
        trail_name: Option<String> = "TrailName",
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore",
        /// How large an event may be: Standard is 256 KB, Large 1 MB.
        max_event_size: Option<MaxEventSize> = "MaxEventSize",
        /// What events tell besides the usual: tags of the resources and principals, or keys of the
        /// conditions of policies.
        context_key_selectors: Option<Vec<ContextKeySelector>> =
            "ContextKeySelectors" [MaxLength(2)],
        /// Which events are counted together, and by what.
        aggregation_configurations: Option<Vec<AggregationConfiguration>> =
            "AggregationConfigurations" [MaxLength(1)],
    }

    /// What put-event-configuration answers.
    pub struct PutEventConfigurationResponse {
        trail_arn: Option<String> = "TrailARN",
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        max_event_size: Option<MaxEventSize> = "MaxEventSize",
        context_key_selectors: Option<Vec<ContextKeySelector>> =
            "ContextKeySelectors" [MaxLength(2)],
        aggregation_configurations: Option<Vec<AggregationConfiguration>> =
            "AggregationConfigurations" [MaxLength(1)],
    }

    /// What an event tells besides the usual.
    pub struct ContextKeySelector {
        r#type: Type = "Type",
        /// The keys of the tags or of the conditions.
        equals: Vec<String> =
            "Equals" [MinLength(1), MaxLength(50), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// Which events are counted together, and by what.
    pub struct AggregationConfiguration {
        templates: Vec<Template> = "Templates" [MinLength(1), MaxLength(50)],
        event_category: EventCategoryAggregation = "EventCategory",
    }
}

words! {
    /// How large an event may be.
    pub enum MaxEventSize = ["Standard", "Large"];

    /// Where the additional keys come from.
    pub enum Type = ["TagContext", "RequestContext"];

    /// What events are counted by.
    pub enum Template = ["API_ACTIVITY", "RESOURCE_ACCESS", "USER_ACTIONS"];

    /// What kind of events are counted together.
    pub enum EventCategoryAggregation = ["Data"];
}
