//! The digest chains of the trails, as far as they lie in the buckets of the store.
//!
//! They are walked as `validate-logs` walks them, but offline: no call is made, so nothing is
//! recorded and nothing falls due. A chain begins at the digest that the trail's state names as its
//! newest, so that one is missed whose newest digest is gone.

use std::collections::BTreeSet;

use serde_json::json;

use crate::bucket::{self, Bucket};
use crate::cli::custom::validate_logs::live::{Folders, bytes, keys};
use crate::error::Result;
use crate::gzip::Inflater;
use crate::schema::Shape;
use crate::services::cloudtrail::chain::place::Place;
use crate::services::cloudtrail::chain::source::{Digests, Fetched, Halt};
use crate::services::cloudtrail::chain::{PublicKeys, Range, Step, Walk, log_file};
use crate::services::cloudtrail::delivery::keys::KeyPair;
use crate::services::cloudtrail::delivery::outlet::Outlet;
use crate::services::cloudtrail::ops::keys::public_key;
use crate::services::cloudtrail::trail::Trail;
use crate::store::{Record, Store, Txn};
use crate::time::{HOUR, Timestamp};
use crate::value::Value;

use super::Found;

/// Walks all chains.
pub(super) fn look(store: &Store, found: &mut Found) {
    let txn = store.begin();
    // Records that cannot be read are told as such; without them there is nothing to walk along.
    let (Ok(outlets), Ok(keys)) = (Outlet::every(&txn), public_keys(&txn)) else { return };
    let Ok(folders) = Folders::of_store(&txn) else { return };
    let mut offline = Offline { txn: &txn, folders, keys };
    let mut progress = found.progress("walking along digests");
    let mut sum = Count::default();
    for (done, outlet) in (0..).zip(&outlets) {
        let Ok(Some(trail)) = outlet.trail(&txn) else { continue };
        let chain = Chain::of(outlet, &trail);
        let Some(chain) = chain else { continue };
        let mut tell = |part: u64, parts: u64| {
            // Each chain has the same share of the bar.
            progress.tell(done * SHARE + part * SHARE / parts, outlets.len() as u64 * SHARE);
        };
        let told = match chain.walk(&mut offline, &mut tell) {
            Ok(count) => {
                sum.add(&count);
                count.told()
            }
            Err(halt) => Some(format!("its digests cannot be followed: {}", sentence(halt))),
        };
        if let Some(told) = told {
            found.wrong(format!("trail {} in {}: {told}", trail.name, outlet.region));
        }
    }
    found.count(sum.digests, "digest", "digests");
    found.count(sum.logs, "log file", "log files");
}

/// The parts of the bar that each chain has.
const SHARE: u64 = 1_000;

/// Returns what stands in the way of a walk.
fn sentence(halt: Halt) -> String {
    match halt {
        Halt::Service { error, .. } => error.message().to_owned(),
        Halt::Fault(text) => text,
        Halt::Machine(error) => error.to_string(),
    }
}

/// A chain, and where it lies.
struct Chain {
    bucket: String,
    place: Place,
    /// The key of its newest digest, if that is known.
    newest: Option<String>,
}

impl Chain {
    /// Returns the chain of an outlet; `None` if no digest of it was delivered yet.
    fn of(outlet: &Outlet, trail: &Trail) -> Option<Self> {
        let whose = outlet.whose(trail);
        let place = Place {
            prefix: trail.prefix.clone(),
            organization: whose.organization.map(str::to_owned),
            account: whose.account.to_owned(),
            region: outlet.region.clone(),
            trail: trail.name.to_string(),
            home: trail.home.clone(),
        };
        let previous = outlet.chain.as_ref().and_then(|chain| chain.previous.as_ref());
        match previous {
            Some(previous) => {
                // The trail may have had another bucket or prefix then.
                let place = place.found(&previous.key).unwrap_or(place);
                let newest = Some(previous.key.clone());
                Some(Self { bucket: previous.bucket.clone(), place, newest })
            }
            None if outlet.ended.is_some() => {
                Some(Self { bucket: trail.bucket.clone(), place, newest: None })
            }
            None => None,
        }
    }

