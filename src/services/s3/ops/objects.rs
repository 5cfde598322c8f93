//! The operations on single objects.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};

use data_encoding::{BASE64, HEXLOWER};

use crate::bucket::sums::Sums;
use crate::bucket::tag::{etag, quoted};
use crate::bucket::{self, Bucket, Headers, Object};
use crate::context::{Body, Context, Download};
use crate::error::{Error, Result};
use crate::schema::shape::Shape;
use crate::services::s3::access;
use crate::services::s3::condition::{Broken, Conditions};
use crate::services::s3::errors::{
    ACCESS_CONTROL_LIST_NOT_SUPPORTED, BAD_DIGEST, INVALID_DIGEST, INVALID_RANGE,
    METADATA_TOO_LARGE, NO_SUCH_KEY, NOT_IMPLEMENTED, NOT_MODIFIED, PRECONDITION_FAILED,
};
use crate::services::s3::range::{self, Range, Wanted};
use crate::services::s3::record;
use crate::services::s3::shapes::objects::{
    DeleteObjectOutput, DeleteObjectRequest, GetObjectOutput, GetObjectRequest, HeadObjectOutput,
    HeadObjectRequest, PutObjectOutput, PutObjectRequest,
};
use crate::store::Txn;
use crate::time::Timestamp;
use crate::value::Value;

/// The most bytes of all names and values of the caller's pairs.
///
/// Source: S3 User Guide, "Working with object metadata".
const METADATA: usize = 2_048;

/// The members of a put, and of a copy, that are not emulated.
pub(super) const NOT_EMULATED: &[&str] = &[
    "BucketKeyEnabled",
    "ChecksumAlgorithm",
    "ChecksumCRC32",
    "ChecksumCRC32C",
    "ChecksumCRC64NVME",
    "ChecksumMD5",
    "ChecksumSHA1",
    "ChecksumSHA256",
    "ChecksumSHA512",
    "ChecksumXXHASH128",
    "ChecksumXXHASH3",
    "ChecksumXXHASH64",
    "Expires",
    "ObjectLockLegalHoldStatus",
    "ObjectLockMode",
    "ObjectLockRetainUntilDate",
    "SSECustomerAlgorithm",
    "SSECustomerKey",
    "SSECustomerKeyMD5",
    "SSEKMSEncryptionContext",
    "SSEKMSKeyId",
    "Tagging",
    "WebsiteRedirectLocation",
    "WriteOffsetBytes",
];

/// The members of a get, and of a head, that are not emulated.
const NOT_READ: &[&str] = &[
    "PartNumber",
    "ResponseCacheControl",
    "ResponseContentDisposition",
    "ResponseContentEncoding",
    "ResponseContentLanguage",
    "ResponseContentType",
    "ResponseExpires",
    "SSECustomerAlgorithm",
    "SSECustomerKey",
    "SSECustomerKeyMD5",
    "VersionId",
];

/// Writes an object, in place of one that is there.
///
/// Fails with, in the order in which they are checked:
///
/// - a parameter error if the caller's pairs are not ASCII;
/// - what `access::bucket_of_object` fails with;
/// - [`ACCESS_CONTROL_LIST_NOT_SUPPORTED`] for an ACL besides `bucket-owner-full-control`;
/// - [`METADATA_TOO_LARGE`] if the caller's pairs have more than 2 KB;
/// - [`INVALID_DIGEST`] if the MD5 is none;
/// - [`NOT_IMPLEMENTED`] for an If-None-Match besides `*`, [`PRECONDITION_FAILED`] if a condition
///   does not hold, [`NO_SUCH_KEY`] if nothing can match it;
/// - a refusal if the key would leave the bucket's folder;
/// - [`BAD_DIGEST`] if the MD5 is not that of the bytes.
pub fn put_object(ctx: &mut Context<'_>, request: PutObjectRequest) -> Result<PutObjectOutput> {
    record::begin(ctx);
    access::refuse("PutObject", &request, NOT_EMULATED)?;
    let encryption = request.server_side_encryption.as_deref();
    access::only("PutObject", "server-side-encryption", encryption, &["AES256"])?;
    access::only("PutObject", "storage-class", request.storage_class.as_deref(), &["STANDARD"])?;
    let metadata = request.metadata.unwrap_or_default();
    check_ascii(&metadata)?;
    let owner = request.expected_bucket_owner.as_deref();
    let bucket = access::bucket_of_object(ctx, &request.bucket, &request.key, owner)?;
    let grants = [
        &request.grant_full_control,
        &request.grant_read,
        &request.grant_read_acp,
        &request.grant_write_acp,
    ];
    check_acl(ctx, request.acl.as_deref(), grants)?;
    check_size(ctx, &metadata)?;
    let digest = request.content_md5.as_deref();
    let digest = digest.map(|digest| parse_digest(ctx, digest)).transpose()?;
    let conditions = Conditions {
        matches: request.if_match.as_deref(),
        none_match: request.if_none_match.as_deref(),
        ..Conditions::default()
    };
    check_place(ctx, &bucket, &request.key, conditions)?;

    let headers = Headers {
        content_type: request.content_type.or_else(|| Some(BYTES.to_owned())),
        content_encoding: request.content_encoding,
        content_disposition: request.content_disposition,
        content_language: request.content_language,
        cache_control: request.cache_control,
        kms_key: None,
        metadata: lowered(metadata),
    };
    let mut content = content(ctx.body.take())?;
    let now = ctx.now;
    let sums =
        bucket::put_object(&mut ctx.txn, &bucket, &request.key, &mut *content, headers, now)?;
    record::received(ctx, sums.size);
    if digest.is_some_and(|digest| digest != sums.md5) {
        let message = "The Content-MD5 you specified did not match what we received.";
        return Err(record::refuse(ctx, BAD_DIGEST, message, &[]));
    }
    record::encrypted(ctx);
    Ok(PutObjectOutput {
        etag: Some(quoted(&sums.md5)),
        checksum_crc64nvme: Some(sums.crc64nvme),
        checksum_type: Some(FULL.to_owned()),
        server_side_encryption: Some(ENCRYPTION.to_owned()),
        ..PutObjectOutput::default()
    })
}

