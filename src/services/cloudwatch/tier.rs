//! How finely data are kept, by their age.
//!
//! Samples come as they were put, and are rolled up to coarser ones as they grow older. They lie in
//! *slots*, whole days or 32 of them, and a slot moves on to the next tier as a whole: when its
//! newest sample may be told in the coarser periods only.
//!
//! ```text
//! put  ->  raw        --3 h-->  minute   --15 d-->  5 minutes  --63 d-->  hour     --455 d-->  gone
//!          as it was            60 s                300 s                 3,600 s
//!          slots of a day       of a day            of a day              of 32 days
//! ```
//!
//! The spans are counted from the end of the slot, so data are kept up to a slot's length longer
//! than they can be told, and never shorter: what [`period`](super::period) allows is answered from
//! data that are fine enough for it.
//!
//! Source: CloudWatch User Guide, "CloudWatch concepts", "Metrics retention".

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::{DAY, HOUR, MINUTE, Timestamp};

/// How finely data are kept.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Tier {
    /// As they were put.
    Raw,
    /// By the minute.
    Minute,
    /// By five minutes.
    FiveMinutes,
    /// By the hour.
    Hour,
}

impl Tier {
    /// Every tier, the finest first.
    pub const ALL: [Self; 4] = [Self::Raw, Self::Minute, Self::FiveMinutes, Self::Hour];

    /// Returns how finely data of an age can be told; what lies exactly on a limit is the finer.
    pub fn of_age(age: Duration) -> Self {
        Self::ALL.into_iter().find(|tier| age <= tier.kept()).unwrap_or(Self::Hour)
    }

    /// Returns how long data can be told this finely.
    pub const fn kept(self) -> Duration {
        match self {
            Self::Raw => Duration::from_hours(3),
            Self::Minute => Duration::from_hours(15 * 24),
            Self::FiveMinutes => Duration::from_hours(63 * 24),
            Self::Hour => Duration::from_hours(455 * 24),
        }
    }

    /// Returns what times are multiples of.
    pub const fn step(self) -> Duration {
        match self {
            Self::Raw => Duration::from_secs(1),
            Self::Minute => MINUTE,
            Self::FiveMinutes => Duration::from_mins(5),
            Self::Hour => HOUR,
        }
    }

    /// Returns the tier that data move on to; the last has none.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Raw => Some(Self::Minute),
            Self::Minute => Some(Self::FiveMinutes),
            Self::FiveMinutes => Some(Self::Hour),
            Self::Hour => None,
        }
    }

    /// Returns its number, which keys have.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Returns the tier of a number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.number() == number)
    }

    /// Returns how long a slot is.
    const fn slot(self) -> Duration {
        match self {
            Self::Hour => Duration::from_hours(32 * 24),
            _ => DAY,
        }
    }
}

/// A span of time of a tier, whose data are kept together and move on together.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Slot {
    /// How finely its data are kept.
    pub tier: Tier,
    /// When it begins.
    pub start: Timestamp,
}

impl Slot {
    /// Returns the slot that a time lies in.
    pub fn of(tier: Tier, time: Timestamp) -> Self {
        Self { tier, start: time.floor(tier.slot()) }
    }

    /// Returns when it ends; this time is in the next.
    pub fn end(self) -> Timestamp {
        self.start + self.tier.slot()
    }

    /// Returns when its data move on, or go.
    pub fn moves(self) -> Timestamp {
        self.end() + self.tier.kept()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::parse_date;

    #[test]
    fn data_are_told_as_finely_as_their_age_allows() {
        let hours = |hours: u64| Duration::from_hours(hours);
        let cases = [
            (Duration::ZERO, Tier::Raw),
            (hours(3), Tier::Raw),
            (hours(3) + Duration::from_secs(1), Tier::Minute),
            (hours(15 * 24), Tier::Minute),
            (hours(16 * 24), Tier::FiveMinutes),
            (hours(64 * 24), Tier::Hour),
            (hours(1_000 * 24), Tier::Hour),
        ];
        for (age, tier) in cases {
            assert_eq!(Tier::of_age(age), tier, "{age:?}");
        }
    }

    #[test]
    fn a_slot_moves_on_when_its_newest_data_are_too_old() {
        let at = |text| parse_date(text).unwrap();
        let time = at("2024-06-15T12:00:00Z");
        let cases = [
            (Tier::Raw, "2024-06-15", "2024-06-16T03:00:00Z"),
            (Tier::Minute, "2024-06-15", "2024-07-01"),
            (Tier::FiveMinutes, "2024-06-15", "2024-08-18"),
            // It is day 19,889 since 1970, and 621 times 32 days begin here.
            (Tier::Hour, "2024-05-29", "2025-09-28"),
        ];
        for (tier, start, moves) in cases {
            let slot = Slot::of(tier, time);
            assert_eq!((slot.start, slot.moves()), (at(start), at(moves)), "{tier:?}");
            assert_eq!(Slot::of(tier, slot.start), slot);
            assert_ne!(Slot::of(tier, slot.end()), slot);
        }
    }

    #[test]
    fn each_tier_has_a_number() {
        for tier in Tier::ALL {
            assert_eq!(Tier::from_number(tier.number()), Some(tier));
        }
        assert_eq!(Tier::from_number(4), None);
    }
}
