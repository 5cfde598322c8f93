//! Which chains an archive holds, and which of them a trail's is.
//!
//! Everything is read from the keys of digests: prefix and organization, account, region, trail and
//! home region. Only the bucket's name stands nowhere but in the digests themselves.

use std::collections::BTreeMap;

use super::objects::{Objects, said};
use super::work::failure;
use crate::arn::partition_of;
use crate::cli::exit::{Failure, Outcome};
use crate::services::cloudtrail::chain::Range;
use crate::services::cloudtrail::chain::place::{Place, date_of};
use crate::services::cloudtrail::chain::strict::sensible;
use crate::time::HOUR;
use crate::time::text::parse_digest_stamp;

/// From how many digests the name of the bucket is taken.
const ASKED: usize = 100;

/// A chain of an archive: the digests of a trail for an account and region.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// The bucket with its newest digest.
    pub(super) bucket: String,
    /// Where its digests lie.
    pub(super) place: Place,
    /// From the first hour of its digests to the end of the last.
    pub(super) range: Range,
}

impl Chain {
    /// Returns the ARN of its trail. That of an organization's has the management account in it, which
    /// no key tells: the account's own stands for it.
    pub(super) fn arn(&self) -> String {
        let Place { account, home, trail, .. } = &self.place;
        format!("arn:{}:cloudtrail:{home}:{account}:trail/{trail}", partition_of(home))
    }
}

/// The chains of an archive, in the order of accounts, trails and regions.
#[derive(Default)]
pub(super) struct Chains(BTreeMap<Vec<String>, Chain>);

impl Chains {
    /// Adds the chains of a bucket, and returns the bucket's name: `name`, else the one that its
    /// digests say.
    pub(super) fn add(&mut self, objects: &dyn Objects, name: Option<&str>) -> Outcome<String> {
        let mut places: BTreeMap<Vec<String>, (Place, Vec<String>)> = BTreeMap::new();
        for key in objects.list("", "").map_err(failure)? {
            if let Some(place) = Place::of_key(&key) {
                let (_, digests) =
                    places.entry(order(&place)).or_insert_with(|| (place, Vec::new()));
                digests.push(key);
            }
        }
        let all: Vec<String> =
            places.values().flat_map(|(_, digests)| digests.iter().cloned()).collect();
        let name = name.map(str::to_owned).or_else(|| bucket_of(objects, &all));
        let bucket = name.unwrap_or_default();
        for (order, (place, digests)) in places {
            let dates = digests.iter().filter_map(|key| parse_digest_stamp(&date_of(key)));
            let (Some(first), Some(end)) = (dates.clone().min(), dates.max()) else { continue };
            let range = sensible(Range { start: first - HOUR, end });
            self.put(order, Chain { bucket: bucket.clone(), place, range });
        }
        Ok(bucket)
    }

    fn put(&mut self, order: Vec<String>, chain: Chain) {
        let Some(known) = self.0.get_mut(&order) else {
            self.0.insert(order, chain);
            return;
        };
        // The chain goes on in another bucket, which the walk finds by itself.
        let start = known.range.start.min(chain.range.start);
        if chain.range.end > known.range.end {
            *known = chain;
        }
        known.range.start = start;
    }

    pub(super) fn into_list(self) -> Vec<Chain> {
        self.0.into_values().collect()
    }
}

/// Returns what chains are put in order by, which no two have in common.
fn order(place: &Place) -> Vec<String> {
    let Place { prefix, organization, account, region, trail, home } = place;
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let named = [account, trail, home, region].map(Clone::clone);
    [named.to_vec(), vec![text(prefix), text(organization)]].concat()
}

/// The chain that is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sought<'s> {
    /// Where its digests should lie.
    pub(super) place: &'s Place,
    /// The time.
    pub(super) range: Range,
    /// Whether the account was said, or is the trail's own.
    pub(super) is_account_said: bool,
    /// Whether the account is another than the trail's, as a member of an organization is.
    pub(super) is_of_member: bool,
}

