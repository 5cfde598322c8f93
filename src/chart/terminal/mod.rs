//! Graphs in letters.
//!
//! Lines are dots of braille, two across and four down in each letter, where there are colours or only
//! one series; else each series is a letter, which the legend names.

mod canvas;
mod plot;

use super::axis::{self, digits, number, part, told_marks};
use super::table::table as cells;
use super::{Chart, Legend, Series, View};
use crate::picture::Color;
use crate::time::Timestamp;
use plot::Plot;

pub use canvas::Canvas;

/// The colour of what is not the matter itself.
pub(super) const PALE: Option<Color> = Some(Color(0x8A, 0x93, 0xA0, 255));

/// Draws a graph in so many letters.
pub fn draw(chart: &Chart, columns: usize, rows: usize, colored: bool) -> Canvas {
    let mut canvas = Canvas::new(columns, rows);
    let mut top = 0;
    if let Some(title) = &chart.title {
        let room = match &chart.state {
            Some((state, color)) => {
                let x = columns.saturating_sub(state.chars().count());
                canvas.write((x, 0), state, Some(*color), true);
                x.saturating_sub(2)
            }
            None => columns,
        };
        let mut head = Canvas::new(room, 1);
        head.write((0, 0), title, None, true);
        canvas.paste(&head, (0, 0));
        top = 1;
    }
    let rest = rows.saturating_sub(top);
    if let Some(note) = &chart.note {
        for (place, line) in wrapped(note, columns.max(1)).into_iter().take(rest).enumerate() {
            canvas.write((0, top + place), &line, PALE, false);
        }
        return canvas;
    }
    let body = match chart.view {
        View::Lines | View::Stacked => over_time(chart, columns, rest, colored),
        View::Bars | View::Pie => bars(chart, columns, rest),
        View::Numbers => numbers(chart, columns, rest),
        View::Gauge => gauge(chart, columns, rest),
        View::Table => table(chart, columns, rest),
    };
    canvas.paste(&body, (0, top));
    canvas
}

/// Returns a text in lines of at most so many letters.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > columns {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Returns the letter of a series where there are no colours.
fn letter(place: usize) -> char {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
    char::from(LETTERS[place % LETTERS.len()])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a terminal has at most a few thousand dots a side"
)]
fn dot(part: f64, dots: usize) -> usize {
    (part.clamp(0.0, 1.0) * dots.saturating_sub(1) as f64).round() as usize
}

#[expect(clippy::cast_precision_loss, reason = "a part of a range needs no more digits")]
fn part_of((start, end): (Timestamp, Timestamp), time: Timestamp) -> f64 {
    (time.millis() - start.millis()) as f64 / ((end.millis() - start.millis()).max(1)) as f64
}

fn over_time(chart: &Chart, columns: usize, rows: usize, colored: bool) -> Canvas {
    let mut canvas = Canvas::new(columns, rows);
    let legend = legend(chart, columns, colored || chart.series.len() < 2);
    let shown = legend.len().min(rows / 4);
    let high = rows.saturating_sub(shown + 2);
    if high < 2 || columns < 16 {
        // What is too small for a graph has room for its numbers.
        return numbers(chart, columns, rows);
    }
    for (place, row) in legend.iter().take(shown).enumerate() {
        canvas.paste(row, (0, rows - shown + place));
    }
    let lows = [chart.ends(false), chart.ends(true)];
    #[expect(clippy::cast_precision_loss, reason = "a terminal has few rows")]
    let parts = (high as f64 / 3.0).clamp(2.0, 8.0);
    let told = |right: usize| {
        let mut marks = told_marks(lows[right], parts);
        marks.retain(|(mark, _)| *mark >= lows[right].0);
        marks
    };
    let (left_marks, right_marks) = (told(0), if chart.has_right() { told(1) } else { Vec::new() });
    let widest = |marks: &[(f64, String)]| marks.iter().map(|(_, t)| t.len()).max().unwrap_or(0);
    let left = widest(&left_marks) + 1;
    let right = widest(&right_marks);
    let wide = columns.saturating_sub(left + 1 + right + usize::from(right > 0));
    let mut plot = Plot { chart, lows, wide, high, area: Canvas::new(wide, high) };
    plot.annotations();
    if chart.view == View::Stacked {
        plot.areas(colored);
    } else {
        plot.lines(colored);
    }
    if chart.series.iter().all(|series| series.points.is_empty()) && chart.horizontal.is_empty() {
        let x = (wide / 2).saturating_sub(9);
        plot.area.write((x, high / 2), "No data available.", PALE, false);
    }
    canvas.paste(&plot.area, (left + 1, 0));
    for row in 0..high {
        canvas.write((left, row), "│", PALE, false);
    }
    for (marks, side, x) in [(&left_marks, 0, 0), (&right_marks, 1, left + 2 + wide)] {
        for (mark, text) in marks {
            let (low, top) = lows[side];
            let row = high - 1 - dot(part(*mark, (low, top)), high);
            let x = if side == 0 { left - 1 - text.len() } else { x };
            canvas.write((x, row), text, PALE, false);
            if side == 0 {
                canvas.write((left, row), "┤", PALE, false);
            }
        }
    }
    canvas.write((left, high), "└", PALE, false);
    canvas.write((left + 1, high), &"─".repeat(wide), PALE, false);
    time_marks(chart, &mut canvas, (left + 1, wide, high));
    canvas
}

