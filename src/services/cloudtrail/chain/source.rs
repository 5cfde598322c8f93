//! Where a validation finds digests and log files.

use std::collections::BTreeMap;
use std::io::Read;

use super::public_keys::PublicKeys;
use crate::error::{ApiError, Error};
use crate::time::Timestamp;

/// Where the walk finds digests and the keys that they are signed under.
pub trait Digests {
    /// Returns the keys in a bucket that begin with `prefix` and come after `after`, in their order.
    fn list(&mut self, bucket: &str, prefix: &str, after: &str) -> Result<Vec<String>, Halt>;

    /// Reads the object under a key; `None` if there is none.
    fn read(&mut self, bucket: &str, key: &str) -> Result<Option<Fetched>, Halt>;

    /// Returns the keys that were valid at some time from `start` to `end`.
    fn public_keys(&mut self, start: Timestamp, end: Timestamp) -> Result<PublicKeys, Halt>;
}

/// Where log files are found; they are read by several threads at once.
pub trait LogFiles: Sync {
    /// Opens the object under a key, and tells how many bytes it has; `None` if there is none.
    fn open(&self, bucket: &str, key: &str) -> Result<Option<Opened>, Halt>;

    /// Returns how many may be read at once, if that is not one for each core: where reading is
    /// mostly waiting, more are.
    fn at_once(&self) -> Option<usize> {
        None
    }
}

/// A log file that can be read.
pub struct Opened {
    /// Its bytes.
    pub content: Box<dyn Read>,
    /// How many there are.
    pub size: u64,
}

/// An object that should be a digest.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Fetched {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The caller's pairs that lie beside it; `None` where nobody kept them.
    pub metadata: Option<BTreeMap<String, String>>,
}

/// Why a validation cannot go on.
#[derive(Debug)]
pub enum Halt {
    /// S3 or CloudTrail answered a call with an error.
    Service {
        /// The operation that was called.
        operation: &'static str,
        /// What it answered.
        error: ApiError,
    },
    /// Something makes no sense; the text is what the AWS CLI says.
    Fault(String),
    /// The machine failed.
    Machine(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Machine(error)
    }
}
