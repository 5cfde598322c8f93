//! How calls of CloudWatch look as events.
//!
//! Putting and reading metrics are data events of the resource type `AWS::CloudWatch::Metric`, which
//! has no ARN. Of what is put, an event tells the names only, not the data.
//!
//! Source: CloudWatch User Guide, "Logging Amazon CloudWatch API and console operations with AWS
//! CloudTrail", "CloudWatch data events in CloudTrail" and the examples there.

use crate::context::Touched;
use crate::operation::Operation;
use crate::schema::recorded::structured;
use crate::value::Value;

/// The resource of calls that put or read metrics.
pub const METRICS: Touched =
    Touched { kind: "AWS::CloudWatch::Metric", arn: String::new(), account: None };

/// The members of a datum that an event tells.
const TOLD: [&str; 2] = ["MetricName", "Dimensions"];

/// Returns what an event says of a request.
pub fn request_in_event(operation: &Operation, request: &Value, _region: &str) -> Value {
    let mut request = request.clone();
    if operation.name == "PutMetricData"
        && let Some(data) = request.get_mut("MetricData").and_then(Value::as_array_mut)
    {
        for datum in data.iter_mut().filter_map(Value::as_object_mut) {
            datum.retain(|name, _| TOLD.contains(&name.as_str()));
        }
    }
    request.as_object().map_or(Value::Null, |members| structured(members, operation.input))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::SERVICE;
    use serde_json::json;

    fn seen(operation: &str, request: &Value) -> Value {
        request_in_event(SERVICE.operation(operation).unwrap(), request, "us-east-1")
    }

    #[test]
    fn what_is_put_is_told_by_its_names_only() {
        let request = json!({"Namespace": "N", "MetricData": [
            {"MetricName": "M", "Value": 1.5, "Unit": "Count", "Timestamp": 1_704_067_200},
            {"MetricName": "L", "Values": [1], "Dimensions": [{"Name": "Host", "Value": "A"}]},
        ]});
        let expected = json!({"namespace": "N", "metricData": [
            {"metricName": "M"},
            {"metricName": "L", "dimensions": [{"name": "Host", "value": "A"}]},
        ]});
        assert_eq!(seen("PutMetricData", &request), expected);
    }

    #[test]
    fn times_are_told_as_sentences() {
        let request = json!({
            "Namespace": "N", "MetricName": "M", "StartTime": "2024-04-19T04:00:00Z",
            "EndTime": 1_715_142_600, "Period": 300, "Statistics": ["Sum"],
        });
        let expected = json!({
            "namespace": "N", "metricName": "M", "startTime": "Apr 19, 2024, 4:00:00 AM",
            "endTime": "May 8, 2024, 4:30:00 AM", "period": 300, "statistics": ["Sum"],
        });
        assert_eq!(seen("GetMetricStatistics", &request), expected);
    }
}