impl Sought<'_> {
    /// Returns the digests of the range, and the place that they are of: the one that is sought, or
    /// the one in the archive that has another prefix or an organization.
    ///
    /// Fails as the AWS CLI does if it is an organization's trail and the account was not said; and if
    /// there are several such places.
    pub(super) fn find(&self, objects: &dyn Objects) -> Outcome<(Vec<String>, Place)> {
        let Self { place, range, .. } = *self;
        let digests = digests_in(objects, place, range)?;
        if !digests.is_empty() && !self.is_of_member {
            return Ok((digests, place.clone()));
        }
        let keys = objects.list("", "").map_err(failure)?;
        let mut places = self.places(&keys);
        if places.iter().any(|place| (place.organization.is_some()) == self.is_of_member) {
            places.retain(|place| place.organization.is_some() == self.is_of_member);
        }
        let is_organization = |place: &Place| place.organization.is_some();
        if !self.is_account_said
            && places.iter().all(is_organization)
            && keys.iter().filter_map(|key| Place::of_key(key)).any(|other| {
                is_organization(&other)
                    && (&other.trail, &other.home) == (&place.trail, &place.home)
            })
        {
            return Err(Failure::General(ACCOUNT_MISSING.to_owned()));
        }
        let mut found = Vec::new();
        for place in &places {
            found.push((digests_in(objects, place, range)?, place.clone()));
        }
        if found.iter().any(|(digests, _)| !digests.is_empty()) {
            found.retain(|(digests, _)| !digests.is_empty());
        }
        match found.len() {
            0 => Ok((digests, place.clone())),
            1 => Ok(found.remove(0)),
            _ => Err(several(&places)),
        }
    }

    /// Returns the places of the trail, account and region, with a prefix that was said or any.
    fn places(&self, keys: &[String]) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for key in keys {
            if let Some(found) = self.place.found(key)
                && !places.contains(&found)
                && (self.place.prefix.is_none() || self.place.prefix == found.prefix)
            {
                places.push(found);
            }
        }
        places
    }
}

/// What the AWS CLI says of an organization's trail if it is not told the account.
///
/// Source: aws-cli, `customizations/cloudtrail/validation.py`, `create_digest_traverser`.
pub(super) const ACCOUNT_MISSING: &str =
    "Missing required parameter for organization trail: '--account-id'";

fn several(places: &[Place]) -> Failure {
    let mut prefixes: Vec<&str> =
        places.iter().map(|place| place.prefix.as_deref().unwrap_or("''")).collect();
    prefixes.dedup();
    if prefixes.len() == places.len() {
        return Failure::Parameter(format!(
            "digests of this trail lie under several prefixes: say --s3-prefix {}",
            prefixes.join(" or --s3-prefix ")
        ));
    }
    let beginnings: Vec<String> = places.iter().map(Place::beginning).collect();
    Failure::Parameter(format!(
        "digests of this trail lie in several places, each of which --all checks: {}",
        beginnings.join(", ")
    ))
}

/// Returns the keys of digests of a place in a range, in their order.
fn digests_in(objects: &dyn Objects, place: &Place, range: Range) -> Outcome<Vec<String>> {
    let keys = objects.list(&place.beginning(), &place.marker(range.start)).map_err(failure)?;
    Ok(place.keys_in_range(keys, range))
}

/// Returns the bucket that most of the newest digests name; one that somebody changed does not
/// decide.
pub(super) fn bucket_of(objects: &dyn Objects, digests: &[String]) -> Option<String> {
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for key in digests.iter().rev().take(ASKED) {
        if let Some(bucket) = said(objects, key, "digestS3Bucket") {
            *votes.entry(bucket).or_default() += 1;
        }
    }
    votes.into_iter().max_by_key(|(_, votes)| *votes).map(|(bucket, _)| bucket)
}
