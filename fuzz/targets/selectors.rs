//! Advanced event selectors as JSON, and what they take of a record.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use trailwatch::schema::Shape;
use trailwatch::services::cloudtrail::selector::{Advanced, Owner, with_facts_of};
use trailwatch::services::cloudtrail::shapes::selectors::AdvancedEventSelector;

fuzz_target!(|texts: (&str, &str)| {
    let (selectors, record) = texts;
    let Ok(request) = serde_json::from_str::<Value>(selectors) else { return };
    let Ok(request) = Vec::<AdvancedEventSelector>::read(&request) else { return };
    let record = serde_json::from_str::<Value>(record).unwrap_or_default();
    for owner in [Owner::Trail, Owner::EventDataStore] {
        let Ok(parsed) = Advanced::parse_all(&request, owner) else { continue };
        with_facts_of(&record, |facts| parsed.iter().any(|selector| selector.takes(facts)));
        let shown: Vec<_> = parsed.iter().map(Advanced::shape).collect();
        assert_eq!(Advanced::parse_all(&shown, owner).as_ref(), Ok(&parsed));
    }
});
