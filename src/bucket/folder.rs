//! Folders that hold objects: a bucket's, or an archive's.
//!
//! Reading follows no links inside the folder, so nothing outside of it is ever taken for an
//! object. The folder itself may be a link. Passed over are, besides links, files whose names are
//! not UTF-8 or not what the rule of [`path`](super::path) gives a key, and everything that is
//! neither file nor folder. What may not be read is an error.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry, Metadata};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::path::{SIDECAR, beginning_of, key_of, marked, path_of};
use super::{Headers, refuse_key};
use crate::error::{Error, Result};
use crate::time::Timestamp;
use crate::value::Value;

/// The most bytes of a file that holds the headers of an object; S3 has at most 2 KB of metadata.
pub const HEADERS: u64 = 16 << 20;

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
    /// The same in nanoseconds since 1970, to tell whether it was written again.
    pub(super) written: i64,
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
    /// Another object's file that has to make way for a folder, and that of its headers: from where,
    /// to where.
    pub(super) aside: Vec<(PathBuf, PathBuf)>,
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
    /// Fails with [`Error::Refused`] if the key would leave the folder, or the folder is a file.
    pub fn find(&self, key: &str) -> Result<Option<File>> {
        let below = path_of(key).map_err(|why| refuse_key(key, why))?;
        self.check()?;
        match self.file(below.clone())? {
            Some(file) => Ok(Some(file)),
            None => self.file(marked(&below)),
        }
    }

    /// Fails with [`Error::Refused`] if a file lies where the folder should be.
    pub fn check(&self) -> Result<()> {
        match fs::metadata(&self.0) {
            Ok(metadata) if !metadata.is_dir() => Err(Error::Refused(format!(
                "{} is a file, and should be a folder of objects",
                self.0.display()
            ))),
            _ => Ok(()),
        }
    }

    fn file(&self, below: PathBuf) -> Result<Option<File>> {
        if self.has_link_above(&below) { Ok(None) } else { self.look_at(below) }
    }

    fn look_at(&self, below: PathBuf) -> Result<Option<File>> {
        let path = self.0.join(&below);
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
        let Some(beside) = self.headers_file(key)? else { return Ok(None) };
        let path = self.0.join(beside);
        let mut bytes = Vec::new();
        let file = fs::File::open(&path).map_err(Error::machine("read", &path))?;
        let mut file = file.take(HEADERS + 1);
        file.read_to_end(&mut bytes).map_err(Error::machine("read", &path))?;
        let is_small = bytes.len() as u64 <= HEADERS;
        parse_headers(&bytes).filter(|_| is_small).map(Some).ok_or_else(|| {
            Error::Damaged(format!("{} does not hold what head-object prints", path.display()))
        })
    }

    /// Returns the file beside an object that holds its headers, if there is one.
    pub(super) fn headers_file(&self, key: &str) -> Result<Option<PathBuf>> {
        let Some(file) = self.find(key)? else { return Ok(None) };
        Ok(self.file(with_sidecar(&file.below))?.map(|file| file.below))
    }

    /// Returns the objects whose keys begin with `prefix`, in the order of their keys.
    pub fn list(&self, prefix: &str) -> Result<Vec<Entry>> {
        self.page(prefix, None, usize::MAX)
    }

    /// Returns the first `most` of the objects whose keys begin with `prefix` and come after
    /// `after`, in the order of their keys.
    ///
    /// Only as much of the folder is read as that takes.
    pub fn page(&self, prefix: &str, after: Option<&str>, most: usize) -> Result<Vec<Entry>> {
        self.check()?;
        let mut search = Search { prefix, after, most, found: BTreeMap::new() };
        self.walk(Path::new(""), &mut search)?;
        let mut entries = Vec::with_capacity(search.found.len());
        for (key, below) in search.found {
            entries.extend(self.look_at(below)?.map(|file| Entry { key, file }));
        }
        Ok(entries)
    }

    fn walk(&self, below: &Path, search: &mut Search<'_>) -> Result<()> {
        let folder = self.0.join(below);
        let read = match fs::read_dir(&folder) {
            Ok(read) => read,
            Err(cause) if is_absent(&cause) => return Ok(()),
            Err(cause) => return Err(Error::machine("read", &folder)(cause)),
        };
        let mut entries = Vec::new();
        for entry in read {
            let entry = entry.map_err(Error::machine("read", &folder))?;
            let kind = entry.file_type().map_err(Error::machine("read", &entry.path()))?;
            entries.push((below.join(entry.file_name()), kind));
        }
        // What comes first is looked at first, so that the rest can be passed over.
        entries.sort_unstable_by(|(left, _), (right, _)| left.cmp(right));
        for (below, kind) in entries {
            if kind.is_dir() && beginning_of(&below).is_some_and(|begin| search.enters(&begin)) {
                self.walk(&below, search)?;
            } else if kind.is_file()
                && let Some(key) = self.key_of(&below)
            {
                search.add(key, below);
            }
        }
        Ok(())
    }

    /// Returns the key that a file stands for; `None` if it stands for none, or another file stands
    /// for the same.
    pub(super) fn key_of(&self, below: &Path) -> Option<String> {
        let key = key_of(below)?;
        let usual = path_of(&key).ok()?;
        (usual == below || !self.0.join(usual).is_file()).then_some(key)
    }

    /// Returns anything in the folder that is no folder itself.
    pub(super) fn first_file(&self) -> Result<Option<PathBuf>> {
        self.check()?;
        let is_link = fs::symlink_metadata(&self.0).is_ok_and(|metadata| metadata.is_symlink());
        if is_link { Ok(Some(self.0.clone())) } else { first_file(&self.0) }
    }

    /// Returns where a new object goes: beside a folder of its name if there is one, and in place
    /// of an object whose name a folder above it needs.
    ///
    /// Fails with [`Error::Refused`] if the key would leave the folder, or something that is no
    /// object stands in its way.
    pub(super) fn place(&self, key: &str) -> Result<Place> {
        let path = path_of(key).map_err(|why| refuse_key(key, why))?;
        self.check()?;
        let mut aside = Vec::new();
        for folder in path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
            match self.kind_of(folder) {
                Kind::Folder | Kind::Nothing => {}
                Kind::File => {
                    let (beside, marked) = (with_sidecar(folder), marked(folder));
                    if self.kind_of(&beside) == Kind::File {
                        aside.push((beside, with_sidecar(&marked)));
                    }
                    aside.push((folder.to_path_buf(), marked));
                }
                Kind::Strange => return Err(self.in_the_way(key, folder)),
            }
        }
        let is_taken = self.kind_of(&path) == Kind::Folder;
        let path = if is_taken || self.kind_of(&marked(&path)) == Kind::File {
            marked(&path)
        } else {
            path
        };
        for target in aside.iter().map(|(_, to)| to).chain([&path]) {
            if matches!(self.kind_of(target), Kind::Folder | Kind::Strange) {
                return Err(self.in_the_way(key, target));
            }
        }
        Ok(Place { path, aside })
    }

    fn kind_of(&self, below: &Path) -> Kind {
        match fs::symlink_metadata(self.0.join(below)) {
            Ok(metadata) if metadata.is_dir() => Kind::Folder,
            Ok(metadata) if metadata.is_file() => Kind::File,
            Ok(_) => Kind::Strange,
            Err(_) => Kind::Nothing,
        }
    }

    fn in_the_way(&self, key: &str, below: &Path) -> Error {
        Error::Refused(format!(
            "the key '{}' cannot be put: {} is in its way",
            key.escape_debug(),
            self.0.join(below).display()
        ))
    }
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    File,
    Folder,
    Nothing,
    /// A link, a pipe or a device.
    Strange,
}

