//! Small records of a kind, many to a key of sled.
//!
//! To go on to the next key costs sled thousands of instructions, and each of its nodes a read of the
//! file. So kinds of which there are thousands are [gathered](super::Record::GATHERED): a block of a few
//! kibibytes holds those that follow each other, under the key of its first.
//!
//! ```text
//! key of the first record -> FF | shared, rest, length | rest of the key | value | shared, ...
//! key of a record         -> value, which stands alone
//! ```
//!
//! The three numbers of a record are how many bytes its key begins with as the key before it does, how
//! many follow, and how many its value has, as [varints](crate::varint). A record that has its
//! block for itself stands alone, as all did that were kept before they were gathered. So the first byte of
//! a value must not be [`BLOCK`], or it is taken for one; neither JSON nor short texts begin so.
//!
//! Transactions change records. Which blocks these lie in is found out by the [commit](merge), in whose
//! batch the changed blocks stand: so they are whole or not there at all.
//!
//! Source of what sled costs: facts, "sled 0.34.7, measured"; callgrind.

use std::collections::BTreeMap;
use std::ops::{Bound, Range};
use std::rc::Rc;

use sled::{Batch, IVec, Tree};

use super::key::kind_in;
use super::scan::{Bytes, Pair};
use super::txn::{Change, damaged};
use super::{Key, kind_of, open};
use crate::error::Result;
use crate::varint::{Reader, write_varint};

/// What blocks begin with.
const BLOCK: u8 = 0xFF;

/// How many bytes a block has at most, unless its only record is larger. Larger ones make listings
/// hardly faster, and each change of a record writes its block anew.
const MOST: usize = 4_096;

/// A record's key and the place of its value in its block.
type Place = (Vec<u8>, Range<usize>);

/// A block of sled whose records are known.
pub(super) struct Block {
    value: IVec,
    places: Vec<Place>,
}

impl Block {
    fn read((key, value): (IVec, IVec)) -> Result<Self> {
        let places = places(&key, &value).ok_or_else(|| damaged(&kind_of(&key)))?;
        Ok(Self { value, places })
    }

    /// Returns the key of its first record.
    fn key(&self) -> &[u8] {
        self.places.first().map_or(&[], |(key, _)| key)
    }

    /// Returns whether no record before a key lies behind it.
    fn reaches(&self, key: &[u8]) -> bool {
        self.places.last().is_some_and(|(last, _)| key <= last.as_slice())
    }

    /// Returns the value of a record.
    fn find(&self, key: &[u8]) -> Option<&[u8]> {
        let found = self.places.binary_search_by(|(other, _)| other.as_slice().cmp(key)).ok()?;
        Some(&self.value[self.places[found].1.clone()])
    }

    /// Returns its records with keys from `start` up to and without `end`.
    fn between<'t>(
        self: Rc<Self>,
        start: &[u8],
        end: &[u8],
    ) -> impl DoubleEndedIterator<Item = Pair<'t>> + use<'t> {
        let place = |limit: &[u8]| self.places.partition_point(|(key, _)| key.as_slice() < limit);
        (place(start)..place(end)).map(move |place| {
            let (key, value) = &self.places[place];
            (Bytes::Own(key.clone()), Bytes::Part(self.value.clone(), value.clone()))
        })
    }

    fn into_pairs<'t>(self) -> impl DoubleEndedIterator<Item = Pair<'t>> + use<'t> {
        let Self { value, places } = self;
        let pair = move |(key, place)| (Bytes::Own(key), Bytes::Part(value.clone(), place));
        places.into_iter().map(pair)
    }
}

/// Returns the value of a record; `last` is the block that was read last, and will be this one.
///
/// Fails with [`Error::Damaged`](crate::error::Error::Damaged) if its block cannot be read.
pub(super) fn get(
    tree: &Tree,
    key: &[u8],
    last: &mut Option<Rc<Block>>,
) -> Result<Option<Vec<u8>>> {
    let block = block_of(tree, key, last)?;
    Ok(block.and_then(|block| block.find(key).map(<[u8]>::to_vec)))
}

