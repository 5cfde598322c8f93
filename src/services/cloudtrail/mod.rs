//! AWS CloudTrail: who did what.
//!
//! ```text
//! a call ----> event ----> history            lookup-events
//!                    \---> delivery           log files and digests in a bucket
//!                             \---> chain     validate-logs
//! ```

pub mod chain;
pub mod channel;
pub mod dashboard;
pub mod data;
pub mod delivery;
pub mod errors;
pub mod event;
pub mod event_data_store;
pub mod history;
pub mod identity;
pub mod import;
pub mod imported;
pub mod insight;
pub mod kind_of_call;
pub mod kms;
pub mod log_group;
pub mod log_lines;
pub mod lake;
pub mod log_text;
pub mod lookup;
pub mod ops;
pub mod organization;
pub mod resource;
pub mod resource_policy;
pub mod selector;
pub mod shapes;
pub mod sign_in;
pub mod simulated;
pub mod trail;

use crate::context::Context;
use crate::error::{Code, Result};
use crate::operation::{Operation, Service};
use crate::operations;
use crate::store::Kind;
use crate::value::Value;

use event::Event;
use event_data_store::EventDataStore;
use history::Entry;
use shapes::{
    channels, dashboards, event_configuration, event_data_stores, events, imports, insights, keys,
    queries, resource_policies, selectors, tags, trails,
};
use trail::Trail;

/// The service.
pub static SERVICE: Service = Service {
    command: "cloudtrail",
    title: "AWS CloudTrail",
    doc: "Records the calls of an account, delivers them as log files to a bucket, and proves with \
          signed digests that nobody has changed them since.",
    source: "cloudtrail.amazonaws.com",
    operations: OPERATIONS,
    waiters: &[],
    undeclared: &[],
    chores: &[
        insight::FINDING,
        delivery::insights::INSIGHTS,
        delivery::LOG_FILES,
        delivery::DIGESTS,
        history::EXPIRY,
        history::SEALING,
        history::MERGING,
        event_data_store::DELETION,
        import::IMPORTING,
        dashboard::refresh::REFRESHING,
        lake::EXPIRY,
        lake::SEALING,
        lake::MERGING,
        lake::query::RUNNING,
        lake::query::EXPIRY,
    ],
    records: &[
        Kind::sealed::<Entry>(),
        Kind::recounted::<history::Open>(history::recount),
        Kind::of::<EventDataStore>(),
        Kind::only_sealed::<lake::Held>(),
        Kind::of::<lake::Page>(),
        Kind::of::<lake::query::Query>(),
        Kind::only_sealed::<lake::query::Row>(),
        Kind::recounted::<lake::Tail>(lake::recount),
        Kind::of::<organization::Organization>(),
        Kind::of::<Trail>(),
        Kind::of::<delivery::keys::KeyPair>(),
        Kind::of::<delivery::outlet::Delivered>(),
        Kind::of::<delivery::outlet::Outlet>(),
        Kind::of::<delivery::outlet::Waiting>(),
        Kind::of::<delivery::insights::Batch>(),
        Kind::of::<channel::Channel>(),
        Kind::of::<dashboard::Dashboard>(),
        Kind::of::<dashboard::refresh::Turn>(),
        Kind::of::<resource_policy::ResourcePolicy>(),
        Kind::of::<import::Failure>(),
        Kind::of::<import::Import>(),
        Kind::of::<import::Ongoing>(),
        Kind::of::<insight::kept::Due>(),
        Kind::of::<insight::kept::Entry>(),
        Kind::of::<insight::kept::Kept>(),
        Kind::of::<insight::kept::Untold>(),
        Kind::of::<insight::series::Slot>(),
    ],
    invalid: |operation, path| Some(invalid(operation, path)),
    request_in_event,
};

