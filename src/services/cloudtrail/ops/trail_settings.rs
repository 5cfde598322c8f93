//! The settings of a trail that requests name, and whether it can have them.

use crate::arn::Arn;
use crate::bucket::Bucket;
use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::services::cloudtrail::delivery::access::accepts_trail;
use crate::services::cloudtrail::errors::{
    INSUFFICIENT_S3_BUCKET_POLICY, INSUFFICIENT_SNS_TOPIC_POLICY, INVALID_PARAMETER_COMBINATION,
    INVALID_S3_BUCKET_NAME, INVALID_S3_PREFIX, INVALID_SNS_TOPIC_NAME, KMS_KEY_NOT_FOUND,
    MAXIMUM_NUMBER_OF_TRAILS_EXCEEDED, S3_BUCKET_DOES_NOT_EXIST,
};
use crate::services::cloudtrail::kms::key_arn;
use crate::services::cloudtrail::log_group::LogGroup;
use crate::services::cloudtrail::trail::{PREFIX_LENGTH, TRAILS_PER_REGION, Trail};
use crate::sns::Topic;

/// Where else than into its bucket a trail tells of events, and how its files are encrypted, as a
/// request names it. Empty text takes away what the trail has.
pub(super) struct Named {
    pub(super) topic: Option<String>,
    pub(super) kms_key: Option<String>,
    pub(super) log_group: Option<String>,
    pub(super) role: Option<String>,
}

impl Named {
    /// Puts what is named into a trail.
    ///
    /// Fails with, in the order in which they are checked: [`INVALID_SNS_TOPIC_NAME`], what
    /// [`key_arn`] and [`LogGroup::parse`] fail with.
    ///
    /// Source: CloudTrail User Guide, "Managing trails with the AWS CLI", for the empty text.
    pub(super) fn put_into(self, ctx: &Context<'_>, trail: &mut Trail) -> Result<(), ApiError> {
        let there = |text: &String| !text.is_empty();
        if let Some(topic) = self.topic {
            trail.topic = Some(topic).filter(there);
            if let Some(topic) = trail.topic.as_ref().filter(|_| trail.topic().is_none()) {
                let message = format!("SNS topic name {topic} is not valid.");
                return Err(ApiError::new(INVALID_SNS_TOPIC_NAME, message));
            }
        }
        if let Some(key) = self.kms_key {
            trail.kms_key = Some(key).filter(there).map(|key| key_arn(ctx, &key)).transpose()?;
        }
        if self.log_group.is_some() || self.role.is_some() {
            let old = trail.log_group.take();
            let (group, role) = old.map_or((None, None), |old| (Some(old.group), Some(old.role)));
            let group = self.log_group.or(group).filter(there);
            let role = self.role.or(role).filter(there);
            let (account, home) = (&trail.account, &trail.home);
            trail.log_group = LogGroup::parse(account, home, group.as_deref(), role.as_deref())?;
        }
        Ok(())
    }
}

/// Checks the topic of a trail. Every topic of its account with a good name is there, with a policy
/// that lets CloudTrail publish; there is none of others.
///
/// Fails with [`INSUFFICIENT_SNS_TOPIC_POLICY`].
pub(super) fn check_topic(trail: &Trail) -> Result<(), ApiError> {
    match trail.topic() {
        Some(Topic { account, .. }) if account != trail.account => {
            let message = "SNS Topic does not exist or the topic policy is incorrect!";
            Err(ApiError::new(INSUFFICIENT_SNS_TOPIC_POLICY, message))
        }
        _ => Ok(()),
    }
}

/// Checks that a trail of all regions takes the events of global services.
pub(super) fn check_combination(trail: &Trail) -> Result<(), ApiError> {
    if trail.every_region && !trail.global_events {
        let message = "Multi-Region trail must include global service events.";
        return Err(ApiError::new(INVALID_PARAMETER_COMBINATION, message));
    }
    Ok(())
}

/// Checks that each region that a trail would cover has room for it, beside `except`.
pub(super) fn check_room(ctx: &Context<'_>, trail: &Trail, except: Option<&Trail>) -> Result<()> {
    let mut trails = Trail::seen_by(&ctx.txn, &trail.account)?;
    trails.retain(|other| except.is_none_or(|except| except.id != other.id));
    let homes = trails.iter().map(|other| other.home.as_str()).filter(|home| trail.covers(home));
    let full = std::iter::once(trail.home.as_str())
        .chain(homes)
        .find(|region| Trail::count_in(&trails, region) >= TRAILS_PER_REGION);
    match full {
        Some(region) => Err(ApiError::new(
            MAXIMUM_NUMBER_OF_TRAILS_EXCEEDED,
            format!("User: {} already has {TRAILS_PER_REGION} trails in {region}.", trail.account),
        )
        .into()),
        None => Ok(()),
    }
}

/// Checks the bucket and prefix of a trail.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_S3_PREFIX`] if the prefix is too long;
/// - [`INVALID_S3_BUCKET_NAME`] if no bucket can have the name;
/// - [`S3_BUCKET_DOES_NOT_EXIST`] if there is no bucket of the name;
/// - [`INSUFFICIENT_S3_BUCKET_POLICY`] if its policy does not let CloudTrail deliver;
/// - [`KMS_KEY_NOT_FOUND`] if the trail's key is in another region than the bucket.
///
/// Source: CloudTrail API Reference, "`KmsKeyNotFoundException`"; its sentence is ours.
pub(super) fn check_bucket(ctx: &mut Context<'_>, trail: &Trail) -> Result<()> {
    let fail = |code, message: String| Err(ApiError::new(code, message).into());
    if trail.prefix.as_ref().is_some_and(|prefix| prefix.chars().count() > PREFIX_LENGTH) {
        let message = format!("S3 prefix is longer than maximum length: {PREFIX_LENGTH}");
        return fail(INVALID_S3_PREFIX, message);
    }
    if let Err(rule) = crate::bucket::name::check(&trail.bucket) {
        return fail(INVALID_S3_BUCKET_NAME, rule.sentence());
    }
    let Some(bucket) = Bucket::find(&ctx.txn, &trail.bucket)? else {
        return fail(
            S3_BUCKET_DOES_NOT_EXIST,
            format!("S3 bucket {} does not exist!", trail.bucket),
        );
    };
    if !accepts_trail(&bucket, trail) {
        let prefix = trail.prefix.as_ref().map_or_else(String::new, |p| format!(" --prefix {p}"));
        let organization = if trail.organization.is_some() { " --organization" } else { "" };
        ctx.extra.warnings.push(format!(
            "'trailwatch sim policy cloudtrail --bucket {}{prefix}{organization}' prints the policy that is \
             needed; 's3api put-bucket-policy' sets it",
            trail.bucket
        ));
        return fail(
            INSUFFICIENT_S3_BUCKET_POLICY,
            format!("Incorrect S3 bucket policy is detected for bucket: {}", trail.bucket),
        );
    }
    if let Some(key) = &trail.kms_key
        && Arn::parse(key).is_some_and(|arn| arn.region != bucket.region)
    {
        let message = format!(
            "KMS key {key} is not in the region of S3 bucket {}: {}",
            trail.bucket, bucket.region
        );
        return fail(KMS_KEY_NOT_FOUND, message);
    }
    Ok(())
}
