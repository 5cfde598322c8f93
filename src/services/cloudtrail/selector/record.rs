//! What selectors look at in a record that was not made here.

use super::{Category, Facts};
use crate::services::cloudtrail::kind_of_call::is_data;
use crate::value::Value;

/// Calls `look` with what a selector looks at in a record.
///
/// A record from before `eventCategory` and `managementEvent` is of the kind that its operation says.
pub fn with_facts_of<T>(record: &Value, look: impl FnOnce(&Facts<'_>) -> T) -> T {
    let text = |name: &str| record.get(name).and_then(Value::as_str);
    let (source, name) = (text("eventSource").unwrap_or(""), text("eventName").unwrap_or(""));
    let category = text("eventCategory").and_then(Category::parse).unwrap_or_else(|| {
        let management = record.get("managementEvent").and_then(Value::as_bool);
        let data = management.map_or_else(|| is_data(source, name), |management| !management);
        if data { Category::Data } else { Category::Management }
    });
    let resources: Vec<(String, String)> = record
        .get("resources")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|resource| {
            let text = |name: &str| resource.get(name).and_then(Value::as_str);
            let arn = text("ARN").or_else(|| text("ARNPrefix")).unwrap_or_default();
            (text("type").unwrap_or_default().to_owned(), arn.to_owned())
        })
        .collect();
    look(&Facts {
        category,
        source,
        name,
        event_type: text("eventType").unwrap_or("AwsApiCall"),
        read_only: is_true(record.get("readOnly")),
        user: record.pointer("/userIdentity/arn").and_then(Value::as_str),
        from_console: is_true(record.get("sessionCredentialFromConsole")),
        error_code: text("errorCode"),
        vpc_endpoint: text("vpcEndpointId"),
        resources: &resources,
    })
}

/// Returns whether a member is true; some services write it as text.
fn is_true(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(value)) => *value,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_tells_what_selectors_look_at() {
        let record = json!({
            "eventVersion": "1.11",
            "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::123456789012:user/ann"},
            "eventSource": "s3.amazonaws.com",
            "eventName": "GetObject",
            "errorCode": "AccessDenied",
            "readOnly": true,
            "resources": [
                {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k"},
                {"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::b", "accountId": "1"},
                {"type": "AWS::S3::Object", "ARNPrefix": "arn:aws:s3:::b/p"},
            ],
            "eventType": "AwsApiCall",
            "managementEvent": false,
            "eventCategory": "Data",
            "sessionCredentialFromConsole": "true",
        });
        with_facts_of(&record, |facts| {
            assert_eq!(facts.category, Category::Data);
            assert_eq!((facts.source, facts.name), ("s3.amazonaws.com", "GetObject"));
            assert_eq!(facts.user, Some("arn:aws:iam::123456789012:user/ann"));
            assert_eq!((facts.error_code, facts.vpc_endpoint), (Some("AccessDenied"), None));
            assert!(facts.read_only && facts.from_console);
            let arns: Vec<_> = facts.resources.iter().map(|(_, arn)| arn.as_str()).collect();
            assert_eq!(arns, ["arn:aws:s3:::b/k", "arn:aws:s3:::b", "arn:aws:s3:::b/p"]);
        });
    }

    #[test]
    fn an_old_record_is_of_the_kind_that_its_operation_says() {
        let category = |name: &str| {
            let record = json!({"eventSource": "s3.amazonaws.com", "eventName": name});
            with_facts_of(&record, |facts| facts.category)
        };
        assert_eq!(category("GetObject"), Category::Data);
        assert_eq!(category("CreateBucket"), Category::Management);
        let said = json!({"eventSource": "s3.amazonaws.com", "managementEvent": false});
        assert_eq!(with_facts_of(&said, |facts| facts.category), Category::Data);
    }

    #[test]
    fn what_is_no_record_tells_nothing() {
        for text in ["null", "[]", r#"{"resources": [1], "userIdentity": 3, "readOnly": []}"#] {
            let record: Value = serde_json::from_str(text).unwrap();
            with_facts_of(&record, |facts| assert!(facts.user.is_none() && !facts.read_only));
        }
    }
}
