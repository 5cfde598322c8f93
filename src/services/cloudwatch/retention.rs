//! Sealing samples, rolling them up, and letting go of the oldest: what is done by itself.
//!
//! ```text
//! put-metric-data
//!      |                 sled                                sealed files
//!      v
//!  open chunks  --- there are too many of them -->   raw      a file of each day
//!      |                                              |
//!      +------------------- 3 h ----------------------+-->   minute    of the day
//!                                                             |  15 d
//!                                                             +-->   5 minutes   of the day
//!                                                                     |  63 d
//!                                                                     +-->   hour   of 32 days
//!                                                                             |  455 d
//!                                                                             +-->  gone
//! ```
//!
//! A slot moves on in one transaction: its samples are read metric by metric, rolled up, and written
//! into a file of the next tier, and the files that they came from are removed. Where that file lands
//! beside others, they add to each other: rolled-up samples of one minute may lie in several.
//!
//! A file that is found damaged is marked and stays where it is; all others move on without it.

use std::collections::BTreeMap;
use std::iter::Peekable;

use super::block::{Block, Columnar};
use super::catalogue::Entry;
use super::chunk::Chunk;
use super::held::{Held, Open};
use super::rollup::RollUp;
use super::series;
use super::tier::{Slot, Tier};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::store::{Form, Item, Key, Record, Run, Txn};
use crate::time::Timestamp;

/// Puts samples into days that were kept before there were days.
pub const DAYS: Chore = Chore {
    name: "put samples into days",
    due: series::dayless,
    run: |ctx| series::convert(&mut ctx.txn),
};

/// Seals samples when many are open.
pub const SEALING: Chore = Chore {
    name: "seal samples",
    due: |txn| Ok(Open::of(txn)?.and_then(|open| open.full())),
    run: |ctx| seal(&mut ctx.txn, ctx.now),
};

/// Rolls samples up to minutes.
pub const MINUTES: Chore = Chore {
    name: "roll up samples to minutes",
    due: |txn| Held::due(txn, Tier::Raw),
    run: |ctx| move_on(ctx, Tier::Raw),
};

/// Rolls minutes up to five minutes.
pub const FIVE_MINUTES: Chore = Chore {
    name: "roll up minutes of samples",
    due: |txn| Held::due(txn, Tier::Minute),
    run: |ctx| move_on(ctx, Tier::Minute),
};

/// Rolls five minutes up to hours.
pub const HOURS: Chore = Chore {
    name: "roll up five minutes of samples",
    due: |txn| Held::due(txn, Tier::FiveMinutes),
    run: |ctx| move_on(ctx, Tier::FiveMinutes),
};

/// Lets go of what is too old.
pub const EXPIRY: Chore = Chore {
    name: "let go of samples",
    due: |txn| Held::due(txn, Tier::Hour),
    run: |ctx| move_on(ctx, Tier::Hour),
};

/// Merges sealed files when a slot has many.
pub const MERGING: Chore = Chore {
    name: "merge sealed samples",
    due: |txn| txn.merge_due::<Block>(),
    run: |ctx| ctx.txn.merge_runs::<Block>(ctx.now),
};

/// Samples of a metric that were open, as the value of a sealed block.
type Closed = (u64, Vec<u8>);

/// Seals all open chunks but the newest of each metric, which is its last one, as the chunks of a
/// metric come in the order of their days.
fn seal(txn: &mut Txn<'_>, now: Timestamp) -> Result<()> {
    let mut days: BTreeMap<Timestamp, BTreeMap<u64, Vec<Key>>> = BTreeMap::new();
    let mut left = 0;
    let mut last: Option<Chunk> = None;
    for chunk in series::open(txn, &Chunk::all(), &Chunk::all().end()) {
        let chunk = chunk?;
        match last.take().filter(|last| last.metric == chunk.metric) {
            Some(older) => {
                let of_day = days.entry(older.day).or_default();
                of_day.entry(older.metric).or_default().push(older.key());
            }
            None => left += 1,
        }
        last = Some(chunk);
    }
    for (day, metrics) in days {
        let slot = Slot::of(Tier::Raw, day);
        let items = items_of(txn, slot, &metrics)?;
        txn.seal::<Block>(&Block::partition_of(slot), items.into_iter().map(Ok), now)?;
        for key in metrics.values().flatten() {
            txn.delete(key);
        }
    }
    Open::left(txn, left);
    Ok(())
}

/// Returns chunks of a day, those of each metric together.
fn items_of(txn: &Txn<'_>, slot: Slot, metrics: &BTreeMap<u64, Vec<Key>>) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for (metric, keys) in metrics {
        let mut samples = Vec::new();
        for key in keys {
            samples.extend(txn.get::<Chunk>(key)?.into_iter().flat_map(|chunk| chunk.samples));
        }
        items.extend(Block::of(slot, *metric, samples).map(|block| Item::of(&block)));
    }
    Ok(items)
}

/// Moves a slot of a tier on whose time has come.
fn move_on(ctx: &mut Context<'_>, tier: Tier) -> Result<()> {
    let held = Held::each(&ctx.txn, tier)?;
    let Some(Held { slot, .. }) = held.into_iter().find(|held| held.moves() <= ctx.now) else {
        return Ok(());
    };
    ctx.txn.delete(&Held::key_of(slot));
    match tier.next() {
        Some(next) => roll_up(&mut ctx.txn, slot, next, ctx.now),
        None => let_go(&mut ctx.txn, slot),
    }
}

