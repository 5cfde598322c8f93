//! The files of an archive that no chain told of, sorted by what is in them.
//!
//! Log files of a time without digests, insight files and digests out of the range are counted; what
//! lies where it was not delivered, and what CloudTrail did not make at all, is listed. That is no
//! fault: who copies a bucket gets whatever else lies in it. Two things are, if it is asked strictly:
//! log files of an account and region that have no digest at all, and events in a file that stands for
//! no key, which whoever looks through the folder finds and no listing of the bucket would.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde_json::json;

use super::objects::{Objects, Strange};
use super::report::shown;
use super::work::failure;
use crate::cli::exit::Outcome;
use crate::services::cloudtrail::chain::content::Content;
use crate::services::cloudtrail::chain::place::{
    INSIGHTS, Place, is_of_log_file, log_time, logs_of,
};
use crate::services::cloudtrail::chain::source::Halt;
use crate::services::cloudtrail::chain::strict::Period;
use crate::time::Timestamp;
use crate::value::Value;

/// The most files that are listed on the standard output; a report lists all.
const LISTED: usize = 50;

/// What else lies in an archive.
#[derive(Debug, Default)]
pub(super) struct Others {
    digests: u64,
    insights: u64,
    logs: u64,
    unknown: u64,
    listed: Vec<Other>,
    /// Where the log files of the chains lie, if all chains are known.
    proven: Option<HashSet<String>>,
    period: Period,
    unproven: BTreeMap<(String, String), Unproven>,
    /// How many files hold events and stand for no key.
    hidden: u64,
}

/// Log files of an account and region without digests.
#[derive(Clone, Copy, Debug)]
struct Unproven {
    files: u64,
    first: Timestamp,
    last: Timestamp,
}

/// A file that is listed.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Other {
    bucket: String,
    key: String,
    kind: &'static str,
    why: String,
}

