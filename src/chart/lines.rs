//! Graphs over time: lines and areas between axes.

use super::axis::{self, part, told_marks};
use super::frame::SIZE;
use super::{Chart, Fill, View};
use crate::picture::{Anchor, Face, Frame, Picture, Point, Shape, arc, cut, width};
use crate::time::Timestamp;

/// Where values and times lie in a picture.
struct Place {
    frame: Frame,
    ends: [(f64, f64); 2],
    range: (Timestamp, Timestamp),
}

impl Place {
    #[expect(clippy::cast_possible_truncation, reason = "a pixel needs no more digits")]
    fn y(&self, right: bool, value: f64) -> f32 {
        let (low, high) = self.ends[usize::from(right)];
        let part = part(value, (low, high)).clamp(-2.0, 3.0);
        self.frame.1 + self.frame.3 * (1.0 - part as f32)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a pixel needs no more digits"
    )]
    fn x(&self, time: Timestamp) -> f32 {
        let (start, end) = self.range;
        let length = (end.millis() - start.millis()).max(1) as f64;
        let part = ((time.millis() - start.millis()) as f64 / length).clamp(-2.0, 3.0);
        self.frame.0 + self.frame.2 * part as f32
    }
}

pub(super) fn draw(chart: &Chart, picture: &mut Picture, (left, top, wide, high): Frame) {
    let sides: &[bool] = if chart.has_right() { &[false, true] } else { &[false] };
    let ends = [chart.ends(false), chart.ends(true)];
    let labels: Vec<Option<String>> = sides.iter().map(|right| label(chart, *right)).collect();
    let head = if labels.iter().any(Option::is_some) { 22.0 } else { 8.0 };
    let foot = 36.0;
    let down = (high - head - foot).max(10.0);
    let parts = f64::from((down / 44.0).clamp(2.0, 10.0));
    let told: Vec<Vec<(f64, String)>> =
        sides.iter().map(|right| told_marks(ends[usize::from(*right)], parts)).collect();
    let widest = |side: usize| {
        let told = told.get(side).into_iter().flatten();
        told.map(|(_, text)| width(text, SIZE, Face::Regular)).fold(0.0, f32::max)
    };
    let (before, behind) = (widest(0) + 8.0, if sides.len() > 1 { widest(1) + 8.0 } else { 12.0 });
    let across = (wide - before - behind).max(10.0);
    let place =
        Place { frame: (left + before, top + head, across, down), ends, range: chart.range };
    let (x, y, right_edge, bottom) =
        (left + before, top + head, left + before + across, top + head + down);
    for (side, right) in sides.iter().enumerate() {
        if let Some(label) = &labels[side] {
            let label = cut(label, SIZE, Face::Regular, wide / 2.0 - 10.0);
            let (at, anchor) =
                if *right { (left + wide, Anchor::End) } else { (left, Anchor::Start) };
            picture.text((at, top + 10.0), label, SIZE, picture.theme.pale(), anchor);
        }
        for (mark, text) in &told[side] {
            let here = place.y(*right, *mark);
            if !*right {
                picture.line(vec![(x, here), (right_edge, here)], picture.theme.grid(), 1.0);
            }
            let (at, anchor) =
                if *right { (right_edge + 6.0, Anchor::Start) } else { (x - 6.0, Anchor::End) };
            picture.text((at, here + 4.0), text.as_str(), SIZE, picture.theme.pale(), anchor);
        }
    }
    times(chart, picture, &place);
    picture.shapes.push(Shape::Clip((x, y - 2.0, across, down + 4.0)));
    fills(chart, picture, &place);
    for right in [false, true] {
        if chart.view == View::Stacked {
            areas(chart, picture, &place, right);
        } else {
            lines(chart, picture, &place, right);
        }
    }
    annotations(chart, picture, &place);
    picture.shapes.push(Shape::Unclip);
    picture.line(vec![(x, bottom), (right_edge, bottom)], picture.theme.pale(), 1.0);
    if chart.series.iter().all(|series| series.points.is_empty()) && chart.horizontal.is_empty() {
        let middle = (f32::midpoint(x, right_edge), f32::midpoint(y, bottom));
        picture.text(middle, "No data available.", SIZE, picture.theme.pale(), Anchor::Middle);
    }
}

/// Returns what is written above an axis: its label, and the unit.
fn label(chart: &Chart, right: bool) -> Option<String> {
    let axis = &chart.axes[usize::from(right)];
    let unit = chart.unit(right).filter(|_| axis.units);
    match (&axis.label, unit) {
        (Some(label), _) => Some(label.clone()),
        (None, unit) => unit.map(str::to_owned),
    }
}

fn times(chart: &Chart, picture: &mut Picture, place: &Place) {
    let (x, y, across, down) = place.frame;
    let bottom = y + down;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "2 to 12")]
    let most = (across / 62.0).clamp(2.0, 12.0) as u64;
    for mark in axis::times(chart.range, chart.zone, most) {
        let here = place.x(mark.time);
        picture.line(vec![(here, bottom), (here, bottom + 4.0)], picture.theme.pale(), 1.0);
        let half = width(&mark.told, SIZE, Face::Regular) / 2.0;
        let here = here.min(x + across - half + 12.0).max(x + half - 30.0);
        picture.text((here, bottom + 17.0), mark.told, SIZE, picture.theme.pale(), Anchor::Middle);
        if let Some(date) = mark.date {
            picture.text((here, bottom + 31.0), date, SIZE, picture.theme.pale(), Anchor::Middle);
        }
    }
}

