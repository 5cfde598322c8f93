//! Shapes of the operations on trails.

use super::tags::Tag;
use crate::schema::Limit::MaxLength;
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// The trail to create.
    pub struct CreateTrailRequest {
        /// The name: 3 to 128 letters, digits, periods, hyphens and underscores, beginning and
        /// ending with a letter or digit.
        name: String = "Name",
        /// The bucket that gets the log files. It must exist, and its policy must let CloudTrail
        /// write: `trailwatch sim policy cloudtrail --bucket B` prints the one that is needed.
        s3_bucket_name: String = "S3BucketName",
        /// What the keys of the files begin with, up to 200 characters.
        s3_key_prefix: Option<String> = "S3KeyPrefix",
        /// The SNS topic that is told of each log file, by its name or ARN: messages come into
        /// `sns/ACCOUNT/REGION/TOPIC.jsonl` in the home folder.
        sns_topic_name: Option<String> = "SnsTopicName",
        /// Whether the trail takes the events of global services such as IAM, which happen in
        /// us-east-1. It does unless this says no; a trail of all regions must.
        include_global_service_events: Option<bool> = "IncludeGlobalServiceEvents",
        /// Whether the trail covers all regions, or only the one that it is created in, as it does
        /// unless this says otherwise.
        is_multi_region_trail: Option<bool> = "IsMultiRegionTrail",
        /// Whether an hourly digest proves that log files have not been changed. Off unless this
        /// switches it on.
        enable_log_file_validation: Option<bool> = "EnableLogFileValidation",
        /// The log group that gets the events too. It is kept; nothing is sent here.
        cloud_watch_logs_log_group_arn: Option<String> = "CloudWatchLogsLogGroupArn",
        /// The role that CloudTrail takes to write to the log group, which comes with it.
        cloud_watch_logs_role_arn: Option<String> = "CloudWatchLogsRoleArn",
        /// The KMS key that encrypts the files: its id or ARN, or `alias/NAME` or the ARN of that.
        kms_key_id: Option<String> = "KmsKeyId",
        /// Whether the trail covers all accounts of the organization, which
        /// `trailwatch sim organization` declares.
        is_organization_trail: Option<bool> = "IsOrganizationTrail",
        /// The trail's tags, at most 50.
        tags_list: Option<Vec<Tag>> = "TagsList" [MaxLength(200)],
    }

    /// What to change of a trail; what is not named stays as it is.
    pub struct UpdateTrailRequest {
        /// The name or ARN of the trail.
        name: String = "Name",
        /// The bucket that gets the log files from now on.
        s3_bucket_name: Option<String> = "S3BucketName",
        /// What the keys of the files begin with, up to 200 characters.
        s3_key_prefix: Option<String> = "S3KeyPrefix",
        /// The SNS topic that is told of each log file, by its name or ARN: messages come into
        /// `sns/ACCOUNT/REGION/TOPIC.jsonl` in the home folder. Empty text takes it away.
        sns_topic_name: Option<String> = "SnsTopicName",
        /// Whether the trail takes the events of global services such as IAM.
        include_global_service_events: Option<bool> = "IncludeGlobalServiceEvents",
        /// Whether the trail covers all regions. Going from all to one also switches the events of
        /// global services off, and going from one to all switches them on.
        is_multi_region_trail: Option<bool> = "IsMultiRegionTrail",
        /// Whether an hourly digest proves that log files have not been changed. Switching it off
        /// ends the chain of digests; switching it on begins a new one.
        enable_log_file_validation: Option<bool> = "EnableLogFileValidation",
        /// The log group that gets the events too. It is kept; nothing is sent here. Empty text, for
        /// the role too, takes it away.
        cloud_watch_logs_log_group_arn: Option<String> = "CloudWatchLogsLogGroupArn",
        /// The role that CloudTrail takes to write to the log group, which comes with it.
        cloud_watch_logs_role_arn: Option<String> = "CloudWatchLogsRoleArn",
        /// The KMS key that encrypts the files: its id or ARN, or `alias/NAME` or the ARN of that.
        /// Empty text takes it away.
        kms_key_id: Option<String> = "KmsKeyId",
        /// Whether the trail covers all accounts of the organization, which
        /// `trailwatch sim organization` declares.
        is_organization_trail: Option<bool> = "IsOrganizationTrail",
    }

    /// The settings of a trail that was created or changed.
    pub struct TrailSettings {
        /// The name.
        name: Option<String> = "Name",
        /// The bucket that gets the log files.
        s3_bucket_name: Option<String> = "S3BucketName",
        /// What the keys of the files begin with.
        s3_key_prefix: Option<String> = "S3KeyPrefix",
        /// The SNS topic, by the name that was given.
        sns_topic_name: Option<String> = "SnsTopicName",
        /// The SNS topic's ARN.
        sns_topic_arn: Option<String> = "SnsTopicARN",
        /// Whether the trail takes the events of global services.
        include_global_service_events: Option<bool> = "IncludeGlobalServiceEvents",
        /// Whether the trail covers all regions.
        is_multi_region_trail: Option<bool> = "IsMultiRegionTrail",
        /// The name across accounts and regions.
        trail_arn: Option<String> = "TrailARN",
        /// Whether digests are written.
        log_file_validation_enabled: Option<bool> = "LogFileValidationEnabled",
        /// The log group that gets the events too.
        cloud_watch_logs_log_group_arn: Option<String> = "CloudWatchLogsLogGroupArn",
        /// The role that CloudTrail takes to write to the log group.
        cloud_watch_logs_role_arn: Option<String> = "CloudWatchLogsRoleArn",
        /// The KMS key that encrypts the log files.
        kms_key_id: Option<String> = "KmsKeyId",
        /// Whether the trail covers all accounts of an organization.
        is_organization_trail: Option<bool> = "IsOrganizationTrail",
    }

    /// The trail to delete. Its log files stay in the bucket.
    pub struct DeleteTrailRequest {
        /// The name or ARN of the trail.
        name: String = "Name",
    }

    /// Asks for the settings of a trail.
    pub struct GetTrailRequest {
        /// The name of a trail of this region, or the ARN of any that covers it.
        name: String = "Name",
    }

    /// The settings of a trail.
    pub struct GetTrailResponse {
        /// The trail.
        trail: Option<Trail> = "Trail",
    }

    /// Asks for the settings of several trails.
    pub struct DescribeTrailsRequest {
        /// Names of trails of this region, or ARNs of any that cover it. Without it, all trails of
        /// the region are described. A name that no trail has is passed over.
        trail_name_list: Option<Vec<String>> = "trailNameList",
        /// Whether trails of other regions that cover this one are described too, as they are
        /// unless this says no.
        include_shadow_trails: Option<bool> = "includeShadowTrails",
    }

    /// The settings of several trails.
    pub struct DescribeTrailsResponse {
        /// The trails.
        trail_list: Option<Vec<Trail>> = "trailList",
    }

    /// The settings of a trail.
    pub struct Trail {
        /// The name.
        name: Option<String> = "Name",
        /// The bucket that gets the log files.
        s3_bucket_name: Option<String> = "S3BucketName",
        /// What the keys of the files begin with.
        s3_key_prefix: Option<String> = "S3KeyPrefix",
        /// The SNS topic, by the name that was given.
        sns_topic_name: Option<String> = "SnsTopicName",
        /// The SNS topic's ARN.
        sns_topic_arn: Option<String> = "SnsTopicARN",
        /// Whether the trail takes the events of global services.
        include_global_service_events: Option<bool> = "IncludeGlobalServiceEvents",
        /// Whether the trail covers all regions.
        is_multi_region_trail: Option<bool> = "IsMultiRegionTrail",
        /// The region that the trail was created in, which alone can change it.
        home_region: Option<String> = "HomeRegion",
        /// The name across accounts and regions.
        trail_arn: Option<String> = "TrailARN",
        /// Whether digests are written.
        log_file_validation_enabled: Option<bool> = "LogFileValidationEnabled",
        /// The log group that gets the events too.
        cloud_watch_logs_log_group_arn: Option<String> = "CloudWatchLogsLogGroupArn",
        /// The role that CloudTrail takes to write to the log group.
        cloud_watch_logs_role_arn: Option<String> = "CloudWatchLogsRoleArn",
        /// The KMS key that encrypts the log files.
        kms_key_id: Option<String> = "KmsKeyId",
        /// Whether the trail has other event selectors than a new one.
        has_custom_event_selectors: Option<bool> = "HasCustomEventSelectors",
        /// Whether the trail has insight selectors.
        has_insight_selectors: Option<bool> = "HasInsightSelectors",
        /// Whether the trail covers all accounts of an organization.
        is_organization_trail: Option<bool> = "IsOrganizationTrail",
    }

    /// Asks for the trails of all regions.
    pub struct ListTrailsRequest {
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// The trails of all regions.
    pub struct ListTrailsResponse {
        /// The trails.
        trails: Option<Vec<TrailInfo>> = "Trails",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken",
    }

    /// Which trail it is.
    pub struct TrailInfo {
        /// The name across accounts and regions.
        trail_arn: Option<String> = "TrailARN",
        /// The name.
        name: Option<String> = "Name",
        /// The region that the trail was created in.
        home_region: Option<String> = "HomeRegion",
    }

    /// Asks how a trail fares in this region.
    pub struct GetTrailStatusRequest {
        /// The name of a trail of this region, or the ARN of any that covers it.
        name: String = "Name",
    }

    /// How a trail fares in a region.
    pub struct GetTrailStatusResponse {
        /// Whether it records.
        is_logging: Option<bool> = "IsLogging",
        /// What S3 said when the last log file could not be delivered.
        latest_delivery_error: Option<String> = "LatestDeliveryError",
        /// What SNS said when the last notification could not be sent.
        latest_notification_error: Option<String> = "LatestNotificationError",
        /// When the last log file was delivered.
        latest_delivery_time: Option<Timestamp> = "LatestDeliveryTime",
        /// When the last notification was sent.
        latest_notification_time: Option<Timestamp> = "LatestNotificationTime",
        /// When it last began to record.
        start_logging_time: Option<Timestamp> = "StartLoggingTime",
        /// When it last stopped recording.
        stop_logging_time: Option<Timestamp> = "StopLoggingTime",
        /// What CloudWatch Logs said when events could not be sent.
        latest_cloud_watch_logs_delivery_error: Option<String> =
            "LatestCloudWatchLogsDeliveryError",
        /// When events were last sent to CloudWatch Logs.
        latest_cloud_watch_logs_delivery_time: Option<Timestamp> = "LatestCloudWatchLogsDeliveryTime",
        /// When the last digest was delivered.
        latest_digest_delivery_time: Option<Timestamp> = "LatestDigestDeliveryTime",
        /// What S3 said when the last digest could not be delivered.
        latest_digest_delivery_error: Option<String> = "LatestDigestDeliveryError",
        /// When delivery of a log file was last tried.
        latest_delivery_attempt_time: Option<String> = "LatestDeliveryAttemptTime",
        /// When a notification was last tried.
        latest_notification_attempt_time: Option<String> = "LatestNotificationAttemptTime",
        /// When a notification last succeeded.
        latest_notification_attempt_succeeded: Option<String> = "LatestNotificationAttemptSucceeded",
        /// When delivery of a log file last succeeded.
        latest_delivery_attempt_succeeded: Option<String> = "LatestDeliveryAttemptSucceeded",
        /// When it last began to record, as text.
        time_logging_started: Option<String> = "TimeLoggingStarted",
        /// When it last stopped recording, as text.
        time_logging_stopped: Option<String> = "TimeLoggingStopped",
    }

    /// The trail that begins to record.
    pub struct StartLoggingRequest {
        /// The name or ARN of the trail.
        name: String = "Name",
    }

    /// The trail that stops recording.
    pub struct StopLoggingRequest {
        /// The name or ARN of the trail.
        name: String = "Name",
    }

    /// Nothing.
    pub struct Nothing {}
}
