//! Shapes of the operations on what else events tell.

use crate::schema::Limit::{Each, MaxLength, MinLength};
use crate::{shape, words};

shape! {
    /// Asks what events tell besides the usual, and which of them are counted together.
    pub struct GetEventConfigurationRequest {
        /// The name or ARN of the trail.
        trail_name: Option<String> = "TrailName",
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore",
    }

    /// What events tell besides the usual, and which of them are counted together.
    pub struct EventConfiguration {
        /// The ARN of the trail.
        trail_arn: Option<String> = "TrailARN",
        /// The ARN of the event data store.
        event_data_store_arn: Option<String> = "EventDataStoreArn" [MinLength(3), MaxLength(256)],
        /// How large an event may be.
        max_event_size: Option<MaxEventSize> = "MaxEventSize",
        /// What events tell besides the usual.
        context_key_selectors: Option<Vec<ContextKeySelector>> =
            "ContextKeySelectors" [MaxLength(2)],
        /// Which events are counted together, and by what.
        aggregation_configurations: Option<Vec<AggregationConfiguration>> =
            "AggregationConfigurations" [MaxLength(1)],
    }

    /// Says what events tell besides the usual, and which of them are counted together.
    pub struct PutEventConfigurationRequest {
        /// The name or ARN of the trail.
        trail_name: Option<String> = "TrailName",
        /// The ARN of the event data store, or the id at its end.
        event_data_store: Option<String> = "EventDataStore",
        /// How large an event may be: Standard is 256 KB, Large 1 MB.
        max_event_size: Option<MaxEventSize> = "MaxEventSize",
        /// What events tell besides the usual: tags of the resources and principals, or keys of the
        /// conditions of policies. With any, events must be Large.
        context_key_selectors: Option<Vec<ContextKeySelector>> =
            "ContextKeySelectors" [MaxLength(2)],
        /// Which events of a trail are counted together, and by what. This is kept and shown;
        /// events that tell the counts are not made.
        aggregation_configurations: Option<Vec<AggregationConfiguration>> =
            "AggregationConfigurations" [MaxLength(1)],
    }

    /// What an event tells besides the usual.
    pub struct ContextKeySelector {
        /// Where the keys come from.
        r#type: Type = "Type",
        /// The keys of the tags or of the conditions.
        equals: Vec<String> =
            "Equals" [MinLength(1), MaxLength(50), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// Which events are counted together, and by what.
    pub struct AggregationConfiguration {
        /// By what.
        templates: Vec<Template> = "Templates" [MinLength(1), MaxLength(50)],
        /// Which events.
        event_category: EventCategoryAggregation = "EventCategory",
    }
}

words! {
    /// How large an event may be.
    pub enum MaxEventSize {
        /// 256 KB.
        Standard = "Standard",
        /// 1 MB.
        Large = "Large",
    }

    /// Where the additional keys come from.
    pub enum Type {
        /// Tags of resources.
        TagContext = "TagContext",
        /// Conditions of policies.
        RequestContext = "RequestContext",
    }

    /// What events are counted by.
    pub enum Template {
        /// The operation.
        ApiActivity = "API_ACTIVITY",
        /// The resource.
        ResourceAccess = "RESOURCE_ACCESS",
        /// Who calls.
        UserActions = "USER_ACTIONS",
    }

    /// What kind of events are counted together.
    pub enum EventCategoryAggregation {
        /// Data events.
        Data = "Data",
    }
}
