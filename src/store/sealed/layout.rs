//! The bytes of a sealed file.
//!
//! ```text
//! TWSEAL 01 0A                 magic and version                                   8 bytes
//! block, block, ...            each compressed by itself
//! section, section, ...        one for each attribute: a filter for each block
//! section                      what tells the records apart, 16 bytes each
//! directory                    what the file covers, and where each of these lies
//! place, length, checksum      of the directory                                    24 bytes
//! TWSEAL 01 0A                                                                     8 bytes
//!
//! a block, inflated:  key length, value length, key, value, key length, ...
//! a section:          the length of the filter of each block, then the filters
//! ```
//!
//! Lengths in blocks and sections have 4 bytes; all numbers are little-endian. The directory is
//! postcard. Blocks are Zstandard (RFC 8878). Checksums are XXH3 of 64 bits. Each block, section and
//! directory has one, so that a reader who reads little still knows that it is what was written.

use std::io::{self, ErrorKind};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::time::Timestamp;

/// What a file begins and ends with; the last byte but one is the version.
pub(super) const MAGIC: [u8; 8] = *b"TWSEAL\x01\n";

/// The length of what stands behind the directory.
pub(super) const TAIL: usize = 32;

/// A part of a file.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Span {
    /// Where it begins.
    pub(super) place: u64,
    /// How many bytes it has.
    pub(super) length: u64,
    /// The checksum of these.
    pub(super) sum: u64,
}

impl Span {
    /// Returns the span of bytes that are written at a place.
    pub(super) fn of(place: u64, bytes: &[u8]) -> Self {
        Self { place, length: bytes.len() as u64, sum: xxh3_64(bytes) }
    }

    /// Returns whether bytes are what was written.
    pub(super) fn is_of(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.length && xxh3_64(bytes) == self.sum
    }
}

/// What a file covers.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Directory {
    /// The kind of its records.
    pub(super) kind: String,
    /// Its partition.
    pub(super) partition: Vec<u8>,
    /// Its blocks, in the order of their keys.
    pub(super) blocks: Vec<Block>,
    /// The filters of each attribute.
    pub(super) filters: Vec<Span>,
    /// What tells the records apart.
    pub(super) identities: Span,
}

/// Records that are compressed together.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Block {
    /// Where it lies.
    pub(super) span: Span,
    /// How many bytes it inflates to.
    pub(super) inflated: u64,
    /// How many records it has.
    pub(super) count: u64,
    /// The time of the first thing that its records tell of.
    pub(super) from: Timestamp,
    /// The time of the last.
    pub(super) to: Timestamp,
    /// The key of the first record.
    pub(super) first: Vec<u8>,
    /// The key of the last.
    pub(super) last: Vec<u8>,
}

impl Directory {
    /// Returns its bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("a vector takes everything")
    }

    /// Reads it; `None` if it is damaged.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// Returns what stands behind a directory.
pub(super) fn tail(directory: Span) -> Vec<u8> {
    let numbers = [directory.place, directory.length, directory.sum];
    let mut bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    bytes.extend(MAGIC);
    bytes
}

/// Returns where the directory lies by what stands behind it; `None` if that is no tail.
pub(super) fn read_tail(bytes: &[u8]) -> Option<Span> {
    let (numbers, magic) = bytes.split_last_chunk()?;
    let mut numbers = numbers.chunks_exact(8).map(|eight| {
        let eight: [u8; 8] = eight.try_into().expect("chunks have eight bytes");
        u64::from_le_bytes(eight)
    });
    let span = Span { place: numbers.next()?, length: numbers.next()?, sum: numbers.next()? };
    (*magic == MAGIC && numbers.next().is_none()).then_some(span)
}

/// Adds a record to the bytes of a block.
pub(super) fn push_record(bytes: &mut Vec<u8>, key: &[u8], value: &[u8]) {
    bytes.extend(length_of(key));
    bytes.extend(length_of(value));
    bytes.extend(key);
    bytes.extend(value);
}

/// A record of a block: its key and its value.
pub(super) type Pair = (Vec<u8>, Vec<u8>);

/// Returns the records of an inflated block; `None` if it is damaged.
pub(super) fn records(bytes: &[u8]) -> Option<Vec<Pair>> {
    let all = slices(bytes)?.into_iter();
    Some(all.map(|(key, value)| (key.to_vec(), value.to_vec())).collect())
}

