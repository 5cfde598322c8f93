//! Judgements of buckets.

use super::{Judge, Table, Verdict, among, says, supplementary, text};
use crate::policy::Policy;
use crate::services::config::item::Item;
use crate::services::config::rule::known::Parameters;
use crate::value::Value;

pub(super) const TABLE: Table = &[
    ("S3_BUCKET_ACL_PROHIBITED", Judge::Each(acl)),
    ("S3_BUCKET_BLACKLISTED_ACTIONS_PROHIBITED", Judge::Each(actions)),
    ("S3_BUCKET_DEFAULT_LOCK_ENABLED", Judge::Each(lock)),
    ("S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED", Judge::Each(blocked)),
    ("S3_BUCKET_LOGGING_ENABLED", Judge::Each(logging)),
    ("S3_BUCKET_MFA_DELETE_ENABLED", Judge::Each(mfa_delete)),
    ("S3_BUCKET_PUBLIC_READ_PROHIBITED", Judge::Each(public_read)),
    ("S3_BUCKET_PUBLIC_WRITE_PROHIBITED", Judge::Each(public_write)),
    ("S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED", Judge::Each(encryption)),
    ("S3_BUCKET_SSL_REQUESTS_ONLY", Judge::Each(encrypted_requests)),
    ("S3_BUCKET_VERSIONING_ENABLED", Judge::Each(versioning)),
    ("S3_DEFAULT_ENCRYPTION_KMS", Judge::Each(kms)),
];

fn policy(item: &Item) -> Option<Policy> {
    let kept = supplementary(item, "BucketPolicy");
    Policy::parse(kept["policyText"].as_str()?).ok()
}

/// Returns whether all four settings keep the public out.
fn is_blocked(item: &Item) -> bool {
    let block = supplementary(item, "PublicAccessBlockConfiguration");
    ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"]
        .iter()
        .all(|name| says(&block, name))
}

fn lets_everybody(item: &Item, actions: &[&str]) -> bool {
    let block = supplementary(item, "PublicAccessBlockConfiguration");
    let policy = policy(item).filter(|_| !says(&block, "restrictPublicBuckets"));
    policy.is_some_and(|policy| {
        policy.public_grants().any(|grant| actions.iter().any(|action| grant.may(action)))
    })
}

const READS: &[&str] = &["s3:Get*", "s3:List*"];
const WRITES: &[&str] = &["s3:Put*", "s3:Delete*", "s3:Create*", "s3:Replicate*", "s3:Restore*"];

/// Returns whether everybody may read from a bucket or write into it.
pub(super) fn is_open(item: &Item) -> bool {
    lets_everybody(item, READS) || lets_everybody(item, WRITES)
}

fn public_read(item: &Item, _: &Parameters) -> Verdict {
    open(item, READS, "The S3 bucket policy allows public read access.")
}

fn public_write(item: &Item, _: &Parameters) -> Verdict {
    open(item, WRITES, "The S3 bucket policy allows public write access.")
}

fn open(item: &Item, actions: &[&str], note: &str) -> Verdict {
    if lets_everybody(item, actions) {
        Verdict::Broken(Some(note.to_owned()))
    } else {
        Verdict::Compliant
    }
}

fn blocked(item: &Item, parameters: &Parameters) -> Verdict {
    let excluded = parameters.list("excludedPublicBuckets");
    Verdict::is(is_blocked(item) || excluded.contains(&item.found.id.as_str()))
}

/// Requests that come unencrypted are denied, whatever they ask of the bucket or its objects.
fn encrypted_requests(item: &Item, _: &Parameters) -> Verdict {
    let bucket = format!("arn:aws:s3:::{}", item.found.id);
    let bucket = item.found.arn.as_deref().unwrap_or(&bucket);
    let object = format!("{bucket}/any");
    let plain = [("aws:SecureTransport", "false")];
    let denies = |policy: &Policy| {
        let requests = [
            ("s3:GetObject", object.as_str()),
            ("s3:PutObject", object.as_str()),
            ("s3:DeleteObject", object.as_str()),
            ("s3:ListBucket", bucket),
        ];
        requests.iter().all(|(action, resource)| policy.denies_everybody(action, resource, &plain))
    };
    Verdict::is(policy(item).as_ref().is_some_and(denies))
}

