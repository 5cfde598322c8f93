//! The operations on alarms that watch something else than metrics of their own.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::schema::Shape;
use crate::services::cloudwatch::alarm::contributor::Contributor;
use crate::services::cloudwatch::alarm::{Alarm, elsewhere, history};
use crate::services::cloudwatch::errors::RESOURCE_NOT_FOUND_EXCEPTION;
use crate::services::cloudwatch::shapes::alarm_history::{
    DescribeAlarmContributorsInput, DescribeAlarmContributorsOutput,
};
use crate::services::cloudwatch::shapes::alarms::AlarmType;
use crate::services::cloudwatch::shapes::data::Nothing;
use crate::services::cloudwatch::shapes::log_alarms::PutLogAlarmInput;

use super::alarms::position;
use super::composite_alarms::take_name;
use super::tags;

/// Creates an alarm on logs, or replaces the settings of one; its state and tags stay then.
///
/// There are no log groups, so its query finds nothing and it stays in `INSUFFICIENT_DATA`, which its
/// reason says, unless somebody puts it into another state.
///
/// Fails with what [`elsewhere::check_logs`] fails with, then with what is wrong with the tags, then if an
/// alarm of another kind has the name.
pub fn put_log_alarm(ctx: &mut Context<'_>, request: PutLogAlarmInput) -> Result<Nothing> {
    elsewhere::check_logs(&request, &ctx.region)?;
    tags::check(request.tags.as_deref().unwrap_or_default())?;
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let before = Alarm::find(&ctx.txn, owner, &request.alarm_name)?;
    let (alarm, kind) = if let Some(mut alarm) = take_name(before, AlarmType::LogAlarm)? {
        alarm.configure(request.write(), ctx.now);
        (alarm, "Update")
    } else {
        let mut alarm = Alarm::new(owner, AlarmType::LogAlarm, request.clone().write(), ctx.now);
        "Insufficient Data: there are no log groups that the query could read."
            .clone_into(&mut alarm.state.reason);
        (alarm.tagged(request.tags), "Create")
    };
    alarm.keep(&mut ctx.txn)?;
    history::configured(&mut ctx.txn, &alarm, kind, ctx.now)?;
    Ok(Nothing {})
}

/// Lists the time series that keep an alarm in `ALARM`, in the order of their ids; there are never more
/// than a page has.
///
/// Fails with [`RESOURCE_NOT_FOUND_EXCEPTION`], in our words, if there is no such alarm; then with
/// [`INVALID_NEXT_TOKEN`](crate::services::cloudwatch::errors::INVALID_NEXT_TOKEN).
pub fn describe_alarm_contributors(
    ctx: &mut Context<'_>,
    request: DescribeAlarmContributorsInput,
) -> Result<DescribeAlarmContributorsOutput> {
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    if Alarm::find(&ctx.txn, owner, &request.alarm_name)?.is_none() {
        let sentence = format!("Alarm {} does not exist", request.alarm_name);
        return Err(ApiError::new(RESOURCE_NOT_FOUND_EXCEPTION, sentence).into());
    }
    if let Some(token) = &request.next_token {
        // All of them come on one page, so no token was ever handed out.
        position("DescribeAlarmContributors", token)?;
    }
    let contributors = Contributor::listing(&ctx.txn, owner, &request.alarm_name)?;
    let alarm_contributors = contributors.into_iter().map(Contributor::shown).collect();
    Ok(DescribeAlarmContributorsOutput { alarm_contributors, next_token: None })
}
