//! Shapes of the operations on conformance packs.

use super::Word;
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-conformance-pack takes.
    pub struct DeleteConformancePackRequest {
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
    }

    /// What describe-conformance-pack-status takes.
    pub struct DescribeConformancePackStatusRequest {
        /// Only the conformance packs with these names.
        conformance_pack_names: Option<Vec<String>> =
            "ConformancePackNames" [MaxLength(25), Each(&[MinLength(1), MaxLength(256)])],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(20)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-conformance-pack-status answers.
    pub struct DescribeConformancePackStatusResponse {
        /// How far each is.
        conformance_pack_status_details: Option<Vec<ConformancePackStatusDetail>> =
            "ConformancePackStatusDetails" [MaxLength(25)],
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-conformance-packs takes.
    pub struct DescribeConformancePacksRequest {
        /// Only the conformance packs with these names.
        conformance_pack_names: Option<Vec<String>> =
            "ConformancePackNames" [MaxLength(25), Each(&[MinLength(1), MaxLength(256)])],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(20)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-conformance-packs answers.
    pub struct DescribeConformancePacksResponse {
        /// The conformance packs.
        conformance_pack_details: Option<Vec<ConformancePackDetail>> =
            "ConformancePackDetails" [MaxLength(25)],
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-conformance-pack takes.
    pub struct PutConformancePackRequest {
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// The place of the template, as in s3://BUCKET/KEY.
        template_s3_uri: Option<String> = "TemplateS3Uri" [MinLength(1), MaxLength(1024)],
        /// The template itself.
        template_body: Option<String> = "TemplateBody" [MinLength(1), MaxLength(51_200)],
        /// The bucket that templates are kept in.
        delivery_s3_bucket: Option<String> = "DeliveryS3Bucket" [MaxLength(63)],
        /// What keys in this bucket begin with.
        delivery_s3_key_prefix: Option<String> = "DeliveryS3KeyPrefix" [MaxLength(1024)],
        /// The values of the template's parameters.
        conformance_pack_input_parameters: Option<Vec<ConformancePackInputParameter>> =
            "ConformancePackInputParameters" [MaxLength(60)],
        /// A document of Systems Manager that has the template.
        template_ssm_document_details: Option<TemplateSSMDocumentDetails> =
            "TemplateSSMDocumentDetails",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-conformance-pack answers.
    pub struct PutConformancePackResponse {
        /// Its ARN.
        conformance_pack_arn: Option<String> = "ConformancePackArn" [MinLength(1), MaxLength(2048)],
    }

    /// How far a conformance pack is deployed, and why no further.
    pub struct ConformancePackStatusDetail {
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// Its id.
        conformance_pack_id: String = "ConformancePackId" [MinLength(1), MaxLength(1024)],
        /// Its ARN.
        conformance_pack_arn: String = "ConformancePackArn" [MinLength(1), MaxLength(2048)],
        /// How far it is.
        conformance_pack_state: Word<ConformancePackState> = "ConformancePackState",
        /// The ARN of the stack of CloudFormation that it is deployed by.
        stack_arn: String = "StackArn" [MinLength(1), MaxLength(2048)],
        /// Why it is no further.
        conformance_pack_status_reason: Option<String> =
            "ConformancePackStatusReason" [MaxLength(2000)],
        /// When it was last put.
        last_update_requested_time: Timestamp = "LastUpdateRequestedTime",
        /// When that was done.
        last_update_completed_time: Option<Timestamp> = "LastUpdateCompletedTime",
    }

    /// A conformance pack.
    pub struct ConformancePackDetail {
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// Its ARN.
        conformance_pack_arn: String = "ConformancePackArn" [MinLength(1), MaxLength(2048)],
        /// Its id.
        conformance_pack_id: String = "ConformancePackId" [MinLength(1), MaxLength(1024)],
        /// The bucket that templates are kept in.
        delivery_s3_bucket: Option<String> = "DeliveryS3Bucket" [MaxLength(63)],
        /// What keys in this bucket begin with.
        delivery_s3_key_prefix: Option<String> = "DeliveryS3KeyPrefix" [MaxLength(1024)],
        /// The values of the parameters of its template.
        conformance_pack_input_parameters: Option<Vec<ConformancePackInputParameter>> =
            "ConformancePackInputParameters" [MaxLength(60)],
        /// When it was last put.
        last_update_requested_time: Option<Timestamp> = "LastUpdateRequestedTime",
        /// The service that made it.
        created_by: Option<String> = "CreatedBy" [MinLength(1), MaxLength(256)],
        /// The document of Systems Manager that has its template.
        template_ssm_document_details: Option<TemplateSSMDocumentDetails> =
            "TemplateSSMDocumentDetails",
    }

    /// The value of a parameter of a template.
    pub struct ConformancePackInputParameter {
        /// The name of the parameter.
        parameter_name: String = "ParameterName" [MaxLength(255)],
        /// Its value.
        parameter_value: String = "ParameterValue" [MaxLength(4096)],
    }

    /// A document of Systems Manager.
    pub struct TemplateSSMDocumentDetails {
        /// The name or ARN of the document.
        document_name: String = "DocumentName",
        /// Its version.
        document_version: Option<String> = "DocumentVersion",
    }
}

words! {
    /// How far a conformance pack is deployed.
    pub enum ConformancePackState = [
        "CREATE_IN_PROGRESS", "CREATE_COMPLETE", "CREATE_FAILED", "DELETE_IN_PROGRESS",
        "DELETE_FAILED",
    ];
}
