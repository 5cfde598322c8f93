//! Shapes of the operations on channels, by which events come from elsewhere.

use super::selectors::AdvancedEventSelector;
use super::tags::Tag;
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What create-channel takes.
    pub struct CreateChannelRequest {
        /// The name of the channel.
        name: String = "Name" [MinLength(3), MaxLength(128)],
        /// Where the events come from: Custom, or the name of a partner.
        source: String = "Source" [MinLength(1), MaxLength(256)],
        /// The event data stores that events go to.
        destinations: Vec<Destination> = "Destinations" [MinLength(1), MaxLength(200)],
        /// Tags of the new channel.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(200)],
    }

    /// What create-channel answers.
    pub struct CreateChannelResponse {
        /// The ARN of the channel.
        channel_arn: Option<String> = "ChannelArn" [MinLength(3), MaxLength(256)],
        /// The name of the channel.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// Where the events come from.
        source: Option<String> = "Source" [MinLength(1), MaxLength(256)],
        /// The event data stores that events go to.
        destinations: Option<Vec<Destination>> = "Destinations" [MinLength(1), MaxLength(200)],
        /// Its tags.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(200)],
    }

    /// What delete-channel takes.
    pub struct DeleteChannelRequest {
        /// The ARN of the channel, or its id.
        channel: String = "Channel" [MinLength(3), MaxLength(256)],
    }

    /// What get-channel takes.
    pub struct GetChannelRequest {
        /// The ARN of the channel, or its id.
        channel: String = "Channel" [MinLength(3), MaxLength(256)],
    }

    /// What get-channel answers.
    pub struct GetChannelResponse {
        /// The ARN of the channel.
        channel_arn: Option<String> = "ChannelArn" [MinLength(3), MaxLength(256)],
        /// The name of the channel.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// Where the events come from.
        source: Option<String> = "Source" [MinLength(1), MaxLength(256)],
        /// Which events come through the channel of a service.
        source_config: Option<SourceConfig> = "SourceConfig",
        /// The event data stores that events go to.
        destinations: Option<Vec<Destination>> = "Destinations" [MinLength(1), MaxLength(200)],
        /// When events last came through it.
        ingestion_status: Option<IngestionStatus> = "IngestionStatus",
    }

    /// What list-channels takes.
    pub struct ListChannelsRequest {
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(1000)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What list-channels answers.
    pub struct ListChannelsResponse {
        /// The channels.
        channels: Option<Vec<Channel>> = "Channels",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What update-channel takes.
    pub struct UpdateChannelRequest {
        /// The ARN of the channel, or its id.
        channel: String = "Channel" [MinLength(3), MaxLength(256)],
        /// The event data stores that events go to.
        destinations: Option<Vec<Destination>> = "Destinations" [MinLength(1), MaxLength(200)],
        /// The new name of the channel.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
    }

    /// What update-channel answers.
    pub struct UpdateChannelResponse {
        /// The ARN of the channel.
        channel_arn: Option<String> = "ChannelArn" [MinLength(3), MaxLength(256)],
        /// The new name of the channel.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
        /// Where the events come from.
        source: Option<String> = "Source" [MinLength(1), MaxLength(256)],
        /// The event data stores that events go to.
        destinations: Option<Vec<Destination>> = "Destinations" [MinLength(1), MaxLength(200)],
    }

    /// Where events of a channel go.
    pub struct Destination {
        /// What kind of thing it is.
        r#type: DestinationType = "Type",
        /// The ARN of an event data store, or the name of a service.
        location: String = "Location" [MinLength(3), MaxLength(1024)],
    }

    /// Which events come through a channel of a service.
    pub struct SourceConfig {
        /// Whether events of all regions come through the channel.
        apply_to_all_regions: Option<bool> = "ApplyToAllRegions",
        /// Rules that say which events come.
        advanced_event_selectors: Option<Vec<AdvancedEventSelector>> = "AdvancedEventSelectors",
    }

    /// When events last came through a channel.
    pub struct IngestionStatus {
        /// When an event last came in.
        latest_ingestion_success_time: Option<Timestamp> = "LatestIngestionSuccessTime",
        /// The id of that event.
        latest_ingestion_success_event_id: Option<String> =
            "LatestIngestionSuccessEventID" [MinLength(36), MaxLength(36)],
        /// What the last event that did not come in was refused with.
        latest_ingestion_error_code: Option<String> =
            "LatestIngestionErrorCode" [MinLength(4), MaxLength(1000)],
        /// When an event was last sent.
        latest_ingestion_attempt_time: Option<Timestamp> = "LatestIngestionAttemptTime",
        /// The id of that event.
        latest_ingestion_attempt_event_id: Option<String> =
            "LatestIngestionAttemptEventID" [MinLength(36), MaxLength(36)],
    }

    /// A channel in a list.
    pub struct Channel {
        /// The ARN of the channel.
        channel_arn: Option<String> = "ChannelArn" [MinLength(3), MaxLength(256)],
        /// The name of the channel.
        name: Option<String> = "Name" [MinLength(3), MaxLength(128)],
    }
}

words! {
    /// What kind of thing events of a channel go to.
    pub enum DestinationType {
        /// An event data store.
        EventDataStore = "EVENT_DATA_STORE",
        /// A service.
        AwsService = "AWS_SERVICE",
    }
}
