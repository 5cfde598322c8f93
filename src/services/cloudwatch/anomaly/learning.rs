//! When a detector learns, and from what.
//!
//! It learns a quarter of an hour after it was put, and again every three hours on the clock, each
//! time from the two weeks before. The band of a period is what was known when it began; that of
//! periods before the detector was there follows from what it learned first. AWS says that training
//! takes up to a quarter of an hour and goes on by itself, not how often: that is ours.

use std::collections::BTreeMap;
use std::time::Duration;

use super::model::{Band, Model};
use crate::time::zone::Zone;
use crate::time::{HOUR, MINUTE, Timestamp};

/// How long a detector waits before it learns.
const WAIT: Duration = Duration::from_secs(15 * MINUTE.as_secs());

/// How often it learns.
const AGAIN: Duration = Duration::from_secs(3 * HOUR.as_secs());

/// How far it looks back.
///
/// Source: CloudWatch User Guide, "Using CloudWatch anomaly detection".
const SPAN: Duration = Duration::from_hours(14 * 24);

/// How a detector learns.
#[derive(Clone, Debug, PartialEq)]
pub struct Learning {
    /// When the detector was put.
    pub created: Timestamp,
    /// Times that it does not learn from, their ends in them.
    pub excluded: Vec<(Timestamp, Timestamp)>,
    /// The time zone of the metric.
    pub zone: Zone,
    /// Whether spikes come regularly.
    pub has_spikes: bool,
}

impl Learning {
    /// Returns when it learned last; `None` if it has not yet.
    pub fn last(&self, now: Timestamp) -> Option<Timestamp> {
        let first = self.created + WAIT;
        (first <= now).then(|| first.max(now.floor(AGAIN)))
    }

    /// Returns when it learned what it knows of a time.
    fn learned(&self, time: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let last = self.last(now)?;
        Some(time.floor(AGAIN).clamp(self.created + WAIT, last))
    }

    /// Returns the time whose data the bands of a range follow from.
    pub fn needs(
        &self,
        (start, end): (Timestamp, Timestamp),
        now: Timestamp,
    ) -> Option<(Timestamp, Timestamp)> {
        Some((self.learned(start, now)? - SPAN, self.learned(end, now)?))
    }

    /// Returns what is to be expected at times, as far as the data teach it.
    pub fn bands(
        &self,
        data: BTreeMap<Timestamp, f64>,
        times: impl Iterator<Item = Timestamp>,
        width: f64,
        now: Timestamp,
    ) -> BTreeMap<Timestamp, Band> {
        let mut taught = Taught::of(self.clone(), data);
        let mut bands = BTreeMap::new();
        for time in times {
            if self.learned(time, now).is_none() {
                break;
            }
            bands.extend(taught.band(time, width, now).map(|band| (time, band)));
        }
        bands
    }

    /// Returns what it knows after it learned at a time.
    pub fn model(&self, data: &BTreeMap<Timestamp, f64>, learned: Timestamp) -> Option<Model> {
        let is_excluded = |time: Timestamp| {
            self.excluded.iter().any(|(start, end)| *start <= time && time <= *end)
        };
        let seen = data.range(learned - SPAN..learned).filter(|(time, _)| !is_excluded(**time));
        Model::learn(
            seen.map(|(time, value)| (*time, *value)),
            |time| self.zone.ahead(time),
            self.has_spikes,
        )
    }
}

/// A detector with the data that it learns from, and what it has learned as far as it was asked.
#[derive(Clone, Debug)]
pub struct Taught {
    learning: Learning,
    data: BTreeMap<Timestamp, f64>,
    /// By when it was learned.
    known: BTreeMap<Timestamp, Option<Model>>,
}

impl Taught {
    /// Puts data before a detector.
    pub const fn of(learning: Learning, data: BTreeMap<Timestamp, f64>) -> Self {
        Self { learning, data, known: BTreeMap::new() }
    }

    /// Returns what is to be expected at a time, as it is known at another; `None` if it has not learned
    /// yet, or too little.
    pub fn band(&mut self, time: Timestamp, width: f64, now: Timestamp) -> Option<Band> {
        let Self { learning, data, known } = self;
        let learned = learning.learned(time, now)?;
        let model = known.entry(learned).or_insert_with(|| learning.model(data, learned));
        model.as_ref()?.band(time, |time| learning.zone.ahead(time), width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::parse_date;

    fn at(text: &str) -> Timestamp {
        parse_date(text).unwrap()
    }

    fn learning() -> Learning {
        Learning {
            created: at("2024-06-10T10:01:00Z"),
            excluded: Vec::new(),
            zone: Zone::default(),
            has_spikes: false,
        }
    }

    #[test]
    fn it_learns_after_a_quarter_of_an_hour_and_then_every_three_hours() {
        let cases = [
            ("2024-06-10T10:15:59Z", None),
            ("2024-06-10T10:16:00Z", Some("2024-06-10T10:16:00Z")),
            ("2024-06-10T11:59:59Z", Some("2024-06-10T10:16:00Z")),
            ("2024-06-10T12:00:00Z", Some("2024-06-10T12:00:00Z")),
            ("2024-06-10T20:59:00Z", Some("2024-06-10T18:00:00Z")),
        ];
        for (now, expected) in cases {
            assert_eq!(learning().last(at(now)), expected.map(at), "{now}");
        }
    }

    #[test]
    fn a_band_follows_from_what_was_known_then() {
        let now = at("2024-06-10T20:00:00Z");
        let cases = [
            ("2024-06-08T00:00:00Z", "2024-06-10T10:16:00Z"),
            ("2024-06-10T13:00:00Z", "2024-06-10T12:00:00Z"),
            ("2024-06-10T19:00:00Z", "2024-06-10T18:00:00Z"),
            ("2024-06-11T19:00:00Z", "2024-06-10T18:00:00Z"),
        ];
        for (time, expected) in cases {
            assert_eq!(learning().learned(at(time), now), Some(at(expected)), "{time}");
        }
        let range = (at("2024-06-10T13:00:00Z"), now);
        let needed = (at("2024-05-27T12:00:00Z"), at("2024-06-10T18:00:00Z"));
        assert_eq!(learning().needs(range, now), Some(needed));
    }

    #[test]
    fn what_is_excluded_teaches_nothing() {
        let hours = (0..48).map(|hour| (at("2024-06-08") + HOUR * hour, f64::from(hour)));
        let data: BTreeMap<_, _> = hours.collect();
        let now = at("2024-06-10T10:30:00Z");
        assert!(learning().model(&data, now).is_some());
        let excluded = vec![(at("2024-06-08"), at("2024-06-09T23:00:00Z"))];
        assert_eq!(Learning { excluded, ..learning() }.model(&data, now), None);
        let later = at("2024-06-24T00:00:00Z");
        assert_eq!(learning().model(&data, later), None, "it is forgotten after two weeks");
    }
}
