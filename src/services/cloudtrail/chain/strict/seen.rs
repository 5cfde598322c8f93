//! What lies where a chain is or was, laid side by side.

use std::collections::HashSet;
use std::rc::Rc;

use super::links::{Link, Spot, compare_hours, compare_named, link};
use super::logs::Listed;
use super::{Asked, Kind, SENSIBLE, Strict};
use crate::error::Error;
use crate::services::cloudtrail::chain::digest::{Digest, Range, Read};
use crate::services::cloudtrail::chain::place::{Place, date_of, is_backfill};
use crate::services::cloudtrail::chain::public_keys::PublicKeys;
use crate::services::cloudtrail::chain::source::{Digests, Halt, LogFiles};
use crate::time::HOUR;
use crate::time::text::parse_digest_stamp;

/// The digests of a spot: hourly ones, and those that were made later.
type Links = (Vec<Link>, Vec<Link>);

/// What lies at the spots of a chain.
#[derive(Default)]
pub(super) struct Seen {
    /// The hourly digests.
    pub(super) links: Vec<Link>,
    /// Those that were made later.
    pub(super) backfill: Vec<Link>,
    listed: Listed,
    /// The bucket and key of each digest that cannot be read.
    unread: HashSet<(String, String)>,
    /// Where the digests lie that the walk did not tell of, and their keys.
    untold: Vec<(Rc<Spot>, String)>,
    /// Whether some digest cannot be read, so that nobody knows what it listed.
    is_unclear: bool,
}

impl Seen {
    /// Looks at what lies at one spot; returns its digests in the range that is asked for.
    pub(super) fn add(
        &mut self,
        spot: &Rc<Spot>,
        asked: &Asked<'_>,
        digests: &mut dyn Digests,
    ) -> Result<Links, Halt> {
        let Spot { bucket, place } = &**spot;
        let Asked { range, is_told, .. } = *asked;
        let (mut hourly, mut later) = Links::default();
        let (mut unsigned, mut has_signatures) = (Vec::new(), false);
        let mut public: Option<PublicKeys> = None;
        // Digests of other trails lie beside, and their log files beside this trail's.
        for key in digests.list(bucket, &format!("{}/", place.beginning()), "")? {
            let is_own = place.holds(&key);
            if !is_own && Place::of_key(&key).is_none() {
                continue;
            }
            let is_told = is_told(bucket, &key);
            if is_own && !is_told && is_within(&key, range) {
                self.untold.push((spot.clone(), key.clone()));
            }
            // A copy of another digest says what that one says, and is no part of the chain.
            let lies_there =
                |read: &Read| read.document.get("digestS3Object").is_some_and(|own| *own == key);
            let Some(read) = read(digests, bucket, &key)?.filter(lies_there) else {
                self.is_unclear |= !is_own || is_told;
                self.unread.insert((bucket.clone(), key));
                continue;
            };
            if is_own {
                self.listed.add(&read.document, (bucket, &key), true);
                let is_later = is_backfill(&key);
                has_signatures |= !is_later && read.signature.is_some();
                let links = if is_later { &mut later } else { &mut hourly };
                links.extend(link(spot, key, read).filter(|link| link.is_in(range)));
            } else if read.signature.is_none() {
                unsigned.push((key, read.document));
            } else {
                let known = match public.take() {
                    Some(known) => known,
                    None => digests.public_keys(range.start, range.end + HOUR)?,
                };
                let document = read.document.clone();
                if is_signed(read, bucket, &key, public.insert(known)) {
                    self.listed.add(&document, (bucket, &key), false);
                }
            }
        }
        // Digests of other trails without a signature count only where nobody kept signatures.
        if !has_signatures {
            for (key, document) in unsigned {
                self.listed.add(&document, (bucket, &key), false);
            }
        }
        Ok((hourly, later))
    }

    /// Returns what is the matter with all that was looked at.
    pub(super) fn judge(
        mut self,
        spots: &[Rc<Spot>],
        asked: &Asked<'_>,
        digests: &mut dyn Digests,
        files: &dyn LogFiles,
    ) -> Result<Vec<Strict>, Halt> {
        for links in [&mut self.links, &mut self.backfill] {
            links.sort_by_key(|link| (link.time.end, link.key.clone()));
        }
        let mut found = compare_named(&self.links);
        found.extend(compare_hours(&self.links, &self.unread));
        found.extend(compare_named(&self.backfill));
        let named: HashSet<(String, String)> =
            found.iter().map(|strict| (strict.bucket.clone(), strict.key.clone())).collect();
        self.untold.retain(|(spot, key)| !named.contains(&(spot.bucket.clone(), key.clone())));
        for (number, spot) in spots.iter().enumerate() {
            found.extend(self.not_reached(spot, number == 0, asked));
        }
        found.append(&mut self.listed.twice);
        if !self.is_unclear {
            for spot in spots {
                found.extend(self.listed.others(
                    digests,
                    files,
                    spot,
                    &self.links,
                    asked.period,
                )?);
            }
        }
        Ok(found)
    }

    /// Tells of the digests of a spot that the walk did not come to.
    ///
    /// Where it did not come to the spot at all, that is told once, of the digest that leads there.
    /// Digests that were made later are walked from where the chain is now; if none lies there, the
    /// walk comes to none.
    fn not_reached(&self, spot: &Spot, is_newest: bool, asked: &Asked<'_>) -> Vec<Strict> {
        let comes = |links: &[Link]| {
            let mut named = links.iter().filter(|link| *link.spot != *spot).filter_map(|link| {
                let (bucket, key) = link.before()?;
                (bucket == spot.bucket && spot.place.holds(key)).then_some((bucket, key))
            });
            is_newest || named.any(|(bucket, key)| (asked.is_told)(bucket, key))
        };
        let (comes, comes_later) = (comes(&self.links), comes(&self.backfill));
        let mut untold = self.untold.iter().filter(|(own, _)| **own == *spot).map(|(_, key)| key);
        let is_told = |key: &&String| if is_backfill(key) { comes_later } else { comes };
        let mut found: Vec<Strict> =
            untold.clone().filter(is_told).map(|key| unproven(spot, key, FOREIGN)).collect();
        let newest = untold.rfind(|key| !is_backfill(key));
        found.extend(newest.filter(|_| !comes).map(|key| unproven(spot, key, CUT_OFF)));
        found
    }
}

/// Why a digest is not reached from those beside it.
const FOREIGN: &str = "no other digest leads to this one, so nothing proves it: somebody else than \
                       CloudTrail put it there";

/// Why a digest and those before it are not reached from where the chain moved to.
const CUT_OFF: &str = "the chain moved on from here, and no valid digest leads back: nothing proves \
                       this digest and those before it";

fn unproven(spot: &Spot, key: &str, why: &str) -> Strict {
    let (bucket, key, why) = (spot.bucket.clone(), key.to_owned(), why.to_owned());
    Strict { kind: Kind::NotReached, bucket, key, why }
}

/// Returns whether the key of a digest has a time in a range, or none that a digest can be of.
fn is_within(key: &str, range: Range) -> bool {
    let contains = |range: Range, time| range.start <= time && time <= range.end;
    let end = parse_digest_stamp(&date_of(key));
    end.is_none_or(|end| contains(range, end) || !contains(SENSIBLE, end))
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
