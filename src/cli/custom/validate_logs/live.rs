//! Digests and log files in the buckets of the store.
//!
//! The store is opened once, for everything that the walk will ask of it, and closed before the first
//! file is read: hashing takes long, and other commands should not wait for it. The calls that the AWS CLI makes of CloudTrail and of bucket locations are
//! made and recorded; the reading of objects is not, because it would be a transaction each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::PathBuf;

use serde_json::json;

use super::found::ACCOUNT_MISSING;
use super::work::failure;
use crate::bucket::folder::Folder;
use crate::bucket::{self, Bucket, Headers};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::engine::{Call, Engine};
use crate::error::{ApiError, Code, Error};
use crate::operation::Service;
use crate::services::cloudtrail::chain::PublicKeys;
use crate::services::cloudtrail::chain::place::Place;
use crate::services::cloudtrail::chain::source::{Digests, Fetched, Halt, LogFiles, Opened};
use crate::services::cloudtrail::organization::Organization;
use crate::services::s3::errors::NO_SUCH_BUCKET;
use crate::services::{cloudtrail, s3};
use crate::store::{Record, Txn};
use crate::time::Timestamp;
use crate::value::Value;

/// The command as events name it.
const COMMAND: &str = "cloudtrail.validate-logs";

/// Returns the bucket of a trail, and the place of its digests with its prefix and organization.
///
/// Fails as the AWS CLI does if `describe-trails` does not show the trail, if it is an organization's
/// and the account is not said, and if there is no organization.
pub(super) fn of_trail(
    program: &mut Program<'_>,
    arn: &str,
    place: Place,
    is_account_said: bool,
) -> Outcome<(String, Place)> {
    let region = program.session.region.clone();
    let call = Called { service: &cloudtrail::SERVICE, operation: "DescribeTrails" };
    let made = call.make(&mut program.engine, &region, &json!({}));
    let document = made.map_err(failure)?;
    let trails = document["trailList"].as_array().map(Vec::as_slice).unwrap_or_default();
    let Some(trail) = trails.iter().find(|trail| trail["TrailARN"] == arn) else {
        return Err(Failure::General(format!("A trail could not be found for {arn}")));
    };
    place_of(trail, place, is_account_said, || organization(program))
}

/// Returns the id of the organization of the caller's account, if it is in one.
fn organization(program: &mut Program<'_>) -> Outcome<Option<String>> {
    let account = program.session.engine.caller.account.clone();
    let organization = Organization::of(&program.engine.store()?.begin(), &account)?;
    Ok(organization.map(|organization| organization.id))
}

/// Returns the bucket of a trail that `describe-trails` showed, and the place of its digests.
fn place_of(
    trail: &Value,
    place: Place,
    is_account_said: bool,
    organization: impl FnOnce() -> Outcome<Option<String>>,
) -> Outcome<(String, Place)> {
    let text = |name: &str| trail[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let bucket = text("S3BucketName").unwrap_or_default();
    let mut place = Place { prefix: text("S3KeyPrefix"), ..place };
    if trail["IsOrganizationTrail"] == true {
        if !is_account_said {
            return Err(Failure::General(ACCOUNT_MISSING.to_owned()));
        }
        place.organization = Some(organization()?.ok_or_else(|| Failure::Api {
            operation: "DescribeOrganization",
            error: ApiError::new(NOT_IN_USE, "Your account is not a member of an organization."),
        })?);
    }
    Ok((bucket, place))
}

/// What Organizations answers an account that is in none.
///
/// Source: API model of Organizations, `DescribeOrganization`.
const NOT_IN_USE: Code = Code { name: "AWSOrganizationsNotInUseException", http_status: 400 };

/// An operation to call.
struct Called {
    service: &'static Service,
    operation: &'static str,
}

impl Called {
    fn make(&self, engine: &mut Engine, region: &str, request: &Value) -> Result<Value, Halt> {
        let Self { service, operation } = *self;
        let row = service.operation(operation).expect("it is in the table of its service");
        let outcome = engine.call(Call {
            service,
            operation: row,
            region,
            request,
            body: None,
            printed: None,
            command: COMMAND,
        });
        match outcome.result {
            Ok(answer) => Ok(answer.document),
            Err(Error::Api(error)) => Err(Halt::Service { operation, error }),
            Err(other) => Err(Halt::Machine(other)),
        }
    }
}

/// The digests of the store.
pub struct Live<'e> {
    engine: &'e mut Engine,
    region: String,
    folders: Folders,
    listings: Vec<Listing>,
    located: BTreeSet<String>,
}

