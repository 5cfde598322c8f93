//! The file beside an object that holds its headers.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::bucket::folder::parse_headers;

fuzz_target!(|bytes: &[u8]| {
    parse_headers(bytes);
});
