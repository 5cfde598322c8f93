//! Digests and log files in folders anywhere on a disk, each of which holds what a bucket held.
//!
//! No store is opened. A digest's signature lies in `KEY.metadata.json` beside it, as
//! `head-object` prints it; where that file is absent, the digest after it has the signature too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::live::{bytes, keys, open};
use crate::arn::partition_of;
use crate::bucket::folder::Folder;
use crate::bucket::name;
use crate::cli::exit::{Failure, Outcome};
use crate::error::Error;
use crate::gzip;
use crate::services::cloudtrail::chain::place::{Place, date_of};
use crate::services::cloudtrail::chain::source::{Digests, Fetched, Halt, LogFiles, Opened};
use crate::services::cloudtrail::chain::{PublicKeys, Range};
use crate::time::text::parse_digest_stamp;
use crate::time::{HOUR, Timestamp};
use crate::value::Value;

/// From how many digests the name of the bucket is taken.
const ASKED: usize = 100;

/// The most bytes of a digest's JSON that is looked into for that.
const LOOKED: u64 = 16 << 20;

/// The most bytes of a file of public keys; a key has some 600.
const KEYS: u64 = 16 << 20;

/// The folders of an archive.
#[derive(Clone)]
pub struct Archive {
    folders: BTreeMap<String, Folder>,
    keys: PublicKeys,
}

/// A chain of an archive: the digests of a trail for an account and region.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The bucket with its newest digest.
    pub bucket: String,
    /// Where its digests lie.
    pub place: Place,
    /// From the first hour of its digests to the end of the last.
    pub range: Range,
}

impl Chain {
    /// Returns the ARN of its trail; that of an organization's is taken for the account's own.
    pub fn arn(&self) -> String {
        let Place { account, home, trail, .. } = &self.place;
        format!("arn:{}:cloudtrail:{home}:{account}:trail/{trail}", partition_of(home))
    }
}

impl Archive {
    /// Opens the folders that `words` name, as [`open`](Self::open) does, and returns every chain in
    /// them, in the order of accounts, trails and regions.
    pub(super) fn all(words: &[&str], key_files: &[&str]) -> Outcome<(Self, Vec<Chain>)> {
        let (named, keys) = folders_and_keys(words, key_files)?;
        let mut folders = BTreeMap::new();
        let mut chains: BTreeMap<Vec<String>, Chain> = BTreeMap::new();
        for (name, folder) in named {
            let mut places: BTreeMap<Vec<String>, (Place, Vec<String>)> = BTreeMap::new();
            for entry in folder.list("")? {
                if let Some(place) = Place::of_key(&entry.key) {
                    let (_, digests) =
                        places.entry(order(&place)).or_insert_with(|| (place, Vec::new()));
                    digests.push(entry.key);
                }
            }
            let all: Vec<String> =
                places.values().flat_map(|(_, digests)| digests.iter().cloned()).collect();
            let name = name.map(str::to_owned).or_else(|| bucket_of(&folder, &all));
            let bucket = name.unwrap_or_default();
            for (order, (place, digests)) in places {
                let dates = digests.iter().filter_map(|key| parse_digest_stamp(&date_of(key)));
                let (Some(first), Some(end)) = (dates.clone().min(), dates.max()) else { continue };
                let chain = Chain {
                    bucket: bucket.clone(),
                    place,
                    range: Range { start: first - HOUR, end },
                };
                match chains.get_mut(&order) {
                    // The chain goes on in another bucket, which the walk finds by itself.
                    Some(known) => {
                        let start = known.range.start.min(chain.range.start);
                        if chain.range.end > known.range.end {
                            *known = chain;
                        }
                        known.range.start = start;
                    }
                    None => {
                        chains.insert(order, chain);
                    }
                }
            }
            folders.insert(bucket, folder);
        }
        Ok((Self { folders, keys }, chains.into_values().collect()))
    }

