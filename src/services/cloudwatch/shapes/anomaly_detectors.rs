//! Shapes of the operations on anomaly detectors.

use super::NAMESPACE;
use super::metric_data::MetricDataQuery;
use super::metrics::Dimension;
use crate::schema::Limit::{Each, MaxLength, Min, MinLength, Pattern};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-anomaly-detector takes.
    pub struct DeleteAnomalyDetectorInput {
        /// The id of the anomaly detector.
        anomaly_detector_id: Option<String> = "AnomalyDetectorId" [MinLength(1), MaxLength(128)],
        /// The namespace of the metric. SingleMetricAnomalyDetector takes its place.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// The name of the metric. SingleMetricAnomalyDetector takes its place.
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        /// The dimensions of the metric. SingleMetricAnomalyDetector takes its place.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// The statistic of the metric. SingleMetricAnomalyDetector takes its place.
        stat: Option<String> = "Stat" [MaxLength(50)],
        /// The metric that the detector is on.
        single_metric_anomaly_detector: Option<SingleMetricAnomalyDetector> =
            "SingleMetricAnomalyDetector",
        /// The metrics and the expression that the detector is on.
        metric_math_anomaly_detector: Option<MetricMathAnomalyDetector> =
            "MetricMathAnomalyDetector",
    }

    /// What describe-anomaly-detectors takes.
    pub struct DescribeAnomalyDetectorsInput {
        /// Only the anomaly detectors with these ids.
        anomaly_detector_ids: Option<Vec<String>> =
            "AnomalyDetectorIds" [MaxLength(50), Each(&[MinLength(1), MaxLength(128)])],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// How many items a page has at most.
        max_results: Option<i32> = "MaxResults" [Min(1)],
        /// Only anomaly detectors on metrics of this namespace.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// Only anomaly detectors on metrics of this name.
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        /// Only anomaly detectors on metrics with these dimensions.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// The kinds of anomaly detectors that are told: on one metric, or on metric math.
        anomaly_detector_types: Option<Vec<AnomalyDetectorType>> =
            "AnomalyDetectorTypes" [MaxLength(2)],
    }

    /// What describe-anomaly-detectors answers.
    pub struct DescribeAnomalyDetectorsOutput {
        /// The anomaly detectors.
        anomaly_detectors: Option<Vec<AnomalyDetector>> = "AnomalyDetectors",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-anomaly-detector takes.
    pub struct PutAnomalyDetectorInput {
        /// The namespace of the metric. SingleMetricAnomalyDetector takes its place.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// The name of the metric. SingleMetricAnomalyDetector takes its place.
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        /// The dimensions of the metric. SingleMetricAnomalyDetector takes its place.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// The statistic of the metric. SingleMetricAnomalyDetector takes its place.
        stat: Option<String> = "Stat" [MaxLength(50)],
        /// What the detector does not learn from, and the time zone of the metric.
        configuration: Option<AnomalyDetectorConfiguration> = "Configuration",
        /// What is known of the metric beforehand.
        metric_characteristics: Option<MetricCharacteristics> = "MetricCharacteristics",
        /// The metric that the detector is on.
        single_metric_anomaly_detector: Option<SingleMetricAnomalyDetector> =
            "SingleMetricAnomalyDetector",
        /// The metrics and the expression that the detector is on.
        metric_math_anomaly_detector: Option<MetricMathAnomalyDetector> =
            "MetricMathAnomalyDetector",
    }

    /// What put-anomaly-detector answers.
    pub struct PutAnomalyDetectorOutput {
        /// The id of the anomaly detector.
        anomaly_detector_id: Option<String> = "AnomalyDetectorId" [MinLength(1), MaxLength(128)],
    }

    /// The metric that an anomaly detector is on.
    pub struct SingleMetricAnomalyDetector {
        /// The account of the metric, if it is a linked one.
        account_id: Option<String> = "AccountId" [MinLength(1), MaxLength(255)],
        /// The namespace of the metric.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// The name of the metric.
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        /// The dimensions of the metric.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// The statistic of the metric.
        stat: Option<String> = "Stat" [MaxLength(50)],
    }

    /// The expression that an anomaly detector is on.
    pub struct MetricMathAnomalyDetector {
        /// The metrics and the expression; ReturnData is true for the expression alone.
        metric_data_queries: Option<Vec<MetricDataQuery>> = "MetricDataQueries",
    }

    /// An anomaly detector.
    pub struct AnomalyDetector {
        /// The id of the anomaly detector.
        anomaly_detector_id: Option<String> = "AnomalyDetectorId" [MinLength(1), MaxLength(128)],
        /// The namespace of the metric.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// The name of the metric.
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        /// The dimensions of the metric.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// The statistic of the metric.
        stat: Option<String> = "Stat" [MaxLength(50)],
        /// What the detector does not learn from, and the time zone of the metric.
        configuration: Option<AnomalyDetectorConfiguration> = "Configuration",
        /// How much the detector has learned.
        state_value: Option<AnomalyDetectorStateValue> = "StateValue",
        /// What is known of the metric beforehand.
        metric_characteristics: Option<MetricCharacteristics> = "MetricCharacteristics",
        /// The metric that the detector is on.
        single_metric_anomaly_detector: Option<SingleMetricAnomalyDetector> =
            "SingleMetricAnomalyDetector",
        /// The metrics and the expression that the detector is on.
        metric_math_anomaly_detector: Option<MetricMathAnomalyDetector> =
            "MetricMathAnomalyDetector",
    }

    /// What an anomaly detector learns from.
    pub struct AnomalyDetectorConfiguration {
        /// Times that the detector does not learn from.
        excluded_time_ranges: Option<Vec<Range>> = "ExcludedTimeRanges",
        /// The time zone that the metric's days follow.
        metric_timezone: Option<String> = "MetricTimezone" [MaxLength(50)],
    }

    /// A time from its beginning to its end.
    pub struct Range {
        /// The beginning.
        start_time: Timestamp = "StartTime",
        /// The end.
        end_time: Timestamp = "EndTime",
    }

    /// What is known of a metric beforehand.
    pub struct MetricCharacteristics {
        /// Whether values far above the others come regularly and are no anomaly.
        periodic_spikes: Option<bool> = "PeriodicSpikes",
    }
}

words! {
    /// What an anomaly detector is on.
    pub enum AnomalyDetectorType {
        /// One metric.
        SingleMetric = "SINGLE_METRIC",
        /// Metric math.
        MetricMath = "METRIC_MATH",
    }

    /// How much an anomaly detector has learned.
    pub enum AnomalyDetectorStateValue {
        /// Nothing yet.
        PendingTraining = "PENDING_TRAINING",
        /// Too little for a band.
        TrainedInsufficientData = "TRAINED_INSUFFICIENT_DATA",
        /// Enough.
        Trained = "TRAINED",
    }
}
