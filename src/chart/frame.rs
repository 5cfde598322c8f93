//! What surrounds a graph: title and legend.

use super::axis::number;
use super::{Chart, Legend, View, lines, parts};
use crate::picture::{Anchor, Color, Face, Frame, Picture, cut, width};

/// The size of texts.
pub(super) const SIZE: f32 = 12.0;

const ROOM: f32 = 12.0;
const ROW: f32 = 18.0;

/// Draws a graph in so many pixels.
pub fn picture(chart: &Chart, across: u32, down: u32) -> Picture {
    let mut picture = Picture { theme: chart.theme, ..Picture::new(across, down) };
    #[expect(
        clippy::cast_precision_loss,
        reason = "a picture has at most a few thousand pixels a side"
    )]
    let (wide, high) = (across as f32, down as f32);
    let mut frame = (ROOM, ROOM / 2.0, (wide - 2.0 * ROOM).max(1.0), (high - ROOM).max(1.0));
    if let Some(title) = chart.title.as_deref().filter(|title| !title.is_empty()) {
        let mut room = frame.2;
        if let Some((state, color)) = &chart.state {
            let told = cut(state, SIZE, Face::Bold, room / 2.0);
            room -= width(&told, SIZE, Face::Bold) + 12.0;
            picture.bold((frame.0 + frame.2, frame.1 + 14.0), told, SIZE, *color, Anchor::End);
        }
        let title = cut(title, 15.0, Face::Bold, room);
        picture.bold((frame.0, frame.1 + 15.0), title, 15.0, picture.theme.ink(), Anchor::Start);
        frame = (frame.0, frame.1 + 22.0, frame.2, frame.3 - 22.0);
    }
    if let Some(note) = &chart.note {
        let columns = (frame.2 / (SIZE * 0.5)).max(8.0);
        let bottom = frame.1 + frame.3;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "8 to thousands"
        )]
        for line in super::terminal::wrapped(note, columns as usize) {
            frame.1 += ROW;
            if frame.1 > bottom {
                break;
            }
            let line = cut(&line, SIZE, Face::Regular, frame.2);
            picture.text((frame.0, frame.1), line, SIZE, picture.theme.pale(), Anchor::Start);
        }
        return picture;
    }
    let has_legend = !matches!(chart.view, View::Numbers | View::Table | View::Gauge)
        && frame.2 > 100.0
        && frame.3 > 80.0;
    match chart.legend {
        Legend::Bottom if has_legend => frame = below(chart, &mut picture, frame),
        Legend::Right if has_legend => frame = beside(chart, &mut picture, frame),
        _ => {}
    }
    match chart.view {
        View::Lines | View::Stacked => lines::draw(chart, &mut picture, frame),
        View::Bars => parts::bars(chart, &mut picture, frame),
        View::Pie => parts::pie(chart, &mut picture, frame),
        View::Numbers => parts::numbers(chart, &mut picture, frame),
        View::Gauge => parts::gauge(chart, &mut picture, frame),
        View::Table => parts::table(chart, &mut picture, frame),
    }
    picture
}

/// Returns what the legend tells: colours and texts; in a pie with the part of each.
fn entries(chart: &Chart) -> Vec<(Color, String)> {
    let total = chart.whole();
    let entry = |series: &super::Series| {
        let told = match (chart.view, series.shown()) {
            (View::Pie, Some(value)) if value > 0.0 => {
                format!("{} ({}, {:.1}%)", series.label, number(value), value / total * 100.0)
            }
            (View::Pie, Some(value)) => format!("{} ({})", series.label, number(value)),
            _ => series.label.clone(),
        };
        (series.color, told)
    };
    let lines = chart.horizontal.iter().flat_map(|line| {
        let labels = [&line.label, &line.to_label].into_iter().flatten().filter(|l| !l.is_empty());
        labels.map(|label| (line.color, label.clone()))
    });
    chart.series.iter().map(entry).chain(lines).collect()
}

fn entry(picture: &mut Picture, (x, y): (f32, f32), color: Color, told: String) {
    picture.fill((x, y - 9.0, 10.0, 10.0), color);
    picture.text((x + 15.0, y), told, SIZE, picture.theme.ink(), Anchor::Start);
}

/// Draws the legend below; returns what is left for the graph.
fn below(chart: &Chart, picture: &mut Picture, frame: Frame) -> Frame {
    let (left, top, wide, high) = frame;
    let most = ((high / 3.0) / ROW).max(1.0);
    let mut rows: Vec<Vec<(Color, String, f32)>> = vec![Vec::new()];
    let mut used = 0.0;
    for (color, told) in entries(chart) {
        let told = cut(&told, SIZE, Face::Regular, wide - 15.0);
        let takes = width(&told, SIZE, Face::Regular) + 15.0 + 16.0;
        if used + takes - 16.0 > wide && used > 0.0 {
            rows.push(Vec::new());
            used = 0.0;
        }
        if let Some(row) = rows.last_mut() {
            row.push((color, told, used));
        }
        used += takes;
    }
    rows.retain(|row| !row.is_empty());
    let fitting = rows.iter().zip(1_u8..).take_while(|(_, n)| f32::from(*n) <= most).count().max(1);
    let left_out: usize = rows.iter().skip(fitting).map(Vec::len).sum();
    let shown: Vec<_> = rows.into_iter().take(fitting).collect();
    let mut y = top + high + 2.0;
    for row in shown.iter().rev() {
        y -= ROW;
        for (color, told, x) in row {
            entry(picture, (left + x, y + 12.0), *color, told.clone());
        }
    }
    if left_out > 0 {
        let told = format!("and {left_out} more");
        let room = width(&told, SIZE, Face::Regular) + 8.0;
        let ground = picture.theme.ground();
        picture.fill((left + wide - room, top + high - 14.0, room, 16.0), ground);
        picture.text(
            (left + wide, top + high - 4.0),
            told,
            SIZE,
            picture.theme.pale(),
            Anchor::End,
        );
    }
    (left, top, wide, y - top - 4.0)
}

/// Draws the legend beside; returns what is left for the graph.
fn beside(chart: &Chart, picture: &mut Picture, frame: Frame) -> Frame {
    let (left, top, wide, high) = frame;
    let all = entries(chart);
    let widest = all.iter().map(|(_, told)| width(told, SIZE, Face::Regular)).fold(0.0, f32::max);
    let column = (widest + 15.0).min(wide / 3.0);
    if all.is_empty() {
        return frame;
    }
    let mut y = top + 12.0;
    let count = all.len();
    for (place, (color, told)) in all.into_iter().enumerate() {
        if y + ROW > top + high && place + 1 < count {
            let told = format!("and {} more", count - place);
            picture.text(
                (left + wide - column, y),
                told,
                SIZE,
                picture.theme.pale(),
                Anchor::Start,
            );
            break;
        }
        let told = cut(&told, SIZE, Face::Regular, column - 15.0);
        entry(picture, (left + wide - column, y), color, told);
        y += ROW;
    }
    (left, top, wide - column - 14.0, high)
}
