//! Shapes of what evaluations come to.

use super::compliance::ComplianceType;
use crate::schema::Limit::{MaxLength, MinLength};
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// What delete-evaluation-results takes.
    pub struct DeleteEvaluationResultsRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(64)],
    }

    /// What put-evaluations takes.
    pub struct PutEvaluationsRequest {
        /// What was found, resource by resource.
        evaluations: Option<Vec<Evaluation>> = "Evaluations" [MaxLength(100)],
        /// The token that the function was given.
        result_token: String = "ResultToken",
        /// Whether the results are looked at and thrown away.
        test_mode: Option<bool> = "TestMode",
    }

    /// What put-evaluations answers.
    pub struct PutEvaluationsResponse {
        /// Those that could not be kept.
        failed_evaluations: Option<Vec<Evaluation>> = "FailedEvaluations" [MaxLength(100)],
    }

    /// What put-external-evaluation takes.
    pub struct PutExternalEvaluationRequest {
        /// The name of the rule.
        config_rule_name: String = "ConfigRuleName" [MinLength(1), MaxLength(128)],
        /// What was found.
        external_evaluation: ExternalEvaluation = "ExternalEvaluation",
    }

    /// What was found of a resource.
    pub struct Evaluation {
        /// The type of the resource.
        compliance_resource_type: String = "ComplianceResourceType" [MinLength(1), MaxLength(256)],
        /// The id of the resource.
        compliance_resource_id: String = "ComplianceResourceId" [MinLength(1), MaxLength(768)],
        /// Whether it is as it should be.
        compliance_type: ComplianceType = "ComplianceType",
        /// What there is to say about it.
        annotation: Option<String> = "Annotation" [MinLength(1), MaxLength(256)],
        /// When the resource was so.
        ordering_timestamp: Timestamp = "OrderingTimestamp",
    }

    /// What a rule of another service found of a resource.
    pub struct ExternalEvaluation {
        /// The type of the resource.
        compliance_resource_type: String = "ComplianceResourceType" [MinLength(1), MaxLength(256)],
        /// The id of the resource.
        compliance_resource_id: String = "ComplianceResourceId" [MinLength(1), MaxLength(768)],
        /// Whether it is as it should be.
        compliance_type: ComplianceType = "ComplianceType",
        /// What there is to say about it.
        annotation: Option<String> = "Annotation" [MinLength(1), MaxLength(256)],
        /// When the resource was so.
        ordering_timestamp: Timestamp = "OrderingTimestamp",
    }
}
