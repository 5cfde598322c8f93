//! Sealed files: records that no longer change, in files that the store names.
//!
//! What a store holds for long would make sled slow, which costs by the number of its keys. So
//! services seal records: many of them go into a file, compressed and with filters, and leave sled in
//! the same transaction that puts the file's catalogue record, a [`Run`], in their place.
//!
//! ```text
//! sled                                        sealed/
//!   event ...                                   event-000001     8 March
//!   event ...        newest, still open         event-000002     8 March
//!   sealed event-000001   from .. to ..         event-000007     9 March, merged from four
//!   sealed event-000002   from .. to ..
//!   sealed event-000007   from .. to ..
//! ```
//!
//! Files of one *partition*, a range of keys, belong together: readers find them by it, and
//! when there are several of a size they are merged into one. Files add to each other and to sled:
//! none overrides another, and a record is never taken out of one. They go away as a whole.
//!
//! A file comes into its place as every file of a transaction does, see
//! [`staging`](super::staging): written and synced before the commit, so that the catalogue never
//! names one that is not there, and swept by the next process if the commit does not come.
//!
//! A file that was damaged by others is named in the error of whoever needs it. All that lies
//! elsewhere can still be read.
//!
//! Source: facts, "sled 0.34.7, measured", "What follows".

mod filter;
mod layout;
mod merge;
mod packed;
mod read;
mod run;
mod scan;
mod survey;
mod write;

pub use packed::Packed;
pub use run::Run;
pub use survey::Survey;
pub use write::Item;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

use super::record::Kind;
use super::staging::FileChange;
use super::txn::{Trouble, decode};
use super::{Home, Key, Record, Txn};
use crate::error::{Error, Result};
use crate::time::Timestamp;

use read::Opened;
pub(super) use read::Shelf;
use run::Numbered;
use scan::{Among, Scan};
use write::Writer;

/// What the names of files end in that were put aside.
const DAMAGED: &str = ".damaged";
const FOREIGN: &str = ".foreign";

/// The kinds of records that sealing keeps.
pub(super) const KINDS: &[Kind] =
    &[Kind::own::<Run>(), Kind::own::<Numbered>(), Kind::own::<merge::Crowded>()];

/// A kind of record that is sealed.
pub trait Sealed: Record {
    /// The attributes that records are looked up by, each with a filter.
    const ATTRIBUTES: &'static [&'static str] = &[];

    /// How many records a block has at most. A reader inflates the blocks that it needs as a whole:
    /// a few hundred events take less than a millisecond, and with more of them files are hardly
    /// smaller.
    const BLOCK: u64 = 200;

    /// Returns what tells which files it lies in: a key that is not after its own, nor before the
    /// keys of any partition that is before this one.
    fn partition(&self) -> Key;

    /// Returns the times of the first and of the last thing that it tells of.
    fn times(&self) -> (Timestamp, Timestamp);

    /// Returns what no other record of the kind has; records of a kind have it all or not at all.
    fn identity(&self) -> Option<&str> {
        None
    }

    /// Calls `add` with the place of an attribute in [`ATTRIBUTES`](Self::ATTRIBUTES) and a value of
    /// it, for all that the record is to be found by.
    fn attributes(&self, _add: &mut dyn FnMut(usize, &str)) {}
}

/// A value of an attribute that records must have.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    attribute: usize,
    hash: u64,
}

impl Wanted {
    /// Asks for a value of the attribute at a place in [`Sealed::ATTRIBUTES`].
    pub fn new(attribute: usize, value: &str) -> Self {
        Self { attribute, hash: filter::hash(value) }
    }
}

/// Returns the number that stands for an identity. No two are the same, as far as anybody knows.
pub fn identity(text: &str) -> u128 {
    xxh3_128(text.as_bytes())
}