/// The policy allows none of these actions to others than services and the bucket's own account.
fn actions(item: &Item, parameters: &Parameters) -> Verdict {
    let listed = parameters.list("blacklistedActionPattern");
    let account = &item.found.account;
    let is_other = |principal: &String| {
        !principal.contains(".amazonaws.com")
            && principal != account
            && !principal.contains(&format!(":{account}:"))
    };
    let Some(policy) = policy(item) else { return Verdict::Compliant };
    let allows = policy.grants().any(|grant| {
        (grant.all_but || grant.principals.iter().any(is_other))
            && listed.iter().any(|pattern| grant.may(pattern))
    });
    Verdict::is(!allows)
}

/// A list of access that grants something to others than the owner lets users in.
fn acl(item: &Item, _: &Parameters) -> Verdict {
    let acl = supplementary(item, "AccessControlList");
    let owner = &item.found.configuration["owner"]["id"];
    let is_owner = |grant: &Value| match &grant["grantee"] {
        Value::Object(grantee) => grantee.get("id") == Some(owner),
        _ => false,
    };
    Verdict::is(super::list(&acl, "grantList").iter().all(is_owner))
}

fn versioning(item: &Item, parameters: &Parameters) -> Verdict {
    let versioning = supplementary(item, "BucketVersioningConfiguration");
    let mfa = parameters.says("isMfaDeleteEnabled");
    Verdict::is(
        text(&versioning, "status") == "Enabled"
            && (!mfa || says(&versioning, "isMfaDeleteEnabled")),
    )
}

fn mfa_delete(item: &Item, _: &Parameters) -> Verdict {
    Verdict::is(says(&supplementary(item, "BucketVersioningConfiguration"), "isMfaDeleteEnabled"))
}

fn algorithms(item: &Item) -> Vec<Value> {
    let encryption = supplementary(item, "ServerSideEncryptionConfiguration");
    let rules = super::list(&encryption, "rules").iter();
    rules.map(|rule| rule["applyServerSideEncryptionByDefault"].clone()).collect()
}

fn encryption(item: &Item, _: &Parameters) -> Verdict {
    Verdict::is(algorithms(item).iter().any(|rule| !text(rule, "sseAlgorithm").is_empty()))
}

fn kms(item: &Item, parameters: &Parameters) -> Verdict {
    if item.found.kind != "AWS::S3::Bucket" {
        return Verdict::NotApplicable;
    }
    let keys = parameters.list("kmsKeyArns");
    Verdict::is(algorithms(item).iter().any(|rule| {
        text(rule, "sseAlgorithm").starts_with("aws:kms")
            && among(text(rule, "kmsMasterKeyID"), &keys)
    }))
}

fn logging(item: &Item, parameters: &Parameters) -> Verdict {
    let logging = supplementary(item, "BucketLoggingConfiguration");
    let bucket = text(&logging, "destinationBucketName");
    let same = |name: &str, value: &str| parameters.get(name).is_none_or(|wanted| wanted == value);
    Verdict::is(
        !bucket.is_empty()
            && same("targetBucket", bucket)
            && same("targetPrefix", text(&logging, "logFilePrefix")),
    )
}

fn lock(item: &Item, parameters: &Parameters) -> Verdict {
    let lock = supplementary(item, "ObjectLockConfiguration");
    let mode = text(&lock, "rule.defaultRetention.mode");
    let wanted = parameters.get("mode");
    Verdict::is(
        text(&lock, "objectLockEnabled") == "Enabled"
            && wanted.is_none_or(|wanted| wanted.eq_ignore_ascii_case(mode)),
    )
}
