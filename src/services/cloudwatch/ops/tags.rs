//! The operations on tags.

use std::collections::BTreeMap;

use crate::arn::Arn;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudwatch::alarm::Alarm;
use crate::services::cloudwatch::alarm::mute::MuteRule;
use crate::services::cloudwatch::dashboard::Dashboard;
use crate::services::cloudwatch::errors::{INVALID_PARAMETER_VALUE, RESOURCE_NOT_FOUND_EXCEPTION};
use crate::services::cloudwatch::insight_rule::Rule;
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::services::cloudwatch::shapes::tags::{
    ListTagsForResourceInput, ListTagsForResourceOutput, Tag, TagResourceInput, UntagResourceInput,
};
use crate::services::cloudwatch::stream::Stream;
use crate::store::Txn;

/// How many tags a resource may have.
///
/// Source: CloudWatch API Reference, "`TagResource`".
const TAGS: usize = 50;

/// Puts tags on an alarm, a mute rule, a dashboard, a metric stream or an insight rule; a tag whose key
/// is there already is replaced.
///
/// Fails as `check` and `find` do, then with [`INVALID_PARAMETER_VALUE`] for too many.
pub fn tag_resource(ctx: &mut Context<'_>, request: TagResourceInput) -> Result<Nothing> {
    check(&request.tags)?;
    let mut tagged = find(ctx, &request.resource_arn)?;
    tagged.tags().extend(request.tags.into_iter().map(|tag| (tag.key, tag.value)));
    if tagged.tags().len() > TAGS {
        return Err(too_many());
    }
    tagged.keep(&mut ctx.txn)?;
    Ok(Nothing {})
}

/// Takes tags off what can have them; a key that it does not have is passed over.
///
/// Fails as `find` does.
pub fn untag_resource(ctx: &mut Context<'_>, request: UntagResourceInput) -> Result<Nothing> {
    let mut tagged = find(ctx, &request.resource_arn)?;
    for key in &request.tag_keys {
        tagged.tags().remove(key);
    }
    tagged.keep(&mut ctx.txn)?;
    Ok(Nothing {})
}

/// Lists the tags of what can have them.
///
/// Fails as `find` does.
pub fn list_tags_for_resource(
    ctx: &mut Context<'_>,
    request: ListTagsForResourceInput,
) -> Result<ListTagsForResourceOutput> {
    let mut tagged = find(ctx, &request.resource_arn)?;
    let tags = std::mem::take(tagged.tags());
    let tags = tags.into_iter().map(|(key, value)| Tag { key, value }).collect();
    Ok(ListTagsForResourceOutput { tags: Some(tags) })
}

/// What has tags.
enum Tagged {
    Alarm(Box<Alarm>),
    Dashboard(Dashboard),
    MuteRule(MuteRule),
    Stream(Box<Stream>),
    Rule(Box<Rule>),
}

impl Tagged {
    const fn tags(&mut self) -> &mut BTreeMap<String, String> {
        match self {
            Self::Alarm(alarm) => &mut alarm.tags,
            Self::Dashboard(dashboard) => &mut dashboard.tags,
            Self::MuteRule(rule) => &mut rule.tags,
            Self::Stream(stream) => &mut stream.tags,
            Self::Rule(rule) => &mut rule.tags,
        }
    }

    fn keep(&self, txn: &mut Txn<'_>) -> Result<()> {
        match self {
            Self::Alarm(alarm) => alarm.keep(txn)?,
            Self::Dashboard(dashboard) => txn.put(dashboard),
            Self::MuteRule(rule) => txn.put(rule),
            Self::Stream(stream) => txn.put(&**stream),
            Self::Rule(rule) => txn.put(&**rule),
        }
        Ok(())
    }
}

/// Returns what an ARN names.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] for what is no ARN of CloudWatch or that of a resource that has
/// no tags, and with [`RESOURCE_NOT_FOUND_EXCEPTION`] if there is no such resource. The sentences are ours.
///
/// Source: CloudWatch API Reference, "`TagResource`": its errors, and what has tags.
fn find(ctx: &Context<'_>, text: &str) -> Result<Tagged> {
    let invalid = || {
        let sentence = format!("The value {text} for parameter ResourceARN is invalid.");
        ApiError::new(INVALID_PARAMETER_VALUE, sentence)
    };
    let arn = Arn::parse(text).filter(|arn| arn.service == "cloudwatch").ok_or_else(invalid)?;
    let own = arn.account == ctx.caller.account;
    let found = if let Some(name) = arn.resource.strip_prefix("dashboard/") {
        let own = own && arn.region.is_empty();
        let found = if own { Dashboard::find(&ctx.txn, arn.account, name)? } else { None };
        found.map(Tagged::Dashboard)
    } else if let Some(name) = arn.resource.strip_prefix("alarm:") {
        let own = own && arn.region == ctx.region;
        let place = (arn.account, arn.region);
        let found = if own { Alarm::find(&ctx.txn, place, name)? } else { None };
        found.map(|alarm| Tagged::Alarm(Box::new(alarm)))
    } else if let Some(name) = arn.resource.strip_prefix("alarm-mute-rule:") {
        let own = own && arn.region == ctx.region;
        let place = (arn.account, arn.region);
        let found = if own { MuteRule::find(&ctx.txn, place, name)? } else { None };
        found.map(Tagged::MuteRule)
    } else if let Some(name) = arn.resource.strip_prefix("metric-stream/") {
        let own = own && arn.region == ctx.region;
        let place = (arn.account, arn.region);
        let found = if own { Stream::find(&ctx.txn, place, name)? } else { None };
        found.map(|stream| Tagged::Stream(Box::new(stream)))
    } else if let Some(name) = arn.resource.strip_prefix("insight-rule/") {
        let own = own && arn.region == ctx.region;
        let place = (arn.account, arn.region);
        let found = if own { Rule::find(&ctx.txn, place, name)? } else { None };
        found.map(|rule| Tagged::Rule(Box::new(rule)))
    } else {
        return Err(invalid().into());
    };
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
