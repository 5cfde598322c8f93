//! Letters in rows and columns, with their colours.

use crate::picture::Color;

/// Letters in rows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Canvas {
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Cell {
    pub(super) letter: char,
    pub(super) color: Option<Color>,
    pub(super) bold: bool,
}

const BLANK: Cell = Cell { letter: ' ', color: None, bold: false };
impl Canvas {
    /// Makes blank rows.
    pub fn new(columns: usize, rows: usize) -> Self {
        Self { columns, rows, cells: vec![BLANK; columns * rows] }
    }

    /// Returns how many columns there are.
    pub const fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn set(&mut self, x: usize, y: usize, cell: Cell) {
        if x < self.columns && y < self.rows {
            self.cells[y * self.columns + x] = cell;
        }
    }

    /// Writes a text; what does not fit into the row is cut, with an ellipsis.
    pub fn write(&mut self, (x, y): (usize, usize), text: &str, color: Option<Color>, bold: bool) {
        let room = self.columns.saturating_sub(x);
        let whole = text.chars().count();
        for (place, letter) in text.chars().take(room).enumerate() {
            let is_cut = whole > room && place + 1 == room;
            let letter = if is_cut { '…' } else { letter };
            let letter = if letter.is_control() { ' ' } else { letter };
            self.set(x + place, y, Cell { letter, color, bold });
        }
    }

    /// Puts another canvas on this one, with its corner at a place.
    pub fn paste(&mut self, other: &Self, (x, y): (usize, usize)) {
        for row in 0..other.rows {
            for column in 0..other.columns {
                self.set(x + column, y + row, other.cells[row * other.columns + column]);
            }
        }
    }

    /// Returns the rows as lines of text, without blanks at their ends.
    pub fn text(&self, colored: bool) -> String {
        let mut text = String::new();
        for row in self.cells.chunks(self.columns.max(1)) {
            let end = row.iter().rposition(|cell| cell.letter != ' ').map_or(0, |last| last + 1);
            let mut style = (None, false);
            for cell in &row[..end] {
                let wanted = if colored { (cell.color, cell.bold) } else { (None, false) };
                if wanted != style {
                    text.push_str("\u{1b}[0");
                    if wanted.1 {
                        text.push_str(";1");
                    }
                    if let Some(Color(red, green, blue, _)) = wanted.0 {
                        text.push_str(&format!(";38;2;{red};{green};{blue}"));
                    }
                    text.push('m');
                    style = wanted;
                }
                text.push(cell.letter);
            }
            if style != (None, false) {
                text.push_str("\u{1b}[0m");
            }
            text.push('\n');
        }
        text
    }
}
