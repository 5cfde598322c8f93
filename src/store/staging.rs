//! Files that change together with records.
//!
//! A file is written and synced under `staged/` first, and the folder that it will come to is made.
//! The names under `staged/` are synced too. The transaction's batch carries a list of what is to be
//! moved, replaced or removed; after the commit these moves are made, the folders are synced, and
//! the list is dropped. What a kill, a power cut or a full disk leaves behind:
//!
//! | it comes              | left behind                         | the next process              |
//! |-----------------------|-------------------------------------|-------------------------------|
//! | before the commit     | files under `staged/`, empty folders | removes the files            |
//! | between the moves     | the list, some moves undone         | makes the moves again         |
//! | while lines are added | the list, a part of the lines       | writes them in the same place |
//! | after the moves       | the list                            | finds nothing to move         |

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::home::{Home, make_folder, remove};
use super::record::{Form, Json, Record};
use super::txn::{Trouble, Txn};
use super::{Key, Store, append, open};
use crate::error::{Error, Result};

/// A change of a file; paths are relative to the home.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) enum FileChange {
    /// A file goes from one place to another, replacing what is there.
    Move { from: PathBuf, to: PathBuf },
    /// A file goes away, and with it the folders above it that are left empty, below `under`.
    Remove { path: PathBuf, under: PathBuf },
    /// A folder goes away with the folders in it, unless one of them holds a file.
    RemoveFolder { path: PathBuf },
    /// The bytes of a staged file go into another, whose own end at `at` when this was decided: to
    /// write them there again changes nothing.
    Append { from: PathBuf, to: PathBuf, at: u64, bytes: u64 },
}

impl Txn<'_> {
    /// Writes what `content` gives to a file that the commit will put at `path`, below the home.
    ///
    /// `settings` is called with the written file, to set its times. A crash before the commit
    /// leaves a file under `staged/`, which the next process removes.
    pub fn stage(
        &mut self,
        path: &Path,
        content: &mut dyn Read,
        settings: impl FnOnce(&File) -> std::io::Result<()>,
    ) -> Result<()> {
        self.stage_with(path, |file| {
            std::io::copy(content, file)?;
            file.flush()?;
            Ok(settings(file)?)
        })
    }

    /// Writes a file that the commit will put at `path`, below the home, as `write` does it, and
    /// returns what that returns.
    pub(super) fn stage_with<T>(
        &mut self,
        path: &Path,
        write: impl FnOnce(&mut File) -> Result<T, Trouble>,
    ) -> Result<T> {
        let target = self.store.home.path().join(path);
        Self::prepare(target.parent().unwrap_or(&target))?;
        let from = self.new_staged()?;
        let staged = self.store.home.path().join(&from);
        let written = || {
            let mut options = OpenOptions::new();
            let mut file = options.write(true).create_new(true).mode(0o600).open(&staged)?;
            let written = write(&mut file)?;
            file.sync_all()?;
            Ok(written)
        };
        let written = written().map_err(|trouble| {
            // On a full disk others have use for the room that half a file takes.
            let _ = fs::remove_file(&staged);
            match trouble {
                Trouble::Machine(cause) => Error::machine("write", &target)(cause),
                Trouble::Other(error) => error,
            }
        })?;
        self.files.push(FileChange::Move { from, to: path.to_path_buf() });
        Ok(written)
    }

    /// Makes the folder that a file will come to, to learn before the commit if that is refused.
    ///
    /// Where a file is in the way, another change of the transaction moves it aside first.
    pub(super) fn prepare(folder: &Path) -> Result<()> {
        match make_folder(folder) {
            Err(cause)
                if matches!(cause.kind(), ErrorKind::NotADirectory | ErrorKind::AlreadyExists) =>
            {
                return Ok(());
            }
            made => made.map_err(Error::machine("make", folder))?,
        }
        let metadata = folder.metadata().map_err(Error::machine("read", folder))?;
        if metadata.permissions().readonly() {
            let cause = ErrorKind::PermissionDenied.into();
            return Err(Error::machine("write to", folder)(cause));
        }
        Ok(())
    }

    fn new_staged(&mut self) -> Result<PathBuf> {
        let folder = self.store.home.staged();
        make_folder(&folder).map_err(Error::machine("make", &folder))?;
        self.staged += 1;
        Ok(Path::new("staged").join(format!("{}-{}", std::process::id(), self.staged)))
    }

    /// Moves a file at the commit; both paths are below the home.
    pub fn move_file(&mut self, from: &Path, to: &Path) {
        self.files.push(FileChange::Move { from: from.to_path_buf(), to: to.to_path_buf() });
    }

    /// Removes a file at the commit, and the folders above it that are left empty, below `under`.
    pub fn remove_file(&mut self, path: &Path, under: &Path) {
        let (path, under) = (path.to_path_buf(), under.to_path_buf());
        self.files.push(FileChange::Remove { path, under });
    }

    /// Removes a folder at the commit with the folders in it; one that holds a file stays.
    pub fn remove_folder(&mut self, path: &Path) {
        self.files.push(FileChange::RemoveFolder { path: path.to_path_buf() });
    }
}

