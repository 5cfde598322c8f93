//! What lies in a folder of objects and is none. Listings pass over it, and `store check` tells it.
//!
//! | what                                            | why it is told                             |
//! |-------------------------------------------------|--------------------------------------------|
//! | a link, a pipe, a socket, a device              | it is not followed, not read               |
//! | a name that is not UTF-8                        | keys are                                   |
//! | a file that no key is put in                    | see the rule of [`path`](super::path)      |
//! | the headers of an object that is not there      | nobody reads them                          |
//! | headers that are not what `head-object` prints  | the object cannot be read either           |
//! | what may not be read                            | nor can the objects                        |

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::{Folder, parse_headers};
use super::path::{SIDECAR, beginning_of};

/// Something strange.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Strange {
    /// Where it is.
    pub path: PathBuf,
    /// What is strange about it, as `is no file`.
    pub what: String,
}

impl fmt::Display for Strange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.path.display(), self.what)
    }
}

/// Returns what is strange in a folder of objects, in the order of the paths.
pub fn in_folder(folder: &Folder) -> Vec<Strange> {
    let mut found = Vec::new();
    look_into(folder, Path::new(""), &mut found);
    found
}

fn look_into(folder: &Folder, below: &Path, found: &mut Vec<Strange>) {
    let path = folder.path().join(below);
    let entries = fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(cause) if below.as_os_str().is_empty() && cause.kind() == io::ErrorKind::NotFound => {
            return;
        }
        Err(cause) => {
            return found.push(Strange { path, what: format!("cannot be read: {cause}") });
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let below = below.join(entry.file_name());
        let mut tell =
            |what: &str| found.push(Strange { path: entry.path(), what: what.to_owned() });
        match entry.file_type() {
            Err(cause) => tell(&format!("cannot be read: {cause}")),
            Ok(_) if entry.file_name().to_str().is_none() => tell("has a name that is not UTF-8"),
            Ok(kind) if kind.is_symlink() => tell("is a link, which is not followed"),
            Ok(kind) if kind.is_dir() && beginning_of(&below).is_none() => {
                tell("is a folder that no key is put in");
            }
            Ok(kind) if kind.is_dir() => look_into(folder, &below, found),
            Ok(kind) if kind.is_file() => {
                if let Some(what) = strange(folder, &below) {
                    tell(&what);
                }
            }
            Ok(_) => tell("is no file"),
        }
    }
}

/// Returns what is strange about a file.
fn strange(folder: &Folder, below: &Path) -> Option<String> {
    let path = folder.path().join(below);
    if let Some(object) = object_of_headers(below) {
        if !folder.path().join(object).is_file() {
            return Some("holds the headers of an object that is not there".to_owned());
        }
        return match fs::read(&path) {
            Err(cause) => Some(format!("cannot be read: {cause}")),
            Ok(bytes) if parse_headers(&bytes).is_none() => {
                Some("does not hold what head-object prints".to_owned())
            }
            Ok(_) => None,
        };
    }
    if folder.key_of(below).is_none() {
        return Some("is a file that no key is put in".to_owned());
    }
    fs::File::open(&path).err().map(|cause| format!("cannot be read: {cause}"))
}

/// Returns the path of the object whose headers a file of this name holds.
fn object_of_headers(below: &Path) -> Option<PathBuf> {
    let name = below.file_name()?.to_str()?.strip_suffix(SIDECAR)?;
    Some(below.with_file_name(name))
}
