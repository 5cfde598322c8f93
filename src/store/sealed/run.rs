//! The catalogue: a record for each sealed file.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::layout::{Directory, Span};
use super::write::Written;
use crate::error::Error;
use crate::store::{Home, Json, Key, Record};
use crate::time::Timestamp;

/// A sealed file, as the store knows it.
///
/// The record says what a reader needs to know before it opens the file, and pins the file: its
/// length and the checksum of its directory, which has those of all other parts.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Run {
    /// The kind of its records.
    kind: String,
    /// Its partition.
    partition: Bytes,
    /// What its name ends in; no other file has it.
    number: u64,
    /// When it was sealed, on the store's clock.
    pub made: Timestamp,
    /// How many records it has.
    pub count: u64,
    /// How many bytes the file has.
    pub bytes: u64,
    /// The time of the first thing that its records tell of.
    pub from: Timestamp,
    /// The time of the last.
    pub to: Timestamp,
    /// How many blocks it has.
    pub(super) blocks: usize,
    /// The key of its first record.
    pub(super) first: Bytes,
    /// The key of its last record.
    pub(super) last: Bytes,
    /// Where its directory lies.
    pub(super) directory: Span,
    /// Where the filters of each attribute lie.
    pub(super) filters: Vec<Span>,
    /// Where that lies which tells the records apart.
    pub(super) identities: Span,
    /// Whether it was found damaged; it is left as it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub damaged: bool,
    /// Where its file waits below the home while the transaction that sealed it is not committed.
    #[serde(skip)]
    pub(super) staged: Option<PathBuf>,
}

impl Record for Run {
    const KIND: &'static str = "sealed";
    type Form = Json;

    fn key(&self) -> Key {
        Self::of_partition(&self.partition()).number(self.number)
    }
}

impl Run {
    pub(super) fn new(number: u64, made: Timestamp, written: Written) -> Self {
        let Written { directory, span, bytes } = written;
        let ends = (directory.blocks.first(), directory.blocks.last());
        let first = ends.0.map(|block| block.first.clone()).unwrap_or_default();
        let last = ends.1.map(|block| block.last.clone()).unwrap_or_default();
        let Directory { kind, partition, blocks, filters, identities } = directory;
        Self {
            kind,
            partition: Bytes(partition),
            number,
            made,
            count: blocks.iter().map(|block| block.count).sum(),
            bytes,
            from: blocks.iter().map(|block| block.from).min().unwrap_or_default(),
            to: blocks.iter().map(|block| block.to).max().unwrap_or_default(),
            blocks: blocks.len(),
            first: Bytes(first),
            last: Bytes(last),
            directory: span,
            filters,
            identities,
            damaged: false,
            staged: None,
        }
    }

    /// Returns its partition.
    pub fn partition(&self) -> Key {
        Key::from_bytes(self.partition.0.clone())
    }

    /// Returns the kind of its records.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the beginning of the keys of the records of a partition's files.
    pub(super) fn of_partition(partition: &Key) -> Key {
        Self::all().below(partition)
    }

    /// Returns where its file lies, below the home.
    pub fn path(&self) -> PathBuf {
        Self::path_of(&self.kind, self.number)
    }

    /// Returns where the file of a number lies.
    pub(super) fn path_of(kind: &str, number: u64) -> PathBuf {
        Path::new(Home::SEALED).join(format!("{kind}-{number:06}"))
    }

    /// Returns the record that says that the file was found damaged.
    #[must_use]
    pub fn marked(self) -> Self {
        Self { damaged: true, ..self }
    }

    /// Returns the error for a file that is not what was written.
    pub(super) fn damage(&self, what: &str) -> Error {
        Error::Damaged(format!(
            "the sealed file {} is damaged: {what}. It holds {} records of kind '{}'{ADVICE}",
            self.path().display(),
            self.count,
            self.kind
        ))
    }

    /// Returns what an error says of a file, without what it says to do.
    pub fn without_advice(text: &str) -> &str {
        text.strip_suffix(ADVICE).unwrap_or(text)
    }
}

/// What to do about a damaged file.
const ADVICE: &str = ". 'trailwatch store check' says more, and 'trailwatch store check \
                      --set-aside' goes on without it";

/// How many sealed files there ever were.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Numbered(pub(super) u64);

impl Record for Numbered {
    const KIND: &'static str = "sealed files";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

/// Bytes, which are hexadecimal in JSON.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Bytes(pub(super) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        HEXLOWER.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}
