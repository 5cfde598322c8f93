//! What an alarm does when its state changes.
//!
//! A topic of SNS gets a message, and a function of Lambda is called. Every other action is noted in the
//! history as done, because what it would act on, as an instance, is nowhere here.
//!
//! Source: facts, "CloudWatch": the message and the history's document about it, recorded and seen in
//! public. Our reading: which of the settings a message leaves out when they were not put.

use serde_json::json;

use super::contributor::Contributor;
use super::{Alarm, State, history, invocation, mute, reason, watch};
use crate::arn::Arn;
use crate::context::Context;
use crate::error::Result;
use crate::lambda::{self, Function};
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

/// How long the summary of a history item may be, in characters.
///
/// Source: the API model.
const SUMMARY: usize = 255;

/// A change of state that is acted on.
#[derive(Clone, Copy)]
pub(super) struct Event<'e> {
    /// The contributor whose state it is, if it is not the alarm's.
    pub(super) contributor: Option<&'e Contributor>,
    /// The state before.
    before: StateValue,
    /// The state.
    pub(super) state: StateValue,
    /// Why, in words.
    pub(super) reason: &'e str,
    /// Whether it was muted when it came about.
    is_late: bool,
}

impl<'e> Event<'e> {
    fn of(alarm: &'e Alarm, before: StateValue, is_late: bool) -> Self {
        let state = &alarm.state;
        Self { contributor: None, before, state: state.value, reason: &state.reason, is_late }
    }

    /// Returns what is done because of it, of what the alarm does.
    ///
    /// Source: CloudWatch User Guide, "Acting on alarm changes": what is done when the state of an alarm
    /// on several series changes, and when that of a contributor does.
    fn actions<'a>(&self, alarm: &'a Alarm) -> Result<Vec<&'a str>> {
        let mut actions = alarm.actions(self.state);
        let others: &[&str] = match self.contributor {
            Some(_) => &["autoscaling", "ssm-incidents", "aiops"],
            None if watch::has_contributors(alarm)? => &["automate", "swf"],
            None => &[],
        };
        actions
            .retain(|action| !Arn::parse(action).is_some_and(|arn| others.contains(&arn.service)));
        Ok(actions)
    }

    const fn kind(&self) -> HistoryItemType {
        match self.contributor {
            Some(_) => HistoryItemType::AlarmContributorAction,
            None => HistoryItemType::Action,
        }
    }
}

/// Does what an alarm does in its state, into which it has come from another, unless it is muted.
pub fn act(ctx: &mut Context<'_>, alarm: &mut Alarm, before: StateValue) -> Result<()> {
    if !alarm.acts {
        return Ok(());
    }
    let owner = (alarm.account.as_str(), alarm.region.as_str());
    let Some(rule) = mute::muted_by(&ctx.txn, owner, &alarm.name, ctx.now)? else {
        alarm.muted = None;
        return do_all(ctx, alarm, before, false);
    };
    alarm.muted.get_or_insert(before);
    mute::look_at(&mut ctx.txn, alarm, ctx.now)?;
    note_muted(ctx, alarm, &Event::of(alarm, before, false), &rule)
}

/// Does what an alarm does when the state of one of its contributors changes, unless it is muted.
pub fn act_for(
    ctx: &mut Context<'_>,
    alarm: &Alarm,
    contributor: &Contributor,
    (before, state): (StateValue, StateValue),
) -> Result<()> {
    if !alarm.acts {
        return Ok(());
    }
    let reason = &contributor.reason;
    let event = Event { contributor: Some(contributor), before, state, reason, is_late: false };
    let owner = (alarm.account.as_str(), alarm.region.as_str());
    match mute::muted_by(&ctx.txn, owner, &alarm.name, ctx.now)? {
        Some(rule) => note_muted(ctx, alarm, &event, &rule),
        None => perform(ctx, alarm, &event),
    }
}

/// Does what an alarm does in its state; `is_late` says that it was muted when it came into it.
pub fn do_all(
    ctx: &mut Context<'_>,
    alarm: &Alarm,
    before: StateValue,
    is_late: bool,
) -> Result<()> {
    if alarm.acts { perform(ctx, alarm, &Event::of(alarm, before, is_late)) } else { Ok(()) }
}