/// What an object is of which nothing else is said.
pub(super) const BYTES: &str = "binary/octet-stream";

/// What the checksum of an object covers that was put in one piece.
pub(super) const FULL: &str = "FULL_OBJECT";

/// How every object is encrypted that a caller puts. Source: S3 User Guide, "Default encryption FAQ".
pub(super) const ENCRYPTION: &str = "AES256";

/// Returns how an object is encrypted: under a KMS key if it has one, as what CloudTrail delivers
/// may have.
fn encryption(kms_key: Option<&String>) -> &'static str {
    if kms_key.is_some() { "aws:kms" } else { ENCRYPTION }
}

/// Returns the bytes that come with a request; none if nothing does.
fn content(body: Option<Body>) -> Result<Box<dyn Read>> {
    Ok(match body {
        None => Box::new(io::empty()),
        Some(Body::Bytes(bytes)) => Box::new(io::Cursor::new(bytes)),
        Some(Body::File(path)) => {
            Box::new(File::open(&path).map_err(Error::machine("read", &path))?)
        }
    })
}

/// Returns an object and its bytes.
///
/// Fails with what `access::bucket_of_object` fails with, [`NO_SUCH_KEY`], then
/// [`PRECONDITION_FAILED`] and [`NOT_MODIFIED`] as `Conditions` say, and [`INVALID_RANGE`] if none
/// of the bytes that are wanted is there.
pub fn get_object(ctx: &mut Context<'_>, request: GetObjectRequest) -> Result<GetObjectOutput> {
    record::begin(ctx);
    access::refuse("GetObject", &request, NOT_READ)?;
    let owner = request.expected_bucket_owner.as_deref();
    let bucket = access::bucket_of_object(ctx, &request.bucket, &request.key, owner)?;
    let object = find(ctx, &bucket, &request.key)?;
    let tag = etag(&mut ctx.txn, &bucket, &request.key, &object.file)?;
    let conditions = Conditions {
        matches: request.if_match.as_deref(),
        none_match: request.if_none_match.as_deref(),
        modified_since: request.if_modified_since,
        unmodified_since: request.if_unmodified_since,
    };
    check_conditions(ctx, conditions, &tag, object.file.modified)?;
    let part = check_range(ctx, request.range.as_deref(), object.file.size)?;
    let range = part.unwrap_or(Range { start: 0, length: object.file.size });
    let sums = match part {
        None => Some(Sums::of_file(&object.file.path)?),
        Some(_) => None,
    };
    record::sent(ctx, range.length);
    let file = object.file.path;
    ctx.extra.body = Some(Download { file, start: range.start, length: range.length });
    let headers = object.headers;
    Ok(GetObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        last_modified: Some(object.file.modified),
        content_length: i64::try_from(range.length).ok(),
        etag: Some(tag),
        checksum_type: sums.as_ref().map(|_| FULL.to_owned()),
        checksum_crc64nvme: sums.map(|sums| sums.crc64nvme),
        cache_control: headers.cache_control,
        content_disposition: headers.content_disposition,
        content_encoding: headers.content_encoding,
        content_language: headers.content_language,
        content_range: part.map(|part| content_range(part, object.file.size)),
        content_type: headers.content_type,
        server_side_encryption: Some(encryption(headers.kms_key.as_ref()).to_owned()),
        ssekms_key_id: headers.kms_key,
        metadata: Some(headers.metadata),
        ..GetObjectOutput::default()
    })
}

