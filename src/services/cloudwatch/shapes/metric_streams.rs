//! Shapes of the operations on metric streams.

use super::NAMESPACE;
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength, Pattern};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-metric-stream takes.
    pub struct DeleteMetricStreamInput {
        /// The name of the metric stream.
        name: String = "Name" [MinLength(1), MaxLength(255)],
    }

    /// What get-metric-stream takes.
    pub struct GetMetricStreamInput {
        /// The name of the metric stream.
        name: String = "Name" [MinLength(1), MaxLength(255)],
    }

    /// What get-metric-stream answers.
    pub struct GetMetricStreamOutput {
        /// The ARN of the metric stream.
        arn: Option<String> = "Arn" [MinLength(1), MaxLength(1024)],
        /// The name of the metric stream.
        name: Option<String> = "Name" [MinLength(1), MaxLength(255)],
        /// The metrics that are sent; no others are.
        include_filters: Option<Vec<MetricStreamFilter>> = "IncludeFilters",
        /// The metrics that are not sent; all others are.
        exclude_filters: Option<Vec<MetricStreamFilter>> = "ExcludeFilters",
        /// The ARN of the Firehose stream that metrics are sent to.
        firehose_arn: Option<String> = "FirehoseArn" [MinLength(1), MaxLength(1024)],
        /// The ARN of the role by which metrics are sent.
        role_arn: Option<String> = "RoleArn" [MinLength(1), MaxLength(1024)],
        /// Whether it sends: running or stopped.
        state: Option<String> = "State",
        /// When it was created.
        creation_date: Option<Timestamp> = "CreationDate",
        /// When it was last put.
        last_update_date: Option<Timestamp> = "LastUpdateDate",
        /// The format that is sent.
        output_format: Option<MetricStreamOutputFormat> = "OutputFormat",
        /// Which metrics are sent with more statistics than usual.
        statistics_configurations: Option<Vec<MetricStreamStatisticsConfiguration>> =
            "StatisticsConfigurations",
        /// Whether metrics of linked accounts are sent as well.
        include_linked_accounts_metrics: Option<bool> = "IncludeLinkedAccountsMetrics",
    }

    /// What list-metric-streams takes.
    pub struct ListMetricStreamsInput {
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1), Max(500)],
    }

    /// What list-metric-streams answers.
    pub struct ListMetricStreamsOutput {
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
        /// The metric streams.
        entries: Option<Vec<MetricStreamEntry>> = "Entries",
    }

    /// What put-metric-stream takes.
    pub struct PutMetricStreamInput {
        /// The name of the metric stream.
        name: String = "Name" [MinLength(1), MaxLength(255)],
        /// The metrics that are sent; no others are.
        include_filters: Option<Vec<MetricStreamFilter>> = "IncludeFilters",
        /// The metrics that are not sent; all others are.
        exclude_filters: Option<Vec<MetricStreamFilter>> = "ExcludeFilters",
        /// The ARN of the Firehose stream that metrics are sent to.
        firehose_arn: String = "FirehoseArn" [MinLength(1), MaxLength(1024)],
        /// The ARN of the role by which metrics are sent.
        role_arn: String = "RoleArn" [MinLength(1), MaxLength(1024)],
        /// The format that is sent.
        output_format: MetricStreamOutputFormat = "OutputFormat",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
        /// Which metrics are sent with more statistics than usual.
        statistics_configurations: Option<Vec<MetricStreamStatisticsConfiguration>> =
            "StatisticsConfigurations",
        /// Whether metrics of linked accounts are sent as well.
        include_linked_accounts_metrics: Option<bool> = "IncludeLinkedAccountsMetrics",
    }

    /// What put-metric-stream answers.
    pub struct PutMetricStreamOutput {
        /// The ARN of the metric stream.
        arn: Option<String> = "Arn" [MinLength(1), MaxLength(1024)],
    }

    /// What start-metric-streams takes.
    pub struct StartMetricStreamsInput {
        /// The names of the metric streams.
        names: Vec<String> = "Names" [Each(&[MinLength(1), MaxLength(255)])],
    }

    /// What stop-metric-streams takes.
    pub struct StopMetricStreamsInput {
        /// The names of the metric streams.
        names: Vec<String> = "Names" [Each(&[MinLength(1), MaxLength(255)])],
    }

    /// Metrics of a namespace.
    pub struct MetricStreamFilter {
        /// The namespace of the metrics.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// Only metrics of these names; all of the namespace without any.
        metric_names: Option<Vec<String>> = "MetricNames" [Each(&[MinLength(1), MaxLength(255)])],
    }

    /// Statistics that some metrics are sent with besides the usual ones.
    pub struct MetricStreamStatisticsConfiguration {
        /// The metrics.
        include_metrics: Vec<MetricStreamStatisticsMetric> = "IncludeMetrics",
        /// The statistics.
        additional_statistics: Vec<String> = "AdditionalStatistics",
    }

    /// A metric that is sent with more statistics.
    pub struct MetricStreamStatisticsMetric {
        /// The namespace of the metrics.
        namespace: String = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// The name of the metric.
        metric_name: String = "MetricName" [MinLength(1), MaxLength(255)],
    }

    /// A metric stream in a list.
    pub struct MetricStreamEntry {
        /// The ARN of the metric stream.
        arn: Option<String> = "Arn" [MinLength(1), MaxLength(1024)],
        /// When it was created.
        creation_date: Option<Timestamp> = "CreationDate",
        /// When it was last put.
        last_update_date: Option<Timestamp> = "LastUpdateDate",
        /// The name of the metric stream.
        name: Option<String> = "Name" [MinLength(1), MaxLength(255)],
        /// The ARN of the Firehose stream that metrics are sent to.
        firehose_arn: Option<String> = "FirehoseArn" [MinLength(1), MaxLength(1024)],
        /// Whether it sends: running or stopped.
        state: Option<String> = "State",
        /// The format that is sent.
        output_format: Option<MetricStreamOutputFormat> = "OutputFormat",
    }
}

words! {
    /// The format that a metric stream sends.
    pub enum MetricStreamOutputFormat {
        /// A line of JSON for each datapoint.
        Json = "json",
        /// Messages of OpenTelemetry 0.7.0.
        OpenTelemetry0_7 = "opentelemetry0.7",
        /// Messages of OpenTelemetry 1.0.0.
        OpenTelemetry1_0 = "opentelemetry1.0",
    }
}
