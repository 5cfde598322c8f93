//! Boards: panels in a grid of 24 columns, each with a graph, a text or a list.

use super::frame::{SIZE, picture as drawn};
use super::terminal::PALE as GRAY;
use super::terminal::{Canvas, draw, wrapped};
use super::{Chart, Color};
use crate::picture::{Anchor, Face, Picture, Theme, cut, width};

/// The colours of boards.
const INK: Color = Theme::Light.ink();
const PALE: Color = Theme::Light.pale();
const GRID: Color = Theme::Light.grid();

/// How many columns a board has.
pub const COLUMNS: u32 = 24;

/// How wide and high a unit of the grid is, in pixels.
const UNIT: (u32, u32) = (50, 46);

/// A board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// What stands above it.
    pub title: String,
    /// Its panels.
    pub panels: Vec<Panel>,
}

/// A panel of a board.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Where it lies in the grid: column, row, width and height.
    pub place: [u32; 4],
    /// What it shows.
    pub content: Content,
}

/// What a panel shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A graph.
    Chart(Box<Chart>),
    /// A text in Markdown.
    Text(String),
    /// A list, with a title.
    List(Option<String>, Vec<Item>),
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The colour of its mark and its first text.
    pub color: Color,
    /// A word, a name, since when, and what there is to tell about it.
    pub texts: [String; 4],
}

/// Returns the number of rows of the grid.
fn rows(board: &Board) -> u32 {
    board.panels.iter().map(|p| p.place[1].saturating_add(p.place[3])).max().unwrap_or(1)
}

/// Draws a board; at most 200 rows of its grid.
#[expect(clippy::cast_precision_loss, reason = "a board has at most a few thousand pixels a side")]
pub fn picture(board: &Board) -> Picture {
    const HEAD: u32 = 34;
    let most = rows(board).min(200);
    let mut picture = Picture::new(COLUMNS * UNIT.0 + 16, most * UNIT.1 + HEAD + 16);
    let title = cut(&board.title, 18.0, Face::Bold, (COLUMNS * UNIT.0) as f32);
    picture.bold((16.0, 27.0), title, 18.0, INK, Anchor::Start);
    for panel in board.panels.iter().filter(|panel| panel.place[1] + panel.place[3] <= most) {
        let [x, y, wide, high] = panel.place;
        let (across, down) = (wide * UNIT.0 - 8, high * UNIT.1 - 8);
        let at = ((x * UNIT.0 + 12) as f32, (y * UNIT.1 + HEAD + 4) as f32);
        let (right, bottom) = (at.0 + across as f32, at.1 + down as f32);
        let edge = vec![at, (right, at.1), (right, bottom), (at.0, bottom), at];
        picture.line(edge, GRID, 1.0);
        let content = match &panel.content {
            Content::Chart(chart) => drawn(chart, across, down),
            Content::Text(text) => written(text, across, down),
            Content::List(title, items) => listed(title.as_deref(), items, across, down),
        };
        picture.place(content, at);
    }
    picture
}

/// A line of Markdown: its text without marks, and the size of a heading.
fn plain(line: &str) -> (String, Option<f32>) {
    let heading = line.chars().take_while(|c| *c == '#').count();
    let text = line.trim_start_matches('#').trim();
    let text = match text.strip_prefix("* ").or_else(|| text.strip_prefix("- ")) {
        Some(rest) => format!("• {rest}"),
        None => text.to_owned(),
    };
    let text = without_stars(&without_links(&text.replace("**", "").replace('`', "")));
    let size = match heading {
        0 => None,
        1 => Some(20.0),
        2 => Some(16.0),
        _ => Some(13.0),
    };
    (text, size)
}

/// Returns a text in which what stands between stars, `*text*`, stands alone.
fn without_stars(text: &str) -> String {
    let mut told = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('*') {
        let inside = behind.split_once('*').filter(|(inside, _)| {
            !inside.is_empty() && !inside.starts_with(' ') && !inside.ends_with(' ')
        });
        told.push_str(before);
        if let Some((inside, behind)) = inside {
            told.push_str(inside);
            rest = behind;
        } else {
            told.push('*');
            rest = behind;
        }
    }
    told + rest
}

