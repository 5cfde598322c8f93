//! Opening sled, with the cures for what it gets wrong.

use std::fs::{self, File, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::home::{Home, make_folder};
use super::moving::Moving;
use super::record::Kind;
use super::witness::{self, Witness};
use super::{Key, Store, staging, trial};
use crate::error::{Error, Result};

/// How things are kept; raised when an earlier program could not read what this one writes, or the
/// other way round.
///
/// | version | what it brought                    | one of it is           |
/// |---------|------------------------------------|------------------------|
/// | 1       | records in sled, objects as files  | read as it is          |
/// | 2       | sealed files                       |                        |
/// | 3       | entries of metrics without names   |                        |
/// | 4       | many records under one key         |                        |
const VERSION: u64 = 4;

/// The oldest version that can be read as it is; the first change makes it the newest.
const OLDEST: u64 = 1;

/// The record of the version: its number, and how many changes were made to the store.
pub(super) const VERSION_KIND: Kind = Kind {
    name: "version",
    reads: |bytes| Version::parse(bytes).is_some_and(Version::is_known),
    is_gathered: false,
    moving: Moving::Stays,
};

/// The name of sled's tree.
pub(super) const TREE: &str = "records";

/// The memory that sled may use for pages, in bytes; its default is a gibibyte.
const CACHE: u64 = 64 << 20;

/// How long sled of a process that ends may take to let go of its file, and how long to sleep between
/// looks at whether it has.
const GRACE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(1);

/// An open sled.
pub(super) struct Opened {
    pub(super) db: sled::Db,
    pub(super) tree: sled::Tree,
    pub(super) log: File,
    pub(super) witness: witness::Writer,
    /// How many changes were made to it.
    pub(super) changes: u64,
}

/// Opens sled under `home`.
///
/// | a kill while                         | leaves                       | which is                     |
/// |--------------------------------------|------------------------------|------------------------------|
/// | sled writes its settings, at first   | half of `conf`, no `db`      | removed here                 |
/// | sled writes a snapshot               | half of `snap.*.generating`  | removed here: sled would     |
/// |                                      |                              | take it for a whole one      |
/// | sled replaces a snapshot             | two of them                  | harmless: the newer counts   |
/// | sled cuts off a torn end             | a log that another process   | tried as a copy, then cut    |
/// |                                      | wrote last                   | off again                    |
/// | a copy is tried                      | the copy                     | removed by the next trial    |
///
/// If the store still seems corrupt, and a copy can be read from its log alone, its snapshots are set
/// aside, and sled reads its log instead.
pub(super) fn open(home: &Home) -> Result<Opened> {
    let folder = home.store();
    make_sled_folder(&folder)?;
    wait_for_sled(&folder)?;
    let path = folder.join("db");
    let witness = Witness::read(&folder);
    let is_new = witness.is_none() && !path.exists();
    remove_half_written(&folder, is_new)?;
    let known = witness.map_or(Ok(is_new), |witness| witness.knows(&path));
    let known = known.map_err(Error::machine("read", &path))?;
    if !known {
        trial::pass(home, witness)?;
    }
    let db = open_sled(&folder).or_else(|error| match error {
        Error::Damaged(_) => {
            if known {
                trial::pass(home, witness)?;
            }
            set_snapshots_aside(&folder)?;
            open_sled(&folder)
        }
        other => Err(other),
    })?;
    let tree = db.open_tree(TREE).map_err(|cause| trouble("open", &cause))?;
    let log = File::open(&path).map_err(Error::machine("open", &path))?;
    close_to_others(&folder)?;
    let changes = Version::changes(&folder, &tree, witness)?;
    let path = witness::path(&folder);
    let witness = witness::Writer::open(&folder).map_err(Error::machine("open", &path))?;
    witness.note(changes, &log);
    Ok(Opened { db, tree, log, witness, changes })
}

/// Makes the folders that sled would make so that others may enter them.
pub(super) fn make_sled_folder(folder: &Path) -> Result<()> {
    let blobs = folder.join("blobs");
    make_folder(&blobs).map_err(Error::machine("make", &blobs))
}

/// Waits until sled has let go of its file.
///
/// Our own lock is free as soon as a process has dropped its store, or is gone. But sled has threads
/// that may hold its file for a moment longer, and sled itself does not wait.
pub(super) fn wait_for_sled(folder: &Path) -> Result<()> {
    let path = folder.join("db");
    let file = match File::open(&path) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(Error::machine("open", &path))?,
    };
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            // Nobody else takes it meanwhile: whoever wants to, waits for our own lock. It is let go of
            // by name, since a process that is just being started still has what this one has open.
            Ok(()) => return file.unlock().map_err(Error::machine("unlock", &path)),
            Err(TryLockError::WouldBlock) if waited < GRACE => {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Refused(format!(
                    "{} is in use by a program that does not wait for its turn",
                    path.display()
                )));
            }
            Err(TryLockError::Error(cause)) => return Err(Error::machine("lock", &path)(cause)),
        }
    }
}

pub(super) fn open_sled(folder: &Path) -> Result<sled::Db> {
    let config = sled::Config::new()
        .path(folder)
        .cache_capacity(CACHE)
        .flush_every_ms(None)
        .print_profile_on_drop(false);
    guarded(folder, || config.open().map_err(|cause| trouble("open", &cause)))
}

/// Runs something; sled asserts what it expects of its files, so a damaged one may make it panic.
pub(super) fn guarded<T>(folder: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(damaged(folder, "its files are not what was written")))
}

