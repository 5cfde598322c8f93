//! The operations on tags.

use crate::arn::Arn;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudwatch::alarm::Alarm;
use crate::services::cloudwatch::errors::{INVALID_PARAMETER_VALUE, RESOURCE_NOT_FOUND_EXCEPTION};
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::services::cloudwatch::shapes::tags::{
    ListTagsForResourceInput, ListTagsForResourceOutput, Tag, TagResourceInput, UntagResourceInput,
};

/// How many tags a resource may have.
///
/// Source: CloudWatch API Reference, "`TagResource`".
const TAGS: usize = 50;

/// Puts tags on an alarm; a tag whose key is there already is replaced.
///
/// Fails as `check` and `find` do, then with [`INVALID_PARAMETER_VALUE`] for too many.
pub fn tag_resource(ctx: &mut Context<'_>, request: TagResourceInput) -> Result<Nothing> {
    check(&request.tags)?;
    let mut alarm = find(ctx, &request.resource_arn)?;
    alarm.tags.extend(request.tags.into_iter().map(|tag| (tag.key, tag.value)));
    if alarm.tags.len() > TAGS {
        return Err(too_many());
    }
    alarm.keep(&mut ctx.txn)?;
    Ok(Nothing {})
}

/// Takes tags off an alarm; a key that it does not have is passed over.
///
/// Fails as `find` does.
pub fn untag_resource(ctx: &mut Context<'_>, request: UntagResourceInput) -> Result<Nothing> {
    let mut alarm = find(ctx, &request.resource_arn)?;
    for key in &request.tag_keys {
        alarm.tags.remove(key);
    }
    alarm.keep(&mut ctx.txn)?;
    Ok(Nothing {})
}

/// Lists the tags of an alarm.
///
/// Fails as `find` does.
pub fn list_tags_for_resource(
    ctx: &mut Context<'_>,
    request: ListTagsForResourceInput,
) -> Result<ListTagsForResourceOutput> {
    let alarm = find(ctx, &request.resource_arn)?;
    let tags = alarm.tags.into_iter().map(|(key, value)| Tag { key, value }).collect();
    Ok(ListTagsForResourceOutput { tags: Some(tags) })
}

/// Returns the alarm of an ARN.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] for what is no ARN of CloudWatch,
/// [`Error::NotEmulated`] for the ARN of another resource than an alarm, and
/// [`RESOURCE_NOT_FOUND_EXCEPTION`] if there is no such alarm. The sentences are ours.
fn find(ctx: &Context<'_>, text: &str) -> Result<Alarm> {
    let arn = Arn::parse(text).filter(|arn| arn.service == "cloudwatch").ok_or_else(|| {
        let sentence = format!("The value {text} for parameter ResourceARN is invalid.");
        ApiError::new(INVALID_PARAMETER_VALUE, sentence)
    })?;
    let Some(name) = arn.resource.strip_prefix("alarm:") else {
        return Err(Error::NotEmulated(format!("tags of {}", arn.resource)));
    };
    let is_here = arn.account == ctx.caller.account && arn.region == ctx.region;
    let found =
        if is_here { Alarm::find(&ctx.txn, (arn.account, arn.region), name)? } else { None };
    let missing = || ApiError::new(RESOURCE_NOT_FOUND_EXCEPTION, "Unknown");
    Ok(found.ok_or_else(missing)?)
}

/// Looks at tags.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] for too many, a key that is given twice, or one of AWS's.
pub(super) fn check(tags: &[Tag]) -> Result<()> {
    if tags.len() > TAGS {
        return Err(too_many());
    }
    for (place, tag) in tags.iter().enumerate() {
        let wrong = if tags[..place].iter().any(|other| other.key == tag.key) {
            "is given more than once"
        } else if tag.key.to_ascii_lowercase().starts_with("aws:") {
            "begins with aws:, which is reserved"
        } else {
            continue;
        };
        let sentence = format!("The tag key {} {wrong}.", tag.key);
        return Err(ApiError::new(INVALID_PARAMETER_VALUE, sentence).into());
    }
    Ok(())
}

fn too_many() -> Error {
    let sentence = format!("A resource can have at most {TAGS} tags.");
    ApiError::new(INVALID_PARAMETER_VALUE, sentence).into()
}
