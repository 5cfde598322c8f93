//! What tells a log that was damaged from one that was merely cut short by a kill.
//!
//! sled takes whatever it cannot read for the end of its log: it cuts off all that follows, and says
//! nothing. So the number of changes ever made is kept twice. It is part of each commit, and after
//! the commit it is written into a file of its own, with the size and time of sled's log:
//!
//! ```text
//! store/witness     changes  size  nanoseconds since 1970
//!                   the same once more, which tells whether it is damaged itself
//! ```
//!
//! | the log                                       | then                                         |
//! |-----------------------------------------------|----------------------------------------------|
//! | has the size and time of the witness          | this program wrote it last; it is opened     |
//! | has another: a kill, a copy, damage           | a copy of the store is tried first, see      |
//! |                                               | [`trial`](super::trial)                      |
//! | holds fewer changes than the witness          | it is damaged, and stays untouched           |
//!
//! A kill between the commit and the witness leaves a witness of one change less, which is no
//! damage; neither is a witness that is missing or unreadable. It is not synced: after a power cut
//! it may be older than the log, never newer.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// What is written about a log.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Witness {
    /// How many changes were made to the store.
    pub(super) changes: u64,
    log: Log,
}

/// The size of a log, and when it was written, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Log {
    size: u64,
    written: u128,
}

impl Log {
    fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let written = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(Self { size: metadata.len(), written: written.as_nanos() })
    }
}

/// Returns the file in sled's folder, which sled does not look at.
pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join("witness")
}

impl Witness {
    /// Reads it; `None` if there is none that can be read.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(path(folder)).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let line = lines.next()?;
        if lines.next() != Some(line) {
            return None;
        }
        let mut numbers = line.split_whitespace();
        let changes = numbers.next()?.parse().ok()?;
        let size = numbers.next()?.parse().ok()?;
        let written = numbers.next()?.parse().ok()?;
        Some(Self { changes, log: Log { size, written } })
    }

    /// Returns whether a log is the one that it saw last; one that is not there is not.
    pub(super) fn knows(&self, log: &Path) -> io::Result<bool> {
        match File::open(log) {
            Ok(file) => Ok(Log::of(&file)? == self.log),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(false),
            Err(cause) => Err(cause),
        }
    }
}

/// Writes the witness while a store is open.
pub(super) struct Writer(File);

impl Writer {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600).open(path(folder)).map(Self)
    }

    /// Writes what a log is like. A witness that cannot be written costs the next process a trial
    /// and the store nothing, so that is no reason to fail.
    pub(super) fn note(&self, changes: u64, log: &File) {
        if let Ok(log) = Log::of(log) {
            // Of one length, so that it is overwritten in one piece and takes no more of the disk.
            let line = format!("{changes:20} {:20} {:40}\n", log.size, log.written);
            let _ = self.0.write_all_at(line.repeat(2).as_bytes(), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_knows_the_log_that_it_saw_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("db");
        fs::write(&log, "some bytes").unwrap();
        let writer = Writer::open(folder.path()).unwrap();
        for changes in [u64::MAX, 7] {
            writer.note(changes, &File::open(&log).unwrap());
        }
        let witness = Witness::read(folder.path()).unwrap();
        assert_eq!(witness.changes, 7);
        assert!(witness.knows(&log).unwrap());
        fs::write(&log, "some byte").unwrap();
        assert!(!witness.knows(&log).unwrap());
        fs::remove_file(&log).unwrap();
        assert!(!witness.knows(&log).unwrap());
    }

    #[test]
    fn garbage_is_no_witness() {
        for line in ["", "1", "1 2", "-1 2 3", "a b c", "\0\0\0"] {
            assert_eq!(Witness::parse(&format!("{line}\n{line}\n")), None, "{line:?}");
        }
        assert!(Witness::parse("1 2 3\n1 2 3\n").is_some());
        assert_eq!(Witness::parse("1 2 3\n1 2 4\n"), None);
        assert_eq!(Witness::parse("1 2 3\n"), None);
    }
}
