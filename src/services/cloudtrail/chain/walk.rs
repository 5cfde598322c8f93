//! The walk along the chain, from the newest digest to the oldest.
//!
//! ```text
//!            +--> read, check, verify --> Valid, with the digest that it names --+
//!   newest --+                       \--> no digest before it --> Gap ---------+ |
//!   listed   |                       \--> Invalid or missing ----------------+ | |
//!            +-------- newest listed before the last one <-------------------+-+ |
//!            +-------- the one that it names, listed or not <--------------------+
//! ```
//!
//! It ends when a digest's time begins before the range. A walk goes along the hourly digests or
//! along those that were made later for events that came late, which are a chain of their own.
//!
//! Source: facts, "AWS CLI", h.3.

use std::time::Duration;

use super::digest::{Digest, Invalid, Named, Range, Read};
use super::place::{Listed, Place, date_of};
use super::public_keys::PublicKeys;
use super::signature::Verified;
use super::source::{Digests, Halt};
use crate::error::Error;
use crate::time::text::{parse_date_as_utc, parse_digest_stamp};
use crate::time::{HOUR, MINUTE, Timestamp};

/// How long after a range keys are asked for: a digest may end up to an hour after it.
const KEYS_AFTER: Duration = Duration::from_hours(2);

/// What the walk found.
#[derive(Debug)]
pub enum Step {
    /// A digest that names none before it, although one is listed: nothing was delivered between.
    Gap {
        /// Where the time without digests begins.
        from: Timestamp,
        /// Where it ends.
        to: Timestamp,
    },
    /// A digest that proves nothing.
    Invalid {
        /// The bucket that it should be in.
        bucket: String,
        /// Its key.
        key: String,
        /// What is wrong.
        why: Invalid,
    },
    /// A digest whose signature nobody kept.
    Unsigned {
        /// The digest.
        digest: Digest,
        /// When its time begins and ends.
        time: Range,
    },
    /// A digest as it was signed.
    Valid {
        /// The digest.
        digest: Verified,
        /// When its time begins and ends.
        time: Range,
    },
}

/// A digest that the walk can go on from.
struct Seen {
    step: Step,
    /// The bucket and key of the digest that it names.
    previous: Option<(String, String)>,
    /// Where its time ends.
    end: Timestamp,
}

/// The walk: an iterator over what it finds. After an error it ends.
pub struct Walk<'a> {
    digests: &'a mut dyn Digests,
    place: &'a Place,
    range: Range,
    backfill: bool,
    keys: PublicKeys,
    bucket: String,
    /// The digests that are listed and not passed yet, the oldest first.
    listed: Vec<String>,
    /// Where the time of the last valid digest begins, or the newest listed one ends.
    reached: Timestamp,
    /// The digest that comes next.
    next: Option<String>,
    /// The digest that the last step ended at: it names none before it.
    broken: Option<String>,
    /// What the digest that was read last says of the one before it.
    named: Option<Named>,
    /// Why the walk ends behind the last step.
    halted: Option<Halt>,
}

impl<'a> Walk<'a> {
    /// Begins a walk along the hourly digests of a bucket.
    ///
    /// Fails if the bucket cannot be listed, if no public key is known for the range, or if the
    /// newest digest's key has no date.
    pub fn hourly(
        digests: &'a mut dyn Digests,
        bucket: &str,
        place: &'a Place,
        range: Range,
    ) -> Result<Self, Halt> {
        let listed = list(digests, bucket, place, range)?.hourly;
        check_calendar(range, KEYS_AFTER)?;
        let keys = public_keys(digests, range.start, range.end + KEYS_AFTER)?;
        Self::new(digests, bucket, place, range, listed, false).map(|walk| Self { keys, ..walk })
    }

