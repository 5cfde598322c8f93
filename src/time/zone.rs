//! Time zones by their names in the tz database, such as `Europe/Berlin`.

use chrono::{DateTime, Datelike, Days, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;

use super::{HOUR, Timestamp};

/// A time zone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Zone(Tz);

impl Default for Zone {
    fn default() -> Self {
        Self(Tz::UTC)
    }
}

/// A day of a calendar.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Day(NaiveDate);

impl Zone {
    /// The zone of coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// Returns the zone of a name, as `Europe/London`; `None` if there is none.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// Returns how many seconds clocks of the zone are ahead of UTC at a time.
    pub fn ahead(self, time: Timestamp) -> i64 {
        let utc = DateTime::from_timestamp(time.secs(), 0).unwrap_or_default().naive_utc();
        self.0.offset_from_utc_datetime(&utc).fix().local_minus_utc().into()
    }

    /// Returns the day that it is in the zone.
    pub fn day(self, time: Timestamp) -> Day {
        let utc = DateTime::from_timestamp_millis(time.millis()).unwrap_or_default();
        Day(utc.with_timezone(&self.0).date_naive())
    }

    /// Returns when it is so many minutes after midnight of a day by the clocks of the zone: the first
    /// time of two, and an hour later where clocks leave it out. `None` for more than a day has.
    pub fn moment(self, day: Day, minutes: u32) -> Option<Timestamp> {
        let clock = day.0.and_hms_opt(minutes / 60, minutes % 60, 0)?;
        let moment = self.0.from_local_datetime(&clock).earliest();
        let moment = moment.map(|time| Timestamp::from_millis(time.timestamp_millis()));
        moment.or_else(|| {
            let before = clock.checked_sub_signed(chrono::TimeDelta::hours(1))?;
            let before = self.0.from_local_datetime(&before).earliest()?;
            Some(Timestamp::from_millis(before.timestamp_millis()) + HOUR)
        })
    }
}

impl Day {
    /// Returns a day; `None` if there is none.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Returns the day before.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.checked_sub_days(Days::new(1)).unwrap_or(self.0))
    }

    /// Returns which month it is in, from 1 on.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Returns which day of the month it is, from 1 on.
    pub fn of_month(self) -> u32 {
        self.0.day()
    }

    /// Returns which day of the week it is, from 0 on, which is Sunday.
    pub fn of_week(self) -> u32 {
        self.0.weekday().num_days_from_sunday()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::{parse_date, utc};

    #[test]
    fn clocks_are_ahead_by_season() {
        let cases = [
            ("UTC", "2024-07-01T00:00:00Z", Some(0)),
            ("Europe/Berlin", "2024-01-01T00:00:00Z", Some(3_600)),
            ("Europe/Berlin", "2024-07-01T00:00:00Z", Some(7_200)),
            ("America/New_York", "2024-03-10T06:59:59Z", Some(-18_000)),
            ("America/New_York", "2024-03-10T07:00:00Z", Some(-14_400)),
            ("Mars/Olympus", "2024-01-01T00:00:00Z", None),
            ("", "2024-01-01T00:00:00Z", None),
        ];
        for (name, time, expected) in cases {
            let time = parse_date(time).unwrap();
            assert_eq!(Zone::parse(name).map(|zone| zone.ahead(time)), expected, "{name} {time}");
        }
    }

    #[test]
    fn clocks_go_back_and_forth() {
        let london = Zone::parse("Europe/London").unwrap();
        let told = |(year, month, day), minutes| {
            let day = Day::new(year, month, day).unwrap();
            london.moment(day, minutes).map(utc).unwrap_or_default()
        };
        assert_eq!(told((2026, 1, 5), 120), "2026-01-05T02:00:00Z");
        assert_eq!(told((2026, 7, 5), 120), "2026-07-05T01:00:00Z");
        // At one o'clock it becomes two.
        assert_eq!(told((2026, 3, 29), 90), "2026-03-29T01:30:00Z");
        // At two o'clock it becomes one.
        assert_eq!(told((2026, 10, 25), 90), "2026-10-25T00:30:00Z");
        assert_eq!(told((2026, 10, 25), 24 * 60), "");
        assert_eq!(Zone::parse("Europe/Nowhere"), None);
        assert_eq!(Zone::parse("UTC"), Some(Zone::UTC));
    }
}
