//! Files of Insights events.
//!
//! An Insights event that a trail gets waits for the next multiple of five minutes, as an event does
//! for its log file. Digests do not list these files. Where the bucket refuses, they wait until it, or
//! the trail's bucket, is another; with the trail they are gone.
//!
//! Source: CloudTrail User Guide, "Delivery of Insights events"; that digests are silent about them is
//! what delivered digests show.

use serde::{Deserialize, Serialize};

use super::super::trail::Trail;
use super::{MARK, access, headers, object_put, place};
use crate::bucket;
use crate::context::Context;
use crate::error::Result;
use crate::gzip;
use crate::id::suffix;
use crate::operation::Chore;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// Delivers Insights events.
pub const INSIGHTS: Chore = Chore { name: "deliver Insights events", due, run };

/// The most bytes of a waiting batch: longer records would be slow to keep.
const BATCH: usize = 5_000;

/// Insights events of a trail and region that wait to be delivered together.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Batch {
    trail: String,
    account: String,
    home: String,
    name: String,
    region: String,
    number: u64,
    due: Timestamp,
    #[serde(default)]
    refused: bool,
    records: Vec<String>,
}

impl Record for Batch {
    const KIND: &'static str = "insights waiting";
    type Form = Json;

    fn key(&self) -> Key {
        Self::at(&self.trail, &self.region).number(self.number)
    }
}

impl Batch {
    fn at(trail: &str, region: &str) -> Key {
        Self::all().text(trail).text(region)
    }

    fn trail(&self, txn: &Txn<'_>) -> Result<Option<Trail>> {
        let kept: Option<Trail> = txn.get(&Trail::key_of(&self.account, &self.home, &self.name))?;
        Ok(kept.filter(|trail| trail.id == self.trail))
    }

    /// Returns when it can be delivered; at once if that is for nothing, so that it goes away.
    fn due(&self, txn: &Txn<'_>) -> Result<Option<Timestamp>> {
        match self.trail(txn)? {
            Some(trail) if self.refused => {
                access::retry_due_of(txn, &trail, self.due, |trail, at| {
                    place::insights(trail, &self.region, at, "")
                })
            }
            _ => Ok(Some(self.due)),
        }
    }
}

/// Lets an Insights event wait for the next file of a trail.
pub fn send(ctx: &mut Context<'_>, trail: &Trail, region: &str, record: &str) -> Result<()> {
    let all = Batch::at(&trail.id, region);
    let last = ctx.txn.range_back::<Batch>(&all, &all.end()).next().transpose()?;
    let due = ctx.now.next(MARK);
    let number = last.as_ref().map_or(0, |last| last.number + 1);
    let fits = |batch: &Batch| {
        let bytes: usize = batch.records.iter().map(String::len).sum();
        batch.due == due && !batch.refused && bytes + record.len() <= BATCH
    };
    let mut batch = last.filter(fits).unwrap_or_else(|| Batch {
        trail: trail.id.clone(),
        account: trail.account.clone(),
        home: trail.home.clone(),
        name: trail.name.to_string(),
        region: region.to_owned(),
        number,
        due,
        refused: false,
        records: Vec::new(),
    });
    batch.records.push(record.to_owned());
    ctx.txn.put(&batch);
    Ok(())
}

/// Tries what the bucket had refused again at a mark, because the trail has other settings now.
pub(super) fn retry(ctx: &mut Context<'_>, trail: &Trail, mark: Timestamp) -> Result<()> {
    let all: Vec<Batch> = ctx.txn.scan(&Batch::all().text(&trail.id)).collect::<Result<_>>()?;
    for batch in all.into_iter().filter(|batch| batch.refused) {
        ctx.txn.put(&Batch { due: batch.due.max(mark), ..batch });
    }
    Ok(())
}

fn due(txn: &Txn<'_>) -> Result<Option<Timestamp>> {
    let mut earliest: Option<Timestamp> = None;
    for batch in txn.scan::<Batch>(&Batch::all()) {
        let due = batch?.due(txn)?;
        earliest = earliest.into_iter().chain(due).min();
    }
    Ok(earliest)
}

fn run(ctx: &mut Context<'_>) -> Result<()> {
    let batches: Vec<Batch> = ctx.txn.scan(&Batch::all()).collect::<Result<_>>()?;
    let mut ready: Vec<Batch> = Vec::new();
    for batch in batches {
        if batch.due(&ctx.txn)?.is_some_and(|due| due <= ctx.now) {
            ready.push(batch);
        }
    }
    for file in
        ready.chunk_by(|left, right| left.trail == right.trail && left.region == right.region)
    {
        deliver(ctx, file)?;
    }
    Ok(())
}

/// Delivers batches of one trail and region in one file.
fn deliver(ctx: &mut Context<'_>, batches: &[Batch]) -> Result<()> {
    let Some(first) = batches.first() else { return Ok(()) };
    let (region, now) = (first.region.as_str(), ctx.now);
    if let Some(trail) = first.trail(&ctx.txn)? {
        let stamp = now.to_string();
        let unique = suffix(&[&trail.id, region, &stamp, "insights"]);
        let key = place::insights(&trail, region, now, &unique);
        let Ok(bucket) = access::bucket_for(&ctx.txn, &trail, &key)? else {
            for batch in batches {
                ctx.txn.put(&Batch { refused: true, ..batch.clone() });
            }
            return Ok(());
        };
        let records: Vec<_> = batches.iter().flat_map(|batch| &batch.records).cloned().collect();
        let content = format!("{{\"Records\":[{}]}}", records.join(","));
        let file = gzip::compress(content.as_bytes());
        let headers = headers(&trail);
        bucket::put_object(&mut ctx.txn, &bucket, &key, &mut file.as_slice(), headers, now)?;
        let put = object_put(ctx, &trail, &bucket, &key, file.len());
        ctx.extra.observed.push(put);
    }
    for batch in batches {
        ctx.txn.delete(&batch.key());
    }
    Ok(())
}
