//! When a composite alarm does not act because of another alarm, its suppressor.
//!
//! ```text
//! suppressor   OK -------------------- ALARM ----------------- OK ---------------
//! composite    OK --- ALARM ---------------------------------------------- OK ---
//! kept by             |-- WaitPeriod --|------- Alarm ---------|-- ExtensionPeriod --|
//! ```
//!
//! When a period ends and the suppressor is not in `ALARM`, the alarm does what it does in the state
//! that it is then in, if it would have acted meanwhile.
//!
//! Source: CloudWatch User Guide, "Composite alarm action suppression". Our reading: that only a
//! change to `ALARM` begins a wait; that a suppressor that leaves `ALARM` during a wait begins the
//! extension; what is done at the end of a period in which the state came back.

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
    /// If the alarm would have acted: the state that it was in before.
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

    /// Returns it in words.
    pub fn reason(&self) -> String {
        format!("Actions suppressed by {}", self.by.word())
    }
}

/// Returns what follows when the alarm itself has come into another state.
pub fn changed(
    hush: Option<Hush>,
    (from, to): (StateValue, StateValue),
    wait: Duration,
    now: Timestamp,
) -> Follows {
    let waits = to == StateValue::Alarm && !wait.is_zero();
    let started = || waits.then(|| Hush::of(ActionsSuppressedBy::WaitPeriod, Some(now + wait)));
    match hush.or_else(started) {
        None => (None, Some(from)),
        Some(hush) => (Some(Hush { held: hush.held.or(Some(from)), ..hush }), None),
    }
}

/// Returns what follows when the suppressor has come into `ALARM`, or has left it.
pub fn suppressor(
    hush: Option<Hush>,
    is_alarm: bool,
    extension: Duration,
    now: Timestamp,
) -> Follows {
    let held = hush.as_ref().and_then(|hush| hush.held);
    match (hush, is_alarm) {
        (Some(hush), true) if hush.by == ActionsSuppressedBy::WaitPeriod => (Some(hush), None),
        (_, true) => (Some(Hush::by_alarm(held)), None),
        (_, false) if extension.is_zero() => (None, held),
        (_, false) => {
            let hush = Hush::of(ActionsSuppressedBy::ExtensionPeriod, Some(now + extension));
            (Some(Hush { held, ..hush }), None)
        }
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
    fn a_suppressor_that_comes_in_time_keeps_the_alarm_from_acting() {
        let (hush, _) = changed(None, (Ok, Alarm), MINUTE, at(2));
        let (hush, acts) = suppressor(hush, true, MINUTE, at(2));
        assert_eq!((told(hush.as_ref()), acts), ("WaitPeriod", None));
        let (hush, acts) = ended(hush, true);
        assert_eq!((told(hush.as_ref()), acts), ("Alarm", None));
        // It goes, and the alarm goes within the extension.
        let (hush, acts) = suppressor(hush, false, MINUTE, at(9));
        assert_eq!((told(hush.as_ref()), acts), ("ExtensionPeriod", None));
        let (hush, acts) = changed(hush, (Alarm, Ok), MINUTE, at(9));
        assert_eq!((told(hush.as_ref()), acts), ("ExtensionPeriod", None));
        assert_eq!(ended(hush, false), (None, Some(Ok)));
    }

    #[test]
    fn nothing_is_done_at_the_end_if_nothing_was_to_do() {
        let (hush, _) = suppressor(None, true, MINUTE, at(2));
        let (hush, _) = suppressor(hush, false, MINUTE, at(3));
        assert_eq!(ended(hush, false), (None, None));
        // An alarm that becomes well waits for nobody.
        assert_eq!(changed(None, (Alarm, Ok), MINUTE, at(4)), (None, Some(Alarm)));
        // Periods of no time are none.
        assert_eq!(changed(None, (Ok, Alarm), Duration::ZERO, at(4)), (None, Some(Ok)));
    }
}
