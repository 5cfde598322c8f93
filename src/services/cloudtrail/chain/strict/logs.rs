//! Log files that no digest lists, and those that two list.

use std::collections::HashMap;
use std::time::Duration;

use super::links::{Link, Spot};
use super::{Kind, Period, Strict};
use crate::services::cloudtrail::chain::content::Content;
use crate::services::cloudtrail::chain::digest::Range;
use crate::services::cloudtrail::chain::place;
use crate::services::cloudtrail::chain::source::{Digests, Halt, LogFiles};
use crate::store::identity;
use crate::time::Timestamp;
use crate::value::Value;

/// How much later than its name says a log file may be listed.
///
/// Source: CloudTrail User Guide, "How CloudTrail works": events are delivered within about 15
/// minutes; a file of the last minutes of an hour may be in the next digest.
pub(super) const LATE: Duration = Duration::from_mins(15);

/// The log files that digests list.
#[derive(Default)]
pub(super) struct Listed {
    /// The digests that list each of them, by what stands for its key.
    files: HashMap<u128, u32>,
    pub(super) twice: Vec<Strict>,
}

impl Listed {
    pub(super) fn add(&mut self, document: &Value, (bucket, digest): (&str, &str), is_own: bool) {
        let files = document.get("logFiles").and_then(Value::as_array);
        for file in files.into_iter().flatten() {
            let Some(key) = file.get("s3Object").and_then(Value::as_str) else { continue };
            let times = self.files.entry(identity(key)).or_default();
            *times += 1;
            if *times > 1 && is_own {
                self.twice.push(Strict {
                    kind: Kind::ListedTwice,
                    bucket: file
                        .get("s3Bucket")
                        .and_then(Value::as_str)
                        .unwrap_or(bucket)
                        .to_owned(),
                    key: key.to_owned(),
                    why: format!(
                        "{digest} lists it, and so does another digest or the same once more: \
                         CloudTrail lists a log file once"
                    ),
                });
            }
        }
    }

    fn has(&self, key: &str) -> bool {
        self.files.contains_key(&identity(key))
    }

    /// Returns the log files of the account and region at a spot that no digest lists: each one of the
    /// time that the digests of a chain there cover without a gap, and each whose name has another time
    /// than its folder or none; and together those of a period that no digest covers.
    pub(super) fn others(
        &self,
        digests: &mut dyn Digests,
        files: &dyn LogFiles,
        spot: &Spot,
        links: &[Link],
        period: Period,
    ) -> Result<Vec<Strict>, Halt> {
        let Spot { bucket, place } = spot;
        // The first digest after a move lists what was delivered before it, too.
        let is_of_spot = |link: &&Link| {
            *link.spot == *spot || link.came_from().is_some_and(|from| from == *spot)
        };
        let of_spot: Vec<&Link> = links.iter().filter(is_of_spot).collect();
        let covered = covered(&of_spot);
        if covered.is_empty() {
            return Ok(Vec::new());
        }
        let is_covered =
            |time| covered.iter().any(|range| range.start <= time && time + LATE <= range.end);
        let (mut found, mut uncovered) = (Vec::new(), Vec::new());
        for key in digests.list(bucket, &place.logs(), "")? {
            if self.has(&key) {
                continue;
            }
            let time = place::log_time(&key).filter(|time| place::is_in_folder_of(&key, *time));
            match time {
                Some(time) if is_covered(time) => found.push(not_listed(bucket, key)),
                Some(time) if period.has(time) && is_due(time, &of_spot, period) => {
                    uncovered.push((time, key));
                }
                None if is_log(files, bucket, &key)? => found.push(not_listed(bucket, key)),
                _ => {}
            }
        }
        found.extend(not_covered(bucket, &mut uncovered));
        Ok(found)
    }
}

fn not_listed(bucket: &str, key: String) -> Strict {
    let why = "no digest lists this log file: somebody else than CloudTrail put it there, or a trail \
               that makes no digests or whose digest is not there";
    Strict { kind: Kind::NotListed, bucket: bucket.to_owned(), key, why: why.to_owned() }
}

/// Tells of log files of times without digests, all at once, of the first of them.
fn not_covered(bucket: &str, files: &mut [(Timestamp, String)]) -> Option<Strict> {
    files.sort_unstable();
    let ((first, key), (last, _)) = (files.first()?, files.last()?);
    let why = match files.len() {
        1 => format!("no digest covers {first}, when this log file was delivered"),
        many => format!(
            "no digests cover the times of {many} log files of {first} to {last}, of which this is the \
             first"
        ),
    };
    let why = format!(
        "{why}: nothing proves what it holds. Digests were taken away, somebody put it there, or the \
         trail made no digests then; --start-time and --end-time leave such times out"
    );
    Some(Strict { kind: Kind::NotCovered, bucket: bucket.to_owned(), key: key.clone(), why })
}

/// How long after a digest's time a log file may lie there before the next digest does: that of its
/// hour comes when the hour is over, and some time later.
const AWAITED: Duration = Duration::from_hours(2);

/// Returns whether a log file of a time that no digest covers should be in one, and nothing else tells
/// that the digest is not there. `links` are in their order.
fn is_due(time: Timestamp, links: &[&Link], period: Period) -> bool {
    let (Some(first), Some(last)) = (links.first(), links.last()) else { return false };
    if time < first.time.start {
        return true;
    }
    if last.time.end < time + LATE {
        let is_over = period.end.is_some_and(|end| time + AWAITED <= end);
        return is_over || last.time.end + AWAITED < time;
    }
    // Where a chain begins anew nothing was delivered before; any other hole is told as missing hours.
    links.windows(2).any(|pair| {
        let [before, after] = pair else { return false };
        after.previous.is_none() && before.time.end <= time && time < after.time.start
    })
}

/// Returns whether a file holds events, whatever it is called.
fn is_log(files: &dyn LogFiles, bucket: &str, key: &str) -> Result<bool, Halt> {
    let opened = files.open(bucket, key)?;
    Ok(opened.is_some_and(|opened| Content::of(opened.content) == Content::Log))
}

/// Returns the times that digests cover, those that meet as one.
pub(super) fn covered(links: &[&Link]) -> Vec<Range> {
    let mut covered: Vec<Range> = Vec::new();
    for link in links {
        match covered.last_mut() {
            Some(last) if last.end == link.time.start => last.end = link.time.end,
            _ => {
                // What an earlier digest lists may bear a time that this one covers.
                let late = if link.previous.is_some() { LATE } else { Duration::ZERO };
                covered.push(Range { start: link.time.start + late, ..link.time });
            }
        }
    }
    covered
}