fn time_marks(chart: &Chart, canvas: &mut Canvas, (left, wide, high): (usize, usize, usize)) {
    let mut free = 0;
    let most = u64::try_from(wide / 12).unwrap_or(2).max(2);
    for mark in axis::times(chart.range, chart.zone, most) {
        let x = left + dot(part_of(chart.range, mark.time), wide);
        canvas.write((x, high), "┴", PALE, false);
        let told = match &mark.date {
            // Of days, it is the year.
            Some(year) if !year.contains('/') => format!("{year}/{}", mark.told),
            Some(date) if free == 0 || mark.told.starts_with("00:00") => {
                format!("{date} {}", mark.told)
            }
            _ => mark.told,
        };
        let length = told.chars().count();
        let x = x.saturating_sub(length / 2).min((left + wide).saturating_sub(length));
        if x >= free {
            canvas.write((x, high + 1), &told, PALE, false);
            free = x + length + 1;
        }
    }
}

/// Returns the rows of the legend.
fn legend(chart: &Chart, columns: usize, squares: bool) -> Vec<Canvas> {
    if chart.legend == Legend::Hidden {
        return Vec::new();
    }
    let mut rows = vec![Canvas::new(columns, 1)];
    let mut x = 0;
    for (place, series) in chart.series.iter().enumerate() {
        let length = series.label.chars().count() + 4;
        if x > 0 && x + length > columns {
            rows.push(Canvas::new(columns, 1));
            x = 0;
        }
        if let Some(row) = rows.last_mut() {
            let mark = if squares { '■' } else { letter(place) };
            row.write((x, 0), &mark.to_string(), Some(series.color), false);
            row.write((x + 2, 0), &series.label, None, false);
        }
        x += length;
    }
    rows
}

fn label_room(chart: &Chart, columns: usize) -> usize {
    let widest = chart.series.iter().map(|s| s.label.chars().count()).max().unwrap_or(0);
    widest.min(columns / 3)
}

fn name(canvas: &mut Canvas, series: &Series, row: usize, room: usize) {
    let mut cell = Canvas::new(room, 1);
    cell.write((0, 0), &series.label, None, false);
    canvas.paste(&cell, (0, row));
}

fn bars(chart: &Chart, columns: usize, rows: usize) -> Canvas {
    let mut canvas = Canvas::new(columns, rows);
    let values: Vec<_> = chart.series.iter().filter_map(|s| Some((s, s.shown()?))).collect();
    let room = label_room(chart, columns);
    let total = chart.whole();
    let most = values.iter().map(|(_, value)| value.abs()).fold(0.0, f64::max);
    let shares = chart.view == View::Pie && total > 0.0;
    let told = |value: f64| {
        if shares && value > 0.0 {
            format!("{} ({:.1}%)", number(value), value / total * 100.0)
        } else {
            number(value)
        }
    };
    let longest = values.iter().map(|(_, value)| told(*value).chars().count()).max().unwrap_or(0);
    // Values are never cut; where there is little place, names are.
    let room = room.min(columns.saturating_sub(longest + 2));
    let wide = columns.saturating_sub(room + 2 + longest);
    for (row, (series, value)) in values.into_iter().take(rows).enumerate() {
        name(&mut canvas, series, row, room);
        // Of a whole, a value below zero has no part.
        let (whole, part) =
            if chart.view == View::Pie { (total, value.max(0.0)) } else { (most, value.abs()) };
        let length = if whole > 0.0 { dot(part / whole, wide + 1) } else { 0 };
        canvas.write((room + 1, row), &"█".repeat(length), Some(series.color), false);
        canvas.write((room + 2 + length, row), &told(value), None, false);
    }
    canvas
}

