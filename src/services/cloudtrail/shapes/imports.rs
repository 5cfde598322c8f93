//! Shapes of the operations on imports of log files into event data stores.

use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What get-import takes.
    pub struct GetImportRequest {
        /// The id of the import.
        import_id: String = "ImportId" [MinLength(36), MaxLength(36)],
    }

    /// What get-import answers.
    pub struct GetImportResponse {
        /// The id of the import.
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
        /// The ARN of the event data store that is imported into.
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        /// What is imported.
        import_source: Option<ImportSource> = "ImportSource",
        /// The time of the first event that is imported.
        start_event_time: Option<Timestamp> = "StartEventTime",
        /// The time of the last event that is imported.
        end_event_time: Option<Timestamp> = "EndEventTime",
        /// What state it is in.
        import_status: Option<ImportStatus> = "ImportStatus",
        /// When it was started.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When it last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        /// How much it has done.
        import_statistics: Option<ImportStatistics> = "ImportStatistics",
    }

    /// What list-import-failures takes.
    pub struct ListImportFailuresRequest {
        /// The id of the import.
        import_id: String = "ImportId" [MinLength(36), MaxLength(36)],
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(1000)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What list-import-failures answers.
    pub struct ListImportFailuresResponse {
        /// The files.
        failures: Option<Vec<ImportFailureListItem>> = "Failures",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What list-imports takes.
    pub struct ListImportsRequest {
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(1000)],
        /// The ARN of the event data store that is imported into.
        destination: Option<String> = "Destination" [MinLength(3), MaxLength(256)],
        /// Only imports of this state.
        import_status: Option<ImportStatus> = "ImportStatus",
        /// The token of the page before.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What list-imports answers.
    pub struct ListImportsResponse {
        /// The imports, the newest first.
        imports: Option<Vec<ImportsListItem>> = "Imports",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken" [MinLength(4), MaxLength(1000)],
    }

    /// What start-import takes.
    pub struct StartImportRequest {
        /// The ARN of the event data store that is imported into. Only for a new import.
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        /// The bucket with the log files. Only for a new import.
        import_source: Option<ImportSource> = "ImportSource",
        /// The time of the first event that is imported.
        start_event_time: Option<Timestamp> = "StartEventTime",
        /// The time of the last event that is imported.
        end_event_time: Option<Timestamp> = "EndEventTime",
        /// The id of an import that is tried again. Not for a new import.
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
    }

    /// What start-import answers.
    pub struct StartImportResponse {
        /// The id of the import.
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
        /// The ARN of the event data store that is imported into.
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        /// What is imported.
        import_source: Option<ImportSource> = "ImportSource",
        /// The time of the first event that is imported.
        start_event_time: Option<Timestamp> = "StartEventTime",
        /// The time of the last event that is imported.
        end_event_time: Option<Timestamp> = "EndEventTime",
        /// What state it is in.
        import_status: Option<ImportStatus> = "ImportStatus",
        /// When it was started.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When it last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
    }

    /// What stop-import takes.
    pub struct StopImportRequest {
        /// The id of the import.
        import_id: String = "ImportId" [MinLength(36), MaxLength(36)],
    }

    /// What stop-import answers.
    pub struct StopImportResponse {
        /// The id of the import.
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
        /// What is imported.
        import_source: Option<ImportSource> = "ImportSource",
        /// The ARN of the event data store that is imported into.
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        /// What state it is in.
        import_status: Option<ImportStatus> = "ImportStatus",
        /// When it was started.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When it last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        /// The time of the first event that is imported.
        start_event_time: Option<Timestamp> = "StartEventTime",
        /// The time of the last event that is imported.
        end_event_time: Option<Timestamp> = "EndEventTime",
        /// How much it has done.
        import_statistics: Option<ImportStatistics> = "ImportStatistics",
    }

    /// What is imported.
    pub struct ImportSource {
        /// Log files in a bucket.
        s3: S3ImportSource = "S3",
    }

    /// Log files in a bucket.
    pub struct S3ImportSource {
        /// The place of the log files, as in s3://BUCKET/AWSLogs/.
        s3_location_uri: String = "S3LocationUri",
        /// The region of the bucket.
        s3_bucket_region: String = "S3BucketRegion",
        /// The role by which the bucket is read.
        s3_bucket_access_role_arn: String = "S3BucketAccessRoleArn",
    }

    /// How much an import has done.
    pub struct ImportStatistics {
        /// How many folders there are.
        prefixes_found: Option<i64> = "PrefixesFound",
        /// How many of them are done.
        prefixes_completed: Option<i64> = "PrefixesCompleted",
        /// How many log files are done.
        files_completed: Option<i64> = "FilesCompleted",
        /// How many events were imported.
        events_completed: Option<i64> = "EventsCompleted",
        /// How many files failed.
        failed_entries: Option<i64> = "FailedEntries",
    }

    /// A file that an import could not take in.
    pub struct ImportFailureListItem {
        /// Where the log file lies.
        location: Option<String> = "Location",
        /// Whether it is tried again.
        status: Option<ImportFailureStatus> = "Status",
        /// What kind of trouble it is.
        error_type: Option<String> = "ErrorType",
        /// What is wrong with it.
        error_message: Option<String> = "ErrorMessage",
        /// When it was last tried.
        last_updated_time: Option<Timestamp> = "LastUpdatedTime",
    }

    /// An import in a list.
    pub struct ImportsListItem {
        /// The id of the import.
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
        /// What state it is in.
        import_status: Option<ImportStatus> = "ImportStatus",
        /// The ARN of the event data store that is imported into.
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        /// When it was started.
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        /// When it last changed.
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
    }
}

words! {
    /// What state an import is in.
    pub enum ImportStatus {
        /// It was started, and has not looked at the bucket yet.
        Initializing = "INITIALIZING",
        /// It is under way.
        InProgress = "IN_PROGRESS",
        /// It is done, and some files could not be taken in.
        Failed = "FAILED",
        /// It was stopped.
        Stopped = "STOPPED",
        /// It is done.
        Completed = "COMPLETED",
    }

    /// Whether a file is still tried.
    pub enum ImportFailureStatus {
        /// It could not be taken in.
        Failed = "FAILED",
        /// It is tried again.
        Retry = "RETRY",
        /// It was taken in at another try.
        Succeeded = "SUCCEEDED",
    }
}
