//! Holds the README to the program: its session prints what it says, its script runs, and its table
//! of operations is that of the tables in the program.

use std::fs;
use std::path::Path;

use crate::scripts::{Step, matches, parse, printed};
use crate::world::World;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// Returns the blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let (text, fence) = (readme(), format!("\n```{language}\n"));
    let blocks = text.split(&fence).skip(1);
    blocks.map(|block| block.split("```\n").next().unwrap().to_owned()).collect()
}

#[test]
fn the_session_prints_what_the_readme_says() {
    let world = World::new();
    let (mut folder, mut exports) = (String::new(), String::new());
    let mut commands = 0;
    let session = blocks("console").concat().replace(" \\\n", "\n");
    for step in parse(&session) {
        let Step::Command { line, expected, .. } = step else { continue };
        // What changes the shell changes it for all commands after it.
        if line.starts_with("cd ") {
            folder = format!("{line}; ");
            continue;
        }
        if line.starts_with("export ") {
            exports.push_str(&format!("{line}; "));
            continue;
        }
        let printed = printed(&world.bash(&format!("{exports}{folder}{{ {line}; }} 2>&1")));
        assert!(
            matches(&expected, &printed),
            "$ {line}\n--- the README says\n{}\n--- printed\n{}",
            expected.join("\n"),
            printed.join("\n")
        );
        commands += 1;
    }
    assert!(commands > 10, "the session was not found");
}

#[test]
fn the_script_of_the_readme_runs() {
    let scripts = blocks("bash");
    assert_eq!(scripts.len(), 1);
    let ran = World::new().bash(&scripts[0]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.ends_with("2/2 digest files valid\n1/1 log files valid\n"), "{ran:?}");
}

#[test]
fn the_table_of_operations_is_that_of_the_program() {
    let coverage = World::new().ok(&["store", "coverage"]);
    let text = readme();
    let mut services = 0;
    for line in coverage.lines() {
        let Some((service, sum)) = line.split_once(": ") else { continue };
        let operations: Vec<String> = coverage
            .lines()
            .map(|row| row.split_whitespace().collect::<Vec<_>>())
            .filter(|row| row.len() == 3 && row[0] == service && row[2] == "emulated")
            .map(|row| format!("`{}`", row[1]))
            .collect();
        let sum = sum.trim_end_matches(" operations of the API");
        let operations =
            if operations.is_empty() { "none yet".to_owned() } else { operations.join(", ") };
        let row = format!("| `{service}` | {operations} | {sum} |");
        assert!(text.contains(&row), "the README should have the row\n{row}");
        services += 1;
    }
    assert!(services > 0, "there are no services");
}
