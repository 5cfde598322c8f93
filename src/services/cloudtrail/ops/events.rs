//! The operation on the event history.

use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudtrail::errors::{
    INVALID_LOOKUP_ATTRIBUTES, INVALID_NEXT_TOKEN, INVALID_TIME_RANGE,
};
use crate::services::cloudtrail::history::{self, Position};
use crate::services::cloudtrail::lookup::{Looked, Wanted};
use crate::services::cloudtrail::shapes::events::{LookupEventsRequest, LookupEventsResponse};
use crate::time::Timestamp;

/// How many events a page has at most, and unless the request says fewer.
///
/// Source: CloudTrail API Reference, "`LookupEvents`".
const PAGE: usize = 50;

/// Looks up management events of the last 90 days in the region, the newest first.
///
/// Events of global services are found in every region.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_LOOKUP_ATTRIBUTES`] if there is more than one attribute;
/// - [`INVALID_TIME_RANGE`] if the start lies after the end;
/// - [`INVALID_NEXT_TOKEN`] if the token is not one of this operation.
pub fn lookup_events(
    ctx: &mut Context<'_>,
    request: LookupEventsRequest,
) -> Result<LookupEventsResponse> {
    if request.event_category.is_some() {
        return Err(Error::NotEmulated("cloudtrail lookup-events --event-category".to_owned()));
    }
    let attributes = request.lookup_attributes.unwrap_or_default();
    if attributes.len() > 1 {
        let message = "You can specify only one lookup attribute.";
        return Err(ApiError::new(INVALID_LOOKUP_ATTRIBUTES, message).into());
    }
    let wanted = attributes.first().map(Wanted::of);
    if let (Some(start), Some(end)) = (request.start_time, request.end_time)
        && start > end
    {
        let message = "The start time must be before or the same as the end time.";
        return Err(ApiError::new(INVALID_TIME_RANGE, message).into());
    }
    let before = request.next_token.as_deref().map(position).transpose()?;
    let size = request.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);

    let range = history::visible(ctx.now, request.start_time, request.end_time);
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
            next_token = last.as_ref().map(token);
            break;
        }
        events.push(looked.shape());
        last = Some(entry.position());
    }
    Ok(LookupEventsResponse { events: Some(events), next_token })
}

fn token(position: &Position) -> String {
    let Position { time, number, id } = position;
    page::token("LookupEvents", &format!("{} {number} {id}", time.millis()))
}

fn position(token: &str) -> Result<Position, ApiError> {
    let parse = |position: String| {
        let mut parts = position.splitn(3, ' ');
        let time = Timestamp::from_millis(parts.next()?.parse().ok()?);
        let number = parts.next()?.parse().ok()?;
        Some(Position { time, number, id: parts.next()?.to_owned() })
    };
    page::position("LookupEvents", token)
        .and_then(parse)
        .ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "Invalid next token."))
}
