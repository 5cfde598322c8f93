//! The operations on alarms.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::page;
use crate::schema::Shape;
use crate::services::cloudwatch::alarm::link::{self, Link};
use crate::services::cloudwatch::alarm::shown::{
    DescribeAlarmsForMetricOutput, DescribeAlarmsOutput, Shown,
};
use crate::services::cloudwatch::alarm::{Alarm, contributor, history, ripple, rules, watch};
use crate::services::cloudwatch::asked::linked;
use crate::services::cloudwatch::errors::{
    INVALID_FORMAT, INVALID_NEXT_TOKEN, RESOURCE_NOT_FOUND, VALIDATION_ERROR,
};
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::shapes::alarms::{
    AlarmType, DeleteAlarmsInput, DescribeAlarmsForMetricInput, DescribeAlarmsInput,
    DisableAlarmActionsInput, EnableAlarmActionsInput, PutMetricAlarmInput, SetAlarmStateInput,
    StateValue,
};
use crate::services::cloudwatch::shapes::data::Nothing;

use super::composite_alarms::take_name;
use super::tags;

/// How many alarms a page has unless the request says otherwise.
///
/// Source: CloudWatch API Reference, "`DescribeAlarms`", `MaxRecords`.
const PAGE: i32 = 50;

/// Creates an alarm, or replaces the settings of one; its state and tags stay then.
///
/// It is evaluated at the next full minute, or at the next ten seconds if its periods are short. For one
/// that compares with a band there is an anomaly detector then, which stays when the alarm goes.
///
/// One on a PromQL query stays in `INSUFFICIENT_DATA`, which its reason says.
///
/// Fails with what [`rules::check`] fails with, with [`VALIDATION_ERROR`] for metrics of an account that
/// is not [`linked`], then with what is wrong with the tags.
pub fn put_metric_alarm(ctx: &mut Context<'_>, request: PutMetricAlarmInput) -> Result<Nothing> {
    rules::check(&request, &ctx.region)?;
    linked(request.metrics.as_deref().unwrap_or_default(), &ctx.caller.account, "Metrics")?;
    tags::check(request.tags.as_deref().unwrap_or_default())?;
    let before = Alarm::find(&ctx.txn, ctx.owner(), &request.alarm_name)?;
    let (alarm, kind) = if let Some(mut alarm) = take_name(before, AlarmType::MetricAlarm)? {
        alarm.watch_no_more(&mut ctx.txn)?;
        alarm.configure(request.clone().write(), ctx.now);
        if !watch::has_contributors(&alarm)? {
            contributor::forget(&mut ctx.txn, &alarm)?;
            alarm.is_partial = false;
        }
        (alarm, "Update")
    } else {
        let kind = AlarmType::MetricAlarm;
        let mut alarm = Alarm::new(ctx.owner(), kind, request.clone().write(), ctx.now);
        if request.evaluation_criteria.is_some() {
            // No store of such data is there to be asked.
            "Insufficient Data: there are no PromQL data that the query could read."
                .clone_into(&mut alarm.state.reason);
        }
        (alarm.tagged(request.tags), "Create")
    };
    alarm.watch(&mut ctx.txn)?;
    watch::ensure_detector(ctx, &alarm)?;
    history::configured(&mut ctx.txn, &alarm, kind, ctx.now)?;
    watch::wake(&mut ctx.txn, alarm, ctx.now)?;
    Ok(Nothing {})
}

/// Deletes alarms; names that no alarm has are passed over. What happened to them is still told.
///
/// Fails with [`VALIDATION_ERROR`] for an alarm on logs beside others and for more than one composite
/// alarm, in our words, or if composite
/// alarms that are not among them depend on one, by their rules or as their suppressor.
pub fn delete_alarms(ctx: &mut Context<'_>, request: DeleteAlarmsInput) -> Result<Nothing> {
    let mut alarms = Vec::new();
    for name in &request.alarm_names {
        alarms.extend(Alarm::find(&ctx.txn, ctx.owner(), name)?);
    }
    alarms.sort_by(|left, right| left.name.cmp(&right.name));
    alarms.dedup_by(|left, right| left.name == right.name);
    if request.alarm_names.len() > 1
        && let Some(alarm) = alarms.iter().find(|alarm| alarm.kind == AlarmType::LogAlarm)
    {
        let sentence = format!("The log alarm {} must be deleted alone.", alarm.name);
        return Err(ApiError::new(VALIDATION_ERROR, sentence).into());
    }
    let composite = alarms.iter().filter(|alarm| alarm.kind == AlarmType::CompositeAlarm);
    let composite: Vec<&str> = composite.map(|alarm| alarm.name.as_str()).collect();
    if composite.len() > 1 {
        let sentence = format!(
            "At most one composite alarm can be deleted at once, and {} are.",
            composite.join(", ")
        );
        return Err(ApiError::new(VALIDATION_ERROR, sentence).into());
    }
    let mut needed = Vec::new();
    for alarm in &alarms {
        let parents = Link::parents(&ctx.txn, ctx.owner(), &alarm.name)?;
        let stays = |link: &Link| !composite.contains(&link.parent.as_str());
        // An alarm that names itself is on a circle.
        if parents.iter().any(|link| stays(link) || link.parent == alarm.name) {
            needed.push(alarm.name.as_str());
        }
    }
    if !needed.is_empty() {
        let them = if needed.len() == 1 { "it" } else { "them" };
        // Source: public issues, with one name and with several.
        let sentence = format!(
            "Cannot delete {} as there are composite alarm(s) depending on {them}.",
            needed.join(",")
        );
        return Err(ApiError::new(VALIDATION_ERROR, sentence).into());
    }
    for alarm in alarms {
        history::configured(&mut ctx.txn, &alarm, "Delete", ctx.now)?;
        alarm.delete(&mut ctx.txn)?;
    }
    Ok(Nothing {})
}

