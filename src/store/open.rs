//! Opening sled, with the cures for what it gets wrong.

use std::fs::{self, File, Permissions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use super::home::{Home, make_folder};
use super::record::Kind;
use super::{Key, Store, staging};
use crate::error::{Error, Result};

/// How things are kept; raised when a store of an earlier program could not be read as it is.
const VERSION: u64 = 1;

/// The record of the version, which is its number.
pub(super) const VERSION_KIND: Kind =
    Kind { name: "version", reads: |bytes| bytes == VERSION.to_string().as_bytes() };

/// The memory that sled may use for pages, in bytes; its default is a gibibyte.
const CACHE: u64 = 64 << 20;

/// How long sled of a process that ends may take to let go of its file, and how long to sleep between
/// looks at whether it has.
const GRACE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(1);

/// Opens sled under `home`.
///
/// A process that is killed while sled writes a snapshot leaves a half-written file that sled would
/// later take for a whole one, so such files are removed first. If the store still seems corrupt,
/// its snapshots are set aside, and sled reads its log instead.
pub(super) fn open(home: &Home) -> Result<(sled::Db, sled::Tree, File)> {
    let folder = home.store();
    make_folder(&folder).map_err(Error::machine("make", &folder))?;
    wait_for_sled(&folder)?;
    remove_half_written_snapshots(&folder)?;
    let db = open_sled(&folder).or_else(|error| match error {
        Error::Damaged(_) => {
            set_snapshots_aside(&folder)?;
            open_sled(&folder)
        }
        other => Err(other),
    })?;
    let tree = db.open_tree("records").map_err(|cause| trouble("open", &cause))?;
    let path = folder.join("db");
    let log = File::open(&path).map_err(Error::machine("open", &path))?;
    close_to_others(&folder)?;
    Ok((db, tree, log))
}

/// Waits until sled has let go of its file.
///
/// Our own lock is free as soon as a process has dropped its store, or is gone. But sled has threads
/// that may hold its file for a moment longer, and sled itself does not wait.
fn wait_for_sled(folder: &Path) -> Result<()> {
    let path = folder.join("db");
    let file = match File::open(&path) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(Error::machine("open", &path))?,
    };
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            // Nobody else takes it meanwhile: whoever wants to, waits for our own lock.
            Ok(()) => return Ok(()),
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

fn open_sled(folder: &Path) -> Result<sled::Db> {
    let config = sled::Config::new()
        .path(folder)
        .cache_capacity(CACHE)
        .flush_every_ms(None)
        .print_profile_on_drop(false);
    // sled asserts what it expects of its files, so a damaged one may make it panic.
    match catch_unwind(AssertUnwindSafe(|| config.open())) {
        Ok(opened) => opened.map_err(|cause| trouble("open", &cause)),
        Err(_) => Err(damaged(folder, "its files are not what sled wrote")),
    }
}

/// Turns sled's trouble into ours.
pub(super) fn trouble(verb: &str, cause: &sled::Error) -> Error {
    match cause {
        sled::Error::Io(cause) => Error::Machine {
            doing: format!("{verb} the store"),
            cause: std::io::Error::new(cause.kind(), cause.to_string()),
        },
        other => Error::Damaged(format!(
            "the store is damaged: {other}. 'trailwatch store check' says more, 'trailwatch store reset' starts over"
        )),
    }
}

fn damaged(folder: &Path, what: &str) -> Error {
    Error::Damaged(format!(
        "the store at {} is damaged: {what}. 'trailwatch store reset' starts over",
        folder.display()
    ))
}

fn snapshots(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = fs::read_dir(folder).map_err(Error::machine("read", folder))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("snap."))
        })
        .collect())
}

fn remove_half_written_snapshots(folder: &Path) -> Result<()> {
    for path in snapshots(folder)? {
        if path.extension().is_some_and(|extension| extension == "generating") {
            fs::remove_file(&path).map_err(Error::machine("remove", &path))?;
        }
    }
    Ok(())
}

fn set_snapshots_aside(folder: &Path) -> Result<()> {
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
fn close_to_others(folder: &Path) -> Result<()> {
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

/// Writes the version into a new store, and refuses one whose version is not known.
pub(super) fn settle_version(store: &Store) -> Result<()> {
    let key = Key::of(VERSION_KIND.name);
    let kept = store.tree.get(key.bytes()).map_err(|cause| trouble("read", &cause))?;
    match kept {
        Some(bytes) if bytes.as_ref() == VERSION.to_string().as_bytes() => Ok(()),
        Some(bytes) => Err(Error::Damaged(format!(
            "the store is of version {}, and this program knows version {VERSION}",
            String::from_utf8_lossy(&bytes)
        ))),
        None if store.tree.is_empty() => {
            let mut batch = sled::Batch::default();
            batch.insert(key.bytes(), VERSION.to_string().as_bytes());
            store.write(batch)?;
            // The names of new files and folders are on the disk before anything is said to be.
            let above = store.home.path().parent().map(Path::to_path_buf);
            [store.home.store(), store.home.path().to_path_buf()]
                .into_iter()
                .chain(above)
                .try_for_each(|folder| staging::sync_folder(&folder))
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
