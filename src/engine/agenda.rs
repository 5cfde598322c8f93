//! What the services do by themselves, and when.
//!
//! There are no background threads. Log files and digests are chores that fall due at times which
//! follow from what is kept, and `settle` does all that have fallen due. Every command settles up
//! to the current time before its own work. A chore sees the time at which it was due, so what it
//! does, does not depend on when somebody happened to look.

use crate::error::{Error, Result};
use crate::operation::Chore;
use crate::services;
use crate::store::{Store, Txn};
use crate::time::Timestamp;

use super::{Settings, Watch, context, inventory, logged, names, observe};

/// How often a chore may be due again at one instant: what there is a lot of is done in parts.
const MOST: usize = 10_000;

/// Chores belong to no caller and no region; those that do say so themselves.
const NOWHERE: &str = "";

/// Does every chore that has fallen due up to and including `now`, the earliest first.
///
/// Chores that are due at one instant are done in the order in which they are listed. Each is one
/// transaction with the note that it was done, so it is done once even if the program is killed. If
/// one fails, those before it stay done, and the next call begins with it.
pub(super) fn settle(
    store: &Store,
    settings: &Settings,
    now: Timestamp,
    watch: &mut Watch,
) -> Result<()> {
    let mut first: Option<Timestamp> = None;
    let mut last: Option<(&str, Timestamp)> = None;
    let mut times = 0;
    while let Some((due, chore)) = earliest(&store.begin())?.filter(|(due, _)| *due <= now) {
        times = if last == Some((chore.name, due)) { times + 1 } else { 0 };
        if times > MOST {
            return Err(Error::Damaged(format!(
                "the chore '{}' of {due} does not come to an end",
                chore.name
            )));
        }
        last = Some((chore.name, due));
        let first = *first.get_or_insert(due);
        watch.tell(due.since(first).as_secs(), now.since(first).as_secs());

        let mut ctx = context(settings, store.begin(), NOWHERE, (due, now), Some(chore.name))?;
        (chore.run)(&mut ctx)?;
        inventory::observe(&mut ctx)?;
        observe::by_services(&mut ctx)?;
        logged::observe(&mut ctx)?;
        names::commit(store, ctx.txn)?;
    }
    if first.is_some() {
        watch.tell(1, 1);
    }
    Ok(())
}

/// Returns the chore that is due first, and when.
fn earliest(txn: &Txn<'_>) -> Result<Option<(Timestamp, &'static Chore)>> {
    let mut earliest: Option<(Timestamp, &'static Chore)> = None;
    for chore in services::ALL.iter().flat_map(|service| service.chores) {
        if let Some(due) = (chore.due)(txn)?
            && earliest.is_none_or(|(time, _)| due < time)
        {
            earliest = Some((due, chore));
        }
    }
    Ok(earliest)
}
