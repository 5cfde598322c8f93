//! Shapes of alarms on queries of logs.

use super::alarms::{ComparisonOperator, EvaluationState, StateValue};
use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, shape};

shape! {
    /// What put-log-alarm takes.
    pub struct PutLogAlarmInput {
        /// The name of the alarm.
        alarm_name: String = "AlarmName" [MinLength(1), MaxLength(255)],
        /// What the alarm is about.
        alarm_description: Option<String> = "AlarmDescription" [MaxLength(1024)],
        /// The query, its logs, and when it runs.
        scheduled_query_configuration: ScheduledQueryConfiguration = "ScheduledQueryConfiguration",
        /// How many lines of the logs an action tells.
        action_log_line_count: Option<i32> = "ActionLogLineCount",
        /// The ARN of the role by which these lines are read.
        action_log_line_role_arn: Option<String> = "ActionLogLineRoleArn",
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
        /// How many of the last results are looked at.
        query_results_to_evaluate: i32 = "QueryResultsToEvaluate" [Min(1)],
        /// How many of the results must break the threshold.
        query_results_to_alarm: i32 = "QueryResultsToAlarm" [Min(1)],
        /// What a result is compared with.
        threshold: f64 = "Threshold",
        /// How a value is compared with the threshold.
        comparison_operator: ComparisonOperator = "ComparisonOperator",
        /// What a missing result counts as: breaching, notBreaching, ignore or missing.
        treat_missing_data: Option<String> = "TreatMissingData" [MinLength(1), MaxLength(255)],
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
    }

    /// A query of logs that runs regularly.
    pub struct ScheduledQueryConfiguration {
        /// The query.
        query_string: String = "QueryString" [MaxLength(10_000)],
        /// The names or ARNs of the log groups that it reads.
        log_group_identifiers: Option<Vec<String>> = "LogGroupIdentifiers"
            [MinLength(1), MaxLength(50), Each(&[MinLength(1), MaxLength(1024)])],
        /// The ARN of a query that is kept.
        query_arn: Option<String> = "QueryARN" [MinLength(1), MaxLength(1024)],
        /// The ARN of the role by which it runs.
        scheduled_query_role_arn: String = "ScheduledQueryRoleARN" [MinLength(1), MaxLength(1024)],
        /// When it runs, and what time it looks at.
        schedule_configuration: ScheduleConfiguration = "ScheduleConfiguration",
        /// What of the results is compared with the threshold.
        aggregation_expression: String = "AggregationExpression" [MinLength(1), MaxLength(2048)],
        /// Tags of the query: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
    }

    /// When a query runs, and what time it looks at.
    pub struct ScheduleConfiguration {
        /// When it runs, as in rate(5 minutes).
        schedule_expression: String = "ScheduleExpression" [MinLength(1), MaxLength(256)],
        /// How many seconds before it runs the query's time begins.
        start_time_offset: i64 = "StartTimeOffset" [Min(1), Max(2_592_000)],
        /// How many seconds before it runs the query's time ends.
        end_time_offset: Option<i64> = "EndTimeOffset" [Min(0), Max(2_592_000)],
    }
}

outline! {
    /// An alarm on what a query of logs finds.
    pub struct LogAlarm {
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
        scheduled_query_configuration: Option<ScheduledQueryConfiguration> =
            "ScheduledQueryConfiguration",
        query_results_to_evaluate: Option<i32> = "QueryResultsToEvaluate" [Min(1)],
        query_results_to_alarm: Option<i32> = "QueryResultsToAlarm" [Min(1)],
        threshold: Option<f64> = "Threshold",
        comparison_operator: Option<ComparisonOperator> = "ComparisonOperator",
        treat_missing_data: Option<String> = "TreatMissingData" [MinLength(1), MaxLength(255)],
        state_transitioned_timestamp: Option<Timestamp> = "StateTransitionedTimestamp",
        evaluation_state: Option<EvaluationState> = "EvaluationState",
        action_log_line_count: Option<i32> = "ActionLogLineCount",
        action_log_line_role_arn: Option<String> = "ActionLogLineRoleArn",
    }
}
