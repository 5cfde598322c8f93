//! Python and what its package index has: the real AWS CLI and its model, as judges.
//!
//! A test that needs them says loudly that it skips where they cannot be had; with
//! `TRAILWATCH_TESTS=all` in the environment, as in CI, it fails in place of skipping.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Returns the Python of a virtual environment that has `packages`, which is made on first use and
/// kept under `target/`; `None` if that cannot be done.
pub(crate) fn with_packages(name: &str, packages: &[&str]) -> Option<PathBuf> {
    let found = prepare(name, packages);
    if let Err(why) = &found {
        let required =
            std::env::vars().any(|(name, value)| name == "TRAILWATCH_TESTS" && value == "all");
        assert!(!required, "Python with {packages:?} is needed: {why}");
        // Written past the test runner, which keeps what tests print to itself.
        let line = format!("\nSKIPPED: Python with {packages:?} cannot be had: {why}\n");
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
    found.ok()
}

fn prepare(name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    fs::create_dir_all(&target).map_err(|error| error.to_string())?;
    // Tests run side by side; one makes the environment and the others wait.
    let lock =
        File::create(target.join(format!("{name}.lock"))).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;
    let folder = target.join(name);
    let python = folder.join("bin/python");
    let done = folder.join("done");
    let wanted = packages.join("\n");
    if fs::read_to_string(&done).is_ok_and(|had| had == wanted) {
        return Ok(python);
    }
    let _ = fs::remove_dir_all(&folder);
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(packages))?;
    fs::write(&done, wanted).map_err(|error| error.to_string())?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Returns a script of ours.
pub(crate) fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(name)
}
