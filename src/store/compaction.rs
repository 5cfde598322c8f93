//! Writing sled anew when its file has grown to several times what it holds.
//!
//! sled never gives room back: what was replaced or removed leaves holes in its file, and each
//! command that opens and changes the store pays for them, because sled fills some of the holes with
//! zeros and the fsync waits for those too. So a file that has grown enough since it was last
//! written anew is written anew while the store is being opened:
//!
//! ```text
//! compacted/    a new sled with every record, on the disk before it is used
//! store/        goes to replaced/, then compacted/ becomes store/
//! replaced/     removed last
//! ```
//!
//! | a kill or a power cut comes         | left behind                   | the next process             |
//! |-------------------------------------|-------------------------------|------------------------------|
//! | while the new one is written        | half of `compacted/`          | removes it                   |
//! | between the two renames             | `replaced/` and no `store/`   | renames it back              |
//! | after them                          | some of `replaced/`           | removes it                   |
//!
//! Where the disk has no room for it, the store stays as it is and is tried again when it has
//! doubled.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::home::{Home, remove};
use super::open::{self, Opened, TREE, damaged, guarded, open_sled, trouble};
use super::staging::sync_folder;
use super::witness;
use crate::error::{Error, Result};

/// The least size in bytes of a file that is written anew.
///
/// Up to here the holes cost a command less than a millisecond.
const LEAST: u64 = 8 << 20;

/// How many times its last size a file has when it is written anew.
const GROWN: u64 = 2;

/// How many records are written at once.
const BATCH: usize = 1_000;

/// Puts right what a compaction left behind that was killed.
pub(super) fn recover(home: &Home) -> Result<()> {
    remove(&home.compacted())?;
    let (folder, replaced) = (home.store(), home.replaced());
    if !folder.exists() && replaced.is_dir() {
        fs::rename(&replaced, &folder).map_err(Error::machine("rename", &replaced))?;
        return sync_folder(home.path());
    }
    remove(&replaced)
}

/// Writes an open store anew if that is worth its while; returns the store that is open then.
pub(super) fn if_due(home: &Home, opened: Opened) -> Result<Opened> {
    let noted = noted(&home.store());
    let size = opened.log.metadata().map_or(0, |metadata| metadata.len());
    if size < LEAST.max(noted.saturating_mul(GROWN)) {
        return Ok(opened);
    }
    if write_anew(home, &opened).is_err() {
        // It is no one's loss but of some time, and tried again when the file has doubled.
        remove(&home.compacted())?;
        note(&home.store(), size);
        return Ok(opened);
    }
    drop(opened);
    replace(home)?;
    open::open(home)
}

/// Writes every record into a new sled, and waits until it is on the disk.
fn write_anew(home: &Home, opened: &Opened) -> Result<()> {
    let folder = home.compacted();
    open::make_sled_folder(&folder)?;
    let path = folder.join("db");
    guarded(&folder, || {
        let db = open_sled(&folder)?;
        let tree = db.open_tree(TREE).map_err(|cause| trouble("open", &cause))?;
        copy(&opened.tree, &tree)?;
        db.flush().map_err(|cause| trouble("write", &cause))?;
        if tree.iter().eq(opened.tree.iter()) {
            Ok(())
        } else {
            Err(damaged(&folder, "it is not what was written"))
        }
    })?;
    open::wait_for_sled(&folder)?;
    let log = File::open(&path).map_err(Error::machine("open", &path))?;
    log.sync_all().map_err(Error::machine("write", &path))?;
    note(&folder, log.metadata().map_or(0, |metadata| metadata.len()));
    let witness = witness::Writer::open(&folder).map_err(Error::machine("open", &folder))?;
    witness.note(opened.changes, &log);
    open::close_to_others(&folder)?;
    sync_folder(&folder)
}

fn copy(from: &sled::Tree, to: &sled::Tree) -> Result<()> {
    let mut batch = sled::Batch::default();
    let mut held = 0;
    for entry in from {
        let (key, value) = entry.map_err(|cause| trouble("read", &cause))?;
        batch.insert(key, value);
        held += 1;
        if held == BATCH {
            to.apply_batch(std::mem::take(&mut batch)).map_err(|cause| trouble("write", &cause))?;
            held = 0;
        }
    }
    to.apply_batch(batch).map_err(|cause| trouble("write", &cause))
}

/// Puts the new sled in the place of the old one, which has been closed.
fn replace(home: &Home) -> Result<()> {
    let (folder, replaced, compacted) = (home.store(), home.replaced(), home.compacted());
    open::wait_for_sled(&folder)?;
    let renamed =
        |from: &Path, to: &Path| fs::rename(from, to).map_err(Error::machine("rename", from));
    renamed(&folder, &replaced)?;
    renamed(&compacted, &folder)?;
    sync_folder(home.path())?;
    remove(&replaced)
}

/// The file beside sled's that says how large sled's was when it was last written anew, in bytes.
fn path(folder: &Path) -> PathBuf {
    folder.join("compacted")
}

