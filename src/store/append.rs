//! Files that grow by lines, together with records.
//!
//! The lines of a transaction are staged as other files are, those of one file together, and the list
//! that the commit decides says where the file ended then. Writing them there again changes nothing, so they are there once, wherever a kill
//! comes: a part of them is completed, and a staged file that is gone was written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::home::{make_folder, remove};
use super::staging::FileChange;
use super::txn::Txn;
use crate::error::{Error, Result};

impl Txn<'_> {
    /// Adds lines to the end of a file at the commit, below the home; it need not be there yet.
    ///
    /// They are added once, whenever a kill comes. A file that others have left without an end of its
    /// last line gets one first.
    pub fn append(&mut self, path: &Path, lines: &str) -> Result<()> {
        let target = self.store.home.path().join(path);
        Self::prepare(target.parent().unwrap_or(&target))?;
        self.lines.push((path.to_path_buf(), lines.to_owned()));
        Ok(())
    }

    /// Stages the lines that are added to each file: so many messages wait for the disk no longer than
    /// one does.
    pub(super) fn stage_lines(&mut self) -> Result<()> {
        let mut files: BTreeMap<PathBuf, String> = BTreeMap::new();
        for (path, lines) in std::mem::take(&mut self.lines) {
            files.entry(path).or_default().push_str(&lines);
        }
        for (path, lines) in files {
            let (at, open) = self.end(&path)?;
            let lines = if open { format!("\n{lines}") } else { lines };
            self.append_at(&path, at, lines.as_bytes())?;
        }
        Ok(())
    }

    /// Adds bytes to the end of a file at the commit, below the home, as they are.
    ///
    /// They are added once, as lines are.
    pub fn append_bytes(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        let (at, _) = self.end(path)?;
        self.append_at(path, at, bytes)
    }

    /// Returns where a file will end with what was added so far, and whether its last line has no
    /// end.
    fn end(&self, path: &Path) -> Result<(u64, bool)> {
        let target = self.store.home.path().join(path);
        let before = self.files.iter().rev().find_map(|change| match change {
            FileChange::Append { to, at, bytes, .. } if to == path => Some(at + bytes),
            _ => None,
        });
        match before {
            Some(end) => Ok((end, false)),
            None => end_of(&target).map_err(Error::machine("read", &target)),
        }
    }

    fn append_at(&mut self, path: &Path, at: u64, mut bytes: &[u8]) -> Result<()> {
        let length = bytes.len() as u64;
        self.stage(path, &mut bytes, |_| Ok(()))?;
        if let Some(FileChange::Move { from, to }) = self.files.pop() {
            self.files.push(FileChange::Append { from, to, at, bytes: length });
        }
        Ok(())
    }
}

/// Returns where a file ends, and whether its last line has no end.
fn end_of(path: &Path) -> io::Result<(u64, bool)> {
    let mut file = match File::open(path) {
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok((0, false)),
        opened => opened?,
    };
    let length = file.metadata()?.len();
    if length == 0 {
        return Ok((0, false));
    }
    let mut last = [0];
    file.seek(SeekFrom::Start(length - 1))?;
    file.read_exact(&mut last)?;
    Ok((length, last != [b'\n']))
}

