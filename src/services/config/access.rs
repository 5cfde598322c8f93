//! Whether a bucket lets Config deliver.
//!
//! The bucket's policy must let the service look at the bucket, list it, and put objects that give the
//! bucket's owner full control. In AWS the recorder's role can have these permissions in place of the
//! bucket's policy; here roles have none. These checks are no events.
//!
//! Source: AWS Config Developer Guide, "Permissions for the Amazon S3 bucket for the AWS Config
//! delivery channel".

use super::channel::Channel;
use super::place;
use crate::arn::partition_of;
use crate::bucket::Bucket;
use crate::error::Result;
use crate::policy::{Policy, Request};
use crate::store::Txn;

/// The service that asks.
pub const SERVICE: &str = "config.amazonaws.com";

/// Returns the bucket of a delivery channel if it takes files, else what S3 answers.
pub fn bucket_for(
    txn: &Txn<'_>,
    channel: &Channel,
) -> Result<std::result::Result<Bucket, &'static str>> {
    let Some(bucket) = Bucket::find(txn, &channel.bucket)? else { return Ok(Err("NoSuchBucket")) };
    Ok(if accepts(&bucket, channel) { Ok(bucket) } else { Err("AccessDenied") })
}

/// Returns whether a bucket's policy lets Config deliver.
pub fn accepts(bucket: &Bucket, channel: &Channel) -> bool {
    let policy = bucket.policy.as_deref().and_then(|text| Policy::parse(text).ok());
    let Some(policy) = policy else { return false };
    let Channel { account, region, .. } = channel;
    let source = format!("arn:{}:config:{region}:{account}:*", partition_of(region));
    let caller = [
        ("aws:PrincipalIsAWSService", "true"),
        ("aws:PrincipalServiceName", SERVICE),
        ("aws:SecureTransport", "true"),
        ("aws:SourceAccount", account.as_str()),
        ("aws:SourceArn", source.as_str()),
    ];
    let kms_key = channel.kms_key.as_deref();
    let headers = [
        ("s3:x-amz-acl", "bucket-owner-full-control"),
        ("s3:x-amz-server-side-encryption", if kms_key.is_some() { "aws:kms" } else { "AES256" }),
    ];
    let allows = |action: &str, resource: &str, headers: &[(&str, &str)]| {
        let context = [caller.as_slice(), headers].concat();
        policy.allows(&Request { service: SERVICE, action, resource, context: &context })
    };
    let name = bucket.arn();
    let object = format!("{name}/{}", place::check_file(channel));
    allows("s3:GetBucketAcl", &name, &[])
        && allows("s3:ListBucket", &name, &[])
        && allows("s3:PutObject", &object, &headers)
}