/// Turns sled's trouble into ours.
pub(super) fn trouble(verb: &str, cause: &sled::Error) -> Error {
    match cause {
        sled::Error::Io(cause) => Error::Machine {
            doing: format!("{verb} the store"),
            cause: std::io::Error::new(cause.kind(), cause.to_string()),
        },
        other => Error::Damaged(format!(
            "the store is damaged: {}. 'trailwatch store check' says more, 'trailwatch store reset' \
             starts over",
            match other {
                sled::Error::Corruption { .. } => "a part of it is not what was written".to_owned(),
                other => other.to_string(),
            }
        )),
    }
}

pub(super) fn damaged(folder: &Path, what: &str) -> Error {
    Error::Damaged(format!(
        "the store at {} is damaged: {what}. 'trailwatch store reset' starts over",
        folder.display()
    ))
}

fn snapshots(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(Error::machine("read", folder))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("snap."))
        })
        .collect())
}

fn remove_half_written(folder: &Path, is_new: bool) -> Result<()> {
    let is_half = |path: &PathBuf| path.extension().is_some_and(|end| end == "generating");
    let mut half: Vec<PathBuf> = snapshots(folder)?.into_iter().filter(is_half).collect();
    // sled writes its settings before it makes its log, and they are always the same.
    let settings = folder.join("conf");
    if is_new && settings.is_file() {
        half.push(settings);
    }
    half.iter().try_for_each(|path| fs::remove_file(path).map_err(Error::machine("remove", path)))
}

pub(super) fn set_snapshots_aside(folder: &Path) -> Result<()> {
    for path in snapshots(folder)? {
        let aside = path.with_file_name(format!(
            "aside.{}",
            path.file_name().unwrap_or_default().to_string_lossy()
        ));
        fs::rename(&path, &aside).map_err(Error::machine("rename", &path))?;
    }
    Ok(())
}

/// Takes the right to read sled's files from everybody but their owner.
pub(super) fn close_to_others(folder: &Path) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(Error::machine("read", folder))?;
    for entry in entries.flatten() {
        let open =
            entry.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o077 != 0);
        if open {
            let path = entry.path();
            fs::set_permissions(&path, Permissions::from_mode(0o600))
                .map_err(Error::machine("protect", &path))?;
        }
    }
    Ok(())
}

/// What the record of the version says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Version {
    number: u64,
    /// How many changes were made to the store, this one counted.
    changes: u64,
}

impl Version {
    /// Returns that of a store; `None` if it has none.
    fn of(tree: &sled::Tree) -> Result<Option<Self>> {
        let kept = tree.get(Key::of(VERSION_KIND.name).bytes());
        let kept = kept.map_err(|cause| trouble("read", &cause))?;
        kept.map(|bytes| {
            Self::parse(&bytes).ok_or_else(|| {
                Error::Damaged("the store's record of its version is damaged".into())
            })
        })
        .transpose()
    }

    /// Returns how many changes were made to a store.
    ///
    /// Fails with [`Error::Damaged`] if there were more once.
    pub(super) fn changes(
        folder: &Path,
        tree: &sled::Tree,
        witness: Option<Witness>,
    ) -> Result<u64> {
        let changes = Self::of(tree)?.map_or(0, |version| version.changes);
        let once = witness.map_or(0, |witness| witness.changes);
        if changes < once {
            return Err(Error::Damaged(format!(
                "the store at {} is damaged: of {once} changes made to it, only the first {changes} \
                 can be read. To go on with those, remove its file 'witness'; 'trailwatch store \
                 reset' starts over",
                folder.display()
            )));
        }
        Ok(changes)
    }

    /// Returns whether this program reads it.
    fn is_known(self) -> bool {
        (OLDEST..=VERSION).contains(&self.number)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (number, changes) = std::str::from_utf8(bytes).ok()?.split_once(' ')?;
        Some(Self { number: number.parse().ok()?, changes: changes.parse().ok()? })
    }

    /// Adds the record to a batch that makes a store's change of this number.
    pub(super) fn write(changes: u64, batch: &mut sled::Batch) {
        let text = format!("{VERSION} {changes}");
        batch.insert(Key::of(VERSION_KIND.name).bytes(), text.as_bytes());
    }
}

/// Writes the version into a new store, and refuses one whose version is not known.
pub(super) fn settle_version(store: &Store) -> Result<()> {
    match Version::of(&store.tree)? {
        Some(version) if version.is_known() => Ok(()),
        Some(version) => Err(Error::Damaged(format!(
            "the store is of version {}, and this program knows version {VERSION}",
            version.number
        ))),
        None if store.tree.is_empty() => {
            store.write_pending()?;
            store.catch_up()?;
            // The names of new files are on the disk before anything in them is said to be.
            staging::sync_folder(&store.home.store())
        }
        None => Err(damaged(&store.home.store(), "it does not say of what version it is")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sled_of_a_process_that_ends_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path().join("home"));
        drop(Store::open(home.clone(), Duration::ZERO).unwrap());
        let held = File::open(home.store().join("db")).unwrap();
        wait_for_sled(&home.store()).unwrap();
        held.lock().unwrap();

        std::thread::scope(|scope| {
            let second = scope.spawn(|| Store::open(home.clone(), Duration::ZERO));
            std::thread::sleep(Duration::from_millis(30));
            drop(held);
            assert!(second.join().unwrap().is_ok());
        });
    }
}
