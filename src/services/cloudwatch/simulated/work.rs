//! Publishing what has fallen due.
//!
//! Where the clock moves on by a lot, a resource publishes what comes within two hours at once: data
//! may lie ahead of the time of a chore, and alarms count them only from when they come on. So a month
//! costs hundreds of transactions and not tens of thousands, and ends as if it had passed minute by
//! minute.

use std::collections::BTreeMap;
use std::time::Duration;

use super::published::{self, Datum, Scope};
use super::{Due, Service, Source};
use crate::context::Context;
use crate::error::Result;
use crate::operation::Chore;
use crate::services::cloudwatch::alarm::watch;
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::sample::{Resolution, Sample};
use crate::services::cloudwatch::series;
use crate::services::cloudwatch::stream::waiting::Running;
use crate::store::{Record, Txn};
use crate::time::Timestamp;

/// How much is published at once: what alarms look ahead is more.
const AT_ONCE: Duration = Duration::from_hours(2);

/// Publishes what simulated resources do.
pub const CHORE: Chore =
    Chore { name: "publish metrics of simulated resources", due: next, run: publish };

/// Returns when a resource publishes next. All that comes before that time is there.
pub fn next(txn: &Txn<'_>) -> Result<Option<Timestamp>> {
    let first = txn.scan::<Due>(&Due::all()).next().transpose()?;
    Ok(first.map(|due| due.time))
}

/// Samples, and when each of them comes.
type Published = (Vec<Sample>, Vec<Timestamp>);

/// Publishes what the first resource that is due does.
fn publish(ctx: &mut Context<'_>) -> Result<()> {
    let Some(due) = ctx.txn.scan::<Due>(&Due::all()).next().transpose()? else { return Ok(()) };
    ctx.txn.delete(&due.key());
    let owner = (due.account.as_str(), due.region.as_str());
    let Some(mut source) = Source::find(&ctx.txn, owner, &due.namespace, &due.name)? else {
        return Ok(());
    };
    let until = ctx.until.min(ctx.now + AT_ONCE).max(ctx.now);
    let mut data: BTreeMap<(&'static str, Scope), Published> = BTreeMap::new();
    while let Some(comes) = source.next().filter(|time| *time <= until) {
        for Datum { name, unit, scope, time, measure } in published::at(&source, comes) {
            let sample = Sample { time, unit, resolution: Resolution::Minute, measure };
            let published = data.entry((name, scope)).or_default();
            published.0.push(sample);
            published.1.push(comes);
        }
        source.told = comes;
    }
    let monitoring = match source.service {
        Service::Ec2(monitoring) => Some(monitoring),
        _ => None,
    };
    let streams = Running::of(&ctx.txn, owner)?;
    let mut metrics = Vec::new();
    for ((name, scope), (samples, comes)) in data {
        let metric = Metric::new(&due.namespace, name, &scope.dimensions(&source));
        let times = || samples.iter().map(|sample| sample.time);
        let (Some(first), Some(last)) = (times().min(), times().max()) else { continue };
        let entry = Entry::note(&mut ctx.txn, owner, metric, (first, last))?;
        let entry = entry.come_late(&mut ctx.txn, Datum::late(name, scope, monitoring));
        streams.note(&mut ctx.txn, owner, &entry, times().zip(comes))?;
        series::append(&mut ctx.txn, entry.number, samples, ctx.now)?;
        metrics.push(entry.metric);
    }
    // What comes at a tick counts at that tick, since this comes before alarms are evaluated.
    let before = ctx.now - Duration::from_millis(1);
    watch::stir(&mut ctx.txn, owner, &metrics, before)?;
    source.keep(&mut ctx.txn);
    Ok(())
}
