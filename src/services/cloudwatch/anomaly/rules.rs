//! What is wrong with an anomaly detector that is put or named, and what it is on.
//!
//! AWS publishes the codes and which parameters go together, but none of the sentences: these are
//! ours, in the words of the other operations on metrics.

use super::detector::Subject;
use super::print::Prints;
use crate::error::{ApiError, Error, Result};
use crate::schema::Shape;
use crate::services::cloudwatch::asked::{checked, linked};
use crate::services::cloudwatch::errors::{INVALID_PARAMETER_COMBINATION, INVALID_PARAMETER_VALUE};
use crate::services::cloudwatch::fault::Faults;
use crate::services::cloudwatch::metric::{Metric, check_dimensions};
use crate::services::cloudwatch::queries::{Query, What};
use crate::services::cloudwatch::shapes::anomaly_detectors::{
    AnomalyDetectorConfiguration, MetricMathAnomalyDetector, SingleMetricAnomalyDetector,
};
use crate::services::cloudwatch::shapes::metric_data::MetricDataQuery;
use crate::services::cloudwatch::stat::Stat;
use crate::time::zone::Zone;

/// How many times a detector may not learn from.
///
/// Source: CloudWatch API Reference, "`PutAnomalyDetector`", `Configuration`.
const RANGES: usize = 10;

/// Returns what a detector is on: a metric by itself, in the parameters of the request that this has
/// replaced, or metrics and an expression.
///
/// Fails with [`INVALID_PARAMETER_COMBINATION`] for more than one of these; then, of a metric, with
/// what is missing or wrong, and of an expression with [`INVALID_PARAMETER_VALUE`].
pub fn subject(
    account: &str,
    flat: SingleMetricAnomalyDetector,
    single: Option<SingleMetricAnomalyDetector>,
    math: Option<MetricMathAnomalyDetector>,
) -> Result<Subject> {
    let is_flat = flat != SingleMetricAnomalyDetector::default();
    let given = [
        ("Namespace, MetricName, Dimensions and Stat", is_flat),
        ("SingleMetricAnomalyDetector", single.is_some()),
        ("MetricMathAnomalyDetector", math.is_some()),
    ];
    let given: Vec<&str> = given.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
    if let [first, second, ..] = given[..] {
        return Err(ApiError::new(
            INVALID_PARAMETER_COMBINATION,
            format!("The parameters {first} and {second} must not be used together."),
        )
        .into());
    }
    match (single, math) {
        (_, Some(math)) => expression(account, math.metric_data_queries.unwrap_or_default()),
        (Some(single), None) => metric(account, "SingleMetricAnomalyDetector.", &single),
        (None, None) => metric(account, "", &flat),
    }
}

fn metric(account: &str, path: &str, given: &SingleMetricAnomalyDetector) -> Result<Subject> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (namespace, name, stat) =
        (text(&given.namespace), text(&given.metric_name), text(&given.stat));
    let dimensions = given.dimensions.as_deref().unwrap_or_default();
    let mut faults = Faults::default();
    faults.name(
        format_args!("{path}Namespace"),
        &namespace,
        crate::services::cloudwatch::metric::NAME,
    );
    faults.text(format_args!("{path}MetricName"), &name, crate::services::cloudwatch::metric::NAME);
    check_dimensions(&mut faults, format_args!("{path}Dimensions"), dimensions);
    if stat.is_empty() {
        faults.missing(format_args!("{path}Stat"));
    } else if Stat::parse(&stat).is_none() {
        faults.value(format_args!("{path}Stat"), &stat);
    }
    if let Some(other) = given.account_id.as_deref().filter(|other| *other != account) {
        faults.invalid(format!(
            "The value {other} for parameter {path}AccountId is invalid: the account is not linked."
        ));
    }
    faults.check()?;
    Ok(Subject::Single(Metric::new(&namespace, &name, dimensions), stat))
}

fn expression(account: &str, asked: Vec<MetricDataQuery>) -> Result<Subject> {
    const PATH: &str = "MetricMathAnomalyDetector.MetricDataQueries";
    linked(&asked, account, PATH).map_err(|error| wrong(error.message()))?;
    let queries = checked(&asked);
    let queries = queries.map_err(|error| match error {
        Error::Api(error) => wrong(error.message()).into(),
        other => other,
    })?;
    let told: Vec<&Query> = queries.iter().filter(|query| query.told).collect();
    let [told] = told[..] else {
        return Err(wrong(format!("Exactly one element of {PATH} must return data.")).into());
    };
    if let What::Metric(_) = told.what {
        return Err(wrong(format!(
            "The element of {PATH} that returns data must be an expression."
        ))
        .into());
    }
    let has_band = queries.iter().any(|query| match &query.what {
        What::Expression(node, _) => node.calls("ANOMALY_DETECTION_BAND"),
        What::Metric(_) | What::Insight(..) => false,
    });
    if has_band {
        let sentence = format!("ANOMALY_DETECTION_BAND is not supported in {PATH}.");
        return Err(wrong(sentence).into());
    }
    if Prints::of(&queries).query(&told.id).is_none() {
        let sentence = format!(
            "The expressions of {PATH} must be computed from elements of it, and not from themselves."
        );
        return Err(wrong(sentence).into());
    }
    Ok(Subject::Math(asked.write()))
}

/// Looks at what a detector does not learn from.
///
/// Fails with [`INVALID_PARAMETER_VALUE`] for too many ranges, one whose end is not behind its start,
/// and a time zone that there is not.
pub fn check(configuration: &AnomalyDetectorConfiguration) -> Result<(), ApiError> {
    const PATH: &str = "Configuration.ExcludedTimeRanges";
    let mut faults = Faults::default();
    let ranges = configuration.excluded_time_ranges.as_deref().unwrap_or_default();
    faults.size(PATH, ranges.len(), RANGES);
    for (place, range) in ranges.iter().enumerate() {
        if range.start_time >= range.end_time {
            faults.invalid(format!(
                "The parameter {PATH}.member.{}.StartTime must be less than the parameter EndTime.",
                place + 1
            ));
        }
    }
    let zone = configuration.metric_timezone.as_deref();
    if let Some(name) = zone.filter(|name| Zone::parse(name).is_none()) {
        faults.value("Configuration.MetricTimezone", name);
    }
    faults.check()
}

fn wrong(sentence: impl Into<String>) -> ApiError {
    ApiError::new(INVALID_PARAMETER_VALUE, sentence)
}
