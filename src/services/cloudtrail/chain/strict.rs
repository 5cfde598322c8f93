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

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use super::digest::{Range, Read};
use super::place::{Place, is_backfill};
use super::source::{Digests, Halt};
use crate::crypto::sha256;
use crate::error::Error;
use crate::store::identity;
use crate::time::text::parse_log_stamp;
use crate::time::{DAY, HOUR, Timestamp};
use crate::value::Value;

/// How much later than its name says a log file may be listed.
///
/// Source: CloudTrail User Guide, "How CloudTrail works": events are delivered within about 15
/// minutes; a file of the last minutes of an hour may be in the next digest.
const LATE: Duration = Duration::from_mins(15);

/// The folder that log files lie in, below the account's.
const FOLDER: &str = "/CloudTrail/";

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
            Self::TimesApart => "TIMES APART",
            Self::NotListed => "NOT LISTED",
            Self::ListedTwice => "LISTED TWICE",
        })
    }
}

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

/// Returns what is the matter with the chain of a place in a range, and with its log files.
///
/// Digests that cannot be read are the walk's to tell, and count as there.
pub fn look(
    digests: &mut dyn Digests,
    bucket: &str,
    place: &Place,
    range: Range,
) -> Result<Vec<Strict>, Halt> {
    let mut listed = Listed::default();
    let (mut links, mut unread) = (Vec::new(), Vec::new());
    // Digests of other trails lie beside, and their log files beside this trail's.
    let beginning = place.beginning();
    for key in digests.list(bucket, &format!("{beginning}/"), "")? {
        let Some(document) = read(digests, bucket, &key)? else {
            unread.push(key);
            continue;
        };
        let is_own = place.holds(&key);
        if !is_own && Place::of_key(&key).is_none() {
            continue;
        }
        listed.add(&document.document, &key, is_own);
        if is_own && !is_backfill(&key) {
            links.extend(link(key, document));
        }
    }
    links.retain(|link| range.start <= link.time.end && link.time.start <= range.end);
    links.sort_by_key(|link| (link.time.end, link.key.clone()));
    let mut found = compare(&links, &unread, place);
    found.append(&mut listed.twice);
    // Where a digest cannot be read, nobody knows what it listed.
    if unread.is_empty() {
        found.extend(not_listed(digests, bucket, place, &links, &listed)?);
    }
    Ok(found)
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
    let time = |name: &str| crate::time::text::parse_date_as_utc(&text(name)?);
    let time = Range { start: time("digestStartTime")?, end: time("digestEndTime")? };
    let previous = text("previousDigestS3Object").map(|key| Previous {
        key,
        hash: text("previousDigestHashValue"),
        signature: text("previousDigestSignature"),
    });
    let hash = sha256(&read.content);
    Some(Link { key, time, hash, signature: read.signature, previous })
}

