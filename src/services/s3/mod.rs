//! Amazon S3, as far as trails and recorders need it: buckets, their policies, and objects.
//!
//! ```text
//! access       whose bucket it is --> the object of the call
//! ops          the operations     --> crate::bucket keeps bytes and metadata
//! record       what their events say
//! ```
//!
//! Operations on buckets are management events, those on objects data events. Telling whether a
//! bucket is there, and listing its objects, are data events too.
//!
//! Source: S3 User Guide, "Amazon S3 CloudTrail events".

pub mod access;
pub mod condition;
pub mod errors;
mod listing;
pub mod location;
pub mod ops;
pub mod range;
mod record;
pub mod shapes;

use crate::operation::{Operation, Service};
use crate::operations;

use ops::buckets::Located;
use shapes::{buckets, copies, listings, objects, policies};

/// The service.
pub static SERVICE: Service = Service {
    command: "s3api",
    title: "Amazon S3",
    doc: "Keeps objects in buckets: the log files and digests of trails among them. The bytes are \
          plain files under the store's folder; what is not needed for trails is not emulated.",
    source: "s3.amazonaws.com",
    operations: OPERATIONS,
    waiters: &[],
    undeclared: UNDECLARED,
    chores: &[],
    records: &[],
    invalid: |_, _| Some(errors::INVALID_ARGUMENT),
    request_in_event: record::request,
};

/// Every operation that is emulated, in the order of the names.
const OPERATIONS: &[Operation] = operations! {
    /// Copies an object.
    CopyObject(copies::CopyObjectRequest) -> copies::CopyObjectOutput
        = ops::copies::copy_object, Write, Data;
    /// Creates a bucket.
    CreateBucket(buckets::CreateBucketRequest) -> buckets::CreateBucketOutput
        = ops::buckets::create_bucket, Write, Management;
    /// Deletes a bucket that holds no object.
    DeleteBucket(buckets::DeleteBucketRequest) -> buckets::Nothing
        = ops::buckets::delete_bucket, Write, Management;
    /// Takes the policy off a bucket.
    DeleteBucketPolicy(policies::DeleteBucketPolicyRequest) -> buckets::Nothing
        = ops::policies::delete_bucket_policy, Write, Management;
    /// Deletes an object.
    DeleteObject(objects::DeleteObjectRequest) -> objects::DeleteObjectOutput
        = ops::objects::delete_object, Write, Data;
    /// Tells where a bucket lies.
    GetBucketLocation(buckets::GetBucketLocationRequest) -> Located
        = ops::buckets::get_bucket_location, Read, Management;
    /// Shows the policy of a bucket.
    GetBucketPolicy(policies::GetBucketPolicyRequest) -> policies::GetBucketPolicyOutput
        = ops::policies::get_bucket_policy, Read, Management;
    /// Writes the bytes of an object to a file, and shows what else there is to it.
    GetObject(objects::GetObjectRequest) -> objects::GetObjectOutput
        = ops::objects::get_object, Read, Data;
    /// Tells whether a bucket is there.
    HeadBucket(buckets::HeadBucketRequest) -> buckets::HeadBucketOutput
        = ops::buckets::head_bucket, Read, Data;
    /// Shows what there is to an object, without its bytes.
    HeadObject(objects::HeadObjectRequest) -> objects::HeadObjectOutput
        = ops::objects::head_object, Read, Data;
    /// Lists the buckets of the account.
    ListBuckets(buckets::ListBucketsRequest) -> buckets::ListBucketsOutput
        = ops::buckets::list_buckets, Read, Management,
        pager("ContinuationToken" -> "ContinuationToken", limit "MaxBuckets", [Buckets],
            once [Owner, Prefix]);
    /// Lists the objects of a bucket.
    ListObjectsV2(listings::ListObjectsV2Request) -> listings::ListObjectsV2Output
        = ops::listings::list_objects_v2, Read, Data,
        pager("ContinuationToken" -> "NextContinuationToken", limit "MaxKeys",
            [Contents, CommonPrefixes], once [RequestCharged, Prefix]);
    /// Gives a bucket a policy, which says who may use it.
    PutBucketPolicy(policies::PutBucketPolicyRequest) -> buckets::Nothing
        = ops::policies::put_bucket_policy, Write, Management;
    /// Writes an object.
    PutObject(objects::PutObjectRequest) -> objects::PutObjectOutput
        = ops::objects::put_object, Write, Data;
};

