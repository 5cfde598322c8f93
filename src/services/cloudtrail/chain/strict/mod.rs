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

mod logs;

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::digest::{Digest, Range, Read};
use super::place::{Place, date_of, is_backfill};
use super::public_keys::PublicKeys;
use super::source::{Digests, Halt, LogFiles};
use crate::crypto::sha256;
use crate::error::Error;
use crate::time::text::{parse_date_as_utc, parse_digest_stamp};
use crate::time::{HOUR, Timestamp};
use crate::value::Value;
use logs::Listed;

/// Something that the walk along the chain does not see.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Strict {
    /// What kind of thing it is.
    pub kind: Kind,
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
            Self::ListedTwice => "LISTED TWICE",
        })
    }
}

/// The most hours between two digests that are told one by one; what is missing after that is told
/// as one. A year has 8,760.
const MISSING: u32 = 10_000;

/// The times that digests can be of: CloudTrail began later, and the calendar ends later.
const SENSIBLE: Range = Range {
    start: Timestamp::from_secs(0),
    end: Timestamp::from_secs(253_370_764_800), // 9999-01-01
};

/// A digest, as far as it is compared with its neighbours.
#[derive(Clone, Debug)]
struct Link {
    key: String,
    time: Range,
    hash: String,
    signature: Option<String>,
    previous: Option<Previous>,
}

/// What a digest says of the one before it.
#[derive(Clone, Debug)]
struct Previous {
    key: String,
    hash: Option<String>,
    signature: Option<String>,
}

/// What is looked into.
pub struct Asked<'a> {
    /// The bucket with the newest digest.
    pub bucket: &'a str,
    /// Where the digests lie.
    pub place: &'a Place,
    /// The time.
    pub range: Range,
    /// Whether the walk told of the digest under a key.
    pub is_told: &'a dyn Fn(&str) -> bool,
}

/// Returns what is the matter with the chain of a place in a range, and with its log files.
///
/// Digests that cannot be read are the walk's to tell if it comes to them, and count as there.
pub fn look(
    asked: &Asked<'_>,
    digests: &mut dyn Digests,
    files: &dyn LogFiles,
) -> Result<Vec<Strict>, Halt> {
    let Asked { bucket, place, range, is_told } = *asked;
    let mut listed = Listed::default();
    let (mut links, mut backfill) = (Vec::new(), Vec::new());
    let (mut unread, mut unreached, mut unsigned) = (Vec::new(), Vec::new(), Vec::new());
    let mut keys: Option<PublicKeys> = None;
    // Digests of other trails lie beside, and their log files beside this trail's.
    let beginning = place.beginning();
    for key in digests.list(bucket, &format!("{beginning}/"), "")? {
        let is_own = place.holds(&key);
        if !is_own && Place::of_key(&key).is_none() {
            continue;
        }
        if is_own && !is_told(&key) && is_within(&key, range) {
            unreached.push(key.clone());
        }
        // A copy of another digest says what that one says, and is no part of the chain.
        let lies_there =
            |read: &Read| read.document.get("digestS3Object").is_some_and(|own| *own == key);
        let Some(read) = read(digests, bucket, &key)?.filter(lies_there) else {
            unread.push(key);
            continue;
        };
        if is_own {
            listed.add(&read.document, &key, true);
            let links = if is_backfill(&key) { &mut backfill } else { &mut links };
            links.extend(link(key, read));
        } else if read.signature.is_none() {
            unsigned.push((key, read.document));
        } else {
            let known = match keys.take() {
                Some(known) => known,
                None => digests.public_keys(range.start, range.end + HOUR)?,
            };
            let document = read.document.clone();
            if is_signed(read, bucket, &key, keys.insert(known)) {
                listed.add(&document, &key, false);
            }
        }
    }
    // Digests of other trails without a signature count only where nobody kept signatures.
    if !links.iter().any(|link| link.signature.is_some()) {
        for (key, document) in unsigned {
            listed.add(&document, &key, false);
        }
    }
    let is_of_range = |link: &Link| range.start <= link.time.end && link.time.start <= range.end;
    for links in [&mut links, &mut backfill] {
        links.retain(is_of_range);
        links.sort_by_key(|link| (link.time.end, link.key.clone()));
    }
    let mut found = compare_named(&links);
    found.extend(compare_hours(&links, &unread, place));
    found.extend(compare_named(&backfill));
    let named: HashSet<String> = found.iter().map(|strict| strict.key.clone()).collect();
    found.extend(unreached.into_iter().filter(|key| !named.contains(key)).map(not_reached));
    found.append(&mut listed.twice);
    // Where a digest cannot be read, nobody knows what it listed.
    if unread.iter().all(|key| place.holds(key) && !is_told(key)) {
        found.extend(listed.others(digests, files, bucket, place, &links)?);
    }
    Ok(found)
}

