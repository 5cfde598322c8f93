//! Where things lie under `TRAILWATCH_HOME`.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::lock::Lock;
use crate::error::{Error, Result};

/// The folder that holds everything the program keeps.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Home(PathBuf);

impl Home {
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

    /// Returns the file whose lock says whose turn it is.
    pub(super) fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    /// Returns the folder of files on their way to their place.
    pub(super) fn staged(&self) -> PathBuf {
        self.0.join("staged")
    }
}

impl Home {
    /// Removes everything that is kept, once no other process has it; the folder itself stays.
    ///
    /// Only what a store puts there is removed, so naming the wrong folder costs nothing.
    pub fn reset(&self, patience: Duration) -> Result<()> {
        let _lock = Lock::take(self, patience)?;
        let sealed = self.0.join("sealed");
        let topics = self.0.join("sns");
        for folder in [self.store(), self.staged(), self.buckets(), sealed, topics] {
            match fs::remove_dir_all(&folder) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::machine("remove", &folder)(cause));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Makes a folder that only its owner may enter, with the folders above it.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
