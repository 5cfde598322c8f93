//! Stands in for S3: buckets, and objects with their metadata.
//!
//! ```text
//! store    bucket NAME            region, owner, policy
//!          object BUCKET KEY      metadata, where an object has any
//!          etag BUCKET KEY        the entity tag of a large object
//! folder   buckets/NAME/KEY       the bytes, as plain files
//! ```
//!
//! The files are the truth: an object is there if its file is, it is as old as its file, and what
//! is edited or removed with other tools is edited or removed. Times of files are set to the
//! store's own time when they are written. Reading sees what is on the disk; what a transaction
//! writes is there after its commit.
//!
//! Which file a key lies in is the rule of [`path`]; [`folder`] reads such folders, a bucket's or
//! an archive's.

pub mod folder;
pub mod name;
pub mod path;
pub mod strange;
pub mod sums;
pub mod tag;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::arn::partition_of;
use crate::error::{Error, Result};
use crate::store::{Json, Key, Kind, Record, Txn};
use crate::time::Timestamp;
use folder::{File, Folder};
use sums::{Summing, Sums};
use tag::Tag;

/// A bucket. Its name is its own in all regions and accounts.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Bucket {
    /// The name, which follows the rules of S3.
    #[serde(deserialize_with = "name_of_folder")]
    pub name: String,
    /// The account that made it.
    pub account: String,
    /// The region that it lies in.
    pub region: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was made or its policy last changed: what was refused before may be allowed since.
    pub changed: Timestamp,
    /// The text of its policy, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

/// Reads a name; one that would lead out of the folder of all buckets is refused.
fn name_of_folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    let path = path::path_of(&name).unwrap_or_default();
    if path == Path::new(&name) && path.iter().count() == 1 {
        Ok(name)
    } else {
        Err(D::Error::custom(format!("'{}' is no name of a bucket", name.escape_debug())))
    }
}

impl Record for Bucket {
    const KIND: &'static str = "bucket";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(&self.name)
    }
}

impl Bucket {
    /// Returns the key that the bucket of this name lies under.
    pub fn key_of(name: &str) -> Key {
        Self::all().text(name)
    }

    /// Returns the bucket of this name, if there is one.
    pub fn find(txn: &Txn<'_>, name: &str) -> Result<Option<Self>> {
        txn.get(&Self::key_of(name))
    }

    /// Returns its name among all resources, which lies in the partition of its region.
    pub fn arn(&self) -> String {
        format!("arn:{}:s3:::{}", partition_of(&self.region), self.name)
    }

    /// Returns its folder.
    pub fn folder(&self, txn: &Txn<'_>) -> Folder {
        Folder::new(txn.home().buckets().join(&self.name))
    }

    /// Returns its folder's path below the home.
    fn relative(&self) -> PathBuf {
        Path::new("buckets").join(&self.name)
    }
}

/// What S3 keeps beside an object's bytes.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Headers {
    /// The kind of the content, as in `application/json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// How the content is coded, as in `gzip`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    /// How the content is to be shown or saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    /// The language of the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    /// How long others may keep a copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// The KMS key that encrypts the object; without one, S3 encrypts it with its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kms_key: Option<String>,
    /// The caller's own pairs, names in small letters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

impl Headers {
    /// Returns the headers of the gzipped JSON that CloudTrail and Config deliver.
    pub fn of_delivery() -> Self {
        let (content_type, content_encoding) =
            (Some("application/json".to_owned()), Some("gzip".to_owned()));
        Self { content_type, content_encoding, ..Self::default() }
    }
}

/// The headers of an object that has any besides what its name says.
#[derive(Debug, Deserialize, Serialize)]
struct Kept {
    bucket: String,
    object: String,
    #[serde(flatten)]
    headers: Headers,
}

impl Record for Kept {
    const KIND: &'static str = "object";
    type Form = Json;

    fn key(&self) -> Key {
        kept_key(&self.bucket, &self.object)
    }
}

fn kept_key(bucket: &str, key: &str) -> Key {
    Kept::all().text(bucket).text(key)
}

/// An object: the file that holds its bytes, and what is kept beside them.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Where the bytes are, how many, and since when.
    pub file: File,
    /// What is kept beside them.
    pub headers: Headers,
}

/// Returns an object; `None` if there is none under the key.
pub fn object(txn: &Txn<'_>, bucket: &Bucket, key: &str) -> Result<Option<Object>> {
    let folder = bucket.folder(txn);
    let Some(file) = folder.find(key)? else { return Ok(None) };
    let headers = match txn.get::<Kept>(&kept_key(&bucket.name, key))? {
        Some(kept) => kept.headers,
        None => folder.headers(key)?.unwrap_or_else(|| implied(key)),
    };
    Ok(Some(Object { file, headers }))
}

