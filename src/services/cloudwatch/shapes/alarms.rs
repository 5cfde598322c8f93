//! Shapes of the operations on alarms, and of alarms on metrics.

use super::Document;
use super::NAMESPACE;
use super::metric_data::MetricDataQuery;
use super::metrics::Dimension;
use super::statistics::Statistic;
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength, Pattern};
use crate::services::cloudwatch::unit::Unit;
use crate::time::Timestamp;
use crate::{outline, shape, words};

shape! {
    /// What delete-alarms takes.
    pub struct DeleteAlarmsInput {
        /// The names of the alarms.
        alarm_names: Vec<String> =
            "AlarmNames" [MaxLength(100), Each(&[MinLength(1), MaxLength(255)])],
    }

    /// What describe-alarms takes.
    pub struct DescribeAlarmsInput {
        /// Only the alarms with these names.
        alarm_names: Option<Vec<String>> =
            "AlarmNames" [MaxLength(100), Each(&[MinLength(1), MaxLength(255)])],
        /// Only alarms whose name begins so.
        alarm_name_prefix: Option<String> = "AlarmNamePrefix" [MinLength(1), MaxLength(255)],
        /// The kinds of alarms that are told; alarms on metrics unless this says others.
        alarm_types: Option<Vec<AlarmType>> = "AlarmTypes",
        /// The name of a composite alarm; only alarms that its rule names are told, without their
        /// settings.
        children_of_alarm_name: Option<String> =
            "ChildrenOfAlarmName" [MinLength(1), MaxLength(255)],
        /// The name of an alarm; only composite alarms whose rule names it are told, without their
        /// settings.
        parents_of_alarm_name: Option<String> = "ParentsOfAlarmName" [MinLength(1), MaxLength(255)],
        /// Only alarms in this state.
        state_value: Option<StateValue> = "StateValue",
        /// Only alarms with an action whose ARN begins so.
        action_prefix: Option<String> = "ActionPrefix" [MinLength(1), MaxLength(1024)],
        /// How many items a page has at most.
        max_records: Option<i32> = "MaxRecords" [Min(1), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-alarms-for-metric takes.
    pub struct DescribeAlarmsForMetricInput {
        /// The name of the metric.
        metric_name: String = "MetricName" [MinLength(1), MaxLength(255)],
        /// The namespace of the metric.
        namespace: String = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// Only alarms on this statistic.
        statistic: Option<Statistic> = "Statistic",
        /// Only alarms on this percentile or its like.
        extended_statistic: Option<String> = "ExtendedStatistic",
        /// All dimensions of the metric.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// Only alarms with periods of so many seconds.
        period: Option<i32> = "Period" [Min(1)],
        /// Only alarms on data in this unit.
        unit: Option<Unit> = "Unit",
    }

    /// What disable-alarm-actions takes.
    pub struct DisableAlarmActionsInput {
        /// The names of the alarms.
        alarm_names: Vec<String> =
            "AlarmNames" [MaxLength(100), Each(&[MinLength(1), MaxLength(255)])],
    }

    /// What enable-alarm-actions takes.
    pub struct EnableAlarmActionsInput {
        /// The names of the alarms.
        alarm_names: Vec<String> =
            "AlarmNames" [MaxLength(100), Each(&[MinLength(1), MaxLength(255)])],
    }

    /// What put-metric-alarm takes.
    pub struct PutMetricAlarmInput {
        /// The name of the alarm.
        alarm_name: String = "AlarmName" [MinLength(1), MaxLength(255)],
        /// What the alarm is about.
        alarm_description: Option<String> = "AlarmDescription" [MaxLength(1024)],
        /// Whether the alarm acts when its state changes; it does unless this says no.
        actions_enabled: Option<bool> = "ActionsEnabled",
        /// The ARNs of what is done when the state becomes OK.
        ok_actions: Option<Vec<String>> =
            "OKActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        /// The ARNs of what is done when the state becomes ALARM.
        alarm_actions: Option<Vec<String>> =
            "AlarmActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        /// The ARNs of what is done when the state becomes INSUFFICIENT_DATA.
        insufficient_data_actions: Option<Vec<String>> =
            "InsufficientDataActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        /// The name of the metric.
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        /// The namespace of the metric.
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        /// The statistic of the metric.
        statistic: Option<Statistic> = "Statistic",
        /// A percentile or its like, as in p99, in place of a statistic.
        extended_statistic: Option<String> = "ExtendedStatistic",
        /// The dimensions of the metric.
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        /// How long a period is, in seconds: 10, 20, 30, or a multiple of 60.
        period: Option<i32> = "Period" [Min(1)],
        /// The unit of the data that are looked at.
        unit: Option<Unit> = "Unit",
        /// How many periods are looked at.
        evaluation_periods: Option<i32> = "EvaluationPeriods" [Min(1)],
        /// How many of the periods must break the threshold; all of them unless this says fewer.
        datapoints_to_alarm: Option<i32> = "DatapointsToAlarm" [Min(1)],
        /// What the value is compared with.
        threshold: Option<f64> = "Threshold",
        /// How a value is compared with the threshold.
        comparison_operator: Option<ComparisonOperator> = "ComparisonOperator",
        /// What a period without data counts as: breaching, notBreaching, ignore or missing.
        treat_missing_data: Option<String> = "TreatMissingData" [MinLength(1), MaxLength(255)],
        /// Whether a percentile of few data is evaluated: 'evaluate' or 'ignore'.
        evaluate_low_sample_count_percentile: Option<String> =
            "EvaluateLowSampleCountPercentile" [MinLength(1), MaxLength(255)],
        /// The metrics, and the expression that is compared with the threshold, in place of one
        /// metric.
        metrics: Option<Vec<MetricDataQuery>> = "Metrics",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
        /// The id of the ANOMALY_DETECTION_BAND among the metrics, in place of a threshold.
        threshold_metric_id: Option<String> = "ThresholdMetricId" [MinLength(1), MaxLength(255)],
        /// Whether periods follow the clock on the wall or slide.
        evaluation_window: Option<Document<EvaluationWindow>> = "EvaluationWindow",
        /// What the alarm watches in place of a metric, such as a PromQL query.
        evaluation_criteria: Option<Document<EvaluationCriteria>> = "EvaluationCriteria",
        /// How many seconds there are from one evaluation to the next.
        evaluation_interval: Option<i32> = "EvaluationInterval" [Min(10), Max(3600)],
    }

    /// What set-alarm-state takes.
    pub struct SetAlarmStateInput {
        /// The name of the alarm.
        alarm_name: String = "AlarmName" [MinLength(1), MaxLength(255)],
        /// The state.
        state_value: StateValue = "StateValue",
        /// Why, in words for people.
        state_reason: String = "StateReason" [MaxLength(1023)],
        /// Why, as JSON for programs.
        state_reason_data: Option<String> = "StateReasonData" [MaxLength(4000)],
    }
}

outline! {
    /// An alarm on a metric, or on what is computed from metrics.
    pub struct MetricAlarm {
        alarm_name: Option<String> = "AlarmName" [MinLength(1), MaxLength(255)],
        alarm_arn: Option<String> = "AlarmArn" [MinLength(1), MaxLength(1600)],
        alarm_description: Option<String> = "AlarmDescription" [MaxLength(1024)],
        alarm_configuration_updated_timestamp: Option<Timestamp> =
            "AlarmConfigurationUpdatedTimestamp",
        actions_enabled: Option<bool> = "ActionsEnabled",
        ok_actions: Option<Vec<String>> =
            "OKActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        alarm_actions: Option<Vec<String>> =
            "AlarmActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        insufficient_data_actions: Option<Vec<String>> =
            "InsufficientDataActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        state_value: Option<StateValue> = "StateValue",
        state_reason: Option<String> = "StateReason" [MaxLength(1023)],
        state_reason_data: Option<String> = "StateReasonData" [MaxLength(4000)],
        state_updated_timestamp: Option<Timestamp> = "StateUpdatedTimestamp",
        metric_name: Option<String> = "MetricName" [MinLength(1), MaxLength(255)],
        namespace: Option<String> = "Namespace" [MinLength(1), MaxLength(255), Pattern(NAMESPACE)],
        statistic: Option<Statistic> = "Statistic",
        extended_statistic: Option<String> = "ExtendedStatistic",
        dimensions: Option<Vec<Dimension>> = "Dimensions" [MaxLength(30)],
        period: Option<i32> = "Period" [Min(1)],
        unit: Option<Unit> = "Unit",
        evaluation_periods: Option<i32> = "EvaluationPeriods" [Min(1)],
        datapoints_to_alarm: Option<i32> = "DatapointsToAlarm" [Min(1)],
        threshold: Option<f64> = "Threshold",
        comparison_operator: Option<ComparisonOperator> = "ComparisonOperator",
        treat_missing_data: Option<String> = "TreatMissingData" [MinLength(1), MaxLength(255)],
        evaluate_low_sample_count_percentile: Option<String> =
            "EvaluateLowSampleCountPercentile" [MinLength(1), MaxLength(255)],
        metrics: Option<Vec<MetricDataQuery>> = "Metrics",
        threshold_metric_id: Option<String> = "ThresholdMetricId" [MinLength(1), MaxLength(255)],
        evaluation_state: Option<EvaluationState> = "EvaluationState",
        state_transitioned_timestamp: Option<Timestamp> = "StateTransitionedTimestamp",
        evaluation_window: Option<EvaluationWindow> = "EvaluationWindow",
        evaluation_criteria: Option<EvaluationCriteria> = "EvaluationCriteria",
        evaluation_interval: Option<i32> = "EvaluationInterval" [Min(10), Max(3600)],
    }

    /// How the periods of an alarm lie. Only one of the members can be there.
    pub struct EvaluationWindow [OneOf] {
        wall_clock_window: Option<WallClockWindow> = "WallClockWindow",
        sliding_window: Option<SlidingWindow> = "SlidingWindow",
    }

    /// Periods follow the clock on the wall.
    pub struct WallClockWindow {
        timezone: Option<String> = "Timezone" [MinLength(1), MaxLength(50)],
    }

    /// Periods end when they are looked at.
    pub struct SlidingWindow {}

    /// What an alarm watches in place of a metric. Only one of the members can be there.
    pub struct EvaluationCriteria [OneOf] {
        prom_ql_criteria: Option<AlarmPromQLCriteria> = "PromQLCriteria",
    }

    /// A PromQL query that an alarm watches.
    pub struct AlarmPromQLCriteria {
        query: String = "Query" [MinLength(1), MaxLength(10_000)],
        /// How many seconds it must hold before the state becomes ALARM.
        pending_period: Option<i32> = "PendingPeriod" [Min(0), Max(86_400)],
        /// How many seconds it must not hold before the state becomes OK.
        recovery_period: Option<i32> = "RecoveryPeriod" [Min(0), Max(86_400)],
    }
}

words! {
    /// A kind of alarm.
    pub enum AlarmType {
        /// Its state follows from those of others.
        CompositeAlarm = "CompositeAlarm",
        /// It watches metrics.
        MetricAlarm = "MetricAlarm",
        /// It watches logs.
        LogAlarm = "LogAlarm",
    }

    /// The state of an alarm.
    pub enum StateValue {
        /// All is well.
        Ok = "OK",
        /// Something is not.
        Alarm = "ALARM",
        /// It does not know.
        InsufficientData = "INSUFFICIENT_DATA",
    }

    /// How a value is compared with a threshold.
    pub enum ComparisonOperator {
        /// The threshold itself breaches.
        GreaterThanOrEqualToThreshold = "GreaterThanOrEqualToThreshold",
        /// The threshold itself does not breach.
        GreaterThanThreshold = "GreaterThanThreshold",
        /// The threshold itself does not breach.
        LessThanThreshold = "LessThanThreshold",
        /// The threshold itself breaches.
        LessThanOrEqualToThreshold = "LessThanOrEqualToThreshold",
        /// What lies outside a band breaches.
        LessThanLowerOrGreaterThanUpperThreshold = "LessThanLowerOrGreaterThanUpperThreshold",
        /// What lies below a band breaches.
        LessThanLowerThreshold = "LessThanLowerThreshold",
        /// What lies above a band breaches.
        GreaterThanUpperThreshold = "GreaterThanUpperThreshold",
    }
}

words! {

    /// What an evaluation lacked.
    pub enum EvaluationState = ["PARTIAL_DATA", "EVALUATION_FAILURE", "EVALUATION_ERROR"];
}
