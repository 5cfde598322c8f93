//! What is wrong with an alarm that is put, and what it asks for.
//!
//! Source of the sentences: facts, "CloudWatch", messages, and public issues; those that no one has
//! published are ours, as is the order in which rules are checked.

use std::collections::BTreeSet;
use std::time::Duration;

use super::computed::Computed;
use super::verdict::{Comparison, Missing, Rule};
use super::windows::Asked;
use crate::arn::Arn;
use crate::error::{ApiError, Error, Result};
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::extended::Extended;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::shapes::Document;
use crate::services::cloudwatch::shapes::alarms::{ComparisonOperator, PutMetricAlarmInput};
use crate::services::cloudwatch::shapes::log_alarms::PutLogAlarmInput;
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
#[derive(Clone, Debug)]
pub struct Watched {
    /// What it watches.
    pub what: What,
    /// What it computes.
    pub asked: Asked,
    /// The statistic of a metric, as it was spelled.
    pub statistic: Option<String>,
    /// How it judges.
    pub rule: Rule,
    /// Whether the number of datapoints was given.
    pub says_number: bool,
    /// What it compares with.
    pub comparison: Comparison,
}

/// What an alarm watches.
#[derive(Clone, Debug)]
pub enum What {
    /// A metric.
    Metric(Metric),
    /// An expression.
    Computed(Computed),
}

/// Returns the metrics that an alarm watches, each once.
pub fn metrics_of(request: &PutMetricAlarmInput) -> BTreeSet<Metric> {
    if request.evaluation_criteria.is_some() {
        return BTreeSet::new();
    }
    let Some(queries) = &request.metrics else { return [metric_of(request)].into() };
    let asked = queries.iter().filter_map(|query| query.metric_stat.as_ref());
    asked
        .map(|asked| {
            let name = asked.metric.metric_name.as_deref().unwrap_or_default();
            let namespace = asked.metric.namespace.as_deref().unwrap_or_default();
            Metric::new(namespace, name, asked.metric.dimensions.as_deref().unwrap_or_default())
        })
        .collect()
}

/// Returns the metric that an alarm on one metric watches.
fn metric_of(request: &PutMetricAlarmInput) -> Metric {
    let name = request.metric_name.as_deref().unwrap_or_default();
    let namespace = request.namespace.as_deref().unwrap_or_default();
    Metric::new(namespace, name, request.dimensions.as_deref().unwrap_or_default())
}

/// Looks at an alarm that is put to a region.
///
/// Fails with [`Error::NotEmulated`] for what is not built: bands and windows of wall clocks; for an alarm on an expression, as [`Computed::of`] does. Then with [`VALIDATION_ERROR`], the first rule that is broken:
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
pub fn check(request: &PutMetricAlarmInput, region: &str) -> Result<()> {
    for (option, is_there) in [
        ("threshold-metric-id", request.threshold_metric_id.is_some()),
        ("evaluation-window", has_wall_clock(request)),
    ] {
        if is_there {
            return Err(Error::NotEmulated(format!("cloudwatch put-metric-alarm --{option}")));
        }
    }
    if request.evaluation_criteria.is_some() {
        check_criteria(request)?;
    } else if request.evaluation_interval.is_some() {
        let sentence = "EvaluationInterval should not be set if EvaluationCriteria is not set.";
        return Err(wrong(sentence).into());
    } else {
        read(request)?;
    }
    let lists = [&request.ok_actions, &request.alarm_actions, &request.insufficient_data_actions];
    lists.into_iter().flatten().flatten().try_for_each(|action| check_action(action, region))?;
    Ok(())
}

fn has_wall_clock(request: &PutMetricAlarmInput) -> bool {
    let window = request.evaluation_window.clone().map(Document::into_value);
    window.is_some_and(|window| !window["WallClockWindow"].is_null())
}

