//! The part of a graph over time that values are drawn in.

use std::collections::BTreeMap;

use super::super::axis::part;
use super::canvas::{Canvas, Cell};
use super::{dot, letter, part_of};
use crate::chart::Chart;
use crate::time::Timestamp;

/// The part of a graph that values are drawn in.
pub(super) struct Plot<'c> {
    pub(super) chart: &'c Chart,
    pub(super) lows: [(f64, f64); 2],
    pub(super) wide: usize,
    pub(super) high: usize,
    pub(super) area: Canvas,
}

impl Plot<'_> {
    fn part(&self, right: bool, value: f64) -> f64 {
        part(value, self.lows[usize::from(right)])
    }

    pub(super) fn annotations(&mut self) {
        for line in &self.chart.horizontal {
            for (value, label) in line.ends() {
                let part = self.part(line.right, value);
                if (0.0..=1.0).contains(&part) {
                    let row = self.high - 1 - dot(part, self.high);
                    self.area.write((0, row), &"╌".repeat(self.wide), Some(line.color), false);
                    if let Some(label) = label {
                        let x = self.wide.saturating_sub(label.chars().count() + 1);
                        self.area.write((x, row), label, Some(line.color), false);
                    }
                }
            }
        }
        for line in &self.chart.vertical {
            for (time, label) in line.ends() {
                let part = part_of(self.chart.range, time);
                if !(0.0..=1.0).contains(&part) {
                    continue;
                }
                let x = dot(part, self.wide);
                for row in 0..self.high {
                    self.area.write((x, row), "┊", Some(line.color), false);
                }
                if let Some(label) = label {
                    self.area.write((x + 1, 0), label, Some(line.color), false);
                }
            }
        }
    }

    pub(super) fn lines(&mut self, colored: bool) {
        let braille = colored || self.chart.series.len() < 2;
        let mut dots = vec![0_u8; self.wide * self.high];
        for (place, series) in self.chart.series.iter().enumerate() {
            let mut last: Option<(usize, usize, Timestamp)> = None;
            for (time, value) in &series.points {
                let part = self.part(series.right, *value);
                if !(0.0..=1.0).contains(&part) {
                    last = None;
                    continue;
                }
                let x = dot(part_of(self.chart.range, *time), self.wide * 2);
                let y = self.high * 4 - 1 - dot(part, self.high * 4);
                let from = last
                    .filter(|(_, _, before)| time.since(*before).as_secs() <= series.period.max(1));
                let (from_x, from_y) = from.map_or((x, y), |(x, y, _)| (x, y));
                for (x, y) in between((from_x, from_y), (x, y)) {
                    let (column, row) = (x / 2, y / 4);
                    let at = row * self.wide + column;
                    let letter = if braille {
                        const BITS: [[u8; 4]; 2] =
                            [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
                        if let Some(here) = dots.get_mut(at) {
                            *here |= BITS[x % 2][y % 4];
                            char::from_u32(0x2800 + u32::from(*here)).unwrap_or('·')
                        } else {
                            '·'
                        }
                    } else {
                        letter(place)
                    };
                    let color = Some(series.color);
                    self.area.set(column, row, Cell { letter, color, bold: false });
                }
                last = Some((x, y, *time));
            }
        }
    }

    pub(super) fn areas(&mut self, colored: bool) {
        for right in [false, true] {
            let sums = self.chart.stacks(right);
            let own = self.chart.series.iter().enumerate().filter(|(_, s)| s.right == right);
            let own: Vec<_> = own.collect();
            for ((place, series), sum) in own.iter().zip(&sums).rev() {
                for column in 0..self.wide {
                    let Some(value) = self.at(sum, column) else { continue };
                    let high = dot(self.part(right, value), self.high + 1);
                    for row in self.high - high..self.high {
                        let letter = if colored || own.len() < 2 { '█' } else { letter(*place) };
                        let cell = Cell { letter, color: Some(series.color), bold: false };
                        self.area.set(column, row, cell);
                    }
                }
            }
        }
    }

    /// Returns the value that is shown in a column: the newest that begins before it ends.
    fn at(&self, values: &BTreeMap<Timestamp, f64>, column: usize) -> Option<f64> {
        let (start, end) = self.chart.range;
        let length = end.millis() - start.millis();
        let wide = i64::try_from(self.wide).ok()?.max(1);
        let column = i64::try_from(column).ok()?;
        let until = Timestamp::from_millis(start.millis() + length * (column + 1) / wide);
        let (first, _) = values.first_key_value()?;
        let (last, _) = values.last_key_value()?;
        let from = Timestamp::from_millis(start.millis() + length * column / wide);
        let is_within = until > *first && from <= *last;
        values.range(..until).next_back().map(|(_, value)| *value).filter(|_| is_within)
    }
}

/// Returns the dots on the way from one to another, without the first unless they are the same.
fn between((x0, y0): (usize, usize), (x1, y1): (usize, usize)) -> Vec<(usize, usize)> {
    let steps = x0.abs_diff(x1).max(y0.abs_diff(y1)).max(1);
    let way = |from: usize, to: usize, step: usize| {
        if to >= from {
            from + ((to - from) * step + steps / 2) / steps
        } else {
            from - ((from - to) * step + steps / 2) / steps
        }
    };
    (1..=steps).map(|step| (way(x0, x1, step), way(y0, y1, step))).collect()
}
