//! What streams do by themselves: they send what waits once its minute is over.

use std::collections::BTreeMap;

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

/// Sends all that waits for one time, to the streams that run now.
fn send(ctx: &mut Context<'_>) -> Result<()> {
    let due: Vec<Waiting> = ctx
        .txn
        .range::<Waiting>(&Waiting::all(), &Waiting::all().time(ctx.now).end())
        .collect::<Result<_>>()?;
    let same = |left: &Waiting, right: &Waiting| {
        left.account == right.account && left.region == right.region
    };
    for of_owner in due.chunk_by(same) {
        let owner = (of_owner[0].account.as_str(), of_owner[0].region.as_str());
        let running = Running::of(&ctx.txn, owner)?;
        let mut points = Vec::new();
        for waiting in of_owner {
            ctx.txn.delete(&waiting.key());
            if running.send(&waiting.metric) {
                points.extend(points_of(&ctx.txn, waiting)?);
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
            ctx.txn.append_bytes(&stream.file(put.output_format), &bytes)?;
        }
    }
    Ok(())
}

/// Returns the datapoints of what waits, by minute and unit; each is of all that is known of its
/// minute by now.
fn points_of(txn: &Txn<'_>, waiting: &Waiting) -> Result<Vec<Point>> {
    let mut measures: BTreeMap<(Timestamp, Unit), Vec<Measure>> = BTreeMap::new();
    for (start, end) in waiting.spans() {
        for sample in series::samples(txn, waiting.number, (start, end))? {
            match sample {
                Ok(sample) => measures
                    .entry((sample.time.floor(MINUTE), sample.unit))
                    .or_default()
                    .push(sample.measure),
                // What is done by itself goes on without what is damaged; who asks for it is told.
                Err(Error::Damaged(_)) => {}
                Err(other) => return Err(other),
            }
        }
    }
    let points = measures.into_iter();
    Ok(points.filter_map(|(at, measures)| Point::new(&waiting.metric, at, measures)).collect())
}