/// Returns the records with keys from `start` up to and without `end`, which are of one kind; `last` is
/// the block that was read last, and will be that of the first.
///
/// Fails with [`Error::Damaged`](crate::error::Error::Damaged) if the first block cannot be read, and at
/// the place of another that cannot.
pub(super) fn range<'t>(
    tree: &Tree,
    start: &[u8],
    end: &[u8],
    last: &mut Option<Rc<Block>>,
) -> Result<impl DoubleEndedIterator<Item = Result<Pair<'t>>> + use<'t>> {
    let first = block_of(tree, start, last)?;
    let rest = match &first {
        Some(block) if block.reaches(end) => None,
        Some(block) => Some(Bound::Excluded(IVec::from(block.key()))),
        None => Some(Bound::Included(IVec::from(start))),
    };
    let rest = rest.map(|from| tree.range((from, Bound::Excluded(IVec::from(end)))));
    let rest = rest.into_iter().flatten().flat_map(|entry| {
        let block = entry.map_err(|cause| open::trouble("read", &cause)).and_then(Block::read);
        let (block, error) = match block {
            Ok(block) => (Some(block), None),
            Err(error) => (None, Some(Err(error))),
        };
        block.into_iter().flat_map(Block::into_pairs).map(Ok).chain(error)
    });
    let end = end.to_vec();
    let first = first.map(|block| block.between(start, &end)).into_iter().flatten().map(Ok);
    Ok(first.chain(rest.filter(move |pair| match pair {
        Ok((key, _)) => **key < *end,
        Err(_) => true,
    })))
}

/// Returns the block that a record lies in if it is there at all.
fn block_of(tree: &Tree, key: &[u8], last: &mut Option<Rc<Block>>) -> Result<Option<Rc<Block>>> {
    if let Some(block) = last.as_ref().filter(|block| block.key() <= key && block.reaches(key)) {
        return Ok(Some(Rc::clone(block)));
    }
    let Some(entry) = floor(tree, key)? else { return Ok(None) };
    Ok(Some(Rc::clone(last.insert(Rc::new(Block::read(entry)?)))))
}

/// Returns key and value of the last block whose key is not behind one, if it is of the same kind.
fn floor(tree: &Tree, key: &[u8]) -> Result<Option<(IVec, IVec)>> {
    let found = tree.range(..=key).next_back().transpose();
    let found = found.map_err(|cause| open::trouble("read", &cause))?;
    Ok(found.filter(|(found, _)| kind_in(found) == kind_in(key)))
}

/// Adds to a batch what becomes of the blocks that changed records lie in.
///
/// A block that grows too large is split into equal parts, and one of which little is left takes in the
/// next one.
pub(super) fn merge(
    tree: &Tree,
    changes: BTreeMap<Vec<u8>, Change>,
    batch: &mut Batch,
) -> Result<()> {
    let mut changes = changes.into_iter().peekable();
    while let Some((key, _)) = changes.peek() {
        let start = floor(tree, key)?.map_or_else(|| IVec::from(key.as_slice()), |(key, _)| key);
        let end = Key::from_bytes(kind_in(key).to_vec()).end();
        let mut blocks = tree.range(start..IVec::from(end.bytes())).peekable();
        let mut records: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        let mut size = 0;
        loop {
            let first = changes.peek().map(|(key, _)| key);
            let lies_before = |next: &sled::Result<(IVec, IVec)>| match (next, first) {
                (Ok((next, _)), Some(first)) => **next <= **first || size > 0,
                _ => true,
            };
            let mut old = Vec::new();
            if let Some(entry) = blocks.next_if(lies_before) {
                let entry = entry.map_err(|cause| open::trouble("read", &cause))?;
                batch.remove(&entry.0);
                let pairs = Block::read(entry)?.into_pairs();
                old.extend(pairs.map(|(key, value)| (key.to_vec(), value.to_vec())));
            }
            let next = match blocks.peek() {
                Some(Ok((next, _))) => next.to_vec(),
                Some(Err(cause)) => return Err(open::trouble("read", cause)),
                None => end.bytes().to_vec(),
            };
            let mut old = old.into_iter().peekable();
            while let Some((key, change)) = changes.next_if(|(key, _)| *key < next) {
                while let Some(record) = old.next_if(|(old, _)| *old < key) {
                    records.push(record);
                }
                old.next_if(|(old, _)| *old == key);
                records.extend(change.map(|value| (key, value)));
            }
            records.extend(old);
            size = sizes(&records).sum();
            if size == 0 || size >= MOST / 2 || blocks.peek().is_none() {
                break;
            }
        }
        for part in split(&records) {
            batch.insert(part[0].0.as_slice(), block(part));
        }
    }
    Ok(())
}