    /// Begins a walk along the digests that were made later; their keys are asked for one by one.
    ///
    /// Fails as [`hourly`](Self::hourly) does, except for the keys.
    pub fn backfill(
        digests: &'a mut dyn Digests,
        bucket: &str,
        place: &'a Place,
        range: Range,
    ) -> Result<Self, Halt> {
        let listed = list(digests, bucket, place, range)?.backfill;
        Self::new(digests, bucket, place, range, listed, true)
    }

    fn new(
        digests: &'a mut dyn Digests,
        bucket: &str,
        place: &'a Place,
        range: Range,
        mut listed: Vec<String>,
        backfill: bool,
    ) -> Result<Self, Halt> {
        let next = listed.pop();
        let reached = match &next {
            Some(key) => stamp(key)?,
            None => range.end,
        };
        Ok(Self {
            digests,
            place,
            range,
            backfill,
            keys: PublicKeys::default(),
            bucket: bucket.to_owned(),
            listed,
            reached,
            next,
            broken: None,
            named: None,
            halted: None,
        })
    }

    /// Returns how many listed digests are yet to come.
    pub fn left(&self) -> usize {
        self.listed.len()
    }

    fn step(&mut self) -> Result<Option<Step>, Halt> {
        if let Some(halt) = self.halted.take() {
            return Err(halt);
        }
        if let Some(last) = self.broken.take()
            && let Some(gap) = self.gap(&last)?
        {
            return Ok(Some(gap));
        }
        let Some(key) = self.next.take().filter(|_| self.range.start <= self.reached) else {
            return Ok(None);
        };
        match self.look_at(&key)? {
            Ok(seen) => {
                self.halted = self.go_to_previous(key, seen.previous, seen.end).err();
                Ok(Some(seen.step))
            }
            Err(why) => {
                self.next = self.listed_before(&key)?.map(|(key, _)| key);
                Ok(Some(Step::Invalid { bucket: self.bucket.clone(), key, why }))
            }
        }
    }

    /// Moves on behind a digest that names none before it.
    fn gap(&mut self, last: &str) -> Result<Option<Step>, Halt> {
        let Some((key, from)) = self.listed_before(last)? else { return Ok(None) };
        self.next = Some(key);
        Ok(Some(Step::Gap { from, to: self.reached }))
    }

    /// Moves on to the digest that one names, which may lie in another bucket.
    fn go_to_previous(
        &mut self,
        key: String,
        previous: Option<(String, String)>,
        end: Timestamp,
    ) -> Result<(), Halt> {
        let Some((bucket, previous)) = previous else {
            self.broken = Some(key);
            return Ok(());
        };
        if bucket != self.bucket {
            let range = Range { end, ..self.range };
            let listed = list(self.digests, &bucket, self.place, range)?;
            self.listed = if self.backfill { listed.backfill } else { listed.hourly };
            self.bucket = bucket;
        }
        self.next = Some(previous);
        Ok(())
    }

    /// Reads and judges the digest under a key.
    fn look_at(&mut self, key: &str) -> Result<Result<Seen, Invalid>, Halt> {
        let fetched = match self.digests.read(&self.bucket, key) {
            Ok(Some(fetched)) => fetched,
            Ok(None) => return Ok(Err(Invalid::Missing)),
            Err(Halt::Machine(Error::Refused(why) | Error::Damaged(why))) => {
                return Ok(Err(Invalid::Other(why)));
            }
            Err(halt) => return Err(halt),
        };
        let named =
            self.named.take().filter(|named| named.bucket == self.bucket && named.key == key);
        let named = named.as_ref().map(|named| named.signature.as_str());
        let read = match Read::of(&fetched, key, named) {
            Ok(read) => read,
            Err(why) => return Ok(Err(why)),
        };
        self.named = read.names();
        let (signature, made_later) = (read.signature.clone(), read.made_later.clone());
        let digest = match read.digest(&self.bucket, key) {
            Ok(digest) => digest,
            Err(why) => return Ok(Err(why)),
        };
        if let Err(why) = self.ask_for_key(&digest, made_later.as_deref())? {
            return Ok(Err(why));
        }
        Ok(self.judge(digest, signature.as_deref()))
    }

