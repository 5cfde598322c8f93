//! Folders that are whole or not there: filled under another name, and named at the end.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::super::super::exit::{Failure, Outcome};

/// Makes a folder that `work` fills, and returns what that returns.
///
/// Fails if there is anything in the way of the folder. A failure leaves none.
pub(super) fn fill<T>(target: &Path, work: impl FnOnce(&Path) -> Result<T>) -> Outcome<T> {
    check_empty(target)?;
    let unfinished = beside(target);
    let done = work(&unfinished).and_then(|done| {
        put_in_place(&unfinished, target).map_err(Error::machine("write", target))?;
        Ok(done)
    });
    if done.is_err() {
        // What there is of it is of no use, and what went wrong is told.
        let _ = fs::remove_dir_all(&unfinished);
    }
    Ok(done?)
}

/// Fails if there is anything in the way of a folder.
fn check_empty(target: &Path) -> Outcome {
    let entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(cause) => return Err(Error::machine("read", target)(cause).into()),
    };
    if entries.count() == 0 {
        return Ok(());
    }
    Err(Failure::General(format!("{} holds something: name a new folder", target.display())))
}

/// Returns the name that a folder has while it is being filled.
fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!("{name}.unfinished-{}", std::process::id()))
}

/// Gives a finished folder its name, and waits until that is on the disk.
fn put_in_place(unfinished: &Path, target: &Path) -> io::Result<()> {
    fs::rename(unfinished, target)?;
    let above = target.parent().filter(|above| !above.as_os_str().is_empty());
    File::open(above.unwrap_or(Path::new(".")))?.sync_all()
}
