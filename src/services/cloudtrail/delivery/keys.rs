//! The keys that digests are signed under: one pair a region, a new one every 30 days.
//!
//! A key is made when a digest is first signed and none is valid. Its private part lies in the
//! store and nowhere else; the public part is what `list-public-keys` tells.
//!
//! Source: CloudTrail User Guide, "CloudTrail digest file structure"; facts for the 30 days.

use std::time::Duration;

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use crate::crypto::{PrivateKey, fingerprint};
use crate::error::{Error, Result};
use crate::store::{Json, Key, Record, Txn};
use crate::time::Timestamp;

/// How long digests are signed under one key.
const VALID: Duration = Duration::from_hours(720);

/// A pair of keys of a region.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct KeyPair {
    region: String,
    /// The first time that digests are signed under it.
    pub start: Timestamp,
    /// The time from which digests are signed under the next one.
    pub end: Timestamp,
    /// The private key as PKCS#1 DER, in base64.
    private: String,
    /// The public key as PKCS#1 DER, in base64.
    public: String,
    /// The fingerprint that digests name it by.
    pub fingerprint: String,
}

impl Record for KeyPair {
    const KIND: &'static str = "key-pair";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all().text(&self.region).time(self.start)
    }
}

impl KeyPair {
    /// Returns the region's pair for digests whose time ends at `time`, making one if there is none.
    pub fn for_digest(txn: &mut Txn<'_>, region: &str, time: Timestamp) -> Result<Self> {
        let before = Self::newest_before(txn, region, time)?;
        if let Some(pair) = before.as_ref().filter(|pair| time < pair.end) {
            return Ok(pair.clone());
        }
        // A pair follows its predecessor at once if that has only just run out.
        let start =
            before.map_or(time, |pair| if time < pair.end + VALID { pair.end } else { time });
        let pair = Self::generate(region, start);
        txn.put(&pair);
        Ok(pair)
    }

    /// Returns whether a region has any pair.
    pub fn is_any(txn: &Txn<'_>, region: &str) -> Result<bool> {
        Ok(txn.scan::<Self>(&Self::all().text(region)).next().transpose()?.is_some())
    }

    /// Returns the pair that was newest at a time; a late digest is signed under it.
    fn newest_before(txn: &Txn<'_>, region: &str, time: Timestamp) -> Result<Option<Self>> {
        let pairs = Self::all().text(region);
        let end = pairs.clone().time(time).end();
        txn.range_back::<Self>(&pairs, &end).next().transpose()
    }

    fn generate(region: &str, start: Timestamp) -> Self {
        let key = PrivateKey::generate();
        let public = key.public_der();
        Self {
            region: region.to_owned(),
            start,
            end: start + VALID,
            private: BASE64.encode(&key.der()),
            fingerprint: fingerprint(&public),
            public: BASE64.encode(&public),
        }
    }

    /// Returns the private key.
    pub fn private(&self) -> Result<PrivateKey> {
        let der = BASE64.decode(self.private.as_bytes()).ok();
        der.and_then(|der| PrivateKey::from_der(&der)).ok_or_else(|| {
            Error::Damaged(format!("the signing key {} in the store is damaged", self.fingerprint))
        })
    }

    /// Returns the public key as PKCS#1 DER.
    pub fn public_der(&self) -> Vec<u8> {
        BASE64.decode(self.public.as_bytes()).unwrap_or_default()
    }

    /// Returns the region's pairs that are valid at some time from `start` to `end`, the oldest
    /// first.
    pub fn between(
        txn: &Txn<'_>,
        region: &str,
        start: Timestamp,
        end: Timestamp,
    ) -> Result<Vec<Self>> {
        let pairs = txn.scan::<Self>(&Self::all().text(region));
        pairs
            .filter(|pair| pair.as_ref().map_or(true, |p| p.start <= end && start <= p.end))
            .collect()
    }
}