/// Returns a text in which a link, `[text](address)`, is its text.
fn without_links(text: &str) -> String {
    let mut told = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('[') {
        let link = behind.split_once("](").and_then(|(name, behind)| {
            let (_, behind) = behind.split_once(')')?;
            (!name.contains(['[', ']'])).then_some((name, behind))
        });
        told.push_str(before);
        if let Some((name, behind)) = link {
            told.push_str(name);
            rest = behind;
        } else {
            told.push('[');
            rest = behind;
        }
    }
    told + rest
}

#[expect(clippy::cast_precision_loss, reason = "a panel has at most a few thousand pixels a side")]
fn written(text: &str, across: u32, down: u32) -> Picture {
    let mut picture = Picture::new(across, down);
    let room = across as f32 - 20.0;
    let mut y = 6.0;
    for line in text.lines() {
        let (line, heading) = plain(line);
        let (size, face) = heading.map_or((SIZE, Face::Regular), |size| (size, Face::Bold));
        let mut row = String::new();
        let mut flush = |row: &mut String, y: &mut f32| {
            *y += size * 1.4;
            if *y < down as f32 - 4.0 {
                let told = cut(row, size, face, room);
                match face {
                    Face::Bold => picture.bold((10.0, *y), told, size, INK, Anchor::Start),
                    Face::Regular => picture.text((10.0, *y), told, size, INK, Anchor::Start),
                }
            }
            row.clear();
        };
        for word in line.split_whitespace() {
            if !row.is_empty() && width(&format!("{row} {word}"), size, face) > room {
                flush(&mut row, &mut y);
            }
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(word);
        }
        flush(&mut row, &mut y);
    }
    picture
}

/// How high an item of a list is in pixels, in one row and in two.
const STEPS: (f32, f32) = (22.0, 40.0);

/// How wide the texts of a list are.
struct Widths {
    word: f32,
    name: f32,
    since: f32,
    /// Whether what there is to tell stands in a row of its own below, not behind all.
    is_narrow: bool,
}

fn widths(items: &[Item], wide: f32) -> Widths {
    let column = |place: usize, face: Face| {
        let widths = items.iter().map(|item| width(&item.texts[place], SIZE, face));
        widths.fold(0.0, f32::max)
    };
    let (word, name) = (column(0, Face::Bold), column(1, Face::Regular));
    let since = column(2, Face::Regular);
    Widths { word, name, since, is_narrow: wide - 32.0 - word - name - since < 200.0 }
}

/// Returns a board that is nothing but a list, as high as it takes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a list has at most a few thousand pixels"
)]
pub fn of_list(title: String, items: Vec<Item>) -> Board {
    let wide = (COLUMNS * UNIT.0 - 8) as f32 - 24.0;
    let step = if widths(&items, wide).is_narrow { STEPS.1 } else { STEPS.0 };
    let pixels = 6.0 + step * items.len() as f32 + 18.0 + 8.0;
    let high = ((pixels / UNIT.1 as f32).ceil() as u32).max(2);
    let content = Content::List(None, items);
    Board { title, panels: vec![Panel { place: [0, 0, COLUMNS, high], content }] }
}