/// What AWS has and no row is there for.
const UNDECLARED: &[&str] = &[
    "AbortMultipartUpload",
    "CompleteMultipartUpload",
    "CreateBucketMetadataConfiguration",
    "CreateBucketMetadataTableConfiguration",
    "CreateMultipartUpload",
    "CreateSession",
    "DeleteBucketAnalyticsConfiguration",
    "DeleteBucketCors",
    "DeleteBucketEncryption",
    "DeleteBucketIntelligentTieringConfiguration",
    "DeleteBucketInventoryConfiguration",
    "DeleteBucketLifecycle",
    "DeleteBucketMetadataConfiguration",
    "DeleteBucketMetadataTableConfiguration",
    "DeleteBucketMetricsConfiguration",
    "DeleteBucketOwnershipControls",
    "DeleteBucketReplication",
    "DeleteBucketTagging",
    "DeleteBucketWebsite",
    "DeleteObjectAnnotation",
    "DeleteObjectTagging",
    "DeleteObjects",
    "DeletePublicAccessBlock",
    "GetBucketAbac",
    "GetBucketAccelerateConfiguration",
    "GetBucketAcl",
    "GetBucketAnalyticsConfiguration",
    "GetBucketCors",
    "GetBucketEncryption",
    "GetBucketIntelligentTieringConfiguration",
    "GetBucketInventoryConfiguration",
    "GetBucketLifecycle",
    "GetBucketLifecycleConfiguration",
    "GetBucketLogging",
    "GetBucketMetadataConfiguration",
    "GetBucketMetadataTableConfiguration",
    "GetBucketMetricsConfiguration",
    "GetBucketNotification",
    "GetBucketNotificationConfiguration",
    "GetBucketOwnershipControls",
    "GetBucketPolicyStatus",
    "GetBucketReplication",
    "GetBucketRequestPayment",
    "GetBucketTagging",
    "GetBucketVersioning",
    "GetBucketWebsite",
    "GetObjectAcl",
    "GetObjectAnnotation",
    "GetObjectAttributes",
    "GetObjectLegalHold",
    "GetObjectLockConfiguration",
    "GetObjectRetention",
    "GetObjectTagging",
    "GetObjectTorrent",
    "GetPublicAccessBlock",
    "ListBucketAnalyticsConfigurations",
    "ListBucketIntelligentTieringConfigurations",
    "ListBucketInventoryConfigurations",
    "ListBucketMetricsConfigurations",
    "ListDirectoryBuckets",
    "ListMultipartUploads",
    "ListObjectAnnotations",
    "ListObjectVersions",
    "ListObjects",
    "ListParts",
    "PutBucketAbac",
    "PutBucketAccelerateConfiguration",
    "PutBucketAcl",
    "PutBucketAnalyticsConfiguration",
    "PutBucketCors",
    "PutBucketEncryption",
    "PutBucketIntelligentTieringConfiguration",
    "PutBucketInventoryConfiguration",
    "PutBucketLifecycle",
    "PutBucketLifecycleConfiguration",
    "PutBucketLogging",
    "PutBucketMetricsConfiguration",
    "PutBucketNotification",
    "PutBucketNotificationConfiguration",
    "PutBucketOwnershipControls",
    "PutBucketReplication",
    "PutBucketRequestPayment",
    "PutBucketTagging",
    "PutBucketVersioning",
    "PutBucketWebsite",
    "PutObjectAcl",
    "PutObjectAnnotation",
    "PutObjectLegalHold",
    "PutObjectLockConfiguration",
    "PutObjectRetention",
    "PutObjectTagging",
    "PutPublicAccessBlock",
    "RenameObject",
    "RestoreObject",
    "SelectObjectContent",
    "UpdateBucketMetadataAnnotationTableConfiguration",
    "UpdateBucketMetadataInventoryTableConfiguration",
    "UpdateBucketMetadataJournalTableConfiguration",
    "UpdateObjectEncryption",
    "UploadPart",
    "UploadPartCopy",
    "WriteGetObjectResponse",
];
