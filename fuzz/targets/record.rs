//! A record of the store, read as each kind in turn.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::engine::records;

fuzz_target!(|bytes: &[u8]| {
    for kind in records::all() {
        (kind.reads)(bytes);
    }
});
