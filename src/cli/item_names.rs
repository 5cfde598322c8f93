//! What a text in a list of an answer is called in the API model, which only skeletons show.
//!
//! A row is a service, a structure (empty if it holds for all of them), a member and the name of what is in
//! its list. A test holds the rows to the model.

/// The names, by service and member.
#[rustfmt::skip]
const NAMES: &[(&str, &str, &str, &str)] = &[
    ("cloudtrail", "", "Destinations", "EventDataStoreArn"),
    ("cloudtrail", "", "EndsWith", "OperatorValue"),
    ("cloudtrail", "AdvancedFieldSelector", "Equals", "OperatorValue"),
    ("cloudtrail", "ContextKeySelector", "Equals", "OperatorTargetListMember"),
    ("cloudtrail", "", "EventCategories", "SourceEventCategory"),
    ("cloudtrail", "", "ExcludeManagementEventSources", "String"),
    ("cloudtrail", "", "NotEndsWith", "OperatorValue"),
    ("cloudtrail", "", "NotEquals", "OperatorValue"),
    ("cloudtrail", "", "NotStartsWith", "OperatorValue"),
    ("cloudtrail", "", "QueryParameters", "QueryParameter"),
    ("cloudtrail", "", "StartsWith", "OperatorValue"),
    ("cloudtrail", "", "Templates", "Template"),
    ("cloudtrail", "", "Values", "String"),
    ("cloudwatch", "", "AdditionalStatistics", "MetricStreamStatistic"),
    ("cloudwatch", "", "AlarmActions", "ResourceName"),
    ("cloudwatch", "", "AlarmNames", "Name"),
    ("cloudwatch", "", "InsufficientDataActions", "ResourceName"),
    ("cloudwatch", "", "KeyLabels", "InsightRuleContributorKeyLabel"),
    ("cloudwatch", "", "Keys", "InsightRuleContributorKey"),
    ("cloudwatch", "", "LogGroupIdentifiers", "AmazonResourceName"),
    ("cloudwatch", "", "MetricNames", "MetricName"),
    ("cloudwatch", "", "OKActions", "ResourceName"),
    ("cloudwatch", "", "OwningAccounts", "AccountId"),
    ("configservice", "", "AccountIds", "AccountId"),
    ("configservice", "", "AwsRegions", "String"),
    ("configservice", "", "ComplianceResourceTypes", "StringWithCharLimit256"),
    ("configservice", "", "Controls", "StringWithCharLimit128"),
    ("configservice", "", "DebugLogDeliveryAccounts", "AccountId"),
    ("configservice", "", "ExcludedAccounts", "AccountId"),
    ("configservice", "OrganizationCustomPolicyRuleMetadataNoPolicy", "OrganizationConfigRuleTriggerTypes", "OrganizationConfigRuleTriggerTypeNoSN"),
    ("configservice", "OrganizationCustomRuleMetadata", "OrganizationConfigRuleTriggerTypes", "OrganizationConfigRuleTriggerType"),
    ("configservice", "", "ResourceTypesScope", "StringWithCharLimit256"),
    ("configservice", "", "Results", "String"),
    ("configservice", "", "ServicePrincipals", "StringWithCharLimit128"),
    ("configservice", "AggregatorFilterResourceType", "Value", "ResourceTypeValue"),
    ("configservice", "AggregatorFilterServicePrincipal", "Value", "ServicePrincipalValue"),
    ("configservice", "", "Values", "StringWithCharLimit256"),
    ("configservice", "", "includedRegions", "ThirdPartyCloudRegion"),
    ("configservice", "", "relatedEvents", "RelatedEvent"),
    ("configservice", "", "resourceTypes", "ResourceType"),
    ("configservice", "", "scopeValues", "ScopeValue"),
    ("s3api", "", "AllowedHeaders", "AllowedHeader"),
    ("s3api", "", "AllowedMethods", "AllowedMethod"),
    ("s3api", "", "AllowedOrigins", "AllowedOrigin"),
    ("s3api", "", "ChecksumAlgorithm", "ChecksumAlgorithm"),
    ("s3api", "", "EncryptionType", "EncryptionType"),
    ("s3api", "", "Events", "Event"),
    ("s3api", "", "ExposeHeaders", "ExposeHeader"),
    ("s3api", "", "OptionalFields", "InventoryOptionalField"),
];

/// Returns what a text in the list of a member is called; empty if it is in none.
pub(super) fn item_name(service: &str, structure: &str, member: &str) -> &'static str {
    let row = NAMES.iter().find(|(of, inside, name, _)| {
        *of == service && (inside.is_empty() || *inside == structure) && *name == member
    });
    row.map_or("", |(_, _, _, item)| item)
}
