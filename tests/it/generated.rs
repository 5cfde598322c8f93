//! Completion scripts and man pages are what the program makes of its tables.
//!
//! `UPDATE=1 cargo test generated` writes them again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use trailwatch::cli::tree::tree;
use trailwatch::docs::{SHELLS, pages, script};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Holds the files of a folder to what they should be.
fn check(folder: &Path, expected: &BTreeMap<String, Vec<u8>>) {
    if std::env::vars().any(|(name, _)| name == "UPDATE") {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).unwrap();
        for (name, text) in expected {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        found.insert(name, fs::read(path).unwrap());
    }
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    let what_to_do = "'UPDATE=1 cargo test generated' writes them again";
    assert_eq!(names(&found), names(expected), "{}: {what_to_do}", folder.display());
    for (name, text) in expected {
        assert!(found[name] == *text, "{} is stale: {what_to_do}", folder.join(name).display());
    }
}

#[test]
fn completion_scripts_are_fresh() {
    let scripts = SHELLS.iter().map(|(shell, file)| {
        ((*file).to_owned(), script(shell, "trailwatch").unwrap().into_bytes())
    });
    check(&folder("completions"), &scripts.collect());
}

#[test]
fn man_pages_are_fresh() {
    let pages = pages(tree()).unwrap().into_iter().map(|page| (page.file, page.text));
    check(&folder("man"), &pages.collect());
}
