//! Runs the scripts under `tests/scripts`: commands and exactly what they print.
//!
//! ```text
//! # A comment.
//! at 2024-01-01T00:00:00Z             the clock is set
//! pass 3h                             the clock moves on
//! $ trailwatch cloudtrail list-trails a line of bash; indented lines go on with it
//!     --query Trails
//! []                                  what it prints, exactly
//! !aws: [ERROR]: ...                  what it prints to the standard error
//! [254]                               its exit code, if that is not 0
//! ```
//!
//! In what is printed, `[..]` stands for any characters within a line, and a line `...` for any
//! lines. Each script runs in a world of its own. `UPDATE=1 cargo test scripts` writes what was
//! printed in place of what was expected.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::world::{Ran, World};

#[test]
fn every_script_prints_what_it_says() {
    let scripts = scripts_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts"));
    assert!(!scripts.is_empty(), "there are no scripts");
    let update = std::env::vars().any(|(name, _)| name == "UPDATE");
    let next = AtomicUsize::new(0);
    let run = || {
        let mut wrong = Vec::new();
        while let Some(path) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
            wrong.extend(run_script(path, update));
        }
        wrong
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let wrong: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(run)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn scripts_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(scripts_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A part of a script.
pub(crate) enum Step {
    /// A line that is neither command nor output.
    Text(String),
    /// A command, as it is typed, and what it is to print.
    Command { typed: Vec<String>, line: String, expected: Vec<String> },
}

/// Runs a script; returns what is wrong with it.
fn run_script(path: &Path, update: bool) -> Option<String> {
    let steps = parse(&fs::read_to_string(path).unwrap());
    let world = World::new();
    let mut wrong = String::new();
    let mut written = String::new();
    for step in steps {
        match step {
            Step::Text(line) => writeln!(written, "{line}").unwrap(),
            Step::Command { typed, line, expected } => {
                let printed = printed(&world.bash(&line));
                let same = matches(&expected, &printed);
                if !same {
                    write!(
                        wrong,
                        "\n$ {line}\n--- expected\n{}\n--- printed\n{}",
                        expected.join("\n"),
                        printed.join("\n")
                    )
                    .unwrap();
                }
                let kept = if same { expected } else { printed };
                for line in typed.iter().chain(&kept) {
                    writeln!(written, "{line}").unwrap();
                }
            }
        }
    }
    if update {
        fs::write(path, written).unwrap();
        return None;
    }
    (!wrong.is_empty()).then(|| format!("{}:{wrong}", path.display()))
}

pub(crate) fn parse(text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let mut typed = vec![line.to_owned()];
        let mut command = if let Some(command) = line.strip_prefix("$ ") {
            command.to_owned()
        } else if let Some(time) = line.strip_prefix("at ") {
            format!("trailwatch clock set {time} >/dev/null")
        } else if let Some(span) = line.strip_prefix("pass ") {
            format!("trailwatch clock advance {span} >/dev/null")
        } else {
            steps.push(Step::Text(line.to_owned()));
            continue;
        };
        while let Some(more) = lines.next_if(|line| is_continuation(line)) {
            command.push(' ');
            command.push_str(more.trim());
            typed.push(more.to_owned());
        }
        let mut expected = Vec::new();
        while let Some(line) = lines.next_if(|line| !begins_step(line)) {
            expected.push(line.to_owned());
        }
        // Blank lines before the next step belong to the script, not to the output.
        let mut blank = 0;
        while expected.last().is_some_and(String::is_empty) {
            expected.pop();
            blank += 1;
        }
        steps.push(Step::Command { typed, line: command, expected });
        steps.extend((0..blank).map(|_| Step::Text(String::new())));
    }
    steps
}

/// Returns whether a line goes on with the command above it: it begins with an option.
fn is_continuation(line: &str) -> bool {
    line.starts_with("    -") || line.starts_with("    |") || line.starts_with("    >")
}

fn begins_step(line: &str) -> bool {
    ["$ ", "at ", "pass ", "# "].iter().any(|begin| line.starts_with(begin))
}

pub(crate) fn printed(ran: &Ran) -> Vec<String> {
    let mut lines: Vec<String> = ran.out.lines().map(str::to_owned).collect();
    lines.extend(ran.err.lines().filter(|line| !line.is_empty()).map(|line| format!("!{line}")));
    if ran.code != 0 {
        lines.push(format!("[{}]", ran.code));
    }
    lines
}

pub(crate) fn matches(expected: &[String], printed: &[String]) -> bool {
    match (expected.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((any, rest)), _) if any == "..." => {
            (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..]))
        }
        (Some((expected, rest)), Some((line, lines))) => {
            line_matches(expected, line) && matches(rest, lines)
        }
        _ => false,
    }
}

fn line_matches(expected: &str, line: &str) -> bool {
    match expected.split_once("[..]") {
        None => expected == line,
        Some((before, after)) => line.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices()
                .map(|(position, _)| position)
                .chain([rest.len()])
                .any(|position| line_matches(after, &rest[position..]))
        }),
    }
}

#[test]
fn wildcards_stand_for_characters_and_lines() {
    let lines = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
    let cases = [
        ("a|b", "a|b", true),
        ("a[..]c", "abc", true),
        ("a[..]c", "ac", true),
        ("a[..]c", "abd", false),
        ("a|...|d", "a|b|c|d", true),
        ("...|d", "d", true),
        ("a|...", "b", false),
    ];
    for (expected, printed, same) in cases {
        assert_eq!(matches(&lines(expected), &lines(printed)), same, "{expected} {printed}");
    }
}
