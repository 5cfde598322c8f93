//! The operations on alarms.

use crate::context::Context;
use crate::error::{ApiError, Error, Result};
use crate::page;
use crate::services::cloudwatch::alarm::{Alarm, history, rules, watch};
use crate::services::cloudwatch::errors::{
    INVALID_FORMAT, INVALID_NEXT_TOKEN, RESOURCE_NOT_FOUND, VALIDATION_ERROR,
};
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::shapes::alarms::{
    AlarmType, DeleteAlarmsInput, DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput,
    DescribeAlarmsInput, DescribeAlarmsOutput, DisableAlarmActionsInput, EnableAlarmActionsInput,
    PutMetricAlarmInput, SetAlarmStateInput,
};
use crate::services::cloudwatch::shapes::data::Nothing;

use super::tags;

/// How many alarms a page has unless the request says otherwise.
///
/// Source: CloudWatch API Reference, "`DescribeAlarms`", `MaxRecords`.
const PAGE: i32 = 50;

fn owner<'c>(ctx: &'c Context<'_>) -> (&'c str, &'c str) {
    (ctx.caller.account.as_str(), ctx.region.as_str())
}

/// Creates an alarm, or replaces the settings of one; its state and tags stay then.
///
/// It is evaluated at the next full minute, or at the next ten seconds if its periods are short.
///
/// Fails with what [`rules::check`] fails with, then with what is wrong with the tags.
pub fn put_metric_alarm(ctx: &mut Context<'_>, request: PutMetricAlarmInput) -> Result<Nothing> {
    rules::check(&request, &ctx.region)?;
    tags::check(request.tags.as_deref().unwrap_or_default())?;
    let before = Alarm::find(&ctx.txn, owner(ctx), &request.alarm_name)?;
    let (alarm, kind) = match before {
        Some(mut alarm) => {
            alarm.watch_no_more(&mut ctx.txn)?;
            alarm.configure(&request, ctx.now);
            (alarm, "Update")
        }
        None => (Alarm::new(owner(ctx), &request, ctx.now), "Create"),
    };
    alarm.watch(&mut ctx.txn)?;
    history::configured(&mut ctx.txn, &alarm, kind, ctx.now)?;
    watch::wake(&mut ctx.txn, alarm, ctx.now)?;
    Ok(Nothing {})
}

/// Deletes alarms; names that no alarm has are passed over. What happened to them is still told.
pub fn delete_alarms(ctx: &mut Context<'_>, request: DeleteAlarmsInput) -> Result<Nothing> {
    for name in &request.alarm_names {
        if let Some(alarm) = Alarm::find(&ctx.txn, owner(ctx), name)? {
            history::configured(&mut ctx.txn, &alarm, "Delete", ctx.now)?;
            alarm.delete(&mut ctx.txn)?;
        }
    }
    Ok(Nothing {})
}

/// Shows alarms, in the order of their names.
///
/// Fails with [`Error::NotEmulated`] where children or parents are asked for, with
/// [`VALIDATION_ERROR`] for both names and a prefix, and with [`INVALID_NEXT_TOKEN`].
pub fn describe_alarms(
    ctx: &mut Context<'_>,
    request: DescribeAlarmsInput,
) -> Result<DescribeAlarmsOutput> {
    for (option, is_there) in [
        ("children-of-alarm-name", request.children_of_alarm_name.is_some()),
        ("parents-of-alarm-name", request.parents_of_alarm_name.is_some()),
    ] {
        if is_there {
            return Err(Error::NotEmulated(format!("cloudwatch describe-alarms --{option}")));
        }
    }
    if request.alarm_names.is_some() && request.alarm_name_prefix.is_some() {
        let sentence = "The parameters AlarmNames and AlarmNamePrefix are mutually exclusive and \
                        you have specified both.";
        return Err(ApiError::new(VALIDATION_ERROR, sentence).into());
    }
    let after = request.next_token.as_deref().map(|token| position("DescribeAlarms", token));
    let after = after.transpose()?;
    let types = request.alarm_types.as_deref().unwrap_or(&[AlarmType::MetricAlarm]);
    let size = usize::try_from(request.max_records.unwrap_or(PAGE)).unwrap_or_default();
    let prefix = request.alarm_name_prefix.as_deref().unwrap_or_default();
    let names = request.alarm_names.as_deref();

    let (mut shown, mut last, mut next_token) = (Vec::new(), String::new(), None);
    let alarms = Alarm::listing(&ctx.txn, owner(ctx), prefix, after.as_deref());
    for alarm in alarms.take_while(|_| types.contains(&AlarmType::MetricAlarm)) {
        let alarm = alarm?;
        let acts_so = |prefix: &str| -> Result<bool> {
            let put = alarm.request()?;
            let lists = [&put.ok_actions, &put.alarm_actions, &put.insufficient_data_actions];
            let mut actions = lists.into_iter().flatten().flatten();
            Ok(actions.any(|action| action.starts_with(prefix)))
        };
        let fits = names.is_none_or(|names| names.contains(&alarm.name))
            && request.state_value.is_none_or(|state| state == alarm.state.value)
            && request.action_prefix.as_deref().map_or(Ok(true), acts_so)?;
        if !fits {
            continue;
        }
        if shown.len() == size {
            next_token = Some(page::token("DescribeAlarms", &last));
            break;
        }
        shown.push(alarm.shown());
        last = alarm.name;
    }
    Ok(DescribeAlarmsOutput {
        composite_alarms: Some(Vec::new()),
        metric_alarms: Some(shown),
        log_alarms: None,
        next_token,
    })
}

