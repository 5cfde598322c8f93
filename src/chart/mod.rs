//! Graphs: what is drawn, whatever it is drawn on.
//!
//! ```text
//! Chart --> picture   lines, areas, bars, pies, numbers, gauges, tables -> Picture -> PNG, SVG
//!       \-> terminal  the same in letters
//! ```
//!
//! Nothing here knows where the values come from.

mod axis;
pub mod board;
mod frame;
mod lines;
mod parts;
mod table;
pub mod terminal;

pub use axis::number;
pub use frame::picture;
pub use table::{Layout, Summary};

use std::collections::BTreeMap;

use crate::picture::{Color, Theme};
use crate::time::Timestamp;

/// The colours that series get in turn: those of the console.
pub const COLORS: [Color; 10] = [
    Color(0x1F, 0x77, 0xB4, 255),
    Color(0xFF, 0x7F, 0x0E, 255),
    Color(0x2C, 0xA0, 0x2C, 255),
    Color(0xD6, 0x27, 0x28, 255),
    Color(0x94, 0x67, 0xBD, 255),
    Color(0x8C, 0x56, 0x4B, 255),
    Color(0xE3, 0x77, 0xC2, 255),
    Color(0x7F, 0x7F, 0x7F, 255),
    Color(0xBC, 0xBD, 0x22, 255),
    Color(0x17, 0xBE, 0xCF, 255),
];

/// How values are drawn.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum View {
    /// Lines over time.
    #[default]
    Lines,
    /// Areas over time, one on the other.
    Stacked,
    /// A bar for each series.
    Bars,
    /// A circle of all.
    Pie,
    /// The newest value of each.
    Numbers,
    /// A needle between two ends.
    Gauge,
    /// Rows of numbers.
    Table,
}

/// Where the legend stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Legend {
    /// Below the graph.
    #[default]
    Bottom,
    /// Beside it.
    Right,
    /// Nowhere.
    Hidden,
}

/// A series of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is called.
    pub label: String,
    /// Its colour.
    pub color: Color,
    /// Whether the axis on the right is its own.
    pub right: bool,
    /// How long its periods are, in seconds: where values are further apart, some are missing.
    pub period: u64,
    /// The values, by when their periods begin.
    pub points: BTreeMap<Timestamp, f64>,
    /// The unit of the values, if it is known.
    pub unit: Option<String>,
}

impl Series {
    /// Returns the value that bars, pies and numbers show.
    pub fn shown(&self) -> Option<f64> {
        self.points.values().next_back().copied()
    }
}

/// An axis of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// Its lower end, if that is fixed.
    pub min: Option<f64>,
    /// Its upper end, if that is fixed.
    pub max: Option<f64>,
    /// What is written at it.
    pub label: Option<String>,
    /// Whether the unit is written at it.
    pub units: bool,
}

impl Axis {
    /// Returns the ends: those that are fixed, in whatever order, else those that suit the values.
    fn ends(&self, (low, high): (f64, f64)) -> (f64, f64) {
        let (low, high) = match (self.min, self.max) {
            (Some(min), Some(max)) => (min.min(max), min.max(max)),
            (min, max) => (min.unwrap_or(low), max.unwrap_or(high)),
        };
        match (self.max, low < high) {
            (_, true) => (low, high),
            // All values lie above the upper end that is fixed.
            (Some(_), false) if self.min.is_none() => (high - 1.0, high),
            _ => (low, low + 1.0),
        }
    }
}

/// Which side of an annotation is filled.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Fill {
    /// None.
    #[default]
    None,
    /// What is above it, or after it.
    Over,
    /// What is below it, or before it.
    Under,
}

/// A line, or a band between two, at a value or a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation<T> {
    /// Where it is.
    pub at: T,
    /// The other end of a band.
    pub to: Option<T>,
    /// What is written at it.
    pub label: Option<String>,
    /// What is written at the other end of a band.
    pub to_label: Option<String>,
    /// Its colour.
    pub color: Color,
    /// What is filled.
    pub fill: Fill,
    /// Whether it is for the axis on the right.
    pub right: bool,
}

impl<T: Copy> Annotation<T> {
    /// Returns the line, or both lines of a band, each with what is written at it.
    fn ends(&self) -> impl Iterator<Item = (T, Option<&str>)> {
        let first = (self.at, self.label.as_deref());
        let second = self.to.map(|to| (to, self.to_label.as_deref()));
        std::iter::once(first)
            .chain(second)
            .map(|(at, label)| (at, label.filter(|label| !label.is_empty())))
    }
}

/// A graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What stands above it.
    pub title: Option<String>,
    /// A second title, as the state of an alarm, and its colour.
    pub state: Option<(String, Color)>,
    /// How values are drawn.
    pub view: View,
    /// The values.
    pub series: Vec<Series>,
    /// The axes on the left and on the right.
    pub axes: [Axis; 2],
    /// When it begins and ends.
    pub range: (Timestamp, Timestamp),
    /// How far its time is ahead of UTC, in minutes.
    pub zone: i64,
    /// Lines at values.
    pub horizontal: Vec<Annotation<f64>>,
    /// Lines at times.
    pub vertical: Vec<Annotation<Timestamp>>,
    /// Where the legend stands.
    pub legend: Legend,
    /// Whether numbers have a small line of their values below.
    pub sparkline: bool,
    /// Whether numbers have all their digits, as far as there is room.
    pub precise: bool,
    /// Whether the parts of a circle say how large they are.
    pub shares: bool,
    /// What a table holds.
    pub table: Layout,
    /// The colours around the values.
    pub theme: Theme,
    /// What is written in place of the values, as why there are none.
    pub note: Option<String>,
}

