//! Transactions: changes that collect in memory and come onto the disk all at once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use super::gathered::{self, Block};
use super::home::Home;
use super::record::{Form, Record};
use super::scan::{Bytes, Changed, Kept, Scan, Way};
use super::sealed::Shelf;
use super::staging::{self, Decided, FileChange};
use super::{Key, Store, open};
use crate::error::{Error, Result};

/// What a transaction has changed under a key: the new bytes, or `None` if it was deleted.
pub(super) type Change = Option<Vec<u8>>;

/// What is changed under each key.
pub(super) type Changes = BTreeMap<Key, Change>;

/// A transaction.
///
/// It sees its own changes. Dropping it without [`commit`](Self::commit) leaves the store as it
/// was. Only one is open at a time, because the process has the store for itself.
pub struct Txn<'s> {
    pub(super) store: &'s Store,
    changes: Changes,
    /// What was committed and is not in sled yet, see [`Store::put_off`].
    before: Arc<Changes>,
    /// What each change overwrote in `changes`, the newest last, so that changes can be undone.
    undo: Vec<(Key, Option<Change>)>,
    /// The block that was read last: who reads one of its records often reads the next, too.
    block: RefCell<Option<Rc<Block>>>,
    pub(super) files: Vec<FileChange>,
    pub(super) staged: u64,
    /// Lines that are added to files, in order.
    pub(super) lines: Vec<(PathBuf, String)>,
    /// The sealed files that it reads.
    pub(super) shelf: Arc<Shelf>,
}

/// A point in a transaction that it can return to.
#[derive(Clone, Copy, Debug)]
pub struct Savepoint {
    changes: usize,
    files: usize,
    lines: usize,
}

impl<'s> Txn<'s> {
    pub(super) fn new(store: &'s Store) -> Self {
        Self {
            store,
            changes: Changes::new(),
            before: store.pending(),
            undo: Vec::new(),
            block: RefCell::default(),
            files: Vec::new(),
            staged: 0,
            lines: Vec::new(),
            shelf: Arc::default(),
        }
    }

