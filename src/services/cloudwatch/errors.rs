//! The error codes of CloudWatch, in alphabetical order.
//!
//! They are those of its query protocol, which the AWS CLI shows whatever protocol it speaks.
//!
//! Source: the CloudWatch API model, version 2010-08-01, `error.code` of each shape; facts, "AWS
//! CLI", b.2.

use crate::error_codes;

error_codes! {
    /// Parameters that do not go together.
    INVALID_PARAMETER_COMBINATION = "InvalidParameterCombination", 400;
    /// A parameter that breaks a rule.
    INVALID_PARAMETER_VALUE = "InvalidParameterValue", 400;
    /// A parameter that must be there and is not, or is blank.
    MISSING_PARAMETER = "MissingParameter", 400;
}
