//! `--output table`: boxes in boxes.
//!
//! ```text
//! {"Trails": [{"Name": "a", "Tags": ["x"]}]}
//!
//!     ---------------
//!     |  ListTrails |
//!     +-------------+
//!     ||  Trails   ||      a section for each list or object, deeper ones behind more bars
//!     |+-----------+|
//!     ||   Name    ||      names of the single values
//!     |+-----------+|
//!     ||  a        ||      a row for each object
//!     |+-----------+|
//!     |||  Tags   |||
//!     ||+---------+||
//!     |||  x      |||
//!     ||+---------+||
//! ```
//!
//! All sections are as wide as the widest. If that is more than the screen has, each section of one row
//! is turned: a row for each name and its value.
//!
//! Source: facts, "AWS CLI", d.5.

use super::Screen;
use super::sections::{Section, sections};
use super::wide::columns;

use crate::value::Value;

/// The spaces and bars of a cell, besides what it says.
const CELL_PADDING: usize = 4;

const RESET: &str = "\x1b[0m";

/// Returns the document as boxes; nothing for an empty one.
///
/// Fails with Python's sentence for lists whose items do not have the same form.
pub(super) fn print(title: &str, document: &Value, screen: Screen) -> Result<String, String> {
    let mut sections = sections(title, document)?;
    if sections.is_empty() {
        return Ok(String::new());
    }
    if width_of(&sections) > screen.columns {
        sections.iter_mut().for_each(Section::turn);
    }
    let width = width_of(&sections);
    let mut drawing = Drawing { text: String::new(), colored: screen.colored };
    drawing.write(&format!("{}\n", "-".repeat(width)));
    for section in &sections {
        drawing.section(section, width);
    }
    Ok(drawing.text)
}

/// Returns the width of the widest section.
fn width_of(sections: &[Section]) -> usize {
    let width = |section: &Section| {
        let bars = 2 + 2 * section.indent;
        let title = columns(section.title.as_deref().unwrap_or("None"));
        let cells: usize = section.widths.iter().map(|width| width + CELL_PADDING).sum();
        title.max(cells) + bars
    };
    sections.iter().map(width).max().unwrap_or(0)
}

/// Text that grows.
struct Drawing {
    text: String,
    colored: bool,
}

impl Drawing {
    /// Writes text; behind each piece colours end, as the AWS CLI ends them.
    fn write(&mut self, text: &str) {
        self.text.push_str(text);
        if self.colored {
            self.text.push_str(RESET);
        }
    }

    /// Writes a line between the bars of what it lies in.
    fn line(&mut self, indent: usize, line: &str) {
        let bar = if self.colored { format!("\x1b[2m\x1b[33m|{RESET}") } else { "|".to_owned() };
        let bars = bar.repeat(indent);
        for piece in [bars.as_str(), line, bars.as_str(), "\n"] {
            self.write(piece);
        }
    }

    fn section(&mut self, section: &Section, width: usize) {
        let width = width.saturating_sub(2 * section.indent);
        let indent = section.indent;
        if let Some(title) = section.title.as_deref().filter(|title| !title.is_empty()) {
            self.line(indent, &centered(title, width, "|"));
            if section.headers.is_empty() && section.rows.is_empty() {
                self.line(indent, &format!("+{}+", "-".repeat(width.saturating_sub(2))));
            }
        }
        let widths = scaled(&section.widths, width);
        let rule = rule(&widths);
        if !section.headers.is_empty() {
            let cells = widths.iter().zip(&section.headers).zip(edges());
            let cells: String =
                cells.map(|((width, name), edge)| centered(name, *width, edge)).collect();
            self.line(indent, &rule);
            self.line(indent, &cells);
        }
        if section.rows.is_empty() || widths.is_empty() {
            return;
        }
        self.line(indent, &rule);
        for row in &section.rows {
            let cells = widths.iter().zip(row).zip(edges());
            let cells: String =
                cells.map(|((width, cell), edge)| self.cell(cell, *width, edge)).collect();
            self.line(indent, &cells);
        }
        self.line(indent, &rule);
    }

    /// Returns a cell: its text on the left, two spaces before it where there is room.
    fn cell(&self, text: &str, width: usize, edge: &str) -> String {
        let taken = columns(text) + edge.len() + 1;
        let padding = if width >= taken + 2 { 2 } else { 0 };
        let left = " ".repeat(padding);
        let right = " ".repeat(width.saturating_sub(taken + padding));
        let text =
            if self.colored { format!("\x1b[1m\x1b[34m{text}{RESET}") } else { text.to_owned() };
        format!("{edge}{left}{text}{right}|")
    }
}

