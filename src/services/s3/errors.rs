//! The error codes of S3, in alphabetical order.
//!
//! Source: S3 API Reference, "Error responses".

use crate::error_codes;

error_codes! {
    /// The bucket has no ACLs.
    ACCESS_CONTROL_LIST_NOT_SUPPORTED = "AccessControlListNotSupported", 400;
    /// The caller may not do this.
    ACCESS_DENIED = "AccessDenied", 403;
    /// The bytes are not those that the caller's MD5 is of.
    BAD_DIGEST = "BadDigest", 400;
    /// Somebody else has a bucket of that name.
    BUCKET_ALREADY_EXISTS = "BucketAlreadyExists", 409;
    /// The caller has a bucket of that name.
    BUCKET_ALREADY_OWNED_BY_YOU = "BucketAlreadyOwnedByYou", 409;
    /// The bucket holds objects.
    BUCKET_NOT_EMPTY = "BucketNotEmpty", 409;
    /// The bucket would lie in another region than the call goes to.
    ILLEGAL_LOCATION_CONSTRAINT = "IllegalLocationConstraintException", 400;
    /// A value makes no sense.
    INVALID_ARGUMENT = "InvalidArgument", 400;
    /// The bucket would have an ACL, which it cannot have.
    INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP = "InvalidBucketAclWithObjectOwnership", 400;
    /// No bucket can have the name.
    INVALID_BUCKET_NAME = "InvalidBucketName", 400;
    /// The caller's MD5 is none.
    INVALID_DIGEST = "InvalidDigest", 400;
    /// There is no such region, or it may not be named.
    INVALID_LOCATION_CONSTRAINT = "InvalidLocationConstraint", 400;
    /// The object does not have the bytes that are wanted.
    INVALID_RANGE = "InvalidRange", 416;
    /// The request makes no sense as a whole.
    INVALID_REQUEST = "InvalidRequest", 400;
    /// The key is longer than 1024 bytes.
    KEY_TOO_LONG = "KeyTooLongError", 400;
    /// The policy breaks a rule.
    MALFORMED_POLICY = "MalformedPolicy", 400;
    /// The caller's pairs are larger than they may be.
    METADATA_TOO_LARGE = "MetadataTooLarge", 400;
    /// A header asks for what S3 does not do.
    NOT_IMPLEMENTED = "NotImplemented", 501;
    /// The object is still what the caller has.
    NOT_MODIFIED = "NotModified", 304;
    /// There is no bucket of that name.
    NO_SUCH_BUCKET = "NoSuchBucket", 404;
    /// The bucket has no policy.
    NO_SUCH_BUCKET_POLICY = "NoSuchBucketPolicy", 404;
    /// There is no object under the key.
    NO_SUCH_KEY = "NoSuchKey", 404;
    /// What the caller asked to be so is not so.
    PRECONDITION_FAILED = "PreconditionFailed", 412;
}
