//! What is wrong with a metric stream that is put.
//!
//! Source of the rules: CloudWatch API Reference, "`PutMetricStream`", "`MetricStreamFilter`",
//! "`MetricStreamStatisticsConfiguration`". AWS publishes no sentences of these errors: they have the
//! form of those about metric data, see [`fault`](crate::services::cloudwatch::fault).

use crate::arn::Arn;
use crate::error::ApiError;
use crate::services::cloudwatch::extended::Extended;
use crate::services::cloudwatch::fault::Faults;
use crate::services::cloudwatch::metric::NAME;
use crate::services::cloudwatch::shapes::metric_streams::{
    MetricStreamFilter, MetricStreamOutputFormat, MetricStreamStatisticsConfiguration,
    PutMetricStreamInput,
};

/// How many names of namespaces and metrics filters may have together.
const NAMES: usize = 1_000;

/// How many configurations of statistics a stream may have, and how many metrics one of them.
const CONFIGURATIONS: usize = 100;

/// How many statistics a configuration may add.
const STATISTICS: usize = 20;

/// Looks at a stream that an account puts.
///
/// Fails with what is missing, then with what breaks a rule, then with both kinds of filters: see
/// [`Faults::check`]. Which Firehose streams and roles there are is not known: the names must be
/// good, and of the account.
pub fn check(request: &PutMetricStreamInput, account: &str) -> Result<(), ApiError> {
    let mut faults = Faults::default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !request.name.chars().all(plain) {
        faults.value("Name", &request.name);
    }
    let filters = [
        ("IncludeFilters", request.include_filters.as_deref().unwrap_or_default()),
        ("ExcludeFilters", request.exclude_filters.as_deref().unwrap_or_default()),
    ];
    for (path, filters) in filters {
        check_filters(&mut faults, path, filters);
    }
    if !is_firehose(&request.firehose_arn, account) {
        faults.value("FirehoseArn", &request.firehose_arn);
    }
    if !is_role(&request.role_arn, account) {
        faults.value("RoleArn", &request.role_arn);
    }
    let configurations = request.statistics_configurations.as_deref().unwrap_or_default();
    check_statistics(&mut faults, configurations, request.output_format);
    if filters.iter().all(|(_, filters)| !filters.is_empty()) {
        faults.combination(
            "The parameters IncludeFilters and ExcludeFilters are mutually exclusive and you have \
             specified both.",
        );
    }
    faults.check()
}

fn check_filters(faults: &mut Faults, path: &str, filters: &[MetricStreamFilter]) {
    let mut count = 0;
    for (place, filter) in filters.iter().enumerate() {
        let path = format!("{path}.member.{}", place + 1);
        let namespace = filter.namespace.as_deref().unwrap_or_default();
        faults.name(format_args!("{path}.Namespace"), namespace, NAME);
        let names = filter.metric_names.as_deref().unwrap_or_default();
        for (place, name) in names.iter().enumerate() {
            faults.text(format_args!("{path}.MetricNames.member.{}", place + 1), name, NAME);
        }
        count += 1 + names.len();
    }
    faults.size(path, count, NAMES);
}

fn check_statistics(
    faults: &mut Faults,
    configurations: &[MetricStreamStatisticsConfiguration],
    format: MetricStreamOutputFormat,
) {
    faults.size("StatisticsConfigurations", configurations.len(), CONFIGURATIONS);
    for (place, configuration) in configurations.iter().enumerate() {
        let path = format!("StatisticsConfigurations.member.{}", place + 1);
        let metrics = &configuration.include_metrics;
        if metrics.is_empty() {
            faults.missing(format_args!("{path}.IncludeMetrics"));
        }
        faults.size(format_args!("{path}.IncludeMetrics"), metrics.len(), CONFIGURATIONS);
        for (place, metric) in metrics.iter().enumerate() {
            let path = format!("{path}.IncludeMetrics.member.{}", place + 1);
            faults.name(format_args!("{path}.Namespace"), &metric.namespace, NAME);
            faults.text(format_args!("{path}.MetricName"), &metric.metric_name, NAME);
        }
        let statistics = &configuration.additional_statistics;
        if statistics.is_empty() {
            faults.missing(format_args!("{path}.AdditionalStatistics"));
        }
        faults.size(format_args!("{path}.AdditionalStatistics"), statistics.len(), STATISTICS);
        for (place, name) in statistics.iter().enumerate() {
            let fits = match Extended::parse(name) {
                Some(Extended::Percentile(_)) => true,
                Some(_) => format == MetricStreamOutputFormat::Json,
                None => false,
            };
            if !fits {
                faults
                    .value(format_args!("{path}.AdditionalStatistics.member.{}", place + 1), name);
            }
        }
    }
}

