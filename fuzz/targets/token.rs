//! The token of a page; what was given is read as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::page::{position, token};

fuzz_target!(|text: &str| {
    let _ = position("ListTrails", text);
    assert_eq!(position("ListTrails", &token("ListTrails", text)).as_deref(), Some(text));
});
