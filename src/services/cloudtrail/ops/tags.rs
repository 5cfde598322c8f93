//! The operations on tags.

use std::collections::BTreeMap;

use crate::arn::Arn;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudtrail::channel::Channel;
use crate::services::cloudtrail::dashboard::Dashboard;
use crate::services::cloudtrail::errors::{
    CLOUD_TRAIL_ARN_INVALID, INVALID_TAG_PARAMETER, INVALID_TOKEN, RESOURCE_TYPE_NOT_SUPPORTED,
    TAGS_LIMIT_EXCEEDED, TRAIL_NOT_FOUND, VALIDATION,
};
use crate::services::cloudtrail::event_data_store::{EventDataStore, store_arn};
use crate::services::cloudtrail::shapes::tags::{
    AddTagsRequest, ListTagsRequest, ListTagsResponse, RemoveTagsRequest, ResourceTag, Tag,
};
use crate::services::cloudtrail::shapes::trails::Nothing;
use crate::services::cloudtrail::trail::{Trail, trail_arn};

/// How many tags a resource may have.
///
/// Source: CloudTrail API Reference, "`AddTags`".
const TAGS: usize = 50;

/// How many resources `list-tags` takes.
///
/// Source: CloudTrail API Reference, "`ListTags`".
const RESOURCES: usize = 20;

/// Puts tags on a trail or an event data store; a tag whose key is there already is replaced.
///
/// Fails with what `Tagged::find` fails with, then with [`INVALID_TAG_PARAMETER`] or
/// [`TAGS_LIMIT_EXCEEDED`].
pub fn add_tags(ctx: &mut Context<'_>, request: AddTagsRequest) -> Result<Nothing> {
    let mut tagged = Tagged::find(ctx, &request.resource_id)?;
    put_tags(tagged.tags(), &request.tags_list)?;
    tagged.keep(ctx);
    Ok(Nothing {})
}

/// Takes tags off a trail or an event data store; a key that it does not have is passed over.
///
/// Fails with what `Tagged::find` fails with.
pub fn remove_tags(ctx: &mut Context<'_>, request: RemoveTagsRequest) -> Result<Nothing> {
    let mut tagged = Tagged::find(ctx, &request.resource_id)?;
    for tag in &request.tags_list {
        tagged.tags().remove(&tag.key);
    }
    tagged.keep(ctx);
    Ok(Nothing {})
}

/// Lists the tags of trails and event data stores.
///
/// Fails with [`INVALID_TOKEN`] if there is a token, since everything fits one page, with
/// [`VALIDATION`] if there are too many resources, with [`CLOUD_TRAIL_ARN_INVALID`] if they belong to
/// several accounts, and with what `Tagged::find` fails with for each of them.
pub fn list_tags(ctx: &mut Context<'_>, request: ListTagsRequest) -> Result<ListTagsResponse> {
    let ids = &request.resource_id_list;
    if request.next_token.is_some() {
        return Err(ApiError::new(INVALID_TOKEN, "The token is not valid.").into());
    }
    if ids.len() > RESOURCES {
        let message = format!(
            "1 validation error detected: Value '[{}]' at 'resourceIdList' failed to satisfy \
             constraint: Member must have length less than or equal to {RESOURCES}",
            ids.join(", ")
        );
        return Err(ApiError::new(VALIDATION, message).into());
    }
    let mut owners: Vec<_> =
        ids.iter().filter_map(|id| Arn::parse(id)).map(|a| a.account).collect();
    owners.dedup();
    if owners.len() > 1 {
        return Err(invalid_arn("You cannot have resources belonging to multiple owners"));
    }
    let tags_of = |id: &String| -> Result<ResourceTag> {
        let tags = std::mem::take(Tagged::find(ctx, id)?.tags());
        Ok(ResourceTag {
            resource_id: Some(id.clone()),
            tags_list: Some(tags.into_iter().map(|(key, value)| Tag { key, value }).collect()),
        })
    };
    let resources = ids.iter().map(tags_of).collect::<Result<_>>()?;
    Ok(ListTagsResponse { resource_tag_list: Some(resources), next_token: None })
}