    /// Asks for the key of a digest that was made later, if it is not known yet.
    ///
    /// Where nobody kept when it was made, all keys that anybody has will do.
    fn ask_for_key(
        &mut self,
        digest: &Digest,
        made_later: Option<&str>,
    ) -> Result<Result<(), Invalid>, Halt> {
        let fingerprint = match digest.fingerprint() {
            Ok(fingerprint) => fingerprint,
            Err(why) => return Ok(Err(why)),
        };
        if !self.backfill || self.keys.has(&fingerprint) {
            return Ok(Ok(()));
        }
        let (start, end) = match made_later {
            None => (Timestamp::MIN, Timestamp::MAX),
            Some(text) => match parse_date_as_utc(text) {
                Some(made) => (made - HOUR, made + HOUR),
                None => {
                    return Ok(Err(Invalid::Other(format!("Unable to parse date value: {text}"))));
                }
            },
        };
        match public_keys(self.digests, start, end) {
            Ok(keys) => {
                self.keys.add(keys);
                Ok(Ok(()))
            }
            Err(Halt::Fault(text)) => Ok(Err(Invalid::Other(text))),
            Err(halt) => Err(halt),
        }
    }

    fn judge(&mut self, digest: Digest, signature: Option<&str>) -> Result<Seen, Invalid> {
        let previous = digest.previous();
        let (step, time) = if let Some(signature) = signature {
            let digest = digest.verify(signature, &self.keys, &self.place.home)?;
            let time = digest.digest().time()?;
            (Step::Valid { digest, time }, time)
        } else {
            let time = digest.time()?;
            (Step::Unsigned { digest, time }, time)
        };
        self.reached = time.start;
        Ok(Seen { step, previous, end: time.end })
    }

    /// Takes the newest listed digest that is older than one, and returns it with its date.
    fn listed_before(&mut self, key: &str) -> Result<Option<(String, Timestamp)>, Halt> {
        if self.listed.is_empty() {
            return Ok(None);
        }
        let before = stamp(key)?;
        while let Some(listed) = self.listed.pop() {
            let date = stamp(&listed)?;
            if date < before {
                return Ok(Some((listed, date)));
            }
        }
        Ok(None)
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<Step, Halt>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step().transpose();
        if matches!(step, Some(Err(_))) {
            self.next = None;
            self.broken = None;
        }
        step
    }
}

fn list(
    digests: &mut dyn Digests,
    bucket: &str,
    place: &Place,
    range: Range,
) -> Result<Listed, Halt> {
    check_calendar(range, HOUR)?;
    let keys = digests.list(bucket, &place.beginning(), &place.marker(range.start))?;
    Ok(place.in_range(keys, range.start, range.end))
}

fn public_keys(
    digests: &mut dyn Digests,
    start: Timestamp,
    end: Timestamp,
) -> Result<PublicKeys, Halt> {
    let keys = digests.public_keys(start, end)?;
    if keys.is_empty() {
        return Err(Halt::Fault(format!("No public keys found between {start} and {end}")));
    }
    Ok(keys)
}

/// Checks that the calendar has what lies before a range and up to some time after it; the AWS CLI
/// gives up where it has not.
fn check_calendar(range: Range, after: Duration) -> Result<(), Halt> {
    let Range { start, end } = range;
    if start.since(start - MINUTE) == MINUTE && (end + after).since(end) == after {
        return Ok(());
    }
    Err(Halt::Fault("date value out of range".to_owned()))
}

/// Returns the date in a key; the AWS CLI gives up where there is none.
fn stamp(key: &str) -> Result<Timestamp, Halt> {
    let date = date_of(key);
    let fault = || Halt::Fault(format!("Unable to parse date value: {date}"));
    parse_digest_stamp(&date).ok_or_else(fault)
}
