//! The operations on tags, which recorders, rules, conformance packs, aggregators, authorizations,
//! connectors and stored queries have, and what is an organization's.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::config::aggregator::{Aggregator, Authorization};
use crate::services::config::conformance::Pack;
use crate::services::config::connector::Connector;
use crate::services::config::errors::{RESOURCE_NOT_FOUND, TOO_MANY_TAGS, VALIDATION};
use crate::services::config::linked::Linked;
use crate::services::config::organization::{Deployment, What};
use crate::services::config::recorder::Recorder;
use crate::services::config::rule::Rule;
use crate::services::config::shapes::Nothing;
use crate::services::config::shapes::tags::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, Tag, TagResourceRequest,
    UntagResourceRequest,
};
use crate::services::config::stored_query::StoredQuery;

use super::paged;

/// How many tags a resource may have.
///
/// Source: AWS Config API Reference, "`TagResource`".
const TAGS: usize = 50;

/// Something that has tags.
enum Tagged {
    Recorder(Box<Recorder>),
    Rule(Box<Rule>),
    Pack(Box<Pack>),
    Aggregator(Box<Aggregator>),
    Authorization(Box<Authorization>),
    Connector(Box<Connector>),
    Query(Box<StoredQuery>),
    Linked(Box<Linked>),
    Deployment(Box<Deployment>),
}

impl Tagged {
    fn tags(&mut self) -> &mut BTreeMap<String, String> {
        match self {
            Self::Recorder(recorder) => &mut recorder.tags,
            Self::Rule(rule) => &mut rule.tags,
            Self::Pack(pack) => &mut pack.tags,
            Self::Aggregator(aggregator) => &mut aggregator.tags,
            Self::Authorization(authorization) => &mut authorization.tags,
            Self::Connector(connector) => &mut connector.tags,
            Self::Query(query) => &mut query.tags,
            Self::Linked(linked) => &mut linked.tags,
            Self::Deployment(deployment) => &mut deployment.tags,
        }
    }

    fn put(&self, ctx: &mut Context<'_>) {
        match self {
            Self::Recorder(recorder) => ctx.txn.put(&**recorder),
            Self::Rule(rule) => ctx.txn.put(&**rule),
            Self::Pack(pack) => ctx.txn.put(&**pack),
            Self::Aggregator(aggregator) => ctx.txn.put(&**aggregator),
            Self::Authorization(authorization) => ctx.txn.put(&**authorization),
            Self::Connector(connector) => ctx.txn.put(&**connector),
            Self::Query(query) => ctx.txn.put(&**query),
            Self::Linked(linked) => ctx.txn.put(&**linked),
            Self::Deployment(deployment) => ctx.txn.put(&**deployment),
        }
    }
}

/// Puts tags on a resource; a tag whose key is there already is replaced.
///
/// Fails with [`RESOURCE_NOT_FOUND`], then with what `put_tags` fails with.
pub fn tag_resource(ctx: &mut Context<'_>, request: TagResourceRequest) -> Result<Nothing> {
    let mut tagged = find(ctx, &request.resource_arn)?;
    put_tags(tagged.tags(), &request.tags)?;
    tagged.put(ctx);
    Ok(Nothing {})
}

/// Takes tags off a resource; a key that it does not have is passed over.
///
/// Fails with [`RESOURCE_NOT_FOUND`].
pub fn untag_resource(ctx: &mut Context<'_>, request: UntagResourceRequest) -> Result<Nothing> {
    let mut tagged = find(ctx, &request.resource_arn)?;
    for key in &request.tag_keys {
        tagged.tags().remove(key);
    }
    tagged.put(ctx);
    Ok(Nothing {})
}

