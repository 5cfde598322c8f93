//! The records of several sealed files as one sequence, reading no more than is asked for.
//!
//! Each file is a source with a *bound*: a key that none of its records comes before. At first that
//! is the first key of the file, then of its next block, and when that is read, of its next record.
//! The source with the smallest bound is looked at more closely, until that bound is a record: so
//! a file that lies behind what is asked for is never opened, and a block never read. Backwards, the
//! bounds are last keys, and the largest comes first.
//!
//! Where records are asked for by their keys, the times of files and blocks tell more: of resources in
//! many versions, the last ones lie in the newest files.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use super::Wanted;
use super::layout::{Block, Pair};
use super::read::{Opened, Shelf};
use super::run::Run;
use crate::error::Result;
use crate::store::Home;
use crate::time::Timestamp;

/// An iterator over the keys and values of sealed files.
pub(super) struct Scan {
    home: Home,
    shelf: Arc<Shelf>,
    keys: Range<Vec<u8>>,
    wanted: Option<Wanted>,
    among: Option<Among>,
    backwards: bool,
    sources: BinaryHeap<Reverse<Source>>,
}

/// Records by their keys, each with a time that it tells of; in the order of the keys.
pub(super) struct Among(Vec<(Vec<u8>, Timestamp)>);

impl Among {
    /// Asks for records with these keys and times.
    pub(super) fn new(mut records: Vec<(Vec<u8>, Timestamp)>) -> Self {
        records.sort();
        Self(records)
    }

    fn has(&self, key: &[u8]) -> bool {
        self.0.binary_search_by(|(other, _)| other.as_slice().cmp(key)).is_ok()
    }

    /// Returns whether one of them can be where keys and times lie within bounds.
    fn may_be_in(&self, (first, last): (&[u8], &[u8]), (from, to): (Timestamp, Timestamp)) -> bool {
        let start = self.0.partition_point(|(key, _)| key.as_slice() < first);
        let mut within = self.0[start..].iter().take_while(|(key, _)| key.as_slice() <= last);
        within.any(|(_, time)| (from..=to).contains(time))
    }
}

/// What is left of a file.
struct Source {
    bound: Vec<u8>,
    backwards: bool,
    state: State,
}

enum State {
    /// The bound is an end of the file.
    Closed(Box<Run>),
    /// The bound is an end of the first of these blocks.
    Blocks(Arc<Opened>, VecDeque<Block>),
    /// The bound is the key of the first of these records; blocks follow.
    Records(VecDeque<Pair>, Arc<Opened>, VecDeque<Block>),
}

impl Scan {
    /// Begins to read the records of files whose keys lie in a range.
    pub(super) fn new(
        home: &Home,
        shelf: &Arc<Shelf>,
        runs: Vec<Run>,
        keys: Range<Vec<u8>>,
        wanted: Option<Wanted>,
        backwards: bool,
    ) -> Self {
        let within = |run: &Run| run.first.0 < keys.end && keys.start <= run.last.0;
        let closed = |run: Run| {
            let bound = if backwards { &run.last.0 } else { &run.first.0 };
            Source { bound: bound.clone(), backwards, state: State::Closed(Box::new(run)) }
        };
        let sources = runs.into_iter().filter(within).map(closed).map(Reverse).collect();
        let (home, shelf) = (home.clone(), shelf.clone());
        Self { home, shelf, keys, wanted, among: None, backwards, sources }
    }

    /// Leaves out all records but some, and does not open files that have none of them.
    pub(super) fn among(mut self, among: Among) -> Self {
        self.sources.retain(|Reverse(source)| match &source.state {
            State::Closed(run) => among.may_be_in((&run.first.0, &run.last.0), (run.from, run.to)),
            _ => true,
        });
        self.among = Some(among);
        self
    }

    /// Looks more closely at a source that has no record at hand, and puts it back.
    fn refine(&mut self, state: State) -> Result<()> {
        let refined = match state {
            State::Closed(run) => {
                let opened = self.shelf.open(&self.home, *run)?;
                let blocks = self.blocks(&opened)?;
                Self::next_block(opened, blocks, self.backwards)
            }
            State::Blocks(opened, mut blocks) => match blocks.pop_front() {
                Some(block) => {
                    let is_wanted = |key: &[u8]| {
                        self.keys.start.as_slice() <= key
                            && key < self.keys.end.as_slice()
                            && self.among.as_ref().is_none_or(|among| among.has(key))
                    };
                    let records = self.shelf.records(&opened, &block, is_wanted)?;
                    let mut records = VecDeque::from(records);
                    if self.backwards {
                        records.make_contiguous().reverse();
                    }
                    Self::next_record(records, opened, blocks, self.backwards)
                }
                None => None,
            },
            State::Records(records, opened, blocks) => {
                Self::next_record(records, opened, blocks, self.backwards)
            }
        };
        self.sources.extend(refined.map(Reverse));
        Ok(())
    }

    /// Returns the blocks of a file that have to be read, in the order in which they come.
    fn blocks(&self, opened: &Opened) -> Result<VecDeque<Block>> {
        let may_have = self.wanted.as_ref().map(|wanted| opened.blocks_with(wanted)).transpose()?;
        if may_have.as_ref().is_some_and(Vec::is_empty) {
            return Ok(VecDeque::new());
        }
        let within = |block: &&Block| {
            block.first < self.keys.end
                && self.keys.start <= block.last
                && self.among.as_ref().is_none_or(|among| {
                    among.may_be_in((&block.first, &block.last), (block.from, block.to))
                })
        };
        let blocks = &opened.directory()?.blocks;
        let mut found: VecDeque<Block> = match may_have {
            Some(places) => {
                let found = places.into_iter().filter_map(|place| blocks.get(place));
                found.filter(within).cloned().collect()
            }
            None => blocks.iter().filter(within).cloned().collect(),
        };
        if self.backwards {
            found.make_contiguous().reverse();
        }
        Ok(found)
    }

    fn next_block(opened: Arc<Opened>, blocks: VecDeque<Block>, backwards: bool) -> Option<Source> {
        let block = blocks.front()?;
        let bound = if backwards { &block.last } else { &block.first };
        Some(Source { bound: bound.clone(), backwards, state: State::Blocks(opened, blocks) })
    }

    fn next_record(
        records: VecDeque<Pair>,
        opened: Arc<Opened>,
        blocks: VecDeque<Block>,
        backwards: bool,
    ) -> Option<Source> {
        match records.front() {
            Some((key, _)) => {
                let bound = key.clone();
                Some(Source { bound, backwards, state: State::Records(records, opened, blocks) })
            }
            None => Self::next_block(opened, blocks, backwards),
        }
    }
}

impl Iterator for Scan {
    type Item = Result<Pair>;

    /// Returns the next record, or once for each file that is damaged what is wrong with it.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Reverse(source) = self.sources.pop()?;
            let (record, state) = match source.state {
                State::Records(mut records, opened, blocks) => {
                    (records.pop_front(), State::Records(records, opened, blocks))
                }
                other => (None, other),
            };
            if let Err(error) = self.refine(state) {
                return Some(Err(error));
            }
            if let Some(record) = record {
                return Some(Ok(record));
            }
        }
    }
}

impl Ord for Source {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.bound.cmp(&other.bound);
        if self.backwards { order.reverse() } else { order }
    }
}

impl PartialOrd for Source {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Source {}
