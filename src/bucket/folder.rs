//! Folders that hold objects: a bucket's, or an archive's.
//!
//! Reading follows no links inside the folder, so nothing outside of it is ever taken for an
//! object.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::path::{SIDECAR, key_of, marked, path_of};
use super::{Headers, refuse_key};
use crate::error::{Error, Result};
use crate::time::Timestamp;
use crate::value::Value;

/// A folder that holds objects; it need not exist.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Folder(PathBuf);

/// The file of an object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Where it is below its folder.
    pub below: PathBuf,
    /// How many bytes it has.
    pub size: u64,
    /// When it was last written, in whole seconds as S3 tells it.
    pub modified: Timestamp,
}

/// An object in a listing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// Its file.
    pub file: File,
}

/// Where a new object goes, below the folder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Place {
    /// Its own path.
    pub(super) path: PathBuf,
    /// Another object's file that has to make way for a folder: from where, to where.
    pub(super) aside: Option<(PathBuf, PathBuf)>,
}

impl Folder {
    /// Names the folder.
    pub const fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Returns the file of the object under a key; `None` if there is none.
    ///
    /// Fails with [`Error::Refused`] if the key would leave the folder.
    pub fn find(&self, key: &str) -> Result<Option<File>> {
        let below = path_of(key).map_err(|why| refuse_key(key, why))?;
        match self.file(below.clone())? {
            Some(file) => Ok(Some(file)),
            None => self.file(marked(&below)),
        }
    }

    fn file(&self, below: PathBuf) -> Result<Option<File>> {
        let path = self.0.join(&below);
        if self.has_link_above(&below) {
            return Ok(None);
        }
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => Ok(Some(File::of(path, below, &metadata))),
            Ok(_) => Ok(None),
            Err(cause) if is_absent(&cause) => Ok(None),
            Err(cause) => Err(Error::machine("read", &path)(cause)),
        }
    }

    fn has_link_above(&self, below: &Path) -> bool {
        below
            .ancestors()
            .skip(1)
            .filter(|folder| !folder.as_os_str().is_empty())
            .any(|folder| fs::symlink_metadata(self.0.join(folder)).is_ok_and(|m| m.is_symlink()))
    }

    /// Returns the headers that lie in a file beside an object, in the form of `head-object`.
    ///
    /// Fails with [`Error::Damaged`] if that file is not JSON of that form.
    pub fn headers(&self, key: &str) -> Result<Option<Headers>> {
        let Some(file) = self.find(key)? else { return Ok(None) };
        let mut name = file.path.file_name().unwrap_or_default().to_owned();
        name.push(SIDECAR);
        let path = file.path.with_file_name(name);
        match fs::read(&path) {
            Ok(bytes) => parse_headers(&bytes).map(Some).ok_or_else(|| {
                Error::Damaged(format!("{} does not hold what head-object prints", path.display()))
            }),
            Err(cause) if is_absent(&cause) => Ok(None),
            Err(cause) => Err(Error::machine("read", &path)(cause)),
        }
    }

    /// Returns the objects whose keys begin with `prefix`, in the order of their keys.
    pub fn list(&self, prefix: &str) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        self.walk(Path::new(""), prefix, &mut entries)?;
        entries.sort_unstable_by(|left, right| left.key.cmp(&right.key));
        Ok(entries)
    }

    fn walk(&self, below: &Path, prefix: &str, entries: &mut Vec<Entry>) -> Result<()> {
        let folder = self.0.join(below);
        let read = match fs::read_dir(&folder) {
            Ok(read) => read,
            Err(cause) if is_absent(&cause) => return Ok(()),
            Err(cause) => return Err(Error::machine("read", &folder)(cause)),
        };
        for entry in read {
            let entry = entry.map_err(Error::machine("read", &folder))?;
            let kind = entry.file_type().map_err(Error::machine("read", &entry.path()))?;
            let below = below.join(entry.file_name());
            if kind.is_dir() && may_hold(&below, prefix) {
                self.walk(&below, prefix, entries)?;
            } else if kind.is_file()
                && let Some(key) = key_of(&below).filter(|key| key.starts_with(prefix))
            {
                let path = entry.path();
                let metadata = entry.metadata().map_err(Error::machine("read", &path))?;
                entries.push(Entry { key, file: File::of(path, below, &metadata) });
            }
        }
        Ok(())
    }

    /// Returns where a new object goes: beside a folder of its name if there is one, and in place
    /// of an object whose name a folder above it needs.
    pub(super) fn place(&self, key: &str) -> Result<Place> {
        let path = path_of(key).map_err(|why| refuse_key(key, why))?;
        if self.has_link_above(&path) {
            return Err(Error::Refused(format!("the key '{key}' leads through a symbolic link")));
        }
        let is_file = |folder: &&Path| self.0.join(folder).is_file();
        let above: Vec<_> = path.ancestors().skip(1).collect();
        let aside = above.into_iter().filter(|folder| !folder.as_os_str().is_empty()).find(is_file);
        let aside = aside.map(|file| (file.to_path_buf(), marked(file)));
        let path = if self.0.join(&path).is_dir() || self.0.join(marked(&path)).is_file() {
            marked(&path)
        } else {
            path
        };
        Ok(Place { path, aside })
    }
}