/// Lists the tags of a resource.
///
/// Fails with [`RESOURCE_NOT_FOUND`], then with `InvalidNextTokenException`.
pub fn list_tags_for_resource(
    ctx: &mut Context<'_>,
    request: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse> {
    let tags = std::mem::take(find(ctx, &request.resource_arn)?.tags());
    let tag = |(key, value)| Tag { key: Some(key), value: Some(value) };
    let asked = (request.next_token.as_deref(), request.limit, TAGS);
    let (tags, next_token) =
        paged("ListTagsForResource", tags.into_iter().map(tag).collect(), asked)?;
    Ok(ListTagsForResourceResponse { tags: Some(tags), next_token })
}

fn find(ctx: &Context<'_>, arn: &str) -> Result<Tagged> {
    let (account, region) = (&ctx.caller.account, &ctx.region);
    let recorder = Recorder::of(&ctx.txn, account, region)?;
    if let Some(recorder) = recorder.filter(|recorder| recorder.arn() == arn) {
        return Ok(Tagged::Recorder(Box::new(recorder)));
    }
    let rules = Rule::of_region(&ctx.txn, (account, region))?;
    if let Some(rule) = rules.into_iter().find(|rule| rule.arn() == arn) {
        return Ok(Tagged::Rule(Box::new(rule)));
    }
    let packs = Pack::of_region(&ctx.txn, (account, region))?;
    if let Some(pack) = packs.into_iter().find(|pack| pack.arn() == arn) {
        return Ok(Tagged::Pack(Box::new(pack)));
    }
    let (txn, owner) = (&ctx.txn, (account.as_str(), region.as_str()));
    let aggregators = Aggregator::of_region(txn, owner)?.into_iter();
    let authorizations = Authorization::of_region(txn, owner)?.into_iter();
    let connectors = Connector::of_region(txn, owner)?.into_iter();
    let queries = StoredQuery::of_region(txn, owner)?.into_iter();
    let linked = Linked::of_region(txn, owner)?.into_iter();
    let found = aggregators
        .map(|one| (one.arn(), Tagged::Aggregator(Box::new(one))))
        .chain(authorizations.map(|one| (one.arn(), Tagged::Authorization(Box::new(one)))))
        .chain(connectors.map(|one| (one.arn(), Tagged::Connector(Box::new(one)))))
        .chain(queries.map(|one| (one.arn(), Tagged::Query(Box::new(one)))))
        .chain(linked.map(|one| (one.arn(), Tagged::Linked(Box::new(one)))))
        .find(|(own, _)| own == arn);
    if let Some((_, tagged)) = found {
        return Ok(tagged);
    }
    for what in [What::Rule, What::Pack] {
        let all = Deployment::of_region(&ctx.txn, what, (account, region))?;
        if let Some(found) = all.into_iter().find(|found| found.arn() == arn) {
            return Ok(Tagged::Deployment(Box::new(found)));
        }
    }
    let message = format!("ResourceArn '{arn}' does not exist");
    Err(ApiError::new(RESOURCE_NOT_FOUND, message).into())
}

/// Puts tags among those that are there.
///
/// Fails with [`VALIDATION`] if a tag has no key, a key is one of AWS's or is given twice, then with
/// [`TOO_MANY_TAGS`]. The sentences are ours.
pub(super) fn put_tags(tags: &mut BTreeMap<String, String>, new: &[Tag]) -> Result<(), ApiError> {
    let invalid = |message: String| Err(ApiError::new(VALIDATION, message));
    for (position, tag) in new.iter().enumerate() {
        let Some(key) = tag.key.as_deref() else {
            return invalid("A tag must have a key.".to_owned());
        };
        if key.to_ascii_lowercase().starts_with("aws:") {
            return invalid(format!("The tag key {key} begins with aws:, which is reserved."));
        }
        if new[..position].iter().any(|other| other.key == tag.key) {
            return invalid(format!("The tag key {key} is given more than once."));
        }
    }
    let pair =
        |tag: &Tag| (tag.key.clone().unwrap_or_default(), tag.value.clone().unwrap_or_default());
    tags.extend(new.iter().map(pair));
    if tags.len() > TAGS {
        let message = format!("A resource can have at most {TAGS} tags.");
        return Err(ApiError::new(TOO_MANY_TAGS, message));
    }
    Ok(())
}
