//! Digests and log files in folders anywhere on a disk, or in S3, each of which holds what a bucket
//! held.
//!
//! No store is opened. A digest's signature lies in `KEY.metadata.json` beside it, as
//! `head-object` prints it; where that file is absent, the digest after it has the signature too.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::found::{Chain, Chains, Sought, bucket_of};
use super::objects::Objects;
use super::others::Others;
use super::remote::{Access, SCHEME};
use super::report::place_of;
use super::shifted;
use crate::bucket::folder::Folder;
use crate::bucket::name;
use crate::cli::exit::{Failure, Outcome};
use crate::error::Error;
use crate::services::cloudtrail::chain::PublicKeys;
use crate::services::cloudtrail::chain::place::{Place, date_of};
use crate::services::cloudtrail::chain::source::{Digests, Fetched, Halt, LogFiles, Opened};
use crate::time::Timestamp;
use crate::value::Value;

/// The most bytes of a file of public keys; a key has some 600.
const KEYS: u64 = 16 << 20;

/// The folders of an archive.
#[derive(Clone)]
pub(super) struct Archive {
    folders: BTreeMap<String, Arc<dyn Objects>>,
    keys: PublicKeys,
    /// What the user should know of where its folders are taken to have lain.
    pub(super) notes: Vec<String>,
}

/// Where a walk begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Start {
    /// The bucket.
    pub(super) bucket: String,
    /// Where its digests lie.
    pub(super) place: Place,
    /// Whether there are digests in the range.
    pub(super) has_digests: bool,
}

impl Archive {
    /// Opens the folders that are named, as [`open`](Self::open) does, and returns every chain in
    /// them, in the order of accounts, trails and regions.
    pub(super) fn all(named: &Sources<'_>) -> Outcome<(Self, Vec<Chain>)> {
        let mut notes = Vec::new();
        let (named, keys) = named.open(&mut notes)?;
        let (mut folders, mut chains) = (BTreeMap::new(), Chains::default());
        for (name, folder) in named {
            folders.insert(chains.add(&*folder, name)?, folder);
        }
        Ok((Self { folders, keys, notes }, chains.into_list()))
    }

    /// Opens the folders that are named, and reads the files of public keys. Returns where the walk begins.
    ///
    /// That is in `bucket`, else in the one with the newest digest. A folder without a bucket's name
    /// holds `bucket`, else the bucket that most of the newest digests in it name. A prefix that is
    /// not given is found too, and the organization.
    pub(super) fn open(
        named: &Sources<'_>,
        bucket: Option<&str>,
        sought: Sought<'_>,
    ) -> Outcome<(Self, Start)> {
        let mut notes = Vec::new();
        let (named, keys) = named.open(&mut notes)?;
        let mut folders = BTreeMap::new();
        let mut newest: Option<(String, Start)> = None;
        for (name, folder) in named {
            let (digests, place) = sought.find(&*folder)?;
            let name = name.or(bucket).map(str::to_owned);
            let name = name.or_else(|| bucket_of(&*folder, &digests)).unwrap_or_default();
            let date = digests.last().map(|key| date_of(key)).unwrap_or_default();
            let is_wanted = bucket.is_none_or(|bucket| bucket == name);
            if is_wanted && newest.as_ref().is_none_or(|(other, _)| date > *other) {
                let has_digests = !digests.is_empty();
                newest = Some((date, Start { bucket: name.clone(), place, has_digests }));
            }
            folders.insert(name, folder);
        }
        let Some((_, start)) = newest else {
            let bucket = bucket.unwrap_or_default();
            return Err(Failure::Parameter(format!("no --archive holds the bucket {bucket}")));
        };
        Ok((Self { folders, keys, notes }, start))
    }

    /// Returns what the user should know before the walk.
    pub(super) fn warnings(&self, start: &Start) -> Vec<String> {
        let Place { trail, account, region, .. } = &start.place;
        let beginning = start.place.beginning();
        let is_empty = !start.has_digests
            && self
                .folders
                .values()
                .all(|folder| folder.list(&beginning, "").is_ok_and(|keys| keys.is_empty()));
        let warning = format!(
            "there is no digest of account {account} and region {region} in the archive; \
             --region, --account-id and --s3-prefix say where the digests of {trail} lie"
        );
        let mut warnings = self.notes.clone();
        warnings.extend(is_empty.then_some(warning));
        warnings
    }

    /// Sorts the files that were not told of and whose keys begin with one of `scopes`.
    pub(super) fn others(
        &self,
        told: &HashSet<u128>,
        mut others: Others,
        scopes: &[String],
    ) -> Outcome<Others> {
        for (bucket, folder) in &self.folders {
            let is_told = |key: &str| told.contains(&place_of(bucket, key));
            others.add(&**folder, bucket, scopes, &is_told)?;
        }
        Ok(others)
    }

    /// Returns its log files.
    pub(super) fn log_files(&self) -> ArchivedFiles {
        ArchivedFiles { folders: self.folders.clone(), absent: Mutex::default() }
    }
}

/// A folder, and its bucket if that is said.
type Named<'w> = (Option<&'w str>, Arc<dyn Objects>);

