//! The operations on bucket policies.

use crate::context::Context;
use crate::error::Result;
use crate::policy::bucket::{self as rules, Broken};
use crate::services::s3::access;
use crate::services::s3::errors::{
    ACCESS_DENIED, BAD_DIGEST, MALFORMED_POLICY, NO_SUCH_BUCKET_POLICY,
};
use crate::services::s3::ops::objects::parse_digest;
use crate::services::s3::record;
use crate::services::s3::shapes::buckets::Nothing;
use crate::services::s3::shapes::policies::{
    DeleteBucketPolicyRequest, GetBucketPolicyOutput, GetBucketPolicyRequest,
    PutBucketPolicyRequest,
};
use crate::value::json::squeeze;

/// Gives a bucket a policy in place of the one it has.
///
/// Fails with, in the order in which they are checked:
///
/// - what `access::bucket` fails with;
/// - `InvalidDigest` or [`BAD_DIGEST`] if the MD5 is not that of the policy;
/// - [`MALFORMED_POLICY`] for the first rule of [`rules::check`] that it breaks;
/// - [`ACCESS_DENIED`] if it would make the bucket public, which new buckets do not allow.
///
/// Source of the last: S3 User Guide, "Blocking public access to your Amazon S3 storage".
pub fn put_bucket_policy(
    ctx: &mut Context<'_>,
    request: PutBucketPolicyRequest,
) -> Result<Nothing> {
    record::begin(ctx);
    access::refuse("PutBucketPolicy", &request, &["ChecksumAlgorithm"])?;
    let owner = request.expected_bucket_owner.as_deref();
    let mut bucket = access::bucket(ctx, &request.bucket, owner)?;
    record::received(ctx, request.policy.len() as u64);
    if let Some(digest) = &request.content_md5 {
        let digest = parse_digest(ctx, digest)?;
        let mut md5 = crate::crypto::RunningMd5::default();
        md5.update(request.policy.as_bytes());
        if md5.finish() != digest {
            let message = "The Content-MD5 you specified did not match what we received.";
            return Err(record::refuse(ctx, BAD_DIGEST, message, &[]));
        }
    }
    let arn = bucket.arn();
    let policy = match rules::check(&request.policy, &arn) {
        Ok(policy) => policy,
        Err(Broken(rule)) => return Err(record::refuse(ctx, MALFORMED_POLICY, &rule, &[])),
    };
    if policy.is_public() {
        let (account, user) = (&ctx.caller.account, &ctx.caller.user);
        let message = format!(
            "User: arn:aws:iam::{account}:user/{user} is not authorized to perform: \
             s3:PutBucketPolicy on resource: \"{arn}\" because public policies are blocked by the \
             BlockPublicPolicy block public access setting."
        );
        return Err(record::refuse(ctx, ACCESS_DENIED, &message, &[]));
    }
    if policy.speaks_of_others() {
        ctx.extra.warnings.push(
            "what the policy says of accounts, users and roles is kept and not applied: only \
             services are held to it"
                .to_owned(),
        );
    }
    bucket.policy = Some(request.policy);
    bucket.changed = ctx.now;
    ctx.txn.put(&bucket);
    Ok(Nothing {})
}

/// Returns the policy of a bucket, without white space between its parts.
///
/// Fails with what `access::bucket` fails with, and with [`NO_SUCH_BUCKET_POLICY`].
pub fn get_bucket_policy(
    ctx: &mut Context<'_>,
    request: GetBucketPolicyRequest,
) -> Result<GetBucketPolicyOutput> {
    record::begin(ctx);
    let owner = request.expected_bucket_owner.as_deref();
    let bucket = access::bucket(ctx, &request.bucket, owner)?;
    let Some(policy) = bucket.policy.as_deref().map(squeeze) else {
        let message = "The bucket policy does not exist";
        let about = [("BucketName", request.bucket.as_str())];
        return Err(record::refuse(ctx, NO_SUCH_BUCKET_POLICY, message, &about));
    };
    record::sent(ctx, policy.len() as u64);
    Ok(GetBucketPolicyOutput { policy: Some(policy) })
}

/// Takes the policy off a bucket; it need not have one.
///
/// Fails with what `access::bucket` fails with.
pub fn delete_bucket_policy(
    ctx: &mut Context<'_>,
    request: DeleteBucketPolicyRequest,
) -> Result<Nothing> {
    record::begin(ctx);
    let owner = request.expected_bucket_owner.as_deref();
    let mut bucket = access::bucket(ctx, &request.bucket, owner)?;
    if bucket.policy.take().is_some() {
        bucket.changed = ctx.now;
        ctx.txn.put(&bucket);
    }
    Ok(Nothing {})
}
