//! The operation on public keys.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::schema::Blob;
use crate::services::cloudtrail::delivery::keys::KeyPair;
use crate::services::cloudtrail::errors::{INVALID_TIME_RANGE, INVALID_TOKEN};
use crate::services::cloudtrail::shapes::keys::{
    ListPublicKeysRequest, ListPublicKeysResponse, PublicKey,
};

/// How many keys a page has. AWS does not say; no store has more than this in a decade.
const PAGE: usize = 200;

/// Lists the public keys of the region that digests of a time were signed under. Where start or end
/// are not given, they are now.
///
/// Source: CloudTrail API Reference, "`ListPublicKeys`"; what it says of a start after the end is
/// ours.
///
/// The first key of a region is made when it is first asked for or signed under.
///
/// Fails with, in the order in which they are checked:
///
/// - [`INVALID_TIME_RANGE`] if the start lies after the end;
/// - [`INVALID_TOKEN`] if the token is not one of this operation.
pub fn list_public_keys(
    ctx: &mut Context<'_>,
    request: ListPublicKeysRequest,
) -> Result<ListPublicKeysResponse> {
    let start = request.start_time.unwrap_or(ctx.now);
    let end = request.end_time.unwrap_or(ctx.now);
    if start > end {
        let message = "Start time must be before or equal to the end time.";
        return Err(ApiError::new(INVALID_TIME_RANGE, message).into());
    }
    let from = match &request.next_token {
        None => 0,
        Some(token) => page::position("ListPublicKeys", token)
            .and_then(|position| position.parse().ok())
            .ok_or_else(|| ApiError::new(INVALID_TOKEN, "The token is not valid."))?,
    };
    // AWS has a key in every region before anything is signed there.
    if !KeyPair::is_any(&ctx.txn, &ctx.region)? {
        KeyPair::for_digest(&mut ctx.txn, &ctx.region, ctx.now)?;
    }
    let pairs = KeyPair::between(&ctx.txn, &ctx.region, start, end)?;
    let (pairs, next) = page::cut(pairs, from, PAGE);
    Ok(ListPublicKeysResponse {
        public_key_list: Some(pairs.iter().map(public_key).collect()),
        next_token: next.map(|next| page::token("ListPublicKeys", &next.to_string())),
    })
}

/// Returns a key pair's public half as it is listed.
pub fn public_key(pair: &KeyPair) -> PublicKey {
    PublicKey {
        value: Some(Blob(pair.public_der())),
        validity_start_time: Some(pair.start),
        validity_end_time: Some(pair.end),
        fingerprint: Some(pair.fingerprint.clone()),
    }
}