/// Writes a staged file into another at the place where that ended, and removes it once this is on
/// the disk.
///
/// A file that somebody has shortened meanwhile gets it at its end, so that there is no gap.
pub(super) fn make(from: &Path, to: &Path, at: u64, folders: &mut BTreeSet<PathBuf>) -> Result<()> {
    let bytes = match fs::read(from) {
        // It was written, and the kill came before the list was dropped.
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(()),
        read => read.map_err(Error::machine("read", from))?,
    };
    let folder = to.parent().unwrap_or(to);
    make_folder(folder).map_err(Error::machine("make", folder))?;
    let write = || {
        let mut options = File::options();
        let mut file = options.write(true).create(true).truncate(false).mode(0o600).open(to)?;
        file.seek(SeekFrom::Start(at.min(file.metadata()?.len())))?;
        file.write_all(&bytes)?;
        file.sync_all()
    };
    write().map_err(Error::machine("write", to))?;
    folders.insert(folder.to_path_buf());
    remove(from)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tempfile::TempDir;

    use super::*;
    use crate::store::staging::Decided;
    use crate::store::{Home, Store};

    fn open(folder: &TempDir) -> Store {
        Store::open(Home::new(folder.path().join("home")), Duration::ZERO).unwrap()
    }

    /// Decides changes as a commit does that is killed before it makes them.
    fn decide(mut txn: Txn<'_>) -> Vec<FileChange> {
        txn.stage_lines().unwrap();
        let decided = Decided(std::mem::take(&mut txn.files));
        txn.put(&decided);
        txn.write().unwrap();
        decided.0
    }

    #[test]
    fn lines_are_added_to_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let (path, target) = (Path::new("sns/t.jsonl"), store.home().path().join("sns/t.jsonl"));
        let mut txn = store.begin();
        txn.append(path, "a\nb\n").unwrap();
        let point = txn.savepoint();
        txn.append(path, "not\n").unwrap();
        txn.return_to(point);
        txn.append(path, "c\n").unwrap();
        assert!(!target.exists());
        txn.commit().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "a\nb\nc\n");

        fs::write(&target, "by hand").unwrap();
        let mut txn = store.begin();
        txn.append(path, "d\n").unwrap();
        txn.commit().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "by hand\nd\n");
        assert_eq!(fs::read_dir(store.home().staged()).unwrap().count(), 0);
    }

    #[test]
    fn lines_are_added_once_wherever_a_kill_comes() {
        // How much of the lines is written, and whether the staged file is still there.
        for (written, staged) in [(0, true), (1, true), (7, true), (9, true), (9, false)] {
            let folder = tempfile::tempdir().unwrap();
            let store = open(&folder);
            let path = Path::new("sns/t.jsonl");
            let target = store.home().path().join(path);
            let mut txn = store.begin();
            txn.append(path, "before\n").unwrap();
            txn.commit().unwrap();

            let mut txn = store.begin();
            txn.append(path, "abc\n").unwrap();
            txn.append(path, "wxyz\n").unwrap();
            let changes = decide(txn);
            let mut text = fs::read_to_string(&target).unwrap();
            text.push_str(&"abc\nwxyz\n"[..written]);
            fs::write(&target, text).unwrap();
            if !staged {
                for change in changes {
                    let FileChange::Append { from, .. } = change else { panic!("{change:?}") };
                    fs::remove_file(store.home().path().join(from)).unwrap();
                }
            }
            drop(store);

            drop(open(&folder));
            let text = fs::read_to_string(&target).unwrap();
            assert_eq!(text, "before\nabc\nwxyz\n", "{written} {staged}");
        }
    }

    #[test]
    fn lines_of_one_file_are_staged_together() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let mut txn = store.begin();
        for number in 0..100 {
            txn.append(Path::new("sns/a.jsonl"), &format!("{number}\n")).unwrap();
            txn.append(Path::new("sns/b.jsonl"), "b\n").unwrap();
        }
        assert_eq!(decide(txn).len(), 2);
    }

    #[test]
    fn bytes_are_added_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let path = Path::new("streams/s/1-r.bytes");
        for bytes in [&[1, 2][..], &[0, 255], b"\n", &[3]] {
            let mut txn = store.begin();
            txn.append_bytes(path, &bytes[..1]).unwrap();
            txn.append_bytes(path, &bytes[1..]).unwrap();
            txn.commit().unwrap();
        }
        let written = fs::read(store.home().path().join(path)).unwrap();
        assert_eq!(written, [1, 2, 0, 255, b'\n', 3]);
    }

    #[test]
    fn lines_leave_no_gap_in_a_file_that_was_shortened_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let target = store.home().path().join("sns/t.jsonl");
        let mut txn = store.begin();
        txn.append(Path::new("sns/t.jsonl"), "before\n").unwrap();
        txn.commit().unwrap();
        let mut txn = store.begin();
        txn.append(Path::new("sns/t.jsonl"), "after\n").unwrap();
        decide(txn);
        fs::remove_file(&target).unwrap();
        drop(store);
        drop(open(&folder));
        assert_eq!(fs::read_to_string(&target).unwrap(), "after\n");
    }
}
