//! A statement of CloudTrail Lake: whatever it is, it is planned or refused with a place in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::cloudtrail::lake::sql::{Schema, Tables, plan};

struct One;

impl Tables for One {
    fn schema(&self, store: &str) -> Option<Schema> {
        (store == "eds").then_some(Schema::Events)
    }
}

fuzz_target!(|statement: &str| {
    match plan(statement, &One, "2024-01-01 00:00:00.000") {
        Ok(plan) => assert!(!plan.scans.is_empty() && !plan.output.is_empty()),
        Err(problem) => {
            assert!(problem.at <= statement.len());
            assert!(problem.told(statement).starts_with("line "));
        }
    }
});