/// Shows alarms, in the order of their names; those on metrics unless the request says otherwise.
///
/// Of the children of an alarm, only name, ARN and state are told, of parents only name and ARN; an
/// alarm that is not there has none.
///
/// Fails with [`VALIDATION_ERROR`] for both names and a prefix, and for children or parents with
/// anything else, in our words; and with [`INVALID_NEXT_TOKEN`].
pub fn describe_alarms(
    ctx: &mut Context<'_>,
    request: DescribeAlarmsInput,
) -> Result<DescribeAlarmsOutput> {
    if request.alarm_names.is_some() && request.alarm_name_prefix.is_some() {
        let sentence = "The parameters AlarmNames and AlarmNamePrefix are mutually exclusive and \
                        you have specified both.";
        return Err(ApiError::new(VALIDATION_ERROR, sentence).into());
    }
    let after = request.next_token.as_deref().map(|token| position("DescribeAlarms", token));
    let after = after.transpose()?;
    let size = usize::try_from(request.max_records.unwrap_or(PAGE)).unwrap_or_default();
    let mut page = Page { size, shown: Vec::new(), only: None, next_token: None };
    if let Some((names, members)) = relatives(ctx, &request)? {
        page.only = Some(members);
        for name in names.iter().filter(|name| after.as_ref().is_none_or(|after| *name > after)) {
            if let Some(alarm) = Alarm::find(&ctx.txn, ctx.owner(), name)?
                && !page.add(alarm)
            {
                break;
            }
        }
        return Ok(page.answer(&[]));
    }
    let types = request.alarm_types.as_deref().unwrap_or(&[AlarmType::MetricAlarm]);
    let prefix = request.alarm_name_prefix.as_deref().unwrap_or_default();
    let names = request.alarm_names.as_deref();
    for alarm in Alarm::listing(&ctx.txn, ctx.owner(), prefix, after.as_deref()) {
        let alarm = alarm?;
        let acts_so = |prefix: &str| {
            let mut actions = StateValue::ALL.iter().flat_map(|state| alarm.actions(*state));
            actions.any(|action| action.starts_with(prefix))
        };
        let fits = types.contains(&alarm.kind)
            && names.is_none_or(|names| names.contains(&alarm.name))
            && request.state_value.is_none_or(|state| state == alarm.state.value)
            && request.action_prefix.as_deref().is_none_or(acts_so);
        if fits && !page.add(alarm) {
            break;
        }
    }
    Ok(page.answer(types))
}

/// The alarms of a page.
struct Page {
    size: usize,
    shown: Vec<Alarm>,
    /// The only members of them that are shown.
    only: Option<&'static [&'static str]>,
    next_token: Option<String>,
}

impl Page {
    /// Adds an alarm; returns whether there was room for it.
    fn add(&mut self, alarm: Alarm) -> bool {
        let is_full = self.shown.len() == self.size;
        if is_full {
            let last = self.shown.last().map(|alarm| page::token("DescribeAlarms", &alarm.name));
            self.next_token = last;
        } else {
            self.shown.push(alarm);
        }
        !is_full
    }

    fn answer(self, types: &[AlarmType]) -> DescribeAlarmsOutput {
        let (mut composite, mut metric, mut logs) = (Vec::new(), Vec::new(), Vec::new());
        for alarm in self.shown {
            match alarm.kind {
                AlarmType::CompositeAlarm => composite.push(Shown::new(alarm, self.only)),
                AlarmType::MetricAlarm => metric.push(Shown::new(alarm, self.only)),
                AlarmType::LogAlarm => logs.push(Shown::new(alarm, self.only)),
            }
        }
        let says_logs = types.contains(&AlarmType::LogAlarm) || !logs.is_empty();
        DescribeAlarmsOutput {
            composite_alarms: Some(composite),
            metric_alarms: Some(metric),
            log_alarms: says_logs.then_some(logs),
            next_token: self.next_token,
        }
    }
}

