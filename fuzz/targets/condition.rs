//! The conditions of a request on an object.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::s3::condition::Conditions;
use trailwatch::time::Timestamp;

fuzz_target!(|asked: (Option<&str>, Option<&str>, Option<i64>, Option<i64>, &str)| {
    let (matches, none_match, modified_since, unmodified_since, tag) = asked;
    let conditions = Conditions {
        matches,
        none_match,
        modified_since: modified_since.map(Timestamp::from_millis),
        unmodified_since: unmodified_since.map(Timestamp::from_millis),
    };
    let _ = conditions.check(tag, Timestamp::from_secs(1_704_067_200));
});
