//! The error codes of CloudWatch, in alphabetical order.
//!
//! They are those of its query protocol, which the AWS CLI shows whatever protocol it speaks.
//!
//! Source: the CloudWatch API model, version 2010-08-01, `error.code` of each shape; facts, "AWS
//! CLI", b.2.

use crate::error_codes;

error_codes! {
    /// Text that must be JSON and is not.
    INVALID_FORMAT = "InvalidFormat", 400;
    /// A token that is not one of the operation.
    INVALID_NEXT_TOKEN = "InvalidNextToken", 400;
    /// Parameters that do not go together.
    INVALID_PARAMETER_COMBINATION = "InvalidParameterCombination", 400;
    /// The body of a dashboard in which something is wrong.
    INVALID_PARAMETER_INPUT = "InvalidParameterInput", 400;
    /// A parameter that breaks a rule.
    INVALID_PARAMETER_VALUE = "InvalidParameterValue", 400;
    /// A KMS key that is not there.
    KMS_KEY_NOT_FOUND_EXCEPTION = "KmsKeyNotFoundException", 400;
    /// One thing too many.
    LIMIT_EXCEEDED_EXCEPTION = "LimitExceededException", 400;
    /// More of something than there may be.
    LIMIT_EXCEEDED = "LimitExceeded", 400;
    /// A parameter that must be there and is not, or is blank.
    MISSING_PARAMETER = "MissingParameter", 400;
    /// An alarm that is not there.
    RESOURCE_NOT_FOUND = "ResourceNotFound", 404;
    /// Another resource that is not there.
    RESOURCE_NOT_FOUND_EXCEPTION = "ResourceNotFoundException", 404;
    /// What breaks a rule of an operation on alarms.
    VALIDATION_ERROR = "ValidationError", 400;
}
