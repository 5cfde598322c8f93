//! The operations on event selectors.

use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::cloudtrail::delivery::place;
use crate::services::cloudtrail::errors::INVALID_EVENT_SELECTORS;
use crate::services::cloudtrail::selector::{
    Advanced, Category, Facts, Owner, Selector, Selectors,
};
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
/// - [`INVALID_EVENT_SELECTORS`] if there are both kinds or none, or what [`Selector::parse_all`] or
///   [`Advanced::parse_all`] says.
pub fn put_event_selectors(
    ctx: &mut Context<'_>,
    request: PutEventSelectorsRequest,
) -> Result<EventSelectorsResponse> {
    let mut trail = Trail::find_at_home(ctx, &request.trail_name)?;
    let refuse = |message: &str| Err(ApiError::new(INVALID_EVENT_SELECTORS, message).into());
    trail.selectors = match (&request.event_selectors, &request.advanced_event_selectors) {
        (Some(_), Some(_)) => {
            return refuse(
                "You can select events by using either EventSelectors or AdvancedEventSelectors, \
                 but not both.",
            );
        }
        (None, None) => return refuse("Specify EventSelectors or AdvancedEventSelectors."),
        (Some(basic), None) => Selectors::Basic(Selector::parse_all(basic)?),
        (None, Some(advanced)) => Selectors::Advanced(Advanced::parse_all(advanced, Owner::Trail)?),
    };
    trail.custom_selectors = trail.selectors != Selectors::initial();
    warn_of_stars(ctx, &trail.selectors);
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
    let (basic, advanced) = match &trail.selectors {
        Selectors::Basic(all) => (Some(all.iter().map(Selector::shape).collect()), None),
        Selectors::Advanced(all) => (None, Some(all.iter().map(Advanced::shape).collect())),
    };
    EventSelectorsResponse {
        trail_arn: Some(trail.arn()),
        event_selectors: basic,
        advanced_event_selectors: advanced,
    }
}

/// Warns of stars, which stand for themselves.
fn warn_of_stars(ctx: &mut Context<'_>, selectors: &Selectors) {
    for value in selectors.starred() {
        let instead = match selectors {
            Selectors::Basic(_) => format!(
                "only keys with a star there are taken; all objects are {}/",
                value.split('/').next().unwrap_or_default()
            ),
            Selectors::Advanced(_) => {
                "StartsWith and EndsWith compare beginnings and ends without one".to_owned()
            }
        };
        ctx.extra.warnings.push(format!("the star of {value} stands for itself: {instead}"));
    }
}

/// Warns if a trail takes the data events of its own deliveries, which happen where its bucket is.
pub(super) fn warn_of_circle(ctx: &mut Context<'_>, trail: &Trail) -> Result<()> {
    let Some(bucket) = Bucket::find(&ctx.txn, &trail.bucket)? else { return Ok(()) };
    let beginning = place::beginning(trail, place::Whose::owner(trail));
    let object = [("AWS::S3::Object".to_owned(), format!("{}/{beginning}", bucket.arn()))];
    let put = Facts {
        category: Category::Data,
        source: "s3.amazonaws.com",
        name: "PutObject",
        event_type: "AwsApiCall",
        read_only: false,
        user: None,
        from_console: false,
        error_code: None,
        vpc_endpoint: None,
        resources: &object,
    };
    if trail.covers(&bucket.region) && trail.selectors.takes(&put) {
        ctx.extra.warnings.push(format!(
            "trail {} records data events of s3://{}/{beginning}, where it delivers its own files: \
             each delivery makes an event that makes the next delivery",
            trail.name, bucket.name
        ));
    }
    Ok(())
}