impl Txn<'_> {
    /// Seals items of a partition, which come in the order of their keys, in a file of their own.
    ///
    /// Returns nothing if there are none.
    pub fn seal<R: Sealed>(
        &mut self,
        partition: &Key,
        items: impl IntoIterator<Item = Result<Item>>,
        now: Timestamp,
    ) -> Result<Option<Run>> {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return Ok(None);
        }
        let run = self.write_sealed::<R>(partition, now, |writer| {
            for item in items {
                writer.push(item?)?;
            }
            Ok(())
        })?;
        merge::note(self, partition, now)?;
        Ok(Some(run))
    }

    /// Keeps the record of an item open, as [`put`](Self::put) does.
    pub fn put_item(&mut self, item: Item) {
        let (key, value) = item.into_pair();
        self.change(Key::from_bytes(key), Some(value));
    }

    /// Stages a file and puts its record into the catalogue.
    fn write_sealed<R: Sealed>(
        &mut self,
        partition: &Key,
        now: Timestamp,
        fill: impl FnOnce(&mut Writer<BufWriter<&mut File>>) -> Result<(), Trouble>,
    ) -> Result<Run> {
        let Numbered(number) = self.get(&Numbered::all())?.unwrap_or_default();
        let number = number + 1;
        self.put(&Numbered(number));
        let written = self.stage_with(&Run::path_of(R::KIND, number), |file| {
            let mut writer =
                Writer::begin::<R>(BufWriter::with_capacity(1 << 16, file), partition)?;
            fill(&mut writer)?;
            Ok(writer.finish()?)
        })?;
        let run = Run::new(number, now, written);
        self.put(&run);
        Ok(run)
    }

    /// Returns the files of the partitions from `start` up to and without `end`.
    pub fn runs(&self, partitions: &Range<Key>) -> Result<Vec<Run>> {
        let (start, end) = (&partitions.start, &partitions.end);
        self.range(&Run::of_partition(start), &Run::of_partition(end)).map(self.staged()).collect()
    }

    /// Returns what says of a file that this transaction seals where it can be read until the commit.
    fn staged(&self) -> impl Fn(Result<Run>) -> Result<Run> {
        let sealed = |change: &FileChange| match change {
            FileChange::Move { from, to } if to.starts_with(Home::SEALED) => {
                Some((to.clone(), from.clone()))
            }
            _ => None,
        };
        let staged: HashMap<PathBuf, PathBuf> = self.files.iter().filter_map(sealed).collect();
        move |run| {
            run.map(|mut run| {
                run.staged = staged.get(&run.path()).cloned();
                run
            })
        }
    }

    /// Returns all sealed files, of whatever kind.
    pub fn all_runs(&self) -> Result<Vec<Run>> {
        self.scan(&Run::all()).map(self.staged()).collect()
    }

    /// Returns the keys and values of all that is sealed below a key, in the order of the keys.
    pub(super) fn all_sealed(
        &self,
        below: &Key,
    ) -> Result<impl Iterator<Item = Result<layout::Pair>> + use<>> {
        let keys = below.clone()..below.end();
        let bytes = keys.start.bytes().to_vec()..keys.end.bytes().to_vec();
        Ok(Scan::new(self.home(), &self.shelf, self.runs(&keys)?, bytes, None, false))
    }

    /// Returns the sealed records of partitions with keys in a range, in the order of the keys.
    ///
    /// Where a value is wanted, those that cannot have it are left out; some that do not have it may
    /// come all the same.
    pub fn sealed<R: Sealed>(
        &self,
        partitions: &Range<Key>,
        keys: &Range<Key>,
        wanted: Option<Wanted>,
    ) -> Result<impl Iterator<Item = Result<R>> + use<R>> {
        self.scan_sealed(partitions, keys, wanted, false)
    }

    /// Returns those sealed records of partitions that have one of some keys, in the order of the keys.
    ///
    /// With each key comes a time between those that its record [tells](Sealed::times) of: files and
    /// blocks of other times are not read.
    pub fn sealed_among<R: Sealed>(
        &self,
        partitions: &Range<Key>,
        wanted: Vec<(Key, Timestamp)>,
    ) -> Result<impl Iterator<Item = Result<R>> + use<R>> {
        let wanted = wanted.into_iter().map(|(key, time)| (key.bytes().to_vec(), time)).collect();
        let runs = self.runs(partitions)?;
        let all = R::all().bytes().to_vec()..R::all().end().bytes().to_vec();
        let scan =
            Scan::new(self.home(), &self.shelf, runs, all, None, false).among(Among::new(wanted));
        Ok(scan.map(|pair| pair.and_then(|(_, value)| decode(&value))))
    }

    /// Returns the same as `sealed`, the last first.
    pub fn sealed_back<R: Sealed>(
        &self,
        partitions: &Range<Key>,
        keys: &Range<Key>,
        wanted: Option<Wanted>,
    ) -> Result<impl Iterator<Item = Result<R>> + use<R>> {
        self.scan_sealed(partitions, keys, wanted, true)
    }

    fn scan_sealed<R: Sealed>(
        &self,
        partitions: &Range<Key>,
        keys: &Range<Key>,
        wanted: Option<Wanted>,
        backwards: bool,
    ) -> Result<impl Iterator<Item = Result<R>> + use<R>> {
        let runs = self.runs(partitions)?;
        let keys = keys.start.bytes().to_vec()..keys.end.bytes().to_vec();
        let scan = Scan::new(self.home(), &self.shelf, runs, keys, wanted, backwards);
        Ok(scan.map(|pair| pair.and_then(|(_, value)| decode(&value))))
    }

    /// Adds what tells the records of partitions apart to a set.
    pub fn identities(&self, partitions: &Range<Key>, known: &mut HashSet<u128>) -> Result<()> {
        for run in self.runs(partitions)? {
            known.extend(Opened::open(self.home(), run)?.identities()?);
        }
        Ok(())
    }

    /// Strikes out of a set what tells those records of partitions apart whose files touch a span of
    /// time.
    pub fn strike_identities(
        &self,
        partitions: &Range<Key>,
        (from, to): (Timestamp, Timestamp),
        wanted: &mut HashSet<u128>,
    ) -> Result<()> {
        for run in self.runs(partitions)? {
            if run.from <= to && from <= run.to {
                for identity in Opened::open(self.home(), run)?.identities()? {
                    wanted.remove(&identity);
                }
            }
        }
        Ok(())
    }

    /// Removes a sealed file with all that it holds.
    pub fn drop_run(&mut self, run: &Run) {
        self.delete(&run.key());
        let folder = self.home().sealed();
        self.remove_file(&run.path(), &folder);
    }

    /// Takes a sealed file out of the catalogue and puts it aside, for whoever wants to look at it.
    pub fn set_run_aside(&mut self, run: &Run) {
        self.delete(&run.key());
        if self.home().path().join(run.path()).exists() {
            self.move_aside(&run.path(), DAMAGED);
        }
    }

    /// Returns where the files lie, below the home, that are with the sealed ones and that the
    /// catalogue does not name; those that were put aside are left out.
    pub fn foreign_files(&self) -> Result<Vec<PathBuf>> {
        let folder = self.home().sealed();
        let trouble = || Error::machine("read", &folder);
        let entries = match fs::read_dir(&folder) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            read => read.map_err(trouble())?,
        };
        let known: BTreeSet<PathBuf> = self.all_runs()?.iter().map(Run::path).collect();
        let mut foreign = Vec::new();
        for entry in entries {
            let path = Path::new(Home::SEALED).join(entry.map_err(trouble())?.file_name());
            let is_aside =
                [DAMAGED, FOREIGN].iter().any(|end| path.to_string_lossy().ends_with(end));
            if !known.contains(&path) && !is_aside {
                foreign.push(path);
            }
        }
        foreign.sort();
        Ok(foreign)
    }

    /// Puts a file aside that the catalogue does not name.
    pub fn set_foreign_aside(&mut self, path: &Path) {
        self.move_aside(path, FOREIGN);
    }

    fn move_aside(&mut self, path: &Path, end: &str) {
        let mut aside = path.as_os_str().to_owned();
        aside.push(end);
        self.move_file(path, aside.as_ref());
    }

    /// Reads all of a sealed file, and fails with what is wrong with it.
    pub fn verify_run(&self, run: &Run) -> Result<()> {
        Opened::open(self.home(), run.clone())?.verify()
    }

    /// Returns the keys and values of a sealed file, in the order of the keys.
    pub fn run_entries(
        &self,
        run: Run,
    ) -> impl Iterator<Item = Result<(Vec<u8>, Vec<u8>)>> + use<> {
        let all = Vec::new()..[&run.last.0[..], &[0]].concat();
        Scan::new(self.home(), &self.shelf, vec![run], all, None, false)
    }
}

/// Makes the item of a pair of another file.
fn item<R: Sealed>((key, value): layout::Pair) -> Result<Item> {
    let record = decode::<R>(&value)?;
    Ok(Item::new(&record, key, value))
}

#[cfg(test)]
mod tests;
