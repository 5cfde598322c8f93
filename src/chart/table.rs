//! The cells of a table: series, what they come to, and their values.
//!
//! ```text
//! horizontal       Min  Max  11:55  12:00      vertical           a    b
//!               a    1    5      2      3                  Min    1    2
//!               b    2    9      7      9                  Max    5    9
//!                                                        11:55    2    7
//! ```
//!
//! Where there is no room for all values, the newest are shown.

use std::collections::BTreeSet;
use std::time::Duration;

use super::axis::number;
use super::{Chart, Series};
use crate::picture::Color;
use crate::time::{DAY, Timestamp, text};

/// What a series comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Summary {
    /// The least value.
    Min,
    /// The greatest value.
    Max,
    /// All values together.
    Sum,
    /// Their average.
    Average,
}

impl Summary {
    /// All of them, by the words of widgets, in the order in which they are shown.
    pub const ALL: [(&'static str, Self); 4] =
        [("MIN", Self::Min), ("MAX", Self::Max), ("SUM", Self::Sum), ("AVG", Self::Average)];

    const fn name(self) -> &'static str {
        match self {
            Self::Min => "Min",
            Self::Max => "Max",
            Self::Sum => "Sum",
            Self::Average => "Average",
        }
    }

    fn of(self, series: &Series) -> Option<f64> {
        let values = || series.points.values().copied();
        match self {
            Self::Min => values().reduce(f64::min),
            Self::Max => values().reduce(f64::max),
            Self::Sum => values().reduce(|sum, value| sum + value),
            #[expect(clippy::cast_precision_loss, reason = "a series has at most 100,800 values")]
            Self::Average => Self::Sum.of(series).map(|sum| sum / series.points.len() as f64),
        }
    }
}

/// How a table is laid out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Layout {
    /// What is told of each series.
    pub summaries: Vec<Summary>,
    /// Whether the values are told.
    pub values: bool,
    /// Whether each series has a column, in place of a row.
    pub vertical: bool,
}

impl Default for Layout {
    fn default() -> Self {
        let summaries = Summary::ALL.map(|(_, summary)| summary).to_vec();
        Self { summaries, values: true, vertical: false }
    }
}

/// The name of a row or a column, and the colour of the series that it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    pub(super) told: String,
    pub(super) color: Option<Color>,
}

/// Rows of cells under their names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    pub(super) columns: Vec<Head>,
    pub(super) rows: Vec<Head>,
    pub(super) cells: Vec<Vec<String>>,
}

/// Returns the table of a graph, of so many columns and rows at most.
pub(super) fn table(chart: &Chart, columns: usize, rows: usize) -> Table {
    let layout = &chart.table;
    let (across, down) = if layout.vertical { (rows, columns) } else { (columns, rows) };
    let series: Vec<&Series> = chart.series.iter().take(down).collect();
    let summaries = layout.summaries.iter().take(across);
    let mut heads: Vec<Head> =
        summaries.clone().map(|s| Head { told: s.name().to_owned(), color: None }).collect();
    let times: BTreeSet<Timestamp> =
        series.iter().flat_map(|series| series.points.keys().copied()).collect();
    let room = if layout.values { across.saturating_sub(heads.len()) } else { 0 };
    let times: Vec<Timestamp> =
        times.iter().skip(times.len().saturating_sub(room)).copied().collect();
    let days = chart.range.1.since(chart.range.0) > DAY;
    heads.extend(times.iter().map(|time| Head { told: told(chart, *time, days), color: None }));
    let names =
        series.iter().map(|series| Head { told: series.label.clone(), color: Some(series.color) });
    let names: Vec<Head> = names.collect();
    let cell = |value: Option<f64>| value.map_or_else(|| "--".to_owned(), number);
    let row = |series: &&Series| -> Vec<String> {
        let summaries = summaries.clone().map(|summary| cell(summary.of(series)));
        let values = times.iter().map(|time| cell(series.points.get(time).copied()));
        summaries.chain(values).collect()
    };
    let cells: Vec<Vec<String>> = series.iter().map(row).collect();
    if !layout.vertical {
        return Table { columns: heads, rows: names, cells };
    }
    let turned = (0..heads.len()).map(|row| cells.iter().map(|cells| cells[row].clone()).collect());
    Table { cells: turned.collect(), columns: names, rows: heads }
}

/// Returns when a value is from: the time, with the day where there are several.
fn told(chart: &Chart, time: Timestamp, days: bool) -> String {
    let ahead = Duration::from_secs(chart.zone.unsigned_abs() * 60);
    let local = if chart.zone < 0 { time - ahead } else { time + ahead };
    let whole = text::utc(local);
    if days {
        format!("{}/{} {}", &whole[5..7], &whole[8..10], &whole[11..16])
    } else {
        whole[11..16].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(layout: Layout) -> Chart {
        let time = |secs| Timestamp::from_secs(secs);
        let series = |label: &str, values: &[(i64, f64)]| Series {
            label: label.to_owned(),
            color: Color::WHITE,
            right: false,
            period: 60,
            points: values.iter().map(|(secs, value)| (time(*secs), *value)).collect(),
            unit: None,
        };
        Chart {
            series: vec![series("a", &[(0, 1.0), (60, 5.0)]), series("b", &[(60, 2.0)])],
            table: layout,
            ..Chart::default()
        }
    }

    fn rows(layout: Layout, columns: usize, rows: usize) -> Vec<String> {
        let table = table(&chart(layout), columns, rows);
        let heads = |heads: &[Head]| heads.iter().map(|head| head.told.clone()).collect::<Vec<_>>();
        let mut told = vec![heads(&table.columns).join(" ")];
        for (name, cells) in heads(&table.rows).into_iter().zip(&table.cells) {
            told.push(format!("{name}: {}", cells.join(" ")));
        }
        told
    }

    #[test]
    fn series_have_rows_of_summaries_and_values() {
        let told = ["Min Max Sum Average 00:00 00:01", "a: 1 5 6 3 1 5", "b: 2 2 2 2 -- 2"];
        assert_eq!(rows(Layout::default(), 9, 9), told);
        let told = ["Min Max Sum Average 00:01", "a: 1 5 6 3 5"];
        assert_eq!(rows(Layout::default(), 5, 1), told, "where there is little room");
    }

    #[test]
    fn a_table_has_what_its_layout_says() {
        let layout = |vertical, values| Layout { summaries: vec![Summary::Sum], values, vertical };
        assert_eq!(rows(layout(false, false), 9, 9), ["Sum", "a: 6", "b: 2"]);
        let told = ["a b", "Sum: 6 2", "00:00: 1 --", "00:01: 5 2"];
        assert_eq!(rows(layout(true, true), 9, 9), told);
        assert_eq!(rows(layout(true, true), 1, 2), ["a", "Sum: 6", "00:01: 5"]);
    }
}
