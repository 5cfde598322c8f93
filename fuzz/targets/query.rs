//! A JMESPath expression, and a document to search.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use trailwatch::query::Query;

fuzz_target!(|words: (&str, &str)| {
    let Ok(query) = Query::compile(words.0) else { return };
    let _ = query.search(&serde_json::from_str(words.1).unwrap_or(Value::Null));
});
