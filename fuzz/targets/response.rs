//! A saved response that is rendered in every format.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::output::{Format, Screen};

fuzz_target!(|text: &str| {
    let Ok(document) = serde_json::from_str(text) else { return };
    for format in [Format::Json, Format::Text, Format::Table, Format::Yaml, Format::YamlStream] {
        let _ = format.print("Title", &document, Screen::NONE);
    }
});