impl Others {
    /// Begins with the places of all chains, and the time that is asked about as far as it was said.
    pub(super) fn beside<'p>(places: impl IntoIterator<Item = &'p Place>, period: Period) -> Self {
        let logs = places.into_iter().map(Place::logs);
        Self { proven: Some(logs.collect()), period, ..Self::default() }
    }

    /// Returns whether there is what strict validation does not let pass.
    pub(super) fn is_wrong(&self) -> bool {
        !self.unproven.is_empty() || self.hidden > 0
    }

    /// Sorts the files of a bucket whose keys begin with one of `scopes` and that `is_told` does not
    /// know, on all cores.
    pub(super) fn add(
        &mut self,
        objects: &dyn Objects,
        bucket: &str,
        scopes: &[String],
        is_told: &dyn Fn(&str) -> bool,
    ) -> Outcome {
        let mut keys = Vec::new();
        for scope in scopes {
            keys.extend(objects.list(scope, "").map_err(failure)?);
        }
        keys.retain(|key| !is_told(key));
        let (next, sorted) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let sort = || {
            while let Some(key) = keys.get(next.fetch_add(1, Ordering::Relaxed)) {
                let content = content(objects, key);
                sorted.lock().unwrap_or_else(PoisonError::into_inner).push((key, content));
            }
        };
        thread::scope(|scope| {
            let cores = thread::available_parallelism().map_or(1, NonZero::get);
            for _ in 1..objects.at_once().unwrap_or(cores) {
                scope.spawn(sort);
            }
            sort();
        });
        for (key, content) in sorted.into_inner().unwrap_or_else(PoisonError::into_inner) {
            self.count(bucket, key, content.map_err(failure)?);
        }
        for strange in objects.strange().map_err(failure)? {
            if scopes.iter().any(|scope| strange.path.starts_with(scope)) {
                self.count_strange(bucket, strange);
            }
        }
        self.listed.sort();
        Ok(())
    }

    fn count_strange(&mut self, bucket: &str, Strange { path, what, holds }: Strange) {
        let events = holds.iter().filter(|content| **content == Content::Log).count() as u64;
        let (kind, why) =
            if events > 0 { ("Log", "it holds events, and ") } else { ("Unknown", "it ") };
        let count = if events > 0 { &mut self.logs } else { &mut self.unknown };
        *count += events.max(1);
        self.hidden += events;
        let (bucket, why) = (bucket.to_owned(), format!("{why}{what}"));
        self.listed.push(Other { bucket, key: path, kind, why });
    }

    /// Counts a log file that lies where log files do, if no chain is of its account and region.
    fn count_unproven(&mut self, bucket: &str, key: &str) {
        let (Some(logs), Some(time)) = (logs_of(key), log_time(key)) else { return };
        let is_proven = self.proven.as_ref().is_none_or(|proven| proven.contains(logs));
        if is_proven || !self.period.has(time) {
            return;
        }
        let place = (bucket.to_owned(), logs.to_owned());
        let new = Unproven { files: 0, first: time, last: time };
        let unproven = self.unproven.entry(place).or_insert(new);
        unproven.files += 1;
        unproven.first = unproven.first.min(time);
        unproven.last = unproven.last.max(time);
    }

    fn count(&mut self, bucket: &str, key: &str, content: Content) {
        if content == Content::Log && is_of_log_file(key) {
            self.count_unproven(bucket, key);
        }
        let (count, kind, why) = match content {
            Content::PublicKeys => return,
            Content::Digest { bucket: of, key: own } => {
                let is_there = own == key && Place::of_key(key).is_some();
                let of = of.as_deref().unwrap_or(bucket);
                let why = (!is_there)
                    .then(|| format!("it is a digest that was delivered as s3://{of}/{own}"));
                (&mut self.digests, "Digest", why)
            }
            Content::Insight => {
                let why = "it holds insights, and does not lie where CloudTrail delivers them";
                let why = (!key.contains(INSIGHTS)).then(|| why.to_owned());
                (&mut self.insights, "Insight", why)
            }
            Content::Log => {
                let why = "it holds events, and does not lie where CloudTrail delivers them";
                (&mut self.logs, "Log", (!is_of_log_file(key)).then(|| why.to_owned()))
            }
            Content::Unknown(why) => {
                let place = if Place::of_key(key).is_some() {
                    "it lies where digests do, but "
                } else if key.contains(INSIGHTS) {
                    "it lies where insights do, but "
                } else if is_of_log_file(key) {
                    "it lies where log files do, but "
                } else {
                    ""
                };
                (&mut self.unknown, "Unknown", Some(format!("{place}{why}")))
            }
        };
        *count += 1;
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        self.listed.extend(why.map(|why| Other { bucket, key, kind, why }));
    }

    /// Returns what is said of them; nothing if there are none.
    pub(super) fn text(&self) -> String {
        let Self { digests, insights, logs, unknown, listed, .. } = self;
        let counts = [
            (*logs, "log files that no digest here lists", "log file that no digest here lists"),
            (*digests, "digests that no chain came to", "digest that no chain came to"),
            (*insights, "insight files", "insight file"),
            (*unknown, "unknown files", "unknown file"),
        ];
        let told: Vec<String> = counts
            .iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, many, one)| format!("{count} {}", if *count == 1 { one } else { many }))
            .collect();
        if told.is_empty() {
            return String::new();
        }
        let mut text = format!("== other files: {}\n\n", told.join(", "));
        for ((bucket, logs), unproven) in &self.unproven {
            let logs = shown(logs);
            text.push_str(&format!("Log files\ts3://{bucket}/{logs}\t{}\n", unproven.why()));
        }
        for Other { bucket, key, kind, why } in listed.iter().take(LISTED) {
            let (key, why) = (shown(key), shown(why));
            text.push_str(&format!("{kind} file\ts3://{bucket}/{key}\t{why}\n"));
        }
        if listed.len() > LISTED {
            let rest = listed.len() - LISTED;
            text.push_str(&format!("and {rest} more, which --report lists\n"));
        }
        if !listed.is_empty() || !self.unproven.is_empty() {
            text.push('\n');
        }
        text
    }

    /// Returns them for machines.
    pub(super) fn document(&self) -> Value {
        let files = self.listed.iter().map(|Other { bucket, key, kind, why }| {
            json!({"Kind": kind, "Bucket": bucket, "Key": key, "Reason": why})
        });
        let unproven = self.unproven.iter().map(|((bucket, logs), unproven)| {
            json!({
                "Bucket": bucket,
                "Prefix": logs,
                "LogFiles": unproven.files,
                "StartTime": unproven.first.to_string(),
                "EndTime": unproven.last.to_string(),
                "Reason": unproven.why(),
            })
        });
        json!({
            "LogFiles": self.logs,
            "DigestFiles": self.digests,
            "InsightFiles": self.insights,
            "UnknownFiles": self.unknown,
            "Listed": files.collect::<Vec<_>>(),
            "Unproven": unproven.collect::<Vec<_>>(),
        })
    }
}

impl Unproven {
    fn why(self) -> String {
        let Self { files, first, last } = self;
        let files = if files == 1 { "1 log file".to_owned() } else { format!("{files} log files") };
        format!(
            "{files} of {first} to {last}, and no digest of this account and region: nothing proves what \
             they hold"
        )
    }
}

/// Looks into a file; what may not be read or is gone meanwhile is unknown.
fn content(objects: &dyn Objects, key: &str) -> Result<Content, Halt> {
    match objects.open(key) {
        Ok(Some(opened)) => Ok(Content::of(opened.content)),
        Ok(None) | Err(Halt::Machine(_)) => Ok(Content::Unknown("it cannot be read")),
        Err(halt) => Err(halt),
    }
}