/// Objects of a bucket that were listed, and what is kept beside them.
struct Listing {
    bucket: String,
    prefix: String,
    after: String,
    keys: Vec<String>,
    headers: BTreeMap<String, Headers>,
}

impl Listing {
    /// Returns whether what is kept beside an object was looked for.
    fn covers(&self, bucket: &str, key: &str) -> bool {
        self.bucket == bucket && key.starts_with(&self.prefix) && key >= self.after.as_str()
    }
}

impl<'e> Live<'e> {
    /// Notes the buckets of the store, which is open afterwards; calls go to `region`.
    pub fn new(engine: &'e mut Engine, region: &str) -> Outcome<Self> {
        let folders = Folders::of_store(&engine.store()?.begin())?;
        let (region, located) = (region.to_owned(), BTreeSet::new());
        Ok(Self { engine, region, folders, listings: Vec::new(), located })
    }

    /// Returns the log files of its buckets.
    pub fn log_files(&self) -> Folders {
        self.folders.clone()
    }

    /// Asks where a bucket lies, once.
    fn locate(&mut self, bucket: &str) -> Result<Folder, Halt> {
        if self.located.insert(bucket.to_owned()) {
            let call = Called { service: &s3::SERVICE, operation: "GetBucketLocation" };
            call.make(self.engine, &self.region, &json!({"Bucket": bucket}))?;
        }
        self.folders.of(bucket)
    }

    /// Returns what lies beside an object.
    fn headers(&mut self, bucket: &str, key: &str) -> Result<Headers, Halt> {
        let listing = self.listings.iter().find(|listing| listing.covers(bucket, key));
        if let Some(listing) = listing {
            let kept = listing.headers.get(key).cloned();
            let beside = || self.folders.of(bucket)?.headers(key).map_err(Halt::from);
            return Ok(kept.map_or_else(beside, |kept| Ok(Some(kept)))?.unwrap_or_default());
        }
        let txn = self.engine.store()?.begin();
        let found = match Bucket::find(&txn, bucket)? {
            Some(bucket) => bucket::object(&txn, &bucket, key)?,
            None => None,
        };
        drop(txn);
        self.engine.release();
        Ok(found.map(|object| object.headers).unwrap_or_default())
    }
}

impl Digests for Live<'_> {
    fn list(&mut self, bucket: &str, prefix: &str, after: &str) -> Result<Vec<String>, Halt> {
        let same = |listing: &&Listing| {
            (listing.bucket.as_str(), listing.prefix.as_str(), listing.after.as_str())
                == (bucket, prefix, after)
        };
        if let Some(listing) = self.listings.iter().find(same) {
            return Ok(listing.keys.clone());
        }
        let folder = self.locate(bucket)?;
        let headers = bucket::headers_from(&self.engine.store()?.begin(), bucket, prefix, after)?;
        let keys = keys(&folder, prefix, after)?;
        let text = str::to_owned;
        self.listings.push(Listing {
            bucket: text(bucket),
            prefix: text(prefix),
            after: text(after),
            keys: keys.clone(),
            headers,
        });
        Ok(keys)
    }

    fn read(&mut self, bucket: &str, key: &str) -> Result<Option<Fetched>, Halt> {
        let folder = self.locate(bucket)?;
        self.engine.release();
        let Some(bytes) = bytes(&folder, key)? else { return Ok(None) };
        let metadata = Some(self.headers(bucket, key)?.metadata);
        Ok(Some(Fetched { bytes, metadata }))
    }

    fn public_keys(&mut self, start: Timestamp, end: Timestamp) -> Result<PublicKeys, Halt> {
        let call = Called { service: &cloudtrail::SERVICE, operation: "ListPublicKeys" };
        let request = json!({"StartTime": start.to_string(), "EndTime": end.to_string()});
        let document = call.make(self.engine, &self.region, &request)?;
        self.engine.release();
        PublicKeys::read(&document).map_err(|why| Halt::Fault(why.to_owned()))
    }
}

/// The folders of the store's buckets.
#[derive(Clone, Debug)]
pub struct Folders {
    root: PathBuf,
    names: BTreeSet<String>,
}