/// Rolls up the samples of a slot to the next tier.
fn roll_up(txn: &mut Txn<'_>, slot: Slot, next: Tier, now: Timestamp) -> Result<()> {
    let partition = Block::partition_of(slot);
    let mut sound = Vec::new();
    for run in txn.runs(&(partition.clone()..partition.end()))? {
        match is_sound(txn, &run) {
            Ok(()) => sound.push(run),
            Err(Error::Damaged(_)) => {
                // It goes with the hours of its time.
                Held::note(txn, Slot::of(Tier::Hour, slot.start), now)?;
                txn.put(&run.marked());
            }
            Err(other) => return Err(other),
        }
    }
    let closed = if slot.tier == Tier::Raw { close(txn, slot)? } else { Vec::new() };

    let target = Slot::of(next, slot.start);
    let sealed = sound.iter().map(|run| blocks_of(txn, run)).collect();
    let moved = Moved { tier: next, closed: closed.into_iter().peekable(), sealed };
    let items = moved.flat_map(|samples| match samples {
        Ok((metric, up)) => {
            let blocks = Block::of(target, metric, up.finish());
            blocks.map(|block| Ok(Item::of(&block))).collect::<Vec<_>>()
        }
        Err(error) => vec![Err(error)],
    });
    if txn.seal::<Block>(&Block::partition_of(target), items, now)?.is_some() {
        Held::note(txn, target, now)?;
    }
    for run in &sound {
        txn.drop_run(run);
    }
    Ok(())
}

/// Takes the open chunks of a day out of the store, and returns their samples by metric.
fn close(txn: &mut Txn<'_>, slot: Slot) -> Result<Vec<Closed>> {
    let mut closed = Vec::new();
    let mut keys = Vec::new();
    for chunk in series::open(txn, &Chunk::all(), &Chunk::all().end()) {
        let chunk = chunk?;
        if chunk.day == slot.start {
            keys.push(chunk.key());
            let Chunk { metric, samples, .. } = chunk;
            let block = Block { slot, metric, samples };
            closed.push((metric, Columnar::encode(&block)));
        }
    }
    for key in &keys {
        txn.delete(key);
    }
    Open::closed(txn, keys.len() as u64)?;
    Ok(closed)
}

/// Fails with [`Error::Damaged`] unless all of a file can be read.
fn is_sound(txn: &Txn<'_>, run: &Run) -> Result<()> {
    txn.verify_run(run)?;
    blocks_of(txn, run).try_for_each(|block| block.map(drop))
}

type Blocks = Box<dyn Iterator<Item = Result<Block>>>;

/// Returns the blocks of a file.
fn blocks_of(txn: &Txn<'_>, run: &Run) -> Peekable<Blocks> {
    let damaged = || Error::Damaged("a block of samples in a sealed file is damaged".to_owned());
    let blocks = txn.run_entries(run.clone()).map(move |entry| {
        let (_, value) = entry?;
        Columnar::decode(&value).ok_or_else(damaged)
    });
    (Box::new(blocks) as Blocks).peekable()
}

/// The samples of a slot, rolled up metric by metric.
struct Moved {
    tier: Tier,
    closed: Peekable<std::vec::IntoIter<Closed>>,
    sealed: Vec<Peekable<Blocks>>,
}

impl Moved {
    /// Returns the first metric that is left.
    fn metric(&mut self) -> Option<u64> {
        let closed = self.closed.peek().map(|(metric, _)| *metric);
        let sealed = self.sealed.iter_mut().filter_map(|blocks| match blocks.peek()? {
            Ok(block) => Some(block.metric),
            // An error comes first.
            Err(_) => Some(0),
        });
        sealed.chain(closed).min()
    }

    fn next_metric(&mut self, metric: u64) -> Result<RollUp> {
        let mut up = RollUp::to(self.tier);
        let mut add = |block: Block| block.samples.into_iter().for_each(|sample| up.add(sample));
        while let Some((_, value)) = self.closed.next_if(|(other, _)| *other == metric) {
            add(Columnar::decode(&value).expect("it was encoded by this chore"));
        }
        for blocks in &mut self.sealed {
            let of_metric =
                |block: &Result<Block>| block.as_ref().map_or(true, |block| block.metric == metric);
            while let Some(block) = blocks.next_if(of_metric) {
                add(block?);
            }
        }
        Ok(up)
    }
}

impl Iterator for Moved {
    type Item = Result<(u64, RollUp)>;

    fn next(&mut self) -> Option<Self::Item> {
        let metric = self.metric()?;
        Some(self.next_metric(metric).map(|up| (metric, up)))
    }
}

/// Lets go of all that is left of the time of a slot, and of the metrics that have nothing newer.
fn let_go(txn: &mut Txn<'_>, slot: Slot) -> Result<()> {
    for tier in Tier::ALL {
        let slots: std::ops::Range<Key> =
            Block::of_tier(tier).time(slot.start)..Block::of_tier(tier).time(slot.end());
        for run in txn.runs(&slots)? {
            txn.drop_run(&run);
        }
    }
    let mut silent = Vec::new();
    for entry in txn.scan::<Entry>(&Entry::all()) {
        match entry {
            Ok(entry) if entry.last < slot.end() => silent.push(entry.key()),
            Ok(_) | Err(Error::Damaged(_)) => {}
            Err(other) => return Err(other),
        }
    }
    for key in &silent {
        txn.delete(key);
    }
    Ok(())
}
