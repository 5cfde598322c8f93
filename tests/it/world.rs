//! The world that tests run in: a home of its own, an empty environment, a seed, a stopped clock.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use tempfile::TempDir;

/// A home, and the folder that commands run in.
pub(crate) struct World {
    root: TempDir,
}

/// What a command came to.
#[derive(Debug, PartialEq)]
pub(crate) struct Ran {
    /// Its exit code; -1 if a signal ended it.
    pub code: i32,
    /// What it wrote to the standard output.
    pub out: String,
    /// What it wrote to the standard error.
    pub err: String,
}

impl World {
    /// Makes a world in which nothing has happened.
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["work", "bin"] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
        }
        for name in ["trailwatch", "aws"] {
            std::os::unix::fs::symlink(program(), root.path().join("bin").join(name)).unwrap();
        }
        Self { root }
    }

    /// Makes a world whose clock stands at a time.
    pub(crate) fn at(time: &str) -> Self {
        let world = Self::new();
        world.ok(&["clock", "set", time]);
        world
    }

    /// Returns the folder that the home lies in; nothing of the world is left but that.
    pub(crate) fn into_folder(self) -> TempDir {
        self.root
    }

    /// Returns the world of a folder that was one's.
    pub(crate) const fn in_folder(root: TempDir) -> Self {
        Self { root }
    }

    /// Returns a world of its own in which everything is as it is here.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new();
        let copied = Command::new("cp").arg("-a").arg(self.home()).arg(copy.home()).status();
        assert!(copied.unwrap().success());
        copy
    }

    /// Returns the folder that everything is kept in.
    pub(crate) fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Returns the folder that commands run in.
    pub(crate) fn work(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// Returns where an object's file is.
    pub(crate) fn object(&self, bucket: &str, key: &str) -> PathBuf {
        self.home().join("buckets").join(bucket).join(key)
    }

    /// Returns a command in this world.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        let bin = self.root.path().join("bin");
        command
            .current_dir(self.work())
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display()))
            .env("HOME", self.work())
            .env("TRAILWATCH_HOME", self.home())
            .env("TRAILWATCH_SEED", "1")
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program with words.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        ran(&self.command(program()).args(words).output().unwrap())
    }

    /// Runs the program with words, which must succeed, and returns what it printed.
    pub(crate) fn ok(&self, words: &[&str]) -> String {
        let ran = self.run(words);
        assert_eq!(ran.code, 0, "{words:?}: {}", ran.err);
        ran.out
    }

    /// Runs a line of bash.
    pub(crate) fn bash(&self, line: &str) -> Ran {
        ran(&self.command("bash").args(["-c", line]).output().unwrap())
    }
}

/// Returns the machine's time, for what is spread over how long something takes.
#[expect(clippy::disallowed_methods, reason = "it is the machine that is measured")]
pub(crate) fn machine_now() -> Instant {
    Instant::now()
}

/// Returns the program under test.
pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_trailwatch"))
}

/// Returns what a command came to.
pub(crate) fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