/// Returns a range without what no digest can be of.
pub fn sensible(range: Range) -> Range {
    let within = |time: Timestamp| time.clamp(SENSIBLE.start, SENSIBLE.end);
    Range { start: within(range.start), end: within(range.end) }
}

/// Returns whether the key of a digest has a time in a range, or none that a digest can be of.
fn is_within(key: &str, range: Range) -> bool {
    let contains = |range: Range, time| range.start <= time && time <= range.end;
    let end = parse_digest_stamp(&date_of(key));
    end.is_none_or(|end| contains(range, end) || !contains(SENSIBLE, end))
}

fn not_reached(key: String) -> Strict {
    let why = "no other digest leads to this one, so nothing proves it: somebody else than \
               CloudTrail put it there";
    Strict { kind: Kind::NotReached, key, why: why.to_owned() }
}

/// Returns whether a digest of another trail is as CloudTrail delivered it.
fn is_signed(read: Read, bucket: &str, key: &str, keys: &PublicKeys) -> bool {
    let home = Place::of_key(key).map_or_else(String::new, |place| place.home);
    let signature = read.signature.clone().unwrap_or_default();
    let digest: Result<Digest, _> = read.digest(bucket, key);
    digest.and_then(|digest| digest.verify(&signature, keys, &home)).is_ok()
}

fn read(digests: &mut dyn Digests, bucket: &str, key: &str) -> Result<Option<Read>, Halt> {
    match digests.read(bucket, key) {
        Ok(Some(fetched)) => Ok(Read::of(&fetched, key, None).ok()),
        Ok(None) | Err(Halt::Machine(Error::Refused(_) | Error::Damaged(_))) => Ok(None),
        Err(halt) => Err(halt),
    }
}

/// Returns a digest as far as it is compared; `None` if it says not when it is of.
fn link(key: String, read: Read) -> Option<Link> {
    let text = |name: &str| read.document.get(name).and_then(Value::as_str).map(str::to_owned);
    let time = |name: &str| parse_date_as_utc(&text(name)?);
    let time = Range { start: time("digestStartTime")?, end: time("digestEndTime")? };
    let previous = text("previousDigestS3Object").map(|key| Previous {
        key,
        hash: text("previousDigestHashValue"),
        signature: text("previousDigestSignature"),
    });
    let hash = sha256(&read.content);
    Some(Link { key, time, hash, signature: read.signature, previous })
}

/// Compares digests with what those after them say of their content and signature.
fn compare_named(links: &[Link]) -> Vec<Strict> {
    let by_key: HashMap<&str, &Link> = links.iter().map(|link| (&*link.key, link)).collect();
    let mut found = Vec::new();
    for after in links {
        let Some(previous) = &after.previous else { continue };
        let Some(before) = by_key.get(&*previous.key) else { continue };
        let mut tell = |kind, what: &str| {
            let why = format!(
                "the digest after it, {}, names another {what}: one of the two was replaced",
                after.key
            );
            found.push(Strict { kind, key: before.key.clone(), why });
        };
        if previous.hash.as_ref().is_some_and(|hash| !hash.eq_ignore_ascii_case(&before.hash)) {
            tell(Kind::PreviousHash, "hash");
        }
        let signatures = previous.signature.as_ref().zip(before.signature.as_ref());
        if signatures.is_some_and(|(named, own)| !named.eq_ignore_ascii_case(own)) {
            tell(Kind::PreviousSignature, "signature");
        }
    }
    found
}

