//! A file of the user's AWS configuration.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::cli::ini::parse;

fuzz_target!(|text: &str| {
    parse(text);
});
