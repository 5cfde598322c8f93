//! Listing the objects of a bucket.

use crate::bucket::Bucket;
use crate::bucket::folder::File;
use crate::bucket::tag::etag;
use crate::context::Context;
use crate::error::Result;
use crate::page::{position, token};
use crate::services::s3::access;
use crate::services::s3::errors::INVALID_ARGUMENT;
use crate::services::s3::listing::{self, Asked, Item, Position};
use crate::services::s3::ops::buckets::owner_of;
use crate::services::s3::record;
use crate::services::s3::shapes::buckets::Owner;
use crate::services::s3::shapes::listings::{
    CommonPrefix, ListObjectsV2Output, ListObjectsV2Request, Object,
};

/// The most keys of a page.
const PAGE: i32 = 1_000;

/// Lists the objects of a bucket in the order of their keys; its event has the name of the older
/// operation, `ListObjects`.
///
/// Fails with, in the order in which they are checked:
///
/// - what `access::bucket` fails with;
/// - [`INVALID_ARGUMENT`] if fewer than no keys are asked for, or the token is none of this
///   operation.
///
/// Source of the event's name and resources: recorded events.
pub fn list_objects_v2(
    ctx: &mut Context<'_>,
    request: ListObjectsV2Request,
) -> Result<ListObjectsV2Output> {
    record::begin(ctx);
    ctx.extra.told.name = Some("ListObjects");
    let others = ["EncodingType", "OptionalObjectAttributes"];
    access::refuse("ListObjectsV2", &request, &others)?;
    let prefix = request.prefix.clone().unwrap_or_default();
    let owner = request.expected_bucket_owner.as_deref();
    let bucket = access::bucket_of_objects(ctx, &request.bucket, &prefix, owner)?;
    let most = request.max_keys.unwrap_or(PAGE);
    if most < 0 {
        let message = "Argument maxKeys must be an integer between 0 and 2147483647";
        return Err(record::refuse(ctx, INVALID_ARGUMENT, message, &[]));
    }
    let from = match &request.continuation_token {
        Some(token) => {
            let at = position("ListObjectsV2", token).and_then(|text| Position::parse(&text));
            let Some(at) = at else {
                let message = "The continuation token provided is incorrect";
                return Err(record::refuse(ctx, INVALID_ARGUMENT, message, &[]));
            };
            Some(at)
        }
        None => request.start_after.clone().filter(|key| !key.is_empty()).map(Position::Key),
    };
    let delimiter = request.delimiter.as_deref().unwrap_or_default();
    let most = most.min(PAGE);
    let asked = Asked { prefix: &prefix, delimiter, most: usize::try_from(most).unwrap_or(0) };
    let folder = bucket.folder(&ctx.txn);
    let read = |after: Option<&str>, most| folder.page(&prefix, after, most);
    let (items, next) = listing::page(asked, from, read)?;
    record::sent_a_listing(ctx);

    let owner = request.fetch_owner.unwrap_or(false).then(|| owner_of(&bucket.account));
    let mut listed = ListObjectsV2Output {
        is_truncated: Some(next.is_some()),
        name: Some(request.bucket),
        delimiter: request.delimiter,
        max_keys: Some(most),
        encoding_type: Some("url".to_owned()),
        key_count: i32::try_from(items.len()).ok(),
        continuation_token: request.continuation_token,
        next_continuation_token: next.map(|next| token("ListObjectsV2", &next.text())),
        start_after: request.start_after,
        ..ListObjectsV2Output::default()
    };
    for item in items {
        match item {
            Item::Prefix(prefix) => {
                let prefix = CommonPrefix { prefix: Some(prefix) };
                listed.common_prefixes.get_or_insert_default().push(prefix);
            }
            Item::Object(entry) => {
                let tag = etag(&mut ctx.txn, &bucket, &entry.key, &entry.file)?;
                let object = object(entry.key, tag, &entry.file, owner.clone());
                listed.contents.get_or_insert_default().push(object);
            }
        }
    }
    Ok(ListObjectsV2Output { prefix: Some(prefix), ..listed })
}

fn object(key: String, tag: String, file: &File, owner: Option<Owner>) -> Object {
    Object {
        key: Some(key),
        last_modified: Some(file.modified),
        etag: Some(tag),
        checksum_algorithm: Some(vec!["CRC64NVME".to_owned()]),
        checksum_type: Some("FULL_OBJECT".to_owned()),
        size: i64::try_from(file.size).ok(),
        storage_class: Some("STANDARD".to_owned()),
        owner,
        ..Object::default()
    }
}

/// Returns whether a bucket holds no object.
pub(super) fn is_empty(ctx: &Context<'_>, bucket: &Bucket) -> Result<bool> {
    Ok(bucket.folder(&ctx.txn).page("", None, 1)?.is_empty())
}