    /// Opens the folders that `words` name, each as `DIR` or `BUCKET=DIR`, and reads the files of
    /// public keys. Returns the bucket that the walk begins in and the place of its digests.
    ///
    /// That is `bucket`, else the one with the newest digest. A folder without a bucket's name holds
    /// `bucket`, else the bucket that most of the newest digests in it name. A prefix that is not
    /// given is found too.
    pub(super) fn open(
        words: &[&str],
        key_files: &[&str],
        bucket: Option<&str>,
        place: &Place,
        range: Range,
    ) -> Outcome<(Self, String, Place)> {
        let (named, keys) = folders_and_keys(words, key_files)?;
        let mut folders = BTreeMap::new();
        let mut newest: Option<(String, String, Place)> = None;
        for (name, folder) in named {
            let (digests, place) = look(&folder, place, range)?;
            let name = name.or(bucket).map(str::to_owned);
            let name = name.or_else(|| bucket_of(&folder, &digests)).unwrap_or_default();
            let date = digests.last().map(|key| date_of(key)).unwrap_or_default();
            let is_wanted = bucket.is_none_or(|bucket| bucket == name);
            if is_wanted && newest.as_ref().is_none_or(|(other, ..)| date > *other) {
                newest = Some((date, name.clone(), place));
            }
            folders.insert(name, folder);
        }
        let Some((_, bucket, place)) = newest else {
            let bucket = bucket.unwrap_or_default();
            return Err(Failure::Parameter(format!("no --archive holds the bucket {bucket}")));
        };
        Ok((Self { folders, keys }, bucket, place))
    }

    /// Returns what the user should know before the walk.
    pub(super) fn warnings(&self, place: &Place) -> Vec<String> {
        let Place { trail, account, region, .. } = place;
        let is_empty = self.folders.values().all(|folder| {
            folder.page(&place.beginning(), None, 1).is_ok_and(|page| page.is_empty())
        });
        let warning = format!(
            "there is no digest of account {account} and region {region} in the archive; \
             --region, --account-id and --s3-prefix say where the digests of {trail} lie"
        );
        if is_empty { vec![warning] } else { Vec::new() }
    }

    /// Returns its log files.
    pub(super) fn log_files(&self) -> ArchivedFiles {
        ArchivedFiles { folders: self.folders.clone(), absent: Mutex::default() }
    }
}

/// A folder, and its bucket if that is said.
type Named<'w> = (Option<&'w str>, Folder);

/// Returns the folders that words name, each with its bucket if that is said, and the public keys.
fn folders_and_keys<'w>(
    words: &[&'w str],
    key_files: &[&str],
) -> Outcome<(Vec<Named<'w>>, PublicKeys)> {
    let named = words.iter().map(|word| name_and_folder(word));
    let named = named.collect::<Outcome<Vec<Named<'w>>>>()?;
    let keys = public_keys(key_files, named.iter().map(|(_, folder)| folder))?;
    if named.len() > 1 && named.iter().any(|(name, _)| name.is_none()) {
        let message = "several folders: say which bucket each holds, as in --archive BUCKET=DIR";
        return Err(Failure::Parameter(message.to_owned()));
    }
    Ok((named, keys))
}

/// Returns what chains are put in order by, which no two have in common.
fn order(place: &Place) -> Vec<String> {
    let Place { prefix, organization, account, region, trail, home } = place;
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let named = [account, trail, home, region].map(Clone::clone);
    [named.to_vec(), vec![text(prefix), text(organization)]].concat()
}

/// Returns the bucket and the folder that a word names; old buckets have names that new ones cannot
/// have.
fn name_and_folder(word: &str) -> Outcome<Named<'_>> {
    let named = word.split_once('=').filter(|(bucket, _)| name::is_asked_for(bucket));
    let (name, path) = match named {
        Some((bucket, path)) if !Path::new(word).is_dir() => (Some(bucket), path),
        _ => (None, word),
    };
    let path = Path::new(path);
    let metadata = fs::metadata(path).map_err(Error::machine("read", path))?;
    if metadata.is_dir() {
        return Ok((name, Folder::new(path.to_path_buf())));
    }
    Err(Failure::General(format!("{} is no folder", path.display())))
}

