//! The operations on buckets.

use crate::bucket::{self, Bucket};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::page;
use crate::schema::{Described, Mismatch, Schema, Shape};
use crate::services::s3::access::{self, arn, canonical_id};
use crate::services::s3::errors::{
    BUCKET_ALREADY_EXISTS, BUCKET_ALREADY_OWNED_BY_YOU, BUCKET_NOT_EMPTY, INVALID_ARGUMENT,
    INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP,
};
use crate::services::s3::location::{self, HOME};
use crate::services::s3::record;
use crate::services::s3::shapes::buckets::{
    Bucket as Listed, BucketLocation, CreateBucketOutput, CreateBucketRequest, DeleteBucketRequest,
    GetBucketLocationRequest, HeadBucketOutput, HeadBucketRequest, ListBucketsOutput,
    ListBucketsRequest, Nothing, Owner,
};
use crate::store::Record;
use crate::value::pretty::Printer;
use crate::value::{Object, Value};

/// The most buckets of a page that is asked for.
const PAGE: usize = 10_000;

/// Creates a bucket.
///
/// Fails with, in the order in which they are checked:
///
/// - what `access::check_name` fails with;
/// - what `location::region` fails with;
/// - [`INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP`] if it is to have an ACL besides `private`;
/// - [`BUCKET_ALREADY_EXISTS`] if another account has a bucket of that name;
/// - [`BUCKET_ALREADY_OWNED_BY_YOU`] if the caller has one, unless both lie in us-east-1: there
///   nothing happens.
///
/// Source of the exception: S3 API Reference, "CreateBucket", "BucketAlreadyOwnedByYou".
pub fn create_bucket(
    ctx: &mut Context<'_>,
    request: CreateBucketRequest,
) -> Result<CreateBucketOutput> {
    record::begin(ctx);
    let others = [
        "GrantFullControl",
        "GrantRead",
        "GrantReadACP",
        "GrantWrite",
        "GrantWriteACP",
        "ObjectLockEnabledForBucket",
        "BucketNamespace",
    ];
    access::refuse("CreateBucket", &request, &others)?;
    let ownership = request.object_ownership.as_deref();
    access::only("CreateBucket", "object-ownership", ownership, &["BucketOwnerEnforced"])?;
    let name = request.bucket;
    access::check_name(ctx, &name)?;
    let configuration = request.create_bucket_configuration.unwrap_or_default();
    for (named, option) in [
        (configuration.location.is_some(), "Location"),
        (configuration.bucket.is_some(), "Bucket"),
        (configuration.tags.is_some(), "Tags"),
    ] {
        if named {
            let option = format!("s3api create-bucket --create-bucket-configuration {option}");
            return Err(Error::NotEmulated(option));
        }
    }
    let region = match location::region(&ctx.region, configuration.location_constraint.as_deref()) {
        Ok(region) => region,
        Err((code, message)) => return Err(record::refuse(ctx, code, &message, &[])),
    };
    if request.acl.is_some_and(|acl| acl != "private") {
        let message =
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
        let about = [("BucketName", name.as_str())];
        let code = INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP;
        return Err(record::refuse(ctx, code, message, &about));
    }
    let answer = created(ctx, &name, &region);
    if let Some(bucket) = Bucket::find(&ctx.txn, &name)? {
        let about = [("BucketName", name.as_str())];
        if bucket.account != ctx.caller.account {
            let message = "The requested bucket name is not available. The bucket namespace is \
                           shared by all users of the system. Please select a different name and \
                           try again.";
            return Err(record::refuse(ctx, BUCKET_ALREADY_EXISTS, message, &about));
        }
        if region == HOME && bucket.region == HOME {
            return Ok(answer);
        }
        let message = "Your previous request to create the named bucket succeeded and you already \
                       own it.";
        return Err(record::refuse(ctx, BUCKET_ALREADY_OWNED_BY_YOU, message, &about));
    }
    let account = ctx.caller.account.clone();
    let (created, changed) = (ctx.now, ctx.now);
    ctx.txn.put(&Bucket { name, account, region, created, changed, policy: None });
    Ok(answer)
}

fn created(ctx: &Context<'_>, name: &str, region: &str) -> CreateBucketOutput {
    let location = if region == HOME {
        format!("/{name}")
    } else {
        format!("http://{name}.s3.amazonaws.com/")
    };
    CreateBucketOutput { location: Some(location), bucket_arn: Some(arn(ctx, name)) }
}

/// Deletes a bucket that holds no object.
///
/// Fails with, in the order in which they are checked: what `access::bucket` fails with,
/// [`BUCKET_NOT_EMPTY`], what [`bucket::remove`] fails with.
pub fn delete_bucket(ctx: &mut Context<'_>, request: DeleteBucketRequest) -> Result<Nothing> {
    record::begin(ctx);
    let owner = request.expected_bucket_owner.as_deref();
    let bucket = access::bucket(ctx, &request.bucket, owner)?;
    if !super::listings::is_empty(ctx, &bucket)? {
        let message = "The bucket you tried to delete is not empty";
        let about = [("BucketName", request.bucket.as_str())];
        return Err(record::refuse(ctx, BUCKET_NOT_EMPTY, message, &about));
    }
    bucket::remove(&mut ctx.txn, &bucket)?;
    Ok(Nothing {})
}

