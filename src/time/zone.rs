//! Time zones by their names in the tz database, such as `Europe/Berlin`, or by how far their clocks are
//! ahead of UTC.

use chrono::{DateTime, Datelike, Days, FixedOffset, LocalResult, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;

use super::{HOUR, Timestamp};

/// A time zone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Zone(Clocks);

/// What tells the clocks of a zone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Clocks {
    Named(Tz),
    Fixed(FixedOffset),
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

/// A day of a calendar.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Day(NaiveDate);

impl Zone {
    /// The zone of coordinated universal time.
    pub const UTC: Self = Self(Clocks::Named(Tz::UTC));

    /// Returns the zone of a name, as `Europe/London`; `None` if there is none.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(|zone| Self(Clocks::Named(zone)))
    }

    /// Returns the zone whose clocks are always so far ahead of UTC: `+05:30`, `-08:00` or `Z`, also
    /// with `UTC` or `GMT` before it; `None` if the text says no such thing.
    pub fn ahead_by(text: &str) -> Option<Self> {
        let offset = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT"));
        if text == "Z" {
            return Some(Self::UTC);
        }
        let offset = offset.unwrap_or(text);
        let (sign, rest) = match offset.split_at_checked(1)? {
            ("+", rest) => (1, rest),
            ("-", rest) => (-1, rest),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':')?;
        let two = |digits: &str| {
            let are = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<i32>().ok().filter(|_| are)
        };
        let (hours, minutes) = (two(hours)?, two(minutes).filter(|minutes| *minutes < 60)?);
        let within = hours < 18 || (hours == 18 && minutes == 0);
        let fixed = FixedOffset::east_opt(sign * (hours * 3_600 + minutes * 60));
        fixed.filter(|_| within).map(|fixed| Self(Clocks::Fixed(fixed)))
    }

    /// Returns how many seconds clocks of the zone are ahead of UTC at a time.
    pub fn ahead(self, time: Timestamp) -> i64 {
        let utc = DateTime::from_timestamp(time.secs(), 0).unwrap_or_default().naive_utc();
        let offset = match self.0 {
            Clocks::Named(zone) => zone.offset_from_utc_datetime(&utc).fix(),
            Clocks::Fixed(fixed) => fixed,
        };
        offset.local_minus_utc().into()
    }

    /// Returns the day that it is in the zone.
    pub fn day(self, time: Timestamp) -> Day {
        let utc = DateTime::from_timestamp_millis(time.millis()).unwrap_or_default();
        Day(match self.0 {
            Clocks::Named(zone) => utc.with_timezone(&zone).date_naive(),
            Clocks::Fixed(fixed) => utc.with_timezone(&fixed).date_naive(),
        })
    }

    /// Returns when it is so many minutes after midnight of a day by the clocks of the zone: the first
    /// time of two, and an hour later where clocks leave it out. `None` for more than a day has.
    pub fn moment(self, day: Day, minutes: u32) -> Option<Timestamp> {
        let clock = day.0.and_hms_opt(minutes / 60, minutes % 60, 0)?;
        self.earliest(clock).or_else(|| {
            let before = clock.checked_sub_signed(chrono::TimeDelta::hours(1))?;
            Some(self.earliest(before)? + HOUR)
        })
    }

    fn earliest(self, clock: chrono::NaiveDateTime) -> Option<Timestamp> {
        fn millis<T: TimeZone>(found: LocalResult<DateTime<T>>) -> Option<i64> {
            found.earliest().map(|time| time.timestamp_millis())
        }
        let millis = match self.0 {
            Clocks::Named(zone) => millis(zone.from_local_datetime(&clock)),
            Clocks::Fixed(fixed) => millis(fixed.from_local_datetime(&clock)),
        };
        millis.map(Timestamp::from_millis)
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
    fn zones_may_be_told_by_how_far_they_are_ahead() {
        let cases = [
            ("Z", Some(0)),
            ("+05:30", Some(19_800)),
            ("-08:00", Some(-28_800)),
            ("UTC+01:05", Some(3_900)),
            ("GMT-08:00", Some(-28_800)),
            ("+18:00", Some(64_800)),
            ("+18:01", None),
            ("+5:30", None),
            ("+05:60", None),
            ("+0530", None),
            ("05:30", None),
            ("UTC", None),
            ("+\u{e9}:30", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let zone = Zone::ahead_by(text);
            assert_eq!(zone.map(|zone| zone.ahead(Timestamp::from_secs(0))), expected, "{text}");
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
