//! The handlers, one file per kind of resource, each function named as its operation.

pub mod compliance;
pub mod conformance_pack_compliance;
pub mod conformance_packs;
pub mod aggregate_compliance;
pub mod aggregate_resources;
pub mod aggregation_authorizations;
pub mod aggregators;
pub mod connectors;
pub mod delivery_channels;
pub mod queries;
pub mod evaluations;
pub mod organization_conformance_packs;
pub mod linked_recorders;
pub mod organization_rules;
pub mod recorders;
pub mod remediation;
pub mod resource_evaluations;
pub mod resources;
pub mod retention;
pub mod rules;
pub mod tags;

use crate::error::{ApiError, Result};
use crate::page;
use crate::services::config::errors::{INVALID_NEXT_TOKEN, INVALID_PARAMETER_VALUE, VALIDATION};

/// Returns the page of a listing that a request asks for, and the token of the next one.
///
/// A limit of nothing, or none, is the one that AWS takes then.
///
/// Fails with [`INVALID_NEXT_TOKEN`] if the token is none of this operation, or with the code that the model
/// of the operation has in its place.
fn paged<T>(
    operation: &str,
    items: Vec<T>,
    (token, limit, most): (Option<&str>, Option<i32>, usize),
) -> Result<(Vec<T>, Option<String>), ApiError> {
    let start = match token {
        None | Some("") => 0,
        Some(token) => {
            let code = match operation {
                "GetComplianceDetailsByResource" => INVALID_PARAMETER_VALUE,
                "ListConfigurationRecorders" | "ListConnectors" => VALIDATION,
                _ => INVALID_NEXT_TOKEN,
            };
            page::position(operation, token)
                .and_then(|position| position.parse().ok())
                .ok_or_else(|| ApiError::new(code, "The specified nextToken is not valid."))?
        }
    };
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit > 0);
    let (items, next) = page::cut(items, start, limit.unwrap_or(most));
    Ok((items, next.map(|next| page::token(operation, &next.to_string()))))
}
