//! Anomaly detection: which values a metric is expected to have, and those that are out of line.
//!
//! ```text
//! put-anomaly-detector --> rules ---> Detector          what it is on, what it does not learn from
//!                                        |
//! ANOMALY_DETECTION_BAND(m1, 2) ---> Learning           when it learns, and from what
//!                                        |
//!                                      Model            level, trend, habits --> Band
//! ```
//!
//! Nothing that was learned is kept: a band follows from the data, the detector and the time.

pub mod detector;
pub mod learning;
pub mod model;
pub mod print;
pub mod rules;

pub use detector::{Detector, Subject};
pub use learning::{Learning, Taught};
