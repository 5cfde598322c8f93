//! Shapes of the operations on evaluations of resources before there are any.

use super::Word;
use super::compliance::ComplianceType;
use super::rules::EvaluationMode;
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What get-resource-evaluation-summary takes.
    pub struct GetResourceEvaluationSummaryRequest {
        /// The id of the evaluation.
        resource_evaluation_id: String = "ResourceEvaluationId" [MinLength(1), MaxLength(128)],
    }

    /// What get-resource-evaluation-summary answers.
    pub struct GetResourceEvaluationSummaryResponse {
        /// The id of the evaluation before the resource is there.
        resource_evaluation_id: Option<String> =
            "ResourceEvaluationId" [MinLength(1), MaxLength(128)],
        /// How it is evaluated.
        evaluation_mode: Option<EvaluationMode> = "EvaluationMode",
        /// How far it is.
        evaluation_status: Option<EvaluationStatus> = "EvaluationStatus",
        /// When it began.
        evaluation_start_timestamp: Option<Timestamp> = "EvaluationStartTimestamp",
        /// Whether all is as it should be.
        compliance: Option<ComplianceType> = "Compliance",
        /// What it belongs together with.
        evaluation_context: Option<EvaluationContext> = "EvaluationContext",
        /// The resource.
        resource_details: Option<ResourceDetails> = "ResourceDetails",
    }

    /// What list-resource-evaluations takes.
    pub struct ListResourceEvaluationsRequest {
        /// Only what is so.
        filters: Option<ResourceEvaluationFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-resource-evaluations answers.
    pub struct ListResourceEvaluationsResponse {
        /// The evaluations.
        resource_evaluations: Option<Vec<ResourceEvaluation>> = "ResourceEvaluations",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What start-resource-evaluation takes.
    pub struct StartResourceEvaluationRequest {
        /// The resource: its type, its id and what it is like.
        resource_details: ResourceDetails = "ResourceDetails",
        /// What belongs together with other evaluations.
        evaluation_context: Option<EvaluationContext> = "EvaluationContext",
        /// How it is evaluated: PROACTIVE is before the resource is created.
        evaluation_mode: EvaluationMode = "EvaluationMode",
        /// After how many seconds it is given up.
        evaluation_timeout: Option<i32> = "EvaluationTimeout" [Min(0), Max(3600)],
        /// A word of your choice; a second request with it does nothing again.
        client_token: Option<String> = "ClientToken" [MinLength(64), MaxLength(256)],
    }

    /// What start-resource-evaluation answers.
    pub struct StartResourceEvaluationResponse {
        /// The id of the evaluation before the resource is there.
        resource_evaluation_id: Option<String> =
            "ResourceEvaluationId" [MinLength(1), MaxLength(128)],
    }

    /// How far an evaluation is, and why no further.
    pub struct EvaluationStatus {
        /// The word.
        status: ResourceEvaluationStatus = "Status",
        /// Why it failed.
        failure_reason: Option<String> = "FailureReason" [MinLength(1), MaxLength(1024)],
    }

    /// What evaluations belong together.
    pub struct EvaluationContext {
        /// A word of your choice that is theirs alone.
        evaluation_context_identifier: Option<String> =
            "EvaluationContextIdentifier" [MinLength(1), MaxLength(128)],
    }

    /// A resource before it is created.
    pub struct ResourceDetails {
        /// The id of the resource.
        resource_id: String = "ResourceId" [MinLength(1), MaxLength(768)],
        /// The type of the resource.
        resource_type: String = "ResourceType" [MinLength(1), MaxLength(256)],
        /// What the resource is like, as JSON.
        resource_configuration: String = "ResourceConfiguration" [MinLength(1), MaxLength(51_200)],
        /// The schema that it is told in.
        resource_configuration_schema_type: Option<Word<ResourceConfigurationSchemaType>> =
            "ResourceConfigurationSchemaType",
    }

    /// Which evaluations are listed.
    pub struct ResourceEvaluationFilters {
        /// How it is evaluated.
        evaluation_mode: Option<EvaluationMode> = "EvaluationMode",
        /// When they began.
        time_window: Option<TimeWindow> = "TimeWindow",
        /// A word of your choice that is theirs alone.
        evaluation_context_identifier: Option<String> =
            "EvaluationContextIdentifier" [MinLength(1), MaxLength(128)],
    }

    /// A time from its beginning to its end.
    pub struct TimeWindow {
        /// The beginning.
        start_time: Option<Timestamp> = "StartTime",
        /// The end.
        end_time: Option<Timestamp> = "EndTime",
    }

    /// An evaluation in a list.
    pub struct ResourceEvaluation {
        /// The id of the evaluation before the resource is there.
        resource_evaluation_id: Option<String> =
            "ResourceEvaluationId" [MinLength(1), MaxLength(128)],
        /// How it is evaluated.
        evaluation_mode: Option<EvaluationMode> = "EvaluationMode",
        /// When it began.
        evaluation_start_timestamp: Option<Timestamp> = "EvaluationStartTimestamp",
    }
}

words! {
    /// How far an evaluation is.
    pub enum ResourceEvaluationStatus {
        /// It is not done.
        InProgress = "IN_PROGRESS",
        /// It did not work.
        Failed = "FAILED",
        /// It is done.
        Succeeded = "SUCCEEDED",
    }
}

words! {
    /// What schema a resource is told in.
    pub enum ResourceConfigurationSchemaType = ["CFN_RESOURCE_SCHEMA"];
}
