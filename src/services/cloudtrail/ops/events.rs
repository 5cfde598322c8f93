//! The operation on the event history.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::cloudtrail::errors::{
    INVALID_LOOKUP_ATTRIBUTES, INVALID_NEXT_TOKEN, INVALID_TIME_RANGE,
};
use crate::services::cloudtrail::history::{self, Position};
use crate::services::cloudtrail::insight;
use crate::services::cloudtrail::lookup::{self, Looked, Wanted};
use crate::services::cloudtrail::shapes::events::{
    EventCategory, LookupEventsRequest, LookupEventsResponse,
};

use super::insights::Page;

/// How many events a page has at most, and unless the request says fewer.
///
/// Source: CloudTrail API Reference, "`LookupEvents`".
const PAGE: usize = 50;

/// Looks up management events of the last 90 days in the region, the newest first, or the Insights
/// events of these.
///
/// Events of global services are found in every region, their Insights events in their own.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_LOOKUP_ATTRIBUTES`] if there is more than one attribute, or one that Insights events
///   do not have;
/// - [`INVALID_TIME_RANGE`] if the start lies after the end;
/// - [`INVALID_NEXT_TOKEN`] if the token is not one of this operation.
pub fn lookup_events(
    ctx: &mut Context<'_>,
    request: LookupEventsRequest,
) -> Result<LookupEventsResponse> {
    let attributes = request.lookup_attributes.unwrap_or_default();
    if attributes.len() > 1 {
        let message = "You can specify only one lookup attribute.";
        return Err(ApiError::new(INVALID_LOOKUP_ATTRIBUTES, message).into());
    }
    let wanted = attributes.first().map(Wanted::of);
    if let (Some(EventCategory::Insight), Some(wanted)) = (request.event_category, &wanted)
        && !lookup::is_of_insights(wanted.key)
    {
        let message = "Insights events can be looked up by EventId, EventName and EventSource.";
        return Err(ApiError::new(INVALID_LOOKUP_ATTRIBUTES, message).into());
    }
    if let (Some(start), Some(end)) = (request.start_time, request.end_time)
        && start > end
    {
        let message = "The start time must be before or the same as the end time.";
        return Err(ApiError::new(INVALID_TIME_RANGE, message).into());
    }
    let page = Page {
        operation: match request.event_category {
            Some(EventCategory::Insight) => "LookupEvents insight",
            None => "LookupEvents",
        },
        token: request.next_token.as_deref(),
        size: request.max_results,
    };
    let before = page.before(INVALID_NEXT_TOKEN)?;
    let range = history::visible(ctx.now, request.start_time, request.end_time);
    if request.event_category.is_some() {
        let is_wanted = |entry: &insight::kept::Entry| {
            entry.subject.trail.is_none()
                && wanted.as_ref().is_none_or(|wanted| wanted.matches_insight(entry))
        };
        let (events, next_token) = page.events(ctx, range, before.as_ref(), is_wanted)?;
        return Ok(LookupEventsResponse { events: Some(events), next_token });
    }
    let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);
    let (account, region) = (&ctx.caller.account, &ctx.region);
    let mut events = Vec::new();
    let mut last: Option<Position> = None;
    let mut next_token = None;
    let filter = wanted.as_ref().map(Wanted::filter);
    let found = history::newest_first(&ctx.txn, (account, region), range, before.as_ref(), filter)?;
    for entry in found {
        let entry = entry?;
        let looked = Looked::at(&entry)?;
        if wanted.as_ref().is_some_and(|wanted| !wanted.matches(&looked)) {
            continue;
        }
        if events.len() == size {
            next_token = last.as_ref().map(|last| lookup::token(page.operation, last));
            break;
        }
        events.push(looked.shape());
        last = Some(entry.position());
    }
    Ok(LookupEventsResponse { events: Some(events), next_token })
}
