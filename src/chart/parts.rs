//! Graphs of one value a series: bars, circles, numbers, gauges, tables.

use super::axis::{digits, number, part, round_ends, told_marks};
use super::frame::SIZE;
use super::table::table as cells;
use super::{Chart, Fill, Series};
use crate::picture::{Anchor, Color, Face, Frame, Picture, arc, cut, width};

#[expect(clippy::cast_precision_loss, reason = "a graph has at most a few hundred series")]
fn count(number: usize) -> f32 {
    number as f32
}

fn nothing(picture: &mut Picture, (left, top, wide, high): Frame) {
    let middle = (left + wide / 2.0, top + high / 2.0);
    picture.text(middle, "No data available.", SIZE, picture.theme.pale(), Anchor::Middle);
}

/// Returns the series that have a value, with it.
fn shown(chart: &Chart) -> Vec<(&Series, f64)> {
    chart.series.iter().filter_map(|series| Some((series, series.shown()?))).collect()
}

/// Draws a bar for each series.
pub(super) fn bars(chart: &Chart, picture: &mut Picture, frame: Frame) {
    let values = shown(chart);
    if values.is_empty() {
        return nothing(picture, frame);
    }
    let (left, top, wide, high) = frame;
    let low = values.iter().map(|(_, value)| *value).fold(0.0, f64::min);
    let high_value = values.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let high_value = if low >= high_value { low + 1.0 } else { high_value };
    let axis = &chart.axes[0];
    let ends = axis.ends(round_ends(low, high_value));
    let marks = told_marks(ends, 5.0);
    let label = axis.label.as_deref().or_else(|| chart.unit(false).filter(|_| axis.units));
    let head = if label.is_some() { 20.0 } else { 16.0 };
    if let Some(label) = label {
        picture.text((left, top + 10.0), label, SIZE, picture.theme.pale(), Anchor::Start);
    }
    let before = marks.iter().map(|(_, t)| width(t, SIZE, Face::Regular)).fold(0.0, f32::max) + 8.0;
    let (x, across, down) = (left + before, wide - before, (high - head - 8.0).max(4.0));
    #[expect(clippy::cast_possible_truncation, reason = "a pixel needs no more digits")]
    let y = |value: f64| {
        let part = part(value, ends).clamp(0.0, 1.0) as f32;
        top + head + down * (1.0 - part)
    };
    for (mark, told) in &marks {
        picture.line(vec![(x, y(*mark)), (x + across, y(*mark))], picture.theme.grid(), 1.0);
        picture.text(
            (x - 6.0, y(*mark) + 4.0),
            told.as_str(),
            SIZE,
            picture.theme.pale(),
            Anchor::End,
        );
    }
    let slot = across / count(values.len());
    let bar = (slot * 0.7).min(90.0);
    for (place, (series, value)) in values.iter().enumerate() {
        let middle = x + slot * (count(place) + 0.5);
        let (from, to) = (y(value.max(0.0)), y(value.min(0.0)));
        picture.fill((middle - bar / 2.0, from, bar, (to - from).max(1.0)), series.color);
        let told = number(*value);
        if width(&told, SIZE, Face::Bold) <= slot {
            let above = if *value < 0.0 { to + 13.0 } else { from - 4.0 };
            picture.bold((middle, above), told, SIZE, picture.theme.ink(), Anchor::Middle);
        }
    }
    picture.line(vec![(x, y(0.0)), (x + across, y(0.0))], picture.theme.pale(), 1.0);
}

