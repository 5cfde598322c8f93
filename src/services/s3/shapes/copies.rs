//! Shapes of copying an object.

use std::collections::BTreeMap;

use crate::schema::Limit::MinLength;
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// What to copy, and where to.
    pub struct CopyObjectRequest {
        /// The canned ACL. Buckets have no ACLs, so only `bucket-owner-full-control` is accepted.
        acl: Option<String> = "ACL",
        /// The bucket that gets the copy.
        bucket: String = "Bucket",
        /// How long others may keep a copy.
        cache_control: Option<String> = "CacheControl",
        /// Not emulated yet.
        checksum_algorithm: Option<String> = "ChecksumAlgorithm",
        /// How the content is to be shown or saved.
        content_disposition: Option<String> = "ContentDisposition",
        /// How the content is coded, as in `gzip`.
        content_encoding: Option<String> = "ContentEncoding",
        /// The language of the content.
        content_language: Option<String> = "ContentLanguage",
        /// The kind of the content, as in `application/json`; `binary/octet-stream` unless this
        /// says otherwise.
        content_type: Option<String> = "ContentType",
        /// The object to copy, as `BUCKET/KEY`, its key coded as in an address.
        copy_source: String = "CopySource",
        /// Not emulated yet.
        copy_source_if_match: Option<String> = "CopySourceIfMatch",
        /// Not emulated yet.
        copy_source_if_modified_since: Option<Timestamp> = "CopySourceIfModifiedSince",
        /// Not emulated yet.
        copy_source_if_none_match: Option<String> = "CopySourceIfNoneMatch",
        /// Not emulated yet.
        copy_source_if_unmodified_since: Option<Timestamp> = "CopySourceIfUnmodifiedSince",
        /// Not emulated yet.
        expires: Option<Timestamp> = "Expires",
        /// Refused: buckets have no ACLs.
        grant_full_control: Option<String> = "GrantFullControl",
        /// Refused: buckets have no ACLs.
        grant_read: Option<String> = "GrantRead",
        /// Refused: buckets have no ACLs.
        grant_read_acp: Option<String> = "GrantReadACP",
        /// Refused: buckets have no ACLs.
        grant_write_acp: Option<String> = "GrantWriteACP",
        /// Not emulated yet.
        if_match: Option<String> = "IfMatch",
        /// Not emulated yet.
        if_none_match: Option<String> = "IfNoneMatch",
        /// The key of the copy.
        key: String = "Key" [MinLength(1)],
        /// Pairs of your own that are kept beside the object, their names in small letters.
        metadata: Option<BTreeMap<String, String>> = "Metadata",
        /// `COPY`: the copy has the metadata and headers of the object. `REPLACE`: it has those of
        /// the call.
        metadata_directive: Option<String> = "MetadataDirective",
        /// Not emulated yet.
        tagging_directive: Option<String> = "TaggingDirective",
        /// Not emulated yet.
        annotation_directive: Option<String> = "AnnotationDirective",
        /// How the object is encrypted. Only `AES256`, which is how all are, is emulated.
        server_side_encryption: Option<String> = "ServerSideEncryption",
        /// The storage class. Only `STANDARD` is emulated.
        storage_class: Option<String> = "StorageClass",
        /// Not emulated yet.
        website_redirect_location: Option<String> = "WebsiteRedirectLocation",
        /// Not emulated yet.
        sse_customer_algorithm: Option<String> = "SSECustomerAlgorithm",
        /// Not emulated yet.
        sse_customer_key: Option<String> = "SSECustomerKey",
        /// Not emulated yet.
        sse_customer_key_md5: Option<String> = "SSECustomerKeyMD5",
        /// Not emulated yet.
        ssekms_key_id: Option<String> = "SSEKMSKeyId",
        /// Not emulated yet.
        ssekms_encryption_context: Option<String> = "SSEKMSEncryptionContext",
        /// Not emulated yet.
        bucket_key_enabled: Option<bool> = "BucketKeyEnabled",
        /// Not emulated yet.
        copy_source_sse_customer_algorithm: Option<String> = "CopySourceSSECustomerAlgorithm",
        /// Not emulated yet.
        copy_source_sse_customer_key: Option<String> = "CopySourceSSECustomerKey",
        /// Not emulated yet.
        copy_source_sse_customer_key_md5: Option<String> = "CopySourceSSECustomerKeyMD5",
        /// Accepted; no bucket here lets the requester pay.
        request_payer: Option<String> = "RequestPayer",
        /// Not emulated yet.
        tagging: Option<String> = "Tagging",
        /// Not emulated yet.
        object_lock_mode: Option<String> = "ObjectLockMode",
        /// Not emulated yet.
        object_lock_retain_until_date: Option<Timestamp> = "ObjectLockRetainUntilDate",
        /// Not emulated yet.
        object_lock_legal_hold_status: Option<String> = "ObjectLockLegalHoldStatus",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
        /// The account that must own the bucket of the object.
        expected_source_bucket_owner: Option<String> = "ExpectedSourceBucketOwner",
    }

    /// The copy.
    pub struct CopyObjectOutput {
        /// What follows from its bytes.
        copy_object_result: Option<CopyObjectResult> = "CopyObjectResult",
        /// Never told: not emulated.
        expiration: Option<String> = "Expiration",
        /// Never told: not emulated.
        copy_source_version_id: Option<String> = "CopySourceVersionId",
        /// Never told: not emulated.
        version_id: Option<String> = "VersionId",
        /// How the object is encrypted: `AES256`.
        server_side_encryption: Option<String> = "ServerSideEncryption",
        /// Never told: not emulated.
        sse_customer_algorithm: Option<String> = "SSECustomerAlgorithm",
        /// Never told: not emulated.
        sse_customer_key_md5: Option<String> = "SSECustomerKeyMD5",
        /// Never told: not emulated.
        ssekms_key_id: Option<String> = "SSEKMSKeyId",
        /// Never told: not emulated.
        ssekms_encryption_context: Option<String> = "SSEKMSEncryptionContext",
        /// Never told: not emulated.
        bucket_key_enabled: Option<bool> = "BucketKeyEnabled",
        /// Never told: not emulated.
        request_charged: Option<String> = "RequestCharged",
    }

    /// What follows from the bytes of a copy.
    pub struct CopyObjectResult {
        /// The entity tag: the MD5 of the bytes, in quotes.
        etag: Option<String> = "ETag",
        /// When it was written.
        last_modified: Option<Timestamp> = "LastModified",
        /// What the checksum covers: `FULL_OBJECT`.
        checksum_type: Option<String> = "ChecksumType",
        /// Never told: not emulated.
        checksum_crc32: Option<String> = "ChecksumCRC32",
        /// Never told: not emulated.
        checksum_crc32_c: Option<String> = "ChecksumCRC32C",
        /// The CRC-64/NVME of the bytes, in base64.
        checksum_crc64nvme: Option<String> = "ChecksumCRC64NVME",
        /// Never told: not emulated.
        checksum_sha1: Option<String> = "ChecksumSHA1",
        /// Never told: not emulated.
        checksum_sha256: Option<String> = "ChecksumSHA256",
        /// Never told: not emulated.
        checksum_sha512: Option<String> = "ChecksumSHA512",
        /// Never told: not emulated.
        checksum_md5: Option<String> = "ChecksumMD5",
        /// Never told: not emulated.
        checksum_xxhash64: Option<String> = "ChecksumXXHASH64",
        /// Never told: not emulated.
        checksum_xxhash3: Option<String> = "ChecksumXXHASH3",
        /// Never told: not emulated.
        checksum_xxhash128: Option<String> = "ChecksumXXHASH128",
    }
}
