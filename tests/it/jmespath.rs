//! The compliance suite of JMESPath, as it comes with the crate that evaluates expressions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use trailwatch::query::Query;

/// Returns the folder of the suite, in the sources of the crate that the program is built with.
fn suite() -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = ["metadata", "--format-version", "1", "--locked", "--offline"];
    let output = Command::new(env!("CARGO")).args(words).current_dir(project).output().ok()?;
    let metadata: Value = serde_json::from_slice(&output.stdout).ok()?;
    let mut packages = metadata["packages"].as_array()?.iter();
    let package = packages.find(|package| package["name"] == "jpx-core")?;
    let manifest = Path::new(package["manifest_path"].as_str()?);
    Some(manifest.parent()?.join("tests/compliance")).filter(|folder| folder.is_dir())
}

/// Returns whether two documents are the same; 3 and 3.0 are.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let matches = |(name, value): (&String, &Value)| {
                right.get(name).is_some_and(|other| same(value, other))
            };
            left.len() == right.len() && left.iter().all(matches)
        }
        _ => left == right,
    }
}

#[test]
fn the_compliance_suite_of_jmespath_passes() {
    let Some(folder) = suite() else {
        let all =
            std::env::vars().any(|(name, value)| name == "TRAILWATCH_TESTS" && value == "all");
        assert!(!all, "there is no compliance suite");
        eprintln!("SKIPPED: the sources of the crate jpx-core have no compliance suite");
        return;
    };
    let (mut wrong, mut count) = (Vec::new(), 0);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let suites: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        for suite in suites.as_array().unwrap() {
            for case in suite["cases"].as_array().unwrap() {
                if case.get("bench").is_some() {
                    continue;
                }
                count += 1;
                let expression = case["expression"].as_str().unwrap();
                let told =
                    Query::compile(expression).and_then(|query| query.search(&suite["given"]));
                let right = match (&told, case.get("result")) {
                    (Ok(told), Some(expected)) => same(told, expected),
                    (Err(_), None) => true,
                    _ => false,
                };
                if !right {
                    wrong.push(format!("{name}: {expression}: {told:?}, expected {case}"));
                }
            }
        }
    }
    assert!(count > 800, "only {count} cases");
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
