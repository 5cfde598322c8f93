//! The operation that puts data into metrics.

use crate::context::Context;
use crate::error::Result;
use crate::services::cloudwatch::alarm::watch;
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::datum;
use crate::services::cloudwatch::event::METRICS;
use crate::services::cloudwatch::series;
use crate::services::cloudwatch::shapes::data::{Nothing, PutMetricDataInput};
use crate::services::cloudwatch::stream::waiting::Running;

/// Puts data into metrics. A metric comes into being with its first data, and is listed at once.
///
/// AWS says that a new metric may take 15 minutes to be listed, and older data hours to be seen;
/// here nothing has to be waited for. A request is taken as a whole or not at all. How large it is
/// in bytes is not limited.
///
/// Fails with the faults of [`datum::samples`].
pub fn put_metric_data(ctx: &mut Context<'_>, request: PutMetricDataInput) -> Result<Nothing> {
    ctx.extra.touched.push(METRICS);

    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let streams = Running::of(&ctx.txn, owner)?;
    let mut metrics = Vec::new();
    for (metric, samples) in datum::samples(&request, ctx.now)? {
        let times = || samples.iter().map(|sample| sample.time);
        let (Some(first), Some(last)) = (times().min(), times().max()) else { continue };
        let entry = Entry::note(&mut ctx.txn, owner, metric, (first, last))?;
        let now = ctx.now;
        streams.note(&mut ctx.txn, owner, &entry, times().map(|time| (time, now)))?;
        series::append(&mut ctx.txn, entry.number, samples, ctx.now)?;
        metrics.push(entry.metric);
    }
    watch::stir(&mut ctx.txn, owner, &metrics, ctx.now)?;
    Ok(Nothing {})
}
