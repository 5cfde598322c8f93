//! Shapes of the operation on public keys.

use crate::schema::Blob;
use crate::shape;
use crate::time::Timestamp;

shape! {
    /// Asks for the public keys that digests of a time were signed under.
    pub struct ListPublicKeysRequest {
        /// The beginning of the time; without it, now.
        start_time: Option<Timestamp> = "StartTime",
        /// The end of the time; without it, now.
        end_time: Option<Timestamp> = "EndTime",
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// Public keys.
    pub struct ListPublicKeysResponse {
        /// The keys, the oldest first.
        public_key_list: Option<Vec<PublicKey>> = "PublicKeyList",
        /// The token of the next page, if there is one.
        next_token: Option<String> = "NextToken",
    }

    /// A public key.
    pub struct PublicKey {
        /// The key as PKCS#1 DER, in base64.
        value: Option<Blob> = "Value",
        /// Since when digests are signed under it.
        validity_start_time: Option<Timestamp> = "ValidityStartTime",
        /// Until when digests are signed under it.
        validity_end_time: Option<Timestamp> = "ValidityEndTime",
        /// The MD5 of the key, by which digests name it.
        fingerprint: Option<String> = "Fingerprint",
    }
}