/// Returns what it says; 0 if it says nothing.
fn noted(folder: &Path) -> u64 {
    fs::read_to_string(path(folder)).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Writes it; that it cannot be written costs another compaction, and is no reason to fail.
fn note(folder: &Path, size: u64) {
    let _ = fs::write(path(folder), format!("{size}\n"));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde::{Deserialize, Serialize};
    use tempfile::TempDir;

    use super::super::{Json, Key, Record, Store};
    use super::*;

    #[derive(Debug, Deserialize, Eq, PartialEq, Serialize)]
    struct Page {
        number: u64,
        text: String,
    }

    impl Record for Page {
        const KIND: &'static str = "page";
        type Form = Json;

        fn key(&self) -> Key {
            Self::all().number(self.number)
        }
    }

    fn open(home: &Home) -> Store {
        Store::open(home.clone(), Duration::ZERO).unwrap()
    }

    fn pages(store: &Store) -> Vec<Page> {
        store.begin().scan(&Page::all()).collect::<Result<_>>().unwrap()
    }

    /// Writes pages of six kilobytes, and returns them.
    fn write(store: &Store, text: &str, count: u64) -> Vec<Page> {
        let page = |number| Page { number, text: text.repeat(1_000) };
        let written: Vec<_> = (0..count).map(page).collect();
        let mut txn = store.begin();
        for page in &written {
            txn.put(page);
        }
        txn.commit().unwrap();
        written
    }

    fn size(home: &Home) -> u64 {
        home.store().join("db").metadata().unwrap().len()
    }

    /// Returns a closed store whose file is several times what it holds, and its pages.
    fn grown() -> (TempDir, Home, Vec<Page>) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        let store = open(&home);
        let written = write(&store, "much..", 2_000);
        let mut txn = store.begin();
        for page in &written {
            txn.delete(&page.key());
        }
        txn.commit().unwrap();
        let written = write(&store, "little", 100);
        drop(store);
        // What sled still writes when it is closed counts.
        open::wait_for_sled(&home.store()).unwrap();
        assert!(size(&home) > LEAST, "{}", size(&home));
        (folder, home, written)
    }

    fn is_clean(home: &Home) -> bool {
        !home.compacted().exists() && !home.replaced().exists() && !home.trial().exists()
    }

    #[test]
    fn a_grown_store_is_written_anew_and_holds_the_same() {
        let (_folder, home, written) = grown();
        let before = size(&home);
        let store = open(&home);
        assert_eq!(pages(&store), written);
        assert!(size(&home) < before / 3, "{} of {before}", size(&home));
        assert!(is_clean(&home));

        let written = write(&store, "other.", 100);
        drop(store);
        assert_eq!(pages(&open(&home)), written);
    }

    #[test]
    fn a_store_that_was_written_anew_stays_until_it_has_doubled() {
        let (_folder, home, written) = grown();
        let before = size(&home);
        note(&home.store(), before / 3 * 2);
        assert_eq!(pages(&open(&home)), written);
        open::wait_for_sled(&home.store()).unwrap();
        assert!(size(&home) >= before);

        note(&home.store(), before / 5 * 2);
        assert_eq!(pages(&open(&home)), written);
        assert!(size(&home) < before);
    }

    #[test]
    fn what_cannot_be_written_anew_stays_as_it_is() {
        let (_folder, home, written) = grown();
        let before = size(&home);
        let lock = super::super::lock::Lock::take(&home, Duration::ZERO).unwrap();
        let opened = open::open(&home).unwrap();
        // A folder cannot be made where a file is.
        fs::write(home.compacted(), "").unwrap();
        let opened = if_due(&home, opened).unwrap();
        assert_eq!(opened.tree.len(), 1 + written.len());
        drop((opened, lock));
        assert_eq!(pages(&open(&home)), written);
        assert!(size(&home) >= before);
        assert!(is_clean(&home));
    }

    #[test]
    fn a_kill_while_it_is_written_leaves_half_of_it_which_is_removed() {
        let (_folder, home, written) = grown();
        fs::create_dir_all(home.compacted().join("blobs")).unwrap();
        fs::write(home.compacted().join("db"), "half").unwrap();
        assert_eq!(pages(&open(&home)), written);
        assert!(is_clean(&home));
    }

    #[test]
    fn a_kill_between_the_renames_leaves_the_old_one_which_comes_back() {
        let (_folder, home, written) = grown();
        let lock = super::super::lock::Lock::take(&home, Duration::ZERO).unwrap();
        let opened = open::open(&home).unwrap();
        write_anew(&home, &opened).unwrap();
        drop((opened, lock));
        open::wait_for_sled(&home.store()).unwrap();
        fs::rename(home.store(), home.replaced()).unwrap();
        assert_eq!(pages(&open(&home)), written);
        assert!(is_clean(&home));

        // Whoever starts over then starts over.
        open::wait_for_sled(&home.store()).unwrap();
        fs::rename(home.store(), home.replaced()).unwrap();
        home.reset(Duration::ZERO).unwrap();
        assert!(is_clean(&home) && !home.store().exists());
        assert_eq!(pages(&open(&home)), []);
    }

    #[test]
    fn a_kill_after_the_renames_leaves_some_of_the_old_one_which_is_removed() {
        let (_folder, home, written) = grown();
        drop(open(&home));
        fs::create_dir_all(home.replaced().join("blobs")).unwrap();
        fs::write(home.replaced().join("db"), "half").unwrap();
        assert_eq!(pages(&open(&home)), written);
        assert!(is_clean(&home));
    }
}