#[expect(clippy::cast_precision_loss, reason = "a panel has at most a few thousand pixels a side")]
fn listed(title: Option<&str>, items: &[Item], across: u32, down: u32) -> Picture {
    let mut picture = Picture::new(across, down);
    let (wide, high) = (across as f32 - 24.0, down as f32);
    let mut y = 6.0;
    if let Some(title) = title {
        picture.bold((12.0, 21.0), cut(title, 15.0, Face::Bold, wide), 15.0, INK, Anchor::Start);
        y = 28.0;
    }
    let Widths { word, name, since, is_narrow } = widths(items, wide);
    let step = if is_narrow { STEPS.1 } else { STEPS.0 };
    for (place, item) in items.iter().enumerate() {
        if y + step + 18.0 > high && (place + 1 < items.len() || y + step > high) {
            let told = format!("and {} more", items.len() - place);
            picture.text((12.0, y + 16.0), told, SIZE, PALE, Anchor::Start);
            break;
        }
        let line = y + 22.0;
        y += step;
        picture.fill((12.0, line - 10.0, 11.0, 11.0), item.color);
        let mut x = 30.0;
        let mut write = |text: &str, face: Face, color: Color, column: f32| {
            let told = cut(text, SIZE, face, (wide + 12.0 - x).max(0.0));
            match face {
                Face::Bold => picture.bold((x, line), told, SIZE, color, Anchor::Start),
                Face::Regular => picture.text((x, line), told, SIZE, color, Anchor::Start),
            }
            x += column + 16.0;
        };
        let [state, alarm, moment, why] = &item.texts;
        write(state, Face::Bold, item.color, word);
        write(alarm, Face::Regular, INK, name);
        if is_narrow {
            let told = [moment.as_str(), why].join("  ");
            let told = cut(told.trim(), SIZE, Face::Regular, wide - 18.0);
            picture.text((30.0, line + 17.0), told, SIZE, PALE, Anchor::Start);
        } else {
            write(moment, Face::Regular, PALE, since);
            write(why, Face::Regular, PALE, 0.0);
        }
    }
    picture
}

/// Draws a board in letters, so many in a row.
pub fn terminal(board: &Board, columns: usize, colored: bool) -> String {
    // Six units of the grid are about as high as a graph needs.
    const HIGH: u32 = 2;
    let most = rows(board).min(400);
    let tall = usize::try_from(most * HIGH).unwrap_or(0);
    let mut canvas = Canvas::new(columns, tall + 1);
    canvas.write((0, 0), &board.title, None, true);
    let unit = |units: u32| usize::try_from(units).unwrap_or(0) * columns / 24;
    for panel in board.panels.iter().filter(|panel| panel.place[1] + panel.place[3] <= most) {
        let [x, y, wide, high] = panel.place;
        let left = unit(x);
        let across =
            unit(x + wide).min(columns).saturating_sub(left + usize::from(x + wide < COLUMNS));
        let down = usize::try_from(high * HIGH).unwrap_or(0);
        let content = match &panel.content {
            Content::Chart(chart) => draw(chart, across, down.saturating_sub(1), colored),
            Content::Text(text) => {
                let mut canvas = Canvas::new(across, down);
                let mut row = 0;
                for line in text.lines() {
                    let (line, heading) = plain(line);
                    for line in wrapped(&line, across) {
                        canvas.write((0, row), &line, None, heading.is_some());
                        row += 1;
                    }
                }
                canvas
            }
            Content::List(title, items) => list(title.as_deref(), items, across, down),
        };
        let y = usize::try_from(y * HIGH).unwrap_or(0);
        canvas.paste(&content, (left, y + 1));
    }
    canvas.text(colored)
}

/// How many letters of what there is to tell are worth a place behind the rest.
const TELLING: usize = 30;

/// Draws a list in letters. Where it is too narrow for all that there is to tell, that stands in a row
/// of its own below.
pub fn list(title: Option<&str>, items: &[Item], across: usize, down: usize) -> Canvas {
    let mut canvas = Canvas::new(across, down);
    let mut row = 0;
    if let Some(title) = title {
        canvas.write((0, 0), title, None, true);
        row = 1;
    }
    let longest = |place: usize| {
        let lengths = items.iter().map(|item| item.texts[place].chars().count());
        lengths.max().unwrap_or(0)
    };
    let (first, second, third) = (longest(0), longest(1), longest(2));
    let is_narrow = is_narrow(items, across);
    for item in items {
        let mut write = |(x, row): (usize, usize), text: &str, color: Option<Color>, bold: bool| {
            let mut cell = Canvas::new(across.saturating_sub(x), 1);
            cell.write((0, 0), text, color, bold);
            canvas.paste(&cell, (x, row));
        };
        let [state, name, since, why] = &item.texts;
        write((0, row), "●", Some(item.color), false);
        write((2, row), state, Some(item.color), true);
        write((4 + first, row), name, None, false);
        if is_narrow {
            let told = [since.as_str(), why].join("  ");
            write((2, row + 1), told.trim(), GRAY, false);
            row += 2;
        } else {
            write((6 + first + second, row), since, None, false);
            write((8 + first + second + third, row), why, None, false);
            row += 1;
        }
    }
    canvas
}

