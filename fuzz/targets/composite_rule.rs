//! The rule of a composite alarm.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::cloudwatch::alarm::composite::Rule;
use trailwatch::services::cloudwatch::shapes::alarms::StateValue;

fuzz_target!(|text: &str| {
    if let Ok(rule) = Rule::parse(text) {
        rule.holds(&|name| (name.len() % 2 == 0).then_some(StateValue::Alarm));
        assert!(rule.alarms().iter().all(|name| !name.is_empty()));
    }
});
