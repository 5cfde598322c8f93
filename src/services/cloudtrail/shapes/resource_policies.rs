//! Shapes of the operations on policies of event data stores, dashboards and channels.

use crate::schema::Limit::{MaxLength, MinLength};
use crate::shape;

shape! {
    /// What delete-resource-policy takes.
    pub struct DeleteResourcePolicyRequest {
        /// The ARN of the event data store, dashboard or channel.
        resource_arn: String = "ResourceArn" [MinLength(3), MaxLength(256)],
    }

    /// What get-resource-policy takes.
    pub struct GetResourcePolicyRequest {
        /// The ARN of the event data store, dashboard or channel.
        resource_arn: String = "ResourceArn" [MinLength(3), MaxLength(256)],
    }

    /// What get-resource-policy answers.
    pub struct GetResourcePolicyResponse {
        /// The ARN of the event data store, dashboard or channel.
        resource_arn: Option<String> = "ResourceArn" [MinLength(3), MaxLength(256)],
        /// The policy, as JSON.
        resource_policy: Option<String> = "ResourcePolicy" [MinLength(1), MaxLength(8192)],
        /// The policy that an organization gives its delegated administrator.
        delegated_admin_resource_policy: Option<String> =
            "DelegatedAdminResourcePolicy" [MinLength(1), MaxLength(8192)],
    }

    /// What put-resource-policy takes.
    pub struct PutResourcePolicyRequest {
        /// The ARN of the event data store, dashboard or channel.
        resource_arn: String = "ResourceArn" [MinLength(3), MaxLength(256)],
        /// The policy, as JSON.
        resource_policy: String = "ResourcePolicy" [MinLength(1), MaxLength(8192)],
    }

    /// What put-resource-policy answers.
    pub struct PutResourcePolicyResponse {
        /// The ARN of the event data store, dashboard or channel.
        resource_arn: Option<String> = "ResourceArn" [MinLength(3), MaxLength(256)],
        /// The policy, as JSON.
        resource_policy: Option<String> = "ResourcePolicy" [MinLength(1), MaxLength(8192)],
        /// The policy that an organization gives its delegated administrator.
        delegated_admin_resource_policy: Option<String> =
            "DelegatedAdminResourcePolicy" [MinLength(1), MaxLength(8192)],
    }
}
