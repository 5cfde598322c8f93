//! Reading a sealed file: what is needed of it, each part checked.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::layout::{self, Block, Directory, Pair, Span};
use super::run::Run;
use super::survey::{Survey, Why};
use super::write::Whole;
use super::{Wanted, filter};
use crate::error::{Error, Result};
use crate::store::Home;

/// The files that a transaction read last, with what was read of them. Whoever asks for many records
/// one after another, as for the samples of many metrics, opens the file that they lie in once.
#[derive(Debug, Default)]
pub(in crate::store) struct Shelf {
    files: Mutex<VecDeque<Arc<Opened>>>,
    /// How many times a file was opened, and a block inflated.
    opened: AtomicU64,
    inflated: AtomicU64,
}

impl Shelf {
    /// How many files stay open.
    const ROOM: usize = 8;

    /// Returns how many times a file was opened, and a block inflated.
    #[cfg(test)]
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.opened.load(Ordering::Relaxed), self.inflated.load(Ordering::Relaxed))
    }

    /// Returns the file of a run, opening it if it is not open yet; fails as [`Opened::open`] does.
    pub(super) fn open(&self, home: &Home, run: Run) -> Result<Arc<Opened>> {
        let mut files = held(&self.files);
        let place = files.iter().position(|file| file.run == run);
        let file = if let Some(file) = place.and_then(|place| files.remove(place)) {
            file
        } else {
            self.opened.fetch_add(1, Ordering::Relaxed);
            Arc::new(Opened::open(home, run)?)
        };
        files.truncate(Self::ROOM - 1);
        files.push_front(file.clone());
        Ok(file)
    }

    /// Returns the records of a block of a file whose keys are wanted. Of the others nothing is copied.
    pub(super) fn records(
        &self,
        opened: &Opened,
        block: &Block,
        is_wanted: impl Fn(&[u8]) -> bool,
    ) -> Result<Vec<Pair>> {
        let known = held(&opened.inflated).clone();
        let known = known.filter(|(place, _)| *place == block.span.place);
        let bytes = if let Some((_, bytes)) = known {
            bytes
        } else {
            self.inflated.fetch_add(1, Ordering::Relaxed);
            let bytes = Arc::new(opened.inflate(block)?);
            *held(&opened.inflated) = Some((block.span.place, bytes.clone()));
            bytes
        };
        let records = layout::slices(&bytes);
        let records = records.filter(|records| records.len() as u64 == block.count);
        let records = records.ok_or_else(|| opened.run.damage(WRONG_BLOCK))?.into_iter();
        let wanted = records.filter(|(key, _)| is_wanted(key));
        Ok(wanted.map(|(key, value)| (key.to_vec(), value.to_vec())).collect())
    }
}

/// Returns what a lock holds; who panicked with it left nothing half done.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is said of a block that is damaged.
const WRONG_BLOCK: &str = "a block is not what was written";

/// A sealed file that is open. What was read of it is what was written.
#[derive(Debug)]
pub(super) struct Opened {
    run: Run,
    file: File,
    directory: OnceLock<Directory>,
    /// The block that was read last, by its place, as it was before it was compressed.
    inflated: Mutex<Option<(u64, Arc<Vec<u8>>)>>,
}

