//! The resources that a record is about, as the event history lists them.

use crate::value::Value;

/// Returns the type and name of each resource, each once, in the order in which they are found.
pub fn of_record(
    _source: &str,
    resources: &Value,
    _request: &Value,
    _response: &Value,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for resource in resources.as_array().into_iter().flatten() {
        let text = |name: &str| resource.get(name).and_then(Value::as_str);
        if let (Some(kind), Some(arn)) = (text("type"), text("ARN")) {
            found.push((kind.to_owned(), arn.to_owned()));
        }
    }
    found
}
