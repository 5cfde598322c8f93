//! What the log groups of trails hold: the events that a trail takes, a line each.
//!
//! Nothing is sent to a log group, so the lines are read from the event history: the management events
//! of the last 90 days that a trail which names the group has taken since it last began to record. Who
//! reads them is another service, which gets at them through the context.

use std::collections::BTreeSet;

use super::delivery::outlet::Outlet;
use super::history;
use super::selector::with_facts_of;
use super::trail::Trail;
use crate::arn::Arn;
use crate::context::Line;
use crate::error::{Error, Result};
use crate::store::Txn;
use crate::time::Timestamp;
use crate::value::Value;

/// Returns the lines of the log groups of an account and region whose names are wanted, from `start`
/// up to and without `end`, in no order.
pub fn lines(
    txn: &Txn<'_>,
    (account, region): (&str, &str),
    wanted: &dyn Fn(&str) -> bool,
    (start, end): (Timestamp, Timestamp),
) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for trail in Trail::of_account(txn, account)? {
        let named = trail.home == region && group_name(&trail).is_some_and(wanted);
        let Some(started) = trail.started.filter(|_| named) else { continue };
        let stopped = trail.stopped.filter(|_| !trail.logging).unwrap_or(Timestamp::MAX);
        let span = (start.max(started.whole_secs()), end.min(stopped));
        if span.0 < span.1 {
            add(txn, &trail, span, &mut lines)?;
        }
    }
    Ok(lines)
}

/// Adds the lines of a trail.
fn add(
    txn: &Txn<'_>,
    trail: &Trail,
    (start, end): (Timestamp, Timestamp),
    lines: &mut Vec<Line>,
) -> Result<()> {
    // A trail has an outlet in each region that it ever took an event from.
    let mut regions: BTreeSet<String> =
        Outlet::of_trail(txn, trail)?.into_iter().map(|outlet| outlet.region).collect();
    regions.insert(trail.home.clone());
    // Each region shows the events of global services, too.
    let mut seen = BTreeSet::new();
    for region in &regions {
        let place = (trail.account.as_str(), region.as_str());
        for entry in history::newest_first(txn, place, (start, end), None, None)? {
            let entry = entry?;
            // What was imported was not taken by any trail.
            let own = entry.number != 0 && entry.time < end;
            if !own || !seen.insert((entry.number, entry.id.clone())) {
                continue;
            }
            let record: Value = serde_json::from_str(&entry.record).map_err(|_| {
                Error::Damaged(format!("the event {} in the store is damaged", entry.id))
            })?;
            let region = record.get("awsRegion").and_then(Value::as_str).unwrap_or_default();
            let taken = trail.covers(region)
                && with_facts_of(&record, |facts| trail.selectors.takes(facts));
            if taken {
                lines.push(Line { time: entry.time, number: entry.number, document: record });
            }
        }
    }
    Ok(())
}

/// Returns the name of the log group of a trail.
fn group_name(trail: &Trail) -> Option<&str> {
    let arn = Arn::parse(&trail.log_group.as_ref()?.group)?;
    arn.resource.strip_prefix("log-group:")?.strip_suffix(":*")
}
