//! The AWS CLI as a judge: its own `cloudtrail validate-logs` beside ours, on the same home.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::symlink;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};
use std::sync::Mutex;
use std::thread;

use serde_json::{Map, Value, json};

use crate::python;
use crate::world::{Ran, World, program, ran};

/// The AWS CLI that judges. Versions before 1.46.2 miss data behind the end of a gzip stream.
pub(crate) const AWSCLI: &str = "awscli==1.46.3";

/// The AWS CLI, its calls answered from a folder.
pub(crate) struct Judge {
    python: PathBuf,
    /// Processes that have it loaded and wait to be asked.
    idle: Mutex<Vec<Loaded>>,
}

/// A process that has the AWS CLI loaded.
struct Loaded {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Drop for Loaded {
    fn drop(&mut self) {
        // It ends when nobody can ask it anything any more.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

impl Loaded {
    fn ask(&mut self, request: &Value) -> Ran {
        let asked = self.child.stdin.as_mut().unwrap();
        writeln!(asked, "{request}").unwrap();
        asked.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        let code = i32::try_from(answer["code"].as_i64().unwrap()).unwrap();
        Ran { code, out: text("out"), err: text("err") }
    }
}

impl Judge {
    /// Returns it; `None` if the AWS CLI cannot be had.
    pub(crate) fn new() -> Option<Self> {
        let python = python::with_packages("awscli", &[AWSCLI])?;
        Some(Self { python, idle: Mutex::default() })
    }

    /// Returns the Python that the AWS CLI runs in.
    pub(crate) fn python(&self) -> &Path {
        &self.python
    }

    /// Looks at each of many cases, two at a time, and says at the end which went wrong.
    #[expect(clippy::unused_self, reason = "cases are judged only where there is a judge")]
    pub(crate) fn each<C: Copy + Sync>(&self, cases: &[(&str, C)], look: impl Fn(C) + Sync) {
        let rest = Mutex::new(cases.iter());
        let wrong = Mutex::new(Vec::new());
        let work = || {
            loop {
                // The lock is not held while a case is looked at.
                let next = rest.lock().unwrap().next();
                let Some((name, case)) = next else { return };
                if catch_unwind(AssertUnwindSafe(|| look(*case))).is_err() {
                    wrong.lock().unwrap().push(*name);
                }
            }
        };
        thread::scope(|scope| {
            scope.spawn(work);
            work();
        });
        let wrong = wrong.into_inner().unwrap();
        assert!(wrong.is_empty(), "wrong, as said above: {wrong:?}");
    }

    /// Returns what the AWS CLI says about what a world's home holds.
    pub(crate) fn of_home(&self, world: &World, words: &[&str]) -> Ran {
        self.run(world, words, &[("TRAILWATCH_PROGRAM", program())])
    }

    /// Returns what the AWS CLI says about an archive: a folder with the folder `buckets`, and what
    /// `list-public-keys` and `describe-trails` print in `public-keys.json` and `trails.json`.
    pub(crate) fn of_archive(&self, world: &World, archive: &Path, words: &[&str]) -> Ran {
        self.run(world, words, &[("ARCHIVE", archive)])
    }

    fn run(&self, world: &World, words: &[&str], settings: &[(&str, &Path)]) -> Ran {
        let home = world.home();
        let settings = settings.iter().copied().chain([("TRAILWATCH_HOME", home.as_path())]);
        let environment: Map<String, Value> =
            settings.map(|(name, path)| (name.to_owned(), json!(path))).collect();
        let words = [&["cloudtrail", "validate-logs"], words].concat();
        let request = json!({"environment": environment, "words": words});
        let idle = self.idle.lock().unwrap().pop();
        let mut loaded = idle.unwrap_or_else(|| self.load(world));
        let ran = loaded.ask(&request);
        self.idle.lock().unwrap().push(loaded);
        as_version_two(ran)
    }

    fn load(&self, world: &World) -> Loaded {
        let mut child = world
            .command(&self.python)
            .arg(python::script("validate.py"))
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .current_dir("/")
            .spawn()
            .unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Loaded { child, answers }
    }

    /// Returns what both say about an archive that `store archive` made: the same.
    pub(crate) fn both_of_archive(
        &self,
        case: &str,
        world: &World,
        archive: &Path,
        words: &[&str],
    ) -> Ran {
        let root = archive.with_extension("judged");
        fs::create_dir_all(root.join("buckets")).unwrap();
        symlink(archive, root.join("buckets/logs")).unwrap();
        let keys = archive.join("public-keys.json");
        symlink(&keys, root.join("public-keys.json")).unwrap();
        let theirs = self.of_archive(world, &root, words);
        let ours = world
            .command(program())
            .args(["cloudtrail", "validate-logs"])
            .args(words)
            .args(["--archive".as_ref(), archive.as_os_str()])
            .args(["--public-keys".as_ref(), keys.as_os_str()])
            .output()
            .unwrap();
        assert_same(&ran(&ours), &theirs, case);
        theirs
    }

    /// Returns what both say about a world's home: the same.
    pub(crate) fn both(&self, case: &str, world: &World, words: &[&str]) -> Ran {
        let theirs = self.of_home(world, words);
        let command = ["cloudtrail", "validate-logs"].iter().chain(words);
        let ours = world.command(program()).args(command).output().unwrap();
        assert_same(&ran(&ours), &theirs, case);
        theirs
    }
}

fn assert_same(ours: &Ran, theirs: &Ran, case: &str) {
    let streams = [("output", &ours.out, &theirs.out), ("errors", &ours.err, &theirs.err)];
    for (stream, ours, theirs) in streams {
        let lines = ours.split('\n').zip(theirs.split('\n')).enumerate();
        let other = lines.clone().find(|(_, (ours, theirs))| ours != theirs);
        assert!(other.is_none(), "{stream} of {case}: line, ours, theirs: {other:?}");
        let (ours, theirs) = (ours.lines().count(), theirs.lines().count());
        assert_eq!(ours, theirs, "lines of {stream} of {case}");
    }
    assert_eq!(ours, theirs, "{case}");
}

/// Returns what the AWS CLI of version 2, whose texts are ours, prints for an error that version 1
/// gives up at: the last message begins otherwise, and has no spaces around it.
///
/// Source: AWS CLI version 2, "Breaking changes"; facts (b).
fn as_version_two(ran: Ran) -> Ran {
    if ran.code != 255 {
        return ran;
    }
    let body = ran.err.strip_suffix('\n').unwrap_or(&ran.err);
    let (before, message) = body.rsplit_once('\n').unwrap_or(("", body));
    let service_error = message.starts_with("An error occurred (");
    let err = format!("{before}\naws: [ERROR]: {}\n", message.trim());
    Ran { code: if service_error { 254 } else { 255 }, err, ..ran }
}
