//! Which file a key lies in.
//!
//! A key is split at its slashes, and each part is the name of a folder or, for the last, a file.
//! What a folder cannot hold as it is gets a `%` behind it, and only that:
//!
//! | part                                       | name of the file or folder                |
//! |--------------------------------------------|-------------------------------------------|
//! | `report.csv`, `50%off`, anything usual     | as it is                                  |
//! | empty, as in `a//b` or behind `a/`         | `%`                                       |
//! | `.`, and `..` where a long part leaves it  | the part and `%`                          |
//! | ends in `%`, in `%+` or in `.metadata.json`| the part and `%`                          |
//! | an object's, where a folder has the name   | the part and `%`                          |
//! | longer than 240 bytes                      | folders of 240 bytes with `%+`, then rest |
//!
//! So a key becomes one path, and a path one key. `..`, a leading slash and the NUL character are
//! refused, because a file by that name would lie elsewhere or nowhere.

use std::fmt;
use std::path::{Path, PathBuf};

/// The most bytes of a part that stand in one name; file systems allow 255.
const PART: usize = 240;

/// Behind a part that cannot stand as it is.
pub(super) const MARK: &str = "%";

/// Behind the pieces of a long part, except the last.
const CONTINUED: &str = "%+";

/// The end of the names of files that hold the headers of others.
pub(super) const SIDECAR: &str = ".metadata.json";

/// Why no file can stand for a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BadKey {
    /// It is empty.
    Empty,
    /// It begins with a slash or has a part `..`.
    Leaves,
    /// It has a NUL character.
    Nul,
    /// It is longer than S3 allows.
    TooLong,
}

impl fmt::Display for BadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty",
            Self::Leaves => "would leave its bucket's folder",
            Self::Nul => "has a NUL character",
            Self::TooLong => "is longer than 1024 bytes",
        })
    }
}

/// Returns the path of a key's file below its bucket's folder.
///
/// Fails with, in the order in which they are checked: [`BadKey::Empty`], [`BadKey::TooLong`],
/// [`BadKey::Nul`], [`BadKey::Leaves`].
pub fn path_of(key: &str) -> Result<PathBuf, BadKey> {
    if key.is_empty() {
        return Err(BadKey::Empty);
    }
    if key.len() > 1_024 {
        return Err(BadKey::TooLong);
    }
    if key.contains('\0') {
        return Err(BadKey::Nul);
    }
    if key.starts_with('/') || key.split('/').any(|part| part == "..") {
        return Err(BadKey::Leaves);
    }
    let mut path = PathBuf::new();
    for part in key.split('/') {
        let mut rest = part;
        while rest.len() > PART {
            let (piece, tail) = rest.split_at(rest.floor_char_boundary(PART));
            path.push(format!("{piece}{CONTINUED}"));
            rest = tail;
        }
        path.push(if needs_mark(rest) { format!("{rest}{MARK}") } else { rest.to_owned() });
    }
    Ok(path)
}

fn needs_mark(part: &str) -> bool {
    // The rest of a long part may be `..` where a part may not.
    ["", ".", ".."].contains(&part)
        || part.ends_with(MARK)
        || part.ends_with(CONTINUED)
        || part.ends_with(SIDECAR)
}

/// Returns the key that a path below a bucket's folder stands for; `None` if it stands for none.
///
/// Files whose names are not UTF-8 stand for no key, nor do the files that hold headers, nor those
/// that the rule would not give the key that their name spells, marked or not.
pub fn key_of(path: &Path) -> Option<String> {
    let (key, continued) = spelled(path)?;
    let headers = path.file_name()?.to_str()?.ends_with(SIDECAR);
    let usual = path_of(&key).ok()?;
    let is_its_own = usual == path || marked(&usual) == path;
    (!headers && !continued && is_its_own).then_some(key)
}

/// Returns what the keys of all files in a folder begin with; `None` if it has no files with keys.
pub(super) fn beginning_of(folder: &Path) -> Option<String> {
    let (mut beginning, continued) = spelled(folder)?;
    if !continued && !folder.as_os_str().is_empty() {
        beginning.push('/');
    }
    Some(beginning)
}

