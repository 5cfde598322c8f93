//! The names of what a store holds, in a file of their own, for completion.
//!
//! Whoever presses the tab key must not wait for the store, nor hold it. So a command that makes or
//! removes a thing with a name writes the names of all down beside the store. They are a help to
//! whoever types and nothing more: nobody waits until they are on the disk, a kill in between leaves
//! the old ones, and where they cannot be written nothing is said.
//!
//! ```text
//! TRAILWATCH_HOME/names     JSON: trails with their regions, buckets, metrics
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::bucket::Bucket;
use crate::error::Result;
use crate::services::cloudtrail::trail::Trail;
use crate::services::cloudwatch::catalogue::Entry;
use crate::store::{Record, Store, Txn};

/// How many names of a kind are written at most.
const MOST: usize = 2_000;

/// The names of what a store holds.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Names {
    /// Trails, by their ARN.
    pub trails: BTreeSet<String>,
    /// Buckets.
    pub buckets: BTreeSet<String>,
    /// The names of metrics, by namespace.
    pub metrics: BTreeMap<String, BTreeSet<String>>,
}

impl Names {
    /// Reads the names that lie in a home; none if there are none that can be read.
    pub fn read(home: &Path) -> Self {
        let text = fs::read(path(home)).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn of(txn: &Txn<'_>) -> Result<Self> {
        let mut names = Self::default();
        for trail in txn.scan::<Trail>(&Trail::all()).take(MOST) {
            names.trails.insert(trail?.arn());
        }
        for bucket in txn.scan::<Bucket>(&Bucket::all()).take(MOST) {
            names.buckets.insert(bucket?.name);
        }
        for entry in txn.scan::<Entry>(&Entry::all()).take(MOST) {
            let metric = entry?.metric;
            names.metrics.entry(metric.namespace).or_default().insert(metric.name);
        }
        Ok(names)
    }
}

fn path(home: &Path) -> PathBuf {
    home.join("names")
}

/// Commits a transaction, and writes the names anew if it makes or removes anything that has one.
pub(super) fn commit(store: &Store, txn: Txn<'_>) -> Result<()> {
    let changes = txn.makes_or_removes::<Trail>()?
        || txn.makes_or_removes::<Bucket>()?
        || txn.makes_or_removes::<Entry>()?;
    txn.commit()?;
    if changes { write(store) } else { Ok(()) }
}

fn write(store: &Store) -> Result<()> {
    let names = Names::of(&store.begin())?;
    let path = path(store.home().path());
    let unfinished = path.with_extension("unfinished");
    let text = serde_json::to_vec(&names).expect("names are text");
    // What cannot be written costs whoever types a few letters.
    if fs::write(&unfinished, text).is_ok() {
        let _ = fs::rename(unfinished, path);
    }
    Ok(())
}