/// Draws a ring that all series have a part of; a value below zero has none.
pub(super) fn pie(chart: &Chart, picture: &mut Picture, frame: Frame) {
    let mut values = shown(chart);
    values.retain(|(_, value)| *value > 0.0);
    let total = chart.whole();
    if total == 0.0 || !total.is_finite() {
        return nothing(picture, frame);
    }
    let (left, top, wide, high) = frame;
    let center = (left + wide / 2.0, top + high / 2.0);
    let radius = (wide.min(high) / 2.0 - 6.0).max(4.0);
    let mut from = 0.0;
    for (series, value) in values {
        #[expect(clippy::cast_possible_truncation, reason = "a pixel needs no more digits")]
        let part = (value / total) as f32;
        let mut points = arc(center, radius, from, from + part);
        points.extend(arc(center, radius * 0.55, from + part, from));
        picture.area(points, series.color);
        if chart.shares && part > 0.06 && radius > 50.0 {
            let middle = (from + part / 2.0) * std::f32::consts::TAU;
            let out = radius * 0.775;
            let at = (center.0 + out * middle.sin(), center.1 - out * middle.cos() + 4.0);
            picture.bold(at, format!("{:.0}%", part * 100.0), SIZE, Color::WHITE, Anchor::Middle);
        }
        let edge = arc(center, radius, from, from);
        let inner = arc(center, radius * 0.55, from, from);
        if let (Some(edge), Some(inner)) = (edge.first(), inner.first())
            && part < 1.0
        {
            let ground = picture.theme.ground();
            picture.line(vec![*inner, *edge], ground, 1.5);
        }
        from += part;
    }
}

/// Draws the newest value of each series in large letters.
pub(super) fn numbers(chart: &Chart, picture: &mut Picture, frame: Frame) {
    if chart.series.is_empty() {
        return nothing(picture, frame);
    }
    let (left, top, wide, high) = frame;
    let all = count(chart.series.len());
    // As many columns as make the cells about twice as wide as they are high.
    let columns = (all * wide / (high * 2.2).max(1.0)).sqrt().round().clamp(1.0, all);
    let rows = (all / columns).ceil();
    let (cell_wide, cell_high) = (wide / columns, high / rows);
    for (place, series) in chart.series.iter().enumerate() {
        let place = count(place);
        let row = (place / columns).floor();
        let at = (left + (place - row * columns) * cell_wide, top + row * cell_high);
        let unit = series.unit.as_deref().filter(|unit| !matches!(*unit, "None" | "Count"));
        let mut size = (cell_high * 0.36).clamp(10.0, 56.0);
        if chart.sparkline {
            // The line has its place below.
            size = size.min((cell_high * 0.5 - 18.0).max(10.0));
        }
        // Digits are worth letters of half the size.
        let least = (size / 2.0).max(10.0);
        let fits = |told: &str| width(told, least, Face::Bold) <= cell_wide - 16.0;
        let told = |value: f64| if chart.precise { digits(value, fits) } else { number(value) };
        let told = series.shown().map_or_else(|| "--".to_owned(), told);
        while size > 10.0 && width(&told, size, Face::Bold) > cell_wide - 16.0 {
            size -= 1.0;
        }
        let part = if chart.sparkline { 0.2 } else { 0.46 };
        let (x, middle) = (at.0 + 8.0, at.1 + (cell_high * part).max(size * 0.6));
        picture.bold(
            (x, middle + size * 0.2),
            told.as_str(),
            size,
            picture.theme.ink(),
            Anchor::Start,
        );
        if let Some(unit) = unit {
            let behind = x + width(&told, size, Face::Bold) + 6.0;
            let unit = cut(unit, SIZE, Face::Regular, at.0 + cell_wide - behind);
            picture.text(
                (behind, middle + size * 0.2),
                unit,
                SIZE,
                picture.theme.pale(),
                Anchor::Start,
            );
        }
        let under = middle + size * 0.2 + 18.0;
        picture.fill((x, under - 9.0, 10.0, 10.0), series.color);
        let label = cut(&series.label, SIZE, Face::Regular, cell_wide - 32.0);
        picture.text((x + 15.0, under), label, SIZE, picture.theme.pale(), Anchor::Start);
        if chart.sparkline && at.1 + cell_high - under > 18.0 {
            let frame = (x, under + 8.0, cell_wide - 16.0, at.1 + cell_high - under - 14.0);
            sparkline(series, chart, picture, frame);
        }
    }
}

