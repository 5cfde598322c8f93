//! The bodies of dashboards.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::cloudwatch::dashboard::body::check;

fuzz_target!(|body: &str| {
    if let Some(found) = check(body) {
        // Each message leads into the body, and says something.
        let value: serde_json::Value = serde_json::from_str(body).expect("it was read before");
        for message in found.errors.iter().chain(&found.warnings) {
            assert!(!message.text.is_empty());
            let above = message.path.rsplit_once('/').map_or("", |(above, _)| above);
            assert!(value.pointer(&message.path).is_some() || value.pointer(above).is_some());
        }
    }
});