/// Tells of an object what [`get_object`] does, without its bytes; the checksum only if it is asked
/// for.
///
/// Fails as that does; of an error the caller sees only the status.
pub fn head_object(ctx: &mut Context<'_>, request: HeadObjectRequest) -> Result<HeadObjectOutput> {
    record::begin(ctx);
    let answered = head(ctx, request);
    record::without_body(ctx, answered)
}

fn head(ctx: &mut Context<'_>, request: HeadObjectRequest) -> Result<HeadObjectOutput> {
    access::refuse("HeadObject", &request, NOT_READ)?;
    let owner = request.expected_bucket_owner.as_deref();
    let bucket = access::bucket_of_object(ctx, &request.bucket, &request.key, owner)?;
    let object = find(ctx, &bucket, &request.key)?;
    let tag = etag(&mut ctx.txn, &bucket, &request.key, &object.file)?;
    let conditions = Conditions {
        matches: request.if_match.as_deref(),
        none_match: request.if_none_match.as_deref(),
        modified_since: request.if_modified_since,
        unmodified_since: request.if_unmodified_since,
    };
    check_conditions(ctx, conditions, &tag, object.file.modified)?;
    let part = check_range(ctx, request.range.as_deref(), object.file.size)?;
    let summed = part.is_none() && request.checksum_mode.as_deref() == Some("ENABLED");
    let sums = if summed { Some(Sums::of_file(&object.file.path)?) } else { None };
    let length = part.map_or(object.file.size, |part| part.length);
    Ok(HeadObjectOutput {
        content_length: i64::try_from(length).ok(),
        checksum_type: sums.as_ref().map(|_| FULL.to_owned()),
        checksum_crc64nvme: sums.map(|sums| sums.crc64nvme),
        content_range: part.map(|part| content_range(part, object.file.size)),
        ..described(object, tag)
    })
}

/// Returns what `head-object` answers for a whole object.
fn described(object: Object, tag: String) -> HeadObjectOutput {
    let Object { file, headers } = object;
    HeadObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        last_modified: Some(file.modified),
        content_length: i64::try_from(file.size).ok(),
        etag: Some(tag),
        cache_control: headers.cache_control,
        content_disposition: headers.content_disposition,
        content_encoding: headers.content_encoding,
        content_language: headers.content_language,
        content_type: headers.content_type,
        server_side_encryption: Some(encryption(headers.kms_key.as_ref()).to_owned()),
        ssekms_key_id: headers.kms_key,
        metadata: Some(headers.metadata),
        ..HeadObjectOutput::default()
    }
}

/// Returns the document that `head-object` answers for an object of a bucket, without a call.
pub fn head_document(
    txn: &mut Txn<'_>,
    bucket: &Bucket,
    key: &str,
    object: Object,
) -> Result<Value> {
    let tag = etag(txn, bucket, key, &object.file)?;
    Ok(described(object, tag).write())
}

/// Deletes an object; it need not be there.
///
/// Fails with what `access::bucket_of_object` fails with, and with a refusal if the key would
/// leave the bucket's folder.
pub fn delete_object(
    ctx: &mut Context<'_>,
    request: DeleteObjectRequest,
) -> Result<DeleteObjectOutput> {
    record::begin(ctx);
    let others = [
        "BypassGovernanceRetention",
        "IfMatch",
        "IfMatchLastModifiedTime",
        "IfMatchSize",
        "MFA",
        "VersionId",
    ];
    access::refuse("DeleteObject", &request, &others)?;
    let owner = request.expected_bucket_owner.as_deref();
    let bucket = access::bucket_of_object(ctx, &request.bucket, &request.key, owner)?;
    bucket::delete_object(&mut ctx.txn, &bucket, &request.key)?;
    Ok(DeleteObjectOutput::default())
}

/// Returns an object; fails with [`NO_SUCH_KEY`] if there is none.
pub(super) fn find(ctx: &mut Context<'_>, bucket: &Bucket, key: &str) -> Result<Object> {
    match bucket::object(&ctx.txn, bucket, key)? {
        Some(object) => Ok(object),
        None => Err(no_such_key(ctx, key)),
    }
}

fn no_such_key(ctx: &mut Context<'_>, key: &str) -> Error {
    record::refuse(ctx, NO_SUCH_KEY, "The specified key does not exist.", &[("Key", key)])
}

fn check_conditions(
    ctx: &mut Context<'_>,
    conditions: Conditions<'_>,
    tag: &str,
    written: Timestamp,
) -> Result<()> {
    conditions.check(tag, written).map_err(|broken| match broken {
        Broken::Failed(condition) => precondition_failed(ctx, condition),
        Broken::NotModified => {
            let error = record::refuse(ctx, NOT_MODIFIED, "Not Modified", &[]);
            record::without_body::<()>(ctx, Err(error)).expect_err("it was an error")
        }
    })
}

