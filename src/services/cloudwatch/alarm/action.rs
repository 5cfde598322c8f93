//! What an alarm does when its state changes.
//!
//! A topic of SNS gets a message. Every other action is noted in the history as done, because what
//! it would act on, as an instance, is nowhere here.
//!
//! Source: facts, "CloudWatch": the message and the history's document about it, recorded and seen in
//! public. Our reading: which of the settings a message leaves out when they were not put.

use serde_json::json;

use super::{Alarm, State, history, mute, reason};
use crate::arn::Arn;
use crate::context::Context;
use crate::error::Result;
use crate::services::cloudwatch::shapes::alarm_history::HistoryItemType;
use crate::services::cloudwatch::shapes::alarms::{
    AlarmType, ComparisonOperator, PutMetricAlarmInput, StateValue,
};
use crate::services::cloudwatch::shapes::metric_data::MetricDataQuery;
use crate::services::cloudwatch::shapes::metrics::Dimension;
use crate::services::cloudwatch::shapes::statistics::Statistic;
use crate::services::cloudwatch::unit::Unit;
use crate::sns::{Message, Topic, publish};
use crate::value::{Value, json::compact};

/// How long the subject of a message may be, in characters.
///
/// Source: SNS API Reference, "`Publish`".
const SUBJECT: usize = 100;

/// Does what an alarm does in its state, into which it has come from another, unless it is muted.
pub fn act(ctx: &mut Context<'_>, alarm: &mut Alarm, before: StateValue) -> Result<()> {
    if !alarm.acts {
        return Ok(());
    }
    let owner = (alarm.account.as_str(), alarm.region.as_str());
    let Some((rule, until)) = mute::muted_by(&ctx.txn, owner, &alarm.name, ctx.now)? else {
        alarm.muted = None;
        return do_all(ctx, alarm, before, false);
    };
    alarm.muted.get_or_insert(before);
    mute::look_at(&mut ctx.txn, alarm, until);
    for action in alarm.actions(alarm.state.value) {
        let data = json!({
            "actionState": "Muted",
            "notificationResource": action,
            "stateUpdateTimestamp": alarm.state.updated.millis(),
            "alarmMuteRule": rule,
        });
        let summary = format!("Muted action {action} by alarm mute rule {rule}");
        let summary = summary.chars().take(255).collect();
        history::add(&mut ctx.txn, alarm, ctx.now, HistoryItemType::Action, (summary, &data))?;
    }
    Ok(())
}

/// Does what an alarm does in its state; `is_late` says that it was muted when it came into it.
pub fn do_all(
    ctx: &mut Context<'_>,
    alarm: &Alarm,
    before: StateValue,
    is_late: bool,
) -> Result<()> {
    if !alarm.acts {
        return Ok(());
    }
    let actions = alarm.actions(alarm.state.value);
    let text =
        if actions.is_empty() { String::new() } else { compact(&message(alarm, before, is_late)?) };
    for action in actions {
        let mut data = json!({
            "actionState": "Succeeded",
            "notificationResource": action,
            "stateUpdateTimestamp": alarm.state.updated.millis(),
        });
        if Arn::parse(action).is_some_and(|arn| arn.service == "sns") {
            data["publishedMessage"] = compact(&json!({ "default": text })).into();
            if let Some(topic) = Topic::named(&alarm.account, &alarm.region, action) {
                let id = ctx.ids.uuid();
                let subject = subject(alarm);
                let message = Message { id: &id, subject: Some(&subject), text: &text };
                publish(&mut ctx.txn, &topic, message, ctx.now)?;
            }
        }
        let summary = format!("Successfully executed action {action}");
        let summary = summary.chars().take(255).collect();
        history::add(&mut ctx.txn, alarm, ctx.now, HistoryItemType::Action, (summary, &data))?;
    }
    Ok(())
}

fn subject(alarm: &Alarm) -> String {
    let state = alarm.state.value.word();
    let whole = format!("{state}: \"{}\" in {}", alarm.name, region_name(&alarm.region));
    if whole.chars().count() <= SUBJECT {
        return whole;
    }
    let cut: String = whole.chars().take(SUBJECT - 3).collect();
    cut + "..."
}

