//! A file of public keys, as list-public-keys prints them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::cloudtrail::chain::PublicKeys;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = serde_json::from_slice(bytes) {
        let _ = PublicKeys::read(&document);
    }
});
