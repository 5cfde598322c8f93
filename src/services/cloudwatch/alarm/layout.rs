//! How the periods of an alarm lie.
//!
//! ```text
//!   12:00     12:05     12:10     12:15
//!     |---------|---------|---------|         a tick at 12:15, periods of five minutes
//!      |---------|---------|---------|        the tick a minute later: they slide
//!     |---------|---------|---------|         the same tick: they follow the clock on the wall
//! ```
//!
//! Source: CloudWatch User Guide, "Evaluating an alarm", "Alarm evaluation window": weeks begin on
//! Monday, days at midnight in the time zone of the alarm, which moves hours and minutes, too.

use std::time::Duration;

use crate::error::ApiError;
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::shapes::Document;
use crate::services::cloudwatch::shapes::alarms::PutMetricAlarmInput;
use crate::time::zone::Zone;
use crate::time::{DAY, HOUR, MINUTE, Timestamp};

/// How often alarms are evaluated whose periods are shorter than a minute.
const QUICK: Duration = Duration::from_secs(10);

/// The periods that can follow the clock on the wall.
const ON_WALL: [Duration; 5] = [MINUTE, Duration::from_mins(5), HOUR, DAY, WEEK];

const WEEK: Duration = Duration::from_hours(7 * 24);

/// By how much a day can be longer than others.
const SHIFT: Duration = HOUR.saturating_mul(2);

/// By what the offset of a time zone must be divisible, in seconds.
///
/// Source: CloudWatch User Guide, "Alarm evaluation window".
const OFFSET: i64 = 300;

/// How the periods of an alarm lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// How long a period is; a day on the wall can be an hour shorter or longer.
    pub period: Duration,
    /// The zone whose clocks the periods follow; they slide if there is none.
    wall: Option<Zone>,
}

/// A period: its beginning, and its end, which is not in it.
pub type Span = (Timestamp, Timestamp);

impl Layout {
    /// Returns how the periods of an alarm lie that is put.
    ///
    /// Fails with [`VALIDATION_ERROR`], in our words, for a time zone or a period that the clock on the wall
    /// cannot have.
    pub fn of(request: &PutMetricAlarmInput, period: Duration) -> Result<Self, ApiError> {
        let window =
            request.evaluation_window.clone().map(Document::into_value).unwrap_or_default();
        let on_wall = &window["WallClockWindow"];
        if on_wall.is_null() {
            return Ok(Self::sliding(period));
        }
        let name = on_wall["Timezone"].as_str().unwrap_or("UTC");
        let zone = Zone::parse(name).or_else(|| Zone::ahead_by(name));
        let zone = zone.filter(|zone| zone.ahead(Timestamp::default()) % OFFSET == 0);
        let zone = zone.ok_or_else(|| {
            wrong(format!(
                "The value {name} for parameter Timezone is not supported: it must be a time zone, or an \
                 offset from UTC, that is a multiple of 5 minutes."
            ))
        })?;
        Self::on_wall(period, zone).ok_or_else(|| {
            wrong(format!(
                "Period {} is not supported with WallClockWindow. Supported periods are [60, 300, 3600, \
                 86400, 604800].",
                period.as_secs()
            ))
        })
    }

    /// Makes one of periods that end at each tick.
    pub const fn sliding(period: Duration) -> Self {
        Self { period, wall: None }
    }

    /// Makes one of periods that follow the clocks of a zone; `None` if there are none so long.
    pub fn on_wall(period: Duration, zone: Zone) -> Option<Self> {
        ON_WALL.contains(&period).then_some(Self { period, wall: Some(zone) })
    }

    /// Returns whether periods follow the clock on the wall.
    pub const fn is_on_wall(&self) -> bool {
        self.wall.is_some()
    }

    /// Returns how long periods are that end at each tick; `None` if they follow the clock on the wall.
    pub const fn slides_by(&self) -> Option<Duration> {
        match self.wall {
            None => Some(self.period),
            Some(_) => None,
        }
    }

    /// Returns how long it is from one evaluation to the next.
    pub fn tick(&self) -> Duration {
        if self.period < MINUTE { QUICK } else { MINUTE }
    }

