//! Advanced queries of AWS Config: expressions taken apart, and run over a resource.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use trailwatch::services::config::select::Query;

fuzz_target!(|text: &str| {
    let Ok(query) = Query::parse(text) else { return };
    let item = json!({
        "resourceType": "AWS::S3::Bucket",
        "resourceId": "b",
        "tags": [{"key": "k", "value": "v", "tag": "k=v"}],
        "configuration": {"size": 5, "isOpen": true, "ranges": ["10.0.0.0/8"], "none": null},
    });
    let mut rows = query.rows();
    rows.add(item.as_object().expect("it is written above as one"));
    let rows = rows.in_order();
    // One resource is one row at most; in groups, one for each of its values.
    assert!(query.is_aggregate() || rows.len() <= 1);
    for row in rows {
        let text = row.text;
        assert!(text.starts_with('{') && serde_json::from_str::<serde_json::Value>(&text).is_ok());
    }
});
