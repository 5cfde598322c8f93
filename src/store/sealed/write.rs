//! Writing a sealed file.

use std::io::{self, Write};

use super::filter;
use super::layout::{self, Block, Deflater, Directory, MAGIC, Span};
use super::{Sealed, identity};
use crate::store::{Form, Key};
use crate::time::Timestamp;

/// About how many bytes a block has at most before it is compressed.
const BYTES: usize = 384 << 10;

/// A record on its way into a sealed file, with all that the file says about it.
#[derive(Clone, Debug)]
pub struct Item {
    key: Vec<u8>,
    value: Vec<u8>,
    times: (Timestamp, Timestamp),
    identity: Option<u128>,
    /// Numbers of attributes, and numbers that stand for their values.
    terms: Vec<(usize, u64)>,
}

impl Item {
    /// Makes the item of a record.
    pub fn of<R: Sealed>(record: &R) -> Self {
        Self::new(record, record.key().bytes().to_vec(), R::Form::encode(record))
    }

    /// Makes the item of a record whose key and value are known.
    pub(in crate::store) fn new<R: Sealed>(record: &R, key: Vec<u8>, value: Vec<u8>) -> Self {
        let mut terms = Vec::new();
        record.attributes(&mut |attribute, value| terms.push((attribute, filter::hash(value))));
        let (times, identity) = (record.times(), record.identity().map(identity));
        Self { key, value, times, identity, terms }
    }

    /// Returns the time of the first thing that it tells of.
    pub const fn first(&self) -> Timestamp {
        self.times.0
    }

    /// Returns how many bytes its key and value have.
    pub fn size(&self) -> usize {
        self.key.len() + self.value.len()
    }

    /// Returns its key and its value.
    pub(in crate::store) fn into_pair(self) -> (Vec<u8>, Vec<u8>) {
        (self.key, self.value)
    }

    /// Returns the bytes of its value.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// Returns its key, by which items are put in order.
    pub fn key(&self) -> &[u8] {
        &self.key
    }
}

/// A block as it lies in a file, with the filters and identities that belong to it.
pub(super) struct Whole {
    pub(super) block: Block,
    pub(super) bytes: Vec<u8>,
    pub(super) filters: Vec<Vec<u8>>,
    pub(super) identities: Vec<u8>,
}

/// What was written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) directory: Directory,
    pub(super) span: Span,
    pub(super) bytes: u64,
}

/// Writes a file, block by block.
pub(super) struct Writer<W> {
    out: W,
    place: u64,
    deflater: Deflater,
    directory: Directory,
    /// How many records a block has at most.
    most: u64,
    /// Of each attribute, a filter for each block.
    filters: Vec<Vec<Vec<u8>>>,
    identities: Vec<u8>,
    open: Open,
}

/// The block that is being filled.
#[derive(Default)]
struct Open {
    bytes: Vec<u8>,
    count: u64,
    first: Vec<u8>,
    last: Vec<u8>,
    times: Option<(Timestamp, Timestamp)>,
    terms: Vec<Vec<u64>>,
    identities: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins a file of records of a kind.
    pub(super) fn begin<R: Sealed>(mut out: W, partition: &Key) -> io::Result<Self> {
        out.write_all(&MAGIC)?;
        let (kind, partition) = (R::KIND.to_owned(), partition.bytes().to_vec());
        Ok(Self {
            out,
            place: MAGIC.len() as u64,
            deflater: Deflater::new()?,
            directory: Directory { kind, partition, ..Directory::default() },
            most: R::BLOCK,
            filters: vec![Vec::new(); R::ATTRIBUTES.len()],
            identities: Vec::new(),
            open: Open::default(),
        })
    }

    /// Adds an item, whose key is not before those that came.
    pub(super) fn push(&mut self, item: Item) -> io::Result<()> {
        let open = &mut self.open;
        debug_assert!(open.last <= item.key, "records come in the order of their keys");
        layout::push_record(&mut open.bytes, &item.key, &item.value);
        open.terms.resize(self.filters.len(), Vec::new());
        for (attribute, hash) in item.terms {
            open.terms[attribute].push(hash);
        }
        open.identities.extend(item.identity.into_iter().flat_map(u128::to_le_bytes));
        if open.count == 0 {
            open.first.clone_from(&item.key);
        }
        open.last = item.key;
        let (from, to) = open.times.unwrap_or(item.times);
        open.times = Some((from.min(item.times.0), to.max(item.times.1)));
        open.count += 1;
        if open.count == self.most || open.bytes.len() >= BYTES { self.close() } else { Ok(()) }
    }

    /// Adds a block of another file as it is, whose keys are not before those that came.
    pub(super) fn push_whole(&mut self, whole: Whole) -> io::Result<()> {
        self.close()?;
        let span = self.put(&whole.bytes)?;
        self.directory.blocks.push(Block { span, ..whole.block });
        for (filters, filter) in self.filters.iter_mut().zip(whole.filters) {
            filters.push(filter);
        }
        self.identities.extend(whole.identities);
        Ok(())
    }

    /// Compresses the block that is being filled, if there is anything in it.
    fn close(&mut self) -> io::Result<()> {
        let open = std::mem::take(&mut self.open);
        if open.count == 0 {
            return Ok(());
        }
        let bytes = self.deflater.deflate(&open.bytes)?;
        let span = self.put(&bytes)?;
        let Open { count, first, last, times, mut terms, identities, .. } = open;
        let (from, to) = times.unwrap_or_default();
        let inflated = open.bytes.len() as u64;
        let salt = filter::salt(&first);
        self.directory.blocks.push(Block { span, inflated, count, from, to, first, last });
        for (filters, hashes) in self.filters.iter_mut().zip(&mut terms) {
            filters.push(filter::build(hashes, salt));
        }
        self.identities.extend(identities);
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<Span> {
        self.out.write_all(bytes)?;
        let span = Span::of(self.place, bytes);
        self.place += span.length;
        Ok(span)
    }

    /// Writes what stands behind the blocks.
    pub(super) fn finish(mut self) -> io::Result<Written> {
        self.close()?;
        for filters in std::mem::take(&mut self.filters) {
            let span = self.put(&layout::section(&filters))?;
            self.directory.filters.push(span);
        }
        let identities = std::mem::take(&mut self.identities);
        self.directory.identities = self.put(&identities)?;
        let span = self.put(&self.directory.encode())?;
        self.put(&layout::tail(span))?;
        self.out.flush()?;
        Ok(Written { directory: self.directory, span, bytes: self.place })
    }
}