    /// Returns the newest periods that are over at a tick, the newest first.
    pub fn periods(&self, tick: Timestamp, number: usize) -> Vec<Span> {
        let mut end = self.wall.map_or(tick, |zone| self.beginning(tick, zone));
        let mut periods = Vec::with_capacity(number);
        for _ in 0..number {
            let start = match self.wall {
                None => end - self.period,
                Some(zone) => self.beginning(end - Duration::from_millis(1), zone),
            };
            periods.push((start, end));
            end = start;
        }
        periods
    }

    /// Returns how long before a tick so many periods begin at most.
    pub fn reach(&self, number: usize) -> Duration {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        match self.wall {
            None => self.period.saturating_mul(number),
            Some(_) => self.period.saturating_mul(number.saturating_add(1)).saturating_add(SHIFT),
        }
    }

    /// Returns whether another period is the newest from a time on.
    pub fn begins_anew(&self, time: Timestamp) -> bool {
        self.wall.is_none_or(|zone| self.beginning(time, zone) == time)
    }

    /// Returns when the period of the wall's clock began that goes on at a time.
    fn beginning(&self, time: Timestamp, zone: Zone) -> Timestamp {
        if self.period < DAY {
            let ahead = zone.ahead(time);
            let on_wall = Timestamp::from_millis(time.millis() + ahead * 1_000);
            return time - on_wall.since(on_wall.floor(self.period));
        }
        let mut day = zone.day(time);
        while self.period == WEEK && day.of_week() != 1 {
            day = day.before();
        }
        zone.moment(day, 0).unwrap_or(time)
    }
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::{parse_date, utc};

    fn told(period: Duration, zone: &str, tick: &str) -> String {
        let zone = Zone::parse(zone).or_else(|| Zone::ahead_by(zone)).unwrap();
        let layout = Layout::on_wall(period, zone).unwrap();
        let periods = layout.periods(parse_date(tick).unwrap(), 2);
        let [(start, end), (older, same)] = periods[..] else { panic!("{periods:?}") };
        assert_eq!(start, same);
        [older, start, end].map(utc).join(" ").replace(":00Z", "")
    }

    #[test]
    fn periods_slide_or_follow_the_clock_on_the_wall() {
        let tick = parse_date("2024-06-05T12:07:00Z").unwrap();
        let sliding = Layout::sliding(Duration::from_mins(5)).periods(tick, 2);
        assert_eq!(sliding[0], (tick - Duration::from_mins(5), tick));
        assert_eq!(sliding[1].1, sliding[0].0);
        // 5 June 2024 is a Wednesday.
        let cases = [
            (MINUTE, "UTC", "2024-06-05T12:05 2024-06-05T12:06 2024-06-05T12:07"),
            (MINUTE * 5, "UTC", "2024-06-05T11:55 2024-06-05T12:00 2024-06-05T12:05"),
            (HOUR, "UTC", "2024-06-05T10:00 2024-06-05T11:00 2024-06-05T12:00"),
            (HOUR, "Asia/Kolkata", "2024-06-05T09:30 2024-06-05T10:30 2024-06-05T11:30"),
            (DAY, "America/New_York", "2024-06-03T04:00 2024-06-04T04:00 2024-06-05T04:00"),
            (WEEK, "UTC", "2024-05-20T00:00 2024-05-27T00:00 2024-06-03T00:00"),
        ];
        for (period, zone, expected) in cases {
            assert_eq!(told(period, zone, "2024-06-05T12:07:00Z"), expected, "{period:?} {zone}");
        }
        assert_eq!(Layout::on_wall(Duration::from_mins(2), Zone::UTC), None);
    }

    #[test]
    fn days_are_as_long_as_clocks_make_them() {
        // In New York clocks went forward on 10 March 2024.
        assert_eq!(
            told(DAY, "America/New_York", "2024-03-11T12:00:00Z"),
            "2024-03-09T05:00 2024-03-10T05:00 2024-03-11T04:00"
        );
        assert_eq!(
            told(DAY, "+05:30", "2024-03-11T12:00:00Z"),
            "2024-03-08T18:30 2024-03-09T18:30 2024-03-10T18:30"
        );
    }

    #[test]
    fn the_newest_period_is_another_at_its_beginning() {
        let layout = Layout::on_wall(HOUR, Zone::UTC).unwrap();
        let at = |time| layout.begins_anew(parse_date(time).unwrap());
        assert!(at("2024-06-05T12:00:00Z") && !at("2024-06-05T12:01:00Z"));
        assert!(Layout::sliding(HOUR).begins_anew(parse_date("2024-06-05T12:01:00Z").unwrap()));
    }
}
