//! The ticks at which what an alarm watches can come to something else, should no data come.
//!
//! Between two ticks a value changes only where a sample leaves one period for another, or has just
//! come. These ticks are looked at, the others are passed over:
//!
//! ```text
//! a sample    x                                     periods of five minutes that slide
//! ticks       |....|....|....|....|....|....        looked at where it crosses into another
//!              ^    ^    ^    ^    ^
//! ```

use std::collections::HashSet;
use std::time::Duration;

use super::layout::Layout;
use super::rules::{Watched, What};
use super::seen::Seen;
use crate::time::Timestamp;

/// The ticks at which values can change.
pub struct Crossings {
    layout: Layout,
    range: usize,
    /// Whether a value can change at each tick.
    always: bool,
    /// Where a value changes by the clock alone: how often.
    pub by_clock: Option<Duration>,
    /// How far behind the beginning of a period samples lie, in milliseconds.
    behind: HashSet<i64>,
    /// When samples come that come late.
    come: HashSet<Timestamp>,
}

impl Crossings {
    /// Returns those of what an alarm watches and sees.
    pub fn of(watched: &Watched, seen: &Seen) -> Self {
        let Watched { asked, rule, what, comparison, .. } = watched;
        let by_clock = match what {
            What::Metric(_) => None,
            What::Computed(computed) => computed.finest,
        };
        let layout = asked.layout;
        let (step, period) = (layout.tick(), millis(layout.period));
        let mut crossings = Self {
            layout,
            range: rule.range(),
            always: comparison.threshold.is_none() || by_clock == Some(Duration::ZERO),
            by_clock,
            behind: HashSet::new(),
            come: HashSet::new(),
        };
        for (tick, late) in seen.ticks() {
            crossings.behind.insert((tick + step).millis().rem_euclid(period));
            if !late.is_zero() {
                let come = tick + late;
                let is_tick = come.floor(step) == come;
                crossings.come.insert(if is_tick { come } else { come.next(step) });
            }
        }
        crossings
    }

    /// Returns whether a tick is one of them.
    pub fn has(&self, tick: Timestamp) -> bool {
        if self.come.contains(&tick) {
            return true;
        }
        if self.layout.is_on_wall() {
            return self.layout.begins_anew(tick);
        }
        let period = millis(self.layout.period);
        self.always
            || self.behind.contains(&tick.millis().rem_euclid(period))
            || self.by_clock.is_some_and(|finest| {
                let begins = |place: usize| {
                    let back = i64::try_from(place).unwrap_or(i64::MAX).saturating_mul(period);
                    tick.millis().saturating_sub(back).rem_euclid(millis(finest)) == 0
                };
                (1..=self.range).any(begins)
            })
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX).max(1)
}
