//! Shapes of alarms on other alarms.

use super::alarms::StateValue;
use super::tags::Tag;
use crate::schema::Limit::{Each, MaxLength, MinLength};
use crate::time::Timestamp;
use crate::{outline, shape, words};

shape! {
    /// What put-composite-alarm takes.
    pub struct PutCompositeAlarmInput {
        /// Whether the alarm acts when its state changes; it does unless this says no.
        actions_enabled: Option<bool> = "ActionsEnabled",
        /// The ARNs of what is done when the state becomes ALARM.
        alarm_actions: Option<Vec<String>> =
            "AlarmActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        /// What the alarm is about.
        alarm_description: Option<String> = "AlarmDescription" [MaxLength(1024)],
        /// The name of the alarm.
        alarm_name: String = "AlarmName" [MinLength(1), MaxLength(255)],
        /// When the alarm is in ALARM, as in 'ALARM(a) AND NOT OK(b)'.
        alarm_rule: String = "AlarmRule" [MinLength(1), MaxLength(10_240)],
        /// The ARNs of what is done when the state becomes INSUFFICIENT_DATA.
        insufficient_data_actions: Option<Vec<String>> =
            "InsufficientDataActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        /// The ARNs of what is done when the state becomes OK.
        ok_actions: Option<Vec<String>> =
            "OKActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        /// Tags: keys, and a value for each.
        tags: Option<Vec<Tag>> = "Tags",
        /// The name or ARN of an alarm that keeps this one from acting while it is in ALARM.
        actions_suppressor: Option<String> = "ActionsSuppressor" [MinLength(1), MaxLength(1600)],
        /// How many seconds the alarm waits for the other to go into ALARM before it acts.
        actions_suppressor_wait_period: Option<i32> = "ActionsSuppressorWaitPeriod",
        /// How many seconds the alarm does not act after the other has left ALARM.
        actions_suppressor_extension_period: Option<i32> = "ActionsSuppressorExtensionPeriod",
    }
}

outline! {
    /// An alarm whose state follows from those of other alarms.
    pub struct CompositeAlarm {
        actions_enabled: Option<bool> = "ActionsEnabled",
        alarm_actions: Option<Vec<String>> =
            "AlarmActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        alarm_arn: Option<String> = "AlarmArn" [MinLength(1), MaxLength(1600)],
        alarm_configuration_updated_timestamp: Option<Timestamp> =
            "AlarmConfigurationUpdatedTimestamp",
        alarm_description: Option<String> = "AlarmDescription" [MaxLength(1024)],
        alarm_name: Option<String> = "AlarmName" [MinLength(1), MaxLength(255)],
        alarm_rule: Option<String> = "AlarmRule" [MinLength(1), MaxLength(10_240)],
        insufficient_data_actions: Option<Vec<String>> =
            "InsufficientDataActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        ok_actions: Option<Vec<String>> =
            "OKActions" [MaxLength(5), Each(&[MinLength(1), MaxLength(1024)])],
        state_reason: Option<String> = "StateReason" [MaxLength(1023)],
        state_reason_data: Option<String> = "StateReasonData" [MaxLength(4000)],
        state_updated_timestamp: Option<Timestamp> = "StateUpdatedTimestamp",
        state_value: Option<StateValue> = "StateValue",
        state_transitioned_timestamp: Option<Timestamp> = "StateTransitionedTimestamp",
        actions_suppressed_by: Option<ActionsSuppressedBy> = "ActionsSuppressedBy",
        /// Why it did not act.
        actions_suppressed_reason: Option<String> = "ActionsSuppressedReason" [MaxLength(1024)],
        actions_suppressor: Option<String> = "ActionsSuppressor" [MinLength(1), MaxLength(1600)],
        actions_suppressor_wait_period: Option<i32> = "ActionsSuppressorWaitPeriod",
        actions_suppressor_extension_period: Option<i32> = "ActionsSuppressorExtensionPeriod",
    }
}

words! {
    /// What keeps an alarm from acting.
    pub enum ActionsSuppressedBy {
        /// It waits for the other alarm to go into `ALARM`.
        WaitPeriod = "WaitPeriod",
        /// The other alarm has left `ALARM` a moment ago.
        ExtensionPeriod = "ExtensionPeriod",
        /// The other alarm is in `ALARM`.
        Alarm = "Alarm",
    }
}
