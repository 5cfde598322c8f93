//! The error codes of CloudTrail, in alphabetical order.
//!
//! Source: the CloudTrail API model, version 2013-11-01.

use crate::error_codes;

error_codes! {
    /// An import goes on already.
    ACCOUNT_HAS_ONGOING_IMPORT = "AccountHasOngoingImportException", 400;
    /// The account is not in the organization.
    ACCOUNT_NOT_FOUND = "AccountNotFoundException", 404;
    /// The account is no delegated administrator.
    ACCOUNT_NOT_REGISTERED = "AccountNotRegisteredException", 404;
    /// The account is a delegated administrator already.
    ACCOUNT_REGISTERED = "AccountRegisteredException", 400;
    /// The management account cannot be a delegated administrator.
    CANNOT_DELEGATE_MANAGEMENT_ACCOUNT = "CannotDelegateManagementAccountException", 400;
    /// There is a channel of that name already.
    CHANNEL_ALREADY_EXISTS = "ChannelAlreadyExistsException", 400;
    /// What should be a channel's ARN is none.
    CHANNEL_ARN_INVALID = "ChannelARNInvalidException", 400;
    /// Events come into the event data store through a channel.
    CHANNEL_EXISTS_FOR_EDS = "ChannelExistsForEDSException", 400;
    /// The channel's policy denies it; of the data service.
    CHANNEL_INSUFFICIENT_PERMISSION = "ChannelInsufficientPermission", 400;
    /// There are as many channels as there may be.
    CHANNEL_MAX_LIMIT_EXCEEDED = "ChannelMaxLimitExceededException", 400;
    /// The same, of the data service.
    CHANNEL_NOT_FOUND_BY_DATA = "ChannelNotFound", 400;
    /// There is no such channel.
    CHANNEL_NOT_FOUND = "ChannelNotFoundException", 400;
    /// A name that should be a trail's ARN is not one, or is one of another region.
    CLOUD_TRAIL_ARN_INVALID = "CloudTrailARNInvalidException", 400;
    /// Something is not in the state that the operation needs.
    CONFLICT = "ConflictException", 400;
    /// There are as many delegated administrators as there may be.
    DELEGATED_ADMIN_ACCOUNT_LIMIT_EXCEEDED = "DelegatedAdminAccountLimitExceededException", 400;
    /// Two events have the same id; of the data service.
    DUPLICATED_AUDIT_EVENT_ID = "DuplicatedAuditEventId", 400;
    /// There is an event data store of that name already.
    EVENT_DATA_STORE_ALREADY_EXISTS = "EventDataStoreAlreadyExistsException", 400;
    /// What should be an event data store's ARN is none.
    EVENT_DATA_STORE_ARN_INVALID = "EventDataStoreARNInvalidException", 400;
    /// Other services read the event data store as a table.
    EVENT_DATA_STORE_FEDERATION_ENABLED = "EventDataStoreFederationEnabledException", 400;
    /// An import into the event data store goes on.
    EVENT_DATA_STORE_HAS_ONGOING_IMPORT = "EventDataStoreHasOngoingImportException", 400;
    /// A region has as many event data stores as it may have.
    EVENT_DATA_STORE_MAX_LIMIT_EXCEEDED = "EventDataStoreMaxLimitExceededException", 400;
    /// There is no such event data store.
    EVENT_DATA_STORE_NOT_FOUND = "EventDataStoreNotFoundException", 404;
    /// The event data store is protected from being deleted.
    EVENT_DATA_STORE_TERMINATION_PROTECTED = "EventDataStoreTerminationProtectedException", 400;
    /// No query could be generated for the question.
    GENERATE_RESPONSE = "GenerateResponseException", 400;
    /// There is no such import.
    IMPORT_NOT_FOUND = "ImportNotFoundException", 400;
    /// The event data store is about to be deleted.
    INACTIVE_EVENT_DATA_STORE = "InactiveEventDataStoreException", 400;
    /// The query is over.
    INACTIVE_QUERY = "InactiveQueryException", 400;
    /// A trail or event data store does not look for unusual activity.
    INSIGHT_NOT_ENABLED = "InsightNotEnabledException", 400;
    /// The bucket's policy does not let CloudTrail write.
    INSUFFICIENT_S3_BUCKET_POLICY = "InsufficientS3BucketPolicyException", 403;
    /// The topic's policy does not let CloudTrail publish, or there is no such topic.
    INSUFFICIENT_SNS_TOPIC_POLICY = "InsufficientSnsTopicPolicyException", 403;
    /// What should be a channel's ARN is none; of the data service.
    INVALID_CHANNEL_ARN = "InvalidChannelARN", 400;
    /// What should name a log group does not.
    INVALID_CLOUD_WATCH_LOGS_LOG_GROUP_ARN = "InvalidCloudWatchLogsLogGroupArnException", 400;
    /// What should name a role does not.
    INVALID_CLOUD_WATCH_LOGS_ROLE_ARN = "InvalidCloudWatchLogsRoleArnException", 400;
    /// The end of a range of time lies before its start.
    INVALID_DATE_RANGE = "InvalidDateRangeException", 400;
    /// A category of events that cannot be looked up.
    INVALID_EVENT_CATEGORY = "InvalidEventCategoryException", 400;
    /// The operation is not for events of the store's categories.
    INVALID_EVENT_DATA_STORE_CATEGORY = "InvalidEventDataStoreCategoryException", 400;
    /// The event data store is in another state than the operation needs.
    INVALID_EVENT_DATA_STORE_STATUS = "InvalidEventDataStoreStatusException", 400;
    /// The event selectors break a rule.
    INVALID_EVENT_SELECTORS = "InvalidEventSelectorsException", 400;
    /// A trail is to be changed from another region than its own.
    INVALID_HOME_REGION = "InvalidHomeRegionException", 400;
    /// What is to be imported is no place with log files.
    INVALID_IMPORT_SOURCE = "InvalidImportSourceException", 400;
    /// The Insights selectors break a rule.
    INVALID_INSIGHT_SELECTORS = "InvalidInsightSelectorsException", 400;
    /// What should name a KMS key does not.
    INVALID_KMS_KEY_ID = "InvalidKmsKeyIdException", 400;
    /// The lookup attributes break a rule.
    INVALID_LOOKUP_ATTRIBUTES = "InvalidLookupAttributesException", 400;
    /// More results are asked for than a page may have.
    INVALID_MAX_RESULTS = "InvalidMaxResultsException", 400;
    /// A token that `lookup-events` did not give.
    INVALID_NEXT_TOKEN = "InvalidNextTokenException", 400;
    /// Parameters that do not go together.
    INVALID_PARAMETER_COMBINATION = "InvalidParameterCombinationException", 400;
    /// A parameter is not valid.
    INVALID_PARAMETER = "InvalidParameterException", 400;
    /// The statement of a query cannot be understood.
    INVALID_QUERY_STATEMENT = "InvalidQueryStatementException", 400;
    /// What should be the state of a query is none.
    INVALID_QUERY_STATUS = "InvalidQueryStatusException", 400;
    /// The bucket's name breaks a rule of S3.
    INVALID_S3_BUCKET_NAME = "InvalidS3BucketNameException", 400;
    /// The prefix of the log files' keys is too long.
    INVALID_S3_PREFIX = "InvalidS3PrefixException", 400;
    /// What should name a topic does not.
    INVALID_SNS_TOPIC_NAME = "InvalidSnsTopicNameException", 400;
    /// A channel cannot have such a source.
    INVALID_SOURCE = "InvalidSourceException", 400;
    /// A tag breaks a rule.
    INVALID_TAG_PARAMETER = "InvalidTagParameterException", 400;
    /// The end of a range of time lies before its start.
    INVALID_TIME_RANGE = "InvalidTimeRangeException", 400;
    /// A token that the operation did not give.
    INVALID_TOKEN = "InvalidTokenException", 400;
    /// The name of a trail breaks a rule.
    INVALID_TRAIL_NAME = "InvalidTrailNameException", 400;
    /// There is no such KMS key where it would be needed.
    KMS_KEY_NOT_FOUND = "KmsKeyNotFoundException", 400;
    /// As many queries wait as may.
    MAX_CONCURRENT_QUERIES = "MaxConcurrentQueriesException", 429;
    /// A region has as many trails as it may have.
    MAXIMUM_NUMBER_OF_TRAILS_EXCEEDED = "MaximumNumberOfTrailsExceededException", 403;
    /// Only the management account may do this.
    NOT_ORGANIZATION_MANAGEMENT_ACCOUNT = "NotOrganizationManagementAccountException", 400;
    /// Only the management account and delegated administrators may change what is the organization's.
    NOT_ORGANIZATION_MASTER_ACCOUNT = "NotOrganizationMasterAccountException", 400;
    /// The account is in no organization.
    ORGANIZATIONS_NOT_IN_USE = "OrganizationsNotInUseException", 404;
    /// There is no such query.
    QUERY_ID_NOT_FOUND = "QueryIdNotFoundException", 404;
    /// What should be the ARN of a resource of the caller is none.
    RESOURCE_ARN_NOT_VALID = "ResourceARNNotValidException", 400;
    /// There is no such resource.
    RESOURCE_NOT_FOUND = "ResourceNotFoundException", 400;
    /// A resource has no policy.
    RESOURCE_POLICY_NOT_FOUND = "ResourcePolicyNotFoundException", 400;
    /// A policy breaks a rule.
    RESOURCE_POLICY_NOT_VALID = "ResourcePolicyNotValidException", 400;
    /// A resource of this type has no tags.
    RESOURCE_TYPE_NOT_SUPPORTED = "ResourceTypeNotSupportedException", 400;
    /// There is no bucket of that name.
    S3_BUCKET_DOES_NOT_EXIST = "S3BucketDoesNotExistException", 404;
    /// There are as many as there may be.
    SERVICE_QUOTA_EXCEEDED = "ServiceQuotaExceededException", 400;
    /// A resource would have more tags than it may have.
    TAGS_LIMIT_EXCEEDED = "TagsLimitExceededException", 400;
    /// There is a trail of that name already.
    TRAIL_ALREADY_EXISTS = "TrailAlreadyExistsException", 400;
    /// There is no trail of that name.
    TRAIL_NOT_FOUND = "TrailNotFoundException", 404;
    /// A word or number is outside the limits of the model.
    VALIDATION = "ValidationException", 400;
}
