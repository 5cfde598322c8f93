//! What is logged, as alarms on Contributor Insights rules see it.
//!
//! The log groups of trails hold what the event history does, so a transaction that adds events to it,
//! or changes a trail or a rule, lets the alarms that watch such rules be evaluated at the next tick.

use std::collections::BTreeSet;

use crate::context::Context;
use crate::error::Result;
use crate::services::cloudtrail::history;
use crate::services::cloudtrail::trail::Trail;
use crate::services::cloudwatch::alarm::watch;
use crate::services::cloudwatch::insight_rule::Rule;
use crate::store::Txn;

/// Lets alarms be evaluated because of what a transaction changes.
pub(super) fn observe(ctx: &mut Context<'_>) -> Result<()> {
    let watching = watch::owners_on_rules(&ctx.txn)?;
    if watching.is_empty() {
        return Ok(());
    }
    let events = ctx.txn.changed::<history::Entry>()?;
    let logged: BTreeSet<&str> =
        events.iter().filter_map(new).map(history::Entry::account).collect();
    let trails = ctx.txn.changed::<Trail>()?;
    let rules = ctx.txn.changed::<Rule>()?;
    for (account, region) in watching {
        let is_here = |trail: &Trail| trail.account == account && logs_to(trail, &region);
        let is_of = |rule: &Rule| rule.account == account && rule.region == region;
        let is_stirred = either(&trails, is_here)
            || either(&rules, is_of)
            || (logged.contains(account.as_str()) && has_logs(&ctx.txn, (&account, &region))?);
        if is_stirred {
            watch::stir_on_rules(&mut ctx.txn, (&account, &region), ctx.now)?;
        }
    }
    Ok(())
}

/// Returns what was not there before.
const fn new<R>((before, after): &(Option<R>, Option<R>)) -> Option<&R> {
    if before.is_none() { after.as_ref() } else { None }
}

/// Returns whether one of the records is such a one, before or after its change.
fn either<R>(changes: &[(Option<R>, Option<R>)], is_it: impl Fn(&R) -> bool) -> bool {
    changes.iter().any(|(before, after)| [before, after].into_iter().flatten().any(&is_it))
}

fn logs_to(trail: &Trail, region: &str) -> bool {
    trail.log_group.is_some() && trail.home == region
}

/// Returns whether a trail logs to a group of the region.
fn has_logs(txn: &Txn<'_>, (account, region): (&str, &str)) -> Result<bool> {
    Ok(Trail::of_account(txn, account)?.iter().any(|trail| logs_to(trail, region)))
}
