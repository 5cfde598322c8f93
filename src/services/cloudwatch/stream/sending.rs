//! What streams do by themselves: they send what waits once its minute is over.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;
use std::time::Duration;

use super::otel::{self, Version};
use super::point::Point;
use super::waiting::{Running, Waiting};
use super::{additional, sends};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::services::cloudwatch::sample::Measure;
use crate::services::cloudwatch::series;
use crate::services::cloudwatch::shapes::metric_streams::MetricStreamOutputFormat as Format;
use crate::services::cloudwatch::simulated::work;
use crate::services::cloudwatch::unit::Unit;
use crate::store::{Record, Txn};
use crate::time::{MINUTE, Timestamp};

/// Sends what is due.
pub const CHORE: Chore = Chore {
    name: "send metrics",
    due: |txn| {
        let first = txn.scan::<Waiting>(&Waiting::all()).next().transpose()?;
        Ok(first.map(|waiting| waiting.due))
    },
    run: send,
};

/// How much is sent at once.
const AT_ONCE: Duration = Duration::from_hours(2);

/// Sends all that waits, to the streams that run now, minute by minute, as far as the clock goes. What
/// resources publish later waits for later minutes, so the files end as if each minute had been looked
/// at; but they are written hundreds of times a month, and not tens of thousands.
fn send(ctx: &mut Context<'_>) -> Result<()> {
    let published = work::next(&ctx.txn)?.unwrap_or(ctx.until);
    let until = published.min(ctx.until).min(ctx.now + AT_ONCE).max(ctx.now);
    let due: Vec<Waiting> = ctx
        .txn
        .range::<Waiting>(&Waiting::all(), &Waiting::all().time(until).end())
        .collect::<Result<_>>()?;
    let measured = measured(&ctx.txn, &due)?;
    let mut owners: BTreeMap<(&str, &str), Running> = BTreeMap::new();
    let mut files: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    let same = |left: &Waiting, right: &Waiting| {
        left.due == right.due && left.account == right.account && left.region == right.region
    };
    for at_once in due.chunk_by(same) {
        let owner = (at_once[0].account.as_str(), at_once[0].region.as_str());
        let running = match owners.entry(owner) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(Running::of(&ctx.txn, owner)?),
        };
        let mut points = Vec::new();
        for waiting in at_once {
            ctx.txn.delete(&waiting.key());
            if running.send(&waiting.metric) {
                points.extend(points_of(waiting, &measured));
            }
        }
        for (stream, put) in running.each() {
            let sent = points.iter().filter(|point| sends(put, &point.metric));
            let sent: Vec<_> = sent.map(|point| (point, additional(put, &point.metric))).collect();
            if sent.is_empty() {
                continue;
            }
            let bytes = match put.output_format {
                Format::Json => {
                    let line = |(point, additional): &(&Point, Vec<&str>)| {
                        point.json(stream, additional) + "\n"
                    };
                    sent.iter().map(line).collect::<String>().into_bytes()
                }
                Format::OpenTelemetry0_7 => otel::messages(stream, Version::Seven, &sent),
                Format::OpenTelemetry1_0 => otel::messages(stream, Version::One, &sent),
            };
            files.entry(stream.file(put.output_format)).or_default().extend(bytes);
        }
    }
    for (path, bytes) in files {
        ctx.txn.append_bytes(&path, &bytes)?;
    }
    Ok(())
}

/// What metrics measured, by the number of the metric, minute and unit.
type Measured = BTreeMap<u64, BTreeMap<Timestamp, BTreeMap<Unit, Vec<Measure>>>>;

/// Reads all that is known of the minutes that wait, each metric's in as few parts as there are.
fn measured(txn: &Txn<'_>, due: &[Waiting]) -> Result<Measured> {
    let mut spans: BTreeMap<u64, Vec<(Timestamp, Timestamp)>> = BTreeMap::new();
    for waiting in due {
        spans.entry(waiting.number).or_default().extend(waiting.spans());
    }
    let mut measured = Measured::new();
    for (number, mut spans) in spans {
        spans.sort_unstable();
        let of_metric = measured.entry(number).or_default();
        let mut spans = spans.into_iter().peekable();
        while let Some((start, mut end)) = spans.next() {
            while let Some((_, later)) = spans.next_if(|(next, _)| *next <= end) {
                end = end.max(later);
            }
            for sample in series::samples(txn, number, (start, end))? {
                match sample {
                    Ok(sample) => {
                        let of_minute = of_metric.entry(sample.time.floor(MINUTE)).or_default();
                        of_minute.entry(sample.unit).or_default().push(sample.measure);
                    }
                    // What is done by itself goes on without what is damaged; who asks for it is told.
                    Err(Error::Damaged(_)) => {}
                    Err(other) => return Err(other),
                }
            }
        }
    }
    Ok(measured)
}

/// Returns the datapoints of what waits, by minute and unit; each is of all that is known of its
/// minute by now.
fn points_of<'m>(waiting: &'m Waiting, measured: &'m Measured) -> impl Iterator<Item = Point> + 'm {
    let of_metric = measured.get(&waiting.number).into_iter();
    of_metric.flat_map(move |of_metric| {
        let minutes = waiting.spans().flat_map(|(start, end)| of_metric.range(start..end));
        let parts = minutes.flat_map(|(minute, units)| {
            units.iter().map(|(unit, measures)| ((*minute, *unit), measures))
        });
        parts.filter_map(|(at, measures)| Point::new(&waiting.metric, at, measures.clone()))
    })
}
