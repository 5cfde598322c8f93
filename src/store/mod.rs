//! Where everything is kept, and the only user of sled.
//!
//! A [`Store`] is opened by one process at a time. Its content is ordered [`Key`]s with
//! [`Record`]s, read and changed through a [`Txn`]: changes collect in memory, and [`Txn::commit`]
//! puts all of them on the disk at once, together with files that the transaction stages.
//!
//! ```text
//! TRAILWATCH_HOME/
//!   lock       whose turn it is, taken first
//!   store/     sled, and the witness of its log
//!   trial/     a copy of the store that is tried first
//!   compacted/, replaced/    the store while it is written anew
//!   staged/    files on their way to their place
//!   sealed/    records that no longer change
//!   buckets/   objects, see crate::bucket
//! ```
//!
//! What survives: a process may be killed at any instruction. Before the commit nothing has
//! happened; after it everything has, because the records name the staged files and the next
//! process moves those that have not arrived.
//!
//! Source of the traps and their cures: facts, "sled 0.34.7, measured".

mod append;
mod compaction;
mod gathered;
mod home;
mod key;
mod lock;
pub mod moving;
mod open;
mod record;
mod scan;
mod sealed;
mod staging;
#[cfg(test)]
pub(crate) mod tally;
mod trial;
mod txn;
mod witness;

pub use home::Home;
pub use key::{Key, kind_of};
pub use record::{Bare, BareSinceJson, Form, Json, Kind, NamedSinceJson, Record, Told};
pub use scan::Scan;
pub use sealed::{Item, Packed, Run, Sealed, Survey, Wanted, identity};
pub use txn::{Savepoint, Txn};

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Result};
use txn::Changes;

/// The kinds of records that the store keeps for itself.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    const OWN: &[Kind] =
        &[open::VERSION_KIND, Kind::own::<staging::Decided>(), Kind::own::<moving::Unfinished>()];
    OWN.iter().chain(sealed::KINDS)
}

/// How many changes may be put off together, which bounds the memory.
const MOST_PENDING: usize = 256;

/// An open store, which no other process can open until it is dropped.
pub struct Store {
    home: Home,
    tree: sled::Tree,
    db: sled::Db,
    /// The file that sled appends to, for the fsync that sled's flush leaves out.
    log: File,
    witness: witness::Writer,
    /// How many changes were made to it.
    changes: Cell<u64>,
    /// Whether changes come onto the disk only when that is [asked for](Self::keep).
    puts_off: Cell<bool>,
    /// What was committed and is not in sled yet, because it is put off.
    pending: RefCell<Arc<Changes>>,
    /// Whether there are changes in sled that are not on the disk yet.
    is_behind: Cell<bool>,
    /// Held until the end: the other fields are dropped before it.
    _lock: lock::Lock,
}

impl Store {
    /// Opens the store of `home`, making it if there is none, and waits `patience` for its turn.
    ///
    /// Fails with [`Error::Refused`] if another process holds it for longer or an import into it has
    /// not come to its end, [`Error::Damaged`] if
    /// it cannot be read or is of a newer version, and [`Error::Machine`] if the disk refuses.
    pub fn open(home: Home, patience: Duration) -> Result<Self> {
        let store = Self::open_any(home, patience)?;
        store.refuse_unfinished()?;
        Ok(store)
    }

    /// Opens a store that may hold half of an import.
    fn open_any(home: Home, patience: Duration) -> Result<Self> {
        let lock = lock::Lock::take(&home, patience)?;
        compaction::recover(&home)?;
        let opened = compaction::if_due(&home, open::open(&home)?)?;
        let open::Opened { db, tree, log, witness, changes } = opened;
        let changes = Cell::new(changes);
        let (puts_off, is_behind) = (Cell::new(false), Cell::new(false));
        let pending = RefCell::default();
        let store = Self {
            home,
            tree,
            db,
            log,
            witness,
            changes,
            puts_off,
            pending,
            is_behind,
            _lock: lock,
        };
        open::settle_version(&store)?;
        staging::recover(&store)?;
        Ok(store)
    }