/// What an archive is made of, as the command line names it.
pub(super) struct Sources<'w> {
    /// Folders and places in S3, each as `DIR` or `BUCKET=DIR`.
    pub(super) words: Vec<&'w str>,
    /// Files of public keys.
    pub(super) key_files: Vec<&'w str>,
    /// How S3 is reached.
    pub(super) access: Access,
}

impl<'w> Sources<'w> {
    /// Returns the folders, each with its bucket if that is said, and the public keys; `notes` gets what
    /// the user should know of where they are taken to have lain.
    fn open(&self, notes: &mut Vec<String>) -> Outcome<(Vec<Named<'w>>, PublicKeys)> {
        let named = self.words.iter().map(|word| self.name_and_folder(word, notes));
        let named = named.collect::<Outcome<Vec<Named<'w>>>>()?;
        let keys = public_keys(&self.key_files, named.iter().map(|(_, folder)| &**folder))?;
        if named.len() > 1 && named.iter().any(|(name, _)| name.is_none()) {
            let message =
                "several folders: say which bucket each holds, as in --archive BUCKET=DIR";
            return Err(Failure::Parameter(message.to_owned()));
        }
        Ok((named, keys))
    }

    /// Returns the bucket and the folder that a word names; old buckets have names that new ones
    /// cannot have.
    fn name_and_folder(&self, word: &'w str, notes: &mut Vec<String>) -> Outcome<Named<'w>> {
        let named = word.split_once('=').filter(|(bucket, _)| name::is_asked_for(bucket));
        let (name, path) = match named {
            Some((bucket, path)) if !Path::new(word).is_dir() => (Some(bucket), path),
            _ => (None, word),
        };
        if let Some(place) = path.strip_prefix(SCHEME) {
            return Ok((name, self.access.open(place)?));
        }
        let path = Path::new(path);
        let metadata = fs::metadata(path).map_err(Error::machine("read", path))?;
        if metadata.is_dir() {
            let (objects, note) = shifted::open(Folder::new(path.to_path_buf()));
            notes.extend(note);
            return Ok((name, objects));
        }
        Err(Failure::General(format!("{} is no folder", path.display())))
    }
}

/// Reads files of public keys.
///
/// Fails if none is named: an archive's own keys prove nothing if somebody could change them with
/// the rest.
fn public_keys<'f>(
    paths: &[&str],
    folders: impl IntoIterator<Item = &'f dyn Objects>,
) -> Outcome<PublicKeys> {
    let mut keys = PublicKeys::default();
    for path in paths {
        let path = Path::new(path);
        let refuse = |why: &str| Failure::General(format!("{}: {why}", path.display()));
        let size = fs::metadata(path).map_err(Error::machine("read", path))?.len();
        if size > KEYS {
            return Err(refuse("it is too large for a file of public keys"));
        }
        let text = fs::read(path).map_err(Error::machine("read", path))?;
        let document: Value = serde_json::from_slice(&text)
            .map_err(|fault| refuse(&format!("it is no JSON: {fault}")))?;
        keys.add(PublicKeys::read(&document).map_err(refuse)?);
    }
    if !paths.is_empty() {
        return Ok(keys);
    }
    let mut message = "--archive needs --public-keys FILE, what 'aws cloudtrail list-public-keys' \
                       prints for the region and time of the digests"
        .to_owned();
    if let Some(own) = folders.into_iter().find_map(Objects::own_keys) {
        message.push_str(&format!(
            ". The archive has {own}, which proves something only if nobody could change it with the \
             rest"
        ));
    }
    Err(Failure::Parameter(message))
}

impl Digests for Archive {
    fn list(&mut self, bucket: &str, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        match self.folders.get(bucket) {
            Some(folder) => folder.list(prefix, after),
            None => Ok(Vec::new()),
        }
    }

    fn read(&mut self, bucket: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        self.folders.get(bucket).map_or(Ok(None), |folder| folder.digest(key))
    }

    fn public_keys(&mut self, _: Timestamp, _: Timestamp) -> Result<PublicKeys, Halt> {
        Ok(self.keys.clone())
    }
}

/// The log files of an archive.
pub(super) struct ArchivedFiles {
    folders: BTreeMap<String, Arc<dyn Objects>>,
    /// Buckets that digests name and that no folder holds.
    absent: Mutex<BTreeSet<String>>,
}

impl ArchivedFiles {
    /// Returns what the user should know after the walk.
    pub(super) fn warnings(&self) -> Vec<String> {
        let absent = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        let warning = |bucket: &String| {
            format!("log files lie in the bucket {bucket}: name its folder, --archive {bucket}=DIR")
        };
        absent.iter().map(warning).collect()
    }
}

impl LogFiles for ArchivedFiles {
    fn open(&self, bucket: &str, key: &str) -> Result<Option<Opened>, Halt> {
        if let Some(folder) = self.folders.get(bucket) {
            return folder.open(key);
        }
        self.absent.lock().unwrap_or_else(PoisonError::into_inner).insert(bucket.to_owned());
        Ok(None)
    }

    fn at_once(&self) -> Option<usize> {
        self.folders.values().filter_map(|folder| folder.at_once()).max()
    }
}
