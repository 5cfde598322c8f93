//! Where things lie under `TRAILWATCH_HOME`.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::compaction;
use super::lock::Lock;
use crate::error::{Error, Result};

/// The folder that holds everything the program keeps.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Home(PathBuf);

impl Home {
    /// The name of the folder of sealed files.
    pub(super) const SEALED: &str = "sealed";

    /// Names the folder; it is made when a store is opened in it.
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Returns the folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the folder of the objects.
    pub fn buckets(&self) -> PathBuf {
        self.0.join("buckets")
    }

    /// Returns sled's folder.
    pub fn store(&self) -> PathBuf {
        self.0.join("store")
    }

    /// Returns the folder of sealed files.
    pub fn sealed(&self) -> PathBuf {
        self.0.join(Self::SEALED)
    }

    /// Returns the file whose lock says whose turn it is.
    pub(super) fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    /// Returns the folder of a copy of the store.
    pub(super) fn trial(&self) -> PathBuf {
        self.0.join("trial")
    }

    /// Returns the folder of a store that is being written anew.
    pub(super) fn compacted(&self) -> PathBuf {
        self.0.join("compacted")
    }

    /// Returns the folder of a store that was written anew, until it is removed.
    pub(super) fn replaced(&self) -> PathBuf {
        self.0.join("replaced")
    }

    /// Returns the folder of files on their way to their place.
    pub(super) fn staged(&self) -> PathBuf {
        self.0.join("staged")
    }
}

impl Home {
    /// Removes everything that is kept, once no other process has it; the folder itself stays.
    ///
    /// Only what a store puts there is removed, so naming the wrong folder costs nothing. The store
    /// goes first and in one step, because half of one is a damaged one: a kill leaves an empty
    /// store and files that belong to no bucket, or a folder that the next reset removes.
    pub fn reset(&self, patience: Duration) -> Result<()> {
        let _lock = Lock::take(self, patience)?;
        let sealed = self.sealed();
        let topics = self.0.join("sns");
        let streams = self.0.join("streams");
        let functions = self.0.join("lambda");
        let trial = self.trial();
        remove(&trial)?;
        compaction::recover(self)?;
        match fs::rename(self.store(), &trial) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                return Err(Error::machine("remove", &self.store())(cause));
            }
            _ => {}
        }
        // Names for completion, see `engine::names`.
        let names = self.0.join("names");
        [self.staged(), self.buckets(), sealed, topics, streams, functions, names, trial]
            .iter()
            .try_for_each(|f| remove(f))
    }
}

/// Removes a folder and all in it; it need not be there, and may be a file or a link.
pub(super) fn remove(folder: &Path) -> Result<()> {
    let removed = match fs::symlink_metadata(folder) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(folder),
        Ok(_) => fs::remove_file(folder),
        Err(cause) => Err(cause),
    };
    match removed {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(Error::machine("remove", folder)(cause))
        }
        _ => Ok(()),
    }
}

/// Makes a folder that only its owner may enter, with the folders above it, and waits until the
/// names of those that it made are on the disk.
///
/// A kill leaves fewer of them, empty.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above {
        make_folder(above)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made.and_then(|()| sync(above.unwrap_or(Path::new(".")))),
    }
}

/// Waits until the names in a folder are on the disk, where it may be read to do so.
fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Who may write into a folder need not be allowed to read it.
        Err(cause) if cause.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    }
}
