//! Shapes of the operations on conformance packs of an organization.

use super::Word;
use super::conformance_packs::ConformancePackInputParameter;
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-organization-conformance-pack takes.
    pub struct DeleteOrganizationConformancePackRequest {
        /// The name of the conformance pack.
        organization_conformance_pack_name: String =
            "OrganizationConformancePackName" [MinLength(1), MaxLength(128)],
    }

    /// What describe-organization-conformance-pack-statuses takes.
    pub struct DescribeOrganizationConformancePackStatusesRequest {
        /// Only the conformance packs with these names.
        organization_conformance_pack_names: Option<Vec<String>> =
            "OrganizationConformancePackNames"
            [MaxLength(25), Each(&[MinLength(1), MaxLength(128)])],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-organization-conformance-pack-statuses answers.
    pub struct DescribeOrganizationConformancePackStatusesResponse {
        /// How far each is.
        organization_conformance_pack_statuses: Option<Vec<OrganizationConformancePackStatus>> =
            "OrganizationConformancePackStatuses",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-organization-conformance-packs takes.
    pub struct DescribeOrganizationConformancePacksRequest {
        /// Only the conformance packs with these names.
        organization_conformance_pack_names: Option<Vec<String>> =
            "OrganizationConformancePackNames"
            [MaxLength(25), Each(&[MinLength(1), MaxLength(128)])],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-organization-conformance-packs answers.
    pub struct DescribeOrganizationConformancePacksResponse {
        /// The conformance packs.
        organization_conformance_packs: Option<Vec<OrganizationConformancePack>> =
            "OrganizationConformancePacks",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What get-organization-conformance-pack-detailed-status takes.
    pub struct GetOrganizationConformancePackDetailedStatusRequest {
        /// The name of the conformance pack.
        organization_conformance_pack_name: String =
            "OrganizationConformancePackName" [MinLength(1), MaxLength(128)],
        /// Only what is so.
        filters: Option<OrganizationResourceDetailedStatusFilters> = "Filters",
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What get-organization-conformance-pack-detailed-status answers.
    pub struct GetOrganizationConformancePackDetailedStatusResponse {
        /// How far it is, account by account.
        organization_conformance_pack_detailed_statuses: Option<Vec<OrganizationConformancePackDetailedStatus>> =
            "OrganizationConformancePackDetailedStatuses",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-organization-conformance-pack takes.
    pub struct PutOrganizationConformancePackRequest {
        /// The name of the conformance pack.
        organization_conformance_pack_name: String =
            "OrganizationConformancePackName" [MinLength(1), MaxLength(128)],
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
        /// The accounts that are left out.
        excluded_accounts: Option<Vec<String>> = "ExcludedAccounts" [MaxLength(1000)],
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-organization-conformance-pack answers.
    pub struct PutOrganizationConformancePackResponse {
        /// The ARN.
        organization_conformance_pack_arn: Option<String> =
            "OrganizationConformancePackArn" [MinLength(1), MaxLength(256)],
    }

    /// How far a conformance pack of an organization is deployed.
    pub struct OrganizationConformancePackStatus {
        /// The name of the conformance pack.
        organization_conformance_pack_name: String =
            "OrganizationConformancePackName" [MinLength(1), MaxLength(128)],
        /// The word.
        status: Word<OrganizationResourceStatus> = "Status",
        /// The code of what went wrong.
        error_code: Option<String> = "ErrorCode",
        /// Why it failed.
        error_message: Option<String> = "ErrorMessage",
        /// When that last changed.
        last_update_time: Option<Timestamp> = "LastUpdateTime",
    }

    /// A conformance pack of an organization.
    pub struct OrganizationConformancePack {
        /// The name of the conformance pack.
        organization_conformance_pack_name: String =
            "OrganizationConformancePackName" [MinLength(1), MaxLength(128)],
        /// The ARN.
        organization_conformance_pack_arn: String =
            "OrganizationConformancePackArn" [MinLength(1), MaxLength(256)],
        /// The bucket that templates are kept in.
        delivery_s3_bucket: Option<String> = "DeliveryS3Bucket" [MaxLength(63)],
        /// What keys in this bucket begin with.
        delivery_s3_key_prefix: Option<String> = "DeliveryS3KeyPrefix" [MaxLength(1024)],
        /// The values of the parameters of the template.
        conformance_pack_input_parameters: Option<Vec<ConformancePackInputParameter>> =
            "ConformancePackInputParameters" [MaxLength(60)],
        /// The accounts that are left out.
        excluded_accounts: Option<Vec<String>> = "ExcludedAccounts" [MaxLength(1000)],
        /// When that last changed.
        last_update_time: Timestamp = "LastUpdateTime",
    }

    /// Which accounts are told of.
    pub struct OrganizationResourceDetailedStatusFilters {
        /// The account.
        account_id: Option<String> = "AccountId",
        /// The word.
        status: Option<Word<OrganizationResourceDetailedStatus>> = "Status",
    }

    /// How far a conformance pack is deployed in an account.
    pub struct OrganizationConformancePackDetailedStatus {
        /// The account.
        account_id: String = "AccountId",
        /// The name of the conformance pack.
        conformance_pack_name: String = "ConformancePackName" [MinLength(1), MaxLength(256)],
        /// The word.
        status: Word<OrganizationResourceDetailedStatus> = "Status",
        /// The code of what went wrong.
        error_code: Option<String> = "ErrorCode",
        /// Why it failed.
        error_message: Option<String> = "ErrorMessage",
        /// When that last changed.
        last_update_time: Option<Timestamp> = "LastUpdateTime",
    }
}

words! {
    /// How far something of an organization is deployed.
    pub enum OrganizationResourceStatus = [
        "CREATE_SUCCESSFUL", "CREATE_IN_PROGRESS", "CREATE_FAILED", "DELETE_SUCCESSFUL",
        "DELETE_FAILED", "DELETE_IN_PROGRESS", "UPDATE_SUCCESSFUL", "UPDATE_IN_PROGRESS",
        "UPDATE_FAILED",
    ];

    /// How far something is deployed in an account.
    pub enum OrganizationResourceDetailedStatus = [
        "CREATE_SUCCESSFUL", "CREATE_IN_PROGRESS", "CREATE_FAILED", "DELETE_SUCCESSFUL",
        "DELETE_FAILED", "DELETE_IN_PROGRESS", "UPDATE_SUCCESSFUL", "UPDATE_IN_PROGRESS",
        "UPDATE_FAILED",
    ];
}
