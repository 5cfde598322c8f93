//! AWS Config: what there is, what it was like, and whether it is as it should be.
//!
//! ```text
//! a resource changes ----> recording ----> item ----> keeping     get-resource-config-history
//!   the engine sees it                       |------> message     the topic
//!                                            \------> delivery    snapshots and histories in a bucket
//! ```

pub mod access;
pub mod aggregator;
pub mod channel;
pub mod conformance;
pub mod chunk;
pub mod connector;
pub mod delivery;
mod diff;
pub mod glance;
pub mod errors;
pub mod evaluating;
pub mod invoking;
pub mod imported;
pub mod item;
pub mod judging;
pub mod keeping;
pub mod linked;
mod message;
mod operations;
pub mod ops;
pub mod organization;
mod oversized;
pub mod place;
pub mod recorder;
pub mod recording;
pub mod remediation;
pub mod resource;
pub mod resource_compliance;
pub mod resource_evaluation;
pub mod result;
pub mod retention;
pub mod select;
pub mod rule;
pub mod shapes;
pub mod stored_query;
mod sweeping;

use chunk::Chunk;

use crate::error::Code;
use crate::operation::Service;
use crate::schema::recorded;
use crate::store::Kind;

/// The service.
pub static SERVICE: Service = Service {
    command: "configservice",
    title: "AWS Config",
    doc: "Records how resources are configured: what there is, what it was like, and what has \
          changed.",
    source: "config.amazonaws.com",
    operations: operations::OPERATIONS,
    waiters: &[],
    undeclared: &[],
    chores: &[
        recording::DAILY,
        delivery::SNAPSHOTS,
        delivery::HISTORIES,
        evaluating::EVALUATION,
        remediation::REMEDIATION,
        keeping::EXPIRY,
        keeping::SEALING,
        keeping::MERGING,
        resource_evaluation::EXPIRY,
        resource_evaluation::MERGING,
    ],
    records: &[
        Kind::of::<aggregator::Aggregator>(),
        Kind::of::<aggregator::Authorization>(),
        Kind::of::<aggregator::Refused>(),
        Kind::of::<connector::Connector>(),
        Kind::of::<recorder::Recorder>(),
        Kind::of::<channel::Channel>(),
        Kind::of::<recording::Daily>(),
        Kind::of::<Chunk<recording::Pending>>(),
        Kind::of::<Chunk<resource::Resource>>(),
        Kind::of::<Chunk<resource::Simulated>>(),
        Kind::of::<retention::Retention>(),
        Kind::of::<rule::Rule>(),
        Kind::of::<result::Chunk>(),
        Kind::of::<evaluating::Next>(),
        Kind::of::<remediation::Remediation>(),
        Kind::of::<remediation::Exemption>(),
        Kind::of::<remediation::Execution>(),
        Kind::of::<remediation::Next>(),
        Kind::sealed::<resource_evaluation::ResourceEvaluation>(),
        Kind::recounted::<resource_evaluation::Oldest>(resource_evaluation::recount),
        Kind::of::<conformance::Pack>(),
        Kind::of::<stored_query::StoredQuery>(),
        Kind::of::<linked::Linked>(),
        Kind::of::<organization::Deployment>(),
        Kind::sealed::<item::Item>(),
        Kind::recounted::<keeping::Open>(keeping::recount),
    ],
    invalid,
    request_in_event: |operation, request, _| recorded::document(request, operation.input),
};

/// Returns the code of what the model forbids. Which types of resources there are, operations that show
/// resources check themselves: there are custom ones.
fn invalid(operation: &str, path: &str) -> Option<Code> {
    // Their models have no code for limits.
    const PLAIN: [&str; 6] = [
        "DescribeComplianceByResource",
        "DescribeConfigRuleEvaluationStatus",
        "DescribeRemediationExceptions",
        "DescribeRemediationExecutionStatus",
        "GetComplianceDetailsByConfigRule",
        "ListResourceEvaluations",
    ];
    const SHOWN: [&str; 7] = [
        "BatchGetAggregateResourceConfig",
        "BatchGetResourceConfig",
        "GetAggregateDiscoveredResourceCounts",
        "GetAggregateResourceConfig",
        "GetResourceConfigHistory",
        "ListAggregateDiscoveredResources",
        "ListDiscoveredResources",
    ];
    if SHOWN.contains(&operation) && path.ends_with("resourceType") {
        return None;
    }
    if PLAIN.contains(&operation) && path == "limit" {
        return Some(errors::INVALID_PARAMETER_VALUE);
    }
    let is_limit =
        path == "limit" || (operation == "SelectAggregateResourceConfig" && path == "maxResults");
    Some(if is_limit { errors::INVALID_LIMIT } else { errors::VALIDATION })
}