/// Returns the file that holds the headers of the object in a file.
pub fn with_sidecar(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(SIDECAR);
    path.with_file_name(name)
}

fn first_file(folder: &Path) -> Result<Option<PathBuf>> {
    let read = match fs::read_dir(folder) {
        Ok(read) => read,
        Err(cause) if is_absent(&cause) => return Ok(None),
        Err(cause) => return Err(Error::machine("read", folder)(cause)),
    };
    let entries: Result<Vec<DirEntry>, _> = read.collect();
    let mut entries = entries.map_err(Error::machine("read", folder))?;
    entries.sort_by_key(DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().map_err(Error::machine("read", &entry.path()))?;
        let found = if kind.is_dir() { first_file(&entry.path())? } else { Some(entry.path()) };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// What a listing looks for, and what it has found.
struct Search<'a> {
    prefix: &'a str,
    after: Option<&'a str>,
    most: usize,
    found: BTreeMap<String, PathBuf>,
}

impl Search<'_> {
    /// Returns whether a folder whose keys begin with `begin` can hold anything that is looked for.
    fn enters(&self, begin: &str) -> bool {
        let fits = begin.starts_with(self.prefix) || self.prefix.starts_with(begin);
        let is_before = |after: &str| begin < after && !after.starts_with(begin);
        fits && !self.after.is_some_and(is_before) && !self.is_beyond(begin)
    }

    /// Returns whether a key, or those that begin so, come after all that there is room for.
    fn is_beyond(&self, key: &str) -> bool {
        let last = self.found.last_key_value();
        self.found.len() >= self.most && last.is_none_or(|(last, _)| key > last.as_str())
    }

    fn add(&mut self, key: String, below: PathBuf) {
        let wanted = key.starts_with(self.prefix) && self.after.is_none_or(|a| key.as_str() > a);
        if wanted && !self.is_beyond(&key) {
            self.found.insert(key, below);
            if self.found.len() > self.most {
                self.found.pop_last();
            }
        }
    }
}

