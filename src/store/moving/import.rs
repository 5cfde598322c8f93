//! Hearing everything that another store told.
//!
//! | a kill, or a failure                 | leaves                                | the next import    |
//! |--------------------------------------|---------------------------------------|--------------------|
//! | before the mark is committed         | an empty store                        | begins             |
//! | after it                             | a store that all others refuse        | removes all of it, |
//! |                                      |                                       | and begins         |
//! | while an unfinished import is        | the mark, as long as there is         | the same           |
//! | removed                              | anything else                         |                    |
//! | after the mark is taken away         | everything, in its place              | is refused         |

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::files::{Found, copy, is_through_link};
use super::intake::{Intake, Now};
use super::line::{END, End, FILE, FileLine, Head, Line};
use super::{FOLDERS, LINE, Moved, Progress, RECORDS, Unfinished};
use crate::error::{Error, Result};
use crate::store::home::{Home, make_folder, remove};
use crate::store::open::VERSION_KIND;
use crate::store::staging::sync_folder;
use crate::store::{Key, Kind, Record, Store, kind_of};

/// How many lines are heard between two looks at the progress.
const OFTEN: u64 = 512;

impl Store {
    /// Fails with [`Error::Refused`] if an import has not come to its end.
    pub(in crate::store) fn refuse_unfinished(&self) -> Result<()> {
        match self.begin().get::<Unfinished>(&Unfinished::all())? {
            None => Ok(()),
            Some(Unfinished { from }) => Err(Error::Refused(format!(
                "the import of {from} into the store at {} has not come to its end: 'trailwatch \
                 store import' begins it again, 'trailwatch store reset' starts over",
                self.home().path().display()
            ))),
        }
    }

    /// Puts everything that an export holds into the empty store of a home.
    ///
    /// `kinds` are all that there can be, and `now` tells the time on the store's clock. Fails with
    /// [`Error::Refused`] if the store holds anything but an import that has not come to its end, and if
    /// the export is not whole. A failure leaves an empty store.
    pub fn import(
        home: &Home,
        patience: Duration,
        (kinds, now): (&[&'static Kind], Now<'_>),
        folder: &Path,
        progress: Progress<'_>,
    ) -> Result<Moved> {
        // A folder that is no export costs nothing that an unfinished import has left.
        let mut lines = Lines::open(folder)?;
        let store = Self::empty(home, patience)?;
        let mut txn = store.begin();
        txn.put(&Unfinished { from: folder.display().to_string() });
        txn.commit()?;
        let moved = fill(&store, (kinds, now), &mut lines, folder, progress).and_then(|moved| {
            let mut txn = store.begin();
            txn.delete(&Unfinished::all());
            txn.commit().map(|()| moved)
        });
        moved.map_err(|error| match store.clear(patience) {
            Ok(()) => error,
            // Others are told by the mark.
            Err(other) => Error::Refused(format!(
                "{error}; and what there is of the import could not be removed: {other}"
            )),
        })
    }

    /// Opens a store that holds nothing, after removing what an unfinished import left in it.
    fn empty(home: &Home, patience: Duration) -> Result<Self> {
        let store = Self::open_any(home.clone(), patience)?;
        let store = if store.begin().get::<Unfinished>(&Unfinished::all())?.is_some() {
            store.clear(patience)?;
            Self::open_any(home.clone(), patience)?
        } else {
            store
        };
        let what_to_do = "'trailwatch store reset' empties it, and TRAILWATCH_HOME names another";
        let root = home.path().display();
        for entry in store.entries() {
            let kind = kind_of(&entry?.0);
            if kind != VERSION_KIND.name {
                return Err(Error::Refused(format!(
                    "the store at {root} is not empty, it holds a record of kind '{kind}': \
                     {what_to_do}"
                )));
            }
        }
        for folder in FOLDERS.iter().copied().chain([Home::SEALED]) {
            let path = home.path().join(folder);
            if let Some(entry) = fs::read_dir(&path).ok().and_then(|mut all| all.next()) {
                let entry = entry.map_err(Error::machine("read", &path))?;
                return Err(Error::Refused(format!(
                    "the store at {root} is not empty, there is {}: {what_to_do}",
                    entry.path().display()
                )));
            }
        }
        Ok(store)
    }

    /// Removes everything, the mark of an unfinished import last.
    fn clear(self, patience: Duration) -> Result<()> {
        let home = self.home().clone();
        for folder in FOLDERS.iter().copied().chain([Home::SEALED]) {
            remove(&home.path().join(folder))?;
        }
        drop(self);
        home.reset(patience)
    }
}

/// Takes in all that an export tells.
fn fill(
    store: &Store,
    (kinds, now): (&[&'static Kind], Now<'_>),
    lines: &mut Lines,
    folder: &Path,
    progress: Progress<'_>,
) -> Result<Moved> {
    let known: BTreeMap<&str, &'static Kind> =
        kinds.iter().map(|kind| (kind.name, *kind)).collect();
    let found = Found::below(folder)?;
    let all = lines.size + found.bytes;
    let there = found.files.len() + found.passed_over.len();
    let mut intake = Intake::new(store, now);
    let mut files = Files { from: folder, to: store.home().path(), made: BTreeSet::new() };
    let mut last: BTreeMap<&str, Key> = BTreeMap::new();
    let mut moved = Moved::default();
    let mut text = String::new();
    let count = loop {
        if !lines.next(&mut text)? {
            return Err(lines.wrong("the export ends early: its last line is missing"));
        }
        let Line { kind, value } = Line::read(&text).map_err(|what| lines.wrong(&what))?;
        match kind.as_ref() {
            END => {
                let end: End = serde_json::from_str(value.get())
                    .map_err(|cause| lines.wrong(&cause.to_string()))?;
                break end.lines;
            }
            FILE => {
                let line = FileLine::read(value.get()).map_err(|what| lines.wrong(&what))?;
                files.take(&line, lines)?;
                moved.files += 1;
                moved.bytes += line.bytes;
                progress(lines.place + moved.bytes, all);
            }
            name => {
                let kind = known.get(name).and_then(|kind| Some((*kind, kind.teller()?)));
                let (kind, teller) = kind.ok_or_else(|| {
                    let name = name.escape_debug();
                    lines.wrong(&format!("there are no records of kind '{name}'"))
                })?;
                let heard = kind.hear(value.get()).map_err(|what| {
                    lines.wrong(&format!("it tells no record of kind '{name}': {what}"))
                })?;
                let is_wrong = |last: &Key| {
                    last > heard.key() || (last == heard.key() && !teller.has_doubles())
                };
                if last.get(kind.name).is_some_and(is_wrong) {
                    return Err(lines.wrong(&format!(
                        "the record does not come behind the one of kind '{name}' that it stands \
                         behind"
                    )));
                }
                last.insert(kind.name, heard.key().clone());
                intake.take(kind, heard)?;
                moved.records += 1;
            }
        }
        if lines.number.is_multiple_of(OFTEN) {
            progress(lines.place + moved.bytes, all);
        }
    };
    if count != lines.number {
        return Err(lines.wrong(&format!(
            "the export has {} lines, and says that it has {count}",
            lines.number
        )));
    }
    if lines.next(&mut text)? {
        return Err(lines.wrong("it stands behind the last line"));
    }
    files.finish()?;
    intake.finish(kinds)?;
    moved.bytes += lines.size;
    moved.passed_over = (there as u64).saturating_sub(moved.files);
    Ok(moved)
}

/// The lines of an export, read one by one.
struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    size: u64,
    /// The number of the line that was read last, and where it ends.
    number: u64,
    place: u64,
}

impl Lines {
    /// Opens an export, and reads its first line.
    fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(RECORDS);
        let trouble = || Error::machine("read", &path);
        let file = File::open(&path).map_err(trouble())?;
        let size = file.metadata().map_err(trouble())?.len();
        let reader = BufReader::with_capacity(1 << 20, file);
        let mut lines = Self { path, reader, size, number: 0, place: 0 };
        let mut text = String::new();
        if !lines.next(&mut text)? {
            return Err(lines.wrong("it is empty"));
        }
        Head::check(&text).map_err(|what| lines.wrong(&what))?;
        Ok(lines)
    }

