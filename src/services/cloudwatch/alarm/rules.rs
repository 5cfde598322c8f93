//! What is wrong with an alarm that is put, and what it asks for.
//!
//! Source of the sentences: facts, "CloudWatch", messages, and public issues; those that no one has
//! published are ours, as is the order in which rules are checked.

use std::collections::BTreeSet;
use std::time::Duration;

use super::computed::Computed;
use super::elsewhere;
use super::layout::Layout;
use super::permitted;
use super::verdict::{Comparison, Missing, Rule};
use crate::arn::Arn;
use crate::error::{ApiError, Result};
use crate::services::cloudwatch::errors::VALIDATION_ERROR;
use crate::services::cloudwatch::extended::Extended;
use crate::services::cloudwatch::insights::Insight;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::shapes::alarms::{ComparisonOperator, PutMetricAlarmInput};
use crate::services::cloudwatch::stat::Stat;
use crate::services::cloudwatch::unit::Unit;
use crate::time::{DAY, HOUR, MINUTE};

/// The periods below a minute, in seconds.
pub const QUICK: [i32; 3] = [10, 20, 30];

/// The longest time that an alarm looks back, for periods below an hour and for others.
///
/// Source: CloudWatch API Reference, "`PutMetricAlarm`", `EvaluationPeriods`.
const SPAN: Duration = DAY;
const LONG_SPAN: Duration = Duration::from_hours(7 * 24);

/// The longest time that an alarm on a Metrics Insights query looks back.
///
/// Source: CloudWatch User Guide, "Limits" of alarms.
const INSIGHT_SPAN: Duration = Duration::from_hours(3);

/// The services that an alarm can act through.
///
/// Source: CloudWatch API Reference, "`PutMetricAlarm`", `AlarmActions`.
const VENDORS: [&str; 8] =
    ["aiops", "automate", "autoscaling", "lambda", "sns", "ssm", "ssm-incidents", "swf"];

/// The namespace whose alarms always ignore missing data.
const DYNAMO: &str = "AWS/DynamoDB";

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

/// What an alarm computes of what it watches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked {
    /// The statistic; none of an expression.
    pub stat: Option<Stat>,
    /// The unit of the data that count; all if there is none.
    pub unit: Option<Unit>,
    /// How its periods lie.
    pub layout: Layout,
    /// The fewest samples that a period needs for its value to count, 0 where any do.
    pub fewest: f64,
}

/// What an alarm watches.
#[derive(Clone, Debug)]
pub enum What {
    /// A metric.
    Metric(Metric),
    /// An expression.
    Computed(Computed),
}

impl Watched {
    /// Returns the query of several series that it watches, if it does.
    pub fn contributors(&self) -> Option<&Insight> {
        match &self.what {
            What::Metric(_) => None,
            What::Computed(computed) => computed.contributors(),
        }
    }
}

/// Returns the metrics that an alarm names, each once; not those that a query finds.
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

/// Returns the namespace and the name of the metrics that the Metrics Insights query of an alarm finds.
pub fn found_by(request: &PutMetricAlarmInput) -> Option<(String, String)> {
    let queries = request.metrics.iter().flatten();
    let mut texts = queries.filter_map(|query| query.expression.as_deref());
    let insight = texts.find(|text| Insight::is(text)).map(Insight::parse)?.ok()?;
    Some((insight.namespace, insight.name))
}

/// Returns the metric that an alarm on one metric watches.
fn metric_of(request: &PutMetricAlarmInput) -> Metric {
    let name = request.metric_name.as_deref().unwrap_or_default();
    let namespace = request.namespace.as_deref().unwrap_or_default();
    Metric::new(namespace, name, request.dimensions.as_deref().unwrap_or_default())
}