/// Returns how many bytes each of some records takes in one block.
fn sizes(records: &[(Vec<u8>, Vec<u8>)]) -> impl Iterator<Item = usize> {
    let before = std::iter::once(&[][..]).chain(records.iter().map(|(key, _)| key.as_slice()));
    records.iter().zip(before).map(|((key, value), before)| {
        // Three numbers take a byte each, or two.
        key.len() - shared(key, before) + value.len() + 6
    })
}

/// Returns parts of records that have about the same size, each that of a block.
fn split(records: &[(Vec<u8>, Vec<u8>)]) -> Vec<&[(Vec<u8>, Vec<u8>)]> {
    let all: usize = sizes(records).sum();
    let enough = all / all.div_ceil(MOST).max(1);
    let mut parts = Vec::new();
    let (mut begin, mut held) = (0, 0);
    for (place, size) in sizes(records).enumerate() {
        if place > begin && (held >= enough || held + size > MOST) {
            parts.push(&records[begin..place]);
            (begin, held) = (place, 0);
        }
        held += size;
    }
    if begin < records.len() {
        parts.push(&records[begin..]);
    }
    parts
}

/// Returns the records of a block, or the one that stands alone; `None` if it is damaged.
pub(super) fn places(key: &[u8], value: &[u8]) -> Option<Vec<Place>> {
    if value.first() != Some(&BLOCK) {
        return Some(vec![(key.to_vec(), 0..value.len())]);
    }
    let mut places: Vec<Place> = Vec::new();
    let mut reader = Reader(&value[1..]);
    while !reader.is_at_end() {
        let mut number = || usize::try_from(reader.varint()?).ok();
        let (shared, rest, length) = (number()?, number()?, number()?);
        let rest = reader.bytes(rest)?;
        let start = value.len() - reader.left();
        reader.bytes(length)?;
        let before = places.last().map_or(&[][..], |(before, _)| before);
        let key = [before.get(..shared)?, rest].concat();
        if !places.is_empty() && key.as_slice() <= before {
            return None;
        }
        places.push((key, start..start + length));
    }
    (places.first()?.0 == key).then_some(places)
}

/// Returns a block of records in their order, or the value of the only one.
fn block(records: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    if let [(_, only)] = records
        && only.first() != Some(&BLOCK)
    {
        return only.clone();
    }
    let mut block = Vec::with_capacity(1 + sizes(records).sum::<usize>());
    block.push(BLOCK);
    let mut before: &[u8] = &[];
    for (key, value) in records {
        let shared = shared(key, before);
        for number in [shared, key.len() - shared, value.len()] {
            write_varint(&mut block, number as u64);
        }
        block.extend_from_slice(&key[shared..]);
        block.extend_from_slice(value);
        before = key;
    }
    block
}

/// Returns how many bytes two keys begin with that are the same.
fn shared(key: &[u8], other: &[u8]) -> usize {
    key.iter().zip(other).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests;