/// Returns the position in a token.
pub(super) fn position(operation: &str, token: &str) -> Result<String, ApiError> {
    page::position(operation, token)
        .ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "The token is not valid."))
}

/// Shows the alarms on a metric.
///
/// The dimensions must be all that the metric has. Those that compute another statistic, or have
/// other periods or another unit than asked for, are left out.
pub fn describe_alarms_for_metric(
    ctx: &mut Context<'_>,
    request: DescribeAlarmsForMetricInput,
) -> Result<DescribeAlarmsForMetricOutput> {
    let dimensions = request.dimensions.as_deref().unwrap_or_default();
    let metric = Metric::new(&request.namespace, &request.metric_name, dimensions);
    let mut shown = Vec::new();
    for alarm in Alarm::on(&ctx.txn, owner(ctx), &metric)? {
        let put = alarm.request()?;
        let fits = (request.statistic.is_none() || request.statistic == put.statistic)
            && (request.extended_statistic.is_none()
                || request.extended_statistic == put.extended_statistic)
            && (request.period.is_none() || request.period == put.period)
            && (request.unit.is_none() || request.unit == put.unit);
        if fits {
            shown.push(alarm.shown());
        }
    }
    Ok(DescribeAlarmsForMetricOutput { metric_alarms: Some(shown) })
}

/// Lets alarms act; names that no alarm has are passed over.
pub fn enable_alarm_actions(
    ctx: &mut Context<'_>,
    request: EnableAlarmActionsInput,
) -> Result<Nothing> {
    let_act(ctx, &request.alarm_names, true)
}

/// Lets alarms change their state without acting; names that no alarm has are passed over.
pub fn disable_alarm_actions(
    ctx: &mut Context<'_>,
    request: DisableAlarmActionsInput,
) -> Result<Nothing> {
    let_act(ctx, &request.alarm_names, false)
}

fn let_act(ctx: &mut Context<'_>, names: &[String], acts: bool) -> Result<Nothing> {
    for name in names {
        if let Some(mut alarm) = Alarm::find(&ctx.txn, owner(ctx), name)?
            && alarm.acts != acts
        {
            alarm.acts = acts;
            alarm.configured = ctx.now;
            history::configured(&mut ctx.txn, &alarm, "Update", ctx.now)?;
            alarm.keep(&mut ctx.txn)?;
        }
    }
    Ok(Nothing {})
}

/// Puts an alarm into a state, in which it acts as if it had come there by itself, until it is
/// evaluated at the next tick.
///
/// Fails with [`INVALID_FORMAT`] if the data are no JSON, in our words, and with
/// [`RESOURCE_NOT_FOUND`] without words, as recorded, if there is no such alarm.
pub fn set_alarm_state(ctx: &mut Context<'_>, request: SetAlarmStateInput) -> Result<Nothing> {
    if let Some(data) = &request.state_reason_data
        && serde_json::from_str::<serde::de::IgnoredAny>(data).is_err()
    {
        return Err(ApiError::new(INVALID_FORMAT, "StateReasonData is not valid JSON").into());
    }
    let Some(mut alarm) = Alarm::find(&ctx.txn, owner(ctx), &request.alarm_name)? else {
        return Err(ApiError::new(RESOURCE_NOT_FOUND, "").into());
    };
    let SetAlarmStateInput { state_value, state_reason, state_reason_data, .. } = request;
    watch::change(ctx, &mut alarm, state_value, state_reason, state_reason_data)?;
    watch::wake(&mut ctx.txn, alarm, ctx.now)?;
    Ok(Nothing {})
}
