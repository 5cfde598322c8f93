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

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::crypto::sha256;
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
        Some(token) => page::position(operation, token)
            .and_then(|position| position.parse().ok())
            .ok_or_else(|| no_token(operation))?,
    };
    let (items, next) = page::cut(items, start, size(limit, most));
    Ok((items, next.map(|next| page::token(operation, &next.to_string()))))
}

/// Returns the page of a listing in order that a request asks for, and the token of the next one, which
/// goes on behind the last thing shown: whatever comes and goes in between, nothing that stays is shown
/// twice or passed over.
///
/// `request` is what must be the same on all pages, `place` where a thing stands in the order, and
/// `is_behind` whether a thing stands behind such a place.
///
/// Fails as [`paged`] does, also if the token is that of another request.
fn paged_by<T, P: DeserializeOwned + Serialize>(
    (operation, request): (&str, &impl Serialize),
    mut items: Vec<T>,
    (token, limit, most): (Option<&str>, Option<i32>, usize),
    place: impl Fn(&T) -> P,
    is_behind: impl Fn(&T, &P) -> bool,
) -> Result<(Vec<T>, Option<String>), ApiError> {
    let request = sha256(json!(request).to_string().as_bytes());
    if let Some(token) = token.filter(|token| !token.is_empty()) {
        let position = page::position(operation, token);
        let place = position.as_deref().and_then(|position| {
            let (of, place) = position.split_once('\n')?;
            serde_json::from_str(place).ok().filter(|_| of == request)
        });
        let place: P = place.ok_or_else(|| no_token(operation))?;
        items.retain(|item| is_behind(item, &place));
    }
    let (items, next) = page::cut(items, 0, size(limit, most));
    let last = items.last().filter(|_| next.is_some());
    let token =
        last.map(|last| page::token(operation, &format!("{request}\n{}", json!(place(last)))));
    Ok((items, token))
}

fn size(limit: Option<i32>, most: usize) -> usize {
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    limit.filter(|limit| *limit > 0).unwrap_or(most)
}

fn no_token(operation: &str) -> ApiError {
    let code = match operation {
        "GetComplianceDetailsByResource" => INVALID_PARAMETER_VALUE,
        "ListConfigurationRecorders" | "ListConnectors" => VALIDATION,
        _ => INVALID_NEXT_TOKEN,
    };
    ApiError::new(code, "The specified nextToken is not valid.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(
        request: &str,
        items: &[u32],
        token: Option<&str>,
    ) -> Result<(Vec<u32>, Option<String>), ApiError> {
        let asked = (token, Some(2), 100);
        let named = ("ListDiscoveredResources", &request);
        paged_by(named, items.to_vec(), asked, |item| *item, |item, place| item > place)
    }

    #[test]
    fn a_listing_goes_on_behind_what_was_shown_last() {
        let (shown, token) = page("a", &[1, 2, 3, 4, 5], None).unwrap();
        assert_eq!(shown, [1, 2]);
        // What is gone is not missed, what is new further back is seen.
        let (shown, token) = page("a", &[1, 3, 4, 5, 6], token.as_deref()).unwrap();
        assert_eq!(shown, [3, 4]);
        assert_eq!(page("a", &[0, 1, 5, 6], token.as_deref()).unwrap(), (vec![5, 6], None));
        assert_eq!(page("a", &[3], token.as_deref()).unwrap(), (vec![], None));
    }

    #[test]
    fn a_token_is_good_for_its_own_request_only() {
        let (_, token) = page("a", &[1, 2, 3], None).unwrap();
        for (request, token) in [("b", token.as_deref()), ("a", Some("x"))] {
            let refusal = page(request, &[1, 2, 3], token).unwrap_err();
            assert_eq!(refusal.code(), INVALID_NEXT_TOKEN);
        }
    }
}
