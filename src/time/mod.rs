//! Points in time, the one clock that may be read, and the spellings of time.
//!
//! A [`Timestamp`] is what every layer passes along. Only this folder knows chrono: [`text`] parses
//! and prints, [`clock`] reads the machine's clock. The clock that users can move lies in the
//! store and is kept by [`engine::clock`](crate::engine::clock).

pub mod clock;
pub mod span;
pub mod spelled;
pub mod text;
pub mod zone;

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// The length of a minute.
pub const MINUTE: Duration = Duration::from_mins(1);
/// The length of an hour.
pub const HOUR: Duration = Duration::from_hours(1);
/// The length of a day.
pub const DAY: Duration = Duration::from_hours(24);

/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// AWS states no time more finely than that. Arithmetic stays between the first instant of year 1
/// and the last of year 9999, so every timestamp can be printed.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A number that no time has is refused: records may come from anywhere.
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let millis = i64::deserialize(deserializer)?;
        let time = Self::from_millis(millis);
        if time.0 == millis {
            Ok(time)
        } else {
            Err(D::Error::custom(format!("{millis} is beyond the calendar")))
        }
    }
}

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_135_596_800_000);
    /// 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// Returns the time that lies `millis` milliseconds after 1970, or the nearest that can be told.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// Returns the time that lies `secs` seconds after 1970, or the nearest that can be told.
    pub const fn from_secs(secs: i64) -> Self {
        Self::from_millis(secs.saturating_mul(1_000))
    }

    /// Returns the milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the whole seconds since 1970; a fraction is cut off towards the past.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Returns the time without its fraction of a second.
    #[must_use]
    pub const fn whole_secs(self) -> Self {
        Self::from_secs(self.secs())
    }

    /// Returns the newest multiple of `step` that is not after this time, counted from 1970.
    ///
    /// # Panics
    ///
    /// Panics if `step` is shorter than a millisecond.
    #[must_use]
    pub fn floor(self, step: Duration) -> Self {
        Self::from_millis(self.0 - self.0.rem_euclid(millis_of(step)))
    }

    /// Returns the oldest multiple of `step` that is after this time; never this time itself.
    ///
    /// # Panics
    ///
    /// Panics if `step` is shorter than a millisecond.
    #[must_use]
    pub fn next(self, step: Duration) -> Self {
        self.floor(step) + step
    }

    /// Returns how much later this time is than `earlier`; nothing if it is not later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }
}

/// Returns a span in milliseconds, at most as many as fit.
fn millis_of(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self::from_millis(self.0.saturating_add(millis_of(span)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self::from_millis(self.0.saturating_sub(millis_of(span)))
    }
}

/// Prints the time as CloudTrail's records do: `2024-01-01T00:00:00Z`, without a fraction.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::utc(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_counted_from_1970_also_before_it() {
        let minute = |secs| Timestamp::from_secs(secs).floor(MINUTE).secs();
        assert_eq!([minute(0), minute(59), minute(60), minute(-1)], [0, 0, 60, -60]);
    }

    #[test]
    fn the_next_multiple_is_never_the_time_itself() {
        assert_eq!(Timestamp::from_secs(3_600).next(HOUR), Timestamp::from_secs(7_200));
        assert_eq!(Timestamp::from_secs(3_599).next(HOUR), Timestamp::from_secs(3_600));
    }

    #[test]
    fn arithmetic_stops_at_the_ends_of_the_calendar() {
        assert_eq!(Timestamp::MAX + DAY, Timestamp::MAX);
        assert_eq!(Timestamp::MIN - DAY, Timestamp::MIN);
        assert_eq!(Timestamp::from_secs(i64::MAX), Timestamp::MAX);
    }

    #[test]
    fn a_later_time_is_not_since_a_newer_one() {
        let (old, new) = (Timestamp::from_secs(1), Timestamp::from_secs(3));
        assert_eq!(new.since(old), Duration::from_secs(2));
        assert_eq!(old.since(new), Duration::ZERO);
    }
}
