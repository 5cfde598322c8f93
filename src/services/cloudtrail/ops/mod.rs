//! The handlers, one file per kind of resource, each function named as its operation.

pub mod channels;
pub mod dashboards;
pub mod event_configuration;
pub mod event_data_stores;
pub mod events;
pub mod imports;
pub mod insight_selectors;
pub mod insights;
pub mod keys;
pub mod logging;
pub mod organization;
pub mod queries;
pub mod resource_policies;
pub mod selectors;
pub mod tags;
mod trail_settings;
pub mod trails;
