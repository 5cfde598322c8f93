//! When a dashboard is refreshed by itself.
//!
//! | frequency             | is refreshed                                                     |
//! |-----------------------|------------------------------------------------------------------|
//! | 1, 6, 12, 24 `HOURS`  | at the minutes of `TimeOfDay`, in hours that the number divides   |
//! | 1 `DAYS`              | at `TimeOfDay`                                                   |
//!
//! All in UTC; `TimeOfDay` is 00:00 unless it is given.
//!
//! Source: CloudTrail API Reference, "`RefreshSchedule`", "`RefreshScheduleFrequency`"; which hours of
//! the day it are, AWS does not say.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::services::cloudtrail::shapes::dashboards::{
    RefreshSchedule, RefreshScheduleFrequency, RefreshScheduleFrequencyUnit as Unit,
    RefreshScheduleStatus as Status,
};
use crate::time::{DAY, HOUR, Timestamp};

/// A schedule.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Schedule {
    unit: Unit,
    value: i32,
    status: Status,
    /// Hours and minutes, if they were given.
    time: Option<(u32, u32)>,
}

impl Schedule {
    /// Reads a schedule; fails with what is wrong with it.
    pub fn read(schedule: &RefreshSchedule) -> Result<Self, String> {
        let frequency = schedule.frequency.clone().unwrap_or_default();
        let (Some(unit), Some(value)) = (frequency.unit, frequency.value) else {
            return Err("A refresh schedule must have a frequency with unit and value.".to_owned());
        };
        let is_one = match unit {
            Unit::Hours => [1, 6, 12, 24].contains(&value),
            Unit::Days => value == 1,
        };
        if !is_one {
            let values = if unit == Unit::Hours { "1, 6, 12 and 24" } else { "1" };
            return Err(format!("The valid values of the unit {} are {values}.", unit.word()));
        }
        let time = match &schedule.time_of_day {
            Some(text) => Some(
                time_of(text)
                    .ok_or_else(|| format!("The time of day {text} is not of the form HH:MM."))?,
            ),
            None => None,
        };
        let status = schedule.status.unwrap_or(Status::Enabled);
        Ok(Self { unit, value, status, time })
    }

    /// Returns it as requests and answers show it.
    pub fn shape(&self) -> RefreshSchedule {
        RefreshSchedule {
            frequency: Some(RefreshScheduleFrequency {
                unit: Some(self.unit),
                value: Some(self.value),
            }),
            status: Some(self.status),
            time_of_day: self.time.map(|(hour, minute)| format!("{hour:02}:{minute:02}")),
        }
    }

    /// Returns when a dashboard is next refreshed after a time; never that time itself.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        if self.status == Status::Disabled {
            return None;
        }
        let (hours, minutes) = self.time.unwrap_or_default();
        let minutes = Duration::from_mins(minutes.into());
        let (step, offset) = match self.unit {
            Unit::Hours => (HOUR * u32::try_from(self.value).unwrap_or(1), minutes),
            Unit::Days => (DAY, HOUR * hours + minutes),
        };
        Some((after - offset).next(step) + offset)
    }
}

fn time_of(text: &str) -> Option<(u32, u32)> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, most: u32| {
        let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|number| is_plain && *number < most)
    };
    Some((number(hour, 24)?, number(minute, 60)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::parse_date_as_utc;

    fn schedule(unit: Unit, value: i32, time: Option<&str>) -> Result<Schedule, String> {
        Schedule::read(&RefreshSchedule {
            frequency: Some(RefreshScheduleFrequency { unit: Some(unit), value: Some(value) }),
            status: None,
            time_of_day: time.map(str::to_owned),
        })
    }

    #[test]
    fn the_next_refresh_comes_at_its_time() {
        let cases = [
            (Unit::Hours, 1, None, "2024-01-01T10:30:00", "2024-01-01T11:00:00Z"),
            (Unit::Hours, 6, None, "2024-01-01T10:30:00", "2024-01-01T12:00:00Z"),
            (Unit::Hours, 6, Some("00:15"), "2024-01-01T12:15:00", "2024-01-01T18:15:00Z"),
            (Unit::Hours, 24, None, "2024-01-01T00:00:00", "2024-01-02T00:00:00Z"),
            (Unit::Days, 1, Some("17:30"), "2024-01-01T17:29:59", "2024-01-01T17:30:00Z"),
            (Unit::Days, 1, Some("17:30"), "2024-01-01T17:30:00", "2024-01-02T17:30:00Z"),
        ];
        for (unit, value, time, now, expected) in cases {
            let schedule = schedule(unit, value, time).unwrap();
            let next = schedule.next(parse_date_as_utc(now).unwrap()).unwrap();
            assert_eq!(next.to_string(), expected, "{unit:?} {value} {time:?}");
        }
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for (unit, value, time) in [
            (Unit::Hours, 2, None),
            (Unit::Days, 7, None),
            (Unit::Days, 1, Some("24:00")),
            (Unit::Days, 1, Some("9:00")),
            (Unit::Days, 1, Some("noon")),
        ] {
            assert!(schedule(unit, value, time).is_err(), "{unit:?} {value} {time:?}");
        }
        assert!(Schedule::read(&RefreshSchedule::default()).is_err());
    }
}