/// Returns the message about a change of state.
fn message(alarm: &Alarm, before: StateValue, is_late: bool) -> Result<Value> {
    let list = |state| json!(alarm.actions(state));
    let (ok, alarming, insufficient) =
        (list(StateValue::Ok), list(StateValue::Alarm), list(StateValue::InsufficientData));
    if alarm.kind == AlarmType::CompositeAlarm {
        return Ok(json!({
            "AlarmName": alarm.name,
            "AlarmDescription": alarm.description(),
            "AWSAccountId": alarm.account,
            "AlarmConfigurationUpdatedTimestamp": reason::moment(alarm.configured),
            "NewStateValue": alarm.state.value.word(),
            "NewStateReason": alarm.state.reason,
            "StateChangeTime": reason::moment(alarm.state.updated),
            "Region": region_name(&alarm.region),
            "AlarmArn": alarm.arn(),
            "OKActions": ok,
            "AlarmActions": alarming,
            "InsufficientDataActions": insufficient,
            "OldStateValue": before.word(),
            "ActionExecutedAfterMuteWindow": is_late,
            "AlarmRule": alarm.composite()?.alarm_rule,
            "TriggeringChildren": children(&alarm.state),
        }));
    }
    let trigger = match alarm.kind {
        AlarmType::LogAlarm => logs(alarm),
        AlarmType::MetricAlarm | AlarmType::CompositeAlarm => trigger(&alarm.request()?),
    };
    Ok(json!({
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description(),
        "AWSAccountId": alarm.account,
        "AlarmConfigurationUpdatedTimestamp": reason::moment(alarm.configured),
        "NewStateValue": alarm.state.value.word(),
        "NewStateReason": alarm.state.reason,
        "StateChangeTime": reason::moment(alarm.state.updated),
        "Region": region_name(&alarm.region),
        "AlarmArn": alarm.arn(),
        "OldStateValue": before.word(),
        "ActionExecutedAfterMuteWindow": is_late,
        "OKActions": ok,
        "AlarmActions": alarming,
        "InsufficientDataActions": insufficient,
        "Trigger": trigger,
    }))
}

/// Returns what an alarm on logs watches. AWS publishes no message of one: the form is ours.
fn logs(alarm: &Alarm) -> Value {
    let mut told = json!({});
    for name in [
        "ScheduledQueryConfiguration",
        "QueryResultsToEvaluate",
        "QueryResultsToAlarm",
        "ComparisonOperator",
        "Threshold",
        "TreatMissingData",
    ] {
        told[name] = alarm.setting(name).clone();
    }
    told
}

/// Returns the alarms that a composite alarm's state follows from, as messages spell them; none if
/// somebody put it into the state.
///
/// Source: messages in public.
fn children(state: &State) -> Value {
    let data = state.data.as_deref().and_then(|data| serde_json::from_str::<Value>(data).ok());
    let told = data.as_ref().and_then(|data| data["triggeringAlarms"].as_array());
    let child = |child: &Value| {
        json!({
            "Arn": child["arn"],
            "State": {"Value": child["state"]["value"], "Timestamp": child["state"]["timestamp"]},
        })
    };
    told.into_iter().flatten().map(child).collect()
}

/// Returns dimensions as messages spell them.
fn dimensions(dimensions: Option<&[Dimension]>) -> Value {
    let one = |dimension: &Dimension| json!({"value": dimension.value, "name": dimension.name});
    dimensions.unwrap_or_default().iter().map(one).collect()
}

/// Returns a query of an alarm on an expression, as messages spell it.
///
/// Source: messages in public.
fn query(query: &MetricDataQuery) -> Value {
    let mut told = json!({});
    if let Some(expression) = &query.expression {
        told["Expression"] = expression.as_str().into();
    }
    told["Id"] = query.id.as_str().into();
    if let Some(label) = &query.label {
        told["Label"] = label.as_str().into();
    }
    if let Some(asked) = &query.metric_stat {
        told["MetricStat"] = json!({
            "Metric": {
                "Dimensions": dimensions(asked.metric.dimensions.as_deref()),
                "MetricName": asked.metric.metric_name,
                "Namespace": asked.metric.namespace,
            },
            "Period": asked.period,
            "Stat": asked.stat,
        });
        if let Some(unit) = asked.unit {
            told["MetricStat"]["Unit"] = Unit::word(unit).into();
        }
    }
    told["ReturnData"] = query.return_data.unwrap_or(true).into();
    told
}

