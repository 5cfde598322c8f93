//! Shapes of the operations on single objects.

use std::collections::BTreeMap;

use crate::schema::Blob;
use crate::schema::Limit::MinLength;
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// The object to write, in place of one that is there.
    pub struct PutObjectRequest {
        /// The canned ACL. Buckets have no ACLs, so only `bucket-owner-full-control` is accepted.
        acl: Option<String> = "ACL",
        /// The file that holds the bytes; without one, the object is empty.
        body: Option<Blob> = "Body",
        /// The bucket.
        bucket: String = "Bucket",
        /// How long others may keep a copy.
        cache_control: Option<String> = "CacheControl",
        /// How the content is to be shown or saved.
        content_disposition: Option<String> = "ContentDisposition",
        /// How the content is coded, as in `gzip`.
        content_encoding: Option<String> = "ContentEncoding",
        /// The language of the content.
        content_language: Option<String> = "ContentLanguage",
        /// Accepted: the length is that of the file.
        content_length: Option<i64> = "ContentLength",
        /// The MD5 of the bytes in base64, which is checked.
        content_md5: Option<String> = "ContentMD5",
        /// The kind of the content, as in `application/json`; `binary/octet-stream` unless this
        /// says otherwise.
        content_type: Option<String> = "ContentType",
        /// Not emulated yet.
        checksum_algorithm: Option<String> = "ChecksumAlgorithm",
        /// Not emulated yet.
        checksum_crc32: Option<String> = "ChecksumCRC32",
        /// Not emulated yet.
        checksum_crc32_c: Option<String> = "ChecksumCRC32C",
        /// Not emulated yet.
        checksum_crc64nvme: Option<String> = "ChecksumCRC64NVME",
        /// Not emulated yet.
        checksum_sha1: Option<String> = "ChecksumSHA1",
        /// Not emulated yet.
        checksum_sha256: Option<String> = "ChecksumSHA256",
        /// Not emulated yet.
        checksum_sha512: Option<String> = "ChecksumSHA512",
        /// Not emulated yet.
        checksum_md5: Option<String> = "ChecksumMD5",
        /// Not emulated yet.
        checksum_xxhash64: Option<String> = "ChecksumXXHASH64",
        /// Not emulated yet.
        checksum_xxhash3: Option<String> = "ChecksumXXHASH3",
        /// Not emulated yet.
        checksum_xxhash128: Option<String> = "ChecksumXXHASH128",
        /// Not emulated yet.
        expires: Option<Timestamp> = "Expires",
        /// Only in place of an object that has this entity tag.
        if_match: Option<String> = "IfMatch",
        /// `*`: only if there is no object under the key.
        if_none_match: Option<String> = "IfNoneMatch",
        /// Refused: buckets have no ACLs.
        grant_full_control: Option<String> = "GrantFullControl",
        /// Refused: buckets have no ACLs.
        grant_read: Option<String> = "GrantRead",
        /// Refused: buckets have no ACLs.
        grant_read_acp: Option<String> = "GrantReadACP",
        /// Refused: buckets have no ACLs.
        grant_write_acp: Option<String> = "GrantWriteACP",
        /// The key of the object.
        key: String = "Key" [MinLength(1)],
        /// Not emulated yet.
        write_offset_bytes: Option<i64> = "WriteOffsetBytes",
        /// Pairs of your own that are kept beside the object, their names in small letters.
        metadata: Option<BTreeMap<String, String>> = "Metadata",
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
    }

    /// The object that was written.
    pub struct PutObjectOutput {
        /// Never told: not emulated.
        expiration: Option<String> = "Expiration",
        /// The entity tag: the MD5 of the bytes, in quotes.
        etag: Option<String> = "ETag",
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
        /// What the checksum covers: `FULL_OBJECT`.
        checksum_type: Option<String> = "ChecksumType",
        /// How the object is encrypted: `AES256`.
        server_side_encryption: Option<String> = "ServerSideEncryption",
        /// Never told: not emulated.
        version_id: Option<String> = "VersionId",
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
        size: Option<i64> = "Size",
        /// Never told: not emulated.
        request_charged: Option<String> = "RequestCharged",
    }

    /// The object whose bytes are wanted.
    pub struct GetObjectRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// Only if the object has this entity tag.
        if_match: Option<String> = "IfMatch",
        /// Only if the object was written after this time.
        if_modified_since: Option<Timestamp> = "IfModifiedSince",
        /// Only if the object does not have this entity tag.
        if_none_match: Option<String> = "IfNoneMatch",
        /// Only if the object was not written after this time.
        if_unmodified_since: Option<Timestamp> = "IfUnmodifiedSince",
        /// The key of the object.
        key: String = "Key" [MinLength(1)],
        /// The bytes that are wanted, as in `bytes=0-99`.
        range: Option<String> = "Range",
        /// Not emulated yet.
        response_cache_control: Option<String> = "ResponseCacheControl",
        /// Not emulated yet.
        response_content_disposition: Option<String> = "ResponseContentDisposition",
        /// Not emulated yet.
        response_content_encoding: Option<String> = "ResponseContentEncoding",
        /// Not emulated yet.
        response_content_language: Option<String> = "ResponseContentLanguage",
        /// Not emulated yet.
        response_content_type: Option<String> = "ResponseContentType",
        /// Not emulated yet.
        response_expires: Option<Timestamp> = "ResponseExpires",
        /// Not emulated yet.
        version_id: Option<String> = "VersionId",
        /// Not emulated yet.
        sse_customer_algorithm: Option<String> = "SSECustomerAlgorithm",
        /// Not emulated yet.
        sse_customer_key: Option<String> = "SSECustomerKey",
        /// Not emulated yet.
        sse_customer_key_md5: Option<String> = "SSECustomerKeyMD5",
        /// Accepted; no bucket here lets the requester pay.
        request_payer: Option<String> = "RequestPayer",
        /// Not emulated yet.
        part_number: Option<i32> = "PartNumber",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
        /// `ENABLED`: tells the checksum too.
        checksum_mode: Option<String> = "ChecksumMode",
    }

    /// An object, beside its bytes.
    pub struct GetObjectOutput {
        /// Never told: not emulated.
        body: Option<Blob> = "Body",
        /// Never told: not emulated.
        delete_marker: Option<bool> = "DeleteMarker",
        /// What ranges are counted in: `bytes`.
        accept_ranges: Option<String> = "AcceptRanges",
        /// Never told: not emulated.
        expiration: Option<String> = "Expiration",
        /// Never told: not emulated.
        restore: Option<String> = "Restore",
        /// When the object was written.
        last_modified: Option<Timestamp> = "LastModified",
        /// How many bytes there are.
        content_length: Option<i64> = "ContentLength",
        /// The entity tag: the MD5 of the bytes, in quotes.
        etag: Option<String> = "ETag",
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
        /// What the checksum covers: `FULL_OBJECT`.
        checksum_type: Option<String> = "ChecksumType",
        /// Never told: not emulated.
        missing_meta: Option<i32> = "MissingMeta",
        /// Never told: not emulated.
        version_id: Option<String> = "VersionId",
        /// How long others may keep a copy.
        cache_control: Option<String> = "CacheControl",
        /// How the content is to be shown or saved.
        content_disposition: Option<String> = "ContentDisposition",
        /// How the content is coded.
        content_encoding: Option<String> = "ContentEncoding",
        /// The language of the content.
        content_language: Option<String> = "ContentLanguage",
        /// Which bytes of how many these are.
        content_range: Option<String> = "ContentRange",
        /// The kind of the content.
        content_type: Option<String> = "ContentType",
        /// Never told: not emulated.
        expires: Option<Timestamp> = "Expires",
        /// Never told: not emulated.
        website_redirect_location: Option<String> = "WebsiteRedirectLocation",
        /// How the object is encrypted: `AES256`.
        server_side_encryption: Option<String> = "ServerSideEncryption",
        /// The pairs that are kept beside the object.
        metadata: Option<BTreeMap<String, String>> = "Metadata",
        /// Never told: not emulated.
        sse_customer_algorithm: Option<String> = "SSECustomerAlgorithm",
        /// Never told: not emulated.
        sse_customer_key_md5: Option<String> = "SSECustomerKeyMD5",
        /// Never told: not emulated.
        ssekms_key_id: Option<String> = "SSEKMSKeyId",
        /// Never told: not emulated.
        bucket_key_enabled: Option<bool> = "BucketKeyEnabled",
        /// Never told: not emulated.
        storage_class: Option<String> = "StorageClass",
        /// Never told: not emulated.
        request_charged: Option<String> = "RequestCharged",
        /// Never told: not emulated.
        replication_status: Option<String> = "ReplicationStatus",
        /// Never told: not emulated.
        parts_count: Option<i32> = "PartsCount",
        /// Never told: not emulated.
        tag_count: Option<i32> = "TagCount",
        /// Never told: not emulated.
        object_lock_mode: Option<String> = "ObjectLockMode",
        /// Never told: not emulated.
        object_lock_retain_until_date: Option<Timestamp> = "ObjectLockRetainUntilDate",
        /// Never told: not emulated.
        object_lock_legal_hold_status: Option<String> = "ObjectLockLegalHoldStatus",
    }

    /// The object that is asked about.
    pub struct HeadObjectRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// Only if the object has this entity tag.
        if_match: Option<String> = "IfMatch",
        /// Only if the object was written after this time.
        if_modified_since: Option<Timestamp> = "IfModifiedSince",
        /// Only if the object does not have this entity tag.
        if_none_match: Option<String> = "IfNoneMatch",
        /// Only if the object was not written after this time.
        if_unmodified_since: Option<Timestamp> = "IfUnmodifiedSince",
        /// The key of the object.
        key: String = "Key" [MinLength(1)],
        /// The bytes that are wanted, as in `bytes=0-99`.
        range: Option<String> = "Range",
        /// Not emulated yet.
        response_cache_control: Option<String> = "ResponseCacheControl",
        /// Not emulated yet.
        response_content_disposition: Option<String> = "ResponseContentDisposition",
        /// Not emulated yet.
        response_content_encoding: Option<String> = "ResponseContentEncoding",
        /// Not emulated yet.
        response_content_language: Option<String> = "ResponseContentLanguage",
        /// Not emulated yet.
        response_content_type: Option<String> = "ResponseContentType",
        /// Not emulated yet.
        response_expires: Option<Timestamp> = "ResponseExpires",
        /// Not emulated yet.
        version_id: Option<String> = "VersionId",
        /// Not emulated yet.
        sse_customer_algorithm: Option<String> = "SSECustomerAlgorithm",
        /// Not emulated yet.
        sse_customer_key: Option<String> = "SSECustomerKey",
        /// Not emulated yet.
        sse_customer_key_md5: Option<String> = "SSECustomerKeyMD5",
        /// Accepted; no bucket here lets the requester pay.
        request_payer: Option<String> = "RequestPayer",
        /// Not emulated yet.
        part_number: Option<i32> = "PartNumber",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
        /// `ENABLED`: tells the checksum too.
        checksum_mode: Option<String> = "ChecksumMode",
    }

    /// An object, without its bytes.
    pub struct HeadObjectOutput {
        /// Never told: not emulated.
        delete_marker: Option<bool> = "DeleteMarker",
        /// What ranges are counted in: `bytes`.
        accept_ranges: Option<String> = "AcceptRanges",
        /// Never told: not emulated.
        expiration: Option<String> = "Expiration",
        /// Never told: not emulated.
        restore: Option<String> = "Restore",
        /// Never told: not emulated.
        archive_status: Option<String> = "ArchiveStatus",
        /// When the object was written.
        last_modified: Option<Timestamp> = "LastModified",
        /// How many bytes there are.
        content_length: Option<i64> = "ContentLength",
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
        /// What the checksum covers: `FULL_OBJECT`.
        checksum_type: Option<String> = "ChecksumType",
        /// The entity tag: the MD5 of the bytes, in quotes.
        etag: Option<String> = "ETag",
        /// Never told: not emulated.
        missing_meta: Option<i32> = "MissingMeta",
        /// Never told: not emulated.
        version_id: Option<String> = "VersionId",
        /// How long others may keep a copy.
        cache_control: Option<String> = "CacheControl",
        /// How the content is to be shown or saved.
        content_disposition: Option<String> = "ContentDisposition",
        /// How the content is coded.
        content_encoding: Option<String> = "ContentEncoding",
        /// The language of the content.
        content_language: Option<String> = "ContentLanguage",
        /// The kind of the content.
        content_type: Option<String> = "ContentType",
        /// Which bytes of how many these are.
        content_range: Option<String> = "ContentRange",
        /// Never told: not emulated.
        expires: Option<Timestamp> = "Expires",
        /// Never told: not emulated.
        website_redirect_location: Option<String> = "WebsiteRedirectLocation",
        /// How the object is encrypted: `AES256`.
        server_side_encryption: Option<String> = "ServerSideEncryption",
        /// The pairs that are kept beside the object.
        metadata: Option<BTreeMap<String, String>> = "Metadata",
        /// Never told: not emulated.
        sse_customer_algorithm: Option<String> = "SSECustomerAlgorithm",
        /// Never told: not emulated.
        sse_customer_key_md5: Option<String> = "SSECustomerKeyMD5",
        /// Never told: not emulated.
        ssekms_key_id: Option<String> = "SSEKMSKeyId",
        /// Never told: not emulated.
        bucket_key_enabled: Option<bool> = "BucketKeyEnabled",
        /// Never told: not emulated.
        storage_class: Option<String> = "StorageClass",
        /// Never told: not emulated.
        request_charged: Option<String> = "RequestCharged",
        /// Never told: not emulated.
        replication_status: Option<String> = "ReplicationStatus",
        /// Never told: not emulated.
        parts_count: Option<i32> = "PartsCount",
        /// Never told: not emulated.
        tag_count: Option<i32> = "TagCount",
        /// Never told: not emulated.
        object_lock_mode: Option<String> = "ObjectLockMode",
        /// Never told: not emulated.
        object_lock_retain_until_date: Option<Timestamp> = "ObjectLockRetainUntilDate",
        /// Never told: not emulated.
        object_lock_legal_hold_status: Option<String> = "ObjectLockLegalHoldStatus",
    }

    /// The object to delete; it need not be there.
    pub struct DeleteObjectRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// The key of the object.
        key: String = "Key" [MinLength(1)],
        /// Not emulated yet.
        mfa: Option<String> = "MFA",
        /// Not emulated yet.
        version_id: Option<String> = "VersionId",
        /// Accepted; no bucket here lets the requester pay.
        request_payer: Option<String> = "RequestPayer",
        /// Not emulated yet.
        bypass_governance_retention: Option<bool> = "BypassGovernanceRetention",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
        /// Not emulated yet.
        if_match: Option<String> = "IfMatch",
        /// Not emulated yet.
        if_match_last_modified_time: Option<Timestamp> = "IfMatchLastModifiedTime",
        /// Not emulated yet.
        if_match_size: Option<i64> = "IfMatchSize",
    }

    /// The answer of `DeleteObject`.
    pub struct DeleteObjectOutput {
        /// Never there: no bucket here keeps versions.
        delete_marker: Option<bool> = "DeleteMarker",
        /// Never there: no bucket here keeps versions.
        version_id: Option<String> = "VersionId",
        /// Never there: no bucket here lets the requester pay.
        request_charged: Option<String> = "RequestCharged",
    }
}