fn sparkline(
    series: &Series,
    chart: &Chart,
    picture: &mut Picture,
    (left, top, wide, high): Frame,
) {
    let low = series.points.values().copied().fold(f64::INFINITY, f64::min);
    let most = series.points.values().copied().fold(f64::NEG_INFINITY, f64::max);
    let (start, end) = chart.range;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a pixel needs no more digits"
    )]
    let points = series.points.iter().map(|(time, value)| {
        let across = (time.millis() - start.millis()) as f64;
        let x = across / ((end.millis() - start.millis()).max(1) as f64);
        let y = part(*value, (low, most));
        (left + wide * x as f32, top + high * (1.0 - y as f32))
    });
    picture.line(points.collect(), series.color, 1.5);
}

/// Draws a half ring for each series, filled as far as its value goes.
pub(super) fn gauge(chart: &Chart, picture: &mut Picture, frame: Frame) {
    if chart.series.is_empty() {
        return nothing(picture, frame);
    }
    let (left, top, wide, high) = frame;
    let ends = chart.ends(false);
    let (columns, cell) = places(chart.series.len(), (wide, high));
    for (place, series) in chart.series.iter().enumerate() {
        let corner =
            (left + cell.0 * count(place % columns), top + cell.1 * count(place / columns));
        half_circle(chart, series, picture, ((corner.0, corner.1, cell.0, cell.1), ends));
    }
}

/// What stands below the half circle of a gauge, and beside it.
const BELOW: f32 = 56.0;
const BESIDE: f32 = 40.0;

/// Returns how large a half circle may be in a place.
const fn radius((wide, high): (f32, f32)) -> f32 {
    ((wide - BESIDE) / 2.0).min(high - BELOW).max(8.0)
}

/// Returns how many gauges stand beside each other so that they are largest, and the place of each.
fn places(number: usize, (wide, high): (f32, f32)) -> (usize, (f32, f32)) {
    let layouts = (1..=number).map(|columns| {
        let rows = number.div_ceil(columns);
        (columns, (wide / count(columns), high / count(rows)))
    });
    let larger = |left: &(usize, (f32, f32)), right: &(usize, (f32, f32))| {
        radius(left.1).total_cmp(&radius(right.1))
    };
    layouts.max_by(larger).unwrap_or((1, (wide, high)))
}

/// Draws a gauge whose values lie between two ends.
fn half_circle(
    chart: &Chart,
    series: &Series,
    picture: &mut Picture,
    ((left, top, wide, high), (low, most)): (Frame, (f64, f64)),
) {
    let (middle, radius) = (left + wide / 2.0, radius((wide, high)));
    let center = (middle, top + 10.0 + radius + (high - BELOW - radius).max(0.0) / 2.0);
    #[expect(clippy::cast_possible_truncation, reason = "a pixel needs no more digits")]
    let turn = |value: f64| part(value, (low, most)).clamp(0.0, 1.0) as f32 * 0.5 - 0.25;
    let ring = |from: f32, to: f32, outer: f32, inner: f32| {
        let mut points = arc(center, outer, from, to);
        points.extend(arc(center, inner, to, from));
        points
    };
    let inner = radius * 0.72;
    picture.area(ring(-0.25, 0.25, radius, inner), picture.theme.grid());
    if let Some(value) = series.shown() {
        picture.area(ring(-0.25, turn(value), radius, inner), series.color);
    }
    for line in &chart.horizontal {
        let (from, to) = match (line.to, line.fill) {
            (Some(to), _) => (turn(line.at.min(to)), turn(line.at.max(to))),
            (None, Fill::Over) => (turn(line.at), 0.25),
            (None, Fill::Under) => (-0.25, turn(line.at)),
            (None, Fill::None) => (turn(line.at) - 0.003, turn(line.at) + 0.003),
        };
        picture.area(ring(from, to, radius + 7.0, radius + 2.0), line.color);
    }
    let told = series.shown().map_or_else(|| "--".to_owned(), number);
    // The half circle is narrower where the upper edge of the number is.
    let most_wide = inner * 2.0 * 0.85;
    let size = (radius * 0.4).clamp(8.0, 48.0);
    let size = size * (most_wide / width(&told, size, Face::Bold).max(1.0)).min(1.0);
    picture.bold(
        (middle, center.1 - 2.0),
        told,
        size.max(8.0),
        picture.theme.ink(),
        Anchor::Middle,
    );
    let ends = radius * 0.86;
    let marks = [(middle - ends, number(low)), (middle + ends, number(most))];
    let taken: f32 = marks.iter().map(|(_, mark)| width(mark, SIZE, Face::Regular)).sum();
    let unit = series.unit.as_deref().filter(|unit| *unit != "None");
    // The ends tell more than the unit does.
    let fits = |unit: &&str| width(unit, SIZE, Face::Regular) + taken / 2.0 + 12.0 < ends * 2.0;
    if let Some(unit) = unit.filter(fits) {
        picture.text((middle, center.1 + 14.0), unit, SIZE, picture.theme.pale(), Anchor::Middle);
    }
    for (x, mark) in marks {
        picture.text((x, center.1 + 14.0), mark, SIZE, picture.theme.pale(), Anchor::Middle);
    }
    let label = cut(&series.label, SIZE, Face::Regular, wide - 24.0);
    let start = middle - f32::midpoint(width(&label, SIZE, Face::Regular), 15.0);
    picture.fill((start, center.1 + 23.0, 10.0, 10.0), series.color);
    picture.text((start + 15.0, center.1 + 32.0), label, SIZE, picture.theme.ink(), Anchor::Start);
}