fn numbers(chart: &Chart, columns: usize, rows: usize) -> Canvas {
    let mut canvas = Canvas::new(columns, rows);
    let fits = |told: &str| told.len() <= (columns / 2).max(8);
    let told_of = |series| {
        told_of(series, |value| if chart.precise { digits(value, fits) } else { number(value) })
    };
    let told: Vec<[String; 2]> = chart.series.iter().map(told_of).collect();
    let length = |told: &[String; 2]| told[0].chars().count() + told[1].chars().count();
    let longest = told.iter().map(length).max().unwrap_or(0);
    // Values are never cut; where there is little place, names are, and then units go.
    let room = label_room(chart, columns);
    let has_units = room.min(8) + 2 + longest <= columns;
    let longest = if has_units {
        longest
    } else {
        told.iter().map(|[value, _]| value.chars().count()).max().unwrap_or(0)
    };
    let room = room.min(columns.saturating_sub(longest + 2));
    for (row, (series, [value, unit])) in chart.series.iter().zip(&told).take(rows).enumerate() {
        name(&mut canvas, series, row, room);
        let told = if has_units { format!("{value}{unit}") } else { value.clone() };
        canvas.write((room + 2, row), &told, Some(series.color), true);
        let x = room + 4 + told.chars().count();
        canvas.write((x, row), &spark(series, columns.saturating_sub(x)), PALE, false);
    }
    canvas
}

/// Returns the value that is shown of a series, and its unit with a blank before it.
fn told_of(series: &Series, told: impl Fn(f64) -> String) -> [String; 2] {
    let unit = series.unit.as_deref().filter(|unit| *unit != "None");
    let unit = unit.map_or_else(String::new, |unit| format!(" {unit}"));
    [series.shown().map_or_else(|| "--".to_owned(), told), unit]
}

/// Returns the values of a series as blocks of eight heights.
fn spark(series: &Series, columns: usize) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let values: Vec<f64> = series.points.values().copied().collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let top = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let columns = columns.min(values.len());
    let block = |column: usize| {
        let value = values[column * values.len() / columns.max(1)];
        BLOCKS[if top > low { dot(part(value, (low, top)), 8) } else { 3 }]
    };
    (0..columns).map(block).collect()
}

fn gauge(chart: &Chart, columns: usize, rows: usize) -> Canvas {
    let mut canvas = Canvas::new(columns, rows);
    let (low, top) = chart.ends(false);
    let room = label_room(chart, columns);
    let (low_told, top_told) = (number(low), number(top));
    let value = |series: &Series| told_of(series, number)[0].clone();
    let longest = chart.series.iter().map(|s| value(s).chars().count()).max().unwrap_or(0);
    // Values are never cut; where there is little place, names are, and then the gauge goes.
    let used = low_told.len() + top_told.len() + longest + 6;
    let wide = columns.saturating_sub(used + room);
    let (room, wide) =
        if wide < 8 { (room.min(columns.saturating_sub(used + 8)), 8) } else { (room, wide) };
    if used + wide > columns {
        return numbers(chart, columns, rows);
    }
    for (row, series) in chart.series.iter().take(rows).enumerate() {
        name(&mut canvas, series, row, room);
        let mut x = room + 1;
        canvas.write((x, row), &low_told, PALE, false);
        x += low_told.len() + 1;
        canvas.write((x, row), &"░".repeat(wide), PALE, false);
        if let Some(value) = series.shown() {
            let length = dot(part(value, (low, top)), wide + 1);
            canvas.write((x, row), &"█".repeat(length), Some(series.color), false);
        }
        x += wide + 1;
        canvas.write((x, row), &top_told, PALE, false);
        canvas.write((x + top_told.len() + 2, row), &value(series), None, true);
    }
    canvas
}

