//! Where the objects of an archive lie: what is asked of it, wherever that is.

use std::fs;
use std::path::Path;

use super::live::{bytes, keys, open};
use crate::bucket::folder::Folder;
use crate::bucket::strange;
use crate::gzip;
use crate::services::cloudtrail::chain::content::Content;
use crate::services::cloudtrail::chain::source::{Fetched, Halt, Opened};
use crate::value::Value;

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

    /// Returns what lies there and stands for no key.
    fn strange(&self) -> Result<Vec<Strange>, Halt>;

    /// Returns how many objects may be read at once, if that is not one for each core.
    fn at_once(&self) -> Option<usize> {
        None
    }
}

/// The most bytes of a digest's JSON that is looked into for where it was delivered.
const LOOKED: u64 = 16 << 20;

/// Returns what a digest says under a name, whoever signed it; `None` if it is no digest that can be
/// read.
pub(super) fn said(objects: &dyn Objects, key: &str, name: &str) -> Option<String> {
    let fetched = objects.digest(key).ok()??;
    let content = gzip::inflate(&fetched.bytes, LOOKED).ok()?;
    let document: Value = serde_json::from_slice(&content).ok()?;
    Some(document.get(name)?.as_str()?.to_owned())
}

/// Something that stands for no key.
pub(super) struct Strange {
    /// Where it lies, below the folder.
    pub(super) path: String,
    /// What it is, as `is a link, which is not followed`.
    pub(super) what: String,
    /// What it holds, and everything in it if it is a folder.
    pub(super) holds: Vec<Content>,
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

    fn strange(&self) -> Result<Vec<Strange>, Halt> {
        let strange =
            strange::in_folder(self).into_iter().map(|strange::Strange { path, what }| {
                let mut holds = Vec::new();
                look_into(&path, &mut holds);
                let below = path.strip_prefix(self.path()).unwrap_or(&path);
                Strange { path: below.to_string_lossy().into_owned(), what, holds }
            });
        Ok(strange.collect())
    }
}

/// Looks into a file, or into all files of a folder; what a link leads to is not the archive's.
fn look_into(path: &Path, holds: &mut Vec<Content>) {
    let Ok(metadata) = fs::symlink_metadata(path) else { return };
    if metadata.is_file() {
        holds.extend(fs::File::open(path).ok().map(Content::of));
    } else if metadata.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|entry| look_into(&entry.path(), holds));
    }
}
