//! Shapes of listing objects.

use super::buckets::Owner;
use crate::schema::Limit::MinLength;
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// Which objects to list.
    pub struct ListObjectsV2Request {
        /// The bucket.
        bucket: String = "Bucket",
        /// Keys that are the same up to this text behind the prefix are told as one.
        delimiter: Option<String> = "Delimiter",
        /// Not emulated yet.
        encoding_type: Option<String> = "EncodingType",
        /// The most keys of a page, up to 1000.
        max_keys: Option<i32> = "MaxKeys",
        /// What the keys begin with.
        prefix: Option<String> = "Prefix",
        /// Goes on where the page that gave this token ended.
        continuation_token: Option<String> = "ContinuationToken",
        /// Whether to tell who owns each object.
        fetch_owner: Option<bool> = "FetchOwner",
        /// Lists the keys after this one.
        start_after: Option<String> = "StartAfter",
        /// Accepted; no bucket here lets the requester pay.
        request_payer: Option<String> = "RequestPayer",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
        /// Not emulated yet.
        optional_object_attributes: Option<Vec<String>> = "OptionalObjectAttributes",
    }

    /// Objects of a bucket, in the order of their keys.
    pub struct ListObjectsV2Output {
        /// Whether there are more.
        is_truncated: Option<bool> = "IsTruncated",
        /// The objects.
        contents: Option<Vec<Object>> = "Contents",
        /// The bucket.
        name: Option<String> = "Name",
        /// What the keys begin with.
        prefix: Option<String> = "Prefix",
        /// What keys are joined up to.
        delimiter: Option<String> = "Delimiter",
        /// The most keys of a page.
        max_keys: Option<i32> = "MaxKeys",
        /// What joined keys begin with.
        common_prefixes: Option<Vec<CommonPrefix>> = "CommonPrefixes",
        /// How keys are coded on the wire; here they are told as they are.
        encoding_type: Option<String> = "EncodingType",
        /// How many keys there are, joined ones counted once.
        key_count: Option<i32> = "KeyCount",
        /// The token that this page was asked for with.
        continuation_token: Option<String> = "ContinuationToken",
        /// Where the next page begins.
        next_continuation_token: Option<String> = "NextContinuationToken",
        /// The key that the listing began after.
        start_after: Option<String> = "StartAfter",
        /// Never told: not emulated.
        request_charged: Option<String> = "RequestCharged",
    }

    /// An object.
    pub struct Object {
        /// Its key.
        key: Option<String> = "Key" [MinLength(1)],
        /// When it was written.
        last_modified: Option<Timestamp> = "LastModified",
        /// The entity tag: the MD5 of the bytes, in quotes.
        etag: Option<String> = "ETag",
        /// The kinds of checksums that it has.
        checksum_algorithm: Option<Vec<String>> = "ChecksumAlgorithm",
        /// What the checksum covers: `FULL_OBJECT`.
        checksum_type: Option<String> = "ChecksumType",
        /// How many bytes it has.
        size: Option<i64> = "Size",
        /// How it is stored: `STANDARD`.
        storage_class: Option<String> = "StorageClass",
        /// Who owns it.
        owner: Option<Owner> = "Owner",
        /// Never told: not emulated.
        restore_status: Option<RestoreStatus> = "RestoreStatus",
    }

    /// Whether an object comes back from an archive.
    pub struct RestoreStatus {
        /// Never told: not emulated.
        is_restore_in_progress: Option<bool> = "IsRestoreInProgress",
        /// Never told: not emulated.
        restore_expiry_date: Option<Timestamp> = "RestoreExpiryDate",
    }

    /// What several keys begin with.
    pub struct CommonPrefix {
        /// It.
        prefix: Option<String> = "Prefix",
    }
}
