//! Metric math: time series computed from others.
//!
//! ```text
//! "RATE(m1) / SUM([m2, m3])" --parse--> Node --evaluate--> Value
//!                                               |  \--> each: of one series or number
//!                                      Known: what the names stand for
//! ```
//!
//! | value  | is                                             |
//! |--------|------------------------------------------------|
//! | number | a scalar                                       |
//! | series | values by time; where there is none, no data   |
//! | many   | several series                                 |
//!
//! A value that is no number, as of a division by zero, makes all that is computed of it at its time no
//! number either, and is no datapoint of a result, which says so. Functions that look at all datapoints
//! of a series do not see it, and `FILL` fills it. Source: what results were seen to say,
//! "One or more data-points have been dropped due to non-numeric values (NaN, -Infinite, +Infinite)";
//! how far it carries is our choice.
//!
//! Source: CloudWatch User Guide, "Metric math syntax and functions". AWS publishes no sentences for
//! wrong expressions: they are ours.

pub mod alone;
pub mod each;
pub mod evaluate;
pub mod parse;
pub mod search;

use std::collections::BTreeMap;

use crate::error::Error;
use crate::time::Timestamp;

/// Values by time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What it is called.
    pub label: String,
    /// How long a period is, in seconds.
    pub period: u64,
    /// The values, by the beginnings of their periods; NaN where one was computed and is no number.
    pub points: BTreeMap<Timestamp, f64>,
}

impl Series {
    /// Returns it without the values that are no numbers.
    #[must_use]
    pub fn numbers(mut self) -> Self {
        self.points.retain(|_, value| value.is_finite());
        self
    }
}

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A series.
    One(Series),
    /// Several series.
    Many(Vec<Series>),
}

impl Value {
    /// Returns the series of it; `None` for a number.
    pub fn series(self) -> Option<Vec<Series>> {
        match self {
            Self::Number(_) => None,
            Self::One(series) => Some(vec![series]),
            Self::Many(many) => Some(many),
        }
    }

    /// Returns what it is, in words.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::One(_) => "a time series",
            Self::Many(_) => "several time series",
        }
    }
}

/// What is wrong with an expression, as a sentence without its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault(pub String);

impl Fault {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// Why an expression cannot be computed.
#[derive(Debug)]
pub enum Trouble {
    /// It is wrong.
    Wrong(Fault),
    /// It has a function that is not emulated, of this name.
    NotEmulated(String),
    /// What it needs cannot be had.
    Failed(Error),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Wrong(fault)
    }
}
