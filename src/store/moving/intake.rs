//! Records on their way into a store: a few hundred to a transaction, those that are sealed by
//! partition.
//!
//! What comes is in the order of the keys, so the records of a partition come together. They are
//! gathered up to a size that bounds the memory, and sealed; a few of them stay in sled, where they
//! may, and a chore seals them in its time.

use super::{Content, Heard, Moving, Sealing};
use crate::error::Result;
use crate::store::sealed::Item;
use crate::store::{Key, Kind, Store, Txn};
use crate::time::Timestamp;

/// How many records, and how many bytes of them, are put into sled in one transaction.
const BATCH: usize = 500;
const BATCH_BYTES: usize = 1 << 20;

/// How many bytes of a partition are gathered before they are sealed.
const GATHERED: usize = 32 << 20;

/// How many records of a partition are worth a file, whatever their size, and how many bytes.
const WORTH_A_FILE: usize = 200;
const WORTH_A_FILE_BYTES: usize = 256 << 10;

/// How many records of all sealed kinds stay in sled; with more of them it would become slow.
const OPEN: usize = 1_000;

/// Tells the time on the store's clock.
pub(super) type Now<'n> = &'n dyn Fn(&Txn<'_>) -> Result<Timestamp>;

/// Takes records in.
pub(super) struct Intake<'s> {
    store: &'s Store,
    now: Now<'s>,
    txn: Txn<'s>,
    /// How many records the transaction has, and how many bytes.
    held: (usize, usize),
    gathered: Option<Gathered>,
    /// How many records of sealed kinds stay in sled.
    open: usize,
}

/// Records of a partition.
struct Gathered {
    sealing: Sealing,
    partition: Key,
    items: Vec<Item>,
    bytes: usize,
}

impl<'s> Intake<'s> {
    pub(super) fn new(store: &'s Store, now: Now<'s>) -> Self {
        Self { store, now, txn: store.begin(), held: (0, 0), gathered: None, open: 0 }
    }

    /// Takes a record of a kind in.
    pub(super) fn take(&mut self, kind: &Kind, heard: Heard) -> Result<()> {
        let Heard { key, content } = heard;
        match (content, kind.teller().and_then(|teller| teller.sealing)) {
            (Content::Sealed(partition, item), Some(sealing)) => {
                let same = |gathered: &Gathered| gathered.partition == partition;
                if !self.gathered.as_ref().is_some_and(same) {
                    self.seal()?;
                }
                let (items, bytes) = (Vec::new(), 0);
                let empty = || Gathered { sealing, partition, items, bytes };
                let gathered = self.gathered.get_or_insert_with(empty);
                gathered.bytes += item.size();
                gathered.items.push(item);
                if gathered.bytes >= GATHERED { self.seal() } else { Ok(()) }
            }
            (Content::Sealed(_, item), None) => self.put_item(item),
            (Content::Kept(value), _) => self.put(key, value),
        }
    }

    fn put_item(&mut self, item: Item) -> Result<()> {
        let (key, value) = item.into_pair();
        self.put(Key::from_bytes(key), value)
    }

    fn put(&mut self, key: Key, value: Vec<u8>) -> Result<()> {
        self.held = (self.held.0 + 1, self.held.1 + key.bytes().len() + value.len());
        self.txn.change(key, Some(value));
        if self.held.0 >= BATCH || self.held.1 >= BATCH_BYTES { self.commit() } else { Ok(()) }
    }

    fn commit(&mut self) -> Result<()> {
        self.held = (0, 0);
        std::mem::replace(&mut self.txn, self.store.begin()).commit()
    }

    /// Seals what was gathered, or puts it into sled if it is little.
    fn seal(&mut self) -> Result<()> {
        let Some(gathered) = self.gathered.take() else { return Ok(()) };
        let Gathered { sealing, partition, items, bytes } = gathered;
        let is_little = items.len() < WORTH_A_FILE && bytes < WORTH_A_FILE_BYTES;
        if sealing.may_be_open && is_little && self.open + items.len() <= OPEN {
            self.open += items.len();
            return items.into_iter().try_for_each(|item| self.put_item(item));
        }
        let now = (self.now)(&self.txn)?;
        (sealing.seal)(&mut self.txn, &partition, items, now)?;
        self.commit()
    }

    /// Takes in what is left, merges what can be, and makes what follows from what is there.
    pub(super) fn finish(mut self, kinds: &[&'static Kind]) -> Result<()> {
        self.seal()?;
        self.commit()?;
        for kind in kinds {
            match &kind.moving {
                Moving::Recounted(recount) => {
                    let now = (self.now)(&self.txn)?;
                    recount(&mut self.txn, now)?;
                    self.commit()?;
                }
                Moving::Told(teller) => {
                    let Some(sealing) = teller.sealing else { continue };
                    while (sealing.crowded)(&self.txn)? {
                        let now = (self.now)(&self.txn)?;
                        (sealing.merge)(&mut self.txn, now)?;
                        self.commit()?;
                    }
                }
                Moving::Stays => {}
            }
        }
        Ok(())
    }
}
