//! The event that an alarm calls a function of Lambda with.
//!
//! Source: CloudWatch User Guide, "Invoke a Lambda function from an alarm", and a recorded one; how
//! expressions and contributors are told: "Alarm events and `EventBridge`". Our reading: the id of the
//! metric of an alarm on one, which AWS makes up, follows from the alarm; AWS publishes no event of an
//! alarm on logs or on a `PromQL` query: its settings are told as they were put.

use serde_json::json;

use super::action::Event;
use super::{Alarm, State, reason, suppress};
use crate::crypto::sha256;
use crate::error::Result;
use crate::schema::names::lower_camel;
use crate::services::cloudwatch::shapes::alarms::{AlarmType, PutMetricAlarmInput};
use crate::services::cloudwatch::shapes::metric_data::MetricDataQuery;
use crate::services::cloudwatch::shapes::metrics::{Dimension, Metric};
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;
use crate::value::{Object, Value};

/// Returns the event about a change of state that is acted on at a time.
pub(super) fn event(alarm: &Alarm, change: &Event<'_>, now: Timestamp) -> Result<Value> {
    let mut data = json!({ "alarmName": alarm.name });
    if let Some(contributor) = change.contributor {
        data["alarmContributor"] =
            json!({"id": contributor.id, "attributes": contributor.attributes});
        data["state"] = json!({
            "value": change.state.word(),
            "reason": change.reason,
            "timestamp": reason::moment(contributor.since),
        });
    } else {
        data["state"] = state(&alarm.state);
        if let Some(before) = &alarm.before {
            data["previousState"] = state(before);
        }
    }
    data["configuration"] = configuration(alarm)?;
    Ok(json!({
        "source": "aws.cloudwatch",
        "alarmArn": alarm.arn(),
        "accountId": alarm.account,
        "time": reason::moment(now),
        "region": alarm.region,
        "alarmData": data,
    }))
}

fn state(state: &State) -> Value {
    let mut told = json!({"value": state.value.word(), "reason": state.reason});
    if let Some(data) = &state.data {
        told["reasonData"] = data.as_str().into();
    }
    told["timestamp"] = reason::moment(state.updated).into();
    if let Some(by) = state.kept_by {
        told["actionsSuppressedBy"] = by.word().into();
        told["actionsSuppressedReason"] = suppress::reason(by).into();
    }
    told
}

fn configuration(alarm: &Alarm) -> Result<Value> {
    let mut told = json!({});
    if let Some(description) = alarm.description() {
        told["description"] = description.into();
    }
    let settings: &[&str] = match alarm.kind {
        AlarmType::CompositeAlarm => &[
            "AlarmRule",
            "ActionsSuppressor",
            "ActionsSuppressorWaitPeriod",
            "ActionsSuppressorExtensionPeriod",
        ],
        AlarmType::LogAlarm => &[
            "ScheduledQueryConfiguration",
            "QueryResultsToEvaluate",
            "QueryResultsToAlarm",
            "ComparisonOperator",
            "Threshold",
            "TreatMissingData",
        ],
        AlarmType::MetricAlarm if !alarm.watches_metrics() => {
            &["EvaluationCriteria", "EvaluationInterval"]
        }
        AlarmType::MetricAlarm => {
            told["metrics"] = metrics(alarm, &alarm.request()?);
            &[]
        }
    };
    for name in settings {
        let setting = alarm.setting(name);
        if !setting.is_null() {
            told[lower_camel(name)] = setting.clone();
        }
    }
    Ok(told)
}

fn metrics(alarm: &Alarm, request: &PutMetricAlarmInput) -> Value {
    if let Some(queries) = &request.metrics {
        return queries.iter().map(query).collect();
    }
    let spelled = request.statistic.map(|plain| plain.word().to_owned());
    let spelled = spelled.or_else(|| request.extended_statistic.clone());
    let mut stat = json!({
        "metric": metric(
            request.namespace.as_deref(),
            request.metric_name.as_deref(),
            request.dimensions.as_deref(),
        ),
        "period": request.period,
        "stat": spelled,
    });
    if let Some(unit) = request.unit {
        stat["unit"] = Unit::word(unit).into();
    }
    json!([{"id": id_of(alarm), "metricStat": stat, "returnData": true}])
}

fn query(query: &MetricDataQuery) -> Value {
    let mut told = json!({ "id": query.id });
    if let Some(expression) = &query.expression {
        told["expression"] = expression.as_str().into();
    }
    if let Some(label) = &query.label {
        told["label"] = label.as_str().into();
    }
    if let Some(asked) = &query.metric_stat {
        let Metric { namespace, metric_name, dimensions } = &asked.metric;
        let of = metric(namespace.as_deref(), metric_name.as_deref(), dimensions.as_deref());
        told["metricStat"] = json!({"metric": of, "period": asked.period, "stat": asked.stat});
        if let Some(unit) = asked.unit {
            told["metricStat"]["unit"] = Unit::word(unit).into();
        }
    }
    if let Some(period) = query.period {
        told["period"] = period.into();
    }
    told["returnData"] = query.return_data.unwrap_or(true).into();
    told
}

fn metric(namespace: Option<&str>, name: Option<&str>, dimensions: Option<&[Dimension]>) -> Value {
    let dimensions: Object = dimensions
        .unwrap_or_default()
        .iter()
        .map(|dimension| (dimension.name.clone(), dimension.value.as_str().into()))
        .collect();
    json!({"namespace": namespace, "name": name, "dimensions": dimensions})
}

/// Returns an id in the form of a UUID.
fn id_of(alarm: &Alarm) -> String {
    let hash = sha256(alarm.arn().as_bytes());
    format!("{}-{}-{}-{}-{}", &hash[..8], &hash[8..12], &hash[12..16], &hash[16..20], &hash[20..32])
}
