//! What is wrong with an alarm that is put, and what it asks for.
//!
//! Source of the sentences: facts, "CloudWatch", messages, and public issues; those that no one has
//! published are ours, as is the order in which rules are checked.

use std::time::Duration;

use super::verdict::{Comparison, Missing, Rule};
use super::windows::Asked;
use crate::arn::Arn;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::extended::Extended;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::shapes::alarms::{ComparisonOperator, PutMetricAlarmInput};
use crate::services::cloudwatch::stat::Stat;
use crate::time::{DAY, HOUR};

/// The periods below a minute, in seconds.
const QUICK: [i32; 3] = [10, 20, 30];

/// The longest time that an alarm looks back, for periods below an hour and for others.
///
/// Source: CloudWatch API Reference, "`PutMetricAlarm`", `EvaluationPeriods`.
const SPAN: Duration = DAY;
const LONG_SPAN: Duration = Duration::from_hours(7 * 24);

/// How many values a percentile needs, by how far it lies from the nearer end: `ENOUGH / distance`.
///
/// Source: CloudWatch User Guide, "Percentile-based CloudWatch alarms and low data samples".
const ENOUGH: f64 = 10.0;

/// An alarm as it is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// What it watches.
    pub metric: Metric,
    /// What it computes.
    pub asked: Asked,
    /// The statistic as it was spelled.
    pub statistic: String,
    /// How it judges.
    pub rule: Rule,
    /// Whether the number of datapoints was given.
    pub says_number: bool,
    /// What it compares with.
    pub comparison: Comparison,
}

/// Returns the metric that an alarm watches.
pub fn metric_of(request: &PutMetricAlarmInput) -> Metric {
    let name = request.metric_name.as_deref().unwrap_or_default();
    let namespace = request.namespace.as_deref().unwrap_or_default();
    Metric::new(namespace, name, request.dimensions.as_deref().unwrap_or_default())
}

/// Looks at an alarm that is put to a region.
///
/// Fails with [`Error::NotEmulated`] for what is not built: expressions, bands, other windows and
/// other criteria. Then with [`VALIDATION_ERROR`], the first rule that is broken:
///
/// | rule                                                                               |
/// |------------------------------------------------------------------------------------|
/// | metric, namespace, period, threshold and operator are there                        |
/// | of statistic and extended statistic there is one, and it is known                  |
/// | the period is 10, 20, 30 or a multiple of 60                                       |
/// | M is at most N                                                                     |
/// | periods together are at most a day, or seven with periods of an hour or more       |
/// | missing data and percentiles of few data are treated in one of the known ways      |
/// | actions are ARNs, those of SNS in the region of the alarm                          |
pub fn check(request: &PutMetricAlarmInput, region: &str) -> Result<Watched> {
    for (option, is_there) in [
        ("metrics", request.metrics.is_some()),
        ("threshold-metric-id", request.threshold_metric_id.is_some()),
        ("evaluation-window", request.evaluation_window.is_some()),
        ("evaluation-criteria", request.evaluation_criteria.is_some()),
        ("evaluation-interval", request.evaluation_interval.is_some()),
    ] {
        if is_there {
            return Err(Error::NotEmulated(format!("cloudwatch put-metric-alarm --{option}")));
        }
    }
    let watched = read(request)?;
    for action in [&request.ok_actions, &request.alarm_actions, &request.insufficient_data_actions]
        .into_iter()
        .flatten()
        .flatten()
    {
        check_action(action, region)?;
    }
    Ok(watched)
}