/// Compares the time of each hourly digest with that of the one before it.
fn compare_hours(links: &[Link], unread: &[String], place: &Place) -> Vec<Strict> {
    let mut found = Vec::new();
    for pair in links.windows(2) {
        let [before, after] = pair else { continue };
        let Some(previous) = &after.previous else { continue };
        let mut tell = |kind, key: &str, why: String| {
            found.push(Strict { kind, key: key.to_owned(), why });
        };
        if previous.key == before.key {
            if before.time.end != after.time.start {
                tell(
                    Kind::TimesApart,
                    &after.key,
                    format!(
                        "it begins at {} and the digest before it ends at {}: what happened between is \
                         in neither, or in both",
                        after.time.start, before.time.end
                    ),
                );
            }
            continue;
        }
        if unread.contains(&previous.key) {
            continue;
        }
        if after.time.start <= before.time.end {
            tell(
                Kind::NotNamed,
                &before.key,
                format!(
                    "the digest after it, {}, names {} in its place: it was put there, or the chain was \
                 made anew",
                    after.key, previous.key
                ),
            );
        }
        let (mut hour, mut hours) = (before.time.end, 0);
        while hour < after.time.start {
            // What nobody has signed may say that it is of any time.
            let is_last = hours == MISSING;
            let end = if is_last { after.time.start } else { (hour + HOUR).min(after.time.start) };
            hours += 1;
            tell(
                Kind::MissingHour,
                &place.digest(end),
                format!(
                    "there is no digest of {hour} to {end}: it was deleted, and log files of that time \
                 are proven by nothing"
                ),
            );
            hour = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::logs::{LATE, covered};
    use super::*;

    /// A change of a digest, and what is found then.
    type Case = (fn(&mut Link), Vec<(Kind, String)>);

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_secs(1_704_067_200 + hour * 3_600)
    }

    fn place() -> Place {
        let text = str::to_owned;
        Place {
            prefix: None,
            organization: None,
            account: text("123456789012"),
            region: text("us-east-1"),
            trail: text("audit"),
            home: text("us-east-1"),
        }
    }

    /// Returns the digest of the hour that ends at `end`, which fits the one before it.
    fn digest(end: i64) -> Link {
        let key = |end| place().digest(at(end));
        Link {
            key: key(end),
            time: Range { start: at(end - 1), end: at(end) },
            hash: format!("hash {end}"),
            signature: Some(format!("signature {end}")),
            previous: Some(Previous {
                key: key(end - 1),
                hash: Some(format!("hash {}", end - 1)),
                signature: Some(format!("signature {}", end - 1)),
            }),
        }
    }

    fn kinds(links: &[Link]) -> Vec<(Kind, String)> {
        let hours = compare_hours(links, &[], &place());
        let found = compare_named(links).into_iter().chain(hours);
        found.map(|strict| (strict.kind, strict.key)).collect()
    }

    fn key(end: i64) -> String {
        place().digest(at(end))
    }

    #[test]
    fn a_chain_that_fits_has_nothing() {
        let links: Vec<Link> = (1..9).map(digest).collect();
        assert_eq!(kinds(&links), []);
        assert_eq!(kinds(&links[..1]), []);
        assert_eq!(kinds(&[]), []);
        // Letters of hexadecimal may be large or small.
        let mut large = links.clone();
        large[3].hash = large[3].hash.to_uppercase();
        assert_eq!(kinds(&large), []);
    }

    #[test]
    fn each_missing_hour_is_told() {
        let links: Vec<Link> = [1, 2, 6, 7, 9].map(digest).into();
        let missing = |end| (Kind::MissingHour, key(end));
        assert_eq!(kinds(&links), [missing(3), missing(4), missing(5), missing(8)]);
    }

    #[test]
    fn what_says_that_it_is_of_another_age_is_told_within_bounds() {
        let mut links: Vec<Link> = [1, 2].map(digest).into();
        links[1].time = Range { start: at(60_000_000), end: at(60_000_001) };
        links[1].previous.as_mut().unwrap().key = "elsewhere".to_owned();
        let found = compare_hours(&links, &[], &place());
        assert_eq!(found.len(), 10_001);
        assert!(found.last().unwrap().why.contains(" to 8868-"), "{}", found.last().unwrap().why);
    }

    #[test]
    fn a_chain_that_begins_anew_has_no_hole_before_it() {
        let mut links: Vec<Link> = [1, 2, 6, 7].map(digest).into();
        links[2].previous = None;
        assert_eq!(kinds(&links), []);
    }

    #[test]
    fn a_digest_that_lies_there_unread_is_not_missing() {
        let links: Vec<Link> = [1, 3].map(digest).into();
        assert_eq!(compare_hours(&links, &[key(2)], &place()), []);
    }

    #[test]
    fn digests_that_do_not_fit_each_other_are_told() {
        let changed = |change: fn(&mut Link)| {
            let mut links: Vec<Link> = (1..5).map(digest).collect();
            change(&mut links[2]);
            kinds(&links)
        };
        // The third digest, of 2 to 3, names that of 1 to 2.
        let cases: [Case; 6] = [
            (|link| link.hash = "other".to_owned(), vec![(Kind::PreviousHash, key(3))]),
            (|link| link.signature = Some("x".to_owned()), vec![(Kind::PreviousSignature, key(3))]),
            (|link| link.signature = None, vec![]),
            (|link| link.time.start = at(1), vec![(Kind::TimesApart, key(3))]),
            (
                |link| link.previous.as_mut().unwrap().key = "elsewhere".to_owned(),
                vec![(Kind::NotNamed, key(2))],
            ),
            (
                |link| link.previous.as_mut().unwrap().hash = Some("x".to_owned()),
                vec![(Kind::PreviousHash, key(2))],
            ),
        ];
        for (number, (change, expected)) in cases.into_iter().enumerate() {
            assert_eq!(changed(change), expected, "case {number}");
        }
    }

    #[test]
    fn times_that_meet_are_covered_as_one() {
        let links: Vec<Link> = [1, 2, 3, 6, 7].map(digest).into();
        let mut links = links;
        links[0].previous = None;
        let range = |start, end| Range { start, end: at(end) };
        assert_eq!(covered(&links), [range(at(0), 3), range(at(5) + LATE, 7)]);
    }
}