/// Returns whether a text is the ARN of a Firehose stream of an account.
///
/// Source of the names: Firehose API Reference, "`CreateDeliveryStream`".
fn is_firehose(text: &str, account: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    Arn::parse(text)
        .filter(|arn| arn.service == "firehose" && !arn.region.is_empty())
        .filter(|arn| arn.account == account)
        .and_then(|arn| arn.resource_of("deliverystream"))
        .is_some_and(|name| (1..=64).contains(&name.len()) && name.bytes().all(plain))
}

/// Returns whether a text is the ARN of a role of an account.
///
/// Source of the names: IAM API Reference, "`CreateRole`".
fn is_role(text: &str, account: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b);
    Arn::parse(text)
        .filter(|arn| arn.service == "iam" && arn.region.is_empty() && arn.account == account)
        .and_then(|arn| arn.resource_of("role"))
        // A path may stand before the name.
        .and_then(|path| path.rsplit('/').next())
        .is_some_and(|name| (1..=64).contains(&name.len()) && name.bytes().all(plain))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::schema::Shape;
    use crate::services::cloudwatch::errors::{
        INVALID_PARAMETER_COMBINATION as COMBINATION, INVALID_PARAMETER_VALUE as VALUE,
        MISSING_PARAMETER as MISSING,
    };

    fn refused(members: &Value) -> Option<(crate::error::Code, String)> {
        let mut request = json!({
            "Name": "all-of_1",
            "FirehoseArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/to.s3",
            "RoleArn": "arn:aws:iam::123456789012:role/service-role/Streams",
            "OutputFormat": "json",
        });
        for (name, value) in members.as_object().unwrap() {
            request[name] = value.clone();
        }
        let request = PutMetricStreamInput::read(&request).unwrap();
        let error = check(&request, "123456789012").err()?;
        Some((error.code(), error.message().to_owned()))
    }

    #[test]
    fn what_the_reference_allows_is_taken() {
        let statistics = json!([{
            "IncludeMetrics": [{"Namespace": "A", "MetricName": "x"}],
            "AdditionalStatistics": ["p99", "tm98", "PR(:300)", "IQM"],
        }]);
        let filters = json!([{"Namespace": "A"}, {"Namespace": "B", "MetricNames": ["x"]}]);
        for members in [
            json!({}),
            json!({"IncludeFilters": filters, "ExcludeFilters": []}),
            json!({"ExcludeFilters": filters, "StatisticsConfigurations": statistics}),
        ] {
            assert_eq!(refused(&members), None, "{members}");
        }
    }

    #[test]
    fn what_breaks_a_rule_is_refused_in_its_place() {
        let invalid = |path: &str, value: &str| {
            (VALUE, format!("The value {value} for parameter {path} is invalid."))
        };
        let many: Vec<String> = (0..1_000).map(|n| format!("m{n}")).collect();
        let statistics = |names: &[&str]| {
            json!([{
                "IncludeMetrics": [{"Namespace": "A", "MetricName": "x"}],
                "AdditionalStatistics": names,
            }])
        };
        let added = "StatisticsConfigurations.member.1.AdditionalStatistics.member.1";
        let other = "arn:aws:firehose:us-east-1:111122223333:deliverystream/to";
        let cases = [
            (json!({"Name": "a b"}), invalid("Name", "a b")),
            (json!({"FirehoseArn": other}), invalid("FirehoseArn", other)),
            (json!({"RoleArn": "Streams"}), invalid("RoleArn", "Streams")),
            (
                json!({"IncludeFilters": [{"Namespace": "A", "MetricNames": many}]}),
                (
                    VALUE,
                    "The collection IncludeFilters must not have a size greater than 1000."
                        .to_owned(),
                ),
            ),
            (
                json!({"ExcludeFilters": [{"MetricNames": ["x"]}]}),
                (
                    MISSING,
                    "The parameter ExcludeFilters.member.1.Namespace is required.".to_owned(),
                ),
            ),
            (
                json!({"StatisticsConfigurations": statistics(&["Average"])}),
                invalid(added, "Average"),
            ),
            (
                json!({
                    "StatisticsConfigurations": statistics(&["tm98"]),
                    "OutputFormat": "opentelemetry1.0",
                }),
                invalid(added, "tm98"),
            ),
            (
                json!({
                    "IncludeFilters": [{"Namespace": "A"}],
                    "ExcludeFilters": [{"Namespace": "B"}],
                }),
                (
                    COMBINATION,
                    "The parameters IncludeFilters and ExcludeFilters are mutually exclusive and \
                     you have specified both."
                        .to_owned(),
                ),
            ),
        ];
        for (members, expected) in cases {
            assert_eq!(refused(&members), Some(expected), "{members}");
        }
    }

    #[test]
    fn percentiles_are_for_every_format() {
        for format in MetricStreamOutputFormat::WORDS {
            let members = json!({"OutputFormat": format, "StatisticsConfigurations": [{
                "IncludeMetrics": [{"Namespace": "A", "MetricName": "x"}],
                "AdditionalStatistics": ["p99.9"],
            }]});
            assert_eq!(refused(&members), None, "{format}");
        }
    }
}