fn trigger(request: &PutMetricAlarmInput) -> Value {
    let judged = |trigger: &mut Value| {
        trigger["EvaluationPeriods"] = json!(request.evaluation_periods);
        if let Some(number) = request.datapoints_to_alarm {
            trigger["DatapointsToAlarm"] = number.into();
        }
        trigger["ComparisonOperator"] =
            json!(request.comparison_operator.map(ComparisonOperator::word));
        trigger["Threshold"] = json!(request.threshold);
        trigger["TreatMissingData"] =
            request.treat_missing_data.as_deref().unwrap_or("missing").into();
        trigger["EvaluateLowSampleCountPercentile"] =
            request.evaluate_low_sample_count_percentile.as_deref().unwrap_or_default().into();
    };
    if let Some(criteria) = request.evaluation_criteria.clone() {
        // AWS publishes no such message: the form is ours.
        let interval = request.evaluation_interval;
        return json!({"EvaluationCriteria": criteria.into_value(), "EvaluationInterval": interval});
    }
    if let Some(queries) = &request.metrics {
        let period = queries.iter().find_map(|query| Some(query.metric_stat.as_ref()?.period));
        let mut trigger = json!({ "Period": period });
        judged(&mut trigger);
        trigger["Metrics"] = queries.iter().map(query).collect();
        return trigger;
    }
    let mut trigger = json!({
        "MetricName": request.metric_name,
        "Namespace": request.namespace,
    });
    if let Some(plain) = request.statistic {
        trigger["StatisticType"] = "Statistic".into();
        trigger["Statistic"] = in_capitals(plain).into();
    } else {
        trigger["StatisticType"] = "ExtendedStatistic".into();
        trigger["ExtendedStatistic"] = json!(request.extended_statistic);
    }
    trigger["Unit"] = json!(request.unit.map(Unit::word));
    trigger["Dimensions"] = dimensions(request.dimensions.as_deref());
    trigger["Period"] = json!(request.period);
    judged(&mut trigger);
    trigger
}

/// Returns a statistic as messages spell it.
const fn in_capitals(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::SampleCount => "SAMPLE_COUNT",
        Statistic::Average => "AVERAGE",
        Statistic::Sum => "SUM",
        Statistic::Minimum => "MINIMUM",
        Statistic::Maximum => "MAXIMUM",
    }
}

/// Returns the name that people know a region by; of one that is not known, its code.
fn region_name(region: &str) -> &str {
    let known = REGIONS.iter().find(|(code, _)| *code == region);
    known.map_or(region, |(_, name)| name)
}

/// Source: the regions in botocore's `endpoints.json`.
const REGIONS: &[(&str, &str)] = &[
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-east-2", "Asia Pacific (Taipei)"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-south-2", "Asia Pacific (Hyderabad)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", "Asia Pacific (Melbourne)"),
    ("ap-southeast-5", "Asia Pacific (Malaysia)"),
    ("ap-southeast-6", "Asia Pacific (New Zealand)"),
    ("ap-southeast-7", "Asia Pacific (Thailand)"),
    ("ca-central-1", "Canada (Central)"),
    ("ca-west-1", "Canada West (Calgary)"),
    ("cn-north-1", "China (Beijing)"),
    ("cn-northwest-1", "China (Ningxia)"),
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-central-2", "Europe (Zurich)"),
    ("eu-north-1", "Europe (Stockholm)"),
    ("eu-south-1", "Europe (Milan)"),
    ("eu-south-2", "Europe (Spain)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("eu-west-2", "Europe (London)"),
    ("eu-west-3", "Europe (Paris)"),
    ("il-central-1", "Israel (Tel Aviv)"),
    ("me-central-1", "Middle East (UAE)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("mx-central-1", "Mexico (Central)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-gov-east-1", "AWS GovCloud (US-East)"),
    ("us-gov-west-1", "AWS GovCloud (US-West)"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_names_and_subjects_an_end() {
        assert_eq!(region_name("us-east-1"), "US East (N. Virginia)");
        assert_eq!(region_name("xx-new-1"), "xx-new-1");
        let put = json!({"AlarmName": "n".repeat(255)});
        let owner = ("123456789012", "eu-west-2");
        let now = crate::time::Timestamp::default();
        let alarm = Alarm::new(owner, AlarmType::MetricAlarm, put, now);
        let subject = subject(&alarm);
        assert_eq!(subject.chars().count(), SUBJECT);
        assert!(subject.starts_with("INSUFFICIENT_DATA: \"nnn") && subject.ends_with("..."));
    }
}
