//! The handlers, one file per kind of resource, each function named as its operation.

pub mod data;
pub mod metrics;
pub mod statistics;