/// Compares each digest with the one before it.
fn compare(links: &[Link], unread: &[String], place: &Place) -> Vec<Strict> {
    let mut found = Vec::new();
    for pair in links.windows(2) {
        let [before, after] = pair else { continue };
        let Some(previous) = &after.previous else { continue };
        let mut tell = |kind, key: &str, why: String| {
            found.push(Strict { kind, key: key.to_owned(), why });
        };
        if previous.key == before.key {
            if previous.hash.as_ref().is_some_and(|hash| !hash.eq_ignore_ascii_case(&before.hash)) {
                tell(
                    Kind::PreviousHash,
                    &before.key,
                    format!(
                        "the digest after it, {}, names another hash: one of the two was replaced",
                        after.key
                    ),
                );
            }
            let signatures = previous.signature.as_ref().zip(before.signature.as_ref());
            if signatures.is_some_and(|(named, own)| !named.eq_ignore_ascii_case(own)) {
                tell(
                    Kind::PreviousSignature,
                    &before.key,
                    format!(
                        "the digest after it, {}, names another signature: one of the two was replaced",
                        after.key
                    ),
                );
            }
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
        let mut hour = before.time.end;
        while hour < after.time.start {
            let end = (hour + HOUR).min(after.time.start);
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

/// The log files that digests list.
#[derive(Default)]
struct Listed {
    /// The digests that list each of them, by what stands for its key.
    files: HashMap<u128, u32>,
    twice: Vec<Strict>,
}

impl Listed {
    fn add(&mut self, document: &Value, digest: &str, is_own: bool) {
        let files = document.get("logFiles").and_then(Value::as_array);
        for file in files.into_iter().flatten() {
            let Some(key) = file.get("s3Object").and_then(Value::as_str) else { continue };
            let times = self.files.entry(identity(key)).or_default();
            *times += 1;
            if *times > 1 && is_own {
                self.twice.push(Strict {
                    kind: Kind::ListedTwice,
                    key: key.to_owned(),
                    why: format!(
                        "{digest} lists it, and so does another digest or the same once more: \
                         CloudTrail lists a log file once"
                    ),
                });
            }
        }
    }

    fn has(&self, key: &str) -> bool {
        self.files.contains_key(&identity(key))
    }
}

/// Returns the log files of the account and region that no digest lists, of the time that the
/// digests of a chain cover without a gap.
fn not_listed(
    digests: &mut dyn Digests,
    bucket: &str,
    place: &Place,
    links: &[Link],
    listed: &Listed,
) -> Result<Vec<Strict>, Halt> {
    let covered = covered(links);
    let (Some(first), Some(last)) = (covered.first(), covered.last()) else {
        return Ok(Vec::new());
    };
    let logs = place.beginning().replacen(super::place::FOLDER, FOLDER, 1);
    // Log files lie in folders of days, so those of other days need not be listed.
    let after = format!("{logs}/{}", crate::time::text::date_folders(first.start - DAY));
    let last_day = format!("{logs}/{}/~", crate::time::text::date_folders(last.end + DAY));
    let mut found = Vec::new();
    for key in digests.list(bucket, &format!("{logs}/"), &after)? {
        if key > last_day {
            break;
        }
        let Some(time) = stamp(&key) else { continue };
        let within = |range: &&Range| range.start <= time && time + LATE <= range.end;
        if covered.iter().any(|range| within(&range)) && !listed.has(&key) {
            let why = "no digest lists this log file: somebody else than CloudTrail put it there, or a trail \
                       that makes no digests";
            found.push(Strict { kind: Kind::NotListed, key, why: why.to_owned() });
        }
    }
    Ok(found)
}

/// Returns the times that digests cover, those that meet as one.
fn covered(links: &[Link]) -> Vec<Range> {
    let mut covered: Vec<Range> = Vec::new();
    for link in links {
        match covered.last_mut() {
            Some(last) if last.end == link.time.start => last.end = link.time.end,
            _ => {
                // What an earlier digest lists may bear a time that this one covers.
                let late = if link.previous.is_some() { LATE } else { Duration::ZERO };
                covered.push(Range { start: link.time.start + late, ..link.time });
            }
        }
    }
    covered
}

/// Returns the time in the name of a log file.
fn stamp(key: &str) -> Option<Timestamp> {
    let name = key.rsplit('/').next()?.strip_suffix(".json.gz")?;
    let (name, _) = name.rsplit_once('_')?;
    parse_log_stamp(name.rsplit('_').next()?)
}

#[cfg(test)]
mod tests {
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
        let found = compare(links, &[], &place());
        found.into_iter().map(|strict| (strict.kind, strict.key)).collect()
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
    fn a_chain_that_begins_anew_has_no_hole_before_it() {
        let mut links: Vec<Link> = [1, 2, 6, 7].map(digest).into();
        links[2].previous = None;
        assert_eq!(kinds(&links), []);
    }

    #[test]
    fn a_digest_that_lies_there_unread_is_not_missing() {
        let links: Vec<Link> = [1, 3].map(digest).into();
        assert_eq!(compare(&links, &[key(2)], &place()), []);
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

    #[test]
    fn the_time_of_a_log_file_is_in_its_name() {
        let folder = "AWSLogs/1/CloudTrail/us-east-1/2024/01/01";
        let key = format!("{folder}/1_CloudTrail_us-east-1_20240101T0505Z_abc.json.gz");
        assert_eq!(stamp(&key), Some(at(5) + Duration::from_mins(5)));
        for other in ["x.json.gz", "1_CloudTrail_us-east-1_2024_abc.json.gz", "a_b_c", ""] {
            assert_eq!(stamp(other), None, "{other}");
        }
    }
}