/// Tells whether a bucket is there. Its event is a data event of the bucket with an empty prefix.
///
/// Fails with what `access::bucket` fails with, of which the caller sees only the status.
///
/// Source: S3 User Guide, "Amazon S3 CloudTrail events".
pub fn head_bucket(ctx: &mut Context<'_>, request: HeadBucketRequest) -> Result<HeadBucketOutput> {
    record::begin(ctx);
    let owner = request.expected_bucket_owner.as_deref();
    let found = access::bucket_of_objects(ctx, &request.bucket, "", owner);
    let bucket = record::without_body(ctx, found)?;
    Ok(HeadBucketOutput {
        bucket_arn: Some(bucket.arn()),
        bucket_region: Some(bucket.region),
        access_point_alias: Some(false),
        ..HeadBucketOutput::default()
    })
}

/// Lists the buckets of the caller's account in the order of their names.
///
/// Only a request that names something, such as a prefix, is told the regions.
///
/// Fails with [`INVALID_ARGUMENT`] if the token is not one of this operation.
///
/// Source: S3 API Reference, "ListBuckets", "Bucket".
pub fn list_buckets(
    ctx: &mut Context<'_>,
    request: ListBucketsRequest,
) -> Result<ListBucketsOutput> {
    record::begin(ctx);
    let token = request.continuation_token.as_deref();
    let after = token.and_then(|token| page::position("ListBuckets", token));
    if token.is_some() && after.is_none() {
        let message = "The continuation token provided is incorrect";
        return Err(record::refuse(ctx, INVALID_ARGUMENT, message, &[]));
    }
    let named = request.max_buckets.is_some()
        || after.is_some()
        || request.prefix.is_some()
        || request.bucket_region.is_some();
    let buckets: Vec<Bucket> = ctx.txn.scan(&Bucket::all()).collect::<Result<_>>()?;
    let wanted = |bucket: &Bucket| {
        bucket.account == ctx.caller.account
            && request.prefix.as_ref().is_none_or(|prefix| bucket.name.starts_with(prefix))
            && request.bucket_region.as_ref().is_none_or(|region| bucket.region == *region)
            && after.as_ref().is_none_or(|after| bucket.name > *after)
    };
    let buckets: Vec<Bucket> = buckets.into_iter().filter(wanted).collect();
    let most = request.max_buckets.and_then(|most| usize::try_from(most).ok()).unwrap_or(PAGE);
    let (buckets, next) = page::cut(buckets, 0, most);
    let last = buckets.last().filter(|_| next.is_some()).map(|bucket| &bucket.name);
    let continuation_token = last.map(|name| page::token("ListBuckets", name));
    let listed = |bucket: Bucket| Listed {
        bucket_arn: Some(bucket.arn()),
        name: Some(bucket.name),
        creation_date: Some(bucket.created.whole_secs()),
        bucket_region: named.then_some(bucket.region),
    };
    let buckets = buckets.into_iter().map(listed).collect();
    record::sent_a_listing(ctx);
    Ok(ListBucketsOutput {
        buckets: Some(buckets),
        owner: Some(owner_of(&ctx.caller.account)),
        continuation_token,
        prefix: request.prefix,
    })
}

/// Returns how S3 names the owner of something.
pub(super) fn owner_of(account: &str) -> Owner {
    Owner { id: Some(canonical_id(account)), ..Owner::default() }
}

/// Tells where a bucket lies.
///
/// Fails with what `access::bucket` fails with.
pub fn get_bucket_location(
    ctx: &mut Context<'_>,
    request: GetBucketLocationRequest,
) -> Result<Located> {
    record::begin(ctx);
    let owner = request.expected_bucket_owner.as_deref();
    let bucket = access::bucket(ctx, &request.bucket, owner)?;
    record::sent_a_listing(ctx);
    Ok(Located((bucket.region != HOME).then_some(bucket.region)))
}

/// Where a bucket lies. What lies in us-east-1 is said to lie at `null`.
///
/// Source: S3 API Reference, "GetBucketLocation".
#[derive(Clone, Debug, PartialEq)]
pub struct Located(Option<String>);

impl Described for Located {
    const SCHEMA: Schema = BucketLocation::SCHEMA;
}

impl Shape for Located {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        BucketLocation::read(value).map(|location| Self(location.location_constraint))
    }

    fn write(self) -> Value {
        let mut members = Object::new();
        members.insert("LocationConstraint".to_owned(), Value::from(self.0));
        Value::Object(members)
    }

    fn print(&self, to: Printer<'_>) {
        to.value(&self.clone().write());
    }
}
