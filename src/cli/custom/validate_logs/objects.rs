//! Where the objects of an archive lie: what is asked of it, wherever that is.

use super::live::{bytes, keys, open};
use crate::bucket::folder::Folder;
use crate::services::cloudtrail::chain::source::{Fetched, Halt, Opened};

/// The objects of what was a bucket.
pub(super) trait Objects: Send + Sync {
    /// Returns the keys that begin with `prefix` and come after `after`, in their order.
    fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Halt>;

    /// Reads an object that should be a digest, with what lies beside it; `None` if it is not there.
    fn digest(&self, key: &str) -> Result<Option<Fetched>, Halt>;

    /// Opens the object under a key; `None` if it is not there.
    fn open(&self, key: &str) -> Result<Option<Opened>, Halt>;

    /// Returns where public keys lie in it, if any do.
    fn own_keys(&self) -> Option<String>;

    /// Returns how many objects may be read at once, if that is not one for each core.
    fn at_once(&self) -> Option<usize> {
        None
    }
}

impl Objects for Folder {
    fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        Ok(keys(self, prefix, after)?)
    }

    fn digest(&self, key: &str) -> Result<Option<Fetched>, Halt> {
        let Some(bytes) = bytes(self, key)? else { return Ok(None) };
        let metadata = self.headers(key)?.map(|headers| headers.metadata);
        Ok(Some(Fetched { bytes, metadata }))
    }

    fn open(&self, key: &str) -> Result<Option<Opened>, Halt> {
        open(self, key)
    }

    fn own_keys(&self) -> Option<String> {
        let own = self.path().join("public-keys.json");
        own.is_file().then(|| own.display().to_string())
    }
}
