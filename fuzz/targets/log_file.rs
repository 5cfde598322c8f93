//! A log file that is imported, as it is and moved in time.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::collections::HashSet;

use trailwatch::services::cloudtrail::imported::{Content, Import, Rules, read};
use trailwatch::time::Timestamp;

fuzz_target!(|text: &str| {
    let Ok(Content::Records(records)) = read(text) else { return };
    let now = Timestamp::from_secs(1_704_067_200);
    let newest = records.iter().map(|record| record.time).max();
    for newest in [None, newest] {
        let rules = Rules::new("123456789012", now, newest, HashSet::new());
        let mut import = Import::default();
        let mut take_all =
            || records.iter().filter_map(|record| import.take(rules.judge(record))).count();
        take_all();
        let again = take_all();
        assert_eq!(again, 0, "importing twice is importing once");
    }
});