/// Every operation, in the order of the names.
const OPERATIONS: &[Operation] = operations! {
    /// Puts tags on a trail or an event data store.
    AddTags(tags::AddTagsRequest) -> trails::Nothing = ops::tags::add_tags, Write, Management;
    /// Stops a query that waits or runs.
    CancelQuery(queries::CancelQueryRequest) -> queries::CancelQueryResponse
        = ops::queries::cancel_query, Write, Management;
    /// Creates a channel, by which events from outside AWS reach event data stores.
    CreateChannel(channels::CreateChannelRequest) -> channels::CreateChannelResponse
        = ops::channels::create_channel, Write, Management;
    /// Creates a dashboard of queries, or sets up the Highlights dashboard.
    CreateDashboard(dashboards::CreateDashboardRequest) -> dashboards::CreateDashboardResponse
        = ops::dashboards::create_dashboard, Write, Management;
    /// Creates an event data store, which keeps events for queries.
    CreateEventDataStore(event_data_stores::CreateEventDataStoreRequest)
        -> event_data_stores::CreateEventDataStoreResponse
        = ops::event_data_stores::create_event_data_store, Write, Management;
    /// Creates a trail, which records nothing until start-logging.
    CreateTrail(trails::CreateTrailRequest) -> trails::TrailSettings
        = ops::trails::create_trail, Write, Management;
    /// Deletes a channel.
    DeleteChannel(channels::DeleteChannelRequest) -> trails::Nothing
        = ops::channels::delete_channel, Write, Management;
    /// Deletes a dashboard that is not protected against it.
    DeleteDashboard(dashboards::DeleteDashboardRequest) -> trails::Nothing
        = ops::dashboards::delete_dashboard, Write, Management;
    /// Puts an event data store aside for seven days, after which it is deleted.
    DeleteEventDataStore(event_data_stores::DeleteEventDataStoreRequest) -> trails::Nothing
        = ops::event_data_stores::delete_event_data_store, Write, Management;
    /// Takes the policy off an event data store, a dashboard or a channel.
    DeleteResourcePolicy(resource_policies::DeleteResourcePolicyRequest) -> trails::Nothing
        = ops::resource_policies::delete_resource_policy, Write, Management;
    /// Deletes a trail. Its log files stay in the bucket.
    DeleteTrail(trails::DeleteTrailRequest) -> trails::Nothing
        = ops::trails::delete_trail, Write, Management;
    /// Ends that a member account administers the trails and event data stores of the organization.
    DeregisterOrganizationDelegatedAdmin(
        shapes::organization::DeregisterOrganizationDelegatedAdminRequest)
        -> trails::Nothing
        = ops::organization::deregister_organization_delegated_admin, Write, Management;
    /// Shows how far a query is, and what it has looked at.
    DescribeQuery(queries::DescribeQueryRequest) -> queries::DescribeQueryResponse
        = ops::queries::describe_query, Read, Management;
    /// Shows the settings of the trails that cover this region.
    DescribeTrails(trails::DescribeTrailsRequest) -> trails::DescribeTrailsResponse
        = ops::trails::describe_trails, Read, Management;
    /// Ends that other services read an event data store as a table.
    DisableFederation(event_data_stores::DisableFederationRequest)
        -> event_data_stores::DisableFederationResponse
        = ops::event_data_stores::disable_federation, Write, Management;
    /// Lets other services, such as Athena, read an event data store as a table.
    EnableFederation(event_data_stores::EnableFederationRequest)
        -> event_data_stores::EnableFederationResponse
        = ops::event_data_stores::enable_federation, Write, Management;
    /// Makes a query of a question in plain English.
    GenerateQuery(queries::GenerateQueryRequest) -> queries::GenerateQueryResponse
        = ops::queries::generate_query, Write, Management;
    /// Shows the settings of a channel and when events last came through it.
    GetChannel(channels::GetChannelRequest) -> channels::GetChannelResponse
        = ops::channels::get_channel, Read, Management;
    /// Shows the settings of a dashboard and how its last refresh went.
    GetDashboard(dashboards::GetDashboardRequest) -> dashboards::GetDashboardResponse
        = ops::dashboards::get_dashboard, Read, Management;
    /// Shows what events tell besides the usual, and which of them are counted together.
    GetEventConfiguration(event_configuration::GetEventConfigurationRequest)
        -> event_configuration::EventConfiguration
        = ops::event_configuration::get_event_configuration, Read, Management;
    /// Shows the settings of an event data store.
    GetEventDataStore(event_data_stores::GetEventDataStoreRequest)
        -> event_data_stores::GetEventDataStoreResponse
        = ops::event_data_stores::get_event_data_store, Read, Management;
    /// Shows which events a trail takes.
    GetEventSelectors(selectors::GetEventSelectorsRequest) -> selectors::EventSelectorsResponse
        = ops::selectors::get_event_selectors, Read, Management;
    /// Shows how far an import is.
    GetImport(imports::GetImportRequest) -> imports::GetImportResponse
        = ops::imports::get_import, Read, Management;
    /// Shows which unusual activity a trail or an event data store looks for.
    GetInsightSelectors(insights::GetInsightSelectorsRequest)
        -> insights::GetInsightSelectorsResponse
        = ops::insight_selectors::get_insight_selectors, Read, Management;
    /// Shows the rows that a query found.
    GetQueryResults(queries::GetQueryResultsRequest) -> queries::GetQueryResultsResponse
        = ops::queries::get_query_results, Read, Management;
    /// Shows the policy of an event data store, a dashboard or a channel.
    GetResourcePolicy(resource_policies::GetResourcePolicyRequest)
        -> resource_policies::GetResourcePolicyResponse
        = ops::resource_policies::get_resource_policy, Read, Management;
    /// Shows the settings of a trail.
    GetTrail(trails::GetTrailRequest) -> trails::GetTrailResponse
        = ops::trails::get_trail, Read, Management;
    /// Shows whether a trail records and how its deliveries fare.
    GetTrailStatus(trails::GetTrailStatusRequest) -> trails::GetTrailStatusResponse
        = ops::logging::get_trail_status, Read, Management;
    /// Lists the channels.
    ListChannels(channels::ListChannelsRequest) -> channels::ListChannelsResponse
        = ops::channels::list_channels, Read, Management;
    /// Lists the dashboards.
    ListDashboards(dashboards::ListDashboardsRequest) -> dashboards::ListDashboardsResponse
        = ops::dashboards::list_dashboards, Read, Management;
    /// Lists the event data stores of this region.
    ListEventDataStores(event_data_stores::ListEventDataStoresRequest)
        -> event_data_stores::ListEventDataStoresResponse
        = ops::event_data_stores::list_event_data_stores, Read, Management;
    /// Lists the files that an import could not take in.
    ListImportFailures(imports::ListImportFailuresRequest) -> imports::ListImportFailuresResponse
        = ops::imports::list_import_failures, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxResults", [Failures]);
    /// Lists the imports.
    ListImports(imports::ListImportsRequest) -> imports::ListImportsResponse
        = ops::imports::list_imports, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxResults", [Imports]);
    /// Lists the Insights events of a trail or an event data store.
    ListInsightsData(insights::ListInsightsDataRequest) -> insights::ListInsightsDataResponse
        = ops::insights::list_insights_data, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxResults", [Events]);
    /// Shows how often an operation was called or failed over time, as a series of values.
    ListInsightsMetricData(insights::ListInsightsMetricDataRequest)
        -> insights::ListInsightsMetricDataResponse
        = ops::insights::list_insights_metric_data, Read, Management;
    /// Lists the public keys that digests were signed under.
    ListPublicKeys(keys::ListPublicKeysRequest) -> keys::ListPublicKeysResponse
        = ops::keys::list_public_keys, Read, Management,
        pager("NextToken" -> "NextToken", [PublicKeyList]);
    /// Lists the queries of an event data store in the last seven days.
    ListQueries(queries::ListQueriesRequest) -> queries::ListQueriesResponse
        = ops::queries::list_queries, Read, Management;
    /// Lists the tags of trails and event data stores.
    ListTags(tags::ListTagsRequest) -> tags::ListTagsResponse
        = ops::tags::list_tags, Read, Management,
        pager("NextToken" -> "NextToken", [ResourceTagList]);
    /// Lists the trails of all regions.
    ListTrails(trails::ListTrailsRequest) -> trails::ListTrailsResponse
        = ops::trails::list_trails, Read, Management,
        pager("NextToken" -> "NextToken", [Trails]);
    /// Looks up management events of the last 90 days, the newest first.
    LookupEvents(events::LookupEventsRequest) -> events::LookupEventsResponse
        = ops::events::lookup_events, Read, Management,
        pager("NextToken" -> "NextToken", limit "MaxResults", [Events]);
    /// Says what events tell besides the usual, and which of them are counted together.
    PutEventConfiguration(event_configuration::PutEventConfigurationRequest)
        -> event_configuration::EventConfiguration
        = ops::event_configuration::put_event_configuration, Write, Management;
    /// Says which events a trail takes, in place of what it took before.
    PutEventSelectors(selectors::PutEventSelectorsRequest) -> selectors::EventSelectorsResponse
        = ops::selectors::put_event_selectors, Write, Management;
    /// Says which unusual activity a trail or an event data store looks for; an empty list ends it.
    PutInsightSelectors(insights::PutInsightSelectorsRequest)
        -> insights::PutInsightSelectorsResponse
        = ops::insight_selectors::put_insight_selectors, Write, Management;
    /// Gives an event data store, a dashboard or a channel a policy, which says who else may use
    /// it.
    PutResourcePolicy(resource_policies::PutResourcePolicyRequest)
        -> resource_policies::PutResourcePolicyResponse
        = ops::resource_policies::put_resource_policy, Write, Management;
    /// Lets a member account administer the trails and event data stores of the organization.
    RegisterOrganizationDelegatedAdmin(
        shapes::organization::RegisterOrganizationDelegatedAdminRequest)
        -> trails::Nothing
        = ops::organization::register_organization_delegated_admin, Write, Management;
    /// Takes tags off a trail or an event data store.
    RemoveTags(tags::RemoveTagsRequest) -> trails::Nothing
        = ops::tags::remove_tags, Write, Management;
    /// Takes back that an event data store is to be deleted.
    RestoreEventDataStore(event_data_stores::RestoreEventDataStoreRequest)
        -> event_data_stores::RestoreEventDataStoreResponse
        = ops::event_data_stores::restore_event_data_store, Write, Management;
    /// Searches the sample queries.
    SearchSampleQueries(queries::SearchSampleQueriesRequest) -> queries::SearchSampleQueriesResponse
        = ops::queries::search_sample_queries, Read, Management;
    /// Runs the queries of a dashboard again.
    StartDashboardRefresh(dashboards::StartDashboardRefreshRequest)
        -> dashboards::StartDashboardRefreshResponse
        = ops::dashboards::start_dashboard_refresh, Write, Management;
    /// Lets an event data store take events again.
    StartEventDataStoreIngestion(event_data_stores::StartEventDataStoreIngestionRequest)
        -> trails::Nothing
        = ops::event_data_stores::start_event_data_store_ingestion, Write, Management;
    /// Imports log files from a bucket into an event data store, or tries an import that failed
    /// again.
    StartImport(imports::StartImportRequest) -> imports::StartImportResponse
        = ops::imports::start_import, Write, Management;
    /// Lets a trail record from now on.
    StartLogging(trails::StartLoggingRequest) -> trails::Nothing
        = ops::logging::start_logging, Write, Management;
    /// Starts a query of event data stores.
    StartQuery(queries::StartQueryRequest) -> queries::StartQueryResponse
        = ops::queries::start_query, Write, Management;
    /// Lets an event data store take no more events; what it holds stays.
    StopEventDataStoreIngestion(event_data_stores::StopEventDataStoreIngestionRequest)
        -> trails::Nothing
        = ops::event_data_stores::stop_event_data_store_ingestion, Write, Management;
    /// Stops an import.
    StopImport(imports::StopImportRequest) -> imports::StopImportResponse
        = ops::imports::stop_import, Write, Management;
    /// Lets a trail stop recording.
    StopLogging(trails::StopLoggingRequest) -> trails::Nothing
        = ops::logging::stop_logging, Write, Management;
    /// Changes the name or the destinations of a channel.
    UpdateChannel(channels::UpdateChannelRequest) -> channels::UpdateChannelResponse
        = ops::channels::update_channel, Write, Management;
    /// Changes the settings of a dashboard; its widgets are all replaced.
    UpdateDashboard(dashboards::UpdateDashboardRequest) -> dashboards::UpdateDashboardResponse
        = ops::dashboards::update_dashboard, Write, Management;
    /// Changes the settings of an event data store.
    UpdateEventDataStore(event_data_stores::UpdateEventDataStoreRequest)
        -> event_data_stores::UpdateEventDataStoreResponse
        = ops::event_data_stores::update_event_data_store, Write, Management;
    /// Changes the settings of a trail.
    UpdateTrail(trails::UpdateTrailRequest) -> trails::TrailSettings
        = ops::trails::update_trail, Write, Management;
};

