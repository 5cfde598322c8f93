//! Shapes of the operations on tags.

use crate::schema::Limit::{Each, MaxLength, MinLength};
use crate::shape;

shape! {
    /// What list-tags-for-resource takes.
    pub struct ListTagsForResourceInput {
        /// The ARN of the resource.
        resource_arn: String = "ResourceARN" [MinLength(1), MaxLength(1024)],
    }

    /// What list-tags-for-resource answers.
    pub struct ListTagsForResourceOutput {
        /// The tags.
        tags: Option<Vec<Tag>> = "Tags",
    }

    /// What tag-resource takes.
    pub struct TagResourceInput {
        /// The ARN of the resource.
        resource_arn: String = "ResourceARN" [MinLength(1), MaxLength(1024)],
        /// Tags: keys, and a value for each.
        tags: Vec<Tag> = "Tags",
    }

    /// What untag-resource takes.
    pub struct UntagResourceInput {
        /// The ARN of the resource.
        resource_arn: String = "ResourceARN" [MinLength(1), MaxLength(1024)],
        /// The keys of the tags.
        tag_keys: Vec<String> = "TagKeys" [Each(&[MinLength(1), MaxLength(128)])],
    }

    /// A label of a resource.
    pub struct Tag {
        /// The key, which a resource has once.
        key: String = "Key" [MinLength(1), MaxLength(128)],
        /// What it says.
        value: String = "Value" [MaxLength(256)],
    }
}
