//! The table of operations.

use crate::operation::Operation;
use crate::operations;

use super::ops;
use super::shapes::{
    Nothing, aggregate_compliance, aggregate_resources, aggregation_authorizations, aggregators,
    compliance, conformance_pack_compliance, conformance_packs, connectors, delivery_channels,
    evaluations, organization_conformance_packs, organization_rules, queries, recorders,
    remediation, resource_evaluations, resources, retention, rules, tags,
};

/// Every operation, in the order of the names.
pub(super) const OPERATIONS: &[Operation] = operations! {
    /// Adds types of resources to those that a recorder records.
    AssociateResourceTypes(recorders::AssociateResourceTypesRequest)
        -> recorders::AssociateResourceTypesResponse
        = ops::recorders::associate_resource_types, Write, Management;
    /// Shows what resources in other accounts and regions are like now.
    BatchGetAggregateResourceConfig(aggregate_resources::BatchGetAggregateResourceConfigRequest)
        -> aggregate_resources::BatchGetAggregateResourceConfigResponse
        = ops::aggregate_resources::batch_get_aggregate_resource_config, Read, Management;
    /// Shows what resources are like now.
    BatchGetResourceConfig(resources::BatchGetResourceConfigRequest)
        -> resources::BatchGetResourceConfigResponse
        = ops::resources::batch_get_resource_config, Read, Management;
    /// Ends that an account and region may aggregate what is here.
    DeleteAggregationAuthorization(
        aggregation_authorizations::DeleteAggregationAuthorizationRequest
    ) -> Nothing
        = ops::aggregation_authorizations::delete_aggregation_authorization, Write, Management;
    /// Deletes a rule and what it found.
    DeleteConfigRule(rules::DeleteConfigRuleRequest) -> Nothing = ops::rules::delete_config_rule, Write, Management;
    /// Deletes an aggregator and what it gathered.
    DeleteConfigurationAggregator(aggregators::DeleteConfigurationAggregatorRequest) -> Nothing
        = ops::aggregators::delete_configuration_aggregator, Write, Management;
    /// Deletes the recorder of the account. What it recorded stays.
    DeleteConfigurationRecorder(recorders::DeleteConfigurationRecorderRequest) -> Nothing
        = ops::recorders::delete_configuration_recorder, Write, Management;
    /// Deletes a conformance pack with its rules and what they found.
    DeleteConformancePack(conformance_packs::DeleteConformancePackRequest) -> Nothing
        = ops::conformance_packs::delete_conformance_pack, Write, Management;
    /// Deletes a connector to another cloud.
    DeleteConnector(connectors::DeleteConnectorRequest) -> Nothing
        = ops::connectors::delete_connector, Write, Management;
    /// Deletes the delivery channel. The recorder must be stopped before.
    DeleteDeliveryChannel(delivery_channels::DeleteDeliveryChannelRequest) -> Nothing
        = ops::delivery_channels::delete_delivery_channel, Write, Management;
    /// Deletes what a rule found, so that it can be evaluated anew.
    DeleteEvaluationResults(evaluations::DeleteEvaluationResultsRequest) -> Nothing
        = ops::evaluations::delete_evaluation_results, Write, Management;
    /// Deletes a rule of the organization in all its accounts.
    DeleteOrganizationConfigRule(organization_rules::DeleteOrganizationConfigRuleRequest) -> Nothing
        = ops::organization_rules::delete_organization_config_rule, Write, Management;
    /// Deletes a conformance pack of the organization in all its accounts.
    DeleteOrganizationConformancePack(
        organization_conformance_packs::DeleteOrganizationConformancePackRequest
    ) -> Nothing
        = ops::organization_conformance_packs::delete_organization_conformance_pack, Write, Management;
    /// Refuses that an account and region aggregate what is here.
    DeletePendingAggregationRequest(
        aggregation_authorizations::DeletePendingAggregationRequestRequest
    ) -> Nothing
        = ops::aggregation_authorizations::delete_pending_aggregation_request, Write, Management;
    /// Deletes what is done about resources that a rule finds fault with.
    DeleteRemediationConfiguration(remediation::DeleteRemediationConfigurationRequest) -> Nothing
        = ops::remediation::delete_remediation_configuration, Write, Management;
    /// Ends that resources are left alone by remediation.
    DeleteRemediationExceptions(remediation::DeleteRemediationExceptionsRequest)
        -> remediation::DeleteRemediationExceptionsResponse
        = ops::remediation::delete_remediation_exceptions, Write, Management;
    /// Says that a custom resource is gone.
    DeleteResourceConfig(resources::DeleteResourceConfigRequest) -> Nothing
        = ops::resources::delete_resource_config, Write, Management;
    /// Deletes how long configurations are kept, so that it is seven years again.
    DeleteRetentionConfiguration(retention::DeleteRetentionConfigurationRequest) -> Nothing
        = ops::retention::delete_retention_configuration, Write, Management;
    /// Deletes the recorder of another service.
    DeleteServiceLinkedConfigurationRecorder(
        recorders::DeleteServiceLinkedConfigurationRecorderRequest
    ) -> recorders::DeleteServiceLinkedConfigurationRecorderResponse
        = ops::linked_recorders::delete_service_linked_configuration_recorder, Write, Management;
    /// Deletes a query that was kept.
    DeleteStoredQuery(queries::DeleteStoredQueryRequest) -> Nothing
        = ops::queries::delete_stored_query, Write, Management;
    /// Writes a snapshot of all configurations to the bucket of the delivery channel.
    DeliverConfigSnapshot(delivery_channels::DeliverConfigSnapshotRequest)
        -> delivery_channels::DeliverConfigSnapshotResponse
        = ops::delivery_channels::deliver_config_snapshot, Write, Management;
    /// Tells which rules of other accounts and regions are kept.
    DescribeAggregateComplianceByConfigRules(
        aggregate_compliance::DescribeAggregateComplianceByConfigRulesRequest
    ) -> aggregate_compliance::DescribeAggregateComplianceByConfigRulesResponse
        = ops::aggregate_compliance::describe_aggregate_compliance_by_config_rules, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [AggregateComplianceByConfigRules]);
    /// Tells which conformance packs of other accounts and regions are kept.
    DescribeAggregateComplianceByConformancePacks(
        aggregate_compliance::DescribeAggregateComplianceByConformancePacksRequest
    ) -> aggregate_compliance::DescribeAggregateComplianceByConformancePacksResponse
        = ops::aggregate_compliance::describe_aggregate_compliance_by_conformance_packs, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [AggregateComplianceByConformancePacks]);
    /// Lists the accounts and regions that may aggregate what is here.
    DescribeAggregationAuthorizations(
        aggregation_authorizations::DescribeAggregationAuthorizationsRequest
    ) -> aggregation_authorizations::DescribeAggregationAuthorizationsResponse
        = ops::aggregation_authorizations::describe_aggregation_authorizations, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [AggregationAuthorizations]);
    /// Tells which rules are kept.
    DescribeComplianceByConfigRule(compliance::DescribeComplianceByConfigRuleRequest)
        -> compliance::DescribeComplianceByConfigRuleResponse
        = ops::compliance::describe_compliance_by_config_rule, Read, Management,
        pager("NextToken" -> "NextToken", [ComplianceByConfigRules]);
    /// Tells which resources keep the rules.
    DescribeComplianceByResource(compliance::DescribeComplianceByResourceRequest)
        -> compliance::DescribeComplianceByResourceResponse
        = ops::compliance::describe_compliance_by_resource, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [ComplianceByResources]);
    /// Shows when rules were evaluated, and whether it worked.
    DescribeConfigRuleEvaluationStatus(rules::DescribeConfigRuleEvaluationStatusRequest)
        -> rules::DescribeConfigRuleEvaluationStatusResponse
        = ops::rules::describe_config_rule_evaluation_status, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [ConfigRulesEvaluationStatus]);
    /// Shows the settings of rules.
    DescribeConfigRules(rules::DescribeConfigRulesRequest) -> rules::DescribeConfigRulesResponse
        = ops::rules::describe_config_rules, Read, Management,
        pager("NextToken" -> "NextToken", [ConfigRules]);
    /// Shows how well an aggregator gathers from its accounts and regions.
    DescribeConfigurationAggregatorSourcesStatus(
        aggregators::DescribeConfigurationAggregatorSourcesStatusRequest
    ) -> aggregators::DescribeConfigurationAggregatorSourcesStatusResponse
        = ops::aggregators::describe_configuration_aggregator_sources_status, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [AggregatedSourceStatusList]);
    /// Shows the settings of aggregators.
    DescribeConfigurationAggregators(aggregators::DescribeConfigurationAggregatorsRequest)
        -> aggregators::DescribeConfigurationAggregatorsResponse
        = ops::aggregators::describe_configuration_aggregators, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [ConfigurationAggregators]);
    /// Shows whether recorders record, and how they fare.
    DescribeConfigurationRecorderStatus(recorders::DescribeConfigurationRecorderStatusRequest)
        -> recorders::DescribeConfigurationRecorderStatusResponse
        = ops::recorders::describe_configuration_recorder_status, Read, Management;
    /// Shows the settings of recorders.
    DescribeConfigurationRecorders(recorders::DescribeConfigurationRecordersRequest)
        -> recorders::DescribeConfigurationRecordersResponse
        = ops::recorders::describe_configuration_recorders, Read, Management;
    /// Tells which rules of a conformance pack are kept.
    DescribeConformancePackCompliance(
        conformance_pack_compliance::DescribeConformancePackComplianceRequest
    ) -> conformance_pack_compliance::DescribeConformancePackComplianceResponse
        = ops::conformance_pack_compliance::describe_conformance_pack_compliance, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit",
            [ConformancePackRuleComplianceList], once [ConformancePackName]);
    /// Shows how far conformance packs are deployed.
    DescribeConformancePackStatus(conformance_packs::DescribeConformancePackStatusRequest)
        -> conformance_packs::DescribeConformancePackStatusResponse
        = ops::conformance_packs::describe_conformance_pack_status, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [ConformancePackStatusDetails]);
    /// Shows the settings of conformance packs.
    DescribeConformancePacks(conformance_packs::DescribeConformancePacksRequest)
        -> conformance_packs::DescribeConformancePacksResponse
        = ops::conformance_packs::describe_conformance_packs, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [ConformancePackDetails]);
    /// Shows how deliveries fare.
    DescribeDeliveryChannelStatus(delivery_channels::DescribeDeliveryChannelStatusRequest)
        -> delivery_channels::DescribeDeliveryChannelStatusResponse
        = ops::delivery_channels::describe_delivery_channel_status, Read, Management;
    /// Shows the settings of delivery channels.
    DescribeDeliveryChannels(delivery_channels::DescribeDeliveryChannelsRequest)
        -> delivery_channels::DescribeDeliveryChannelsResponse
        = ops::delivery_channels::describe_delivery_channels, Read, Management;
    /// Shows how far rules of the organization are deployed.
    DescribeOrganizationConfigRuleStatuses(
        organization_rules::DescribeOrganizationConfigRuleStatusesRequest
    ) -> organization_rules::DescribeOrganizationConfigRuleStatusesResponse
        = ops::organization_rules::describe_organization_config_rule_statuses, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [OrganizationConfigRuleStatuses]);
    /// Shows the settings of rules of the organization.
    DescribeOrganizationConfigRules(organization_rules::DescribeOrganizationConfigRulesRequest)
        -> organization_rules::DescribeOrganizationConfigRulesResponse
        = ops::organization_rules::describe_organization_config_rules, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [OrganizationConfigRules]);
    /// Shows how far conformance packs of the organization are deployed.
    DescribeOrganizationConformancePackStatuses(
        organization_conformance_packs::DescribeOrganizationConformancePackStatusesRequest
    ) -> organization_conformance_packs::DescribeOrganizationConformancePackStatusesResponse
        = ops::organization_conformance_packs::describe_organization_conformance_pack_statuses, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [OrganizationConformancePackStatuses]);
    /// Shows the settings of conformance packs of the organization.
    DescribeOrganizationConformancePacks(
        organization_conformance_packs::DescribeOrganizationConformancePacksRequest
    ) -> organization_conformance_packs::DescribeOrganizationConformancePacksResponse
        = ops::organization_conformance_packs::describe_organization_conformance_packs, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [OrganizationConformancePacks]);
    /// Lists the accounts and regions that ask to aggregate what is here.
    DescribePendingAggregationRequests(
        aggregation_authorizations::DescribePendingAggregationRequestsRequest
    ) -> aggregation_authorizations::DescribePendingAggregationRequestsResponse
        = ops::aggregation_authorizations::describe_pending_aggregation_requests, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [PendingAggregationRequests]);
    /// Shows what is done about resources that rules find fault with.
    DescribeRemediationConfigurations(remediation::DescribeRemediationConfigurationsRequest)
        -> remediation::DescribeRemediationConfigurationsResponse
        = ops::remediation::describe_remediation_configurations, Read, Management;
    /// Lists the resources that remediation leaves alone.
    DescribeRemediationExceptions(remediation::DescribeRemediationExceptionsRequest)
        -> remediation::DescribeRemediationExceptionsResponse
        = ops::remediation::describe_remediation_exceptions, Read, Management;
    /// Shows how far remediations are.
    DescribeRemediationExecutionStatus(remediation::DescribeRemediationExecutionStatusRequest)
        -> remediation::DescribeRemediationExecutionStatusResponse
        = ops::remediation::describe_remediation_execution_status, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [RemediationExecutionStatuses]);
    /// Shows how long configurations are kept.
    DescribeRetentionConfigurations(retention::DescribeRetentionConfigurationsRequest)
        -> retention::DescribeRetentionConfigurationsResponse
        = ops::retention::describe_retention_configurations, Read, Management,
        pager("NextToken" -> "NextToken", [RetentionConfigurations]);
    /// Takes types of resources off those that a recorder records.
    DisassociateResourceTypes(recorders::DisassociateResourceTypesRequest)
        -> recorders::DisassociateResourceTypesResponse
        = ops::recorders::disassociate_resource_types, Write, Management;
    /// Lists what a rule of another account and region found, resource by resource.
    GetAggregateComplianceDetailsByConfigRule(
        aggregate_compliance::GetAggregateComplianceDetailsByConfigRuleRequest
    ) -> aggregate_compliance::GetAggregateComplianceDetailsByConfigRuleResponse
        = ops::aggregate_compliance::get_aggregate_compliance_details_by_config_rule, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [AggregateEvaluationResults]);
    /// Counts the rules of other accounts and regions that are kept and broken.
    GetAggregateConfigRuleComplianceSummary(
        aggregate_compliance::GetAggregateConfigRuleComplianceSummaryRequest
    ) -> aggregate_compliance::GetAggregateConfigRuleComplianceSummaryResponse
        = ops::aggregate_compliance::get_aggregate_config_rule_compliance_summary, Read, Management;
    /// Counts the conformance packs of other accounts and regions that are kept and broken.
    GetAggregateConformancePackComplianceSummary(
        aggregate_compliance::GetAggregateConformancePackComplianceSummaryRequest
    ) -> aggregate_compliance::GetAggregateConformancePackComplianceSummaryResponse
        = ops::aggregate_compliance::get_aggregate_conformance_pack_compliance_summary, Read, Management;
    /// Counts the resources of other accounts and regions.
    GetAggregateDiscoveredResourceCounts(
        aggregate_resources::GetAggregateDiscoveredResourceCountsRequest
    ) -> aggregate_resources::GetAggregateDiscoveredResourceCountsResponse
        = ops::aggregate_resources::get_aggregate_discovered_resource_counts, Read, Management;
    /// Shows what a resource in another account and region is like now.
    GetAggregateResourceConfig(aggregate_resources::GetAggregateResourceConfigRequest)
        -> aggregate_resources::GetAggregateResourceConfigResponse
        = ops::aggregate_resources::get_aggregate_resource_config, Read, Management;
    /// Lists what a rule found, resource by resource.
    GetComplianceDetailsByConfigRule(compliance::GetComplianceDetailsByConfigRuleRequest)
        -> compliance::GetComplianceDetailsByConfigRuleResponse
        = ops::compliance::get_compliance_details_by_config_rule, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [EvaluationResults]);
    /// Lists what rules found of a resource.
    GetComplianceDetailsByResource(compliance::GetComplianceDetailsByResourceRequest)
        -> compliance::GetComplianceDetailsByResourceResponse
        = ops::compliance::get_compliance_details_by_resource, Read, Management,
        pager("NextToken" -> "NextToken", [EvaluationResults]);
    /// Counts the rules that are kept and broken.
    GetComplianceSummaryByConfigRule(Nothing)
        -> compliance::GetComplianceSummaryByConfigRuleResponse
        = ops::compliance::get_compliance_summary_by_config_rule, Read, Management;
    /// Counts the resources that keep and break the rules.
    GetComplianceSummaryByResourceType(compliance::GetComplianceSummaryByResourceTypeRequest)
        -> compliance::GetComplianceSummaryByResourceTypeResponse
        = ops::compliance::get_compliance_summary_by_resource_type, Read, Management;
    /// Lists what the rules of a conformance pack found, resource by resource.
    GetConformancePackComplianceDetails(
        conformance_pack_compliance::GetConformancePackComplianceDetailsRequest
    ) -> conformance_pack_compliance::GetConformancePackComplianceDetailsResponse
        = ops::conformance_pack_compliance::get_conformance_pack_compliance_details, Read, Management;
    /// Tells which conformance packs are kept.
    GetConformancePackComplianceSummary(
        conformance_pack_compliance::GetConformancePackComplianceSummaryRequest
    ) -> conformance_pack_compliance::GetConformancePackComplianceSummaryResponse
        = ops::conformance_pack_compliance::get_conformance_pack_compliance_summary, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [ConformancePackComplianceSummaryList]);
    /// Shows the settings of a connector to another cloud.
    GetConnector(connectors::GetConnectorRequest) -> connectors::GetConnectorResponse
        = ops::connectors::get_connector, Read, Management;
    /// Shows the policy of a rule that is written in Guard.
    GetCustomRulePolicy(rules::GetCustomRulePolicyRequest) -> rules::GetCustomRulePolicyResponse
        = ops::rules::get_custom_rule_policy, Read, Management;
    /// Counts the resources, type by type.
    GetDiscoveredResourceCounts(resources::GetDiscoveredResourceCountsRequest)
        -> resources::GetDiscoveredResourceCountsResponse
        = ops::resources::get_discovered_resource_counts, Read, Management;
    /// Shows how far a rule of the organization is deployed, account by account.
    GetOrganizationConfigRuleDetailedStatus(
        organization_rules::GetOrganizationConfigRuleDetailedStatusRequest
    ) -> organization_rules::GetOrganizationConfigRuleDetailedStatusResponse
        = ops::organization_rules::get_organization_config_rule_detailed_status, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [OrganizationConfigRuleDetailedStatus]);
    /// Shows how far a conformance pack of the organization is deployed, account by account.
    GetOrganizationConformancePackDetailedStatus(
        organization_conformance_packs::GetOrganizationConformancePackDetailedStatusRequest
    ) -> organization_conformance_packs::GetOrganizationConformancePackDetailedStatusResponse
        = ops::organization_conformance_packs::get_organization_conformance_pack_detailed_status, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit",
            [OrganizationConformancePackDetailedStatuses]);
    /// Shows the policy of a rule of the organization that is written in Guard.
    GetOrganizationCustomRulePolicy(organization_rules::GetOrganizationCustomRulePolicyRequest)
        -> organization_rules::GetOrganizationCustomRulePolicyResponse
        = ops::organization_rules::get_organization_custom_rule_policy, Read, Management;
    /// Tells what a resource was like over time, the newest first.
    GetResourceConfigHistory(resources::GetResourceConfigHistoryRequest)
        -> resources::GetResourceConfigHistoryResponse
        = ops::resources::get_resource_config_history, Read, Management,
        pager("nextToken" -> "nextToken", limit "limit", [configurationItems]);
    /// Shows what an evaluation of a resource before its creation came to.
    GetResourceEvaluationSummary(resource_evaluations::GetResourceEvaluationSummaryRequest)
        -> resource_evaluations::GetResourceEvaluationSummaryResponse
        = ops::resource_evaluations::get_resource_evaluation_summary, Read, Management;
    /// Shows a query that was kept.
    GetStoredQuery(queries::GetStoredQueryRequest) -> queries::GetStoredQueryResponse
        = ops::queries::get_stored_query, Read, Management;
    /// Lists the resources of other accounts and regions.
    ListAggregateDiscoveredResources(aggregate_resources::ListAggregateDiscoveredResourcesRequest)
        -> aggregate_resources::ListAggregateDiscoveredResourcesResponse
        = ops::aggregate_resources::list_aggregate_discovered_resources, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [ResourceIdentifiers]);
    /// Lists the recorders.
    ListConfigurationRecorders(recorders::ListConfigurationRecordersRequest)
        -> recorders::ListConfigurationRecordersResponse
        = ops::recorders::list_configuration_recorders, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxResults", [ConfigurationRecorderSummaries]);
    /// Lists how well conformance packs are kept, in percent.
    ListConformancePackComplianceScores(
        conformance_pack_compliance::ListConformancePackComplianceScoresRequest
    ) -> conformance_pack_compliance::ListConformancePackComplianceScoresResponse
        = ops::conformance_pack_compliance::list_conformance_pack_compliance_scores, Read, Management;
    /// Lists the connectors to other clouds.
    ListConnectors(connectors::ListConnectorsRequest) -> connectors::ListConnectorsResponse
        = ops::connectors::list_connectors, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxResults", [ConnectorSummaries]);
    /// Lists the resources of a type.
    ListDiscoveredResources(resources::ListDiscoveredResourcesRequest)
        -> resources::ListDiscoveredResourcesResponse
        = ops::resources::list_discovered_resources, Read, Management,
        pager("nextToken" -> "nextToken", limit "limit", [resourceIdentifiers]);
    /// Lists the evaluations of resources before their creation.
    ListResourceEvaluations(resource_evaluations::ListResourceEvaluationsRequest)
        -> resource_evaluations::ListResourceEvaluationsResponse
        = ops::resource_evaluations::list_resource_evaluations, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [ResourceEvaluations]);
    /// Lists the queries that were kept.
    ListStoredQueries(queries::ListStoredQueriesRequest) -> queries::ListStoredQueriesResponse
        = ops::queries::list_stored_queries, Read, Management;
    /// Lists the tags of a resource of AWS Config.
    ListTagsForResource(tags::ListTagsForResourceRequest) -> tags::ListTagsForResourceResponse
        = ops::tags::list_tags_for_resource, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [Tags]);
    /// Lets an account and region aggregate what is here.
    PutAggregationAuthorization(aggregation_authorizations::PutAggregationAuthorizationRequest)
        -> aggregation_authorizations::PutAggregationAuthorizationResponse
        = ops::aggregation_authorizations::put_aggregation_authorization, Write, Management;
    /// Creates a rule, or changes its settings.
    PutConfigRule(rules::PutConfigRuleRequest) -> Nothing = ops::rules::put_config_rule, Write, Management;
    /// Creates an aggregator of accounts and regions, or changes its settings.
    PutConfigurationAggregator(aggregators::PutConfigurationAggregatorRequest)
        -> aggregators::PutConfigurationAggregatorResponse
        = ops::aggregators::put_configuration_aggregator, Write, Management;
    /// Creates the recorder of the account, or changes what it records.
    PutConfigurationRecorder(recorders::PutConfigurationRecorderRequest) -> Nothing
        = ops::recorders::put_configuration_recorder, Write, Management;
    /// Creates a conformance pack, which is rules and remediations in one, or changes it.
    PutConformancePack(conformance_packs::PutConformancePackRequest)
        -> conformance_packs::PutConformancePackResponse
        = ops::conformance_packs::put_conformance_pack, Write, Management;
    /// Creates a connector to another cloud.
    PutConnector(connectors::PutConnectorRequest) -> connectors::PutConnectorResponse
        = ops::connectors::put_connector, Write, Management;
    /// Creates the delivery channel, or changes where it delivers to.
    PutDeliveryChannel(delivery_channels::PutDeliveryChannelRequest) -> Nothing
        = ops::delivery_channels::put_delivery_channel, Write, Management;
    /// Tells what a function of your own found.
    PutEvaluations(evaluations::PutEvaluationsRequest) -> evaluations::PutEvaluationsResponse
        = ops::evaluations::put_evaluations, Write, Management;
    /// Tells what a rule of another service found.
    PutExternalEvaluation(evaluations::PutExternalEvaluationRequest) -> Nothing
        = ops::evaluations::put_external_evaluation, Write, Management;
    /// Creates a rule in all accounts of the organization, or changes its settings.
    PutOrganizationConfigRule(organization_rules::PutOrganizationConfigRuleRequest)
        -> organization_rules::PutOrganizationConfigRuleResponse
        = ops::organization_rules::put_organization_config_rule, Write, Management;
    /// Creates a conformance pack in all accounts of the organization, or changes it.
    PutOrganizationConformancePack(
        organization_conformance_packs::PutOrganizationConformancePackRequest
    ) -> organization_conformance_packs::PutOrganizationConformancePackResponse
        = ops::organization_conformance_packs::put_organization_conformance_pack, Write, Management;
    /// Says what is done about resources that a rule finds fault with.
    PutRemediationConfigurations(remediation::PutRemediationConfigurationsRequest)
        -> remediation::PutRemediationConfigurationsResponse
        = ops::remediation::put_remediation_configurations, Write, Management;
    /// Lets remediation leave resources alone.
    PutRemediationExceptions(remediation::PutRemediationExceptionsRequest)
        -> remediation::PutRemediationExceptionsResponse
        = ops::remediation::put_remediation_exceptions, Write, Management;
    /// Tells what a custom resource is like.
    PutResourceConfig(resources::PutResourceConfigRequest) -> Nothing
        = ops::resources::put_resource_config, Write, Management;
    /// Says how long configurations are kept.
    PutRetentionConfiguration(retention::PutRetentionConfigurationRequest)
        -> retention::PutRetentionConfigurationResponse
        = ops::retention::put_retention_configuration, Write, Management;
    /// Creates a recorder for another service.
    PutServiceLinkedConfigurationRecorder(recorders::PutServiceLinkedConfigurationRecorderRequest)
        -> recorders::PutServiceLinkedConfigurationRecorderResponse
        = ops::linked_recorders::put_service_linked_configuration_recorder, Write, Management;
    /// Keeps a query under a name, or replaces it.
    PutStoredQuery(queries::PutStoredQueryRequest) -> queries::PutStoredQueryResponse
        = ops::queries::put_stored_query, Write, Management;
    /// Creates a recorder for another service that records another cloud.
    PutThirdPartyServiceLinkedConfigurationRecorder(
        recorders::PutThirdPartyServiceLinkedConfigurationRecorderRequest
    ) -> recorders::PutThirdPartyServiceLinkedConfigurationRecorderResponse
        = ops::linked_recorders::put_third_party_service_linked_configuration_recorder, Write, Management;
    /// Queries the resources of other accounts and regions.
    SelectAggregateResourceConfig(queries::SelectAggregateResourceConfigRequest)
        -> queries::SelectAggregateResourceConfigResponse
        = ops::queries::select_aggregate_resource_config, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [Results], once [QueryInfo]);
    /// Queries the resources.
    SelectResourceConfig(queries::SelectResourceConfigRequest)
        -> queries::SelectResourceConfigResponse
        = ops::queries::select_resource_config, Read, Management,
        pager("NextToken" -> "NextToken", limit "Limit", [Results], once [QueryInfo]);
    /// Evaluates rules now.
    StartConfigRulesEvaluation(rules::StartConfigRulesEvaluationRequest) -> Nothing
        = ops::rules::start_config_rules_evaluation, Write, Management;
    /// Lets the recorder record; a delivery channel must be there.
    StartConfigurationRecorder(recorders::StartConfigurationRecorderRequest) -> Nothing
        = ops::recorders::start_configuration_recorder, Write, Management;
    /// Does now what is to be done about resources that a rule finds fault with.
    StartRemediationExecution(remediation::StartRemediationExecutionRequest)
        -> remediation::StartRemediationExecutionResponse
        = ops::remediation::start_remediation_execution, Write, Management;
    /// Evaluates a resource by the rules before it is created.
    StartResourceEvaluation(resource_evaluations::StartResourceEvaluationRequest)
        -> resource_evaluations::StartResourceEvaluationResponse
        = ops::resource_evaluations::start_resource_evaluation, Write, Management;
    /// Lets the recorder record no more.
    StopConfigurationRecorder(recorders::StopConfigurationRecorderRequest) -> Nothing
        = ops::recorders::stop_configuration_recorder, Write, Management;
    /// Puts tags on a resource of AWS Config.
    TagResource(tags::TagResourceRequest) -> Nothing = ops::tags::tag_resource, Write, Management;
    /// Takes tags off a resource of AWS Config.
    UntagResource(tags::UntagResourceRequest) -> Nothing = ops::tags::untag_resource, Write, Management;
};
