//! Shapes of the operations on delivery channels.

use super::rules::MaximumExecutionFrequency;
use crate::schema::Limit::{Each, MaxLength, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
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
        delivery_channels: Option<Vec<DeliveryChannel>> = "DeliveryChannels",
    }

    /// What put-delivery-channel takes.
    pub struct PutDeliveryChannelRequest {
        /// The delivery channel: its name, its bucket and its topic.
        delivery_channel: DeliveryChannel = "DeliveryChannel",
    }

    /// How the deliveries of a channel fare.
    pub struct DeliveryChannelStatus {
        name: Option<String> = "name",
        config_snapshot_delivery_info: Option<ConfigExportDeliveryInfo> =
            "configSnapshotDeliveryInfo",
        config_history_delivery_info: Option<ConfigExportDeliveryInfo> =
            "configHistoryDeliveryInfo",
        config_stream_delivery_info: Option<ConfigStreamDeliveryInfo> = "configStreamDeliveryInfo",
    }

    /// How the last file was written.
    pub struct ConfigExportDeliveryInfo {
        last_status: Option<DeliveryStatus> = "lastStatus",
        last_error_code: Option<String> = "lastErrorCode",
        last_error_message: Option<String> = "lastErrorMessage",
        last_attempt_time: Option<Timestamp> = "lastAttemptTime",
        last_successful_time: Option<Timestamp> = "lastSuccessfulTime",
        next_delivery_time: Option<Timestamp> = "nextDeliveryTime",
    }

    /// How the last message was sent.
    pub struct ConfigStreamDeliveryInfo {
        last_status: Option<DeliveryStatus> = "lastStatus",
        last_error_code: Option<String> = "lastErrorCode",
        last_error_message: Option<String> = "lastErrorMessage",
        last_status_change_time: Option<Timestamp> = "lastStatusChangeTime",
    }

    /// Where configurations are delivered to.
    pub struct DeliveryChannel {
        name: Option<String> = "name" [MinLength(1), MaxLength(256)],
        s3_bucket_name: Option<String> = "s3BucketName",
        s3_key_prefix: Option<String> = "s3KeyPrefix",
        s3_kms_key_arn: Option<String> = "s3KmsKeyArn",
        sns_topic_arn: Option<String> = "snsTopicARN",
        /// How often a snapshot is written.
        config_snapshot_delivery_properties: Option<ConfigSnapshotDeliveryProperties> =
            "configSnapshotDeliveryProperties",
    }

    /// How often a snapshot is written.
    pub struct ConfigSnapshotDeliveryProperties {
        delivery_frequency: Option<MaximumExecutionFrequency> = "deliveryFrequency",
    }
}

words! {
    /// How a delivery went.
    pub enum DeliveryStatus = ["Success", "Failure", "Not_Applicable"];
}
