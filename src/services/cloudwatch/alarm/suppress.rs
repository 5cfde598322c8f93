//! When a composite alarm does not act because of another alarm, its suppressor.
//!
//! ```text
//! suppressor   OK ---------------- ALARM --------- OK ---------------------------------------------
//! composite    OK ------ ALARM ---------------------------- OK ------------------------------------
//! kept by                |- Wait --|---- Alarm ----|- Ext. --|--- WaitPeriod ---| acts: it is OK
//! ```
//!
//! A wait ends when the suppressor comes, and an extension when the alarm changes; then and in a wait, a
//! change begins a wait from its beginning. When a period has run out, the alarm does what it does in the
//! state that it is then in, if it would have acted meanwhile: also in `OK`, of which nobody was told that
//! the alarm had left it. What keeps an alarm from acting is a part of its state, which is stated anew
//! whenever that becomes another.
//!
//! Source: CloudWatch User Guide, "Suppressing composite alarm actions", its six examples; for the
//! state: "Alarms and Lambda", the event of a composite alarm, and CloudWatch API Reference,
//! "`CompositeAlarm`", `StateUpdatedTimestamp`. Our reading: that outside of periods only a change to
//! `ALARM` begins a wait (in an event of "Alarm events and `EventBridge`", an alarm that had become `OK`
//! within the length of a wait was kept by none); that what was done in a state before a suppressor came
//! is not done once more.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::services::cloudwatch::shapes::alarms::StateValue;
use crate::services::cloudwatch::shapes::composite_alarms::ActionsSuppressedBy;
use crate::time::Timestamp;

/// What keeps an alarm from acting.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Hush {
    /// What it is.
    pub by: ActionsSuppressedBy,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
    /// If the alarm would have acted: the state that it was in before the last change.
    pub held: Option<StateValue>,
}

/// What follows: what keeps the alarm from acting then, and, if it is to act now, the state that it
/// was in before.
pub type Follows = (Option<Hush>, Option<StateValue>);

impl Hush {
    const fn of(by: ActionsSuppressedBy, until: Option<Timestamp>) -> Self {
        Self { by, until, held: None }
    }

    /// Returns a hush because the suppressor is in `ALARM`.
    pub const fn by_alarm(held: Option<StateValue>) -> Self {
        Self { by: ActionsSuppressedBy::Alarm, until: None, held }
    }
}

/// Returns in words what keeps an alarm from acting.
pub fn reason(by: ActionsSuppressedBy) -> String {
    format!("Actions suppressed by {}", by.word())
}

/// Returns what follows when the alarm itself has come into another state.
pub fn changed(
    hush: Option<Hush>,
    (from, to): (StateValue, StateValue),
    wait: Duration,
    now: Timestamp,
) -> Follows {
    let held = Some(from);
    match hush {
        Some(hush) if hush.by == ActionsSuppressedBy::Alarm => (Some(Hush { held, ..hush }), None),
        None if to != StateValue::Alarm => (None, held),
        _ if wait.is_zero() => (None, held),
        _ => {
            let hush = Hush::of(ActionsSuppressedBy::WaitPeriod, Some(now + wait));
            (Some(Hush { held, ..hush }), None)
        }
    }
}

/// Returns what follows when the suppressor has come into `ALARM`, or has left it.
pub fn suppressor(
    hush: Option<Hush>,
    is_alarm: bool,
    extension: Duration,
    now: Timestamp,
) -> Follows {
    let held = hush.and_then(|hush| hush.held);
    if is_alarm {
        (Some(Hush::by_alarm(held)), None)
    } else if extension.is_zero() {
        (None, held)
    } else {
        let hush = Hush::of(ActionsSuppressedBy::ExtensionPeriod, Some(now + extension));
        (Some(Hush { held, ..hush }), None)
    }
}

