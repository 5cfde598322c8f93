//! A value in shorthand.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::cli::shorthand::parse;

fuzz_target!(|text: &str| {
    let _ = parse(text, &|path| Ok(path.to_owned()));
});
