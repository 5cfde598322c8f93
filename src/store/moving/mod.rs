//! Moving everything into another store, in a form that does not depend on how it is kept here.
//!
//! ```text
//! DIR/
//!   records.jsonl   every record, a line each, and what tells the files
//!   buckets/        the objects' plain files, as in the home
//!   sns/            the messages of topics, if there are any
//!
//! {"format":"trailwatch store","version":1}                         the first line
//! {"kind":"clock","value":{...}}                                    a record
//! {"kind":"event","value":{...}}                                    records of a kind stand in their
//! {"kind":"event","value":{...}}                                    order, each once
//! {"kind":"file","value":{"path":"buckets/logs/a","bytes":4,        a file
//!     "modified":"1717243200.000000000","sha256":"..."}}
//! {"kind":"end","value":{"lines":5}}                                the last line: how many there are
//! ```
//!
//! What a store keeps for itself is not in it: its version, its catalogue of sealed files, what it
//! counts. What is sealed is told like what is not. A kind of record says in its [`Kind`](super::Kind) how it is
//! told and heard, and that is all that it takes to be moved.
//!
//! An import goes into an empty store, which it marks before anything else; the mark is taken away
//! by the last commit, see `import`. Until then nobody but an import opens that store.

pub(super) mod export;
mod files;
pub(super) mod import;
mod intake;
pub mod line;

use serde::{Deserialize, Serialize};

use super::record::{Json, Record, Told};
use super::sealed::{Item, Sealed};
use super::{Key, Txn};
use crate::error::Result;
use crate::time::Timestamp;

/// The name of the file of records.
pub const RECORDS: &str = "records.jsonl";

/// The folders whose files are moved.
const FOLDERS: [&str; 4] = ["buckets", "lambda", "sns", "streams"];

/// The most bytes of a line, which bounds the memory: a thousand times what AWS lets an event have.
pub const LINE: usize = 256 << 20;

/// What was moved.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Moved {
    /// How many records.
    pub records: u64,
    /// How many files.
    pub files: u64,
    /// How many bytes: those of the file of records, and those of the files.
    pub bytes: u64,
    /// How many files were passed over, because they are links or the like, or no line tells of
    /// them.
    pub passed_over: u64,
}

/// Is told how much is done and how much there is to do.
pub type Progress<'p> = &'p mut dyn FnMut(u64, u64);

/// What becomes of the records of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moving {
    /// They are told, and heard again.
    Told(Teller),
    /// They are made from others.
    Recounted(fn(&mut Txn<'_>, Timestamp) -> Result<()>),
    /// They are the store's own.
    Stays,
}

/// How records of a kind are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Teller {
    pub(super) tell: fn(&[u8]) -> Option<String>,
    pub(super) hear: fn(&str) -> Result<Heard, String>,
    pub(super) sealing: Option<Sealing>,
}

/// How records of a kind are sealed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sealing {
    /// Whether a few of them may lie in sled.
    pub(super) may_be_open: bool,
    /// Seals items of a partition.
    pub(super) seal: fn(&mut Txn<'_>, &Key, Vec<Item>, Timestamp) -> Result<()>,
    /// Returns whether there are files to be merged.
    pub(super) crowded: fn(&Txn<'_>) -> Result<bool>,
    /// Merges those of a partition.
    pub(super) merge: fn(&mut Txn<'_>, Timestamp) -> Result<()>,
}

impl Teller {
    /// Returns whether several records may have the same key.
    pub(super) fn has_doubles(&self) -> bool {
        self.sealing.is_some_and(|sealing| !sealing.may_be_open)
    }

    pub(super) const fn of<R: Record>() -> Self
    where
        R::Form: Told<R>,
    {
        let hear = |document: &str| {
            let (record, value) = R::Form::hear(document)?;
            Ok(Heard { key: record.key(), content: Content::Kept(value) })
        };
        Self { tell: R::Form::tell, hear, sealing: None }
    }

    pub(super) const fn sealed<R: Sealed>(may_be_open: bool) -> Self
    where
        R::Form: Told<R>,
    {
        let hear = |document: &str| {
            let (record, value) = R::Form::hear(document)?;
            let key = record.key();
            let item = Item::new(&record, key.bytes().to_vec(), value);
            Ok(Heard { key, content: Content::Sealed(record.partition(), item) })
        };
        let sealing = Sealing {
            may_be_open,
            seal: |txn, partition, items, now| {
                txn.seal::<R>(partition, items.into_iter().map(Ok), now).map(|_| ())
            },
            crowded: |txn| Ok(txn.merge_due::<R>()?.is_some()),
            merge: |txn, now| txn.merge_runs::<R>(now),
        };
        Self { tell: R::Form::tell, hear, sealing: Some(sealing) }
    }
}

/// A record as it was heard.
#[derive(Clone, Debug)]
pub struct Heard {
    key: Key,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    /// The bytes of a record that goes into sled.
    Kept(Vec<u8>),
    /// A record that is sealed with others of its partition.
    Sealed(Key, Item),
}

impl Heard {
    /// Returns the key that it lies under.
    pub const fn key(&self) -> &Key {
        &self.key
    }

    /// Returns its bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Kept(bytes) => bytes,
            Content::Sealed(_, item) => item.value(),
        }
    }
}

/// Says that an import into this store has not come to its end.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Unfinished {
    /// The folder that it is from.
    from: String,
}

impl Record for Unfinished {
    const KIND: &'static str = "unfinished import";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

#[cfg(test)]
mod tests;