/// Puts tags among those that are there.
///
/// Fails with [`INVALID_TAG_PARAMETER`] if a key or value has a character that tags cannot have, a
/// key is given twice or is one of AWS's, then with [`TAGS_LIMIT_EXCEEDED`].
///
/// Source: CloudTrail API Reference, "`InvalidTagParameterException`", of 2015 for the characters.
/// Nobody has published the sentences: they are ours.
pub(super) fn put_tags(
    tags: &mut BTreeMap<String, Option<String>>,
    new: &[Tag],
) -> Result<(), ApiError> {
    let invalid = |message: String| Err(ApiError::new(INVALID_TAG_PARAMETER, message));
    for (position, tag) in new.iter().enumerate() {
        let Tag { key, value } = tag;
        if let Some(text) = [Some(key), value.as_ref()].into_iter().flatten().find(|t| !is_plain(t))
        {
            return invalid(format!(
                "The tag text '{text}' has other characters than letters, digits, spaces and \
                 _ . : / = + - @."
            ));
        }
        if new[..position].iter().any(|other| other.key == *key) {
            return invalid(format!("The tag key {key} is given more than once."));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return invalid(format!("The tag key {key} begins with aws:, which is reserved."));
        }
    }
    tags.extend(new.iter().map(|tag| (tag.key.clone(), tag.value.clone())));
    if tags.len() > TAGS {
        let message = format!("A resource can have at most {TAGS} tags.");
        return Err(ApiError::new(TAGS_LIMIT_EXCEEDED, message));
    }
    Ok(())
}

/// Returns whether text matches `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
    })
}

/// A resource that has tags.
enum Tagged {
    Trail(Trail),
    EventDataStore(EventDataStore),
    Channel(Channel),
    Dashboard(Box<Dashboard>),
}

impl Tagged {
    /// Returns the resource that an id names, which must be one of the region.
    ///
    /// Fails with [`CLOUD_TRAIL_ARN_INVALID`] if the id is no ARN of CloudTrail, or one of another
    /// region or account; with [`RESOURCE_TYPE_NOT_SUPPORTED`] if it is of something that has no
    /// tags; and with what a name is refused with. A trail that there is not counts as one that the
    /// caller may not see; an event data store that there is not, or that is about to be deleted, is
    /// refused as everywhere.
    ///
    /// Source: answers to `ListTags`, for the three sentences on ARNs that are well formed; AWS is
    /// taken to say the same to `AddTags` and `RemoveTags`.
    fn find(ctx: &Context<'_>, id: &str) -> Result<Self> {
        let arn = Arn::parse(id).filter(|arn| arn.service == "cloudtrail");
        let arn = arn.ok_or_else(|| invalid_arn(&format!("Trail ARN {id} is not valid.")))?;
        let kind = arn.resource.split('/').next().unwrap_or_default();
        match kind {
            "trail" => trail_arn(id)?,
            "eventdatastore" => store_arn(id)?,
            "channel" | "dashboard" => arn,
            _ => {
                let message = format!("The resource type of {id} is not supported.");
                return Err(ApiError::new(RESOURCE_TYPE_NOT_SUPPORTED, message).into());
            }
        };
        if arn.region != ctx.region {
            return Err(invalid_arn(&format!(
                "Region in ARN is wrong, you can only access resources in region {}.",
                ctx.region
            )));
        }
        if arn.account != ctx.caller.account {
            return Err(invalid_arn(&format!(
                "AccountID in ARN is wrong, you can only access resources with AccountID {}.",
                ctx.caller.account
            )));
        }
        match kind {
            "eventdatastore" => {
                return EventDataStore::find_active(ctx, id).map(Self::EventDataStore);
            }
            "channel" => return Channel::find(ctx, id).map(Self::Channel),
            "dashboard" => {
                return Dashboard::find(ctx, id).map(|found| Self::Dashboard(Box::new(found)));
            }
            _ => {}
        }
        Trail::find(ctx, id).map(Self::Trail).map_err(|error| match error {
            Error::Api(api) if api.code() == TRAIL_NOT_FOUND => {
                invalid_arn("You must specify an ARN that the caller account can access.")
            }
            other => other,
        })
    }

    const fn tags(&mut self) -> &mut BTreeMap<String, Option<String>> {
        match self {
            Self::Trail(trail) => &mut trail.tags,
            Self::EventDataStore(store) => &mut store.tags,
            Self::Channel(channel) => &mut channel.tags,
            Self::Dashboard(dashboard) => &mut dashboard.tags,
        }
    }

    fn keep(&self, ctx: &mut Context<'_>) {
        match self {
            Self::Trail(trail) => ctx.txn.put(trail),
            Self::EventDataStore(store) => ctx.txn.put(store),
            Self::Channel(channel) => ctx.txn.put(channel),
            Self::Dashboard(dashboard) => ctx.txn.put(dashboard.as_ref()),
        }
    }
}

fn invalid_arn(message: &str) -> Error {
    ApiError::new(CLOUD_TRAIL_ARN_INVALID, message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_the_characters_of_the_published_pattern() {
        for text in ["", "cost centre", "Größe", "五", "a_.:/=+-@1", "½"] {
            assert!(is_plain(text), "{text}");
        }
        for text in ["a&b", "100%", "tab\t", "line\n", "(x)", "it's", "a,b", "🙂"] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
