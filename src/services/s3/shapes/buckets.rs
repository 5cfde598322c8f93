//! Shapes of the operations on buckets.

use crate::schema::Limit::{Max, MaxLength, Min, MinLength};
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// The bucket to create.
    pub struct CreateBucketRequest {
        /// The canned ACL. Buckets have no ACLs, so only `private` is accepted.
        acl: Option<String> = "ACL",
        /// The name: 3 to 63 small letters, digits, periods and hyphens, and like no other in the
        /// world.
        bucket: String = "Bucket",
        /// Where the bucket is to lie: outside of us-east-1, the region of the call.
        create_bucket_configuration: Option<CreateBucketConfiguration> = "CreateBucketConfiguration",
        /// Not emulated yet.
        grant_full_control: Option<String> = "GrantFullControl",
        /// Not emulated yet.
        grant_read: Option<String> = "GrantRead",
        /// Not emulated yet.
        grant_read_acp: Option<String> = "GrantReadACP",
        /// Not emulated yet.
        grant_write: Option<String> = "GrantWrite",
        /// Not emulated yet.
        grant_write_acp: Option<String> = "GrantWriteACP",
        /// Not emulated yet.
        object_lock_enabled_for_bucket: Option<bool> = "ObjectLockEnabledForBucket",
        /// Who owns objects that others put. Only `BucketOwnerEnforced` is emulated.
        object_ownership: Option<String> = "ObjectOwnership",
        /// Not emulated yet.
        bucket_namespace: Option<String> = "BucketNamespace",
    }

    /// Where a bucket is to lie.
    pub struct CreateBucketConfiguration {
        /// The region.
        location_constraint: Option<String> = "LocationConstraint",
        /// Not emulated yet.
        location: Option<LocationInfo> = "Location",
        /// Not emulated yet.
        bucket: Option<BucketInfo> = "Bucket",
        /// Not emulated yet.
        tags: Option<Vec<Tag>> = "Tags",
    }

    /// Where a directory bucket lies.
    pub struct LocationInfo {
        /// Not emulated yet.
        r#type: Option<String> = "Type",
        /// Not emulated yet.
        name: Option<String> = "Name",
    }

    /// What a directory bucket is like.
    pub struct BucketInfo {
        /// Not emulated yet.
        data_redundancy: Option<String> = "DataRedundancy",
        /// Not emulated yet.
        r#type: Option<String> = "Type",
    }

    /// A label.
    pub struct Tag {
        /// Its name.
        key: String = "Key" [MinLength(1)],
        /// Its value.
        value: String = "Value",
    }

    /// The bucket that was created.
    pub struct CreateBucketOutput {
        /// Its path, or its address if it does not lie in us-east-1.
        location: Option<String> = "Location",
        /// Its name among all resources.
        bucket_arn: Option<String> = "BucketArn" [MinLength(1), MaxLength(128)],
    }

    /// The bucket to delete, which must be empty.
    pub struct DeleteBucketRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
    }

    /// Nothing.
    pub struct Nothing {}

    /// Asks whether a bucket is there.
    pub struct HeadBucketRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
    }

    /// A bucket that is there.
    pub struct HeadBucketOutput {
        /// Its name among all resources.
        bucket_arn: Option<String> = "BucketArn" [MinLength(1), MaxLength(128)],
        /// Never told: not emulated.
        bucket_location_type: Option<String> = "BucketLocationType",
        /// Never told: not emulated.
        bucket_location_name: Option<String> = "BucketLocationName",
        /// The region that it lies in.
        bucket_region: Option<String> = "BucketRegion" [MaxLength(20)],
        /// Whether the name is that of an access point.
        access_point_alias: Option<bool> = "AccessPointAlias",
    }

    /// Which buckets to list; without anything, all of the account.
    pub struct ListBucketsRequest {
        /// The most buckets of a page.
        max_buckets: Option<i32> = "MaxBuckets" [Min(1), Max(10_000)],
        /// Goes on where the page that gave this token ended.
        continuation_token: Option<String> = "ContinuationToken",
        /// What their names begin with.
        prefix: Option<String> = "Prefix",
        /// The region that they lie in.
        bucket_region: Option<String> = "BucketRegion",
    }

    /// The buckets of an account.
    pub struct ListBucketsOutput {
        /// The buckets, in the order of their names.
        buckets: Option<Vec<Bucket>> = "Buckets",
        /// Who owns them.
        owner: Option<Owner> = "Owner",
        /// Where the next page begins.
        continuation_token: Option<String> = "ContinuationToken",
        /// What their names begin with.
        prefix: Option<String> = "Prefix",
    }

    /// A bucket.
    pub struct Bucket {
        /// Its name.
        name: Option<String> = "Name",
        /// When it was created.
        creation_date: Option<Timestamp> = "CreationDate",
        /// The region that it lies in.
        bucket_region: Option<String> = "BucketRegion",
        /// Its name among all resources.
        bucket_arn: Option<String> = "BucketArn" [MinLength(1), MaxLength(128)],
    }

    /// Who owns something.
    pub struct Owner {
        /// Never told: not emulated.
        display_name: Option<String> = "DisplayName",
        /// The canonical id of the account.
        id: Option<String> = "ID",
    }

    /// Asks where a bucket lies.
    pub struct GetBucketLocationRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
    }

    /// Where a bucket lies.
    pub struct BucketLocation {
        /// The region; nothing for us-east-1.
        location_constraint: Option<String> = "LocationConstraint",
    }
}