    /// Returns where the store lies.
    pub const fn home(&self) -> &'s Home {
        &self.store.home
    }

    /// Returns the record under a key.
    pub fn get<R: Record>(&self, key: &Key) -> Result<Option<R>> {
        let bytes = match self.changes.get(key) {
            Some(change) => change.clone(),
            None => self.kept(key)?,
        };
        bytes.map(|bytes| decode(&bytes)).transpose()
    }

    /// Returns whether there is a record under a key.
    pub fn has(&self, key: &Key) -> Result<bool> {
        match self.changes.get(key) {
            Some(change) => Ok(change.is_some()),
            None => self.is_kept(key),
        }
    }

    fn is_kept(&self, key: &Key) -> Result<bool> {
        if key.is_gathered() || self.before.contains_key(key) {
            return Ok(self.kept(key)?.is_some());
        }
        let is_kept = self.store.tree.contains_key(key.bytes());
        is_kept.map_err(|cause| open::trouble("read", &cause))
    }

    fn kept(&self, key: &Key) -> Result<Option<Vec<u8>>> {
        if let Some(change) = self.before.get(key) {
            return Ok(change.clone());
        }
        if key.is_gathered() {
            return gathered::get(&self.store.tree, key.bytes(), &mut self.block.borrow_mut());
        }
        let kept = self.store.tree.get(key.bytes());
        Ok(kept.map_err(|cause| open::trouble("read", &cause))?.map(|bytes| bytes.to_vec()))
    }

    /// Returns the records whose keys begin with `prefix`, in the order of their keys.
    pub fn scan<R: Record>(&self, prefix: &Key) -> Scan<'_, R> {
        self.range(prefix, &prefix.end())
    }

    /// Returns the records with keys from `start` up to and without `end`, in their order.
    pub fn range<R: Record>(&self, start: &Key, end: &Key) -> Scan<'_, R> {
        self.between(start, end, Way::Forwards)
    }

    /// Returns the records with keys from `start` up to and without `end`, the last first.
    pub fn range_back<R: Record>(&self, start: &Key, end: &Key) -> Scan<'_, R> {
        self.between(start, end, Way::Backwards)
    }

    fn between<R: Record>(&self, start: &Key, end: &Key, way: Way) -> Scan<'_, R> {
        let end = end.max(start);
        let kept: Kept<'_> = if R::GATHERED {
            let last = &mut self.block.borrow_mut();
            match gathered::range(&self.store.tree, start.bytes(), end.bytes(), last) {
                Ok(kept) => Box::new(kept),
                Err(error) => Box::new(std::iter::once(Err(error))),
            }
        } else {
            Box::new(self.store.tree.range(start.bytes()..end.bytes()).map(|entry| {
                let (key, value) = entry.map_err(|cause| open::trouble("read", &cause))?;
                Ok((Bytes::Whole(key), Bytes::Whole(value)))
            }))
        };
        let range = start.clone()..end.clone();
        let before: Option<Changed<'_>> = if self.before.is_empty() {
            None
        } else {
            Some(Box::new(self.before.range(range.clone())))
        };
        Scan::new(kept, before, Box::new(self.changes.range(range)), way)
    }

    /// Keeps a record under its key, replacing what was there.
    pub fn put<R: Record>(&mut self, record: &R) {
        self.change(record.key(), Some(R::Form::encode(record)));
    }

    /// Deletes what lies under a key.
    pub fn delete(&mut self, key: &Key) {
        self.change(key.clone(), None);
    }

    pub(super) fn change(&mut self, key: Key, change: Change) {
        #[cfg(test)]
        super::tally::note(|tally| tally.written.push(key.bytes().to_vec()));
        let before = self.changes.insert(key.clone(), change);
        self.undo.push((key, before));
    }

    /// Returns the point that [`return_to`](Self::return_to) can go back to.
    pub fn savepoint(&self) -> Savepoint {
        let (changes, files, lines) = (self.undo.len(), self.files.len(), self.lines.len());
        Savepoint { changes, files, lines }
    }

    /// Takes back every change made since a point, of records and of files.
    pub fn return_to(&mut self, point: Savepoint) {
        while self.undo.len() > point.changes {
            let Some((key, before)) = self.undo.pop() else { break };
            match before {
                Some(change) => self.changes.insert(key, change),
                None => self.changes.remove(&key),
            };
        }
        self.files.truncate(point.files);
        self.lines.truncate(point.lines);
    }

    /// Returns whether committing would change anything.
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty() || !self.files.is_empty() || !self.lines.is_empty()
    }

    /// Returns whether committing would make a record of a kind that is not there yet, or remove one.
    pub fn makes_or_removes<R: Record>(&self) -> Result<bool> {
        let all = R::all();
        for (key, change) in self.changes.range(all.clone()..all.end()) {
            if self.is_kept(key)? != change.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the records of a kind that committing would change: as they are kept, if they are, and
    /// as they would be, if they would.
    pub fn changed<R: Record>(&self) -> Result<Vec<(Option<R>, Option<R>)>> {
        let all = R::all();
        let range = all.clone()..all.end();
        let read = |bytes: Option<&[u8]>| bytes.map(decode).transpose();
        self.changes
            .range(range)
            .map(|(key, change)| {
                let kept = self.kept(key)?;
                Ok((read(kept.as_deref())?, read(change.as_deref())?))
            })
            .collect()
    }

    /// Puts all changes on the disk.
    ///
    /// When it returns, everything is there and stays, unless that is [put off](Store::put_off). When it
    /// fails, nothing is there; unless the error says that files are left to the next command, which
    /// moves them first.
    pub fn commit(mut self) -> Result<()> {
        self.stage_lines()?;
        if !self.files.is_empty() {
            // A list that this process decided and could not follow must not be replaced by another.
            staging::finish(self.store)?;
            staging::sync_folder(&self.store.home.staged())?;
            let decided = Decided(std::mem::take(&mut self.files));
            self.put(&decided);
            self.write()?;
            // The files must not be where they are to be before it lasts that they are.
            self.store.catch_up()?;
            // A crash from here on leaves the list, and the next process makes the moves.
            staging::make(&self.store.home, &decided.0)?;
            return staging::forget(self.store);
        }
        if self.changes.is_empty() { Ok(()) } else { self.write() }
    }

    pub(super) fn write(&mut self) -> Result<()> {
        self.block.take();
        self.before = Arc::default();
        self.store.write(std::mem::take(&mut self.changes))
    }
}

/// What can go wrong while a file is written: with the file, or with where its content comes from.
pub(super) enum Trouble {
    Machine(io::Error),
    Other(Error),
}

impl From<io::Error> for Trouble {
    fn from(cause: io::Error) -> Self {
        Self::Machine(cause)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

pub(super) fn decode<R: Record>(bytes: &[u8]) -> Result<R> {
    #[cfg(test)]
    super::tally::note(|tally| tally.records += 1);
    R::Form::decode(bytes).ok_or_else(|| damaged(R::KIND))
}

/// Returns the failure of who needs a record of a kind that cannot be read.
pub(super) fn damaged(kind: &str) -> Error {
    Error::Damaged(format!("a record of kind '{kind}' in the store is damaged"))
}

#[cfg(test)]
mod tests;