/// Returns whether a folder can hold a key that begins with `prefix`.
fn may_hold(folder: &Path, prefix: &str) -> bool {
    // The file `x` in the folder stands for a key that has the folder's as its beginning.
    let Some(key) = key_of(&folder.join("x")) else { return folder.to_str().is_some() };
    let begin = &key[..key.len() - 1];
    begin.starts_with(prefix) || prefix.starts_with(begin)
}

fn is_absent(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename
    )
}

impl File {
    fn of(path: PathBuf, below: PathBuf, metadata: &Metadata) -> Self {
        let modified =
            metadata.modified().ok().map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
                Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
                Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
            });
        Self { path, below, size: metadata.len(), modified: Timestamp::from_secs(modified) }
    }
}

/// Returns the headers in what `head-object` prints.
fn parse_headers(bytes: &[u8]) -> Option<Headers> {
    let document: Value = serde_json::from_slice(bytes).ok()?;
    let members = document.as_object()?;
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    let metadata = match members.get("Metadata") {
        None | Some(Value::Null) => Some(std::collections::BTreeMap::new()),
        Some(Value::Object(pairs)) => pairs
            .iter()
            .map(|(name, value)| Some((name.to_ascii_lowercase(), value.as_str()?.to_owned())))
            .collect(),
        Some(_) => None,
    };
    Some(Headers {
        content_type: text("ContentType"),
        content_encoding: text("ContentEncoding"),
        metadata: metadata?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> (tempfile::TempDir, Folder) {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        let folder = Folder::new(root.path().to_path_buf());
        (root, folder)
    }

    fn keys(folder: &Folder, prefix: &str) -> Vec<String> {
        folder.list(prefix).unwrap().into_iter().map(|entry| entry.key).collect()
    }

    #[test]
    fn a_listing_is_in_the_order_of_keys_and_not_of_folders() {
        let (_root, folder) = folder(&["a/b", "a-b", "a%", "b", "a/c/d"]);
        assert_eq!(keys(&folder, ""), ["a", "a-b", "a/b", "a/c/d", "b"]);
        assert_eq!(keys(&folder, "a/"), ["a/b", "a/c/d"]);
        assert_eq!(keys(&folder, "a/c/d/e"), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_is_not_there_is_empty() {
        let folder = Folder::new(PathBuf::from("/nowhere/at/all"));
        assert_eq!(keys(&folder, ""), Vec::<String>::new());
        assert_eq!(folder.find("a").unwrap(), None);
    }

    #[test]
    fn links_are_not_followed() {
        let (root, folder) = folder(&["a/b"]);
        std::os::unix::fs::symlink("/etc", root.path().join("etc")).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", root.path().join("passwd")).unwrap();
        assert_eq!(keys(&folder, ""), ["a/b"]);
        assert_eq!(folder.find("etc/passwd").unwrap(), None);
        assert_eq!(folder.find("passwd").unwrap(), None);
        assert!(folder.place("etc/new").is_err());
    }

    #[test]
    fn an_object_and_a_folder_of_one_name_stand_side_by_side() {
        let (_root, folder) = folder(&["a"]);
        let place = folder.place("a/b").unwrap();
        assert_eq!(place.path, Path::new("a/b"));
        assert_eq!(place.aside, Some(("a".into(), "a%".into())));

        let (_root, folder) = self::folder(&["a/b"]);
        assert_eq!(folder.place("a").unwrap(), Place { path: "a%".into(), aside: None });
    }

    #[test]
    fn headers_lie_beside_the_object_as_head_object_prints_them() {
        let (root, folder) = folder(&["d.gz"]);
        let text = r#"{"ContentType": "application/json", "Metadata": {"Signature": "00ff"}}"#;
        fs::write(root.path().join("d.gz.metadata.json"), text).unwrap();

        let headers = folder.headers("d.gz").unwrap().unwrap();
        assert_eq!(headers.content_type.as_deref(), Some("application/json"));
        assert_eq!(headers.metadata["signature"], "00ff");
        assert_eq!(keys(&folder, ""), ["d.gz"]);

        fs::write(root.path().join("d.gz.metadata.json"), "[1").unwrap();
        assert!(folder.headers("d.gz").is_err());
    }
}
