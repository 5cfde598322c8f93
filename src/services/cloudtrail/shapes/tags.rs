//! Shapes of the operations on tags.

use crate::schema::Limit::{MaxLength, MinLength};
use crate::shape;

shape! {
    /// A label on a resource.
    pub struct Tag {
        /// The label, up to 128 characters.
        key: String = "Key" [MinLength(1), MaxLength(128)],
        /// What it says, up to 256 characters.
        value: Option<String> = "Value" [MinLength(1), MaxLength(256)],
    }

    /// Puts tags on a resource; a tag with a key that is there already replaces it.
    pub struct AddTagsRequest {
        /// The ARN of the resource.
        resource_id: String = "ResourceId",
        /// The tags; a resource has at most 50.
        tags_list: Vec<Tag> = "TagsList" [MaxLength(200)],
    }

    /// Takes tags off a resource.
    pub struct RemoveTagsRequest {
        /// The ARN of the resource.
        resource_id: String = "ResourceId",
        /// The tags; their values do not matter.
        tags_list: Vec<Tag> = "TagsList" [MaxLength(200)],
    }

    /// Asks for the tags of resources.
    pub struct ListTagsRequest {
        /// The ARNs of the resources, at most 20.
        resource_id_list: Vec<String> = "ResourceIdList",
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// The tags of resources.
    pub struct ListTagsResponse {
        /// Each resource with its tags.
        resource_tag_list: Option<Vec<ResourceTag>> = "ResourceTagList",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken",
    }

    /// The tags of one resource.
    pub struct ResourceTag {
        /// The ARN of the resource.
        resource_id: Option<String> = "ResourceId",
        /// Its tags.
        tags_list: Option<Vec<Tag>> = "TagsList" [MaxLength(200)],
    }
}
