//! Text that is told why it is no JSON: exactly where it is none.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::value::bad_json::sentence;

fuzz_target!(|text: &str| {
    let _ = sentence(text);
});