/// Returns what says which metric an alarm is on if it is on one alone, and whether it is there.
pub fn of_one_metric(request: &PutMetricAlarmInput) -> [(&'static str, bool); 7] {
    [
        ("MetricName", request.metric_name.is_some()),
        ("Namespace", request.namespace.is_some()),
        ("Dimensions", request.dimensions.is_some()),
        ("Period", request.period.is_some()),
        ("Unit", request.unit.is_some()),
        ("Statistic", request.statistic.is_some()),
        ("ExtendedStatistic", request.extended_statistic.is_some()),
    ]
}

/// Looks at an alarm on a PromQL query, which says all that there is to say.
///
/// Source: CloudWatch API Reference, "`PutMetricAlarm`", `EvaluationCriteria`, `EvaluationInterval`.
fn check_criteria(request: &PutMetricAlarmInput) -> Result<(), ApiError> {
    let others = [
        ("Metrics", request.metrics.is_some()),
        ("Threshold", request.threshold.is_some()),
        ("ComparisonOperator", request.comparison_operator.is_some()),
        ("ThresholdMetricId", request.threshold_metric_id.is_some()),
        ("EvaluationPeriods", request.evaluation_periods.is_some()),
        ("DatapointsToAlarm", request.datapoints_to_alarm.is_some()),
        ("EvaluationWindow", request.evaluation_window.is_some()),
    ];
    for (name, is_there) in of_one_metric(request).into_iter().chain(others) {
        if is_there {
            return Err(wrong(format!("{name} should not be set if EvaluationCriteria is set.")));
        }
    }
    let secs = request.evaluation_interval;
    let secs = secs.ok_or_else(|| wrong("EvaluationInterval must not be null"))?;
    if !QUICK.contains(&secs) && secs % 60 != 0 {
        return Err(wrong("EvaluationInterval must be 10, 20, 30 or a multiple of 60"));
    }
    Ok(())
}

/// Looks at an alarm on logs that is put to a region.
///
/// Fails with [`VALIDATION_ERROR`], the first rule that is broken: M is at most N, the operator is one
/// for thresholds, missing data are treated in one of the known ways, actions are ARNs.
pub fn check_logs(request: &PutLogAlarmInput, region: &str) -> Result<(), ApiError> {
    if request.query_results_to_alarm > request.query_results_to_evaluate {
        return Err(wrong(
            "QueryResultsToAlarm must be less than or equal to QueryResultsToEvaluate",
        ));
    }
    check_operator(request.comparison_operator)?;
    missing(request.treat_missing_data.as_deref())?;
    let lists = [&request.ok_actions, &request.alarm_actions, &request.insufficient_data_actions];
    lists.into_iter().flatten().flatten().try_for_each(|action| check_action(action, region))
}

/// Looks at whether an operator compares with a threshold.
fn check_operator(operator: ComparisonOperator) -> Result<(), ApiError> {
    let is_of_bands = matches!(
        operator,
        ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold
            | ComparisonOperator::LessThanLowerThreshold
            | ComparisonOperator::GreaterThanUpperThreshold
    );
    let sentence =
        || format!("{} is for alarms with an anomaly detection band only", operator.word());
    if is_of_bands { Err(wrong(sentence())) } else { Ok(()) }
}

/// Returns how missing data are treated.
fn missing(word: Option<&str>) -> Result<Missing, ApiError> {
    let word = word.unwrap_or("missing");
    Missing::parse(word).ok_or_else(|| {
        wrong(format!(
            "The value {word} is not supported for TreatMissingData parameter. Supported values \
             are [breaching, notBreaching, ignore, missing]."
        ))
    })
}

/// Returns what an alarm asks for.
///
/// Fails as [`check`] does.
pub fn read(request: &PutMetricAlarmInput) -> Result<Watched> {
    match Computed::of(request)? {
        Some(computed) => {
            let period = computed.period;
            let fewest = fewest(request, None)?;
            let asked = Asked { stat: None, unit: None, period, fewest };
            Ok(judging(request, What::Computed(computed), (asked, None))?)
        }
        None => Ok(on_one(request)?),
    }
}

/// Returns what an alarm on one metric asks for.
fn on_one(request: &PutMetricAlarmInput) -> Result<Watched, ApiError> {
    let metric = metric_of(request);
    if metric.name.is_empty() {
        return Err(wrong("MetricName must not be null"));
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
    let fewest = fewest(request, Some(stat))?;
    let asked = Asked { stat: Some(stat), unit: request.unit, period, fewest };
    judging(request, What::Metric(metric), (asked, Some(statistic)))
}

/// Returns an alarm on what is known already, with how it judges.
fn judging(
    request: &PutMetricAlarmInput,
    what: What,
    (asked, statistic): (Asked, Option<String>),
) -> Result<Watched, ApiError> {
    let threshold = request.threshold.ok_or_else(|| wrong("Threshold must not be null"))?;
    let operator =
        request.comparison_operator.ok_or_else(|| wrong("Comparison operator must not be null"))?;
    check_operator(operator)?;
    let number = |value: i32| usize::try_from(value).unwrap_or_default();
    let periods = request.evaluation_periods.map(number);
    let periods = periods.ok_or_else(|| wrong("EvaluationPeriods must not be null"))?;
    let to_alarm = request.datapoints_to_alarm.map_or(periods, number);
    if to_alarm > periods {
        return Err(wrong("DatapointsToAlarm must be less than or equal to EvaluationPeriods"));
    }
    check_span(asked.period, periods)?;
    let missing = missing(request.treat_missing_data.as_deref())?;
    // Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data".
    let missing = match &what {
        What::Metric(metric) if metric.namespace == "AWS/DynamoDB" => Missing::Ignore,
        _ => missing,
    };
    Ok(Watched {
        what,
        asked,
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
fn fewest(request: &PutMetricAlarmInput, stat: Option<Stat>) -> Result<f64, ApiError> {
    match request.evaluate_low_sample_count_percentile.as_deref() {
        None | Some("evaluate") => Ok(0.0),
        Some("ignore") => Ok(match stat {
            Some(Stat::Extended(Extended::Percentile(percent))) => {
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
            (|put| put.metric_name = None, "MetricName must not be null"),
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