    /// Reads the next line; returns whether there is one.
    fn next(&mut self, text: &mut String) -> Result<bool> {
        let mut bytes = std::mem::take(text).into_bytes();
        bytes.clear();
        let mut bounded = self.reader.by_ref().take(LINE as u64 + 1);
        let length = bounded.read_until(b'\n', &mut bytes);
        let length = length.map_err(Error::machine("read", &self.path))?;
        if length == 0 {
            return Ok(false);
        }
        self.number += 1;
        self.place += length as u64;
        if length > LINE {
            return Err(self.wrong(&format!("it has more than {LINE} bytes")));
        }
        if bytes.pop() != Some(b'\n') {
            return Err(self.wrong("the line is cut off"));
        }
        *text = String::from_utf8(bytes).map_err(|_| self.wrong("it is not text"))?;
        Ok(true)
    }

    /// Returns the refusal of the line that was read last.
    fn wrong(&self, what: &str) -> Error {
        let (path, number) = (self.path.display(), self.number);
        Error::Refused(format!("{path}, line {number}: {what}. Nothing was imported"))
    }
}

/// Files on their way into a home.
struct Files<'f> {
    from: &'f Path,
    to: &'f Path,
    /// The folders whose names must be on the disk before the end.
    made: BTreeSet<PathBuf>,
}

impl Files<'_> {
    /// Copies a file, and checks that it is what the line tells.
    fn take(&mut self, line: &FileLine, lines: &Lines) -> Result<()> {
        let below = line.place().map_err(|what| lines.wrong(&what))?;
        let (from, to) = (self.from.join(&below), self.to.join(&below));
        let of_file = |what: &str| lines.wrong(&format!("{} {what}", from.display()));
        if is_through_link(self.from, &below) {
            return Err(of_file("is reached through a link, which is not followed"));
        }
        match fs::metadata(&from) {
            Ok(metadata) if !metadata.is_file() => return Err(of_file("is no file")),
            Ok(metadata) if metadata.len() != line.bytes => {
                let bytes = metadata.len();
                return Err(of_file(&format!("has {bytes} bytes in place of {}", line.bytes)));
            }
            Ok(_) => {}
            Err(cause) => return Err(of_file(&format!("cannot be read: {cause}"))),
        }
        let folder = to.parent().unwrap_or(&to);
        if to.exists() {
            return Err(of_file("is told twice"));
        }
        if make_folder(folder).is_err() && folder.ancestors().any(Path::is_file) {
            return Err(of_file("lies where another line tells a file"));
        }
        make_folder(folder).map_err(Error::machine("make", folder))?;
        if self.made.insert(folder.to_path_buf()) && self.made.len() > 1_000 {
            self.finish()?;
        }
        let copied = copy(&from, &to, &below, Some(line.nanos()))?;
        if copied != *line {
            return Err(of_file("is not what was exported"));
        }
        Ok(())
    }

    /// Waits until the names of all files are on the disk.
    fn finish(&mut self) -> Result<()> {
        std::mem::take(&mut self.made).iter().try_for_each(|folder| sync_folder(folder))
    }
}
