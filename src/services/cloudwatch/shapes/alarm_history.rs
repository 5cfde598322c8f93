//! Shapes of what is told of the past of alarms.

use std::collections::BTreeMap;

use super::alarms::AlarmType;
use super::metric_data::ScanBy;
use crate::schema::Limit::{Each, EachName, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What describe-alarm-contributors takes.
    pub struct DescribeAlarmContributorsInput {
        /// The name of the alarm.
        alarm_name: String = "AlarmName" [MinLength(1), MaxLength(255)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What describe-alarm-contributors answers.
    pub struct DescribeAlarmContributorsOutput {
        /// The time series.
        alarm_contributors: Vec<AlarmContributor> = "AlarmContributors",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// A time series that keeps an alarm in its state.
    pub struct AlarmContributor {
        /// Its id.
        contributor_id: String = "ContributorId" [MinLength(1), MaxLength(16)],
        /// What tells it from others.
        contributor_attributes: BTreeMap<String, String> = "ContributorAttributes" [
            MaxLength(150), Each(&[MinLength(1), MaxLength(1024)]), EachName(&[MinLength(1),
            MaxLength(255)]),
        ],
        /// Why it is in its state.
        state_reason: String = "StateReason" [MaxLength(1023)],
        /// When it came into its state.
        state_transitioned_timestamp: Option<Timestamp> = "StateTransitionedTimestamp",
    }
}

shape! {
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
        /// What happened.
        alarm_history_items: Option<Vec<AlarmHistoryItem>> = "AlarmHistoryItems",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// A change of an alarm.
    pub struct AlarmHistoryItem {
        /// The name of the alarm.
        alarm_name: Option<String> = "AlarmName" [MinLength(1), MaxLength(255)],
        /// The contributor that it happened to.
        alarm_contributor_id: Option<String> = "AlarmContributorId" [MinLength(1), MaxLength(16)],
        /// The kind of alarm.
        alarm_type: Option<AlarmType> = "AlarmType",
        /// When it happened.
        timestamp: Option<Timestamp> = "Timestamp",
        /// What changed.
        history_item_type: Option<HistoryItemType> = "HistoryItemType",
        /// In a sentence.
        history_summary: Option<String> = "HistorySummary" [MinLength(1), MaxLength(255)],
        /// As JSON.
        history_data: Option<String> = "HistoryData" [MinLength(1), MaxLength(4095)],
        /// What tells the contributor from others.
        alarm_contributor_attributes: Option<BTreeMap<String, String>> = "AlarmContributorAttributes" [
            MaxLength(150), Each(&[MinLength(1), MaxLength(1024)]), EachName(&[MinLength(1),
            MaxLength(255)]),
        ],
    }
}

words! {
    /// What changed about an alarm.
    pub enum HistoryItemType {
        /// It was put or deleted.
        ConfigurationUpdate = "ConfigurationUpdate",
        /// It came into another state.
        StateUpdate = "StateUpdate",
        /// It acted.
        Action = "Action",
        /// What keeps it in its state came into another.
        AlarmContributorStateUpdate = "AlarmContributorStateUpdate",
        /// It acted because of that.
        AlarmContributorAction = "AlarmContributorAction",
    }
}
