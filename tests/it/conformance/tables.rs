//! The commands of the services and their options, held to those of AWS CLI 2.36.7.
//!
//! A line that begins a block is a command, the lines below it are its options in order: name, type,
//! and whether it is required or not documented.

use trailwatch::cli::arguments::{self, Argument, Page};
use trailwatch::cli::command::{self, Command};
use trailwatch::cli::split::classify;
use trailwatch::cli::tree::tree;
use trailwatch::operation::Operation;
use trailwatch::schema::Schema;

const OPTIONS: &str = include_str!("../../conformance/options_of_commands.txt");

/// Returns the commands, each with the lines of its options.
fn commands() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in OPTIONS.lines() {
        match line.strip_prefix("  ") {
            Some(option) => commands.last_mut().unwrap().1.push(option),
            None => commands.push((line, Vec::new())),
        }
    }
    commands
}

/// Returns the operation that words mean; `None` for a command that is none.
fn operation(line: &str) -> Option<&'static Operation> {
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    match command::find("aws", &classify(&words)).unwrap().command {
        Command::Operation(_, operation) => Some(operation),
        _ => None,
    }
}

/// Returns the line of an option.
fn line(operation: &Operation, name: &str, argument: &Argument) -> String {
    let (kind, required, hidden) = match argument {
        Argument::Member(member) | Argument::Not(member) => {
            let kind = match member.schema {
                Schema::Blob => "blob",
                Schema::Boolean => "boolean",
                Schema::Double => "double",
                Schema::Enum(_) | Schema::String => "string",
                Schema::Integer => "integer",
                Schema::List(_) => "list",
                Schema::Long => "long",
                Schema::Map(_) => "map",
                Schema::Structure(_) => "structure",
                Schema::Timestamp => "timestamp",
            };
            let hidden = operation.pager.is_some_and(|pager| pager.is_about(member.name));
            (kind, member.required, hidden)
        }
        Argument::Page(Page::StartingToken) | Argument::Whole(_) => ("string", false, false),
        Argument::Page(_) => ("integer", false, false),
        Argument::Shortcut(shortcut) if shortcut.value == "STRUCTURE" => {
            ("structure", false, false)
        }
        Argument::Shortcut(_) => ("string", false, false),
    };
    let required = if required { " required" } else { "" };
    let hidden = if hidden { " hidden" } else { "" };
    format!("{name} {kind}{required}{hidden}")
}

#[test]
fn every_command_has_the_options_of_the_aws_cli_in_their_order() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (command, expected) in commands() {
        let command = command.trim_end_matches(" hidden");
        count += 1;
        let Some(operation) = operation(command) else { continue };
        let ours = arguments::of(operation);
        let ours: Vec<_> = ours.iter().map(|(name, arg)| line(operation, name, arg)).collect();
        let ours: Vec<_> = ours.iter().map(String::as_str).collect();
        if ours != expected {
            wrong.push(format!(
                "{command}:\n  {}\nnot\n  {}",
                ours.join("\n  "),
                expected.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // All operations, three of them twice, four commands that are none, and what can be waited for.
    assert_eq!(count, 60 + 50 + 102 + 3 + 4 + 4);
}

#[test]
fn help_lists_what_the_aws_cli_documents() {
    let tree = tree();
    for (command, options) in commands() {
        let mut below = Some(&tree);
        for word in command.trim_end_matches(" hidden").split(' ') {
            below = below.and_then(|below| below.find_subcommand(word));
        }
        let listed = !command.ends_with(" hidden");
        assert_eq!(below.is_some(), listed, "{command}");
        let Some(found) = below else { continue };
        for option in options {
            let name = option.split(' ').next().unwrap();
            // `--x` says that there is `--no-x`.
            if option.starts_with("no-") && option.contains("boolean") {
                continue;
            }
            let arg = found.get_arguments().find(|arg| arg.get_long() == Some(name));
            let arg = arg.unwrap_or_else(|| panic!("{command} lacks --{name}"));
            assert_eq!(arg.is_hide_set(), option.ends_with(" hidden"), "{command} --{name}");
        }
    }
}
