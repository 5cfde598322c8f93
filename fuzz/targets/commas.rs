//! Text that is split at its commas.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::cli::commas::split;

fuzz_target!(|text: &str| {
    let _ = split(text);
});
