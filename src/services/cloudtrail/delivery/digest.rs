//! Digests: what a trail delivered in an hour, signed and chained.
//!
//! A digest lists the log files of its hour with their hashes and names the digest before it with
//! its hash and signature. It is signed under the key of its region; the signature lies in the
//! metadata of the object.
//!
//! Source: CloudTrail User Guide, "CloudTrail digest file structure".

use std::collections::BTreeMap;

use serde_json::json;

use super::super::chain::signed_text;
use super::super::trail::Trail;
use super::keys::KeyPair;
use super::outlet::{Delivered, Outlet, Previous};
use super::{access, headers, object_put, place};
use crate::bucket::{self, Bucket, Headers};
use crate::context::Context;
use crate::crypto::sha256;
use crate::error::Result;
use crate::gzip;
use crate::id::hex;
use crate::store::{Record, Txn};
use crate::time::Timestamp;
use crate::value::Value;
use crate::value::json::compact;

/// Returns when the next digest is due.
pub(super) fn due(txn: &Txn<'_>) -> Result<Option<Timestamp>> {
    let mut earliest: Option<Timestamp> = None;
    for outlet in Outlet::every(txn)? {
        if let Some((due, _)) = due_at(txn, &outlet)? {
            earliest = Some(earliest.map_or(due, |earliest| earliest.min(due)));
        }
    }
    Ok(earliest)
}

/// Returns when an outlet's next digest is due, and when its time ends.
///
/// It is due when its time ends; later if the bucket refuses it, or has refused one before it.
fn due_at(txn: &Txn<'_>, outlet: &Outlet) -> Result<Option<(Timestamp, Timestamp)>> {
    let Some(chain) = &outlet.chain else { return Ok(None) };
    let hourly = chain.next_end(Delivered::oldest_at(txn, outlet)?);
    let end = match (hourly, outlet.closes) {
        (Some(hourly), Some(closes)) => hourly.min(closes),
        (Some(end), None) | (None, Some(end)) => end,
        (None, None) => return Ok(None),
    };
    if outlet.refused.digests {
        let key_at =
            |trail: &Trail, _| place::digest(trail, outlet.whose(trail), &outlet.region, end);
        return Ok(access::retry_due(txn, outlet, end, key_at)?.map(|due| (due, end)));
    }
    Ok(Some((outlet.resumed.map_or(end, |resumed| end.max(resumed)), end)))
}

/// Delivers what is due: one digest of each outlet, or several if the bucket had refused them.
pub(super) fn run(ctx: &mut Context<'_>) -> Result<()> {
    for mut outlet in Outlet::every(&ctx.txn)? {
        while let Some((due, end)) = due_at(&ctx.txn, &outlet)?
            && due <= ctx.now
        {
            outlet = deliver(ctx, outlet, end)?;
        }
    }
    Ok(())
}

/// Delivers a digest, or notes that the bucket refuses it.
fn deliver(ctx: &mut Context<'_>, mut outlet: Outlet, end: Timestamp) -> Result<Outlet> {
    let Some(trail) = outlet.trail(&ctx.txn)? else {
        outlet.chain = None;
        ctx.txn.put(&outlet);
        return Ok(outlet);
    };
    match access::bucket_for(
        &ctx.txn,
        &trail,
        &place::digest(&trail, outlet.whose(&trail), &outlet.region, end),
    )? {
        Ok(bucket) => {
            write(ctx, &trail, &mut outlet, &bucket, end)?;
            if std::mem::take(&mut outlet.refused.digests) {
                outlet.resumed = Some(ctx.now);
            }
            outlet.status.digest_error = None;
            if outlet.closes == Some(end) {
                close(&trail, &mut outlet, end);
            }
        }
        Err(refusal) => {
            outlet.refused.digests = true;
            outlet.status.digest_error = Some(refusal.to_owned());
        }
    }
    outlet.keep(&mut ctx.txn);
    Ok(outlet)
}

