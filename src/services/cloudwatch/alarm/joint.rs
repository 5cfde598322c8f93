//! What is wrong with a composite alarm that is put.
//!
//! Source: CloudWatch API Reference, "`PutCompositeAlarm`": what it may do, and how many there may be.
//! The sentences about rules are facts, "CloudWatch", messages; that about alarms that are not there is
//! seen in public issues; the others are ours, as is the order of the checks.

use super::composite::Rule;
use super::link::{Link, name_of};
use super::{Alarm, Arn, permitted};
use crate::error::{ApiError, Result};
use crate::services::cloudwatch::errors::{LIMIT_EXCEEDED, VALIDATION_ERROR};
use crate::services::cloudwatch::shapes::composite_alarms::PutCompositeAlarmInput;
use crate::store::Txn;

/// How many composite alarms may name an alarm.
const PARENTS: usize = 150;

/// The services that a composite alarm can act through.
const ACTIONS: [&str; 5] = ["sns", "lambda", "ssm", "ssm-incidents", "aiops"];

/// Looks at a composite alarm that is put.
///
/// Fails with [`VALIDATION_ERROR`], the first rule that is broken:
///
/// | rule                                                                                |
/// |-------------------------------------------------------------------------------------|
/// | the name is [one](permitted::check_name)                                            |
/// | the rule is one                                                                     |
/// | actions are ARNs of what a composite alarm can do, those of SNS in its region       |
/// | a suppressor comes with both periods, and these with it; it is another alarm        |
/// | the alarms of the rule, and the suppressor, are there, in this account and region   |
///
/// Then with [`LIMIT_EXCEEDED`] if too many composite alarms name an alarm.
pub fn check(
    txn: &Txn<'_>,
    owner: (&str, &str),
    request: &PutCompositeAlarmInput,
) -> Result<(), crate::error::Error> {
    permitted::check_name(&request.alarm_name)?;
    let rule = Rule::parse(&request.alarm_rule).map_err(wrong)?;
    for action in [&request.ok_actions, &request.alarm_actions, &request.insufficient_data_actions]
        .into_iter()
        .flatten()
        .flatten()
    {
        permitted::check_action(action, owner.1)?;
        if !Arn::parse(action).is_some_and(|arn| ACTIONS.contains(&arn.service)) {
            let sentence = format!("Composite alarms do not support the action {action}");
            return Err(wrong(sentence).into());
        }
    }
    let periods = [
        ("ActionsSuppressorWaitPeriod", request.actions_suppressor_wait_period),
        ("ActionsSuppressorExtensionPeriod", request.actions_suppressor_extension_period),
    ];
    for (name, period) in periods {
        let sentence = match (&request.actions_suppressor, period) {
            (Some(_), None) => format!("{name} must be set if ActionsSuppressor is set"),
            (None, Some(_)) => format!("{name} must not be set if ActionsSuppressor is not set"),
            (_, Some(secs)) if secs < 0 => format!("{name} must be 0 or greater"),
            _ => continue,
        };
        return Err(wrong(sentence).into());
    }
    let is_there = |text: &str| -> Result<bool> {
        name_of(owner, text).map_or(Ok(false), |name| Ok(Alarm::find(txn, owner, name)?.is_some()))
    };
    let mut missing = Vec::new();
    for text in rule.alarms() {
        if !is_there(text)? {
            missing.push(text);
        }
    }
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(wrong(format!(
            "Could not save the composite alarm as alarms [{missing}] in the alarm rule do not exist"
        ))
        .into());
    }
    if let Some(suppressor) = &request.actions_suppressor {
        if name_of(owner, suppressor) == Some(request.alarm_name.as_str()) {
            return Err(wrong("A composite alarm cannot be its own ActionsSuppressor").into());
        }
        if !is_there(suppressor)? {
            return Err(wrong(format!(
                "Could not save the composite alarm as the alarm [{suppressor}] in \
                 ActionsSuppressor does not exist"
            ))
            .into());
        }
    }
    for child in rule.alarms().into_iter().filter_map(|text| name_of(owner, text)) {
        let parents = Link::parents(txn, owner, child)?;
        let others = parents.iter().filter(|link| link.parent != request.alarm_name);
        if others.filter(|link| link.in_rule).count() >= PARENTS {
            let sentence =
                format!("The alarm {child} is in the rules of {PARENTS} composite alarms already");
            return Err(ApiError::new(LIMIT_EXCEEDED, sentence).into());
        }
    }
    Ok(())
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}