/// Returns the names of the children or parents that a request asks for, and what is told of them.
fn relatives(
    ctx: &Context<'_>,
    request: &DescribeAlarmsInput,
) -> Result<Option<(Vec<String>, &'static [&'static str])>> {
    let (children, parents) = (&request.children_of_alarm_name, &request.parents_of_alarm_name);
    if children.is_none() && parents.is_none() {
        return Ok(None);
    }
    let others = children.is_some() && parents.is_some()
        || request.alarm_names.is_some()
        || request.alarm_name_prefix.is_some()
        || request.alarm_types.is_some()
        || request.state_value.is_some()
        || request.action_prefix.is_some();
    if others {
        let one = if children.is_some() { "ChildrenOfAlarmName" } else { "ParentsOfAlarmName" };
        let sentence = format!(
            "If {one} is specified, no other parameters than MaxRecords and NextToken can be."
        );
        return Err(ApiError::new(VALIDATION_ERROR, sentence).into());
    }
    if let Some(name) = children {
        let alarm = Alarm::find(&ctx.txn, ctx.owner(), name)?;
        let alarm = alarm.filter(|alarm| alarm.kind == AlarmType::CompositeAlarm);
        let names = alarm.map_or_else(|| Ok(Vec::new()), |alarm| link::children(&alarm))?;
        return Ok(Some((
            names,
            &["AlarmName", "AlarmArn", "StateValue", "StateUpdatedTimestamp"],
        )));
    }
    let name = parents.as_deref().unwrap_or_default();
    let links = Link::parents(&ctx.txn, ctx.owner(), name)?;
    let names = links.into_iter().filter(|link| link.in_rule).map(|link| link.parent).collect();
    Ok(Some((names, &["AlarmName", "AlarmArn"])))
}

/// Returns the position in a token.
pub(super) fn position(operation: &str, token: &str) -> Result<String, ApiError> {
    page::position(operation, token)
        .ok_or_else(|| ApiError::new(INVALID_NEXT_TOKEN, "The token is not valid."))
}

/// Shows the alarms on one metric; those on expressions are not among them.
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
    for alarm in Alarm::on(&ctx.txn, ctx.owner(), &metric)? {
        let put = alarm.request()?;
        if put.metrics.is_some() {
            continue;
        }
        let fits = (request.statistic.is_none() || request.statistic == put.statistic)
            && (request.extended_statistic.is_none()
                || request.extended_statistic == put.extended_statistic)
            && (request.period.is_none() || request.period == put.period)
            && (request.unit.is_none() || request.unit == put.unit);
        if fits {
            shown.push(Shown::new(alarm, None));
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
        if let Some(mut alarm) = Alarm::find(&ctx.txn, ctx.owner(), name)?
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

/// Puts an alarm into a state, in which it acts as if it had come there by itself. One on metrics is
/// evaluated at the next tick, a composite one when one of its children changes or it is put.
///
/// Fails with [`INVALID_FORMAT`] if the data are no JSON, in our words, and with
/// [`RESOURCE_NOT_FOUND`] without words, as recorded, if there is no such alarm.
pub fn set_alarm_state(ctx: &mut Context<'_>, request: SetAlarmStateInput) -> Result<Nothing> {
    if let Some(data) = &request.state_reason_data
        && serde_json::from_str::<serde::de::IgnoredAny>(data).is_err()
    {
        return Err(ApiError::new(INVALID_FORMAT, "StateReasonData is not valid JSON").into());
    }
    let Some(mut alarm) = Alarm::find(&ctx.txn, ctx.owner(), &request.alarm_name)? else {
        return Err(ApiError::new(RESOURCE_NOT_FOUND, "").into());
    };
    let SetAlarmStateInput { state_value, state_reason, state_reason_data, .. } = request;
    let (name, before) = (alarm.name.clone(), alarm.state.value);
    watch::change(ctx, &mut alarm, state_value, state_reason, state_reason_data)?;
    match alarm.kind {
        AlarmType::MetricAlarm => watch::wake(&mut ctx.txn, alarm, ctx.now)?,
        AlarmType::CompositeAlarm | AlarmType::LogAlarm => alarm.keep(&mut ctx.txn)?,
    }
    if before != state_value {
        let owner = (ctx.caller.account.clone(), ctx.region.clone());
        ripple::ripple(ctx, (&owner.0, &owner.1), [(name, before)].into())?;
    }
    Ok(Nothing {})
}