pub(super) fn precondition_failed(ctx: &mut Context<'_>, condition: &str) -> Error {
    let message = "At least one of the pre-conditions you specified did not hold";
    record::refuse(ctx, PRECONDITION_FAILED, message, &[("Condition", condition)])
}

/// Checks the conditions on what a put replaces.
pub(super) fn check_place(
    ctx: &mut Context<'_>,
    bucket: &Bucket,
    key: &str,
    conditions: Conditions<'_>,
) -> Result<()> {
    if conditions.none_match.is_some_and(|tag| tag != "*") {
        let message = "A header you provided implies functionality that is not implemented";
        let about = [("Header", "If-None-Match")];
        return Err(record::refuse(ctx, NOT_IMPLEMENTED, message, &about));
    }
    // Its headers do not matter, and may even be damaged: a put is what replaces them.
    let there = bucket.folder(&ctx.txn).find(key)?;
    match (there, conditions.matches) {
        (Some(_), _) if conditions.none_match.is_some() => {
            Err(precondition_failed(ctx, "If-None-Match"))
        }
        (Some(file), Some(_)) => {
            let tag = etag(&mut ctx.txn, bucket, key, &file)?;
            check_conditions(ctx, conditions, &tag, file.modified)
        }
        (None, Some(_)) => Err(no_such_key(ctx, key)),
        (_, None) => Ok(()),
    }
}

/// Returns the part that is wanted; `None` for everything.
fn check_range(ctx: &mut Context<'_>, range: Option<&str>, size: u64) -> Result<Option<Range>> {
    let Some(text) = range else { return Ok(None) };
    match range::parse(text, size) {
        Wanted::Whole => Ok(None),
        Wanted::Part(part) => Ok(Some(part)),
        Wanted::Nothing => {
            let size = size.to_string();
            let about = [("RangeRequested", text), ("ActualObjectSize", size.as_str())];
            let message = "The requested range is not satisfiable";
            Err(record::refuse(ctx, INVALID_RANGE, message, &about))
        }
    }
}

fn content_range(part: Range, size: u64) -> String {
    format!("bytes {}-{}/{size}", part.start, part.start + part.length - 1)
}

/// Checks that no ACL is asked for but the one that changes nothing.
pub(super) fn check_acl(
    ctx: &mut Context<'_>,
    acl: Option<&str>,
    grants: [&Option<String>; 4],
) -> Result<()> {
    let granted = grants.iter().any(|grant| grant.is_some());
    if granted || acl.is_some_and(|acl| acl != "bucket-owner-full-control") {
        let message = "The bucket does not allow ACLs";
        return Err(record::refuse(ctx, ACCESS_CONTROL_LIST_NOT_SUPPORTED, message, &[]));
    }
    Ok(())
}

/// Checks that the caller's pairs are ASCII, in botocore's words.
pub(super) fn check_ascii(metadata: &BTreeMap<String, String>) -> Result<()> {
    match metadata.iter().find(|(name, value)| !name.is_ascii() || !value.is_ascii()) {
        Some((name, value)) => Err(Error::Invalid(format!(
            "Parameter validation failed:\nNon ascii characters found in S3 metadata for key \
             \"{name}\", value: \"{value}\".  \nS3 metadata can only contain ASCII characters. "
        ))),
        None => Ok(()),
    }
}

pub(super) fn check_size(ctx: &mut Context<'_>, metadata: &BTreeMap<String, String>) -> Result<()> {
    let size: usize = metadata.iter().map(|(name, value)| name.len() + value.len()).sum();
    if size > METADATA {
        let (size, most) = (size.to_string(), METADATA.to_string());
        let about = [("Size", size.as_str()), ("MaxSizeAllowed", most.as_str())];
        let message = "Your metadata headers exceed the maximum allowed metadata size";
        return Err(record::refuse(ctx, METADATA_TOO_LARGE, message, &about));
    }
    Ok(())
}

/// Returns pairs as S3 keeps them: their names in small letters.
pub(super) fn lowered(metadata: BTreeMap<String, String>) -> BTreeMap<String, String> {
    metadata.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
}

/// Returns an MD5 as hexadecimal text; fails with [`INVALID_DIGEST`] if it is none.
pub(super) fn parse_digest(ctx: &mut Context<'_>, digest: &str) -> Result<String> {
    let bytes = BASE64.decode(digest.as_bytes()).ok().filter(|bytes| bytes.len() == 16);
    bytes.map(|bytes| HEXLOWER.encode(&bytes)).ok_or_else(|| {
        let message = "The Content-MD5 you specified was invalid.";
        record::refuse(ctx, INVALID_DIGEST, message, &[("Content-MD5", digest)])
    })
}
