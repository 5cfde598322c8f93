//! The handlers, one file per kind of resource, each function named as its operation.

pub mod alarm_history;
pub mod alarm_mute_rules;
pub mod alarms;
pub mod anomaly_detectors;
pub mod composite_alarms;
pub mod dashboards;
pub mod data;
pub mod log_alarms;
pub mod datasets;
pub mod insight_rules;
pub mod managed_insight_rules;
pub mod metric_data;
pub mod metric_streams;
pub mod metrics;
pub mod otel;
pub mod statistics;
pub mod tags;
pub mod widget_image;
