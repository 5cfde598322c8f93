//! What is wrong with an alarm that is put and watches something else than metrics: PromQL data, or logs.
//!
//! The sentences are ours, but those that alarms on metrics have, too.

use super::verdict::Comparison;
use super::{permitted, rules};
use crate::error::ApiError;
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::shapes::alarms::PutMetricAlarmInput;
use crate::services::cloudwatch::shapes::log_alarms::PutLogAlarmInput;

/// Looks at an alarm on a PromQL query, which says all that there is to say.
///
/// Source: CloudWatch API Reference, "`PutMetricAlarm`", `EvaluationCriteria`, `EvaluationInterval`.
pub fn check_criteria(request: &PutMetricAlarmInput) -> Result<(), ApiError> {
    let others = [
        ("Metrics", request.metrics.is_some()),
        ("Threshold", request.threshold.is_some()),
        ("ComparisonOperator", request.comparison_operator.is_some()),
        ("ThresholdMetricId", request.threshold_metric_id.is_some()),
        ("EvaluationPeriods", request.evaluation_periods.is_some()),
        ("DatapointsToAlarm", request.datapoints_to_alarm.is_some()),
        ("EvaluationWindow", request.evaluation_window.is_some()),
    ];
    for (name, is_there) in rules::of_one_metric(request).into_iter().chain(others) {
        if is_there {
            return Err(wrong(format!("{name} should not be set if EvaluationCriteria is set.")));
        }
    }
    let secs = request.evaluation_interval;
    let secs = secs.ok_or_else(|| wrong("EvaluationInterval must not be null"))?;
    if !rules::QUICK.contains(&secs) && secs % 60 != 0 {
        return Err(wrong("EvaluationInterval must be 10, 20, 30 or a multiple of 60"));
    }
    Ok(())
}

/// Looks at an alarm on logs that is put to a region.
///
/// Fails with [`VALIDATION_ERROR`], the first rule that is broken: the name is one, M is at most N, the
/// operator is one for thresholds, missing data are treated in one of the known ways, actions are ARNs.
pub fn check_logs(request: &PutLogAlarmInput, region: &str) -> Result<(), ApiError> {
    permitted::check_name(&request.alarm_name)?;
    if request.query_results_to_alarm > request.query_results_to_evaluate {
        return Err(wrong(
            "QueryResultsToAlarm must be less than or equal to QueryResultsToEvaluate",
        ));
    }
    let operator = request.comparison_operator;
    if Comparison::ends(operator).is_some() {
        let sentence =
            format!("{} is for alarms with an anomaly detection band only", operator.word());
        return Err(wrong(sentence));
    }
    rules::missing(request.treat_missing_data.as_deref())?;
    let lists = [&request.ok_actions, &request.alarm_actions, &request.insufficient_data_actions];
    let mut actions = lists.into_iter().flatten().flatten();
    actions.try_for_each(|action| permitted::check_action(action, region))
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}
