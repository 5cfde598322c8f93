//! A file of an archive, of which nobody knows what it is; packed or not, it is the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::gzip::{compress, is_gzip};
use trailwatch::services::cloudtrail::chain::content::Content;

fuzz_target!(|bytes: &[u8]| {
    let plain = Content::of(bytes);
    if !is_gzip(bytes) && !matches!(plain, Content::Unknown(_)) {
        assert_eq!(plain, Content::of(&*compress(bytes)));
    }
});
