//! Shapes of the operations on tags.

use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::shape;

shape! {
    /// What list-tags-for-resource takes.
    pub struct ListTagsForResourceRequest {
        /// The ARN of the resource.
        resource_arn: String = "ResourceArn" [MinLength(1), MaxLength(1000)],
        /// How many items a page has at most.
        limit: Option<i32> = "Limit" [Min(0), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-tags-for-resource answers.
    pub struct ListTagsForResourceResponse {
        /// The tags.
        tags: Option<Vec<Tag>> = "Tags" [MinLength(1), MaxLength(50)],
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What tag-resource takes.
    pub struct TagResourceRequest {
        /// The ARN of the resource.
        resource_arn: String = "ResourceArn" [MinLength(1), MaxLength(1000)],
        /// Tags: keys, and a value for each.
        tags: Vec<Tag> = "Tags" [MinLength(1), MaxLength(50)],
    }

    /// What untag-resource takes.
    pub struct UntagResourceRequest {
        /// The ARN of the resource.
        resource_arn: String = "ResourceArn" [MinLength(1), MaxLength(1000)],
        /// The keys of the tags.
        tag_keys: Vec<String> =
            "TagKeys" [MinLength(1), MaxLength(50), Each(&[MinLength(1), MaxLength(128)])],
    }

    /// A label of a resource.
    pub struct Tag {
        /// The key.
        key: Option<String> = "Key" [MinLength(1), MaxLength(128)],
        /// The value.
        value: Option<String> = "Value" [MaxLength(256)],
    }
}
