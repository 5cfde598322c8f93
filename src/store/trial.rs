//! Opening a copy first, when somebody else has written to the store or a kill cut it short.
//!
//! sled repairs while it opens, and what it repairs is gone: it cuts off all that follows the first
//! thing it cannot read. So a store that is not as this program left it is copied, and the copy is
//! opened and read through. Only if that finds everything is the store itself opened. A kill
//! meanwhile leaves the copy, which the next trial begins with removing.

use std::fs;
use std::io;
use std::path::Path;

use super::home::{Home, make_folder, remove};
use super::open::{TREE, Version, damaged, guarded, open_sled, set_snapshots_aside, trouble};
use super::witness::Witness;
use crate::error::{Error, Result};

/// Tries a copy of the store.
///
/// Where its snapshots are of no use, it is read from its log alone. Fails with [`Error::Damaged`] if it cannot be read, or holds less than it once did; the store
/// itself is as it was.
pub(super) fn pass(home: &Home, witness: Option<Witness>) -> Result<()> {
    let (folder, trial) = (home.store(), home.trial());
    remove(&trial)?;
    let passed = copy(&folder, &trial)
        .map_err(Error::machine("copy", &folder))
        .and_then(|()| guarded(&folder, || read_through(&folder, &trial, witness)));
    remove(&trial)?;
    passed
}

fn read_through(folder: &Path, trial: &Path, witness: Option<Witness>) -> Result<()> {
    let opened = open_sled(trial).or_else(|_| {
        set_snapshots_aside(trial)?;
        open_sled(trial)
    });
    let db = opened.map_err(|error| match error {
        Error::Damaged(_) => damaged(folder, "its files are not what was written"),
        other => other,
    })?;
    let tree = db.open_tree(TREE).map_err(|cause| trouble("open", &cause))?;
    for entry in &tree {
        entry.map_err(|cause| trouble("read", &cause))?;
    }
    Version::changes(folder, &tree, witness).map(|_| ())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    make_folder(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
