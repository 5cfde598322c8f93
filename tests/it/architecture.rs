//! Holds the code to its structure.
//!
//! A module may use only modules declared before it in `src/lib.rs`; a service may not use another;
//! each outside library that has a place stays in it; every source file is declared.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: where it is below `src`, its text without tests and comments, and its whole text.
struct Source {
    name: String,
    text: String,
    whole: String,
}

impl Source {
    /// Returns the top-level module that the file belongs to.
    fn module(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap()
    }

    /// Returns the modules of the crate that its code names.
    fn uses(&self) -> Vec<String> {
        let mut used = Vec::new();
        for (position, _) in self.text.match_indices("crate::") {
            // `$crate::` in a macro means the same.
            let rest = &self.text[position + "crate::".len()..];
            let name: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            used.push(name);
        }
        used
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut files = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
                let whole = fs::read_to_string(&path).unwrap();
                // A file of tests alone has no code of the program.
                let text = if path.ends_with("tests.rs") { String::new() } else { code_of(&whole) };
                files.push(Source { name, text, whole });
            }
        }
    }
    files.sort_by(|left, right| left.name.cmp(&right.name));
    files
}

/// Returns the code of a file, without comments and without its tests, which come last.
fn code_of(text: &str) -> String {
    let code = text.split("\n#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn declared_order() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.split(';').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn modules_use_only_modules_declared_before_them() {
    let order = declared_order();
    let place = |module: &str| order.iter().position(|other| other == module);
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(own) = place(file.module()) else { continue };
        for used in file.uses() {
            if place(&used).is_some_and(|position| position > own) {
                wrong.push(format!("{} uses {used}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "against the order in src/lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn services_do_not_use_each_other() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some((own, _)) = file.name.strip_prefix("services/").and_then(|n| n.split_once('/'))
        else {
            continue;
        };
        for (_, rest) in
            file.text.match_indices("services::").map(|(at, m)| (at, &file.text[at + m.len()..]))
        {
            if !rest.starts_with(own) {
                wrong.push(format!("{} reaches into another service", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_where_they_belong() {
    let homes = [
        ("sled::", "store/"),
        ("rsa::", "crypto.rs"),
        ("chrono::", "time/"),
        ("jpx_core::", "query/"),
        ("flate2::", "gzip.rs"),
        ("libdeflater::", "gzip.rs"),
        ("zstd::", "store/sealed/"),
        ("xxhash_rust::", "store/sealed/"),
        ("object_store::", "cli/custom/validate_logs/s3.rs"),
        ("futures_util::", "cli/custom/validate_logs/s3.rs"),
        ("tokio::", "cli/custom/validate_logs/s3.rs"),
    ];
    let mut wrong = Vec::new();
    for file in sources() {
        for (library, home) in homes {
            let named = file.text.lines().any(|line| {
                line.match_indices(library).any(|(at, _)| {
                    !line[..at]
                        .ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':')
                })
            });
            if named && !file.name.starts_with(home) {
                wrong.push(format!("{} names {library}, which belongs to {home}", file.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_source_file_is_declared() {
    let files = sources();
    for file in &files {
        let path = Path::new(&file.name);
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = path.parent().unwrap().to_string_lossy().into_owned();
        if ["lib", "main"].contains(&stem.as_str()) && folder.is_empty() {
            continue;
        }
        // `a/b.rs` is declared in `a/mod.rs`, and `a/mod.rs` in the folder above.
        let (module, above) = if stem == "mod" {
            let parent = path.parent().unwrap();
            let above = parent.parent().unwrap().to_string_lossy().into_owned();
            (parent.file_name().unwrap().to_string_lossy().into_owned(), above)
        } else {
            (stem, folder)
        };
        let declaring =
            if above.is_empty() { "lib.rs".to_owned() } else { format!("{above}/mod.rs") };
        let declared = files.iter().any(|other| {
            other.name == declaring && other.whole.contains(&format!("mod {module};"))
        });
        assert!(declared, "{} is not declared in {declaring}", file.name);
    }
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let mut long = Vec::new();
    for folder in ["src", "tests/it", "benches"] {
        let mut folders = vec![root().join(folder)];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(folder) else { continue };
            for entry in entries {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let lines = fs::read_to_string(&path).unwrap().lines().count();
                    if lines > 500 {
                        long.push(format!("{} has {lines} lines", path.display()));
                    }
                }
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}