/// The list of changes that a commit has decided and that may not have been made.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Decided(pub(super) Vec<FileChange>);

impl Record for Decided {
    const KIND: &'static str = "decided";
    type Form = Json;

    fn key(&self) -> Key {
        Key::of(Self::KIND)
    }
}

/// Makes the changes that an earlier process decided, and removes what it staged in vain.
pub(super) fn recover(store: &Store) -> Result<()> {
    finish(store)?;
    remove(&store.home.staged())
}

/// Makes the changes that were decided and could not be made, if there are any.
pub(super) fn finish(store: &Store) -> Result<()> {
    let key = Decided::all();
    let kept = store.tree.get(key.bytes()).map_err(|cause| open::trouble("read", &cause))?;
    if let Some(bytes) = kept {
        let decided: Decided = Json::decode(&bytes).ok_or_else(|| {
            Error::Damaged("the store's list of files to move is damaged".to_owned())
        })?;
        make(&store.home, &decided.0)?;
        forget(store)?;
    }
    Ok(())
}

/// Drops the list after its changes were made; losing this write only makes them twice.
pub(super) fn forget(store: &Store) -> Result<()> {
    store.tree.remove(Decided::all().bytes()).map_err(|cause| open::trouble("write", &cause))?;
    store.flush()?;
    store.witness.note(store.changes.get(), &store.log);
    Ok(())
}

/// Makes changes in order, each harmless to make again, and waits until they are on the disk.
///
/// They are decided, so where one cannot be made, all that follow are left to the next process.
pub(super) fn make(home: &Home, changes: &[FileChange]) -> Result<()> {
    try_make(home, changes).map_err(|error| match error {
        Error::Machine { doing, cause } => {
            Error::Machine { doing: format!("{doing}, which is left to the next command"), cause }
        }
        other => other,
    })
}

fn try_make(home: &Home, changes: &[FileChange]) -> Result<()> {
    let mut folders = BTreeSet::new();
    for change in changes {
        match change {
            FileChange::Move { from, to } => {
                move_file(&home.path().join(from), &home.path().join(to), &mut folders)?;
            }
            FileChange::Remove { path, under } => {
                remove_file(&home.path().join(path), &home.path().join(under), &mut folders)?;
            }
            FileChange::Append { from, to, at, .. } => {
                append::make(&home.path().join(from), &home.path().join(to), *at, &mut folders)?;
            }
            FileChange::RemoveFolder { path } => {
                let path = home.path().join(path);
                remove_folder(&path);
                folders.extend(path.parent().map(Path::to_path_buf));
            }
        }
    }
    folders.iter().try_for_each(|folder| sync_folder(folder))
}

fn move_file(from: &Path, to: &Path, folders: &mut BTreeSet<PathBuf>) -> Result<()> {
    let folder = to.parent().unwrap_or(to);
    make_folder(folder).map_err(Error::machine("make", folder))?;
    match fs::rename(from, to) {
        Ok(()) => {
            folders.insert(folder.to_path_buf());
            Ok(())
        }
        Err(cause) if cause.kind() == ErrorKind::NotFound && !from.exists() => Ok(()),
        Err(cause) => Err(Error::machine("write", to)(cause)),
    }
}

fn remove_file(path: &Path, under: &Path, folders: &mut BTreeSet<PathBuf>) -> Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            return Err(Error::machine("remove", path)(cause));
        }
        _ => {}
    }
    let mut above = path.ancestors().skip(1).take_while(|folder| *folder != under);
    let left = above.find(|folder| fs::remove_dir(folder).is_err()).unwrap_or(under);
    folders.insert(left.to_path_buf());
    Ok(())
}

/// Removes a folder and the folders in it; what cannot be removed stays.
fn remove_folder(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        remove_folder(&entry.path());
    }
    let _ = fs::remove_dir(folder);
}

/// Waits until a folder's entries are on the disk; one that is gone has nothing to wait for.
pub(super) fn sync_folder(folder: &Path) -> Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            Err(Error::machine("write", folder)(cause))
        }
        _ => Ok(()),
    }
}
