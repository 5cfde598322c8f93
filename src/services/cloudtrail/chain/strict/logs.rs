//! Log files that no digest lists, and those that two list.

use std::collections::HashMap;
use std::time::Duration;

use super::links::{Link, Spot};
use super::{Kind, Strict};
use crate::services::cloudtrail::chain::content::Content;
use crate::services::cloudtrail::chain::digest::Range;
use crate::services::cloudtrail::chain::place;
use crate::services::cloudtrail::chain::source::{Digests, Halt, LogFiles};
use crate::store::identity;
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

    /// Returns the log files of the account and region at a spot that no digest lists, of the time that
    /// the digests of a chain there cover without a gap. One whose name has no time is told whenever it is of.
    pub(super) fn others(
        &self,
        digests: &mut dyn Digests,
        files: &dyn LogFiles,
        spot: &Spot,
        links: &[Link],
    ) -> Result<Vec<Strict>, Halt> {
        let Spot { bucket, place } = spot;
        // The first digest after a move lists what was delivered before it, too.
        let is_of_spot = |link: &&Link| {
            *link.spot == *spot || link.came_from().is_some_and(|from| from == *spot)
        };
        let covered = covered(&links.iter().filter(is_of_spot).collect::<Vec<_>>());
        if covered.is_empty() {
            return Ok(Vec::new());
        }
        let logs = place.beginning().replacen(place::FOLDER, place::LOGS, 1);
        let mut found = Vec::new();
        for key in digests.list(bucket, &format!("{logs}/"), "")? {
            let is_suspect = match place::log_time(&key) {
                Some(time) => {
                    covered.iter().any(|range| range.start <= time && time + LATE <= range.end)
                }
                None => !self.has(&key) && is_log(files, bucket, &key)?,
            };
            if is_suspect && !self.has(&key) {
                let why = "no digest lists this log file: somebody else than CloudTrail put it \
                           there, or a trail that makes no digests";
                found.push(Strict {
                    kind: Kind::NotListed,
                    bucket: bucket.clone(),
                    key,
                    why: why.to_owned(),
                });
            }
        }
        Ok(found)
    }
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
