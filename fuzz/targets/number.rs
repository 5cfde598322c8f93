//! Numbers of the command line and of documents; what is printed is read as the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::cli::member;
use trailwatch::value::number;

fuzz_target!(|text: &str| {
    if let Some(whole) = member::integer(text) {
        assert_eq!(member::integer(&whole.to_string()), Some(whole));
    }
    if let Some(value) = member::float(text) {
        let again = member::float(&number::float(value)).expect("what is printed can be read");
        assert!(again == value || (again.is_nan() && value.is_nan()));
        let document = number::document(value);
        assert!(number::read(&document).is_some());
    }
});
