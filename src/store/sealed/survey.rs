//! Reading all of a sealed file, which may be anybody's: whether it is what was written.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::layout::{self, Block, Directory, MAGIC, Span, TAIL};
use crate::error::{Error, Result};
use crate::time::Timestamp;

/// What a sealed file is found to hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Survey {
    /// The kind of its records.
    pub kind: String,
    /// How many records it has.
    pub records: u64,
    /// The time of the first thing that they tell of.
    pub from: Timestamp,
    /// The time of the last.
    pub to: Timestamp,
}

impl Survey {
    /// Reads all of a file.
    ///
    /// Fails with [`Error::Damaged`] if it is no sealed file, or is not what was written, and with
    /// [`Error::Machine`] if it cannot be read.
    pub fn of_file(path: &Path) -> Result<Self> {
        let trouble = || Error::machine("read", path);
        let metadata = path.symlink_metadata().map_err(trouble())?;
        if !metadata.is_file() {
            return Err(Error::Damaged("it is no file".to_owned()));
        }
        let file = File::open(path).map_err(trouble())?;
        let (survey, _) = Self::of(&file, metadata.len()).map_err(|why| match why {
            Why::Wrong(what) => Error::Damaged(what.to_owned()),
            Why::Machine(cause) => trouble()(cause),
        })?;
        Ok(survey)
    }

    /// Reads all of an open file of so many bytes, and returns where its directory lies, too.
    pub(super) fn of(file: &File, length: u64) -> Result<(Self, Span), Why> {
        Reader { length, read: &|bytes: &mut [u8], place| file.read_exact_at(bytes, place) }
            .survey()
    }

    /// Reads the bytes of a file; fails with what is wrong with them.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self, String> {
        let read = |part: &mut [u8], place: u64| {
            let place = usize::try_from(place).map_err(|_| ErrorKind::UnexpectedEof)?;
            let there = bytes.get(place..).and_then(|rest| rest.get(..part.len()));
            part.copy_from_slice(there.ok_or(ErrorKind::UnexpectedEof)?);
            Ok(())
        };
        let surveyed = Reader { length: bytes.len() as u64, read: &read }.survey();
        surveyed.map(|(survey, _)| survey).map_err(|why| match why {
            Why::Wrong(what) => what.to_owned(),
            Why::Machine(cause) => cause.to_string(),
        })
    }
}

/// Why there is no survey.
pub(super) enum Why {
    Wrong(&'static str),
    Machine(io::Error),
}

/// The bytes of a file.
struct Reader<'r> {
    length: u64,
    read: &'r dyn Fn(&mut [u8], u64) -> io::Result<()>,
}

impl Reader<'_> {
    fn survey(&self) -> Result<(Survey, Span), Why> {
        let head = self.bytes(0, MAGIC.len() as u64);
        if head.is_none_or(|head| head.is_ok_and(|head| head != MAGIC)) {
            return Err(Why::Wrong("it is no sealed file: it does not begin as they do"));
        }
        let end = Why::Wrong("it does not end as sealed files do");
        let tail = self.length.checked_sub(TAIL as u64).and_then(|at| self.bytes(at, TAIL as u64));
        let Some(tail) = tail.transpose()? else { return Err(end) };
        let Some(span) = layout::read_tail(&tail) else { return Err(end) };
        let wrong = Why::Wrong("its directory is not what was written");
        let Some(directory) = Directory::decode(&self.part(&span)?) else { return Err(wrong) };
        let Directory { kind, blocks, filters, identities, .. } = directory;
        let mut survey = Survey {
            kind,
            records: 0,
            from: blocks.iter().map(|block| block.from).min().unwrap_or_default(),
            to: blocks.iter().map(|block| block.to).max().unwrap_or_default(),
        };
        let mut last: Vec<u8> = Vec::new();
        for block in &blocks {
            survey.records += self.records_of(block, &mut last)?;
        }
        for span in &filters {
            if layout::filters(&self.part(span)?, blocks.len()).is_none() {
                return Err(Why::Wrong("its filters are not what was written"));
            }
        }
        let ids = self.part(&identities)?.len() as u64;
        if ids != 0 && ids != survey.records * 16 {
            return Err(Why::Wrong("its ids are not those of its records"));
        }
        Ok((survey, span))
    }

    /// Returns how many records a block has; their keys come behind `last`, which the last of them
    /// becomes.
    fn records_of(&self, block: &Block, last: &mut Vec<u8>) -> Result<u64, Why> {
        let wrong = || Why::Wrong("a block is not what was written");
        let bytes = self.part(&block.span)?;
        let inflated = layout::inflate(&bytes, block.inflated).map_err(|_| wrong())?;
        let records = layout::records(&inflated).ok_or_else(wrong)?;
        let keys = || records.iter().map(|(key, _)| key);
        let in_order = keys().is_sorted() && keys().next().is_some_and(|first| *last <= *first);
        let ends = (keys().next(), keys().next_back());
        if !in_order
            || records.len() as u64 != block.count
            || ends != (Some(&block.first), Some(&block.last))
        {
            return Err(wrong());
        }
        last.clone_from(&block.last);
        Ok(block.count)
    }

    /// Reads a part of the file, and holds it to its checksum.
    fn part(&self, span: &Span) -> Result<Vec<u8>, Why> {
        let wrong = Why::Wrong("a part of it is not what was written");
        let Some(bytes) = self.bytes(span.place, span.length) else { return Err(wrong) };
        let bytes = bytes?;
        if span.is_of(&bytes) { Ok(bytes) } else { Err(wrong) }
    }

    /// Reads bytes at a place; `None` if they are not within the file.
    fn bytes(&self, place: u64, length: u64) -> Option<Result<Vec<u8>, Why>> {
        let end = place.checked_add(length)?;
        let mut bytes = vec![0; usize::try_from(length).ok().filter(|_| end <= self.length)?];
        Some((self.read)(&mut bytes, place).map_err(Why::Machine).map(|()| bytes))
    }
}
