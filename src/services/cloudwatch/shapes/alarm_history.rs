//! Shapes of what is told of the past of alarms.

use std::collections::BTreeMap;

use super::alarms::AlarmType;
use super::metric_data::ScanBy;
use crate::schema::Limit::{Each, EachName, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{outline, words};

outline! {
    /// What describe-alarm-contributors takes.
    pub struct DescribeAlarmContributorsInput {
        /// The name of the alarm.
        alarm_name: String = "AlarmName" [MinLength(1), MaxLength(255)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-alarm-contributors answers.
    pub struct DescribeAlarmContributorsOutput {
        alarm_contributors: Vec<AlarmContributor> = "AlarmContributors",
        next_token: Option<String> = "NextToken",
    }

    /// What describe-alarm-history takes.
    pub struct DescribeAlarmHistoryInput {
        /// Only what is told of this alarm.
        alarm_name: Option<String> = "AlarmName" [MinLength(1), MaxLength(255)],
        /// Only what is told of this contributor.
        alarm_contributor_id: Option<String> = "AlarmContributorId" [MinLength(1), MaxLength(16)],
        /// The kinds of alarms that are told; alarms on metrics unless this says others.
        alarm_types: Option<Vec<AlarmType>> = "AlarmTypes",
        /// Only changes of this kind.
        history_item_type: Option<HistoryItemType> = "HistoryItemType",
        /// The beginning of the time that is told of.
        start_date: Option<Timestamp> = "StartDate",
        /// The end of the time that is told of.
        end_date: Option<Timestamp> = "EndDate",
        /// How many items a page has at most.
        max_records: Option<i32> = "MaxRecords" [Min(1), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
        /// Whether the newest or the oldest come first.
        scan_by: Option<ScanBy> = "ScanBy",
    }

    /// What describe-alarm-history answers.
    pub struct DescribeAlarmHistoryOutput {
        alarm_history_items: Option<Vec<AlarmHistoryItem>> = "AlarmHistoryItems",
        next_token: Option<String> = "NextToken",
    }

    /// A time series that keeps an alarm in its state.
    pub struct AlarmContributor {
        contributor_id: String = "ContributorId" [MinLength(1), MaxLength(16)],
        contributor_attributes: BTreeMap<String, String> = "ContributorAttributes" [
            MaxLength(150), Each(&[MinLength(1), MaxLength(1024)]), EachName(&[MinLength(1),
            MaxLength(255)]),
        ],
        state_reason: String = "StateReason" [MaxLength(1023)],
        state_transitioned_timestamp: Option<Timestamp> = "StateTransitionedTimestamp",
    }

    /// A change of an alarm.
    pub struct AlarmHistoryItem {
        alarm_name: Option<String> = "AlarmName" [MinLength(1), MaxLength(255)],
        alarm_contributor_id: Option<String> = "AlarmContributorId" [MinLength(1), MaxLength(16)],
        alarm_type: Option<AlarmType> = "AlarmType",
        timestamp: Option<Timestamp> = "Timestamp",
        history_item_type: Option<HistoryItemType> = "HistoryItemType",
        history_summary: Option<String> = "HistorySummary" [MinLength(1), MaxLength(255)],
        history_data: Option<String> = "HistoryData" [MinLength(1), MaxLength(4095)],
        alarm_contributor_attributes: Option<BTreeMap<String, String>> = "AlarmContributorAttributes" [
            MaxLength(150), Each(&[MinLength(1), MaxLength(1024)]), EachName(&[MinLength(1),
            MaxLength(255)]),
        ],
    }
}

words! {
    /// What changed about an alarm.
    pub enum HistoryItemType = [
        "ConfigurationUpdate", "StateUpdate", "Action", "AlarmContributorStateUpdate",
        "AlarmContributorAction",
    ];
}