    /// Walks along the digests and checks their log files.
    fn walk(
        &self,
        offline: &mut Offline<'_>,
        tell: &mut dyn FnMut(u64, u64),
    ) -> Result<Count, Halt> {
        // All that there can be; the calendar must go on for some hours behind a range.
        let range = Range { start: Timestamp::from_secs(0), end: Timestamp::MAX - 4 * HOUR };
        let folders = offline.folders.clone();
        let mut count = Count::default();
        let mut inflater = Inflater::default();
        if let Some(newest) = &self.newest
            && offline.read(&self.bucket, newest)?.is_none()
        {
            count.digest_is(&self.bucket, newest, "is missing");
        }
        for backfill in [false, true] {
            let walk = if backfill { Walk::backfill } else { Walk::hourly };
            let mut walk = walk(offline, &self.bucket, &self.place, range)?;
            let all = walk.left() as u64 + 1;
            while let Some(step) = walk.next() {
                tell(all - (walk.left() as u64).min(all), all);
                match step? {
                    Step::Gap { .. } => {}
                    Step::Invalid { bucket, key, why } => {
                        count.digest_is(&bucket, &key, &format!("is not valid: {why}"));
                    }
                    Step::Unsigned { digest, .. } => {
                        count.digest_is(&digest.bucket, &digest.key, "has no signature");
                    }
                    Step::Valid { digest, .. } => {
                        count.digests += 1;
                        for file in digest.log_files() {
                            let file = file.map_err(Halt::Fault)?;
                            let fault = match log_file::check(&file, &folders, &mut inflater) {
                                Ok(finding) => finding.fault().map(str::to_owned),
                                Err(halt) => Some(sentence(halt)),
                            };
                            count.log_file(&file.bucket, &file.key, fault);
                        }
                    }
                }
            }
        }
        Ok(count)
    }
}

/// How many files of a chain there are, and how many of them prove nothing.
#[derive(Debug, Default)]
struct Count {
    digests: u64,
    logs: u64,
    wrong_digests: BTreeSet<String>,
    wrong_logs: u64,
    /// What is wrong with the first of them.
    first: Option<String>,
}

impl Count {
    fn add(&mut self, other: &Self) {
        self.digests += other.digests;
        self.logs += other.logs;
    }

    fn digest_is(&mut self, bucket: &str, key: &str, what: &str) {
        let name = format!("s3://{bucket}/{key}");
        self.first.get_or_insert_with(|| format!("{name} {what}"));
        // The newest may be told twice.
        if self.wrong_digests.insert(name) {
            self.digests += 1;
        }
    }

    fn log_file(&mut self, bucket: &str, key: &str, fault: Option<String>) {
        self.logs += 1;
        if let Some(fault) = fault {
            self.wrong_logs += 1;
            self.first.get_or_insert_with(|| format!("s3://{bucket}/{key} is not valid: {fault}"));
        }
    }

    /// Returns what is wrong, if anything is.
    fn told(&self) -> Option<String> {
        let first = self.first.as_ref()?;
        let Self { digests, logs, wrong_logs, .. } = self;
        let wrong = self.wrong_digests.len();
        Some(format!(
            "{wrong} of {digests} digests and {wrong_logs} of {logs} log files are not valid; \
             {first}"
        ))
    }
}

/// The digests of the store's buckets.
struct Offline<'t> {
    txn: &'t Txn<'t>,
    folders: Folders,
    keys: PublicKeys,
}

impl Digests for Offline<'_> {
    fn list(&mut self, bucket: &str, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        Ok(keys(&self.folders.of(bucket)?, prefix, after)?)
    }

    fn read(&mut self, bucket: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        let Some(bytes) = bytes(&self.folders.of(bucket)?, key)? else { return Ok(None) };
        let object = match Bucket::find(self.txn, bucket)? {
            Some(bucket) => bucket::object(self.txn, &bucket, key)?,
            None => None,
        };
        let metadata = Some(object.map(|object| object.headers.metadata).unwrap_or_default());
        Ok(Some(Fetched { bytes, metadata }))
    }

    fn public_keys(&mut self, _start: Timestamp, _end: Timestamp) -> Result<PublicKeys, Halt> {
        Ok(self.keys.clone())
    }
}

/// Returns the public keys of all regions and times.
fn public_keys(txn: &Txn<'_>) -> Result<PublicKeys> {
    let pairs = txn.scan::<KeyPair>(&KeyPair::all());
    let listed = pairs.map(|pair| pair.map(|pair| public_key(&pair).write()));
    let listed: Vec<Value> = listed.collect::<Result<_>>()?;
    Ok(PublicKeys::read(&json!({"PublicKeyList": listed})).unwrap_or_default())
}
