//! The operation that tells of the past of alarms.

use crate::context::Context;
use crate::error::Result;
use crate::page;
use crate::services::cloudwatch::alarm::history;
use crate::services::cloudwatch::shapes::alarm_history::{
    DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput,
};
use crate::services::cloudwatch::shapes::alarms::AlarmType;
use crate::services::cloudwatch::shapes::metric_data::ScanBy;

use super::alarms::position;

/// How many items a page has at most.
///
/// Source: CloudWatch API Reference, "`DescribeAlarmHistory`", `MaxRecords`.
const PAGE: i32 = 100;

/// Tells what happened to alarms in the last 30 days, the newest first unless the request says
/// otherwise; also of alarms that are gone.
///
/// Fails with [`INVALID_NEXT_TOKEN`](crate::services::cloudwatch::errors::INVALID_NEXT_TOKEN).
pub fn describe_alarm_history(
    ctx: &mut Context<'_>,
    request: DescribeAlarmHistoryInput,
) -> Result<DescribeAlarmHistoryOutput> {
    let after = request.next_token.as_deref().map(|token| position("DescribeAlarmHistory", token));
    let after: Option<u64> = after.transpose()?.and_then(|number| number.parse().ok());
    let types = request.alarm_types.as_deref().unwrap_or(&[AlarmType::MetricAlarm]);
    let oldest = ctx.now - history::KEPT;
    let start = request.start_date.map_or(oldest, |start| start.max(oldest));
    let end = request.end_date.unwrap_or(ctx.now).min(ctx.now);
    let owner = (ctx.caller.account.as_str(), ctx.region.as_str());
    let alarm = request.alarm_name.as_deref();
    let mut told = history::told(&ctx.txn, owner, (start, end), alarm)?;
    told.retain(|past| {
        alarm.is_none_or(|alarm| alarm == past.alarm)
            && types.contains(&past.alarm_type)
            && request
                .alarm_contributor_id
                .as_ref()
                .is_none_or(|wanted| past.contributor.as_ref().is_some_and(|(id, _)| id == wanted))
            && request.history_item_type.is_none_or(|kind| kind == past.kind)
    });
    if request.scan_by != Some(ScanBy::TimestampAscending) {
        told.reverse();
    }
    // What has come since the page before has another number than all that was on it.
    let begin = after.and_then(|after| told.iter().position(|past| past.number == after));
    let begin = begin.map_or(0, |place| place + 1);
    let size = usize::try_from(request.max_records.unwrap_or(PAGE)).unwrap_or_default();
    let numbers: Vec<u64> = told.iter().map(|past| past.number).collect();
    let (items, next) = page::cut(told, begin, size);
    let last = next.and_then(|next| numbers.get(next.checked_sub(1)?));
    Ok(DescribeAlarmHistoryOutput {
        alarm_history_items: Some(items.into_iter().map(history::Past::shown).collect()),
        next_token: last.map(|last| page::token("DescribeAlarmHistory", &last.to_string())),
    })
}
