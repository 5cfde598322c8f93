//! A line of an export: where its file would go, and what it tells as a record of each kind.

#![no_main]

use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;
use trailwatch::engine::records;
use trailwatch::store::moving::line::{FileLine, Head, Line};

fuzz_target!(|text: &str| {
    let _ = Head::check(text);
    let value = match Line::read(text) {
        Ok(line) => line.value.get(),
        Err(_) => text,
    };
    if let Ok(file) = FileLine::read(value) {
        let place = file.place().expect("it was checked");
        assert!(place.components().all(|part| matches!(part, Component::Normal(_))));
        assert!(Path::new("/home").join(&place).starts_with("/home"));
        file.nanos();
    }
    if text.contains('\n') {
        return;
    }
    for kind in records::all() {
        let Ok(heard) = kind.hear(value) else { continue };
        let told = kind.tell(heard.bytes()).expect("what was heard can be told");
        assert!(!told.contains('\n'), "{told}");
        let again = kind.hear(&told).expect("what was told can be heard");
        assert_eq!((again.key(), again.bytes()), (heard.key(), heard.bytes()));
    }
});
