//! Shapes of the operations on rules that keep alarms from acting for a while.

use super::tags::Tag;
use crate::schema::Limit::{Each, Max, MaxLength, Min, MinLength};
use crate::time::Timestamp;
use crate::{shape, words};

shape! {
    /// What delete-alarm-mute-rule takes.
    pub struct DeleteAlarmMuteRuleInput {
        /// The name of the rule.
        alarm_mute_rule_name: String = "AlarmMuteRuleName" [MinLength(1), MaxLength(255)],
    }

    /// What get-alarm-mute-rule takes.
    pub struct GetAlarmMuteRuleInput {
        /// The name of the rule.
        alarm_mute_rule_name: String = "AlarmMuteRuleName" [MinLength(1), MaxLength(255)],
    }

    /// What get-alarm-mute-rule answers.
    pub struct GetAlarmMuteRuleOutput {
        /// The name of the rule.
        name: Option<String> = "Name" [MinLength(1), MaxLength(255)],
        /// The ARN of the rule.
        alarm_mute_rule_arn: Option<String> = "AlarmMuteRuleArn" [MinLength(1), MaxLength(1600)],
        /// What the rule is for.
        description: Option<String> = "Description" [MaxLength(1024)],
        /// When alarms do not act.
        rule: Option<Rule> = "Rule",
        /// The alarms that the rule is about.
        mute_targets: Option<MuteTargets> = "MuteTargets",
        /// When the rule begins to hold.
        start_date: Option<Timestamp> = "StartDate",
        /// When the rule ends for good.
        expire_date: Option<Timestamp> = "ExpireDate",
        /// Whether the rule holds.
        status: Option<AlarmMuteRuleStatus> = "Status",
        /// When the rule was last put.
        last_updated_timestamp: Option<Timestamp> = "LastUpdatedTimestamp",
        /// Whether the rule holds once or again and again.
        mute_type: Option<String> = "MuteType",
    }

    /// What list-alarm-mute-rules takes.
    pub struct ListAlarmMuteRulesInput {
        /// Only rules about this alarm.
        alarm_name: Option<String> = "AlarmName" [MinLength(1), MaxLength(255)],
        /// Only rules of these states.
        statuses: Option<Vec<AlarmMuteRuleStatus>> = "Statuses",
        /// How many items a page has at most.
        max_records: Option<i32> = "MaxRecords" [Min(1), Max(100)],
        /// The token of the page before.
        next_token: Option<String> = "NextToken",
    }

    /// What list-alarm-mute-rules answers.
    pub struct ListAlarmMuteRulesOutput {
        /// The rules, in the order of their names.
        alarm_mute_rule_summaries: Option<Vec<AlarmMuteRuleSummary>> = "AlarmMuteRuleSummaries",
        /// The token of the next page.
        next_token: Option<String> = "NextToken",
    }

    /// What put-alarm-mute-rule takes.
    pub struct PutAlarmMuteRuleInput {
        /// The name of the rule.
        name: String = "Name" [MinLength(1), MaxLength(255)],
        /// What the rule is for.
        description: Option<String> = "Description" [MaxLength(1024)],
        /// When the rule holds: an expression like cron's, and how long each time.
        rule: Rule = "Rule",
        /// The alarms that the rule is about.
        mute_targets: Option<MuteTargets> = "MuteTargets",
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
        /// When the rule begins to hold.
        start_date: Option<Timestamp> = "StartDate",
        /// When the rule ends for good.
        expire_date: Option<Timestamp> = "ExpireDate",
    }

    /// When alarms do not act.
    pub struct Rule {
        /// When that is.
        schedule: Schedule = "Schedule",
    }

    /// When something begins, and how long it lasts.
    pub struct Schedule {
        /// When it begins, as in cron(0 2 * * *) or at(2026-01-31T02:00).
        expression: String = "Expression" [MinLength(1), MaxLength(256)],
        /// How long it lasts each time, as in PT2H.
        duration: String = "Duration" [MinLength(1), MaxLength(50)],
        /// The time zone of the expression, as Europe/London; UTC unless this says another.
        timezone: Option<String> = "Timezone" [MinLength(1), MaxLength(50)],
    }

    /// The alarms that a rule is about.
    pub struct MuteTargets {
        /// The names of the alarms.
        alarm_names: Vec<String> =
            "AlarmNames" [MaxLength(100), Each(&[MinLength(1), MaxLength(255)])],
    }

    /// A rule in a list.
    pub struct AlarmMuteRuleSummary {
        /// The ARN of the rule.
        alarm_mute_rule_arn: Option<String> = "AlarmMuteRuleArn" [MinLength(1), MaxLength(1600)],
        /// When the rule ends for good.
        expire_date: Option<Timestamp> = "ExpireDate",
        /// Whether the rule holds.
        status: Option<AlarmMuteRuleStatus> = "Status",
        /// Whether the rule holds once or again and again.
        mute_type: Option<String> = "MuteType",
        /// When the rule was last put.
        last_updated_timestamp: Option<Timestamp> = "LastUpdatedTimestamp",
    }
}

words! {
    /// Whether a rule holds.
    pub enum AlarmMuteRuleStatus {
        /// It will hold.
        Scheduled = "SCHEDULED",
        /// It does.
        Active = "ACTIVE",
        /// It will hold no more.
        Expired = "EXPIRED",
    }
}
