//! Shapes of what is told of metrics over time.

use std::collections::BTreeMap;

use super::metrics::Dimension;
use super::{NAMESPACE, Word};
use crate::schema::Limit::{MaxLength, Min, MinLength, Pattern};
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// Asks for statistics of a metric, period by period.
    pub struct GetMetricStatisticsInput {
        /// The namespace of the metric.
        namespace: String = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// The name of the metric.
        metric_name: String = "MetricName" [MinLength(1), MaxLength(255)],
        /// All dimensions of the metric, in any order.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// When the first period begins, rounded down to the minute, or more for older data.
        start_time: Timestamp = "StartTime",
        /// When the last period ends; data of this time are not in it.
        end_time: Timestamp = "EndTime",
        /// How long a period is, in seconds: 1, 5, 10, 20, 30, or a multiple of 60.
        period: i32 = "Period" [Min(1)],
        /// The statistics.
        statistics: Option<Vec<Word<Statistic>>> = "Statistics" [MinLength(1), MaxLength(5)],
        /// Percentiles and their like, as in p99 or TM(10%:90%).
        extended_statistics: Option<Vec<String>> =
            "ExtendedStatistics" [MinLength(1), MaxLength(10)],
        /// Only data in this unit; otherwise each unit has datapoints of its own.
        unit: Option<Word<Unit>> = "Unit",
    }

    /// Statistics of a metric.
    pub struct GetMetricStatisticsOutput {
        /// The name of the metric.
        label: Option<String> = "Label",
        /// A datapoint for each period and unit that has data, the oldest first.
        datapoints: Option<Vec<Datapoint>> = "Datapoints",
    }

    /// Statistics of a period.
    pub struct Datapoint {
        /// When the period begins.
        timestamp: Option<Timestamp> = "Timestamp",
        /// How many values there are.
        sample_count: Option<f64> = "SampleCount",
        /// Their sum over their number.
        average: Option<f64> = "Average",
        /// What they come to.
        sum: Option<f64> = "Sum",
        /// The smallest.
        minimum: Option<f64> = "Minimum",
        /// The largest.
        maximum: Option<f64> = "Maximum",
        /// What they are in.
        unit: Option<Unit> = "Unit",
        /// Percentiles and their like, by what was asked.
        extended_statistics: Option<BTreeMap<String, f64>> = "ExtendedStatistics",
    }
}

words! {
    /// A statistic.
    pub enum Statistic {
        /// How many values there are.
        SampleCount = "SampleCount",
        /// Their sum over their number.
        Average = "Average",
        /// What they come to.
        Sum = "Sum",
        /// The smallest.
        Minimum = "Minimum",
        /// The largest.
        Maximum = "Maximum",
    }
}
