//! The error codes of AWS Config, in alphabetical order.
//!
//! Source: the AWS Config API model, version 2014-11-12.

use crate::error::{ApiError, Code};
use crate::error_codes;

error_codes! {
    /// There is such a thing already.
    CONFLICT = "ConflictException", 400;
    /// What another service made is its own to change.
    ACCESS_DENIED = "AccessDeniedException", 400;
    /// A template that is none.
    CONFORMANCE_PACK_TEMPLATE_VALIDATION = "ConformancePackTemplateValidationException", 400;
    /// A word that tells whether a request is made again comes with another request.
    IDEMPOTENT_PARAMETER_MISMATCH = "IdempotentParameterMismatch", 400;
    /// A function cannot be called, or a role does not suffice.
    INSUFFICIENT_PERMISSIONS = "InsufficientPermissionsException", 400;
    /// The bucket's policy does not let Config deliver.
    INSUFFICIENT_DELIVERY_POLICY = "InsufficientDeliveryPolicyException", 400;
    /// The name of a recorder breaks a rule.
    INVALID_CONFIGURATION_RECORDER_NAME = "InvalidConfigurationRecorderNameException", 400;
    /// The name of a delivery channel breaks a rule.
    INVALID_DELIVERY_CHANNEL_NAME = "InvalidDeliveryChannelNameException", 400;
    /// An expression that is no query.
    INVALID_EXPRESSION = "InvalidExpressionException", 400;
    /// A page is to have more than it may.
    INVALID_LIMIT = "InvalidLimitException", 400;
    /// A token that the operation did not give.
    INVALID_NEXT_TOKEN = "InvalidNextTokenException", 400;
    /// A parameter breaks a rule.
    INVALID_PARAMETER_VALUE = "InvalidParameterValueException", 400;
    /// A recording group that contradicts itself.
    INVALID_RECORDING_GROUP = "InvalidRecordingGroupException", 400;
    /// A token that no evaluation was given.
    INVALID_RESULT_TOKEN = "InvalidResultTokenException", 400;
    /// What should name a role does not.
    INVALID_ROLE = "InvalidRoleException", 400;
    /// A prefix of keys that is none.
    INVALID_S3_KEY_PREFIX = "InvalidS3KeyPrefixException", 400;
    /// What should name a KMS key does not.
    INVALID_S3_KMS_KEY_ARN = "InvalidS3KmsKeyArnException", 400;
    /// What should name a topic does not.
    INVALID_SNS_TOPIC_ARN = "InvalidSNSTopicARNException", 400;
    /// The end of a range of time lies before its start.
    INVALID_TIME_RANGE = "InvalidTimeRangeException", 400;
    /// The delivery channel of a recorder that records.
    LAST_DELIVERY_CHANNEL_DELETE_FAILED = "LastDeliveryChannelDeleteFailedException", 400;
    /// There is as much of something as there may be, or it is asked for too often.
    LIMIT_EXCEEDED = "LimitExceededException", 400;
    /// A region has as many rules as it may have.
    MAX_NUMBER_OF_CONFIG_RULES_EXCEEDED = "MaxNumberOfConfigRulesExceededException", 400;
    /// A region has its recorder already.
    MAX_NUMBER_OF_CONFIGURATION_RECORDERS_EXCEEDED =
        "MaxNumberOfConfigurationRecordersExceededException", 400;
    /// A region has its delivery channel already.
    MAX_NUMBER_OF_DELIVERY_CHANNELS_EXCEEDED = "MaxNumberOfDeliveryChannelsExceededException", 400;
    /// A region has as many conformance packs as it may have.
    MAX_NUMBER_OF_CONFORMANCE_PACKS_EXCEEDED =
        "MaxNumberOfConformancePacksExceededException", 400;
    /// The organization has as many rules as it may have.
    MAX_NUMBER_OF_ORGANIZATION_CONFIG_RULES_EXCEEDED =
        "MaxNumberOfOrganizationConfigRulesExceededException", 400;
    /// The organization has as many conformance packs as it may have.
    MAX_NUMBER_OF_ORGANIZATION_CONFORMANCE_PACKS_EXCEEDED =
        "MaxNumberOfOrganizationConformancePacksExceededException", 400;
    /// There is no recorder.
    NO_AVAILABLE_CONFIGURATION_RECORDER = "NoAvailableConfigurationRecorderException", 400;
    /// There is no delivery channel.
    NO_AVAILABLE_DELIVERY_CHANNEL = "NoAvailableDeliveryChannelException", 400;
    /// The account belongs to no organization.
    NO_AVAILABLE_ORGANIZATION = "NoAvailableOrganizationException", 400;
    /// The recorder does not record.
    NO_RUNNING_CONFIGURATION_RECORDER = "NoRunningConfigurationRecorderException", 400;
    /// There is no bucket of that name.
    NO_SUCH_BUCKET = "NoSuchBucketException", 400;
    /// There is no rule of that name.
    NO_SUCH_CONFIG_RULE = "NoSuchConfigRuleException", 400;
    /// The conformance pack has no rule of that name.
    NO_SUCH_CONFIG_RULE_IN_CONFORMANCE_PACK =
        "NoSuchConfigRuleInConformancePackException", 400;
    /// There is no aggregator of that name.
    NO_SUCH_CONFIGURATION_AGGREGATOR = "NoSuchConfigurationAggregatorException", 400;
    /// There is no recorder of that name.
    NO_SUCH_CONFIGURATION_RECORDER = "NoSuchConfigurationRecorderException", 400;
    /// There is no conformance pack of that name.
    NO_SUCH_CONFORMANCE_PACK = "NoSuchConformancePackException", 400;
    /// There is no delivery channel of that name.
    NO_SUCH_DELIVERY_CHANNEL = "NoSuchDeliveryChannelException", 400;
    /// There is no rule of that name in the organization.
    NO_SUCH_ORGANIZATION_CONFIG_RULE = "NoSuchOrganizationConfigRuleException", 400;
    /// There is no conformance pack of that name in the organization.
    NO_SUCH_ORGANIZATION_CONFORMANCE_PACK = "NoSuchOrganizationConformancePackException", 400;
    /// Nothing is done about resources that the rule finds fault with.
    NO_SUCH_REMEDIATION_CONFIGURATION = "NoSuchRemediationConfigurationException", 400;
    /// Remediation does not leave the resource alone.
    NO_SUCH_REMEDIATION_EXCEPTION = "NoSuchRemediationExceptionException", 400;
    /// How long configurations are kept is not said.
    NO_SUCH_RETENTION_CONFIGURATION = "NoSuchRetentionConfigurationException", 400;
    /// Only the management account of an organization, or a delegated administrator, can do it.
    ORGANIZATION_ACCESS_DENIED = "OrganizationAccessDeniedException", 400;
    /// A template for an organization that is none.
    ORGANIZATION_CONFORMANCE_PACK_TEMPLATE_VALIDATION =
        "OrganizationConformancePackTemplateValidationException", 400;
    /// Something else has to do with what is to be changed.
    RESOURCE_IN_USE = "ResourceInUseException", 400;
    /// A resource that has no item.
    RESOURCE_NOT_DISCOVERED = "ResourceNotDiscoveredException", 400;
    /// There is no such resource.
    RESOURCE_NOT_FOUND = "ResourceNotFoundException", 400;
    /// A resource would have more tags than it may have.
    TOO_MANY_TAGS = "TooManyTagsException", 400;
    /// It is linked to a service, and the operation does not work on such.
    UNMODIFIABLE_ENTITY = "UnmodifiableEntityException", 400;
    /// A word or number is outside the limits of the model, or breaks another rule.
    VALIDATION = "ValidationException", 400;
}

