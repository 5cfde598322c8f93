//! The plain files of a store: found, copied with their times, and told.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::FOLDERS;
use super::line::{FileLine, nanos_text};
use crate::crypto::RunningSha256;
use crate::error::{Error, Result};

/// The size of the pieces that files are copied in, in bytes.
const PIECE: usize = 128 << 10;

/// What lies below the folders that are moved.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The files, below the root, in the order of their paths.
    pub(super) files: Vec<PathBuf>,
    /// What is passed over: links, pipes, names that are not UTF-8.
    pub(super) passed_over: Vec<PathBuf>,
    /// How many bytes the files have.
    pub(super) bytes: u64,
}

impl Found {
    /// Finds the files below a root. A bucket's own folder may be a link, as where buckets are read;
    /// others are not followed.
    pub(super) fn below(root: &Path) -> Result<Self> {
        let mut found = Self::default();
        for folder in FOLDERS {
            found.look_into(root, Path::new(folder), 0)?;
        }
        Ok(found)
    }

    fn look_into(&mut self, root: &Path, below: &Path, depth: usize) -> Result<()> {
        let folder = root.join(below);
        let trouble = || Error::machine("read", &folder);
        let entries = match fs::read_dir(&folder) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound && depth == 0 => return Ok(()),
            read => read.map_err(trouble())?,
        };
        let mut names = entries
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect::<io::Result<Vec<_>>>()
            .map_err(trouble())?;
        names.sort();
        for name in names {
            let below = below.join(&name);
            let path = root.join(&below);
            let metadata =
                if depth == 0 { fs::metadata(&path) } else { fs::symlink_metadata(&path) };
            let metadata = match metadata {
                // A link that leads nowhere.
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                    self.passed_over.push(below);
                    continue;
                }
                read => read.map_err(Error::machine("read", &path))?,
            };
            if name.to_str().is_none() {
                self.passed_over.push(below);
            } else if metadata.is_dir() {
                self.look_into(root, &below, depth + 1)?;
            } else if metadata.is_file() {
                self.bytes += metadata.len();
                self.files.push(below);
            } else {
                self.passed_over.push(below);
            }
        }
        Ok(())
    }
}

/// Returns whether there is anything but folders at or above a path, below a root.
pub(super) fn is_through_link(root: &Path, below: &Path) -> bool {
    below
        .ancestors()
        .filter(|part| !part.as_os_str().is_empty())
        .any(|part| fs::symlink_metadata(root.join(part)).is_ok_and(|m| m.is_symlink()))
}

/// Copies a file into a folder that is there, with its time, and returns what a line tells of it.
///
/// Where the new file's time is not to be the old one's, `modified` says it, in nanoseconds since
/// 1970. When it returns, the bytes are on the disk; the name may not be.
pub(super) fn copy(
    from: &Path,
    to: &Path,
    below: &Path,
    modified: Option<i128>,
) -> Result<FileLine> {
    let mut source = File::open(from).map_err(Error::machine("read", from))?;
    let written = source.metadata().and_then(|metadata| metadata.modified());
    let nanos = match modified {
        Some(nanos) => nanos,
        None => nanos_of(written.map_err(Error::machine("read", from))?),
    };
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600);
    let mut target = options.open(to).map_err(Error::machine("write", to))?;
    let (mut sum, mut bytes, mut piece) = (RunningSha256::default(), 0, vec![0; PIECE]);
    loop {
        let length = source.read(&mut piece).map_err(Error::machine("read", from))?;
        if length == 0 {
            break;
        }
        sum.update(&piece[..length]);
        bytes += length as u64;
        target.write_all(&piece[..length]).map_err(Error::machine("write", to))?;
    }
    let done = target.set_modified(time_of(nanos)).and_then(|()| target.sync_all());
    done.map_err(Error::machine("write", to))?;
    Ok(FileLine {
        path: below.to_string_lossy().into_owned(),
        bytes,
        modified: nanos_text(nanos),
        sha256: sum.finish(),
    })
}

fn nanos_of(time: SystemTime) -> i128 {
    let nanos = |span: Duration| i128::try_from(span.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => nanos(since),
        Err(before) => -nanos(before.duration()),
    }
}

fn time_of(nanos: i128) -> SystemTime {
    let all = nanos.unsigned_abs();
    let secs = u64::try_from(all / 1_000_000_000).unwrap_or(u64::MAX);
    let part = u32::try_from(all % 1_000_000_000).expect("what is left is less than a second");
    let span = Duration::new(secs, part);
    let epoch = SystemTime::UNIX_EPOCH;
    let time = if nanos < 0 { epoch.checked_sub(span) } else { epoch.checked_add(span) };
    time.unwrap_or(epoch)
}