/// Looks at an alarm that is put to a region.
///
/// Fails as [`permitted::check_name`] does; for an alarm on an
/// expression, as [`Computed::of`] does; then with [`VALIDATION_ERROR`], the first rule that is broken:
///
/// | rule                                                                               |
/// |------------------------------------------------------------------------------------|
/// | metric, namespace, period, operator, and threshold or band are there               |
/// | of statistic and extended statistic there is one, and it is known                  |
/// | the period is 10, 20, 30 or a multiple of 60                                       |
/// | a band comes with an operator for bands, and without a threshold                   |
/// | M is at most N                                                                     |
/// | periods together are at most a day, or seven with periods of an hour or more, or three hours with a Metrics Insights query |
/// | periods on the wall are a minute, five, an hour, a day or a week, in a known time zone |
/// | missing data and percentiles of few data are treated in one of the known ways      |
/// | actions are ARNs of what an alarm can do, those of SNS and EC2 in its region, those of EC2 on an instance; not of Auto Scaling with a band |
pub fn check(request: &PutMetricAlarmInput, region: &str) -> Result<()> {
    permitted::check_name(&request.alarm_name)?;
    if request.evaluation_criteria.is_some() {
        elsewhere::check_criteria(request)?;
    } else if request.evaluation_interval.is_some() {
        let sentence = "EvaluationInterval should not be set if EvaluationCriteria is not set.";
        return Err(wrong(sentence).into());
    } else {
        read(request)?;
    }
    let lists = [&request.ok_actions, &request.alarm_actions, &request.insufficient_data_actions];
    for action in lists.into_iter().flatten().flatten() {
        permitted::check_action(action, region)?;
        permitted::check_instance(action, request)?;
        let vendor = Arn::parse(action).map(|arn| arn.service).unwrap_or_default();
        if !VENDORS.contains(&vendor) {
            return Err(wrong(format!("Unsupported AWS vendor {vendor}")).into());
        }
        if vendor == "autoscaling" && request.threshold_metric_id.is_some() {
            let sentence = "Auto Scaling actions are not supported if ThresholdMetricId is set";
            return Err(wrong(sentence).into());
        }
    }
    Ok(())
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

/// Returns how missing data are treated.
pub fn missing(word: Option<&str>) -> Result<Missing, ApiError> {
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
            let fewest = fewest(request, None)?;
            let layout = Layout::of(request, computed.period)?;
            let asked = Asked { stat: None, unit: None, layout, fewest };
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
    let layout = Layout::of(request, period)?;
    let asked = Asked { stat: Some(stat), unit: request.unit, layout, fewest };
    judging(request, What::Metric(metric), (asked, Some(statistic)))
}

/// Returns an alarm on what is known already, with how it judges.
fn judging(
    request: &PutMetricAlarmInput,
    what: What,
    (asked, statistic): (Asked, Option<String>),
) -> Result<Watched, ApiError> {
    let operator =
        request.comparison_operator.ok_or_else(|| wrong("Comparison operator must not be null"))?;
    let threshold = threshold(request, operator)?;
    let number = |value: i32| usize::try_from(value).unwrap_or_default();
    let periods = request.evaluation_periods.map(number);
    let periods = periods.ok_or_else(|| wrong("EvaluationPeriods must not be null"))?;
    let to_alarm = request.datapoints_to_alarm.map_or(periods, number);
    if to_alarm > periods {
        return Err(wrong("DatapointsToAlarm must be less than or equal to EvaluationPeriods"));
    }
    let is_insight = matches!(&what, What::Computed(computed) if computed.insight().is_some());
    if is_insight {
        check_insight(&asked.layout, periods)?;
    } else {
        check_span(asked.layout.period, periods)?;
    }
    let missing = missing(request.treat_missing_data.as_deref())?;
    // Source: CloudWatch API Reference, "`PutMetricAlarm`", `TreatMissingData`. Its user guide says that
    // an alarm can say otherwise.
    let is_of_dynamo = match &what {
        What::Metric(metric) => metric.namespace == DYNAMO,
        What::Computed(computed) => {
            computed.metrics().any(|metric| metric.namespace == DYNAMO)
                || computed.insight().is_some_and(|insight| insight.namespace == DYNAMO)
        }
    };
    let missing = if is_of_dynamo { Missing::Ignore } else { missing };
    Ok(Watched {
        what,
        asked,
        statistic,
        rule: Rule { periods, to_alarm, missing },
        // Recorded in public: sentences about bands always do.
        says_number: request.datapoints_to_alarm.is_some() || threshold.is_none(),
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

/// Returns the threshold that an alarm compares with; none if that is a band.
fn threshold(
    request: &PutMetricAlarmInput,
    operator: ComparisonOperator,
) -> Result<Option<f64>, ApiError> {
    let is_of_bands = Comparison::ends(operator).is_some();
    match (&request.threshold_metric_id, request.threshold) {
        (None, _) if is_of_bands => {
            Err(wrong("ComparisonOperators for ranges require ThresholdMetricId to be set"))
        }
        (None, Some(threshold)) if !threshold.is_finite() => {
            Err(wrong(format!("The value {threshold} for parameter Threshold is invalid.")))
        }
        (None, Some(threshold)) => Ok(Some(threshold)),
        (None, None) => Err(wrong("PutMetricAlarm request should have valid Threshold parameter")),
        (Some(_), _) if request.metrics.is_none() => {
            Err(wrong("ThresholdMetricId should not be set if list of Metrics is not set."))
        }
        (Some(_), Some(_)) => {
            Err(wrong("Threshold should not be set if ThresholdMetricId is set."))
        }
        (Some(_), None) if !is_of_bands => {
            Err(wrong(format!("{} is not supported if ThresholdMetricId is set", operator.word())))
        }
        (Some(_), None) => Ok(None),
    }
}

/// Looks at how far an alarm on a Metrics Insights query looks back.
///
/// Source of the sentences: public issues.
fn check_insight(layout: &Layout, periods: usize) -> Result<(), ApiError> {
    if layout.period < MINUTE {
        return Err(wrong("MetricsInsights monitors do not support less than 60 seconds period"));
    }
    // One more period is needed to find the clock on the wall.
    let periods = u32::try_from(periods).unwrap_or(u32::MAX);
    let periods = periods.saturating_add(u32::from(layout.is_on_wall()));
    if layout.period.saturating_mul(periods) > INSIGHT_SPAN {
        return Err(wrong("MetricsInsights monitors cannot be checked across more than 3 hours"));
    }
    Ok(())
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
///
/// Source: CloudWatch User Guide, "Percentile-based CloudWatch alarms and low data samples"; 0 and 100
/// are not in its rule.
fn fewest(request: &PutMetricAlarmInput, stat: Option<Stat>) -> Result<f64, ApiError> {
    let word = request.evaluate_low_sample_count_percentile.as_deref();
    if let (Some(_), Some(Stat::Plain(plain))) = (word, stat) {
        // Measured by people who put such alarms.
        return Err(wrong(format!(
            "Option evaluateLowSampleCountPercentile can not be applied with statistic {}.",
            plain.word()
        )));
    }
    match word {
        None | Some("evaluate") => Ok(0.0),
        Some("ignore") => Ok(match stat {
            Some(Stat::Extended(Extended::Percentile(percent))) => {
                let distance = if percent >= 50.0 { 100.0 - percent } else { percent } / 100.0;
                if distance > 0.0 { ENOUGH / distance } else { 0.0 }
            }
            _ => 0.0,
        }),
        Some(other) => Err(wrong(format!(
            "Option {other} is not supported. Supported options for parameter \
             EvaluateLowSampleCountPercentile are evaluate and ignore."
        ))),
    }
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
                |put| put.evaluate_low_sample_count_percentile = Some("ignore".to_owned()),
                "Option evaluateLowSampleCountPercentile can not be applied with statistic Sum.",
            ),
            (
                |put| {
                    (put.statistic, put.extended_statistic) = (None, Some("p99".to_owned()));
                    put.evaluate_low_sample_count_percentile = Some("x".to_owned());
                },
                "Option x is not supported. Supported options for parameter \
                 EvaluateLowSampleCountPercentile are evaluate and ignore.",
            ),
            (
                |put| put.threshold = None,
                "PutMetricAlarm request should have valid Threshold parameter",
            ),
            (
                |put| put.comparison_operator = Some(ComparisonOperator::GreaterThanUpperThreshold),
                "ComparisonOperators for ranges require ThresholdMetricId to be set",
            ),
            (
                |put| put.threshold = Some(f64::NAN),
                "The value NaN for parameter Threshold is invalid.",
            ),
            (|put| put.alarm_actions = Some(vec!["topic".to_owned()]), "Invalid arn syntax: topic"),
            (
                |put| {
                    put.alarm_actions =
                        Some(vec!["arn:aws:sqs:us-east-1:123456789012:q".to_owned()]);
                },
                "Unsupported AWS vendor sqs",
            ),
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
        assert!(["p100", "p0", "tm90"].iter().all(|name| fewest(name) < 1.0));
    }
}
