//! Telling everything that a store holds.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::iter::Peekable;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::files::{Found, copy};
use super::line::{END, End, FILE, Head};
use super::{LINE, Moved, Progress, RECORDS};
use crate::error::{Error, Result};
use crate::store::txn::damaged;
use crate::store::{Key, Kind, Store, kind_of, open};

/// How many records are told between two looks at the progress.
const OFTEN: u64 = 512;

impl Store {
    /// Writes everything that is kept into a folder, which must not be there yet.
    ///
    /// `kinds` are all that there can be. Fails with [`Error::Damaged`] if anything cannot be read,
    /// or is of no kind that is known. A failure leaves half of the folder.
    pub fn export(
        &self,
        kinds: &[&'static Kind],
        folder: &Path,
        progress: Progress<'_>,
    ) -> Result<Moved> {
        make(folder)?;
        let mut found = Found::below(self.home().path())?;
        let all = self.count(kinds)? + found.files.len() as u64;
        let path = folder.join(RECORDS);
        let mut options = File::options();
        options.write(true).create_new(true).mode(0o600);
        let file = options.open(&path).map_err(Error::machine("write", &path))?;
        let mut out =
            Out { file: BufWriter::with_capacity(1 << 20, file), path, lines: 0, bytes: 0 };
        out.line(&Head::current())?;
        let mut moved = Moved::default();
        for kind in kinds.iter().filter(|kind| kind.teller().is_some()) {
            for entry in self.entries_of(kind)? {
                out.record(kind, &entry?.1)?;
                moved.records += 1;
                if moved.records.is_multiple_of(OFTEN) {
                    progress(moved.records, all);
                }
            }
        }
        for below in std::mem::take(&mut found.files) {
            let target = folder.join(&below);
            make(target.parent().unwrap_or(folder))?;
            let line = copy(&self.home().path().join(&below), &target, &below, None)?;
            moved.bytes += line.bytes;
            moved.files += 1;
            out.kind(FILE, &line)?;
            progress(moved.records + moved.files, all);
        }
        moved.passed_over = found.passed_over.len() as u64;
        moved.bytes += out.end()?;
        Ok(moved)
    }

    /// Returns how many keys and sealed records there are; fails if one is of no kind that is known.
    fn count(&self, kinds: &[&'static Kind]) -> Result<u64> {
        let known = |name: &str| {
            if kinds.iter().any(|kind| kind.name == name) {
                return Ok(());
            }
            Err(Error::Damaged(format!(
                "the store holds a record of kind '{name}', which this program does not know"
            )))
        };
        for entry in self.entries() {
            known(&kind_of(&entry?.0))?;
        }
        let runs = self.begin().all_runs()?;
        runs.iter().try_for_each(|run| known(run.kind()))?;
        Ok(self.keys() as u64 + runs.iter().map(|run| run.count).sum::<u64>())
    }

    /// Returns the records of a kind, open and sealed, in the order of their keys.
    fn entries_of(&self, kind: &Kind) -> Result<impl Iterator<Item = Result<Pair>> + use<'_>> {
        let all = Key::of(kind.name);
        let open = self.tree.range(all.bytes().to_vec()..all.end().bytes().to_vec());
        let kind = *kind;
        let open = open.flat_map(move |entry| {
            let entry = entry.map_err(|cause| open::trouble("read", &cause));
            let pairs = entry.and_then(|(key, value)| {
                let records = kind.records(&key, &value).ok_or_else(|| damaged(kind.name))?;
                Ok(records.into_iter().map(|(key, value)| Ok((key, value.to_vec()))).collect())
            });
            pairs.unwrap_or_else(|error| vec![Err(error)])
        });
        let sealed = self.begin().all_sealed(&all)?;
        let (open, sealed): (Pairs<'_>, Pairs<'_>) = (Box::new(open), Box::new(sealed));
        Ok(Merged { open: open.peekable(), sealed: sealed.peekable() })
    }
}

/// A key and a value.
type Pair = (Vec<u8>, Vec<u8>);
type Pairs<'s> = Box<dyn Iterator<Item = Result<Pair>> + 's>;

/// What is open and what is sealed, as one.
struct Merged<'s> {
    open: Peekable<Pairs<'s>>,
    sealed: Peekable<Pairs<'s>>,
}

impl Iterator for Merged<'_> {
    type Item = Result<Pair>;

    fn next(&mut self) -> Option<Self::Item> {
        match (self.open.peek(), self.sealed.peek()) {
            (Some(Ok((open, _))), Some(Ok((sealed, _)))) if open > sealed => self.sealed.next(),
            (None, _) | (_, Some(Err(_))) => self.sealed.next(),
            _ => self.open.next(),
        }
    }
}

/// The file of records.
struct Out {
    file: BufWriter<File>,
    path: PathBuf,
    lines: u64,
    bytes: u64,
}

impl Out {
    fn line(&mut self, document: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(document).expect("it has text keys");
        self.text(&[&text])
    }

    fn kind(&mut self, kind: &str, value: &impl Serialize) -> Result<()> {
        let value = serde_json::to_string(value).expect("it has text keys");
        self.text(&["{\"kind\":\"", kind, "\",\"value\":", &value, "}"])
    }

    fn record(&mut self, kind: &Kind, value: &[u8]) -> Result<()> {
        let told = kind.tell(value).ok_or_else(|| {
            Error::Damaged(format!(
                "a record of kind '{}' in the store is damaged, so that it cannot be told. \
                 'trailwatch store check' says more",
                kind.name
            ))
        })?;
        // The names of kinds need no escapes.
        self.text(&["{\"kind\":\"", kind.name, "\",\"value\":", &told, "}"])
    }

    fn text(&mut self, parts: &[&str]) -> Result<()> {
        let length = parts.iter().map(|part| part.len()).sum::<usize>() + 1;
        if length > LINE {
            return Err(Error::Refused(format!(
                "a record would take a line of {length} bytes, and no line may have more than {LINE}"
            )));
        }
        let mut write = || {
            parts.iter().try_for_each(|part| self.file.write_all(part.as_bytes()))?;
            self.file.write_all(b"\n")
        };
        write().map_err(Error::machine("write", &self.path))?;
        self.lines += 1;
        self.bytes += length as u64;
        Ok(())
    }

    /// Writes the last line, and returns how many bytes there are; they are on the disk then.
    fn end(mut self) -> Result<u64> {
        let lines = self.lines + 1;
        self.kind(END, &End { lines })?;
        let trouble = || Error::machine("write", &self.path);
        self.file.flush().map_err(trouble())?;
        self.file.get_ref().sync_all().map_err(trouble())?;
        Ok(self.bytes)
    }
}

/// Makes a folder that only its owner may enter, with those above it; it may be there.
fn make(folder: &Path) -> Result<()> {
    let made = fs::DirBuilder::new().mode(0o700).recursive(true).create(folder);
    made.map_err(Error::machine("make", folder))
}
