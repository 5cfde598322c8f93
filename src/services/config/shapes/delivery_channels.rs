//! Shapes of the operations on delivery channels.

use super::Word;
use super::rules::MaximumExecutionFrequency;
use crate::schema::Limit::{Each, MaxLength, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-delivery-channel takes.
    pub struct DeleteDeliveryChannelRequest {
        /// The name of the delivery channel.
        delivery_channel_name: String = "DeliveryChannelName" [MinLength(1), MaxLength(256)],
    }

    /// What deliver-config-snapshot takes.
    pub struct DeliverConfigSnapshotRequest {
        /// The name of the delivery channel that writes it.
        delivery_channel_name: String = "deliveryChannelName" [MinLength(1), MaxLength(256)],
    }

    /// What deliver-config-snapshot answers.
    pub struct DeliverConfigSnapshotResponse {
        /// The id of the snapshot.
        config_snapshot_id: Option<String> = "configSnapshotId",
    }

    /// What describe-delivery-channel-status takes.
    pub struct DescribeDeliveryChannelStatusRequest {
        /// Only the delivery channels with these names.
        delivery_channel_names: Option<Vec<String>> =
            "DeliveryChannelNames" [Each(&[MinLength(1), MaxLength(256)])],
    }

    /// What describe-delivery-channel-status answers.
    pub struct DescribeDeliveryChannelStatusResponse {
        /// How they fare.
        delivery_channels_status: Option<Vec<DeliveryChannelStatus>> = "DeliveryChannelsStatus",
    }

    /// What describe-delivery-channels takes.
    pub struct DescribeDeliveryChannelsRequest {
        /// Only the delivery channels with these names.
        delivery_channel_names: Option<Vec<String>> =
            "DeliveryChannelNames" [Each(&[MinLength(1), MaxLength(256)])],
    }

    /// What describe-delivery-channels answers.
    pub struct DescribeDeliveryChannelsResponse {
        /// The delivery channels.
        delivery_channels: Option<Vec<DeliveryChannel>> = "DeliveryChannels",
    }

    /// What put-delivery-channel takes.
    pub struct PutDeliveryChannelRequest {
        /// The delivery channel: its name, its bucket and its topic.
        delivery_channel: DeliveryChannel = "DeliveryChannel",
    }

    /// How the deliveries of a channel fare.
    pub struct DeliveryChannelStatus {
        /// Its name.
        name: Option<String> = "name",
        /// How the last snapshot was written.
        config_snapshot_delivery_info: Option<ConfigExportDeliveryInfo> =
            "configSnapshotDeliveryInfo",
        /// How the last history files were written.
        config_history_delivery_info: Option<ConfigExportDeliveryInfo> =
            "configHistoryDeliveryInfo",
        /// How the last message was sent.
        config_stream_delivery_info: Option<ConfigStreamDeliveryInfo> = "configStreamDeliveryInfo",
    }

    /// How the last file was written.
    pub struct ConfigExportDeliveryInfo {
        /// How it last went.
        last_status: Option<Word<DeliveryStatus>> = "lastStatus",
        /// What it last failed with.
        last_error_code: Option<String> = "lastErrorCode",
        /// Why it last failed.
        last_error_message: Option<String> = "lastErrorMessage",
        /// When it was last tried.
        last_attempt_time: Option<Timestamp> = "lastAttemptTime",
        /// When it last went well.
        last_successful_time: Option<Timestamp> = "lastSuccessfulTime",
        /// When the next is due.
        next_delivery_time: Option<Timestamp> = "nextDeliveryTime",
    }

    /// How the last message was sent.
    pub struct ConfigStreamDeliveryInfo {
        /// How it last went.
        last_status: Option<Word<DeliveryStatus>> = "lastStatus",
        /// What it last failed with.
        last_error_code: Option<String> = "lastErrorCode",
        /// Why it last failed.
        last_error_message: Option<String> = "lastErrorMessage",
        /// When that last became another.
        last_status_change_time: Option<Timestamp> = "lastStatusChangeTime",
    }

    /// Where configurations are delivered to.
    pub struct DeliveryChannel {
        /// Its name.
        name: Option<String> = "name" [MinLength(1), MaxLength(256)],
        /// The bucket that files go to.
        s3_bucket_name: Option<String> = "s3BucketName",
        /// What their keys begin with.
        s3_key_prefix: Option<String> = "s3KeyPrefix",
        /// The ARN of the KMS key that encrypts them.
        s3_kms_key_arn: Option<String> = "s3KmsKeyArn",
        /// The ARN of the topic that is told.
        sns_topic_arn: Option<String> = "snsTopicARN",
        /// How often a snapshot is written.
        config_snapshot_delivery_properties: Option<ConfigSnapshotDeliveryProperties> =
            "configSnapshotDeliveryProperties",
    }

    /// How often a snapshot is written.
    pub struct ConfigSnapshotDeliveryProperties {
        /// How often: One_Hour, Three_Hours, Six_Hours, Twelve_Hours or TwentyFour_Hours.
        delivery_frequency: Option<Word<MaximumExecutionFrequency>> = "deliveryFrequency",
    }
}

words! {
    /// How a delivery went.
    pub enum DeliveryStatus = ["Success", "Failure", "Not_Applicable"];
}