/// Reads files of public keys.
///
/// Fails if none is named: an archive's own keys prove nothing if somebody could change them with
/// the rest.
fn public_keys<'f>(
    paths: &[&str],
    folders: impl IntoIterator<Item = &'f Folder>,
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
    let own = folders.into_iter().map(|folder| folder.path().join("public-keys.json"));
    if let Some(own) = own.into_iter().find(|path| path.is_file()) {
        message.push_str(&format!(
            ". The archive has {}, which proves something only if nobody could change it with the \
             rest",
            own.display()
        ));
    }
    Err(Failure::Parameter(message))
}

/// Returns the digests of a range that lie in a folder, and the place that they are of: the one that
/// is given, or one with another prefix if the given one has none.
fn look(folder: &Folder, place: &Place, range: Range) -> Outcome<(Vec<String>, Place)> {
    let digests = digests_in(folder, place, range)?;
    if place.prefix.is_some() || !digests.is_empty() {
        return Ok((digests, place.clone()));
    }
    let mut places: Vec<Place> = Vec::new();
    for entry in folder.list("")? {
        if let Some(found) = place.found(&entry.key)
            && !places.contains(&found)
        {
            places.push(found);
        }
    }
    match places.as_slice() {
        [] => Ok((digests, place.clone())),
        [only] => Ok((digests_in(folder, only, range)?, only.clone())),
        several => {
            let prefixes: Vec<&str> =
                several.iter().map(|place| place.prefix.as_deref().unwrap_or("''")).collect();
            Err(Failure::Parameter(format!(
                "digests of this trail lie under several prefixes: say --s3-prefix {}",
                prefixes.join(" or --s3-prefix ")
            )))
        }
    }
}

/// Returns the keys of digests of a place in a range, in their order.
fn digests_in(folder: &Folder, place: &Place, range: Range) -> Outcome<Vec<String>> {
    let keys = keys(folder, &place.beginning(), &place.marker(range.start))?;
    Ok(place.keys_in_range(keys, range))
}

/// Returns the bucket that most of the newest digests name; one that somebody changed does not
/// decide.
fn bucket_of(folder: &Folder, digests: &[String]) -> Option<String> {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for key in digests.iter().rev().take(ASKED) {
        let Ok(Some(bytes)) = bytes(folder, key) else { continue };
        let named = gzip::inflate(&bytes, LOOKED)
            .ok()
            .and_then(|content| serde_json::from_slice::<Value>(&content).ok())
            .and_then(|document| Some(document.get("digestS3Bucket")?.as_str()?.to_owned()));
        if let Some(bucket) = named {
            *votes.entry(bucket).or_default() += 1;
        }
    }
    votes.into_iter().max_by_key(|(_, votes)| *votes).map(|(bucket, _)| bucket)
}

impl Digests for Archive {
    fn list(&mut self, bucket: &str, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        match self.folders.get(bucket) {
            Some(folder) => Ok(keys(folder, prefix, after)?),
            None => Ok(Vec::new()),
        }
    }

    fn read(&mut self, bucket: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        let Some(folder) = self.folders.get(bucket) else { return Ok(None) };
        let Some(bytes) = bytes(folder, key)? else { return Ok(None) };
        let metadata = folder.headers(key)?.map(|headers| headers.metadata);
        Ok(Some(Fetched { bytes, metadata }))
    }

    fn public_keys(&mut self, _: Timestamp, _: Timestamp) -> Result<PublicKeys, Halt> {
        Ok(self.keys.clone())
    }
}

/// The log files of an archive.
pub(super) struct ArchivedFiles {
    folders: BTreeMap<String, Folder>,
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
            return open(folder, key);
        }
        self.absent.lock().unwrap_or_else(PoisonError::into_inner).insert(bucket.to_owned());
        Ok(None)
    }
}
