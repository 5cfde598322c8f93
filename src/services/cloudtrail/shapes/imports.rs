//! Shapes of the operations on imports of log files into event data stores.

use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What get-import takes.
    pub struct GetImportRequest {
        /// The id of the import.
        import_id: String = "ImportId" [MinLength(36), MaxLength(36)],
    }

    /// What get-import answers.
    pub struct GetImportResponse {
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        import_source: Option<ImportSource> = "ImportSource",
        start_event_time: Option<Timestamp> = "StartEventTime",
        end_event_time: Option<Timestamp> = "EndEventTime",
        import_status: Option<ImportStatus> = "ImportStatus",
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
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
        failures: Option<Vec<ImportFailureListItem>> = "Failures",
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
        imports: Option<Vec<ImportsListItem>> = "Imports",
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
        /// The id of an import that is tried again. Not for a new import.
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
        /// The ARN of the event data store that is imported into. Only for a new import.
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        import_source: Option<ImportSource> = "ImportSource",
        start_event_time: Option<Timestamp> = "StartEventTime",
        end_event_time: Option<Timestamp> = "EndEventTime",
        import_status: Option<ImportStatus> = "ImportStatus",
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
    }

    /// What stop-import takes.
    pub struct StopImportRequest {
        /// The id of the import.
        import_id: String = "ImportId" [MinLength(36), MaxLength(36)],
    }

    /// What stop-import answers.
    pub struct StopImportResponse {
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
        import_source: Option<ImportSource> = "ImportSource",
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        import_status: Option<ImportStatus> = "ImportStatus",
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
        start_event_time: Option<Timestamp> = "StartEventTime",
        end_event_time: Option<Timestamp> = "EndEventTime",
        import_statistics: Option<ImportStatistics> = "ImportStatistics",
    }

    /// What is imported.
    pub struct ImportSource {
        s3: S3ImportSource = "S3",
    }

    /// Log files in a bucket.
    pub struct S3ImportSource {
        /// The place of the log files, as in s3://BUCKET/AWSLogs/.
        s3_location_uri: String = "S3LocationUri",
        s3_bucket_region: String = "S3BucketRegion",
        /// The role by which the bucket is read.
        s3_bucket_access_role_arn: String = "S3BucketAccessRoleArn",
    }

    /// How much an import has done.
    pub struct ImportStatistics {
        prefixes_found: Option<i64> = "PrefixesFound",
        prefixes_completed: Option<i64> = "PrefixesCompleted",
        files_completed: Option<i64> = "FilesCompleted",
        events_completed: Option<i64> = "EventsCompleted",
        failed_entries: Option<i64> = "FailedEntries",
    }

    /// A file that an import could not take in.
    pub struct ImportFailureListItem {
        /// Where the log file lies.
        location: Option<String> = "Location",
        status: Option<ImportFailureStatus> = "Status",
        error_type: Option<String> = "ErrorType",
        error_message: Option<String> = "ErrorMessage",
        last_updated_time: Option<Timestamp> = "LastUpdatedTime",
    }

    /// An import in a list.
    pub struct ImportsListItem {
        import_id: Option<String> = "ImportId" [MinLength(36), MaxLength(36)],
        import_status: Option<ImportStatus> = "ImportStatus",
        destinations: Option<Vec<String>> =
            "Destinations" [MinLength(1), MaxLength(1), Each(&[MinLength(3), MaxLength(256)])],
        created_timestamp: Option<Timestamp> = "CreatedTimestamp",
        updated_timestamp: Option<Timestamp> = "UpdatedTimestamp",
    }
}

words! {
    /// What state an import is in.
    pub enum ImportStatus = ["INITIALIZING", "IN_PROGRESS", "FAILED", "STOPPED", "COMPLETED"];

    /// Whether a file is still tried.
    pub enum ImportFailureStatus = ["FAILED", "RETRY", "SUCCEEDED"];
}
