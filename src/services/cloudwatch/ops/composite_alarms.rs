//! The operation on alarms whose state follows from other alarms.

use crate::context::Context;
use crate::error::{ApiError, Result};
use crate::schema::Shape;
use crate::services::cloudwatch::alarm::{Alarm, history, joint, ripple};
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::shapes::alarms::AlarmType;
use crate::services::cloudwatch::shapes::composite_alarms::PutCompositeAlarmInput;
use crate::services::cloudwatch::shapes::data::Nothing;

use super::tags;

/// Creates a composite alarm, or replaces the settings of one; its state and tags stay then. It is
/// evaluated at once.
///
/// Fails with what [`joint::check`] fails with, then with what is wrong with the tags, then with
/// [`VALIDATION_ERROR`], in our words, if an alarm of another kind has the name.
pub fn put_composite_alarm(
    ctx: &mut Context<'_>,
    request: PutCompositeAlarmInput,
) -> Result<Nothing> {
    let owner = (ctx.caller.account.clone(), ctx.region.clone());
    let owner = (owner.0.as_str(), owner.1.as_str());
    joint::check(&ctx.txn, owner, &request)?;
    tags::check(request.tags.as_deref().unwrap_or_default())?;
    let before = Alarm::find(&ctx.txn, owner, &request.alarm_name)?;
    let replaced = take_name(before, AlarmType::CompositeAlarm)?;
    let alarm = match replaced.clone() {
        Some(mut alarm) => {
            alarm.watch_no_more(&mut ctx.txn)?;
            alarm.configure(request.write(), ctx.now);
            alarm
        }
        None => Alarm::new(owner, AlarmType::CompositeAlarm, request.clone().write(), ctx.now)
            .tagged(request.tags),
    };
    alarm.watch(&mut ctx.txn)?;
    alarm.keep(&mut ctx.txn)?;
    let kind = if replaced.is_none() { "Create" } else { "Update" };
    history::configured(&mut ctx.txn, &alarm, kind, ctx.now)?;
    ripple::put(ctx, alarm, replaced.as_ref())?;
    Ok(Nothing {})
}

/// Returns the alarm that had a name before one of a kind is put, which must be of that kind.
pub(super) fn take_name(before: Option<Alarm>, kind: AlarmType) -> Result<Option<Alarm>, ApiError> {
    match before {
        Some(alarm) if alarm.kind != kind => {
            let sentence = format!(
                "The name {} belongs to an alarm of the type {}",
                alarm.name,
                alarm.kind.word()
            );
            Err(ApiError::new(VALIDATION_ERROR, sentence))
        }
        before => Ok(before),
    }
}
