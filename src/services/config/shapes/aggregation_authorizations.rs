//! Shapes of the operations on who may aggregate.

use super::tags::Tag;
use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// What delete-aggregation-authorization takes.
    pub struct DeleteAggregationAuthorizationRequest {
        /// The account that may aggregate.
        authorized_account_id: String = "AuthorizedAccountId",
        /// The region that may aggregate.
        authorized_aws_region: String = "AuthorizedAwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// What delete-pending-aggregation-request takes.
    pub struct DeletePendingAggregationRequestRequest {
        /// The account that asks.
        requester_account_id: String = "RequesterAccountId",
        /// The region that asks.
        requester_aws_region: String = "RequesterAwsRegion" [MinLength(1), MaxLength(64)],
    }

    /// What describe-aggregation-authorizations takes.
    pub struct DescribeAggregationAuthorizationsRequest {
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-aggregation-authorizations answers.
    pub struct DescribeAggregationAuthorizationsResponse {
        /// The authorizations.
        aggregation_authorizations: Option<Vec<AggregationAuthorization>> =
            "AggregationAuthorizations",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-pending-aggregation-requests takes.
    pub struct DescribePendingAggregationRequestsRequest {
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(20)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-pending-aggregation-requests answers.
    pub struct DescribePendingAggregationRequestsResponse {
        /// The requests.
        pending_aggregation_requests: Option<Vec<PendingAggregationRequest>> =
            "PendingAggregationRequests",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-aggregation-authorization takes.
    pub struct PutAggregationAuthorizationRequest {
        /// The account that may aggregate.
        authorized_account_id: String = "AuthorizedAccountId",
        /// The region that may aggregate.
        authorized_aws_region: String = "AuthorizedAwsRegion" [MinLength(1), MaxLength(64)],
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags" [MaxLength(50)],
    }

    /// What put-aggregation-authorization answers.
    pub struct PutAggregationAuthorizationResponse {
        /// The authorization.
        aggregation_authorization: Option<AggregationAuthorization> = "AggregationAuthorization",
    }

    /// An account and region that may aggregate.
    pub struct AggregationAuthorization {
        /// Its ARN.
        aggregation_authorization_arn: Option<String> = "AggregationAuthorizationArn",
        /// The account that may aggregate.
        authorized_account_id: Option<String> = "AuthorizedAccountId",
        /// The region that may aggregate.
        authorized_aws_region: Option<String> = "AuthorizedAwsRegion" [MinLength(1), MaxLength(64)],
        /// When it was made.
        creation_time: Option<Timestamp> = "CreationTime",
    }

    /// An account and region that ask to aggregate.
    pub struct PendingAggregationRequest {
        /// The account that asks.
        requester_account_id: Option<String> = "RequesterAccountId",
        /// The region that asks.
        requester_aws_region: Option<String> = "RequesterAwsRegion" [MinLength(1), MaxLength(64)],
    }
}