/// Returns the refusal of a value, which stands at a member of a request, that is not like the model's
/// pattern.
pub fn not_like(code: Code, (member, value): (&str, &str), pattern: &str) -> ApiError {
    let message = format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: {pattern}"
    );
    ApiError::new(code, message)
}

/// Checks that a value, which stands at a member of a request, is like a pattern of the model as a whole.
///
/// Fails with [`VALIDATION`].
pub fn check_like(place: (&str, &str), pattern: &str) -> Result<(), ApiError> {
    let is_like = regex_lite::Regex::new(&format!("^(?:{pattern})$"))
        .is_ok_and(|regex| regex.is_match(place.1));
    if is_like { Ok(()) } else { Err(not_like(VALIDATION, place, pattern)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_like_patterns_as_a_whole() {
        for (pattern, good, bad) in [
            ("[A-Za-z0-9-_]+", "a-b_0", "o 6!"),
            (".*\\S.*", " a ", " "),
            ("[A-Za-z0-9-]+", "a-1", "a b!"),
            ("s3://.*", "s3://b/k", "http://s3://b"),
            ("^\\S+$", "query-1", "a b"),
        ] {
            assert_eq!(check_like(("name", good), pattern), Ok(()), "{pattern}");
            let refusal = check_like(("name", bad), pattern).unwrap_err();
            assert_eq!(refusal.code(), VALIDATION, "{pattern}");
        }
    }
}