/// Returns the parts of a series in which no value is missing.
fn stretches(series: &super::Series) -> Vec<Vec<(Timestamp, f64)>> {
    let mut parts: Vec<Vec<(Timestamp, f64)>> = Vec::new();
    for (time, value) in &series.points {
        let last = parts.last().and_then(|part| part.last());
        let follows =
            last.is_some_and(|(last, _)| time.since(*last).as_secs() <= series.period.max(1));
        match parts.last_mut() {
            Some(part) if follows => part.push((*time, *value)),
            _ => parts.push(vec![(*time, *value)]),
        }
    }
    parts
}

fn lines(chart: &Chart, picture: &mut Picture, place: &Place, right: bool) {
    for series in chart.series.iter().filter(|series| series.right == right) {
        for part in stretches(series) {
            let points: Vec<Point> =
                part.iter().map(|(time, value)| (place.x(*time), place.y(right, *value))).collect();
            match points[..] {
                [alone] => picture.area(arc(alone, 2.5, 0.0, 1.0), series.color),
                _ => picture.line(points, series.color, 1.8),
            }
        }
    }
}

fn areas(chart: &Chart, picture: &mut Picture, place: &Place, right: bool) {
    let own = chart.series.iter().filter(|series| series.right == right);
    let sums = chart.stacks(right);
    for (number, (series, sum)) in own.zip(&sums).enumerate() {
        let top: Vec<Point> =
            sum.iter().map(|(time, value)| (place.x(*time), place.y(right, *value))).collect();
        let below: Vec<Point> = sum
            .keys()
            .rev()
            .map(|time| {
                let under = number.checked_sub(1).and_then(|under| sums[under].get(time));
                (place.x(*time), place.y(right, under.copied().unwrap_or(0.0)))
            })
            .collect();
        picture.area(top.iter().copied().chain(below).collect(), series.color.thin(150));
        match top[..] {
            [alone] => picture.area(arc(alone, 2.5, 0.0, 1.0), series.color),
            _ => picture.line(top, series.color, 1.5),
        }
    }
}

/// Draws what annotations fill, behind the lines.
fn fills(chart: &Chart, picture: &mut Picture, place: &Place) {
    let (x, y, across, down) = place.frame;
    for line in &chart.horizontal {
        let here = place.y(line.right, line.at);
        let ends = match (line.to, line.fill) {
            (Some(to), _) => Some((here, place.y(line.right, to))),
            (None, Fill::Over) => Some((y, here)),
            (None, Fill::Under) => Some((here, y + down)),
            (None, Fill::None) => None,
        };
        if let Some((from, to)) = ends {
            let frame = (x, from.min(to), across, (from - to).abs());
            picture.fill(frame, line.color.thin(34));
        }
    }
    for line in &chart.vertical {
        let here = place.x(line.at);
        let ends = match (line.to, line.fill) {
            (Some(to), _) => Some((here, place.x(to))),
            (None, Fill::Over) => Some((here, x + across)),
            (None, Fill::Under) => Some((x, here)),
            (None, Fill::None) => None,
        };
        if let Some((from, to)) = ends {
            let frame = (from.min(to), y, (from - to).abs(), down);
            picture.fill(frame, line.color.thin(34));
        }
    }
}

fn annotations(chart: &Chart, picture: &mut Picture, place: &Place) {
    let (x, y, across, down) = place.frame;
    for line in &chart.horizontal {
        for (value, label) in line.ends() {
            let here = place.y(line.right, value);
            picture.dashes(vec![(x, here), (x + across, here)], line.color, 1.5);
            if let Some(label) = label {
                let above = if here - y < 18.0 { here + 14.0 } else { here - 5.0 };
                written(picture, label, ((x + across - 6.0, above), Anchor::End), across);
            }
        }
    }
    for line in &chart.vertical {
        for (time, label) in line.ends() {
            let here = place.x(time);
            picture.dashes(vec![(here, y), (here, y + down)], line.color, 1.5);
            let Some(label) = label else { continue };
            let room = width(label, SIZE, Face::Regular) + 10.0;
            let at = if here + room > x + across {
                ((here - 5.0, y + 12.0), Anchor::End)
            } else {
                ((here + 5.0, y + 12.0), Anchor::Start)
            };
            written(picture, label, at, across);
        }
    }
}

/// Writes a label on a ground of its own, so that lines do not cross it.
fn written(picture: &mut Picture, label: &str, (at, anchor): (Point, Anchor), across: f32) {
    let label = cut(label, SIZE, Face::Regular, across - 20.0);
    let wide = width(&label, SIZE, Face::Regular);
    let left = if anchor == Anchor::End { at.0 - wide } else { at.0 };
    picture.fill((left - 3.0, at.1 - 11.0, wide + 6.0, 15.0), picture.theme.ground().thin(200));
    picture.text(at, label, SIZE, picture.theme.ink(), anchor);
}
