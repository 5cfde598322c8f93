//! The operations on metric streams.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::services::cloudwatch::errors::{MISSING_PARAMETER, RESOURCE_NOT_FOUND_EXCEPTION};
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::services::cloudwatch::shapes::metric_streams::{
    DeleteMetricStreamInput, GetMetricStreamInput, GetMetricStreamOutput, ListMetricStreamsInput,
    ListMetricStreamsOutput, PutMetricStreamInput, PutMetricStreamOutput, StartMetricStreamsInput,
    StopMetricStreamsInput,
};
use crate::services::cloudwatch::stream::{Stream, rules};
use crate::store::Record;

use super::alarms::position;
use super::tags;

/// How many streams a page has unless the request says otherwise: as many as it may have.
///
/// Source: CloudWatch API Reference, "`ListMetricStreams`", `MaxResults`.
const PAGE: i32 = 500;

/// Creates a stream, which runs at once, or replaces the settings of one; whether it runs stays then,
/// and tags are for one that is new.
///
/// Fails with what [`rules::check`] fails with, then with what is wrong with the tags.
pub fn put_metric_stream(
    ctx: &mut Context<'_>,
    request: PutMetricStreamInput,
) -> Result<PutMetricStreamOutput> {
    rules::check(&request, &ctx.caller.account)?;
    let found = Stream::find(&ctx.txn, ctx.owner(), &request.name)?;
    let stream = if let Some(mut stream) = found {
        stream.configure(&request, ctx.now);
        stream
    } else {
        tags::check(request.tags.as_deref().unwrap_or_default())?;
        Stream::new(ctx.owner(), &request, ctx.now)
    };
    ctx.txn.put(&stream);
    Ok(PutMetricStreamOutput { arn: Some(stream.arn()) })
}

/// Shows a stream.
///
/// Fails with [`RESOURCE_NOT_FOUND_EXCEPTION`], which has no sentence of its own, as recorded of
/// other resources.
pub fn get_metric_stream(
    ctx: &mut Context<'_>,
    request: GetMetricStreamInput,
) -> Result<GetMetricStreamOutput> {
    let missing = || ApiError::new(RESOURCE_NOT_FOUND_EXCEPTION, "Unknown");
    Stream::find(&ctx.txn, ctx.owner(), &request.name)?.ok_or_else(missing)?.shown()
}

/// Lists the streams of the region, in the order of their names.
///
/// Fails with [`INVALID_NEXT_TOKEN`](crate::services::cloudwatch::errors::INVALID_NEXT_TOKEN).
pub fn list_metric_streams(
    ctx: &mut Context<'_>,
    request: ListMetricStreamsInput,
) -> Result<ListMetricStreamsOutput> {
    let after = request.next_token.as_deref().map(|token| position("ListMetricStreams", token));
    let after = after.transpose()?;
    let size = usize::try_from(request.max_results.unwrap_or(PAGE)).unwrap_or_default();
    let mut streams = Stream::all_of(&ctx.txn, ctx.owner())?;
    streams.retain(|stream| after.as_ref().is_none_or(|after| stream.name > *after));
    let more = streams.len() > size;
    streams.truncate(size);
    let last = streams.last().filter(|_| more);
    Ok(ListMetricStreamsOutput {
        next_token: last.map(|last| page::token("ListMetricStreams", &last.name)),
        entries: Some(streams.iter().map(Stream::entry).collect::<Result<_>>()?),
    })
}

/// Deletes a stream; a name that none has is passed over. What it sent stays.
pub fn delete_metric_stream(
    ctx: &mut Context<'_>,
    request: DeleteMetricStreamInput,
) -> Result<Nothing> {
    if let Some(stream) = Stream::find(&ctx.txn, ctx.owner(), &request.name)? {
        ctx.txn.delete(&stream.key());
    }
    Ok(Nothing {})
}

/// Lets streams send; names that none has are passed over, which is our choice.
///
/// Fails with [`MISSING_PARAMETER`] without names.
pub fn start_metric_streams(
    ctx: &mut Context<'_>,
    request: StartMetricStreamsInput,
) -> Result<Nothing> {
    let_run(ctx, &request.names, true)
}

/// Lets streams send no more, also not what waits to be sent; names that none has are passed over,
/// which is our choice.
///
/// Fails with [`MISSING_PARAMETER`] without names.
pub fn stop_metric_streams(
    ctx: &mut Context<'_>,
    request: StopMetricStreamsInput,
) -> Result<Nothing> {
    let_run(ctx, &request.names, false)
}

fn let_run(ctx: &mut Context<'_>, names: &[String], running: bool) -> Result<Nothing> {
    if names.is_empty() {
        let sentence = "The parameter Names is required.";
        return Err(ApiError::new(MISSING_PARAMETER, sentence).into());
    }
    for name in names {
        if let Some(mut stream) = Stream::find(&ctx.txn, ctx.owner(), name)? {
            stream.running = running;
            ctx.txn.put(&stream);
        }
    }
    Ok(Nothing {})
}
