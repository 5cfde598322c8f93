//! Letters in rows and columns, with their colours.

use unicode_width::UnicodeWidthChar;

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

/// What stands in the second place of a letter that takes two.
const REST: char = '\0';

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
        if x >= self.columns || y >= self.rows {
            return;
        }
        let row = &mut self.cells[y * self.columns..][..self.columns];
        // A letter of which one place is taken is gone.
        if row[x].letter == REST && cell.letter != REST {
            row[x - 1] = BLANK;
        }
        if let Some(next) = row.get_mut(x + 1).filter(|next| next.letter == REST) {
            *next = BLANK;
        }
        row[x] = cell;
    }

    /// Writes a text; what does not fit into the row is cut, with an ellipsis.
    pub fn write(&mut self, (x, y): (usize, usize), text: &str, color: Option<Color>, bold: bool) {
        let end = self.columns;
        let places = |letter: char| letter.width().unwrap_or(1);
        let whole: usize = text.chars().map(places).sum();
        let is_cut = x + whole > end;
        let mut here = x;
        for letter in text.chars() {
            let takes = places(letter);
            if is_cut && here + takes >= end {
                if here < end {
                    self.set(here, y, Cell { letter: '…', color, bold });
                }
                break;
            }
            if takes == 0 {
                continue;
            }
            let letter = if letter.is_control() { ' ' } else { letter };
            self.set(here, y, Cell { letter, color, bold });
            if takes == 2 {
                self.set(here + 1, y, Cell { letter: REST, color, bold });
            }
            here += takes;
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
        for row in (0..self.rows).map(|row| &self.cells[row * self.columns..][..self.columns]) {
            let end = row.iter().rposition(|cell| cell.letter != ' ').map_or(0, |last| last + 1);
            let mut style = (None, false);
            for cell in row[..end].iter().filter(|cell| cell.letter != REST) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_line_for_each_row_whatever_stands_in_it() {
        assert_eq!(Canvas::new(3, 2).text(false), "\n\n");
        assert_eq!(Canvas::new(0, 2).text(false), "\n\n");
        assert_eq!(Canvas::new(3, 0).text(true), "");
    }

    #[test]
    fn letters_that_take_two_places_are_counted_so() {
        let shown = |columns, text: &str| {
            let mut canvas = Canvas::new(columns, 1);
            canvas.write((1, 0), text, None, false);
            canvas.text(false)
        };
        assert_eq!(shown(7, "日本語"), " 日本語\n");
        assert_eq!(shown(6, "日本語"), " 日本…\n");
        assert_eq!(shown(5, "日本語"), " 日…\n");
        assert_eq!(shown(5, "abcd"), " abcd\n");
        assert_eq!(shown(5, "abcde"), " abc…\n");
        assert_eq!(shown(5, "e\u{301}x"), " ex\n");
        let mut canvas = Canvas::new(6, 1);
        canvas.write((0, 0), "日本語", None, false);
        canvas.write((1, 0), "ab", None, false);
        assert_eq!(canvas.text(false), " ab 語\n");
    }
}
