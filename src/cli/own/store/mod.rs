//! `store`: where everything is kept, what it holds, whether it is sound, and taking it elsewhere.

mod archive;
mod check;
mod coverage;
mod export;
mod import;
mod info;
mod new_folder;
mod reset;

use std::path::Path;

use clap::{ArgMatches, Command};
use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Table};

use crate::store::moving::Moved;

use super::super::exit::Outcome;
use super::super::program::Program;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("store")
        .about("Shows where everything is kept, what it holds, and whether it is sound")
        .subcommand_required(true)
        .subcommand(Command::new("path").about("Prints the folder that everything is kept in"))
        .subcommand(archive::command())
        .subcommand(export::command())
        .subcommand(import::command())
        .subcommand(info::command())
        .subcommand(check::command())
        .subcommand(reset::command())
        .subcommand(coverage::command())
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    match matches.subcommand() {
        Some(("archive", matches)) => archive::run(program, matches),
        Some(("export", matches)) => export::run(program, matches),
        Some(("import", matches)) => import::run(program, matches),
        Some(("info", _)) => info::run(program),
        Some(("check", matches)) => check::run(program, matches),
        Some(("reset", matches)) => reset::run(program, matches),
        Some(("coverage", _)) => coverage::run(program),
        _ => {
            let path = program.engine.settings().home.path().display().to_string();
            program.streams.print(&format!("{path}\n"))
        }
    }
}

/// Returns a table with a line of headings; the columns that `numbers` names are aligned right.
fn table(headings: &[&str], numbers: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(headings.iter().map(Cell::new));
    for column in numbers {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Returns a table as text, without the spaces at the ends of its lines.
fn text_of(table: &Table) -> String {
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim());
        text.push('\n');
    }
    text
}

/// Prints what was moved out of a folder or into it.
fn tell_moved(program: &mut Program<'_>, folder: &Path, moved: &Moved) -> Outcome {
    let Moved { records, files, bytes, passed_over } = *moved;
    if passed_over > 0 {
        program.warn(&format!(
            "{passed_over} files are passed over: links, and what else is no file of an export"
        ));
    }
    let (folder, room) = (folder.display(), bytes_text(bytes));
    program.streams.print(&format!("{folder}: {records} records and {files} files, {room}\n"))
}

/// Returns a number of bytes as people read it.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn bytes_text(bytes: u64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1_024.0 && unit + 1 < units.len() {
        value /= 1_024.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}", units[unit]) }
}
