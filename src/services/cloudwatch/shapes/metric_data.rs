//! Shapes of what is told of several metrics at once.

use super::metrics::Metric;
use crate::schema::Blob;
use crate::schema::Limit::{MaxLength, Min, MinLength};
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What get-metric-data takes.
    pub struct GetMetricDataInput {
        /// The metrics, and what is computed from them.
        metric_data_queries: Vec<MetricDataQuery> = "MetricDataQueries",
        /// The beginning of the time that is told of.
        start_time: Timestamp = "StartTime",
        /// The end of the time that is told of.
        end_time: Timestamp = "EndTime",
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// Whether the newest or the oldest come first.
        scan_by: Option<ScanBy> = "ScanBy",
        /// How many datapoints a page has at most.
        max_datapoints: Option<i32> = "MaxDatapoints",
        /// The time zone of times in labels.
        label_options: Option<LabelOptions> = "LabelOptions",
    }

    /// What get-metric-data answers.
    pub struct GetMetricDataOutput {
        metric_data_results: Option<Vec<MetricDataResult>> = "MetricDataResults",
        next_token: Option<String> = "NextToken",
        messages: Option<Vec<MessageData>> = "Messages",
    }

    /// What get-metric-widget-image takes.
    pub struct GetMetricWidgetImageInput {
        /// What is drawn and how, as JSON.
        metric_widget: String = "MetricWidget",
        /// What is answered: png, or image/png for the picture alone.
        output_format: Option<String> = "OutputFormat",
    }

    /// What get-metric-widget-image answers.
    pub struct GetMetricWidgetImageOutput {
        metric_widget_image: Option<Blob> = "MetricWidgetImage",
    }

    /// A metric, or what is computed from others.
    pub struct MetricDataQuery {
        /// A name of your choice, by which expressions know it; it begins with a small letter.
        id: String = "Id" [MinLength(1), MaxLength(255)],
        metric_stat: Option<MetricStat> = "MetricStat",
        /// What is computed, in place of a metric.
        expression: Option<String> = "Expression" [MinLength(1), MaxLength(2048)],
        label: Option<String> = "Label",
        /// Whether it is told, or only there for expressions.
        return_data: Option<bool> = "ReturnData",
        period: Option<i32> = "Period" [Min(1)],
        /// The account of the metric, if it is a linked one.
        account_id: Option<String> = "AccountId" [MinLength(1), MaxLength(255)],
    }

    /// A statistic of a metric.
    pub struct MetricStat {
        metric: Metric = "Metric",
        period: i32 = "Period" [Min(1)],
        stat: String = "Stat",
        unit: Option<Unit> = "Unit",
    }

    /// How labels are written.
    pub struct LabelOptions {
        /// How far it is from UTC, as in +0130.
        timezone: Option<String> = "Timezone",
    }

    /// The values of a metric, or of what is computed.
    pub struct MetricDataResult {
        id: Option<String> = "Id" [MinLength(1), MaxLength(255)],
        label: Option<String> = "Label",
        timestamps: Option<Vec<Timestamp>> = "Timestamps",
        values: Option<Vec<f64>> = "Values",
        status_code: Option<StatusCode> = "StatusCode",
        messages: Option<Vec<MessageData>> = "Messages",
    }

    /// A remark on the values.
    pub struct MessageData {
        code: Option<String> = "Code",
        value: Option<String> = "Value",
    }
}

words! {
    /// What comes first.
    pub enum ScanBy {
        /// The newest.
        TimestampDescending = "TimestampDescending",
        /// The oldest.
        TimestampAscending = "TimestampAscending",
    }
}

words! {
    /// Whether all values are there.
    pub enum StatusCode = ["Complete", "InternalError", "PartialData", "Forbidden"];
}