/// Returns what the names of a path spell without their marks, and whether the last part of that
/// goes on below.
fn spelled(path: &Path) -> Option<(String, bool)> {
    let mut key = String::new();
    let mut continued = true;
    for name in path {
        let name = name.to_str()?;
        if !continued {
            key.push('/');
        }
        continued = name.ends_with(CONTINUED);
        if continued {
            key.push_str(name.strip_suffix(CONTINUED)?);
        } else {
            key.push_str(name.strip_suffix(MARK).unwrap_or(name));
        }
    }
    Some((key, continued))
}

/// Returns a path with the mark behind its last part, for an object beside a folder of its name.
pub(super) fn marked(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(MARK);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(key: &str) -> String {
        path_of(key).unwrap().to_string_lossy().into_owned()
    }

    #[test]
    fn usual_keys_are_usual_paths() {
        let usual = ["a", "AWSLogs/1/x.json.gz", "50%off", "a b", "é", "x.metadata.jsonl", "..."];
        for key in usual {
            assert_eq!(path(key), key);
        }
    }

    #[test]
    fn what_a_folder_cannot_hold_is_marked() {
        let cases = [
            ("a//b", "a/%/b"),
            ("a/", "a/%"),
            ("./a", ".%/a"),
            ("50%", "50%%"),
            ("a%+", "a%+%"),
            ("x.metadata.json", "x.metadata.json%"),
        ];
        for (key, expected) in cases {
            assert_eq!(path(key), expected);
        }
    }

    #[test]
    fn long_parts_are_broken_into_folders() {
        let key = format!("a/{}", "é".repeat(300));
        let path = path_of(&key).unwrap();
        assert_eq!(path.iter().count(), 4);
        assert!(path.iter().all(|name| name.len() <= 255));
        assert_eq!(key_of(&path).as_ref(), Some(&key));
    }

    #[test]
    fn what_is_left_of_a_long_part_does_not_leave_its_folder() {
        for rest in [".", ".."] {
            let key = format!("{}{rest}", "a".repeat(240));
            let path = path_of(&key).unwrap();
            assert!(path.ends_with(format!("{rest}%")), "{}", path.display());
            assert_eq!(key_of(&path).as_ref(), Some(&key));
        }
    }

    #[test]
    fn keys_that_would_leave_the_folder_are_refused() {
        let cases = [
            ("", BadKey::Empty),
            ("/etc/passwd", BadKey::Leaves),
            ("..", BadKey::Leaves),
            ("a/../b", BadKey::Leaves),
            ("a\0b", BadKey::Nul),
        ];
        for (key, why) in cases {
            assert_eq!(path_of(key), Err(why), "{key:?}");
        }
        assert_eq!(path_of(&"a".repeat(1_025)), Err(BadKey::TooLong));
    }

    #[test]
    fn files_with_headers_are_no_objects() {
        assert_eq!(key_of(Path::new("a/x.metadata.json")), None);
        assert_eq!(key_of(Path::new("a/x.metadata.json%")), Some("a/x.metadata.json".to_owned()));
    }

    #[test]
    fn files_that_no_key_would_be_put_in_stand_for_none() {
        let cases = [
            ("a", Some("a")),
            ("a%", Some("a")),
            ("50%%", Some("50%")),
            ("a%/b", None),
            ("a%%%", Some("a%%")),
            ("a%+/b", None),
            ("./a", None),
            ("a%+", None),
        ];
        for (path, key) in cases {
            assert_eq!(key_of(Path::new(path)).as_deref(), key, "{path}");
        }
    }

    proptest! {
        #[test]
        fn a_key_comes_back_from_its_path(
            key in "[a./%+é-]{1,40}|.{1,300}|(a{235,240}[.%+/]{1,6}){1,3}",
        ) {
            if let Ok(path) = path_of(&key) {
                prop_assert!(path.is_relative());
                prop_assert!(path.iter().all(|name| name != ".." && name.len() <= 255));
                prop_assert_eq!(key_of(&path), Some(key));
            }
        }

        #[test]
        fn two_keys_never_share_a_path(one in "[a/%+.]{1,8}", other in "[a/%+.]{1,8}") {
            if let (Ok(left), Ok(right)) = (path_of(&one), path_of(&other)) {
                prop_assert_eq!(left == right, one == other);
            }
        }
    }
}