fn note_muted(ctx: &mut Context<'_>, alarm: &Alarm, event: &Event<'_>, rule: &str) -> Result<()> {
    for action in event.actions(alarm)? {
        let data = json!({
            "actionState": "Muted",
            "notificationResource": action,
            "stateUpdateTimestamp": ctx.now.millis(),
            "alarmMuteRule": rule,
        });
        let summary = format!("Muted action {action} by alarm mute rule {rule}");
        note(ctx, alarm, event, (summary, &data))?;
    }
    Ok(())
}

fn perform(ctx: &mut Context<'_>, alarm: &Alarm, event: &Event<'_>) -> Result<()> {
    let actions = event.actions(alarm)?;
    let changed = event.contributor.map_or(alarm.state.updated, |contributor| contributor.since);
    let text = if actions.is_empty() { String::new() } else { compact(&message(alarm, event)?) };
    for action in actions {
        let mut data = json!({
            "actionState": "Succeeded",
            "notificationResource": action,
            "stateUpdateTimestamp": changed.millis(),
        });
        if Arn::parse(action).is_some_and(|arn| arn.service == "sns") {
            data["publishedMessage"] = compact(&json!({ "default": text })).into();
            if let Some(topic) = Topic::named(&alarm.account, &alarm.region, action) {
                let id = ctx.ids.uuid();
                let subject = subject(alarm, event.state);
                let message = Message { id: &id, subject: Some(&subject), text: &text };
                publish(&mut ctx.txn, &topic, message, ctx.now)?;
            }
        }
        if let Some(function) = Function::named(action) {
            lambda::invoke(&mut ctx.txn, &function, &invocation::event(alarm, event, ctx.now)?)?;
        }
        let summary = format!("Successfully executed action {action}");
        note(ctx, alarm, event, (summary, &data))?;
    }
    Ok(())
}

fn note(
    ctx: &mut Context<'_>,
    alarm: &Alarm,
    event: &Event<'_>,
    (summary, data): (String, &Value),
) -> Result<()> {
    let summary = summary.chars().take(SUMMARY).collect();
    let of = (alarm, event.contributor);
    history::add_of(&mut ctx.txn, of, ctx.now, event.kind(), (summary, data))
}

fn subject(alarm: &Alarm, state: StateValue) -> String {
    let state = state.word();
    let whole = format!("{state}: \"{}\" in {}", alarm.name, region_name(&alarm.region));
    if whole.chars().count() <= SUBJECT {
        return whole;
    }
    let cut: String = whole.chars().take(SUBJECT - 3).collect();
    cut + "..."
}

/// Returns the message about a change of state.
fn message(alarm: &Alarm, event: &Event<'_>) -> Result<Value> {
    let (before, is_late) = (event.before, event.is_late);
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
    let changed = event.contributor.map_or(alarm.state.updated, |contributor| contributor.since);
    let mut told = json!({
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description(),
        "AWSAccountId": alarm.account,
        "AlarmConfigurationUpdatedTimestamp": reason::moment(alarm.configured),
        "NewStateValue": event.state.word(),
        "NewStateReason": event.reason,
        "StateChangeTime": reason::moment(changed),
        "Region": region_name(&alarm.region),
        "AlarmArn": alarm.arn(),
        "OldStateValue": before.word(),
        "ActionExecutedAfterMuteWindow": is_late,
    });
    if let Some(contributor) = event.contributor {
        told["AlarmContributorId"] = contributor.id.as_str().into();
        told["AlarmContributorAttributes"] = json!(contributor.attributes);
    }
    told["OKActions"] = ok;
    told["AlarmActions"] = alarming;
    told["InsufficientDataActions"] = insufficient;
    told["Trigger"] = trigger;
    Ok(told)
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
    if let Some(period) = query.period {
        told["Period"] = period.into();
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
        match &request.threshold_metric_id {
            Some(id) => trigger["ThresholdMetricId"] = id.as_str().into(),
            None => trigger["Threshold"] = json!(request.threshold),
        }
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
        let own = queries.iter().find_map(|query| query.period);
        let of_metric = |query: &MetricDataQuery| Some(query.metric_stat.as_ref()?.period);
        let period = queries.iter().find_map(of_metric).or(own);
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
        let subject = subject(&alarm, alarm.state.value);
        assert_eq!(subject.chars().count(), SUBJECT);
        assert!(subject.starts_with("INSUFFICIENT_DATA: \"nnn") && subject.ends_with("..."));
    }
}
