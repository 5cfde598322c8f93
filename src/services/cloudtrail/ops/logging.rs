//! Whether trails record, and how that fares.

use crate::context::Context;
use crate::error::Result;
use crate::services::cloudtrail::delivery::{self, outlet::Outlet};
use crate::services::cloudtrail::shapes::trails::{
    GetTrailStatusRequest, GetTrailStatusResponse, Nothing, StartLoggingRequest, StopLoggingRequest,
};
use crate::services::cloudtrail::trail::Trail;
use crate::time::Timestamp;

/// Tells how a trail fares in the region of the call.
///
/// Fails with what [`Trail::find`] fails with.
pub fn get_trail_status(
    ctx: &mut Context<'_>,
    request: GetTrailStatusRequest,
) -> Result<GetTrailStatusResponse> {
    let trail = Trail::find(ctx, &request.name)?;
    let outlet = Outlet::find(&ctx.txn, &trail, &ctx.caller.account, &ctx.region)?;
    // What the bucket refuses is tried again on each mark, of which nothing needs to be kept.
    let retried = outlet.as_ref().filter(|outlet| outlet.refused.logs);
    let retried = retried.map(|_| ctx.now.floor(delivery::MARK));
    let status = outlet.map(|outlet| outlet.status).unwrap_or_default();
    let text = |time: Option<Timestamp>| {
        Some(time.map_or_else(String::new, |time| time.whole_secs().to_string()))
    };
    Ok(GetTrailStatusResponse {
        is_logging: Some(trail.logging),
        latest_delivery_error: status.error,
        latest_delivery_time: status.delivered,
        start_logging_time: trail.started,
        stop_logging_time: trail.stopped,
        latest_digest_delivery_time: status.digested,
        latest_digest_delivery_error: status.digest_error,
        latest_delivery_attempt_time: text(status.tried.max(retried)),
        latest_notification_time: status.notified,
        latest_notification_attempt_time: text(status.notified),
        latest_notification_attempt_succeeded: text(status.notified),
        latest_delivery_attempt_succeeded: text(status.delivered),
        time_logging_started: text(trail.started),
        time_logging_stopped: text(trail.stopped),
        ..GetTrailStatusResponse::default()
    })
}

/// Lets a trail record from now on; one that records already goes on.
///
/// Fails with what [`Trail::find_at_home`] fails with.
pub fn start_logging(ctx: &mut Context<'_>, request: StartLoggingRequest) -> Result<Nothing> {
    let mut trail = Trail::find_at_home(ctx, &request.name)?;
    if !trail.logging {
        trail.logging = true;
        trail.started = Some(ctx.now);
        settle_digests(ctx, &mut trail)?;
        ctx.txn.put(&trail);
    }
    Ok(Nothing {})
}

/// Lets a trail stop recording; the call itself is the last event that it records.
///
/// Fails with what [`Trail::find_at_home`] fails with.
pub fn stop_logging(ctx: &mut Context<'_>, request: StopLoggingRequest) -> Result<Nothing> {
    let mut trail = Trail::find_at_home(ctx, &request.name)?;
    if trail.logging {
        trail.logging = false;
        trail.stopped = Some(ctx.now);
        settle_digests(ctx, &mut trail)?;
        ctx.txn.put(&trail);
    }
    Ok(Nothing {})
}

/// Begins or ends the chains of digests if recording and validation now say so; a trail that has
/// come to cover all regions goes on with those where it has delivered before.
pub(super) fn settle_digests(ctx: &mut Context<'_>, trail: &mut Trail) -> Result<()> {
    match (trail.digests_since, trail.logging && trail.validation) {
        (None, true) => {
            trail.digests_since = Some(ctx.now.whole_secs());
            delivery::begin_chains(ctx, trail)
        }
        (Some(_), true) if trail.every_region => delivery::begin_chains(ctx, trail),
        (Some(_), false) => {
            trail.digests_since = None;
            delivery::end_chains(ctx, trail, |_| true)
        }
        _ => Ok(()),
    }
}
