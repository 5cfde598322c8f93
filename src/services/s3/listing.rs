//! Pages of a listing, in which keys may be joined up to a delimiter.
//!
//! ```text
//! keys                a.txt   logs/1   logs/2   z.txt
//! joined at '/'       a.txt   logs/             z.txt
//! ```
//!
//! Joined keys count as one. A page ends with a [`Position`], from which the next goes on.
//!
//! Source: S3 API Reference, "ListObjectsV2".

use crate::bucket::folder::Entry;
use crate::error::Result;

/// What is to be listed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// What the keys begin with.
    pub(super) prefix: &'a str,
    /// What they are joined up to; empty for nothing.
    pub(super) delimiter: &'a str,
    /// The most keys and joined keys of the page.
    pub(super) most: usize,
}

/// A line of a listing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Item {
    /// An object.
    Object(Entry),
    /// What joined keys begin with.
    Prefix(String),
}

/// Where a listing goes on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Position {
    /// After a key.
    Key(String),
    /// After all keys that begin so.
    Prefix(String),
}

impl Position {
    /// Returns the text that [`parse`](Self::parse) reads.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Key(key) => format!("k{key}"),
            Self::Prefix(prefix) => format!("p{prefix}"),
        }
    }

    /// Returns the position of a text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.split_at_checked(1)? {
            ("k", key) => Some(Self::Key(key.to_owned())),
            ("p", prefix) => Some(Self::Prefix(prefix.to_owned())),
            _ => None,
        }
    }

    /// Returns a key that all keys up to here come before, or are.
    fn key(&self) -> String {
        match self {
            Self::Key(key) => key.clone(),
            Self::Prefix(prefix) => format!("{prefix}{}", char::MAX),
        }
    }

    fn is_behind(&self, key: &str) -> bool {
        matches!(self, Self::Prefix(prefix) if key.starts_with(prefix))
    }
}

impl From<&Item> for Position {
    fn from(item: &Item) -> Self {
        match item {
            Item::Object(entry) => Self::Key(entry.key.clone()),
            Item::Prefix(prefix) => Self::Prefix(prefix.clone()),
        }
    }
}

/// Returns a page and where the next one begins; `None` if nothing is left.
///
/// `read` returns the first so many objects after a key, in the order of their keys.
pub(super) fn page(
    asked: Asked<'_>,
    from: Option<Position>,
    read: impl Fn(Option<&str>, usize) -> Result<Vec<Entry>>,
) -> Result<(Vec<Item>, Option<Position>)> {
    let mut items: Vec<Item> = Vec::new();
    if asked.most == 0 {
        return Ok((items, None));
    }
    let mut at = from;
    let mut after = at.as_ref().map(Position::key);
    loop {
        let wanted = asked.most - items.len() + 1;
        let entries = read(after.as_deref(), wanted)?;
        let is_end = entries.len() < wanted;
        after = entries.last().map(|entry| entry.key.clone());
        for entry in entries {
            if at.as_ref().is_some_and(|at| at.is_behind(&entry.key)) {
                continue;
            }
            let item = match joined(asked, &entry.key) {
                Some(prefix) => Item::Prefix(prefix),
                None => Item::Object(entry),
            };
            if items.len() == asked.most {
                let next = items.last().map(Position::from);
                return Ok((items, next));
            }
            at = Some(Position::from(&item));
            items.push(item);
        }
        if is_end {
            return Ok((items, None));
        }
        // What is joined is passed over at once.
        after = after.max(at.as_ref().map(Position::key));
    }
}

/// Returns what a key is joined to.
fn joined(asked: Asked<'_>, key: &str) -> Option<String> {
    let begin = asked.prefix.len();
    let at = key.get(begin..)?.find(asked.delimiter).filter(|_| !asked.delimiter.is_empty())?;
    Some(key[..begin + at + asked.delimiter.len()].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bucket::folder::Folder;
    use std::fs;

    fn folder(keys: &[&str]) -> (tempfile::TempDir, Folder) {
        let root = tempfile::tempdir().unwrap();
        for key in keys {
            let path = root.path().join(key);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let folder = Folder::new(root.path().to_path_buf());
        (root, folder)
    }

    /// Returns the pages of a listing, their lines joined by spaces.
    fn pages(keys: &[&str], prefix: &str, delimiter: &str, most: usize) -> Vec<String> {
        let (_root, folder) = folder(keys);
        let (mut pages, mut from) = (Vec::new(), None);
        loop {
            let read = |after: Option<&str>, most| folder.page(prefix, after, most);
            let (items, next) = page(Asked { prefix, delimiter, most }, from, read).unwrap();
            let lines = items.into_iter().map(|item| match item {
                Item::Object(entry) => entry.key,
                Item::Prefix(prefix) => format!("[{prefix}]"),
            });
            pages.push(lines.collect::<Vec<_>>().join(" "));
            match next {
                Some(next) => from = Position::parse(&next.text()),
                None => return pages,
            }
        }
    }

    const KEYS: [&str; 6] = ["a", "b/1", "b/2", "b/c/3", "b-x", "z"];

    #[test]
    fn keys_are_joined_up_to_the_delimiter_behind_the_prefix() {
        let cases = [
            ("", "", "a b-x b/1 b/2 b/c/3 z"),
            ("", "/", "a b-x [b/] z"),
            ("b/", "/", "b/1 b/2 [b/c/]"),
            ("b", "/", "b-x [b/]"),
            ("", "-", "a [b-] b/1 b/2 b/c/3 z"),
            ("", "/c", "a b-x b/1 b/2 [b/c] z"),
            ("y", "/", ""),
        ];
        for (prefix, delimiter, expected) in cases {
            assert_eq!(pages(&KEYS, prefix, delimiter, 9), [expected], "{prefix} {delimiter}");
        }
    }

    #[test]
    fn the_last_character_there_is_does_not_end_what_is_joined() {
        let last = format!("b/{}x", char::MAX);
        let keys = ["b/1", "b/2", last.as_str(), "c"];
        assert_eq!(pages(&keys, "", "/", 1), ["[b/]", "c"]);
    }

    #[test]
    fn joined_keys_count_as_one_and_are_told_once() {
        assert_eq!(pages(&KEYS, "", "/", 1), ["a", "b-x", "[b/]", "z"]);
        assert_eq!(pages(&KEYS, "", "/", 2), ["a b-x", "[b/] z"]);
        assert_eq!(pages(&KEYS, "", "/", 3), ["a b-x [b/]", "z"]);
        assert_eq!(pages(&KEYS, "", "", 4), ["a b-x b/1 b/2", "b/c/3 z"]);
        assert_eq!(pages(&KEYS, "", "", 6).len(), 1);
        assert_eq!(pages(&KEYS, "", "", 0), [""]);
    }
}
