//! The bucket of a call, and whether the caller may use it.
//!
//! A bucket belongs to the account that made it, and only that account uses it here: what a policy
//! says of other accounts and of users is kept and not applied.

use crate::bucket::Bucket;
use crate::bucket::name;
use crate::context::{Context, Touched};
use crate::crypto::sha256;
use crate::error::{Error, Result};
use crate::schema::Shape;
use crate::schema::names::kebab;

use super::errors::{ACCESS_DENIED, INVALID_BUCKET_NAME, KEY_TOO_LONG, NO_SUCH_BUCKET};
use super::record;

/// The most bytes of a key.
const KEY: usize = 1_024;

/// Returns the bucket that a call is about; from then on the call happens in the bucket's region.
///
/// Fails with, in the order in which they are checked:
///
/// - a parameter error if the AWS CLI would not send the name;
/// - [`INVALID_BUCKET_NAME`] if no bucket can have it;
/// - [`NO_SUCH_BUCKET`] if none has;
/// - [`ACCESS_DENIED`] if another account than the caller's owns it, or than the expected one.
pub(super) fn bucket(
    ctx: &mut Context<'_>,
    name: &str,
    expected_owner: Option<&str>,
) -> Result<Bucket> {
    open(ctx, name, None, expected_owner)
}

/// Returns the bucket of the object that a call is about, as [`bucket`] does.
///
/// Fails before that with [`KEY_TOO_LONG`] if no object can have the key.
pub(super) fn bucket_of_object(
    ctx: &mut Context<'_>,
    name: &str,
    key: &str,
    expected_owner: Option<&str>,
) -> Result<Bucket> {
    if key.len() > KEY {
        let (size, most) = (key.len().to_string(), KEY.to_string());
        let about = [("Size", size.as_str()), ("MaxSizeAllowed", most.as_str())];
        return Err(record::refuse(ctx, KEY_TOO_LONG, "Your key is too long", &about));
    }
    open(ctx, name, Some(key), expected_owner)
}

/// Returns the bucket whose objects with this prefix a call is about, as [`bucket`] does.
pub(super) fn bucket_of_objects(
    ctx: &mut Context<'_>,
    name: &str,
    prefix: &str,
    expected_owner: Option<&str>,
) -> Result<Bucket> {
    open(ctx, name, Some(prefix), expected_owner)
}

fn open(
    ctx: &mut Context<'_>,
    name: &str,
    object: Option<&str>,
    expected_owner: Option<&str>,
) -> Result<Bucket> {
    check_name(ctx, name)?;
    let arn = arn(ctx, name);
    if let Some(key) = object {
        let arn = format!("{arn}/{key}");
        ctx.extra.touched.push(Touched { kind: "AWS::S3::Object", arn, account: None });
    }
    let bucket = find(ctx, name)?;
    ctx.region.clone_from(&bucket.region);
    let account = Some(bucket.account.clone());
    ctx.extra.touched.push(Touched { kind: "AWS::S3::Bucket", arn, account });
    check_owner(ctx, &bucket, expected_owner)?;
    Ok(bucket)
}

/// Returns the bucket that a copy is made from, with the errors of [`bucket`].
pub(super) fn source_bucket(
    ctx: &mut Context<'_>,
    name: &str,
    expected_owner: Option<&str>,
) -> Result<Bucket> {
    check_name(ctx, name)?;
    let bucket = find(ctx, name)?;
    check_owner(ctx, &bucket, expected_owner)?;
    Ok(bucket)
}

fn find(ctx: &mut Context<'_>, name: &str) -> Result<Bucket> {
    if let Some(bucket) = Bucket::find(&ctx.txn, name)? {
        return Ok(bucket);
    }
    let message = "The specified bucket does not exist";
    Err(record::refuse(ctx, NO_SUCH_BUCKET, message, &[("BucketName", name)]))
}

fn check_owner(ctx: &mut Context<'_>, bucket: &Bucket, expected: Option<&str>) -> Result<()> {
    let other = expected.is_some_and(|owner| owner != bucket.account);
    if bucket.account != ctx.caller.account || other {
        return Err(record::refuse(ctx, ACCESS_DENIED, "Access Denied", &[]));
    }
    Ok(())
}

/// Returns the name of a bucket among all resources.
pub(super) fn arn(ctx: &Context<'_>, name: &str) -> String {
    format!("arn:{}:s3:::{name}", crate::arn::partition_of(&ctx.region))
}

/// Checks the name of a bucket.
///
/// Fails with a parameter error if the AWS CLI would not send it, and with
/// [`INVALID_BUCKET_NAME`] if no bucket can have it.
pub(super) fn check_name(ctx: &mut Context<'_>, name: &str) -> Result<()> {
    if is_access_point(name) {
        return Err(Error::NotEmulated("s3api access points".to_owned()));
    }
    if !name::is_asked_for(name) {
        return Err(Error::Invalid(format!(
            "Parameter validation failed:\nInvalid bucket name \"{name}\": Bucket name must match \
             the regex \"{NAME}\" or be an ARN matching the regex \"{ARN}\""
        )));
    }
    if name::check(name).is_err() {
        let message = "The specified bucket is not valid.";
        return Err(record::refuse(ctx, INVALID_BUCKET_NAME, message, &[("BucketName", name)]));
    }
    Ok(())
}

fn is_access_point(name: &str) -> bool {
    crate::arn::Arn::parse(name).is_some_and(|arn| {
        ["s3", "s3-object-lambda", "s3-outposts"].contains(&arn.service)
            && arn.account.len() == 12
            && (arn.resource.starts_with("accesspoint") || arn.resource.starts_with("outpost"))
    })
}

/// What the AWS CLI wants names of buckets to match. Source: botocore 1.43.55.
const NAME: &str = r"^[a-zA-Z0-9.\-_]{1,255}$";
const ARN: &str = r"^arn:(aws).*:(s3|s3-object-lambda):[a-z\-0-9]*:[0-9]{12}:accesspoint[/:][a-zA-Z0-9\-.]{1,63}$|^arn:(aws).*:s3-outposts:[a-z\-0-9]+:[0-9]{12}:outpost[/:][a-zA-Z0-9\-]{1,63}[/:]accesspoint[/:][a-zA-Z0-9\-]{1,63}$";

/// Fails with [`Error::NotEmulated`] for the first of `members` that a request has.
pub(super) fn refuse(
    operation: &str,
    request: &(impl Shape + Clone),
    members: &[&str],
) -> Result<()> {
    let document = request.clone().write();
    match members.iter().find(|name| document.get(name).is_some()) {
        Some(name) => {
            Err(Error::NotEmulated(format!("s3api {} --{}", kebab(operation), kebab(name))))
        }
        None => Ok(()),
    }
}

/// Fails with [`Error::NotEmulated`] for a word of an option that is not among `emulated`.
pub(super) fn only(
    operation: &str,
    option: &str,
    word: Option<&str>,
    emulated: &[&str],
) -> Result<()> {
    match word.filter(|word| !emulated.contains(word)) {
        Some(word) => {
            Err(Error::NotEmulated(format!("s3api {} --{option} {word}", kebab(operation))))
        }
        None => Ok(()),
    }
}

/// Returns the id that S3 knows an account by, which follows from the account.
pub fn canonical_id(account: &str) -> String {
    sha256(format!("canonical user {account}").as_bytes())
}