/// Writes an object, replacing the one that is there, and returns what follows from its bytes; it
/// is as old as `now`.
///
/// Fails with [`Error::Refused`] if the key would leave the bucket's folder.
pub fn put_object(
    txn: &mut Txn<'_>,
    bucket: &Bucket,
    key: &str,
    content: &mut dyn Read,
    headers: Headers,
    now: Timestamp,
) -> Result<Sums> {
    let folder = bucket.folder(txn);
    let place = folder.place(key)?;
    let root = bucket.relative();
    for (from, to) in &place.aside {
        txn.move_file(&root.join(from), &root.join(to));
    }
    let mut content = Summing::new(content);
    txn.stage(&root.join(&place.path), &mut content, |file| file.set_modified(system_time(now)))?;
    // Headers that lie beside the old object are not those of the new one.
    if let Some(beside) = folder.headers_file(key)? {
        txn.remove_file(&root.join(beside), &root);
    }
    let kept = Kept { bucket: bucket.name.clone(), object: key.to_owned(), headers };
    if kept.headers == implied(key) {
        txn.delete(&kept.key());
    } else {
        txn.put(&kept);
    }
    let sums = content.finish();
    tag::put(txn, bucket, key, sums.clone(), now);
    Ok(sums)
}

/// Removes an object, and what lies beside it; it need not be there.
pub fn delete_object(txn: &mut Txn<'_>, bucket: &Bucket, key: &str) -> Result<()> {
    let folder = bucket.folder(txn);
    let root = bucket.relative();
    if let Some(file) = folder.find(key)? {
        if let Some(beside) = folder.headers_file(key)? {
            txn.remove_file(&root.join(beside), &root);
        }
        txn.remove_file(&root.join(&file.below), &root);
    }
    txn.delete(&kept_key(&bucket.name, key));
    txn.delete(&Tag::key_of(&bucket.name, key));
    Ok(())
}

/// Removes a bucket that holds no object, with its folder.
///
/// Fails with [`Error::Refused`] if its folder holds anything that is no object: only whoever put it
/// there knows whether it may go.
pub fn remove(txn: &mut Txn<'_>, bucket: &Bucket) -> Result<()> {
    let folder = bucket.folder(txn);
    if let Some(strange) = folder.first_file()? {
        return Err(Error::Refused(format!(
            "the bucket's folder holds {}, which is no object: remove it first",
            strange.display()
        )));
    }
    let kept: Vec<Key> = txn
        .scan::<Kept>(&Kept::all().text(&bucket.name))
        .map(|kept| kept.map(|kept| kept.key()))
        .chain(txn.scan::<Tag>(&Tag::all().text(&bucket.name)).map(|tag| tag.map(|tag| tag.key())))
        .collect::<Result<_>>()?;
    for key in kept {
        txn.delete(&key);
    }
    txn.remove_folder(&bucket.relative());
    txn.delete(&bucket.key());
    Ok(())
}

/// The kinds of records that buckets are made of.
pub const KINDS: &[Kind] = &[Kind::of::<Bucket>(), Kind::of::<Kept>(), Kind::of::<Tag>()];

/// Returns the headers that are kept of objects whose keys begin with `prefix` and are not before
/// `first`, which begins so too.
pub fn headers_from(
    txn: &Txn<'_>,
    bucket: &str,
    prefix: &str,
    first: &str,
) -> Result<BTreeMap<String, Headers>> {
    let all = Kept::all().text(bucket);
    let kept = txn.range::<Kept>(&all.clone().text(first), &all.end());
    kept.map(|kept| kept.map(|kept| (kept.object, kept.headers)))
        .take_while(|kept| kept.as_ref().map_or(true, |(key, _)| key.starts_with(prefix)))
        .collect()
}

/// Returns the keys of a bucket that have headers in the store but no object.
pub fn headers_without_object(txn: &Txn<'_>, bucket: &Bucket) -> Result<Vec<String>> {
    let folder = bucket.folder(txn);
    let mut alone = Vec::new();
    for kept in txn.scan::<Kept>(&Kept::all().text(&bucket.name)) {
        let kept = kept?;
        if folder.find(&kept.object)?.is_none() {
            alone.push(kept.object);
        }
    }
    Ok(alone)
}

/// Returns what an object's name says about its content; objects that are just so need no record.
///
/// CloudTrail and Config deliver gzip of JSON; for the rest S3 knows only bytes.
fn implied(key: &str) -> Headers {
    if key.ends_with(".json.gz") {
        Headers::of_delivery()
    } else {
        let content_type = Some("binary/octet-stream".to_owned());
        Headers { content_type, ..Headers::default() }
    }
}

fn system_time(time: Timestamp) -> SystemTime {
    let (epoch, past) = (Timestamp::from_secs(0), SystemTime::UNIX_EPOCH);
    let (after, before): (Duration, Duration) = (time.since(epoch), epoch.since(time));
    past.checked_add(after).and_then(|t| t.checked_sub(before)).unwrap_or(past)
}

/// Returns the refusal of a key that no file can stand for.
pub(crate) fn refuse_key(key: &str, why: path::BadKey) -> Error {
    Error::Refused(format!("the key '{}' {why}", key.escape_debug()))
}