/// Draws a table of numbers.
pub(super) fn table(chart: &Chart, picture: &mut Picture, (left, top, wide, high): Frame) {
    const ROW: f32 = 22.0;
    let column = (wide * 0.14).clamp(40.0, 90.0);
    let told = chart.series.iter().map(|series| width(&series.label, SIZE, Face::Regular) + 27.0);
    let widest = if chart.table.vertical { 80.0 } else { told.fold(0.0, f32::max) };
    let least = widest.min(wide / 3.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
    let fitting = |room: f32, one: f32| (room / one).max(1.0) as usize;
    let table = cells(chart, fitting(wide - least, column), fitting(high - 21.0, ROW));
    let names = wide - column * count(table.columns.len());
    for (head, place) in table.columns.iter().zip(1_u8..) {
        let x = left + names + column * f32::from(place);
        let told = cut(
            &head.told,
            SIZE,
            Face::Bold,
            column - if head.color.is_some() { 20.0 } else { 6.0 },
        );
        if let Some(color) = head.color {
            let mark = x - width(&told, SIZE, Face::Bold) - 14.0;
            picture.fill((mark, top + 5.0, 10.0, 10.0), color);
        }
        picture.bold((x, top + 14.0), told, SIZE, picture.theme.ink(), Anchor::End);
    }
    picture.line(vec![(left, top + 21.0), (left + wide, top + 21.0)], picture.theme.pale(), 1.0);
    let mut y = top + 21.0;
    for (head, values) in table.rows.iter().zip(&table.cells) {
        let mut x = left;
        if let Some(color) = head.color {
            picture.fill((left, y + 6.0, 10.0, 10.0), color);
            x += 15.0;
        }
        let label = cut(&head.told, SIZE, Face::Regular, left + names - x - 5.0);
        picture.text((x, y + 15.0), label, SIZE, picture.theme.ink(), Anchor::Start);
        for (value, place) in values.iter().zip(1_u8..) {
            let x = left + names + column * f32::from(place);
            picture.text((x, y + 15.0), value.as_str(), SIZE, picture.theme.ink(), Anchor::End);
        }
        y += ROW;
        picture.line(vec![(left, y), (left + wide, y)], picture.theme.grid(), 1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauges_stand_where_they_are_largest() {
        let columns = |number, place| places(number, place).0;
        assert_eq!(columns(1, (600.0, 400.0)), 1);
        assert_eq!(columns(3, (600.0, 200.0)), 3);
        // Beside each other they would be too small to be read.
        assert_eq!(columns(3, (280.0, 230.0)), 2);
        assert_eq!(columns(2, (120.0, 400.0)), 1);
    }
}