impl Opened {
    /// Opens the file of a run.
    ///
    /// Fails with [`Error::Damaged`] if it is missing, or if its length or its beginning are another
    /// file's.
    pub(super) fn open(home: &Home, run: Run) -> Result<Self> {
        let path = home.path().join(run.staged.clone().unwrap_or_else(|| run.path()));
        let file = match File::open(&path) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => {
                return Err(run.damage("it is missing"));
            }
            opened => opened.map_err(Error::machine("open", &path))?,
        };
        let length = file.metadata().map_err(Error::machine("read", &path))?.len();
        if length != run.bytes {
            return Err(run.damage(&format!("it has {length} bytes in place of {}", run.bytes)));
        }
        Ok(Self { run, file, directory: OnceLock::new(), inflated: Mutex::new(None) })
    }

    /// Returns the numbers of the blocks that may have a value of an attribute.
    pub(super) fn blocks_with(&self, wanted: &Wanted) -> Result<Vec<usize>> {
        let Some(span) = self.run.filters.get(wanted.attribute) else {
            return Ok((0..self.run.blocks).collect());
        };
        let section = self.part(span, "its filters are not what was written")?;
        let filters = layout::filters(&section, self.run.blocks)
            .ok_or_else(|| self.run.damage("its filters are not what was written"))?;
        let may_have = |(_, filter): &(usize, &[u8])| filter::may_have(filter, wanted.hash);
        Ok(filters.into_iter().enumerate().filter(may_have).map(|(place, _)| place).collect())
    }

    /// Returns what the file covers.
    pub(super) fn directory(&self) -> Result<&Directory> {
        const WRONG: &str = "its directory is not what was written";
        if let Some(directory) = self.directory.get() {
            return Ok(directory);
        }
        let bytes = self.part(&self.run.directory, WRONG)?;
        let directory = Directory::decode(&bytes).ok_or_else(|| self.run.damage(WRONG))?;
        Ok(self.directory.get_or_init(|| directory))
    }

    /// Returns the bytes of the records of a block.
    fn inflate(&self, block: &Block) -> Result<Vec<u8>> {
        #[cfg(test)]
        crate::store::tally::note(|tally| tally.blocks += 1);
        let bytes = self.stored(block)?;
        layout::inflate(&bytes, block.inflated).map_err(|_| self.run.damage(WRONG_BLOCK))
    }

    fn stored(&self, block: &Block) -> Result<Vec<u8>> {
        self.part(&block.span, WRONG_BLOCK)
    }

    /// Returns what tells the records apart.
    pub(super) fn identities(&self) -> Result<Vec<u128>> {
        let bytes = self.part(&self.run.identities, "its ids are not what was written")?;
        Ok(bytes.as_chunks().0.iter().map(|id| u128::from_le_bytes(*id)).collect())
    }

    /// Returns whole blocks with all that belongs to them.
    pub(super) fn wholes(&self) -> Result<Wholes<'_>> {
        let directory = self.directory()?;
        let mut filters = vec![Vec::new(); directory.blocks.len()];
        for span in &directory.filters {
            let section = self.part(span, "its filters are not what was written")?;
            let of_blocks = layout::filters(&section, directory.blocks.len())
                .ok_or_else(|| self.run.damage("its filters are not what was written"))?;
            for (filters, filter) in filters.iter_mut().zip(of_blocks) {
                filters.push(filter.to_vec());
            }
        }
        let identities = self.part(&directory.identities, "its ids are not what was written")?;
        let blocks = directory.blocks.iter().cloned().zip(filters).collect::<Vec<_>>().into_iter();
        Ok(Wholes { opened: self, blocks, identities, place: 0 })
    }

    /// Reads everything.
    ///
    /// Fails with [`Error::Damaged`] if any of it is not what was written, or is another file's.
    pub(super) fn verify(&self) -> Result<()> {
        match Survey::of(&self.file, self.run.bytes) {
            Ok((_, directory)) if directory == self.run.directory => Ok(()),
            Ok(_) => Err(self.run.damage("its directory is that of another file")),
            Err(Why::Wrong(what)) => Err(self.run.damage(what)),
            Err(Why::Machine(cause)) => Err(self.trouble(cause)),
        }
    }

    /// Reads a part of the file.
    fn part(&self, span: &Span, wrong: &str) -> Result<Vec<u8>> {
        let fits = span.place.checked_add(span.length).is_some_and(|end| end <= self.run.bytes);
        let length = usize::try_from(span.length).ok().filter(|_| fits);
        let mut bytes = vec![0; length.ok_or_else(|| self.run.damage(wrong))?];
        self.read(&mut bytes, span.place)?;
        if span.is_of(&bytes) { Ok(bytes) } else { Err(self.run.damage(wrong)) }
    }

    fn read(&self, bytes: &mut [u8], place: u64) -> Result<()> {
        self.file.read_exact_at(bytes, place).map_err(|cause| self.trouble(cause))
    }

    fn trouble(&self, cause: io::Error) -> Error {
        match cause.kind() {
            ErrorKind::UnexpectedEof => self.run.damage("it ends early"),
            _ => Error::machine("read", &self.run.path())(cause),
        }
    }
}

/// The blocks of a file, one after another.
pub(super) struct Wholes<'o> {
    opened: &'o Opened,
    blocks: std::vec::IntoIter<(Block, Vec<Vec<u8>>)>,
    identities: Vec<u8>,
    /// How many identities were given out, in bytes.
    place: usize,
}

impl Iterator for Wholes<'_> {
    type Item = Result<Whole>;

    fn next(&mut self) -> Option<Self::Item> {
        let (block, filters) = self.blocks.next()?;
        let count = usize::try_from(block.count).unwrap_or(usize::MAX);
        // A kind whose records have no identity has none of them.
        let end = self.place.saturating_add(count.saturating_mul(16)).min(self.identities.len());
        let identities = self.identities[self.place..end].to_vec();
        self.place = end;
        Some(self.opened.stored(&block).map(|bytes| Whole { block, bytes, filters, identities }))
    }
}