/// Returns what an alarm asks for.
///
/// Fails with [`VALIDATION_ERROR`] as [`check`] does.
pub fn read(request: &PutMetricAlarmInput) -> Result<Watched, ApiError> {
    let metric = metric_of(request);
    if metric.name.is_empty() {
        return Err(wrong("Metric name must not be null"));
    }
    if metric.namespace.is_empty() {
        return Err(wrong("Namespace must not be null"));
    }
    let (stat, statistic) = statistic(request)?;
    let secs = request.period.ok_or_else(|| wrong("Period must not be null"))?;
    if !QUICK.contains(&secs) && secs % 60 != 0 {
        return Err(wrong("Period must be 10, 20, 30 or a multiple of 60"));
    }
    let period = Duration::from_secs(u64::try_from(secs).unwrap_or_default());
    let threshold = request.threshold.ok_or_else(|| wrong("Threshold must not be null"))?;
    let operator =
        request.comparison_operator.ok_or_else(|| wrong("Comparison operator must not be null"))?;
    if matches!(
        operator,
        ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold
            | ComparisonOperator::LessThanLowerThreshold
            | ComparisonOperator::GreaterThanUpperThreshold
    ) {
        return Err(wrong(format!(
            "{} is for alarms with an anomaly detection band only",
            operator.word()
        )));
    }
    let number = |value: i32| usize::try_from(value).unwrap_or_default();
    let periods = request.evaluation_periods.map(number);
    let periods = periods.ok_or_else(|| wrong("EvaluationPeriods must not be null"))?;
    let to_alarm = request.datapoints_to_alarm.map_or(periods, number);
    if to_alarm > periods {
        return Err(wrong("DatapointsToAlarm must be less than or equal to EvaluationPeriods"));
    }
    check_span(period, periods)?;
    let missing = request.treat_missing_data.as_deref().unwrap_or("missing");
    let missing = Missing::parse(missing).ok_or_else(|| {
        wrong(format!(
            "The value {missing} is not supported for TreatMissingData parameter. Supported values \
             are [breaching, notBreaching, ignore, missing]."
        ))
    })?;
    // Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data".
    let missing = if metric.namespace == "AWS/DynamoDB" { Missing::Ignore } else { missing };
    let fewest = fewest(request, stat)?;
    Ok(Watched {
        metric,
        asked: Asked { stat, unit: request.unit, period, fewest },
        statistic,
        rule: Rule { periods, to_alarm, missing },
        says_number: request.datapoints_to_alarm.is_some(),
        comparison: Comparison { operator, threshold },
    })
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(VALIDATION_ERROR, sentence.into())
}

fn statistic(request: &PutMetricAlarmInput) -> Result<(Stat, String), ApiError> {
    match (request.statistic, &request.extended_statistic) {
        (Some(plain), None) => Ok((Stat::Plain(plain), plain.word().to_owned())),
        (None, Some(name)) => match Extended::parse(name) {
            Some(extended) => Ok((Stat::Extended(extended), name.clone())),
            None => Err(wrong(format!(
                "The value {name} for parameter ExtendedStatistic is not supported."
            ))),
        },
        _ => Err(wrong("Exactly one of Statistic and ExtendedStatistic must be specified")),
    }
}

fn check_span(period: Duration, periods: usize) -> Result<(), ApiError> {
    let (most, span) = if period < HOUR { (SPAN, "a day") } else { (LONG_SPAN, "seven days") };
    let asked = u64::try_from(periods).unwrap_or(u64::MAX).saturating_mul(period.as_secs());
    if asked > most.as_secs() {
        return Err(wrong(format!(
            "Metrics cannot be checked across more than {span} (EvaluationPeriods * Period must be \
             <= {}).",
            most.as_secs()
        )));
    }
    Ok(())
}

/// Returns how many samples a period needs for its percentile to count.
fn fewest(request: &PutMetricAlarmInput, stat: Stat) -> Result<f64, ApiError> {
    match request.evaluate_low_sample_count_percentile.as_deref() {
        None | Some("evaluate") => Ok(0.0),
        Some("ignore") => Ok(match stat {
            Stat::Extended(Extended::Percentile(percent)) => {
                let distance = if percent >= 50.0 { 100.0 - percent } else { percent } / 100.0;
                if distance > 0.0 { ENOUGH / distance } else { f64::INFINITY }
            }
            _ => 0.0,
        }),
        Some(other) => Err(wrong(format!(
            "Option {other} is not supported. Supported options for parameter \
             EvaluateLowSampleCountPercentile are evaluate and ignore."
        ))),
    }
}

