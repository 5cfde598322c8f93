//! Copying an object.

use std::fs::File;

use crate::bucket::tag::quoted;
use crate::bucket::{self, Headers};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::services::s3::access;
use crate::services::s3::errors::{INVALID_ARGUMENT, INVALID_REQUEST};
use crate::services::s3::ops::objects::{
    BYTES, ENCRYPTION, FULL, NOT_EMULATED, check_acl, check_ascii, check_size, find, lowered,
};
use crate::services::s3::record;
use crate::services::s3::shapes::copies::{CopyObjectOutput, CopyObjectRequest, CopyObjectResult};

/// The members of a copy that are not emulated, besides those of a put.
const NOT_COPIED: &[&str] = &[
    "AnnotationDirective",
    "CopySourceIfMatch",
    "CopySourceIfModifiedSince",
    "CopySourceIfNoneMatch",
    "CopySourceIfUnmodifiedSince",
    "CopySourceSSECustomerAlgorithm",
    "CopySourceSSECustomerKey",
    "CopySourceSSECustomerKeyMD5",
    "IfMatch",
    "IfNoneMatch",
    "TaggingDirective",
];

/// Copies an object, with its metadata and headers or with those of the call.
///
/// Fails with, in the order in which they are checked:
///
/// - a parameter error if the caller's pairs are not ASCII;
/// - what `access::bucket_of_object` fails with for the copy;
/// - [`INVALID_ARGUMENT`] if the source is no bucket and key, or the directive no directive;
/// - what `access::source_bucket` fails with, and `NoSuchKey`, for the source;
/// - [`INVALID_REQUEST`] if an object would be copied onto itself without any change;
/// - what a put of the same object fails with.
pub fn copy_object(ctx: &mut Context<'_>, request: CopyObjectRequest) -> Result<CopyObjectOutput> {
    record::begin(ctx);
    access::refuse("CopyObject", &request, NOT_EMULATED)?;
    access::refuse("CopyObject", &request, NOT_COPIED)?;
    let encryption = request.server_side_encryption.as_deref();
    access::only("CopyObject", "server-side-encryption", encryption, &["AES256"])?;
    access::only("CopyObject", "storage-class", request.storage_class.as_deref(), &["STANDARD"])?;
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
    let replaces = match request.metadata_directive.as_deref() {
        None | Some("COPY") => false,
        Some("REPLACE") => true,
        Some(_) => {
            let message = "Unknown metadata directive.";
            return Err(record::refuse(ctx, INVALID_ARGUMENT, message, &[]));
        }
    };
    let source = Source::parse(&request.copy_source)?;
    let Some(source) = source else {
        let message = "Copy Source must mention the source bucket and key: sourcebucket/sourcekey";
        let about = [
            ("ArgumentName", "x-amz-copy-source"),
            ("ArgumentValue", request.copy_source.as_str()),
        ];
        return Err(record::refuse(ctx, INVALID_ARGUMENT, message, &about));
    };
    let owner = request.expected_source_bucket_owner.as_deref();
    let from = access::source_bucket(ctx, &source.bucket, owner)?;
    let object = find(ctx, &from, &source.key)?;
    if !replaces && from.name == bucket.name && source.key == request.key {
        let message = "This copy request is illegal because it is trying to copy an object to \
                       itself without changing the object's metadata, storage class, website \
                       redirect location or encryption attributes.";
        return Err(record::refuse(ctx, INVALID_REQUEST, message, &[]));
    }
    let headers = if replaces {
        Headers {
            content_type: request.content_type.or_else(|| Some(BYTES.to_owned())),
            content_encoding: request.content_encoding,
            content_disposition: request.content_disposition,
            content_language: request.content_language,
            cache_control: request.cache_control,
            kms_key: None,
            metadata: lowered(metadata),
        }
    } else {
        // The copy is encrypted as the bucket says, not as its source is.
        Headers { kms_key: None, ..object.headers }
    };
    let path = object.file.path;
    let mut content = File::open(&path).map_err(Error::machine("read", &path))?;
    let now = ctx.now;
    let sums = bucket::put_object(&mut ctx.txn, &bucket, &request.key, &mut content, headers, now)?;
    record::sent_a_listing(ctx);
    record::encrypted(ctx);
    Ok(CopyObjectOutput {
        copy_object_result: Some(CopyObjectResult {
            etag: Some(quoted(&sums.md5)),
            last_modified: Some(now.whole_secs()),
            checksum_type: Some(FULL.to_owned()),
            checksum_crc64nvme: Some(sums.crc64nvme),
            ..CopyObjectResult::default()
        }),
        server_side_encryption: Some(ENCRYPTION.to_owned()),
        ..CopyObjectOutput::default()
    })
}

/// What is copied.
#[derive(Debug, PartialEq)]
struct Source {
    bucket: String,
    key: String,
}

impl Source {
    /// Reads `BUCKET/KEY`, coded as in an address; `None` if it is something else.
    ///
    /// Fails with [`Error::NotEmulated`] for a version or an access point.
    fn parse(text: &str) -> Result<Option<Self>> {
        if text.starts_with("arn:") {
            return Err(Error::NotEmulated("s3api access points".to_owned()));
        }
        let (path, version) =
            text.split_once("?versionId=").map_or((text, None), |(path, id)| (path, Some(id)));
        if version.is_some() {
            return Err(Error::NotEmulated("s3api copy-object of a version".to_owned()));
        }
        let path = decoded(path.strip_prefix('/').unwrap_or(path));
        let parts = path.as_deref().and_then(|path| path.split_once('/'));
        let parts = parts.filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty());
        Ok(parts.map(|(bucket, key)| Self { bucket: bucket.to_owned(), key: key.to_owned() }))
    }
}

/// Returns text with `%41` and the like replaced by what they stand for; `None` if that is no text.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .filter(|_| *byte == b'%')
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*byte));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_bucket_and_a_key() {
        let cases = [
            ("b/k", Some(("b", "k"))),
            ("/b/k/l", Some(("b", "k/l"))),
            ("b/a%20b%2Fc%25", Some(("b", "a b/c%"))),
            ("b/100%", Some(("b", "100%"))),
            ("b/%zz", Some(("b", "%zz"))),
            ("b", None),
            ("b/", None),
            ("//k", None),
            ("b/%ff", None),
        ];
        for (text, expected) in cases {
            let source = Source::parse(text).unwrap();
            let found = source.as_ref().map(|s| (s.bucket.as_str(), s.key.as_str()));
            assert_eq!(found, expected, "{text}");
        }
        assert!(Source::parse("b/k?versionId=1").is_err());
    }
}
