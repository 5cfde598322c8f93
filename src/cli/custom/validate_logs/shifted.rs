//! A folder whose root is not the bucket's: a copy of what lay below a prefix, or one in a folder of a
//! larger backup.
//!
//! ```text
//! on the disk          2024/bucket/AWSLogs/...      AWSLogs/...
//! digests say                      AWSLogs/...      team/AWSLogs/...
//! ```
//!
//! Digests say where they were delivered. If none of those that are asked lies there, and most are off
//! by the same folders at the beginning, the whole copy is taken to be.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::objects::{Objects, Strange, said};
use crate::bucket::folder::Folder;
use crate::services::cloudtrail::chain::place::FOLDER_NAME;
use crate::services::cloudtrail::chain::source::{Fetched, Halt, Opened};

/// How many digests are asked at most, and how many of a folder.
const ASKED: usize = 40;
const ASKED_OF_FOLDER: usize = 2;

/// How many folders are looked into at most.
const FOLDERS: usize = 5_000;

/// What keys begin with on the disk, and what they began with in the bucket.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Shift {
    lies: String,
    was: String,
}

/// Returns the objects of a folder, and what the user should know of where they are taken to have lain.
pub(super) fn open(folder: Folder) -> (Arc<dyn Objects>, Option<String>) {
    let Some(Shift { lies, was }) = shift(&folder) else { return (Arc::new(folder), None) };
    let path = folder.path().display();
    let note = if was.is_empty() {
        format!(
            "{path} is read from {lies} on: there it begins as the bucket did, as its digests say"
        )
    } else {
        format!("{path} is taken to hold what lay below {was} in the bucket, as its digests say")
    };
    (Arc::new(Shifted { folder, lies, was }), Some(note))
}

/// Returns how the digests of a folder lie off their place; `None` if one lies where it was delivered,
/// or most do not agree.
fn shift(folder: &Folder) -> Option<Shift> {
    let mut keys = Vec::new();
    let mut left = FOLDERS;
    find_digests(folder.path(), "", &mut left, &mut keys);
    let mut votes: BTreeMap<Shift, usize> = BTreeMap::new();
    for key in &keys {
        let Some(own) = said(folder, key, "digestS3Object") else { continue };
        if own == *key {
            return None;
        }
        let below = |long: &str, short: &str| {
            let above = long.strip_suffix(short)?;
            above.ends_with('/').then(|| above.to_owned())
        };
        let off = match (below(key, &own), below(&own, key)) {
            (Some(lies), _) => Shift { lies, was: String::new() },
            (_, Some(was)) => Shift { lies: String::new(), was },
            _ => continue,
        };
        *votes.entry(off).or_default() += 1;
    }
    let (shift, votes) = votes.into_iter().max_by_key(|(_, votes)| *votes)?;
    (votes * 2 > keys.len()).then_some(shift)
}

/// Finds keys of digests, some of each folder; `left` are the folders that may still be looked into.
fn find_digests(root: &Path, below: &str, left: &mut usize, found: &mut Vec<String>) {
    if *left == 0 || found.len() >= ASKED {
        return;
    }
    *left -= 1;
    let Ok(entries) = fs::read_dir(root.join(below)) else { return };
    let mut names: Vec<(String, bool)> = entries
        .flatten()
        .filter_map(|entry| {
            let kind = entry.file_type().ok()?;
            let name = entry.file_name().into_string().ok()?;
            (kind.is_dir() || kind.is_file()).then_some((name, kind.is_dir()))
        })
        .collect();
    names.sort_unstable();
    let is_of_digests = below.split('/').any(|name| name == FOLDER_NAME);
    let files = names.iter().filter(|(name, is_folder)| {
        !is_folder && is_of_digests && name.contains(FOLDER_NAME) && name.ends_with(".json.gz")
    });
    found.extend(files.take(ASKED_OF_FOLDER).map(|(name, _)| format!("{below}{name}")));
    // Folders of other files have none, and may be large.
    let has_digests = |name: &str| !["CloudTrail", "CloudTrail-Insight", "Config"].contains(&name);
    for (name, _) in names.iter().filter(|(name, is_folder)| *is_folder && has_digests(name)) {
        find_digests(root, &format!("{below}{name}/"), left, found);
    }
}

/// A folder whose keys begin otherwise than those of the bucket did.
struct Shifted {
    folder: Folder,
    lies: String,
    was: String,
}

impl Shifted {
    /// Returns the key on the disk.
    fn lying(&self, key: &str) -> Option<String> {
        Some(format!("{}{}", self.lies, key.strip_prefix(&self.was)?))
    }
}

impl Objects for Shifted {
    fn list(&self, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        let lying = match self.lying(prefix) {
            Some(lying) => lying,
            None if self.was.starts_with(prefix) => self.lies.clone(),
            None => return Ok(Vec::new()),
        };
        let listed = Objects::list(&self.folder, &lying, "")?;
        let was = |key: String| Some(format!("{}{}", self.was, key.strip_prefix(&self.lies)?));
        Ok(listed.into_iter().filter_map(was).filter(|key| key.as_str() > after).collect())
    }

    fn digest(&self, key: &str) -> Result<Option<Fetched>, Halt> {
        self.lying(key).map_or(Ok(None), |key| self.folder.digest(&key))
    }

    fn open(&self, key: &str) -> Result<Option<Opened>, Halt> {
        self.lying(key).map_or(Ok(None), |key| Objects::open(&self.folder, &key))
    }

    fn own_keys(&self) -> Option<String> {
        self.folder.own_keys()
    }

    fn strange(&self) -> Result<Vec<Strange>, Halt> {
        self.folder.strange()
    }
}