fn is_absent(cause: &io::Error) -> bool {
    matches!(
        cause.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename
    )
}

impl File {
    fn of(path: PathBuf, below: PathBuf, metadata: &Metadata) -> Self {
        let nanos = |span: Duration| i64::try_from(span.as_nanos()).unwrap_or(i64::MAX);
        let written = metadata.modified().ok().map_or(0, |time| {
            time.duration_since(UNIX_EPOCH).map_or_else(|before| -nanos(before.duration()), nanos)
        });
        let modified = Timestamp::from_secs(written.div_euclid(1_000_000_000));
        Self { path, below, size: metadata.len(), modified, written }
    }
}

/// Returns the headers in what `head-object` prints; `None` if it is something else.
pub fn parse_headers(bytes: &[u8]) -> Option<Headers> {
    let document: Value = serde_json::from_slice(bytes).ok()?;
    let members = document.as_object()?;
    let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    let metadata = match members.get("Metadata") {
        None | Some(Value::Null) => Some(BTreeMap::new()),
        Some(Value::Object(pairs)) => pairs
            .iter()
            .map(|(name, value)| Some((name.to_ascii_lowercase(), value.as_str()?.to_owned())))
            .collect(),
        Some(_) => None,
    };
    Some(Headers {
        content_type: text("ContentType"),
        content_encoding: text("ContentEncoding"),
        content_disposition: text("ContentDisposition"),
        content_language: text("ContentLanguage"),
        cache_control: text("CacheControl"),
        kms_key: text("SSEKMSKeyId"),
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
    fn pages_are_the_listing_in_pieces() {
        let long = format!("{}%+/y", "z".repeat(240));
        let files = ["a%", "a-b", "a/b", "a/c/d", "a/c/e", "b%%", "b/%", "c/d/e/f", &long];
        let (_root, folder) = folder(&files);
        let all = keys(&folder, "");
        assert_eq!(all.len(), files.len());
        for most in 1..4 {
            let mut joined: Vec<String> = Vec::new();
            loop {
                let page = folder.page("", joined.last().map(String::as_str), most).unwrap();
                assert!(page.len() <= most);
                if page.is_empty() {
                    break;
                }
                joined.extend(page.into_iter().map(|entry| entry.key));
            }
            assert_eq!(joined, all, "{most} at a time");
        }
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
        assert_eq!(place.aside, [("a".into(), "a%".into())]);

        let (_root, folder) = self::folder(&["a/b"]);
        assert_eq!(folder.place("a").unwrap(), Place { path: "a%".into(), aside: Vec::new() });
    }

    #[test]
    fn what_is_no_object_is_passed_over_and_not_overwritten() {
        let (root, folder) =
            folder(&["a%/b", "c", "c%", "d.metadata.json", "e%+/f", "h/x", "h%/y"]);
        let link = |name: &str| std::os::unix::fs::symlink("/etc/passwd", root.path().join(name));
        link("link").unwrap();
        assert_eq!(keys(&folder, ""), ["c", "h/x"]);
        for key in ["link", "link/x", "h"] {
            assert!(folder.place(key).is_err(), "{key}");
        }
        assert!(folder.first_file().unwrap().is_some());
    }

    #[test]
    fn a_file_where_the_folder_should_be_is_refused() {
        let (root, _) = folder(&["a"]);
        let folder = Folder::new(root.path().join("a"));
        for error in [folder.list("").err(), folder.find("k").err(), folder.place("k").err()] {
            assert!(error.unwrap().to_string().contains("should be a folder"));
        }
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
