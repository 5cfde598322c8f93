//! Shapes of what is told of several metrics at once.

use super::metrics::Metric;
use crate::schema::Blob;
use crate::schema::Limit::{MaxLength, Min, MinLength};
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
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
        /// The results, in the order of the queries.
        metric_data_results: Option<Vec<MetricDataResult>> = "MetricDataResults",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
        /// Remarks on the request.
        messages: Option<Vec<MessageData>> = "Messages",
    }

    /// A metric, or what is computed from others.
    pub struct MetricDataQuery {
        /// A name of your choice, by which expressions know it; it begins with a small letter.
        id: String = "Id" [MinLength(1), MaxLength(255)],
        /// The metric.
        metric_stat: Option<MetricStat> = "MetricStat",
        /// What is computed, in place of a metric.
        expression: Option<String> = "Expression" [MinLength(1), MaxLength(2048)],
        /// What the result is called.
        label: Option<String> = "Label",
        /// Whether it is told, or only there for expressions.
        return_data: Option<bool> = "ReturnData",
        /// How long a period of the expression is, in seconds.
        period: Option<i32> = "Period" [Min(1)],
        /// The account of the metric, if it is a linked one.
        account_id: Option<String> = "AccountId" [MinLength(1), MaxLength(255)],
    }

    /// A statistic of a metric.
    pub struct MetricStat {
        /// The metric.
        metric: Metric = "Metric",
        /// How long a period is, in seconds.
        period: i32 = "Period" [Min(1)],
        /// The statistic, as in Average or p99.
        stat: String = "Stat",
        /// Only data in this unit.
        unit: Option<Unit> = "Unit",
    }

    /// How labels are written.
    pub struct LabelOptions {
        /// How far it is from UTC, as in +0130.
        timezone: Option<String> = "Timezone",
    }

    /// The values of a metric, or of what is computed.
    pub struct MetricDataResult {
        /// The id of the query.
        id: Option<String> = "Id" [MinLength(1), MaxLength(255)],
        /// What it is called.
        label: Option<String> = "Label",
        /// When the periods begin.
        timestamps: Option<Vec<Timestamp>> = "Timestamps",
        /// The values, in the order of the times.
        values: Option<Vec<f64>> = "Values",
        /// Whether all values are there.
        status_code: Option<StatusCode> = "StatusCode",
        /// Remarks on the values.
        messages: Option<Vec<MessageData>> = "Messages",
    }

    /// A remark on the values.
    pub struct MessageData {
        /// A word for it.
        code: Option<String> = "Code",
        /// In a sentence.
        value: Option<String> = "Value",
    }
}

shape! {
    /// What get-metric-widget-image takes.
    pub struct GetMetricWidgetImageInput {
        /// What is drawn and how, as JSON.
        metric_widget: String = "MetricWidget",
        /// What is answered: png, or image/png for the picture alone.
        output_format: Option<String> = "OutputFormat",
    }

    /// What get-metric-widget-image answers.
    pub struct GetMetricWidgetImageOutput {
        /// The picture.
        metric_widget_image: Option<Blob> = "MetricWidgetImage",
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

    /// Whether all values are there.
    pub enum StatusCode {
        /// They are.
        Complete = "Complete",
        /// Something went wrong.
        InternalError = "InternalError",
        /// There are more.
        PartialData = "PartialData",
        /// They may not be told.
        Forbidden = "Forbidden",
    }
}