/// Returns how many rows a list has in letters, without a title.
pub fn rows_of(items: &[Item], across: usize) -> usize {
    if is_narrow(items, across) { items.len() * 2 } else { items.len() }
}

fn is_narrow(items: &[Item], across: usize) -> bool {
    let longest = |place: usize| items.iter().map(|item| item.texts[place].chars().count()).max();
    let used: usize = (0..3).filter_map(longest).sum();
    used + 8 + TELLING > across
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Shape;

    #[test]
    fn a_link_is_its_text() {
        let cases = [
            ("see [here](https://a.b/c), [there](d)", "see here, there"),
            ("[a] and [b](c", "[a] and [b](c"),
            ("a[0] [b](c)", "a[0] b"),
            ("[[b](c)", "[b"),
        ];
        for (text, told) in cases {
            assert_eq!(without_links(text), told);
        }
    }

    #[test]
    fn what_stands_between_stars_stands_alone() {
        let cases = [
            ("the *checkout* of **shops**, *now*", "the checkout of shops, now"),
            ("2 * 3 * 4 and 5*6", "2 * 3 * 4 and 5*6"),
            ("* one *", "• one *"),
        ];
        for (text, told) in cases {
            assert_eq!(plain(text).0, told);
        }
    }

    #[test]
    fn a_list_is_as_high_as_its_items_take() {
        for reason in ["", "because of a reason that is longer than what is left of the row"] {
            for number in [1, 2, 7, 40, 200] {
                let item = |n| Item {
                    color: Color(1, 2, 3, 255),
                    texts: [
                        "OK".into(),
                        format!("{n}{}", "x".repeat(110)),
                        reason.into(),
                        "y".into(),
                    ],
                };
                let board = of_list("all".to_owned(), (0..number).map(item).collect());
                let drawn = picture(&board);
                let told = |text: &str| {
                    let is = |shape: &&Shape| matches!(shape, Shape::Text { text: t, .. } if t.starts_with(text));
                    drawn.shapes.iter().filter(is).count()
                };
                assert_eq!((told("OK"), told("and ")), (number, 0), "{number} {reason}");
            }
        }
    }

    #[test]
    fn panels_lie_in_their_grid() {
        let text = |place, text: &str| Panel { place, content: Content::Text(text.to_owned()) };
        let item = Item {
            color: Color(1, 2, 3, 255),
            texts: ["OK", "web", "since 12:00", "fine"].map(str::to_owned),
        };
        let list = Content::List(Some("Alarms".to_owned()), vec![item]);
        let board = Board {
            title: "Shop".to_owned(),
            panels: vec![
                text([0, 0, 12, 2], "# Left\n* **one**"),
                text([12, 0, 12, 2], "right"),
                Panel { place: [0, 2, 24, 2], content: list },
            ],
        };
        let shown = terminal(&board, 48, false);
        let rows: Vec<&str> = shown.lines().collect();
        assert_eq!(
            rows,
            [
                "Shop",
                "Left                    right",
                "• one",
                "",
                "",
                "Alarms",
                "● OK  web",
                "  since 12:00  fine",
                ""
            ]
        );
        let wide = terminal(&board, 60, false);
        assert!(wide.contains("\n● OK  web  since 12:00  fine\n"), "{wide}");
        let drawn = picture(&board);
        assert_eq!((drawn.width, drawn.height), (1_216, 4 * 46 + 50));
    }
}