impl Default for Chart {
    fn default() -> Self {
        Self {
            title: None,
            state: None,
            view: View::Lines,
            series: Vec::new(),
            axes: [
                Axis { units: true, ..Axis::default() },
                Axis { units: true, ..Axis::default() },
            ],
            range: (Timestamp::from_secs(0), Timestamp::from_secs(3_600)),
            zone: 0,
            horizontal: Vec::new(),
            vertical: Vec::new(),
            legend: Legend::Bottom,
            sparkline: false,
            precise: false,
            shares: true,
            table: Layout::default(),
            theme: Theme::Light,
            note: None,
        }
    }
}

impl Chart {
    /// Returns the ends of an axis: those that are fixed, else room for all that is drawn at it.
    fn ends(&self, right: bool) -> (f64, f64) {
        let axis = &self.axes[usize::from(right)];
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut see = |value: f64| {
            let value = value.clamp(-f64::MAX, f64::MAX);
            low = low.min(value);
            high = high.max(value);
        };
        if self.view == View::Stacked {
            let sums = self.stacks(right);
            sums.iter().flat_map(|sum| sum.values()).for_each(|value| see(*value));
        } else {
            let own = self.series.iter().filter(|series| series.right == right);
            own.flat_map(|series| series.points.values()).for_each(|value| see(*value));
        }
        for line in self.horizontal.iter().filter(|line| line.right == right) {
            see(line.at);
            line.to.into_iter().for_each(&mut see);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        // Areas stand on zero, and so do lines that are near it.
        if low > 0.0 && (self.view == View::Stacked || low < high / 2.0) {
            low = 0.0;
        }
        // What differs by less than numbers can tell is the same.
        if high / 2.0 - low / 2.0 <= low.abs().max(high.abs()) * 1e-13 {
            let room = if low == 0.0 { 1.0 } else { low.abs() / 10.0 };
            (low, high) = (if low == 0.0 { low } else { low - room }, high + room);
        }
        axis.ends(axis::round_ends(low, high))
    }

    /// Returns the sums of the series of an axis: each with all before it, at every time of any.
    fn stacks(&self, right: bool) -> Vec<BTreeMap<Timestamp, f64>> {
        let own: Vec<_> = self.series.iter().filter(|series| series.right == right).collect();
        let mut sum: BTreeMap<Timestamp, f64> =
            own.iter().flat_map(|series| series.points.keys()).map(|time| (*time, 0.0)).collect();
        own.iter()
            .map(|series| {
                for (time, value) in &mut sum {
                    *value += series.points.get(time).copied().unwrap_or(0.0);
                }
                sum.clone()
            })
            .collect()
    }

    /// Returns what a circle is of: what is more than nothing of all, as the rest has no part in a whole.
    fn whole(&self) -> f64 {
        self.series.iter().filter_map(Series::shown).map(|value| value.max(0.0)).sum()
    }

    /// Returns the unit that all series of an axis share.
    fn unit(&self, right: bool) -> Option<&str> {
        let mut units = self.series.iter().filter(|s| s.right == right).map(|s| s.unit.as_deref());
        let first = units.next()??;
        units.all(|unit| unit == Some(first)).then_some(first).filter(|unit| *unit != "None")
    }

    /// Returns whether anything is drawn at the axis on the right.
    fn has_right(&self) -> bool {
        self.series.iter().any(|series| series.right) || self.horizontal.iter().any(|l| l.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_where_it_is_fixed() {
        let axis = |min, max| Axis { min, max, ..Axis::default() };
        let cases = [
            (axis(None, None), (0.0, 10.0)),
            (axis(Some(2.0), None), (2.0, 10.0)),
            (axis(None, Some(7.0)), (0.0, 7.0)),
            (axis(Some(50.0), Some(100.0)), (50.0, 100.0)),
            (axis(Some(100.0), Some(50.0)), (50.0, 100.0)),
            (axis(Some(5.0), Some(5.0)), (5.0, 6.0)),
            (axis(Some(20.0), None), (20.0, 21.0)),
            (axis(None, Some(-3.0)), (-4.0, -3.0)),
        ];
        for (axis, ends) in cases {
            assert_eq!(axis.ends((0.0, 10.0)), ends, "{axis:?}");
        }
    }

    #[test]
    fn a_circle_is_of_what_is_more_than_nothing() {
        let series = |value: f64| Series {
            label: String::new(),
            color: COLORS[0],
            right: false,
            period: 60,
            points: [(Timestamp::from_secs(0), value)].into(),
            unit: None,
        };
        let chart = Chart { series: [30.0, -19.0, 70.0].map(series).into(), ..Chart::default() };
        assert!((chart.whole() - 100.0).abs() < f64::EPSILON);
    }
}