/// Returns what follows when a period has ended.
pub fn ended(hush: Option<Hush>, suppressor_is_alarm: bool) -> Follows {
    let held = hush.and_then(|hush| hush.held);
    if suppressor_is_alarm { (Some(Hush::by_alarm(held)), None) } else { (None, held) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StateValue::{Alarm, Ok};

    const MINUTE: Duration = Duration::from_mins(1);

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_secs(minute * 60)
    }

    fn told(hush: Option<&Hush>) -> &'static str {
        hush.map_or("", |hush| hush.by.word())
    }

    #[test]
    fn an_alarm_waits_for_its_suppressor_and_acts_if_it_does_not_come() {
        let (hush, acts) = changed(None, (Ok, Alarm), MINUTE, at(2));
        assert_eq!((told(hush.as_ref()), acts), ("WaitPeriod", None));
        assert_eq!(hush.as_ref().unwrap().until, Some(at(3)));
        assert_eq!(ended(hush, false), (None, Some(Ok)));
    }

    #[test]
    fn a_change_within_a_period_begins_a_wait_from_its_beginning() {
        // Example 3 of the guide.
        let (hush, _) = changed(None, (Ok, Alarm), MINUTE, at(2));
        let (hush, acts) = changed(hush, (Alarm, Ok), MINUTE, at(3));
        assert_eq!((told(hush.as_ref()), acts), ("WaitPeriod", None));
        assert_eq!(hush.as_ref().unwrap().until, Some(at(4)));
        assert_eq!(ended(hush, false), (None, Some(Alarm)));
    }

    #[test]
    fn a_suppressor_that_comes_in_time_keeps_the_alarm_from_acting() {
        // Example 2.
        let (hush, _) = changed(None, (Ok, Alarm), MINUTE, at(2));
        let (hush, acts) = suppressor(hush, true, MINUTE, at(2));
        assert_eq!((told(hush.as_ref()), acts), ("Alarm", None));
        assert_eq!(hush.as_ref().unwrap().until, None);
        // Example 5.
        let (hush, acts) = suppressor(hush, false, MINUTE * 3, at(9));
        assert_eq!((told(hush.as_ref()), acts), ("ExtensionPeriod", None));
        assert_eq!(ended(hush.clone(), false), (None, Some(Ok)));
        // Example 6: the alarm goes within the extension.
        let (hush, acts) = changed(hush, (Alarm, Ok), MINUTE, at(10));
        assert_eq!((told(hush.as_ref()), acts), ("WaitPeriod", None));
        assert_eq!(hush.as_ref().unwrap().until, Some(at(11)));
        assert_eq!(ended(hush, false), (None, Some(Alarm)));
    }

    #[test]
    fn what_comes_and_goes_while_the_suppressor_is_in_alarm_is_done_by_the_last_change() {
        let (hush, _) = suppressor(None, true, MINUTE, at(2));
        let (hush, _) = changed(hush, (Ok, Alarm), MINUTE, at(3));
        let (hush, acts) = changed(hush, (Alarm, Ok), MINUTE, at(4));
        assert_eq!((told(hush.as_ref()), acts), ("Alarm", None));
        assert_eq!(suppressor(hush, false, Duration::ZERO, at(5)), (None, Some(Alarm)));
    }

    #[test]
    fn nothing_is_done_at_the_end_if_nothing_was_to_do() {
        let (hush, _) = suppressor(None, true, MINUTE, at(2));
        let (hush, _) = suppressor(hush, false, MINUTE, at(3));
        assert_eq!(ended(hush.clone(), false), (None, None));
        // An alarm that becomes well waits for nobody.
        assert_eq!(changed(None, (Alarm, Ok), MINUTE, at(4)), (None, Some(Alarm)));
        // Periods of no time are none.
        assert_eq!(changed(None, (Ok, Alarm), Duration::ZERO, at(4)), (None, Some(Ok)));
        assert_eq!(changed(hush, (Ok, Alarm), Duration::ZERO, at(4)), (None, Some(Ok)));
    }
}