impl Folders {
    /// Notes the buckets of a store.
    pub fn of_store(txn: &Txn<'_>) -> Result<Self, Error> {
        let buckets = txn.scan::<Bucket>(&Bucket::all());
        let names =
            buckets.map(|bucket| bucket.map(|bucket| bucket.name)).collect::<Result<_, _>>();
        Ok(Self { root: txn.home().buckets(), names: names? })
    }

    /// Returns the folder of a bucket; fails as S3 does if there is none.
    pub fn of(&self, bucket: &str) -> Result<Folder, Halt> {
        if self.names.contains(bucket) {
            return Ok(Folder::new(self.root.join(bucket)));
        }
        let error = ApiError::new(NO_SUCH_BUCKET, "The specified bucket does not exist");
        Err(Halt::Service { operation: "GetBucketLocation", error })
    }
}

impl LogFiles for Folders {
    fn open(&self, bucket: &str, key: &str) -> Result<Option<Opened>, Halt> {
        open(&self.of(bucket)?, key)
    }
}

/// Returns the keys in a folder that begin with `prefix` and come after `after`, in their order.
pub fn keys(folder: &Folder, prefix: &str, after: &str) -> Result<Vec<String>, Error> {
    let page = folder.page(prefix, Some(after), usize::MAX)?;
    Ok(page.into_iter().map(|entry| entry.key).collect())
}

/// The most bytes of an object that is read as a digest.
pub(super) const DIGEST: u64 = 256 << 20;

/// Reads an object that should be a digest.
pub fn bytes(folder: &Folder, key: &str) -> Result<Option<Vec<u8>>, Halt> {
    let Some(file) = folder.find(key)? else { return Ok(None) };
    if file.size > DIGEST {
        let why = format!("it has {} bytes, which no digest has", file.size);
        return Err(Halt::Machine(Error::Refused(why)));
    }
    match fs::read(&file.path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::machine("read", &file.path)(cause).into()),
    }
}

/// Opens an object that should be a log file.
pub(super) fn open(folder: &Folder, key: &str) -> Result<Option<Opened>, Halt> {
    let Some(file) = folder.find(key)? else { return Ok(None) };
    let content = File::open(&file.path).map_err(Error::machine("read", &file.path))?;
    Ok(Some(Opened { content: Box::new(content), size: file.size }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        let text = str::to_owned;
        Place {
            prefix: None,
            organization: None,
            account: text("210987654321"),
            region: text("us-east-1"),
            trail: text("audit"),
            home: text("us-east-1"),
        }
    }

    fn organization_of(id: Option<&str>) -> impl FnOnce() -> Outcome<Option<String>> + use<> {
        let id = id.map(str::to_owned);
        move || Ok(id)
    }

    #[test]
    fn the_digests_of_an_organizations_trail_lie_under_its_id() {
        let trail =
            json!({"S3BucketName": "logs", "S3KeyPrefix": "p", "IsOrganizationTrail": true});
        let id = organization_of(Some("o-abcdefghij"));
        let (bucket, found) = place_of(&trail, place(), true, id).unwrap();
        assert_eq!(bucket, "logs");
        assert_eq!(
            found.beginning(),
            "p/AWSLogs/o-abcdefghij/210987654321/CloudTrail-Digest/us-east-1"
        );
    }

    #[test]
    fn a_trail_of_an_account_asks_for_no_organization() {
        let trail = json!({"S3BucketName": "logs", "IsOrganizationTrail": false});
        let (_, found) = place_of(&trail, place(), false, || panic!("it is asked for")).unwrap();
        assert_eq!(found, place());
    }

    #[test]
    fn the_account_is_asked_for_before_the_organization() {
        let trail = json!({"S3BucketName": "logs", "IsOrganizationTrail": true});
        let missing = place_of(&trail, place(), false, organization_of(None)).unwrap_err();
        assert_eq!((missing.code(), missing.text().contains(ACCOUNT_MISSING)), (255, true));
        let none = place_of(&trail, place(), true, organization_of(None)).unwrap_err();
        assert_eq!(none.code(), 254);
        let text = "(AWSOrganizationsNotInUseException) when calling the DescribeOrganization \
                    operation: Your account is not a member of an organization.";
        assert!(none.text().contains(text), "{}", none.text());
    }
}
