//! What came in and waits to be sent until its minute is over.
//!
//! Each metric that a running stream may send has a note of the minutes that got samples, under the
//! time at which they are sent: the end of the minute, and for late samples the next full minute. So
//! what there is to do follows from what came in, and is nothing where there are no streams.
//!
//! Source: CloudWatch User Guide, "Set up a metric stream": data are sent every minute, but for those
//! with times more than two days ago.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Stream, sends};
use crate::error::Result;
use crate::services::cloudwatch::catalogue::Entry;
use crate::services::cloudwatch::metric::Metric;
use crate::services::cloudwatch::shapes::metric_streams::PutMetricStreamInput;
use crate::store::{Json, Key, Record, Txn};
use crate::time::{MINUTE, Timestamp};

/// How old a sample may be when it comes in, and still be sent.
const OLDEST: Duration = Duration::from_hours(48);

/// Minutes of a metric that are sent at a time.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Waiting {
    /// When they are sent.
    pub due: Timestamp,
    /// Whose metric it is.
    pub account: String,
    /// Where it is.
    pub region: String,
    /// The metric.
    pub metric: Metric,
    /// The number that stands for the metric in the keys of its samples.
    pub number: u64,
    /// Runs of minutes: the number of the first one since 1970, and how many there are.
    runs: Vec<(i64, i64)>,
}

impl Record for Waiting {
    const KIND: &'static str = "metric stream due";
    type Form = Json;

    fn key(&self) -> Key {
        Self::key_of(self.due, (&self.account, &self.region), self.number)
    }
}

impl Waiting {
    fn key_of(due: Timestamp, (account, region): (&str, &str), number: u64) -> Key {
        Self::all().time(due).text(account).text(region).number(number)
    }

    /// Returns the runs of minutes as spans of time, the end not in them.
    pub fn spans(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let start = |minute: i64| Timestamp::from_secs(minute.saturating_mul(60));
        self.runs.iter().map(move |(first, count)| (start(*first), start(first + count)))
    }

    fn add(&mut self, minutes: &BTreeSet<i64>) {
        let known = self.runs.iter().flat_map(|(first, count)| *first..first + count);
        let all: BTreeSet<i64> = known.chain(minutes.iter().copied()).collect();
        self.runs.clear();
        for minute in all {
            match self.runs.last_mut() {
                Some((first, count)) if *first + *count == minute => *count += 1,
                _ => self.runs.push((minute, 1)),
            }
        }
    }
}

/// The running streams of an account and region, with what was put of each.
pub struct Running(Vec<(Stream, PutMetricStreamInput)>);

impl Running {
    /// Returns those that run.
    pub fn of(txn: &Txn<'_>, owner: (&str, &str)) -> Result<Self> {
        let running = Stream::all_of(txn, owner)?.into_iter().filter(|stream| stream.running);
        let with_request = |stream: Stream| stream.request().map(|put| (stream, put));
        Ok(Self(running.map(with_request).collect::<Result<_>>()?))
    }

    /// Returns each, in the order of the names.
    pub fn each(&self) -> impl Iterator<Item = &(Stream, PutMetricStreamInput)> {
        self.0.iter()
    }

    /// Returns whether any of them sends a metric.
    pub fn send(&self, metric: &Metric) -> bool {
        self.0.iter().any(|(_, put)| sends(put, metric))
    }

    /// Notes that a metric gets samples: of what time each is, and when it comes in.
    pub fn note(
        &self,
        txn: &mut Txn<'_>,
        (account, region): (&str, &str),
        entry: &Entry,
        times: impl Iterator<Item = (Timestamp, Timestamp)>,
    ) -> Result<()> {
        if !self.send(&entry.metric) {
            return Ok(());
        }
        let mut by_due: BTreeMap<Timestamp, BTreeSet<i64>> = BTreeMap::new();
        for (time, comes) in times.filter(|(time, comes)| *time + OLDEST >= *comes) {
            let due = time.next(MINUTE).max(comes.next(MINUTE));
            by_due.entry(due).or_default().insert(time.secs().div_euclid(60));
        }
        for (due, minutes) in by_due {
            let known =
                txn.get::<Waiting>(&Waiting::key_of(due, (account, region), entry.number))?;
            let mut waiting = known.unwrap_or_else(|| Waiting {
                due,
                account: account.to_owned(),
                region: region.to_owned(),
                metric: entry.metric.clone(),
                number: entry.number,
                runs: Vec::new(),
            });
            waiting.add(&minutes);
            txn.put(&waiting);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_side_by_side_are_one_run() {
        let mut waiting = Waiting {
            due: Timestamp::from_secs(600),
            account: "1".to_owned(),
            region: "r".to_owned(),
            metric: Metric::new("N", "M", &[]),
            number: 0,
            runs: Vec::new(),
        };
        waiting.add(&BTreeSet::from([5, 1, 2]));
        assert_eq!(waiting.runs, [(1, 2), (5, 1)]);
        waiting.add(&BTreeSet::from([3, 4, 9, -1]));
        assert_eq!(waiting.runs, [(-1, 1), (1, 5), (9, 1)]);
        let spans: Vec<_> =
            waiting.spans().map(|(start, end)| (start.secs(), end.secs())).collect();
        assert_eq!(spans, [(-60, 0), (60, 360), (540, 600)]);
    }
}