fn table(chart: &Chart, columns: usize, rows: usize) -> Canvas {
    const COLUMN: usize = 11;
    let mut canvas = Canvas::new(columns, rows);
    let room = if chart.table.vertical { 12 } else { label_room(chart, columns) };
    let most = (columns.saturating_sub(room) / COLUMN).max(1);
    let table = cells(chart, most, rows.saturating_sub(1));
    let room = columns.saturating_sub(table.columns.len() * COLUMN);
    let mut write = |(column, row): (usize, usize), told: &str, bold: bool| {
        let mut cell = Canvas::new(COLUMN - 1, 1);
        let length = told.chars().count();
        cell.write(((COLUMN - 1).saturating_sub(length), 0), told, None, bold);
        canvas.paste(&cell, (room + 1 + column * COLUMN, row));
    };
    for (column, head) in table.columns.iter().enumerate() {
        write((column, 0), &head.told, true);
    }
    for (row, cells) in table.cells.iter().enumerate() {
        for (column, told) in cells.iter().enumerate() {
            write((column, row + 1), told, false);
        }
    }
    for (row, head) in table.rows.iter().enumerate() {
        let mut cell = Canvas::new(room, 1);
        cell.write((0, 0), &head.told, None, false);
        canvas.paste(&cell, (0, row + 1));
    }
    canvas
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::chart::{Annotation, COLORS, Fill};

    fn chart(view: View) -> Chart {
        let time = |minute: i64| Timestamp::from_secs(minute * 60);
        let series = |(place, label): (usize, &str)| Series {
            label: label.to_owned(),
            color: COLORS[place],
            right: place == 1,
            period: 60,
            points: (0..60)
                .map(|minute| {
                    (time(minute), 1_234.567 * f64::from(u8::try_from(minute % 13).unwrap()))
                })
                .collect::<BTreeMap<_, _>>(),
            unit: Some("Bytes/Second".to_owned()),
        };
        let labels = ["short", "a label that is very long for so little", "日本語のラベル"];
        Chart {
            title: Some("A title that is longer than any window here will ever be wide".to_owned()),
            view,
            series: labels.into_iter().enumerate().map(series).collect(),
            horizontal: vec![Annotation {
                at: 5_000.0,
                to: Some(9_000.0),
                label: Some("low".to_owned()),
                to_label: Some("high".to_owned()),
                color: COLORS[3],
                fill: Fill::None,
                right: false,
            }],
            ..Chart::default()
        }
    }

    #[test]
    fn no_line_is_wider_than_the_window() {
        let views = [
            View::Lines,
            View::Stacked,
            View::Bars,
            View::Pie,
            View::Numbers,
            View::Gauge,
            View::Table,
        ];
        for view in views {
            for columns in 1..90 {
                let text = draw(&chart(view), columns, 16, false).text(false);
                for line in text.lines() {
                    assert!(line.width() <= columns, "{view:?} in {columns}: {line}");
                }
            }
        }
    }

    #[test]
    fn both_ends_of_a_band_say_what_they_are() {
        let mut chart = chart(View::Lines);
        chart.series.iter_mut().for_each(|series| series.points.clear());
        let text = draw(&chart, 80, 20, true).text(false);
        assert!(text.contains("low") && text.contains("high"), "{text}");
    }

    #[test]
    fn a_value_below_zero_has_no_part_of_a_pie() {
        let mut chart = chart(View::Pie);
        for (series, value) in chart.series.iter_mut().zip([75.0, -19.0, 25.0]) {
            series.points = [(Timestamp::from_secs(0), value)].into();
        }
        let text = draw(&chart, 60, 6, false).text(false);
        let told: Vec<&str> = text.lines().skip(1).filter(|line| !line.is_empty()).collect();
        assert!(told[0].ends_with(" 75 (75.0%)") && told[2].ends_with(" 25 (25.0%)"), "{text}");
        assert!(told[1].ends_with(" -19") && !told[1].contains('█'), "{text}");
    }
}