/// Returns the left edges of the cells of a row: only the first has one.
fn edges() -> impl Iterator<Item = &'static str> {
    std::iter::once("|").chain(std::iter::repeat(""))
}

/// Returns text in the middle between an edge and a bar.
fn centered(text: &str, width: usize, edge: &str) -> String {
    let length = columns(text);
    // Below 0 where the text is longer than the cell; then the difference is missing on the right.
    let left = signed(width / 2) - signed(length / 2) - 1;
    let right = signed(width) - 1 - signed(edge.len() + length) - left;
    let spaces = |count: isize| " ".repeat(usize::try_from(count).unwrap_or(0));
    format!("{edge}{}{text}{}|", spaces(left), spaces(right))
}

fn signed(number: usize) -> isize {
    isize::try_from(number).unwrap_or(isize::MAX)
}

/// Returns the line between rows.
fn rule(widths: &[usize]) -> String {
    let dashes = |count: usize| "-".repeat(count);
    let cells = widths.iter().enumerate().map(|(place, width)| match place {
        0 => format!("+{}+", dashes(width.saturating_sub(2))),
        _ => format!("{}+", dashes(width.saturating_sub(1))),
    });
    cells.collect()
}

/// Returns the widths of cells that together fill a section.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "widths of texts lie far below 2^53"
)]
fn scaled(widths: &[usize], width: usize) -> Vec<usize> {
    let cells: Vec<usize> = widths.iter().map(|width| width + CELL_PADDING).collect();
    let factor = width as f64 / cells.iter().sum::<usize>() as f64;
    let mut cells: Vec<usize> =
        cells.iter().map(|cell| (factor * *cell as f64).round_ties_even() as usize).collect();
    let count = cells.len();
    let sum: usize = cells.iter().sum();
    for step in 0..sum.saturating_sub(width) {
        cells[step % count] -= 1;
    }
    for step in 0..if count == 0 { 0 } else { width.saturating_sub(sum) } {
        cells[count - 1 - step % count] += 1;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PLAIN: Screen = Screen { columns: 80, rows: None, colored: false };

    #[test]
    fn cells_fill_the_width_to_the_column() {
        assert_eq!(scaled(&[], 10), Vec::<usize>::new());
        assert_eq!(scaled(&[1, 1], 12), [6, 6]);
        assert_eq!(scaled(&[1, 1], 13), [6, 7]);
        assert_eq!(scaled(&[1, 1, 1], 20), [6, 7, 7]);
        for width in 20..200 {
            assert_eq!(scaled(&[1, 5, 2], width).iter().sum::<usize>(), width);
        }
    }

    #[test]
    fn a_row_is_turned_only_if_the_screen_is_too_narrow() {
        let document = json!({"a": 1, "b": 2});
        let rows = |columns| {
            print("T", &document, Screen { columns, rows: None, colored: false })
                .unwrap()
                .lines()
                .count()
        };
        assert_eq!(print("T", &document, PLAIN).unwrap().lines().next(), Some("------------"));
        assert_eq!([rows(12), rows(11)], [7, 6]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let text = print("T", &json!({"日本": ["x"], "a": 1, "b": 2}), PLAIN).unwrap();
        assert!(text.contains("||  日本  ||\n"), "{text}");
    }

    #[test]
    fn colours_end_behind_each_piece_as_in_the_aws_cli() {
        let screen = Screen { columns: 80, rows: None, colored: true };
        let text = print("T", &json!({"a": ["x"]}), screen).unwrap();
        let bar = "\x1b[2m\x1b[33m|\x1b[0m\x1b[0m";
        let end = "\x1b[0m\n\x1b[0m";
        let expected = [
            "---------\n\x1b[0m".to_owned(),
            format!("\x1b[0m|   T   |\x1b[0m{end}"),
            format!("\x1b[0m+-------+\x1b[0m{end}"),
            format!("{bar}|  a  |\x1b[0m{bar}\n\x1b[0m"),
            format!("{bar}+-----+\x1b[0m{bar}\n\x1b[0m"),
            format!("{bar}|  \x1b[1m\x1b[34mx\x1b[0m  |\x1b[0m{bar}\n\x1b[0m"),
            format!("{bar}+-----+\x1b[0m{bar}\n\x1b[0m"),
        ];
        assert_eq!(text, expected.concat());
    }
}
