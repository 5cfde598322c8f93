//! A pattern of a policy, with the text that it may fit.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::policy::glob;

fuzz_target!(|words: (&str, &str)| {
    let (pattern, text) = words;
    glob(pattern, text);
    assert!(glob("*", text));
    assert!(text.contains(['*', '?']) || glob(text, text));
});