/// Ends the chain, and begins the next one if the trail is recording and validated again.
fn close(trail: &Trail, outlet: &mut Outlet, end: Timestamp) {
    outlet.chain = None;
    outlet.closes = None;
    outlet.ended = Some(end);
    let alive = outlet.orphan.is_none() && outlet.is_current(trail) && trail.covers(&outlet.region);
    if alive && trail.digests_since.is_some() {
        outlet.begin_chain(end);
    }
}

fn write(
    ctx: &mut Context<'_>,
    trail: &Trail,
    outlet: &mut Outlet,
    bucket: &Bucket,
    end: Timestamp,
) -> Result<()> {
    let Some(chain) = &mut outlet.chain else { return Ok(()) };
    let (start, previous) = (chain.start, chain.previous.clone());
    let (files, later): (Vec<_>, Vec<_>) =
        Delivered::at(&ctx.txn, outlet)?.into_iter().partition(|file| file.at <= end);
    let pair = KeyPair::for_digest(&mut ctx.txn, &outlet.region, end)?;
    let whose = outlet.whose(trail);
    let account = whose.account.to_owned();
    let key = place::digest(trail, whose, &outlet.region, end);

    let digest = Digest {
        account: &account,
        bucket,
        key: &key,
        time: (start, end),
        previous: previous.as_ref(),
    };
    let content = compact(&digest.document(&pair.fingerprint, &files));
    let hash = sha256(content.as_bytes());
    let before = previous.as_ref().map(|previous| previous.signature.as_str());
    let text = signed_text(&end.to_string(), &bucket.name, &key, &hash, before);
    let signature = hex(&pair.private()?.sign(text.as_bytes()));

    let metadata = BTreeMap::from([
        ("signature".to_owned(), signature.clone()),
        ("signature-algorithm".to_owned(), "SHA256withRSA".to_owned()),
    ]);
    let file = gzip::compress(content.as_bytes());
    bucket::put_object(
        &mut ctx.txn,
        bucket,
        &key,
        &mut file.as_slice(),
        Headers { metadata, ..headers(trail) },
        ctx.now,
    )?;
    let put = object_put(ctx, trail, bucket, &key, file.len());
    ctx.extra.observed.push(put);
    for file in &files {
        ctx.txn.delete(&file.key());
    }
    let bucket = bucket.name.clone();
    if let Some(chain) = &mut outlet.chain {
        chain.advance(end, Previous { bucket, key, hash, signature }, !later.is_empty());
    }
    outlet.status.digested = Some(ctx.now);
    Ok(())
}

/// What a digest is about.
struct Digest<'a> {
    account: &'a str,
    bucket: &'a Bucket,
    key: &'a str,
    time: (Timestamp, Timestamp),
    previous: Option<&'a Previous>,
}

impl Digest<'_> {
    /// Returns the document, its fields in the order that AWS writes them.
    fn document(&self, fingerprint: &str, files: &[Delivered]) -> Value {
        let (start, end) = self.time;
        let previous = self.previous;
        json!({
            "awsAccountId": self.account,
            "digestStartTime": start.to_string(),
            "digestEndTime": end.to_string(),
            "digestS3Bucket": self.bucket.name,
            "digestS3Object": self.key,
            "digestPublicKeyFingerprint": fingerprint,
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": files.iter().map(|file| file.newest).max().map(|t| t.to_string()),
            "oldestEventTime": files.iter().map(|file| file.oldest).min().map(|t| t.to_string()),
            "previousDigestS3Bucket": previous.map(|previous| &previous.bucket),
            "previousDigestS3Object": previous.map(|previous| &previous.key),
            "previousDigestHashValue": previous.map(|previous| &previous.hash),
            "previousDigestHashAlgorithm": previous.map(|_| "SHA-256"),
            "previousDigestSignature": previous.map(|previous| &previous.signature),
            "logFiles": files.iter().map(log_file).collect::<Value>(),
        })
    }
}

fn log_file(file: &Delivered) -> Value {
    json!({
        "s3Bucket": file.bucket,
        "s3Object": file.object,
        "hashValue": file.hash,
        "hashAlgorithm": "SHA-256",
        "newestEventTime": file.newest.to_string(),
        "oldestEventTime": file.oldest.to_string(),
    })
}