/// Returns where the keys and values of an inflated block lie; `None` if it is damaged.
pub(super) fn slices(mut bytes: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut records = Vec::new();
    while !bytes.is_empty() {
        let (key, rest) = bytes.split_first_chunk()?;
        let (value, rest) = rest.split_first_chunk()?;
        let (key, rest) = rest.split_at_checked(u32::from_le_bytes(*key) as usize)?;
        let (value, rest) = rest.split_at_checked(u32::from_le_bytes(*value) as usize)?;
        records.push((key, value));
        bytes = rest;
    }
    Some(records)
}

/// Returns the bytes of a section of filters.
pub(super) fn section(filters: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes: Vec<u8> = filters.iter().flat_map(|filter| length_of(filter)).collect();
    for filter in filters {
        bytes.extend(filter);
    }
    bytes
}

/// Returns the filters of a section of so many blocks; `None` if it is damaged.
pub(super) fn filters(section: &[u8], blocks: usize) -> Option<Vec<&[u8]>> {
    let (lengths, mut rest) = section.split_at_checked(blocks.checked_mul(4)?)?;
    let mut filters = Vec::with_capacity(blocks);
    for length in lengths.as_chunks::<4>().0 {
        let (filter, behind) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        filters.push(filter);
        rest = behind;
    }
    rest.is_empty().then_some(filters)
}

fn length_of(bytes: &[u8]) -> [u8; 4] {
    let length = u32::try_from(bytes.len()).expect("a record is far below four gibibytes");
    length.to_le_bytes()
}

/// Compresses blocks.
pub(super) struct Deflater(zstd::bulk::Compressor<'static>);

impl Deflater {
    /// How much effort is made.
    ///
    /// Source: facts, "Other figures": more effort makes events larger, and costs twice the time.
    const LEVEL: i32 = 1;

    pub(super) fn new() -> io::Result<Self> {
        zstd::bulk::Compressor::new(Self::LEVEL).map(Self)
    }

    pub(super) fn deflate(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        self.0.compress(bytes)
    }
}

/// How many times its size a block can inflate to, at most: 128 KiB of one byte take four.
///
/// Source: RFC 8878, 3.1.1.2.
const TIMES: u64 = 64 << 10;

/// Inflates a block to the length that its directory tells.
///
/// A length that no such block can have makes no room for itself.
pub(super) fn inflate(bytes: &[u8], length: u64) -> io::Result<Vec<u8>> {
    if length > TIMES.saturating_mul(bytes.len() as u64) {
        return Err(ErrorKind::InvalidData.into());
    }
    let length = usize::try_from(length).map_err(|_| ErrorKind::InvalidData)?;
    let inflated = zstd::bulk::decompress(bytes, length)?;
    if inflated.len() == length { Ok(inflated) } else { Err(ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_they_were_put() {
        let mut bytes = Vec::new();
        let put: [(&[u8], &[u8]); 3] = [(b"a", b"1"), (b"", b""), (b"key", b"a longer value")];
        for (key, value) in put {
            push_record(&mut bytes, key, value);
        }
        let read = records(&bytes).unwrap();
        assert!(read.iter().zip(put).all(|(read, put)| (&*read.0, &*read.1) == put));
        for length in 1..bytes.len() {
            let cut = records(&bytes[..length]);
            assert!(cut.is_none_or(|records| records.len() < put.len()), "{length} bytes");
        }
    }

    #[test]
    fn a_section_has_a_filter_for_each_block() {
        let put = [vec![1, 2], vec![], vec![3]];
        let bytes = section(&put);
        assert_eq!(filters(&bytes, 3).unwrap(), put);
        for (bytes, blocks) in [(&bytes[..], 2), (&bytes[..], 4), (&bytes[..bytes.len() - 1], 3)] {
            assert_eq!(filters(bytes, blocks), None);
        }
    }

    #[test]
    fn a_tail_says_where_the_directory_lies() {
        let span = Span::of(77, b"directory");
        let bytes = tail(span);
        assert_eq!(bytes.len(), TAIL);
        assert_eq!(read_tail(&bytes), Some(span));
        assert_eq!(read_tail(&bytes[1..]), None);
        let mut other = bytes.clone();
        *other.last_mut().unwrap() ^= 1;
        assert_eq!(read_tail(&other), None);
    }

    #[test]
    fn a_length_that_is_not_true_is_noticed() {
        let bytes = Deflater::new().unwrap().deflate(&[7; 1_000]).unwrap();
        assert_eq!(inflate(&bytes, 1_000).unwrap(), [7; 1_000]);
        assert!(inflate(&bytes, 999).is_err() && inflate(&bytes, 1_001).is_err());
    }
}
