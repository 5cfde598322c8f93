//! Files of this machine: their paths, and what there is below a folder.

use std::fs::{self, File};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

/// Returns a path from the root, without `.`, `..` and doubled slashes, as Python's `abspath` does.
pub(super) fn absolute(current: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{current}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Returns an absolute path as it is seen from a folder: `./name`, `below/name`, `../beside/name`.
pub(super) fn seen_from(current: &str, path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (from, to) = (parts(current), parts(folder));
    let common = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let mut steps = vec!["..".to_owned(); from.len() - common];
    steps.extend(to[common..].iter().cloned());
    if steps.is_empty() {
        steps.push(".".to_owned());
    }
    format!("{}/{name}", steps.join("/"))
}

/// How files are looked for.
pub(super) struct Look<'w> {
    /// Whether links are followed.
    pub(super) follow: bool,
    /// Is told of what is passed over, and why.
    pub(super) warn: &'w mut dyn FnMut(String),
}

impl Look<'_> {
    /// Returns the file of a path, unless it is passed over.
    pub(super) fn file(&mut self, path: &str) -> Vec<String> {
        if self.passes_over(path) { Vec::new() } else { vec![path.to_owned()] }
    }

    /// Returns the files below a folder, whose path ends in a slash, in the order of the keys that
    /// they would have.
    pub(super) fn below(&mut self, folder: &str) -> Vec<String> {
        let mut files = Vec::new();
        if !self.passes_over(folder) {
            self.walk(folder, &mut files);
        }
        files
    }

    fn walk(&mut self, folder: &str, files: &mut Vec<String>) {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                (self.warn)(format!(
                    "warning: Skipping file {}. File name is not UTF-8.",
                    entry.path().display()
                ));
                continue;
            };
            let path = format!("{folder}{name}");
            if !self.passes_over(&path) {
                names.push(if Path::new(&path).is_dir() { format!("{path}/") } else { path });
            }
        }
        names.sort_unstable();
        for path in names {
            if path.ends_with('/') { self.walk(&path, files) } else { files.push(path) }
        }
    }

    /// Returns whether a file is passed over: a link that is not followed, or what cannot be read.
    fn passes_over(&mut self, path: &str) -> bool {
        if !self.follow && Path::new(path.trim_end_matches('/')).is_symlink() {
            return true;
        }
        let why = match fs::metadata(path) {
            Err(_) => "File does not exist.",
            Ok(metadata) if is_special(metadata.file_type()) => {
                "File is character special device, block special device, FIFO, or socket."
            }
            Ok(metadata) if metadata.is_dir() && fs::read_dir(path).is_err() => UNREADABLE,
            Ok(metadata) if metadata.is_file() && File::open(path).is_err() => UNREADABLE,
            Ok(_) => return false,
        };
        (self.warn)(format!("warning: Skipping file {path}. {why}"));
        true
    }
}

const UNREADABLE: &str = "File/Directory is not readable.";

fn is_special(kind: fs::FileType) -> bool {
    kind.is_char_device() || kind.is_block_device() || kind.is_fifo() || kind.is_socket()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_absolute_and_seen_from_a_folder() {
        let cases = [
            ("a", "/w/d/a", "./a"),
            ("./a", "/w/d/a", "./a"),
            ("b/a", "/w/d/b/a", "b/a"),
            ("../a", "/w/a", "../a"),
            ("../../../a", "/a", "../../a"),
            ("/x//y/./a", "/x/y/a", "../../x/y/a"),
            ("/w/d/b/../a", "/w/d/a", "./a"),
        ];
        for (path, whole, seen) in cases {
            assert_eq!(absolute("/w/d", path), whole, "{path}");
            assert_eq!(seen_from("/w/d", whole), seen, "{path}");
        }
        assert_eq!(seen_from("/w", "/w/d/"), "d/");
    }

    #[test]
    fn files_come_in_the_order_of_their_keys_and_strange_ones_are_told() {
        let root = tempfile::tempdir().unwrap();
        for file in ["b", "a/x", "a-b", "a/y/z"] {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(to, root.path().join(name)).unwrap();
        };
        link("nosuch", "broken");
        link("b", "c");
        let folder = format!("{}/", root.path().display());
        for (follow, expected, told) in
            [(true, "a-b a/x a/y/z b c", 1), (false, "a-b a/x a/y/z b", 0)]
        {
            let mut warnings = Vec::new();
            let mut warn = |warning| warnings.push(warning);
            let files = Look { follow, warn: &mut warn }.below(&folder);
            let names: Vec<_> =
                files.iter().map(|file| file.strip_prefix(&folder).unwrap()).collect();
            assert_eq!(names.join(" "), expected);
            assert_eq!(warnings.len(), told, "{warnings:?}");
        }
    }
}
