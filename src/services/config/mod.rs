//! AWS Config: what there is, what it was like, and whether it is as it should be.
//!
//! None of its operations is emulated yet. Their options, checks and help are there.

mod operations;
pub mod shapes;

use crate::operation::Service;
use crate::value::Value;

/// The service.
pub static SERVICE: Service = Service {
    command: "configservice",
    title: "AWS Config",
    doc: "Records how resources are configured, and judges them by rules. None of it is emulated \
          yet; the commands check what they are given and say so.",
    source: "config.amazonaws.com",
    operations: operations::OPERATIONS,
    waiters: &[],
    undeclared: &[],
    chores: &[],
    records: &[],
    // Only of calls that are answered is anything recorded, or refused by these limits.
    invalid: |_, _| None,
    request_in_event: |_, _, _| Value::Null,
};
