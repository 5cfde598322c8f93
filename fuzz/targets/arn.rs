//! The name of a resource.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::arn::{Arn, partition_of};

fuzz_target!(|text: &str| {
    partition_of(text);
    if let Some(arn) = Arn::parse(text) {
        arn.resource_of("trail");
    }
});
