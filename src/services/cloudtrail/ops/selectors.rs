//! The operations on event selectors.

use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudtrail::delivery::place;
use crate::services::cloudtrail::errors::INVALID_EVENT_SELECTORS;
use crate::services::cloudtrail::selector::{Facts, Selector};
use crate::services::cloudtrail::shapes::selectors::{
    EventSelectorsResponse, GetEventSelectorsRequest, PutEventSelectorsRequest,
};
use crate::services::cloudtrail::trail::Trail;

/// Replaces the selectors of a trail.
///
/// A trail that takes the data events of the place that it delivers to records its own deliveries,
/// each of which makes another; AWS lets it, and so does this, with a warning.
///
/// Fails with, in the order in which they are checked:
///
/// - what [`Trail::find_at_home`] fails with;
/// - [`INVALID_EVENT_SELECTORS`] if there are both kinds or none, or what [`Selector::parse_all`]
///   says.
pub fn put_event_selectors(
    ctx: &mut Context<'_>,
    request: PutEventSelectorsRequest,
) -> Result<EventSelectorsResponse> {
    let mut trail = Trail::find_at_home(ctx, &request.trail_name)?;
    if request.event_selectors.is_some() && request.advanced_event_selectors.is_some() {
        let message = "You can select events by using either EventSelectors or \
                       AdvancedEventSelectors, but not both.";
        return Err(ApiError::new(INVALID_EVENT_SELECTORS, message).into());
    }
    if request.advanced_event_selectors.is_some() {
        return Err(Error::NotEmulated(
            "cloudtrail put-event-selectors --advanced-event-selectors".to_owned(),
        ));
    }
    let Some(selectors) = &request.event_selectors else {
        let message = "Specify EventSelectors or AdvancedEventSelectors.";
        return Err(ApiError::new(INVALID_EVENT_SELECTORS, message).into());
    };
    trail.selectors = Selector::parse_all(selectors)?;
    trail.custom_selectors = trail.selectors != [Selector::initial()];
    for value in trail.selectors.iter().flat_map(Selector::starred) {
        ctx.extra.warnings.push(format!(
            "the star of {value} stands for itself: only keys with a star there are taken; all \
             objects are {}/",
            value.split('/').next().unwrap_or_default()
        ));
    }
    warn_of_circle(ctx, &trail)?;
    ctx.txn.put(&trail);
    Ok(selectors_of(&trail))
}

/// Returns the selectors of a trail.
///
/// Fails with what [`Trail::find`] fails with.
pub fn get_event_selectors(
    ctx: &mut Context<'_>,
    request: GetEventSelectorsRequest,
) -> Result<EventSelectorsResponse> {
    Ok(selectors_of(&Trail::find(ctx, &request.trail_name)?))
}

fn selectors_of(trail: &Trail) -> EventSelectorsResponse {
    EventSelectorsResponse {
        trail_arn: Some(trail.arn()),
        event_selectors: Some(trail.selectors.iter().map(Selector::shape).collect()),
        advanced_event_selectors: None,
    }
}

/// Warns if a trail takes the data events of its own deliveries, which happen where its bucket is.
pub(super) fn warn_of_circle(ctx: &mut Context<'_>, trail: &Trail) -> Result<()> {
    let Some(bucket) = Bucket::find(&ctx.txn, &trail.bucket)? else { return Ok(()) };
    let beginning = place::beginning(trail);
    let object = [("AWS::S3::Object".to_owned(), format!("{}/{beginning}", bucket.arn()))];
    let source = "s3.amazonaws.com";
    let put = Facts { source, read_only: false, management: false, resources: &object };
    if trail.covers(&bucket.region) && trail.selectors.iter().any(|selector| selector.takes(&put)) {
        ctx.extra.warnings.push(format!(
            "trail {} records data events of s3://{}/{beginning}, where it delivers its own files: \
             each delivery makes an event that makes the next delivery",
            trail.name, bucket.name
        ));
    }
    Ok(())
}
