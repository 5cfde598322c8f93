//! The names of KMS keys.
//!
//! Source: CloudTrail API Reference, "`CreateTrail`", "`CreateEventDataStore`".

use super::errors::INVALID_KMS_KEY_ID;
use crate::arn::Arn;
use crate::context::Context;
use crate::error::ApiError;

/// Returns the ARN of a key that is named by its id, its alias or the ARN of either. Which keys there
/// are is not known here: all that have a good name are there, and an alias stays one.
///
/// Fails with [`INVALID_KMS_KEY_ID`] if the text is none of the four. AWS publishes no sentence of it:
/// it is ours.
pub fn key_arn(ctx: &Context<'_>, key: &str) -> Result<String, ApiError> {
    let is_id = |id: &str| {
        let id = id.strip_prefix("mrk-").unwrap_or(id);
        id.len() >= 32 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
    };
    let is_alias = |name: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-');
        !name.is_empty() && name.chars().all(plain)
    };
    let found = match Arn::parse(key) {
        Some(arn) if arn.service == "kms" && !arn.region.is_empty() => {
            let named = arn.resource_of("key").is_some_and(is_id)
                || arn.resource_of("alias").is_some_and(is_alias);
            named.then(|| key.to_owned())
        }
        Some(_) => None,
        None if key.strip_prefix("alias/").is_some_and(is_alias) => Some(ctx.arn("kms", key)),
        None => is_id(key).then(|| ctx.arn("kms", format_args!("key/{key}"))),
    };
    let message = format!("KMS key id {key} is not valid.");
    found.ok_or_else(|| ApiError::new(INVALID_KMS_KEY_ID, message))
}
