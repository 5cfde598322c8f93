//! Whether a bucket lets CloudTrail deliver.
//!
//! The bucket's policy must let the service read the bucket's ACL and put objects that give the
//! bucket's owner full control. These checks are no events.
//!
//! Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail"; IAM User Guide, "AWS global
//! condition context keys"; delivered records of `PutObject` by CloudTrail, for its headers.

use super::super::trail::Trail;
use super::MARK;
use super::outlet::Outlet;
use super::place::{self, Whose};
use crate::bucket::Bucket;
use crate::error::Result;
use crate::policy::{Policy, Request};
use crate::store::Txn;
use crate::time::Timestamp;

/// The service that asks.
pub(super) const SERVICE: &str = "cloudtrail.amazonaws.com";

/// Returns the bucket of a trail if it accepts an object under `key`, else what S3 answers.
pub(super) fn bucket_for(
    txn: &Txn<'_>,
    trail: &Trail,
    key: &str,
) -> Result<std::result::Result<Bucket, &'static str>> {
    let Some(bucket) = Bucket::find(txn, &trail.bucket)? else { return Ok(Err("NoSuchBucket")) };
    Ok(if accepts(&bucket, trail, key) { Ok(bucket) } else { Err("AccessDenied") })
}

/// Returns whether a bucket's policy lets CloudTrail deliver a trail's files.
pub fn accepts_trail(bucket: &Bucket, trail: &Trail) -> bool {
    accepts(bucket, trail, &format!("{}CloudTrail/", place::beginning(trail, Whose::owner(trail))))
}

/// Returns whether a bucket's policy lets CloudTrail deliver a trail's Insights events.
pub fn accepts_insights(bucket: &Bucket, trail: &Trail) -> bool {
    accepts(
        bucket,
        trail,
        &format!("{}CloudTrail-Insight/", place::beginning(trail, Whose::owner(trail))),
    )
}

fn accepts(bucket: &Bucket, trail: &Trail, key: &str) -> bool {
    let policy = bucket.policy.as_deref().and_then(|text| Policy::parse(text).ok());
    let Some(policy) = policy else { return false };
    let arn = trail.arn();
    let caller = [
        ("aws:PrincipalIsAWSService", "true"),
        ("aws:PrincipalServiceName", SERVICE),
        ("aws:SecureTransport", "true"),
        ("aws:SourceAccount", trail.account.as_str()),
        ("aws:SourceArn", arn.as_str()),
    ];
    let kms_key = trail.kms_key.as_deref();
    let headers = [
        ("s3:x-amz-acl", "bucket-owner-full-control"),
        ("s3:x-amz-server-side-encryption", if kms_key.is_some() { "aws:kms" } else { "AES256" }),
    ];
    let key_id = kms_key.map(|key| ("s3:x-amz-server-side-encryption-aws-kms-key-id", key));
    let headers: Vec<_> = headers.into_iter().chain(key_id).collect();
    let allows = |action: &str, resource: &str, headers: &[(&str, &str)]| {
        let context = [caller.as_slice(), headers].concat();
        policy.allows(&Request { service: SERVICE, action, resource, context: &context })
    };
    let name = bucket.arn();
    allows("s3:GetBucketAcl", &name, &[])
        && allows("s3:PutObject", &format!("{name}/{key}"), &headers)
}

/// Returns when a refused delivery can be tried again: at the first mark after the bucket changed.
///
/// `None` if the bucket still refuses the object, whose key `key_at` names for a time.
pub(super) fn retry_due(
    txn: &Txn<'_>,
    outlet: &Outlet,
    due: Timestamp,
    key_at: impl FnOnce(&Trail, Timestamp) -> String,
) -> Result<Option<Timestamp>> {
    match outlet.trail(txn)? {
        Some(trail) => retry_due_of(txn, &trail, due, key_at),
        None => Ok(None),
    }
}

/// Returns the same of a refused delivery of a trail.
pub(super) fn retry_due_of(
    txn: &Txn<'_>,
    trail: &Trail,
    due: Timestamp,
    key_at: impl FnOnce(&Trail, Timestamp) -> String,
) -> Result<Option<Timestamp>> {
    let Some(bucket) = Bucket::find(txn, &trail.bucket)? else { return Ok(None) };
    let retry = due.max(bucket.changed.next(MARK));
    Ok(accepts(&bucket, trail, &key_at(trail, retry)).then_some(retry))
}
