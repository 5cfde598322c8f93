//! Where things come from and go to.
//!
//! | target             | with `--recursive`      | without                                      |
//! |--------------------|-------------------------|----------------------------------------------|
//! | a folder, or `x/`  | what is below, below it | the file, in it, under its own name          |
//! | `x`                | what is below, below it | the file, as `x`                             |

use std::path::Path;

use super::local::absolute;
use super::{SCHEME, bucket_and_key};

/// One end of a transfer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum End {
    /// A file or folder of this machine, from the root; a folder's path ends in a slash.
    Local(String),
    /// An object, or what keys begin with, as `BUCKET/KEY`.
    Bucket(String),
}

impl End {
    /// Returns the path without what it is a path of.
    pub(super) fn path(&self) -> &str {
        match self {
            Self::Local(path) | Self::Bucket(path) => path,
        }
    }

    fn with(&self, path: String) -> Self {
        match self {
            Self::Local(_) => Self::Local(path),
            Self::Bucket(_) => Self::Bucket(path),
        }
    }
}

/// Both ends of a command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Plan {
    /// Where things come from.
    pub(super) source: End,
    /// Where they go to.
    pub(super) target: End,
    /// Whether everything below the source is meant.
    pub(super) recursive: bool,
    keeps_names: bool,
}

impl Plan {
    /// Makes a plan of two words; `current` is the folder that they are seen from.
    pub(super) fn new(current: &str, source: &str, target: &str, recursive: bool) -> Self {
        let (source, _) = end(current, source, recursive);
        let (target, keeps_names) = end(current, target, recursive);
        Self { source, target, recursive, keeps_names }
    }

    /// Returns where something at the source goes.
    pub(super) fn target_of(&self, path: &str) -> End {
        if !self.keeps_names {
            return self.target.clone();
        }
        let name = if self.recursive {
            path.strip_prefix(self.source.path()).unwrap_or(path)
        } else {
            path.rsplit('/').next().unwrap_or_default()
        };
        self.target.with(format!("{}{name}", self.target.path()))
    }
}

/// Returns an end, and whether what goes there keeps its name.
fn end(current: &str, word: &str, recursive: bool) -> (End, bool) {
    let Some(path) = word.strip_prefix(SCHEME) else {
        let path = absolute(current, word);
        let folder = recursive || word.ends_with('/') || Path::new(&path).is_dir();
        let slash = if folder && path != "/" { "/" } else { "" };
        return (End::Local(format!("{path}{slash}")), folder);
    };
    let (_, key) = bucket_and_key(path);
    let is_bucket = key.is_empty() && !word.ends_with('/');
    let slash = if is_bucket || (recursive && !word.ends_with('/')) { "/" } else { "" };
    let path = format!("{path}{slash}");
    let keeps_names = path.ends_with('/');
    (End::Bucket(path), keeps_names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_in_folders_and_below_prefixes() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("d")).unwrap();
        let here = root.path().display().to_string();
        let cases = [
            ("f", "s3://b", false, "f", "b/f"),
            ("f", "s3://b/", false, "f", "b/f"),
            ("f", "s3://b/k", false, "f", "b/k"),
            ("f", "s3://b/k/", false, "f", "b/k/f"),
            ("d", "s3://b/k", true, "d/x/y", "b/k/x/y"),
            ("-", "s3://b/", false, "-", "b/-"),
            ("f", "s3://", false, "f", ""),
            ("s3://b/k/f", "d", false, "b/k/f", "d/f"),
            ("s3://b/k/f", "new/", false, "b/k/f", "new/f"),
            ("s3://b/k/f", "new", false, "b/k/f", "new"),
            ("s3://b/k/f", ".", false, "b/k/f", "f"),
            ("s3://b/k", "new", true, "b/k/x/y", "new/x/y"),
            ("s3://b", ".", true, "b/x", "x"),
            ("s3://b/k", "s3://c/l", true, "b/k/x", "c/l/x"),
            ("s3://b/k", "s3://c/l", false, "b/k", "c/l"),
        ];
        for (source, target, recursive, path, expected) in cases {
            let plan = Plan::new(&here, source, target, recursive);
            let path =
                if source.starts_with("s3:") { path.to_owned() } else { format!("{here}/{path}") };
            let found = plan.target_of(&path);
            let found = found.path().strip_prefix(&format!("{here}/")).unwrap_or(found.path());
            assert_eq!(found, expected, "{source} {target} {recursive}");
        }
    }
}
