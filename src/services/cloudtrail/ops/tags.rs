//! The operations on tags.

use std::collections::BTreeMap;

use crate::arn::Arn;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudtrail::errors::{
    CLOUD_TRAIL_ARN_INVALID, INVALID_TAG_PARAMETER, INVALID_TOKEN, RESOURCE_NOT_FOUND,
    RESOURCE_TYPE_NOT_SUPPORTED, TAGS_LIMIT_EXCEEDED, TRAIL_NOT_FOUND,
};
use crate::services::cloudtrail::shapes::tags::{
    AddTagsRequest, ListTagsRequest, ListTagsResponse, RemoveTagsRequest, ResourceTag, Tag,
};
use crate::services::cloudtrail::shapes::trails::Nothing;
use crate::services::cloudtrail::trail::Trail;

/// How many tags a resource may have.
///
/// Source: CloudTrail API Reference, "`AddTags`".
const TAGS: usize = 50;

/// How many resources `list-tags` takes.
///
/// Source: CloudTrail API Reference, "`ListTags`".
const RESOURCES: usize = 20;

/// Puts tags on a trail; a tag whose key is there already is replaced.
///
/// Fails with, in the order in which they are checked: [`CLOUD_TRAIL_ARN_INVALID`],
/// [`RESOURCE_TYPE_NOT_SUPPORTED`], [`RESOURCE_NOT_FOUND`], [`INVALID_TAG_PARAMETER`],
/// [`TAGS_LIMIT_EXCEEDED`].
pub fn add_tags(ctx: &mut Context<'_>, request: AddTagsRequest) -> Result<Nothing> {
    let mut trail = tagged(ctx, &request.resource_id)?;
    put_tags(&mut trail.tags, &request.tags_list)?;
    ctx.txn.put(&trail);
    Ok(Nothing {})
}

/// Takes tags off a trail; a key that it does not have is passed over.
///
/// Fails as [`add_tags`] does, except for the limits of tags.
pub fn remove_tags(ctx: &mut Context<'_>, request: RemoveTagsRequest) -> Result<Nothing> {
    let mut trail = tagged(ctx, &request.resource_id)?;
    for tag in &request.tags_list {
        trail.tags.remove(&tag.key);
    }
    ctx.txn.put(&trail);
    Ok(Nothing {})
}

/// Lists the tags of trails.
///
/// Fails with [`INVALID_TOKEN`] if there is a token, since everything fits one page, and as
/// [`add_tags`] does for each resource.
pub fn list_tags(ctx: &mut Context<'_>, request: ListTagsRequest) -> Result<ListTagsResponse> {
    if request.next_token.is_some() {
        return Err(ApiError::new(INVALID_TOKEN, "The token is not valid.").into());
    }
    if request.resource_id_list.len() > RESOURCES {
        let message = format!("At most {RESOURCES} resources can be listed at a time.");
        return Err(ApiError::new(RESOURCE_NOT_FOUND, message).into());
    }
    let tags_of = |id: &String| -> Result<ResourceTag> {
        let tags = tagged(ctx, id)?.tags;
        Ok(ResourceTag {
            resource_id: Some(id.clone()),
            tags_list: Some(tags.into_iter().map(|(key, value)| Tag { key, value }).collect()),
        })
    };
    let resources = request.resource_id_list.iter().map(tags_of).collect::<Result<_>>()?;
    Ok(ListTagsResponse { resource_tag_list: Some(resources), next_token: None })
}

/// Puts tags among those that are there.
///
/// Fails with [`INVALID_TAG_PARAMETER`] if a key is given twice or is one of AWS's, then with
/// [`TAGS_LIMIT_EXCEEDED`].
pub(super) fn put_tags(
    tags: &mut BTreeMap<String, Option<String>>,
    new: &[Tag],
) -> Result<(), ApiError> {
    let invalid = |message: String| Err(ApiError::new(INVALID_TAG_PARAMETER, message));
    for (position, tag) in new.iter().enumerate() {
        if new[..position].iter().any(|other| other.key == tag.key) {
            return invalid(format!("The tag key {} is given more than once.", tag.key));
        }
        if tag.key.to_ascii_lowercase().starts_with("aws:") {
            return invalid(format!(
                "The tag key {} begins with aws:, which is reserved.",
                tag.key
            ));
        }
    }
    tags.extend(new.iter().map(|tag| (tag.key.clone(), tag.value.clone())));
    if tags.len() > TAGS {
        let message = format!("A resource can have at most {TAGS} tags.");
        return Err(ApiError::new(TAGS_LIMIT_EXCEEDED, message));
    }
    Ok(())
}

/// Returns the trail that a resource id names.
fn tagged(ctx: &Context<'_>, id: &str) -> Result<Trail> {
    let arn = Arn::parse(id).filter(|arn| arn.service == "cloudtrail").ok_or_else(|| {
        ApiError::new(CLOUD_TRAIL_ARN_INVALID, format!("Trail ARN {id} is not valid."))
    })?;
    match arn.resource.split('/').next() {
        Some("trail") => Trail::find(ctx, id).map_err(|error| match error {
            Error::Api(api) if api.code() == TRAIL_NOT_FOUND => {
                ApiError::new(RESOURCE_NOT_FOUND, format!("Unknown trail: {id}")).into()
            }
            other => other,
        }),
        Some("eventdatastore" | "channel" | "dashboard") => Err(Error::NotEmulated(format!(
            "cloudtrail tagging of a {}",
            arn.resource.split('/').next().unwrap_or_default()
        ))),
        _ => Err(ApiError::new(
            RESOURCE_TYPE_NOT_SUPPORTED,
            format!("The resource type of {id} is not supported."),
        )
        .into()),
    }
}
