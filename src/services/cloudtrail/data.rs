//! CloudTrail's data service, by which events from outside AWS come in.

use super::errors::VALIDATION;
use super::ops;
use super::shapes::data;
use crate::operation::{Operation, Service};
use crate::operations;

/// The service.
pub static SERVICE: Service = Service {
    command: "cloudtrail-data",
    title: "AWS CloudTrail Data Service",
    doc: "Takes events from outside AWS through channels into event data stores.",
    source: "cloudtrail-data.amazonaws.com",
    operations: OPERATIONS,
    waiters: &[],
    undeclared: &[],
    chores: &[],
    records: &[],
    invalid: |_, _| Some(VALIDATION),
    request_in_event: |operation, request, _| {
        crate::schema::recorded::document(request, operation.input)
    },
};

/// Every operation, in the order of the names.
const OPERATIONS: &[Operation] = operations! {
    /// Sends events from outside AWS through a channel into the event data stores that it leads to.
    PutAuditEvents(data::PutAuditEventsRequest) -> data::PutAuditEventsResponse
        = ops::channels::put_audit_events, Write, Data;
};
