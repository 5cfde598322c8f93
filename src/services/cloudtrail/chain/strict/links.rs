//! Digests side by side: what each says of the one before it.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::{Kind, Strict};
use crate::crypto::sha256;
use crate::services::cloudtrail::chain::digest::{Range, Read};
use crate::services::cloudtrail::chain::place::Place;
use crate::time::HOUR;
use crate::time::text::parse_date_as_utc;
use crate::value::Value;

/// The most hours between two digests that are told one by one; what is missing after that is told
/// as one. A year has 8,760.
const MISSING: u32 = 10_000;

/// A bucket and a prefix in it, where the digests of a trail lie or lay.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Spot {
    pub(super) bucket: String,
    pub(super) place: Place,
}

/// A digest, as far as it is compared with its neighbours.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) spot: Rc<Spot>,
    pub(super) key: String,
    pub(super) time: Range,
    pub(super) hash: String,
    pub(super) signature: Option<String>,
    pub(super) previous: Option<Previous>,
}

/// What a digest says of the one before it.
#[derive(Clone, Debug)]
pub(super) struct Previous {
    pub(super) bucket: Option<String>,
    pub(super) key: String,
    pub(super) hash: Option<String>,
    pub(super) signature: Option<String>,
}

impl Link {
    /// Returns whether some of its time is in a range.
    pub(super) fn is_in(&self, range: Range) -> bool {
        range.start <= self.time.end && self.time.start <= range.end
    }

    /// Returns the bucket and key of the digest that it names.
    pub(super) fn before(&self) -> Option<(&str, &str)> {
        let Previous { bucket, key, .. } = self.previous.as_ref()?;
        Some((bucket.as_ref().unwrap_or(&self.spot.bucket), key))
    }

    /// Returns where the digest that it names lies, if that is elsewhere.
    pub(super) fn came_from(&self) -> Option<Spot> {
        let (bucket, key) = self.before()?;
        let is_here = bucket == self.spot.bucket && self.spot.place.holds(key);
        let place = Place::of_key(key).filter(|_| !is_here)?;
        Some(Spot { bucket: bucket.to_owned(), place })
    }

    fn at(&self) -> (&str, &str) {
        (&self.spot.bucket, &self.key)
    }

    fn found(&self, kind: Kind, why: String) -> Strict {
        Strict { kind, bucket: self.spot.bucket.clone(), key: self.key.clone(), why }
    }
}

/// Returns a digest as far as it is compared; `None` if it says not when it is of.
pub(super) fn link(spot: &Rc<Spot>, key: String, read: Read) -> Option<Link> {
    let text = |name: &str| read.document.get(name).and_then(Value::as_str).map(str::to_owned);
    let time = |name: &str| parse_date_as_utc(&text(name)?);
    let time = Range { start: time("digestStartTime")?, end: time("digestEndTime")? };
    let previous = text("previousDigestS3Object").map(|key| Previous {
        bucket: text("previousDigestS3Bucket"),
        key,
        hash: text("previousDigestHashValue"),
        signature: text("previousDigestSignature"),
    });
    let hash = sha256(&read.content);
    Some(Link { spot: spot.clone(), key, time, hash, signature: read.signature, previous })
}

/// Compares digests with what those after them say of their content and signature.
pub(super) fn compare_named(links: &[Link]) -> Vec<Strict> {
    let there: HashMap<(&str, &str), &Link> = links.iter().map(|link| (link.at(), link)).collect();
    let mut found = Vec::new();
    for after in links {
        let Some(previous) = &after.previous else { continue };
        let Some(before) = after.before().and_then(|named| there.get(&named)) else { continue };
        let mut tell = |kind, what: &str| {
            let why = format!(
                "the digest after it, {}, names another {what}: one of the two was replaced",
                after.key
            );
            found.push(before.found(kind, why));
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

/// Compares the time of each hourly digest with that of the one before it; `unread` are the bucket and
/// key of those that lie there and cannot be read.
pub(super) fn compare_hours(links: &[Link], unread: &HashSet<(String, String)>) -> Vec<Strict> {
    let mut found = Vec::new();
    for pair in links.windows(2) {
        let [before, after] = pair else { continue };
        let Some((bucket, key)) = after.before() else { continue };
        if (bucket, key) == before.at() {
            if before.time.end != after.time.start {
                let why = format!(
                    "it begins at {} and the digest before it ends at {}: what happened between is \
                     in neither, or in both",
                    after.time.start, before.time.end
                );
                found.push(after.found(Kind::TimesApart, why));
            }
            continue;
        }
        if unread.contains(&(bucket.to_owned(), key.to_owned())) {
            continue;
        }
        if after.time.start <= before.time.end {
            let why = format!(
                "the digest after it, {}, names {key} in its place: it was put there, or the chain was \
                 made anew",
                after.key
            );
            found.push(before.found(Kind::NotNamed, why));
        }
        let named = after.came_from();
        let there = named.as_ref().unwrap_or(&after.spot);
        let (mut hour, mut hours) = (before.time.end, 0);
        while hour < after.time.start {
            // What nobody has signed may say that it is of any time.
            let is_last = hours == MISSING;
            let end = if is_last { after.time.start } else { (hour + HOUR).min(after.time.start) };
            hours += 1;
            let why = format!(
                "there is no digest of {hour} to {end}: it was deleted, and log files of that time are \
                 proven by nothing"
            );
            let (bucket, key) = (there.bucket.clone(), there.place.digest(end));
            found.push(Strict { kind: Kind::MissingHour, bucket, key, why });
            hour = end;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::logs::{LATE, covered};
    use super::*;
    use crate::time::Timestamp;

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
            spot: Rc::new(Spot { bucket: "logs".to_owned(), place: place() }),
            key: key(end),
            time: Range { start: at(end - 1), end: at(end) },
            hash: format!("hash {end}"),
            signature: Some(format!("signature {end}")),
            previous: Some(Previous {
                bucket: Some("logs".to_owned()),
                key: key(end - 1),
                hash: Some(format!("hash {}", end - 1)),
                signature: Some(format!("signature {}", end - 1)),
            }),
        }
    }

    fn kinds(links: &[Link]) -> Vec<(Kind, String)> {
        let hours = compare_hours(links, &HashSet::new());
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
        let found = compare_hours(&links, &HashSet::new());
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
        assert_eq!(compare_hours(&links, &HashSet::from([("logs".to_owned(), key(2))])), []);
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
        assert_eq!(
            covered(&links.iter().collect::<Vec<_>>()),
            [range(at(0), 3), range(at(5) + LATE, 7)]
        );
    }
}
