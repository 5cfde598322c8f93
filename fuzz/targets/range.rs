//! The range of an object's bytes that is asked for; it lies in the object.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::s3::range::{Wanted, parse};

fuzz_target!(|asked: (&str, u64)| {
    let (text, size) = asked;
    if let Wanted::Part(part) = parse(text, size) {
        assert!(part.length > 0 && part.start + part.length <= size);
    }
});
