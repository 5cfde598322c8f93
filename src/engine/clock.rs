//! The store's own clock, which users can stop and move on.
//!
//! | mode    | shows                                                             |
//! |---------|-------------------------------------------------------------------|
//! | real    | the machine's time                                                |
//! | stopped | the time that it was set to                                       |
//! | running | a time of its own that passes as fast as the machine's            |
//!
//! It never goes backwards: what the store holds has happened. A store that holds nothing yet can
//! be set to any time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::store::{Json, Key, Kind, Record, Txn};
use crate::time::Timestamp;
use crate::time::clock::Clock as Machine;

/// How the clock goes.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Mode {
    /// It shows the machine's time.
    #[default]
    Real,
    /// It stands still.
    Stopped(Timestamp),
    /// It runs from a time since the machine showed another.
    Running {
        /// Its own time when it began to run.
        from: Timestamp,
        /// The machine's time then.
        machine: Timestamp,
    },
}

/// The clock, and what has happened under it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Kept {
    mode: Mode,
    /// The latest time that anything happened at.
    #[serde(default)]
    last: Option<Timestamp>,
    /// How many calls and chores there were.
    #[serde(default)]
    calls: u64,
}

impl Record for Kept {
    const KIND: &'static str = "clock";
    type Form = Json;

    fn key(&self) -> Key {
        Self::all()
    }
}

/// The kinds of records that the engine keeps for itself.
pub const KINDS: &[Kind] = &[Kind::of::<Kept>()];

/// A change of the clock.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Change {
    /// Stops it at a time.
    Set(Timestamp),
    /// Moves it on; a stopped one stays stopped, one that goes goes on.
    Advance(Duration),
    /// Lets it run from where it stands.
    Run,
    /// Returns to the machine's time.
    Real,
}

/// What the clock shows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Reading {
    /// The time.
    pub time: Timestamp,
    /// How it goes.
    pub mode: Mode,
}

/// How many keys a store has in which nothing has happened: its version, and perhaps the clock.
const KEYS_OF_NOTHING: usize = 2;

fn kept(txn: &Txn<'_>) -> Result<Kept> {
    Ok(txn.get(&Kept::all())?.unwrap_or_default())
}

impl Kept {
    /// Returns the time; never one before the latest that anything happened at.
    fn now(&self, machine: Timestamp) -> Timestamp {
        let shown = match self.mode {
            Mode::Real => machine,
            Mode::Stopped(time) => time,
            Mode::Running { from, machine: since } => from + machine.since(since),
        };
        self.last.map_or(shown, |last| shown.max(last))
    }
}

/// Returns the time on the store's clock.
pub(super) fn now(txn: &Txn<'_>, machine: Machine) -> Result<Timestamp> {
    Ok(kept(txn)?.now(machine.now()))
}

/// Returns what the clock shows.
pub(super) fn read(txn: &Txn<'_>, machine: Machine) -> Result<Reading> {
    let kept = kept(txn)?;
    Ok(Reading { time: kept.now(machine.now()), mode: kept.mode })
}

/// Notes that something happens at `now`, and returns its number.
pub(super) fn tick(txn: &mut Txn<'_>, now: Timestamp) -> Result<u64> {
    let mut kept = kept(txn)?;
    kept.calls += 1;
    kept.last = Some(kept.last.map_or(now, |last| last.max(now)));
    txn.put(&kept);
    Ok(kept.calls)
}

/// Changes the clock.
///
/// It can be stopped at the second that it shows, whatever part of that has passed.
///
/// Fails with [`Error::Refused`] if it would go backwards in a store that holds anything, or on
/// past the last time that can be told, from where nothing could go on.
pub(super) fn change(
    txn: &mut Txn<'_>,
    keys: usize,
    machine: Machine,
    change: Change,
) -> Result<()> {
    let mut kept = kept(txn)?;
    let machine = machine.now();
    let now = kept.now(machine);
    let empty = keys <= KEYS_OF_NOTHING && kept.calls == 0;
    if empty {
        kept.last = None;
    }
    if let Change::Advance(span) = change
        && span > Timestamp::MAX.since(now)
    {
        return Err(Error::Refused(format!(
            "the clock shows {now} and cannot go on that far: the calendar ends at {}",
            Timestamp::MAX
        )));
    }
    let (time, mode) = match change {
        Change::Set(time) if time == now.whole_secs() && !empty => (now, Mode::Stopped(now)),
        Change::Set(time) => (time, Mode::Stopped(time)),
        Change::Advance(span) => match kept.mode {
            Mode::Stopped(_) => (now + span, Mode::Stopped(now + span)),
            _ => (now + span, Mode::Running { from: now + span, machine }),
        },
        Change::Run => (now, Mode::Running { from: now, machine }),
        Change::Real => (machine, Mode::Real),
    };
    if time < now && !empty {
        let what_to_do = match change {
            Change::Real => "'trailwatch clock run' lets it run on from there, ",
            _ => "",
        };
        return Err(Error::Refused(format!(
            "the clock shows {now} and does not go back to {time}, because things have happened \
             since: {what_to_do}'trailwatch store reset' starts over"
        )));
    }
    kept.mode = mode;
    txn.put(&kept);
    Ok(())
}
