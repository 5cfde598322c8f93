//! Time zones by their names in the tz database, such as `Europe/Berlin`.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::Timestamp;

/// A time zone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Zone(Tz);

impl Default for Zone {
    fn default() -> Self {
        Self(Tz::UTC)
    }
}

impl Zone {
    /// Returns the time zone of a name; `None` if no zone has it.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// Returns how many seconds clocks of the zone are ahead of UTC at a time.
    pub fn ahead(self, time: Timestamp) -> i64 {
        let utc = DateTime::from_timestamp(time.secs(), 0).unwrap_or_default().naive_utc();
        self.0.offset_from_utc_datetime(&utc).fix().local_minus_utc().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::parse_date;

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
}
