//! What the operations take and answer, one file per kind of resource.
//!
//! Names, types, order and limits are those of the CloudTrail API model, version 2013-11-01.

pub mod events;
pub mod keys;
pub mod selectors;
pub mod tags;
pub mod trails;