    /// Returns where it lies.
    pub const fn home(&self) -> &Home {
        &self.home
    }

    /// Begins a transaction.
    pub fn begin(&self) -> Txn<'_> {
        Txn::new(self)
    }

    /// Returns how many keys it holds.
    pub fn keys(&self) -> usize {
        self.tree.len()
    }

    /// Returns every key and value, for `store check` and `store info`.
    pub fn entries(&self) -> impl Iterator<Item = Result<(Vec<u8>, Vec<u8>)>> {
        self.tree.iter().map(|entry| {
            let (key, value) = entry.map_err(|cause| open::trouble("read", &cause))?;
            Ok((key.to_vec(), value.to_vec()))
        })
    }

    /// Lets transactions commit without waiting for the disk until [`keep`](Self::keep) is called, for
    /// many in a row that only together have to last: they are written together.
    ///
    /// A kill before that may take the last of them, whole ones; none of them is ever there in part.
    pub fn put_off(&self) {
        self.puts_off.set(true);
    }

    /// Waits until all that was committed is on the disk, as all that follows does.
    pub fn keep(&self) -> Result<()> {
        self.puts_off.set(false);
        self.catch_up()
    }

    /// Returns what was committed and is not in sled yet.
    fn pending(&self) -> Arc<Changes> {
        Arc::clone(&self.pending.borrow())
    }

    /// Writes changes and waits until they are on the disk, unless that is put off.
    fn write(&self, changes: Changes) -> Result<()> {
        let enough = {
            let mut pending = self.pending.borrow_mut();
            let pending = Arc::make_mut(&mut pending);
            pending.extend(changes);
            pending.len() >= MOST_PENDING
        };
        match self.puts_off.get() {
            true if enough => self.write_pending(),
            true => Ok(()),
            false => self.catch_up(),
        }
    }

    /// Gives to sled what was committed, as one change.
    ///
    /// | killed, or out of room         | left behind                                    |
    /// |--------------------------------|------------------------------------------------|
    /// | in [`sled::Db::flush`]         | a torn batch, which sled cuts off              |
    /// | before the fsync               | the change; a power cut may take it            |
    /// | before the witness is written  | the change, and a witness of one less          |
    fn write_pending(&self) -> Result<()> {
        let pending = Arc::unwrap_or_clone(self.pending.take());
        let mut batch = sled::Batch::default();
        let mut gathered = BTreeMap::new();
        for (key, change) in pending {
            if key.is_gathered() {
                gathered.insert(key.into_bytes(), change);
                continue;
            }
            match change {
                Some(bytes) => batch.insert(key.into_bytes(), bytes),
                None => batch.remove(key.into_bytes()),
            }
        }
        gathered::merge(&self.tree, gathered, &mut batch)?;
        let changes = self.changes.get() + 1;
        open::Version::write(changes, &mut batch);
        self.tree.apply_batch(batch).map_err(|cause| open::trouble("write", &cause))?;
        self.changes.set(changes);
        self.is_behind.set(true);
        Ok(())
    }

    /// Waits until all that was committed is on the disk.
    fn catch_up(&self) -> Result<()> {
        if !self.pending.borrow().is_empty() {
            self.write_pending()?;
        }
        if !self.is_behind.get() {
            return Ok(());
        }
        self.flush()?;
        let path = self.home.store().join("db");
        self.log.sync_all().map_err(Error::machine("write", &path))?;
        self.is_behind.set(false);
        self.witness.note(self.changes.get(), &self.log);
        Ok(())
    }

    /// Hands to the machine what sled holds, which outlives the process but not a power cut.
    fn flush(&self) -> Result<()> {
        self.db.flush().map(|_| ()).map_err(|cause| open::trouble("write", &cause))
    }
}

impl Drop for Store {
    /// What was put off by somebody who did not come to [`keep`](Store::keep) it is not lost without
    /// need.
    fn drop(&mut self) {
        // There is nobody to be told, and a kill would have taken it as well.
        let _ = self.catch_up();
    }
}