/// Where an event is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kept {
    /// Whether it is a management event.
    pub management: bool,
    /// Whether the event history shows it.
    pub in_history: bool,
    /// How many trails take it.
    pub trails: usize,
    /// How many event data stores take it.
    pub stores: usize,
}

/// Records an event: in the history if it is a management event of the last 90 days, for the trails
/// that take it and in the event data stores that do. Returns where it is kept.
///
/// `before` are the account's trails before the call that the event is of.
pub fn record(ctx: &mut Context<'_>, event: &Event, before: &[Trail]) -> Result<Kept> {
    insight::observe(ctx, event)?;
    let in_history = event.management && history::shows(ctx.now, event.time);
    if in_history {
        history::add(&mut ctx.txn, &Entry::new(event, ctx.number), ctx.now)?;
    }
    let trails = delivery::send(ctx, event, before)?;
    let stores = lake::take(ctx, event)?;
    Ok(Kept { management: event.management, in_history, trails, stores })
}

/// Returns the code for a word or number outside the limits of the model: CloudTrail has one for
/// most of them.
fn invalid(operation: &str, path: &str) -> Code {
    match (operation, path.split('.').next().unwrap_or_default()) {
        ("PutInsightSelectors", "insightSelectors") => errors::INVALID_INSIGHT_SELECTORS,
        ("PutEventSelectors", _) => errors::INVALID_EVENT_SELECTORS,
        ("LookupEvents", "lookupAttributes") => errors::INVALID_LOOKUP_ATTRIBUTES,
        ("LookupEvents" | "ListEventDataStores" | "ListQueries", "maxResults")
        | ("GetQueryResults", "maxQueryResults") => errors::INVALID_MAX_RESULTS,
        ("ListQueries", "queryStatus") => errors::INVALID_QUERY_STATUS,
        ("LookupEvents", "eventCategory") => errors::INVALID_EVENT_CATEGORY,
        (_, "tagsList") => errors::INVALID_TAG_PARAMETER,
        _ => errors::VALIDATION,
    }
}

/// Returns a request as records tell it; `null` if it says nothing.
fn request_in_event(operation: &Operation, request: &Value, _region: &str) -> Value {
    crate::schema::recorded::document(request, operation.input)
}
