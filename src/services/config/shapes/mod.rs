//! What the operations take and answer, one file per kind of resource.
//!
//! Names, types, order and limits are those of the AWS Config API model, version 2014-11-12.

pub mod aggregate_compliance;
pub mod aggregate_resources;
pub mod aggregation_authorizations;
pub mod aggregators;
pub mod compliance;
pub mod conformance_pack_compliance;
pub mod conformance_packs;
pub mod connectors;
pub mod delivery_channels;
pub mod evaluations;
pub mod organization_conformance_packs;
pub mod organization_rules;
pub mod queries;
pub mod recorders;
pub mod remediation;
pub mod resource_evaluations;
pub mod resource_types;
pub mod resources;
pub mod retention;
pub mod rules;
pub mod tags;

use crate::outline;

outline! {
    /// Nothing.
    pub struct Nothing {}
}
