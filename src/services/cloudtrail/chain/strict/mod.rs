//! What the AWS CLI does not look for: holes in a chain hour by hour, digests that do not fit each
//! other, and log files that no digest lists or that two list.
//!
//! [`Walk`](super::Walk) proves each digest by its signature. A signature says nothing of what is
//! missing or of what somebody added, and the walk stops asking at the first digest that is not
//! there. Here the digests of a place are laid side by side, the oldest first:
//!
//! ```text
//!     01:00-02:00        02:00-03:00                        05:00-06:00
//!     [digest]  <------  [digest]        ?        ?         [digest]
//!         hash and signature as named    03:00    04:00        names 04:00-05:00
//!         times meet                     two hours are missing, each told
//! ```
//!
//! A digest that names none before it begins a chain anew: recording or validation had been off.
//! Nothing is missing before it.

mod links;
mod logs;
mod seen;

use std::fmt;
use std::rc::Rc;

use super::digest::Range;
use super::place::Place;
use super::source::{Digests, Halt, LogFiles};
use crate::time::Timestamp;
use links::{Link, Spot};
use seen::Seen;

/// Something that the walk along the chain does not see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Strict {
    /// What kind of thing it is.
    pub kind: Kind,
    /// The bucket that it is in.
    pub bucket: String,
    /// The key that it is about.
    pub key: String,
    /// What is the matter, in a sentence that says what it means.
    pub why: String,
}

/// What kind of thing the walk does not see.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// An hour without a digest.
    MissingHour,
    /// A digest that is not what the one after it says of it.
    PreviousHash,
    /// A digest whose signature is not what the one after it says of it.
    PreviousSignature,
    /// A digest that the one after it does not name.
    NotNamed,
    /// A digest that the chain does not lead to.
    NotReached,
    /// Digests that follow each other and whose times do not.
    TimesApart,
    /// A log file that no digest lists.
    NotListed,
    /// Log files of times that no digest covers.
    NotCovered,
    /// A log file that is listed twice.
    ListedTwice,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingHour => "MISSING HOUR",
            Self::PreviousHash => "OTHER HASH",
            Self::PreviousSignature => "OTHER SIGNATURE",
            Self::NotNamed => "NOT NAMED",
            Self::NotReached => "NOT REACHED",
            Self::TimesApart => "TIMES APART",
            Self::NotListed => "NOT LISTED",
            Self::NotCovered => "NOT COVERED",
            Self::ListedTwice => "LISTED TWICE",
        })
    }
}

/// The times that digests can be of: CloudTrail began later, and the calendar ends later.
const SENSIBLE: Range = Range {
    start: Timestamp::from_secs(0),
    end: Timestamp::from_secs(253_370_764_800), // 9999-01-01
};

/// A time that may be open on either side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
    /// Where it begins, if that was said.
    pub start: Option<Timestamp>,
    /// Where it ends, if that was said.
    pub end: Option<Timestamp>,
}

impl Period {
    /// Returns whether a time is in it.
    pub fn has(self, time: Timestamp) -> bool {
        self.start.is_none_or(|start| start <= time) && self.end.is_none_or(|end| time <= end)
    }
}

/// What is looked into.
pub struct Asked<'a> {
    /// The bucket with the newest digest.
    pub bucket: &'a str,
    /// Where the digests lie.
    pub place: &'a Place,
    /// The time.
    pub range: Range,
    /// The time as far as it was said.
    pub period: Period,
    /// Whether the walk told of the digest under a key of a bucket.
    pub is_told: &'a dyn Fn(&str, &str) -> bool,
}

/// Returns what is the matter with the chain of a place in a range, and with its log files.
///
/// Digests that cannot be read are the walk's to tell if it comes to them, and count as there. A chain
/// that moved to another bucket or prefix is looked into wherever it was, as one.
pub fn look(
    asked: &Asked<'_>,
    digests: &mut dyn Digests,
    files: &dyn LogFiles,
) -> Result<Vec<Strict>, Halt> {
    let mut spots =
        vec![Rc::new(Spot { bucket: asked.bucket.to_owned(), place: asked.place.clone() })];
    let (mut seen, mut done) = (Seen::default(), 0);
    while let Some(spot) = spots.get(done).cloned() {
        let (hourly, later) = match seen.add(&spot, asked, digests) {
            // That an earlier bucket is not there is the walk's to tell.
            Err(Halt::Service { .. }) if done > 0 => Default::default(),
            added => added?,
        };
        for before in hourly.iter().chain(&later).filter_map(Link::came_from) {
            if before.place.is_of_same_trail(asked.place)
                && spots.iter().all(|spot| **spot != before)
            {
                spots.push(Rc::new(before));
            }
        }
        seen.links.extend(hourly);
        seen.backfill.extend(later);
        done += 1;
    }
    seen.judge(&spots, asked, digests, files)
}

/// Returns a range without what no digest can be of.
pub fn sensible(range: Range) -> Range {
    let within = |time: Timestamp| time.clamp(SENSIBLE.start, SENSIBLE.end);
    Range { start: within(range.start), end: within(range.end) }
}
