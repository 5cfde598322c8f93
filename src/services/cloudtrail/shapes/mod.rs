//! What the operations take and answer, one file per kind of resource.
//!
//! Names, types, order and limits are those of the CloudTrail API model, version 2013-11-01; those of
//! [`data`] have one of their own.

pub mod channels;
pub mod dashboards;
pub mod data;
pub mod event_configuration;
pub mod event_data_stores;
pub mod events;
pub mod imports;
pub mod insights;
pub mod keys;
pub mod organization;
pub mod queries;
pub mod resource_policies;
pub mod selectors;
pub mod tags;
pub mod trails;
