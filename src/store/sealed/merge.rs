//! Merging: when a partition has four files of a size, they become one.
//!
//! So a partition has at most three files of each size, a record is written again once for each
//! size that its file grows to, and what is read is found in few files. Blocks whose keys lie between
//! those of the other files, as those of records that came in order do, are copied as they are.
//!
//! ```text
//! size 0   #### -> size 1
//! size 1   #### -> size 2          sizes are powers of four
//! ```

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::layout::{self, Pair};
use super::read::{Opened, Wholes};
use super::run::{Bytes, Run};
use super::write::{Whole, Writer};
use super::{Sealed, item};
use crate::error::{Error, Result};
use crate::store::txn::Trouble;
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// How many files of a size are too many.
const MANY: usize = 4;

/// The largest size of the smallest file, in bytes.
const SMALL: u64 = 64 << 10;

/// The size at which files are large enough: a quarter of a gibibyte.
const LARGE: u32 = 6;

/// A block with at least a fourth of the records that it may have is copied as it is.
const WORTH_KEEPING: u64 = 4;

/// A partition that has too many files of a size.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Crowded {
    partition: Bytes,
    /// Since when, on the store's clock.
    since: Timestamp,
}

impl Record for Crowded {
    const KIND: &'static str = "sealed, to be merged";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().below(&Key::from_bytes(self.partition.0.clone()))
    }
}

/// Returns which power of four a file's size is.
fn size(run: &Run) -> u32 {
    (run.bytes / SMALL).max(1).ilog2() / 2
}

/// Returns files of one size, if there are too many, and their sizes are worth merging.
fn crowd(runs: Vec<Run>) -> Option<Vec<Run>> {
    let sound: Vec<Run> = runs.into_iter().filter(|run| !run.damaged).collect();
    (0..LARGE).find_map(|level| {
        let same: Vec<Run> = sound.iter().filter(|run| size(run) == level).cloned().collect();
        (same.len() >= MANY).then_some(same)
    })
}

/// Notes that a partition has too many files of a size, if that is so.
pub(super) fn note(txn: &mut Txn<'_>, partition: &Key, now: Timestamp) -> Result<()> {
    let runs = txn.runs(&(partition.clone()..partition.end()))?;
    let crowded = Crowded { partition: Bytes(partition.bytes().to_vec()), since: now };
    match crowd(runs) {
        Some(_) if txn.get::<Crowded>(&crowded.key())?.is_none() => txn.put(&crowded),
        Some(_) => {}
        None => txn.delete(&crowded.key()),
    }
    Ok(())
}

impl Txn<'_> {
    /// Returns since when there are files of a kind to be merged; `None` if there are not.
    pub fn merge_due<R: Sealed>(&self) -> Result<Option<Timestamp>> {
        Ok(self.first_crowded::<R>()?.map(|crowded| crowded.since))
    }

    fn first_crowded<R: Sealed>(&self) -> Result<Option<Crowded>> {
        self.scan(&Crowded::all().below(&R::all())).next().transpose()
    }

    /// Merges the files of one size in a partition that has too many of them.
    ///
    /// Those that are found damaged are marked and left as they are, and cost the others nothing.
    pub fn merge_runs<R: Sealed>(&mut self, now: Timestamp) -> Result<()> {
        let Some(crowded) = self.first_crowded::<R>()? else { return Ok(()) };
        let partition = Key::from_bytes(crowded.partition.0.clone());
        let runs = self.runs(&(partition.clone()..partition.end()))?;
        let mut sources = Vec::new();
        let mut merged = Vec::new();
        for run in crowd(runs).unwrap_or_default() {
            let opened = Opened::open(self.home(), run.clone())
                .and_then(|opened| opened.verify().map(|()| opened));
            match opened {
                Ok(opened) => {
                    sources.push(opened);
                    merged.push(run);
                }
                Err(Error::Damaged(_)) => self.put(&run.marked()),
                Err(other) => return Err(other),
            }
        }
        if sources.len() > 1 {
            self.write_sealed::<R>(&partition, now, |writer| {
                let mut merge = Merge::begin(&sources)?;
                while merge.step::<R, _>(writer)? {}
                Ok(())
            })?;
            for run in &merged {
                self.drop_run(run);
            }
        }
        self.delete(&crowded.key());
        note(self, &partition, now)
    }
}

/// Files on their way into one.
struct Merge<'o> {
    sources: Vec<Source<'o>>,
}

/// What is left of a file: records of a block that was taken apart, and the blocks behind it.
struct Source<'o> {
    records: VecDeque<Pair>,
    next: Option<Whole>,
    blocks: Wholes<'o>,
}

impl Source<'_> {
    /// Returns the key of its first record.
    fn first(&self) -> Option<&[u8]> {
        let record = self.records.front().map(|(key, _)| key.as_slice());
        record.or_else(|| self.next.as_ref().map(|whole| whole.block.first.as_slice()))
    }

    /// Takes its next block.
    fn take(&mut self) -> Result<Option<Whole>> {
        let taken = self.next.take();
        self.next = self.blocks.next().transpose()?;
        Ok(taken)
    }
}

impl<'o> Merge<'o> {
    fn begin(files: &'o [Opened]) -> Result<Self> {
        let mut sources = Vec::new();
        for file in files {
            let mut blocks = file.wholes()?;
            let next = blocks.next().transpose()?;
            sources.push(Source { records: VecDeque::new(), next, blocks });
        }
        Ok(Self { sources })
    }

    /// Writes the next record or block; returns whether there was one.
    fn step<R: Sealed, W: std::io::Write>(
        &mut self,
        writer: &mut Writer<W>,
    ) -> Result<bool, Trouble> {
        let first = |(place, source): (usize, &Source<'o>)| Some((source.first()?.to_vec(), place));
        let mut heads: Vec<_> = self.sources.iter().enumerate().filter_map(first).collect();
        heads.sort();
        let Some((_, place)) = heads.first() else { return Ok(false) };
        let other = heads.get(1).map(|(key, _)| key.as_slice());
        let source = &mut self.sources[*place];
        if source.records.is_empty() {
            let Some(whole) = source.take()? else { return Ok(true) };
            let alone = other.is_none_or(|other| whole.block.last.as_slice() < other);
            if alone && whole.block.count >= R::BLOCK / WORTH_KEEPING {
                writer.push_whole(whole)?;
                return Ok(true);
            }
            source.records = taken_apart(&whole)?.into();
        }
        // All records before those of the other files, without looking at these each time.
        while let Some((key, _)) = source.records.front()
            && other.is_none_or(|other| key.as_slice() <= other)
        {
            let Some(pair) = source.records.pop_front() else { break };
            writer.push(item::<R>(pair)?)?;
        }
        Ok(true)
    }
}

fn taken_apart(whole: &Whole) -> Result<Vec<Pair>> {
    let inflated = layout::inflate(&whole.bytes, whole.block.inflated).ok();
    let records = inflated.and_then(|inflated| layout::records(&inflated));
    records
        .ok_or_else(|| Error::Damaged("a sealed file changed while it was being read".to_owned()))
}
