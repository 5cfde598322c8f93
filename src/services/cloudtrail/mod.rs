//! AWS CloudTrail: who did what.
//!
//! ```text
//! a call ----> event ----> history            lookup-events
//!                    \---> delivery           log files and digests in a bucket
//!                             \---> chain     validate-logs
//! ```

pub mod chain;
pub mod delivery;
pub mod errors;
pub mod event;
pub mod history;
pub mod identity;
pub mod imported;
pub mod kind_of_call;
pub mod lookup;
pub mod ops;
pub mod recorded;
pub mod resource;
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
use history::Entry;
use shapes::{events, keys, selectors, tags, trails};
use trail::Trail;

/// The service.
pub static SERVICE: Service = Service {
    command: "cloudtrail",
    title: "AWS CloudTrail",
    doc: "Records the calls of an account, delivers them as log files to a bucket, and proves with \
          signed digests that nobody has changed them since.",
    source: "cloudtrail.amazonaws.com",
    operations: OPERATIONS,
    not_emulated: NOT_EMULATED,
    chores: &[
        delivery::LOG_FILES,
        delivery::DIGESTS,
        history::EXPIRY,
        history::SEALING,
        history::MERGING,
    ],
    records: &[
        Kind::sealed::<Entry>(),
        Kind::recounted::<history::Open>(history::recount),
        Kind::of::<Trail>(),
        Kind::of::<delivery::keys::KeyPair>(),
        Kind::of::<delivery::outlet::Delivered>(),
        Kind::of::<delivery::outlet::Outlet>(),
        Kind::of::<delivery::outlet::Waiting>(),
    ],
    invalid: |operation, path| Some(invalid(operation, path)),
    request_in_event,
};

/// Every operation that is emulated, in the order of the names.
const OPERATIONS: &[Operation] = operations! {
    /// Puts tags on a trail.
    AddTags(tags::AddTagsRequest) -> trails::Nothing = ops::tags::add_tags, Write, Management;
    /// Creates a trail, which records nothing until start-logging.
    CreateTrail(trails::CreateTrailRequest) -> trails::TrailSettings
        = ops::trails::create_trail, Write, Management;
    /// Deletes a trail. Its log files stay in the bucket.
    DeleteTrail(trails::DeleteTrailRequest) -> trails::Nothing
        = ops::trails::delete_trail, Write, Management;
    /// Shows the settings of the trails that cover this region.
    DescribeTrails(trails::DescribeTrailsRequest) -> trails::DescribeTrailsResponse
        = ops::trails::describe_trails, Read, Management;
    /// Shows which events a trail takes.
    GetEventSelectors(selectors::GetEventSelectorsRequest) -> selectors::EventSelectorsResponse
        = ops::selectors::get_event_selectors, Read, Management;
    /// Shows the settings of a trail.
    GetTrail(trails::GetTrailRequest) -> trails::GetTrailResponse
        = ops::trails::get_trail, Read, Management;
    /// Shows whether a trail records and how its deliveries fare.
    GetTrailStatus(trails::GetTrailStatusRequest) -> trails::GetTrailStatusResponse
        = ops::trails::get_trail_status, Read, Management;
    /// Lists the public keys that digests were signed under.
    ListPublicKeys(keys::ListPublicKeysRequest) -> keys::ListPublicKeysResponse
        = ops::keys::list_public_keys, Read, Management,
        pager("NextToken" -> "NextToken", [PublicKeyList]);
    /// Lists the tags of trails.
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
    /// Says which events a trail takes, in place of what it took before.
    PutEventSelectors(selectors::PutEventSelectorsRequest) -> selectors::EventSelectorsResponse
        = ops::selectors::put_event_selectors, Write, Management;
    /// Takes tags off a trail.
    RemoveTags(tags::RemoveTagsRequest) -> trails::Nothing
        = ops::tags::remove_tags, Write, Management;
    /// Lets a trail record from now on.
    StartLogging(trails::StartLoggingRequest) -> trails::Nothing
        = ops::trails::start_logging, Write, Management;
    /// Lets a trail stop recording.
    StopLogging(trails::StopLoggingRequest) -> trails::Nothing
        = ops::trails::stop_logging, Write, Management;
    /// Changes the settings of a trail.
    UpdateTrail(trails::UpdateTrailRequest) -> trails::TrailSettings
        = ops::trails::update_trail, Write, Management;
};

/// What AWS has and this program does not emulate yet.
const NOT_EMULATED: &[&str] = &[
    "CancelQuery",
    "CreateChannel",
    "CreateDashboard",
    "CreateEventDataStore",
    "DeleteChannel",
    "DeleteDashboard",
    "DeleteEventDataStore",
    "DeleteResourcePolicy",
    "DeregisterOrganizationDelegatedAdmin",
    "DescribeQuery",
    "DisableFederation",
    "EnableFederation",
    "GenerateQuery",
    "GetChannel",
    "GetDashboard",
    "GetEventConfiguration",
    "GetEventDataStore",
    "GetImport",
    "GetInsightSelectors",
    "GetQueryResults",
    "GetResourcePolicy",
    "ListChannels",
    "ListDashboards",
    "ListEventDataStores",
    "ListImportFailures",
    "ListImports",
    "ListInsightsData",
    "ListInsightsMetricData",
    "ListQueries",
    "PutEventConfiguration",
    "PutInsightSelectors",
    "PutResourcePolicy",
    "RegisterOrganizationDelegatedAdmin",
    "RestoreEventDataStore",
    "SearchSampleQueries",
    "StartDashboardRefresh",
    "StartEventDataStoreIngestion",
    "StartImport",
    "StartQuery",
    "StopEventDataStoreIngestion",
    "StopImport",
    "UpdateChannel",
    "UpdateDashboard",
    "UpdateEventDataStore",
];

/// Where an event is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kept {
    /// Whether it is a management event.
    pub management: bool,
    /// Whether the event history shows it.
    pub in_history: bool,
    /// How many trails take it.
    pub trails: usize,
}

/// Records an event: in the history if it is a management event of the last 90 days, and for the
/// trails that take it. Returns where it is kept.
///
/// `before` are the account's trails before the call that the event is of.
pub fn record(ctx: &mut Context<'_>, event: &Event, before: &[Trail]) -> Result<Kept> {
    let in_history = event.management && history::shows(ctx.now, event.time);
    if in_history {
        history::add(&mut ctx.txn, &Entry::new(event, ctx.number), ctx.now)?;
    }
    let trails = delivery::send(ctx, event, before)?;
    Ok(Kept { management: event.management, in_history, trails })
}

/// Returns the code for a word or number outside the limits of the model: CloudTrail has one for
/// most of them.
fn invalid(operation: &str, path: &str) -> Code {
    match (operation, path.split('.').next().unwrap_or_default()) {
        ("PutEventSelectors", _) => errors::INVALID_EVENT_SELECTORS,
        ("LookupEvents", "lookupAttributes") => errors::INVALID_LOOKUP_ATTRIBUTES,
        ("LookupEvents", "maxResults") => errors::INVALID_MAX_RESULTS,
        ("LookupEvents", "eventCategory") => errors::INVALID_EVENT_CATEGORY,
        (_, "tagsList") => errors::INVALID_TAG_PARAMETER,
        _ => errors::VALIDATION,
    }
}

/// Returns a request as records tell it; `null` if it says nothing.
fn request_in_event(operation: &Operation, request: &Value, _region: &str) -> Value {
    recorded::document(request, operation.input)
}