/// Looks at the ARN of an action.
pub fn check_action(action: &str, region: &str) -> Result<(), ApiError> {
    let arn = Arn::parse(action).ok_or_else(|| wrong(format!("Invalid arn syntax: {action}")))?;
    if arn.service == "sns" && arn.region != region {
        return Err(wrong(format!(
            "Invalid region {} specified. Only {region} is supported.",
            arn.region
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::cloudwatch::shapes::statistics::Statistic;

    fn put() -> PutMetricAlarmInput {
        PutMetricAlarmInput {
            alarm_name: "a".to_owned(),
            metric_name: Some("M".to_owned()),
            namespace: Some("N".to_owned()),
            statistic: Some(Statistic::Sum),
            period: Some(60),
            evaluation_periods: Some(3),
            threshold: Some(1.0),
            comparison_operator: Some(ComparisonOperator::GreaterThanThreshold),
            ..PutMetricAlarmInput::default()
        }
    }

    /// A change that breaks a rule, and what is said about it.
    type Case = (fn(&mut PutMetricAlarmInput), &'static str);

    #[test]
    fn each_rule_has_its_sentence() {
        let cases: &[Case] = &[
            (|put| put.metric_name = None, "Metric name must not be null"),
            (|put| put.period = None, "Period must not be null"),
            (|put| put.period = Some(45), "Period must be 10, 20, 30 or a multiple of 60"),
            (
                |put| put.datapoints_to_alarm = Some(4),
                "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
            ),
            (
                |put| put.evaluation_periods = Some(1_441),
                "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must \
                 be <= 86400).",
            ),
            (
                |put| (put.period, put.evaluation_periods) = (Some(3_600), Some(169)),
                "Metrics cannot be checked across more than seven days (EvaluationPeriods * Period \
                 must be <= 604800).",
            ),
            (
                |put| put.treat_missing_data = Some("gone".to_owned()),
                "The value gone is not supported for TreatMissingData parameter. Supported values \
                 are [breaching, notBreaching, ignore, missing].",
            ),
            (
                |put| put.evaluate_low_sample_count_percentile = Some("x".to_owned()),
                "Option x is not supported. Supported options for parameter \
                 EvaluateLowSampleCountPercentile are evaluate and ignore.",
            ),
            (|put| put.alarm_actions = Some(vec!["topic".to_owned()]), "Invalid arn syntax: topic"),
            (
                |put| {
                    put.ok_actions = Some(vec!["arn:aws:sns:eu-west-2:123456789012:t".to_owned()]);
                },
                "Invalid region eu-west-2 specified. Only us-east-1 is supported.",
            ),
        ];
        assert!(check(&put(), "us-east-1").is_ok());
        for (change, expected) in cases {
            let mut request = put();
            change(&mut request);
            let error = check(&request, "us-east-1").unwrap_err();
            assert!(error.to_string().contains(expected), "{error} is not {expected}");
        }
    }

    #[test]
    fn percentiles_of_few_data_are_ignored_if_that_is_asked_for() {
        let fewest = |name: &str| {
            let mut request = put();
            request.statistic = None;
            request.extended_statistic = Some(name.to_owned());
            request.evaluate_low_sample_count_percentile = Some("ignore".to_owned());
            read(&request).unwrap().asked.fewest
        };
        assert!((fewest("p99") - 1_000.0).abs() < 1e-6);
        assert!((fewest("p50") - 20.0).abs() < 1e-6);
        assert!((fewest("p10") - 100.0).abs() < 1e-6);
        assert!(fewest("tm90") < 1.0);
    }
}
