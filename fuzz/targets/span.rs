//! A span of time; what is printed is read as the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::time::span;

fuzz_target!(|text: &str| {
    if let Some(read) = span::parse(text) {
        assert_eq!(span::parse(&span::print(read)), Some(read));
    }
});
