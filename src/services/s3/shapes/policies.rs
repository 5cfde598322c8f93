//! Shapes of the operations on bucket policies.

use crate::shape;

shape! {
    /// The policy that a bucket gets in place of the one it has.
    pub struct PutBucketPolicyRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// The MD5 of the policy in base64, which is checked.
        content_md5: Option<String> = "ContentMD5",
        /// Not emulated yet.
        checksum_algorithm: Option<String> = "ChecksumAlgorithm",
        /// Accepted: the owner of a bucket can always change its policy here.
        confirm_remove_self_bucket_access: Option<bool> = "ConfirmRemoveSelfBucketAccess",
        /// The policy as JSON: `file://policy.json`. What it says to services is applied.
        policy: String = "Policy",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
    }

    /// Asks for the policy of a bucket.
    pub struct GetBucketPolicyRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
    }

    /// The policy of a bucket.
    pub struct GetBucketPolicyOutput {
        /// The policy as one line of JSON.
        policy: Option<String> = "Policy",
    }

    /// Takes the policy off a bucket.
    pub struct DeleteBucketPolicyRequest {
        /// The bucket.
        bucket: String = "Bucket",
        /// The account that must own the bucket; the call is refused if another does.
        expected_bucket_owner: Option<String> = "ExpectedBucketOwner",
    }
}
