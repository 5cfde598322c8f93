//! When a widget begins and ends: a time, or how long ago.

use std::time::Duration;

use crate::time::text::parse_date;
use crate::time::{DAY, HOUR, Timestamp};

/// A time, or how long ago it was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum When {
    /// A time.
    At(Timestamp),
    /// So long before now.
    Ago(Duration),
}

impl When {
    /// Now.
    pub const NOW: Self = Self::Ago(Duration::ZERO);

    /// Three hours ago.
    ///
    /// Source: CloudWatch User Guide, "GetMetricWidgetImage: Metric widget structure and syntax".
    pub const HOURS_AGO: Self = Self::Ago(Duration::from_hours(3));

    /// Reads a time, as in `2018-12-17T06:00:00.000Z`, or a span, as in `-PT3H` or `-P7D`.
    ///
    /// A span without a sign would be ahead, where there is nothing; the one that is none, `P0D`, is now,
    /// and is what the console writes as the end of graphs.
    ///
    /// Source: public dashboards and callers of `GetMetricWidgetImage`, for `P0D`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(span) = text.strip_prefix("-P") {
            return span_of(span).map(Self::Ago);
        }
        match text.strip_prefix('P') {
            Some(span) => span_of(span).filter(Duration::is_zero).map(Self::Ago),
            None => parse_date(text).map(Self::At),
        }
    }

    /// Returns the time three hours before it.
    #[must_use]
    pub fn hours_before(self) -> Self {
        match self {
            Self::At(time) => Self::At(time - Duration::from_hours(3)),
            Self::Ago(span) => Self::Ago(span.saturating_add(Duration::from_hours(3))),
        }
    }

    /// Returns the time that it is.
    pub fn time(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::Ago(span) => now - span,
        }
    }
}

/// Reads the span behind the `P` of ISO 8601; a month has 30 days and a year 365.
fn span_of(text: &str) -> Option<Duration> {
    let (days, hours) = text.split_once('T').unwrap_or((text, ""));
    let days = parts(days, &[('Y', DAY * 365), ('M', DAY * 30), ('W', DAY * 7), ('D', DAY)])?;
    let minute = Duration::from_mins(1);
    let hours = parts(hours, &[('H', HOUR), ('M', minute), ('S', Duration::from_secs(1))])?;
    let is_some = text.chars().any(|c| c.is_ascii_digit());
    is_some.then(|| days.saturating_add(hours))
}

fn parts(text: &str, units: &[(char, Duration)]) -> Option<Duration> {
    let mut span = Duration::ZERO;
    let mut digits = String::new();
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        let (_, unit) = units.iter().find(|(name, _)| *name == letter)?;
        let count: u32 = digits.parse().ok()?;
        span = span.checked_add(unit.checked_mul(count)?)?;
        digits.clear();
    }
    digits.is_empty().then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_those_of_iso_8601() {
        let hours = |hours| Some(When::Ago(Duration::from_hours(hours)));
        let cases = [
            ("-PT3H", hours(3)),
            ("-P1D", hours(24)),
            ("-P1DT12H", hours(36)),
            ("-P1W", hours(168)),
            ("-P3M", hours(90 * 24)),
            ("-PT0H", Some(When::NOW)),
            ("-PT90M", Some(When::Ago(Duration::from_mins(90)))),
            ("-P", None),
            ("-PT", None),
            ("-P3H", None),
            ("-PT3", None),
            ("PT3H", None),
            ("P0D", Some(When::NOW)),
            ("PT0H", Some(When::NOW)),
            ("-P0D", Some(When::NOW)),
            ("P", None),
            ("-P99999999999Y", None),
        ];
        for (text, expected) in cases {
            assert_eq!(When::parse(text), expected, "{text}");
        }
    }
}
